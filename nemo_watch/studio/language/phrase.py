"""What a phrase is: a pattern, the edits that its slots become, and the company that it needs to count."""

from __future__ import annotations

import re
from enum import Enum
from functools import cached_property

from nemo_watch.studio.language.builders import Builder
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.language.pattern import Pattern, parse_pattern, slot_kinds
from nemo_watch.studio.language.slots import SLOTS


class Standing(Enum):
    """What a phrase needs around it in order to count."""

    FIRM = "counts wherever it is said, and not if it is refused (don't ...)"
    KEPT = "counts wherever it is said; to refuse it would be another wish"
    BARE = "counts, unless it stands beside words that were not understood"
    PART = "names a part of the video without a verb: counts alone, or beside a size or a format"


class Phrase:
    """One way to say a wish."""

    def __init__(self, pattern: str, build: Builder, standing: Standing) -> None:
        """Take a pattern, what its slots become, and where it counts."""
        self.pattern = pattern
        self.standing = standing
        self._build = build

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The pattern as a regular expression."""
        return re.compile(self._parsed.source)

    @cached_property
    def _parsed(self) -> Pattern:
        return parse_pattern(self.pattern)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return slot_kinds(self.pattern)

    def can_begin_with(self, key: str) -> bool:
        """Tell whether it is worth trying this phrase at a word."""
        return self._parsed.can_begin_with(key)

    def edits(self, match: re.Match[str]) -> tuple[Edit, ...] | None:
        """Return the edits of a match, or None where its words make no sense or cannot be done."""
        texts = {name: match[name] for name in self._kinds if match[name]}
        said = {name: SLOTS[self._kinds[name]].read(text) for name, text in texts.items()}
        return None if None in said.values() else self._build(said)

    def says_format(self, match: re.Match[str]) -> bool:
        """Tell whether the words of a match name a format instead of leaving it open."""
        return bool("format" in self._kinds and match["format"])


def phrases(standing: Standing, build: Builder, patterns: str) -> tuple[Phrase, ...]:
    """Return the phrases of a text with one pattern a line; lines that begin with # are comments."""
    lines = [line.strip() for line in patterns.splitlines()]
    return tuple(Phrase(line, build, standing) for line in lines if line and not line.startswith("#"))
