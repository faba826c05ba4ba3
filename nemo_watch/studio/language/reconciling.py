"""What becomes of wishes beside other wishes: folded into one, left out as said before, or given up as they contradict.

Pure: parts in, as many parts out.
"""

from __future__ import annotations

import msgspec

from nemo_watch.studio.language.edits import (
    SOUND_FORMATS,
    Aspect,
    Cut,
    Edit,
    Export,
    Fade,
    Flip,
    Fps,
    Limit,
    Loop,
    Merge,
    Music,
    Mute,
    Rotate,
    Scale,
    Slideshow,
    Speed,
    Subtitles,
    Thumbnail,
    Title,
    Trim,
    Volume,
)
from nemo_watch.studio.language.fillers import SENTENCE_ENDS
from nemo_watch.studio.language.phrase import Standing
from nemo_watch.studio.language.scanning import Part
from nemo_watch.studio.language.words import Wording

_COUNTS_EACH_TIME = (Cut, Flip, Loop, Rotate, Speed, Thumbnail, Title, Trim, Volume)
"""Edits that do something again when they are done again."""

_HELD_ONCE = (Fps, Limit, Scale)
"""Edits of which a file holds one."""

_HELD_ANYWAY = (Slideshow(transition="none"),)
"""Details that hold also where there is nothing that they could complete."""


def reconcile(parts: list[Part], wording: Wording) -> list[Part]:
    """Make one of wishes that belong together, and give up each that an earlier one rules out."""
    agreed = _without_contradictions(_with_one_export(_with_details(parts)))
    return _with_joined_fades(_without_repetitions(_with_one_fit(agreed)), wording)


def _with_details(parts: list[Part]) -> list[Part]:
    """Let a detail complete the wish that it belongs to: "join the clips, 720p, oldest first"."""
    settled = list(parts)
    for position, part in enumerate(parts):
        if part.standing is Standing.DETAIL and part.edits:
            _complete(settled, position)
    return settled


def _complete(parts: list[Part], position: int) -> None:
    """Move what a detail says to the nearest wish of its kind that is said before it, else behind it."""
    (detail,) = parts[position].edits
    order = (*reversed(range(position)), *range(position + 1, len(parts)))
    wishes = (place for place in order if parts[place].standing is not Standing.DETAIL)
    home = next((place for place in wishes if any(type(edit) is type(detail) for edit in parts[place].edits)), None)
    if home is None:
        parts[position] = parts[position].granted() if detail in _HELD_ANYWAY else parts[position].given_up()
        return
    parts[position] = parts[position].granted()
    edits = tuple(_completed(edit, detail) if type(edit) is type(detail) else edit for edit in parts[home].edits)
    parts[home] = msgspec.structs.replace(parts[home], edits=edits)


def _completed(edit: Edit, detail: Edit) -> Edit:
    """Return an edit with what a detail of the same kind says; what it leaves at its default is not said."""
    fields = (field for field in msgspec.structs.fields(detail) if not field.required)
    defaults = {
        field.name: field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        for field in fields
    }
    said = {name: getattr(detail, name) for name, default in defaults.items() if getattr(detail, name) != default}
    return msgspec.structs.replace(edit, **said)


def _without_contradictions(parts: list[Part]) -> list[Part]:
    """Give up what an earlier wish rules out: a second size, a file of the sound of what is muted.

    A louder sound of what is muted is no harm: the one who carries that out says what came of it.
    """
    is_filled = any(isinstance(edit, Merge | Music) for part in parts for edit in part.edits)
    heard: list[Edit] = []
    settled = []
    for part in parts:
        is_ruled_out = any(
            _contradict(edit, other) or (not is_filled and _are_sound_and_mute(edit, other))
            for edit in part.edits
            for other in heard
        )
        settled.append(part.given_up() if is_ruled_out else part)
        heard += [edit for edit in settled[-1].edits if edit not in heard]
    return settled


def _contradict(edit: Edit, other: Edit) -> bool:
    """Tell whether a video cannot be both: of two sizes, shapes, rates or weights."""
    if isinstance(edit, Aspect) and isinstance(other, Aspect):
        return edit.ratio != other.ratio
    return isinstance(edit, _HELD_ONCE) and type(edit) is type(other) and edit != other


