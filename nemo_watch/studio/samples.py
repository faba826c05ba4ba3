"""Walking every packet of an MP4 without reading its media: the sample tables in `moov` (ISO/IEC 14496-12).

Count, sizes, places, rising time stamps and the end of each track are all there, so a file of any size is walked in
milliseconds.
"""

from __future__ import annotations

import itertools
import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

_MOST_MOOV_BYTES = 256_000_000


class TableError(ValueError):
    """The tables do not describe a playable file; the message says which promise is broken."""


class TrackTable(msgspec.Struct, frozen=True, kw_only=True):
    """One track: `kind` is the handler (`vide`, `soun`, …), times are seconds from the start of the film."""

    kind: str
    samples: int
    start: float
    end: float
    key_times: tuple[float, ...]


Boxes = dict[str, memoryview]

_DAMAGED = (struct.error, KeyError, IndexError, ValueError)
"""What is raised where tables are not as they should be; TableError is one of them."""

_WALKED = frozenset({".mp4", ".mov", ".m4a"})


def is_walkable(path: Path) -> bool:
    """Tell whether a result is of a kind whose packets can be walked by its tables."""
    return path.suffix in _WALKED


def length_seconds(path: Path) -> float | None:
    """Return how long a result plays, by its tables; None for other kinds of file and for damaged ones.

    Unlike `walk`, it looks at no single packet.
    """
    if not is_walkable(path):
        return None
    try:
        film = _opened(path)
        return max((_end(trak, film.scale) for trak in film.tracks), default=None)
    except (OSError, *_DAMAGED):
        return None


def walk(path: Path) -> tuple[TrackTable, ...]:
    """Return the tracks of an MP4 or MOV file after walking all their packets; none where it is fragmented.

    Raises TableError where a table is missing, a packet is empty or lies outside the media, or time stands still.
    """
    try:
        return _tracks(path)
    except TableError:
        raise
    except _DAMAGED as error:
        raise TableError("its index is damaged") from error


def _tracks(path: Path) -> tuple[TrackTable, ...]:
    film = _opened(path)
    return tuple(_track(trak, film.media, film_scale=film.scale) for trak in film.tracks)


class _Film(msgspec.Struct, frozen=True, kw_only=True):
    """What `moov` says of all tracks: ticks a second of the film, where media lie, the boxes of each track."""

    scale: int
    media: list[tuple[int, int]]
    tracks: list[Boxes]


def _opened(path: Path) -> _Film:
    """Return what a file is made of; no tracks where it is fragmented."""
    with path.open("rb") as file:
        moov, media = _top_level(file, path.stat().st_size)
    boxes = list(_children(moov))
    if any(name == "mvex" for name, _ in boxes):
        return _Film(scale=1, media=media, tracks=[])
    scale = struct.unpack_from(">I", Boxes(boxes)["mvhd"], 20 if Boxes(boxes)["mvhd"][0] == 1 else 12)[0]
    tracks = [Boxes(_children(body)) for name, body in boxes if name == "trak"]
    return _Film(scale=max(scale, 1), media=media, tracks=tracks)


def _end(trak: Boxes, film_scale: int) -> float:
    """Return when a track ends, in seconds: as its edit list says, else with its last packet."""
    shown = _edit_list(trak, film_scale).end
    if shown:
        return shown
    mdia = Boxes(_children(trak["mdia"]))
    runs = _pairs(Boxes(_children(Boxes(_children(mdia["minf"]))["stbl"]))["stts"])
    return sum(count * delta for count, delta in runs) / _ticks(mdia)


def _ticks(mdia: Boxes) -> int:
    """Return the ticks a second of a track."""
    (scale,) = struct.unpack_from(">I", mdia["mdhd"], 20 if mdia["mdhd"][0] == 1 else 12)
    return max(int(scale), 1)


def _top_level(file: BinaryIO, size: int) -> tuple[memoryview, list[tuple[int, int]]]:
    """Return the body of `moov` and the places of all media data, as (first byte, byte behind the last)."""
    moov, media, position = b"", [], 0
    while position + 8 <= size:
        file.seek(position)
        length, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if length == 1:
            length, head = struct.unpack(">Q", file.read(8))[0], 16
        length = length or size - position
        if length < head or position + length > size:
            raise TableError("a part of the file reaches beyond its end")
        if name == b"moov":
            if length > _MOST_MOOV_BYTES:
                raise TableError("its index is too large")
            moov = file.read(length - head)
        elif name == b"mdat":
            media.append((position + head, position + length))
        position += length
    if not moov or not media:
        raise TableError("it has no index (moov) or no media (mdat)")
    return memoryview(moov), media


def _children(body: memoryview) -> Iterator[tuple[str, memoryview]]:
    position = 0
    while position + 8 <= len(body):
        length, name = struct.unpack_from(">I4s", body, position)
        if length < 8 or position + length > len(body):
            raise TableError("its index is damaged")
        yield name.decode("latin-1"), body[position + 8 : position + length]
        position += length


def _track(trak: Boxes, media: list[tuple[int, int]], *, film_scale: int) -> TrackTable:
    mdia = Boxes(_children(trak["mdia"]))
    kind = bytes(mdia["hdlr"][8:12]).decode("latin-1")
    scale = _ticks(mdia)
    table = Boxes(_children(Boxes(_children(mdia["minf"]))["stbl"]))
    sizes = _sizes(table)
    _check_places(table, sizes, media)
    runs = _pairs(table["stts"])
    if sum(count for count, _ in runs) != len(sizes):
        raise TableError("its time stamps and its packets differ in number")
    # one packet in a row may last no time (a repeated stamp); a whole run may not
    if any(count > 1 and not delta for count, delta in runs):
        raise TableError("time stands still in one of its tracks")
    shown = _edit_list(trak, film_scale)
    return TrackTable(
        kind=kind,
        samples=len(sizes),
        start=shown.delay,
        end=shown.end or sum(count * delta for count, delta in runs) / scale,
        key_times=_key_times(table, runs, scale, shown.zero_at(scale)) if kind == "vide" else (),
    )


