"""Who may see the page: whoever comes with a link that the daemon gave out, or knows the password.

Other users of the machine can reach a port on loopback too. So a link is needed, which only those get who can ask the
daemon's socket; it works once, and for a minute. It is changed for a cookie that the key signs. The key lies in the
state folder and outlasts the daemon, so that an open page does too.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path

from nemo_watch.errors import ConfigurationError, HeldError
from nemo_watch.private_file import OURS_ALONE, read_private, write_private

KEY_NAME = "page.key"
"""The name of the file in a state folder."""

COOKIE_SECONDS = 30 * 86_400.0
LINK_SECONDS = 60.0

_KEY_BYTES = 32
_MOST_LINKS = 50


class Keys:
    """Gives out links and cookies, and knows them again."""

    def __init__(self, key: bytes, *, clock: Callable[[], float]) -> None:
        """Sign with `key`; `clock` gives seconds since the epoch."""
        self._key = key
        self._clock = clock
        self._links: dict[str, float] = {}

    @classmethod
    def kept_in(cls, state: Path, *, clock: Callable[[], float], password: bytes = b"") -> Keys:
        """Return the keys of a state folder, made where there are none. Another password makes all cookies void.

        Raises ConfigurationError for a key that others may read.
        """
        path = state / KEY_NAME
        try:
            key = read_private(path, most=OURS_ALONE)
            if len(key) != _KEY_BYTES:
                key = secrets.token_bytes(_KEY_BYTES)
                write_private(path, key)
        except HeldError as error:
            raise ConfigurationError(error.message, hint=error.hint) from error
        return cls(hmac.digest(key, b"page" + password, hashlib.sha256), clock=clock)

    def new_link(self) -> str:
        """Return a word that `redeem` takes once, within a minute."""
        now = self._clock()
        self._links = {link: until for link, until in self._links.items() if until > now}
        while len(self._links) >= _MOST_LINKS:
            del self._links[next(iter(self._links))]
        link = secrets.token_urlsafe(24)
        self._links[link] = now + LINK_SECONDS
        return link

    def redeem(self, link: str) -> bool:
        """Tell whether a word is one that was given out and not used yet; from now on, it is used."""
        until = self._links.pop(link, None)
        return until is not None and self._clock() < until

    def new_cookie(self) -> str:
        """Return a cookie that `knows` takes for thirty days."""
        issued = str(int(self._clock()))
        return f"{issued}.{self._signature(issued)}"

    def knows(self, cookie: str) -> bool:
        """Tell whether a cookie is one of ours, and not too old."""
        issued, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(issued).encode()):
            return False
        return -COOKIE_SECONDS < int(issued) - self._clock() <= COOKIE_SECONDS

    def _signature(self, issued: str) -> str:
        return hmac.new(self._key, issued.encode(), hashlib.sha256).hexdigest()
