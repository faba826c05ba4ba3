"""A picture in the middle of a large, blurred, dimmed copy of itself, where bars would leave most of a frame black."""

from __future__ import annotations

from nemo_watch.studio.filters import Size, even

_SMALLER = 8
"""The copy is blurred at an eighth of its size: it costs a sixty-fourth, and nobody can tell."""
DIMMED = "eq=brightness=-0.07:contrast=0.9:saturation=0.85"
"""What is behind must not draw the eye."""
_SCALING = "flags=bicubic+accurate_rnd+full_chroma_int"


def over_itself(frame: Size, inner: Size) -> str:
    """Return a graph from one picture to one of the size of a frame, in which it is `inner` pixels large."""
    small = (even(max(16, frame[0] / _SMALLER)), even(max(16, frame[1] / _SMALLER)))
    sigma = min(small) / 22
    return (
        f"split[bga][fga];[bga]scale={small[0]}:{small[1]}:force_original_aspect_ratio=increase,"
        f"crop={small[0]}:{small[1]},gblur=sigma={sigma:.2f}:steps=2,{DIMMED},{_scale(frame)}[bgb];"
        f"[fga]{_scale(inner)}[fgb];[bgb][fgb]overlay=(W-w)/2:(H-h)/2"
    )


def fitted_inside(own: Size, frame: Size) -> Size:
    """Return the largest even size of the shape of a picture that a frame can hold."""
    factor = min(frame[0] / own[0], frame[1] / own[1])
    return min(frame[0], even(own[0] * factor + 1)), min(frame[1], even(own[1] * factor + 1))


def _scale(size: Size) -> str:
    return f"scale={size[0]}:{size[1]}:{_SCALING},setsar=1"
