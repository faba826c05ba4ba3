"""The token that calls are made with: a fixed one, the user's own, or an anonymous one that renews itself.

A token is never shown, and never used for another address than the one that gave it. An anonymous token
belongs to a client id, which is kept for good: the API gives one token per client id in 7 days, and about 10
per IP address.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from nemo_watch.errors import ConfigurationError, HeldError, JobError, TransientError
from nemo_watch.nemo.answers import RATE_LIMIT_WAIT_SECONDS, refusal
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.private_file import read_private, write_private
from nemo_watch.nemo.replies import code_of, inner, message_of
from nemo_watch.nemo.wire import Endpoint, Reply, Wire
from nemo_watch.skills import DEFAULT_SKILL

PATH = "/api/auth/anonymous-token"
LIFETIME_SECONDS = 7 * 86400.0
RENEW_BEFORE_SECONDS = 300.0

_HEADER_VALUE = re.compile(r"[!-~]{1,4096}")


class TokenSource(Protocol):
    """Where the client gets its token."""

    async def token(self) -> str:
        """Return a token that is valid as far as is known."""

    async def refused(self, token: str) -> None:
        """Take notice that the API refused `token`; raise HeldError where no other one can be had."""


class FixedToken:
    """A token that is used as it is: the user's own, or any at all for the studio of this machine."""

    def __init__(self, token: str) -> None:
        if not _HEADER_VALUE.fullmatch(token):
            raise ConfigurationError("The token holds impossible characters.", hint="Correct NEMO_TOKEN.")
        self._token = token

    async def token(self) -> str:
        """Return the token."""
        return self._token

    async def refused(self, token: str) -> None:  # noqa: ARG002 - there is but one
        """Raise HeldError: somebody else's token is never replaced."""
        raise refusal(401)


class _Grant(msgspec.Struct, frozen=True, kw_only=True):
    """An anonymous token as it is kept; `expires_at` is in seconds of the epoch."""

    api: str
    client_id: str
    token: str
    user_id: str = ""
    expires_at: float

    def __repr__(self) -> str:
        return f"_Grant(api={self.api!r}, expires_at={self.expires_at})"


class AnonymousToken:
    """A token without an account: asked for when first needed, kept in a file, renewed before it expires.

    `client_id` overrides what `client_id_file` holds; both files are private to the user (mode 0600). `clock`
    gives seconds of the epoch, `sleep` waits for seconds.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        identity: Identity,
        token_file: Path,
        client_id_file: Path,
        client_id: str | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._endpoint = endpoint
        self._identity = identity
        self._token_file = token_file
        self._client_id_file = client_id_file
        self._given_id = client_id
        self._clock = clock
        self._sleep = sleep
        self._asking = asyncio.Lock()
        self._grant: _Grant | None = None

    async def token(self) -> str:
        """Return the kept token, or a new one; raise TransientError where the API gives none now."""
        async with self._asking:
            grant = self._grant or self._kept()
            left = grant.expires_at - self._clock() if grant else 0.0
            if grant is None or left <= 0:
                grant = await self._renewed()
            elif left <= RENEW_BEFORE_SECONDS:
                grant = await self._renewed_early(grant)
            self._grant = grant
            return grant.token

    async def refused(self, token: str) -> None:
        """Ask for another token, unless that has happened since `token` was used."""
        async with self._asking:
            grant = self._grant
            if grant is None or grant.token == token:
                self._grant = await self._renewed()

    async def _renewed_early(self, grant: _Grant) -> _Grant:
        """Return a new token, or while there is none, the old one, which is still valid."""
        try:
            return self._granted(await self._ask(), client_id=grant.client_id)
        except JobError:
            return grant

    async def _renewed(self) -> _Grant:
        """Ask for a token; wait once for a rate limit, replace once a client id that is not accepted."""
        reply = await self._ask()
        if reply.status == 400 and self._given_id is None:
            write_private(self._client_id_file, str(uuid.uuid4()).encode())
            reply = await self._ask()
        elif reply.status == 429:
            await self._sleep(reply.wait_seconds or RATE_LIMIT_WAIT_SECONDS)
            reply = await self._ask()
        return self._granted(reply, client_id=self._client_id())

    async def _ask(self) -> Reply:
        wire = Wire(self._endpoint)
        headers = {"X-Client-Id": self._client_id(), **self._identity.headers(DEFAULT_SKILL)}
        try:
            return await wire.exchange("POST", PATH, headers=headers)
        finally:
            await wire.aclose()

    def _granted(self, reply: Reply, *, client_id: str) -> _Grant:
        """Keep and return the token that a reply grants; raise what it means if it grants none."""
        fields = reply.fields
        code = code_of(fields) or (reply.status if reply.status >= 300 else 0)
        if code:
            raise refusal(code, message=message_of(fields), missing=HeldError, wait_seconds=reply.wait_seconds)
        data = inner(fields)
        token = data.get("token")
        if not isinstance(token, str) or not _HEADER_VALUE.fullmatch(token):
            raise TransientError("NemoVideo gave no token that can be used.")
        grant = _Grant(
            api=self._endpoint.base_url,
            client_id=client_id,
            token=token,
            user_id=str(data.get("user_id") or ""),
            expires_at=_moment(data.get("expires_at")) or self._clock() + LIFETIME_SECONDS,
        )
        write_private(self._token_file, msgspec.json.encode(grant))
        return grant

    def _kept(self) -> _Grant | None:
        """Return the token of an earlier run, if it is for this API and this client id."""
        try:
            grant = msgspec.json.decode(read_private(self._token_file), type=_Grant)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        is_ours = grant.api == self._endpoint.base_url and grant.client_id == self._client_id()
        return grant if is_ours and _HEADER_VALUE.fullmatch(grant.token) else None

    def _client_id(self) -> str:
        """Return the id of this client, making it when there is none yet."""
        if self._given_id is not None:
            return self._given_id
        kept = read_private(self._client_id_file).decode("ascii", "replace").strip()
        if _HEADER_VALUE.fullmatch(kept):
            return kept
        made = str(uuid.uuid4())
        write_private(self._client_id_file, made.encode())
        return made


def _moment(text: object) -> float | None:
    """Return a moment in ISO 8601 as seconds of the epoch; without a time zone it is in UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
