"""The studio's sessions: uploads, what was asked for, and the draft that follows from both.

They live in memory and are bounded: the oldest is forgotten first, and a client that asks for a forgotten one is told
so (code 1002) and begins anew, which costs it nothing here.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import msgspec

from nemo_watch.media.capture import capture_time
from nemo_watch.names import fold
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.language.edits import Edit

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

    @property
    def captured(self) -> float:
        """When it was taken, in seconds since 1970: what the camera wrote, else when the file was last written."""
        try:
            taken = capture_time(self.path)
            return self.path.stat().st_mtime if taken is None else taken
        except OSError:
            return 0.0


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A file of text in a session, of `size` bytes: what a film is made of, or subtitles."""

    id: str
    path: Path
    kind: Literal["text", "subtitles"]
    size: int


KINDS: dict[str, Literal["text", "subtitles"]] = {
    ".txt": "text",
    ".srt": "subtitles",
    ".ass": "subtitles",
    ".vtt": "subtitles",
}
"""The files that are documents, by the ends of their names: a text has no first bytes to be known by."""


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
        self.documents: list[Document] = []
        self.edits: list[Edit] = []
        self.unknown: tuple[str, ...] = ()
        self.lane = ""
        self.draft: dict[str, Any] = {}
        self.replies: dict[str, list[dict[str, Any]]] = {}

    def upload(self, upload_id: str) -> Upload | None:
        """Return the upload of this id."""
        return next((upload for upload in self.uploads if upload.id == upload_id), None)

    def document(self, document_id: str) -> Document | None:
        """Return the document of this id."""
        return next((document for document in self.documents if document.id == document_id), None)

    def named(self, name: str) -> Upload | Document | None:
        """Return the file that is called so, or by the last part of that path, whatever the case of its letters."""
        wanted = fold(name.replace("\\", "/").rpartition("/")[2])
        files: list[Upload | Document] = [*self.uploads, *self.documents]
        return next((file for file in files if fold(file.path.name) == wanted), None)


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
