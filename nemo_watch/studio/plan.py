"""Deciding how a result is made: stream by stream, copied or encoded, and what to say about it.

Pure: facts, wishes and findings in, a plan out. What can be copied is copied; a wish that changes nothing (a size that
the picture already has) costs nothing. Where a header does not tell enough, the plan says what to look at first.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import account, formats, pictures, sounds
from nemo_watch.studio.compose import budget
from nemo_watch.studio.compose.findings import BARS_FILTER, Findings, Look, silence_filter
from nemo_watch.studio.compose.preparing import prepared
from nemo_watch.studio.compose.sequence import Order, arrange, kept
from nemo_watch.studio.facts import MediaFacts, SubtitleStream, VideoStream
from nemo_watch.studio.filters import even, picture_chain
from nemo_watch.studio.formats import Format
from nemo_watch.studio.language.edits import Compress, Crop, Edit, Silence, Subtitles, Thumbnail
from nemo_watch.studio.merging import check_merge
from nemo_watch.studio.task import NOTHING_BESIDE, Beside, Task
from nemo_watch.studio.tracks import Plan, Span, Track, Wish

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"})

_PLACES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where in a film bars are looked for, in parts of its length: a dark scene tells nothing."""
_NOTHING_FOUND = Findings()

__all__ = ["Beside", "Findings", "Plan", "Span", "Track", "Wish", "kept_span", "plan"]


def plan(
    facts: MediaFacts,
    wish: Wish,
    *,
    compatible: str,
    threads: int,
    findings: Findings = _NOTHING_FOUND,
    beside: Beside = NOTHING_BESIDE,
) -> Plan:
    """Return how `wish` is done to a file, or to what is composed. Raises FinalError where it cannot be done.

    `beside` is what goes into the result along with it. Where the plan holds a look, it is to be made again with
    what was found.
    """
    if beside.composed is not None and findings.composed_seconds is not None:
        facts = msgspec.structs.replace(facts, duration=findings.composed_seconds)
    order = _ordered(facts, wish, findings)
    task = Task(
        facts=facts,
        base=prepared(facts, order, is_silent=findings.is_base_silent),
        beside=beside,
        wish=wish,
        order=order,
        findings=findings,
        compatible=compatible,
        threads=threads,
    )
    _check(task)
    look = _first_look(task)
    if task.limit is not None and look is None:
        return _limited(task)
    return _planned(task, look)


def kept_span(edits: Sequence[Edit], duration: float | None) -> Span:
    """Return what all trims together keep. Raises FinalError where that is nothing, or nobody can know."""
    return _span(arrange(edits, duration))


def _span(order: Order) -> Span:
    """Return the part of the source that reaches from the first piece to the last."""
    start, end = order.timeline.start, order.timeline.pieces[-1].end
    return Span(start=start, length=None if end is None else end - start)


def _ordered(facts: MediaFacts, wish: Wish, findings: Findings) -> Order:
    order = arrange(wish.edits, facts.duration, silences=findings.silences or ())
    still = wish.asked(Thumbnail)
    if still is None:
        return order
    length = order.timeline.duration
    last = None if length is None else max(0.0, length - 2 * _picture_seconds(facts))
    at = still.at if last is None or still.at < 0 or still.at >= (length or 0) else min(still.at, last)
    return kept(order, at, None)


def _picture_seconds(facts: MediaFacts) -> float:
    return 1 / (facts.picture.frame_rate or 25.0) if facts.picture else 0.0


def _planned(task: Task, look: Look | None, given: budget.Budget | None = None) -> Plan:
    """Return the plan of a task; `given` is what its streams may cost."""
    video, size = pictures.track(task, given) if task.made.has_picture else (None, None)
    heard = sounds.tracks(task, bits=given.sound_bits if given else None)
    words = pictures.words(task) if task.made.has_picture else ()
    drawn = task.wish.asked(Subtitles) is not None
    subtitles = () if drawn else _subtitles(task.base.subtitles, task.made, task.order)
    wish, is_encoded = task.wish, video is not None and not video.is_copy
    return Plan(
        made=task.made,
        quality=wish.wanted_quality,
        span=_span(task.order),
        video=video,
        audio=heard.tracks,
        subtitles=subtitles,
        duration=_expected(task),
        size=size,
        did=account.did(
            task.facts,
            wish,
            task.made,
            video,
            heard.tracks,
            task.order,
            size if is_encoded else None,
            is_composed=task.beside.composed is not None,
        ),
        notes=(*_composed_notes(task), *account.notes(task.facts, task.made, subtitles, wish), *heard.notes),
        keeps_metadata=wish.keeps_metadata,
        order=task.order,
        base=task.base,
        look=look or heard.look,
        limit=task.limit,
        passes=2 if given and given.video_bits and is_encoded else 1,
        fallback=_fallback(task) if wish.asked(Compress) else None,
        inputs=task.inputs,
        composed=task.beside.composed,
        words=words,
    )


