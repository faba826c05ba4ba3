"""The pause that a person asked for: for a while, or until they say so. It outlasts the daemon."""

from __future__ import annotations

import contextlib
import math
import time

import structlog

from nemo_watch.errors import NemoWatchError
from nemo_watch.events import Events, PauseChanged
from nemo_watch.schedule import Schedule
from nemo_watch.store import Store

LONGEST_SECONDS = 366 * 86_400.0

_NOTE = "paused until"
_ENDLESS = "resumed"
_TIMER = "end of the pause"

log = structlog.get_logger()


class Pausing:
    """Lets the schedule rest, and go on. Files are noticed and queued all the same."""

    def __init__(self, *, store: Store, schedule: Schedule, events: Events) -> None:
        """Keep in `store` what is asked for, so that a restart does not end it."""
        self._store = store
        self._schedule = schedule
        self._events = events
        self._until: float | None = None

    @property
    def is_paused(self) -> bool:
        """Tell whether no work is begun."""
        return self._until is not None

    @property
    def until(self) -> float | None:
        """Return when work goes on by itself, in seconds since the epoch; None where a person has to say so."""
        return None if self._until is None or math.isinf(self._until) else self._until

    def restore(self) -> None:
        """Go on with the pause that was there when the last daemon ended, where it is not over."""
        note = self._store.note(_NOTE)
        until = math.inf if note == _ENDLESS else 0.0
        with contextlib.suppress(ValueError):
            until = until or float(note)
        if until > time.time():
            self._rest(until)

    def pause(self, seconds: float | None = None) -> None:
        """Begin no new work for so many seconds, or until `resume`. Raises NemoWatchError for a strange time."""
        if seconds is not None and not 0 < seconds <= LONGEST_SECONDS:
            raise NemoWatchError("A pause lasts up to a year.", hint="For longer, leave the time out.")
        until = math.inf if seconds is None else time.time() + seconds
        self._store.keep_note(_NOTE, _ENDLESS if math.isinf(until) else repr(until))
        self._rest(until)
        log.info("work.paused", seconds=seconds)

    def resume(self) -> None:
        """Begin work again."""
        if not self.is_paused:
            return
        self._store.keep_note(_NOTE, "")
        self._until = None
        self._schedule.go_on()
        self._events.publish(PauseChanged(is_paused=False))
        log.info("work.resumed")

    def _rest(self, until: float) -> None:
        self._until = until
        self._schedule.rest()
        if self.until is not None:
            self._schedule.after(_TIMER, until - time.time(), self._resume_if_over)
        self._events.publish(PauseChanged(is_paused=True, until=self.until))

    async def _resume_if_over(self) -> None:
        """End the pause; one that was made longer meanwhile, or whose clock was set back, is waited for anew."""
        if self.until is None:
            return
        if self.until <= time.time():
            self.resume()
        else:
            self._schedule.after(_TIMER, self.until - time.time(), self._resume_if_over)
