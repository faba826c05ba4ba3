"""Walking through an instruction from left to right: every word ends up in exactly one part.

At each word the longest that fits wins: a phrase, a refused phrase ("don't mute it"), words without a wish. A
word that nothing fits is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from itertools import takewhile
from typing import NamedTuple

import msgspec

from nemo_watch.studio.language.edits import Cut, Edit, Limit, Silence, Title, Trim, Watermark
from nemo_watch.studio.language.fillers import ANDS, COURTESY, JOINTS, SPLITTERS, THINGS
from nemo_watch.studio.language.pattern import Piece, Walk, forget_what_is_alike, parse_pattern
from nemo_watch.studio.language.phrase import Standing
from nemo_watch.studio.language.table import PHRASES
from nemo_watch.studio.language.table.removing import REMOVABLE
from nemo_watch.studio.language.words import LEANING_BACK, LEANING_FORWARD, QUOTED, Word, Wording

_PUNCTUATION = frozenset(",.;:!?。、…·|/\\()[]{}-&+\"'≤≥")
_REFUSABLE = (Standing.FIRM, Standing.BARE, Standing.NOUN, Standing.VAGUE, Standing.HINT)
_TRIMMING = frozenset(["trim", "crop", "clip"])
_NEEDS = frozenset(["need", "have", "necessary", "needed", "required"])
"""Words that refuse less firmly than "don't" does, and may refuse all that follows."""
_SEPARATORS = frozenset(",、.;:!?。")
_MUTE_OR_SILENCES = "静 音 "
"""A wish of its own, or a thing to be taken away: 去掉黑边，静音 and 去掉黑边和静音."""


class Role(Enum):
    """What a part of an instruction is."""

    WISH = "an edit that is done"
    GRANTED = "refused, or done anyway: no edit"
    UNKNOWN = "a wish that is not understood or cannot be done"
    COURTESY = "politeness"
    JOINT = "joins one wish to the next, or ends one"
    THING = "what is worked on, and little words"


class Turn(Enum):
    """What words say of the order in which the wishes on both sides of them are done."""

    BEFORE = "what follows is done after the other one"
    AFTER = "what follows is done before the other one"
    FIRST = "what follows is done before the wish that stands before it"
    FIRST_OF_ALL = "what follows is done before all others of its sentence"


_TURNS = (
    (Turn.BEFORE, "before [(you|we|i) [have]|it is|it's|having]"),
    (Turn.AFTER, "(after|once) [(you|we|i) [have|are done|are finished]|it is|it's|it has been|having]"),
)
_FILLERS = ((Role.COURTESY, COURTESY), (Role.JOINT, JOINTS), (Role.THING, THINGS))


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Words `first` up to but without `last` of an instruction, and what they are."""

    role: Role
    first: int
    last: int
    edits: tuple[Edit, ...] = ()
    standing: Standing | None = None
    says_format: bool = False
    turn: Turn | None = None

    @property
    def is_filler(self) -> bool:
        """Tell whether these words carry no wish."""
        return self.role in (Role.COURTESY, Role.JOINT, Role.THING)

    def given_up(self) -> Part:
        """Return these words as not understood."""
        return msgspec.structs.replace(self, role=Role.UNKNOWN, edits=(), standing=None)

    def granted(self) -> Part:
        """Return these words as a wish that needs no edit."""
        return msgspec.structs.replace(self, role=Role.GRANTED, edits=(), standing=None)


def scan(wording: Wording) -> list[Part]:
    """Return the parts of an instruction, side by side, without a gap."""
    parts: list[Part] = []
    walk = Walk(wording)
    while (first := parts[-1].last if parts else 0) < len(wording.words):
        candidates = [*_not_removable_at(walk, first, parts), *_phrases_at(walk, first)]
        candidates += _refusals_at(walk, first, parts)
        candidates += [*_also_removed_at(walk, first, parts), *_removed_below_at(walk, first)]
        candidates += [*_turns_at(walk, first, parts), *_fillers_at(walk, first)]
        rest = Part(role=_role_of_rest(wording.words[first]), first=first, last=first + 1)
        parts.append(max(candidates, key=lambda part: part.last, default=rest))
        walk.pass_by(parts[-1].last)
    return parts


