"""Splitting an instruction into words that are easy to compare and that know where they stood.

Knows nothing of edits or phrases. A word's `key` is what patterns see: folded to lower case and plain letters
(NFKC), curly quotes and dashes straightened. A Chinese character is a word, a number and the unit glued to it
are two, quoted text is one word that no pattern can look into. Numbers and units of time bear a sign
(`#5 s~seconds`).
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from nemo_watch.studio.language.numbers import is_number
from nemo_watch.studio.language.times import CLASSES

QUOTED = '"'
"""The key of a quoted text, whatever it says."""

_STRAIGHT = str.maketrans("’‘‛×✕–—−～~⁄", "'''xx-----/")

_UNIT_SIGNS = {unit: sign for sign, units in CLASSES.items() for unit in units.split()}

_SUFFIXES = "png|jpe?g|gif|webp|bmp|svg|mp4|m4v|mov|mkv|avi|webm|mp3|wav|m4a|aac|flac|ogg|srt|vtt|ass|ssa|txt|cube"
_HAN = r"\u3400-\u9fff"
_LETTER = rf"[^\W\d_{_HAN}]"

_WORD = re.compile(
    rf"""
      (?P<skipped> \s+ | [()\[\]] | (?<=\w)-(?=[^\W\d]) | (?<!\S)\.(?={_LETTER}{{2,4}}\b) )
    | (?P<quoted> “[^“”]*” | „[^“”„]*[“”] | "[^"]*" | (?<![^\W{_HAN}])'(?=\S)[^'\n]*+(?:'(?={_LETTER})[^'\n]*+)*+'
        | 「[^」]*」 | 『[^』]*』 | 《[^》]*》 | «[^»]*» )
    | (?<![a-z0-9_.])[a-z0-9_~./][a-z0-9_./-]{{0,80}}(?<=[a-z0-9_])\.(?:{_SUFFIXES})(?![a-z0-9])
    | [0-9]{{1,3}}(?::[0-9]{{1,2}}){{1,2}}(?:\.[0-9]+)?
    | [0-9]+(?:\.[0-9]+)?
    | (?<=[0-9]){_LETTER}+
    | x(?=[0-9.]+(?![\w]))
    | 小时 | 钟头 | 分钟 | 秒钟 | 毫秒 | [{_HAN}]
    | {_LETTER}(?:{_LETTER}|[0-9])*(?:'{_LETTER}+|\.(?:{_SUFFIXES})\b|(?<=\bh)\.26[45])*
    | [-=]> | .
    """,
    re.VERBOSE,
)


class Word(msgspec.Struct, frozen=True):
    """One word: its key, where it stands in the original text, and whether it begins a new line there."""

    key: str
    begin: int
    end: int
    opens_line: bool = False

    @property
    def is_mark(self) -> bool:
        """Tell whether this is punctuation or a symbol, which can carry no wish."""
        return not self.key[-1].isalnum() and self.key != QUOTED


class Wording:
    """An instruction as a line of keys, each with one space behind it, for patterns of whole words."""

    def __init__(self, text: str) -> None:
        """Split a text into words."""
        self.text = text
        self.words = split(text)
        self.line = "".join(f"{word.key} " for word in self.words)
        self.signs = [sign_of(word.key) for word in self.words]
        self._offsets = [0]
        for word in self.words:
            self._offsets.append(self._offsets[-1] + len(word.key) + 1)
        self._positions = {offset: position for position, offset in enumerate(self._offsets)}

    def key(self, position: int) -> str:
        """Return the key at a position, an empty one behind the end."""
        return self.words[position].key if position < len(self.words) else ""

    def sign(self, position: int) -> str:
        """Return the sign of the key at a position, an empty one behind the end."""
        return self.signs[position] if position < len(self.words) else ""

    def can_open(self, openers: frozenset[str], position: int) -> bool:
        """Tell whether the word of a position is among keys, or of a kind that a sign among them stands for."""
        if position >= len(self.words):
            return False
        return self.words[position].key in openers or self.signs[position] in openers

    def keys(self, first: int, last: int) -> str:
        """Return the words from `first` up to but without `last` as patterns see them."""
        return self.line[self._offsets[first] : self._offsets[last]]

    def end_of_line(self, first: int, last: int) -> int:
        """Return `last`, or a place before it where a new line begins behind the word `first`."""
        return next((place for place in range(first + 1, last) if self.words[place].opens_line), last)

    def match(self, pattern: re.Pattern[str], first: int) -> re.Match[str] | None:
        """Match a pattern at the word of this position."""
        return pattern.match(self.line, self._offsets[first])

    def behind(self, match: re.Match[str]) -> int:
        """Return the position of the word behind a match."""
        return self._positions[match.end()]

    def excerpt(self, first: int, last: int) -> str:
        """Return the words from `first` up to but without `last` as they were written, on one line."""
        return " ".join(self.text[self.words[first].begin : self.words[last - 1].end].split())


def split(text: str) -> tuple[Word, ...]:
    """Return the words of a text, each with its place in it."""
    folded, places = _fold(text)
    words, seen = [], 0
    for match in _WORD.finditer(folded):
        if match["skipped"]:
            continue
        begin, end = places[match.start()], places[match.end() - 1] + 1
        key = QUOTED if match["quoted"] else _signed(match[0])
        words.append(Word(key, begin, end, "\n" in text[seen:begin]))
        seen = end
    return tuple(words)


def keys(text: str) -> list[str]:
    """Return only the keys of a text, as patterns are made of them."""
    return [word.key for word in split(text)]


def sign_of(key: str) -> str:
    """Return # for a number, : for a time or a ratio, ~ for a unit of time, @ for the name of a file, else the key."""
    if key[0] == "#":
        return "#"
    if key[0] in "0123456789":
        return ":"
    if key[1:2] == "~":
        return "~"
    return "@" if "." in key[1:] else key


def _signed(key: str) -> str:
    if key in ("->", "=>"):
        return "→"
    return f"#{key}" if is_number(key) else f"{_UNIT_SIGNS.get(key, '')}{key}"


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text in plain lower-case letters, and for each of its characters its place in the text."""
    folded, places = [], []
    for place, character in enumerate(text):
        plain = unicodedata.normalize("NFKC", character.translate(_STRAIGHT)).casefold()
        folded.append(plain)
        places += [place] * len(plain)
    return "".join(folded), places
