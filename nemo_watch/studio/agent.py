"""The studio's agent: takes a message in plain words, changes the session's draft, and says what it did.

It answers in the API's typed events. What it does not understand it names in the user's own words, and then the draft
stays as it was: nothing is guessed, nothing is half done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.abilities import beyond
from nemo_watch.studio.casting import COMPOSING, Cast, cast
from nemo_watch.studio.drafting import draft_of
from nemo_watch.studio.language import LONGEST_INSTRUCTION, explain, read
from nemo_watch.studio.language.edits import Concat, Edit, Explain, Merge
from nemo_watch.studio.plan import Findings, Wish
from nemo_watch.studio.render import Replan
from nemo_watch.studio.sessions import Session

PAIR_SKILL, TEXT_SKILL = "audio-video-to", "ai-to-video-free"
"""Skills of which every job is a video and a sound that belong together, or a text (see `nemo_watch.skills`)."""

Planner = Callable[[Cast, Wish], Replan]
"""Returns the function that plans what a wish makes of some files."""

Event = dict[str, Any]


def answer(session: Session, text: str, *, planner: Planner) -> list[Event]:
    """Apply a message to a session and return the events of the reply."""
    try:
        reading = read(text)
    except ValueError as error:
        return [_text(str(error))]
    if reading.unknown:
        session.unknown = reading.unknown
        return [_text(explain(reading))]
    edits = _completed(session, [*session.edits, *reading.edits])
    if refused := beyond(edits, session):
        session.unknown = refused
        return [_text(f"The studio cannot {_listed(refused)} yet.")]
    if not session.uploads and not session.documents:
        return [_text("There is no file yet. Upload one, then say what to do with it.")]
    if not edits:
        session.unknown = (text.strip() or "an empty instruction",)
        return [_text("The instruction says nothing that can be done to a file.")]
    try:
        _edit(session, edits, planner)
    except FinalError as error:
        session.draft, session.unknown = {}, ()
        return [{"author": "studio", "errorCode": "4001", "errorMessage": error.sentence, "turnComplete": True}]
    builtins = msgspec.to_builtins(reading.edits)
    return [
        {"type": "tool_call", "name": "edit_timeline", "args": {"edits": builtins}},
        {"type": "tool_result", "name": "edit_timeline", "result": {"ok": True, "lane": session.lane}},
        _text(explain(reading)),
    ]


def parted(session: Session, text: str) -> tuple[str, str]:
    """Return the instruction of a message, and the text behind it that a video is to be made of; mostly none.

    The service is sent both in one message. The text begins behind the first empty line at which enough was said.
    """
    if session.skill != TEXT_SKILL or any(document.kind == "text" for document in session.documents):
        return text, ""
    paragraphs = text.split("\n\n")
    for count in range(1, len(paragraphs)):
        said = "\n\n".join(paragraphs[:count])
        if len(said) > LONGEST_INSTRUCTION:
            break
        reading = read(said)
        if not reading.unknown and any(isinstance(edit, Explain) for edit in reading.edits):
            return said, "\n\n".join(paragraphs[count:]).strip()
    return text, ""


def _completed(session: Session, edits: list[Edit]) -> list[Edit]:
    """Return the edits with the one that goes without saying: a skill of its own says what several files are for.

    To "merge them" means clips where nothing else is known, and would leave the sound of a pair out.
    """
    if session.skill == PAIR_SKILL and sum(upload.facts.picture is None for upload in session.uploads) == 1:
        is_pair = len(session.uploads) == 2
        edits = [Merge() if is_pair and isinstance(edit, Concat) else edit for edit in edits]
    if not edits or any(isinstance(edit, (Merge, *COMPOSING)) for edit in edits):
        return edits
    if session.skill == PAIR_SKILL and len(session.uploads) > 1:
        return [Merge(), *edits]
    if session.skill == TEXT_SKILL and any(document.kind == "text" for document in session.documents):
        return [Explain(), *edits]
    return edits


def _edit(session: Session, edits: list[Edit], planner: Planner) -> None:
    actors = cast(session, edits)
    planned = planner(actors, Wish(edits=tuple(edits)))(Findings())
    session.edits, session.unknown, session.lane = edits, (), planned.lane
    session.draft = draft_of(actors, planned, edits=edits)


def _listed(wishes: tuple[str, ...]) -> str:
    *first, last = wishes
    return f"{', '.join(first)}, or {last}" if first else last


def _text(content: str) -> Event:
    return {"type": "text", "content": content}
