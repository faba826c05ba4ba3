"""The icon, drawn when it is needed: a disc that says by shape and colour how it stands.

It carries its own ground, so that it can be read on light panels and on dark ones, and is drawn four times as large as
it is shown, so that its edges are smooth. The shapes differ as well as the colours: not everybody sees those.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from nemo_watch.tray.view import ATTENTION, AWAY, IDLE, PAUSED, WORKING

_FINER = 4
_WHITE = (255, 255, 255, 255)
_GROUNDS = {
    IDLE: (15, 118, 110, 255),
    WORKING: (11, 92, 134, 255),
    ATTENTION: (190, 44, 44, 255),
    PAUSED: (98, 112, 124, 255),
    AWAY: (98, 112, 124, 120),
}
_RING, _RING_REST = (94, 234, 212, 255), (69, 128, 160, 255)


def draw(mood: str, percent: int | None, *, size: int) -> Image.Image:
    """Return the icon, `size` pixels wide and high, with a transparent ground."""
    side = size * _FINER
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    edge = side // 32
    pen.ellipse((edge, edge, side - 1 - edge, side - 1 - edge), fill=_GROUNDS[mood])
    if mood == WORKING:
        _ring(pen, side, percent)
    {
        IDLE: _tray_with_film,
        WORKING: _film,
        ATTENTION: _exclamation,
        PAUSED: _bars,
        AWAY: _cross,
    }[mood](pen, side)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _ring(pen: ImageDraw.ImageDraw, side: int, percent: int | None) -> None:
    """Draw how far the work is along the edge; a quarter of the way where nobody knows."""
    width, inset = max(1, side // 8), side // 16
    box = (inset, inset, side - 1 - inset, side - 1 - inset)
    pen.arc(box, 0, 360, fill=_RING_REST, width=width)
    pen.arc(box, -90, -90 + 3.6 * (25 if percent is None else max(3, percent)), fill=_RING, width=width)


def _tray_with_film(pen: ImageDraw.ImageDraw, side: int) -> None:
    _triangle(pen, side, left=0.38, top=0.22, height=0.34)
    line = max(1, side // 11)
    low, left, right = 0.72 * side, 0.26 * side, 0.74 * side
    pen.line(
        [(left, 0.58 * side), (left, low), (right, low), (right, 0.58 * side)], fill=_WHITE, width=line, joint="curve"
    )


def _film(pen: ImageDraw.ImageDraw, side: int) -> None:
    _triangle(pen, side, left=0.38, top=0.29, height=0.42)


def _triangle(pen: ImageDraw.ImageDraw, side: int, *, left: float, top: float, height: float) -> None:
    points = [(left, top), (left, top + height), (left + 0.87 * height, top + height / 2)]
    pen.polygon([(x * side, y * side) for x, y in points], fill=_WHITE)


def _exclamation(pen: ImageDraw.ImageDraw, side: int) -> None:
    pen.rounded_rectangle((0.43 * side, 0.2 * side, 0.57 * side, 0.58 * side), radius=0.06 * side, fill=_WHITE)
    pen.ellipse((0.42 * side, 0.66 * side, 0.58 * side, 0.82 * side), fill=_WHITE)


def _bars(pen: ImageDraw.ImageDraw, side: int) -> None:
    for left in (0.32, 0.55):
        box = (left * side, 0.29 * side, (left + 0.13) * side, 0.71 * side)
        pen.rounded_rectangle(box, radius=0.03 * side, fill=_WHITE)


def _cross(pen: ImageDraw.ImageDraw, side: int) -> None:
    line, near, far = max(1, side // 9), 0.34 * side, 0.66 * side
    pen.line([(near, near), (far, far)], fill=_WHITE, width=line)
    pen.line([(near, far), (far, near)], fill=_WHITE, width=line)
