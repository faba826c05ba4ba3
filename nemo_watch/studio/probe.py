"""Looking into a file: which container, which streams, and whether all of it is there."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError, SourceGone
from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.media.strangers import describe_unknown
from nemo_watch.media.verdict import Verdict
from nemo_watch.media.wholeness import examine
from nemo_watch.names import shown
from nemo_watch.studio import complaints
from nemo_watch.studio.dump import read_dump
from nemo_watch.studio.facts import MediaFacts, VideoStream
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.headers import completed
from nemo_watch.studio.stills import as_still

_KEY_FRAMES_ONLY = ("-skip_frame", "nokey")
"""Decoding the first pictures costs more than all else of a look; the key frames tell nearly always as much."""

_LEAST_TICKS_PER_SECOND = 500

_PROBE_STALL_SECONDS = 60.0
_MOST_DUMP_BYTES = 8_000_000
"""A description can be this long: a title of some megabytes is printed whole."""


def open_source(path: Path) -> int:
    """Open a media file for reading and return its descriptor; never follows a link, never blocks.

    Raises FinalError where the file is gone or may not be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise SourceGone(f"The file {shown(path)} is gone.", hint="Drop it again.") from error
    except OSError as error:
        raise FinalError(f"The file {shown(path)} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise FinalError(f"{shown(path)} is no ordinary file.")
    return descriptor


async def probe(ffmpeg: Path, path: Path) -> MediaFacts:
    """Return what a file's container says of it. Raises FinalError with a reason where it is no media."""
    descriptor = open_source(path)
    try:
        facts = await _probe_open(ffmpeg, descriptor)
    except OSError as error:
        raise FinalError(f"The file {shown(path)} cannot be read: {error.strerror}.") from error
    finally:
        os.close(descriptor)
    if facts.duration is None and (facts.picture or facts.audio):
        return msgspec.structs.replace(facts, duration=await measure(ffmpeg, path, facts.container))
    return facts


async def measure(
    ffmpeg: Path, path: Path, container: Container, *, streams: Sequence[int] | None = None
) -> float | None:
    """Return the seconds of media in a file by walking all its packets, for headers that say nothing or lie.

    `streams` are those that count; None stands for the picture and all sound.
    """
    counted = ("0:v:0?", "0:a?") if streams is None else tuple(f"0:{stream}" for stream in streams)
    descriptor = open_source(path)
    clock = 0.0

    def progressed(seconds: float) -> None:
        nonlocal clock
        clock = seconds

    try:
        await process.run(
            ffmpeg,
            [
                *("-v", "error", *jail.input_arguments(container, descriptor)),
                *(option for stream in counted for option in ("-map", stream)),
                *("-c", "copy", "-f", "null", "-"),
            ],
            descriptors=[descriptor],
            deadline_seconds=process.deadline_seconds(None),
            on_progress=progressed,
        )
    finally:
        os.close(descriptor)
    return clock or None


async def _probe_open(ffmpeg: Path, descriptor: int) -> MediaFacts:
    size = os.fstat(descriptor).st_size
    head = os.pread(descriptor, HEAD_BYTES, 0)
    if not size:
        raise FinalError("The file is empty.", hint="It was never filled. Copy it again.")
    container = recognise(head)
    if container is None:
        raise FinalError(f"The file is no video or sound: it looks like {describe_unknown(head)}.")
    with os.fdopen(os.dup(descriptor), "rb") as file:
        wholeness = examine(file, size)
    truncated = wholeness.reason if wholeness.verdict is Verdict.PARTIAL else ""
    with as_still(container, descriptor) as seen:
        facts = await _described(ffmpeg, seen, container, size=size, options=_KEY_FRAMES_ONLY)
        key_frames_tell = not any(_is_vague(stream) for stream in facts.video if not stream.attached_picture)
        if not key_frames_tell:
            facts = await _described(ffmpeg, seen, container, size=size)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        facts = completed(facts, file)
    return msgspec.structs.replace(facts, truncated=truncated, key_frames_tell=key_frames_tell)


def _is_vague(stream: VideoStream) -> bool:
    """Tell whether the key frames did not tell enough: without a rate, ffmpeg names the ticks of the time base."""
    return not stream.pixel_format or not 0 < (stream.frame_rate or 0) < _LEAST_TICKS_PER_SECOND


async def _described(
    ffmpeg: Path, descriptor: int, container: Container, *, size: int, options: Sequence[str] = ()
) -> MediaFacts:
    """Return what ffmpeg says of an open file, looking into it with further `options`."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    finished = await process.run(
        ffmpeg,
        ["-v", "info", *options, *jail.input_arguments(container, descriptor)],
        descriptors=[descriptor],
        stall_seconds=_PROBE_STALL_SECONDS,
        deadline_seconds=_PROBE_STALL_SECONDS,
        kept_error_bytes=_MOST_DUMP_BYTES,
    )
    if "\nInput #0" not in f"\n{finished.errors}":
        raise complaints.explain(finished.errors, code=finished.code)
    return read_dump(finished.errors, container=container, size=size)
