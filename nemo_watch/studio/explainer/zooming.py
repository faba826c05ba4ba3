"""The slow zoom into a given picture and out of it: even to the eye, whatever the length, and cheap.

A picture is laid on a canvas that is somewhat finer than the frame. With each step, whole pixels of it leave the
frame, so that what is left is scaled exactly: parts of a pixel, rounded by a filter, would tremble. In a short shot,
each picture is a step. In a longer one, each is blended of two steps that are less than a pixel apart, and none is a
step itself: those would be sharper than the others, and the picture would flicker.
"""

from __future__ import annotations

import math

import msgspec

from nemo_watch.studio.explainer.script import RATE
from nemo_watch.studio.filters import Size

_LEAST_FINE, _FINEST = 1.11, 1.5
"""Sides of a canvas for those of the frame: the finer, the smaller the steps, and the longer each takes to scale."""
_DEEPEST = 0.15
"""Of a picture, so much leaves the frame at most."""
_LONG = 1.5
"""A frame whose sides differ by more loses twice as much of the longer one with each step, as its shape wants."""
_ANCHORS = ((0.5, 0.4), (0.0, 0.4), (1.0, 0.4), (0.5, 0.6))
"""Where a shot is drawn to, in parts of what is not seen of it, by turns; each becomes one that whole pixels allow."""
_BLENDED = f"framerate=fps={RATE}:interp_start=0:interp_end=255:scene=100"


class Zoom(msgspec.Struct, frozen=True, kw_only=True):
    """A zoom that takes `total` pictures of the film: every so many, it takes a step.

    With it, `lost` pixels of each side of a canvas are no longer seen, `before` of them left of and above the others.
    """

    canvas: Size
    lost: tuple[int, int]
    before: tuple[int, int]
    every: int
    total: int
    is_inward: bool

    def moving(self, label: str, *, mark: str, frame: Size, first: int, pictures: int) -> str:
        """Return the graph from a canvas, in planes of equal size, to some pictures of a zoom; `mark` names its links.

        `first` says how many of its pictures were seen before. It ends without a label.
        """
        width, height = frame
        begin, skipped = divmod(first, self.every)
        if self.every > 1:  # half of the first picture lies before its step
            begin, skipped = begin - 1, skipped + self.every
        keys = math.ceil((skipped + pictures) / self.every) + 2
        sizes = {"y": (width, height), "u": (width // 2, height // 2), "v": (width // 2, height // 2)}
        parted = "".join(f"[{plane}{mark}in]" for plane in sizes)
        links = [f"{label}extractplanes=y+u+v{parted}"]
        for plane, size in sizes.items():
            links.append(f"[{plane}{mark}in]{self._scaled(size, begin=begin, keys=keys)}[{plane}{mark}]")
        blended = "" if self.every == 1 else rf"settb=1/{2 * RATE},setpts=if(N\,{2 * self.every}*N-1\,0),{_BLENDED},"
        links.append(
            f"{''.join(f'[{plane}{mark}]' for plane in sizes)}mergeplanes=map1s=1:map2s=2:format=yuv420p,setsar=1,"
            f"{blended}trim=start_frame={skipped}:end_frame={skipped + pictures},settb=1/{RATE},setpts=N"
        )
        return ";".join(links)

    def _scaled(self, size: Size, *, begin: int, keys: int) -> str:
        steps = math.ceil((self.total - 1) / self.every)
        step = f"max(0,on+{begin})" if self.is_inward else f"max(0,{steps - begin}-on)"
        width, (lost, _), (left, top) = self.canvas[0], self.lost, self.before
        # a quarter of a pixel more: what is left is rounded down, and must not fall short by one
        zoom = f"{width}/({width}-{lost}*{step}+0.25)"
        return f"zoompan=z='{zoom}':x='{left}*{step}':y='{top}*{step}':d={keys}:s={size[0]}x{size[1]}:fps={RATE}"


def zoom_for(frame: Size, *, number: int, pictures: int) -> Zoom:
    """Return the zoom of a shot: every other goes inwards."""
    width, height = frame
    across, down = (2 if width > _LONG * height else 1), (2 if height > _LONG * width else 1)
    least = max(width / across, height / down)
    side = 2 * math.ceil(min(_FINEST * least, max(_LEAST_FINE * least, pictures / _DEEPEST)) / 2)
    anchor = _ANCHORS[number % len(_ANCHORS)]
    return Zoom(
        canvas=(side * across, side * down),
        lost=(across, down),
        before=(round(across * anchor[0]), round(down * anchor[1])),
        every=max(1, math.ceil(pictures / (_DEEPEST * side))),
        total=pictures,
        is_inward=number % 2 == 0,
    )
