"""The studio's agent: takes a message in plain words, changes the session's draft, and says what it did.

It answers in the API's typed events. What it does not understand it names in the user's own words, and then the draft
stays as it was: nothing is guessed, nothing is half done.
"""

from __future__ import annotations

from typing import Any

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.language import explain, read
from nemo_watch.studio.plan import Wish, plan
from nemo_watch.studio.sessions import Session, draft_of

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


def _edit(session: Session, edits: list[Any], *, compatible: str, threads: int) -> None:
    upload = session.uploads[0]
    wish = Wish(edits=tuple(edits))
    planned = plan(upload.facts, wish, compatible=compatible, threads=threads)
    session.edits, session.unknown, session.lane = edits, (), planned.lane
    session.draft = draft_of(
        upload,
        edits=edits,
        duration=planned.duration,
        muted=wish.is_mute or not planned.audio,
        picture=planned.video is not None,
    )


def _text(content: str) -> Event:
    return {"type": "text", "content": content}
