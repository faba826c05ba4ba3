r"""The document that is drawn: styles, and texts with their times. Pure: the same document is always the same bytes.

The form is Advanced SubStation Alpha v4+ as libass reads it (its `ass_parse.c` is what counts: `\{` and `\}` are
letters, a backslash is one unless a command follows).
"""

from __future__ import annotations

import base64
from typing import Literal

import msgspec

from nemo_watch.studio.lettering.faces import Face, Font, ruler
from nemo_watch.studio.lettering.letters import cleaned

Colour = tuple[int, int, int]
"""Red, green, blue, each from 0 to 255."""
Point = tuple[float, float]
Place = Literal["bottom-left", "bottom", "bottom-right", "left", "center", "right", "top-left", "top", "top-right"]

_PLACES = {
    name: number
    for number, name in enumerate(
        ("bottom-left", "bottom", "bottom-right", "left", "center", "right", "top-left", "top", "top-right"), start=1
    )
}
_SAFE = 0.05
"""Of each side: what stays free of text, for screens that cut edges off."""
_NO_BREAK = "\u200b"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_EMBEDDED = bytes.maketrans(_BASE64, bytes(range(33, 97)))
"""Fonts are written like base64, with other letters: each six bits and 33."""
_EMBEDDED_LINE = 80
_BOX, _NO_BOX = 4, 1
_OWN_DIRECTION = -1
"""Of a text: libass's encoding for "as its letters run", so that full stops of Arabic stand at its left."""
_BARS = "bars"
_DRAWN_UNIT = 16

_STYLE_FIELDS = (
    "Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, "
    "StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, "
    "Encoding"
)
_TEXT_FIELDS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """How text is set. `size` is pixels of an em, as designers count; each `opacity` is from 0 to 1.

    `mark_colour` is that of a text's marks. `outline`, `shadow` (soft, all around) and `box` (what a box shows around
    the text) are pixels. `margins` are kept free at the sides, and at top and bottom; `place` is where in the rest text
    stands.
    """

    name: str
    face: Face = Face.TEXT
    size: float
    colour: Colour = (255, 255, 255)
    opacity: float = 1.0
    spacing: float = 0.0
    outline: float = 0.0
    outline_colour: Colour = (0, 0, 0)
    outline_opacity: float = 1.0
    shadow: float = 0.0
    shadow_colour: Colour = (0, 0, 0)
    shadow_opacity: float = 0.5
    box: float = 0.0
    box_colour: Colour = (0, 0, 0)
    box_opacity: float = 0.6
    mark_colour: Colour | None = None
    place: Place = "center"
    margins: tuple[int, int] = (0, 0)

    @property
    def line_height(self) -> float:
        """Pixels from line to line where the text breaks by itself."""
        return self.size * ruler(self.face).metrics.line


class Text(msgspec.Struct, frozen=True):
    r"""A text that is seen from `start` to `end`, fading in and out over seconds; "\n" ends a line of it.

    `at` is where the style's `place` of it stands, in pixels, instead of the margins; it comes in from `since` to there
    over `moving` seconds. `marks` are parts of the text, begin and end, in the style's colour for them. Of texts that
    overlap, the one on the higher `layer` lies on top.
    """

    text: str
    style: str
    start: float
    end: float
    fade_in: float = 0.0
    fade_out: float = 0.0
    at: Point | None = None
    since: Point | None = None
    moving: float = 0.0
    layer: int = 0
    marks: tuple[tuple[int, int], ...] = ()


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A filled rectangle, seen from `start` to `end`; `at` is its upper left corner, in pixels.

    It grows to the right, from nothing to its width, over `growing` seconds.
    """

    at: Point
    size: Point
    colour: Colour = (255, 255, 255)
    opacity: float = 1.0
    start: float
    end: float
    fade_in: float = 0.0
    fade_out: float = 0.0
    growing: float = 0.0
    layer: int = 0


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All text of a film of so many pixels. Lines that are too long are broken by libass, at spaces: see `wrapped`."""

    frame: tuple[int, int]
    styles: tuple[Style, ...]
    texts: tuple[Text, ...]
    bars: tuple[Bar, ...] = ()

    def content(self) -> bytes:
        """Return the document with the fonts that it uses."""
        styles = {style.name: style for style in self.styles}
        used = {styles[text.style].face: None for text in self.texts}
        head = (
            *("[Script Info]", "ScriptType: v4.00+", "WrapStyle: 0", "ScaledBorderAndShadow: yes"),
            *(f"PlayResX: {self.frame[0]}", f"PlayResY: {self.frame[1]}", "YCbCr Matrix: None"),
            *("", "[V4+ Styles]", f"Format: {_STYLE_FIELDS}", *map(_style, self.styles)),
            *([_style(Style(name=_BARS, size=10, place="top-left"))] if self.bars else []),
        )
        fonts = [line for face in used for line in _embedded(face.value)]
        bars = [_bar(bar) for bar in self.bars]
        texts = [line for text in self.texts for line in _dialogues(text, styles[text.style])]
        lines = (*head, "", "[Fonts]", *fonts, "", "[Events]", f"Format: {_TEXT_FIELDS}", *bars, *texts, "")
        return "\n".join(lines).encode()


