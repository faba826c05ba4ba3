"""The token of those without an account: asked for, kept in a file, and renewed.

It belongs to a client id, which is kept for good: the API gives one token per client id in 7 days, and about 10 per IP
address. A token is never shown, and never used for another address than the one that gave it.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError, HeldError, JobError, TransientError
from nemo_watch.nemo.answers import RATE_LIMIT_WAIT_SECONDS, refusal
from nemo_watch.nemo.identity import Identity, fingerprint_of, fits_header
from nemo_watch.nemo.replies import code_of, inner, message_of
from nemo_watch.nemo.wire import Endpoint, Reply, Wire
from nemo_watch.private_file import OURS_ALONE, read_private, write_private
from nemo_watch.skills import DEFAULT_SKILL

PATH = "/api/auth/anonymous-token"
LIFETIME_SECONDS = 7 * 86400.0
RENEW_BEFORE_SECONDS = 12 * 3600.0
RENEW_BEFORE_SHARE = 0.1

_ASK_AGAIN_SECONDS = 3600.0


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """An anonymous token as it is kept; moments are in seconds of the epoch."""

    api: str
    client_id: str
    token: str
    user_id: str = ""
    granted_at: float | None = None
    expires_at: float

    def __repr__(self) -> str:
        return f"Grant(api={self.api!r}, expires_at={self.expires_at})"

    @property
    def renew_at(self) -> float:
        """When to ask for the next one: a tenth of its life before its end, 12 h at least, half its life at most."""
        life = LIFETIME_SECONDS if self.granted_at is None else self.expires_at - self.granted_at
        return self.expires_at - min(life / 2, max(RENEW_BEFORE_SECONDS, life * RENEW_BEFORE_SHARE))


class AnonymousToken:
    """A token without an account: asked for when first needed, renewed before it expires.

    `client_id` overrides what `client_id_file` holds; both files are private to the user (mode 0600). `clock`
    gives seconds of the epoch, `sleep` waits for seconds.
    """

    is_anonymous = True

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
        self._grant: Grant | None = None
        self._ask_again_at = 0.0

    @property
    def user_id(self) -> str:
        """The id that a registration takes over, "" before there is a token."""
        return self._grant.user_id if self._grant else ""

    @property
    def fingerprint(self) -> str:
        """A digest of the token that is in use or kept, "" without one; none is asked for."""
        try:
            grant = self._grant or self._kept()
        except HeldError:
            return ""
        return fingerprint_of(grant.token) if grant else ""

    async def token(self, *, skill: str = DEFAULT_SKILL) -> str:
        """Return the kept token, or a new one; raise TransientError where the API gives none now."""
        async with self._asking:
            grant, now = self._grant or self._kept(), self._clock()
            if grant is None or grant.expires_at <= now:
                grant = await self._renewed(skill)
            elif grant.renew_at <= now and self._ask_again_at <= now:
                grant = await self._renewed_early(grant, skill)
            self._grant = grant
            return grant.token

    async def refused(self, token: str, *, skill: str = DEFAULT_SKILL) -> None:
        """Ask for another token, unless that has happened since `token` was used."""
        async with self._asking:
            grant = self._grant
            if grant is None or grant.token == token:
                self._grant = await self._renewed(skill)

    async def _renewed_early(self, grant: Grant, skill: str) -> Grant:
        """Return a new token, or while there is none (one per 7 days), the old one, which is still valid."""
        try:
            return self._granted(await self._ask(skill), client_id=grant.client_id)
        except JobError:
            self._ask_again_at = self._clock() + _ASK_AGAIN_SECONDS
            return grant

    async def _renewed(self, skill: str) -> Grant:
        """Ask for a token; wait once for a rate limit, replace once a client id that is not accepted."""
        reply = await self._ask(skill)
        if _code(reply) == 400 and self._given_id is None:
            write_private(self._client_id_file, str(uuid.uuid4()).encode())
            reply = await self._ask(skill)
        elif _code(reply) == 429:
            await self._sleep(reply.wait_seconds or RATE_LIMIT_WAIT_SECONDS)
            reply = await self._ask(skill)
        return self._granted(reply, client_id=self._client_id())

    async def _ask(self, skill: str) -> Reply:
        wire = Wire(self._endpoint)
        headers = {"X-Client-Id": self._client_id(), **self._identity.headers(skill)}
        try:
            return await wire.exchange("POST", PATH, headers=headers)
        finally:
            await wire.aclose()

    def _granted(self, reply: Reply, *, client_id: str) -> Grant:
        """Keep and return the token that a reply grants; raise what it means if it grants none."""
        if code := _code(reply):
            raise _no_grant(reply, code)
        data = inner(reply.fields)
        token = data.get("token")
        if not isinstance(token, str) or not fits_header(token):
            raise TransientError("NemoVideo gave no token that can be used.")
        now = self._clock()
        grant = Grant(
            api=self._endpoint.base_url,
            client_id=client_id,
            token=token,
            user_id=str(data.get("user_id") or ""),
            granted_at=now,
            expires_at=_moment(data.get("expires_at")) or now + LIFETIME_SECONDS,
        )
        write_private(self._token_file, msgspec.json.encode(grant))
        self._ask_again_at = 0.0
        return grant

    def _kept(self) -> Grant | None:
        """Return the token of an earlier run, if it is for this API and this client id."""
        try:
            grant = msgspec.json.decode(read_private(self._token_file, most=OURS_ALONE), type=Grant)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        is_ours = grant.api == self._endpoint.base_url and grant.client_id == self._client_id()
        return grant if is_ours and fits_header(grant.token) else None

    def _client_id(self) -> str:
        """Return the id of this client, making it when there is none yet; it is no secret, others may read it."""
        if self._given_id is not None:
            return self._given_id
        kept = read_private(self._client_id_file).decode("ascii", "replace").strip()
        if fits_header(kept):
            return kept
        made = str(uuid.uuid4())
        write_private(self._client_id_file, made.encode())
        return made


def _code(reply: Reply) -> int:
    return code_of(reply.fields) or (reply.status if reply.status >= 300 else 0)


def _no_grant(reply: Reply, code: int) -> JobError:
    """Return the error for a token that is not given: it is never a file's fault, so no job fails for it."""
    error = refusal(code, message=message_of(reply.fields), missing=HeldError, wait_seconds=reply.wait_seconds)
    if not isinstance(error, FinalError):
        return error
    return HeldError(
        f"NemoVideo gives no token without an account. {error.message}",
        hint="Put the token of an account into NEMO_TOKEN; NEMO_CLIENT_ID, if it is set, may be wrong.",
        cause="token",
    )


def _moment(text: object) -> float | None:
    """Return a moment in ISO 8601 as seconds of the epoch; without a time zone it is in UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
