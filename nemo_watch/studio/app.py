"""The studio as an HTTP application: the calls of the NemoVideo API, answered on this machine.

Two doors. The private one is the daemon's own socket in a folder that only its user may enter: there, uploads may
name files by `file:` URL and results may be asked for in a folder. The public one (`nemo-watch studio`) serves results
by download, and wants a token, which it hands out itself. Both take multipart uploads, and fetch files from https URLs.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from nemo_watch.errors import FinalError, HeldError, JobError
from nemo_watch.studio.casting import is_still
from nemo_watch.studio.language import read
from nemo_watch.studio.render import Render
from nemo_watch.studio.sessions import Document, Session, Upload
from nemo_watch.studio.uploads import UploadRefused, receive_files, receive_urls
from nemo_watch.studio.workshop import Workshop

Handler = Callable[[Request], Awaitable[Response]]

AGENT = "nemo_agent"
BAD_TOKEN, NO_SESSION, NO_RENDER, BAD_REQUEST, DUPLICATE = 1001, 1002, 404, 400, 409
_MOST_BODY_BYTES = 8_000_000
_LONGEST_WAIT_SECONDS = 30.0
_LONG_TEXT = 500
"""Characters of an instruction from which on reading it may take a while."""


class Refusal(Exception):
    """An answer that is no success: a code of the API and a sentence."""

    def __init__(self, code: int, message: str, *, status: int = 200) -> None:
        """Take the API's code, the sentence, and the HTTP status."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class StudioApp:
    """The handlers of one door into a workshop."""

    def __init__(self, workshop: Workshop, *, private: bool) -> None:
        """Serve `workshop`; `private` opens what only the daemon may do."""
        self._workshop = workshop
        self._private = private
        self._tokens: set[str] = set()

    def application(self) -> Starlette:
        """Return the ASGI application."""
        session = f"/api/%s/{AGENT}/me/{{session_id}}"
        render = "/api/render/proxy/lambda"
        routes = (
            ("POST", "/api/auth/anonymous-token", self._token),
            ("POST", f"/api/tasks/me/with-session/{AGENT}", self._create_session),
            ("POST", "/run_sse", self._message),
            ("POST", session % "upload-video", self._upload),
            ("GET", session % "state" + "/latest", self._state),
            ("GET", "/api/credits/balance/simple", self._credits),
            ("POST", render, self._render),
            ("GET", render + "/{render_id}", self._poll),
            ("POST", render + "/{render_id}/cancel", self._cancel),
            ("GET", "/api/render/proxy/{render_id}/download", self._download),
        )
        return Starlette(routes=[Route(path, self._guarded(run), methods=[verb]) for verb, path, run in routes])

    def _guarded(self, handler: Handler) -> Handler:
        """Return a handler that checks the token and turns every refusal into an answer."""

        async def answer(request: Request) -> Response:
            try:
                if not self._private and handler != self._token:
                    self._check_token(request)
                return await handler(request)
            except Refusal as refusal:
                return _json({"code": refusal.code, "message": refusal.message}, status=refusal.status)
            except UploadRefused as error:
                return _json({"code": 4001, "message": str(error)})
            except JobError as error:
                return _json({"code": _code(error), "message": error.sentence})

        return answer

    def _check_token(self, request: Request) -> None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self._tokens:
            raise Refusal(BAD_TOKEN, "The token is not known here: ask for a new one.", status=401)

    async def _token(self, request: Request) -> Response:
        if not request.headers.get("x-client-id"):
            raise Refusal(BAD_REQUEST, "The header X-Client-Id is missing.", status=400)
        token = f"nmv_usr_{secrets.token_urlsafe(24)}"
        self._tokens.add(token)
        return _data({"token": token, "user_id": f"anon_{secrets.token_hex(6)}", "credits": 100})

    async def _credits(self, _request: Request) -> Response:
        """Say what is left: nothing here costs anything, so the balance of a new account stands for ever."""
        return _data({"available": 100, "frozen": 0, "total": 100})

    async def _create_session(self, request: Request) -> Response:
        body = await _body(request)
        session = self._workshop.sessions.create(
            language=str(body.get("language") or "en"), skill=request.headers.get("x-skill-source", "")
        )
        return _data({"task_id": session.task_id, "session_id": session.id, "user_id": "me"})

    async def _upload(self, request: Request) -> Response:
        session = self._session(request.path_params["session_id"])
        if request.headers.get("content-type", "").startswith("multipart/form-data"):
            paths = await receive_files(request, self._workshop.folder_of(session))
        else:
            body = await _body(request)
            paths = await receive_urls(body, private=self._private, fetch=partial(self._workshop.fetch, session))
        taken = [await self._workshop.take(session, path) for path in paths]
        files = [_upload_entry(file) if isinstance(file, Upload) else _document_entry(file) for file in taken]
        return _data({"files": files, "session_state_applied": True})

    async def _message(self, request: Request) -> Response:
        body = await _body(request)
        session = self._session(str(body.get("session_id", "")))
        message = body.get("new_message")
        if not isinstance(message, dict):
            raise Refusal(BAD_REQUEST, "new_message is missing.", status=400)
        text = _message_text(message)
        if len(text) > _LONG_TEXT:  # read once already, where that holds nobody up
            with contextlib.suppress(ValueError):
                await asyncio.to_thread(read, text)
        message_id = str(message.get("id") or secrets.token_hex(8))
        if message_id not in session.replies:
            session.replies[message_id] = self._workshop.answer(session, text)
        return StreamingResponse(_events(session.replies[message_id]), media_type="text/event-stream")

    async def _state(self, request: Request) -> Response:
        session = self._session(request.path_params["session_id"])
        videos = [_upload_entry(upload) for upload in session.uploads]
        state = {
            "draft": session.draft,
            "video_infos": videos,
            "canvas_config": {},
            "generated_media": [],
            "video_analyses": [],
            "lane": session.lane,
            "unknown": session.unknown,
        }
        return _data({"state": state})

    async def _render(self, request: Request) -> Response:
        body = await _body(request)
        session = self._session(str(body.get("sessionId", "")))
        render_id, draft, output = str(body.get("id") or ""), body.get("draft"), body.get("output") or {}
        if not render_id or not isinstance(draft, dict) or not isinstance(output, dict):
            raise Refusal(BAD_REQUEST, "id, draft and output are needed.", status=400)
        if self._workshop.renders.get(render_id) is not None:
            raise Refusal(DUPLICATE, "A render of this id exists already (duplicate id).", status=409)
        folder = output.get("folder") if self._private else None
        render = self._workshop.render(session, render_id, draft, output, folder=folder)
        return _json({"success": True, "data": self._status(request, render)})

    async def _poll(self, request: Request) -> Response:
        """Answer a poll at once, or, asked with `Prefer: wait=N` (RFC 7240), when something has changed."""
        render = self._known_render(request)
        seconds = min(_wait_seconds(request), _LONGEST_WAIT_SECONDS)
        if seconds and not render.is_over:
            changed = render.changed
            try:
                async with asyncio.timeout(seconds):
                    await changed.wait()
            except TimeoutError:
                pass
        return _json(self._status(request, render))

    async def _cancel(self, request: Request) -> Response:
        render = self._known_render(request)
        self._workshop.renders.cancel(render)
        return _json({"success": True, "data": {"id": render.id}})

    async def _download(self, request: Request) -> Response:
        render = self._known_render(request)
        if render.status != "completed":
            raise Refusal(NO_RENDER, "The render is not finished.", status=404)
        return FileResponse(render.path, filename=render.path.name)

    def _session(self, session_id: str) -> Session:
        session = self._workshop.sessions.get(session_id)
        if session is None:
            raise Refusal(NO_SESSION, "The session is not known: begin a new one.")
        return session

    def _known_render(self, request: Request) -> Render:
        render = self._workshop.renders.get(request.path_params["render_id"])
        if render is None:
            raise Refusal(NO_RENDER, "The render is not known.", status=404)
        return render

    def _status(self, request: Request, render: Render) -> dict[str, Any]:
        status: dict[str, Any] = {
            "id": render.id,
            "status": render.status,
            "progress": render.progress,
            "message": render.message,
            "code": render.code,
        }
        if render.status == "completed":
            here = f"{request.base_url}api/render/proxy/{render.id}/download"
            url = render.path.as_uri() if self._private else here
            status["output"] = {"url": url, "format": render.plan.made.name, "duration": render.duration}
        return status


