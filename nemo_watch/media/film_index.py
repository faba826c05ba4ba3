"""What the index (moov) of an MP4 or QuickTime file says: when it was filmed, and of each track how it is set up.

Only headers are read, by a few dozen seeks, however long the film is. Nothing of a damaged index is believed.

Source: ISO/IEC 14496-12 8.2.2 (mvhd), 8.4 (mdia), 8.5 (stbl), 8.6 (elst, ctts, stts).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nemo_watch.media.descriptions import setup_of
from nemo_watch.media.reading import read_at

_MOST_BOXES = 2000
_MOST_TRACKS = 64
_MOST_DESCRIPTION_BYTES = 65_536
_SEEN_STAMPS = 16
"""How many of the first pictures are looked at for one that is to be shown before the first."""

_SECONDS_TO_1970 = 2_082_844_800
"""From 1904, when QuickTime's time begins."""

_UNKNOWN_LENGTHS = {2**32 - 1, 2**64 - 1}


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its kind, and the place of its body in the file."""

    kind: bytes
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class IndexedTrack:
    """A track of pictures (`vide`) or sound (`soun`); `begin` and `end` are seconds of the film.

    `setup` is a digest of all that its decoder must know beforehand, empty where that is not clear. `is_whole` says
    that every packet of it is shown: nothing is hidden at its beginning or end.
    """

    kind: str
    setup: str
    begin: float
    end: float
    is_whole: bool


def read_creation(file: BinaryIO, size: int) -> float | None:
    """Return when a film was made, in seconds since 1970; None where it does not say, or not truly."""
    header = _found(file, _index(file, size), b"mvhd")
    if header is None:
        return None
    body = read_at(file, header.begin, 12)
    if len(body) < 12:
        return None
    since_1904 = int.from_bytes(body[4:12] if body[0] == 1 else body[4:8], "big")
    return float(since_1904 - _SECONDS_TO_1970) if since_1904 > _SECONDS_TO_1970 else None


def read_tracks(file: BinaryIO, size: int) -> tuple[IndexedTrack, ...]:
    """Return the tracks of pictures and sound in the order of the file; none where the index does not tell all of them.

    Raise OSError where the file cannot be read.
    """
    index = _index(file, size)
    header = _found(file, index, b"mvhd")
    is_fragmented = any(box.kind == b"moof" for box in _boxes(file, 0, size))
    if index is None or header is None or is_fragmented:  # the lengths of fragments stand elsewhere
        return ()
    try:
        film_scale = _scale(file, header)
        tracks = [box for box in _boxes(file, index.begin, index.end) if box.kind == b"trak"]
        return tuple(track for box in tracks[:_MOST_TRACKS] if (track := _track(file, box, film_scale)))
    except (struct.error, IndexError, ZeroDivisionError):
        return ()


def _index(file: BinaryIO, size: int) -> Box | None:
    return next((box for box in _boxes(file, 0, size) if box.kind == b"moov"), None)


def _boxes(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """Walk the boxes between two places; one that reaches beyond is the last, and is not told."""
    for _ in range(_MOST_BOXES):
        header = read_at(file, begin, 16)
        if begin + 8 > end or len(header) < 8:
            return
        length, head = int.from_bytes(header[:4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(header[8:16], "big"), 16
        length = length or end - begin
        if length < head or begin + length > end:
            return
        yield Box(header[4:8], begin + head, begin + length)
        begin += length


def _found(file: BinaryIO, box: Box | None, *path: bytes) -> Box | None:
    """Return the box that a path of kinds leads to from a box."""
    for kind in path:
        if box is None:
            return None
        box = next((inner for inner in _boxes(file, box.begin, box.end) if inner.kind == kind), None)
    return box


def _body(file: BinaryIO, box: Box | None, most: int) -> bytes:
    return read_at(file, box.begin, min(most, box.end - box.begin)) if box else b""


def _scale(file: BinaryIO, header: Box) -> int:
    """Return the ticks of a second that a mvhd or mdhd names."""
    body = _body(file, header, 24)
    return int(struct.unpack_from(">I", body, 20 if body[0] == 1 else 12)[0])


def _track(file: BinaryIO, trak: Box, film_scale: int) -> IndexedTrack | None:
    media = _found(file, trak, b"mdia")
    kind = _body(file, _found(file, media, b"hdlr"), 12)[8:12]
    clock, table = _found(file, media, b"mdhd"), _found(file, media, b"minf", b"stbl")
    if kind not in {b"vide", b"soun"} or clock is None:
        return None
    body = _body(file, clock, 32)
    scale = _scale(file, clock)
    length = struct.unpack_from(">Q", body, 24)[0] if body[0] == 1 else struct.unpack_from(">I", body, 16)[0]
    if length in _UNKNOWN_LENGTHS:
        return None
    first, beat = _first_stamp(file, table)
    last = length + first  # lengths count from when the first picture is decoded, not from when it is shown
    shown = _shown(file, trak, film_scale, scale, last)
    hidden_before = shown.since - first
    hidden_behind = last - shown.until
    is_whole = shown.is_plain and abs(hidden_before) * 2 <= beat and hidden_behind * 2 <= beat
    return IndexedTrack(
        kind=kind.decode(),
        setup=setup_of(_body(file, _found(file, table, b"stsd"), _MOST_DESCRIPTION_BYTES)),
        begin=shown.delay + max(0, first - shown.since) / scale,
        end=shown.delay + (shown.until - shown.since) / scale,
        is_whole=is_whole,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What an edit list shows of a track: after a delay in seconds, from one tick of it to another."""

    delay: float
    since: int
    until: int
    is_plain: bool


def _shown(file: BinaryIO, trak: Box, film_scale: int, scale: int, last: int) -> _Shown:
    body = _body(file, _found(file, trak, b"edts", b"elst"), 4096)
    count = int.from_bytes(body[4:8], "big")
    if not count:
        return _Shown(0.0, 0, last, is_plain=True)
    form = ">QqhH" if body[0] == 1 else ">IihH"
    edits = [struct.unpack_from(form, body, 8 + number * struct.calcsize(form)) for number in range(min(count, 3))]
    delay = edits.pop(0)[0] / film_scale if edits[0][1] == -1 else 0.0
    if len(edits) != 1 or count > 2 or edits[0][1] < 0 or edits[0][2:] != (1, 0):
        return _Shown(delay, 0, last, is_plain=False)
    seconds, since = edits[0][0] / film_scale, edits[0][1]
    until = round(since + seconds * scale) if seconds else last
    rounding = 2 * scale // film_scale + 1
    return _Shown(delay, since, last if until > last - rounding else until, is_plain=True)


def _first_stamp(file: BinaryIO, table: Box | None) -> tuple[int, int]:
    """Return when the earliest of the first pictures is shown, and how long the first lasts, in ticks of its track."""
    beats = _spread(_body(file, _found(file, table, b"stts"), 8 + 8 * _SEEN_STAMPS))
    delays = _spread(_body(file, _found(file, table, b"ctts"), 8 + 8 * _SEEN_STAMPS)) or [0] * len(beats)
    clock, stamps = 0, []
    for beat, delay in zip(beats, delays, strict=False):
        stamps.append(clock + (delay - 2**32 if delay >= 2**31 else delay))
        clock += beat
    return min(stamps, default=0), beats[0] if beats else 0


def _spread(body: bytes) -> list[int]:
    """Return the first values that a table of (count, value) gives to samples."""
    values: list[int] = []
    for at in range(8, len(body) - 7, 8):
        count, value = struct.unpack_from(">II", body, at)
        values += [value] * min(count, _SEEN_STAMPS - len(values))
    return values
