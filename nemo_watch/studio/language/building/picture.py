"""Edits of the picture: its size, its shape, which way it stands."""

from __future__ import annotations

import msgspec

from nemo_watch.studio.language.building.basics import Said
from nemo_watch.studio.language.edits import Aspect, Crop, Edit, Rotate, Scale
from nemo_watch.studio.language.sizes import is_sensible


def scale(said: Said) -> tuple[Edit, ...] | None:
    """Build a scale from a size or from a share of the size that the picture has."""
    if "size" in said:
        return (said["size"],)
    if "height" in said:
        width, height = int(said["width"]) if "width" in said else None, int(said["height"])
        is_possible = is_sensible(height) and (width is None or is_sensible(width))
        return (Scale(width=width, height=height),) if is_possible else None
    return (Scale(factor=float(said["share"])),)


def scaled_by(said: Said) -> tuple[Edit, ...] | None:
    """Build a scale from the share of its size that the picture loses."""
    kept = round(1 - float(said["share"]), 4)
    return (Scale(factor=kept),) if kept > 0 else None


def upscale(said: Said) -> tuple[Edit, ...] | None:
    """Build a scale that may enlarge."""
    if "size" in said:
        return (msgspec.structs.replace(said["size"], upscale=True),)
    factor = float(said["factor"])
    return (Scale(factor=factor, upscale=True),) if 1 < factor <= 8 else None


def aspect(said: Said) -> tuple[Edit, ...] | None:
    """Build an aspect from a shape, else from the place that a video is meant for."""
    ratio = said["ratio"] if "ratio" in said else said["platform"]
    return (Aspect(ratio=ratio, fit=said.get("fit", "pad")),)


def cropped_aspect(said: Said) -> tuple[Edit, ...] | None:
    """Build an aspect that is made by cutting off, unless another way is said."""
    return aspect({"fit": "crop", **said})


def fit(said: Said) -> tuple[Edit, ...] | None:
    """Build a way to make a shape, of a shape that is said elsewhere."""
    return (Aspect(ratio="", fit=said["fit"]),)


def crop(said: Said) -> tuple[Edit, ...] | None:
    """Build a crop to a part so many pixels wide and high, from a corner where one is said."""
    size = said["size"]
    if size.width is None:
        return None
    x, y = (int(said[name]) if name in said else None for name in ("x", "y"))
    return (Crop(width=size.width, height=size.height, x=x, y=y),)


def rotate(said: Said) -> tuple[Edit, ...] | None:
    """Build a turn from degrees, and from the direction where one is said. None for no quarter turns."""
    degrees = float(said.get("degrees", 90)) * (-1 if said.get("way") == "left" else 1) % 360
    match degrees:
        case 90:
            return (Rotate(degrees=90),)
        case 180:
            return (Rotate(degrees=180),)
        case 270:
            return (Rotate(degrees=270),)
    return None
