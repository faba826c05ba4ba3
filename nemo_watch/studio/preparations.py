"""Making the source that an edit in time needs: a part that plays backwards, or one turn of what is played again.

A film is turned around in pieces of a few pictures, so that memory stays small however long it is. What is made is
nearly lossless, lies in the work folder of its render, and is removed with it.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError, HeldError
from nemo_watch.studio import complaints, samples
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose import cutting, mixing
from nemo_watch.studio.compose.preparing import SAMPLE_RATE, bytes_needed, pictures_at_once, prepared, rate_of
from nemo_watch.studio.compose.sequence import Order, Preparation
from nemo_watch.studio.compose.timeline import Timeline
from nemo_watch.studio.facts import AudioStream, MediaFacts, VideoStream
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.filters import even, picture_chain
from nemo_watch.studio.probe import open_source, probe
from nemo_watch.units import format_size

_ENCODING = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-bf", "0", "-g", "12", "-c:a", "pcm_s16le")
_BARE = ("-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1")
_SOUND_CHUNK_SECONDS = 60.0
_SPACE_RECHECK_SECONDS = 60.0
_NEAR_SECONDS = 0.02
_EARLY = 0.25
"""Of a picture: how much earlier a chunk is read, so that rounding never loses its first one."""

OnShare = Callable[[float], None]
"""Takes how much is done, from 0 to 1."""


async def prepare(
    ffmpeg: Path, first: Input, facts: MediaFacts, order: Order, *, folder: Path, on_share: OnShare
) -> Path:
    """Make all that an order needs first, in a folder, and return the last file. Raises JobError where that fails."""
    current, made, path = facts, first, folder
    for number, preparation in enumerate(order.preparations):
        path = folder / f"source{number}.mov"
        seconds = (preparation.timeline.duration or 0.0) * preparation.repeats
        _reserve(folder, bytes_needed(current, seconds))
        stage = _Stage(ffmpeg, made, current, preparation, path, on_share)
        try:
            await (stage.reverse(seconds) if preparation.kind == "reversed" else stage.take_turn())
        finally:
            if made is not first:
                os.close(made.descriptor)
        once = Order(timeline=Timeline(reach=seconds), preparations=(preparation,))
        current = prepared(current, once)
        made = Input(current.container, open_source(path))
    if made is not first:
        os.close(made.descriptor)
    return path


def _reserve(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise HeldError(
            f"The disk of the outbox is full: {format_size(needed)} are needed, {format_size(free)} are free.",
            hint="Free some space: the job goes on by itself.",
            recheck_seconds=_SPACE_RECHECK_SECONDS,
        )


class _Stage:
    """One preparation of one source."""

    def __init__(
        self,
        ffmpeg: Path,
        source: Input,
        facts: MediaFacts,
        preparation: Preparation,
        target: Path,
        on_share: OnShare,
    ) -> None:
        self._ffmpeg = ffmpeg
        self._source = source
        self._facts = facts
        self._preparation = preparation
        self._target = target
        self._on_share = on_share

    async def take_turn(self) -> None:
        """Encode what is to be played again and again, once."""
        timeline = self._preparation.timeline
        duration = (timeline.duration or 0.0) * self._preparation.repeats

        def progressed(seconds: float) -> None:
            self._on_share(seconds / duration if duration else 0.0)

        await self._run(_turn(self._facts, self._preparation, self._source, self._target), progressed)

    async def reverse(self, seconds: float) -> None:
        """Encode chunks of a few pictures backwards, the last first, and join them."""
        begin = self._preparation.timeline.start
        chunks = chunks_of(self._facts, seconds)
        folder = self._target.with_suffix("")
        folder.mkdir()
        for number, chunk in enumerate(reversed(chunks)):
            target = folder / f"{number}.mov"
            await self._turn_around(begin, chunk, target)
            self._on_share((number + 1) / (len(chunks) + 1))
        await self._join(folder, len(chunks))

    async def _turn_around(self, begin: float, chunk: Chunk, target: Path) -> None:
        """Encode a chunk backwards; where its picture or sound has ended already, black or silence stands for it."""
        await self._run(_backwards(self._facts, begin, chunk, self._source, target))
        try:
            made = await probe(self._ffmpeg, target)
        except FinalError:
            made = MediaFacts(container=self._source.container, size=0)
        is_dark = self._facts.picture is not None and made.picture is None
        is_silent = min(len(made.audio), _whole_sounds(target, chunk.seconds)) < len(_sounds(self._facts))
        if is_dark or is_silent:
            target.unlink(missing_ok=True)
            lacking = _backwards(self._facts, begin, chunk, self._source, target, is_dark=is_dark, is_silent=is_silent)
            await self._run(lacking)

    async def _join(self, folder: Path, count: int) -> None:
        listed = folder / "list.txt"
        listed.write_text("".join(f"file {number}.mov\n" for number in range(count)), encoding="ascii")
        reading = ["-protocol_whitelist", "file", "-f", "concat", "-safe", "1", "-i", f"file:{listed}"]
        joined = ["-map", "0", "-c", "copy", "-f", "mov", "-n", f"file:{self._target}"]
        await self._run(["-v", "error", *reading, *joined])
        shutil.rmtree(folder)

    async def _run(self, arguments: list[str], on_progress: process.Progress | None = None) -> None:
        os.lseek(self._source.descriptor, 0, os.SEEK_SET)
        finished = await process.run(
            self._ffmpeg,
            arguments,
            descriptors=[self._source.descriptor],
            writable=[self._target.parent],
            limits=jail.ENCODING,
            on_progress=on_progress,
        )
        if finished.code != 0:
            raise complaints.explain(finished.errors, code=finished.code)


def _whole_sounds(path: Path, seconds: float) -> int:
    """Return how many sound tracks of a chunk are as long as it; behind the end of a sound, remains of it come."""
    try:
        tracks = samples.walk(path)
    except (samples.TableError, OSError):
        return 0
    return sum(1 for track in tracks if track.kind == "soun" and track.end > seconds - _NEAR_SECONDS)


class Chunk(msgspec.Struct, frozen=True):
    """A part of a source that is turned around at once: seconds from the beginning, and its number of pictures."""

    start: float
    seconds: float
    pictures: int


def chunks_of(facts: MediaFacts, seconds: float) -> list[Chunk]:
    """Return the chunks of so many seconds of a source, each of which fits into memory."""
    if facts.picture is None:
        count = max(1, math.ceil(seconds / _SOUND_CHUNK_SECONDS - 1e-6))
        starts = [number * _SOUND_CHUNK_SECONDS for number in range(count)]
        return [Chunk(start, min(_SOUND_CHUNK_SECONDS, seconds - start), 0) for start in starts]
    rate, most = rate_of(facts.picture), pictures_at_once(facts.picture)
    total = max(1, round(seconds * rate))
    sizes = [min(most, total - done) for done in range(0, total, most)]
    return [Chunk(number * most / rate, size / rate, size) for number, size in enumerate(sizes)]


def _decoder(stream: VideoStream) -> list[str]:
    name = {"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec, "") if stream.has_alpha else ""
    return [f"-c:{stream.index}", name] if name else []


def _size(stream: VideoStream) -> tuple[int, int]:
    return even(stream.display_size[0]), even(stream.display_size[1])


def _turn(facts: MediaFacts, preparation: Preparation, source: Input, target: Path) -> list[str]:
    timeline, picture = preparation.timeline, facts.picture
    since, duration = timeline.start, timeline.duration
    command = ["-v", "error", "-xerror"]
    command += ["-stream_loop", str(preparation.repeats - 1)] if preparation.repeats > 1 else []
    command += ["-ss", f"{since:.6f}"] if since else []
    command += _decoder(picture) if picture else []
    command += jail.input_arguments(source.container, source.descriptor)
    if picture is not None:
        chain = picture_chain(picture, _size(picture), cuts=cutting.picture_cuts(timeline, since=since))
        paced = (*cutting.picture_speed(timeline.factor), f"fps={rate_of(picture):.6f}:start_time=0")
        command += ["-map", f"0:{picture.index}", "-filter:v", ",".join((*chain, *paced))]
    for number, stream in enumerate(_sounds(facts)):
        end = [f"apad=whole_dur={duration:.6f}"] if duration and preparation.repeats == 1 else []
        placed = [f"aresample={SAMPLE_RATE}:async=1:first_pts=0", *mixing.placed(timeline, since=since), *end]
        command += ["-map", f"0:{stream.index}", f"-filter:a:{number}", ",".join(placed)]
    limit = ["-t", f"{duration:.6f}"] if duration and not timeline.has_open_end else []
    return [*command, *_ENCODING, *_BARE, *limit, "-f", "mov", "-n", f"file:{target}"]


def _backwards(
    facts: MediaFacts,
    begin: float,
    chunk: Chunk,
    source: Input,
    target: Path,
    *,
    is_dark: bool = False,
    is_silent: bool = False,
) -> list[str]:
    """Return the command that turns a chunk around: exactly its pictures, and exactly as much sound.

    `is_dark` and `is_silent` put black and silence in the place of what is not there.
    """
    picture = facts.picture
    early = _EARLY / rate_of(picture) if picture else 0.0
    start = begin + chunk.start
    sought = max(0.0, start - early)
    length = chunk.seconds + early
    command = ["-v", "error", *(("-ss", f"{sought:.6f}") if sought else ())]
    command += _decoder(picture) if picture else []
    command += jail.input_arguments(source.container, source.descriptor)
    command += _substitutes(picture, is_dark=is_dark)
    if picture is not None and is_dark:
        command += ["-map", "1:v", "-filter:v", f"trim=end_frame={chunk.pictures},setsar=1,format=yuv420p"]
    elif picture is not None:
        paced = (
            *picture_chain(picture, _size(picture)),
            f"trim=end={length + 2 * early:.6f}",
            f"fps={rate_of(picture):.6f}:start_time=0",
            "tpad=stop=-1:stop_mode=clone",  # the last picture of a film stands until its sound has ended
            f"trim=end_frame={chunk.pictures}",
            "reverse",
        )
        command += ["-map", f"0:{picture.index}", "-filter:v", ",".join(paced)]
    lead = start - sought
    for number, stream in enumerate(_sounds(facts)):
        channels = (f"-ac:a:{number}", str(stream.channels))  # all chunks are joined as they are
        if is_silent:
            command += ["-map", "2:a", f"-filter:a:{number}", f"atrim=end={chunk.seconds:.6f}", *channels]
            continue
        turned = (
            f"aresample={SAMPLE_RATE}:async=1:first_pts=0",
            f"apad=whole_dur={lead + chunk.seconds:.6f}",  # before the cut: nothing can be made longer
            f"atrim=start={lead:.6f}:end={lead + chunk.seconds:.6f}",
            "asetpts=PTS-STARTPTS",
            "areverse",
        )
        command += ["-map", f"0:{stream.index}", f"-filter:a:{number}", ",".join(turned), *channels]
    return [*command, *_ENCODING, *_BARE, "-f", "mov", "-n", f"file:{target}"]


def _substitutes(picture: VideoStream | None, *, is_dark: bool) -> list[str]:
    """Return inputs of black and of silence; they cost nothing where they are not taken."""
    width, height = _size(picture) if picture else (16, 16)
    rate = rate_of(picture) if picture and is_dark else 1.0
    black = f"color=c=black:size={width}x{height}:rate={rate:.6f}"
    return ["-f", "lavfi", "-i", black, "-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo"]


def _sounds(facts: MediaFacts) -> list[AudioStream]:
    return [stream for stream in facts.audio if stream.codec != "none"]
