"""The little language in which phrases are written, and its compilation to regular expressions.

    trim [off] the first {time:length}     literal words; [ ] may be left out; { } a slot: name and kind
    from {:size}                           a slot without a name is matched and not read
    (cut|chop) <clip>                      ( | ) alternatives; < > a word group of the vocabulary

A compiled pattern matches whole words only, and tries longer alternatives first. It repeats nothing without
bound, so that its work on any text is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from nemo_watch.studio.language.slots import SLOTS
from nemo_watch.studio.language.vocabulary import GROUPS
from nemo_watch.studio.language.words import keys

_TOKEN = re.compile(
    r"<(?P<group>[^<>]+)>|\{(?P<slot>\w*):(?P<kind>\w+)\}|(?P<sign>[\[\]()|])|(?P<words>[^<>{}\[\]()|]+)"
)


class Pattern(msgspec.Struct, frozen=True):
    """A piece of a pattern: its regular expression, and the keys that it can begin with (None: any)."""

    source: str
    openers: frozenset[str] | None = frozenset()
    may_be_empty: bool = True

    def __add__(self, other: Pattern) -> Pattern:
        """Return this piece followed by another."""
        openers = _united(self.openers, other.openers) if self.may_be_empty else self.openers
        return Pattern(self.source + other.source, openers, self.may_be_empty and other.may_be_empty)

    def __or__(self, other: Pattern) -> Pattern:
        """Return a choice of this piece, and else another."""
        return Pattern(
            f"{self.source}|{other.source}",
            _united(self.openers, other.openers),
            self.may_be_empty or other.may_be_empty,
        )

    def in_group(self, repeat: str = "") -> Pattern:
        """Return this piece as one unit, with "?" as one that may be left out."""
        return Pattern(f"(?:{self.source}){repeat}", self.openers, self.may_be_empty or bool(repeat))

    def can_begin_with(self, key: str) -> bool:
        """Tell whether it is worth trying this pattern at a word."""
        return self.openers is None or key in self.openers


def parse_pattern(pattern: str) -> Pattern:
    """Return a pattern ready to be compiled. Raises KeyError for an unknown group or kind of slot."""
    return _choice(_TOKEN.finditer(pattern))


def slot_kinds(pattern: str) -> dict[str, str]:
    """Return the names of a pattern's slots, those of its groups included, each with its kind."""
    kinds: dict[str, str] = {}
    for token in _TOKEN.finditer(pattern):
        if token["group"]:
            kinds |= slot_kinds(GROUPS[token["group"]])
        elif token["slot"]:
            kinds[token["slot"]] = token["kind"]
    return kinds


def _choice(tokens: Iterator[re.Match[str]]) -> Pattern:
    """Return the alternatives up to the closing sign, longer ones first."""
    branches = [Pattern("")]
    for token in tokens:
        if token["sign"] in ("]", ")"):
            break
        if token["sign"] == "|":
            branches.append(Pattern(""))
        else:
            branches[-1] += _piece(token, tokens)
    first, *others = sorted(branches, key=lambda branch: len(branch.source), reverse=True)
    for other in others:
        first |= other
    return first.in_group()


def _piece(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> Pattern:
    if token["sign"]:
        return _choice(tokens).in_group("?" if token["sign"] == "[" else "")
    if token["group"]:
        return parse_pattern(GROUPS[token["group"]])
    if token["kind"]:
        name = f"P<{token['slot']}>" if token["slot"] else ":"
        return Pattern(f"(?{name}{SLOTS[token['kind']].pattern})", None, may_be_empty=False)
    literal = keys(token["words"])
    return Pattern("".join(f"{re.escape(key)} " for key in literal), frozenset(literal[:1]), may_be_empty=not literal)


def _united(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other
