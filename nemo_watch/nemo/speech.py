"""What a backend says in one turn, put together from deltas and whole texts, each counted once."""

from __future__ import annotations

import re

MOST_TEXT_CHARACTERS = 100_000

_TEMPORARY_ISSUE = re.compile(r"I encountered a temporary issue", re.IGNORECASE)
_LONGEST_ISSUE_CHARACTERS = 400
_SENTENCE_ENDS = (".", "!", "?", ":", "…", "。", "！", "？")


class Speech:
    """Gathers texts in the order in which they come; what is beyond `MOST_TEXT_CHARACTERS` is dropped."""

    def __init__(self) -> None:
        self._said = ""
        self._pieces = 0
        self._pending = ""

    def add_delta(self, text: str) -> None:
        """Add a piece of a text that is still being written; the whole of it may follow."""
        self._pending = (self._pending + text)[:MOST_TEXT_CHARACTERS]

    def add(self, text: str) -> None:
        """Add a text, unless it is the whole of what was said in pieces before it."""
        if self._pending and _squeezed(text).startswith(_squeezed(self._pending)):
            self._pending = ""
        self._flush()
        if self._pieces > 1 and len(text) >= len(self._said) and _squeezed(text) == _squeezed(self._said):
            return
        self._append(text)

    def finish(self) -> tuple[str, str]:
        """Return the reply, and the complaint about a temporary issue where that is all that was said.

        Such a complaint after a good reply means nothing (the skills' documents say so) and is left out.
        """
        self._flush()
        said = self._said.strip()
        starts = [found.start() for found in _TEMPORARY_ISSUE.finditer(said)]
        trailing = [start for start in starts if len(said) - start <= _LONGEST_ISSUE_CHARACTERS]
        if not trailing:
            return said, ""
        before = said[: trailing[0]].strip()
        return (before, "") if before else ("", said)

    def _flush(self) -> None:
        """Count a text that was never said as a whole."""
        pending, self._pending = self._pending, ""
        if pending:
            self._append(pending)

    def _append(self, text: str) -> None:
        room = MOST_TEXT_CHARACTERS - len(self._said)
        if not text or room <= 0:
            return
        self._said += (_seam(self._said, text) + text)[:room]
        self._pieces += 1


def _squeezed(text: str) -> str:
    """Return a text without white space: a backend does not repeat it faithfully."""
    return "".join(text.split())


def _seam(before: str, after: str) -> str:
    """Return what belongs between two texts: sentences get lines of their own, word pieces stay joined."""
    begins_sentence = after[0].isupper() or not after[0].isascii()
    return "\n" if before.endswith(_SENTENCE_ENDS) and begins_sentence else ""
