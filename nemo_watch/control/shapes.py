r"""What the local API answers and what it is told, as plain data; `--json` of the commands prints the same.

Paths are shown safely: bytes that are no UTF-8 and control characters stand as `\xNN`. Moments are ISO 8601 in UTC.
"""

from __future__ import annotations

import msgspec


class JobReport(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A job in short.

    `cause` is what a held job waits for that is not its own matter: credits, plan, token, service, budget, hours.
    `speed` is the seconds of the result that are made in a second, and `seconds_left` how long the render will go on
    for; null where nobody knows.
    """

    id: str
    name: str
    rule: str
    engine: str
    skill: str
    state: str
    sources: list[str]
    outputs: list[str]
    instruction: str
    progress: int
    message: str
    cause: str
    attempts: int
    session_id: str
    render_id: str
    bytes_before: int
    bytes_after: int
    result_seconds: float | None
    speed: float | None
    seconds_left: float | None
    created_at: str
    updated_at: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change in a job's life."""

    at: str
    state: str
    message: str


class JobDetails(JobReport, frozen=True, kw_only=True):
    """All about a job: also where its sources lie now, its timeline in words, and its history, the first first."""

    source_now: list[str]
    timeline: str
    history: list[Change]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is not taken, or not yet, and why."""

    path: str
    message: str


class InboxReport(msgspec.Struct, frozen=True, kw_only=True):
    """An inbox: watching, polling or away, with the reason of a lesser state."""

    path: str
    outbox: str
    rule: str
    state: str
    reason: str
    waiting: list[Waiting]
    refused: list[Waiting]


class EngineReport(msgspec.Struct, frozen=True, kw_only=True):
    """A place to render: ok, offline or held, since when, and why."""

    name: str
    state: str
    since: str
    message: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What the daemon is doing.

    `paused_until` is null where it is not paused, or until somebody resumes it. `page` is the address of the status
    page, and `page_message` why there is none. `rule_problems` are the mistakes of a rule file that was changed and
    not taken over. `attention` are jobs that need a person: held ones, and those that failed in the last week;
    of many the newest, `needy` is how many there are.
    """

    running: bool
    paused: bool
    paused_until: str | None
    version: str
    pid: int
    since: str
    page: str
    page_message: str
    rule_problems: list[str]
    counts: dict[str, int]
    inboxes: list[InboxReport]
    engines: list[EngineReport]
    active: list[JobReport]
    attention: list[JobReport]
    needy: int


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """What was done in a stretch of time; `seconds` is how long the results play."""

    done: int
    failed: int
    seconds: float
    bytes_before: int
    bytes_after: int


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What was done since midnight, and since the midnight that began the last Monday."""

    today: Sum
    week: Sum


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """The credits of the cloud account, and what of today's budget is spent."""

    available: float
    frozen: float
    total: float
    spent_today: float
    credits_per_day: float
    is_anonymous: bool


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Why a file is where it is; `rule` and `job` are what has to do with it, empty for nothing."""

    path: str
    message: str
    rule: str
    job: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person takes over what a job made in the cloud, empty for nowhere."""

    claim_link: str


class PageLink(msgspec.Struct, frozen=True, kw_only=True):
    """An address that opens the status page in a browser; it works once, and for a minute."""

    url: str


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a job's log: when, how grave, what, and the values that belong to it."""

    at: str
    level: str
    event: str
    values: dict[str, str]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not done, and what to do about it."""

    message: str
    hint: str


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a job: "make the title bigger"."""

    text: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A path, which may be spelled in several ways; `%XX` stands for a byte, as in an address."""

    spellings: list[str]


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """For how many seconds no new work is begun; null: until it is resumed."""

    seconds: float | None = None
