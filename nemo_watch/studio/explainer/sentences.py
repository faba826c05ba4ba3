"""Where a sentence ends, in the scripts of the world; where a long one may be taken apart. Pure.

A full stop ends a sentence only before a space, so numbers and addresses stay whole; and not behind an abbreviation,
nor before a word that begins small. The stops of scripts that write no spaces need none behind them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from nemo_watch.studio.explainer.reading import reading_progress, reading_seconds

LONGEST_SECONDS = 6.5
"""A sentence that takes longer to read is shown in parts."""
_SHORT_SECONDS, _JOINED_SECONDS = 1.1, 3.2
"""Sentences shorter than the one are shown together with others, up to the other."""
_LEAST_PART = 0.28
_MOST_JOINED = 120
_LOOKED_AHEAD, _LOOKED_BACK = 40, 40

_CLOSING = "\"'”’»)\\]」』）】》"
_STOP = re.compile(f"[.!?…]+[{_CLOSING}]*(?=\\s|$)|[。！？｡।۔؟።։]+[…。！？{_CLOSING}]*")
_GREEK_STOP = re.compile(_STOP.pattern.replace("[.!?…]+", "[.!?…;]+"))
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_CLAUSE_END = re.compile(f"[,;:·،؛][{_CLOSING}]*(?=\\s)|\\s[—–-](?=\\s)|—|[，；：、][{_CLOSING}]*")
_SPACE, _BETWEEN = re.compile(r"\s"), re.compile(r"(?<=[^\x00-\u2fff])(?=[^\x00-\u2fff])")
_MONTHS = "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Jahrhundert Jh"
"""What follows a German "3."."""
_ABBREVIATIONS = (
    # English, German, French, Spanish and Portuguese, Italian, Dutch, Russian, Polish
    "mr mrs ms dr prof sr jr st no vs etc inc ltd co corp fig approx dept est gen gov hon rev vol ch p pp "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "e.g i.e a.m p.m u.s u.k bzw usw ca z.b d.h u.a nr str tel abs bzgl evtl ggf inkl max min s.o s.u u.s.w v.a z.t "
    "o.ä m mme mlle p.ex c.-à-d sra srta ud uds p.ej av ing dott sig es ecc dhr mevr bijv enz "
    "т.е т.д т.п т.к и.о г гг в вв ул стр им руб тыс млн млрд напр см др пр н.э itd itp np tzn ul"
)
_ABBREVIATED = frozenset(_ABBREVIATIONS.split())
_SAYING = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Sc", "So"})
_LAST_WORD = re.compile(r"[\w.\-]*$")


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph, with their stops."""
    found: list[str] = []
    begin = 0
    # in Greek, what looks like a semicolon asks a question
    pattern = _GREEK_STOP if _GREEK.search(text) else _STOP
    for stop in pattern.finditer(text):
        if _ends(text, begin, stop):
            found.append(text[begin : stop.end()].strip())
            begin = stop.end()
    return [sentence for sentence in (*found, text[begin:].strip()) if says_something(sentence)]


def says_something(text: str) -> bool:
    """Tell whether a text holds a letter, a digit, money or a picture: more than marks and lines."""
    return any(unicodedata.category(letter) in _SAYING for letter in text)


def _ends(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Tell whether a sentence that began at a place ends with a stop."""
    after = text[stop.end() : stop.end() + _LOOKED_AHEAD].lstrip()
    if after[:1].islower():
        return False
    if not after or stop[0] != ".":
        return True
    match = _LAST_WORD.search(text, max(0, stop.start() - _LOOKED_BACK), stop.start())
    word = match[0] if match else ""
    if word.lower().strip(".") in _ABBREVIATED or text[begin : stop.start()].strip().isdigit():
        return False
    is_initial = len(word) == 1 and word.isalpha() and word != "I"
    is_ordinal = word.isdigit() and len(word) <= 2 and after.startswith(tuple(_MONTHS.split()))
    return not is_initial and not is_ordinal


def in_parts(sentence: str, *, longest: float = LONGEST_SECONDS) -> Iterator[str]:
    """Yield a sentence, or its parts where it takes longer to read than `longest` seconds; taken apart at clauses."""
    progress = reading_progress(sentence)
    places = [[match.end() for match in pattern.finditer(sentence)] for pattern in (_CLAUSE_END, _SPACE, _BETWEEN)]
    begin = 0
    for end in (*_divided(0, len(sentence), progress, places, longest), len(sentence)):
        yield sentence[begin:end].strip()
        begin = end


def _divided(
    begin: int, end: int, progress: Sequence[float], places: Sequence[Sequence[int]], longest: float
) -> Iterator[int]:
    """Yield where a part of a sentence is divided, from left to right."""
    if progress[end] - progress[begin] <= longest:
        return
    for kind in places:
        place = _nearest_middle(begin, end, progress, kind)
        if place is not None:
            yield from _divided(begin, place, progress, places, longest)
            yield place
            yield from _divided(place, end, progress, places, longest)
            return


def _nearest_middle(begin: int, end: int, progress: Sequence[float], places: Sequence[int]) -> int | None:
    """Return which of some places is nearest to the middle of a part in time, None where none is near enough."""
    whole = progress[end] - progress[begin]
    middle = bisect_left(progress, progress[begin] + whole / 2, begin, end)
    at = bisect_left(places, middle)
    near = [place for place in places[max(0, at - 1) : at + 1] if begin < place < end]
    shares = [(abs((progress[place] - progress[begin]) / whole - 0.5), place) for place in near]
    off, best = min(shares, default=(1.0, 0))
    return best if off <= 0.5 - _LEAST_PART else None


def joined(parts: Sequence[str]) -> list[str]:
    """Join very short sentences with their neighbours, so that "Fast. Simple. Free." is one scene."""
    found: list[str] = []
    for part in parts:
        if found and _belong_together(found[-1], part):
            found[-1] = with_space(found[-1], part)
        else:
            found.append(part)
    return found


def _belong_together(one: str, other: str) -> bool:
    if len(one) > _MOST_JOINED:
        return False
    times = reading_seconds(one), reading_seconds(other)
    return min(times) < _SHORT_SECONDS and sum(times) <= _JOINED_SECONDS


def with_space(one: str, other: str) -> str:
    """Return two pieces of text as one, with a space between them where their script writes spaces."""
    return f"{one}{other}" if ord(one[-1]) > 0x2E7F or ord(other[0]) > 0x2E7F else f"{one} {other}"
