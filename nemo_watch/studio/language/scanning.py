"""Walking through an instruction from left to right: every word ends up in exactly one part.

At each word the longest that fits wins: a phrase, a refused phrase ("don't mute it"), words without a wish. A
word that nothing fits is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache

import msgspec

from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.language.pattern import parse_pattern
from nemo_watch.studio.language.phrase import Phrase, Standing
from nemo_watch.studio.language.phrases import PHRASES
from nemo_watch.studio.language.vocabulary import COURTESY, JOINTS, THINGS
from nemo_watch.studio.language.words import Word, Wording

_PUNCTUATION = frozenset(",.;:!?。、…·|/\\()[]{}<>-&+\"'")


class Role(Enum):
    """What a part of an instruction is."""

    WISH = "an edit that is done"
    GRANTED = "refused, or done anyway: no edit"
    UNKNOWN = "a wish that is not understood or cannot be done"
    COURTESY = "politeness"
    JOINT = "joins one wish to the next, or ends one"
    THING = "what is worked on, and little words"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Words `first` up to but without `last` of an instruction, and what they are."""

    role: Role
    first: int
    last: int
    edits: tuple[Edit, ...] = ()
    standing: Standing | None = None
    says_format: bool = False

    @property
    def is_filler(self) -> bool:
        """Tell whether these words carry no wish."""
        return self.role in (Role.COURTESY, Role.JOINT, Role.THING)


def scan(wording: Wording) -> list[Part]:
    """Return the parts of an instruction, side by side, without a gap."""
    parts: list[Part] = []
    while (first := parts[-1].last if parts else 0) < len(wording.words):
        candidates = [
            *_phrases_at(wording, first),
            *_refusals_at(wording, first, parts),
            *_fillers_at(wording, first),
        ]
        rest = Part(role=_role_of_rest(wording.words[first]), first=first, last=first + 1)
        parts.append(max(candidates, key=lambda part: part.last, default=rest))
    return parts


def _role_of_rest(word: Word) -> Role:
    """Return what a word is that nothing fits; symbols such as % or © belong to what stands beside them."""
    if not word.is_mark:
        return Role.UNKNOWN
    return Role.JOINT if word.key in _PUNCTUATION else Role.THING


def _phrases_at(wording: Wording, first: int) -> Iterator[Part]:
    for phrase in _beginning_with(wording.key(first)):
        match = wording.match(phrase.expression, first)
        if match is None:
            continue
        edits = phrase.edits(match)
        role = Role.UNKNOWN if edits is None else Role.WISH if edits else Role.GRANTED
        yield Part(
            role=role,
            first=first,
            last=wording.behind(match),
            edits=edits or (),
            standing=phrase.standing,
            says_format=phrase.says_format(match),
        )


def _refusals_at(wording: Wording, first: int, before: list[Part]) -> Iterator[Part]:
    """Yield what stands behind a "don't", or behind the "or" that goes on with one."""
    goes_on = next((part.role is Role.GRANTED for part in reversed(before) if part.role is not Role.THING), False)
    for opener in (_opener("<not>"), _opener("<or>") if goes_on else None):
        match = wording.match(opener, first) if opener else None
        if match is None:
            continue
        behind = wording.behind(match)
        untouched = wording.match(_opener("<left alone>"), behind)
        if untouched is not None:
            yield Part(role=Role.GRANTED, first=first, last=wording.behind(untouched), standing=Standing.BARE)
        for refused in _phrases_at(wording, behind):
            yield _refused(refused, first)


def _refused(part: Part, first: int) -> Part:
    """Return what is left of a wish after a "don't": nothing, unless to refuse it is a wish of its own."""
    is_simple = part.standing in (Standing.FIRM, Standing.BARE) and not part.says_format
    if part.role is Role.WISH and is_simple:
        return Part(role=Role.GRANTED, first=first, last=part.last, standing=Standing.BARE)
    return Part(role=Role.UNKNOWN, first=first, last=part.last)


def _fillers_at(wording: Wording, first: int) -> Iterator[Part]:
    for role, patterns in ((Role.COURTESY, COURTESY), (Role.JOINT, JOINTS), (Role.THING, THINGS)):
        for pattern in patterns:
            match = wording.match(_opener(pattern), first) if _can_open(pattern, wording.key(first)) else None
            if match is not None:
                yield Part(role=role, first=first, last=wording.behind(match))


@lru_cache(maxsize=1000)
def _beginning_with(key: str) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in PHRASES if phrase.can_begin_with(key))


@lru_cache(maxsize=10_000)
def _can_open(pattern: str, key: str) -> bool:
    return parse_pattern(pattern).can_begin_with(key)


@cache
def _opener(pattern: str) -> re.Pattern[str]:
    return re.compile(parse_pattern(pattern).source)