def _are_sound_and_mute(edit: Edit, other: Edit) -> bool:
    """Tell whether one of two edits takes away the sound that the other makes a file of."""
    return any(
        isinstance(one, Mute) and isinstance(two, Export) and two.format in SOUND_FORMATS
        for one, two in ((edit, other), (other, edit))
    )


def _with_one_export(parts: list[Part]) -> list[Part]:
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
            settled[position] = part.given_up()
            continue
        settled[home] = joined
        settled[position] = msgspec.structs.replace(part, edits=_without_export(part))
    return settled


def _joined(home: Part, later: Part) -> Part | None:
    """Return the part of the first export with what a later one says, or None where they contradict."""
    first, second = _export_of(home), _export_of(later)
    said = {_export_of(part).format for part in (home, later) if part.says_format}
    unsaid = {_export_of(part).format for part in (home, later) if not part.says_format} - {"mp4"}
    if said & set(SOUND_FORMATS):
        unsaid.discard("mp3")  # "audio only, as wav"
    formats = said | unsaid
    qualities = {first.quality, second.quality} - {None}
    if "lossless" in qualities:
        qualities.discard("high")  # what loses nothing is of high quality
    if len(formats) > 1 or len(qualities) > 1:
        return None
    made = Export(format=next(iter(formats), first.format), quality=next(iter(qualities), None))
    return msgspec.structs.replace(
        home, edits=(*_without_export(home), made), says_format=home.says_format or later.says_format
    )


def _with_one_fit(parts: list[Part]) -> list[Part]:
    """Let a shape that is said twice be made in the way that was said: "vertical for TikTok, crop it to 9:16"."""
    ways = {
        edit.ratio: edit.fit for part in parts for edit in part.edits if isinstance(edit, Aspect) and edit.fit != "pad"
    }

    def fitted(edit: Edit) -> Edit:
        return Aspect(ratio=edit.ratio, fit=ways.get(edit.ratio, "pad")) if isinstance(edit, Aspect) else edit

    return [
        msgspec.structs.replace(part, edits=tuple(map(fitted, part.edits))) if ways and part.edits else part
        for part in parts
    ]


def _without_repetitions(parts: list[Part]) -> list[Part]:
    """Leave out what was already said, and is no more for being said twice: "vertical, for TikTok"."""
    heard: list[Edit] = []
    settled = []
    for part in parts:
        fresh = tuple(edit for edit in part.edits if isinstance(edit, _COUNTS_EACH_TIME) or not _is_known(edit, heard))
        heard += fresh
        settled.append(msgspec.structs.replace(part, edits=fresh) if fresh != part.edits else part)
    return settled


def _is_known(edit: Edit, heard: list[Edit]) -> bool:
    """Tell whether an edit was said before; "burn them in" says no more than which subtitles."""
    if edit == Subtitles():
        return any(isinstance(other, Subtitles) for other in heard)
    return edit in heard


def _with_joined_fades(parts: list[Part], wording: Wording) -> list[Part]:
    """Make one of a fade in and the fade out that is said right behind it."""
    settled = list(parts)
    before: int | None = None
    for position, part in enumerate(parts):
        match part.edits:
            case (Fade(begin=None, end=float() as seconds),) if before is not None:
                begin = _fade_of(settled[before]).begin
                settled[before] = msgspec.structs.replace(settled[before], edits=(Fade(begin=begin, end=seconds),))
                settled[position] = msgspec.structs.replace(part, edits=())
                before = None
            case (Fade(begin=float(), end=None),):
                before = position
            case _ if not part.is_filler or wording.words[part.first].key in SENTENCE_ENDS:
                before = None
    return settled


def _fade_of(part: Part) -> Fade:
    return next(edit for edit in part.edits if isinstance(edit, Fade))


def _export_of(part: Part) -> Export:
    return next(edit for edit in part.edits if isinstance(edit, Export))


def _without_export(part: Part) -> tuple[Edit, ...]:
    return tuple(edit for edit in part.edits if not isinstance(edit, Export))
