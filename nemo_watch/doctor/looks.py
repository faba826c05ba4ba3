"""Looks at the machine, made side by side: one that gets no answer holds up no other, and is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec

from nemo_watch.doctor.finding import Finding, trouble
from nemo_watch.names import shown

Given = TypeVar("Given")

LOOK_SECONDS = 10.0
"""How long a look may take: a disk may have to spin up first."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look: the heading that its findings stand under, and what `late` says where it takes too long."""

    group: str
    ask: Callable[[], Iterable[Finding]]
    late: Finding
    seconds: float = LOOK_SECONDS


def findings(looks: Sequence[Look]) -> Iterator[tuple[str, Finding]]:
    """Begin all looks at once, and yield what they find with its heading, in the order of the looks."""
    running = [_Running(look) for look in looks]
    for one in running:
        for finding in one.findings():
            yield one.look.group, finding


def within(seconds: float, function: Callable[[], Given]) -> Given:
    """Return what a function returns, which may never do so. Raises TimeoutError, and what it raises."""
    errand = _Errand(function)
    if not errand.is_back_by(time.monotonic() + seconds):
        raise TimeoutError
    return errand.outcome()


class _Errand(Generic[Given]):
    """A call in a thread that never keeps the program from ending."""

    def __init__(self, function: Callable[[], Given]) -> None:
        self._function = function
        self._given: list[Given] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._go, daemon=True)
        self._thread.start()

    def is_back_by(self, moment: float) -> bool:
        """Wait until a moment of the monotonic clock at most, and tell whether the call has ended."""
        self._thread.join(max(0.0, moment - time.monotonic()))
        return not self._thread.is_alive()

    def outcome(self) -> Given:
        """Return what the call returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._given[0]

    def _go(self) -> None:
        try:
            self._given.append(self._function())
        except BaseException as error:  # noqa: BLE001 - it belongs to the caller, whatever it is
            self._error = error


class _Running:
    """A look that is under way; what it has found counts, though it comes to no end."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._found: list[Finding] = []
        self._give_up_at = time.monotonic() + look.seconds
        self._errand = _Errand(self._ask)

    def findings(self) -> list[Finding]:
        if not self._errand.is_back_by(self._give_up_at):
            return [*self._found, self.look.late]
        try:
            self._errand.outcome()
        except Exception as error:  # noqa: BLE001 - the edge of a look: the others count all the same
            return [*self._found, self._failed(error)]
        return self._found

    def _ask(self) -> None:
        for finding in self.look.ask():  # one by one: the next may never come
            self._found.append(finding)

    def _failed(self, error: Exception) -> Finding:
        said = f"{type(error).__name__}: {shown(str(error))}".removesuffix(": ")
        sentence = f"This could not be looked at ({self.look.late.name}): {said}."
        return trouble(self.look.late.name, sentence, "Call the doctor again; if it stays so, please report it.")
