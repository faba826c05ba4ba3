"""One call of the NemoVideo API, from its headers to a checked reply.

Here a request gets its token and its sender, and a refused one becomes an error.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import msgspec

from nemo_watch.errors import JobError, TransientError
from nemo_watch.nemo import answers
from nemo_watch.nemo.account import TokenSource
from nemo_watch.nemo.answers import AccountPage
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.replies import code_of, message_of
from nemo_watch.nemo.wire import REPLY_SECONDS, Body, Reply, Wire

_LEAST_TOKEN_LETTERS = 8

AnswerT = TypeVar("AnswerT")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A call before it has a token; `reply_seconds` bounds each wait for the reply."""

    method: str
    path: str
    body: Body | None = None
    headers: Mapping[str, str] = {}
    reply_seconds: float = REPLY_SECONDS


class Calls:
    """Makes calls over a wire in the name of an identity, and repeats one whose token was refused."""

    def __init__(self, wire: Wire, *, tokens: TokenSource, identity: Identity, web: str = "") -> None:
        self._wire = wire
        self._web = web
        self._tokens = tokens
        self._identity = identity
        self._used: set[str] = set()

    async def with_token(self, call: Callable[[dict[str, str]], Awaitable[AnswerT]], *, skill: str) -> AnswerT:
        """Make a call with the headers it needs, once more with a new token where its own is refused."""
        token = await self._tokens.token(skill=skill)
        answer = await call(self._headers(token, skill))
        if not (isinstance(answer, Reply) and _is_token_refused(answer)):
            return answer
        await self._tokens.refused(token, skill=skill)
        return await call(self._headers(await self._tokens.token(skill=skill), skill))

    async def reply(self, request: Request, *, skill: str) -> Reply:
        """Return the reply to a request, a refusal too."""

        async def call(headers: dict[str, str]) -> Reply:
            return await self._wire.exchange(
                request.method,
                request.path,
                headers={**headers, **request.headers},
                body=request.body,
                reply_seconds=request.reply_seconds,
            )

        return await self.with_token(call, skill=skill)

    async def fields(self, request: Request, *, skill: str, missing: type[JobError]) -> dict[str, Any]:
        """Return the JSON object of a reply that is a success; raise what its code means for any other."""
        return self.checked(await self.reply(request, skill=skill), missing=missing)

    def checked(self, reply: Reply, *, missing: type[JobError]) -> dict[str, Any]:
        """Return a reply's JSON object; raise the error of a refusal, TransientError for no object."""
        self.refuse(reply, missing=missing)
        if not reply.fields:
            raise TransientError(f"The answer of {self._wire.endpoint.name} is no JSON object.")
        return reply.fields

    def refuse(self, reply: Reply, *, missing: type[JobError]) -> None:
        """Raise the error of a reply that is no success."""
        if code_in(reply) != 0:
            raise self.refusal(reply, missing=missing)

    def refusal(self, reply: Reply, *, missing: type[JobError], bind_id: str = "") -> JobError:
        """Return the error for a reply that is no success.

        `missing` is what "not found" means here, `bind_id` the user id that a session named.
        """
        return answers.refusal(
            code_in(reply),
            message=self.without_token(message_of(reply.fields)),
            missing=missing,
            wait_seconds=reply.wait_seconds,
            own_words=self._wire.endpoint.is_private,
            account=self.account_page(bind_id),
        )

    def account_page(self, bind_id: str = "") -> AccountPage | None:
        """Return where a person finds the account, under a user id that goes before the token's; None without a web."""
        if not self._web:
            return None
        return AccountPage(
            web=self._web, bind_id=bind_id or self._tokens.user_id, is_anonymous=self._tokens.is_anonymous
        )

    def without_token(self, text: str) -> str:
        """Return what a service said, without the token, should it repeat it."""
        for token in self._used:
            if len(token) < _LEAST_TOKEN_LETTERS:
                continue  # no secret, and likely a part of words
            text = text.replace(token, "…")
        return text

    def _headers(self, token: str, skill: str) -> dict[str, str]:
        self._used.add(token)
        return {"Authorization": f"Bearer {token}", **self._identity.headers(skill)}


def code_in(reply: Reply) -> int:
    """Return a reply's code: the one in its body, else its HTTP status; 0 is success, -1 `success: false`."""
    if code := code_of(reply.fields):
        return code
    if reply.status >= 300:
        return reply.status
    return -1 if reply.fields.get("success") is False else 0


def _is_token_refused(reply: Reply) -> bool:
    return code_in(reply) in answers.TOKEN_CODES
