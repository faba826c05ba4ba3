"""The studio's agent: takes a message in plain words, changes the session's draft, and says what it did.

It answers in the API's typed events. What it does not understand it names in the user's own words, and then the draft
stays as it was: nothing is guessed, nothing is half done.
"""

from __future__ import annotations

from typing import Any

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.abilities import beyond
from nemo_watch.studio.language import explain, read
from nemo_watch.studio.language.edits import Merge
from nemo_watch.studio.plan import Wish, plan
from nemo_watch.studio.sessions import Session, Upload, draft_of

PAIR_SKILL = "audio-video-to"
"""The skill of which every job is a video and a sound that belong together (see `nemo_watch.skills`)."""

Event = dict[str, Any]


def answer(session: Session, text: str, *, compatible: str, threads: int) -> list[Event]:
    """Apply a message to a session and return the events of the reply."""
    try:
        reading = read(text)
    except ValueError as error:
        return [_text(str(error))]
    if reading.unknown:
        session.unknown = reading.unknown
        return [_text(explain(reading))]
    edits = [*session.edits, *reading.edits]
    if _is_pair(session, edits):
        edits.insert(0, Merge())
    if refused := beyond(edits, [upload.facts for upload in session.uploads]):
        session.unknown = refused
        return [_text(f"The studio cannot {_listed(refused)} yet.")]
    if not session.uploads:
        return [_text("There is no file yet. Upload one, then say what to do with it.")]
    if not edits:
        session.unknown = (text.strip() or "an empty instruction",)
        return [_text("The instruction says nothing that can be done to a file.")]
    try:
        _edit(session, edits, compatible=compatible, threads=threads)
    except FinalError as error:
        session.draft, session.unknown = {}, ()
        return [{"author": "studio", "errorCode": "4001", "errorMessage": error.sentence, "turnComplete": True}]
    builtins = msgspec.to_builtins(reading.edits)
    return [
        {"type": "tool_call", "name": "edit_timeline", "args": {"edits": builtins}},
        {"type": "tool_result", "name": "edit_timeline", "result": {"ok": True, "lane": session.lane}},
        _text(explain(reading)),
    ]


def _is_pair(session: Session, edits: list[Any]) -> bool:
    """Tell whether two files were sent to be merged, without a word that says so: the skill does."""
    if session.skill != PAIR_SKILL or not edits or any(isinstance(edit, Merge) for edit in edits):
        return False
    return len(session.uploads) > 1


def _edit(session: Session, edits: list[Any], *, compatible: str, threads: int) -> None:
    upload, second = _sources(session, edits)
    wish = Wish(edits=tuple(edits))
    merged = second.facts if second else None
    planned = plan(upload.facts, wish, compatible=compatible, threads=threads, second=merged)
    session.edits, session.unknown, session.lane = edits, (), planned.lane
    session.draft = draft_of(upload, planned, edits=edits, second=second)


def _sources(session: Session, edits: list[Any]) -> tuple[Upload, Upload | None]:
    """Return the file that is shown, and the one that is heard where they are to be merged.

    Raises FinalError where there are not just one of each.
    """
    if not any(isinstance(edit, Merge) for edit in edits):
        return session.uploads[0], None
    shown = [upload for upload in session.uploads if upload.facts.picture]
    heard = [upload for upload in session.uploads if not upload.facts.picture]
    if len(shown) > 1 or len(heard) > 1:
        kind = "videos" if len(shown) > 1 else "sound files"
        count = max(len(shown), len(heard))
        raise FinalError(f"There are {count} {kind}: one video and one sound file can be merged.")
    return (shown or heard)[0], heard[0] if shown and heard else None


def _listed(wishes: tuple[str, ...]) -> str:
    *first, last = wishes
    return f"{', '.join(first)}, or {last}" if first else last


def _text(content: str) -> Event:
    return {"type": "text", "content": content}
