"""The results and small pictures that the page shows: opened once, and looked at then."""

from __future__ import annotations

import contextlib
import mimetypes
import os
import stat
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from nemo_watch.aside import Asides, Unanswered
from nemo_watch.control.controlled import Controlled, Files
from nemo_watch.errors import NoSuchJob
from nemo_watch.names import shown

KINDS = ("video", "audio", "image")
"""What a browser can show by itself."""

_TYPES = {".mp4": "video/mp4", ".m4a": "audio/mp4", ".mkv": "video/x-matroska", ".webm": "video/webm"}
_BLANK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#1d2830"/>'
    '<path d="{}" fill="none" stroke="#8fa3b1" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
_SHAPES = {  # for what has no picture of its own
    "audio": "M100 90v0m30-20v40m30-65v90m30-65v40m30-20v0",
    "text": "M110 60h100m-100 30h100m-100 30h60",
    "": "M140 60l50 30l-50 30z",
}


class Media:
    """What belongs to jobs and is no text."""

    def __init__(self, daemon: Controlled) -> None:
        """Ask `daemon` where it lies."""
        self._daemon = daemon
        self._asides = Asides()

    async def result(self, request: Request) -> Response:
        """Hand out a result; parts of it, where a player asks for parts.

        It is opened once and looked at then: what lies there the next moment may be something else.
        """
        path = next(iter((await self._files(request)).results[-1:]), None)
        descriptor = None
        with contextlib.suppress(Unanswered):
            descriptor = await self._asides.at(path.parent).run(_opened, path) if path is not None else None
        if path is None or descriptor is None:
            raise HTTPException(404, "The result is not there any more")
        kind, headers = type_of(path.name), {}
        if "download" in request.query_params:
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(shown(path.name), safe='')}"}
        if headers or not kind.startswith(KINDS):  # what a result holds is never taken for a page of ours
            kind = "application/octet-stream"
        return _OpenFile(descriptor, media_type=kind, headers=headers)

    async def thumbnail(self, request: Request) -> Response:
        """Show a small picture of a source or a result, or a sign for its kind."""
        files = await self._files(request)
        path = files.source if request.path_params["which"] == "source" else next(iter(files.results[-1:]), None)
        made = await self._daemon.thumbnail_of(path) if path is not None else None
        if made is not None:
            return FileResponse(made, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
        kind = type_of(path.name).partition("/")[0] if path is not None else ""
        return Response(_BLANK.format(_SHAPES.get(kind, _SHAPES[""])), media_type="image/svg+xml")

    async def _files(self, request: Request) -> Files:
        try:
            return await self._daemon.files_of(request.path_params["job_id"])
        except NoSuchJob as error:
            raise HTTPException(404, error.message) from error


class _OpenFile(FileResponse):
    """A file that is open already; it is closed in the end, however that comes."""

    def __init__(self, descriptor: int, *, media_type: str, headers: dict[str, str]) -> None:
        super().__init__(f"/dev/fd/{descriptor}", media_type=media_type, headers=headers)
        self._descriptor = descriptor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            os.close(self._descriptor)


def type_of(name: str) -> str:
    """Return the media type of a file of this name."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"


def _opened(path: Path) -> int | None:
    """Open a plain file and return its descriptor; None where there is none, or a link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None
