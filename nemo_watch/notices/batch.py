"""What is to be told, and when: files that end together are told of together, and never two notices at once.

A plain object with a clock passed in; it shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time

import msgspec

from nemo_watch.events import JobChanged
from nemo_watch.rules import Notices as Wishes
from nemo_watch.units import seconds_until_open

GAP_SECONDS = 10.0
"""Between two notices, at least."""
GATHER_SECONDS = 1.5
"""So long after the last file, others may still come that belong to it."""
LONGEST_SECONDS = 300.0
"""A batch that goes on for longer is told of in parts."""

_NOTHING_TO_DO = frozenset({"hours"})
"""Causes of held jobs that go away by themselves, and need nobody."""
_MOST_REMEMBERED = 10_000


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is to be told of: done, failed or held."""

    job_id: str
    name: str
    state: str
    message: str
    outputs: tuple[str, ...] = ()


class Batch:
    """Gathers what has ended. `clock` gives seconds that only go on, `now` the time of day."""

    def __init__(self, *, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        """Begin with nothing."""
        self._clock = clock
        self._now = now
        self._waiting: dict[str, Ended] = {}
        self._said: dict[str, tuple[str, str]] = {}
        self._first_at = 0.0
        self._last_at = 0.0
        self._shown_at: float | None = None

    def take(self, event: JobChanged, wishes: Wishes) -> bool:
        """Take note of a job that has changed; tell whether there is something to be told of it."""
        if not _is_wanted(event, wishes):
            if event.state in {"queued", "rendering", "cancelled"}:
                self._waiting.pop(event.job_id, None)  # it goes on: what was to be said is not true any more
            return False
        told = (event.state, event.message)
        if self._said.get(event.job_id) == told:
            return False
        self._said[event.job_id] = told
        if len(self._said) > _MOST_REMEMBERED:
            del self._said[next(iter(self._said))]
        self._last_at = self._clock()
        self._first_at = self._first_at if self._waiting else self._last_at
        self._waiting[event.job_id] = Ended(
            job_id=event.job_id,
            name=event.name,
            state=event.state,
            message=event.message,
            outputs=event.outputs,
        )
        return True

    def seconds_until_due(self, wishes: Wishes, *, is_idle: bool) -> float | None:
        """Return how long it is until a notice is due, 0 for now, None for nothing to tell.

        `is_idle`: nothing else is being worked on. A failed or held job does not wait for that.
        """
        if not self._waiting:
            return None
        now = self._clock()
        is_urgent = any(ended.state != "done" for ended in self._waiting.values())
        due_at = self._last_at + GATHER_SECONDS
        if not (is_idle or is_urgent):
            due_at = max(due_at, self._first_at + LONGEST_SECONDS)
        due_at = min(due_at, self._first_at + LONGEST_SECONDS)
        if self._shown_at is not None:
            due_at = max(due_at, self._shown_at + GAP_SECONDS)
        return max(0.0, due_at - now, _seconds_of_quiet(wishes.quiet, self._now()))

    def due(self) -> list[Ended]:
        """Return what is to be told now; it is told then."""
        ended = list(self._waiting.values())
        self._waiting.clear()
        self._shown_at = self._clock()
        return ended


def _is_wanted(event: JobChanged, wishes: Wishes) -> bool:
    if event.state == "held":
        return wishes.held and event.cause not in _NOTHING_TO_DO
    return {"done": wishes.done and bool(event.outputs), "failed": wishes.failed}.get(event.state, False)


def _seconds_of_quiet(quiet: tuple[time, time] | None, now: datetime) -> float:
    """Return how long it is quiet still: until the end of the hours without notices, 0 outside of them."""
    if quiet is None:
        return 0.0
    begin, end = quiet
    return seconds_until_open((end, begin), now)


def of_state(ended: Iterable[Ended], *states: str) -> list[Ended]:
    """Return those that are in one of some states."""
    return [one for one in ended if one.state in states]
