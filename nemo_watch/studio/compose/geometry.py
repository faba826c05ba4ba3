"""What edits do to the picture: one filter after the other in the order said, and the size that comes of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.filters import Size, even, fitted
from nemo_watch.studio.language.edits import (
    Aspect,
    Crop,
    Deinterlace,
    Denoise,
    Edit,
    Flip,
    Grayscale,
    Rotate,
    Scale,
    Stabilize,
)

LARGEST_SIDE = 8192
_SAME_SHAPE = 0.01
_MOST_EXTREME = 20.0
_SCALING = "flags=bicubic+accurate_rnd+full_chroma_int"

_TURNS = {90: ("transpose=1",), 180: ("hflip", "vflip"), 270: ("transpose=2",)}
_FLIPS = {"horizontal": "hflip", "vertical": "vflip"}
_CLEANINGS: dict[type[Edit], str] = {
    Deinterlace: "bwdif=mode=send_frame:deint=all",
    Denoise: "hqdn3d",
    Stabilize: "deshake=rx=32:ry=32:edge=mirror",
    Grayscale: "hue=s=0",
}
PICTURED = (Aspect, Crop, Flip, Rotate, Scale, *_CLEANINGS)


class Area(msgspec.Struct, frozen=True):
    """A part of a picture, in pixels from its upper left corner."""

    width: int
    height: int
    x: int
    y: int


class Shape(msgspec.Struct, frozen=True):
    """A picture on its way: its size, and the filters that made it so."""

    size: Size
    filters: tuple[str, ...] = ()

    def then(self, *filters: str, size: Size | None = None) -> Shape:
        """Return the shape after further filters."""
        return Shape(size or self.size, (*self.filters, *filters))


def shaped(shown: Size, edits: Sequence[Edit], *, bars: Area | None = None) -> Shape:
    """Return what edits make of a picture of even sides. Raises FinalError where one of them cannot be done.

    `bars` is the part of the picture, as it comes from the file, that has no black bars around it.
    """
    shape = Shape(shown)
    for edit in edits:
        shape = _applied(shape, edit, bars)
    return shape


def _applied(shape: Shape, edit: Edit, bars: Area | None) -> Shape:
    width, height = shape.size
    match edit:
        case Rotate():
            turned = (height, width) if edit.degrees % 180 else shape.size
            return shape.then(*_TURNS[edit.degrees], size=turned)
        case Flip():
            return shape.then(_FLIPS[edit.axis])
        case Scale():
            return _scaled(shape, edit)
        case Crop():
            return _without_bars(shape, bars) if edit.bars else _cropped(shape, _area(edit, shape.size))
        case Aspect():
            return _reshaped(shape, edit)
    return shape.then(_CLEANINGS[type(edit)]) if type(edit) in _CLEANINGS else shape


def _scaled(shape: Shape, edit: Scale) -> Shape:
    size = fitted(shape.size, height=edit.height, width=edit.width, factor=edit.factor, upscale=edit.upscale)
    if max(size) > LARGEST_SIDE:
        raise FinalError(f"A picture of {size[0]}x{size[1]} pixels is too large: at most {LARGEST_SIDE} a side.")
    return shape if size == shape.size else shape.then(scale(size), size=size)


def scale(size: Size) -> str:
    """Return the filter that brings a picture to a size."""
    return f"scale={size[0]}:{size[1]}:{_SCALING}"


def _area(edit: Crop, size: Size) -> Area:
    """Return what a crop keeps: the middle, unless a place was said. Raises FinalError where it lies outside."""
    width, height = even(edit.width or size[0]), even(edit.height or size[1])
    x = (size[0] - width) // 2 if edit.x is None else edit.x
    y = (size[1] - height) // 2 if edit.y is None else edit.y
    if min(x, y) < 0 or x + width > size[0] or y + height > size[1]:
        raise FinalError(f"The picture has {size[0]}x{size[1]} pixels: the part to keep reaches beyond it.")
    return Area(width, height, x, y)


def _cropped(shape: Shape, area: Area) -> Shape:
    size = (area.width, area.height)
    if size == shape.size:
        return shape
    return shape.then(f"crop={area.width}:{area.height}:{area.x}:{area.y}:exact=1", size=size)


def _without_bars(shape: Shape, bars: Area | None) -> Shape:
    """Cut bars off. They were looked for in the picture as it comes from the file, so turns before count not."""
    if bars is None or bars.x + bars.width > shape.size[0] or bars.y + bars.height > shape.size[1]:
        return shape
    return _cropped(shape, bars)


def _reshaped(shape: Shape, edit: Aspect) -> Shape:
    ratio = ratio_of(edit.ratio)
    width, height = shape.size
    if abs(width / height / ratio - 1) < _SAME_SHAPE:
        return shape
    if edit.fit == "crop":
        kept = _largest_within(shape.size, ratio)
        return _cropped(shape, Area(*kept, (width - kept[0]) // 2, (height - kept[1]) // 2))
    frame = _frame(shape.size, ratio)
    factor = min(frame[0] / width, frame[1] / height)
    inner = (min(frame[0], _nearest(width * factor)), min(frame[1], _nearest(height * factor)))
    sized = shape if inner == shape.size else shape.then(scale(inner))
    if edit.fit == "pad":
        return sized.then(f"pad={frame[0]}:{frame[1]}:(ow-iw)/2:(oh-ih)/2", size=frame)
    return shape.then(_blurred(frame, inner), size=frame)


def ratio_of(text: str) -> float:
    """Return width in heights of "9:16". Raises FinalError for what is no shape."""
    match = re.fullmatch(r"\s*(\d{1,5}(?:\.\d{1,4})?)\s*[:x/]\s*(\d{1,5}(?:\.\d{1,4})?)\s*", text)
    across, down = (float(match[1]), float(match[2])) if match else (0.0, 0.0)
    if not across or not down or not 1 / _MOST_EXTREME <= across / down <= _MOST_EXTREME:
        raise FinalError(f"{text[:40]} is no shape of a picture.", hint='Say it like "16:9".')
    return across / down


def _largest_within(size: Size, ratio: float) -> Size:
    width, height = size
    if width / height > ratio:
        return min(width, _nearest(height * ratio)), height
    return width, min(height, _nearest(width / ratio))


def _frame(size: Size, ratio: float) -> Size:
    """Return the size of a frame of a shape around a picture.

    Where the picture lies in it as it stood, no pixel is lost. Where it goes from wide to tall or back, the short
    side stays what it was: 1920x1080 becomes 1080x1920, not 1920x3414.
    """
    width, height = size
    stays = (width >= height and ratio > 1) or (width <= height and ratio < 1) or width == height
    if stays:
        if width / height > ratio:
            return width, _nearest(width / ratio)
        return _nearest(height * ratio), height
    short = min(size)
    return (_nearest(short * ratio), short) if ratio > 1 else (short, _nearest(short / ratio))


def _blurred(frame: Size, inner: Size) -> str:
    """Return a picture in the middle of a large, blurred copy of itself; blurring is cheap where it is small."""
    small = (even(max(16, frame[0] // 8)), even(max(16, frame[1] // 8)))
    return (
        f"split[bga][fga];[bga]scale={small[0]}:{small[1]}:force_original_aspect_ratio=increase,"
        f"crop={small[0]}:{small[1]},gblur=sigma=4,eq=brightness=-0.06,{scale(frame)},setsar=1[bgb];"
        f"[fga]{scale(inner)},setsar=1[fgb];[bgb][fgb]overlay=(W-w)/2:(H-h)/2"
    )


def _nearest(side: float) -> int:
    return max(2, round(side / 2) * 2)
