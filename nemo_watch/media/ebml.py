"""Wholeness of Matroska and WebM: an EBML header, then a Segment that says how long it is, or does not.

Sources: RFC 8794 4 (variable-length integers), 6.2 (unknown sizes), 11.3 (Void, CRC-32), RFC 9559 (Matroska).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from nemo_watch.media.reading import only_zeros, read_at, read_tail
from nemo_watch.media.verdict import Wholeness, cut_short, partial, unknown, whole

MOST_ELEMENTS = 50
"""Elements at the top of a file that are looked at; there are two, or a few more."""

_SEGMENT = 0x18538067
_TOP_LEVEL = {0x1A45DFA3, _SEGMENT, 0xEC, 0xBF}
"""EBML header, Segment, Void and CRC-32: all that may stand outside a Segment."""

_LONGEST_HEADER = 12
"""Bytes: an element id of up to four, a length of up to eight."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of EBML: its id, where its content begins, and where it ends.

    An `end` of None stands for a length that was left unknown, as live recorders do.
    """

    kind: int
    content: int
    end: int | None


def examine_matroska(file: BinaryIO, size: int) -> Wholeness:
    """Judge a Matroska or WebM file of `size` bytes by the announced length of its Segment."""
    position, has_segment = 0, False
    for _ in range(MOST_ELEMENTS):
        element = read_element(file, position)
        if element is None or element.kind not in _TOP_LEVEL:
            break
        if element.end is None:
            return unknown("it was recorded live and does not say how long it is")
        if element.end > size:
            return cut_short(size, element.end)
        has_segment |= element.kind == _SEGMENT
        position = element.end
    if not has_segment:
        return partial("the pictures and sound (Segment) are missing")
    if only_zeros(read_tail(file, size, min(size - position, 4096))):
        return whole()
    return unknown("something stands after its end")


def read_element(file: BinaryIO, begin: int) -> Element | None:
    """Read the id and length of the element at a place; None where the bytes are none, or are not all there."""
    header = read_at(file, begin, _LONGEST_HEADER)
    id_bytes = _integer_bytes(header)
    if id_bytes is None or id_bytes > 4:
        return None
    length_bytes = _integer_bytes(header[id_bytes:])
    if length_bytes is None:
        return None
    content = id_bytes + length_bytes
    value_bits = 7 * length_bytes
    length = int.from_bytes(header[id_bytes:content], "big") & ((1 << value_bits) - 1)
    is_open = length == (1 << value_bits) - 1
    end = None if is_open else begin + content + length
    return Element(int.from_bytes(header[:id_bytes], "big"), begin + content, end)


def _integer_bytes(data: bytes) -> int | None:
    """Return how many bytes a variable-length integer takes: its leading zero bits tell."""
    if not data or data[0] == 0:
        return None
    length = 9 - data[0].bit_length()
    return length if length <= len(data) else None