def _composed_notes(task: Task) -> tuple[str, ...]:
    return task.beside.composed.notes if task.beside.composed else ()


def _fallback(task: Task) -> Plan:
    """Return the plan for a file that cannot be made smaller: the same without trying."""
    plain = msgspec.structs.replace(task, wish=task.wish.without(Compress))
    return _planned(plain, None)


def _limited(task: Task) -> Plan:
    """Return a plan that keeps to a limit: a copy where that is small enough, else by a rate."""
    assert task.limit is not None
    if task.made.name in {"gif", "wav", *formats.STILLS}:
        name = task.made.name.upper()
        raise FinalError(f"A {name} cannot be held to a size.", hint="Ask for another format, or leave the size out.")
    free = _planned(task, None)
    is_copy = all(track.is_copy for track in (free.video, *free.audio) if track)
    if is_copy and task.facts.size <= task.limit and not task.findings.is_to_shrink:
        return free
    seconds = free.duration
    if not seconds:
        raise FinalError("The length of the video is not known, so it cannot be held to a size.")
    if free.video is None:
        bits = budget.for_sound(task.limit, seconds=seconds)
        return _planned(task, free.look, budget.Budget(video_bits=0, sound_bits=bits, size=(2, 2)))
    assert free.size is not None
    rate = pictures.rate_of(task)
    given = budget.for_picture(task.limit, seconds=seconds, size=free.size, rate=rate, sounds=len(free.audio))
    if task.findings.video_bits:
        given = msgspec.structs.replace(given, video_bits=task.findings.video_bits)
    return _planned(task, free.look, given)


def _expected(task: Task) -> float | None:
    if task.made.name in formats.STILLS:
        return _picture_seconds(task.facts)
    return task.order.timeline.duration


def _check(task: Task) -> None:
    made, picture = task.made, task.facts.picture
    if task.wish.merge is not None:
        check_merge(task)
    if made.has_picture and picture is None:
        raise FinalError("The file has no picture, only sound.", hint=f"Ask for mp3 or wav instead of {made.name}.")
    if made.has_picture and picture is not None and picture.codec == "none":
        raise FinalError("The picture is in a format that nobody here can decode.")
    if made.has_picture:
        return
    if task.wish.is_mute:
        raise FinalError(f"The instruction asks for no sound and for {made.name}, which is only sound.")
    heard = (task.beside.merged if task.wish.merge else None) or task.facts
    if not task.scores and not any(stream.codec != "none" for stream in heard.audio):
        raise FinalError("The file has no sound that could be saved.")


def _first_look(task: Task) -> Look | None:
    """Return what must be looked at in the file itself, before anything is made of it."""
    wish, picture = task.wish, task.facts.picture
    seeks_bars = any(isinstance(edit, Crop) and edit.bars for edit in wish.edits)
    if seeks_bars and picture is not None and task.made.has_picture and not task.findings.has_seen_bars:
        return _look_for_bars(task.facts, picture)
    if wish.asked(Subtitles) and not task.beside.cues and task.findings.cues is None and task.made.has_picture:
        return _look_for_cues(task.facts)
    longer = [edit.longer for edit in wish.edits if isinstance(edit, Silence)]
    sounding = next((stream for stream in task.facts.audio if stream.codec != "none"), None)
    if longer and sounding is not None and task.findings.silences is None:
        filters = ("aresample=async=1:first_pts=0", silence_filter(min(longer)))
        return Look(kind="silences", stream=sounding.index, filters=filters)
    return None


def _look_for_bars(facts: MediaFacts, picture: VideoStream) -> Look:
    size = (even(picture.display_size[0]), even(picture.display_size[1]))
    places = tuple((facts.duration or 0.0) * part for part in _PLACES) if facts.duration else (0.0,)
    return Look(kind="bars", stream=picture.index, filters=(*picture_chain(picture, size), BARS_FILTER), places=places)


def _look_for_cues(facts: MediaFacts) -> Look:
    """Return the look that reads the film's own subtitles. Raises FinalError where it has none that are text."""
    own = next((stream for stream in facts.subtitles if stream.codec in TEXT_SUBTITLES), None)
    if own is None:
        kind = "are pictures, which cannot be drawn anew" if facts.subtitles else "are not there"
        raise FinalError(
            f"The subtitles {kind}: neither beside the video nor in it is a text with times.",
            hint="Drop NAME.srt first, then the video of that name.",
        )
    return Look(kind="cues", stream=own.index, filters=())


def _subtitles(streams: Sequence[SubtitleStream], made: Format, order: Order) -> tuple[int, ...]:
    if not made.subtitle_codec or not order.is_untouched:
        return ()
    return tuple(stream.index for stream in streams if stream.codec in TEXT_SUBTITLES)
