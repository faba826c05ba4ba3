"""The timeline: which pieces of a source are kept, in their order in it, and how fast they play.

Times that are said refer to the timeline as it is when they are said; pieces are kept in seconds of the source.
"""

from __future__ import annotations

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.units import format_duration

LEAST_SECONDS = 0.04
_NEAR_SECONDS = 1e-6


class Piece(msgspec.Struct, frozen=True):
    """A part of the source, in seconds; an `end` of None is the source's own."""

    start: float = 0.0
    end: float | None = None


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces that follow each other, in rising order, played `factor` times as fast.

    `reach` is the length of the source in seconds, None where nobody knows.
    """

    reach: float | None
    pieces: tuple[Piece, ...] = (Piece(),)
    factor: float = 1.0

    @property
    def is_whole(self) -> bool:
        """Tell whether the source plays as it is."""
        return self.pieces == (Piece(),) and self.factor == 1.0

    @property
    def has_open_end(self) -> bool:
        """Tell whether the last piece ends with the source."""
        return self.pieces[-1].end is None

    @property
    def start(self) -> float:
        """Where the first piece begins, in seconds of the source."""
        return self.pieces[0].start

    @property
    def duration(self) -> float | None:
        """How long it plays, in seconds; None where nobody knows."""
        return self.lasting(self.reach)

    def lasting(self, reach: float | None) -> float | None:
        """Return how long it plays where the source is `reach` seconds long."""
        ends = [reach if piece.end is None else piece.end for piece in self.pieces]
        if any(end is None for end in ends):
            return None
        limit = float("inf") if reach is None else reach
        lengths = [max(0.0, min(end or 0.0, limit) - piece.start) for piece, end in zip(self.pieces, ends, strict=True)]
        return sum(lengths) / self.factor

    def kept(self, start: float, end: float | None) -> Timeline:
        """Return what lies between two times; negative ones count from the end. Raises FinalError if nothing does."""
        low = self._bound(start)
        high = None if end is None else self._bound(end)
        return self._of(self._between(low, high))

    def without(self, start: float, end: float | None) -> Timeline:
        """Return all but what lies between two times. Raises FinalError where nothing would be left."""
        low = self._bound(start)
        high = None if end is None else self._bound(end)
        if high is not None and high <= low:
            return self
        before = self._between(0.0, low) if low > 0 else ()
        after = () if high is None else self._between(high, None)
        return self._of((*before, *after))

    def faster(self, factor: float) -> Timeline:
        """Return the same, played so many times as fast as now."""
        return msgspec.structs.replace(self, factor=self.factor * factor)

    def mirrored(self, begin: float, end: float) -> Timeline:
        """Return the same pieces in a source that plays from `end` back to `begin`, and is no longer than that."""
        turned = []
        for piece in reversed(self.pieces):
            last = end if piece.end is None else piece.end
            turned.append(Piece(max(0.0, end - last), None if piece.start <= begin else end - piece.start))
        return Timeline(reach=end - begin, pieces=tuple(turned), factor=self.factor)

    def place(self, seconds: float) -> float:
        """Return when a moment of the source is shown: seconds from the timeline's beginning."""
        shown = 0.0
        for piece in self.pieces:
            last = seconds if piece.end is None else min(seconds, piece.end)
            shown += max(0.0, last - piece.start)
        return shown / self.factor

    def _bound(self, seconds: float) -> float:
        """Return a time that may count from the end as one from the start, no later than the end."""
        length = self.duration
        if seconds < 0:
            if length is None:
                raise FinalError("The length of the video is not known, so times cannot count from its end.")
            return max(0.0, length + seconds)
        return seconds if length is None else min(seconds, length)

    def _between(self, low: float, high: float | None) -> tuple[Piece, ...]:
        """Return the pieces between two times of the timeline, in seconds of the source."""
        first, last = low * self.factor, None if high is None else high * self.factor
        kept, clock = [], 0.0
        for piece in self.pieces:
            piece_end = self.reach if piece.end is None else piece.end
            length = None if piece_end is None else piece_end - piece.start
            start = piece.start + max(0.0, first - clock)
            end = _end(piece, length, last, clock)
            known_end = piece_end if end is None else end
            if known_end is None or known_end - start > _NEAR_SECONDS:
                kept.append(Piece(start, end))
            clock += length or 0.0
        return tuple(kept)

    def _of(self, pieces: tuple[Piece, ...]) -> Timeline:
        timeline = msgspec.structs.replace(self, pieces=pieces or (Piece(0.0, 0.0),))
        length = timeline.duration
        if not pieces or (length is not None and length < LEAST_SECONDS):
            known = self.duration
            long = f"The video is only {format_duration(known)} long" if known else "The video is too short"
            raise FinalError(f"{long}: nothing would be left of it.", hint="Change the times in the instruction.")
        return timeline


def _end(piece: Piece, length: float | None, last: float | None, clock: float) -> float | None:
    """Return where a piece that begins at `clock` ends when nothing behind `last` is kept."""
    if last is None:
        return piece.end
    if length is not None and last >= clock + length - _NEAR_SECONDS:
        return piece.end
    return piece.start + max(0.0, last - clock)
