"""The password of the page, and how often it may be tried."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from pathlib import Path

from nemo_watch.errors import ConfigurationError, HeldError
from nemo_watch.names import shown
from nemo_watch.private_file import OURS_ALONE, read_private

_TRIES, _TRIES_OF_ALL = 5, 100
_REST_SECONDS = 60.0


def read_password(path: Path) -> bytes:
    """Return the password that a file holds in its first line.

    Raises ConfigurationError for a file that is not there, holds none, or may be read by others (hazards F60).
    """
    try:
        lines = read_private(path, most=OURS_ALONE).splitlines()
    except HeldError as error:
        raise ConfigurationError(error.message, hint=error.hint) from error
    password = lines[0].strip() if lines else b""
    if not password:
        raise ConfigurationError(
            f"The file {shown(path)} (web.password_file) holds no password.",
            hint="Write one into its first line, and let nobody else read it: chmod 600.",
        )
    return password


class Password:
    """Takes one password, and after some wrong ones from an address, none from there for a minute.

    Who guesses from many addresses is slowed too, but cannot so easily keep everybody else out.
    """

    def __init__(self, password: bytes, *, clock: Callable[[], float]) -> None:
        """Take this password; `clock` gives seconds that only go on."""
        self._password = password
        self._clock = clock
        self._wrong: list[tuple[float, str]] = []

    def is_resting(self, address: str) -> bool:
        """Tell whether too many wrong ones were tried in the last minute, from an address or from all."""
        self._wrong = [tried for tried in self._wrong if self._clock() - tried[0] < _REST_SECONDS]
        own = sum(1 for _, tried_from in self._wrong if tried_from == address)
        return own >= _TRIES or len(self._wrong) >= _TRIES_OF_ALL

    def takes(self, tried: str, *, address: str) -> bool:
        """Tell whether this is the password; none is, where too many wrong ones were tried."""
        if self.is_resting(address):
            return False
        if hmac.compare_digest(tried.encode("utf-8", "surrogatepass"), self._password):
            self._wrong = [wrong for wrong in self._wrong if wrong[1] != address]
            return True
        self._wrong.append((self._clock(), address))
        return False
