"""A small NemoVideo cloud for tests: real HTTP, both reply shapes, faults on request."""

import asyncio
import contextlib
import hashlib
import json
import socket
from collections import defaultdict, deque
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from nemo_watch.nemo.wire import Endpoint

DROP = object()
"""In a stream: the connection breaks here."""

DRAFT = '{"t": [{"tt":0,"sg":[{"d":30500,"zz":1.50}]}],  "m":{"title":"\\u00c9t\\u00e9"}}'


class Cloud:
    """Answers as the API does; `nested` puts a render's fields inside `data`.

    `faults[call]` are responses given instead, one each. `stream` is what /run_sse sends: bytes, seconds to
    wait, or DROP. `seen` are the requests, `received` the uploaded files as name, size and SHA-256.
    """

    def __init__(self, *, nested=False):
        self.nested = nested
        self.faults = defaultdict(deque)
        self.seen = []
        self.received = []
        self.granted = []
        self.valid = None
        self.expires_at = "2099-01-01T00:00:00Z"
        self.stream = [b'data: {"type":"text","content":"Done."}\n\n']
        self.draft = DRAFT
        self.state = {}
        self.render_ids = []
        self.render = {"status": "pending", "progress": 5}

    def application(self):
        session = "/api/%s/nemo_agent/me/{session_id}"
        render = "/api/render/proxy/lambda"
        routes = {
            "token": ("POST", "/api/auth/anonymous-token", self._token),
            "claim": ("POST", "/api/auth/claim-token", self._claim),
            "create": ("POST", "/api/tasks/me/with-session/nemo_agent", self._create),
            "message": ("POST", "/run_sse", self._message),
            "upload": ("POST", session % "upload-video", self._upload),
            "state": ("GET", session % "state" + "/latest", self._state),
            "credits": ("GET", "/api/credits/balance/simple", self._credits),
            "render": ("POST", render, self._start),
            "poll": ("GET", render + "/{render_id}", self._poll),
            "cancel": ("POST", render + "/{render_id}/cancel", self._cancel),
            "file": ("GET", "/file/{name}", self._file),
        }
        return Starlette(
            routes=[
                Route(path, self._faulty(call, handler), methods=[method])
                for call, (method, path, handler) in routes.items()
            ]
        )

    def calls(self, call):
        return [request for name, request in self.seen if name == call]

    def _faulty(self, call, handler):
        async def answer(request: Request):
            self.seen.append((call, request))
            if self.faults[call]:
                return self.faults[call].popleft()
            if call not in {"token", "file"} and not self._is_allowed(request):
                return JSONResponse({"code": 1001, "message": "token expired"})
            return await handler(request)

        return answer

    def _is_allowed(self, request):
        return self.valid is None or request.headers.get("authorization") == f"Bearer {self.valid}"

    async def _token(self, request):
        if not request.headers.get("x-client-id"):
            return JSONResponse({"code": 400}, status_code=400)
        await asyncio.sleep(0.05)
        self.granted.append(f"nmv_usr_{len(self.granted) + 1}")
        self.valid = self.granted[-1]
        return data({"token": self.valid, "user_id": "anon_1", "expires_at": self.expires_at, "credits": 100})

    async def _claim(self, request):
        request.state.json = await request.json()
        return data({"claim_token": "clm_1&/", "expires_in": 604800})

    async def _create(self, request):
        request.state.json = await request.json()
        return data({"task_id": "t-1", "session_id": "s/1", "user_id": "u-1"})

    async def _message(self, request):
        request.state.json = await request.json()
        return StreamingResponse(self._play(), media_type="text/event-stream; charset=utf-8")

    async def _play(self):
        for step in self.stream:
            if step is DROP:
                raise ConnectionAbortedError
            if isinstance(step, float):
                await asyncio.sleep(step)
            else:
                yield step

    async def _upload(self, request):
        if request.headers["content-type"].startswith("application/json"):
            request.state.json = await request.json()
            names = request.state.json["urls"]
        else:
            names = await self._take_files(request)
        files = [
            {
                "filename": name,
                "file_type": "video",
                "cdn_url": "c",
                "duration": 30.5,
                "width": 8,
                "height": 8,
            }
            for name in names
        ]
        return data({"files": files, "session_state_applied": True})

    async def _take_files(self, request):
        async with request.form() as form:
            for file in form.getlist("files"):
                digest = await asyncio.to_thread(hashlib.file_digest, file.file, "sha256")
                self.received.append((file.filename, file.size, digest.hexdigest()))
            return [file.filename for file in form.getlist("files")]

    async def _state(self, _request):
        rest = "".join(f",{json.dumps(key)}:{json.dumps(value)}" for key, value in self.state.items())
        body = f'{{"code":0,"data":{{"state":{{"draft":{self.draft}{rest}}}}}}}'
        return Response(body, media_type="application/json")

    async def _credits(self, _request):
        return data({"available": 90, "frozen": 10.5, "total": "100"})

    async def _start(self, request):
        request.state.body = await request.body()
        render_id = json.loads(request.state.body)["id"]
        if render_id in self.render_ids:
            return JSONResponse({"code": 409, "message": "duplicate id"}, status_code=409)
        self.render_ids.append(render_id)
        return JSONResponse({"success": True, "data": {"id": render_id, "status": "pending", "progress": 5}})

    async def _poll(self, request):
        if request.path_params["render_id"] not in self.render_ids:
            return JSONResponse({"detail": "not found"}, status_code=404)
        return JSONResponse({"success": True, "data": self.render} if self.nested else self.render)

    async def _cancel(self, request):
        return JSONResponse(
            {"success": True} if request.path_params["render_id"] in self.render_ids else {"code": 1002}
        )

    async def _file(self, _request):
        return Response(b"\0\0\0\x18ftypmp42", media_type="video/mp4")


def data(value):
    return JSONResponse({"code": 0, "data": value})


@contextlib.asynccontextmanager
async def serving(cloud, *, path: Path | None = None):
    """Serve a cloud on a free port of loopback, or on the unix socket `path`; give its endpoint."""
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listener.bind(str(path) if path else ("127.0.0.1", 0))
    config = uvicorn.Config(
        cloud.application(),
        log_config=None,
        log_level=100,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        if path:
            yield Endpoint(socket=path)
        else:
            yield Endpoint(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}")
    finally:
        server.should_exit = True
        await running
        listener.close()
