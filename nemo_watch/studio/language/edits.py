"""The edits that the studio performs, as `understand --json` prints them, and each in words for a person.

Plain data: how people ask for an edit is the phrase table's business, how it is done the plan's.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Format = Literal["mp4", "mov", "mkv", "webm", "gif", "mp3", "wav", "m4a", "aac"]
Quality = Literal["lossless", "high", "medium", "low"]

FORMATS: tuple[Format, ...] = get_args(Format)
SOUND_FORMATS = ("mp3", "wav", "m4a", "aac")


def _mp4() -> Format:
    return "mp4"


class Export(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="edit", tag="export"):
    """Save the result in a format; a `quality` of None was not asked for."""

    # A factory, as a plain default would be left out of the JSON, where `format` always stands.
    format: Format = msgspec.field(default_factory=_mp4)
    quality: Quality | None = None


class Scale(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="edit", tag="scale"):
    """Change the picture's size in pixels: a height, width and height, or a factor."""

    height: int | None = None
    width: int | None = None
    factor: float | None = None


class Trim(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="trim"):
    """Keep what lies between two times in seconds; negative counts from the end, an `end` of None is open."""

    start: float = 0.0
    end: float | None = None


class Mute(msgspec.Struct, frozen=True, kw_only=True, tag_field="edit", tag="mute"):
    """Leave the sound out."""


Edit = Export | Scale | Trim | Mute


def describe(edit: Edit) -> str:
    """Return an edit as a fragment that begins with a verb: "keep from 0:05 on"."""
    match edit:
        case Export():
            return _describe_export(edit)
        case Scale():
            return _describe_scale(edit)
        case Trim():
            return _describe_trim(edit)
        case Mute():
            return "remove the sound"


def _describe_export(edit: Export) -> str:
    name = "WebM" if edit.format == "webm" else edit.format.upper()
    verb = f"save the sound as {name}" if edit.format in SOUND_FORMATS else f"convert to {name}"
    if edit.quality is None:
        return verb
    return f"{verb} without losing quality" if edit.quality == "lossless" else f"{verb} in {edit.quality} quality"


def _describe_scale(edit: Scale) -> str:
    if edit.factor is not None:
        return f"make it {edit.factor * 100:g}% of its size"
    if edit.width is not None:
        return f"make it {edit.width}x{edit.height} pixels"
    return f"make it {edit.height} pixels high"


def _describe_trim(edit: Trim) -> str:
    start, end = edit.start, edit.end
    begin = f"{_clock(start)} before the end" if start < 0 else _clock(start)
    if end is None:
        return f"keep the last {_clock(start)}" if start < 0 else f"keep from {_clock(start)} on"
    if start == 0:
        return f"remove the last {_clock(end)}" if end < 0 else f"keep the first {_clock(end)}"
    return f"keep from {begin} to {_clock(end)} before the end" if end < 0 else f"keep from {begin} to {_clock(end)}"


def _clock(seconds: float) -> str:
    """Return a time as 0:05, 1:02:03 or 0:01.5, without its sign."""
    minutes, rest = divmod(round(abs(seconds), 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    shown = f"{rest:06.3f}".rstrip("0").rstrip(".")
    return f"{hours}:{minutes:02d}:{shown}" if hours else f"{minutes}:{shown}"
