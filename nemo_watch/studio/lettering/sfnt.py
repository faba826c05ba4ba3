"""Reading font files: which letters one can draw, and how wide they are.

Source: the OpenType specification, chapters "OpenType font file", `cmap`, `head`, `hhea`, `hmtx`, `OS/2`.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from typing import BinaryIO

_COLLECTION = b"ttcf"
_MOST_FACES = 64
_MOST_TABLES = 256
_MOST_TABLE_BYTES = 16_000_000
_OUTLINES = frozenset({b"glyf", b"CFF ", b"CFF2"})
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platform and encoding of the tables that map Unicode, the most complete first."""


class FontError(Exception):
    """A file that is no font, or a damaged one."""


class Letters:
    """The letters of a face: a `cmap` table, asked letter by letter. Numbers are those of Unicode and of glyphs."""

    def __init__(self, table: bytes) -> None:
        """Take the table. Raises FontError where it maps no Unicode in a format that is known."""
        try:
            self._table, self._format = _chosen(table)
            if self._format == 4:
                self._read_segments()
            else:
                self._read_groups()
        except struct.error as error:
            raise FontError("the table of letters is cut off") from error

    def __contains__(self, code: int) -> bool:
        return self.glyph(code) != 0

    def glyph(self, code: int) -> int:
        """Return the number of the glyph that draws a letter, 0 for none."""
        place = bisect_left(self._ends, code)
        if place == len(self._ends) or self._starts[place] > code:
            return 0
        if self._format != 4:
            return self._glyphs[place] + code - self._starts[place]
        if not self._offsets[place]:
            return (code + self._glyphs[place]) & 0xFFFF
        at = self._offsets_at + 2 * place + self._offsets[place] + 2 * (code - self._starts[place])
        if at + 2 > len(self._table):
            return 0
        (found,) = struct.unpack_from(">H", self._table, at)
        return (int(found) + self._glyphs[place]) & 0xFFFF if found else 0

    def _read_segments(self) -> None:
        (doubled,) = struct.unpack_from(">H", self._table, 6)
        count = doubled // 2
        self._ends: tuple[int, ...] = struct.unpack_from(f">{count}H", self._table, 14)
        self._starts: tuple[int, ...] = struct.unpack_from(f">{count}H", self._table, 16 + doubled)
        self._glyphs: tuple[int, ...] = struct.unpack_from(f">{count}H", self._table, 16 + 2 * doubled)
        self._offsets_at = 16 + 3 * doubled
        self._offsets: tuple[int, ...] = struct.unpack_from(f">{count}H", self._table, self._offsets_at)

    def _read_groups(self) -> None:
        (count,) = struct.unpack_from(">I", self._table, 12)
        if 12 * count > len(self._table):
            raise FontError("the table of letters is cut off")
        numbers = struct.unpack_from(f">{3 * count}I", self._table, 16)
        self._starts, self._ends, self._glyphs = numbers[0::3], numbers[1::3], numbers[2::3]


def _chosen(table: bytes) -> tuple[bytes, int]:
    (count,) = struct.unpack_from(">H", table, 2)
    places = {}
    for number in range(min(count, _MOST_TABLES)):
        platform, encoding, at = struct.unpack_from(">HHI", table, 4 + 8 * number)
        (kind,) = struct.unpack_from(">H", table, at)
        places[platform, encoding] = (at, kind)
    for wanted in _UNICODE:
        at, kind = places.get(wanted, (0, 0))
        if kind in {4, 12}:
            return table[at:], kind
    raise FontError("the font does not say which letters it has")


class Metrics:
    """How large the letters of a face are, in parts of its size."""

    def __init__(self, tables: dict[bytes, bytes]) -> None:
        """Take the tables of a face. Raises FontError where one is missing or cut off."""
        try:
            (unit,) = struct.unpack_from(">H", tables[b"head"], 18)
            (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
            ascent, descent = struct.unpack_from(">HH", tables[b"OS/2"], 74)
            (capital,) = struct.unpack_from(">h", tables[b"OS/2"], 88)
            pairs = struct.unpack_from(">" + "Hh" * count, tables[b"hmtx"])
        except (KeyError, struct.error) as error:
            raise FontError("the font does not say how large its letters are") from error
        if not unit or not count:
            raise FontError("the font does not say how large its letters are")
        self.line: float = (ascent + descent) / unit
        self.ascent: float = ascent / unit
        self.capital: float = capital / unit
        self._advances: tuple[float, ...] = tuple(advance / unit for advance in pairs[0::2])

    def advance(self, glyph: int) -> float:
        """Return how far a glyph moves the pen; those behind the last of the table are as wide as it."""
        return self._advances[min(glyph, len(self._advances) - 1)]


def faces(file: BinaryIO) -> Iterator[dict[bytes, tuple[int, int]]]:
    """Yield for each face of a font file where its tables lie: offset and length by name. Raises FontError."""
    head = _read(file, 0, 12)
    if head[:4] != _COLLECTION:
        yield _tables(file, 0)
        return
    count = min(int.from_bytes(head[8:12], "big"), _MOST_FACES)
    for (at,) in struct.iter_unpack(">I", _read(file, 12, 4 * count)):
        yield _tables(file, at)


def is_drawn(tables: dict[bytes, tuple[int, int]]) -> bool:
    """Tell whether a face has outlines: of a face of small pictures (coloured emoji), nothing can be drawn."""
    return bool(_OUTLINES & tables.keys())


def table(file: BinaryIO, place: tuple[int, int]) -> bytes:
    """Return a table. Raises FontError where the file ends before it does."""
    return _read(file, *place)


def _tables(file: BinaryIO, at: int) -> dict[bytes, tuple[int, int]]:
    count = min(int.from_bytes(_read(file, at + 4, 2), "big"), _MOST_TABLES)
    records = struct.iter_unpack(">4sIII", _read(file, at + 12, 16 * count))
    return {name: (offset, length) for name, _, offset, length in records}


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    if length > _MOST_TABLE_BYTES:
        raise FontError("the font claims tables that no font has")
    file.seek(at)
    content = file.read(length)
    if len(content) != length:
        raise FontError("the font is cut off")
    return content
