"""Launchers seen from the daemon: each becomes one ffmpeg, and the next one is started ahead.

A launcher is a Python that needs 11 ms to begin, which is more than ffmpeg needs. So while one ffmpeg runs, the
launcher of the next is made ready; where none comes, it goes after some seconds, and an idle daemon has no process
beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import marshal
import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

import msgspec

from nemo_watch.studio.fence import jail
from nemo_watch.studio.fence.reach import Fence

IDLE_SECONDS = 10.0
"""So long a launcher waits for the next ffmpeg; the steps of one job follow each other sooner."""

_ANSWER_BYTES = 16
_POLL_SECONDS = 0.01


class Launcher:
    """One process: it waits, becomes ffmpeg when told, and is waited for, all under one process id."""

    def __init__(self) -> None:
        """Start it, in a session of its own. Raises OSError.

        To be called in the thread of the event loop: the kernel kills a launcher when the thread that started it ends.
        """
        self._channel, theirs = socket.socketpair()
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                jail.launcher_command(),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=jail.environment(),
                start_new_session=True,
            )
        except OSError:
            self._channel.close()
            raise
        finally:
            theirs.close()
        self._channel.setblocking(False)

    @property
    def is_alive(self) -> bool:
        """Tell whether the process has not ended."""
        return self._process.poll() is None

    async def become(
        self, command: Sequence[str], *, limits: jail.Limits, fence: Fence, descriptors: Mapping[int, int]
    ) -> None:
        """Let the process become a program, and return when it has. Raises OSError where it cannot be started.

        `descriptors` are ours, by the numbers that the program knows them by.
        """
        loop = asyncio.get_running_loop()
        orders = {
            "command": [os.fsencode(word) for word in command],
            "numbers": list(descriptors),
            "limits": msgspec.structs.asdict(limits),
            "fence": msgspec.structs.asdict(fence),
        }
        with self._channel:
            socket.send_fds(self._channel, [b"\0"], list(descriptors.values()))
            await loop.sock_sendall(self._channel, marshal.dumps(orders))
            self._channel.shutdown(socket.SHUT_WR)
            answer = await loop.sock_recv(self._channel, _ANSWER_BYTES)
        if answer:
            raise OSError(int(answer), os.strerror(int(answer)))

    async def wait(self) -> int:
        """Return the exit code once the process has ended; negative: the signal that ended it."""
        while (code := self._process.poll()) is None:
            await _until_ended(self._process.pid)
        return code

    async def end(self) -> None:
        """Kill the whole process group, if it still runs, and reap it."""
        self._channel.close()
        if self.is_alive:
            self._kill()
            await self.wait()

    def discard(self) -> None:
        """End a launcher that waits for orders, at once: it has nothing to put away."""
        self._channel.close()
        if self.is_alive:
            self._kill()
            self._process.wait()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


class Launchers:
    """Starts ffmpeg with the launcher that was made ready for it, and makes the next one ready."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        """Keep a launcher that nobody needs for `idle_seconds`."""
        self._idle_seconds = idle_seconds
        self._spare: Launcher | None = None
        self._clock: asyncio.Task[None] | None = None

    async def start(
        self, command: Sequence[str], *, limits: jail.Limits, fence: Fence, descriptors: Mapping[int, int]
    ) -> Launcher:
        """Return a launcher that has become `command`; see `Launcher.become`. Raises OSError."""
        launcher = self._taken()
        try:
            await launcher.become(command, limits=limits, fence=fence, descriptors=descriptors)
        except BaseException:
            await launcher.end()
            raise
        self.prepare()
        return launcher

    def prepare(self) -> None:
        """Make a launcher ready, unless one is, so that the next ffmpeg begins at once."""
        with contextlib.suppress(OSError):  # whoever needs one meets the same error, and can tell of it
            self._keep(self._taken())

    def _taken(self) -> Launcher:
        """Return the launcher that was kept, or a new one; none is kept any more. Raises OSError."""
        spare, self._spare = self._spare, None
        clock, self._clock = self._clock, None
        if clock is not None:
            clock.cancel()
        if spare is not None and spare.is_alive:
            return spare
        if spare is not None:
            spare.discard()
        return Launcher()

    def _keep(self, spare: Launcher) -> None:
        """Keep a launcher for its time. An event loop that ends cancels its tasks, so it goes then, too."""
        self._spare = spare
        self._clock = asyncio.create_task(asyncio.sleep(self._idle_seconds), name="spare launcher")
        self._clock.add_done_callback(self._expired)

    def _expired(self, clock: asyncio.Task[None]) -> None:
        if clock is self._clock and self._spare is not None:
            self._spare.discard()
            self._spare = self._clock = None


_OF_LOOP: WeakKeyDictionary[asyncio.AbstractEventLoop, Launchers] = WeakKeyDictionary()


def of_running_loop() -> Launchers:
    """Return the launchers of the running event loop.

    They are kept by loop, and not passed in, because whoever looks into a file would have to carry them along with
    the path of ffmpeg, through all rooms; a loop is what they live and end with.
    """
    return _OF_LOOP.setdefault(asyncio.get_running_loop(), Launchers())


async def _until_ended(pid: int) -> None:
    """Return when a child of ours has ended or, where the system cannot tell of that (macOS), after a moment.

    A child is waited for when its output has ended, so the moment is a short one.
    """
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):
        await asyncio.sleep(_POLL_SECONDS)
        return
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
