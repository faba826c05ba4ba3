"""Making the pictures of a film of a text, in as many parts as it has shots: what is seen, and the words over it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from nemo_watch.errors import FinalError, JobError
from nemo_watch.studio import samples
from nemo_watch.studio.command import Input
from nemo_watch.studio.explainer import backgrounds, shots
from nemo_watch.studio.explainer.given import Given, Telling
from nemo_watch.studio.explainer.palettes import palette_for
from nemo_watch.studio.explainer.script import RATE, Script
from nemo_watch.studio.explainer.shots import Seen, Segment
from nemo_watch.studio.explainer.typesetting import typeset
from nemo_watch.studio.fence import jail
from nemo_watch.studio.fence.process import Finished
from nemo_watch.studio.joining.workbench import Workbench, blamed, check, still_input
from nemo_watch.studio.lettering import opened

_ENCODING = ("-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "90")
_QUANTIZER, _QUANTIZER_OF_LIGHT = 14, 10
"""Of what was given, and of light: in its soft colours, less would leave steps."""
_TAGGED = "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
_FADE_IN_SECONDS, _FADE_OUT_SECONDS = 0.4, 0.6
_BLAMED = re.compile(r"\[(?:in|vist)#(\d+)")

OnPictures = Callable[[float], None]
"""Takes how many pictures of the film are made."""


class Parts:
    """The making of the parts of one film; they lie in the folder of a workbench."""

    def __init__(
        self, bench: Workbench, telling: Telling, files: Sequence[Input], *, threads: int, on_pictures: OnPictures
    ) -> None:
        """Make what a telling says; `files` are those of what was given."""
        self._bench = bench
        self._script = telling.script
        self._given = [telling.given[shot.picture] for shot in telling.script.shots]
        self._files = [files[shot.picture] for shot in telling.script.shots]
        self._threads = threads
        self._on_pictures = on_pictures
        self._document = typeset(self._script, palette_for(self._script.seed))

    async def make(self) -> list[tuple[str, float]]:
        """Make all parts and return their names and lengths in seconds.

        Raises JobError, which names what was given where that is to blame.
        """
        if not self._given:
            check(await self._part("0.mov", _background(self._script), [], [], begin=0, length=self._script.length))
            return [("0.mov", self._script.duration)]
        made = []
        for number, segment in enumerate(shots.segments(self._script.shots)):
            for seen in segment.shown:
                await self._lay(seen)
            name = f"{number}.mov"
            await self._film(segment, name)
            self._canvas(number).unlink(missing_ok=True)
            made.append((name, segment.length / RATE))
        return made

    def _canvas(self, shot: int) -> Path:
        return self._bench.folder / f"{shot}.yuv"

    async def _lay(self, seen: Seen) -> None:
        """Lay a picture on its canvas, where it has none yet; a film needs none."""
        given, path = self._given[seen.shot], self._canvas(seen.shot)
        if given.is_film or path.exists():
            return
        try:
            with still_input(self._files[seen.shot]) as picture:
                laying = shots.laying(given.picture, picture, path, size=self._script.size, seen=seen)
                limits = jail.encoding(jail.MOST_PIXELS, threads=self._threads)
                check(await self._bench.run(laying, source=picture, limits=limits, seconds=1.0))
        except JobError as error:
            raise blamed(error, given.name) from error

    async def _film(self, segment: Segment, name: str) -> None:
        """Make the part of a segment."""
        given = [self._given[seen.shot] for seen in segment.shown]
        reading: list[str] = []
        descriptors: list[int] = []
        for seen, one in zip(segment.shown, given, strict=True):
            if one.is_film:
                file = self._files[seen.shot]
                os.lseek(file.descriptor, 0, os.SEEK_SET)
                reading += shots.film_reading(one, file, seen)
                descriptors.append(file.descriptor)
            else:
                reading += shots.canvas_reading(self._canvas(seen.shot), shots.zoom_of(seen, self._script.size))
        graph, length = shots.segment_graph(segment, given, self._script.size), segment.length
        finished = await self._part(name, graph, reading, descriptors, begin=segment.begin, length=length)
        try:
            check(finished)
            _check_length(self._bench.folder / name, length)
        except JobError as error:
            raise blamed(error, _to_blame(finished, given)) from error

    async def _part(
        self, name: str, graph: str, reading: Sequence[str], descriptors: Sequence[int], *, begin: int, length: int
    ) -> Finished:
        """Film a graph with the words over it, `length` pictures from the one of the film that is number `begin`."""

        def progressed(seconds: float) -> None:
            self._on_pictures(begin + min(length, seconds * RATE))

        with opened(self._document, self._bench.folder.parent) as lettering:
            shown = f"{graph},{_TAGGED},{_timed(self._script, lettering.filter, begin)},format=yuv420p[out]"
            return await self._bench.run(
                [
                    *("-v", "warning", "-xerror", "-filter_threads", "2", *reading),
                    *("-filter_complex", shown, "-map", "[out]", "-frames:v", str(length), "-r", str(RATE)),
                    *(*_ENCODING, "-qp", str(_QUANTIZER if self._given else _QUANTIZER_OF_LIGHT)),
                    *("-threads:v", str(self._threads)),
                    *("-f", "mov", "-n", f"file:{self._bench.folder / name}"),
                ],
                descriptors=[*descriptors, lettering.descriptor],
                limits=jail.encoding(self._largest_pixels(), threads=self._threads),
                seconds=length / RATE,
                on_progress=progressed,
            )

    def _largest_pixels(self) -> int:
        width, height = self._script.size
        films = [one.picture.width * one.picture.height for one in self._given if one.is_film]
        return max(2 * width * height, *films, 0)


def _background(script: Script) -> str:
    palette = palette_for(script.seed)
    if script.has_visuals:
        return backgrounds.moving_background(palette, script.size, seed=script.seed)
    return backgrounds.plain_background(palette, script.size)


def _timed(script: Script, lettering: str, begin: int) -> str:
    """Return the filters that write the words into a part that begins at a picture of the film, and fade its ends."""
    end = script.duration - min(_FADE_OUT_SECONDS, script.duration / 4)
    fades = (
        f"fade=t=in:st=0:d={min(_FADE_IN_SECONDS, script.duration / 4):.3f},"
        f"fade=t=out:st={end:.3f}:d={script.duration - end:.3f}"
    )
    return f"settb=1/{RATE},setpts=N+{begin},{lettering},{fades},setpts=N"


def _check_length(film: Path, pictures: int) -> None:
    """Raise FinalError where a film that was made here has fewer pictures than it should."""
    try:
        made = next((track.samples for track in samples.walk(film) if track.kind == "vide"), 0)
    except (samples.TableError, OSError):
        made = 0
    if made < pictures:
        raise FinalError("Its picture cannot be decoded.", hint="Copy it again from where it came from.")


def _to_blame(finished: Finished, given: Sequence[Given]) -> str:
    """Return the name of what could not be read: ffmpeg names inputs by number, or one of the films it must be."""
    named = {int(number) for number in _BLAMED.findall(finished.errors)}
    blamed_ones = [one for number, one in enumerate(given) if number in named] or [one for one in given if one.is_film]
    return " or ".join(one.name for one in blamed_ones or given)
