"""The status page as an ASGI application; `gate` stands before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from nemo_watch.aside import Asides, Unanswered
from nemo_watch.control.controlled import Controlled
from nemo_watch.control.feed import Feeds
from nemo_watch.control.page.board import Board
from nemo_watch.control.page.dropping import receive
from nemo_watch.control.page.gate import Gate, Hosts
from nemo_watch.control.page.keys import COOKIE_SECONDS, Keys
from nemo_watch.control.page.media import KINDS, Media, type_of
from nemo_watch.control.page.password import Password
from nemo_watch.control.page.views import STATIC, Views
from nemo_watch.control.shapes import Pause, Words
from nemo_watch.errors import NemoWatchError, NoSuchJob
from nemo_watch.names import shown

_MOMENT_SECONDS = 0.001
"""Moments are told to the millisecond: what is older begins within it, and is told again where it was told already."""
_MOST_FORM_BYTES = 10_000
_MOST_BODY_BYTES = 100_000
Body = TypeVar("Body")
Said = Callable[[Request], Awaitable[Any]]


class Page:
    """The addresses of the page and what they answer."""

    def __init__(self, daemon: Controlled, feeds: Feeds, *, keys: Keys, password: Password | None, cookie: str) -> None:
        """Show and steer `daemon`; visitors come with a link of `keys`, or with the password where there is one.

        They are known by a cookie of this name then.
        """
        self._cookie = cookie
        self._asides = Asides()
        self._media = Media(daemon)
        self._daemon = daemon
        self._keys = keys
        self._password = password
        self._views = Views()
        self._board = Board(daemon, feeds, self._views)

    def routes(self) -> list[Any]:
        """Return the table of addresses."""
        return [
            Route("/", self.board),
            Route("/older", self.older),
            Route("/events", self.events),
            Route("/login", self.login, methods=["GET", "POST"]),
            Route("/jobs/{job_id}", self.job),
            Route("/jobs/{job_id}/result", self._media.result),
            Route("/jobs/{job_id}/thumbnail/{which}", self._media.thumbnail),
            Route("/jobs/{job_id}/retry", _saying(self.retry), methods=["POST"]),
            Route("/jobs/{job_id}/cancel", _saying(self.cancel), methods=["POST"]),
            Route("/jobs/{job_id}/undo", _saying(self.undo), methods=["POST"]),
            Route("/jobs/{job_id}/refine", _saying(self.refine), methods=["POST"]),
            Route("/pause", _saying(self.pause), methods=["POST"]),
            Route("/resume", _saying(self.resume), methods=["POST"]),
            Route("/inboxes/{rule}/{name}", self.drop, methods=["PUT"]),
            Mount("/static", _Kept(directory=STATIC)),
        ]

    async def board(self, _request: Request) -> Response:
        """Show everything."""
        return HTMLResponse(await self._board.page())

    async def older(self, request: Request) -> Response:
        """Show jobs that were over before a moment."""
        try:
            before = datetime.fromisoformat(request.query_params.get("before", "")).timestamp()
        except (ValueError, OverflowError) as error:
            raise HTTPException(400, "`before` is a moment in ISO 8601") from error
        return HTMLResponse(self._board.older(before + _MOMENT_SECONDS))

    async def events(self, _request: Request) -> Response:
        """Tell of what changes, as it changes."""
        if self._board.is_full:
            return Response("Too many pages are open.", status_code=503)
        return StreamingResponse(self._board.stream(), media_type="text/event-stream")

    async def job(self, request: Request) -> Response:
        """Show one job, with its result to be played."""
        try:
            report = self._daemon.job(request.path_params["job_id"])
        except NoSuchJob as error:
            raise HTTPException(404, error.message) from error
        kind = type_of(report.outputs[-1]).partition("/")[0] if report.outputs else ""
        log = self._daemon.job_log(report.id, is_short=True)
        return HTMLResponse(self._views.page("job", report=report, kind=kind if kind in KINDS else "", log=log))

    async def login(self, request: Request) -> Response:
        """Let a visitor in who has a link, or knows the password."""
        if request.method == "POST":
            return await self._login_by_password(request)
        link = request.query_params.get("link", "")
        if link and request.method == "GET":
            if self._keys.redeem(link):
                return self._let_in()
            return self._door("That link has been used, or is too old.", status=403)
        return self._door()

    async def retry(self, request: Request) -> str:
        """Begin a job again."""
        return f"{(await self._daemon.retry(request.path_params['job_id'])).name} is tried again."

    async def cancel(self, request: Request) -> str:
        """Stop a job."""
        return f"{(await self._daemon.cancel(request.path_params['job_id'])).name} is being stopped."

    async def undo(self, request: Request) -> str:
        """Take a delivered job back."""
        name = (await self._daemon.undo(request.path_params["job_id"])).name
        return f"{name} is undone: its result is in the trash, and the file where it was dropped."

    async def refine(self, request: Request) -> str:
        """Say something more about a delivered job."""
        asked = await _said(request, Words)
        report = await self._daemon.refine(request.path_params["job_id"], asked.text)
        return f"{report.name} is refined; the new result will lie beside the first."

    async def pause(self, request: Request) -> str:
        """Begin no new work."""
        self._daemon.pause((await _said(request, Pause)).seconds)
        return "Paused: what is being rendered comes to its end, and nothing new is begun."

    async def resume(self, _request: Request) -> str:
        """Begin work again."""
        self._daemon.resume()
        return "Work goes on."

    async def drop(self, request: Request) -> Response:
        """Take a file that was dropped on the page."""
        name, length = request.path_params["name"], request.headers.get("content-length", "")
        try:
            rule = self._daemon.open_inbox(request.path_params["rule"])
            path = await receive(
                rule,
                name,
                request.stream(),
                size=int(length) if length.isdigit() else None,
                aside=self._asides.at(rule.inbox),
                check=lambda: self._daemon.open_inbox(rule.name),
            )
        except ClientDisconnect:
            return Response(status_code=400)
        except Unanswered:
            return _answer({"message": "The inbox does not answer: its server cannot be reached."}, status=409)
        except NemoWatchError as error:
            return _answer({"message": error.message, "hint": error.hint}, status=409)
        return _answer({"message": f"{shown(path.name)} is in the inbox."}, status=201)

    async def _login_by_password(self, request: Request) -> Response:
        body = await _read(request, _MOST_FORM_BYTES)
        tried = parse_qs(body.decode("utf-8", "replace")).get("password", [""])[0]
        if self._password is None:
            return self._door("There is no password here.", status=403)
        address = request.client.host if request.client else ""
        if self._password.takes(tried, address=address):
            return self._let_in()
        if self._password.is_resting(address):
            return self._door("Too many wrong ones: try again in a minute.", status=429)
        return self._door("That is not the password.", status=403)

    def _let_in(self) -> Response:
        """Give a cookie, and go on from a page of our own: what another website leads to would come without it."""
        response = HTMLResponse(self._views.page("welcome"))
        response.set_cookie(
            self._cookie, self._keys.new_cookie(), max_age=int(COOKIE_SECONDS), httponly=True, samesite="strict"
        )
        return response

    def _door(self, problem: str = "", *, status: int = 200) -> Response:
        title = "Log in" if self._password else "This page is not open to everybody"
        page = self._views.page("login", title=title, problem=problem, has_password=self._password is not None)
        return HTMLResponse(page, status_code=status)


def create_page(daemon: Controlled, feeds: Feeds, *, keys: Keys, password: Password | None, hosts: Hosts) -> ASGIApp:
    """Return the application of the status page, with the gate before it."""
    page = Page(daemon, feeds, keys=keys, password=password, cookie=hosts.cookie)
    return Gate(Starlette(routes=page.routes()), hosts=hosts, is_known=keys.knows)


class _Kept(StaticFiles):
    """Static files, which browsers may keep: another content has another address."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _saying(handler: Said) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that answers with a sentence: what was done, or why it was not."""

    async def answer(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _answer({"message": "JSON belongs here."}, status=415)
        try:
            return _answer({"message": await handler(request)})
        except NemoWatchError as error:
            status = 404 if isinstance(error, NoSuchJob) else 409
            return _answer({"message": error.message, "hint": error.hint}, status=status)

    return answer


async def _said(request: Request, kind: type[Body]) -> Body:
    """Return what was sent along. Raises NemoWatchError for anything else."""
    try:
        return msgspec.json.decode(await _read(request, _MOST_BODY_BYTES), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise NemoWatchError("What was sent cannot be read.") from error


async def _read(request: Request, most_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most_bytes:
            raise HTTPException(413, "What was sent is too long")
    return bytes(body)


def _answer(content: dict[str, str], *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")
