"""The token that calls are made with: a fixed one, one of a service's credentials, or an anonymous one.

A token is never shown; its fingerprint tells two apart without knowing them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from nemo_watch import settings
from nemo_watch.errors import ConfigurationError, HeldError
from nemo_watch.names import shown
from nemo_watch.nemo.anonymous import AnonymousToken
from nemo_watch.nemo.answers import refusal
from nemo_watch.nemo.identity import Identity, fingerprint_of, fits_header
from nemo_watch.nemo.wire import Endpoint
from nemo_watch.private_file import CREDENTIALS, read_private
from nemo_watch.skills import DEFAULT_SKILL

TOKEN_FILE = "nemo-token.json"  # noqa: S105 - a file's name

__all__ = ["AnonymousToken", "CredentialToken", "FixedToken", "TokenSource", "token_source"]


class TokenSource(Protocol):
    """Where the client gets its token."""

    @property
    def is_anonymous(self) -> bool:
        """Tell whether it stands for nobody's account."""

    @property
    def user_id(self) -> str:
        """The account's id as far as it is known, else ""."""

    @property
    def fingerprint(self) -> str:
        """A digest of the token that is in use, "" while there is none; it never raises."""

    async def token(self, *, skill: str = DEFAULT_SKILL) -> str:
        """Return a token that is valid as far as is known; a new one is asked for in the name of `skill`."""

    async def refused(self, token: str, *, skill: str = DEFAULT_SKILL) -> None:
        """Take notice that the API refused `token`; raise HeldError where no other one can be had."""


class FixedToken:
    """A token that is used as it is: the user's own, or any at all for the studio of this machine."""

    is_anonymous = False
    user_id = ""

    def __init__(self, token: str) -> None:
        if not fits_header(token):
            raise ConfigurationError("The token holds impossible characters.", hint="Correct NEMO_TOKEN.")
        self._token = token

    @property
    def fingerprint(self) -> str:
        """A digest of the token."""
        return fingerprint_of(self._token)

    async def token(self, *, skill: str = DEFAULT_SKILL) -> str:  # noqa: ARG002 - it is not asked for
        """Return the token."""
        return self._token

    async def refused(self, token: str, *, skill: str = DEFAULT_SKILL) -> None:  # noqa: ARG002 - there is but one
        """Raise HeldError: somebody else's token is never replaced."""
        raise refusal(401)


class CredentialToken:
    """The user's own token in a file, which may be replaced while the daemon runs: each call reads it afresh.

    Raises HeldError, naming the file, where it holds no token, or where others than its service may read it.
    """

    is_anonymous = False
    user_id = ""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def fingerprint(self) -> str:
        """A digest of the token in the file."""
        try:
            return fingerprint_of(self._read())
        except HeldError:
            return ""

    async def token(self, *, skill: str = DEFAULT_SKILL) -> str:  # noqa: ARG002 - it is not asked for
        """Return the token that the file holds now."""
        return self._read()

    async def refused(self, token: str, *, skill: str = DEFAULT_SKILL) -> None:  # noqa: ARG002 - nothing is asked for
        """Raise HeldError, unless the file holds another token by now."""
        if self._read() == token:
            raise HeldError(
                f"NemoVideo does not accept the token in {shown(self._path)}: it is wrong, or it has expired.",
                hint="Put a valid one there: what waits for it goes on by itself.",
                cause="token",
            )

    def _read(self) -> str:
        content = read_private(self._path, most=CREDENTIALS).decode("ascii", "replace").strip()
        if not fits_header(content):
            raise HeldError(
                f"The file {shown(self._path)} holds no token.",
                hint="Put the token there, in one line: what waits for it goes on by itself.",
                cause="token",
            )
        return content


def token_source(endpoint: Endpoint, *, environment: settings.Identity, identity: Identity, state: Path) -> TokenSource:
    """Return where the token for a service comes from: the environment, the service's credentials, or the API.

    An anonymous one is kept in the folder `state`. Raises ConfigurationError for a token that is none.
    """
    if environment.token is not None:
        return FixedToken(environment.token)
    if environment.token_file is not None:
        return CredentialToken(environment.token_file)
    return AnonymousToken(
        endpoint,
        identity=identity,
        token_file=state / TOKEN_FILE,
        client_id_file=environment.client_id_file,
        client_id=environment.client_id,
    )
