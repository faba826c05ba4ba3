"""The local API as an ASGI application. It decides nothing: it asks the daemon and answers in JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nemo_watch.errors import NemoWatchError, NoSuchJob

_MOST_JOBS = 100_000


class Controlled(Protocol):
    """What the local API needs of a daemon."""

    def status(self) -> dict[str, Any]:
        """Return what `status --json` prints."""

    def jobs(self, *, states: list[str], most: int) -> list[dict[str, Any]]:
        """Return jobs, the newest first."""

    def job(self, job_id: str) -> dict[str, Any]:
        """Return one job with its history. Raises NoSuchJob."""

    async def retry(self, job_id: str) -> dict[str, Any]:
        """Begin a job again. Raises NemoWatchError."""

    async def cancel(self, job_id: str) -> dict[str, Any]:
        """Stop a job. Raises NemoWatchError."""

    async def refine(self, job_id: str, text: str) -> dict[str, Any]:
        """Say something more about a delivered job. Raises NemoWatchError."""

    async def undo(self, job_id: str) -> dict[str, Any]:
        """Take a delivered job back. Raises NemoWatchError."""

    async def why(self, spellings: str) -> dict[str, Any]:
        """Return why a file is where it is; spaces stand between the spellings of its path, percent-encoded."""

    async def credits(self) -> dict[str, Any]:
        """Return the balance of the cloud account. Raises NemoWatchError."""

    async def claim_link(self, job_id: str) -> dict[str, Any]:
        """Return where a person takes over what a job made in the cloud. Raises NemoWatchError."""


def create_app(daemon: Controlled) -> Starlette:
    """Return the application of the control socket."""

    async def status(_request: Request) -> Any:
        return daemon.status()

    async def jobs(request: Request) -> Any:
        states = [state for state in request.query_params.get("state", "").split(",") if state]
        most = request.query_params.get("most", "")
        return daemon.jobs(states=states, most=int(most) if most.isdigit() else _MOST_JOBS)

    async def job(request: Request) -> Any:
        return daemon.job(request.path_params["job_id"])

    async def retry(request: Request) -> Any:
        return await daemon.retry(request.path_params["job_id"])

    async def cancel(request: Request) -> Any:
        return await daemon.cancel(request.path_params["job_id"])

    async def refine(request: Request) -> Any:
        return await daemon.refine(request.path_params["job_id"], await _text(request))

    async def undo(request: Request) -> Any:
        return await daemon.undo(request.path_params["job_id"])

    async def why(request: Request) -> Any:
        return await daemon.why(await _text(request))

    async def claim(request: Request) -> Any:
        return await daemon.claim_link(request.path_params["job_id"])

    async def credits_(_request: Request) -> Any:
        return await daemon.credits()

    return Starlette(
        routes=[
            Route("/v1/status", _answering(status)),
            Route("/v1/jobs", _answering(jobs)),
            Route("/v1/jobs/{job_id}", _answering(job)),
            Route("/v1/jobs/{job_id}/retry", _answering(retry), methods=["POST"]),
            Route("/v1/jobs/{job_id}/cancel", _answering(cancel), methods=["POST"]),
            Route("/v1/jobs/{job_id}/refine", _answering(refine), methods=["POST"]),
            Route("/v1/jobs/{job_id}/undo", _answering(undo), methods=["POST"]),
            Route("/v1/why", _answering(why), methods=["POST"]),
            Route("/v1/jobs/{job_id}/claim", _answering(claim)),
            Route("/v1/credits", _answering(credits_)),
        ]
    )


async def _text(request: Request) -> str:
    """Return the text that a request brings; empty for anything else."""
    try:
        body = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    text = body.get("text") if isinstance(body, dict) else None
    return text if isinstance(text, str) else ""


def _answering(handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that answers in JSON, with a sentence where something was refused."""

    async def answer(request: Request) -> Response:
        try:
            return _json(await handler(request))
        except NemoWatchError as error:
            status = 404 if isinstance(error, NoSuchJob) else 409
            return _json({"message": error.message, "hint": error.hint}, status=status)

    return answer


def _json(content: Any, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")