def _also_removed_at(walk: Walk, first: int, before: list[Part]) -> Iterator[Part]:
    """Yield what goes on with a list of removed things: "remove the noise, the audio and the first 5 seconds"."""
    opener = walk.longest(_parsed("<going on>"), first)
    if opener is None or not before or before[-1].role is not Role.WISH:
        return
    verb = walk.longest(_parsed("<remove>|<去掉>|reduce|clean up|fix|<going on>"), before[-1].first)
    if verb is None:
        return
    joint = walk.wording.keys(first, opener[0])
    is_comma = joint == ", "
    for part in _removable_at(walk, first, opener[0]):
        is_mute = walk.wording.keys(opener[0], part.last) == _MUTE_OR_SILENCES and (
            is_comma or (joint == "、 " and not isinstance(before[-1].edits[-1], Silence))
        )
        if is_mute:
            continue
        is_part = is_comma and isinstance(part.edits[0], Trim | Cut)
        if is_part and walk.longest(_parsed("[,] (and|&|和|与|及)"), part.last) is None:
            continue  # "trim the first 5 seconds, 1:00-1:10"
        if _ends_wish(walk, part.last):
            yield part


def _removed_below_at(walk: Walk, first: int) -> Iterator[Part]:
    """Yield what is said before the verb that takes it away, and something else with it: 把声音和黑边去掉."""
    opener = walk.longest(_parsed("把|将"), first)
    for part in _removable_at(walk, first, opener[0]) if opener else ():
        joint = walk.longest(_parsed("<going on>"), part.last)
        others = _removable_at(walk, part.last, joint[0]) if joint else ()
        if any(walk.longest(_parsed("<去掉>"), other.last) for other in others):
            yield part


def _removable_at(walk: Walk, first: int, behind: int) -> Iterator[Part]:
    """Yield what can be taken away as parts that begin at `first`, named from `behind` on."""
    for place in _places(_index().removable, walk.wording, behind):
        phrase = REMOVABLE[place]
        found = phrase.longest(walk, behind)
        edits = phrase.edits(walk.wording, found[1]) if found else None
        if found and edits:
            yield Part(role=Role.WISH, first=first, last=found[0], edits=edits, standing=phrase.standing)


def _ends_wish(walk: Walk, last: int) -> bool:
    """Tell whether a wish can end before a word: nothing stands there, or what parts it from the next."""
    if last == len(walk.wording.words) or walk.wording.key(last) in _SEPARATORS:
        return True
    return any(part.role in (Role.JOINT, Role.COURTESY) for part in _fillers_at(walk, last))


def _not_removable_at(walk: Walk, first: int, before: list[Part]) -> Iterator[Part]:
    """Yield what would be added if it stood alone, and was to be removed: "remove the audio and the subtitles"."""
    if len(before) < 2 or before[-1].role is not Role.JOINT:
        return
    joint = walk.wording.key(before[-1].first)
    clause = takewhile(lambda part: part.role is not Role.JOINT, reversed(before[:-1]))
    verb = _parsed("<remove>|<去掉>|<going on>")
    verbs = (part.first for part in clause if walk.wording.key(part.first) not in _TRIMMING)
    thing = walk.longest(_parsed("<embellishment>|<subtitles>|<tune>|<配乐>|<mark>|<水印>|字幕"), first)
    if thing is None or not any(walk.longest(verb, place) for place in verbs):
        return
    is_listed = joint == "," and walk.longest(_parsed("[,] (and|&|和|与|及)"), thing[0])
    if is_listed or (joint in ANDS and _ends_wish(walk, thing[0])):
        yield Part(role=Role.UNKNOWN, first=first, last=thing[0])


def _role_of_rest(word: Word) -> Role:
    """Return what a word is that nothing fits; symbols such as % or © belong to what stands beside them."""
    if word.key in LEANING_BACK or word.key in LEANING_FORWARD:
        return Role.THING
    if not word.is_mark:
        return Role.UNKNOWN
    return Role.JOINT if word.key in _PUNCTUATION else Role.THING


