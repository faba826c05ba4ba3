"""A connection to exactly the address that was checked.

The host is resolved here, once a request, and the connection goes to the address itself: a name server that answers
differently the second time is not asked a second time. Host header and TLS name stay the host's (the extension
`sni_hostname` of httpx). No client of httpx stands above the transport, so that there are no cookies, no proxies, no
`.netrc` and no log lines with whole URLs.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address

import httpx

from nemo_watch.errors import TransientError
from nemo_watch.fetching.addresses import Address, check_addresses, check_url, host_of, literal_address

SILENCE_SECONDS = 60.0

_CONNECT_SECONDS = 15.0
_RESOLVE_SECONDS = 20.0
_MOST_ADDRESSES_TRIED = 4

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host, best first, for a port. Raises OSError where there are none."""


async def system_addresses(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as the system resolves it."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class PinnedConnections:
    """Requests without credentials to checked addresses, each over a connection of its own."""

    def __init__(
        self,
        *,
        loopback_allowed: bool,
        resolve: Resolve,
        certificates: ssl.SSLContext | None,
        silence_seconds: float,
    ) -> None:
        for logger in ("httpx", "httpcore"):  # they log whole URLs and headers
            logging.getLogger(logger).setLevel(logging.WARNING)
        self._loopback_allowed = loopback_allowed
        self._resolve = resolve
        self._certificates = certificates
        timeout = httpx.Timeout(silence_seconds, connect=_CONNECT_SECONDS, pool=None)
        self._timeout = timeout.as_dict()
        self._transport: httpx.AsyncHTTPTransport | None = None

    @contextlib.asynccontextmanager
    async def get(self, url: httpx.URL, headers: Mapping[str, str]) -> AsyncIterator[httpx.Response]:
        """Send a GET and give its response before the body, whatever its status; close it in the end.

        Raises AddressRefused for an address that is not followed, TransientError where the network fails.
        """
        check_url(url, loopback_allowed=self._loopback_allowed)
        with translated(url):
            addresses = await self._addresses(url)
            check_addresses(url, addresses, loopback_allowed=self._loopback_allowed)
            response = await self._answer(url, headers, addresses[:_MOST_ADDRESSES_TRIED])
            try:
                yield response
            finally:
                await response.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    async def _addresses(self, url: httpx.URL) -> list[Address]:
        literal = literal_address(url.host)
        if literal is not None:
            return [literal]
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        try:
            async with asyncio.timeout(_RESOLVE_SECONDS):
                found = [ip_address(text) for text in await self._resolve(url.host, port)]
        except (OSError, UnicodeError) as error:  # a UnicodeError is a label that is too long
            raise TransientError(f"The host {host_of(url)} is not found.") from error
        if not found:
            raise TransientError(f"The host {host_of(url)} has no address.")
        return list(dict.fromkeys(found))

    async def _answer(self, url: httpx.URL, headers: Mapping[str, str], addresses: Sequence[Address]) -> httpx.Response:
        """Return the response of the first address that can be connected to."""
        transport = self._opened_transport()
        *others, last = addresses
        for address in others:
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await transport.handle_async_request(self._request(url, headers, address))
        return await transport.handle_async_request(self._request(url, headers, last))

    def _request(self, url: httpx.URL, headers: Mapping[str, str], address: Address) -> httpx.Request:
        return httpx.Request(
            "GET",
            url.copy_with(host=str(address)),
            headers={"Host": url.netloc.decode("ascii"), **headers},
            extensions={"sni_hostname": url.raw_host.decode("ascii"), "timeout": self._timeout},
        )

    def _opened_transport(self) -> httpx.AsyncHTTPTransport:
        if self._transport is None:
            # none is kept: a connection that was made for one name must not serve another at the same address
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            self._transport = httpx.AsyncHTTPTransport(verify=self._certificates or True, limits=limits)
        return self._transport


@contextlib.contextmanager
def translated(url: httpx.URL) -> Iterator[None]:
    """Turn what httpx and TLS raise on the way to a URL's host into TransientError."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise TransientError(f"No answer from the server of the file ({host_of(url)}) in time.") from error
    except (httpx.HTTPError, httpx.StreamError, ssl.SSLError) as error:
        reason = str(error).rstrip(".") or type(error).__name__
        raise TransientError(f"The connection to the server of the file ({host_of(url)}) broke: {reason}.") from error
