"""The kinds of file that are taken, known by their first bytes, never by their names.

ffmpeg is told which demuxer to use from this table alone: left to guess, it would open a playlist named .mp4
and follow it to other files and addresses.

Sources: ISO/IEC 14496-12 4.2 and Apple's QuickTime File Format (first boxes), RFC 9559 (EBML), RFC 9639
(FLAC), RFC 3533 (Ogg), RFC 9649 (WebP), the PNG specification 5.2, GIF89a 17, ISO/IEC 10918-1 B.1 (JPEG).
"""

from __future__ import annotations

from enum import StrEnum

from nemo_watch.media.frames import adts_frame_bytes, id3_bytes, is_chain, mpeg_frame_bytes

HEAD_BYTES = 4096
"""How much of a file's beginning is needed to recognise it."""


class Container(StrEnum):
    """A kind of file; the value is the name of the demuxer that ffmpeg is held to."""

    MOV = "mov"
    MATROSKA = "matroska"
    AVI = "avi"
    WAV = "wav"
    MP3 = "mp3"
    AAC = "aac"
    FLAC = "flac"
    OGG = "ogg"
    GIF = "gif"
    PNG = "png_pipe"
    JPEG = "jpeg_pipe"
    WEBP = "webp_pipe"

    @property
    def demuxer(self) -> str:
        """The name after ffmpeg's `-f` and `-format_whitelist`."""
        return self.value

    @property
    def label(self) -> str:
        """What the kind is called before a person: "Matroska or WebM"."""
        return _LABELS[self]


_LABELS = {
    Container.MOV: "MP4 or QuickTime",
    Container.MATROSKA: "Matroska or WebM",
    Container.AVI: "AVI",
    Container.WAV: "WAV",
    Container.MP3: "MP3",
    Container.AAC: "AAC",
    Container.FLAC: "FLAC",
    Container.OGG: "Ogg",
    Container.GIF: "GIF",
    Container.PNG: "PNG",
    Container.JPEG: "JPEG",
    Container.WEBP: "WebP",
}

_MAGIC = (
    (b"\x1a\x45\xdf\xa3", Container.MATROSKA),
    (b"fLaC", Container.FLAC),
    (b"OggS\0", Container.OGG),
    (b"GIF87a", Container.GIF),
    (b"GIF89a", Container.GIF),
    (b"\x89PNG\r\n\x1a\n", Container.PNG),
    (b"\xff\xd8\xff", Container.JPEG),
)
_RIFF = {  # form types; RF64 and BW64 are WAV beyond 4 GB (EBU Tech 3306, ITU-R BS.2088)
    b"AVI ": Container.AVI,
    b"AVI\x19": Container.AVI,
    b"WAVE": Container.WAV,
    b"WEBP": Container.WEBP,
}
_FIRST_BOXES = frozenset({b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
PICTURE_BRANDS = {
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"mif1": "HEIF",
    b"msf1": "HEIF",
    b"avif": "AVIF",
    b"avis": "AVIF",
}
"""Brands of ISO/IEC 23008-12 pictures: the same boxes as an MP4, but no film in them."""


def recognise(head: bytes) -> Container | None:
    """Return what a file is by its first `HEAD_BYTES`, None where it is nothing that is taken.

    Fewer bytes, down to none, are the whole of a shorter file.
    """
    for magic, container in _MAGIC:
        if head.startswith(magic):
            return container
    if head[:4] in {b"RIFF", b"RF64", b"BW64"}:
        return _RIFF.get(head[8:12])
    if _begins_with_box(head):
        return Container.MOV
    return _bare_audio(head)


def _begins_with_box(head: bytes) -> bool:
    kind = head[4:8]
    if kind not in _FIRST_BOXES or (kind == b"ftyp" and head[8:12] in PICTURE_BRANDS):
        return False
    length = int.from_bytes(head[:4], "big")
    return length >= 8 or length == 1 or (length == 0 and kind == b"mdat")


def _bare_audio(head: bytes) -> Container | None:
    if tag_bytes := id3_bytes(head):
        return _after_tag(head[tag_bytes:])
    if is_chain(head, adts_frame_bytes):
        return Container.AAC
    return Container.MP3 if is_chain(head, mpeg_frame_bytes) else None


def _after_tag(sound: bytes) -> Container:
    """Tell what an ID3 tag stands before; it is an MP3 unless the head shows otherwise."""
    if sound.startswith(b"fLaC"):
        return Container.FLAC
    return Container.MP3 if adts_frame_bytes(sound) is None else Container.AAC