class _Edits(msgspec.Struct, frozen=True, kw_only=True):
    """What an edit list does to a track: seconds of nothing first, where it ends (0: as its packets do)."""

    delay: float = 0.0
    end: float = 0.0
    media_start: int = 0

    def zero_at(self, scale: int) -> float:
        """Return when the track's own time 0 would be shown, in seconds."""
        return self.delay - self.media_start / max(scale, 1)


def _edit_list(trak: Boxes, film_scale: int) -> _Edits:
    """Read a track's edit list. What is decoded but never shown, before and behind, does not count as length."""
    elst = Boxes(_children(trak["edts"])).get("elst") if "edts" in trak else None
    if elst is None or len(elst) < 8:
        return _Edits()
    (count,) = struct.unpack_from(">I", elst, 4)
    form = ">QqI" if elst[0] == 1 else ">IiI"
    edits = [struct.unpack_from(form, elst, 8 + number * struct.calcsize(form)) for number in range(count)]
    shown = [at for _, at, _ in edits if at >= 0]
    return _Edits(
        delay=edits[0][0] / film_scale if edits and edits[0][1] == -1 else 0.0,
        end=sum(length for length, _, _ in edits) / film_scale,
        media_start=shown[0] if shown else 0,
    )


def _numbers(body: memoryview, code: str) -> array[int]:
    values = array(code)
    values.frombytes(body[: len(body) // values.itemsize * values.itemsize])
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _sizes(table: Boxes) -> array[int]:
    body = table["stsz"]
    every, count = struct.unpack_from(">II", body, 4)
    sizes = array("I", [every]) * count if every else _numbers(body[12 : 12 + 4 * count], "I")
    if not count or len(sizes) != count:
        raise TableError("one of its tracks holds no packets")
    if not every and 0 in sizes:
        raise TableError("one of its packets is empty")
    return sizes


def _pairs(body: memoryview) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", body, 4)
    values = _numbers(body[8 : 8 + 8 * count], "I")
    return list(zip(values[0::2], values[1::2], strict=True))


def _check_places(table: Boxes, sizes: array[int], media: list[tuple[int, int]]) -> None:
    """Check that every chunk of packets lies inside the media data."""
    offsets = _numbers(table["co64"][8:], "Q") if "co64" in table else _numbers(table["stco"][8:], "I")
    behind = list(itertools.accumulate(_chunk_counts(table["stsc"], len(offsets)), initial=0))
    if behind[-1] != len(sizes):
        raise TableError("its packets and their places differ in number")
    before = list(itertools.accumulate(sizes, initial=0))
    (first, last), *others = media
    for offset, low, high in zip(offsets, behind, behind[1:], strict=False):
        end = offset + before[high] - before[low]
        is_inside = first <= offset and end <= last
        if not is_inside and not any(start <= offset and end <= stop for start, stop in others):
            raise TableError("some of its packets lie outside the file")


def _chunk_counts(body: memoryview, chunks: int) -> Iterator[int]:
    """Return how many packets each chunk holds: (first chunk, packets in a chunk, description) until the next."""
    values = _numbers(body[8:], "I")
    firsts, counts = values[0::3], values[1::3]
    for first, count, following in zip(firsts, counts, [*firsts[1:], chunks + 1], strict=True):
        yield from itertools.repeat(count, following - first)


def _key_times(table: Boxes, runs: list[tuple[int, int]], scale: int, shown_at: float) -> tuple[float, ...]:
    """Return when the key frames are shown, in seconds; without a table every frame is one, the first stands for all.

    `shown_at` is the time that the edit list gives to the track's zero.
    """
    if "stss" not in table:
        return (0.0,)
    numbers = list(_numbers(table["stss"][8:], "I"))
    delays = _values_at(_pairs(table["ctts"]), numbers) if "ctts" in table else [0] * len(numbers)
    signed = (delay - 2**32 if delay >= 2**31 else delay for delay in delays)
    times = zip(_times_at(runs, numbers), signed, strict=True)
    return tuple(max(0.0, (time + delay) / max(scale, 1) + shown_at) for time, delay in times)


def _times_at(runs: list[tuple[int, int]], numbers: list[int]) -> list[int]:
    """Return the decoding times of samples, given runs of (count, duration); numbers begin at 1 and rise."""
    times: list[int] = []
    first, clock, run = 1, 0, 0
    for number in numbers:
        while run < len(runs) and first + runs[run][0] <= number:
            first, clock, run = first + runs[run][0], clock + runs[run][0] * runs[run][1], run + 1
        if run == len(runs):
            raise TableError("a key frame lies behind the end")
        times.append(clock + (number - first) * runs[run][1])
    return times


def _values_at(runs: list[tuple[int, int]], numbers: list[int]) -> list[int]:
    """Return the values that runs of (count, value) give to samples; numbers begin at 1 and rise."""
    values: list[int] = []
    first, run = 1, 0
    for number in numbers:
        while run < len(runs) and first + runs[run][0] <= number:
            first, run = first + runs[run][0], run + 1
        if run == len(runs):
            raise TableError("a key frame lies behind the end")
        values.append(runs[run][1])
    return values
