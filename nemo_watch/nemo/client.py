"""The calls of the NemoVideo API, one method each.

A method makes its call, and gives what the reply holds or raises what its code means. It repeats nothing but
a call whose token was refused; what to do about an error is the pipeline's decision.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from nemo_watch.errors import FinalError, HeldError, JobError, RenderUnknown, SessionLost
from nemo_watch.fetching import (
    SILENCE_SECONDS,
    AddressRefused,
    Fetcher,
    NotThere,
    WrongContent,
    download_headers,
    parsed_url,
    save,
)
from nemo_watch.nemo import replies
from nemo_watch.nemo.account import TokenSource
from nemo_watch.nemo.answers import AccountPage, is_duplicate
from nemo_watch.nemo.calls import Calls, Request, code_in
from nemo_watch.nemo.conversation import Limits, MessageNotTaken, OnEvent, OutcomeUnknown, converse
from nemo_watch.nemo.download import elsewhere, fetcher_for, is_file, local_path, no_file, not_media
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.shapes import Credits, RenderStatus, Session, SessionState, UploadedFile
from nemo_watch.nemo.turn import Turn
from nemo_watch.nemo.upload import Progress, multipart
from nemo_watch.nemo.wire import REPLY_SECONDS, Body, Endpoint, Reply, Wire
from nemo_watch.skills import DEFAULT_SKILL

AGENT = "nemo_agent"
UPLOAD_REPLY_SECONDS = 600.0

_RENDERS = "/api/render/proxy/lambda"


class NemoClient:
    """The NemoVideo API at one endpoint, over one kept connection pool; `aclose` it at the end.

    Every method raises EngineOffline where the service cannot be reached, TransientError where it fails for a
    while, HeldError for a token, a plan or credits, and SessionLost for a session that it no longer knows.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        tokens: TokenSource,
        identity: Identity,
        limits: Limits | None = None,
        fetcher: Fetcher | None = None,
        web: str = "",
    ) -> None:
        self.endpoint = endpoint
        self._web = web.rstrip("/")
        self._limits = limits or Limits()
        self._wire = Wire(endpoint)
        self._calls = Calls(self._wire, tokens=tokens, identity=identity, web=self._web)
        self._fetcher = fetcher or fetcher_for(endpoint)

    async def create_session(self, *, skill: str, language: str) -> Session:
        """Begin a session whose replies are in `language` ("en")."""
        body = Body.json({"task_name": "project", "language": language})
        request = Request(method="POST", path=f"/api/tasks/me/with-session/{AGENT}", body=body)
        return replies.read_session(await self._calls.fields(request, skill=skill, missing=HeldError))

    async def upload_urls(self, session_id: str, urls: Sequence[str], *, skill: str) -> tuple[UploadedFile, ...]:
        """Hand over files by address; a `file:` URL only to the studio of this machine, else FinalError."""
        if not self.endpoint.is_private and any(_is_file_url(url) for url in urls):
            raise FinalError("A file of this machine cannot be handed to another machine by its path.")
        body = Body.json({"urls": list(urls), "source_type": "url"})
        return await self._upload(session_id, body, skill=skill)

    async def upload_files(
        self, session_id: str, paths: Sequence[Path], *, skill: str, progress: Progress | None = None
    ) -> tuple[UploadedFile, ...]:
        """Upload files in one request, in constant memory; `progress` gets bytes sent and bytes in all.

        Raises TransientError for a file that cannot be read or becomes shorter meanwhile.
        """
        body = await asyncio.to_thread(multipart, paths, progress=progress)
        return await self._upload(session_id, body, skill=skill)

    async def send_message(
        self,
        session_id: str,
        text: str,
        *,
        skill: str,
        message_id: str | None = None,
        user_id: str = "",
        on_event: OnEvent | None = None,
    ) -> Turn:
        """Say `text` in the session, once, and listen to the end of the turn.

        `message_id` makes a repeated message harmless where the service knows ids: our studio does, the cloud
        must not get one. `user_id` is the session's, for a link to the account. Raises MessageNotTaken where the
        message was certainly refused, OutcomeUnknown where it may have been taken: then it must not be sent again.
        """
        message: dict[str, Any] = {"parts": [{"text": text}]}
        if message_id is not None:
            message["id"] = message_id
        body = Body.json({"app_name": AGENT, "user_id": "me", "session_id": session_id, "new_message": message})

        async def call(headers: dict[str, str]) -> Turn | Reply:
            return await converse(self._wire, body, headers=headers, limits=self._limits, on_event=on_event)

        try:
            answer = await self._calls.with_token(call, skill=skill)
            if isinstance(answer, Reply):
                raise self._calls.refusal(answer, missing=SessionLost, bind_id=user_id)
        except OutcomeUnknown:
            raise
        except JobError as error:
            raise MessageNotTaken(error) from error
        told = self._calls.without_token
        return msgspec.structs.replace(answer, text=told(answer.text), error=told(answer.error))

    async def read_state(self, session_id: str, *, skill: str) -> SessionState:
        """Return what the session holds now."""
        request = Request(method="GET", path=f"/api/state/{AGENT}/me/{_segment(session_id)}/latest")
        reply = await self._calls.reply(request, skill=skill)
        self._calls.checked(reply, missing=SessionLost)
        return replies.read_state(reply)

    async def render(
        self,
        session_id: str,
        render_id: str,
        draft: msgspec.Raw,
        output: Mapping[str, Any],
        *,
        skill: str,
    ) -> RenderStatus:
        """Begin a render under an id of our own choice, of a draft exactly as it came.

        Where the id is taken, an earlier call with it has arrived: then this is a poll.
        """
        body = Body.json({"id": render_id, "sessionId": session_id, "draft": draft, "output": output})
        reply = await self._calls.reply(Request(method="POST", path=_RENDERS, body=body), skill=skill)
        if is_duplicate(code_in(reply), replies.message_of(reply.fields)):
            return await self.poll(render_id, skill=skill)
        return self._render_status(reply, missing=SessionLost)

    async def poll(self, render_id: str, *, skill: str, wait_seconds: int | None = None) -> RenderStatus:
        """Return how a render stands; raise RenderUnknown for one that the service does not know.

        With `wait_seconds` the service is asked to answer when something changes (`Prefer: wait`, RFC 7240):
        our studio does so, the cloud answers at once.
        """
        prefer = {} if wait_seconds is None else {"Prefer": f"wait={wait_seconds}"}
        request = Request(
            method="GET",
            path=f"{_RENDERS}/{_segment(render_id)}",
            headers=prefer,
            reply_seconds=REPLY_SECONDS + (wait_seconds or 0),
        )
        return self._render_status(await self._calls.reply(request, skill=skill), missing=RenderUnknown)

    async def cancel(self, render_id: str, *, skill: str) -> None:
        """Ask the service to stop a render; raise RenderUnknown for one that it does not know."""
        request = Request(method="POST", path=f"{_RENDERS}/{_segment(render_id)}/cancel")
        self._calls.refuse(await self._calls.reply(request, skill=skill), missing=RenderUnknown)

    async def credits(self, *, skill: str) -> Credits:
        """Return the balance of the account."""
        request = Request(method="GET", path="/api/credits/balance/simple")
        return replies.read_credits(await self._calls.fields(request, skill=skill, missing=HeldError))

    async def claim_link(self, task_id: str, session_id: str, *, skill: str) -> str:
        """Return the page on the web where a person takes over a session, good for a week; FinalError without a web."""
        if not self._web:
            raise FinalError(f"Sessions of {self.endpoint.name} have no page on the web.")
        body = Body.json({"task_id": task_id, "session_id": session_id})
        request = Request(method="POST", path="/api/auth/claim-token", body=body)
        claim = replies.read_claim(await self._calls.fields(request, skill=skill, missing=SessionLost))
        return f"{self._web}/workspace/claim?ct={quote(claim.claim_token, safe='')}"

    def account_page(self, bind_id: str = "") -> AccountPage | None:
        """Return where a person finds the account, with a session's `user_id` if one is given; None without a web."""
        return self._calls.account_page(bind_id)

    async def fetch(
        self,
        url: str,
        into: Path,
        *,
        skill: str = DEFAULT_SKILL,
        render_id: str | None = None,
        progress: Progress | None = None,
    ) -> Path:
        """Bring the finished file at `url` to this machine, into the new file `into`, and return its path.

        A result of this machine's studio stays where it is: its own path is returned. The token goes along
        only where the API itself serves the file. Where the address does not give the file, and `render_id` is
        known, the API is asked for it directly. Raises AddressRefused for a URL that must not be followed, NotThere
        and WrongContent where no finished file is to be had.
        """
        if self.endpoint.is_private and _is_file_url(url):
            return local_path(url)
        try:
            if self.endpoint.is_own(str(parsed_url(url))):
                return await self._fetch_own(url, into, skill=skill, progress=progress)
            return await self._fetcher.fetch(url, into, looks_wrong=not_media, progress=progress)
        except (AddressRefused, NotThere, WrongContent) as first:
            if render_id is None:
                raise
            try:
                direct = f"/api/render/proxy/{_segment(render_id)}/download"
                return await self._fetch_own(direct, into, skill=skill, progress=progress)
            except (FinalError, NotThere, WrongContent) as second:
                raise first from second

    async def aclose(self) -> None:
        """Close all connections."""
        await self._fetcher.aclose()
        await self._wire.aclose()

    async def _fetch_own(self, url: str, into: Path, *, skill: str, progress: Progress | None) -> Path:
        """Fetch a file from the API itself with the token, which does not go along where it sends elsewhere."""

        async def call(headers: dict[str, str]) -> Path | httpx.URL | Reply:
            headers |= download_headers()
            opened = self._wire.stream("GET", url, headers=headers, silence_seconds=SILENCE_SECONDS)
            async with opened as response:
                if response.has_redirect_location:
                    return elsewhere(response)
                if not is_file(response):
                    return await self._wire.read(response)
                return await save(response, into, looks_wrong=not_media, progress=progress)

        answer = await self._calls.with_token(call, skill=skill)
        if isinstance(answer, httpx.URL):
            return await self._fetcher.fetch(str(answer), into, looks_wrong=not_media, progress=progress)
        if isinstance(answer, Reply):
            raise no_file(answer, self._calls.refusal(answer, missing=SessionLost))
        return answer

    def _render_status(self, reply: Reply, *, missing: type[JobError]) -> RenderStatus:
        """Read a reply about a render; the code of one that failed is no refusal of the call."""
        if reply.status >= 300 or not replies.has_status(reply.fields):
            self._calls.checked(reply, missing=missing)
        status = replies.read_render(reply.fields)
        return msgspec.structs.replace(status, message=self._calls.without_token(status.message))

    async def _upload(self, session_id: str, body: Body, *, skill: str) -> tuple[UploadedFile, ...]:
        path = f"/api/upload-video/{AGENT}/me/{_segment(session_id)}"
        request = Request(method="POST", path=path, body=body, reply_seconds=UPLOAD_REPLY_SECONDS)
        return replies.read_uploads(await self._calls.fields(request, skill=skill, missing=SessionLost))


def _is_file_url(url: str) -> bool:
    return url.strip().lower().startswith("file:")


def _segment(name: str) -> str:
    """Return an id as one segment of a path, whatever characters the service put into it."""
    return quote(name, safe="")
