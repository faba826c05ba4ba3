"""Text files as people save them: decoded, cleaned of what is not seen, and cut where a sentence ends."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

_KEPT_CONTROLS = frozenset("\n\t")
_ENDS = ("\n\n", "\n", ". ", "。", " ")


def read_text(path: Path, *, most_characters: int | None) -> str:
    """Return what a text file says, in at most so many characters, cut at the end of a paragraph, sentence or word.

    With None, all of it. UTF-8 and UTF-16 are told by their marks or by being valid; anything else is read as
    Windows-1252. Raises OSError.
    """
    with path.open("rb") as file:
        data = file.read(-1 if most_characters is None else 4 * most_characters + 4)
    text = cleaned(decoded(data))
    return text if most_characters is None else cut(text, most_characters)


def decoded(data: bytes) -> str:
    """Return bytes as text; where the last character is incomplete, the reading stopped in it."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def cleaned(text: str) -> str:
    """Return a text without what is not seen: control characters, marks that turn the direction of writing."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in _KEPT_CONTROLS or not _is_hidden(letter)).strip()


def cut(text: str, most: int) -> str:
    """Return at most so many characters of a text, up to the end of a paragraph, a sentence or a word."""
    if len(text) <= most:
        return text
    part = text[:most]
    ends = (part.rfind(mark) for mark in _ENDS)
    end = next((place for place in ends if place > most // 2), most)
    return part[: end + 1].rstrip()


def _is_hidden(letter: str) -> bool:
    # joiners are format characters too, but they shape emoji and several scripts
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in "\u200c\u200d"
