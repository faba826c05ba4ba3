"""Where the words of a film stand and how they come and go. Pure: a script in, a document out.

A title is large, in the middle of the height, under a short bar. A sentence is as large as lets it stand in a few
lines, its number above it; over a picture it stands low, where the picture was darkened. A thin line shows how far the
film has come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from nemo_watch.studio.explainer.breaking import LEADING, broken
from nemo_watch.studio.explainer.palettes import Palette
from nemo_watch.studio.explainer.reading import is_dense
from nemo_watch.studio.explainer.script import Scene, Script
from nemo_watch.studio.lettering import (
    Bar,
    Document,
    Face,
    Place,
    Point,
    Style,
    Text,
    fits,
    fitted,
    safe_margins,
    width_of,
)

_SIDE, _UPRIGHT_SIDE = 0.085, 0.09
"""What stays free of text at each side, in parts of the width: more than the safe area."""
_MIDDLE, _LOW, _UPRIGHT_LOW = 0.49, 0.87, 0.80
"""Where text has its middle, and where it ends over a picture, in parts of the height; apps cover the foot of upright
films with their own buttons."""
_TITLE_SIZES = (0.15, 0.135, 0.12, 0.105, 0.09, 0.078, 0.066, 0.056)
_SIZES = (0.098, 0.09, 0.082, 0.074, 0.066, 0.059, 0.053, 0.047)
_LARGE_SIZES, _LARGE_LINES = (0.14, 0.125, 0.112), 2
"""Of what is short."""
_LOW_SIZES = (0.08, 0.073, 0.066, 0.06, 0.054, 0.049, 0.044)
_FIGURE_SIZES = (0.22, 0.19, 0.16, 0.13)
"""Of letters, in parts of the shorter side."""
_FIGURE_LEADING = 1.3
_MOST_WIDTH, _MOST_HEIGHT = 0.76, 0.68
"""Of a picture that lies: a line that reaches all across is hard to read. Of each picture: there are lines at its top
and its foot."""
_ENTER_SECONDS, _STAGGER_SECONDS, _LEAVE_SECONDS = 0.45, 0.08, 0.25
_RISE = 0.022


class _Column(msgspec.Struct, frozen=True):
    """Where text may stand in a frame: from `left`, or up to `right`, around `middle` or down to `low`, so large."""

    left: float
    right: float
    middle: float
    low: float
    width: float
    height: float
    short: int
    is_upright: bool
    rise: float


class _Line(msgspec.Struct, frozen=True):
    """A line that is set: its style, what of it is marked, and how high it stands."""

    text: str
    style: Style
    height: float
    marks: tuple[tuple[int, int], ...] = ()


def typeset(script: Script, palette: Palette) -> Document:
    """Return the document with all words of a film."""
    column = _column(script)
    styles: dict[str, Style] = {}
    texts: list[Text] = []
    bars = list(_progress(script, palette))
    for scene in script.scenes:
        lines = _lines(scene, column, palette, is_low=bool(script.shots))
        styles |= {line.style.name: line.style for line in lines}
        top = _top(lines, column, is_low=bool(script.shots))
        texts += _entering(lines, scene, column, top)
        if scene.kind != "text":
            bars.append(_accent(scene, column, palette, top))
    header = _header(script, column)
    for style, text in header:
        styles[style.name] = style
        texts.append(text)
    return Document(frame=script.size, styles=tuple(styles.values()), texts=tuple(texts), bars=tuple(bars))


def _column(script: Script) -> _Column:
    width, height = script.size
    is_upright = width <= height
    left = width * (_UPRIGHT_SIDE if is_upright else _SIDE)
    return _Column(
        left=left,
        width=width - 2 * left if is_upright else width * _MOST_WIDTH,
        middle=height * _MIDDLE,
        low=height * (_UPRIGHT_LOW if is_upright and height > 1.2 * width else _LOW),
        right=width - left,
        height=height * _MOST_HEIGHT,
        short=min(width, height),
        is_upright=is_upright,
        rise=height * _RISE,
    )


def _lines(scene: Scene, column: _Column, palette: Palette, *, is_low: bool) -> list[_Line]:
    if scene.kind != "text":
        titles = _TITLE_SIZES[2:] if is_low else _TITLE_SIZES
        return list(_set(scene, column, palette, titles, 5 if column.is_upright else 3, is_low=is_low))
    sizes = _LOW_SIZES if is_low else _SIZES
    most = 3 if is_low and not column.is_upright else 4
    least = column.short * _LARGE_SIZES[-1]
    is_plain = not (is_low or scene.figure or is_dense(scene.text))
    if is_plain and fits(scene.text, face=Face.DISPLAY, size=least, width=column.width, most_lines=_LARGE_LINES):
        return list(_set(scene, column, palette, _LARGE_SIZES, _LARGE_LINES, is_low=False))
    lines = _set(scene, column, palette, sizes, most + 2 if column.is_upright else most, is_low=is_low)
    return [*_figure(scene, column, palette, is_low=is_low), *lines]


def _set(
    scene: Scene, column: _Column, palette: Palette, parts: Sequence[float], most_lines: int, *, is_low: bool
) -> Iterator[_Line]:
    sizes = [column.short * part for part in parts]
    size, lines = broken(scene.text, sizes=sizes, width=column.width, height=column.height, most_lines=most_lines)
    style = _style(f"{'text' if scene.kind == 'text' else 'title'}{round(size)}", size, palette, scene, is_low=is_low)
    yield from (
        _Line(line, style, size * LEADING, marks) for line, marks in zip(lines, _marks(scene, lines), strict=True)
    )


def _style(name: str, size: float, palette: Palette, scene: Scene, *, is_low: bool) -> Style:
    return Style(
        name=name,
        face=Face.DISPLAY,
        size=size,
        place="left" if not _is_leftward(scene.text) else "right",
        mark_colour=palette.accent,
        shadow=size * 0.14 if is_low else 0.0,
        shadow_opacity=0.45,
    )


def _is_leftward(text: str) -> bool:
    """Tell whether a text is written from right to left: Hebrew, Arabic and their neighbours."""
    return sum(1 for letter in text if 0x0590 <= ord(letter) <= 0x08FF) > len(text) / 3


def _marks(scene: Scene, lines: Sequence[str]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield for each line which parts of it are marked; a scene's spaces may have become line ends."""
    at = 0
    for line in lines:
        at = scene.text.find(line[:1], at)
        inside = [(max(begin, at) - at, min(end, at + len(line)) - at) for begin, end in scene.marks]
        yield tuple((begin, end) for begin, end in inside if begin < end)
        at += len(line)


