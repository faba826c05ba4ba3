"""When films and pictures were taken, by what cameras and programs wrote into them."""

from __future__ import annotations

import os
import struct
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from assembling import exif, picture, with_exif
from editing import run
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.media.capture import capture_time
from nemo_watch.media.tiff import read_notes

TAKEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC).timestamp()
DATE, ORIGINAL, DIGITIZED, OFFSET, FRACTION = 0x0132, 0x9003, 0x9004, 0x9011, 0x9291


def film(ffmpeg: Path, path: Path, *options: str) -> Path:
    run(ffmpeg, "-f", "lavfi", "-i", "color=red:size=32x32:duration=0.2", *options, f"file:{path}")
    return path


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm"])
def test_film_says_when_it_was_taken(ffmpeg: Path, tmp_path: Path, name: str) -> None:
    stamp = ("-metadata", "creation_time=2024-05-06T09:08:09+0200")
    assert capture_time(film(ffmpeg, tmp_path / name, *stamp)) == TAKEN
    assert capture_time(film(ffmpeg, tmp_path / f"none.{name}")) is None


def test_film_whose_index_comes_last_or_in_fragments_says_it_too(ffmpeg: Path, tmp_path: Path) -> None:
    stamp = ("-metadata", "creation_time=2024-05-06T07:08:09Z")
    assert capture_time(film(ffmpeg, tmp_path / "a.mp4", *stamp, "-movflags", "frag_keyframe+empty_moov")) == TAKEN
    assert capture_time(film(ffmpeg, tmp_path / "b.mp4", *stamp, "-movflags", "+faststart")) == TAKEN


@pytest.mark.parametrize("since_1904", [0, 1, 1_000_000_000])
def test_clock_that_was_never_set_says_nothing(tmp_path: Path, since_1904: int) -> None:
    path = tmp_path / "a.mp4"
    mvhd = struct.pack(">I4sII", 108, b"mvhd", 0, since_1904) + bytes(92)
    path.write_bytes(struct.pack(">I4s", 16, b"ftyp") + b"isom\0\0\0\0" + struct.pack(">I4s", 116, b"moov") + mvhd)
    assert capture_time(path) is None


def test_index_of_64_bits_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    mvhd = struct.pack(">I4sBxxxQ", 120, b"mvhd", 1, int(TAKEN) + 2_082_844_800) + bytes(100)
    path.write_bytes(struct.pack(">I4s", 16, b"ftyp") + b"isom\0\0\0\0" + struct.pack(">I4s", 128, b"moov") + mvhd)
    assert capture_time(path) == TAKEN


@pytest.mark.parametrize("order", ["<", ">"])
def test_photo_says_when_it_was_taken_and_in_which_zone(ffmpeg: Path, tmp_path: Path, order: str) -> None:
    inner = {ORIGINAL: b"2024:05:06 09:08:09\0", OFFSET: b"+02:00\0", FRACTION: b"25\0"}
    block = exif({DATE: b"2025:01:01 00:00:00\0", 0x0112: 6}, inner, order=order)
    assert capture_time(with_exif(picture(ffmpeg, tmp_path / "a.jpg", "red"), block)) == TAKEN + 0.25


def test_photo_without_a_zone_is_read_by_the_clock_of_this_machine(ffmpeg: Path, tmp_path: Path) -> None:
    photo = with_exif(picture(ffmpeg, tmp_path / "a.jpg", "red"), exif({}, {DIGITIZED: b"2024:05:06 07:08:09\0"}))
    assert capture_time(photo) == time.mktime((2024, 5, 6, 7, 8, 9, 0, 0, -1))


@pytest.mark.parametrize(
    "stamp", [b"0000:00:00 00:00:00", b"    :  :     :  :  ", b"2024:13:40 07:08:09", b"", b"\xff" * 19]
)
def test_stamp_that_is_no_moment_says_nothing(ffmpeg: Path, tmp_path: Path, stamp: bytes) -> None:
    photo = with_exif(picture(ffmpeg, tmp_path / "a.jpg", "red"), exif({}, {ORIGINAL: stamp + b"\0"}))
    assert capture_time(photo) is None


def test_png_and_webp_carry_exif_as_well(ffmpeg: Path, tmp_path: Path) -> None:
    block = exif({}, {ORIGINAL: b"2024:05:06 07:08:09\0", OFFSET: b"+00:00\0"})
    png = picture(ffmpeg, tmp_path / "a.png", "red")
    chunk = b"eXIf" + block
    data = png.read_bytes()
    png.write_bytes(
        data[:-12] + struct.pack(">I", len(block)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[-12:]
    )
    webp = picture(ffmpeg, tmp_path / "a.webp", "red")
    body = webp.read_bytes()[8:] + b"EXIF" + struct.pack("<I", len(block)) + block + bytes(len(block) % 2)
    webp.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    assert (capture_time(png), capture_time(webp)) == (TAKEN, TAKEN)


def test_what_is_no_film_or_picture_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    for name in ("a.txt", "pipe", "link", "missing", "."):
        assert capture_time(tmp_path / name) is None


@given(st.binary(max_size=400))
def test_any_bytes_after_a_mark_of_exif_are_read_without_an_error(data: bytes) -> None:
    for mark in (b"II*\0", b"MM\0*"):
        assert 1 <= read_notes(mark + data).orientation <= 8


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.jpg"])
def test_file_that_is_cut_off_anywhere_is_read_without_an_error(ffmpeg: Path, tmp_path: Path, name: str) -> None:
    whole = tmp_path / name
    if name == "a.jpg":
        with_exif(picture(ffmpeg, whole, "red"), exif({}, {ORIGINAL: b"2024:05:06 07:08:09\0", OFFSET: b"+00:00\0"}))
    else:
        film(ffmpeg, whole, "-metadata", "creation_time=2024-05-06T07:08:09Z")
    data, cut = whole.read_bytes(), tmp_path / f"cut{name}"
    for length in range(0, min(len(data), 6000), 7):
        cut.write_bytes(data[:length])
        assert capture_time(cut) in {None, TAKEN}
    assert capture_time(whole) == TAKEN


def test_real_phone_film_says_when_it_was_taken(real_media: Path) -> None:
    assert (
        capture_time(real_media / "IMG_iphone_hdr_editlist.MOV")
        == datetime(2024, 1, 24, 14, 50, 14, tzinfo=UTC).timestamp()
    )
