"""Files as a multipart/form-data body (RFC 7578), read in chunks while they are sent.

The body's length is known beforehand; what a file gains meanwhile is not sent, what it loses is an error.
"""

from __future__ import annotations

import asyncio
import mimetypes
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import msgspec

from nemo_watch.errors import TransientError
from nemo_watch.names import shown
from nemo_watch.nemo.wire import Body

CHUNK_BYTES = 1_000_000
FIELD = "files"

Progress = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all (0 if unknown)."""


class _Part(msgspec.Struct, frozen=True):
    """One file of a body: what stands before it, where it is, and how many bytes of it are sent."""

    head: bytes
    path: Path
    size: int


def multipart(paths: Sequence[Path], *, progress: Progress | None = None) -> Body:
    """Return the body that uploads `paths` in one request, each in the field `files`.

    Raises TransientError for a file that cannot be read; it touches the disk, so call it in a thread.
    """
    boundary = secrets.token_hex(16)
    parts = [_part(path, boundary) for path in paths]
    tail = f"--{boundary}--\r\n".encode()
    total = sum(part.size for part in parts)
    length = sum(len(part.head) + part.size + 2 for part in parts) + len(tail)

    async def chunks() -> AsyncIterator[bytes]:
        done = 0
        for part in parts:
            yield part.head
            async for chunk in read_chunks(part.path, part.size):
                yield chunk
                done += len(chunk)
                if progress:
                    progress(done, total)
            yield b"\r\n"
        yield tail

    return Body(
        headers={
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(length),
        },
        content=chunks,
    )


async def read_chunks(path: Path, size: int) -> AsyncIterator[bytes]:
    """Yield the first `size` bytes of a file; raise TransientError if it is shorter or cannot be read."""
    try:
        file = await asyncio.to_thread(path.open, "rb")
        try:
            while size:
                chunk = await asyncio.to_thread(file.read, min(size, CHUNK_BYTES))
                if not chunk:
                    raise TransientError(f"The file {shown(path)} became shorter while it was uploaded.")
                size -= len(chunk)
                yield chunk
        finally:
            file.close()
    except OSError as error:
        raise unreadable(path, error) from error


def disposition_name(name: str) -> str:
    """Return a file name as it stands in a form's header, escaped as WHATWG HTML 4.10.22.8 says.

    Bytes that are no UTF-8 and other control characters become "_": no server can do anything with them.
    """
    kept = "".join("_" if _is_unusual(character) else character for character in name)
    return kept.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def unreadable(path: Path, error: OSError) -> TransientError:
    """Return the error for a file that the system does not let us read."""
    return TransientError(f"The file {shown(path)} cannot be read: {error.strerror}.")


def _is_unusual(character: str) -> bool:
    code = ord(character)
    return 0xD800 <= code <= 0xDFFF or code == 0x7F or (code < 0x20 and character not in "\r\n")


def _part(path: Path, boundary: str) -> _Part:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{FIELD}"; filename="{disposition_name(path.name)}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return _Part(head.encode(), path, size)
