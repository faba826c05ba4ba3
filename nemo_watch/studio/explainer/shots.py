"""Given pictures as moving shots: each fills the frame, is darkened where words stand, and is slowly drawn near.

A picture is made fit for the frame once. One of quite another shape is not cut to pieces: it is seen whole, before a
blurred enlargement of itself. The movement is worked out in parts of a pixel for each frame (ffmpeg's `perspective`):
cut out by whole pixels, a slow one would tremble.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from nemo_watch.studio.explainer.script import RATE, Shot
from nemo_watch.studio.filters import Size

_LEAST_SEEN = 0.5
"""Of a picture: where less of it would be left, it is not cut to the shape of the frame."""
_ZOOM = 0.09
_FADE_PICTURES = 21
"""How many pictures of the film a cross-fade takes."""
_ANCHORS = ((0.5, 0.42), (0.35, 0.5), (0.62, 0.4), (0.5, 0.58))
"""Where a shot is drawn to, in parts of what is not seen of it, by turns."""
_SHADE = ((0.0, 0.48), (0.16, 0.22), (0.30, 0.20), (0.56, 0.64), (0.74, 0.78), (1.0, 0.86))
"""How dark it is laid over a picture, from its top to its foot: height, and share of black."""
_ACROSS, _DOWN = "(W-w)*if(lt(w,W),0.84,0.5)", "(H-h)*if(lt(h,H),0.28,0.4)"
"""Where a picture stands: out of the way of the words if it leaves room beside it; else its upper part counts."""
_COLOURS = "out_color_matrix=bt709:out_range=tv"


class Segment(msgspec.Struct, frozen=True):
    """A part of the film with one shot, and what it fades into at its end; numbers of pictures of the film.

    `entered` and `next_entered` say how many pictures of each shot were seen before.
    """

    shot: int
    begin: int
    length: int
    entered: int
    whole: int
    fade: int = 0
    next_whole: int = 0


def segments(shots: Sequence[Shot]) -> list[Segment]:
    """Return the parts that a film of shots is made in: each ends where the fade to the next shot does."""
    fades = [min(_FADE_PICTURES, one.length // 3, other.length // 3) for one, other in pairwise(shots)]
    made = []
    for number, shot in enumerate(shots):
        before = fades[number - 1] if number else 0
        after = fades[number] if number < len(fades) else 0
        following = shots[number + 1].length + (fades[number + 1] if number + 1 < len(fades) else 0) if after else 0
        made.append(
            Segment(
                shot=shot.picture,
                begin=shot.begin + before,
                length=shot.length - before + after,
                entered=before,
                whole=shot.length + after,
                fade=after,
                next_whole=following,
            )
        )
    return made


def still_filter(size: Size) -> str:
    """Return the graph that makes one picture of any size fit for the frame; transparent parts become dark."""
    width, height = size
    shape = f"({width}/{height})"
    fills = f"gt(min(a/{shape},{shape}/a),{_LEAST_SEEN})"
    by_width = f"gt(a,{shape})"
    fit_width = f"trunc(if({fills},if({by_width},{height}*a,{width}),if({by_width},{width},{height}*a))/2+0.5)*2"
    fit_height = f"trunc(if({fills},if({by_width},{height},{width}/a),if({by_width},{width}/a,{height}))/2+0.5)*2"
    small = f"{max(16, width // 8)}:{max(16, height // 8)}"
    dark = f"color=c=black:s=16x{height}:d=1,format=rgba,geq=r=0:g=0:b=0:a='255*{_shade()}'"
    return (
        "[0:v]setsar=1,format=rgba,split[a][b];"
        f"color=c=0x14161c:s={width}x{height}:d=1,format=gbrp[ground];"
        f"[a]scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma=9,"
        f"scale={width}:{height}:flags=bicubic,eq=brightness=-0.08[back];"
        f"[b]scale=w='{fit_width}':h='{fit_height}':flags=lanczos[front];"
        f"{dark},scale={width}:{height}[shade];"
        "[ground][back]overlay=format=gbrp[behind];"
        f"[behind][front]overlay=x='{_ACROSS}':y='{_DOWN}':format=gbrp[bright];"
        "[bright][shade]overlay=format=gbrp,format=rgb24"
    )


def _shade() -> str:
    """Return how much of black is laid over a row of a picture, as an expression of its height."""
    height = "(Y/H)"
    expression = f"{_SHADE[-1][1]}"
    for (above, dark), (below, darker) in reversed(list(pairwise(_SHADE))):
        slope = (darker - dark) / (below - above)
        expression = f"if(lt({height},{below}),{dark}+({height}-{above})*{slope:.4f},{expression})"
    return expression


def moving(label: str, *, number: int, pictures: int, entered: int, whole: int) -> str:
    """Return the filters that let an input of one picture be a moving shot of so many pictures of the film.

    `entered` of the `whole` shot's pictures were seen before.
    """
    share = f"clip((on+{entered})/{max(1, whole - 1)},0,1)"
    zoom = f"(1+{_ZOOM}*{share})" if number % 2 == 0 else f"(1+{_ZOOM}*(1-{share}))"
    across, down = _ANCHORS[number % len(_ANCHORS)]
    left, top = f"(W-W/{zoom})*{across}", f"(H-H/{zoom})*{down}"
    right, foot = f"{left}+W/{zoom}", f"{top}+H/{zoom}"
    corners = (left, top, right, top, left, foot, right, foot)
    places = ":".join(
        f"{axis}{place // 2}='{corner}'" for place, corner in enumerate(corners) for axis in "xy"[place % 2]
    )
    return (
        f"{label}scale={_COLOURS},format=yuv420p,loop=loop={pictures - 1}:size=1,settb=1/{RATE},setpts=N,fps={RATE},"
        f"perspective={places}:interpolation=linear:eval=frame"
    )


def shot_graph(segment: Segment) -> str:
    """Return the graph of a segment's pictures, without a label at its end; a shot that it fades to is input 1."""
    own = moving("[0:v]", number=segment.shot, pictures=segment.length, entered=segment.entered, whole=segment.whole)
    if not segment.fade:
        return own
    after = moving("[1:v]", number=segment.shot + 1, pictures=segment.fade, entered=0, whole=segment.next_whole)
    begin = (segment.length - segment.fade) / RATE
    fading = f"xfade=transition=fade:duration={segment.fade / RATE:.6f}:offset={begin:.6f}"
    return f"{own}[own];{after}[next];[own][next]{fading}"