def _phrases_at(walk: Walk, first: int) -> Iterator[Part]:
    if walk.wording.key(first) in _SEPARATORS:
        return
    for place in _places(_index().phrases, walk.wording, first):
        phrase = PHRASES[place]
        found = phrase.longest(walk, first)
        if found is None:
            continue
        last, captures = found
        edits = phrase.edits(walk.wording, captures)
        yield Part(
            role=Role.UNKNOWN if edits is None else Role.WISH if edits else Role.GRANTED,
            first=first,
            last=last,
            edits=edits or (),
            standing=phrase.standing,
            says_format=any(capture.name == "format" for capture in captures),
        )


def _refusals_at(walk: Walk, first: int, before: list[Part]) -> Iterator[Part]:
    """Yield what stands behind a "don't", or behind the "or" that goes on with one."""
    for group in ("<not>", "[,] <or>"):
        opener = walk.longest(_parsed(group), first)
        if opener is None or (group != "<not>" and not _ends_refused(before)):
            continue
        behind = opener[0]
        untouched = walk.longest(_parsed("<left alone> [<needed>]"), behind)
        if untouched is not None:
            yield Part(role=Role.GRANTED, first=first, last=untouched[0], standing=Standing.BARE)
        for wish in _phrases_at(walk, behind):
            said = walk.wording.keys(behind, wish.last).split()
            if _SEPARATORS.isdisjoint(said) and not _says_free_text(wish, said):
                yield _refused(wish, first, walk)
    yield from _also_refused_at(walk, first, before)


def _also_refused_at(walk: Walk, first: int, before: list[Part]) -> Iterator[Part]:
    """Yield what goes on with a list of refused things: "no music and subtitles", "no text, music or subtitles"."""
    opener = walk.longest(_parsed("<going on>"), first)
    if opener is None or not _ends_refused(before):
        return
    behind = opener[0]
    is_listed = walk.wording.key(first) != ","
    firm = _REFUSABLE if _are_refused_together(walk, first, before) else () if is_listed else (Standing.FIRM,)
    untouched = walk.longest(_parsed("<embellishment>" if is_listed else "<left alone>"), behind)
    ends = [untouched[0]] if untouched else []
    wishes = [wish for wish in _phrases_at(walk, behind) if not (wish.says_format or _says_a_bound(wish))]
    ends += [wish.last for wish in wishes if wish.standing in (Standing.NOUN, *firm)]
    for last in ends:
        if is_listed or walk.longest(_parsed("[,] <or>"), last):
            yield Part(role=Role.GRANTED, first=first, last=last, standing=Standing.BARE)
    if not ends and walk.wording.key(first) == "and" and _is_only_needless(walk, first, before):
        yield from (Part(role=Role.UNKNOWN, first=first, last=wish.last) for wish in wishes)


def _are_refused_together(walk: Walk, first: int, before: list[Part]) -> bool:
    """Tell whether what a joint adds is refused as well: 不要静音、倒放, "don't mute and reverse it"."""
    if walk.wording.key(first) == "、":
        return len(_refused_at(walk, before)) == 1
    return walk.wording.key(first) == "and" and walk.wording.key(first - 1) in SPLITTERS


def _is_only_needless(walk: Walk, first: int, before: list[Part]) -> bool:
    """Tell whether nobody knows what an "and" goes on with: "there's no need to mute it and add subtitles"."""
    refused = _refused_at(walk, before)
    return bool(refused) and not _NEEDS.isdisjoint(walk.wording.keys(refused[-1], first).split())


def _refused_at(walk: Walk, before: list[Part]) -> list[int]:
    """Return the words at which parts say themselves that something is refused."""
    granted = (part.first for part in before if part.role is Role.GRANTED)
    return [place for place in granted if walk.longest(_parsed("<not>"), place)]


def _ends_refused(before: list[Part]) -> bool:
    """Tell whether the last of these parts, but for little words, was refused."""
    return next((part.role is Role.GRANTED for part in reversed(before) if part.role is not Role.THING), False)


