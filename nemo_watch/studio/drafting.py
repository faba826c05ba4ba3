"""The draft of a session in the API's form: tracks, segments, lengths in ms, and what only the studio reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from nemo_watch import draft as drafts
from nemo_watch.studio.casting import Cast
from nemo_watch.studio.language.edits import Edit, Music
from nemo_watch.studio.tracks import Plan, Words

_OWN_MUSIC = "music"
"""What the studio's own music is called in a timeline."""


def draft_of(cast: Cast, planned: Plan, *, edits: Sequence[Edit]) -> dict[str, Any]:
    """Return the draft. `studio` holds what only the studio reads; a client returns it as it came."""
    segments = _segments(cast, planned)
    length = sum(segment["d"] for segment in segments)
    title = cast.main[0].title if cast.main else cast.text.path.stem if cast.text else ""
    tracks = []
    if planned.video is not None:
        tracks.append({"tt": drafts.PICTURE, "m": {"title": title}, "sg": segments})
    if planned.audio and cast.merged is not None:
        whole = {"d": length, "source": cast.merged.id}
        tracks.append({"tt": drafts.SOUND, "m": {"title": cast.merged.title}, "sg": [whole]})
    elif planned.audio:
        tracks.append({"tt": drafts.SOUND, "m": {"title": title}, "sg": segments})
    if planned.audio and "music" in planned.inputs:
        named = cast.music.title if cast.music else _OWN_MUSIC
        volumes = [edit.volume for edit in edits if isinstance(edit, Music)]
        segment = {"d": length, "volume": volumes[-1]}
        tracks.append({"tt": drafts.SOUND, "m": {"title": named, "role": "bgm"}, "sg": [segment]})
    if titles := [words for words in planned.words if words.kind == "title"]:
        tracks.append({"tt": drafts.TEXT, "sg": [_title(words) for words in titles]})
    return {
        "t": tracks,
        "d": length,
        "m": {"title": title},
        "studio": {"cast": cast.to_draft(), "edits": msgspec.to_builtins(list(edits))},
    }


def _title(words: Words) -> dict[str, Any]:
    start = round(words.start * 1000)
    return {"start": start, "d": round((words.end or words.start) * 1000) - start, "text": words.text}


def _segments(cast: Cast, planned: Plan) -> list[dict[str, Any]]:
    """Return the pieces of a timeline one after the other; what is made in another way is one of them."""
    source = {"source": cast.main[0].id} if len(cast.main) == 1 and planned.composed is None else {}
    timeline = planned.order.timeline
    if len(timeline.pieces) == 1 or planned.order.preparations or planned.order.repeats > 1:
        return [{"d": round((planned.duration or 0) * 1000), **source}]
    segments = []
    for piece in timeline.pieces:
        end = timeline.reach if piece.end is None else piece.end
        length = round(((end or piece.start) - piece.start) / timeline.factor * 1000)
        segments.append({"start": round(timeline.place(piece.start) * 1000), "d": length, **source})
    return segments