def safe_margins(frame: tuple[int, int]) -> tuple[int, int]:
    """Return the margins that keep text inside the title-safe area: 5 % of each side."""
    return round(frame[0] * _SAFE), round(frame[1] * _SAFE)


def escaped(text: str) -> str:
    """Return a text in which nothing is a command; line ends become the one command there is."""
    out = []
    for letter in cleaned(text):
        if letter == "\n":
            out.append("\\N")
        elif letter in "{}":
            out.append(f"\\{letter}")
        else:
            # a letter without width stands behind a backslash, so that it never meets one that makes it a command
            out.append(f"\\{_NO_BREAK}" if letter == "\\" else letter)
    return "".join(out)


def _style(style: Style) -> str:
    assert style.name.isidentifier(), style.name
    font = style.face.value
    fields = (
        *(style.name, font.family, f"{style.line_height:.3f}"),
        *(_colour(style.colour, style.opacity), "&H00FFFFFF", _colour(style.outline_colour, style.outline_opacity)),
        *(
            _colour(style.box_colour, style.box_opacity),
            -1 if font.is_bold else 0,
            0,
            0,
            0,
            100,
            100,
            f"{style.spacing:.3f}",
            0,
        ),
        *(_BOX if style.box else _NO_BOX, f"{style.outline:.3f}", f"{style.box:.3f}", _PLACES[style.place]),
        *(style.margins[0], style.margins[0], style.margins[1], _OWN_DIRECTION),
    )
    return f"Style: {','.join(map(str, fields))}"


def _colour(colour: Colour, opacity: float) -> str:
    return f"{_veil(opacity)[:-1]}{_tint(colour)[2:-1]}"


def _tint(colour: Colour) -> str:
    red, green, blue = colour
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def _veil(opacity: float) -> str:
    return f"&H{round((1 - opacity) * 255):02X}&"


def _dialogues(text: Text, style: Style) -> list[str]:
    """Return the lines that draw a text, the one of its shadow first: libass softens only outlines, so it is one."""
    lines = []
    if style.shadow:
        colour = f"\\1a&HFF&\\3c{_tint(style.shadow_colour)}\\3a{_veil(style.shadow_opacity)}\\4a&HFF&"
        soft = f"\\bord{style.outline + style.shadow / 2:g}\\blur{style.shadow:g}\\shad0{colour}"
        lines.append(_dialogue(text, style, soft, layer=2 * text.layer))
    return [*lines, _dialogue(text, style, "", layer=2 * text.layer + 1)]


def _dialogue(text: Text, style: Style, command: str, *, layer: int) -> str:
    command += _faded(text)
    if text.at and text.since and text.moving:
        points = ",".join(f"{side:.2f}" for side in (*text.since, *text.at))
        command += f"\\move({points},0,{round(text.moving * 1000)})"
    elif text.at:
        command += f"\\pos({text.at[0]:.2f},{text.at[1]:.2f})"
    begun = f"{{{command}}}" if command else ""
    times = f"{_time(text.start)},{_time(text.end)}"
    # the outline of a shadow has one colour
    marked = style.mark_colour is not None and "\\bord" not in command
    written = _marked(text, style) if marked else escaped(text.text)
    return f"Dialogue: {layer},{times},{style.name},,0,0,0,,{begun}{written}"


def _marked(text: Text, style: Style) -> str:
    assert style.mark_colour is not None
    written, since = "", 0
    for begin, end in text.marks:
        written += escaped(text.text[since:begin])
        written += f"{{\\1c{_tint(style.mark_colour)}}}{escaped(text.text[begin:end])}{{\\1c{_tint(style.colour)}}}"
        since = end
    return written + escaped(text.text[since:])


def _bar(bar: Bar) -> str:
    """Return the line that draws a bar, in sixteenths of a pixel."""
    command = f"\\pos({bar.at[0]:.2f},{bar.at[1]:.2f})\\1c{_tint(bar.colour)}\\1a{_veil(bar.opacity)}{_faded(bar)}"
    if bar.growing:
        command += f"\\fscx0\\t(0,{round(bar.growing * 1000)},\\fscx100)"
    width, height = (round(side * _DRAWN_UNIT) for side in bar.size)
    path = f"m 0 0 l {width} 0 {width} {height} 0 {height}"
    times = f"{_time(bar.start)},{_time(bar.end)}"
    return f"Dialogue: {2 * bar.layer},{times},{_BARS},,0,0,0,,{{{command}\\p5}}{path}{{\\p0}}"


def _faded(one: Text | Bar) -> str:
    if not (one.fade_in or one.fade_out):
        return ""
    return f"\\fad({round(one.fade_in * 1000)},{round(one.fade_out * 1000)})"


def _time(seconds: float) -> str:
    hundredths = max(0, round(seconds * 100))
    return f"{hundredths // 360_000}:{hundredths // 6000 % 60:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


def _embedded(font: Font) -> list[str]:
    written = base64.b64encode(font.path.read_bytes()).rstrip(b"=").translate(_EMBEDDED).decode("ascii")
    lines = [written[at : at + _EMBEDDED_LINE] for at in range(0, len(written), _EMBEDDED_LINE)]
    return [f"fontname: {font.path.stem}_0{font.path.suffix}", *lines]
