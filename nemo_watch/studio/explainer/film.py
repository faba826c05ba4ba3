"""Making the film of a script: its pictures fit for the frame, its sound, its parts, then all in one.

All of it lies in the work folder of its render, and is nearly lossless: it is encoded once more afterwards.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nemo_watch.media.containers import Container
from nemo_watch.studio import complaints, jail, process
from nemo_watch.studio.command import Input
from nemo_watch.studio.explainer import backgrounds, shots
from nemo_watch.studio.explainer.narration import narrated
from nemo_watch.studio.explainer.palettes import palette_for
from nemo_watch.studio.explainer.script import RATE, Script
from nemo_watch.studio.explainer.soundtrack import heard
from nemo_watch.studio.explainer.typesetting import typeset
from nemo_watch.studio.lettering import Document, opened
from nemo_watch.studio.probe import open_source

_ENCODING = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-bf", "0", "-g", "90")
_TAGGED = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_FADE_IN_SECONDS, _FADE_OUT_SECONDS = 0.4, 0.6
_SOUND_SHARE, _STILLS_SHARE = 0.08, 0.12

OnShare = Callable[[float], None]
"""Takes how much is done, from 0 to 1."""


async def film(
    ffmpeg: Path, script: Script, pictures: Sequence[Input], *, folder: Path, threads: int, on_share: OnShare
) -> Path:
    """Make a script's film in a folder and return its file; `pictures` are those that the script was written for.

    Raises JobError where that fails, with a sentence on the picture that cannot be read.
    """
    making = _Making(ffmpeg, folder=folder, threads=threads, on_share=on_share)
    narration = await narrated(script, folder=folder) if script.voice else None
    timed = narration.script if narration else script
    sound = await heard(ffmpeg, timed, narration, folder=folder)
    on_share(_SOUND_SHARE)
    stills = [await making.still(timed, pictures[shot.picture], number) for number, shot in enumerate(timed.shots)]
    parts = await making.parts(timed, stills)
    return await making.joined(parts, sound)


class _Making:
    """The runs of ffmpeg that make one film."""

    def __init__(self, ffmpeg: Path, *, folder: Path, threads: int, on_share: OnShare) -> None:
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._threads = threads
        self._on_share = on_share

    async def still(self, script: Script, picture: Input, number: int) -> Path:
        """Make a given picture fit for the frame."""
        path = self._folder / f"still{number}.png"
        graph = shots.still_filter(script.size)
        os.lseek(picture.descriptor, 0, os.SEEK_SET)
        await self._run(
            [
                *jail.input_arguments(picture.container, picture.descriptor),
                *("-filter_complex", f"{graph}[out]", "-map", "[out]", "-frames:v", "1", "-update", "1"),
                *("-c:v", "png", "-compression_level", "1", "-f", "image2pipe", "-n", f"file:{path}"),
            ],
            descriptors=[picture.descriptor],
            limits=jail.encoding(jail.MOST_PIXELS, threads=self._threads),
        )
        self._on_share(_SOUND_SHARE + (_STILLS_SHARE - _SOUND_SHARE) * (number + 1) / len(script.shots))
        return path

    async def parts(self, script: Script, stills: Sequence[Path]) -> list[Path]:
        """Make the pictures of a film with its words, in as many files as it has shots."""
        palette = palette_for(script.seed)
        document = typeset(script, palette)
        if not stills:
            if script.has_visuals:
                graph = backgrounds.moving_background(palette, script.size, seed=script.seed)
            else:
                graph = backgrounds.plain_background(palette, script.size)
            return [await self._part(script, document, graph, [], begin=0, length=script.length, number=0)]
        made = []
        for number, segment in enumerate(shots.segments(script.shots)):
            shown = stills[number : number + (2 if segment.fade else 1)]
            graph = shots.shot_graph(segment)
            part = self._part(script, document, graph, shown, begin=segment.begin, length=segment.length, number=number)
            made.append(await part)
        return made

    async def _part(
        self,
        script: Script,
        document: Document,
        graph: str,
        stills: Sequence[Path],
        *,
        begin: int,
        length: int,
        number: int,
    ) -> Path:
        path = self._folder / f"part{number}.mov"

        def progressed(seconds: float) -> None:
            share = min(1.0, (begin / RATE + seconds) / script.duration)
            self._on_share(_STILLS_SHARE + (1 - _STILLS_SHARE) * share)

        with opened(document, self._folder) as lettering, _opened(stills) as inputs:
            shown = f"{graph},{_TAGGED},{_timed(script, lettering.filter, begin)},format=yuv420p[out]"
            await self._run(
                [
                    *(option for one in inputs for option in jail.input_arguments(Container.PNG, one)),
                    *("-filter_complex", shown, "-map", "[out]", "-frames:v", str(length), "-r", str(RATE)),
                    *(*_ENCODING, "-threads:v", str(self._threads), "-f", "mov", "-n", f"file:{path}"),
                ],
                descriptors=[*inputs, lettering.descriptor],
                limits=jail.encoding(script.size[0] * script.size[1], threads=self._threads),
                on_progress=progressed,
                seconds=length / RATE,
            )
        return path

    async def joined(self, parts: Sequence[Path], sound: Path | None) -> Path:
        """Put the parts behind each other, with the sound, as they are."""
        path, listed = self._folder / "film.mov", self._folder / "parts.txt"
        listed.write_text("".join(f"file {part.name}\n" for part in parts), encoding="ascii")
        reading = ["-protocol_whitelist", "file", "-f", "concat", "-safe", "1", "-i", f"file:{listed}"]
        with _opened([sound] if sound else []) as inputs:
            heard_too = [option for one in inputs for option in jail.input_arguments(Container.WAV, one)]
            mapped = ["-map", "0:v", *(["-map", "1:a"] if sound else []), "-c", "copy", "-map_metadata", "-1"]
            await self._run(
                [*reading, *heard_too, *mapped, "-write_tmcd", "0", "-f", "mov", "-n", f"file:{path}"],
                descriptors=inputs,
            )
        for used in (*parts, listed):
            used.unlink()
        self._on_share(1.0)
        return path

    async def _run(
        self,
        arguments: Sequence[str],
        *,
        descriptors: Sequence[int],
        limits: jail.Limits = jail.ENCODING,
        on_progress: process.Progress | None = None,
        seconds: float | None = None,
    ) -> None:
        finished = await process.run(
            self._ffmpeg,
            ["-v", "error", *arguments],
            descriptors=descriptors,
            writable=[self._folder],
            limits=limits,
            deadline_seconds=process.deadline_seconds(seconds),
            on_progress=on_progress,
        )
        if finished.code != 0:
            raise complaints.explain(finished.errors, code=finished.code)


@contextlib.contextmanager
def _opened(paths: Sequence[Path]) -> Iterator[list[int]]:
    """Open files of our own for reading."""
    with contextlib.ExitStack() as stack:
        descriptors = []
        for path in paths:
            descriptors.append(open_source(path))
            stack.callback(os.close, descriptors[-1])
        yield descriptors


def _timed(script: Script, lettering: str, begin: int) -> str:
    """Return the filters that write the words into a part that begins at a picture of the film, and fade its ends."""
    end = script.duration - min(_FADE_OUT_SECONDS, script.duration / 4)
    fades = (
        f"fade=t=in:st=0:d={min(_FADE_IN_SECONDS, script.duration / 4):.3f},"
        f"fade=t=out:st={end:.3f}:d={script.duration - end:.3f}"
    )
    return f"settb=1/{RATE},setpts=N+{begin},{lettering},{fades},setpts=N"
