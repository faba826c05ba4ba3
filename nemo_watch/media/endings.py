"""Wholeness of what says by its end, or by a count near its beginning, that all of it is there.

Sources: PNG specification 5.6 and 11.2.5 (IEND), GIF89a 27 (trailer), ISO/IEC 10918-1 B.1.1 (JPEG markers),
RFC 3533 6 (Ogg pages), Xing's and LAME's header in the first frame of an MP3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nemo_watch.media.frames import id3_bytes, mpeg_frame_bytes
from nemo_watch.media.reading import TAIL_BYTES, read_at, read_tail
from nemo_watch.media.verdict import Wholeness, cut_short, partial, unknown, whole

_PNG_END = b"\0\0\0\0IEND\xae\x42\x60\x82"
_JPEG_END = b"\xff\xd9"
_TRAILED_JPEG = (b"MotionPhoto", b"MicroVideo", b"MPF\0")
"""Marks of pictures that carry a film or more pictures behind their end."""

_MOST_SEGMENTS = 300
_MOST_PADDING = 16


def examine_png(file: BinaryIO, size: int) -> Wholeness:
    """Judge a PNG by its last chunk; programs may have put more behind it."""
    return whole() if _PNG_END in read_tail(file, size) else partial("its end (IEND) is missing")


def examine_gif(file: BinaryIO, size: int) -> Wholeness:
    """Judge a GIF by its trailer, which stands after the empty block that ends the last picture."""
    tail = read_tail(file, size, _MOST_PADDING)
    if tail.rstrip(b"\0").endswith(b"\0;"):
        return whole()
    if b";" in tail:
        return unknown("something stands after its end")
    return partial("its end (the trailer) is missing")


def examine_jpeg(file: BinaryIO, size: int) -> Wholeness:
    """Judge a JPEG: all segments up to the picture data, then the end-of-image marker.

    The segments are walked because a thumbnail among them has an end-of-image marker of its own.
    """
    scan = _jpeg_scan(file, size)
    if scan is None:
        return partial("the picture has not begun to arrive")
    tail = read_tail(file, size, min(size - scan, TAIL_BYTES))
    if tail.rstrip(b"\0").endswith(_JPEG_END):
        return whole()
    if _JPEG_END in tail or any(mark in read_at(file, 0, TAIL_BYTES) for mark in _TRAILED_JPEG):
        return unknown("something stands after its end")
    return partial("its end is missing")


def _jpeg_scan(file: BinaryIO, size: int) -> int | None:
    """Return where the picture data of a JPEG begins, None where its segments lead beyond the file."""
    position = 2
    for _ in range(_MOST_SEGMENTS):
        header = read_at(file, position, 4)
        if len(header) < 4 or header[0] != 0xFF:
            return None
        if header[1] == 0xFF:  # any marker may be preceded by fill bytes
            position += 1
            continue
        position += 2 + int.from_bytes(header[2:], "big")
        if header[1] == 0xDA:
            return position if position <= size else None
    return None


@dataclass(frozen=True, slots=True)
class _Page:
    serial: bytes
    is_first: bool
    is_last: bool
    end: int


def examine_ogg(file: BinaryIO, size: int) -> Wholeness:
    """Judge an Ogg file by its last pages: every stream that began must have ended, and no page be cut."""
    head = read_at(file, 0, TAIL_BYTES)
    begun = {page.serial for page in _pages(head, 0) if page.is_first}
    tail_begin = max(0, size - 2 * TAIL_BYTES)
    tail = read_at(file, tail_begin, 2 * TAIL_BYTES)
    pages = list(_pages(tail, tail_begin))
    if not pages:
        return unknown("it does not say where it ends")
    if pages[-1].end > size:
        return partial("its last page is cut off")
    ended = {page.serial for page in pages if page.is_last}
    if begun and begun <= ended and pages[-1].end == size:
        return whole()
    return unknown("it does not say that it has ended")


def _pages(data: bytes, offset: int) -> Iterator[_Page]:
    """Find the pages in a piece of an Ogg file that lies at `offset`; the last one may lead beyond it."""
    position = data.find(b"OggS\0")
    while position >= 0:
        header = data[position : position + 27]
        laces = data[position + 27 : position + 27 + header[26]] if len(header) == 27 else b""
        if len(header) < 27 or len(laces) < header[26]:
            yield _Page(header[14:18], is_first=False, is_last=False, end=offset + len(data) + 1)
            return
        end = position + 27 + len(laces) + sum(laces)
        yield _Page(header[14:18], is_first=bool(header[5] & 2), is_last=bool(header[5] & 4), end=offset + end)
        position = data.find(b"OggS\0", end)


def examine_mp3(file: BinaryIO, size: int) -> Wholeness:
    """Judge an MP3 by the count of bytes in its first frame, where an encoder has left one."""
    tag_bytes = id3_bytes(read_at(file, 0, 10))
    if tag_bytes > size:
        return cut_short(size, tag_bytes)
    counted = _xing_bytes(read_at(file, tag_bytes, 512))
    if counted is None:
        return unknown("its kind does not say how long it is")
    expected = tag_bytes + counted
    return whole() if size >= expected else cut_short(size, expected)


def _xing_bytes(frame: bytes) -> int | None:
    """Return the bytes of sound, this first frame among them, that a Xing or Info header counts."""
    if mpeg_frame_bytes(frame) is None:
        return None
    is_mpeg1, is_mono = frame[1] & 0x08, frame[3] >> 6 == 3
    side_bytes = {(8, False): 32, (8, True): 17, (0, False): 17, (0, True): 9}[is_mpeg1, is_mono]
    header = frame[4 + side_bytes : 20 + side_bytes]
    if len(header) < 16 or header[:4] not in {b"Xing", b"Info"}:
        return None
    flags = header[7]
    if not flags & 2:
        return None
    count = header[12:16] if flags & 1 else header[8:12]
    return int.from_bytes(count, "big") or None
