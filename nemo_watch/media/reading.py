"""Bounded reads at places in a file: what is not there comes back short, never as an error."""

from __future__ import annotations

from typing import BinaryIO

TAIL_BYTES = 65536
"""How much of a file's end is looked at where a format's last mark may be followed by something else."""


def read_at(file: BinaryIO, offset: int, count: int) -> bytes:
    """Return up to `count` bytes from `offset`; fewer, or none, where the file ends before.

    Raise OSError where the medium cannot be read.
    """
    file.seek(offset)
    return file.read(count)


def read_tail(file: BinaryIO, size: int, count: int = TAIL_BYTES) -> bytes:
    """Return the last `count` bytes of a file of `size` bytes, or all of a shorter one."""
    return read_at(file, max(0, size - count), min(size, count))


def only_zeros(data: bytes) -> bool:
    """Tell whether data holds nothing but zero bytes; so it is for no data at all."""
    return not data.strip(b"\0")
