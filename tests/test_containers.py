"""What a file is, by its own bytes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import zipfile
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.media.strangers import describe_unknown

MADE = {  # file name: (what it is, ffmpeg's output options)
    "a.mp4": (Container.MOV, ["-c:v", "libx264", "-c:a", "aac"]),
    "a.mov": (Container.MOV, ["-c:v", "mjpeg", "-c:a", "pcm_s16le"]),
    "a.m4a": (Container.MOV, ["-map", "1", "-c:a", "aac"]),
    "a.3gp": (Container.MOV, ["-c:v", "mpeg4", "-c:a", "aac"]),
    "a.mkv": (Container.MATROSKA, ["-c:v", "libx264", "-c:a", "aac"]),
    "a.webm": (Container.MATROSKA, ["-c:v", "libvpx", "-c:a", "libopus"]),
    "a.avi": (Container.AVI, ["-c:v", "mpeg4", "-c:a", "libmp3lame"]),
    "a.wav": (Container.WAV, ["-map", "1"]),
    "rf64.wav": (Container.WAV, ["-map", "1", "-rf64", "always"]),
    "a.mp3": (Container.MP3, ["-map", "1", "-c:a", "libmp3lame"]),
    "untagged.mp3": (Container.MP3, ["-map", "1", "-id3v2_version", "0", "-b:a", "320k"]),
    "half_rate.mp3": (Container.MP3, ["-map", "1", "-id3v2_version", "0", "-ar", "22050"]),
    "a.aac": (Container.AAC, ["-map", "1", "-c:a", "aac", "-f", "adts"]),
    "tagged.aac": (Container.AAC, ["-map", "1", "-c:a", "aac", "-f", "adts", "-write_id3v2", "1"]),
    "a.flac": (Container.FLAC, ["-map", "1"]),
    "a.ogg": (Container.OGG, ["-map", "1", "-c:a", "libvorbis"]),
    "a.gif": (Container.GIF, ["-map", "0"]),
    "a.png": (Container.PNG, ["-map", "0", "-frames:v", "1"]),
    "a.jpg": (Container.JPEG, ["-map", "0", "-frames:v", "1"]),
    "a.webp": (Container.WEBP, ["-map", "0", "-frames:v", "1"]),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    for name, (_, options) in MADE.items():
        make(folder / name, options)
    return folder


def make(path: Path, options: list[str]) -> None:
    pictures = ["-f", "lavfi", "-i", "testsrc2=size=96x64:rate=10:duration=1"]
    sound = ["-f", "lavfi", "-i", "sine=duration=1"]
    program = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y"]
    subprocess.run([*program, *pictures, *sound, *options, str(path)], check=True)


def head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


@pytest.mark.parametrize("name", MADE)
def test_every_kind_that_is_taken_is_recognised(made: Path, name: str) -> None:
    assert recognise(head_of(made / name)) is MADE[name][0]


def test_a_name_does_not_matter(made: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "film.avi"
    renamed.write_bytes((made / "a.webm").read_bytes())
    assert recognise(head_of(renamed)) is Container.MATROSKA


@pytest.mark.parametrize("kind", [b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"])
def test_quicktime_older_than_ftyp_is_recognised(kind: bytes) -> None:
    assert recognise(b"\0\0\0\x08" + kind + bytes(100)) is Container.MOV


def test_box_that_could_not_hold_its_own_header_is_no_quicktime() -> None:
    assert recognise(b"\0\0\0\x04moov" + bytes(100)) is None


def test_mp3_behind_a_large_cover_is_recognised() -> None:
    tag = b"ID3\x04\x00\x00" + bytes([0, 0x7F, 0x7F, 0x7F])
    assert recognise(tag + os.urandom(HEAD_BYTES - len(tag))) is Container.MP3


def test_one_frame_sync_alone_is_no_sound() -> None:
    frame_sync = b"\xff\xfb\x90\x00"
    assert recognise(frame_sync + b"words and words " * 200) is None


def test_random_bytes_are_no_sound() -> None:
    source = random.Random(7)
    for _ in range(3000):
        assert recognise(b"\xff" + source.randbytes(2000)) not in {Container.MP3, Container.AAC}


@given(st.binary(max_size=300))
def test_any_bytes_are_recognised_or_described_without_an_error(head: bytes) -> None:
    if recognise(head) is None:
        assert describe_unknown(head)


@given(st.sampled_from(sorted(MADE)), st.integers(0, HEAD_BYTES))
def test_a_cut_head_is_recognised_as_the_same_or_as_nothing(made: Path, name: str, length: int) -> None:
    expected = MADE[name][0]
    tagged_sound = {Container.MP3} if name == "tagged.aac" else set()
    assert recognise(head_of(made / name)[:length]) in {None, expected} | tagged_sound


def test_every_kind_has_a_demuxer_of_its_own_and_a_label() -> None:
    assert len({container.demuxer for container in Container}) == len(Container)
    assert all(container.label for container in Container)


@pytest.mark.parametrize("container", Container)
def test_ffmpeg_knows_the_demuxer(container: Container) -> None:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    answer = subprocess.run(
        [program, "-hide_banner", "-h", f"demuxer={container.demuxer}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.startswith("Demuxer ")


STRANGERS = [
    (b"", "an empty file"),
    (bytes(4096), "only zeros"),
    (b"#EXTM3U\n#EXT-X-VERSION:3\n/etc/passwd\n", "an HLS playlist"),
    (b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', "a DASH manifest"),
    (b'<svg xmlns="http://www.w3.org/2000/svg">', "an SVG drawing"),
    (b"\n<!DOCTYPE html><html><body>not found", "a web page"),
    (b"ffconcat version 1.0\nfile x.mp4\n", "a list of files for ffmpeg"),
    (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", "an SDP session description"),
    ("Ein kurzer Text über nichts.".encode(), "a text"),
    ("Ein kurzer Text über nichts.".encode("latin-1"), "a text"),
    ("A text of Notepad's".encode("utf-16"), "a text"),
    (b"%PDF-1.7\n", "a PDF document"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file (WMV, WMA)"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC picture"),
    (b"G" + bytes(187) + b"G" + bytes(187) + b"G" + bytes(187), "an MPEG transport stream (MPEG-TS)"),
    (b"\x80\x01\x02\x03" * 50, "no kind of video, sound or picture that is known here"),
]


@pytest.mark.parametrize(("head", "title"), STRANGERS)
def test_what_is_not_taken_is_called_by_its_name(head: bytes, title: str) -> None:
    assert recognise(head) is None
    assert describe_unknown(head) == title


def test_archive_and_transport_stream_as_made_by_programs_are_called_by_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("film.mp4", b"x" * 1000)
    make(tmp_path / "a.ts", ["-c:v", "mpeg2video", "-c:a", "mp2"])
    make(tmp_path / "a.m2ts", ["-c:v", "mpeg2video", "-c:a", "mp2", "-mpegts_m2ts_mode", "1"])
    assert describe_unknown(head_of(tmp_path / "a.zip")) == "a ZIP archive or an office document"
    for name in ("a.ts", "a.m2ts"):
        assert recognise(head_of(tmp_path / name)) is None
        assert describe_unknown(head_of(tmp_path / name)) == "an MPEG transport stream (MPEG-TS)"


KINDS_IN_MANIFEST = {
    "avi": {Container.AVI},
    "mov": {Container.MOV},
    "mp4": {Container.MOV},
    "mkv": {Container.MATROSKA},
    "webm": {Container.MATROSKA},
    "audio": {Container.MP3},
    "image": {Container.JPEG, Container.GIF},
}


@pytest.mark.skipif("NEMO_WATCH_MEDIA" not in os.environ, reason="NEMO_WATCH_MEDIA names no folder of real files")
def test_real_files_are_recognised() -> None:
    folder = Path(os.environ["NEMO_WATCH_MEDIA"])
    files = json.loads((folder / "manifest.json").read_text())["files"]
    known = {file["name"]: KINDS_IN_MANIFEST[file["kind"]] for file in files if file["kind"] in KINDS_IN_MANIFEST}
    assert known
    for name, kinds in known.items():
        assert recognise(head_of(folder / name)) in kinds, name
