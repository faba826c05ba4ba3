"""Breaking a text into lines that fit a width and are about as long as each other. Pure.

Lines are as few as can be, then as even as can be, and rather end behind a comma than before one. Where a script
writes no spaces, a line may end between any two letters, but never before closing or behind opening marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec

from nemo_watch.studio.lettering.faces import Face, Ruler, ruler

_CLOSING = frozenset(
    "!%),.:;?]}¢°’”‰′″℃、。々〉》」』】〕〗〙〞！％），．：；？］｝～ーぁぃぅぇぉっゃゅょァィゥェォッャュョ…·・"
)
_OPENING = frozenset("([{£¥‘“〈《「『【〔〖〘〝（［｛￡￥＄")
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
_PAUSES = frozenset(",;:.!?—–")
_PAUSE_BONUS, _WIDE_PAUSE_BONUS, _PARTICLE_BONUS = 0.012, 0.2, 0.05
_WIDE_PAUSES = frozenset("。，；：！？、")
_PARTICLES = frozenset("的了着和与就はがをにでと")
"""Where words are not divided by spaces, one ends behind these, most likely."""
_WIDOW_COST = 0.02
_WIDOW = 0.25
"""Of the width: a last line shorter than this stands lost."""


class _Piece(msgspec.Struct, frozen=True):
    """What no line ends within; `gap` is the width of the space before it."""

    text: str
    width: float
    gap: float = 0.0


def wrapped(text: str, *, face: Face, size: float, width: float, spacing: float = 0.0) -> tuple[str, ...]:
    """Return a text as lines at most `width` pixels wide, letters set `size` pixels large in a face.

    Line ends of the text stay. A word that is wider than all of a line is broken.
    """
    measure = _Measure(ruler(face), size, spacing)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _balanced(_pieces(paragraph, measure, width), width) if paragraph.strip() else []
    return tuple(lines)


def fitted(
    text: str, *, face: Face, sizes: Sequence[float], width: float, most_lines: int, spacing: float = 0.0
) -> tuple[float, tuple[str, ...]]:
    """Return the first of some sizes in which a text needs no more than so many lines, and those; else the last."""
    for size in sizes[:-1]:
        if fits(text, face=face, size=size, width=width, most_lines=most_lines, spacing=spacing):
            return size, wrapped(text, face=face, size=size, width=width, spacing=spacing)
    return sizes[-1], wrapped(text, face=face, size=sizes[-1], width=width, spacing=spacing)


def fits(text: str, *, face: Face, size: float, width: float, most_lines: int, spacing: float = 0.0) -> bool:
    """Tell whether a text needs no more than so many lines in a size, with no word broken."""
    lines = wrapped(text, face=face, size=size, width=width, spacing=spacing)
    return len(lines) <= most_lines and not _is_broken(text, _Measure(ruler(face), size, spacing), width)


def width_of(text: str, *, face: Face, size: float, spacing: float = 0.0) -> float:
    """Return how many pixels wide a line of text runs; letters of other fonts are estimated."""
    return ruler(face).width(text, size=size, spacing=spacing)


def _is_broken(text: str, measure: _Measure, width: float) -> bool:
    """Tell whether a word is wider than a line."""
    return any(measure.of(part) > width for word in text.split() for part in _parts(word))


class _Measure(msgspec.Struct, frozen=True):
    ruler: Ruler
    size: float
    spacing: float

    def of(self, text: str) -> float:
        return self.ruler.width(text, size=self.size, spacing=self.spacing)


def _pieces(paragraph: str, measure: _Measure, most: float) -> list[_Piece]:
    pieces: list[_Piece] = []
    space = measure.of(" ")
    for word in paragraph.split():
        gap = space
        for part in _parts(word):
            for bit in _broken(part, measure, most):
                pieces.append(_Piece(bit, measure.of(bit), gap))
                gap = 0.0
    return pieces


def _parts(word: str) -> list[str]:
    """Split a word where a line may end inside it: between the letters of scripts that write no spaces."""
    parts = [word[0]]
    for letter in word[1:]:
        if _may_break(parts[-1][-1], letter):
            parts.append(letter)
        else:
            parts[-1] += letter
    return parts


def _may_break(before: str, after: str) -> bool:
    if after in _CLOSING or before in _OPENING or unicodedata.category(after).startswith("M"):
        return False
    return before == "-" or _is_unspaced(before) or _is_unspaced(after)


def _is_unspaced(letter: str) -> bool:
    if ord(letter) < 0x0E00:
        return False
    is_wide = unicodedata.east_asian_width(letter) in {"W", "F"}
    is_hangul = "HANGUL" in unicodedata.name(letter, "")
    return (is_wide and not is_hangul) or unicodedata.name(letter, "").startswith(_UNSPACED)


def _broken(part: str, measure: _Measure, most: float) -> list[str]:
    """Break what is wider than a line into pieces that are not."""
    if measure.of(part) <= most:
        return [part]
    bits = [""]
    for letter in part:
        if bits[-1] and not unicodedata.combining(letter) and measure.of(bits[-1] + letter) > most:
            bits.append("")
        bits[-1] += letter
    return bits


def _balanced(pieces: Sequence[_Piece], width: float) -> list[str]:
    """Choose the line ends: for each number of pieces from the left, the fewest lines and then the least cost."""
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        found: tuple[int, float, int] | None = None
        length = 0.0
        for begin in range(end - 1, -1, -1):
            length += pieces[begin].width + (pieces[begin + 1].gap if begin + 1 < end else 0.0)
            if length > width and begin < end - 1:
                break
            count, cost, _ = best[begin]
            is_last = end == len(pieces)
            now = (count + 1, cost + _cost(pieces[end - 1], length / width, is_last=is_last), begin)
            found = min(found, now) if found else now
        assert found is not None
        best.append(found)
    return _joined(pieces, best)


def _cost(last: _Piece, filled: float, *, is_last: bool) -> float:
    cost = (1 - filled) ** 2
    if is_last:
        return cost + (_WIDOW_COST if filled < _WIDOW else 0.0)
    mark = last.text[-1]
    if mark in _WIDE_PAUSES:
        return cost - _WIDE_PAUSE_BONUS
    return cost - (_PAUSE_BONUS if mark in _PAUSES else _PARTICLE_BONUS if mark in _PARTICLES else 0.0)


def _joined(pieces: Sequence[_Piece], best: Sequence[tuple[int, float, int]]) -> list[str]:
    lines: list[str] = []
    end = len(pieces)
    while end:
        begin = best[end][2]
        line = "".join(
            (" " if piece.gap and place else "") + piece.text for place, piece in enumerate(pieces[begin:end])
        )
        lines.append(line)
        end = begin
    return lines[::-1]
