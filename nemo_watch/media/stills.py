"""What a picture's file says before its pixels: its size, whether it moves, and its block of EXIF.

Sources: ISO/IEC 10918-1 B.1 and B.2.2 (JPEG segments and frame header), CIPA DC-008 4.7.2 (EXIF in APP1), PNG
specification 5.3, 11.2.2 and 11.3.4 (chunks, IHDR, eXIf), RFC 9649 (WebP), GIF89a 18.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.media.reading import read_at

_MOST_PARTS = 2000
_MOST_EXIF_BYTES = 70_000
"""In JPEG it cannot be longer, and only what stands at its beginning matters."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG frame header, SOF0 to SOF15."""


@dataclass(frozen=True, slots=True)
class StillHead:
    """A picture as its file describes it: sides in pixels, 0 where it does not say; EXIF, empty where it has none."""

    width: int = 0
    height: int = 0
    exif: bytes = b""
    is_animated: bool = False


def read_head(file: BinaryIO) -> StillHead | None:
    """Return what an open picture says of itself, None for any other file. Raise OSError where it cannot be read.

    A damaged picture may say less than it should.
    """
    container = recognise(read_at(file, 0, HEAD_BYTES))
    reader = _READERS.get(container) if container else None
    return reader(file) if reader else None


def _jpeg(file: BinaryIO) -> StillHead:
    width = height = 0
    exif = b""
    for marker, begin, length in _segments(file):
        if marker == 0xE1 and not exif:
            body = read_at(file, begin, min(length, _MOST_EXIF_BYTES))
            exif = body[6:] if body.startswith(b"Exif\0\0") else b""
        elif marker in _FRAMES:
            sides = read_at(file, begin + 1, 4)
            height, width = int.from_bytes(sides[:2], "big"), int.from_bytes(sides[2:], "big")
            break
    return StillHead(width, height, exif)


def _segments(file: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Yield marker, place and length of each segment up to the pixels."""
    position = 2
    for _ in range(_MOST_PARTS):
        header = read_at(file, position, 4)
        if len(header) < 4 or header[0] != 0xFF or header[1] == 0xDA:
            return
        if header[1] == 0xFF:  # any marker may be preceded by fill bytes
            position += 1
            continue
        length = int.from_bytes(header[2:], "big")
        yield header[1], position + 4, max(0, length - 2)
        position += 2 + length


def _png(file: BinaryIO) -> StillHead:
    width = height = 0
    exif, is_animated, position = b"", False, 8
    for _ in range(_MOST_PARTS):
        header = read_at(file, position, 8)
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        if len(header) < 8 or kind == b"IEND":
            break
        if kind == b"IHDR":
            sides = read_at(file, position + 8, 8)
            width, height = int.from_bytes(sides[:4], "big"), int.from_bytes(sides[4:], "big")
        elif kind == b"eXIf":
            exif = read_at(file, position + 8, min(length, _MOST_EXIF_BYTES))
        is_animated |= kind == b"acTL"
        position += 12 + length
    return StillHead(width, height, exif, is_animated)


def _webp(file: BinaryIO) -> StillHead:
    width = height = 0
    exif, is_animated, position = b"", False, 12
    for _ in range(_MOST_PARTS):
        header = read_at(file, position, 8)
        if len(header) < 8:
            break
        kind, length = header[:4], int.from_bytes(header[4:], "little")
        if kind in _WEBP_SIDES and not width:
            width, height = _WEBP_SIDES[kind](read_at(file, position + 8, 10))
        elif kind == b"EXIF":
            exif = read_at(file, position + 8, min(length, _MOST_EXIF_BYTES)).removeprefix(b"Exif\0\0")
        is_animated |= kind == b"ANMF"
        position += 8 + length + length % 2
    return StillHead(width, height, exif, is_animated)


def _canvas_sides(body: bytes) -> tuple[int, int]:
    return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")


def _lossy_sides(body: bytes) -> tuple[int, int]:
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _lossless_sides(body: bytes) -> tuple[int, int]:
    bits = int.from_bytes(body[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


_WEBP_SIDES: dict[bytes, Callable[[bytes], tuple[int, int]]] = {
    b"VP8X": _canvas_sides,
    b"VP8 ": _lossy_sides,
    b"VP8L": _lossless_sides,
}


def _gif(file: BinaryIO) -> StillHead:
    sides = read_at(file, 6, 4)
    return StillHead(int.from_bytes(sides[:2], "little"), int.from_bytes(sides[2:], "little"))


_READERS: dict[Container, Callable[[BinaryIO], StillHead]] = {
    Container.JPEG: _jpeg,
    Container.PNG: _png,
    Container.WEBP: _webp,
    Container.GIF: _gif,
}
