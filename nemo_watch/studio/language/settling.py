"""What becomes of parts beside other parts: some phrases only count in good company.

Pure: parts in, as many parts out, some of them given up as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nemo_watch.studio.language.edits import (
    Aspect,
    Compress,
    Edit,
    Export,
    Fade,
    Fps,
    Limit,
    Music,
    Mute,
    Scale,
    Speed,
    Subtitles,
    Title,
    Volume,
    Watermark,
)
from nemo_watch.studio.language.fillers import SENTENCE_ENDS, SPLITTERS
from nemo_watch.studio.language.phrase import Standing
from nemo_watch.studio.language.scanning import Part, Role
from nemo_watch.studio.language.vocabulary import GROUPS
from nemo_watch.studio.language.words import Wording

_OF_ANY_PART = (Export, Scale, Aspect, Fps, Limit, Compress)
"""Edits that cannot be meant of only the part of a video that was named beside them."""

_GIVING_WAY = (Standing.REASON, Standing.HINT, Standing.VAGUE)
"""Phrases that ask for nothing beside another wish of the same kind."""

_UNSURE = (Standing.BARE, Standing.NOUN, Standing.DETAIL, Standing.HINT)
"""Phrases that are given up beside words that were not understood."""

_TELLING = re.sub(r"\s*\|\s*", "|", GROUPS["telling kind"])
"""Words that tell one video from another."""

_NAMING_A_PART = re.compile(
    r"[hmsx]~|(?<![^ ])(?:[0-9]{1,3}:[0-9]\S*|every|part|parts|half|section|sections|middle|scene|scenes|moment|moments"
    r"|when|where|while|whenever|until|till|after|before|during|between|beginning|ending|end|throughout"
    r"|left|right|center|corner"
    r"|(?:first|s~second|third|last|other|next|previous) (?:video|clip|file|movie|recording|one)"
    rf"|(?:{_TELLING}) (?:videos|clips|files|movies|films|recordings)"
    r") |中 间|部 分|每 隔|时 候|段 |片 [尾头]|[结末] 尾|开 头|全 程"
)
"""What says when or where, or which of several, in words beside a wish that were not understood."""

_BY_A_MODEL = re.compile(r"(?<![^ ])(?:ai|gpt|chatgpt|robot) |智 能")
"""What asks for a generative model in such words."""

_FADING = (Title, Watermark, Subtitles, Music)
"""What can come and go by itself, while the film goes on."""

_NOUN_LAST = re.compile(r"(?:视 频|片 段|素 材|录 像|文 件) (?:\S+ \S+ )?$")
"""Chinese words for what is worked on, behind what describes them: before the next wish, or what that begins with."""


def settle(parts: list[Part], wording: Wording) -> list[Part]:
    """Give up phrases that their neighbours put in doubt."""
    heard = _without_descriptions(_without_stray_parts(_with_reasons_heard(parts), wording), wording)
    return _without_narrowed(_without_crumbs(heard, wording), wording)


def _with_reasons_heard(parts: list[Part]) -> list[Part]:
    """Let a reason pass where another wish removes it: "it is too quiet, double the volume"."""
    firm = [edit for part in parts if part.standing not in _GIVING_WAY for edit in part.edits]

    def heard(part: Part) -> Part:
        kinds = tuple(type(edit) for edit in part.edits)
        others = [edit for edit in firm if isinstance(edit, kinds)]
        if not others:
            return part.given_up() if part.standing is Standing.REASON else part
        if part.standing is Standing.VAGUE and any(_runs_against(part.edits[0], edit) for edit in others):
            return part.given_up()
        return part.granted()

    return [heard(part) if part.standing in _GIVING_WAY and part.edits else part for part in parts]


def _runs_against(edit: Edit, other: Edit) -> bool:
    """Tell whether one of two edits makes more, and the other less: "make it slower, 2x"."""
    factors = [each.factor for each in (edit, other) if isinstance(each, Speed | Volume)]
    return len(factors) == 2 and (factors[0] - 1) * (factors[1] - 1) < 0


def _without_stray_parts(parts: list[Part], wording: Wording) -> list[Part]:
    """Leave a part of the video that was named without a verb to the wish beside it.

    "mute from 0:30 to 0:45" must neither mute nor trim everything.
    """

    def ends_sentence(position: int) -> bool:
        return wording.words[parts[position].first].key in SENTENCE_ENDS

    def is_joint(position: int) -> bool:
        return parts[position].role is Role.JOINT

    borders = {Standing.PART: ends_sentence, Standing.WANTED: is_joint}

    def is_stray(position: int) -> bool:
        is_border = borders.get(parts[position].standing or Standing.FIRM)
        return is_border is not None and not all(
            neighbour.role is Role.WISH and all(isinstance(edit, _OF_ANY_PART) for edit in neighbour.edits)
            for neighbour in _neighbours(parts, position, is_border)
        )

    return [part.given_up() if is_stray(position) else part for position, part in enumerate(parts)]


def _without_descriptions(parts: list[Part], wording: Wording) -> list[Part]:
    """Give up what only describes the thing beside it, or is one: 给静音的视频加音乐, 超过1秒的静音."""

    def describes(position: int) -> bool:
        part = parts[position]
        if part.role is not Role.WISH:
            return False
        before, behind = _beside(parts, position, -1, wording), _beside(parts, position, 1, wording)
        if isinstance(part.edits[0], Mute) and wording.is_of_another(part.first):
            return True
        if isinstance(part.edits[0], Fade):
            return before is not None and isinstance(before.edits[0], _FADING)
        if not isinstance(part.edits[0], Mute | Aspect) or behind is None:
            return False
        is_said_of_it = part.standing is Standing.BARE or isinstance(part.edits[0], Mute)
        is_named = _NOUN_LAST.search(wording.keys(part.first, min(behind.first + 2, behind.last)))
        return is_said_of_it and is_named is not None and not isinstance(behind.edits[0], _OF_ANY_PART)

    return [part.given_up() if describes(position) else part for position, part in enumerate(parts)]


def _beside(parts: list[Part], position: int, step: int, wording: Wording) -> Part | None:
    """Return the wish before or behind a part, where nothing but little words lies between, and no mark."""
    other = position + step
    while 0 <= other < len(parts) and not _parts_wishes(parts, max(other, other - step), wording):
        if parts[other].role is Role.WISH:
            return parts[other]
        if parts[other].role not in (Role.THING, Role.COURTESY):
            return None
        other += step
    return None


def _parts_wishes(parts: list[Part], position: int, wording: Wording) -> bool:
    """Tell whether a line begins with a part, or a mark ends the one before it."""
    first = parts[position].first
    return wording.words[first].opens_line or wording.words[first - 1].is_mark


def _without_crumbs(parts: list[Part], wording: Wording) -> list[Part]:
    """Let bare phrases join words beside them that were not understood: "add high quality music"."""

    def is_border(position: int) -> bool:
        return parts[position].role is Role.JOINT or wording.words[parts[position].first].opens_line

    settled = _without_objects(parts, is_border)
    for position in (*range(len(parts)), *reversed(range(len(parts)))):
        if settled[position].standing in _UNSURE and any(
            neighbour.role is Role.UNKNOWN for neighbour in _neighbours(settled, position, is_border)
        ):
            settled[position] = settled[position].given_up()
    return settled


def _without_narrowed(parts: list[Part], wording: Wording) -> list[Part]:
    """Give up wishes that words beside them narrow: "double the speed of the last 10 seconds" doubles no other."""
    if all(part.role is not Role.UNKNOWN for part in parts):
        return parts

    def is_narrowed(position: int) -> bool:
        edits = parts[position].edits
        if all(isinstance(edit, Export) for edit in edits):
            return False
        said = [wording.keys(*span) for span in _unknown_beside(parts, position, wording)]
        if any(map(_BY_A_MODEL.search, said)):
            return True
        if all(isinstance(edit, _OF_ANY_PART) for edit in edits):
            return isinstance(edits[0], Compress) and _has_another_object(parts, position, wording)
        return any(map(_NAMING_A_PART.search, said)) or _has_another_object(parts, position, wording)

    return [part.given_up() if is_narrowed(position) else part for position, part in enumerate(parts)]


def _has_another_object(parts: list[Part], position: int, wording: Wording) -> bool:
    """Tell whether the word right behind a wish is what it is meant for: "compress the audio", "fix the audio sync"."""
    if position + 1 == len(parts) or parts[position + 1].role is not Role.UNKNOWN:
        return False
    word = wording.words[parts[position + 1].first]
    is_noun = word.key.isascii() and word.key.isalpha() and word.key not in SPLITTERS and not word.key.endswith("ly")
    return is_noun and parts[position + 1].standing is None and not word.opens_line


def _unknown_beside(parts: list[Part], position: int, wording: Wording) -> Iterator[tuple[int, int]]:
    """Yield the words on both sides that were not understood, as far as a joint, a line's end or another wish."""
    for step in (-1, 1):
        edge = position
        while 0 <= edge + step < len(parts) and _goes_on(parts, max(edge, edge + step), edge + step, wording):
            edge += step
        run = parts[position + 1 : edge + 1] if step > 0 else parts[edge:position]
        if any(part.role is Role.UNKNOWN for part in run):
            yield run[0].first, run[-1].last


def _goes_on(parts: list[Part], later: int, other: int, wording: Wording) -> bool:
    """Tell whether no border lies before the later of two parts, and the other is no joint and no wish of its own."""
    is_passable = parts[other].role in (Role.UNKNOWN, Role.THING, Role.COURTESY)
    return is_passable and not wording.words[parts[later].first].opens_line


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
            settled[position] = part.given_up()
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
