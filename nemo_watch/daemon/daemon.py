"""The daemon: rules, inboxes, the parts that do the work, and the socket that answers about all of it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog

from nemo_watch import __version__, settings
from nemo_watch.control.app import create_app
from nemo_watch.control.reports import job_details, job_report
from nemo_watch.daemon.inboxes import Inboxes
from nemo_watch.daemon.lock import StateLock
from nemo_watch.daemon.parts import Parts
from nemo_watch.daemon.why import Why
from nemo_watch.errors import ConfigurationError, NemoWatchError
from nemo_watch.events import Events, RulesReloaded
from nemo_watch.jobs import OVER, Job, State
from nemo_watch.pipeline.pipeline import changed
from nemo_watch.recovery import recover
from nemo_watch.rules import Configuration, Rule
from nemo_watch.serving import SocketServer
from nemo_watch.steering import Steering
from nemo_watch.studio.fence.jail import fences
from nemo_watch.studio.language import read
from nemo_watch.units import format_moment

_RULE_FILE_SECONDS = 2.0
_ARCHIVE_SECONDS = 3600.0
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
        self._load = load
        self._rule_file_seen = _stamp(rule_file)
        self._lock = StateLock(configuration.state)
        self._since = time.time()
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
        self._why = Why(store=self._parts.store, inboxes=self._inboxes.all, message_of=self._parts.pipeline.message_of)
        self._control = SocketServer(
            create_app(self), settings.socket_folder(configuration.state) / settings.CONTROL_SOCKET
        )

    @property
    def events(self) -> Events:
        """Where what happens is told."""
        return self._parts.events

    async def start(self) -> None:
        """Go on with what was under way, listen, and begin to take files."""
        recover(self._parts.store, self._configuration.rules, wait_seconds=self._configuration.cloud.recovery_wait)
        self._steering.retry_held_with_new_rules()
        await self._parts.start()
        await self._control.start()
        self._inboxes.start(self._configuration.inbox)
        async with self._reloading:
            await self._inboxes.use(self._configuration)
        schedule = self._parts.schedule
        schedule.every("sweep", self._configuration.inbox.sweep, self._inboxes.sweep)
        schedule.every("poll", self._inboxes.poll_seconds(), self._inboxes.sweep_polled)
        schedule.every("archives", _ARCHIVE_SECONDS, self._inboxes.expire_archives)
        schedule.every("rule file", _RULE_FILE_SECONDS, self._reload_if_changed)
        await asyncio.to_thread(self._warn_of_unknown_words)
        for bar in fences():
            if not bar.holds:
                log.warning("fence.missing", name=bar.name, reason=bar.words)
        log.info("daemon.started", version=__version__, pid=os.getpid(), rules=len(self._configuration.rules))

    async def stop(self) -> None:
        """Stop taking files, then the work, then answering. Every job can be gone on with."""
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
            self.events.publish(RulesReloaded(problems=error.problems))
            return
        unused = [name for name in _STARTED_ANEW if _differs(self._configuration, configuration, name)]
        if unused:
            log.warning("settings.kept", reason="these take effect at the next start", settings=unused)
        self._configuration = configuration
        await self._inboxes.use(configuration)
        again = self._steering.retry_held_with_new_rules()
        log.info("rules.reloaded", rules=len(configuration.rules), jobs_tried_again=again)
        self.events.publish(RulesReloaded())

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing can go on by itself: held jobs and half-arrived files aside."""
        return self._inboxes.is_idle and self._parts.schedule.is_idle()

    def unsettled_jobs(self, since: float) -> list[Job]:
        """Return the jobs that failed since a moment (seconds since the epoch), are held, or wait for the cloud."""
        jobs = self._parts.store.jobs(states=["failed", "held"])
        settled = [job for job in jobs if job.updated_at >= since or job.state.value == "held"]
        return [*settled, *self._stranded()]

    def _stranded(self) -> list[Job]:
        """Return the jobs that wait for an engine that cannot be reached."""
        offline = [name for name, health in self._parts.pipeline.health.items() if health.is_offline]
        if not offline:
            return []
        going = self._parts.store.jobs(states=[state for state in State if state not in {*OVER, State.HELD}])
        return [job for job in going if job.engine in offline]

    def status(self) -> dict[str, Any]:
        """Return what `status --json` prints."""
        active = self._parts.store.jobs(states=["instructing", "instructed", "rendering", "rendered"])
        return {
            "running": True,
            "paused": False,
            "version": __version__,
            "pid": os.getpid(),
            "since": format_moment(self._since),
            "counts": self._parts.store.counts(),
            "inboxes": self._inboxes.report(),
            "engines": [self._engine_report(name) for name in self._engines_in_use()],
            "active": [self._report(job) for job in active],
        }

    def jobs(self, *, states: list[str], most: int) -> list[dict[str, Any]]:
        """Return jobs, the newest first."""
        return [self._report(job) for job in self._parts.store.jobs(states=states, most=most)]

    def job(self, job_id: str) -> dict[str, Any]:
        """Return one job with its history. Raises NoSuchJob."""
        job = self._parts.store.get(job_id)
        history = self._parts.store.history(job)
        pipeline = self._parts.pipeline
        return job_details(job, history, progress=pipeline.progress_of(job), message=pipeline.message_of(job))

    async def retry(self, job_id: str) -> dict[str, Any]:
        """Begin a job again. Raises NemoWatchError."""
        return self._report(self._steering.retry(job_id))

    async def cancel(self, job_id: str) -> dict[str, Any]:
        """Stop a job. Raises NemoWatchError."""
        return self._report(await self._steering.cancel(job_id))

    async def refine(self, job_id: str, text: str) -> dict[str, Any]:
        """Say something more about a delivered job. Raises NemoWatchError."""
        return self._report(self._steering.refine(job_id, text))

    async def undo(self, job_id: str) -> dict[str, Any]:
        """Take a delivered job back. Raises NemoWatchError."""
        return self._report(self._steering.undo(job_id))

    async def why(self, spellings: str) -> dict[str, Any]:
        """Return why a file is where it is; spaces stand between the spellings of its path, percent-encoded."""
        paths = [Path(os.fsdecode(unquote_to_bytes(spelling))) for spelling in spellings.split()]
        if not paths:
            raise NemoWatchError("Name a file, or a folder.")
        return (await self._why.of(*paths)).to_json_object()

    async def credits(self) -> dict[str, Any]:
        """Return the balance of the cloud account. Raises NemoWatchError."""
        return await self._parts.care.credits()

    async def claim_link(self, job_id: str) -> dict[str, Any]:
        """Return the page where a person takes over what a job made in the cloud. Raises NemoWatchError."""
        return {"claim_link": await self._parts.care.claim_link(self._parts.store.get(job_id))}

    def _engines_in_use(self) -> list[str]:
        """Return the engines that a rule, or a job under way, may use: local ones are always there."""
        wanted = {rule.engine for rule in self._configuration.rules} & {"cloud", "auto"}
        is_well = self._parts.pipeline.health["cloud"].is_well
        return ["local", "cloud"] if wanted or not is_well else ["local"]

    def _engine_report(self, name: str) -> dict[str, Any]:
        health = self._parts.pipeline.health[name]
        since = format_moment(health.since)
        return {"name": name, "state": health.state, "since": since, "message": health.message}

    def _warn_of_unknown_words(self) -> None:
        """Say at the start, and not only with the first file, which wishes the studio does not understand."""
        for rule in self._configuration.rules:
            unknown = [words for text in rule.instructions for words in read(text).unknown]
            if unknown and rule.engine != "cloud":
                log.warning("instruction.not_understood", rule=rule.name, words=unknown)

    def _rule_named(self, name: str) -> Rule | None:
        return self._configuration.rule_named(name)

    def _report(self, job: Job) -> dict[str, Any]:
        pipeline = self._parts.pipeline
        return job_report(job, progress=pipeline.progress_of(job), message=pipeline.message_of(job))

    def _taken(self, job: Job) -> None:
        self.events.publish(changed(job))
        self._parts.schedule.dispatch()

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
