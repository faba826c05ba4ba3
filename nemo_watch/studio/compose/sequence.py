"""The order of things in time: what must be made first so that the rest is one run over one source.

Playing backwards and playing again and again change what the source is: a reversed copy of what is needed is made
first, or one turn, and what was said behind it counts in that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.compose.timeline import Piece, Timeline
from nemo_watch.studio.language.edits import Cut, Edit, Fade, Loop, Reverse, Silence, Speed, Thumbnail, Trim

MOST_TIMES = 1000
LONGEST_SECONDS = 24 * 3600.0
LOWEST_SPEED, HIGHEST_SPEED = 0.05, 100.0
_PAUSE_SECONDS = 0.1
"""Left of a silence on each side that is heard, so that no word loses its end."""

TIMED = (Trim, Cut, Speed, Reverse, Loop, Silence, Fade, Thumbnail)

Silences = Sequence[tuple[float, float]]


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """A source that is made first: what `timeline` keeps, `repeats` times in a row, or all between them reversed."""

    kind: Literal["reversed", "turn"]
    timeline: Timeline
    repeats: int = 1


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """All that edits do in time: what is made first, how often the source plays, and what is kept of that."""

    timeline: Timeline
    preparations: tuple[Preparation, ...] = ()
    repeats: int = 1
    silences: tuple[tuple[float, float], ...] = ()

    @property
    def is_untouched(self) -> bool:
        """Tell whether the source plays once, as it is."""
        return self.timeline.is_whole and self.repeats == 1 and not self.preparations


def arrange(edits: Sequence[Edit], duration: float | None, *, silences: Silences = ()) -> Order:
    """Return what all edits together do to a source of so many seconds. Raises FinalError where they cannot be done.

    `silences` are those of the source, in its seconds.
    """
    order = Order(timeline=Timeline(reach=duration), silences=tuple(silences))
    for edit in edits:
        order = _applied(order, edit)
    length = order.timeline.duration
    if length is not None and length > LONGEST_SECONDS:
        raise FinalError("The result would be longer than a day.", hint="Change the speed or the number of times.")
    return order


def kept(order: Order, start: float, end: float | None) -> Order:
    """Return what lies between two times of an order. Raises FinalError where nothing does."""
    order = _unrolled(order)
    return msgspec.structs.replace(order, timeline=order.timeline.kept(start, end))


def _unrolled(order: Order) -> Order:
    """Return an order whose source plays but once: ffmpeg may hang where it drops parts of what it plays again."""
    if order.repeats == 1:
        return order
    once = None if order.timeline.reach is None else order.timeline.reach / order.repeats
    turns = Preparation(kind="turn", timeline=Timeline(reach=once), repeats=order.repeats)
    return msgspec.structs.replace(order, preparations=(*order.preparations, turns), repeats=1)


def _applied(order: Order, edit: Edit) -> Order:
    if isinstance(edit, (Trim, Cut, Silence)):
        order = _unrolled(order)
    timeline = order.timeline
    match edit:
        case Trim():
            timeline = timeline.kept(edit.start, edit.end)
        case Cut():
            timeline = timeline.without(edit.start, edit.end)
        case Speed():
            if not LOWEST_SPEED <= edit.factor <= HIGHEST_SPEED:
                raise FinalError(f"The speed can be changed by {LOWEST_SPEED:g} to {HIGHEST_SPEED:g} times.")
            timeline = timeline.faster(edit.factor)
        case Silence():
            timeline = _without_silences(order, edit.longer)
        case Reverse():
            return _reversed(order)
        case Loop():
            return _looped(order, edit.times)
        case _:
            return order
    return msgspec.structs.replace(order, timeline=timeline)


def _without_silences(order: Order, longer: float) -> Timeline:
    """Take silences out from the last to the first, so that those before keep their times."""
    timeline, length = order.timeline, order.timeline.duration
    for begin, end in sorted(order.silences, reverse=True):
        low, high = timeline.place(begin), timeline.place(end)
        if high - low < longer:
            continue
        low += _PAUSE_SECONDS if low > 0 else 0.0
        high -= _PAUSE_SECONDS if length is None or high < length - _PAUSE_SECONDS else 0.0
        if high > low:
            timeline = timeline.without(low, high)
    return timeline


def _reversed(order: Order) -> Order:
    reach = _known(order.timeline)
    if order.repeats > 1:  # turns played backwards are backward turns
        once = reach / order.repeats
        whole = Timeline(reach=once)
        begin, end = 0.0, once
        preparation = Preparation(kind="reversed", timeline=whole)
        timeline = order.timeline.mirrored(0.0, reach)
    else:
        begin = order.timeline.start
        last = order.timeline.pieces[-1].end
        end = reach if last is None else last
        hull = Timeline(reach=reach, pieces=(Piece(begin, last),))
        preparation = Preparation(kind="reversed", timeline=hull)
        timeline = order.timeline.mirrored(begin, end)
    silences = tuple((end - high, end - low) for low, high in order.silences if high > begin and low < end)
    return Order(
        timeline=timeline,
        preparations=(*order.preparations, preparation),
        repeats=order.repeats,
        silences=silences,
    )


def _looped(order: Order, times: int) -> Order:
    if not 1 <= times <= MOST_TIMES:
        raise FinalError(f"A video can be played 1 to {MOST_TIMES} times in a row.")
    if times == 1:
        return order
    preparations = order.preparations
    once, silences = order.timeline.duration, order.silences
    if not order.timeline.is_whole or order.repeats > 1:
        order = _unrolled(order)
        preparations = (*order.preparations, Preparation(kind="turn", timeline=order.timeline))
        silences = tuple((order.timeline.place(low), order.timeline.place(high)) for low, high in silences)
    if once is not None:
        silences = tuple((low + once * turn, high + once * turn) for turn in range(times) for low, high in silences)
    return Order(
        timeline=Timeline(reach=None if once is None else once * times),
        preparations=preparations,
        repeats=times,
        silences=silences,
    )


def _known(timeline: Timeline) -> float:
    if timeline.reach is None:
        raise FinalError("The length of the video is not known, so it cannot be played backwards.")
    return timeline.reach
