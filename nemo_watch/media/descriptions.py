"""What a decoder of a track must know before its first packet, told apart by a digest.

Packets of two films can follow each other in one track only where this is the same. Fields that differ from file to
file without meaning anything, like rates, are left out.

Sources: ISO/IEC 14496-12 8.5.2 (stsd), 14496-15 5.3.3 and 8.3.3 (avcC, hvcC), 14496-1 7.2.6 (esds); Apple's QuickTime
File Format (sound descriptions).
"""

from __future__ import annotations

import hashlib

_PICTURE_CODES = {b"avc1": b"avcC", b"hvc1": b"hvcC"}
_PICTURE_ENTRY_BYTES, _SOUND_ENTRY_BYTES = 86, 36
_LONGER_SOUND_ENTRY = {0: 0, 1: 16, 2: 36}
_AAC = 0x40


def setup_of(descriptions: bytes) -> str:
    """Return a digest of the only description (in the body of `stsd`) of a track's packets.

    It is empty where there are several, where it is not one of H.264, HEVC or AAC, or where it is strange.
    """
    if len(descriptions) < 16 or int.from_bytes(descriptions[4:8], "big") != 1:
        return ""
    length = int.from_bytes(descriptions[8:12], "big")
    entry = descriptions[8 : 8 + length]
    if len(entry) < length:
        return ""
    try:
        known = _sound_setup(entry) if entry[4:8] == b"mp4a" else _picture_setup(entry)
    except IndexError:
        return ""
    return hashlib.sha256(known).hexdigest()[:16] if known else ""


def _picture_setup(entry: bytes) -> bytes:
    wanted = _PICTURE_CODES.get(entry[4:8])
    inner = _inner(entry, _PICTURE_ENTRY_BYTES)
    return entry[4:8] + inner[wanted] if wanted in inner else b""


def _sound_setup(entry: bytes) -> bytes:
    """Return what an AAC decoder must know; other sounds are not told, they are small enough to be made anew."""
    version = int.from_bytes(entry[16:18], "big")
    if version not in _LONGER_SOUND_ENTRY:
        return b""
    inner = _inner(entry, _SOUND_ENTRY_BYTES + _LONGER_SOUND_ENTRY[version])
    inner |= _inner(inner.get(b"wave", b""), 0)
    return _decoder_config(inner.get(b"esds", b""))


def _inner(body: bytes, begin: int) -> dict[bytes, bytes]:
    """Return the boxes inside a description by kind."""
    found: dict[bytes, bytes] = {}
    while begin + 8 <= len(body):
        length = int.from_bytes(body[begin : begin + 4], "big")
        if length < 8:
            break
        found.setdefault(body[begin + 4 : begin + 8], body[begin + 8 : begin + length])
        begin += length
    return found


def _decoder_config(esds: bytes) -> bytes:
    """Return the AudioSpecificConfig out of an `esds` box, whose other fields tell rates that differ by file."""
    position, wanted = 4, [(0x03, 3), (0x04, 13)]
    for tag, fields in wanted:
        body = _descriptor(esds, position, tag)
        if body is None or (tag == 0x04 and esds[body] != _AAC):
            return b""
        position = body + fields
    begin = _descriptor(esds, position, 0x05)
    return b"" if begin is None else esds[begin : begin + esds[begin - 1]]


def _descriptor(data: bytes, position: int, tag: int) -> int | None:
    """Return where the body of a descriptor begins; its length takes one to four bytes."""
    if data[position] != tag:
        return None
    position += 1
    for _ in range(3):
        if data[position] < 0x80:
            break
        position += 1
    return position + 1
