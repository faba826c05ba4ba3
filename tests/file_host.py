"""A host of files for tests: real HTTP on loopback, every byte of an answer as the test wants it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

Request = dict[str, str]
Answer = Callable[[Request], bytes]


class FileHost:
    """Answers each request by the next of `answers`, then always by `answer`; `seen` are the requests.

    A request is its headers by lower-case name, and its target as "target". After each answer the connection ends,
    but not before `gate` is open.
    """

    def __init__(self) -> None:
        self.port = 0
        self.seen: list[Request] = []
        self.answers: deque[Answer] = deque()
        self.answer: Answer = lambda _request: raw(404)
        self.gate = asyncio.Event()
        self.gate.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/clip.mp4"

    @contextlib.asynccontextmanager
    async def serving(self, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[FileHost]:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.gate.set()
            server.close()
            await server.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in lines[1:] if line)
            request = {name.lower(): value.strip() for name, _, value in pairs}
            self.seen.append({**request, "target": lines[0].split()[1]})
            answer = self.answers.popleft() if self.answers else self.answer
            writer.write(answer(self.seen[-1]))
            await writer.drain()
            await self.gate.wait()
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()


def raw(status: int, body: bytes = b"", *, announced: int | None = -1, **headers: Any) -> bytes:
    """Return an answer; `announced` is its Content-Length where that is not the truth, None for none at all."""
    length = len(body) if announced == -1 else announced
    lines = [f"HTTP/1.1 {status} X", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def file(content: bytes, *, cut: int | None = None, etag: str | None = '"v1"', **headers: Any) -> Answer:
    """Return how a good server answers for a file (RFC 9110, 14.2 and 13.1.5); `cut` ends its body so early."""
    named = {**({"ETag": etag} if etag else {}), **headers}

    def answer(request: Request) -> bytes:
        start = int(request.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if not start or request.get("if-range") not in {etag, headers.get("Last_Modified")}:
            return raw(200, content[:cut], announced=len(content), **named)
        rest = content[start:]
        span = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return raw(206, rest[:cut], announced=len(rest), Content_Range=span, **named)

    return answer
