"""The slow zoom into a picture and out of it: even to the eye, because every step of it is a whole pixel.

A zoom that moves by parts of a pixel trembles where its filter rounds. So a picture is first made larger than it is
shown, by just so much that each border moves by the same whole number of pixels with every picture: the part
that is shown shrinks from (0, 0) to (1, 1), (2, 2) and so on, and scaling that part to the frame is exact.
"""

from __future__ import annotations

import math

import msgspec

from nemo_watch.studio.filters import Size

RATE = 30
_PACE = 2250
"""Sides of a canvas on which a pixel a picture is a zoom by a fortieth a second."""
_DEEPEST = 0.25
"""Of a picture, so much may be lost to the zoom at its end."""
_LARGEST = 4000
_FINEST = 2.4
"""Pixels of a canvas for one that is shown: with more, a small frame would cost as much as a large one."""
_LONGEST_MOVING = 30 * RATE
"""What is looked at for longer stands still: steps would be seen one by one."""


class Motion(msgspec.Struct, frozen=True, kw_only=True):
    """How a frame moves over a canvas of some size: every so many pictures by a step across and a step down.

    `least` is what is left of each side of the canvas where the zoom is deepest, from 0 to 1.
    """

    canvas: Size
    steps: tuple[int, int]
    every: int
    least: float = 1.0

    def inset(self, *, first: int, total: int, is_inward: bool) -> str:
        """Return the expression of how many steps lie before a border, from the `first` of `total` pictures on."""
        place = f"(on+{first})" if is_inward else f"({total - 1 - first}-on)"
        return f"max(0,floor({place}/{self.every}))" if self.every else "0"


def motion_for(frame: Size, *, pictures: int) -> Motion:
    """Return the motion of something that is seen for so many pictures of a film."""
    if pictures > _LONGEST_MOVING:
        return Motion(canvas=frame, steps=(0, 0), every=0)
    every = max(1, int(_PACE / (_FINEST * max(frame))))
    while (side := math.ceil(max(_PACE, 2 * pictures / _DEEPEST) / every)) > _LARGEST:
        every += 1
    steps = (math.ceil(frame[0] / side), math.ceil(frame[1] / side))
    least = 1 - 2 * (pictures // every) / side
    return Motion(canvas=(side * steps[0], side * steps[1]), steps=steps, every=every, least=least)


def moving(motion: Motion, size: Size, *, first: int, count: int, total: int, is_inward: bool) -> str:
    """Return the filter that shows `count` of the `total` pictures of a motion, each of a size, from one canvas."""
    inset = motion.inset(first=first, total=total, is_inward=is_inward)
    width, (across, down) = motion.canvas[0], motion.steps
    # half a pixel more: what is left is rounded down, and must not fall short by one
    zoom = f"{width}/({width}-{2 * across}*{inset}+0.5)" if motion.every else "1"
    return f"zoompan=z='{zoom}':x='{across}*{inset}':y='{down}*{inset}':d={count}:s={size[0]}x{size[1]}:fps={RATE}"
