"""Bringing one file from the internet to this machine: asked for, redirected, gone on with, or refused."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx

from nemo_watch.fetching import arrival
from nemo_watch.fetching.addresses import host_of, parsed_url
from nemo_watch.fetching.arrival import MOST_BYTES, Judge, Progress
from nemo_watch.fetching.part import Mark, Part, opened_part
from nemo_watch.fetching.pinning import SILENCE_SECONDS, PinnedConnections, Resolve, system_addresses
from nemo_watch.fetching.refusals import AddressRefused, NotThere
from nemo_watch.fetching.statuses import refusal

MOST_REDIRECTS = 5

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """Downloads without credentials, from public addresses by https; `aclose` it at the end.

    With `loopback_allowed` it also takes files from this machine, by http too. `resolve` finds a host's addresses,
    `certificates` are trusted instead of the usual ones, `silence_seconds` without a byte are an error.
    """

    def __init__(
        self,
        *,
        loopback_allowed: bool = False,
        resolve: Resolve = system_addresses,
        certificates: ssl.SSLContext | None = None,
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        self._connections = PinnedConnections(
            loopback_allowed=loopback_allowed,
            resolve=resolve,
            certificates=certificates,
            silence_seconds=silence_seconds,
        )

    async def fetch(
        self,
        url: str,
        into: Path,
        *,
        looks_wrong: Judge,
        most_bytes: int = MOST_BYTES,
        progress: Progress | None = None,
    ) -> Path:
        """Write what lies at an https address into the new file `into` (mode 0600), and return it.

        A fetch that breaks off leaves a part beside `into`, and the next one of the same address goes on with it.
        Raises AddressRefused, NotThere, WrongContent, TransientError where the network fails for a while, and
        HeldError where the file cannot be written.
        """
        start = parsed_url(url)
        with opened_part(into, source=url) as part:
            while True:
                async with self._opened(start, part) as response:
                    if _is_part_outdated(response, part.mark):
                        part.begin()
                        continue
                    total = _taken_up(response, part, start, most_bytes=most_bytes)
                    return await arrival.receive(
                        response,
                        part,
                        total=total,
                        looks_wrong=looks_wrong,
                        most_bytes=most_bytes,
                        progress=progress,
                    )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._connections.aclose()

    @contextlib.asynccontextmanager
    async def _opened(self, start: httpx.URL, part: Part) -> AsyncIterator[httpx.Response]:
        """Give the response at the end of the redirects, each of them checked like the first address."""
        url, headers = start, _asked(part.mark)
        for _ in range(1 + MOST_REDIRECTS):
            async with self._connections.get(url, headers) as response:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                url = _next(url, response)
        raise NotThere(f"The server {host_of(start)} sends from one address to the next, and never gives the file.")


def _asked(mark: Mark | None) -> Mapping[str, str]:
    return {**arrival.download_headers(), **(arrival.range_headers(mark) if mark else {})}


def _next(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Return where a redirect leads; raise AddressRefused where https would become something else."""
    location = response.headers.get("Location", "")
    if not location:
        raise NotThere(f"The server {host_of(url)} sends elsewhere for the file, but does not say where.")
    try:
        target = url.join(location)
    except (ValueError, httpx.InvalidURL) as error:
        raise AddressRefused(f"The server {host_of(url)} sends to an address that is no URL.") from error
    if url.scheme == "https" and target.scheme != "https":
        raise AddressRefused(f"The server {host_of(url)} sends away from https: that is not followed.")
    return target


def _is_part_outdated(response: httpx.Response, mark: Mark | None) -> bool:
    """Tell whether a server that was asked for the rest of a file shows that the part is of no use any more."""
    is_about_range = response.status_code in {
        httpx.codes.PARTIAL_CONTENT,
        httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE,
    }
    return mark is not None and is_about_range and not arrival.is_rest(response, mark)


def _taken_up(response: httpx.Response, part: Part, url: httpx.URL, *, most_bytes: int) -> int | None:
    """Make a part ready for what a response brings, and return the size that the file will have, if it is known."""
    mark = part.mark
    if mark is not None and response.status_code == httpx.codes.PARTIAL_CONTENT:
        part.go_on(mark)
        return mark.total
    if response.status_code != httpx.codes.OK:
        raise refusal(response, url)
    total = arrival.checked_length(response, most_bytes=most_bytes)
    part.begin(validator=arrival.strong_validator(response), total=total)
    return total
