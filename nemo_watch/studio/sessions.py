"""The studio's sessions: uploads, what was asked for, and the draft that follows from both.

They live in memory and are bounded: the oldest is forgotten first, and a client that asks for a forgotten one is told
so (code 1002) and begins anew, which costs it nothing here.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from nemo_watch import draft as drafts
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.tracks import Plan

MOST_SESSIONS = 1000


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a session; `id` stands for it in the draft."""

    id: str
    path: Path
    facts: MediaFacts

    @property
    def title(self) -> str:
        """The file's name without its extension, as a track is called; bytes that are no UTF-8 are replaced."""
        return self.path.stem.encode("utf-8", "replace").decode("utf-8")


def identity_of(stat: os.stat_result) -> str:
    """Return the id of a file as a stat call saw it: another file, or the same one changed, has another."""
    identity = f"{stat.st_dev}:{stat.st_ino}:{stat.st_size}:{stat.st_mtime_ns}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


class Session:
    """What one client told the studio so far."""

    def __init__(self, *, language: str, skill: str = "") -> None:
        """Begin an empty session; `language` is that of its replies, `skill` what the client comes for."""
        self.id = secrets.token_hex(12)
        self.task_id = secrets.token_hex(8)
        self.language = language
        self.skill = skill
        self.uploads: list[Upload] = []
        self.edits: list[Edit] = []
        self.unknown: tuple[str, ...] = ()
        self.lane = ""
        self.draft: dict[str, Any] = {}
        self.replies: dict[str, list[dict[str, Any]]] = {}

    def upload(self, upload_id: str) -> Upload | None:
        """Return the upload of this id."""
        return next((upload for upload in self.uploads if upload.id == upload_id), None)


class Sessions:
    """All sessions of a studio, the oldest forgotten first."""

    def __init__(self, *, on_forgotten: Callable[[Session], None], most: int = MOST_SESSIONS) -> None:
        """Keep at most so many; `on_forgotten` is told of each that is dropped."""
        self._on_forgotten = on_forgotten
        self._most = most
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def create(self, *, language: str, skill: str = "") -> Session:
        """Begin a session."""
        session = Session(language=language, skill=skill)
        self._sessions[session.id] = session
        while len(self._sessions) > self._most:
            self._on_forgotten(self._sessions.popitem(last=False)[1])
        return session

    def get(self, session_id: str) -> Session | None:
        """Return the session of this id, unless it was never there or is forgotten."""
        if session_id in self._sessions:
            self._sessions.move_to_end(session_id)
        return self._sessions.get(session_id)


def draft_of(upload: Upload, planned: Plan, *, edits: Sequence[Edit], second: Upload | None = None) -> dict[str, Any]:
    """Return the draft of a session in the API's form: tracks, segments, lengths in ms, and the edits themselves.

    `second` is what is merged in. `studio` holds what only the studio reads; a client returns it as it came.
    """
    segments = _segments(upload, planned)
    length = sum(segment["d"] for segment in segments)
    tracks = []
    if planned.video is not None:
        tracks.append({"tt": drafts.PICTURE, "m": {"title": upload.title}, "sg": segments})
    if planned.audio:
        title, heard = (second.title, [{"d": length, "source": second.id}]) if second else (upload.title, segments)
        tracks.append({"tt": drafts.SOUND, "m": {"title": title}, "sg": heard})
    sources = {"source": upload.id, **({"second": second.id} if second else {})}
    return {
        "t": tracks,
        "d": length,
        "m": {"title": upload.title},
        "studio": {**sources, "edits": msgspec.to_builtins(list(edits))},
    }


def _segments(upload: Upload, planned: Plan) -> list[dict[str, Any]]:
    """Return the pieces of a timeline one after the other; what is made in another way is one of them."""
    timeline = planned.order.timeline
    if len(timeline.pieces) == 1 or planned.order.preparations or planned.order.repeats > 1:
        return [{"d": round((planned.duration or 0) * 1000), "source": upload.id}]
    segments = []
    for piece in timeline.pieces:
        end = timeline.reach if piece.end is None else piece.end
        length = round(((end or piece.start) - piece.start) / timeline.factor * 1000)
        segments.append({"start": round(timeline.place(piece.start) * 1000), "d": length, "source": upload.id})
    return segments
