"""What a file that is not taken looks like instead, so that a person learns why it was refused."""

from __future__ import annotations

from nemo_watch.media.containers import PICTURE_BRANDS
from nemo_watch.media.reading import only_zeros

_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file (WMV, WMA)"),
    (b"FLV\x01", "a Flash video"),
    (b".RMF", "a RealMedia file"),
    (b"\x00\x00\x01\xba", "an MPEG program stream (MPG, VOB)"),
    (b"\x00\x00\x01\xb3", "a bare MPEG video stream"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "an MXF file"),
    (b"#!AMR", "an AMR recording"),
    (b"FORM", "an AIFF file"),
    (b"8BPS", "a Photoshop picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF or camera raw picture"),
    (b"MM\0*", "a TIFF or camera raw picture"),
    (b"bplist00", "an Apple property list"),
    (b"SQLite format 3", "a database"),
)
_TEXTS = (  # beginnings of texts, in lower case
    ("#extm3u", "an HLS playlist"),
    ("ffconcat", "a list of files for ffmpeg"),
    ("v=0", "an SDP session description"),
    ("[playlist]", "a playlist"),
    ("[internetshortcut]", "a web link"),
    ("{\\rtf", "an RTF document"),
    ("#!", "a script"),
)
_MARKUP = (  # what markup is known by, wherever it stands in the head
    ("<mpd", "a DASH manifest"),
    ("<smoothstreamingmedia", "a Smooth Streaming manifest"),
    ("<svg", "an SVG drawing"),
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<plist", "an Apple property list"),
    ("<?xml", "an XML document"),
)
_TEXT_BYTES = b"\t\n\r\f\x1b" + bytes(range(0x20, 0x100))
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def describe_unknown(head: bytes) -> str:
    """Return what a file that `recognise` knows nothing of looks like: "an HLS playlist", "only zeros"."""
    if not head:
        return "an empty file"
    if only_zeros(head):
        return "only zeros"
    if head[4:8] == b"ftyp" and head[8:12] in PICTURE_BRANDS:
        return f"a {PICTURE_BRANDS[head[8:12]]} picture"
    for magic, title in _MAGIC:
        if head.startswith(magic):
            return title
    if _is_transport_stream(head):
        return "an MPEG transport stream (MPEG-TS)"
    return _describe_text(head) or "no kind of video, sound or picture that is known here"


def _is_transport_stream(head: bytes) -> bool:
    """Look for the sync byte of ISO/IEC 13818-1, in packets of 188 bytes or, on cameras and discs, 4 more."""
    return any(
        len(head) > first + 2 * packet and set(head[first : first + 3 * packet : packet]) == {0x47}
        for first, packet in ((0, 188), (4, 192))
    )


def _describe_text(head: bytes) -> str | None:
    if head.startswith(_UTF16_MARKS):
        return "a text"
    if head.translate(None, delete=_TEXT_BYTES):
        return None
    folded = head.decode(errors="replace").removeprefix("\ufeff").lstrip().lower()
    for beginning, title in _TEXTS:
        if folded.startswith(beginning):
            return title
    if folded.startswith("<"):
        return next((title for mark, title in _MARKUP if mark in folded), "a text")
    return "a text"