def _figure(scene: Scene, column: _Column, palette: Palette, *, is_low: bool) -> Iterator[_Line]:
    """Yield the number of a scene as a line of its own, where it is not all that the scene says."""
    if not scene.figure or scene.figure == scene.text:
        return
    factor = 0.6 if is_low else 1.0
    sizes = [column.short * part * factor for part in _FIGURE_SIZES]
    size, lines = fitted(scene.figure, face=Face.DISPLAY, sizes=sizes, width=column.width, most_lines=1)
    style = Style(
        name=f"figure{round(size)}",
        face=Face.DISPLAY,
        size=size,
        colour=palette.accent,
        place="left",
        shadow=size * 0.08 if is_low else 0.0,
        shadow_opacity=0.4,
    )
    yield from (_Line(line, style, size * _FIGURE_LEADING) for line in lines)


def _top(lines: Sequence[_Line], column: _Column, *, is_low: bool) -> float:
    whole = sum(line.height for line in lines)
    return column.low - whole if is_low else column.middle - whole / 2


def _entering(lines: Sequence[_Line], scene: Scene, column: _Column, top: float) -> Iterator[Text]:
    """Yield the lines of a scene, each coming in a little later than the one above it."""
    haste = min(1.0, scene.seconds / 2)
    for number, line in enumerate(lines):
        is_right = line.style.place == "right"
        at: Point = (column.right if is_right else column.left, top + line.height / 2)
        late = number * _STAGGER_SECONDS * haste
        yield Text(
            text=line.text,
            style=line.style.name,
            start=scene.start + late,
            end=scene.start + scene.seconds,
            fade_in=_ENTER_SECONDS * haste,
            fade_out=_LEAVE_SECONDS * haste,
            at=at,
            since=(at[0], at[1] + column.rise),
            moving=_ENTER_SECONDS * haste,
            layer=1,
            marks=line.marks,
        )
        top += line.height


def _accent(scene: Scene, column: _Column, palette: Palette, top: float) -> Bar:
    """Return the short bar over a title."""
    thick = column.short * 0.011
    width = column.short * (0.13 if scene.kind == "title" else 0.08)
    is_right = _is_leftward(scene.text)
    left = column.right - width if is_right else column.left
    return Bar(
        at=(left, top - column.short * 0.055),
        size=(width, thick),
        colour=palette.accent,
        start=scene.start,
        end=scene.start + scene.seconds,
        fade_out=_LEAVE_SECONDS * min(1.0, scene.seconds / 2),
        growing=0.6 * min(1.0, scene.seconds / 2),
        layer=1,
    )


def _progress(script: Script, palette: Palette) -> Iterator[Bar]:
    """Yield a thin line at the foot, and over it how far the film has come; a single scene needs none."""
    if len(script.scenes) < 2:
        return
    width, height = script.size
    foot = safe_margins(script.size)[1]
    side = _column(script).left
    thick = max(2.0, min(script.size) * 0.0045)
    place: Point = (side, height - foot - thick)
    whole: Point = (width - 2 * side, thick)
    end = script.duration
    yield Bar(at=place, size=whole, opacity=0.18, start=0, end=end)
    yield Bar(at=place, size=whole, colour=palette.accent, opacity=0.9, start=0, end=end, growing=end, layer=1)


def _header(script: Script, column: _Column) -> Iterator[tuple[Style, Text]]:
    """Yield the title, small, at the top of all scenes behind it, where it fits into a line."""
    first = script.scenes[0]
    if first.kind != "title" or len(script.scenes) < 3:
        return
    size = column.short * 0.03
    if width_of(first.text, face=Face.BOLD, size=size) > column.width:
        return
    is_right = _is_leftward(first.text)
    side = column.right if is_right else column.left
    place: Place = "right" if is_right else "left"
    style = Style(name="header", face=Face.BOLD, size=size, opacity=0.75, place=place, shadow=size * 0.3)
    y = safe_margins(script.size)[1] + size * 1.1
    end = script.duration
    start = first.start + first.seconds
    yield style, Text(first.text, style.name, start, end, fade_in=0.5, fade_out=0.3, at=(side, y), layer=1)
