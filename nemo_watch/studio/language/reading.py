"""Reading an instruction: which edits it asks for, and which of its words nobody understood.

1. `scan` gives every word its part.
2. `settle` gives up phrases that count only in good company.
3. `reconcile` folds wishes into one, and gives up those that contradict each other.
4. `in_turn` puts wishes in the order in which they are to be done, where words say so.
5. What is not understood is handed back in the user's own words, clause by clause.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from nemo_watch.studio.language.describing import describe
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.language.fillers import SOFT_JOINTS, SPLITTERS
from nemo_watch.studio.language.reconciling import reconcile
from nemo_watch.studio.language.scanning import Part, Role, scan
from nemo_watch.studio.language.settling import settle
from nemo_watch.studio.language.turns import in_turn
from nemo_watch.studio.language.words import Wording

LONGEST_INSTRUCTION = 10_000
"""Characters of an instruction that are read."""


class Reading(msgspec.Struct, frozen=True):
    """What an instruction asks for: edits in the order said, and each wish that was not understood."""

    edits: tuple[Edit, ...] = ()
    unknown: tuple[str, ...] = ()

    def to_json_object(self) -> dict[str, Any]:
        """Return the reading as `understand --json` prints it."""
        return {"edits": [msgspec.to_builtins(edit) for edit in self.edits], "unknown": list(self.unknown)}


@lru_cache(maxsize=64)  # a rule says the same of each file
def read(text: str) -> Reading:
    """Read an instruction. Raise ValueError with a sentence for a person where it is too long."""
    if len(text) > LONGEST_INSTRUCTION:
        raise ValueError(f"The instruction has {len(text):,} characters, and at most {LONGEST_INSTRUCTION:,} are read.")
    wording = Wording(text)
    parts = account(wording)
    edits = tuple(edit for part in in_turn(parts, wording) for edit in part.edits)
    unknown = tuple(wording.excerpt(*span) for span in _unknown_spans(wording, parts))
    return Reading(edits, unknown)


def account(wording: Wording) -> list[Part]:
    """Return what becomes of every word: side by side, an edit, not understood, or without a wish."""
    return reconcile(settle(scan(wording), wording), wording)


def explain(reading: Reading) -> str:
    """Return one or two sentences for a person: what will be done, and what was not understood."""
    sentences = []
    if reading.edits:
        listed = _listed([_third_person(describe(edit)) for edit in reading.edits])
        sentences.append(f"{listed[0].upper()}{listed[1:]}.")
    if reading.unknown:
        sentences.append(f"Not understood: {', '.join(f'“{words}”' for words in reading.unknown)}.")
    return " ".join(sentences) or "Asks for nothing."


def _third_person(fragment: str) -> str:
    verb, rest = fragment.split(" ", 1)
    return f"{verb}{'es' if verb.endswith(('x', 'sh', 'ch', 'ss')) else 's'} {rest}"


def _listed(fragments: list[str]) -> str:
    if len(fragments) < 3:
        return " and ".join(fragments)
    return f"{', '.join(fragments[:-1])}, and {fragments[-1]}"


def _unknown_spans(wording: Wording, parts: list[Part]) -> Iterator[tuple[int, int]]:
    """Yield first and last word of each clause that was not understood, without the filler around it."""
    for clause in _clauses(wording, parts):
        kept = [position for position, part in enumerate(clause) if part.role is Role.UNKNOWN]
        if not kept:
            continue
        first, last = kept[0], kept[-1] + 1
        while first and clause[first - 1].role is Role.THING:
            first -= 1
        while last < len(clause) and clause[last].role is Role.THING:
            last += 1
        yield clause[first].first, clause[last - 1].last


def _clauses(wording: Wording, parts: list[Part]) -> Iterator[list[Part]]:
    """Yield runs of parts that belong together: fillers and words that were not understood."""
    clause: list[Part] = []
    for position, part in enumerate(parts):
        if part.role in (Role.WISH, Role.GRANTED) or _begins_clause(wording, parts, position):
            yield clause
            clause = []
        if part.role not in (Role.WISH, Role.GRANTED):
            clause.append(part)
    yield clause


def _begins_clause(wording: Wording, parts: list[Part], position: int) -> bool:
    """Tell whether a new wish begins here: on a new line, behind a comma, "then", or "and" with a verb."""
    if position == 0:
        return False
    if wording.words[parts[position].first].opens_line:
        return True
    joint = parts[position - 1]
    if joint.role is not Role.JOINT:
        return False
    key = wording.words[joint.first].key
    return key not in SOFT_JOINTS or wording.words[parts[position].first].key in SPLITTERS
