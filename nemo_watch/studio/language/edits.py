"""The edits that the studio performs, as `understand --json` prints them: plain data.

How people ask for an edit is the phrase table's business, how it is told `describing`'s, how it is done the plan's.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Format = Literal["mp4", "mov", "mkv", "webm", "gif", "mp3", "wav", "m4a", "aac"]
Quality = Literal["lossless", "high", "medium", "low"]

FORMATS: tuple[Format, ...] = get_args(Format)
SOUND_FORMATS = ("mp3", "wav", "m4a", "aac")

Fit = Literal["pad", "crop", "blur"]
Corner = Literal["top-left", "top-right", "bottom-left", "bottom-right"]


def _mp4() -> Format:
    return "mp4"


def _pad() -> Fit:
    return "pad"


def _center() -> Literal["top", "center", "bottom"]:
    return "center"


def _bottom_right() -> Corner:
    return "bottom-right"


def _replace() -> Literal["replace", "mix"]:
    return "replace"


def _name() -> Literal["name", "time"]:
    return "name"


def _fade() -> Literal["fade", "none"]:
    return "fade"


class _Edit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="edit"):
    """What all edits have in common: JSON names the edit, and leaves out what was not said."""


class Export(_Edit, frozen=True, kw_only=True, tag="export"):
    """Save the result in a format; a `quality` of None was not asked for."""

    # A factory, as a plain default would be left out of the JSON, where `format` always stands.
    format: Format = msgspec.field(default_factory=_mp4)
    quality: Quality | None = None


class Scale(_Edit, frozen=True, kw_only=True, tag="scale"):
    """Change the picture's size in pixels: a height, width and height, or a factor."""

    height: int | None = None
    width: int | None = None
    factor: float | None = None
    upscale: bool = False


class Aspect(_Edit, frozen=True, kw_only=True, tag="aspect"):
    """Change the picture's shape, "9:16": with bars, by cutting off, or over a blurred copy of itself."""

    ratio: str
    fit: Fit = msgspec.field(default_factory=_pad)


class Trim(_Edit, frozen=True, kw_only=True, tag="trim", omit_defaults=False):
    """Keep what lies between two times in seconds; negative counts from the end, an `end` of None is open."""

    start: float = 0.0
    end: float | None = None


class Cut(_Edit, frozen=True, kw_only=True, tag="cut"):
    """Take out what lies between two times in seconds; an `end` of None is open."""

    start: float
    end: float | None


class Speed(_Edit, frozen=True, kw_only=True, tag="speed"):
    """Play it faster (a factor above 1) or slower, sound and picture."""

    factor: float


class Rotate(_Edit, frozen=True, kw_only=True, tag="rotate"):
    """Turn the picture clockwise by 90, 180 or 270 degrees."""

    degrees: Literal[90, 180, 270]


class Flip(_Edit, frozen=True, kw_only=True, tag="flip"):
    """Mirror the picture: left and right (horizontal), or above and below."""

    axis: Literal["horizontal", "vertical"]


class Mute(_Edit, frozen=True, kw_only=True, tag="mute"):
    """Leave the sound out."""


class Volume(_Edit, frozen=True, kw_only=True, tag="volume"):
    """Multiply the loudness: 2.0 is twice as loud."""

    factor: float


class Normalize(_Edit, frozen=True, kw_only=True, tag="normalize"):
    """Bring the sound to the usual loudness (EBU R128, -16 LUFS)."""


class Fade(_Edit, frozen=True, kw_only=True, tag="fade", rename={"begin": "in", "end": "out"}):
    """Fade in and out, in seconds; None was not asked for."""

    begin: float | None = None
    end: float | None = None


class Title(_Edit, frozen=True, kw_only=True, tag="title"):
    """Show a text between two times in seconds; an `end` of None is that of the video."""

    text: str
    start: float = msgspec.field(default_factory=float)
    end: float | None = msgspec.field(default_factory=lambda: 3.0)
    position: Literal["top", "center", "bottom"] = msgspec.field(default_factory=_center)


class Subtitles(_Edit, frozen=True, kw_only=True, tag="subtitles"):
    """Draw subtitles into the picture, from a `file`, or from the one beside the video."""

    file: str | None = None


