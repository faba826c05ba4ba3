"""Taking files in: by name on the private socket, by URL or multipart everywhere, never more than a chunk in memory."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header
from starlette.requests import Request

from nemo_watch.fetching import NotThere, WrongContent
from nemo_watch.media.containers import recognise
from nemo_watch.media.strangers import describe_unknown

_MOST_FILES = 64

Fetch = Callable[[str], Awaitable[Path]]
"""Brings the file at an http(s) URL to this machine, and returns where it is."""


class UploadRefused(Exception):
    """The upload cannot be taken; the message says why."""


async def receive_urls(body: dict[str, Any], *, private: bool, fetch: Fetch) -> list[Path]:
    """Return the files that a JSON upload names: `file:` URLs on the private door, others brought here by `fetch`.

    Raises UploadRefused for what is no upload, and JobError where a file cannot be fetched.
    """
    urls = body.get("urls")
    if not isinstance(urls, list) or not urls or len(urls) > _MOST_FILES:
        raise UploadRefused("An upload by URL needs a list of URLs.")
    return [await _received(str(url), private=private, fetch=fetch) for url in urls]


async def _received(url: str, *, private: bool, fetch: Fetch) -> Path:
    if _parts_of(url).scheme not in {"http", "https"}:
        return _path(url, private=private)
    try:
        return await fetch(url)
    except (NotThere, WrongContent) as error:  # a person's address is at fault: trying it for a day is no help
        raise UploadRefused(error.sentence) from error


def _path(url: str, *, private: bool) -> Path:
    parts = _parts_of(url)
    path = unquote_to_bytes(parts.path)
    if parts.scheme != "file" or parts.netloc or b"\0" in path or not private:
        raise UploadRefused("The studio takes files by https only: give such a URL, or upload the file itself.")
    return Path(os.fsdecode(path))


def _parts_of(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise UploadRefused("The upload names something that is no URL.") from error


def fetched_name(url: str) -> str:
    """Return the file name that a URL's path ends in, safe in any folder."""
    return _plain(unquote_to_bytes(urlsplit(url).path.rpartition("/")[2]))


def not_media(head: bytes) -> str | None:
    """Return what a file looks like by its beginning if it is no video, sound or picture, else None."""
    return None if recognise(head) else describe_unknown(head)


async def receive_files(request: Request, folder: Path) -> list[Path]:
    """Write the files of a multipart request into a folder as they arrive, and return their paths.

    Raises UploadRefused where the request is damaged or holds no file.
    """
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        raise UploadRefused("The upload is damaged: it names no boundary.")
    parts = _Parts(folder)
    parser = MultipartParser(boundary, callbacks=parts.callbacks())  # type: ignore[arg-type]
    try:
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except MultipartParseError as error:
        raise UploadRefused("The upload is damaged.") from error
    finally:
        parts.close()
    if not parts.paths:
        raise UploadRefused("The upload holds no file.")
    return parts.paths


class _Parts:
    """Writes the parts of a multipart body to files; parts without a file name are passed over."""

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self._folder = folder
        self._file: BinaryIO | None = None
        self._field = b""
        self._value = b""
        self._headers: dict[bytes, bytes] = {}

    def callbacks(self) -> dict[str, Any]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self.close,
        }

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._headers, self._field, self._value = {}, b"", b""

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field, self._value = b"", b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        name = options.get(b"filename")
        if name is None:
            return
        if len(self.paths) >= _MOST_FILES:
            raise UploadRefused(f"At most {_MOST_FILES} files fit into one upload.")
        path = self._folder / f"{len(list(self._folder.iterdir()))}-{_plain(name)}"
        self._file = path.open("xb")
        self.paths.append(path)

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])


def _plain(name: bytes) -> str:
    """Return a file name without folders and control characters, short enough for any file system."""
    plain = re.sub(r"[\x00-\x1f/\\]", "_", name.decode("utf-8", "replace")).lstrip(".")
    return plain[-60:] or "upload"
