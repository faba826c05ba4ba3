"""Edits that make one video of several things."""

from __future__ import annotations

from nemo_watch.names import natural_key
from nemo_watch.studio.language.building.basics import Said
from nemo_watch.studio.language.edits import Concat, Edit, Explain, Export, Merge, Slideshow


def merge(said: Said) -> tuple[Edit, ...] | None:
    """Build a merge of sound and picture."""
    return (Merge(mode=said.get("mode", "replace")), *_saved(said))


def concat(said: Said) -> tuple[Edit, ...] | None:
    """Build a concatenation; None for files that are named in another order than that of their names."""
    named = [said[name] for name in ("file", "file2", "file3") if name in said]
    if "order" not in said and named != sorted(named, key=natural_key):
        return None
    return (Concat(order=said.get("order", "name")), *_saved(said))


def _saved(said: Said) -> tuple[Edit, ...]:
    """Build the export of a format that is said of what is joined."""
    return (Export(format=said["format"]),) if "format" in said else ()


def slideshow(said: Said) -> tuple[Edit, ...] | None:
    """Build a slideshow."""
    seconds = said.get("each", 3.0)
    if not seconds:
        return None
    made = Slideshow(seconds=seconds, transition=said.get("transition", "fade"))
    return (made, *([said["size"]] if "size" in said else ()), *_saved(said))


def explain(said: Said) -> tuple[Edit, ...] | None:
    """Build a video of a text, with or without what is said."""
    asked = {name: said[name] == "yes" for name in ("voice", "music", "visuals") if name in said}
    return (Explain(seconds=said.get("seconds"), **asked),)
