"""Moving light behind a text: broad lights and soft discs that drift over a dark gradient. Pure.

The light is worked out three times a second, in a few thousand pixels of twelve bits, for one turn of motion that ends
as it began. What lies between two of them is blended, and only then is it made large: that takes a hundredth of
working out each pixel of the film.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from nemo_watch.studio.explainer.palettes import Palette
from nemo_watch.studio.explainer.script import RATE
from nemo_watch.studio.filters import Size
from nemo_watch.studio.lettering import Colour

_TURN_SECONDS = 24
_DRAWN_A_SECOND = 3
_PIXELS = 5600
_GRAIN = "noise=c0s=5:c0f=u:c0_seed=7"
"""Too fine to be seen, but no encoder leaves rings in a gradient where it lies; it stands still, so it costs little."""
_DEPTH = 16
"""Twelve bits count sixteen for each step of eight."""
_RED, _BLUE = 0.2126, 0.0722
"""How bright red and blue are (ITU-R BT.709)."""


class _Light(msgspec.Struct, frozen=True):
    """A light: where it rests, how far and how fast it drifts, its radius and strength; lengths are parts of a side."""

    x: float
    y: float
    drift: tuple[float, float]
    pace: tuple[int, int]
    phase: float
    radius: float
    strength: float
    colour: int
    is_disc: bool = False


_LIGHTS = (
    _Light(0.22, 0.28, (0.16, 0.12), (1, 2), 0.0, 0.42, 0.42, 0),
    _Light(0.82, 0.70, (0.14, 0.14), (1, 1), 1.3, 0.46, 0.40, 1),
    _Light(0.62, 0.12, (0.20, 0.10), (1, 1), 2.6, 0.30, 0.26, 0),
    _Light(0.14, 0.76, (0.05, 0.04), (1, 1), 0.4, 0.17, 0.10, 0, is_disc=True),
    _Light(0.88, 0.24, (0.04, 0.06), (1, 2), 2.2, 0.13, 0.12, 1, is_disc=True),
    _Light(0.70, 0.88, (0.06, 0.03), (2, 1), 4.0, 0.22, 0.08, 0, is_disc=True),
    _Light(0.42, 0.10, (0.05, 0.03), (1, 1), 5.1, 0.09, 0.11, 1, is_disc=True),
    _Light(0.95, 0.84, (0.03, 0.05), (1, 1), 1.0, 0.08, 0.12, 1, is_disc=True),
)


def moving_background(palette: Palette, size: Size, *, seed: int) -> str:
    """Return the source of an endless moving background of a size, at the rate of the film."""
    width, height = _drawn_size(size)
    pictures = _TURN_SECONDS * _DRAWN_A_SECOND
    planes = _planes(palette, size, seed=seed, is_plain=False)
    return (
        f"color=c=black:s={width}x{height}:r={_DRAWN_A_SECOND}:d={_TURN_SECONDS},format=yuv420p12,{planes},"
        f"loop=loop=-1:size={pictures},setpts=N/{_DRAWN_A_SECOND}/TB,"
        f"framerate=fps={RATE}:interp_start=0:interp_end=255:scene=100,{_enlarged(size)}"
    )


def plain_background(palette: Palette, size: Size) -> str:
    """Return the source of an endless background that does not move: one gradient."""
    width, height = _drawn_size(size)
    planes = _planes(palette, size, seed=0, is_plain=True)
    still = f"color=c=black:s={width}x{height}:r={RATE}:d={1 / RATE:.6f},format=yuv420p12,{planes}"
    return f"{still},{_enlarged(size)},loop=loop=-1:size=1,setpts=N/{RATE}/TB"


def _enlarged(size: Size) -> str:
    return f"scale={size[0]}:{size[1]}:flags=bicubic:out_range=tv,setsar=1,format=yuv420p,{_GRAIN}"


def _drawn_size(size: Size) -> Size:
    factor = math.sqrt(_PIXELS / (size[0] * size[1]))
    width, height = (max(16, round(side * factor / 2) * 2) for side in size)
    return width, height


def _planes(palette: Palette, size: Size, *, seed: int, is_plain: bool) -> str:
    names = ("lum", "cb", "cr")
    drawn = [f"{name}='{_plane(palette, plane, size, seed, is_plain)}'" for plane, name in enumerate(names)]
    return f"geq={':'.join(drawn)}"


def _plane(palette: Palette, plane: int, size: Size, seed: int, is_plain: bool) -> str:
    deep, ground = (_levels(colour)[plane] for colour in (palette.deep, palette.ground))
    sway = "0" if is_plain else f"0.12*sin(2*PI*T/{_TURN_SECONDS})"
    steps = [f"st(0,{deep:.1f}+({ground - deep:.1f})*clip(0.15+0.55*X/W+0.4*Y/H+{sway},0,1))"]
    if not is_plain:
        steps += _lit(palette, plane, size, seed)
    return ";".join((*steps, "ld(0)"))


def _lit(palette: Palette, plane: int, size: Size, seed: int) -> Iterator[str]:
    """Yield the steps that lay each light over what is there, by its strength where the pixel is."""
    is_mirrored = bool(seed // 7 % 2)
    for light in _LIGHTS:
        level = _levels(palette.lights[light.colour])[plane]
        x = 1 - light.x if is_mirrored else light.x
        across = f"(X/W-{x:.3f}-{light.drift[0]}*sin({_turned(light.pace[0], light.phase)}))"
        down = f"(Y/H-{light.y}-{light.drift[1]}*cos({_turned(light.pace[1], light.phase)}))"
        # an upright picture has the lights of a lying one, drawn together
        reach = math.sqrt(size[0] / size[1])
        distance = f"hypot({across}*{reach:.4f},{down}/{reach:.4f})"
        spread = light.radius * 1.2
        if light.is_disc:
            weight = f"{light.strength}*clip(({spread:.3f}-{distance})*{2.2 / spread:.3f},0,1)"
        else:
            weight = f"{light.strength}*exp(-pow({distance}/{spread:.3f},2))"
        yield f"st(1,{weight});st(0,ld(0)+({level:.1f}-ld(0))*ld(1))"


def _turned(pace: int, phase: float) -> str:
    return f"2*PI*{pace}*T/{_TURN_SECONDS}+{phase}"


def _levels(colour: Colour) -> tuple[float, float, float]:
    """Return a colour as twelve bits of luma and colour differences (ITU-R BT.709, limited range)."""
    red, green, blue = (part / 255 for part in colour)
    luma = _RED * red + (1 - _RED - _BLUE) * green + _BLUE * blue
    cb, cr = (blue - luma) / (2 * (1 - _BLUE)), (red - luma) / (2 * (1 - _RED))
    return (16 + 219 * luma) * _DEPTH, (128 + 224 * cb) * _DEPTH, (128 + 224 * cr) * _DEPTH
