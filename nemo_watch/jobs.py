"""A job: one drop on its way to an MP4. Immutable; every step makes a new one, and the store keeps the last.

States: queued → connected → uploaded → instructing → instructed → rendering → rendered → done, and `held` (needs the
user), `failed`, `cancelled`.
"""

from __future__ import annotations

import os
import secrets
from enum import StrEnum
from pathlib import Path, PurePath

import msgspec

from nemo_watch.mounts import lasting_inode
from nemo_watch.names import fitting
from nemo_watch.rules import Rule
from nemo_watch.skills import AUDIO, PICTURE, VIDEO

_ID_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_ID_LENGTH = 8


class State(StrEnum):
    """Where a job is on its way."""

    QUEUED = "queued"
    CONNECTED = "connected"
    UPLOADED = "uploaded"
    INSTRUCTING = "instructing"
    INSTRUCTED = "instructed"
    RENDERING = "rendering"
    RENDERED = "rendered"
    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"


WAITING = tuple(state.value for state in (State.QUEUED, State.CONNECTED, State.UPLOADED, State.INSTRUCTED))
"""States of jobs that wait for a turn; the wish of an instructed one is read, and its render not begun."""
ACTIVE = tuple(state.value for state in (State.INSTRUCTING, State.RENDERING, State.RENDERED))
"""States in which something is being done about a job at this moment."""
NEEDY = (State.HELD.value, State.FAILED.value)
"""States that a person should know of."""

OVER = frozenset({State.DONE, State.FAILED, State.CANCELLED})
"""States that a job leaves only when a person asks for it."""


