"""Edits of the file that is made: its format, its quality, its size in bytes, a picture of it."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import Builder, Said
from nemo_watch.studio.language.building.picture import aspect, scale
from nemo_watch.studio.language.building.time import fps, trim
from nemo_watch.studio.language.edits import Edit, Export, Format, Limit, Quality, Thumbnail


def export(said: Said) -> tuple[Edit, ...] | None:
    """Build an export, and before it what was said of the picture along with it."""
    looks: list[Edit] = []
    for name, build in (("ratio", aspect), ("size", scale), ("rate", fps)):
        if name in said:
            looks += build(said) or ()
    return (*looks, Export(format=said.get("format", "mp4"), quality=said.get("quality")))


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


def limit(said: Said) -> tuple[Edit, ...] | None:
    """Build a limit of the file's size."""
    return (Limit(bytes=said["bytes"]),)


def thumbnail(said: Said) -> tuple[Edit, ...] | None:
    """Build a picture of a moment, of the first where none is said."""
    return (Thumbnail(at=said.get("at", 0.0)),)
