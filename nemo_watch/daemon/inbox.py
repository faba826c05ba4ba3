"""One inbox of a daemon: whether it is there, whether the system tells of what happens in it, and when it is swept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path

import structlog

from nemo_watch.aside import Aside, Unanswered
from nemo_watch.events import Events, InboxChanged
from nemo_watch.inbox import put_away
from nemo_watch.inbox.grouping import Neighbours, read_neighbours
from nemo_watch.inbox.mark import Away, Known, recognize, sing
from nemo_watch.inbox.observer import InboxObserver
from nemo_watch.intake import Intake
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.rules import DONE_FOLDER, Rule
from nemo_watch.store import Store

WATCHING, POLLING, AWAY = "watching", "polling", "away"

_POLL_REST = 20.0
"""A sweep that takes a second is followed by twenty of rest, so that polling never takes more than 5% of a core."""
_HEARING_SECONDS = 3.0
"""So long it may take until a change that was made is told of; mostly it is a thousandth of that."""
_DEAF = "The system does not tell of changes in it, although it said that it would."
_DEAF_SECONDS = 600.0
"""After so long, a folder of whose changes nothing was heard is listened to once more."""

log = structlog.get_logger()


class Inbox:
    """One rule's inbox: its intake, the task that runs it, and whether the system tells of changes."""

    def __init__(
        self,
        intake: Intake,
        *,
        aside: Aside,
        store: Store,
        events: Events,
        observer: InboxObserver,
        no_events: str,
        is_network_watched: bool = False,
    ) -> None:
        """Run an intake. `no_events` is why its folder is not to be watched, a sentence; empty where it is.

        `is_network_watched` says that the system is relied on even on a network file system.
        """
        self.intake = intake
        self.state = ""
        self.reason = ""
        self.real_folder = intake.rule.inbox
        self._aside = aside
        self._store = store
        self._events = events
        self._observer = observer
        self._no_events = no_events
        self._is_network_watched = is_network_watched
        self._known: Known | None = None
        self._heard = asyncio.Event()
        self._is_proven = False
        self._deaf_until = 0.0
        self._next_poll = 0.0
        self._is_let_go = False
        self._lock = asyncio.Lock()
        self._task = asyncio.create_task(intake.run(), name=f"intake {intake.rule.name}")

    @property
    def rule(self) -> Rule:
        """Return the rule that takes from this inbox."""
        return self.intake.rule

    @property
    def is_poll_due(self) -> bool:
        """Tell whether it is to be looked through because nobody else tells of what happens in it."""
        return self.state in {POLLING, AWAY} and time.monotonic() >= self._next_poll

    async def poll(self) -> None:
        """Look through the inbox, and give a slow one time until the next time."""
        begun = time.monotonic()
        await self.tend()
        self._next_poll = begun + _POLL_REST * (time.monotonic() - begun)

    async def tend(self) -> None:
        """See whether the inbox is there and watched, and look through it: one at a time, and not once it is let go."""
        async with self._lock:
            if self._is_let_go:
                return
            try:
                state, reason = await self._looked_after()
                if state != AWAY:
                    await self._leave_at_first()  # before it is said to be watched: what comes after that is new
                self._set(state, reason)
                if state != AWAY:
                    await self.intake.sweep()
            except Unanswered:
                self._observer.unwatch(self.rule.inbox)
                self._set(AWAY, f"The folder {shown(self.rule.inbox)} does not answer: its server cannot be reached.")

    async def expire_archive(self, keep_seconds: float) -> int:
        """Empty `done/` of what has lain there for longer than that, and return how many files that were."""
        return await self._aside.run(
            put_away.expire_archive, self.rule.inbox, keep_seconds=keep_seconds, now=time.time()
        )

    async def look(self, path: Path) -> os.stat_result | None:
        """Return what lies at a path in the inbox, links not followed; None for nothing."""
        with contextlib.suppress(OSError):
            return await self._aside.run(path.lstat)
        return None

    async def neighbours(self, folder: Path) -> Neighbours:
        """Return what lies in a folder of the inbox."""
        return await self._aside.run(read_neighbours, self.rule, folder)

    def hear(self) -> None:
        """Take note that the system told of the canary."""
        self._heard.set()

    async def let_go(self) -> None:
        """Stop taking from the inbox."""
        async with self._lock:
            self._is_let_go = True
        self._observer.unwatch(self.rule.inbox)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._aside.close()

    async def _looked_after(self) -> tuple[str, str]:
        """See whether the inbox is there, and watch it; return its state and the reason of a lesser one."""
        folder = self.rule.inbox
        note = f"inbox of {shown(folder)}"
        before = self._known or Known.from_note(self._store.note(note))
        try:
            known = await self._aside.run(recognize, folder, before)
        except Away as away:
            self._observer.unwatch(folder)
            return AWAY, str(away)
        if known != before:
            self._store.keep_note(note, known.to_note())
        self._known = known
        self.real_folder = Path(await self._aside.run(os.path.realpath, folder))
        if self.rule.after == "archive":
            await self._aside.run(_make_folder, folder / DONE_FOLDER)
        reason = await self._reason_not_watched()
        return (POLLING, reason) if reason else (WATCHING, "")

    async def _reason_not_watched(self) -> str:
        """Watch the inbox, and return why that cannot be done, or does not help; empty where all is well."""
        if self._no_events:
            return self._no_events
        folder = self.rule.inbox
        mount = None if self._is_network_watched else mount_of(self.real_folder)
        if mount is not None and mount.is_network:
            self._observer.unwatch(folder)
            return f"It lies on a network file system ({mount.kind}), which does not tell of what others change in it."
        if time.monotonic() < self._deaf_until:
            return _DEAF
        if not self._observer.is_watching(folder):
            self._is_proven = False
        reason = await self._aside.run(self._observer.watch, folder, recursive=self.rule.recursive)
        if reason is None and not self._is_proven and not await self._is_heard():
            self._observer.unwatch(folder)
            self._deaf_until = time.monotonic() + _DEAF_SECONDS
            return _DEAF
        return reason or ""

    async def _is_heard(self) -> bool:
        """Change something in the inbox, and tell whether that is heard; where nothing may be changed, it counts so."""
        self._heard.clear()
        if await self._aside.run(sing, self.rule.inbox):
            try:
                async with asyncio.timeout(_HEARING_SECONDS):
                    await self._heard.wait()
            except TimeoutError:
                return False
        self._is_proven = True
        return True

    async def _leave_at_first(self) -> None:
        """Leave alone what lies in an inbox at its very first time, where its rule says so."""
        name = f"inbox {self.rule.name} {shown(self.rule.inbox)}"
        if self._store.note(name):
            return
        if self.rule.existing == "leave":
            count = await self.intake.leave_existing()
            log.info("files.left", rule=self.rule.name, count=count)
        self._store.keep_note(name, "seen")

    def _set(self, state: str, reason: str) -> None:
        is_news = self.state != state
        self.state, self.reason = state, reason
        if is_news:
            write = log.info if state == WATCHING else log.warning
            write(f"inbox.{state}", rule=self.rule.name, folder=shown(self.rule.inbox), reason=reason)
            self._events.publish(InboxChanged(path=shown(self.rule.inbox), rule=self.rule.name, state=state))


def _make_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