def _code(error: JobError) -> int:
    if isinstance(error, HeldError):
        return 507
    return 4001 if isinstance(error, FinalError) else 5000


def _upload_entry(upload: Upload) -> dict[str, Any]:
    picture = upload.facts.picture
    width, height = picture.display_size if picture else (0, 0)
    kind = "audio" if picture is None else "image" if is_still(upload) else "video"
    return {
        "filename": upload.title,
        "file_type": kind,
        "cdn_url": f"studio:{upload.id}",
        "duration": upload.facts.duration,
        "width": width,
        "height": height,
        "fps": picture.frame_rate if picture else None,
        "hash": upload.id,
    }


def _document_entry(document: Document) -> dict[str, Any]:
    title = document.path.stem.encode("utf-8", "replace").decode("utf-8")
    return {"filename": title, "file_type": document.kind, "cdn_url": f"studio:{document.id}", "hash": document.id}


def _message_text(message: dict[str, Any]) -> str:
    parts = message.get("parts")
    texts = [part.get("text") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return "\n".join(text for text in texts if isinstance(text, str))


async def _events(events: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    for event in events:
        yield b"data: " + msgspec.json.encode(event) + b"\n\n"


def _wait_seconds(request: Request) -> float:
    name, _, value = request.headers.get("prefer", "").partition("=")
    return float(value) if name.strip() == "wait" and value.strip().isdecimal() else 0.0


async def _body(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request, read with a cap."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BODY_BYTES:
            raise Refusal(BAD_REQUEST, "The request is too large.", status=413)
    try:
        decoded = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refusal(BAD_REQUEST, "The request is no JSON.", status=400) from error
    if not isinstance(decoded, dict):
        raise Refusal(BAD_REQUEST, "The request is no JSON object.", status=400)
    return decoded


def _data(data: dict[str, Any]) -> Response:
    return _json({"code": 0, "data": data})


def _json(content: dict[str, Any], *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")


def create_app(workshop: Workshop, *, private: bool) -> Starlette:
    """Return the studio as an ASGI application for one of its two doors."""
    return StudioApp(workshop, private=private).application()
