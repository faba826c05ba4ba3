"""What becomes of parts beside other parts: some phrases only count in good company.

Pure: parts in, as many parts out, some of them given up as not understood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from nemo_watch.studio.language.edits import (
    Aspect,
    Compress,
    Cut,
    Edit,
    Export,
    Flip,
    Fps,
    Limit,
    Loop,
    Rotate,
    Scale,
    Speed,
    Thumbnail,
    Title,
    Trim,
    Volume,
)
from nemo_watch.studio.language.phrase import Standing
from nemo_watch.studio.language.scanning import Part, Role
from nemo_watch.studio.language.words import Wording

_COUNTS_EACH_TIME = (Cut, Flip, Loop, Rotate, Speed, Thumbnail, Title, Trim, Volume)
"""Edits that do something again when they are done again."""

_OF_ANY_PART = (Export, Scale, Aspect, Fps, Limit, Compress)
"""Edits that cannot be meant of only the part of a video that was named beside them."""

_SENTENCE_ENDS = frozenset(".;!?。")


def settle(parts: list[Part], wording: Wording) -> list[Part]:
    """Give up phrases that their neighbours put in doubt, and exports that contradict each other."""
    settled = _without_crumbs(_without_stray_parts(parts, wording), wording)
    return _without_repetitions(_without_contradictions(settled))


def _without_stray_parts(parts: list[Part], wording: Wording) -> list[Part]:
    """Leave a part of the video that was named without a verb to the wish beside it.

    "mute from 0:30 to 0:45" must neither mute nor trim everything.
    """

    def is_border(position: int) -> bool:
        return wording.words[parts[position].first].key in _SENTENCE_ENDS

    def is_stray(position: int) -> bool:
        return parts[position].standing is Standing.PART and not all(
            neighbour.role is Role.WISH and all(isinstance(edit, _OF_ANY_PART) for edit in neighbour.edits)
            for neighbour in _neighbours(parts, position, is_border)
        )

    return [_given_up(part) if is_stray(position) else part for position, part in enumerate(parts)]


def _without_crumbs(parts: list[Part], wording: Wording) -> list[Part]:
    """Let bare phrases join words beside them that were not understood: "add high quality music"."""

    def is_border(position: int) -> bool:
        return parts[position].role is Role.JOINT or wording.words[parts[position].first].opens_line

    settled = _without_objects(parts, is_border)
    for position in (*range(len(parts)), *reversed(range(len(parts)))):
        if settled[position].standing in (Standing.BARE, Standing.NOUN) and any(
            neighbour.role is Role.UNKNOWN for neighbour in _neighbours(settled, position, is_border)
        ):
            settled[position] = _given_up(settled[position])
    return settled


def _without_objects(parts: list[Part], is_border: Callable[[int], bool]) -> list[Part]:
    """Give up nouns that stand right behind another wish: "mute the music" adds none."""
    settled = list(parts)
    for position, part in enumerate(parts):
        if part.standing is not Standing.NOUN:
            continue
        before = position - 1
        while before >= 0 and parts[before].is_filler and not is_border(before + 1):
            before -= 1
        stands_behind = before >= 0 and not is_border(before + 1) and parts[before].role is Role.WISH
        if stands_behind and not is_border(position):
            settled[position] = _given_up(part)
    return settled


def _neighbours(parts: list[Part], position: int, is_border: Callable[[int], bool]) -> Iterator[Part]:
    """Yield the nearest parts on both sides that are no filler, as far as the border before some part."""
    for step in (-1, 1):
        other = position + step
        while 0 <= other < len(parts) and not is_border(max(other, other - step)):
            if not parts[other].is_filler:
                yield parts[other]
                break
            other += step


def _without_contradictions(parts: list[Part]) -> list[Part]:
    """Fold later exports into the first, as a file has one format; give up those that contradict it."""
    settled = list(parts)
    home: int | None = None
    for position, part in enumerate(parts):
        if not any(isinstance(edit, Export) for edit in part.edits):
            continue
        if home is None:
            home = position
            continue
        joined = _joined(settled[home], part)
        if joined is None:
            settled[position] = _given_up(part)
            continue
        settled[home] = joined
        settled[position] = msgspec.structs.replace(part, edits=_without_export(part))
    return settled


def _joined(home: Part, later: Part) -> Part | None:
    """Return the part of the first export with what a later one says, or None where they contradict."""
    first, second = _export_of(home), _export_of(later)
    formats = {
        edit.format for edit, part in ((first, home), (second, later)) if part.says_format or edit.format != "mp4"
    }
    qualities = {first.quality, second.quality} - {None}
    if "lossless" in qualities:
        qualities.discard("high")  # what loses nothing is of high quality
    if len(formats) > 1 or len(qualities) > 1:
        return None
    made = Export(format=next(iter(formats), first.format), quality=next(iter(qualities), None))
    return msgspec.structs.replace(
        home, edits=(*_without_export(home), made), says_format=home.says_format or later.says_format
    )


def _without_repetitions(parts: list[Part]) -> list[Part]:
    """Leave out what was already said, and is no more for being said twice: "vertical, for TikTok"."""
    heard: list[Edit] = []
    settled = []
    for part in parts:
        fresh = tuple(edit for edit in part.edits if isinstance(edit, _COUNTS_EACH_TIME) or edit not in heard)
        heard += fresh
        settled.append(msgspec.structs.replace(part, edits=fresh) if fresh != part.edits else part)
    return settled


def _export_of(part: Part) -> Export:
    return next(edit for edit in part.edits if isinstance(edit, Export))


def _without_export(part: Part) -> tuple[Edit, ...]:
    return tuple(edit for edit in part.edits if not isinstance(edit, Export))


def _given_up(part: Part) -> Part:
    return msgspec.structs.replace(part, role=Role.UNKNOWN, edits=(), standing=None)
