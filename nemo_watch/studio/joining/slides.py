"""The arguments of the runs of ffmpeg that make a slideshow. Pure: the same picture always gives the same command.

A picture becomes a canvas: bare pixels, upright, opaque, in the colours of the film, filled to its borders. A part of
the film is made of two canvases at most, that of its slide and that of the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nemo_watch.studio.command import Input
from nemo_watch.studio.facts import VideoStream
from nemo_watch.studio.fence import jail
from nemo_watch.studio.filters import Size, even
from nemo_watch.studio.joining.backdrop import DIMMED
from nemo_watch.studio.joining.clips import BARE, picture_encoding
from nemo_watch.studio.joining.motion import RATE, Motion, moving
from nemo_watch.studio.joining.show import Show, Slide
from nemo_watch.studio.joining.tones import still_tone, tagged, tone_of
from nemo_watch.studio.joining.turning import upright

SWATCH_SIDE = 16
_SCALING = "flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"
_CROPPED = 0.08
"""Of a picture whose shape is nearly that of the frame, so much may be cut off to fill it."""
_BLURRED_SIDE = 180
_BLUR = "gblur=sigma=9:steps=2"
_WITHIN = 0.97
"""Of a frame at its deepest, a picture of another shape takes so much."""
_CRF = 14
_PLANES = "yuv"


def swatch(picture: VideoStream, source: Input, target: Path) -> list[str]:
    """Return how a picture is shrunk to a few pixels that tell how bright it is, and whether one sees through it."""
    chain = f"format=gbrap,premultiply=inplace=1,scale={SWATCH_SIDE}:{SWATCH_SIDE}:flags=area,format=rgba"
    return [*_reading(source), "-map", f"0:{picture.index}", "-filter:v", chain, *_pixels("rgba", target)]


def canvas(picture: VideoStream, source: Input, target: Path, *, frame: Size, motion: Motion, ground: str) -> list[str]:
    """Return how a picture is laid on its canvas; `ground` is the colour behind one that is seen through."""
    laid = _laid(picture, frame, motion, ground)
    graph = f"[0:{picture.index}]{laid}[laid]"
    return [*_reading(source), "-filter_complex", graph, "-map", "[laid]", *_pixels("yuv444p", target)]


def _reading(source: Input) -> list[str]:
    """Return how a picture is read as it lies in its file: not every ffmpeg turns it, so none does."""
    reading = jail.input_arguments(source.container, source.descriptor)
    return ["-v", "error", "-xerror", "-filter_threads", "2", "-noautorotate", *reading]


def _pixels(kind: str, target: Path) -> list[str]:
    return ["-frames:v", "1", "-pix_fmt", kind, "-f", "rawvideo", "-n", f"file:{target}"]


def _laid(picture: VideoStream, frame: Size, motion: Motion, ground: str) -> str:
    """Return a graph from the picture to its canvas, which stands for the frame, but need not be of its shape.

    A picture of about the shape of the frame fills it. Any other lies in it as a whole, even where the zoom is deepest:
    over a blurred copy of itself, or on its ground.
    """
    own = picture.display_size
    shape = (own[0] / own[1]) / (frame[0] / frame[1])
    across, down = min(1.0, shape), min(1.0, 1 / shape)
    if not ground and min(across, down) >= 1 - _CROPPED:
        return ",".join((*upright(picture), _cropped(down, across), _coloured(picture, motion.canvas, frame)))
    part = motion.least * _WITHIN
    card = (across * part, down * part)
    inner = (even(motion.canvas[0] * card[0] + 1), even(motion.canvas[1] * card[1] + 1))
    if ground:
        return _grounded(picture, inner, frame, motion.canvas, ground)
    return (
        f"{','.join((*upright(picture), _coloured(picture, inner, frame)))},split[bga][fga];"
        f"[bga]{_cropped(down, across)},{_behind(frame, card)},{_scaled(motion.canvas)}[bgb];"
        "[bgb][fga]overlay=(W-w)/2:(H-h)/2:format=yuv444"
    )


def _cropped(across: float, down: float) -> str:
    """Return the filter that keeps the middle of a picture, in parts of its sides."""
    return rf"crop=max(1\,floor(iw*{across:.6f})):max(1\,floor(ih*{down:.6f})):exact=1"


def _behind(frame: Size, card: tuple[float, float]) -> str:
    """Return the filters that make a small, dim, blurred picture, darker where a card of a size casts its shadow."""
    factor = _BLURRED_SIDE / min(frame)
    width, height = even(frame[0] * factor), even(frame[1] * factor)
    inner = width * card[0], height * card[1]
    place = f"x={(width - inner[0]) / 2:.0f}:y={(height - inner[1]) / 2 + 1:.0f}:w={inner[0]:.0f}:h={inner[1]:.0f}"
    shadow = f"drawbox={place}:color=black@0.55:t=fill,gblur=sigma=2.5"
    return f"scale={width}:{height}:flags=area,{_BLUR},{DIMMED},{shadow}"


def _grounded(picture: VideoStream, inner: Size, frame: Size, whole: Size, ground: str) -> str:
    """Return a graph that lays a picture that is seen through on a ground of one colour."""
    # what is hidden has colours of its own: without the first two filters, they would bleed into its borders
    seen = ("format=gbrap", "premultiply=inplace=1", *upright(picture), _scaled(inner))
    return (
        f"{','.join(seen)}[seen];color=c={ground}:s={whole[0]}x{whole[1]}:r=25:d=1[ground];"
        f"[ground][seen]overlay=(W-w)/2:(H-h)/2:alpha=premultiplied:format=rgb,{_coloured(picture, whole, frame)}"
    )


def _coloured(picture: VideoStream, size: Size, frame: Size) -> str:
    colours = f"in_color_matrix={still_tone(picture)}:out_color_matrix={tone_of(frame)}:out_range=tv"
    return f"{_scaled(size)}:{colours},setsar=1,format=yuv444p"


def _scaled(size: Size) -> str:
    return f"scale={size[0]}:{size[1]}:{_SCALING}"


def part(show: Show, number: int, motion: Motion, *, canvases: Sequence[Path], target: Path, threads: int) -> list[str]:
    """Return how the part of the film is made that begins with a slide and ends where the next begins.

    `canvases` are that of the slide before, where it still goes away, and that of the slide.
    """
    slide = show.slides[number]
    count = length(show, number)
    slides = [(slide, 0, count)]
    if slide.faded:
        before = show.slides[number - 1]
        slides.insert(0, (before, before.seen - slide.faded, slide.faded))
    moved = [_moved(show, motion, place, *given) for place, given in enumerate(slides)]
    faded = f"xfade=duration={slide.faded / RATE:.6f}:offset=0"
    blended = [f"[{plane}0][{plane}1]{faded}[{plane}]" for plane in _PLANES] if slide.faded else []
    merged = "".join(f"[{plane}]" if slide.faded else f"[{plane}0]" for plane in _PLANES)
    tone = ",".join(("format=yuv420p", tagged(show.size)))
    graph = ";".join((*moved, *blended, f"{merged}mergeplanes=map1s=1:map2s=2:format=yuv420p,{tone}[film]"))
    reading = [option for path in canvases for option in _canvas(path, motion)]
    made = [*picture_encoding(threads=threads, crf=_CRF), *BARE, "-f", "mov", "-n", f"file:{target}"]
    return ["-v", "error", *reading, "-filter_complex", graph, "-map", "[film]", *made]


def length(show: Show, number: int) -> int:
    """Return how many pictures the part of the film has that begins with a slide."""
    end = show.slides[number + 1].begin if number + 1 < len(show.slides) else show.pictures
    return end - show.slides[number].begin


def _canvas(path: Path, motion: Motion) -> list[str]:
    size = f"{motion.canvas[0]}x{motion.canvas[1]}"
    kind = ("-f", "rawvideo", "-pixel_format", "yuv444p", "-video_size", size, "-framerate", str(RATE))
    return ["-protocol_whitelist", "file", *kind, "-i", f"file:{path}"]


def _moved(show: Show, motion: Motion, place: int, slide: Slide, first: int, count: int) -> str:
    """Return a graph from one canvas to its moving planes; those of colour are half as large from the start."""
    width, height = show.size
    sizes = {"y": (width, height), "u": (width // 2, height // 2), "v": (width // 2, height // 2)}
    planes = "".join(f"[{plane}in{place}]" for plane in _PLANES)
    links = [f"[{place}:v]extractplanes=y+u+v{planes}"]
    for plane, size in sizes.items():
        zoomed = moving(motion, size, first=first, count=count, total=slide.seen, is_inward=slide.is_inward)
        links.append(f"[{plane}in{place}]{zoomed}[{plane}{place}]")
    return ";".join(links)
