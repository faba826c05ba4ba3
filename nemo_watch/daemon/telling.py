"""What the service manager is told of a daemon: that it is ready, what it is doing, and that its event loop turns."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import structlog

from nemo_watch.aside import Asides, Unanswered
from nemo_watch.daemon.daemon import Daemon
from nemo_watch.events import Event, JobChanged, PauseChanged, RulesReloaded
from nemo_watch.jobs import ACTIVE, WAITING, State
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.service.notify import Supervisor

_MISTAKES = "The rule file has mistakes, and the old rules stay: nemo-watch check"
_PATIENCE_SECONDS = 10.0
_PAUSE_SECONDS = 1.0
"""Between two sentences: progress changes many times a second."""

log = structlog.get_logger()


class Telling:
    """Tells a supervisor about one daemon, from its start to its end."""

    def __init__(self, daemon: Daemon, supervisor: Supervisor) -> None:
        """Nothing is told before `begin`."""
        self._daemon = daemon
        self._supervisor = supervisor
        self._asides = Asides()
        self._problem = ""
        self._told = ""
        self._is_ready = False
        self._unsubscribe: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self) -> None:
        """Say that the daemon is starting, and ask for patience as long as it does."""
        if not self._supervisor.is_there:
            return
        self._supervisor.tell(STATUS="Starting.")
        self._unsubscribe = self._daemon.events.subscribe(self._on_event)
        self._run(self._ask_for_patience())
        if self._supervisor.watchdog_seconds is not None:
            self._run(self._beat(self._supervisor.watchdog_seconds / 2))

    def ready(self) -> None:
        """Say that the daemon answers."""
        self._is_ready = True
        if self._supervisor.is_there:
            self._supervisor.tell(READY=1, STATUS=self._sentence())
            self._run(self._look_at_folders())

    def reloading(self) -> None:
        """Say that the rules are read anew, unless the start still goes on; `reloaded` says that this is over."""
        if not self._is_ready:
            return
        now = asyncio.get_running_loop().time()  # the clock that systemd means: CLOCK_MONOTONIC
        self._supervisor.tell(RELOADING=1, MONOTONIC_USEC=int(now * 1e6), STATUS="Reading the rule file anew.")

    def reloaded(self) -> None:
        """Say that the rules are read."""
        if self._is_ready:
            self.ready()

    def stopping(self) -> None:
        """Say that the daemon ends."""
        self._supervisor.tell(STOPPING=1, STATUS="Ending: what is under way goes on at the next start.")

    async def end(self) -> None:
        """Say nothing more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ask_for_patience(self) -> None:
        """Be waited for as long as the start takes: there may be many files to look through."""
        while not self._is_ready:
            self._supervisor.tell(EXTEND_TIMEOUT_USEC=int(3e6 * _PATIENCE_SECONDS))
            await asyncio.sleep(_PATIENCE_SECONDS)

    async def _beat(self, seconds: float) -> None:
        """Give signs of life, as often as this."""
        while True:
            self._supervisor.tell(WATCHDOG=1)
            await asyncio.sleep(seconds)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, RulesReloaded):
            self._problem = _MISTAKES if event.problems else ""
            if not event.problems:
                self._run(self._look_at_folders())
        if isinstance(event, JobChanged | PauseChanged | RulesReloaded):
            self._say_soon()

    def _say_soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_PAUSE_SECONDS, self._say)

    def _say(self) -> None:
        self._timer = None
        sentence = self._sentence()
        if self._is_ready and sentence != self._told:
            self._supervisor.tell(STATUS=sentence)
            self._told = sentence

    def _sentence(self) -> str:
        return self._problem or sentence_on(self._daemon.counts, is_paused=self._daemon.is_paused)

    async def _look_at_folders(self) -> None:
        """Say which folders of the rules are there, and closed to the service."""
        rules = self._daemon.configuration.rules
        places = {rule.inbox: rule.inbox for rule in rules}
        places |= {rule.outbox: _place_of(rule.outbox) for rule in rules}
        closed = [shown(folder) for folder, place in places.items() if await self._is_closed(place)]
        if closed:
            self._problem = f"May not write {', '.join(closed)}: nemo-watch service install"
            log.warning("folder.closed", folders=closed, remedy="nemo-watch service install")
            self._say_soon()

    async def _is_closed(self, folder: Path) -> bool:
        with contextlib.suppress(Unanswered, OSError):
            return bool((await self._asides.at(folder).run(os.statvfs, folder)).f_flag & os.ST_RDONLY)
        return False

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def sentence_on(counts: Mapping[str, int], *, is_paused: bool) -> str:
    """Return what a daemon with so many jobs in each state is doing."""
    at_work = sum(counts.get(state, 0) for state in ACTIVE)
    waiting = sum(counts.get(state, 0) for state in WAITING)
    held = counts.get(State.HELD.value, 0)
    parts = []
    if is_paused:
        parts.append("Paused")
    if at_work:
        parts.append(f"Working on {at_work} file{'' if at_work == 1 else 's'}")
    if waiting:
        parts.append(f"{waiting} wait{'s' if waiting == 1 else ''}")
    if held:
        parts.append(f"{held} need{'s' if held == 1 else ''} you")
    return ", ".join(parts) + "." if parts else "Waiting for files."


def _place_of(outbox: Path) -> Path:
    """Return the folder that decides whether an outbox can be written: itself, or what it would be made in."""
    mount = mount_of(outbox)
    if mount is not None and mount.is_network:
        return outbox
    return next(place for place in (outbox, *outbox.parents) if place.exists())
