"""Edits that make one video of several things."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import Said
from nemo_watch.studio.language.edits import Concat, Edit, Explain, Merge, Slideshow


def merge(said: Said) -> tuple[Edit, ...] | None:
    """Build a merge of sound and picture."""
    return (Merge(mode=said.get("mode", "replace")),)


def concat(said: Said) -> tuple[Edit, ...] | None:
    """Build a concatenation."""
    return (Concat(order=said.get("order", "name")),)


def slideshow(said: Said) -> tuple[Edit, ...] | None:
    """Build a slideshow."""
    seconds = said.get("each", 3.0)
    if not seconds:
        return None
    made = Slideshow(seconds=seconds, transition=said.get("transition", "fade"))
    return (made, said["size"]) if "size" in said else (made,)


def explain(said: Said) -> tuple[Edit, ...] | None:
    """Build a video of a text, with or without what is said."""
    asked = {name: said[name] == "yes" for name in ("voice", "music", "visuals") if name in said}
    return (Explain(seconds=said.get("seconds"), **asked),)
