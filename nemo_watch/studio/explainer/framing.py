"""How a given picture goes into the frame: cut to its shape where little is lost, else whole, over a copy of itself.

It stands out of the way of the words, and is darkened where they are.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec

from nemo_watch.studio.filters import Size, even

_LEAST_SEEN = 0.5
"""Of a picture: where less of it would be left, it is not cut to the shape of the frame."""
_BESIDE, _ABOVE = 0.84, 0.28
"""Where a picture stands that leaves room beside it or above it, in parts of that room."""
_MIDDLE, _UPPER = 0.5, 0.4
"""Where one is cut: its upper part counts."""
_SMALLER = 8
_BLURRED = "gblur=sigma=9"
_DIMMED = "eq=brightness=-0.08"
_SHADE = ((0.0, 0.48), (0.16, 0.22), (0.30, 0.20), (0.56, 0.64), (0.74, 0.78), (1.0, 0.86))
"""How dark it is laid over a picture, from its top to its foot: height, and share of black."""
_SHADE_WIDTH = 16


class Framing(msgspec.Struct, frozen=True, kw_only=True):
    """How large a picture is made for a frame, and where its corner stands in it; beyond a side is cut off."""

    frame: Size
    inner: Size
    at: tuple[int, int]

    @property
    def fills(self) -> bool:
        """Tell whether nothing is left free beside the picture."""
        return self.inner[0] >= self.frame[0] and self.inner[1] >= self.frame[1]


def framed(own: Size, frame: Size) -> Framing:
    """Return how a picture of a size goes into a frame."""
    across, down = frame[0] / own[0], frame[1] / own[1]
    fills = min(across, down) / max(across, down) > _LEAST_SEEN
    factor = max(across, down) if fills else min(across, down)
    inner = tuple(
        side if factor == part else max(2, 2 * round(one * factor / 2))
        for one, side, part in zip(own, map(even, frame), (across, down), strict=True)
    )
    room = frame[0] - inner[0], frame[1] - inner[1]
    at = round(room[0] * (_BESIDE if room[0] > 0 else _MIDDLE)), round(room[1] * (_ABOVE if room[1] > 0 else _UPPER))
    return Framing(frame=frame, inner=(inner[0], inner[1]), at=at)


def behind(frame: Size) -> str:
    """Return the filters that make of a picture what lies behind it: large, blurred, and dim."""
    small = f"{max(16, even(frame[0] / _SMALLER))}:{max(16, even(frame[1] / _SMALLER))}"
    return (
        f"scale={small}:force_original_aspect_ratio=increase,crop={small},{_BLURRED},"
        f"scale={frame[0]}:{frame[1]}:flags=bicubic,{_DIMMED}"
    )


def shade(frame: Size) -> str:
    """Return a source of one picture, black, that is laid over a frame: it is seen through where no words stand."""
    height = frame[1]
    drawn = f"color=c=black:s={_SHADE_WIDTH}x{height}:d=1:r=1,format=rgba,geq=r=0:g=0:b=0:a='255*{_dark()}'"
    return f"{drawn},scale={frame[0]}:{height}"


def _dark() -> str:
    """Return how much of black is laid over a row of a picture, as an expression of its height."""
    height = "(Y/H)"
    expression = f"{_SHADE[-1][1]}"
    for (above, dark), (below, darker) in reversed(list(pairwise(_SHADE))):
        slope = (darker - dark) / (below - above)
        expression = f"if(lt({height},{below}),{dark}+({height}-{above})*{slope:.4f},{expression})"
    return expression
