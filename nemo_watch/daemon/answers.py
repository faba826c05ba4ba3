"""What a daemon answers to its faces: the local API, the status page, and through them the commands and the tray."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote_to_bytes

import structlog

from nemo_watch import __version__
from nemo_watch.aside import Asides, Unanswered
from nemo_watch.control.controlled import Files
from nemo_watch.control.reports import job_details, job_report, log_lines
from nemo_watch.control.shapes import (
    Balance,
    Claim,
    EngineReport,
    Explanation,
    JobDetails,
    JobReport,
    LogLine,
    PageLink,
    Status,
    Sum,
    Sums,
)
from nemo_watch.daemon.inbox import POLLING, WATCHING
from nemo_watch.daemon.inboxes import Inboxes
from nemo_watch.daemon.page import PageServer
from nemo_watch.daemon.parts import Parts
from nemo_watch.daemon.pausing import Pausing
from nemo_watch.daemon.why import Why
from nemo_watch.errors import NemoWatchError
from nemo_watch.events import Events
from nemo_watch.jobs import ACTIVE, Job
from nemo_watch.log.files import LONGEST_JOB_BYTES, read_job
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.pipeline.pipeline import changed
from nemo_watch.rules import Configuration, Rule
from nemo_watch.steering import Steering
from nemo_watch.store import Wanted
from nemo_watch.store.spans import Span
from nemo_watch.store.tally import Numbers
from nemo_watch.units import format_moment

_HOUR_SECONDS = 3600.0
_MOST_SPANS = 60
_MOST_LISTED = 50
_NEEDY_SECONDS = 7 * 86_400.0
"""A file that failed longer ago than that has been seen, or is not missed."""
_JOBS_AT_ONCE = 400
_SHORT_LOG_BYTES = 30_000

log = structlog.get_logger()


class Answers:
    """One daemon as its faces see it. It decides nothing: it asks the parts, and puts what they say into words."""

    def __init__(
        self,
        *,
        parts: Parts,
        inboxes: Inboxes,
        steering: Steering,
        pausing: Pausing,
        configuration: Callable[[], Configuration],
        problems: Callable[[], tuple[str, ...]],
    ) -> None:
        """Ask `configuration` for the rules that hold now, and `problems` for the mistakes of those that do not."""
        self._parts = parts
        self._store = parts.store
        self._inboxes = inboxes
        self._steering = steering
        self._pausing = pausing
        self._configuration = configuration
        self._problems = problems
        self._asides = Asides()
        self._since = time.time()
        self._why = Why(store=parts.store, inboxes=inboxes.all, message_of=parts.pipeline.message_of, pausing=pausing)
        self.page: PageServer | None = None

    @property
    def events(self) -> Events:
        """Where what happens is told."""
        return self._parts.events

    def status(self) -> Status:
        """Return what the daemon is doing."""
        until = self._pausing.until
        return Status(
            running=True,
            paused=self._pausing.is_paused,
            paused_until=None if until is None else format_moment(until),
            version=__version__,
            pid=os.getpid(),
            since=format_moment(self._since),
            page=self.page.address if self.page else "",
            page_message=self.page.message if self.page else "",
            rule_problems=list(self._problems()),
            counts=self._store.counts(),
            inboxes=self._inboxes.report(),
            engines=[self._engine_report(name) for name in self._engines_in_use()],
            active=self.jobs(Wanted(states=ACTIVE, most=_MOST_LISTED)),
            attention=self._attention(),
            needy=self._store.tally.needy(since=time.time() - _NEEDY_SECONDS),
        )

    def sums(self) -> Sums:
        """Return what was done today and this week."""
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        monday = midnight - timedelta(days=midnight.weekday())
        return Sums(today=self._sum(midnight), week=self._sum(monday))

    def jobs(self, wanted: Wanted) -> list[JobReport]:
        """Return the jobs that are wanted, the newest first."""
        return [self._report(job) for job in self._store.jobs(wanted)]

    async def all_jobs(self, wanted: Wanted) -> list[JobReport]:
        """Return the jobs that are wanted, however many there are: other work goes on meanwhile."""
        reports: list[JobReport] = []
        for some in self._store.jobs_in_parts(wanted, at_once=_JOBS_AT_ONCE):
            reports += map(self._report, some)
            await asyncio.sleep(0)
        return reports

    def job(self, job_id: str) -> JobDetails:
        """Return all about one job. Raises NoSuchJob."""
        job = self._store.get(job_id)
        return job_details(job, self._store.history(job), self._parts.pipeline.standing_of(job))

    def job_log(self, job_id: str, *, is_short: bool = False) -> list[LogLine]:
        """Return the log of one job; if it `is_short`, only the last of a long one. Raises NoSuchJob."""
        most = _SHORT_LOG_BYTES if is_short else LONGEST_JOB_BYTES
        return log_lines(read_job(self._configuration().state, self._store.get(job_id).id, most_bytes=most))

    def spans(self) -> list[Span]:
        """Return when the jobs of the last hour waited and were worked on."""
        return self._store.spans.since(time.time() - _HOUR_SECONDS, most=_MOST_SPANS)

    async def retry(self, job_id: str) -> JobReport:
        """Begin a job again. Raises NemoWatchError."""
        await self._check_answers(job_id)
        return self._told(self._steering.retry(job_id))

    async def cancel(self, job_id: str) -> JobReport:
        """Stop a job. Raises NemoWatchError."""
        return self._told(await self._steering.cancel(job_id))

    async def refine(self, job_id: str, text: str) -> JobReport:
        """Say something more about a delivered job. Raises NemoWatchError."""
        await self._check_answers(job_id)
        return self._told(self._steering.refine(job_id, text))

    async def undo(self, job_id: str) -> JobReport:
        """Take a delivered job back. Raises NemoWatchError."""
        await self._check_answers(job_id)
        return self._told(self._steering.undo(job_id))

    async def why(self, spellings: list[str]) -> Explanation:
        """Return why a file is where it is, whose path may be spelled in several ways, percent-encoded."""
        paths = [Path(os.fsdecode(unquote_to_bytes(spelling))) for spelling in spellings]
        if not paths or any("\0" in str(path) for path in paths):
            raise NemoWatchError("Name a file, or a folder.")
        return (await self._why.of(*paths)).to_explanation()

    def pause(self, seconds: float | None) -> Status:
        """Begin no new work for so long, or until it is resumed. Raises NemoWatchError."""
        self._pausing.pause(seconds)
        return self.status()

    def resume(self) -> Status:
        """Begin work again."""
        self._pausing.resume()
        return self.status()

    async def credits(self) -> Balance:
        """Return the balance of the cloud account. Raises NemoWatchError."""
        return await self._parts.care.credits()

    async def claim_link(self, job_id: str) -> Claim:
        """Return the page where a person takes over what a job made in the cloud. Raises NemoWatchError."""
        return Claim(claim_link=await self._parts.care.claim_link(self._store.get(job_id)))

    def page_link(self) -> PageLink:
        """Return an address that opens the status page, once. Raises NemoWatchError where there is no page."""
        if self.page is None:
            raise NemoWatchError("There is no status page in a single run.")
        return PageLink(url=self.page.new_link())

    def open_inbox(self, name: str) -> Rule:
        """Return the rule of this name, whose inbox is there now. Raises NemoWatchError where it is not."""
        inbox = next((inbox for inbox in self._inboxes.all() if inbox.rule.name == name), None)
        if inbox is None:
            raise NemoWatchError("There is no such inbox any more.", hint="Reload the page.")
        if inbox.state not in {WATCHING, POLLING}:
            raise NemoWatchError(f"The inbox of {name} is away. {inbox.reason}".rstrip())
        return inbox.rule

    async def files_of(self, job_id: str) -> Files:
        """Return those files of a job that are there. Raises NoSuchJob."""
        job = self._store.get(job_id)
        source = await self._there(job.source.place, job.rule.inbox)
        results = [await self._there(path, job.rule.outbox) for path in job.outputs]
        return Files(source=source, results=tuple(path for path in results if path is not None))

    async def thumbnail_of(self, path: Path) -> Path | None:
        """Return a small picture (JPEG) of a file; None for one that shows nothing."""
        return await self._parts.thumbnails.of(path)

    async def result_of(self, job_id: str) -> Path | None:
        """Return where the last result of a job lies; None where it is gone."""
        return next(iter((await self.files_of(job_id)).results[-1:]), None)

    async def _check_answers(self, job_id: str) -> None:
        """Raise NemoWatchError where a folder of a job lies on a server that does not answer: work on it would hang."""
        rule = self._store.get(job_id).rule
        for folder in (rule.inbox, rule.outbox):
            mount = mount_of(folder)
            try:
                if mount is not None and mount.is_network:
                    await self._asides.at(folder).run(_ask_server, folder)
            except Unanswered as error:
                raise NemoWatchError(
                    f"The folder {shown(folder)} does not answer: its server cannot be reached.",
                    hint="Try again once it can.",
                ) from error

    async def _there(self, path: Path, folder: Path) -> Path | None:
        try:
            is_file = await self._asides.at(folder).run(_is_plain_file, path)
        except Unanswered:
            return None
        return path if is_file else None

    def _attention(self) -> list[JobReport]:
        """Return the jobs that need a person; one that waits for the hours of its rule needs nobody."""
        held = self.jobs(Wanted(states=("held",), most=_MOST_LISTED))
        since = time.time() - _NEEDY_SECONDS
        failed = self.jobs(Wanted(states=("failed",), changed_since=since, most=_MOST_LISTED))
        return [*(report for report in held if report.cause != "hours"), *failed]

    def _sum(self, begin: datetime) -> Sum:
        numbers: Numbers = self._store.tally.since(begin.timestamp())
        return Sum(
            done=numbers.done,
            failed=numbers.failed,
            seconds=numbers.seconds,
            bytes_before=numbers.bytes_before,
            bytes_after=numbers.bytes_after,
        )

    def _report(self, job: Job) -> JobReport:
        return job_report(job, self._parts.pipeline.standing_of(job))

    def _told(self, job: Job) -> JobReport:
        """Return the report of a job that a person has changed, and tell everybody else."""
        self.events.publish(changed(job))
        return self._report(job)

    def _engines_in_use(self) -> list[str]:
        """Return the engines that a rule, or a job under way, may use: local ones are always there."""
        wanted = {rule.engine for rule in self._configuration().rules} & {"cloud", "auto"}
        is_well = self._parts.pipeline.health["cloud"].is_well
        return ["local", "cloud"] if wanted or not is_well else ["local"]

    def _engine_report(self, name: str) -> EngineReport:
        health = self._parts.pipeline.health[name]
        return EngineReport(name=name, state=health.state, since=format_moment(health.since), message=health.message)


def _ask_server(folder: Path) -> None:
    """Ask for what no system keeps from the last time: how full a disk is."""
    with contextlib.suppress(OSError):
        os.statvfs(folder)


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
