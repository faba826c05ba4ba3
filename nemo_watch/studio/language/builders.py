"""From what a phrase's slots held to edits. None means: the words fit, but this cannot be meant or done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nemo_watch.studio.language.edits import Edit, Export, Format, Mute, Quality, Scale, Trim

Said = Mapping[str, Any]
Builder = Callable[[Said], tuple[Edit, ...] | None]


def trim(said: Said) -> tuple[Edit, ...] | None:
    """Build a trim from lost and kept parts, or from the times between which the video is kept."""
    start, end = said.get("span", (0.0, None))
    start = said.get("from", said.get("lose_first", said.get("lose_ends", start)))
    end = said.get("until", said.get("keep_first", end))
    if "lose_last" in said or "lose_ends" in said:
        end = -said.get("lose_last", said.get("lose_ends"))
    if "keep_last" in said:
        start = -said["keep_last"]
    is_empty = end == 0 or (end is not None and 0 < end <= start) or ("keep_last" in said and not start)
    return None if is_empty else (Trim(start=start, end=end),)


def scale(said: Said) -> tuple[Edit, ...] | None:
    """Build a scale from a size or from a share of the size that the picture has."""
    if "size" in said:
        return (said["size"],)
    return (Scale(factor=said["share"]),)


def export(said: Said) -> tuple[Edit, ...] | None:
    """Build an export, and before it a scale where a size was said along with it."""
    sizes = scale(said) if "size" in said else ()
    return (*(sizes or ()), Export(format=said.get("format", "mp4"), quality=said.get("quality")))


def trimmed_export(said: Said) -> tuple[Edit, ...] | None:
    """Build the trim of a part, and its export."""
    kept, saved = trim(said), export(said)
    return (*kept, *saved) if kept and saved else None


def export_as(made: Format) -> Builder:
    """Return a builder of an export whose format no slot says."""
    return lambda said: (Export(format=made, quality=said.get("quality")),)


def with_quality(quality: Quality) -> Builder:
    """Return a builder of an export of this quality."""
    return lambda said: (Export(format=said.get("format", "mp4"), quality=quality),)


def mute(_: Said) -> tuple[Edit, ...] | None:
    """Build a mute."""
    return (Mute(),)


def nothing(_: Said) -> tuple[Edit, ...] | None:
    """Build no edit: what is asked for is done anyway."""
    return ()


def beyond(_: Said) -> tuple[Edit, ...] | None:
    """Refuse: a wish that is known and cannot be done yet, kept together in its own words."""
    return None
