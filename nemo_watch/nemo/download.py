"""Fetching a finished file: into a new private file, whole or not at all.

What arrives is measured against what was announced, and looked at: an error page is no video. No credentials
leave here; what the API's own host serves behind a token comes in through `save` from the client's own wire.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import httpx

from nemo_watch.errors import FinalError, HeldError, TransientError
from nemo_watch.names import shown
from nemo_watch.nemo.upload import Progress
from nemo_watch.nemo.wire import open_response, translated

CHUNK_BYTES = 1_000_000
MOST_BYTES = 100_000_000_000
SILENCE_SECONDS = 60.0

_FULL_DISK_RECHECK_SECONDS = 60.0
_MEDIA_KINDS = ("video/", "audio/", "image/")
_UNNAMED_KINDS = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/mp4", "application/ogg"}
)


class Fetcher:
    """Downloads without credentials, by a client of its own that is made when it is first needed."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, url: str, into: Path, *, progress: Progress | None = None) -> Path:
        """Write what lies at an http(s) address into the new file `into`, and return it."""
        self._client = self._client or httpx.AsyncClient(trust_env=False, follow_redirects=False)
        name = f"the server of the finished file ({urlsplit(url).hostname})"
        request = self._client.build_request("GET", url, headers=download_headers(), timeout=SILENCE_SECONDS)
        with translated(name):
            async with open_response(self._client, request) as response:
                return await save(response, into, progress=progress)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.aclose()


def download_headers() -> dict[str, str]:
    """Return the headers that ask for a file as it is, so that its length is the one announced."""
    return {"Accept-Encoding": "identity"}


def scheme_of(url: str) -> str:
    """Return the scheme of a URL in lower case; raise FinalError for a text that is no URL."""
    try:
        return httpx.URL(url).scheme and urlsplit(url).scheme
    except (ValueError, httpx.InvalidURL) as error:
        raise FinalError("The service named a result at an address that is none.") from error


def local_path(url: str) -> Path:
    """Return the path that a `file:` URL (RFC 8089) names; raise FinalError for one of another machine."""
    parts = urlsplit(url)
    if parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        raise FinalError("The studio named a result that is not on this machine.")
    return Path(os.fsdecode(unquote_to_bytes(parts.path)))


async def save(response: httpx.Response, into: Path, *, progress: Progress | None = None) -> Path:
    """Write a response's body into the new file `into` (mode 0600, synced to the disk) and return it.

    Raises TransientError for what is no finished file, HeldError where it cannot be written; then no file
    is left.
    """
    if response.status_code != httpx.codes.OK:
        raise TransientError(f"The finished file cannot be fetched (HTTP {response.status_code}).")
    announced = _checked_length(response)
    _check_kind(response)
    with _new_file(into) as descriptor:
        done = 0
        async for chunk in response.aiter_raw(CHUNK_BYTES):
            done += len(chunk)
            _check_chunk(chunk, is_first=done == len(chunk), done=done, announced=announced)
            await asyncio.to_thread(_write_all, descriptor, chunk)
            if progress:
                progress(done, announced or 0)
        if done == 0 or (announced is not None and done != announced):
            raise TransientError(f"The finished file is cut off: {done} of {announced} bytes arrived.")
        await asyncio.to_thread(os.fsync, descriptor)
    return into


def _checked_length(response: httpx.Response) -> int | None:
    """Return the announced length; raise TransientError for an absurd one, or for compressed content."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise TransientError("The finished file was sent compressed, which was not asked for.")
    text = response.headers.get("Content-Length", "")
    announced = int(text) if text.isascii() and text.isdigit() else None
    if announced is not None and announced > MOST_BYTES:
        raise TransientError("The finished file is announced as larger than any can be.")
    return announced


def _check_kind(response: httpx.Response) -> None:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not kind.startswith(_MEDIA_KINDS) and kind not in _UNNAMED_KINDS:
        raise TransientError(f"Instead of the finished file came something else ({shown(kind)[:80]}).")


def _check_chunk(chunk: bytes, *, is_first: bool, done: int, announced: int | None) -> None:
    """Raise TransientError for a page or a message in place of a file, and for more than was announced."""
    if is_first and chunk.lstrip()[:1] in {b"<", b"{"}:
        raise TransientError("Instead of the finished file came a page.")
    if done > (MOST_BYTES if announced is None else announced):
        raise TransientError("More arrived than the finished file was announced to hold.")


@contextlib.contextmanager
def _new_file(path: Path) -> Iterator[int]:
    """Open a new file for this user alone; what was written is removed if the work in it fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield descriptor
    except BaseException as error:
        with contextlib.suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise _unwritable(path, error) from error
        raise
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> HeldError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return HeldError(
            f"The disk of {shown(path.parent)} is full.",
            hint="Free some space: the job goes on by itself.",
            recheck_seconds=_FULL_DISK_RECHECK_SECONDS,
        )
    return HeldError(
        f"The file {shown(path)} cannot be written: {error.strerror}.",
        hint="Make the folder writable: the job goes on by itself.",
        recheck_seconds=_FULL_DISK_RECHECK_SECONDS,
    )


def _write_all(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(descriptor, view) :]
