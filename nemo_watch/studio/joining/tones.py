"""Colours of several files in one film: the same numbers mean other colours in SD than in HD.

ITU-R BT.601 and BT.709 differ in how red, green and blue are made of brightness and two differences of colour. A file
that does not say which it means is shown by its size, and so it is taken here; all are brought to what the film means.
"""

from __future__ import annotations

from nemo_watch.studio.facts import VideoStream
from nemo_watch.studio.filters import Size

SD, HD = "smpte170m", "bt709"
_LEAST_HD_SIDES = (1280, 720)
_KNOWN = {
    "bt709": HD,
    "bt470bg": SD,
    "smpte170m": SD,
    "smpte240m": "smpte240m",
    "fcc": "fcc",
    "bt2020nc": "bt2020",
    "bt2020c": "bt2020",
}
_OWN_COLOURS = ("rgb", "bgr", "gbr", "argb", "abgr", "0rgb", "0bgr", "pal8", "gray", "mono", "ya")
"""Beginnings of the pixel formats without such differences: ffmpeg makes those of SD of them."""


def tone_of(size: Size) -> str:
    """Return the name of the colours that a film of a size has."""
    return HD if max(size) >= _LEAST_HD_SIDES[0] or min(size) >= _LEAST_HD_SIDES[1] else SD


def toned_alike(stream: VideoStream, size: Size) -> tuple[str, ...]:
    """Return the filters that bring a picture, decoded and made 8-bit 4:2:0, to the colours of a film of a size."""
    wanted, own = tone_of(size), _own_tone(stream)
    changed = (f"scale=in_color_matrix={own}:out_color_matrix={wanted}",) if own != wanted else ()
    return (*changed, tagged(size))


def tagged(size: Size) -> str:
    """Return the filter that says of pictures which colours theirs are, those of a film of a size."""
    tone = tone_of(size)
    return f"setparams=range=limited:colorspace={tone}:color_primaries={tone}:color_trc={tone}"


def still_tone(picture: VideoStream) -> str:
    """Return the name of the colours of a still picture; JPEG means those of SD whatever its size (ITU-T T.871)."""
    return _KNOWN.get(picture.matrix, SD)


def _own_tone(stream: VideoStream) -> str:
    if stream.is_hdr:
        return HD  # that is what it is brought to on its way to SDR
    if stream.has_alpha or stream.pixel_format.startswith(_OWN_COLOURS):
        return SD
    return _KNOWN.get(stream.matrix) or tone_of((stream.width, stream.height))
