"""From a text as it is given to one that can be drawn: not too long, no endless words, letters that a font has.

Which fonts the machine has is the only thing that is asked of it.
"""

from __future__ import annotations

import re

from nemo_watch.errors import FinalError
from nemo_watch.studio.lettering import cleaned, missing_letters, without
from nemo_watch.texts import cut

MOST_LETTERS = 20_000
"""More than can be read in a film of the greatest length."""
_ENDLESS = re.compile(r"[^\s\u0e00-\u109f\u1780-\u17ff\u2e80-\U0010ffff]{101,}|[^\w\s]{61,}")
_MOST_OF_A_WORD = 60
"""What has no place to break would fill the frame with letters; scripts that write no spaces have such places."""
_RULING = frozenset("=-_*~#|+:")
_MOST_NAMED = 12
_MOST_MISSING = 0.4


def drawable(text: str, notes: list[str]) -> str:
    """Return what of a text can be drawn, and note what was left out.

    Raises FinalError where no font has its letters.
    """
    return _with_letters_of_fonts(_taken(text, notes), notes)


def _taken(text: str, notes: list[str]) -> str:
    text = text.strip()
    if len(text) > MOST_LETTERS:
        notes.append(f"The text is long: its first {MOST_LETTERS:,} letters were taken.")
        text = cut(text, MOST_LETTERS)
    given = cleaned(text)
    taken = _ENDLESS.sub(_ended, given)
    if taken != given:
        notes.append(f"What is longer than a line and has no spaces was shortened to {_MOST_OF_A_WORD} letters.")
    return taken


def _ended(word: re.Match[str]) -> str:
    """Return the beginning of an endless word; a line that is drawn with marks stays, for it is not shown."""
    return word[0] if set(word[0]) <= _RULING else word[0][:_MOST_OF_A_WORD] + "…"


def _with_letters_of_fonts(text: str, notes: list[str]) -> str:
    """Return the text without the letters that no font has. Raises FinalError where not enough of it is left."""
    missing = missing_letters(text)
    if not missing:
        return text
    lost = sum(text.count(letter) for letter in missing) / max(1, sum(letter.isalnum() for letter in text))
    named = missing[:_MOST_NAMED] + ("…" if len(missing) > _MOST_NAMED else "")
    if lost > _MOST_MISSING:
        raise FinalError(
            f"No font on this machine can draw the letters of the text: {named}",
            hint="Install a font that has them (for Chinese, Japanese and Korean: fonts-noto-cjk), then try again.",
        )
    notes.append(f"No font on this machine can draw {named}: left out.")
    return without(text, missing)
