"""Running one ffmpeg process: progress from its own clock, an end when told, an end when it hangs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import jail

STALL_SECONDS = 600.0
"""An ffmpeg that moves nothing on for this long hangs: it is killed (some hangs ignore SIGTERM)."""

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


async def run(
    ffmpeg: Path,
    arguments: Sequence[str],
    *,
    descriptors: Sequence[int] = (),
    limits: jail.Limits = jail.USUAL,
    stall_seconds: float = STALL_SECONDS,
    kept_error_bytes: int = _KEPT_ERROR_BYTES,
    on_progress: Progress | None = None,
    on_line: Line | None = None,
) -> Finished:
    """Run ffmpeg inside its fence until it ends; `descriptors` stay open in it under their numbers.

    `on_progress` hears of its clock, `on_line` takes what else it writes to its standard output. Of what it prints
    to its error output, the last `kept_error_bytes` are kept.

    When the calling task is cancelled, the process group is killed and reaped first. Raises FinalError where the
    process moves nothing on for `stall_seconds`, or where ffmpeg cannot be started.
    """
    # without its clock, a long run that is well would be taken for one that hangs
    reporting = ["-progress", "pipe:1", "-stats_period", "0.25"] if on_progress or not on_line else []
    command = jail.command(ffmpeg, [*reporting, *arguments], limits=limits)
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            pass_fds=tuple(descriptors),
            start_new_session=True,
            env=jail.environment(),
        )
    except OSError as error:
        raise FinalError(f"ffmpeg could not be started: {error.strerror}.", hint="See `nemo-watch check`.") from error
    try:
        return await _follow(process, _listener(on_progress, on_line), stall_seconds, kept_error_bytes)
    finally:
        await _end(process)


def _listener(on_progress: Progress | None, on_line: Line | None) -> Callable[[bytes], bool]:
    """Return a function that passes a line on, and says whether it shows that ffmpeg moved on."""
    clock = -1.0

    def listen(line: bytes) -> bool:
        nonlocal clock
        if not line.startswith(b"out_time_us="):
            if on_line:
                on_line(line)
            return on_line is not None
        seconds = _seconds(line)
        if seconds <= clock:
            return False
        clock = seconds
        if on_progress:
            on_progress(seconds)
        return True

    return listen


async def _follow(
    process: asyncio.subprocess.Process, listen: Callable[[bytes], bool], stall_seconds: float, kept: int
) -> Finished:
    assert process.stdout is not None
    assert process.stderr is not None
    errors = asyncio.create_task(_tail(process.stderr, kept))
    try:
        async with asyncio.timeout(stall_seconds) as stall:
            async for line in process.stdout:
                if listen(line):
                    stall.reschedule(asyncio.get_running_loop().time() + stall_seconds)
            code = await process.wait()
            return Finished(code=code, errors=await errors)
    except TimeoutError as error:
        raise FinalError(f"ffmpeg made no progress for {stall_seconds / 60:.0f} minutes and was stopped.") from error
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


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill the whole process group, if it still runs, and reap it."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
