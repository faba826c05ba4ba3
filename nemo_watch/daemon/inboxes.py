"""All inboxes of a daemon: watched or polled, swept, and taken from by the intake of their rule."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import structlog

from nemo_watch.aside import Aside, Unanswered
from nemo_watch.control.shapes import InboxReport, Waiting
from nemo_watch.daemon.inbox import AWAY, Inbox
from nemo_watch.events import Events
from nemo_watch.inbox.mark import CANARY
from nemo_watch.inbox.observer import HintKind, InboxObserver
from nemo_watch.inbox.settle import Settling
from nemo_watch.intake import Intake
from nemo_watch.jobs import Job
from nemo_watch.names import shown
from nemo_watch.rules import Configuration, Rule, Watching
from nemo_watch.store import Store
from nemo_watch.studio.language import read
from nemo_watch.studio.language.edits import Subtitles

_LEAST_POLL_SECONDS = 1.0

log = structlog.get_logger()


class Inboxes:
    """The inboxes of the rules that hold now; `use` takes over other rules at any time."""

    def __init__(self, *, store: Store, events: Events, on_job: Callable[[Job], None], is_single_run: bool) -> None:
        """Hand new jobs to `on_job`. In a single run nobody waits for an incomplete file longer than to settle."""
        self._store = store
        self._events = events
        self._on_job = on_job
        self._is_single_run = is_single_run
        self._inboxes: dict[Path, Inbox] = {}
        self._watching = Watching()
        self._loop = asyncio.get_running_loop()
        self._observer = InboxObserver(self._on_hint)
        self._no_events = ""
        self._folder_sweeps: set[asyncio.Task[None]] = set()

    def start(self, watching: Watching) -> None:
        """Start the system's observer, unless polling is asked for."""
        self._watching = watching
        if watching.watch == "poll":
            self._no_events = "The rule file says to poll."
        else:
            self._no_events = self._observer.start() or ""

    async def stop(self) -> None:
        """Stop watching and taking."""
        await asyncio.to_thread(self._observer.stop)
        for task in self._folder_sweeps:
            task.cancel()
        await asyncio.gather(*self._folder_sweeps, return_exceptions=True)
        for path in list(self._inboxes):
            await self._remove(path)

    async def use(self, configuration: Configuration) -> None:
        """Take over rules: inboxes that no rule has any more are let go, new ones are swept at once."""
        wanted = {rule.inbox: rule for rule in configuration.rules}
        for path, inbox in list(self._inboxes.items()):
            if wanted.get(path) != inbox.rule:
                await self._remove(path)
        for path, rule in wanted.items():
            if path not in self._inboxes:
                self._inboxes[path] = self._made(rule, configuration.inbox)
        await self._tend_all([self._inboxes[path] for path in wanted if not self._inboxes[path].state])

    async def sweep(self) -> None:
        """Look through every inbox, and see whether those that were away are back."""
        await self._tend_all(list(self._inboxes.values()))

    async def sweep_polled(self) -> None:
        """Look through the inboxes of which the system tells nothing, and whether those that were away are back."""
        for inbox in list(self._inboxes.values()):
            if inbox.is_poll_due:
                await inbox.poll()

    async def _tend_all(self, inboxes: list[Inbox]) -> None:
        """Tend inboxes side by side: one whose disk is slow holds up no other."""
        for inbox, outcome in zip(
            inboxes, await asyncio.gather(*(inbox.tend() for inbox in inboxes), return_exceptions=True), strict=True
        ):
            if isinstance(outcome, Exception):  # the edge of an inbox: the others are looked through all the same
                log.error("sweep.failed", rule=inbox.rule.name, exc_info=outcome)

    async def expire_archives(self) -> None:
        """Empty `done/` of what has lain there for as long as its rule keeps it."""
        for inbox in list(self._inboxes.values()):
            keep = inbox.rule.archive_keep
            if keep is not None and inbox.state != AWAY:
                with contextlib.suppress(Unanswered):
                    count = await inbox.expire_archive(keep)
                    if count:
                        log.info("archive.emptied", rule=inbox.rule.name, files=count)

    def poll_seconds(self) -> float:
        """Return how often inboxes are polled where that is needed."""
        return max(_LEAST_POLL_SECONDS, self._watching.settle)

    @property
    def is_idle(self) -> bool:
        """Tell whether no file is waited for."""
        return not self._folder_sweeps and all(inbox.intake.is_idle for inbox in self._inboxes.values())

    def all(self) -> list[Inbox]:
        """Return the inboxes that there are now."""
        return list(self._inboxes.values())

    def report(self) -> list[InboxReport]:
        """Return how the inboxes are."""
        return [
            InboxReport(
                path=shown(path),
                outbox=shown(inbox.rule.outbox),
                rule=inbox.rule.name,
                state=inbox.state,
                reason=inbox.reason,
                waiting=[
                    Waiting(path=shown(arrival.path), message=arrival.sentence) for arrival in inbox.intake.arriving
                ],
                refused=[
                    Waiting(path=shown(path), message=sentence) for path, sentence in inbox.intake.refused.items()
                ],
            )
            for path, inbox in self._inboxes.items()
        ]

    def _made(self, rule: Rule, watching: Watching) -> Inbox:
        give_up = watching.settle if self._is_single_run else watching.give_up
        aside = Aside(rule.inbox)
        intake = Intake(
            rule=rule,
            store=self._store,
            aside=aside,
            settling=Settling(settle_seconds=watching.settle, give_up_seconds=give_up, clock=time.monotonic),
            clock=time.monotonic,
            now=time.time,
            on_job=self._on_job,
            uses_subtitles=_uses_subtitles(rule),
        )
        return Inbox(
            intake,
            aside=aside,
            store=self._store,
            events=self._events,
            observer=self._observer,
            no_events=self._no_events,
            is_network_watched=watching.watch == "native",
        )

    async def _remove(self, path: Path) -> None:
        await self._inboxes.pop(path).let_go()

    def _on_hint(self, inbox: Path, path: Path, kind: HintKind) -> None:
        """Bring a hint from the observer's thread to the event loop."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the daemon ends
            self._loop.call_soon_threadsafe(self._take_hint, inbox, path, kind)

    def _take_hint(self, inbox_path: Path, path: Path, kind: HintKind) -> None:
        inbox = self._inboxes.get(inbox_path)
        if inbox is None:
            return
        if path.name == CANARY:
            inbox.hear()
        elif kind is HintKind.FOLDER:
            self._sweep_soon(inbox.intake.sweep(below=path))
        elif kind is HintKind.GONE:
            self._sweep_soon(inbox.tend())
        else:
            inbox.intake.hint(path, closed=kind is HintKind.ARRIVED_CLOSED)

    def _sweep_soon(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._folder_sweeps.add(task)
        task.add_done_callback(self._swept)

    def _swept(self, task: asyncio.Task[None]) -> None:
        self._folder_sweeps.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("sweep.failed", exc_info=error)


def _uses_subtitles(rule: Rule) -> bool:
    """Tell whether a rule's instruction asks for the subtitles that lie beside a video."""
    try:
        edits = [edit for instruction in rule.instructions for edit in read(instruction).edits]
    except ValueError:
        return False
    return any(isinstance(edit, Subtitles) for edit in edits)
