"""What a phrase is: a pattern, the edits that its slots become, and the company that it needs to count."""

from __future__ import annotations

from enum import Enum
from functools import cached_property

from nemo_watch.studio.language.building.basics import Builder
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.language.pattern import Capture, Piece, Walk, parse_pattern
from nemo_watch.studio.language.slots import SLOTS
from nemo_watch.studio.language.vocabulary import entries
from nemo_watch.studio.language.words import Wording


class Standing(Enum):
    """What a phrase needs around it in order to count."""

    FIRM = "counts wherever it is said, and not if it is refused (don't ...)"
    KEPT = "counts wherever it is said; to refuse it would be another wish"
    BARE = "counts, unless it stands beside words that were not understood"
    NOUN = "as BARE, and begins a clause: behind another wish it would be that wish's object (mute the music)"
    REASON = "says why: carries no wish beside another of the same kind, and is not understood alone"
    DETAIL = "completes a wish of the same kind that is said elsewhere, and does not count without one"
    VAGUE = "as FIRM, but gives way to a wish of the same kind that says how much (make it slower, 0.8x)"
    HINT = "as BARE, but gives way as VAGUE does (it is upside down: rotate it by 180)"
    WANTED = "as PART, and a joint parts it from other wishes (I only want the first minute, and no sound)"
    PART = "names a part of the video without a verb: counts alone, or beside a size or a format"


class Phrase:
    """One way to say a wish."""

    def __init__(self, pattern: str, build: Builder, standing: Standing) -> None:
        """Take a pattern, what its slots become, and where it counts."""
        self.pattern = pattern
        self.standing = standing
        self._build = build

    @cached_property
    def _piece(self) -> Piece:
        return parse_pattern(self.pattern)

    def openers(self) -> frozenset[str] | None:
        """Return the keys and signs at which this phrase is worth trying, None for all."""
        return self._piece.openers()

    def longest(self, walk: Walk, first: int) -> tuple[int, tuple[Capture, ...]] | None:
        """Return where the longest match at a word ends, and what is said in it; None where there is none."""
        found = walk.longest(self._piece, first)
        return None if found is None or found[0] == first else found

    def edits(self, wording: Wording, captures: tuple[Capture, ...]) -> tuple[Edit, ...] | None:
        """Return the edits of what was said, or None where it makes no sense or cannot be done."""
        said = {capture.name: _value(wording, capture) for capture in captures}
        return None if None in said.values() else self._build(said)


def _value(wording: Wording, capture: Capture) -> object | None:
    if not capture.kind:
        return capture.value
    return SLOTS[capture.kind].value(wording, capture.first, capture.last)


def phrases(standing: Standing, build: Builder, patterns: str) -> tuple[Phrase, ...]:
    """Return the phrases of a text with one pattern an entry, as `vocabulary.entries` tells them apart."""
    return tuple(Phrase(pattern, build, standing) for pattern in entries(patterns))
