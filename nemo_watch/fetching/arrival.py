"""A response's body on its way into a file: measured against what was announced, and looked at.

Whether a broken download may go on is decided here too (RFC 9110, 13.1.5 and 14.4): the same version of the file by a
strong validator, the exact range that was asked for, the same size in all. Anything less begins anew, for two files
must never be mixed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

import httpx

from nemo_watch.errors import HeldError, TransientError
from nemo_watch.fetching.part import Mark, Part, opened_part
from nemo_watch.fetching.refusals import WrongContent
from nemo_watch.names import shown
from nemo_watch.units import format_size

MOST_BYTES = 100_000_000_000
HEAD_BYTES = 4096

_CHUNK_BYTES = 262_144
_CLOCK_DOUBT = timedelta(seconds=60)
_STRONG_TAG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 if unknown)."""

Judge = Callable[[bytes], str | None]
"""Gets the first `HEAD_BYTES` of a file (less is all of it); returns None for a good one, or what it is instead."""

_AnyT = TypeVar("_AnyT")


def download_headers() -> dict[str, str]:
    """Return the headers that ask for a file as it is, so that its length is the one announced."""
    return {"Accept": "*/*", "Accept-Encoding": "identity"}


def range_headers(mark: Mark) -> dict[str, str]:
    """Return the headers that ask for the rest of a file, or for all of it where it is another one now."""
    return {"Range": f"bytes={mark.safe}-", "If-Range": mark.validator}


def is_rest(response: httpx.Response, mark: Mark) -> bool:
    """Tell whether a response is exactly the rest of the file that a part is the beginning of."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status_code != httpx.codes.PARTIAL_CONTENT or found is None or _encoding(response) != "identity":
        return False
    if tuple(map(int, found.groups())) != (mark.safe, mark.total - 1, mark.total):
        return False
    if _announced(response) not in {None, mark.total - mark.safe}:
        return False
    if mark.validator.startswith('"'):
        return bool(response.headers.get("ETag") == mark.validator)
    return bool(response.headers.get("Last-Modified", mark.validator) == mark.validator)


def strong_validator(response: httpx.Response) -> str | None:
    """Return what names this very version of the file, byte for byte: its strong ETag, or an old enough date."""
    headers = response.headers
    if tag := headers.get("ETag", ""):
        return tag if _STRONG_TAG.fullmatch(tag) else None
    modified, sent = _moment(headers.get("Last-Modified", "")), _moment(headers.get("Date", ""))
    if modified is None or sent is None or sent - modified < _CLOCK_DOUBT:
        return None
    return str(headers["Last-Modified"])


async def save(
    response: httpx.Response,
    into: Path,
    *,
    looks_wrong: Judge,
    most_bytes: int = MOST_BYTES,
    progress: Progress | None = None,
) -> Path:
    """Write a whole response's body into the new file `into` (mode 0600, synced to the disk) and return it.

    Raises WrongContent for what is no such file, HeldError where it cannot be written; then no file is left.
    """
    with opened_part(into, source="") as part:
        total = checked_length(response, most_bytes=most_bytes)
        part.begin()
        return await receive(
            response, part, total=total, looks_wrong=looks_wrong, most_bytes=most_bytes, progress=progress
        )


async def receive(
    response: httpx.Response,
    part: Part,
    *,
    total: int | None,
    looks_wrong: Judge,
    most_bytes: int,
    progress: Progress | None,
) -> Path:
    """Append a response's body to a part, and finish it at its `total` size (None: where the body ends).

    What has come is kept for a later fetch where the connection breaks, and dropped where it is not the file, or the
    disk is full. Raises WrongContent, TransientError, HeldError.
    """
    try:
        async for chunk in response.aiter_raw(_CHUNK_BYTES):
            _check_chunk(chunk, part.size, looks_wrong, most_bytes=most_bytes if total is None else total)
            await _undisturbed(part.write, chunk)
            if progress:
                progress(part.size, total or 0)
        _check_end(part.size, total)
        return await _undisturbed(part.finish)
    except (HeldError, WrongContent):
        raise
    except BaseException:
        await _undisturbed(part.secure)
        raise


def checked_length(response: httpx.Response, *, most_bytes: int) -> int | None:
    """Return the announced length of a whole body; raise WrongContent for one that is too long, or compressed."""
    if _encoding(response) != "identity":
        raise WrongContent("The file was sent compressed, which was not asked for.")
    announced = _announced(response)
    if announced is not None and announced > most_bytes:
        raise WrongContent(f"The file is announced as larger than {format_size(most_bytes)}.")
    return announced


def _check_chunk(chunk: bytes, done: int, looks_wrong: Judge, *, most_bytes: int) -> None:
    """Raise WrongContent for a beginning that is none of a file that was meant, and for more than there may be."""
    if done == 0 and (instead := looks_wrong(chunk[:HEAD_BYTES])):
        raise WrongContent(f"Instead of a video, sound or picture came {shown(instead)}.")
    if done + len(chunk) > most_bytes:
        raise WrongContent("More arrived than the file may hold.")


def _check_end(size: int, total: int | None) -> None:
    if size == 0:
        raise WrongContent("Instead of a video, sound or picture came nothing.")
    if total is not None and size != total:
        raise TransientError(f"The file is cut off: {size} of {total} bytes arrived.")


def _encoding(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Encoding", "identity")).strip().lower()


def _announced(response: httpx.Response) -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


async def _undisturbed(action: Callable[..., _AnyT], *arguments: object) -> _AnyT:
    """Run file work in a thread, to its end even when cancelled: its descriptor is closed right after."""
    work = asyncio.ensure_future(asyncio.to_thread(action, *arguments))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.gather(work, return_exceptions=True)
        raise
