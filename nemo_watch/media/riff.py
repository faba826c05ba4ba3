"""Wholeness of AVI, WAV and WebP: RIFF, where the first eight bytes say how long the rest is.

Sources: Microsoft's RIFF and AVI references, the OpenDML AVI extensions 1.02 (several RIFF chunks in a file),
EBU Tech 3306 and ITU-R BS.2088 (64-bit lengths in ds64), RFC 9649 (WebP).
"""

from __future__ import annotations

from typing import BinaryIO

from nemo_watch.media.reading import only_zeros, read_at, read_tail
from nemo_watch.media.verdict import Wholeness, cut_short, partial, unknown, whole

MOST_CHUNKS = 300
"""RIFF chunks of about 1 GB each that are looked at."""

_UNFINISHED = {0, 0xFFFFFFFF}
"""Lengths that a writer leaves which could not go back, or has not yet, to put the right one in."""

_COUNTS_ITSELF_BYTES = 8
"""Some writers count the eight bytes of the header among the rest."""


def examine_riff(file: BinaryIO, size: int) -> Wholeness:
    """Judge a RIFF file of `size` bytes by the lengths of its outermost chunks."""
    position = 0
    for _ in range(MOST_CHUNKS):
        header = read_at(file, position, 12)
        if position and header[:4] != b"RIFF":
            break
        if len(header) < 12:
            return partial("its first bytes have only begun to arrive")
        length = _announced(file, header)
        if length is None:
            return unknown("its header does not say how long it is")
        end = position + 8 + length
        if end > size:
            return _beyond(size, end)
        position = end + (length & 1)
    return _judge(file, size, position)


def _announced(file: BinaryIO, header: bytes) -> int | None:
    """Return the bytes that follow the header, None where that was left open."""
    length = int.from_bytes(header[4:8], "little")
    if header[:4] == b"RIFF":
        return None if length in _UNFINISHED else length
    extension = read_at(file, 12, 16)
    if len(extension) < 16 or extension[:4] != b"ds64":
        return None
    return int.from_bytes(extension[8:16], "little") or None


def _beyond(size: int, end: int) -> Wholeness:
    if end - size <= _COUNTS_ITSELF_BYTES:
        return unknown("its header announces a few bytes more")
    return cut_short(size, end)


def _judge(file: BinaryIO, size: int, end: int) -> Wholeness:
    """Judge by what follows the last chunk; its pad byte may be missing."""
    rest = max(0, size - end)
    if only_zeros(read_tail(file, size, min(rest, 4096))):
        return whole()
    return unknown("something stands after its end")
