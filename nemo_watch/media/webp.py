"""The first frame of a WebP that moves, as a file of its own: not every decoder takes one that does.

Source: RFC 9649 2.7 (VP8X, ANMF, ALPH).
"""

from __future__ import annotations

from typing import BinaryIO

from nemo_watch.media.reading import read_at

_MOST_CHUNKS = 50
_MOST_FRAME_BYTES = 64_000_000
_FRAME_HEADER_BYTES = 16
_HAS_ALPHA = 0x10


def first_frame(file: BinaryIO) -> bytes | None:
    """Return the first frame of an open WebP as a still WebP; None where it does not move, or is damaged."""
    position = 12
    for _ in range(_MOST_CHUNKS):
        header = read_at(file, position, 8)
        length = int.from_bytes(header[4:], "little")
        if len(header) < 8:
            return None
        if header[:4] == b"ANMF":
            frame = read_at(file, position + 8, min(length, _MOST_FRAME_BYTES))
            return _still(frame) if len(frame) == length > _FRAME_HEADER_BYTES else None
        position += 8 + length + length % 2
    return None


def _still(frame: bytes) -> bytes:
    """Return the file of a frame, whose size stands behind its place; that one sees through it is announced."""
    chunks = frame[_FRAME_HEADER_BYTES:]
    if chunks.startswith(b"ALPH"):
        chunks = b"VP8X" + (10).to_bytes(4, "little") + bytes([_HAS_ALPHA, 0, 0, 0]) + frame[6:12] + chunks
    return b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"WEBP" + chunks
