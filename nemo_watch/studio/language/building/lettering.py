"""Edits that write into the picture: titles, subtitles, watermarks."""

from __future__ import annotations

import re

from nemo_watch.studio.language.building.basics import Said
from nemo_watch.studio.language.edits import Edit, Subtitles, Title, Watermark

_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|svg)$", re.IGNORECASE)


def title(said: Said) -> tuple[Edit, ...] | None:
    """Build a title, or a watermark where a corner is said and no time."""
    is_timed = any(name in said for name in ("span", "from", "for", "whole"))
    if "corner" in said:
        return None if is_timed else watermark(said)
    if "whole" in said and ("span" in said or "for" in said):
        return None
    start, end = said.get("span", (said.get("from", 0.0), None))
    if "whole" in said:
        end = None
    elif "span" not in said:
        end = start + said.get("for", 3.0)
    return (Title(text=said["text"], start=start, end=end, position=said.get("place", "center")),)


def watermark(said: Said) -> tuple[Edit, ...] | None:
    """Build a watermark from a text, or from the file of a picture."""
    text, file = said.get("text"), said.get("file")
    if text and _PICTURE.search(text):
        text, file = None, text
    return (Watermark(text=text, file=file, position=said.get("corner", "bottom-right")),)


def subtitles(said: Said) -> tuple[Edit, ...] | None:
    """Build subtitles."""
    return (Subtitles(file=said.get("file")),)
