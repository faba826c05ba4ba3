"""Calls that may never return, made where they hold up nobody: those to a network mount whose server is gone.

Each place that may hang has a thread of its own. A caller that was kept waiting for too long goes away with an error,
while the call itself waits on, for ever if it must; until it is back, nothing else is asked of that place.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from nemo_watch.mounts import mount_of

Taken = ParamSpec("Taken")
Given = TypeVar("Given")

ANSWER_SECONDS = 20.0
"""How long a disk may take that has to spin up first, with some to spare."""

_LEAST_PATIENCE_SECONDS = 0.005

_SHORT_ANSWER_SECONDS = 5.0
"""How long one is waited for that is only asked whether it answers."""

_Call = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Unanswered(OSError):
    """A place does not answer."""

    def __init__(self, place: str) -> None:
        """Name the place."""
        super().__init__(errno.ETIMEDOUT, "it does not answer", place)


class Aside:
    """One place and its thread, which is begun when it is needed and never keeps the program from ending."""

    def __init__(self, place: Path, *, seconds: float = ANSWER_SECONDS) -> None:
        """Give each call that is made at `place` so many seconds."""
        self._place = str(place)
        self._seconds = seconds
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._begun_at: float | None = None
        self._thread: threading.Thread | None = None

    async def run(self, function: Callable[Taken, Given], /, *args: Taken.args, **kwargs: Taken.kwargs) -> Given:
        """Call a function in the thread and return what it does. Raises Unanswered where it takes too long.

        It then runs on: it must be one that does no harm when nobody waits for it any more.
        """
        if self.is_late:
            raise Unanswered(self._place)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Given] = loop.create_future()
        self._begin()
        self._calls.put((lambda: function(*args, **kwargs), loop, future))
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    return await asyncio.shield(future)
            if self.is_late:
                future.cancel()
                raise Unanswered(self._place)

    @property
    def _patience(self) -> float:
        """For how long the call under way may still be away: it begins after it was asked for, so it ends later too."""
        begun_at = self._begun_at
        away = 0.0 if begun_at is None else time.monotonic() - begun_at
        return max(self._seconds - away, _LEAST_PATIENCE_SECONDS)

    @property
    def is_late(self) -> bool:
        """Tell whether a call has been away for longer than it may."""
        begun_at = self._begun_at
        return begun_at is not None and time.monotonic() - begun_at >= self._seconds

    def close(self) -> None:
        """End the thread once it has done what it was given."""
        if self._thread is not None:
            self._calls.put(None)
            self._thread = None

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=f"aside {self._place}", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            function, loop, future = call
            if future.cancelled():
                continue
            self._begun_at = time.monotonic()
            try:
                settle, value = future.set_result, function()
            except BaseException as error:  # noqa: BLE001 - it belongs to the caller, whatever it is
                settle, value = future.set_exception, error
            self._begun_at = None
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(_settle, future, settle, value)


_asked: dict[Path, threading.Thread] = {}


def answers(folder: Path) -> bool:
    """Tell whether a folder can be asked for something now, after a few seconds at most; one on an own disk always can.

    For where there is no event loop that goes on meanwhile. One that does not answer is not asked again until it does.
    """
    mount = mount_of(folder)
    if mount is None or not mount.is_network:
        return True
    before = _asked.get(folder)
    if before is None or not before.is_alive():
        _asked[folder] = before = threading.Thread(target=folder.exists, name=f"asking {folder}", daemon=True)
        before.start()
        before.join(_SHORT_ANSWER_SECONDS)
    return not before.is_alive()


class Asides:
    """The places of a program, each with its own thread."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[Path, Aside] = {}

    def at(self, place: Path) -> Aside:
        """Return where calls to a place are made."""
        if place not in self._places:
            self._places[place] = Aside(place)
        return self._places[place]


def _settle(future: asyncio.Future[Any], settle: Callable[[Any], None], value: Any) -> None:
    if not future.done():
        settle(value)
