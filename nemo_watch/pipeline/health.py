"""How an engine is as a whole: ok, offline, or on hold for its account. One line in the log at each change."""

from __future__ import annotations

from collections.abc import Callable

import structlog

OK, OFFLINE, HELD = "ok", "offline", "held"

log = structlog.get_logger()


class EngineHealth:
    """The state of one engine, since when (seconds since the epoch), and what a person should know of it."""

    def __init__(self, name: str, *, clock: Callable[[], float]) -> None:
        """Begin as ok; `clock` gives seconds since the epoch."""
        self.name = name
        self.state = OK
        self.message = ""
        self.since = clock()
        self._clock = clock
        self._listeners: list[Callable[[EngineHealth], None]] = []

    @property
    def is_well(self) -> bool:
        """Tell whether nothing is known to stand in the way."""
        return self.state == OK

    @property
    def is_offline(self) -> bool:
        """Tell whether the engine could not be reached when it was last tried."""
        return self.state == OFFLINE

    @property
    def is_on_hold(self) -> bool:
        """Tell whether the engine refused work for the account's sake."""
        return self.state == HELD

    def on_change(self, listener: Callable[[EngineHealth], None]) -> None:
        """Call `listener` whenever the state has changed."""
        self._listeners.append(listener)

    def went_offline(self, message: str) -> None:
        """Take note that the engine cannot be reached."""
        self._change(OFFLINE, message)

    def went_on_hold(self, message: str) -> None:
        """Take note that the engine refuses work until somebody does something about the account."""
        self._change(HELD, message)

    def came_back(self) -> None:
        """Take note that the engine can be reached."""
        if self.is_offline:
            self._change(OK, "")

    def was_released(self) -> None:
        """Take note that nothing of the account stands in the way any more."""
        if self.is_on_hold:
            self._change(OK, "")

    def _change(self, state: str, message: str) -> None:
        if state == self.state:
            return
        before, self.state, self.message, self.since = self.state, state, message, self._clock()
        if state == OK:
            log.info("engine.back", engine=self.name, was=before)
        else:
            log.warning("engine.stopped", engine=self.name, state=state, reason=message)
        for listener in self._listeners:
            listener(self)
