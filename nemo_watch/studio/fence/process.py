"""Running one ffmpeg process: progress from its own clock, an end when told, an end when it hangs."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.fence import jail
from nemo_watch.studio.fence.launchers import Launcher, Launchers, of_running_loop
from nemo_watch.studio.fence.reach import Fence, fence_around
from nemo_watch.units import format_duration

STALL_SECONDS = 600.0
"""An ffmpeg that moves nothing on for this long hangs: it is killed (some hangs ignore SIGTERM)."""

_LEAST_DEADLINE_SECONDS = 3600.0
_SLOWEST = 100.0
_LONG_FILM_SECONDS = 4 * 3600.0

_KEPT_ERROR_BYTES = 64_000

Progress = Callable[[float], None]
"""Takes the seconds of media written so far."""
Line = Callable[[bytes], None]
"""Takes a line that ffmpeg wrote to its standard output."""


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """How an ffmpeg process ended: exit code (negative: a signal) and the end of what it complained about."""

    code: int
    errors: str

    @property
    def was_killed(self) -> bool:
        """Tell whether the process was ended by a signal instead of ending by itself."""
        return self.code < 0


def deadline_seconds(media_seconds: float | None) -> float:
    """Return how long ffmpeg may work on so much media; None stands for a length that nobody knows.

    An encode of a second of 4K may take a minute on a small machine. What takes longer still moves its clock on without
    coming to an end: the limit for a stall does not see that.
    """
    length = _LONG_FILM_SECONDS if media_seconds is None else media_seconds
    return _LEAST_DEADLINE_SECONDS + _SLOWEST * length


async def run(
    ffmpeg: Path,
    arguments: Sequence[str],
    *,
    descriptors: Sequence[int] = (),
    readable: Sequence[Path] = (),
    writable: Sequence[Path] = (),
    limits: jail.Limits = jail.USUAL,
    stall_seconds: float = STALL_SECONDS,
    deadline_seconds: float | None = None,
    kept_error_bytes: int = _KEPT_ERROR_BYTES,
    on_progress: Progress | None = None,
    on_line: Line | None = None,
    launchers: Launchers | None = None,
) -> Finished:
    """Run ffmpeg inside its fence until it ends; `descriptors` stay open in it under their numbers.

    It opens `readable` files (or what lies in folders) and makes files in `writable` folders; without them, none.
    `on_progress` hears of its clock, `on_line` takes what else it writes to its standard output. Of what it prints
    to its error output, the last `kept_error_bytes` are kept. `launchers` are by default those of the event loop.

    When the calling task is cancelled, the process group is killed and reaped first. Raises FinalError where the
    process moves nothing on for `stall_seconds`, is not done after `deadline_seconds`, or cannot be started.
    """
    # without its clock, a long run that is well would be taken for one that hangs
    reporting = ["-progress", "pipe:1", "-stats_period", "0.25"] if on_progress or not on_line else []
    command = jail.command(ffmpeg, [*reporting, *arguments])
    fence = fence_around(ffmpeg, readable=readable, writable=writable)
    loop = asyncio.get_running_loop()
    try:
        async with (
            asyncio.timeout(deadline_seconds) as whole,
            asyncio.timeout(stall_seconds) as stall,
            _pipe() as (output, writing),
            _pipe() as (complaints, complaining),
        ):
            listen = _listener(on_progress, on_line, lambda: stall.reschedule(loop.time() + stall_seconds))
            numbers = {1: writing.fileno(), 2: complaining.fileno(), **{number: number for number in descriptors}}
            with writing, complaining:
                process = await _started(launchers or of_running_loop(), command, limits, fence, numbers)
            try:
                return await _follow(process, output, complaints, listen, kept_error_bytes)
            finally:
                await process.end()
    except TimeoutError as error:
        if whole.expired():
            spent = format_duration(deadline_seconds or 0.0)
            raise FinalError(f"ffmpeg was not done after {spent} and was stopped.") from error
        raise FinalError(f"ffmpeg made no progress for {stall_seconds / 60:.0f} minutes and was stopped.") from error


@contextlib.asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[asyncio.StreamReader, BinaryIO]]:
    """Open a pipe: yield what reads it here, and its other end; both are closed in the end."""
    leaving, entering = os.pipe()
    reader = asyncio.StreamReader()
    with os.fdopen(leaving, "rb", buffering=0) as file, os.fdopen(entering, "wb", buffering=0) as writing:
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, file)
        try:
            yield reader, writing
        finally:
            transport.close()


async def _started(
    launchers: Launchers, command: Sequence[str], limits: jail.Limits, fence: Fence, descriptors: Mapping[int, int]
) -> Launcher:
    try:
        return await launchers.start(command, limits=limits, fence=fence, descriptors=descriptors)
    except OSError as error:
        raise FinalError(f"ffmpeg could not be started: {error.strerror}.", hint="See `nemo-watch check`.") from error


def _listener(on_progress: Progress | None, on_line: Line | None, on_moved: Callable[[], None]) -> Line:
    """Return a function that passes a line on, and calls `on_moved` where it shows that ffmpeg moved on."""
    clock = -1.0

    def listen(line: bytes) -> None:
        nonlocal clock
        if not line.startswith(b"out_time_us="):
            if on_line:
                on_line(line)
                on_moved()
            return
        seconds = _seconds(line)
        if seconds <= clock:
            return
        clock = seconds
        if on_progress:
            on_progress(seconds)
        on_moved()

    return listen


async def _follow(
    process: Launcher, output: asyncio.StreamReader, complaints: asyncio.StreamReader, listen: Line, kept: int
) -> Finished:
    errors = asyncio.create_task(_tail(complaints, kept))
    try:
        async for line in output:
            listen(line)
        code = await process.wait()
        return Finished(code=code, errors=await errors)
    finally:
        errors.cancel()


def _seconds(line: bytes) -> float:
    """Return the seconds of an `out_time_us=…` line; "N/A" stands until the first packet is written."""
    try:
        return int(line.split(b"=", 1)[1]) / 1_000_000
    except ValueError:
        return 0.0


async def _tail(stream: asyncio.StreamReader, size: int) -> str:
    """Read a stream to its end and keep the last part of it, so that a noisy process costs no memory."""
    kept = b""
    while chunk := await stream.read(16_384):
        kept = (kept + chunk)[-size:]
    return kept.decode("utf-8", "replace")
