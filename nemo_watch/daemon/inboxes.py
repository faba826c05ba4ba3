"""All inboxes of a daemon: watched or polled, swept, and taken from by the intake of their rule."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import structlog

from nemo_watch.events import Events, InboxChanged
from nemo_watch.inbox import put_away
from nemo_watch.inbox.observer import HintKind, InboxObserver
from nemo_watch.inbox.settle import Settling
from nemo_watch.intake import Intake
from nemo_watch.jobs import Job
from nemo_watch.names import shown
from nemo_watch.rules import DONE_FOLDER, Configuration, Rule, Watching
from nemo_watch.store import Store
from nemo_watch.studio.language import read
from nemo_watch.studio.language.edits import Subtitles

WATCHING, POLLING, AWAY = "watching", "polling", "away"

_LEAST_POLL_SECONDS = 1.0
_POLL_REST = 20.0
"""A sweep that takes a second is followed by twenty of rest, so that polling never takes more than 5% of a core."""

log = structlog.get_logger()


class _Inbox:
    """One rule's inbox: its intake, the task that runs it, and whether the system tells of changes."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.state = ""
        self.reason = ""
        self.next_poll = 0.0
        self.is_let_go = False
        self.lock = asyncio.Lock()
        self.task = asyncio.create_task(intake.run(), name=f"intake {intake.rule.name}")

    @property
    def rule(self) -> Rule:
        return self.intake.rule


