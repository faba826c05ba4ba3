"""When has a file finished arriving? Decided from looks at it, with a clock that is passed in.

1. Its writer has closed it, or it was renamed into place, and its container adds up: at once.
2. Two looks at least `settle_seconds` apart on our own clock are the same, and the container adds up or does
   not say how long it is. A file's own times are only compared with themselves: clocks on a network differ.
3. The container does not add up, or the file is empty, and nothing has changed for `give_up_seconds`: it has
   settled, but as an incomplete file.

Any change begins the wait anew, however often: a slow copy takes as long as it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from nemo_watch.inbox.looks import Look
from nemo_watch.media.verdict import Verdict, Wholeness, partial
from nemo_watch.units import format_duration, format_size

_EMPTY = partial("it is empty")
_SHORTEST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 30.0
"""Between two looks at an incomplete file that nobody seems to write."""


class Settled(msgspec.Struct, frozen=True):
    """The file has arrived. `incomplete_reason` is None, or what it lacks: "the index (moov) is missing"."""

    look: Look
    incomplete_reason: str | None = None


class Waiting(msgspec.Struct, frozen=True):
    """The file is to be looked at again after some seconds; the sentence tells a person why it waits."""

    look_again_seconds: float
    sentence: str


class _Arriving(msgspec.Struct):
    """What is remembered of a file between looks."""

    look: Look
    since: float
    wholeness: Wholeness | None = None
    expected_bytes: int | None = None
    is_closed: bool = False
    has_changed: bool = False

    def changed_to(self, look: Look, now: float) -> None:
        self.look, self.since, self.wholeness, self.is_closed = look, now, None, False

    def examined(self, examine: Callable[[], Wholeness]) -> Wholeness:
        """Return what its container says about the present look, asking once for each."""
        if self.wholeness is None:
            self.wholeness = examine() if self.look.size else _EMPTY
            self.expected_bytes = self.wholeness.expected_bytes or self.expected_bytes
        return self.wholeness


class Settling:
    """Files that are arriving, by path; one is forgotten once it has settled or vanished.

    Seconds are those of `clock`, a monotonic one. Where nobody will come back to look (a single run over a
    folder), pass the same value for `give_up_seconds` as for `settle_seconds`.
    """

    def __init__(self, *, settle_seconds: float, give_up_seconds: float, clock: Callable[[], float]) -> None:
        self._settle_seconds = settle_seconds
        self._give_up_seconds = max(settle_seconds, give_up_seconds)
        self._clock = clock
        self._arriving: dict[Path, _Arriving] = {}

    def __len__(self) -> int:
        return len(self._arriving)

    def consider(self, path: Path, look: Look, *, closed: bool, examine: Callable[[], Wholeness]) -> Settled | Waiting:
        """Take in a look at a file and decide whether it has arrived.

        `closed` says that the look follows the file's being closed by a writer or renamed into place.
        `examine` adds up the container; it is called once when the file first changes, then when it has been
        closed or has rested, never twice for the same look.
        """
        now = self._clock()
        file = self._arriving.setdefault(path, _Arriving(look, now))
        if file.look != look:
            file.changed_to(look, now)
            if not file.has_changed:
                file.has_changed = True
                file.examined(examine)  # for the length that it announces
        file.is_closed |= closed
        verdict = self._decide(file, now - file.since, examine)
        if isinstance(verdict, Settled):
            self.forget(path)
        return verdict

    def forget(self, path: Path) -> None:
        """Drop what is known of a file that has vanished or been refused."""
        self._arriving.pop(path, None)

    @property
    def settle_seconds(self) -> float:
        """How long a file must be quiet."""
        return self._settle_seconds

    def _decide(self, file: _Arriving, quiet: float, examine: Callable[[], Wholeness]) -> Settled | Waiting:
        has_rested = quiet >= self._settle_seconds
        if not (file.is_closed or has_rested):
            return Waiting(self._settle_seconds - quiet, self._sentence(file))
        found = file.examined(examine)
        if found.verdict is Verdict.WHOLE or (found.verdict is Verdict.UNKNOWN and has_rested):
            return Settled(file.look)
        if found.verdict is Verdict.PARTIAL and quiet >= self._give_up_seconds:
            return Settled(file.look, found.reason)
        return Waiting(self._pause(quiet), self._sentence(file))

    def _pause(self, quiet: float) -> float:
        """Return the seconds until the next look: soon at first, then at growing distance."""
        if quiet < self._settle_seconds:
            return self._settle_seconds - quiet
        return max(_SHORTEST_PAUSE_SECONDS, min(quiet, _LONGEST_PAUSE_SECONDS, self._give_up_seconds - quiet))

    def _sentence(self, file: _Arriving) -> str:
        size = file.look.size
        if size == 0:
            return "Empty so far."
        if file.wholeness is not None and file.wholeness.verdict is Verdict.PARTIAL:
            return f"Still arriving: {file.wholeness.reason}."
        if file.expected_bytes is not None and file.expected_bytes > size:
            return f"Still arriving: {format_size(size)} of {format_size(file.expected_bytes)}."
        if file.has_changed:
            return f"Still arriving: {format_size(size)} so far."
        return f"Waiting {format_duration(self._settle_seconds)} for the writer to finish."
