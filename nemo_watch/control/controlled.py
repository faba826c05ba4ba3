"""What the local API and the status page need of a daemon."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import msgspec

from nemo_watch.control.shapes import (
    Balance,
    Claim,
    Explanation,
    JobDetails,
    JobReport,
    LogLine,
    PageLink,
    Status,
    Sums,
)
from nemo_watch.events import Events
from nemo_watch.rules import Rule
from nemo_watch.store import Wanted
from nemo_watch.store.spans import Span


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a job: its first source where it lies now, None if it is gone, and those results that are there."""

    source: Path | None
    results: tuple[Path, ...]


class Controlled(Protocol):
    """A daemon as its faces see it. What cannot be done raises NemoWatchError, a job that is not there NoSuchJob."""

    @property
    def events(self) -> Events:
        """Where what happens is told."""

    def status(self) -> Status:
        """Return what the daemon is doing."""

    def sums(self) -> Sums:
        """Return what was done today and this week."""

    def jobs(self, wanted: Wanted) -> list[JobReport]:
        """Return the jobs that are wanted, the newest first."""

    async def all_jobs(self, wanted: Wanted) -> list[JobReport]:
        """Return the jobs that are wanted, however many there are: other work goes on meanwhile."""

    def job(self, job_id: str) -> JobDetails:
        """Return all about one job, whose id may be cut short."""

    def job_log(self, job_id: str, *, is_short: bool = False) -> list[LogLine]:
        """Return the log of one job, the oldest line first; if it `is_short`, only the last of a long one."""

    async def retry(self, job_id: str) -> JobReport:
        """Begin a job again."""

    async def cancel(self, job_id: str) -> JobReport:
        """Stop a job."""

    async def refine(self, job_id: str, text: str) -> JobReport:
        """Say something more about a delivered job."""

    async def undo(self, job_id: str) -> JobReport:
        """Take a delivered job back."""

    async def why(self, spellings: list[str]) -> Explanation:
        """Return why a file is where it is, whose path, percent-encoded, may be spelled in several ways."""

    def pause(self, seconds: float | None) -> Status:
        """Begin no new work for so long, or until it is resumed."""

    def resume(self) -> Status:
        """Begin work again."""

    async def credits(self) -> Balance:
        """Return the balance of the cloud account."""

    async def claim_link(self, job_id: str) -> Claim:
        """Return where a person takes over what a job made in the cloud."""

    def page_link(self) -> PageLink:
        """Return an address that opens the status page, once."""

    def spans(self) -> list[Span]:
        """Return when the jobs of the last hour waited and were worked on."""

    async def files_of(self, job_id: str) -> Files:
        """Return those files of a job that are there."""

    def open_inbox(self, name: str) -> Rule:
        """Return the rule of this name, whose inbox is there now. Raises NemoWatchError where it is not."""

    async def thumbnail_of(self, path: Path) -> Path | None:
        """Return a small picture (JPEG) of a file; None for one that shows nothing."""
