"""Edits of the file that is made: its format, its quality, its size in bytes, a picture of it."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import Builder, Said
from nemo_watch.studio.language.building.picture import aspect, scale
from nemo_watch.studio.language.building.time import fps, trim
from nemo_watch.studio.language.edits import Edit, Export, Format, Limit, Quality, Thumbnail

_LOOKS: dict[str, Builder] = {"ratio": aspect, "size": scale, "rate": fps}


def export(said: Said) -> tuple[Edit, ...] | None:
    """Build an export, and before it, in the order said, what was said of the picture along with it."""
    looks: list[Edit] = []
    for name in said:
        if name in _LOOKS:
            looks += _LOOKS[name](said) or ()
    return (*looks, Export(format=said.get("format", "mp4"), quality=said.get("quality")))


def trimmed_export(said: Said) -> tuple[Edit, ...] | None:
    """Build the trim of a part and its export; what was said first comes first."""
    kept, saved = trim(said), export(said)
    if not kept or not saved:
        return None
    is_said_first = next(iter(said)) in ("format", "quality", *_LOOKS)
    return (*saved, *kept) if is_said_first else (*kept, *saved)


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
    return (Thumbnail(at=float(said.get("at", 0.0))),)
