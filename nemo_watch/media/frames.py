"""Frame headers of MPEG audio and ADTS, which have no magic bytes: a chain of headers stands for them.

Sources: ISO/IEC 11172-3 2.4.1.3 and 13818-3 (MPEG audio), ISO/IEC 13818-7 6.2 (ADTS), ID3v2.4 3.1
(id3.org).
"""

from __future__ import annotations

from collections.abc import Callable

CHAIN = 3
"""Headers that must follow each other: one alone is found in every other kilobyte of random bytes."""

_BITRATES = {  # kbit/s by (is MPEG-1, layer)
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES_HZ = (44100, 48000, 32000)
_VERSION_DIVIDER = {3: 1, 2: 2, 0: 4}  # MPEG-1, MPEG-2, MPEG-2.5
_ADTS_RATES = 13


def id3_bytes(head: bytes) -> int:
    """Return the length of the ID3v2 tag that data begins with, 0 where there is none."""
    if len(head) < 10 or head[:3] != b"ID3" or not 2 <= head[3] <= 4 or max(head[6:10]) > 0x7F:
        return 0
    footer_bytes = 10 if head[5] & 0x10 else 0
    return 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) + footer_bytes


def mpeg_frame_bytes(header: bytes) -> int | None:
    """Return the length of the MPEG audio frame (any layer) that data begins with, None if it does not."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate_index, rate_index = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer == 4 or bitrate_index in {0, 15} or rate_index == 3:
        return None
    bits_per_second = 1000 * _BITRATES[version == 3, layer][bitrate_index - 1]
    rate_hz = _RATES_HZ[rate_index] // _VERSION_DIVIDER[version]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12 * bits_per_second // rate_hz + padding) * 4
    samples_by_eight = 72 if layer == 3 and version != 3 else 144
    return samples_by_eight * bits_per_second // rate_hz + padding


def adts_frame_bytes(header: bytes) -> int | None:
    """Return the length of the ADTS frame that data begins with, None if it does not begin with one."""
    if len(header) < 7 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 >= _ADTS_RATES:
        return None
    frame_bytes = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return frame_bytes if frame_bytes >= 7 else None


def is_chain(data: bytes, frame_bytes: Callable[[bytes], int | None]) -> bool:
    """Tell whether data begins with a chain of frames, as `frame_bytes` measures each.

    Three frames make a chain; two where the data ends before a third could begin.
    """
    position = frames = 0
    while frames < CHAIN:
        length = frame_bytes(data[position : position + 8])
        if length is None:
            break
        frames, position = frames + 1, position + length
    return frames >= CHAIN or (frames == CHAIN - 1 and position >= len(data))
