"""What is heard in a film of a text: music, a voice, or music that gives way to a voice."""

from __future__ import annotations

import os
from pathlib import Path

from nemo_watch.media.containers import Container
from nemo_watch.studio import complaints
from nemo_watch.studio.bed import make_bed
from nemo_watch.studio.compose.mixing import giving_way
from nemo_watch.studio.explainer.narration import Narration
from nemo_watch.studio.explainer.script import SAMPLE_RATE, Script
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.probe import open_source

_FASTEST_STEP = 2.0
_VOICE = "highpass=f=70,loudnorm=I=-17:TP=-2:LRA=7"
_DUCKED = "sidechaincompress=threshold=0.02:ratio=6:attack=60:release=600"


async def heard(ffmpeg: Path, script: Script, narration: Narration | None, *, folder: Path) -> Path | None:
    """Make the sound of a film, exactly as long as it, as a WAV file in a folder; None where nothing is heard."""
    music = await make_bed(ffmpeg, script.duration, folder / "bed.wav") if script.has_music else None
    if narration is None:
        return music
    path = folder / "sound.wav"
    inputs = [open_source(one) for one in (narration.path, music) if one is not None]
    try:
        finished = await process.run(
            ffmpeg,
            _arguments(inputs, tempo=narration.tempo, seconds=script.duration, path=path),
            descriptors=inputs,
            writable=[folder],
            limits=jail.ENCODING,
            deadline_seconds=process.deadline_seconds(script.duration),
        )
    finally:
        for descriptor in inputs:
            os.close(descriptor)
    if finished.code != 0:
        raise complaints.explain(finished.errors, code=finished.code)
    return path


def _arguments(inputs: list[int], *, tempo: float, seconds: float, path: Path) -> list[str]:
    opened = [option for one in inputs for option in jail.input_arguments(Container.WAV, one)]
    stretch = f"atempo={min(_FASTEST_STEP, tempo):.5f}," if tempo > 1 else ""
    end = f"apad,atrim=end_sample={round(seconds * SAMPLE_RATE)}"
    voice = f"[0:a]{stretch}{_VOICE},aresample={SAMPLE_RATE},pan=stereo|c0=c0|c1=c0,{end}"
    graph = f"{voice}[out]"
    if len(inputs) > 1:
        graph = (
            f"{voice},asplit[key][voice];[1:a]anull[music];{giving_way('music', 'key', _DUCKED, seconds=seconds)}[low];"
            "[low][voice]amix=inputs=2:duration=first:normalize=0,alimiter=limit=0.95:level=0[out]"
        )
    target = ["-map", "[out]", "-c:a", "pcm_s16le", "-f", "wav", "-bitexact", "-n", f"file:{path}"]
    return ["-v", "error", *opened, "-filter_complex", graph, *target]
