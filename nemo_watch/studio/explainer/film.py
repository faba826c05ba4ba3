"""Making the film of a text: its sound, its parts, then all in one.

All of it lies in the work folder of its render, and is nearly lossless: it is encoded once more afterwards.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nemo_watch.media.containers import Container
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose.preparing import bytes_needed
from nemo_watch.studio.explainer.given import Telling
from nemo_watch.studio.explainer.narration import OnNote, narrated
from nemo_watch.studio.explainer.parts import Parts
from nemo_watch.studio.explainer.script import RATE
from nemo_watch.studio.explainer.soundtrack import heard
from nemo_watch.studio.fence import jail
from nemo_watch.studio.joining import pieces
from nemo_watch.studio.joining.clips import BARE, steady_beat
from nemo_watch.studio.joining.workbench import Workbench, check
from nemo_watch.studio.probe import open_source

_SOUND_SHARE = 0.08

OnShare = Callable[[float], None]
"""Takes how much is done, from 0 to 1."""


async def film(
    ffmpeg: Path,
    telling: Telling,
    files: Sequence[Input],
    *,
    folder: Path,
    threads: int,
    on_share: OnShare,
    on_note: OnNote,
) -> Path:
    """Make the film of a text in a folder and return its file; `files` are those of what was given, in that order.

    Raises JobError where that fails, with a sentence on the picture or film that cannot be read.
    """
    bench = Workbench(ffmpeg, folder / "telling")
    try:
        bench.reserve(2 * bytes_needed(telling.script.facts, telling.script.duration))
        script = telling.script
        narration = await narrated(script, folder=folder, on_note=on_note) if script.voice else None
        timed = Telling(script=narration.script if narration else script, given=telling.given)
        sound = await heard(ffmpeg, timed.script, narration, folder=folder)
        on_share(_SOUND_SHARE)

        def progressed(pictures: float) -> None:
            on_share(_SOUND_SHARE + (1 - _SOUND_SHARE) * min(1.0, pictures / script.length))

        made = await Parts(bench, timed, files, threads=threads, on_pictures=progressed).make()
        pieces.list_pieces(bench.folder, made)
        path = folder / "film.mov"
        await _joined(bench, sound, path, seconds=script.duration)
        on_share(1.0)
        return path
    finally:
        bench.clear()


async def _joined(bench: Workbench, sound: Path | None, path: Path, *, seconds: float) -> None:
    """Put the parts behind each other, with the sound, as they are."""
    with _opened(sound) as heard_too, pieces.plainly_named(bench.folder) as (name, folder):
        reading = [option for one in heard_too for option in jail.input_arguments(Container.WAV, one)]
        mapped = ["-map", "0:v", *(("-map", "1:a") if heard_too else ())]
        made = ["-c", "copy", "-bsf:v", steady_beat(RATE), *BARE, "-write_tmcd", "0", "-f", "mov", "-n", f"file:{path}"]
        finished = await bench.run(
            ["-v", "error", *pieces.reading(name), *reading, *mapped, *made],
            descriptors=[*folder, *heard_too],
            seconds=seconds,
        )
    check(finished)


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[list[int]]:
    """Open a file of our own for reading, where there is one."""
    if path is None:
        yield []
        return
    descriptor = open_source(path)
    try:
        yield [descriptor]
    finally:
        os.close(descriptor)
