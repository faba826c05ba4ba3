"""The daemon: rules, inboxes, the parts that do the work, and the socket that answers about all of it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from nemo_watch import __version__, settings
from nemo_watch.control.api import create_api
from nemo_watch.control.feed import Feeds
from nemo_watch.control.page import ICON
from nemo_watch.daemon.answers import Answers
from nemo_watch.daemon.inboxes import Inboxes
from nemo_watch.daemon.lock import StateLock
from nemo_watch.daemon.page import PageServer
from nemo_watch.daemon.parts import Parts
from nemo_watch.daemon.pausing import Pausing
from nemo_watch.errors import ConfigurationError
from nemo_watch.events import Events, RulesReloaded
from nemo_watch.jobs import ACTIVE, NEEDY, WAITING, Job
from nemo_watch.log.files import remove_old
from nemo_watch.notices.batch import Batch
from nemo_watch.notices.desktop import Desktop
from nemo_watch.notices.teller import Teller
from nemo_watch.pipeline.pipeline import changed
from nemo_watch.recovery import recover
from nemo_watch.rules import Configuration, Rule
from nemo_watch.serving import SocketServer
from nemo_watch.steering import Steering
from nemo_watch.store import Wanted
from nemo_watch.studio.fence.jail import fences
from nemo_watch.studio.language import read

_RULE_FILE_SECONDS = 2.0
_ARCHIVE_SECONDS = 3600.0
_LOGS_SECONDS = 86_400.0
_LOGS_KEPT_SECONDS = 90 * 86_400.0
_STARTED_ANEW = ("state", "local", "inbox", "web", "log", "cloud")
"""Settings that a running daemon does not take over."""

log = structlog.get_logger()


class Daemon:
    """One running nemo-watch. `load` reads the rule file anew, or raises ConfigurationError."""

    def __init__(
        self,
        configuration: Configuration,
        *,
        rule_file: Path,
        load: Callable[[], Configuration],
        is_single_run: bool = False,
    ) -> None:
        """Build everything; nothing runs before `start`. Raises AlreadyRunning, StoreError, ConfigurationError."""
        self._configuration = configuration
        self._rule_file = rule_file
        self._is_single_run = is_single_run
        self._load = load
        self._rule_file_seen = _stamp(rule_file)
        self._lock = StateLock(configuration.state)
        self._problems: tuple[str, ...] = ()
        self._reloading = asyncio.Lock()
        try:
            self._parts = Parts(configuration)
        except BaseException:
            self._lock.release()
            raise
        self._inboxes = Inboxes(
            store=self._parts.store,
            events=self._parts.events,
            on_job=self._taken,
            is_single_run=is_single_run,
        )
        self._steering = Steering(
            store=self._parts.store,
            rule_named=self._rule_named,
            cancel=self._parts.pipeline.cancel,
            is_at_work=self._parts.pipeline.is_at_work,
            wake=self._parts.schedule.dispatch,
        )
        self._pausing = Pausing(store=self._parts.store, schedule=self._parts.schedule, events=self._parts.events)
        self._feeds = Feeds(self._parts.events)
        self._answers = Answers(
            parts=self._parts,
            inboxes=self._inboxes,
            steering=self._steering,
            pausing=self._pausing,
            configuration=lambda: self._configuration,
            problems=lambda: self._problems,
        )
        if not is_single_run:
            self._answers.page = self._page(configuration)
        self._teller = Teller(
            events=self._parts.events,
            batch=Batch(clock=time.monotonic, now=lambda: datetime.now().astimezone()),
            desktop=Desktop(environ=os.environ, icon=ICON),
            daemon=self._answers,
            wishes=lambda: self._configuration.notify,
            is_idle=self._parts.schedule.is_idle,
        )
        self._control = SocketServer(
            create_api(self._answers, self._feeds),
            settings.socket_folder(configuration.state) / settings.CONTROL_SOCKET,
        )

    @property
    def events(self) -> Events:
        """Where what happens is told."""
        return self._parts.events

    async def start(self) -> None:
        """Go on with what was under way, listen, and begin to take files."""
        recover(self._parts.store, self._configuration.rules, wait_seconds=self._configuration.cloud.recovery_wait)
        self._steering.retry_held_with_new_rules()
        if not self._is_single_run:
            self._pausing.restore()
        await self._parts.start()
        await self._control.start()
        if self._answers.page is not None:
            await self._answers.page.start()
            self._teller.start()
        self._inboxes.start(self._configuration.inbox)
        async with self._reloading:
            await self._inboxes.use(self._configuration)
        schedule = self._parts.schedule
        schedule.every("sweep", self._configuration.inbox.sweep, self._inboxes.sweep)
        schedule.every("poll", self._inboxes.poll_seconds(), self._inboxes.sweep_polled)
        schedule.every("archives", _ARCHIVE_SECONDS, self._inboxes.expire_archives)
        schedule.every("logs", _LOGS_SECONDS, self._remove_old_logs)
        schedule.every("rule file", _RULE_FILE_SECONDS, self._reload_if_changed)
        await asyncio.to_thread(self._warn_of_unknown_words)
        for bar in fences():
            if not bar.holds:
                log.warning("fence.missing", name=bar.name, reason=bar.words)
        log.info("daemon.started", version=__version__, pid=os.getpid(), rules=len(self._configuration.rules))

    async def stop(self) -> None:
        """Stop taking files, then the work, then answering. Every job can be gone on with."""
        self._feeds.end()
        await self._teller.stop()
        if self._answers.page is not None:
            await self._answers.page.stop()
        await self._inboxes.stop()
        await self._parts.stop()
        await self._control.stop()
        self._lock.release()
        log.info("daemon.stopped")

    async def reload(self) -> None:
        """Take over the rule file as it is now, all of it or, where it has a mistake, nothing."""
        async with self._reloading:
            await self._reload()

    async def _reload(self) -> None:
        self._rule_file_seen = _stamp(self._rule_file)
        try:
            configuration = await asyncio.to_thread(self._load)
        except ConfigurationError as error:
            log.error("rules.kept", problems=list(error.problems))  # noqa: TRY400 - a mistake of the user's, no trace
            self._problems = error.problems
            self.events.publish(RulesReloaded(problems=error.problems))
            return
        unused = [name for name in _STARTED_ANEW if _differs(self._configuration, configuration, name)]
        if unused:
            log.warning("settings.kept", reason="these take effect at the next start", settings=unused)
        self._configuration, self._problems = configuration, ()
        await self._inboxes.use(configuration)
        again = self._steering.retry_held_with_new_rules()
        log.info("rules.reloaded", rules=len(configuration.rules), jobs_tried_again=again)
        self.events.publish(RulesReloaded())

    @property
    def configuration(self) -> Configuration:
        """The rules that hold now."""
        return self._configuration

    @property
    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        return self._parts.store.counts()

    @property
    def is_paused(self) -> bool:
        """Tell whether no new work is begun."""
        return self._pausing.is_paused

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing can go on by itself: held jobs and half-arrived files aside."""
        return self._inboxes.is_idle and self._parts.schedule.is_idle()

    def unsettled_jobs(self, since: float) -> list[Job]:
        """Return the jobs that failed since a moment (seconds since the epoch), are held, or wait for the cloud."""
        jobs = self._parts.store.jobs(Wanted(states=NEEDY))
        settled = [job for job in jobs if job.updated_at >= since or job.state.value == "held"]
        return [*settled, *self._stranded()]

    def _stranded(self) -> list[Job]:
        """Return the jobs that wait for an engine that cannot be reached."""
        offline = [name for name, health in self._parts.pipeline.health.items() if health.is_offline]
        if not offline:
            return []
        going = self._parts.store.jobs(Wanted(states=(*WAITING, *ACTIVE)))
        return [job for job in going if job.engine in offline]

    def _page(self, configuration: Configuration) -> PageServer:
        try:
            return PageServer(configuration.web, state=configuration.state, daemon=self._answers, feeds=self._feeds)
        except BaseException:
            self._parts.store.close()
            self._lock.release()
            raise

    def _warn_of_unknown_words(self) -> None:
        """Say at the start, and not only with the first file, which wishes the studio does not understand."""
        for rule in self._configuration.rules:
            unknown = [words for text in rule.instructions for words in read(text).unknown]
            if unknown and rule.engine != "cloud":
                log.warning("instruction.not_understood", rule=rule.name, words=unknown)

    def _rule_named(self, name: str) -> Rule | None:
        return self._configuration.rule_named(name)

    def _taken(self, job: Job) -> None:
        self.events.publish(changed(job))
        self._parts.schedule.dispatch()

    async def _remove_old_logs(self) -> None:
        state = self._configuration.state
        await asyncio.to_thread(remove_old, state, keep_seconds=_LOGS_KEPT_SECONDS, now=time.time())

    async def _reload_if_changed(self) -> None:
        if _stamp(self._rule_file) != self._rule_file_seen:
            await self.reload()


def _differs(before: Configuration, after: Configuration, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is written or replaced; None where it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
