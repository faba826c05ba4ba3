"""The local API as a table: every address, what it takes, what it answers.

The application and its description come from it. Nothing is decided here: the daemon is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from nemo_watch.control.controlled import Controlled
from nemo_watch.control.shapes import (
    Balance,
    Claim,
    Explanation,
    JobDetails,
    JobReport,
    LogLine,
    PageLink,
    Pause,
    Question,
    Status,
    Sums,
    Words,
)
from nemo_watch.errors import NemoWatchError
from nemo_watch.jobs import State
from nemo_watch.store import Wanted


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One request: what stands in its path, its query and its body, which has been read already."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None

    @property
    def job_id(self) -> str:
        """The job that it is about."""
        return self.path["job_id"]


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A value in a query; `kind` is its type, as JSON Schema calls it."""

    name: str
    meaning: str
    kind: str = "string"


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One address: who answers it, the type of the answer and of what is sent along."""

    method: str
    path: str
    name: str
    meaning: str
    answers: Any
    handle: Callable[[Controlled, Asked], Awaitable[object]]
    takes: Any = None
    query: tuple[Parameter, ...] = ()


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """Return which jobs a query asks for. Raises NemoWatchError for what cannot be read."""
    states = tuple(state for state in query.get("state", "").split(",") if state)
    if strange := [state for state in states if state not in set(State)]:
        raise NemoWatchError(f'There is no state "{strange[0]}".', hint=f"The states are {', '.join(State)}.")
    return Wanted(
        states=states,
        rule=query.get("rule", ""),
        text=query.get("text", ""),
        since=_number(query, "since", float),
        most=_number(query, "most", int),
    )


def _number(query: Mapping[str, str], name: str, kind: Callable[[str], Any]) -> Any:
    text = query.get(name, "")
    try:
        value = kind(text) if text else None
    except ValueError:
        value = -1
    if value is not None and not 0 <= value < 2**53:
        raise NemoWatchError(f"`{name}` is a number from 0 on.")
    return value


async def _status(daemon: Controlled, _asked: Asked) -> Status:
    return daemon.status()


async def _sums(daemon: Controlled, _asked: Asked) -> Sums:
    return daemon.sums()


async def _jobs(daemon: Controlled, asked: Asked) -> list[JobReport]:
    return await daemon.all_jobs(wanted_of(asked.query))


async def _job(daemon: Controlled, asked: Asked) -> JobDetails:
    return daemon.job(asked.job_id)


async def _job_log(daemon: Controlled, asked: Asked) -> list[LogLine]:
    return daemon.job_log(asked.job_id)


async def _claim(daemon: Controlled, asked: Asked) -> Claim:
    return await daemon.claim_link(asked.job_id)


async def _retry(daemon: Controlled, asked: Asked) -> JobReport:
    return await daemon.retry(asked.job_id)


async def _cancel(daemon: Controlled, asked: Asked) -> JobReport:
    return await daemon.cancel(asked.job_id)


async def _undo(daemon: Controlled, asked: Asked) -> JobReport:
    return await daemon.undo(asked.job_id)


async def _refine(daemon: Controlled, asked: Asked) -> JobReport:
    return await daemon.refine(asked.job_id, asked.body.text)


async def _why(daemon: Controlled, asked: Asked) -> Explanation:
    return await daemon.why(asked.body.spellings)


async def _pause(daemon: Controlled, asked: Asked) -> Status:
    return daemon.pause(asked.body.seconds)


async def _resume(daemon: Controlled, _asked: Asked) -> Status:
    return daemon.resume()


async def _credits(daemon: Controlled, _asked: Asked) -> Balance:
    return await daemon.credits()


async def _page_link(daemon: Controlled, _asked: Asked) -> PageLink:
    return daemon.page_link()


_JOBS_QUERY = (
    Parameter(name="state", meaning="Only jobs in these states, with commas between them."),
    Parameter(name="rule", meaning="Only jobs of the rule of this name."),
    Parameter(name="text", meaning="Only jobs whose dropped path has this in it, capital letters or not."),
    Parameter(name="since", meaning="Only jobs taken since then, in seconds since the epoch.", kind="number"),
    Parameter(name="most", meaning="At most so many.", kind="integer"),
)

ENDPOINTS = (
    Endpoint(
        method="GET", path="/v1/status", name="status", answers=Status, handle=_status, meaning="What is being done."
    ),
    Endpoint(
        method="GET",
        path="/v1/sums",
        name="sums",
        answers=Sums,
        handle=_sums,
        meaning="Today and this week, counted.",
    ),
    Endpoint(
        method="GET",
        path="/v1/jobs",
        name="jobs",
        answers=list[JobReport],
        handle=_jobs,
        meaning="The jobs, the newest first.",
        query=_JOBS_QUERY,
    ),
    Endpoint(
        method="GET",
        path="/v1/jobs/{job_id}",
        name="job",
        answers=JobDetails,
        handle=_job,
        meaning="All about one job. The beginning of an id is enough.",
    ),
    Endpoint(
        method="GET",
        path="/v1/jobs/{job_id}/log",
        name="job_log",
        answers=list[LogLine],
        handle=_job_log,
        meaning="The log of one job, the oldest line first.",
    ),
    Endpoint(
        method="GET",
        path="/v1/jobs/{job_id}/claim",
        name="claim",
        answers=Claim,
        handle=_claim,
        meaning="Where a person takes over what a job made in the cloud.",
    ),
    Endpoint(
        method="POST",
        path="/v1/jobs/{job_id}/retry",
        name="retry",
        answers=JobReport,
        handle=_retry,
        meaning="Begin a failed, held or cancelled job again.",
    ),
    Endpoint(
        method="POST",
        path="/v1/jobs/{job_id}/cancel",
        name="cancel",
        answers=JobReport,
        handle=_cancel,
        meaning="Stop a job; its file stays where it is.",
    ),
    Endpoint(
        method="POST",
        path="/v1/jobs/{job_id}/undo",
        name="undo",
        answers=JobReport,
        handle=_undo,
        meaning="Take a delivered job back: its result goes to the trash, its file to where it was dropped.",
    ),
    Endpoint(
        method="POST",
        path="/v1/jobs/{job_id}/refine",
        name="refine",
        answers=JobReport,
        handle=_refine,
        takes=Words,
        meaning="Say something more about a delivered job; the new result lies beside the first.",
    ),
    Endpoint(
        method="POST",
        path="/v1/why",
        name="why",
        answers=Explanation,
        handle=_why,
        takes=Question,
        meaning="Why a file is where it is.",
    ),
    Endpoint(
        method="POST",
        path="/v1/pause",
        name="pause",
        answers=Status,
        handle=_pause,
        takes=Pause,
        meaning="Begin no new work; what is being rendered comes to its end.",
    ),
    Endpoint(
        method="POST",
        path="/v1/resume",
        name="resume",
        answers=Status,
        handle=_resume,
        meaning="Begin work again.",
    ),
    Endpoint(
        method="GET",
        path="/v1/credits",
        name="credits",
        answers=Balance,
        handle=_credits,
        meaning="The balance of the cloud account.",
    ),
    Endpoint(
        method="POST",
        path="/v1/page-link",
        name="page_link",
        answers=PageLink,
        handle=_page_link,
        meaning="An address that opens the status page, once.",
    ),
)