class Watermark(_Edit, frozen=True, kw_only=True, tag="watermark"):
    """Show a text, or a picture's `file`, in a corner all the time."""

    text: str | None = None
    file: str | None = None
    position: Corner = msgspec.field(default_factory=_bottom_right)


class Music(_Edit, frozen=True, kw_only=True, tag="music"):
    """Lay music under it, from a `file`, or the studio's own bed; `volume` 1.0 is as loud as it is."""

    file: str | None = None
    volume: float = msgspec.field(default_factory=lambda: 0.35)


class Merge(_Edit, frozen=True, kw_only=True, tag="merge"):
    """Join a picture with a sound file: in place of its own sound, or mixed with it."""

    mode: Literal["replace", "mix"] = msgspec.field(default_factory=_replace)


class Concat(_Edit, frozen=True, kw_only=True, tag="concat"):
    """Play all clips one after the other, by name or by time of capture."""

    order: Literal["name", "time"] = msgspec.field(default_factory=_name)


class Slideshow(_Edit, frozen=True, kw_only=True, tag="slideshow"):
    """Show pictures one after the other, each for some seconds."""

    seconds: float = msgspec.field(default_factory=lambda: 3.0)
    transition: Literal["fade", "none"] = msgspec.field(default_factory=_fade)


class Explain(_Edit, frozen=True, kw_only=True, tag="explain"):
    """Make a video of a text; None: by reading speed, or not said."""

    seconds: float | None = None
    voice: bool | None = None
    music: bool | None = None
    visuals: bool | None = None


class Fps(_Edit, frozen=True, kw_only=True, tag="fps"):
    """Show so many pictures in a second."""

    rate: float


class Limit(_Edit, frozen=True, kw_only=True, tag="limit"):
    """Make the file no larger than so many bytes."""

    bytes: int


class Compress(_Edit, frozen=True, kw_only=True, tag="compress"):
    """Make the file smaller."""


class Crop(_Edit, frozen=True, kw_only=True, tag="crop"):
    """Cut the picture down to a part of it, in pixels, or cut off its black bars."""

    width: int | None = None
    height: int | None = None
    x: int | None = None
    y: int | None = None
    bars: bool | None = None


class Deinterlace(_Edit, frozen=True, kw_only=True, tag="deinterlace"):
    """Make whole pictures of half ones."""


class Denoise(_Edit, frozen=True, kw_only=True, tag="denoise"):
    """Take noise out of the picture."""


class DenoiseSound(_Edit, frozen=True, kw_only=True, tag="denoise-sound"):
    """Take noise out of the sound: hiss, and what a room sounds like when nobody speaks."""


class Stabilize(_Edit, frozen=True, kw_only=True, tag="stabilize"):
    """Steady a shaky picture."""


class Reverse(_Edit, frozen=True, kw_only=True, tag="reverse"):
    """Play it backwards."""


class Grayscale(_Edit, frozen=True, kw_only=True, tag="grayscale"):
    """Take the colours out."""


class Silence(_Edit, frozen=True, kw_only=True, tag="silence"):
    """Cut out silences that are longer than so many seconds."""

    longer: float = msgspec.field(default_factory=lambda: 0.7)


class Loop(_Edit, frozen=True, kw_only=True, tag="loop"):
    """Play it so many times."""

    times: int


class Thumbnail(_Edit, frozen=True, kw_only=True, tag="thumbnail"):
    """Save the picture at a time in seconds, as a picture."""

    at: float


Edit = (
    Export
    | Scale
    | Aspect
    | Trim
    | Cut
    | Speed
    | Rotate
    | Flip
    | Mute
    | Volume
    | Normalize
    | Fade
    | Title
    | Subtitles
    | Watermark
    | Music
    | Merge
    | Concat
    | Slideshow
    | Explain
    | Fps
    | Limit
    | Compress
    | Crop
    | Deinterlace
    | Denoise
    | DenoiseSound
    | Stabilize
    | Reverse
    | Grayscale
    | Silence
    | Loop
    | Thumbnail
)
