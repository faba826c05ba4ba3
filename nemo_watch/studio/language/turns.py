"""Which of two wishes is done first, where words say so: "before you convert it, mute it", "mute it after trimming it".

Pure: parts in, the same parts out, in the order in which they are to be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nemo_watch.studio.language.fillers import ANDS, COMMAS, SENTENCE_ENDS, SPLITTERS
from nemo_watch.studio.language.scanning import Part, Role, Turn
from nemo_watch.studio.language.words import Wording

_GOING_ON = ANDS | {"并"}


def in_turn(parts: list[Part], wording: Wording) -> list[Part]:
    """Return parts in the order in which they are to be done."""
    ordered = parts
    for turn in parts:
        if turn.turn is not None:
            ordered = _turned(ordered, ordered.index(turn), wording)
    return ordered


def _turned(parts: list[Part], place: int, wording: Wording) -> list[Part]:
    """Return parts with the wishes on both sides of a turn exchanged, where they are done the other way round."""
    is_apart = place > 0 and _parts_clauses(parts[place - 1], wording)
    begin, end = place if is_apart else _begin(parts, place, wording), _end(parts, place + 1, wording)
    if parts[place].turn is Turn.BEFORE and begin == place:
        end = _next_wish(parts, place + 1, end, wording)
    following = _end(parts, end, wording)
    match parts[place].turn:
        case Turn.AFTER if _has_wishes(parts[begin:place]):  # mute it after trimming it
            return _exchanged(parts, begin, place, end)
        case Turn.AFTER if not _has_wishes(parts[end:following]):  # mute it, after trimming it
            return _exchanged(parts, _begin(parts, begin, wording), place, end)
        case Turn.BEFORE if not _has_wishes(parts[begin:place]):  # before trimming it, mute it
            return _exchanged(parts, place, end, following)
        case Turn.FIRST:  # 在转成MP4之前，先静音
            return _exchanged(parts, begin, place, end)
        case Turn.FIRST_OF_ALL:  # reverse it, but first mute it
            return _exchanged(parts, _sentence(parts, place, wording), place, end)
    return parts


def _exchanged(parts: list[Part], begin: int, middle: int, end: int) -> list[Part]:
    return [*parts[:begin], *parts[middle:end], *parts[begin:middle], *parts[end:]]


def _sentence(parts: list[Part], place: int, wording: Wording) -> int:
    """Return where the sentence begins that a place is in."""
    while place > 0 and not _opens_line(parts, place, wording):
        if wording.key(parts[place - 1].first) in SENTENCE_ENDS:
            break
        place -= 1
    return place


def _has_wishes(parts: Sequence[Part]) -> bool:
    return any(part.role is Role.WISH for part in parts)


def _begin(parts: list[Part], place: int, wording: Wording) -> int:
    """Return where the clause begins that ends before a place, or before the joints there."""
    while place > 0 and _parts_clauses(parts[place - 1], wording):
        place -= 1
    while place > 0 and not _parts_clauses(parts[place - 1], wording) and not _opens_line(parts, place, wording):
        place -= 1
    return place


def _end(parts: list[Part], place: int, wording: Wording) -> int:
    """Return where the clause ends that begins at a place, or behind the joints there."""
    while place < len(parts) and _parts_clauses(parts[place], wording):
        place += 1
    first = place
    while place < len(parts) and not _ends_clause(parts[place], wording):
        if place > first and _opens_line(parts, place, wording):
            break
        place += 1
    return place


def _next_wish(parts: list[Part], place: int, end: int, wording: Wording) -> int:
    """Return where a wish begins that nothing joins to the one before it: "before reversing mute it"."""
    wishes = [number for number in range(place, end) if parts[number].role is Role.WISH]
    apart = (
        number
        for before, number in pairwise(wishes)
        if wording.key(parts[number].first) in SPLITTERS
        and not any(part.role is Role.JOINT for part in parts[before:number])
    )
    return next(apart, end)


def _parts_clauses(part: Part, wording: Wording) -> bool:
    """Tell whether a part ends one clause and begins the next; an "and" goes on with one."""
    is_and = part.last == part.first + 1 and wording.key(part.first) in _GOING_ON
    return part.role is Role.JOINT and part.turn is None and not is_and


def _ends_clause(part: Part, wording: Wording) -> bool:
    """Tell whether a part ends a clause that may be a list: "before reversing, looping and muting it"."""
    is_listed = wording.key(part.first) in COMMAS and wording.is_gerund(part.last)
    return _parts_clauses(part, wording) and not is_listed


def _opens_line(parts: list[Part], place: int, wording: Wording) -> bool:
    return place < len(parts) and wording.words[parts[place].first].opens_line
