"""When has a file finished arriving? Decided from looks at it, with a clock that is passed in.

1. Its writer has closed it, or it was renamed into place, nobody else has it open for writing, and its container adds
   up: at once.
2. It was quiet for `settle_seconds` on our own clock, or for longer where its writer was seen to pause, and its
   container adds up. A file's own times are only compared with themselves: clocks on a network differ.
3. The same, and the container does not say how long it is, but nobody has it open for writing.
4. It was quiet for `give_up_seconds`: it has settled, as an incomplete file where its container does not add up.

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
_LOOKS_PER_SETTLING = 4
"""At a file that has been seen to grow, so that the pauses of its writer are seen too."""
_PATIENCE = 3.0
"""So many of its writer's longest pauses a file must be quiet for."""


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
    is_open: bool = False
    has_changed: bool = False
    longest_pause: float = 0.0

    def changed_to(self, look: Look, now: float) -> None:
        if self.has_changed:  # before, nobody looked often enough
            self.longest_pause = max(self.longest_pause, now - self.since)
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

    def consider(
        self,
        path: Path,
        look: Look,
        *,
        closed: bool,
        examine: Callable[[], Wholeness],
        has_writer: Callable[[], bool] = lambda: False,
    ) -> Settled | Waiting:
        """Take in a look at a file and decide whether it has arrived.

        `closed` says that the look follows the file's being closed by a writer or renamed into place.
        `examine` adds up the container; it is called once when the file first changes, then when it has been
        closed or has rested, never twice for the same look. `has_writer` tells whether somebody is known to have it
        open for writing.
        """
        now = self._clock()
        file = self._arriving.setdefault(path, _Arriving(look, now))
        if file.look != look:
            file.changed_to(look, now)
            if not file.has_changed:
                file.has_changed = True
                file.examined(examine)  # for the length that it announces
        file.is_closed |= closed
        verdict = self._decide(file, now - file.since, examine, has_writer)
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

    def _decide(
        self, file: _Arriving, quiet: float, examine: Callable[[], Wholeness], has_writer: Callable[[], bool]
    ) -> Settled | Waiting:
        has_rested = quiet >= self._rest_seconds(file)
        if not (file.is_closed or has_rested):
            return Waiting(self._pause(file, quiet), self._sentence(file))
        found = file.examined(examine)
        is_sure = found.verdict is Verdict.WHOLE and has_rested
        is_likely = found.verdict is Verdict.WHOLE or (found.verdict is Verdict.UNKNOWN and has_rested)
        file.is_open = is_likely and not is_sure and has_writer()
        if is_likely and not file.is_open:
            return Settled(file.look)
        if quiet >= self._give_up_seconds:
            return Settled(file.look, found.reason if found.verdict is Verdict.PARTIAL else None)
        return Waiting(self._pause(file, quiet), self._sentence(file))

    def _rest_seconds(self, file: _Arriving) -> float:
        """Return for how long a file must be quiet: longer where its writer pauses between its writes."""
        return min(self._give_up_seconds, max(self._settle_seconds, _PATIENCE * file.longest_pause))

    def _pause(self, file: _Arriving, quiet: float) -> float:
        """Return the seconds until the next look: soon at first, then at growing distance."""
        left = self._rest_seconds(file) - quiet
        if left > 0:
            return min(left, self._settle_seconds / _LOOKS_PER_SETTLING) if file.has_changed else left
        return max(_SHORTEST_PAUSE_SECONDS, min(quiet, _LONGEST_PAUSE_SECONDS, self._give_up_seconds - quiet))

    def _sentence(self, file: _Arriving) -> str:
        size = file.look.size
        if size == 0:
            return "Empty so far."
        if file.wholeness is not None and file.wholeness.verdict is Verdict.PARTIAL:
            return f"Still arriving: {file.wholeness.reason}."
        if file.expected_bytes is not None and file.expected_bytes > size:
            return f"Still arriving: {format_size(size)} of {format_size(file.expected_bytes)}."
        if file.is_open:
            return "Another program still has it open for writing."
        if file.has_changed:
            return f"Still arriving: {format_size(size)} so far."
        return f"Waiting {format_duration(self._settle_seconds)} for the writer to finish."
