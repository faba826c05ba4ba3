"""Showing pictures: each is laid on a canvas, each part of the film is made of two of these, and all become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nemo_watch.errors import JobError
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose.preparing import bytes_needed
from nemo_watch.studio.facts import VideoStream
from nemo_watch.studio.fence import jail
from nemo_watch.studio.joining import pieces, slides
from nemo_watch.studio.joining.clips import BARE, steady_beat
from nemo_watch.studio.joining.join import OnShare
from nemo_watch.studio.joining.motion import RATE, motion_for
from nemo_watch.studio.joining.show import Show
from nemo_watch.studio.joining.workbench import Workbench, blamed, check, still_input

LIGHT, DARK = "0xF3F2EE", "0x1B1C1F"
"""The grounds of pictures that are seen through: the one on which they stand out."""
_BRIGHT = 150
_NEARLY_OPAQUE = 250
_WRITING_SHARE = 0.03


async def show(
    ffmpeg: Path, show: Show, pictures: Sequence[Input], *, folder: Path, threads: int, on_share: OnShare
) -> Path:
    """Make the film that a show describes of its pictures, in a folder, and return where it is.

    Each picture is asked for when its turn comes. Raises JobError, which names the picture by its number where one is
    to blame.
    """
    bench = Workbench(ffmpeg, folder / "showing")
    try:
        work = _Work(bench, show, threads=threads, on_share=on_share)
        bench.reserve(work.bytes_needed())
        for number in range(len(show.slides)):
            try:
                with still_input(pictures[number]) as picture:
                    await work.lay(number, picture)
            except JobError as error:
                raise blamed(error, f"picture {number + 1}") from error
            await work.film(number)
        target = folder / "show.mov"
        await work.write(target)
        return target
    finally:
        bench.clear()


class _Work:
    """The parts of the film that have been made so far, and the canvases of the last two slides."""

    def __init__(self, bench: Workbench, show: Show, *, threads: int, on_share: OnShare) -> None:
        self._bench = bench
        self._show = show
        self._threads = threads
        self._on_share = on_share
        self._motion = motion_for(show.size, pictures=max(slide.seen for slide in show.slides))
        self._pixels = self._motion.canvas[0] * self._motion.canvas[1]
        self._canvases: list[Path] = []
        self._pieces: list[tuple[str, float]] = []

    def bytes_needed(self) -> int:
        """Return about how much room is needed: the film lies there twice while it is written into one."""
        return 2 * (bytes_needed(self._show.facts, self._show.duration) + 3 * self._pixels)

    async def lay(self, number: int, source: Input) -> None:
        """Lay a picture on its canvas."""
        picture = self._show.slides[number].picture
        path = self._bench.folder / f"{number}.yuv"
        ground = await self._ground(picture, source) if picture.has_alpha else ""
        laying = slides.canvas(picture, source, path, frame=self._show.size, motion=self._motion, ground=ground)
        await self._decode(laying, picture, source)
        for old in self._canvases[:-1]:
            old.unlink()
        self._canvases = [*self._canvases[-1:], path]

    async def _ground(self, picture: VideoStream, source: Input) -> str:
        """Return the colour of the ground behind a picture that is seen through; nothing for one that only could be."""
        path = self._bench.folder / "swatch.rgba"
        path.unlink(missing_ok=True)
        await self._decode(slides.swatch(picture, source, path), picture, source)
        return ground_of(path.read_bytes())

    async def _decode(self, arguments: Sequence[str], picture: VideoStream, source: Input) -> None:
        pixels = max(picture.width * picture.height, self._pixels)
        limits = jail.encoding(pixels, threads=self._threads)
        check(await self._bench.run(arguments, source=source, limits=limits, seconds=1.0))

    async def film(self, number: int) -> None:
        """Make the part of the film that begins with a slide."""
        target = self._bench.folder / f"{number}.mov"
        begin, count = self._show.slides[number].begin, slides.length(self._show, number)
        canvases = self._canvases if self._show.slides[number].faded else self._canvases[-1:]
        filming = slides.part(self._show, number, self._motion, canvases=canvases, target=target, threads=self._threads)

        def progressed(seconds: float) -> None:
            self._report(begin + min(count, seconds * RATE))

        limits = jail.encoding(self._pixels, threads=self._threads)
        check(await self._bench.run(filming, limits=limits, seconds=count / RATE, on_progress=progressed))
        self._pieces.append((target.name, count / RATE))

    def _report(self, pictures: float) -> None:
        self._on_share((1 - _WRITING_SHARE) * pictures / self._show.pictures)

    async def write(self, target: Path) -> None:
        """Write all parts into one film."""
        pieces.list_pieces(self._bench.folder, self._pieces)
        with pieces.plainly_named(self._bench.folder) as (name, descriptors):
            made = ["-c", "copy", "-bsf:v", steady_beat(RATE), *BARE, "-write_tmcd", "0"]
            writing = ["-v", "error", *pieces.reading(name), "-map", "0:v", *made, "-f", "mov", "-n", f"file:{target}"]
            finished = await self._bench.run(writing, descriptors=descriptors, seconds=self._show.duration)
        check(finished)
        self._on_share(1.0)


def ground_of(swatch: bytes) -> str:
    """Return the colour of the ground on which a picture stands out; nothing where one does not see through it.

    `swatch` holds a few of its pixels: red, green and blue, each by its share of the fourth, how opaque it is.
    """
    opaque = swatch[3::4]
    if not opaque or min(opaque) >= _NEARLY_OPAQUE:
        return ""
    bright = sum(0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in _colours(swatch))
    return DARK if 255 * bright > _BRIGHT * max(1, sum(opaque)) else LIGHT


def _colours(swatch: bytes) -> Iterator[tuple[int, int, int]]:
    return zip(swatch[0::4], swatch[1::4], swatch[2::4], strict=True)
