"""What happened, told to whoever listens: the terminal, the tray, the page. Nobody's work waits for a listener."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import structlog

log = structlog.get_logger()


class JobChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A job got another state, message or progress; `name` is the dropped file's, safe to be shown.

    `cause` is what a held job waits for, if that is not its own matter.
    """

    job_id: str
    name: str
    rule: str
    state: str
    progress: int
    message: str
    outputs: tuple[str, ...] = ()
    cause: str = ""


class InboxChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An inbox began to be watched or polled, or went away."""

    path: str
    rule: str
    state: str


class RulesReloaded(msgspec.Struct, frozen=True, kw_only=True):
    """The rule file was read anew; `problems` is empty where it was taken over."""

    problems: tuple[str, ...] = ()


class EngineChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An engine went offline or on hold, or came back."""

    name: str
    state: str
    message: str


class PauseChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Work was paused, or goes on; `until` is when it goes on by itself (seconds since the epoch), if it does."""

    is_paused: bool
    until: float | None = None


Event = JobChanged | InboxChanged | RulesReloaded | EngineChanged | PauseChanged
Listener = Callable[[Event], None]


class Events:
    """Hands each event to every listener, in order, on the thread that publishes it."""

    def __init__(self) -> None:
        """Begin without listeners."""
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell every listener; one that fails is not told again, and hinders nobody."""
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception:  # the edge of a listener: a closed terminal is no reason to stop converting
                log.exception("listener.failed")
                self._listeners.remove(listener)
