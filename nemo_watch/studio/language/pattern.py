"""The little language in which phrases are written, and what it is parsed to.

    trim [off] the first {time:length}     literal words; [ ] may be left out; { } a slot: name and kind
    from {:size}                           a slot without a name is matched and not read
    (cut|chop) <clip>                      ( | ) alternatives; < > a word group of the vocabulary
    (left{degrees=270}|right{degrees=90})  a mark: behind these words, this is said

A piece of a pattern tells where it can end, for every place where it begins; `Walk` remembers the answers, which
makes the work on any text bounded, and lets all phrases share what their groups have found.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from nemo_watch.studio.language.families import FAMILY_GROUPS
from nemo_watch.studio.language.slots import SLOTS
from nemo_watch.studio.language.vocabulary import GROUPS
from nemo_watch.studio.language.words import Wording, keys

_TOKEN = re.compile(
    r"<(?P<group>[^<>]+)>|\{(?P<slot>\w*):(?P<kind>\w+)\}|\{(?P<mark>\w+)=(?P<value>[^{}]*)\}"
    r"|(?P<sign>[\[\]()|])|(?P<words>[^<>{}\[\]()|]+)"
)


class Capture(NamedTuple):
    """What was said in a slot, words `first` up to but without `last`, or by a mark, which has a value and no kind."""

    name: str
    kind: str
    first: int
    last: int
    value: str = ""


Ends = dict[int, tuple[Capture, ...]]
"""The places behind the last word of a match, each with what was said on the way there."""


class Walk:
    """An instruction that is being matched, with what the pieces tried on it have found."""

    def __init__(self, wording: Wording) -> None:
        """Take an instruction."""
        self.wording = wording
        self._known: dict[tuple[Piece, int], Ends] = {}

    def ends(self, piece: Piece, position: int) -> Ends:
        """Return the ends of a piece that begins at the word of a position."""
        if piece.openers is not None and not self.wording.can_open(piece.openers, position):
            return {position: ()} if piece.may_be_empty else {}
        if not piece.is_shared:
            return piece.ends(self, position)
        found = self._known.get((piece, position))
        if found is None:
            found = self._known[piece, position] = piece.ends(self, position)
        return found

    def longest(self, piece: Piece, position: int) -> tuple[int, tuple[Capture, ...]] | None:
        """Return the last end of a piece, or None where it does not match."""
        return max(self.ends(piece, position).items(), key=lambda found: found[0], default=None)


class Piece:
    """A piece of a pattern: the keys that it can begin with (None: any), and whether it can match no word.

    There are tens of thousands of them, kept for good: they are small, and what is alike is there once.
    """

    __slots__ = ("is_shared", "may_be_empty", "openers")

    def __init__(self, openers: frozenset[str] | None, *, may_be_empty: bool = False, is_shared: bool = False) -> None:
        self.openers = None if openers is None else _one_of_all(openers)
        self.may_be_empty = may_be_empty
        self.is_shared = is_shared

    def ends(self, walk: Walk, position: int) -> Ends:
        """Return where this piece can end."""
        raise NotImplementedError


class _Literal(Piece):
    __slots__ = ("_keys",)

    def __init__(self, literal: tuple[str, ...]) -> None:
        super().__init__(frozenset(literal[:1]), may_be_empty=not literal)
        self._keys = literal

    def ends(self, walk: Walk, position: int) -> Ends:
        for step, key in enumerate(self._keys):
            if walk.wording.key(position + step) != key:
                return {}
        return {position + len(self._keys): ()}


class _Slot(Piece):
    __slots__ = ("_kind", "_name", "_slot")

    def __init__(self, name: str, kind: str) -> None:
        self._name, self._kind, self._slot = name, kind, SLOTS[kind]
        super().__init__(self._slot.openers, is_shared=True)

    def ends(self, walk: Walk, position: int) -> Ends:
        last = self._slot.end(walk.wording, position)
        if last is None:
            return {}
        return {last: (Capture(self._name, self._kind, position, last),) if self._name else ()}


class _Mark(Piece):
    __slots__ = ("_name", "_value")

    def __init__(self, name: str, value: str) -> None:
        super().__init__(None, may_be_empty=True)
        self._name, self._value = name, value

    def ends(self, _: Walk, position: int) -> Ends:
        return {position: (Capture(self._name, "", position, position, self._value),)}


class _Sequence(Piece):
    __slots__ = ("_pieces",)

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = tuple(pieces)
        openers: frozenset[str] | None = frozenset()
        may_be_empty = True
        for piece in pieces:
            if may_be_empty:
                openers = _united(openers, piece.openers)
            may_be_empty = may_be_empty and piece.may_be_empty
        super().__init__(openers, may_be_empty=may_be_empty)

    def ends(self, walk: Walk, position: int) -> Ends:
        reached: Ends = {position: ()}
        for piece in self._pieces:
            further: Ends = {}
            for begin, said in reached.items():
                for end, more in walk.ends(piece, begin).items():
                    further.setdefault(end, said + more)
            if not further:
                return further
            reached = further
        return reached


class _Choice(Piece):
    __slots__ = ("_branches", "_may_be_left_out")

    def __init__(self, branches: list[Piece], *, may_be_left_out: bool, is_shared: bool = False) -> None:
        openers: frozenset[str] | None = frozenset()
        for branch in branches:
            openers = _united(openers, branch.openers)
        may_be_empty = may_be_left_out or any(branch.may_be_empty for branch in branches)
        super().__init__(openers, may_be_empty=may_be_empty, is_shared=is_shared)
        self._branches, self._may_be_left_out = tuple(branches), may_be_left_out

    def ends(self, walk: Walk, position: int) -> Ends:
        reached: Ends = {}
        for branch in self._branches:
            for end, said in walk.ends(branch, position).items():
                reached.setdefault(end, said)
        if self._may_be_left_out:
            reached.setdefault(position, ())
        return reached


def parse_pattern(pattern: str) -> Piece:
    """Return what a pattern stands for. Raises KeyError for an unknown group or kind of slot."""
    return _choice(_TOKEN.finditer(pattern))


def _choice(tokens: Iterator[re.Match[str]], *, may_be_left_out: bool = False) -> Piece:
    """Return the alternatives up to the closing sign."""
    branches: list[list[Piece]] = [[]]
    for token in tokens:
        if token["sign"] in ("]", ")"):
            break
        if token["sign"] == "|":
            branches.append([])
        else:
            branches[-1].append(_piece(token, tokens))
    sequences = [pieces[0] if len(pieces) == 1 else _Sequence(pieces) for pieces in branches]
    if len(sequences) == 1 and not may_be_left_out:
        return sequences[0]
    return _Choice(sequences, may_be_left_out=may_be_left_out)


def _piece(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> Piece:
    if token["sign"]:
        return _choice(tokens, may_be_left_out=token["sign"] == "[")
    if token["group"]:
        return _group(token["group"])
    if token["kind"]:
        return _slot(token["slot"], token["kind"])
    if token["mark"]:
        return _Mark(token["mark"], token["value"])
    return _literal(tuple(map(sys.intern, keys(token["words"]))))


@cache
def _literal(words: tuple[str, ...]) -> Piece:
    return _Literal(words)


@cache
def _group(name: str) -> Piece:
    meant = parse_pattern(FAMILY_GROUPS.get(name) or GROUPS[name])
    return _Choice([meant], may_be_left_out=False, is_shared=True)


@cache
def _slot(name: str, kind: str) -> Piece:
    return _Slot(name, kind)


@cache
def _one_of_all(keys_of_piece: frozenset[str]) -> frozenset[str]:
    """Return the one set that stands for all sets with these keys."""
    return keys_of_piece


def _united(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other
