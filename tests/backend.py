"""The NemoVideo API as protocol.md tells it, with sessions, drafts, credits and renders of its own, and two hosts.

Unlike `cloud.py`, which answers as it is told, this one keeps state: what was sent twice is there twice. Faults are
asked for by call. It serves real HTTP on loopback from a thread of its own, so that it outlives a daemon that is
killed; finished files lie on a second host, which must never see a token.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

CUT, LOST = "cut", "lost"
"""Faults of any call: the connection breaks before the work is done, or after it, without a reply."""

COST = 50


@dataclass
class Session:
    """One session as the service keeps it."""

    id: str
    uploads: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    draft: dict[str, Any] = field(default_factory=dict)
    later: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Render:
    """One render: how often it was asked after, and how often begun."""

    id: str
    session: str
    draft: str
    polls: int = 0


class Backend:
    """A whole service. Set `faults[call]`, `silent`, `stages` … before what they are to happen to."""

    def __init__(self, clip: Path) -> None:
        self.clip = clip
        self.sessions: dict[str, Session] = {}
        self.renders: dict[str, Render] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.file_requests: list[dict[str, str]] = []
        self.faults: defaultdict[str, deque[Any]] = defaultdict(deque)
        self.token = ""
        self.tokens_given = 0
        self.available = 1000.0
        self.seconds_of_clip = 2.0
        self.silent = False
        self.late = False
        self.stages = 0
        self.nested = False
        self.polls_needed = 1
        self.failing_renders = 0
        self.cancelled: list[str] = []
        self.urls: dict[str, str] = {}
        self.reply = "I converted the video."
        self.stream_seconds = 0.0
        self.address = ""
        self.file_address = ""

    @property
    def messages(self) -> list[str]:
        """Every message that was taken, whatever the session."""
        return [message for session in self.sessions.values() for message in session.messages]

    def applications(self) -> tuple[Starlette, Starlette]:
        """Return the API and the host of the finished files."""
        user = "/api/{kind}/nemo_agent/me/{session_id}"
        lambda_ = "/api/render/proxy/lambda"
        calls: dict[str, tuple[str, str, Callable[[Request], Awaitable[Response]]]] = {
            "token": ("POST", "/api/auth/anonymous-token", self._token),
            "claim": ("POST", "/api/auth/claim-token", self._claim),
            "create": ("POST", "/api/tasks/me/with-session/nemo_agent", self._create),
            "message": ("POST", "/run_sse", self._message),
            "upload": ("POST", user.format(kind="upload-video", session_id="{session_id}"), self._upload),
            "state": ("GET", user.format(kind="state", session_id="{session_id}") + "/latest", self._state),
            "credits": ("GET", "/api/credits/balance/simple", self._credits),
            "render": ("POST", lambda_, self._render),
            "poll": ("GET", lambda_ + "/{render_id}", self._poll),
            "cancel": ("POST", lambda_ + "/{render_id}/cancel", self._cancel),
            "direct": ("GET", "/api/render/proxy/{render_id}/download", self._direct),
        }
        api = Starlette(
            routes=[
                Route(path, self._faulty(call, handler), methods=[method])
                for call, (method, path, handler) in calls.items()
            ]
        )
        return api, Starlette(routes=[Route("/out/{name}", self._file), Route("/{rest:path}", self._elsewhere)])

    def note_poll(self, render_id: str) -> None:
        """Take note that a render was asked after; for whoever wants to know when."""

    def calls(self, call: str) -> int:
        """Return how often a call was made."""
        return sum(1 for name, _ in self.requests if name == call)

    def _faulty(self, call: str, handler: Callable[[Request], Awaitable[Response]]) -> Any:
        async def answer(request: Request) -> Response:
            self.requests.append((call, dict(request.headers)))
            fault = self.faults[call].popleft() if self.faults[call] else None
            if isinstance(fault, Response):
                return fault
            if fault == CUT:
                return broken()
            if call != "token" and request.headers.get("authorization") != f"Bearer {self.token}":
                return JSONResponse({"code": 1001, "message": "token expired"})
            response = await handler(request)
            return broken() if fault == LOST else response

        return answer

    async def _token(self, request: Request) -> Response:
        if not request.headers.get("x-client-id"):
            return JSONResponse({"code": 400}, status_code=400)
        self.tokens_given += 1
        self.token = f"nmv_usr_{self.tokens_given}"
        return data(
            {"token": self.token, "user_id": "anon_7", "expires_at": "2099-01-01T00:00:00Z", "credits": self.available}
        )

    async def _claim(self, request: Request) -> Response:
        body = await request.json()
        return data({"claim_token": f"clm_{body['session_id']}", "expires_in": 604800})

    async def _create(self, _request: Request) -> Response:
        session = Session(id=f"s{len(self.sessions) + 1}")
        self.sessions[session.id] = session
        return data({"task_id": f"t-{session.id}", "session_id": session.id, "user_id": "u7"})

    def _session(self, session_id: str) -> Session | None:
        return self.sessions.get(session_id)

    async def _upload(self, request: Request) -> Response:
        session = self._session(request.path_params["session_id"])
        if session is None:
            return UNKNOWN
        if request.headers["content-type"].startswith("application/json"):
            names = (await request.json())["urls"]
        else:
            async with request.form() as form:
                names = [file.filename for file in form.getlist("files")]  # type: ignore[union-attr]
        session.uploads += names
        files = [{"filename": name, "file_type": "video", "cdn_url": "c", "duration": 2.0} for name in names]
        return data({"files": files, "session_state_applied": True})

    async def _message(self, request: Request) -> Response:
        body = await request.json()
        session = self._session(body["session_id"])
        if session is None:
            return UNKNOWN
        if self.available <= 0:
            return JSONResponse({"code": 2001, "message": "insufficient credits"})
        session.messages.append(body["new_message"]["parts"][0]["text"])
        self.available -= COST
        session.draft = self._drafted(session)
        session.later = [{**session.draft, "bgm": stage} for stage in range(self.stages)]
        return StreamingResponse(self._play(), media_type="text/event-stream")

    async def _play(self) -> AsyncIterator[bytes]:
        yield b": open\n\n"
        await asyncio.sleep(self.stream_seconds)
        while self.faults["stream"]:
            if self.faults["stream"].popleft() == CUT:
                raise ConnectionAbortedError
        if not self.silent:
            yield f"data: {json.dumps({'type': 'text', 'content': self.reply})}\n\n".encode()

    def _drafted(self, session: Session) -> dict[str, Any]:
        length = int(self.seconds_of_clip * 1000)
        segments = [{"d": length, "n": len(session.messages), "unknown key": [1.50]}]
        return {"t": [{"tt": 0, "sg": segments, "m": {"title": "city"}}], "d": length, "zz": None}

    async def _state(self, request: Request) -> Response:
        session = self._session(request.path_params["session_id"])
        if session is None:
            return UNKNOWN
        told: dict[str, Any] = {} if self.late else session.draft
        if session.later:
            session.draft = session.later.pop(0)
        infos = [{"filename": name} for name in session.uploads]
        return data({"state": {"draft": told or None, "video_infos": infos, "canvas_config": {}}})

    async def _credits(self, _request: Request) -> Response:
        return data({"available": self.available, "frozen": 0, "total": self.available})

    async def _render(self, request: Request) -> Response:
        text = (await request.body()).decode()
        body = json.loads(text)
        if self._session(body["sessionId"]) is None:
            return UNKNOWN
        if body["id"] in self.renders:
            return JSONResponse({"code": 409, "message": "duplicate id"}, status_code=409)
        self.renders[body["id"]] = Render(body["id"], body["sessionId"], json.dumps(body["draft"]))
        return self._told({"id": body["id"], "status": "pending", "progress": 5})

    async def _poll(self, request: Request) -> Response:
        render = self.renders.get(request.path_params["render_id"])
        if render is None:
            return JSONResponse({"detail": "not found"}, status_code=404)
        self.note_poll(render.id)
        render.polls += 1
        if render.polls <= self.polls_needed:
            return self._told({"id": render.id, "status": "processing", "progress": 40})
        if self.failing_renders:
            self.failing_renders -= 1
            render.polls = -1_000_000
            return self._told({"id": render.id, "status": "failed", "message": "out of memory"})
        url = self.urls.get(render.id) or self.urls.get("") or f"{self.file_address}/out/{render.id}.mp4"
        place = {"outputUrl": url} if self.nested else {"output": {"url": url}}
        return self._told({"id": render.id, "status": "completed", "progress": 100, **place})

    def _told(self, fields: dict[str, Any]) -> Response:
        return JSONResponse({"success": True, "data": fields} if self.nested else fields)

    async def _cancel(self, request: Request) -> Response:
        self.cancelled.append(request.path_params["render_id"])
        return JSONResponse({"success": True})

    async def _direct(self, _request: Request) -> Response:
        return FileResponse(self.clip, media_type="video/mp4")

    async def _file(self, request: Request) -> Response:
        self.file_requests.append(dict(request.headers))
        if self.faults["file"]:
            fault = self.faults["file"].popleft()
            return fault if isinstance(fault, Response) else broken()
        return FileResponse(self.clip, media_type="video/mp4")

    async def _elsewhere(self, request: Request) -> Response:
        self.file_requests.append(dict(request.headers))
        return JSONResponse({"error": "nothing here"}, status_code=404)


UNKNOWN = JSONResponse({"code": 1002, "message": "session not found"})


def data(value: object) -> Response:
    return JSONResponse({"code": 0, "data": value})


def broken() -> Response:
    """Return an answer that breaks off before anything of its body has come."""

    async def nothing() -> AsyncIterator[bytes]:
        raise ConnectionAbortedError
        yield b""

    return StreamingResponse(nothing(), headers={"Content-Length": "100"}, media_type="application/json")


@contextlib.contextmanager
def served(backend: Backend) -> Iterator[Backend]:
    """Serve a backend's two hosts on loopback from a thread, and tell it where they are."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    backend.address, backend.file_address = (f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in listeners)
    servers = [
        uvicorn.Server(
            uvicorn.Config(
                application, log_config=None, log_level=100, lifespan="off", ws="none", timeout_graceful_shutdown=1
            )
        )
        for application in backend.applications()
    ]

    async def serve() -> None:
        await asyncio.gather(*(one.serve([at]) for one, at in zip(servers, listeners, strict=True)))

    # the signal handlers of a server are for the main thread
    for server in servers:
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    while not all(server.started for server in servers):
        time.sleep(0.005)
    try:
        yield backend
    finally:
        for server in servers:
            server.should_exit = True
        thread.join(timeout=10)
        for listener in listeners:
            listener.close()
