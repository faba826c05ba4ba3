"""What a camera notes in a picture: the few EXIF tags that tell when it was taken and how it is to be turned.

Sources: TIFF 6.0 section 2 (header, directories), CIPA DC-008 4.6 (EXIF tags). Everything that comes out of it is
harmless: a number from 1 to 8, and a moment.
"""

from __future__ import annotations

import re
import struct
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_ORIENTATION, _DATE, _EXIF = 0x0112, 0x0132, 0x8769
_ORIGINAL, _DIGITIZED = 0x9003, 0x9004
_OFFSET, _ORIGINAL_OFFSET, _FRACTION = 0x9010, 0x9011, 0x9291
_MOST_ENTRIES = 500
_LONGEST_TEXT = 64

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4}
"""Bytes of one value by type: BYTE, ASCII, SHORT, LONG; the others are of no interest here."""

Directory = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Notes:
    """How a picture is to be turned, 1 to 8 as TIFF numbers it, and when it was taken, in seconds since 1970."""

    orientation: int = 1
    taken: float | None = None


def read_notes(exif: bytes) -> Notes:
    """Return what a block of EXIF says; of one that is damaged, what can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None or len(exif) < 8:
        return Notes()
    main = _directory(exif, _long(exif[4:8], order), order)
    inner = _directory(exif, _long(main.get(_EXIF, b""), order), order)
    orientation = _short(main.get(_ORIENTATION, b""), order)
    return Notes(orientation if 1 <= orientation <= 8 else 1, _taken(main, inner))


def _directory(exif: bytes, begin: int, order: str) -> Directory:
    """Return the values of a directory by tag, each as it stands in the file."""
    if not 8 <= begin <= len(exif) - 2:
        return {}
    count = min(_MOST_ENTRIES, _short(exif[begin : begin + 2], order))
    found: Directory = {}
    for number in range(count):
        entry = exif[begin + 2 + 12 * number : begin + 14 + 12 * number]
        if len(entry) < 12:
            break
        tag, kind, values = struct.unpack(f"{order}HHI", entry[:8])
        length = _SIZES.get(kind, 0) * min(values, _LONGEST_TEXT)
        at = _long(entry[8:], order)
        found.setdefault(tag, entry[8 : 8 + length] if length <= 4 else exif[at : at + length])
    return found


def _short(value: bytes, order: str) -> int:
    return int(struct.unpack(f"{order}H", value[:2])[0]) if len(value) >= 2 else 0


def _long(value: bytes, order: str) -> int:
    return int(struct.unpack(f"{order}I", value[:4])[0]) if len(value) >= 4 else 0


def _taken(main: Directory, inner: Directory) -> float | None:
    """Return when a picture was taken; without an offset from UTC, by this machine's own clock."""
    for stamp, offset in (
        (inner.get(_ORIGINAL), inner.get(_ORIGINAL_OFFSET)),
        (inner.get(_DIGITIZED), inner.get(_ORIGINAL_OFFSET)),
        (main.get(_DATE), inner.get(_OFFSET)),
    ):
        moment = _moment(_text(stamp), _text(offset))
        if moment is not None:
            return moment + _fraction(_text(inner.get(_FRACTION)))
    return None


def _text(value: bytes | None) -> str:
    return (value or b"").split(b"\0", 1)[0].decode("ascii", "replace").strip()


def _moment(stamp: str, offset: str) -> float | None:
    """Read "2026:05:01 12:00:00" and "+02:00"; cameras whose clock was never set write zeros or blanks."""
    numbers = re.fullmatch(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)", stamp)
    if numbers is None:
        return None
    year, month, day, hour, minute, second = (int(number) for number in numbers.groups())
    try:
        zone = _zone(offset)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone or UTC)
        return moment.timestamp() if zone else time.mktime((*moment.timetuple()[:8], -1))
    except (ValueError, OverflowError):
        return None


def _zone(offset: str) -> timezone | None:
    parts = re.fullmatch(r"([+-])(\d\d):?(\d\d)", offset)
    if parts is None:
        return None
    ahead = timedelta(hours=int(parts[2]), minutes=int(parts[3]))
    return timezone(-ahead if parts[1] == "-" else ahead)


def _fraction(digits: str) -> float:
    return float(f"0.{digits}") if digits.isdecimal() and digits.isascii() else 0.0
