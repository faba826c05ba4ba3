"""When a film or a picture was taken, by what its camera wrote into it.

Sources: ISO/IEC 14496-12 8.2.2 (MP4), RFC 9559 5.1.2 (Matroska: Info, DateUTC), EXIF for pictures (see `tiff`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.media.ebml import Element, read_element
from nemo_watch.media.film_index import read_creation
from nemo_watch.media.reading import read_at
from nemo_watch.media.stills import read_head
from nemo_watch.media.tiff import read_notes

_MOST_ELEMENTS = 200
_SEGMENT, _INFO, _DATE = 0x18538067, 0x1549A966, 0x4461
_SECONDS_TO_2001 = 978_307_200


def capture_time(path: Path) -> float | None:
    """Return when a file was taken, in seconds since 1970; None where it does not say, or cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            container = recognise(read_at(file, 0, HEAD_BYTES))
            reader = _READERS.get(container) if container else None
            return reader(file, os.fstat(descriptor).st_size) if reader else None
    except OSError:
        return None


def _of_picture(file: BinaryIO, _size: int) -> float | None:
    head = read_head(file)
    return read_notes(head.exif).taken if head else None


def _of_matroska(file: BinaryIO, size: int) -> float | None:
    """Return the date of a Matroska file: nanoseconds from the year 2001 on, which stand before the film."""
    info = _child(file, _child(file, Element(0, 0, size), _SEGMENT), _INFO)
    date = _child(file, info, _DATE)
    if date is None or date.end != date.content + 8:
        return None
    body = read_at(file, date.content, 8)
    nanoseconds = int.from_bytes(body, "big", signed=True)
    return _SECONDS_TO_2001 + nanoseconds / 1e9 if len(body) == 8 and nanoseconds else None


def _child(file: BinaryIO, parent: Element | None, kind: int) -> Element | None:
    """Return the first element of a kind inside another; one of unknown length is the last that is looked at."""
    if parent is None:
        return None
    position = parent.content
    for _ in range(_MOST_ELEMENTS):
        element = None if parent.end is not None and position >= parent.end else read_element(file, position)
        if element is None or element.kind == kind:
            return element
        if element.end is None:
            return None
        position = element.end
    return None


_READERS: dict[Container, Callable[[BinaryIO, int], float | None]] = {
    Container.MOV: read_creation,
    Container.MATROSKA: _of_matroska,
    Container.JPEG: _of_picture,
    Container.PNG: _of_picture,
    Container.WEBP: _of_picture,
}
