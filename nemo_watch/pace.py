"""How fast a render goes, and how long it will go on, from what its polls have said."""

from __future__ import annotations

import msgspec

_LEAST_SECONDS = 2.0
"""Before, too little was seen to tell anything."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a job stands at this moment, beyond what is stored.

    `speed` is seconds of the result made in a second, `seconds_left` how long it will take at that speed; None where
    nobody knows.
    """

    progress: int
    message: str
    speed: float | None = None
    seconds_left: float | None = None


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """The first and the last that was heard of a render: per cent, and moments in seconds since the epoch."""

    first: int
    first_at: float
    last: int
    last_at: float

    @classmethod
    def begun(cls, progress: int, moment: float) -> Pace:
        """Return the pace of a render of which this is the first that is heard."""
        return cls(first=progress, first_at=moment, last=progress, last_at=moment)

    def heard(self, progress: int, moment: float) -> Pace:
        """Return the pace with one more that was heard; a render that begins again is measured anew."""
        if progress < self.last or moment < self.last_at:
            return Pace.begun(progress, moment)
        return msgspec.structs.replace(self, last=progress, last_at=moment)

    @property
    def percent_a_second(self) -> float | None:
        """The per cent that were done in a second, None where too little was heard."""
        seconds = self.last_at - self.first_at
        if seconds < _LEAST_SECONDS or self.last <= self.first:
            return None
        return (self.last - self.first) / seconds

    def seconds_left(self, now: float) -> float | None:
        """Return how long the rest will take, None where nobody knows."""
        if self.percent_a_second is None:
            return None
        since = max(0.0, now - self.last_at)
        return max(0.0, (100 - self.last) / self.percent_a_second - since)

    def speed(self, media_seconds: float | None) -> float | None:
        """Return how many seconds of a result of that length are made in a second, None where nobody knows."""
        if self.percent_a_second is None or media_seconds is None:
            return None
        return media_seconds * self.percent_a_second / 100
