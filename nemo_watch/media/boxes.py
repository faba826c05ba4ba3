"""Wholeness of MP4 and QuickTime: a row of boxes, each with its length, and an index (moov) among them.

Sources: ISO/IEC 14496-12 4.2 (box lengths), 8.1 (mdat), 8.2 (moov), 8.8 (fragments: moof, mfra); Apple's
QuickTime File Format for files without ftyp.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nemo_watch.media.reading import only_zeros, read_at, read_tail
from nemo_watch.media.verdict import Wholeness, cut_short, partial, unknown, whole

MOST_BOXES = 400
"""Boxes that are looked at; only fragmented files have more."""

_TOP_LEVEL = frozenset(
    {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"meta", b"uuid", b"udta"}
    | {b"free", b"skip", b"wide", b"pnot", b"pict", b"prft", b"emsg", b"pdin"}
)
_NO_INDEX = "the index (moov) is missing"
_HEADER_BYTES = 8


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    begin: int
    end: int | None
    """Where the next box begins; None: it runs to the end of the file, wherever that is."""


def examine_boxes(file: BinaryIO, size: int) -> Wholeness:
    """Judge an MP4 or QuickTime file of `size` bytes by its top-level boxes."""
    seen: set[bytes] = set()
    position = 0
    for number, box in enumerate(_boxes(file, size)):
        if number >= MOST_BOXES:
            return unknown("it has too many parts to count")
        if box.end is None:
            return unknown("it does not say where it ends") if b"moov" in seen else partial(_NO_INDEX)
        if box.end > size and box.kind in _TOP_LEVEL:
            return cut_short(size, box.end)
        if box.end > size:
            break  # no box, but four letters behind the last one
        seen.add(box.kind)
        position = box.end
    return _judge(seen, _rest(file, size, position))


def _boxes(file: BinaryIO, size: int) -> Iterator[_Box]:
    """Walk the boxes up to the first thing that is none; the last one may end beyond the file."""
    position = 0
    while position + _HEADER_BYTES <= size:
        header = read_at(file, position, 16)
        box = _box(header, position)
        if box is None:
            return
        yield box
        if box.end is None:
            return
        position = box.end


def _box(header: bytes, begin: int) -> _Box | None:
    length, kind = int.from_bytes(header[:4], "big"), header[4:8]
    if not _is_kind(kind):
        return None
    if length == 0:
        return _Box(kind, begin, None)
    if length == 1 and len(header) < 16:
        return _Box(kind, begin, begin + 16)
    if length == 1:
        length = int.from_bytes(header[8:16], "big")
    return _Box(kind, begin, begin + length) if length >= _HEADER_BYTES else None


def _is_kind(kind: bytes) -> bool:
    """Tell whether four bytes can name a box: printable, or Apple's (c) sign and three more."""
    return len(kind) == 4 and all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)


def _rest(file: BinaryIO, size: int, position: int) -> bytes:
    """Return what stands after the last box, or the end of it where it is long."""
    return read_tail(file, size, min(size - position, 4096))


def _judge(seen: set[bytes], rest: bytes) -> Wholeness:
    if b"moov" not in seen:
        return partial(_NO_INDEX)
    if not seen & {b"mdat", b"moof"}:
        return partial("the pictures and sound (mdat) are missing")
    if not only_zeros(rest):
        return unknown("something stands after its end")
    if b"moof" in seen and b"mfra" not in seen:
        return unknown("it is made of fragments and does not say how many")
    return whole()
