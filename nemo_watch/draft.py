"""Reading a draft, the timeline that the NemoVideo API keeps for a session. It is read here, never rewritten.

Keys: `t` tracks, `tt` track type (0 picture, 1 sound, 7 text), `sg` segments, `d` duration in ms, `m` metadata.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

PICTURE, SOUND, TEXT = 0, 1, 7

Draft = Mapping[str, Any]

_KINDS = {PICTURE: "Video", SOUND: "Audio", TEXT: "Title"}


def parsed(text: bytes) -> Draft:
    """Return the draft that a JSON text holds; an empty one for anything else."""
    try:
        draft = json.loads(text or b"{}")
    except ValueError:
        return {}
    return draft if isinstance(draft, dict) else {}


def is_ready(draft: Draft | None) -> bool:
    """Tell whether a draft can be rendered: at least one track with a segment in it."""
    return any(_segments(track) for track in _tracks(draft))


def has_track(draft: Draft | None, kind: int) -> bool:
    """Tell whether a draft has a filled track of a type (PICTURE, SOUND, TEXT)."""
    return any(track.get("tt") == kind and _segments(track) for track in _tracks(draft))


def duration_seconds(draft: Draft | None) -> float | None:
    """Return the length that a draft states, in seconds; None where it states none."""
    duration = draft.get("d") if isinstance(draft, Mapping) else None
    if isinstance(duration, int | float) and not isinstance(duration, bool) and duration > 0:
        return duration / 1000
    return None


def summary(draft: Draft | None) -> str:
    """Return the timeline in one line: `Timeline (2 tracks): 1. Video: clip (0-10s) 2. Audio: clip (0-10s)`."""
    tracks = [track for track in _tracks(draft) if _segments(track)]
    if not tracks:
        return "Timeline: empty"
    lines = [f"{number}. {_track_line(track)}" for number, track in enumerate(tracks, 1)]
    return f"Timeline ({len(tracks)} track{'s' if len(tracks) > 1 else ''}): {' '.join(lines)}"


def _track_line(track: Draft) -> str:
    kind = _KINDS.get(track.get("tt", -1), "Track")
    metadata = track.get("m")
    title = metadata.get("title", "") if isinstance(metadata, Mapping) else ""
    begin, end = _span(_segments(track))
    text = f'"{title}"' if track.get("tt") == TEXT else title
    return f"{kind}{': ' if text else ''}{text} ({begin:g}-{end:g}s)"


def _span(segments: Sequence[Draft]) -> tuple[float, float]:
    """Return where segments begin and end, in seconds; those without a start follow each other."""
    clock = 0.0
    first: float | None = None
    for segment in segments:
        clock = _milliseconds(segment.get("start"), clock * 1000) / 1000
        first = clock if first is None else min(first, clock)
        clock += _milliseconds(segment.get("d"), 0) / 1000
    return round(first or 0.0, 1), round(clock, 1)


def _milliseconds(value: object, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def _tracks(draft: Draft | None) -> list[Draft]:
    tracks = draft.get("t") if isinstance(draft, Mapping) else None
    return [track for track in tracks if isinstance(track, Mapping)] if isinstance(tracks, list) else []


def _segments(track: Draft) -> list[Draft]:
    segments = track.get("sg")
    return [segment for segment in segments if isinstance(segment, Mapping)] if isinstance(segments, list) else []
