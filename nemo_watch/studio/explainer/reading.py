"""How long it takes to read a text, or to say it. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

WORDS_A_SECOND = 2.8
LETTERS_A_SECOND = 4.5
"""Of scripts in which a letter is a word or a syllable: Chinese, Japanese. A picture among letters takes as long."""
_UNSPACED_LETTERS_A_SECOND = 13.5
_UNSPACED = (range(0x0E00, 0x10A0), range(0x1780, 0x1800))
"""Thai, Lao, Tibetan, Burmese, Khmer: letters like ours, but words are not divided."""
_LONG_WORD, _MOST_WORDS = 12, 4.0
"""A word as long as two is read like two, but nobody reads an address to its end."""
_LEAST_PLAIN = 3
_PAUSE_SECONDS = 0.6
LEAST_SECONDS = 2.0

_WORD = re.compile(r"[^\s]+")


def reading_seconds(text: str) -> float:
    """Return how long reading takes, without the time that the eye needs to find the beginning."""
    return reading_progress(text)[-1]


def reading_progress(text: str) -> list[float]:
    """Return how long it takes to read a text up to each of its letters, and to its end."""
    spent = [0.0] * (len(text) + 1)
    for word in _WORD.finditer(text):
        for place, letter in enumerate(word[0], start=word.start() + 1):
            spent[place] = _letter_seconds(letter)
        spent[word.end()] += _plain_seconds(word[0])
    return list(accumulate(spent))


def shown_seconds(text: str) -> float:
    """Return how long a text is shown so that it is read without haste."""
    return max(LEAST_SECONDS, reading_seconds(text) + _PAUSE_SECONDS)


def is_dense(text: str) -> bool:
    """Tell whether most of a text is written without spaces, like Chinese."""
    return sum(map(_is_dense, text)) > len(text) / 2


def _plain_seconds(word: str) -> float:
    """Return how long it takes to read a word, but for those of its letters that are words themselves."""
    dense = sum(1 for letter in word if _letter_seconds(letter))
    rest = len(word) - dense
    if not any(letter.isalnum() for letter in word) or not rest or (dense and rest < _LEAST_PLAIN):
        return 0.0
    return max(1.0, min(_MOST_WORDS, rest / _LONG_WORD)) / WORDS_A_SECOND


def _letter_seconds(letter: str) -> float:
    """Return how long reading a letter takes that is more than a part of a word."""
    if any(ord(letter) in letters for letters in _UNSPACED):
        return 1 / _UNSPACED_LETTERS_A_SECOND
    return 1 / LETTERS_A_SECOND if _is_dense(letter) or unicodedata.category(letter) == "So" else 0.0


def _is_dense(letter: str) -> bool:
    return ord(letter) > 0x2E7F and unicodedata.category(letter).startswith("L") and not _is_hangul(letter)


def _is_hangul(letter: str) -> bool:
    return 0xAC00 <= ord(letter) <= 0xD7A3
