"""How words look in a picture: titles large, subtitles where they are read, marks small in their corner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nemo_watch.studio.filters import Size
from nemo_watch.studio.lettering.document import Document, Style, Text, safe_margins
from nemo_watch.studio.lettering.faces import Face
from nemo_watch.studio.lettering.letters import cleaned
from nemo_watch.studio.lettering.lines import fitted, wrapped
from nemo_watch.studio.tracks import Words

_TITLE_SIZES = (0.11, 0.095, 0.08, 0.068, 0.056, 0.046, 0.038)
_SUBTITLE_SIZE, _MARK_SIZE = 0.05, 0.034
"""Parts of the picture's shorter side; a subtitle in an upright picture would be too wide otherwise."""
_LEAST_SIZE = 9.0
_MOST_TITLE_LINES = 3
_TITLE_FADE_SECONDS = 0.25
_SUBTITLE_WIDTH, _TITLE_WIDTH, _MARK_WIDTH = 0.82, 0.86, 0.45


def typeset(words: Sequence[Words], frame: Size, *, seconds: float | None) -> Document:
    """Return the document that draws words into pictures of a size; `seconds` is how long the result plays."""
    short = min(frame)
    end = seconds if seconds is not None else 360_000.0
    styles: dict[str, Style] = {}
    texts: list[Text] = []
    for number, one in enumerate(words):
        style, lines = _set(one, frame, short, name=f"{one.kind}{number}")
        style = styles.setdefault(_look(style), style)
        fade = min(_TITLE_FADE_SECONDS, ((one.end or end) - one.start) / 4) if one.kind == "title" else 0.0
        texts.append(
            Text(
                text="\n".join(lines),
                style=style.name,
                start=one.start,
                end=end if one.end is None else one.end,
                fade_in=fade,
                fade_out=fade,
                layer={"subtitle": 0, "mark": 1, "title": 2}[one.kind],
            )
        )
    return Document(frame=frame, styles=tuple(styles.values()), texts=tuple(texts))


def _look(style: Style) -> str:
    """Return what makes a style what it is, but for its name."""
    return f"{style.place} {style.size} {style.face} {style.opacity}"


def _set(words: Words, frame: Size, short: int, *, name: str) -> tuple[Style, tuple[str, ...]]:
    text = cleaned(words.text)
    margins = safe_margins(frame)
    if words.kind == "title":
        sizes = [max(_LEAST_SIZE, short * part) for part in _TITLE_SIZES]
        width = frame[0] * _TITLE_WIDTH
        size, lines = fitted(text, face=Face.DISPLAY, sizes=sizes, width=width, most_lines=_MOST_TITLE_LINES)
        place = {"top": "top", "bottom": "bottom"}.get(words.position, "center")
        return _title(name, size, place, margins), lines
    if words.kind == "subtitle":
        size = max(_LEAST_SIZE, short * _SUBTITLE_SIZE)
        lines = tuple(_spoken(text, size, frame[0] * _SUBTITLE_WIDTH))
        return _subtitle(name, size, margins), lines
    size = max(_LEAST_SIZE, short * _MARK_SIZE)
    lines = wrapped(text, face=Face.BOLD, size=size, width=frame[0] * _MARK_WIDTH)
    return _mark(name, size, words.position, margins), lines


def _spoken(text: str, size: float, width: float) -> Iterator[str]:
    """Yield the lines of a subtitle; those of its file stay where they fit."""
    for line in text.split("\n"):
        yield from wrapped(line, face=Face.BOLD, size=size, width=width)


def _title(name: str, size: float, place: str, margins: tuple[int, int]) -> Style:
    return Style(
        name=name,
        face=Face.DISPLAY,
        size=size,
        place=place,  # type: ignore[arg-type]
        margins=(margins[0], margins[1] * 2),
        outline=max(1.0, size * 0.03),
        outline_opacity=0.55,
        shadow=size * 0.12,
        shadow_opacity=0.55,
    )


def _subtitle(name: str, size: float, margins: tuple[int, int]) -> Style:
    return Style(
        name=name,
        face=Face.BOLD,
        size=size,
        place="bottom",
        margins=margins,
        outline=max(1.0, size * 0.07),
        outline_opacity=0.9,
        shadow=size * 0.08,
        shadow_opacity=0.4,
    )


def _mark(name: str, size: float, corner: str, margins: tuple[int, int]) -> Style:
    return Style(
        name=name,
        face=Face.BOLD,
        size=size,
        opacity=0.8,
        place=corner,  # type: ignore[arg-type]
        margins=(margins[0] * 3 // 4, margins[1] * 3 // 4),
        outline=max(0.75, size * 0.04),
        outline_opacity=0.35,
        shadow=size * 0.1,
        shadow_opacity=0.45,
    )
