"""The picture filters that make a frame fit to be shown everywhere: progressive, SDR, square pixels, even sides.

Each function returns one link of a filter chain, or nothing where the source needs none. Only numbers from our own
facts go into a chain, never a word from a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.studio.facts import VideoStream

Size = tuple[int, int]

_GIF_RATE = 15
_GIF_WIDTH = 640
_LEAST_SIDE = 2
_CROPPED_SIDE = 16

_UNBURST = r"select=isnan(prev_selected_t)+gte(t-prev_selected_t\,0.003)"
"""Browsers record bursts of frames within a millisecond or two: no screen shows those, and players stumble."""


def even(side: float) -> int:
    """Return the even number of pixels at or below a side, at least 2: yuv420p has one colour for two pixels."""
    return max(_LEAST_SIDE, int(side) // 2 * 2)


def fitted(shown: Size, *, height: int | None, width: int | None, factor: float | None, upscale: bool = False) -> Size:
    """Return the size that a wish makes of a shown size: in proportion, even, and never larger but by `upscale`.

    A bare height counts on the short side of an upright picture: a 1080x1920 video is "1080p".
    """
    if factor is None:
        factor = _factor(shown, height=height, width=width)
    if upscale and factor > 1:
        return even(shown[0] * factor + 1), even(shown[1] * factor + 1)
    width, height = (min(even(side), even(side * min(1.0, factor) + 1)) for side in shown)
    return width, height


def _factor(shown: Size, *, height: int | None, width: int | None) -> float:
    if width and height:
        return min(width / shown[0], height / shown[1])
    if width:
        return width / shown[0]
    assert height is not None
    return height / min(shown)


def picture_chain(
    stream: VideoStream, target: Size, *, cuts: Sequence[str] = (), edits: Sequence[str] = ()
) -> list[str]:
    """Return the filters that bring a decoded, upright picture to `target` pixels as 8-bit 4:2:0 SDR.

    `cuts` choose the pictures that are kept; `edits` work on the picture of that size.
    """
    return [
        _UNBURST,
        *cuts,
        *_deinterlaced(stream),
        *_opaque(stream),
        *_toned(stream),
        *_cropped_to_even(stream),
        *_sized(target),
        "setsar=1",
        *(("format=yuv420p", *edits, "setsar=1") if edits else ()),
        "format=yuv420p",
    ]


def gif_chain(
    stream: VideoStream, target: Size, *, base: Size | None = None, cuts: Sequence[str] = (), edits: Sequence[str] = ()
) -> list[str]:
    """Return the filters of a GIF: fewer pictures, at most 640 pixels wide, with palettes of their own."""
    width = min(target[0], _GIF_WIDTH)
    height = even(target[1] * width / target[0])
    edited = (*_cropped_to_even(stream), *_sized(base), "setsar=1", *edits) if base and edits else ()
    return [
        *cuts,
        *_deinterlaced(stream),
        *_toned(stream),
        *edited,
        f"fps={_GIF_RATE}",
        f"scale={width}:{height}:flags=lanczos",
        "setsar=1",
        # a palette a picture: one for all of them would hold the whole video in memory until its end
        "split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1:dither=sierra2_4a",
    ]


def _deinterlaced(stream: VideoStream) -> list[str]:
    return ["bwdif=mode=send_frame:deint=interlaced"] if stream.interlaced else []


def _opaque(stream: VideoStream) -> list[str]:
    """Lay a picture with transparency on black: dropping the alpha would uncover what was hidden."""
    return ["format=gbrap", "premultiply=inplace=1", "format=gbrp"] if stream.has_alpha else []


def _toned(stream: VideoStream) -> list[str]:
    """Bring HDR to SDR: linear light, BT.709 primaries, highlights rolled off (ffmpeg's zscale and tonemap)."""
    if not stream.is_hdr:
        return []
    # what the file does not say is what HDR nearly always is: zscale converts nothing of unknown colours
    primaries = () if stream.primaries else ("setparams=color_primaries=bt2020",)
    matrix = () if stream.matrix else ("setparams=colorspace=bt2020nc",)
    return [
        *primaries,
        *matrix,
        "zscale=t=linear:npl=203",
        "format=gbrpf32le",
        "zscale=p=bt709",
        "tonemap=tonemap=mobius:desat=0",
        "zscale=t=bt709:m=bt709:r=tv",
    ]


def _cropped_to_even(stream: VideoStream) -> list[str]:
    """Drop the last row or column of an odd side; scaling by one pixel would blur the whole picture."""
    if min(stream.width, stream.height) < _CROPPED_SIDE or (stream.width | stream.height) % 2 == 0:
        return []
    return ["crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0"]


def _sized(target: Size) -> list[str]:
    """Scale to the target; a picture whose shape changes on the way (a shared window) is fitted in and padded."""
    width, height = target
    shape = f"lt(abs(dar/({width}/{height})-1),0.02)"
    fit_width = f"if({shape},{width},max(2,2*trunc(min({width},{height}*dar)/2)))"
    fit_height = f"if({shape},{height},max(2,2*trunc(min({height},{width}/dar)/2)))"
    return [
        f"scale=w='{fit_width}':h='{fit_height}':out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int",
        f"pad={width}:{height}:-1:-1",
    ]