class Fingerprint(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Which bytes a path stood for when it was looked at; times are nanoseconds since the epoch."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    @classmethod
    def of(cls, stat: os.stat_result) -> Fingerprint:
        """Return the fingerprint of what a stat call saw."""
        return cls(
            device=stat.st_dev,
            inode=lasting_inode(stat),
            size=stat.st_size,
            mtime_ns=stat.st_mtime_ns,
            ctime_ns=stat.st_ctime_ns,
        )

    def is_same_content(self, other: Fingerprint) -> bool:
        """Tell whether both stand for the same file, unchanged.

        The device is left out, it changes when a disk is mounted anew; so is ctime, which a mere change of owner or
        mode moves.
        """
        return (self.inode, self.size, self.mtime_ns) == (other.inode, other.size, other.mtime_ns)


class Use(StrEnum):
    """What a source is there for."""

    MEDIA = "media"
    """Handed over as it is: video, sound, pictures, subtitles."""
    LINK = "link"
    """A `.url` or `.webloc` file: what its address leads to is handed over."""
    TEXT = "text"
    """A text to make a video of: it goes into the message."""
    WORDS = "words"
    """A sidecar: its text is added to the instruction."""


class Source(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A file as it was dropped, and where it lies now: `done/`, `failed/`, or (empty) still where it was."""

    path: Path
    fingerprint: Fingerprint
    use: Use = Use.MEDIA
    moved_to: Path | None = None

    @property
    def place(self) -> Path:
        """Where the file is now, as far as we moved it."""
        return self.moved_to or self.path

    @property
    def stem(self) -> str:
        """What a result of it is called: its name without extension, a link's (`clip.mp4.url`) without either."""
        inner = PurePath(self.path.stem)
        names_media = inner.suffix.removeprefix(".").lower() in (*VIDEO, *AUDIO, *PICTURE)
        return inner.stem if self.use is Use.LINK and names_media else inner.name


class Delivery(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A result on its way into the outbox. Written down before the rename, so that a restart knows whether it was.

    `render_id` is the render that it came from: a job that was refined has one delivery for each. `digest` is that of
    its content (see `nemo_watch.content`).
    """

    path: Path
    inode: int
    size: int
    digest: str = ""
    render_id: str = ""
    is_published: bool = False


class Turn(StrEnum):
    """How far the message is that a job is about to send, or has sent, to a service that must get it only once."""

    NONE = ""
    """Nothing was sent, or it was certainly refused: it may be sent."""
    SENDING = "sending"
    """It may have been taken: from now on the state of the session is read instead."""
    HEARD = "heard"
    """It was taken; what it leads to may still be changing."""
    ASKED = "asked"
    """A person wants it sent again, unless the state shows by now that it was taken."""


class Job(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One drop. `rule` is the rule as it stood when the file was taken; moments are seconds since the epoch.

    `dropped` is the folder that was dropped as a whole, None for files. Jobs with the same `shared` use one session,
    one after the other. `turn`, `before` (a digest of the session's state before the message), `reads` (how often
    that state was found unchanged) and `reply` belong to the message under way; `lost` counts the sessions, or
    answers to a render's beginning, that the service lost, `cause` is what a held job waits for, `remark` is a sentence
    on what was dropped.
    """

    id: str
    rule: Rule
    engine: str
    instructions: tuple[str, ...]
    sources: tuple[Source, ...]
    created_at: float
    updated_at: float
    number: int = 0
    state: State = State.QUEUED
    resume: State | None = None
    said: int = 0
    lane: str = ""
    progress: int = 0
    message: str = ""
    attempts: int = 0
    trying_since: float | None = None
    due_at: float | None = None
    cause: str = ""
    dropped: Path | None = None
    shared: str = ""
    session_id: str = ""
    task_id: str = ""
    user_id: str = ""
    turn: Turn = Turn.NONE
    before: str = ""
    reads: int = 0
    lost: int = 0
    reply: str = ""
    render_id: str = ""
    renders: int = 0
    draft: bytes = b""
    result_url: str = ""
    result_seconds: float | None = None
    deliveries: tuple[Delivery, ...] = ()
    account: str = ""
    remark: str = ""
    incomplete: str = ""

    @property
    def source(self) -> Source:
        """The file that the job is named after: its first."""
        return self.sources[0]

    @property
    def place(self) -> Path:
        """What was dropped: the folder, or the first file."""
        return self.dropped or self.source.path

    @property
    def name(self) -> str:
        """The name of what was dropped."""
        return self.place.name

    @property
    def folder(self) -> Path:
        """The subfolder of the inbox that it was dropped in; `.` for the inbox itself."""
        try:
            return self.place.parent.relative_to(self.rule.inbox)
        except ValueError:
            return Path()

    @property
    def outputs(self) -> tuple[Path, ...]:
        """What has been delivered."""
        return tuple(delivery.path for delivery in self.deliveries if delivery.is_published)

    @property
    def bytes_before(self) -> int:
        """What was dropped."""
        return sum(source.fingerprint.size for source in self.sources)

    @property
    def bytes_after(self) -> int:
        """What has been delivered: of a job that was refined, the last result."""
        return next((delivery.size for delivery in reversed(self.deliveries) if delivery.is_published), 0)

    @property
    def has_spent(self) -> bool:
        """Tell whether a message of this job may have cost something, so that beginning anew may cost it again."""
        is_said = bool(self.said) or (self.turn is not Turn.NONE and bool(self.before))
        return self.engine == "cloud" and is_said

    @property
    def is_over(self) -> bool:
        """Tell whether the job will do nothing more by itself."""
        return self.state in OVER

    @property
    def slot(self) -> str:
        """What the job needs a turn at: `cloud`, `prepare`, `copy` or `encode`; empty when it goes nowhere."""
        state = self.resume if self.state is State.HELD else self.state
        if self.is_over or state is None or (self.state is State.HELD and self.due_at is None):
            return ""
        if self.engine == "cloud":
            return "cloud"
        if state in {State.INSTRUCTED, State.RENDERING, State.RENDERED}:
            return self.lane or "encode"
        return "prepare"

    def output_name(self, made_format: str) -> str:
        """Return the file name of the result, as the rule names it; a name without `{stem}` is all of it."""
        name = self.rule.output.name.replace("{format}", made_format)
        before, found, behind = name.partition("{stem}")
        stem = self.source.stem if self.dropped is None else self.dropped.name
        return fitting(before + stem, behind) if found else name


def new_job_id() -> str:
    """Return a fresh id: eight letters and digits that are hard to mix up when read aloud."""
    return "".join(secrets.choice(_ID_LETTERS) for _ in range(_ID_LENGTH))
