"""Reading a draft, the timeline that the NemoVideo API keeps for a session. It is read here, never rewritten.

Keys: `t` tracks, `tt` track type (0 picture, 1 sound, 7 text), `sg` segments, `d` duration in ms, `m` metadata.
Nobody has documented where titles, volumes and starts stand, so they are looked for in all likely places. Whatever
a draft holds, reading it raises nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nemo_watch.names import shown

PICTURE, SOUND, TEXT = 0, 1, 7

MOST_TRACKS_TOLD = 20

Draft = Mapping[str, Any]

_KINDS = {PICTURE: "Video", SOUND: "Audio", TEXT: "Title"}
_SPELLED_KINDS = {"0": PICTURE, "video": PICTURE, "1": SOUND, "audio": SOUND, "7": TEXT, "text": TEXT}

_TITLES = ("title", "name", "filename")
_TEXTS = ("text", "content", "title", "name")
_ROLES = ("role", "type", "kind", "category")
_STARTS = ("start", "startTime", "start_time", "st", "begin")
_ENDS = ("end", "endTime", "end_time")
_LENGTHS = ("d", "duration", "duration_ms")
_VOLUMES = ("volume", "vol")
_MUTES = ("muted", "mute")

_BACKGROUND = re.compile(r"\bbgm\b|background.?music|背景音乐|配乐", re.IGNORECASE)
_MUSIC = re.compile(r"bgm|music|soundtrack|音乐", re.IGNORECASE)
_VOICE = re.compile(r"voice|narrat|speech|\btts\b|\bdub|旁白|配音|人声", re.IGNORECASE)

_MOST_TITLE_CHARACTERS = 80
_MOST_TITLES = 3
_LARGEST_NUMBER = 1e12
_LOUDEST_FACTOR = 4.0


class _Line(NamedTuple):
    """One track in words: `BGM: Lo-fi` and `0-10s, 35%`."""

    name: str
    details: str

    def __str__(self) -> str:
        return f"{self.name} ({self.details})" if self.details else self.name


def parsed(text: bytes) -> Draft:
    """Return the draft that a JSON text holds; an empty one for anything else."""
    try:
        draft = json.loads(text or b"{}")
    except (ValueError, RecursionError):
        return {}
    return draft if isinstance(draft, dict) else {}


def is_ready(draft: Draft | None) -> bool:
    """Tell whether a draft can be rendered: at least one track with a segment in it."""
    return any(_segments(track) for track in _tracks(draft))


def has_track(draft: Draft | None, kind: int) -> bool:
    """Tell whether a draft has a filled track of a type (PICTURE, SOUND, TEXT)."""
    return any(_kind(track) == kind and _segments(track) for track in _tracks(draft))


def duration_seconds(draft: Draft | None) -> float | None:
    """Return the length that a draft states, in seconds; None where it states none."""
    duration = _number(draft.get("d")) if isinstance(draft, Mapping) else None
    return duration / 1000 if duration is not None and duration > 0 else None


def summary(draft: Draft | None) -> str:
    """Return the timeline in one line, in the form that the skills' documents give.

    `Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)`
    """
    lines = _lines(draft)
    if not lines:
        return "Timeline: empty"
    told = [f"{number}. {line}" for number, line in enumerate(lines[:MOST_TRACKS_TOLD], 1)]
    rest = [f"and {len(lines) - MOST_TRACKS_TOLD} more"] if len(lines) > MOST_TRACKS_TOLD else []
    return f"Timeline ({len(lines)} track{'s' if len(lines) > 1 else ''}): {' '.join([*told, *rest])}"


def changes(before: Draft | None, after: Draft | None) -> str:
    """Return what has changed from one draft to another, in sentences; "" where nothing has."""
    if _is_same(before, after):
        return ""
    if not is_ready(before) or not is_ready(after):
        return summary(after) if is_ready(before) or is_ready(after) else ""
    old, new = _lines(before), _lines(after)
    removed = _without(old, new)
    added = _without(new, old)
    changed = [(line, other) for line in removed for other in added if line.name == other.name]
    told = [f"{other.name} ({line.details or 'open'} → {other.details or 'open'})" for line, other in changed]
    altered = {line.name for line, _ in changed}
    groups = (
        ("Changed", told),
        ("Added", [str(line) for line in added if line.name not in altered]),
        ("Removed", [str(line) for line in removed if line.name not in altered]),
    )
    sentences = [f"{verb}: {', '.join(names[:MOST_TRACKS_TOLD])}." for verb, names in groups if names]
    return " ".join(sentences) or "The timeline was changed."


def _is_same(before: Draft | None, after: Draft | None) -> bool:
    try:
        return before == after
    except RecursionError:  # a draft may be nested as deep as its parser allows
        return False


def _without(lines: Sequence[_Line], others: Sequence[_Line]) -> list[_Line]:
    """Return the lines that are not among the others, each of which stands for one."""
    left = list(others)
    rest = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            rest.append(line)
    return rest


def _lines(draft: Draft | None) -> list[_Line]:
    tracks = [track for track in _tracks(draft) if _segments(track)]
    pictures = {_title(track) for track in tracks if _kind(track) == PICTURE}
    return [_line(track, pictures=pictures) for track in tracks]


def _line(track: Draft, *, pictures: set[str]) -> _Line:
    kind, title = _kind(track), _title(track)
    volume = _volume(track) if kind == SOUND else None
    word = "Track" if kind is None else _KINDS[kind]
    if kind == SOUND and _is_background(track, title, volume, is_own_sound=title in pictures):
        word = "BGM"
    begin, end = _span(track)
    times = [f"{_told(begin)}-{_told(end)}s"] if end > begin else []
    loudness = [f"{volume}%"] if volume not in (None, 100) else []
    return _Line(f"{word}: {title}" if title else word, ", ".join([*times, *loudness]))


def _is_background(track: Draft, title: str, volume: int | None, *, is_own_sound: bool) -> bool:
    """Tell whether a sound track is music under a film: it says so, or lies there quieter than it is by itself.

    The sound of a picture track, and a voice, are none, however quiet.
    """
    roles = " ".join(text for name in _ROLES for text in _texts([track], (name,)))
    if is_own_sound or _VOICE.search(f"{roles} {title}"):
        return False
    return bool(_MUSIC.search(roles) or _BACKGROUND.search(title)) or (volume is not None and 0 < volume < 100)


def _title(track: Draft) -> str:
    """Return what a track is called; a text track is called what it says, in quotation marks."""
    segments = _segments(track)
    if _kind(track) == TEXT:
        said = _texts(segments, _TEXTS) or _texts([track], _TEXTS)
        return ", ".join(f'"{text}"' for text in _few(said))
    return ", ".join(_few(_texts([track], _TITLES) or _texts(segments, _TITLES)))


def _few(texts: Sequence[str]) -> list[str]:
    distinct = list(dict.fromkeys(texts))
    return [*distinct[:_MOST_TITLES], "…"] if len(distinct) > _MOST_TITLES else distinct


def _texts(holders: Sequence[Draft], names: Sequence[str]) -> list[str]:
    """Return of each holder the first text under one of the names that is not blank, as it may be shown."""
    texts = []
    for holder in holders:
        values = (value for value in _values(holder, names) if isinstance(value, str))
        cleaned = (shown(" ".join(value[: 4 * _MOST_TITLE_CHARACTERS].split())) for value in values)
        if text := next((text for text in cleaned if text), ""):
            texts.append(text if len(text) <= _MOST_TITLE_CHARACTERS else f"{text[: _MOST_TITLE_CHARACTERS - 1]}…")
    return texts


def _span(track: Draft) -> tuple[float, float]:
    """Return where a track begins and ends, in seconds; segments without a start follow each other."""
    clock = _first_number(track, _STARTS) or 0.0
    begins, ends = [], []
    for segment in _segments(track):
        start = _first_number(segment, _STARTS)
        begin = clock if start is None else max(0.0, start)
        length = _first_number(segment, _LENGTHS)
        clock = begin + max(0.0, length) if length is not None else max(begin, _first_number(segment, _ENDS) or 0.0)
        begins.append(begin)
        ends.append(clock)
    end = max(ends, default=0.0)
    if end <= min(begins, default=0.0):
        end = _first_number(track, _LENGTHS) or 0.0
    return min(begins, default=0.0) / 1000, end / 1000


def _volume(track: Draft) -> int | None:
    """Return how loud a track is, in per cent; None where it does not say, or its segments differ."""
    if (volume := _own_volume(track)) is not None:
        return volume
    volumes = {_own_volume(segment) for segment in _segments(track)}
    return volumes.pop() if len(volumes) == 1 else None


def _own_volume(holder: Draft) -> int | None:
    """Return the volume that a track or segment states: a factor like 0.35, or per cent like 35 or "35%"."""
    if any(value is True for value in _values(holder, _MUTES)):
        return 0
    for value in _values(holder, _VOLUMES):
        if isinstance(value, str) and (match := re.fullmatch(r"\s*(\d{1,4})(?:\.\d{0,9})?\s*%\s*", value, re.ASCII)):
            return int(match[1])
        if (number := _number(value)) is not None and number >= 0:
            return round(number * 100 if number <= _LOUDEST_FACTOR else number)
    return None


def _first_number(holder: Draft, names: Sequence[str]) -> float | None:
    numbers = (_number(value) for value in _values(holder, names))
    return next((number for number in numbers if number is not None), None)


def _values(holder: Draft, names: Sequence[str]) -> Iterator[object]:
    """Yield what stands under the names, in a track or segment itself and in its metadata."""
    metadata = holder.get("m")
    places = (holder, metadata) if isinstance(metadata, Mapping) else (holder,)
    for name in names:
        yield from (place[name] for place in places if name in place)


def _number(value: object) -> float | None:
    """Return a number that can be reckoned with; None for anything else, NaN and infinity too."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _LARGEST_NUMBER else None


def _told(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0")


def _kind(track: Draft) -> int | None:
    """Return a track's type: PICTURE, SOUND, TEXT, or None for one that nobody here knows."""
    kind = track.get("tt")
    if isinstance(kind, str):
        return _SPELLED_KINDS.get(kind.lower())
    number = _number(kind)
    return int(number) if number in _KINDS else None


def _tracks(draft: Draft | None) -> list[Draft]:
    tracks = draft.get("t") if isinstance(draft, Mapping) else None
    return [track for track in tracks if isinstance(track, Mapping)] if isinstance(tracks, list) else []


def _segments(track: Draft) -> list[Draft]:
    segments = track.get("sg")
    return [segment for segment in segments if isinstance(segment, Mapping)] if isinstance(segments, list) else []
