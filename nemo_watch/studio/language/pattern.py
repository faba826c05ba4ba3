"""The little language in which phrases are written, and what it is parsed to.

    trim [off] the first {time:length}     literal words; [ ] may be left out; { } a slot: name and kind
    from {:size}                           a slot without a name is matched and not read
    (cut|chop) <clip>                      ( | ) alternatives; < > a word group of the vocabulary
    (left{degrees=270}|right{degrees=90})  a mark: behind these words, this is said
    (<title>; [<place>]; {text:quote})     each once and in any order, with or without commas between

A piece of a pattern tells where it can end, for every place where it begins; `Walk` remembers the answers, which
makes the work on any text bounded, and lets all phrases share what their groups have found.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from nemo_watch.studio.language.families import FAMILY_GROUPS
from nemo_watch.studio.language.fillers import COMMAS, FILLER_GROUPS
from nemo_watch.studio.language.slots import SLOTS
from nemo_watch.studio.language.vocabulary import GROUPS
from nemo_watch.studio.language.words import Wording, keys

_TOKEN = re.compile(
    r"<(?P<group>[^<>]+)>|\{(?P<slot>\w*):(?P<kind>\w+)\}|\{(?P<mark>\w+)=(?P<value>[^{}]*)\}"
    r"|(?P<sign>[\[\]()|;])|(?P<words>[^<>{}\[\]()|;]+)"
)


_FEW = 8
"""Runs of words up to which looking at all is as fast as looking one up."""

_GROUPS = {**GROUPS, **FILLER_GROUPS, **FAMILY_GROUPS}


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
        self._known: dict[int, dict[Piece, Ends]] = {}

    def ends(self, piece: Piece, position: int) -> Ends:
        """Return the ends of a piece that begins at the word of a position."""
        if not piece.is_shared:
            return piece.ends(self, position)
        if piece.known is not None and not self.wording.can_open(piece.known, position):
            return {position: ()} if piece.may_be_empty else {}
        here = self._known.setdefault(position, {})
        found = here.get(piece)
        if found is None:
            found = here[piece] = piece.ends(self, position)
        return found

    def pass_by(self, position: int) -> None:
        """Forget what was found at the words before a position."""
        for passed in [place for place in self._known if place < position]:
            del self._known[passed]

    def longest(self, piece: Piece, position: int) -> tuple[int, tuple[Capture, ...]] | None:
        """Return the last end of a piece, or None where it does not match."""
        return max(self.ends(piece, position).items(), key=lambda found: found[0], default=None)


class Piece:
    """A piece of a pattern: whether it can match no word, and, where it is shared, the openers that are known.

    There are thousands of them, kept for good: they are small, and what is alike is there once.
    """

    __slots__ = ("is_shared", "known", "may_be_empty")

    def __init__(self, *, may_be_empty: bool = False) -> None:
        self.may_be_empty = may_be_empty
        self.is_shared = False
        self.known: frozenset[str] | None = None

    def share(self) -> None:
        """Let all phrases share what is found out about this piece."""
        self.known = self.openers()
        self.is_shared = True

    def openers(self) -> frozenset[str] | None:
        """Return the keys that this piece can begin with, None for any."""
        raise NotImplementedError

    def ends(self, walk: Walk, position: int) -> Ends:
        """Return where this piece can end."""
        raise NotImplementedError


class _Literal(Piece):
    __slots__ = ("keys",)

    def __init__(self, literal: tuple[str, ...]) -> None:
        super().__init__(may_be_empty=not literal)
        self.keys = literal

    def openers(self) -> frozenset[str]:
        return frozenset(self.keys[:1])

    def ends(self, walk: Walk, position: int) -> Ends:
        return {position + len(self.keys): ()} if walk.wording.has(self.keys, position) else {}


class _Slot(Piece):
    __slots__ = ("_kind", "_name", "_slot")

    def __init__(self, name: str, kind: str) -> None:
        super().__init__()
        self._name, self._kind, self._slot = name, kind, SLOTS[kind]
        self.share()

    def openers(self) -> frozenset[str] | None:
        return self._slot.openers

    def ends(self, walk: Walk, position: int) -> Ends:
        last = self._slot.end(walk.wording, position)
        if last is None:
            return {}
        return {last: (Capture(self._name, self._kind, position, last),) if self._name else ()}


class _Mark(Piece):
    __slots__ = ("_name", "_value")

    def __init__(self, name: str, value: str) -> None:
        super().__init__(may_be_empty=True)
        self._name, self._value = name, value

    def openers(self) -> None:
        return None

    def ends(self, _: Walk, position: int) -> Ends:
        return {position: (Capture(self._name, "", position, position, self._value),)}


class _Sequence(Piece):
    __slots__ = ("_pieces",)

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        super().__init__(may_be_empty=all(piece.may_be_empty for piece in pieces))
        self._pieces = pieces

    def openers(self) -> frozenset[str] | None:
        firm = next((place for place, piece in enumerate(self._pieces) if not piece.may_be_empty), len(self._pieces))
        return _openers_of_any(self._pieces[: firm + 1])

    def ends(self, walk: Walk, position: int) -> Ends:
        reached: Ends = {position: ()}
        for piece in self._pieces:
            further: Ends = {}
            for begin, said in reached.items():
                for end, more in (walk.ends(piece, begin) if piece.is_shared else piece.ends(walk, begin)).items():
                    further.setdefault(end, said + more)
            if not further:
                return further
            reached = further
        return reached


class _Unordered(Piece):
    """Pieces in any order, each at most once; those that may match no word may be missing."""

    __slots__ = ("_needed", "_pieces")

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self._needed = sum(1 << place for place, piece in enumerate(pieces) if not piece.may_be_empty)
        self._pieces = pieces
        super().__init__(may_be_empty=not self._needed)
        self.share()

    def openers(self) -> frozenset[str] | None:
        found = _openers_of_any(self._pieces)
        return None if found is None else found | COMMAS

    def ends(self, walk: Walk, position: int) -> Ends:
        reached: Ends = {}
        ways: dict[tuple[int, int], tuple[Capture, ...]] = {(position, 0): ()}
        waiting = [(position, 0)]
        for begin, used in waiting:
            said = ways[begin, used]
            if not self._needed & ~used:
                reached.setdefault(begin, said)
            for place, end, more in self._next(walk, begin, used):
                way = (end, used | 1 << place)
                if way not in ways:
                    ways[way] = said + more
                    waiting.append(way)
        return reached

    def _next(self, walk: Walk, begin: int, used: int) -> Iterator[tuple[int, int, tuple[Capture, ...]]]:
        """Yield each unused piece that comes next, where it ends, and what is said in it."""
        first = begin + 1 if walk.wording.key(begin) in COMMAS else begin
        for place, piece in enumerate(self._pieces):
            if not used >> place & 1:
                yield from ((place, end, said) for end, said in walk.ends(piece, first).items() if end > first)


class _Choice(Piece):
    """One of several pieces; those that are only words are kept together, many of them by the first word."""

    __slots__ = ("_branches", "_by_first", "_runs")

    def __init__(self, branches: tuple[Piece, ...], may_be_left_out: bool) -> None:
        super().__init__(may_be_empty=may_be_left_out or any(branch.may_be_empty for branch in branches))
        runs = tuple(branch.keys for branch in branches if isinstance(branch, _Literal) and branch.keys)
        self._branches = tuple(branch for branch in branches if not isinstance(branch, _Literal))
        self._runs = runs if len(runs) <= _FEW else ()
        self._by_first: dict[str, tuple[tuple[str, ...], ...]] | None = None
        if len(runs) > _FEW:
            self._by_first = {key: tuple(run for run in runs if run[0] == key) for key in {run[0] for run in runs}}

    def openers(self) -> frozenset[str] | None:
        found = _openers_of_any(self._branches)
        return None if found is None else found.union((run[0] for run in self._runs), self._by_first or ())

    def ends(self, walk: Walk, position: int) -> Ends:
        reached: Ends = {}
        key = walk.wording.key(position)
        for run in self._runs if self._by_first is None else self._by_first.get(key, ()):
            if run[0] == key and walk.wording.has(run, position):
                reached[position + len(run)] = ()
        for branch in self._branches:
            for end, said in (walk.ends(branch, position) if branch.is_shared else branch.ends(walk, position)).items():
                reached.setdefault(end, said)
        if self.may_be_empty:
            reached.setdefault(position, ())
        return reached


_MADE: dict[tuple[object, ...], Piece] = {}


def parse_pattern(pattern: str) -> Piece:
    """Return what a pattern stands for. Raises KeyError for an unknown group or kind of slot."""
    return _choice(_TOKEN.finditer(pattern))


def forget_what_is_alike() -> None:
    """Give back the memory that finding equal pieces took; for when all patterns are parsed."""
    _MADE.clear()


def _choice(tokens: Iterator[re.Match[str]], *, may_be_left_out: bool = False) -> Piece:
    """Return the alternatives up to the closing sign."""
    branches: list[list[list[Piece]]] = [[[]]]
    for token in tokens:
        sign = token["sign"]
        if sign in ("]", ")"):
            break
        if sign == "|":
            branches.append([[]])
        elif sign == ";":
            branches[-1].append([])
        elif not token[0].isspace():
            branches[-1][-1].append(_piece(token, tokens))
    choices = [_only_or(_Unordered, [_only_or(_Sequence, pieces) for pieces in branch]) for branch in branches]
    if len(choices) == 1 and not may_be_left_out:
        return choices[0]
    return _alike(_Choice, tuple(choices), may_be_left_out)


def _only_or(kind: type[_Sequence | _Unordered], pieces: list[Piece]) -> Piece:
    return pieces[0] if len(pieces) == 1 else _alike(kind, tuple(pieces))


def _alike(kind: Callable[..., Piece], *parts: object) -> Piece:
    """Return the one piece of a kind with these parts; where it is used twice, what is found out is shared."""
    made = _MADE.get((kind, *parts))
    if made is None:
        made = _MADE[kind, *parts] = kind(*parts)
    elif not isinstance(made, _Literal | _Mark):
        made.is_shared = True
    return made


def _piece(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> Piece:
    if token["sign"]:
        return _choice(tokens, may_be_left_out=token["sign"] == "[")
    if token["group"]:
        return _group(token["group"])
    if token["kind"]:
        return _slot(token["slot"], token["kind"])
    if token["mark"]:
        return _alike(_Mark, sys.intern(token["mark"]), sys.intern(token["value"]))
    return _literal(token["words"].strip())


def _literal(words: str) -> Piece:
    made = _MADE.get((words,))
    if made is None:
        made = _MADE[words,] = _alike(_Literal, tuple(map(sys.intern, keys(words))))
    return made


@cache
def _group(name: str) -> Piece:
    meant = parse_pattern(_GROUPS[name])
    meant.share()
    return meant


@cache
def _slot(name: str, kind: str) -> Piece:
    return _Slot(name, kind)


def _openers_of_any(pieces: tuple[Piece, ...]) -> frozenset[str] | None:
    found: set[str] = set()
    for piece in pieces:
        openers = piece.openers() if piece.known is None else piece.known
        if openers is None:
            return None
        found |= openers
    return frozenset(found)
