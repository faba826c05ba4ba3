"""The local API as an ASGI application: JSON on a socket that only its owner can reach."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from nemo_watch.control.controlled import Controlled
from nemo_watch.control.endpoints import ENDPOINTS, Asked, Endpoint
from nemo_watch.control.feed import Feeds, News, event_text
from nemo_watch.control.openapi import description
from nemo_watch.control.shapes import Refusal
from nemo_watch.errors import NemoWatchError, NoSuchJob

_MOST_BODY_BYTES = 1_000_000
_HEARTBEAT_SECONDS = 15.0


def create_api(daemon: Controlled, feeds: Feeds) -> Starlette:
    """Return the application of the control socket; its event streams end with `feeds`."""
    routes = [Route(endpoint.path, _answering(endpoint, daemon), methods=[endpoint.method]) for endpoint in ENDPOINTS]

    async def events(_request: Request) -> Response:
        return StreamingResponse(_stream(daemon, feeds), media_type="text/event-stream")

    async def openapi(_request: Request) -> Response:
        return _json(description())

    async def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _json(Refusal(message=f"{error.detail}.", hint="See /v1/openapi.json."), status=error.status_code)

    return Starlette(
        routes=[*routes, Route("/v1/events", events), Route("/v1/openapi.json", openapi)],
        exception_handlers={HTTPException: refused},
    )


async def _stream(daemon: Controlled, feeds: Feeds) -> AsyncIterator[bytes]:
    """Yield the events: `status` at the beginning, then `job`, `status`, or `flood` for what is to be asked anew."""
    with feeds.opened() as feed:
        yield event_text("status", daemon.status())
        while (news := await feed.news(patience_seconds=_HEARTBEAT_SECONDS)) is not None:
            told = list(_told(daemon, news))
            yield b"".join(told) if told else b": nothing new\n\n"


def _told(daemon: Controlled, news: News) -> list[bytes]:
    told = [event_text("flood", {})] if news.is_flood else []
    for job_id in news.job_ids:
        try:
            told.append(event_text("job", daemon.job(job_id)))
        except NoSuchJob:
            continue
    if news.is_status:
        told.append(event_text("status", daemon.status()))
    return told


def _answering(endpoint: Endpoint, daemon: Controlled) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that answers in JSON, with a sentence where something was refused."""

    async def answer(request: Request) -> Response:
        try:
            body = await _body(request, endpoint.takes)
            asked = Asked(path=request.path_params, query=request.query_params, body=body)
            return _json(await endpoint.handle(daemon, asked))
        except _WrongBodyError as error:
            return _json(Refusal(message=str(error), hint="See /v1/openapi.json."), status=400)
        except NemoWatchError as error:
            status = 404 if isinstance(error, NoSuchJob) else 409
            return _json(Refusal(message=error.message, hint=error.hint), status=status)

    return answer


class _WrongBodyError(Exception):
    """What was sent is not what belongs there."""


async def _body(request: Request, kind: Any) -> Any:
    if kind is None:
        return None
    text = bytearray()
    async for chunk in request.stream():
        text += chunk
        if len(text) > _MOST_BODY_BYTES:
            raise _WrongBodyError("What was sent is too long.")
    try:
        return msgspec.json.decode(bytes(text), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _WrongBodyError(f"What was sent cannot be read: {error}.") from error


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")