def _refused(wish: Part, first: int, walk: Walk) -> Part:
    """Return what is left of a wish after a "don't": nothing, unless to refuse it is a wish of its own."""
    is_simple = wish.standing in _REFUSABLE and not wish.says_format and not _says_a_bound(wish)
    if wish.role is Role.WISH and is_simple:
        needed = walk.longest(_parsed("<needed>"), wish.last)
        last = needed[0] if needed else wish.last
        return Part(role=Role.GRANTED, first=first, last=last, standing=Standing.BARE)
    return Part(role=Role.UNKNOWN, first=first, last=wish.last)


def _says_free_text(wish: Part, said: list[str]) -> bool:
    """Tell whether a wish takes words literally that bear no quotes: 不加水印导出 refuses no text."""
    is_quoted = any(key.startswith(QUOTED) for key in said)
    return not is_quoted and any(isinstance(edit, Watermark | Title) and edit.text for edit in wish.edits)


def _says_a_bound(wish: Part) -> bool:
    """Tell whether a wish turns round where it is refused: "not smaller than 10 MB"."""
    return any(isinstance(edit, Limit) for edit in wish.edits)


def _turns_at(walk: Walk, first: int, before: list[Part]) -> Iterator[Part]:
    """Yield words that say which of two wishes is done first: "after muting it", "before you mute it", 静音之前，."""
    for turn, pattern in _TURNS:
        opener = walk.longest(_parsed(pattern), first)
        is_clause = opener is not None and (opener[0] > first + 1 or walk.wording.is_gerund(opener[0]))
        if opener is not None and is_clause and _is_wish_at(walk, opener[0]):
            yield Part(role=Role.JOINT, first=first, last=opener[0], turn=turn)
    behind = walk.longest(_parsed("(之前|以前|前)([,] [请|要] 先|,)"), first)
    if behind is not None and before and before[-1].role is Role.WISH and _is_wish_at(walk, behind[0]):
        yield Part(role=Role.JOINT, first=first, last=behind[0], turn=Turn.FIRST)
    firstly = walk.longest(_parsed("[,] but first [,]|[,] (但|但是|不过) [请|要] 先"), first)
    if firstly is not None and _is_wish_at(walk, firstly[0]):
        yield Part(role=Role.JOINT, first=first, last=firstly[0], turn=Turn.FIRST_OF_ALL)


def _is_wish_at(walk: Walk, first: int) -> bool:
    return any(part.role is Role.WISH for part in _phrases_at(walk, first))


def _fillers_at(walk: Walk, first: int) -> Iterator[Part]:
    for place in _places(_index().fillers, walk.wording, first):
        role, piece = _fillers()[place]
        found = walk.longest(piece, first)
        if found is not None and found[0] > first:
            yield Part(role=role, first=first, last=found[0])


def _places(beginning: dict[str, list[int]], wording: Wording, first: int) -> list[int]:
    """Return the places in a table of what a word can begin, in order."""
    keys = (wording.key(first), wording.sign(first), "")
    return sorted({place for key in keys for place in beginning.get(key, ())})


class _Index(NamedTuple):
    """The places of phrases, fillers and removable things in their tables by what begins them; "" begins any."""

    phrases: dict[str, list[int]]
    fillers: dict[str, list[int]]
    removable: dict[str, list[int]]


@cache
def _index() -> _Index:
    index = _Index(
        phrases=_by_opener(phrase.openers() for phrase in PHRASES),
        fillers=_by_opener(piece.openers() for _, piece in _fillers()),
        removable=_by_opener(phrase.openers() for phrase in REMOVABLE),
    )
    forget_what_is_alike()
    return index


def _by_opener(openers: Iterable[frozenset[str] | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, keys in enumerate(openers):
        for key in ("",) if keys is None else keys:
            found.setdefault(key, []).append(place)
    return found


@cache
def _fillers() -> tuple[tuple[Role, Piece], ...]:
    return tuple((role, _parsed(pattern)) for role, patterns in _FILLERS for pattern in patterns)


@cache
def _parsed(pattern: str) -> Piece:
    return parse_pattern(pattern)