class Inboxes:
    """The inboxes of the rules that hold now; `use` takes over other rules at any time."""

    def __init__(self, *, store: Store, events: Events, on_job: Callable[[Job], None], is_single_run: bool) -> None:
        """Hand new jobs to `on_job`. In a single run nobody waits for an incomplete file longer than to settle."""
        self._store = store
        self._events = events
        self._on_job = on_job
        self._is_single_run = is_single_run
        self._inboxes: dict[Path, _Inbox] = {}
        self._watching = Watching()
        self._loop = asyncio.get_running_loop()
        self._observer = InboxObserver(self._on_hint)
        self._no_observer: str | None = None
        self._folder_sweeps: set[asyncio.Task[None]] = set()

    def start(self, watching: Watching) -> None:
        """Start the system's observer, unless polling is asked for."""
        self._watching = watching
        if watching.watch == "poll":
            self._no_observer = "The rule file says to poll."
        else:
            self._no_observer = self._observer.start()

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
                self._inboxes[path] = _Inbox(self._intake(rule, configuration.inbox))
                await self._tend(self._inboxes[path])

    async def sweep(self) -> None:
        """Look through every inbox, and see whether those that were away are back."""
        for inbox in list(self._inboxes.values()):
            try:
                await self._tend(inbox)
            except Exception:  # the edge of an inbox: the others are looked through all the same
                log.exception("sweep.failed", rule=inbox.rule.name)

    async def sweep_polled(self) -> None:
        """Look through the inboxes of which the system tells nothing; a slow one is given time between."""
        for inbox in list(self._inboxes.values()):
            begun = time.monotonic()
            if inbox.state == POLLING and begun >= inbox.next_poll:
                await self._tend(inbox)
                inbox.next_poll = begun + _POLL_REST * (time.monotonic() - begun)

    async def expire_archives(self) -> None:
        """Empty `done/` of what has lain there for as long as its rule keeps it."""
        for inbox in list(self._inboxes.values()):
            keep = inbox.rule.archive_keep
            if keep is not None and inbox.state != AWAY:
                count = await asyncio.to_thread(
                    put_away.expire_archive, inbox.rule.inbox, keep_seconds=keep, now=time.time()
                )
                if count:
                    log.info("archive.emptied", rule=inbox.rule.name, files=count)

    def poll_seconds(self) -> float:
        """Return how often inboxes are polled where that is needed."""
        return max(_LEAST_POLL_SECONDS, self._watching.settle)

    @property
    def is_idle(self) -> bool:
        """Tell whether no file is waited for."""
        return not self._folder_sweeps and all(inbox.intake.is_idle for inbox in self._inboxes.values())

    def report(self) -> list[dict[str, object]]:
        """Return the inboxes for `status --json`."""
        return [
            {
                "path": shown(path),
                "rule": inbox.rule.name,
                "state": inbox.state,
                "reason": inbox.reason,
                "waiting": [
                    {"path": shown(arrival.path), "message": arrival.sentence} for arrival in inbox.intake.arriving
                ],
                "refused": [
                    {"path": shown(path), "message": sentence} for path, sentence in inbox.intake.refused.items()
                ],
            }
            for path, inbox in self._inboxes.items()
        ]

    def _intake(self, rule: Rule, watching: Watching) -> Intake:
        give_up = watching.settle if self._is_single_run else watching.give_up
        settling = Settling(settle_seconds=watching.settle, give_up_seconds=give_up, clock=time.monotonic)
        return Intake(
            rule=rule,
            store=self._store,
            settling=settling,
            clock=time.monotonic,
            now=time.time,
            on_job=self._on_job,
            uses_subtitles=_uses_subtitles(rule),
        )

    async def _tend(self, inbox: _Inbox) -> None:
        """See whether an inbox is there and watched, and look through it: one at a time, and not once it is let go."""
        async with inbox.lock:
            if inbox.is_let_go:
                return
            state, reason = await self._look_after(inbox.rule)
            if state != AWAY:
                await self._leave_at_first(inbox)  # before it is said to be watched: what comes after that is new
            self._set(inbox, state, reason)
            if state != AWAY:
                await inbox.intake.sweep()

    async def _leave_at_first(self, inbox: _Inbox) -> None:
        """Leave alone what lies in an inbox at its very first time, where its rule says so."""
        name = f"inbox {inbox.rule.name} {shown(inbox.rule.inbox)}"
        if self._store.note(name):
            return
        if inbox.rule.existing == "leave":
            count = await inbox.intake.leave_existing()
            log.info("files.left", rule=inbox.rule.name, count=count)
        self._store.keep_note(name, "seen")

    async def _look_after(self, rule: Rule) -> tuple[str, str]:
        """See whether an inbox is there, and watch it; return its state and the reason of a lesser one."""
        trouble = await asyncio.to_thread(_trouble_with, rule.inbox)
        if trouble:
            self._observer.unwatch(rule.inbox)
            return AWAY, trouble
        if rule.after == "archive":
            with contextlib.suppress(OSError):
                (rule.inbox / DONE_FOLDER).mkdir(exist_ok=True)
        if self._no_observer is None:
            reason = await asyncio.to_thread(self._observer.watch, rule.inbox, recursive=rule.recursive)
        else:
            reason = self._no_observer
        return (WATCHING, "") if reason is None else (POLLING, reason)

    def _set(self, inbox: _Inbox, state: str, reason: str) -> None:
        if inbox.state == state:
            return
        inbox.state, inbox.reason = state, reason
        write = log.info if state == WATCHING else log.warning
        write(f"inbox.{state}", rule=inbox.rule.name, folder=shown(inbox.rule.inbox), reason=reason)
        self._events.publish(InboxChanged(path=shown(inbox.rule.inbox), rule=inbox.rule.name, state=state))

    async def _remove(self, path: Path) -> None:
        inbox = self._inboxes.pop(path)
        async with inbox.lock:
            inbox.is_let_go = True
        self._observer.unwatch(path)
        inbox.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await inbox.task

    def _on_hint(self, inbox: Path, path: Path, kind: HintKind) -> None:
        """Bring a hint from the observer's thread to the event loop."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the daemon ends
            self._loop.call_soon_threadsafe(self._take_hint, inbox, path, kind)

    def _take_hint(self, inbox_path: Path, path: Path, kind: HintKind) -> None:
        inbox = self._inboxes.get(inbox_path)
        if inbox is None:
            return
        if kind is HintKind.FOLDER:
            self._sweep_soon(inbox.intake.sweep(below=path))
        elif kind is HintKind.GONE:
            self._sweep_soon(self._tend(inbox))
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


def _trouble_with(folder: Path) -> str:
    """Return why a folder cannot be an inbox now, in a sentence; empty where it can."""
    try:
        if folder.is_dir():
            return ""
    except OSError as error:
        return f"The folder {shown(folder)} cannot be reached: {error.strerror}."
    return f"The folder {shown(folder)} does not exist. Make it, or connect its disk."
