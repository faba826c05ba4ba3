"""Does a file say that all of it is there? Files made by ffmpeg, cut and extended."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import imageio_ffmpeg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_watch.media.wholeness import Verdict, Wholeness, examine

VIDEO = ["-c:v", "libx264", "-c:a", "aac"]
SOUND = ["-map", "1"]
PICTURE = ["-map", "0", "-frames:v", "1"]

KNOW_THEIR_LENGTH = {
    "moov_last.mp4": VIDEO,
    "moov_first.mp4": [*VIDEO, "-movflags", "+faststart"],
    "a.mov": ["-c:v", "mjpeg", "-c:a", "pcm_s16le"],
    "a.m4a": [*SOUND, "-c:a", "aac"],
    "a.mkv": VIDEO,
    "a.webm": ["-c:v", "libvpx", "-c:a", "libopus"],
    "a.avi": ["-c:v", "mpeg4", "-c:a", "libmp3lame"],
    "a.wav": SOUND,
    "rf64.wav": [*SOUND, "-rf64", "always"],
    "a.mp3": [*SOUND, "-c:a", "libmp3lame"],
    "a.ogg": [*SOUND, "-c:a", "libvorbis"],
    "two_streams.ogv": ["-c:v", "libtheora", "-c:a", "libvorbis"],
    "a.png": PICTURE,
    "a.jpg": PICTURE,
    "a.webp": PICTURE,
}
KNOW_THEIR_END = {"a.gif": ["-map", "0"], "fragmented.mp4": [*VIDEO, "-movflags", "frag_keyframe+empty_moov"]}
DO_NOT_KNOW = {
    "a.flac": SOUND,
    "a.aac": [*SOUND, "-c:a", "aac", "-f", "adts"],
    "uncounted.mp3": [*SOUND, "-write_xing", "0"],
    "no_mfra.mp4": [*VIDEO, "-movflags", "frag_keyframe+empty_moov+skip_trailer"],
    "live.mkv": [*VIDEO, "-live", "1"],
}
STREAMED = {"streamed.avi": ["-f", "avi", "-c:v", "mpeg4"], "streamed.wav": ["-f", "wav", "-map", "1"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("made")
    for name, options in (KNOW_THEIR_LENGTH | KNOW_THEIR_END | DO_NOT_KNOW).items():
        run_ffmpeg([*options, str(folder / name)])
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return files | {name: run_ffmpeg([*options, "pipe:1"]) for name, options in STREAMED.items()}


def run_ffmpeg(arguments: list[str]) -> bytes:
    pictures = ["-f", "lavfi", "-i", "testsrc2=size=96x64:rate=10:duration=1"]
    sound = ["-f", "lavfi", "-i", "sine=duration=1"]
    program = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y"]
    done = subprocess.run([*program, *pictures, *sound, *arguments], check=True, capture_output=True)
    return done.stdout


def judged(content: bytes) -> Wholeness:
    return examine(io.BytesIO(content), len(content))


@pytest.mark.parametrize("name", KNOW_THEIR_LENGTH | KNOW_THEIR_END)
def test_finished_file_is_whole(made: dict[str, bytes], name: str) -> None:
    assert judged(made[name]).verdict is Verdict.WHOLE


@pytest.mark.parametrize("name", DO_NOT_KNOW | STREAMED)
def test_file_that_does_not_say_how_long_it_is_stays_unknown(made: dict[str, bytes], name: str) -> None:
    assert judged(made[name]).verdict is Verdict.UNKNOWN


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_file_cut_anywhere_is_never_whole(made: dict[str, bytes], data: st.DataObject) -> None:
    content = made[data.draw(st.sampled_from(sorted(KNOW_THEIR_LENGTH)))]
    length = data.draw(st.integers(0, len(content) - 1))
    assert judged(content[:length]).verdict is not Verdict.WHOLE


@pytest.mark.parametrize("name", KNOW_THEIR_LENGTH)
def test_file_without_its_last_bytes_is_never_whole(made: dict[str, bytes], name: str) -> None:
    for missing in range(1, 40):
        assert judged(made[name][:-missing]).verdict is not Verdict.WHOLE


@pytest.mark.parametrize("name", sorted(KNOW_THEIR_LENGTH.keys() - {"a.ogg", "two_streams.ogv"}))
def test_half_a_file_is_partial(made: dict[str, bytes], name: str) -> None:
    content = made[name]
    assert judged(content[: len(content) // 2]).verdict is Verdict.PARTIAL


@pytest.mark.parametrize("name", KNOW_THEIR_LENGTH | KNOW_THEIR_END | DO_NOT_KNOW)
def test_room_kept_for_a_copy_is_never_whole(made: dict[str, bytes], name: str) -> None:
    """Explorer sets the full length first and fills it from the beginning."""
    content = made[name]
    arrived = max(len(content) - 5000, 0)
    assert judged(content[:arrived] + bytes(len(content) - arrived)).verdict is not Verdict.WHOLE


@pytest.mark.parametrize("name", KNOW_THEIR_LENGTH | KNOW_THEIR_END)
def test_a_little_padding_is_tolerated(made: dict[str, bytes], name: str) -> None:
    assert judged(made[name] + bytes(7)).verdict is not Verdict.PARTIAL


@pytest.mark.parametrize("name", KNOW_THEIR_LENGTH)
def test_something_behind_the_end_does_not_make_a_file_partial(made: dict[str, bytes], name: str) -> None:
    assert judged(made[name] + b"Recorded with a camera").verdict is not Verdict.PARTIAL


@given(st.binary(max_size=2000))
def test_any_bytes_are_judged_without_an_error(content: bytes) -> None:
    assert judged(content).reason


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_file_with_damaged_bytes_is_judged_without_an_error(made: dict[str, bytes], data: st.DataObject) -> None:
    content = bytearray(made[data.draw(st.sampled_from(sorted(made)))])
    for position in data.draw(st.lists(st.integers(0, min(len(content), 4096) - 1), max_size=20)):
        content[position] = data.draw(st.integers(0, 255))
    assert judged(bytes(content)).reason


class CountedReads(io.BytesIO):
    """A file that counts what is asked of it."""

    reads = 0
    read_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.reads += 1
        self.read_bytes += len(data)
        return data


def boxes_without_end() -> bytes:
    return b"\0\0\0\x08ftyp\0\0\0\x08moov" + b"\0\0\0\x08moof\0\0\0\x08mdat" * 100_000


def riff_without_end() -> bytes:
    return (b"RIFF\x04\0\0\0AVI " + b"RIFF\x04\0\0\0AVIX" * 100_000)[:1_000_000]


@pytest.mark.parametrize(
    "content", [boxes_without_end(), riff_without_end(), b"OggS\0" * 300_000, b"\xff\xd8" + b"\xff" * 900_000]
)
def test_a_hostile_file_costs_a_bounded_number_of_reads(content: bytes) -> None:
    file = CountedReads(content)
    examine(file, len(content))
    assert file.reads <= 700
    assert file.read_bytes <= 300_000


def test_empty_file_says_so() -> None:
    assert judged(b"") == Wholeness(Verdict.PARTIAL, "it is empty")


def test_reserved_file_that_holds_nothing_yet_is_partial() -> None:
    assert judged(bytes(50_000)).reason == "there are only zeros so far"


def test_missing_index_is_called_by_its_name(made: dict[str, bytes]) -> None:
    content = made["moov_last.mp4"]
    assert judged(content[: content.rindex(b"moov") - 4]).reason == "the index (moov) is missing"


def test_what_has_arrived_of_how_much_is_told(made: dict[str, bytes]) -> None:
    content = made["a.mkv"]
    found = judged(content[: len(content) // 2])
    assert found.reason.endswith("have arrived")
    assert found.expected_bytes == len(content)


def test_few_missing_bytes_are_counted() -> None:
    content = b"\0\x98\x96\x80mdat" + bytes(9_999_900)
    assert judged(b"\0\0\0\x08moov" + content).reason == "the last 92 B of 10.0 MB are missing"


def test_text_is_unknown() -> None:
    assert judged(b"Three words only.").verdict is Verdict.UNKNOWN


def test_box_lengths_of_64_bits_are_read() -> None:
    movie = b"\0\0\0\x08moov"
    media = struct.pack(">I4sQ", 1, b"mdat", 16 + 100) + b"x" * 100
    assert judged(movie + media).verdict is Verdict.WHOLE
    assert judged(movie + media[:-1]).verdict is Verdict.PARTIAL


def test_media_box_that_runs_to_the_end_needs_an_index_before_it() -> None:
    media = b"\0\0\0\0mdat" + b"x" * 100
    assert judged(b"\0\0\0\x08moov" + media).verdict is Verdict.UNKNOWN
    assert judged(b"\0\0\0\x08ftyp" + media).verdict is Verdict.PARTIAL


def test_all_riff_chunks_of_a_long_avi_must_be_there() -> None:
    first = b"RIFF" + struct.pack("<I", 104) + b"AVI " + b"x" * 100
    second = b"RIFF" + struct.pack("<I", 204) + b"AVIX" + b"x" * 200
    assert judged(first + second).verdict is Verdict.WHOLE
    assert judged(first + second[:100]).verdict is Verdict.PARTIAL
    assert judged(first + second[:9]).verdict is Verdict.PARTIAL


def test_avi_whose_writer_counts_the_header_too_is_not_partial(made: dict[str, bytes]) -> None:
    content = made["a.avi"]
    assert judged(b"RIFF" + struct.pack("<I", len(content)) + content[8:]).verdict is Verdict.UNKNOWN


def test_thumbnail_in_a_cut_photo_is_not_taken_for_its_end(made: dict[str, bytes]) -> None:
    thumbnail = b"Exif\0\0" + made["a.jpg"]
    photo = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail + made["a.jpg"][2:]
    cut_behind_thumbnail = photo[: 6 + len(thumbnail)]
    assert judged(photo).verdict is Verdict.WHOLE
    assert judged(cut_behind_thumbnail).verdict is Verdict.PARTIAL


def test_photo_with_a_film_behind_it_is_not_partial(made: dict[str, bytes]) -> None:
    mark = b"http://ns.adobe.com/xap/1.0/\0<MotionPhoto>1"
    photo = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(mark) + 2) + mark + made["a.jpg"][2:]
    assert judged(photo + made["moov_last.mp4"] * 20).verdict is Verdict.UNKNOWN


BROKEN_IN_MANIFEST = {
    "derived_truncated_faststart.mp4",
    "derived_truncated_moov_last.mov",
    "fixture2.mkv",
    "zero_bytes.webm",
}


def real_files() -> Iterator[tuple[str, BinaryIO, int]]:
    folder = Path(os.environ["NEMO_WATCH_MEDIA"])
    for entry in json.loads((folder / "manifest.json").read_text())["files"]:
        with (folder / entry["name"]).open("rb") as file:
            yield entry["name"], file, entry["size"]


@pytest.mark.skipif("NEMO_WATCH_MEDIA" not in os.environ, reason="NEMO_WATCH_MEDIA names no folder of real files")
def test_of_real_files_exactly_the_broken_are_partial() -> None:
    partial = {name for name, file, size in real_files() if examine(file, size).verdict is Verdict.PARTIAL}
    assert partial == BROKEN_IN_MANIFEST
