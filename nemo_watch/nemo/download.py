"""What is special about fetching the finished file of a render: where it may lie, and what the API says instead."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import httpx

from nemo_watch.errors import FinalError, HeldError, JobError, TransientError
from nemo_watch.fetching import AddressRefused, Fetcher, NotThere, WrongContent, is_loopback_host
from nemo_watch.media.containers import recognise
from nemo_watch.media.strangers import describe_unknown
from nemo_watch.nemo.calls import code_in
from nemo_watch.nemo.wire import Endpoint, Reply

_MESSAGE_KINDS = frozenset({"application/json", "application/problem+json"})


def fetcher_for(endpoint: Endpoint) -> Fetcher:
    """Return the fetcher for results of an endpoint; only one on loopback may name files on loopback."""
    is_here = not endpoint.is_private and is_loopback_host(httpx.URL(endpoint.base_url).host)
    return Fetcher(loopback_allowed=is_here)


def local_path(url: str) -> Path:
    """Return the path that a `file:` URL (RFC 8089) names; raise FinalError for one of another machine."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise FinalError("The studio named a result at an address that is no URL.") from error
    if parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        raise FinalError("The studio named a result that is not on this machine.")
    return Path(os.fsdecode(unquote_to_bytes(parts.path)))


def not_media(head: bytes) -> str | None:
    """Return what a file looks like by its beginning if it is no video, sound or picture, else None."""
    return None if recognise(head) else describe_unknown(head)


def elsewhere(response: httpx.Response) -> httpx.URL:
    """Return where the API sends for a file; raise AddressRefused where that is no URL."""
    try:
        return response.url.join(response.headers["Location"])
    except (ValueError, httpx.InvalidURL) as error:
        raise AddressRefused("The render service sends to an address that is no URL.") from error


def is_file(response: httpx.Response) -> bool:
    """Tell whether the API answers with a file; a refusal may come as JSON under HTTP 200."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return response.status_code == httpx.codes.OK and kind not in _MESSAGE_KINDS


def no_file(reply: Reply, meaning: JobError) -> JobError:
    """Return the error for a message of the API in place of a file; `meaning` is what its code means elsewhere."""
    code = code_in(reply)
    if isinstance(meaning, (HeldError, TransientError)) and code != httpx.codes.FORBIDDEN:
        return meaning
    if reply.status == httpx.codes.OK:
        return WrongContent("Instead of the finished file came a message.")
    return NotThere(f"The render service does not give the finished file (HTTP {reply.status}).")
