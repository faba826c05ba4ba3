"""HTTP as the NemoVideo API needs it: one kept connection pool, capped replies, our own errors.

The only module that knows how httpx fails. It knows no call of the API, no token and no code.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from nemo_watch.errors import EngineOffline, TransientError
from nemo_watch.fetching import retry_after

MOST_REPLY_BYTES = 8_000_000
REPLY_SECONDS = 60.0

_CONNECT_SECONDS = 15.0
_WRITE_SECONDS = 60.0
_IDLE_SECONDS = 3.0  # below the 5 s after which common servers hang up, so that no request meets a dying connection
_PIECE_BYTES = 64 * 1024


class Unreached(EngineOffline):
    """No connection was made: nothing of the request was sent."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a service of the NemoVideo API is: at an https (or http) address, or behind a unix socket."""

    base_url: str = "http://studio"
    socket: Path | None = None

    @property
    def is_private(self) -> bool:
        """Tell whether it is the studio of this machine, which shares our files."""
        return self.socket is not None

    def is_own(self, url: str) -> bool:
        """Tell whether a URL leads to this very service: same scheme, host and port."""
        here, there = httpx.URL(self.base_url), httpx.URL(url)
        return (here.scheme, here.host, _port(here)) == (there.scheme, there.host, _port(there))

    @property
    def name(self) -> str:
        """The service as a sentence names it."""
        return "the studio on this machine" if self.is_private else f"NemoVideo ({httpx.URL(self.base_url).host})"


class Body(msgspec.Struct, frozen=True, kw_only=True):
    """A request's body: bytes, or a function that begins a new stream of chunks each time it is called."""

    headers: dict[str, str]
    content: bytes | Callable[[], AsyncIterator[bytes]]

    @staticmethod
    def json(value: object) -> Body:
        """Return a JSON body; a `msgspec.Raw` inside goes out byte for byte."""
        return Body(headers={"Content-Type": "application/json"}, content=msgspec.json.encode(value))


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A whole reply, at most `MOST_REPLY_BYTES`.

    `fields` is the JSON object that the body is (empty for anything else), `wait_seconds` its Retry-After.
    """

    status: int
    body: bytes
    fields: dict[str, Any]
    wait_seconds: float | None = None


class Wire:
    """One kept connection pool to an endpoint; it follows no redirect and uses no proxy of the system."""

    def __init__(self, endpoint: Endpoint) -> None:
        for logger in ("httpx", "httpcore"):  # they log whole URLs and headers
            logging.getLogger(logger).setLevel(logging.WARNING)
        self.endpoint = endpoint
        self._client = httpx.AsyncClient(
            base_url=endpoint.base_url,
            transport=_transport(endpoint.socket),
            trust_env=False,
            follow_redirects=False,
        )

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: Body | None = None,
        reply_seconds: float = REPLY_SECONDS,
    ) -> Reply:
        """Return the reply to one request, whatever its status.

        `reply_seconds` bounds each wait for bytes. Raises Unreached, EngineOffline or TransientError.
        """
        opened = self.stream(method, path, headers=headers, body=body, silence_seconds=reply_seconds)
        async with opened as response, self._limited(reply_seconds):
            return await self.read(response)

    @contextlib.asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: Body | None = None,
        silence_seconds: float,
    ) -> AsyncIterator[httpx.Response]:
        """Open a reply whose body is read while it comes; `silence_seconds` without a byte are an error."""
        content = body.content if body else None
        request = self._client.build_request(
            method,
            path,
            headers={"Accept-Encoding": "gzip", **headers, **(body.headers if body else {})},
            content=content() if callable(content) else content,
            timeout=httpx.Timeout(silence_seconds, connect=_CONNECT_SECONDS, write=_WRITE_SECONDS, pool=None),
        )
        with translated(self.endpoint.name):
            async with open_response(self._client, request) as response:
                yield response

    async def read(self, response: httpx.Response) -> Reply:
        """Return the rest of a response as a reply; raise TransientError for more than `MOST_REPLY_BYTES`."""
        body = bytearray()
        async for piece in plain_pieces(response):
            body += piece
            if len(body) > MOST_REPLY_BYTES:
                raise TransientError(f"The answer of {self.endpoint.name} is longer than any answer should be.")
        wait = retry_after(response.headers.get("Retry-After", ""), now=datetime.now(UTC))
        return Reply(status=response.status_code, body=bytes(body), fields=parsed_object(body), wait_seconds=wait)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    @contextlib.asynccontextmanager
    async def _limited(self, seconds: float) -> AsyncIterator[None]:
        """Bound the reading of a reply as a whole: a server that drips is as bad as a silent one."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise TransientError(f"The answer of {self.endpoint.name} took too long.") from error


@contextlib.contextmanager
def translated(name: str) -> Iterator[None]:
    """Turn what httpx and zlib raise while talking to the service called `name` into our own errors."""
    try:
        yield
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unreached(f"No connection to {name}: {_reason(error)}.") from error
    except httpx.TimeoutException as error:
        raise EngineOffline(f"No answer from {name} in time.") from error
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
        raise TransientError(f"The connection to {name} broke: {_reason(error)}.") from error
    except zlib.error as error:
        raise TransientError(f"The answer of {name} is garbled.") from error


@contextlib.asynccontextmanager
async def open_response(client: httpx.AsyncClient, request: httpx.Request) -> AsyncIterator[httpx.Response]:
    """Send a request and give its response before the body; close it whatever happens."""
    response = await client.send(request, stream=True)
    try:
        yield response
    finally:
        await response.aclose()


async def plain_pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield a response's body, decompressed in pieces of at most 64 kB, so that no bomb unfolds in memory."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "deflate"}:
        raise TransientError(f"The answer is compressed by {encoding!r}, which was not asked for.")
    inflater = None if encoding == "identity" else zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    async for chunk in response.aiter_raw():
        if inflater is None:
            yield chunk
            continue
        rest = chunk
        while rest and not inflater.eof:
            yield inflater.decompress(rest, _PIECE_BYTES)
            rest = inflater.unconsumed_tail


def parsed_object(body: bytes | bytearray) -> dict[str, Any]:
    """Return the JSON object in a body; empty for anything else, however deep or broken."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _port(url: httpx.URL) -> int | None:
    """Return the port of a URL, also where it is the usual one and left out."""
    return url.port or {"http": 80, "https": 443}.get(url.scheme)


def _transport(socket: Path | None) -> httpx.AsyncHTTPTransport:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=_IDLE_SECONDS)
    if socket is None:
        return httpx.AsyncHTTPTransport(limits=limits)
    # a bare context: nothing is encrypted on the socket, and loading the certificates takes 30 ms
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.AsyncHTTPTransport(uds=str(socket), limits=limits, verify=bare)


def _reason(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
