"""Subtitles in files of their own: SubRip, WebVTT and Advanced SubStation Alpha, read for what they say and when.

Only times and plain words are taken: colours, fonts and commands of a file never reach what draws them.
Sources: the WebVTT specification (W3C) 4, the SubRip form as MPlayer and VLC read it, and libass's ass.c for the
fields of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nemo_watch.texts import read_text

MOST_CHARACTERS = 5_000_000
MOST_CUES = 20_000

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_SPAN = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|</?\d[^<>\n]{0,20}>|\{\\[^{}\n]{0,200}\}")
_EVENT_TIME = re.compile(r"^\s*(\d+):(\d{2}):(\d{2})[.:](\d{1,3})\s*$")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&lrm;": "", "&rlm;": "", "&amp;": "&"}


class Cue(msgspec.Struct, frozen=True):
    """What is said from a second to another; lines are kept."""

    start: float
    end: float
    text: str


def read_cues(path: Path) -> tuple[Cue, ...]:
    """Return the cues of a subtitle file in the order of their times; none where it holds none. Raises OSError."""
    text = read_text(path, most_characters=MOST_CHARACTERS)
    return cues_in(text)


def cues_in(text: str) -> tuple[Cue, ...]:
    """Return the cues of a subtitle file's text, of whichever of the three forms it is."""
    found = _events(text) if re.search(r"^\s*\[Events\]", text, re.IGNORECASE | re.MULTILINE) else _blocks(text)
    cues = [cue for _, cue in zip(range(MOST_CUES), found, strict=False) if cue.text and cue.end > cue.start]
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)))


def _blocks(text: str) -> Iterator[Cue]:
    """Yield the cues of SubRip or WebVTT: a line of times, then words up to an empty line."""
    lines = iter(text.split("\n"))
    for line in lines:
        times = _SPAN.match(line)
        if times is None:
            continue
        words = []
        for spoken in lines:
            if not spoken.strip():
                break
            words.append(spoken)
        groups = times.groups()
        yield Cue(_seconds(*groups[:4]), _seconds(*groups[4:]), _plain("\n".join(words)))


def _events(text: str) -> Iterator[Cue]:
    """Yield the cues of SubStation Alpha: a `Format` line that names the fields, then a `Dialogue` line each."""
    fields: list[str] = []
    for line in text.split("\n"):
        name, _, rest = line.partition(":")
        if name.strip().lower() == "format":
            fields = [field.strip().lower() for field in rest.split(",")]
        if name.strip().lower() != "dialogue" or not {"start", "end", "text"} <= set(fields):
            continue
        values = dict(zip(fields, rest.split(",", len(fields) - 1), strict=False))
        start, end = _EVENT_TIME.match(values.get("start", "")), _EVENT_TIME.match(values.get("end", ""))
        if start and end and not re.search(r"\\p[1-9]", values.get("text", "")):  # drawings are no words
            words = re.sub(r"\{[^{}]*\}", "", values.get("text", ""))
            words = words.replace("\\N", "\n").replace("\\n", " ").replace("\\h", "\u00a0")
            yield Cue(_seconds(*start.groups()), _seconds(*end.groups()), _plain(words))


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction}")


def _plain(text: str) -> str:
    """Return words without marks of style, each line without spaces around it."""
    text = _TAG.sub("", text)
    for entity, letter in _ENTITIES.items():
        text = text.replace(entity, letter)
    return "\n".join(line for spoken in text.split("\n") if (line := spoken.strip()))
