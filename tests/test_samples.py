"""Walking the sample tables of MP4 and MOV: what they say of a film, and each way in which they can be broken."""

from __future__ import annotations

import random
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from nemo_watch.studio.samples import TableError, TrackTable, is_walkable, length_seconds, walk

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def clip(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """50 frames, a key frame every 10, B-frames, and a tone of 2 seconds; the index stands first."""
    path = tmp_path_factory.mktemp("samples") / "clip.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=2")
    sound = ("-f", "lavfi", "-i", "sine=440:duration=2:sample_rate=48000")
    coded = ("-c:v", "libx264", "-preset", "veryfast", "-g", "10", "-bf", "2", "-sc_threshold", "0", "-c:a", "aac")
    run(ffmpeg, *picture, *sound, *coded, "-movflags", "+faststart", str(path))
    return path.read_bytes()


def run(ffmpeg: Path, *arguments: str) -> bytes:
    program = [str(ffmpeg), "-nostdin", "-v", "error", "-y"]
    return subprocess.run([*program, *arguments], check=True, capture_output=True, timeout=60).stdout


def packets(ffmpeg: Path, path: Path, stream: str) -> int:
    """Count packets by copying them out of the file: one line of framecrc each."""
    listed = run(ffmpeg, "-ignore_editlist", "1", "-i", str(path), "-map", stream, "-c", "copy", "-f", "framecrc", "-")
    return sum(1 for line in listed.splitlines() if line and not line.startswith(b"#"))


def find(content: bytes, name: bytes, number: int = 0) -> int:
    """Return where the body of the `number`-th box called `name` begins."""
    place = -1
    for _ in range(number + 1):
        place = content.index(name, place + 1)
    return place + 4


def written(tmp_path: Path, content: bytes, name: str = "damaged.mp4") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def track(tracks: tuple[TrackTable, ...], kind: str) -> TrackTable:
    return next(table for table in tracks if table.kind == kind)


def test_packets_are_counted_as_ffmpeg_counts_them(ffmpeg: Path, clip: bytes, tmp_path: Path) -> None:
    path = written(tmp_path, clip)
    tracks = walk(path)
    assert {table.kind for table in tracks} == {"vide", "soun"}
    assert track(tracks, "vide").samples == 50 == packets(ffmpeg, path, "0:v")
    assert track(tracks, "soun").samples == packets(ffmpeg, path, "0:a")


def test_key_frames_stand_where_the_encoder_put_them(clip: bytes, tmp_path: Path) -> None:
    keys = track(walk(written(tmp_path, clip)), "vide").key_times
    assert keys == pytest.approx((0, 0.4, 0.8, 1.2, 1.6))


def test_length_is_that_of_the_film(clip: bytes, tmp_path: Path) -> None:
    tracks = walk(written(tmp_path, clip))
    assert track(tracks, "vide").end == pytest.approx(2.0, abs=0.01)
    assert track(tracks, "soun").end == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("last.mp4", (*X264, "-c:a", "aac")),
        ("plain.mov", ("-c:v", "mjpeg", "-c:a", "pcm_s16le")),
        ("prores.mov", ("-c:v", "prores", "-c:a", "pcm_s24le")),
        ("hevc.mp4", ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-c:a", "ac3")),
        ("sound.m4a", ("-vn", "-c:a", "aac")),
        ("alac.m4a", ("-vn", "-c:a", "alac")),
        ("silent.mp4", ("-an", *X264)),
    ],
)
def test_files_of_every_kind_are_walked(ffmpeg: Path, tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    path = tmp_path / name
    picture = ("-f", "lavfi", "-i", "testsrc2=size=96x64:rate=30:duration=1")
    run(ffmpeg, *picture, "-f", "lavfi", "-i", "sine=duration=1", *options, str(path))
    for table in walk(path):
        letter = {"vide": "v", "soun": "a"}[table.kind]
        if "pcm" not in " ".join(options) or letter == "v":  # a packet of PCM is one sample, ffmpeg reads many at once
            assert table.samples == packets(ffmpeg, path, f"0:{letter}")
        assert table.end == pytest.approx(1.0, abs=0.05)


def test_picture_that_begins_late_has_its_start(ffmpeg: Path, tmp_path: Path) -> None:
    path = tmp_path / "late.mp4"
    late = ("-itsoffset", "0.4", "-f", "lavfi", "-i", "testsrc2=size=96x64:rate=25:duration=1")
    run(ffmpeg, *late, "-f", "lavfi", "-i", "sine=duration=2", *X264, "-c:a", "aac", str(path))
    tracks = walk(path)
    assert track(tracks, "vide").start == pytest.approx(0.4, abs=0.01)
    assert track(tracks, "vide").end == pytest.approx(1.4, abs=0.01)
    assert track(tracks, "soun").start == pytest.approx(0, abs=0.001)


def test_what_an_edit_list_hides_does_not_count(ffmpeg: Path, clip: bytes, tmp_path: Path) -> None:
    source, cut = written(tmp_path, clip), tmp_path / "cut.mp4"
    # a copy from 0.6 s on begins at the key frame of 0.4 s, and an edit list hides what comes before
    run(ffmpeg, "-ss", "0.6", "-i", str(source), "-c", "copy", str(cut))
    picture = track(walk(cut), "vide")
    assert picture.samples == packets(ffmpeg, cut, "0:v") == 40
    assert picture.end == pytest.approx(1.4, abs=0.06)


def test_stamps_that_vary_are_summed(ffmpeg: Path, tmp_path: Path) -> None:
    path = tmp_path / "varies.mp4"
    # every third frame of 30 is left out
    picture = ("-f", "lavfi", "-i", "testsrc2=size=96x64:rate=30:duration=1", "-vf", "select=mod(n\\,3)")
    run(ffmpeg, *picture, "-fps_mode", "vfr", *X264, str(path))
    (table,) = walk(path)
    assert table.samples == 20
    assert table.end == pytest.approx(1.0, abs=0.04)


def test_fragments_are_left_to_a_decoder(ffmpeg: Path, clip: bytes, tmp_path: Path) -> None:
    path = tmp_path / "fragments.mp4"
    source = written(tmp_path, clip)
    run(ffmpeg, "-i", str(source), "-c", "copy", "-movflags", "frag_keyframe+empty_moov", str(path))
    assert walk(path) == ()


def test_offsets_of_64_bits_are_read(clip: bytes, tmp_path: Path) -> None:
    tracks = walk(written(tmp_path, clip))
    assert walk(written(tmp_path, with_co64(clip))) == tracks


def with_co64(clip: bytes) -> bytes:
    """Return the same film with co64 tables in place of stco."""
    grown = sum(4 * struct.unpack_from(">I", clip, find(clip, b"stco", number) + 4)[0] for number in (0, 1))

    def rebuilt(content: bytes) -> bytes:
        result, position = b"", 0
        while position < len(content):
            length, name = struct.unpack_from(">I4s", content, position)
            body = content[position + 8 : position + length]
            position += length
            if name in {b"moov", b"trak", b"mdia", b"minf", b"stbl"}:
                body = rebuilt(body)
            elif name == b"stco":
                offsets = struct.unpack(f">{(len(body) - 8) // 4}I", body[8:])
                name, body = b"co64", body[:8] + struct.pack(f">{len(offsets)}Q", *(o + grown for o in offsets))
            result += struct.pack(">I4s", len(body) + 8, name) + body
        return result

    return rebuilt(clip)


def test_only_mp4_and_its_kin_are_walked() -> None:
    assert [is_walkable(Path(f"a.{end}")) for end in ("mp4", "mov", "m4a", "mkv", "webm", "gif", "mp3", "wav")] == [
        *([True] * 3),
        *([False] * 5),
    ]
    assert length_seconds(Path("/nowhere/a.mkv")) is None


# Damage


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_cut_off_file_is_refused(clip: bytes, tmp_path: Path, share: float) -> None:
    path = written(tmp_path, clip[: int(len(clip) * share)])
    with pytest.raises(TableError, match=r"beyond its end|no index"):
        walk(path)
    assert length_seconds(path) is None


@pytest.mark.parametrize("offset", [0, 8, 0xFFFFFF00])
@pytest.mark.parametrize("number", [0, 1])
def test_packets_outside_the_media_are_refused(clip: bytes, tmp_path: Path, offset: int, number: int) -> None:
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, b"stco", number) + 8, offset)
    with pytest.raises(TableError, match="outside the file"):
        walk(written(tmp_path, bytes(content)))


def test_packet_that_grew_beyond_the_media_is_refused(clip: bytes, tmp_path: Path) -> None:
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, b"stsz") + 12, 2**31)
    with pytest.raises(TableError, match="outside the file"):
        walk(written(tmp_path, bytes(content)))


def test_empty_packet_is_refused(clip: bytes, tmp_path: Path) -> None:
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, b"stsz") + 12 + 4 * 20, 0)
    with pytest.raises(TableError, match="empty"):
        walk(written(tmp_path, bytes(content)))


def test_missing_packets_are_noticed(clip: bytes, tmp_path: Path) -> None:
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, b"stsz") + 8, 49)
    with pytest.raises(TableError, match="differ in number"):
        walk(written(tmp_path, bytes(content)))


def test_time_that_stands_still_is_refused(clip: bytes, tmp_path: Path) -> None:
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, b"stts") + 12, 0)
    with pytest.raises(TableError, match="time stands still"):
        walk(written(tmp_path, bytes(content)))


def test_key_frame_behind_the_end_is_refused(clip: bytes, tmp_path: Path) -> None:
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, b"stss") + 8 + 4 * 4, 51)
    with pytest.raises(TableError, match="behind the end"):
        walk(written(tmp_path, bytes(content)))


def test_file_without_media_is_refused(clip: bytes, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no media"):
        walk(written(tmp_path, clip[: clip.index(b"mdat") - 4]))


@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"not a film at all, only words", b"\0\0\0\x08ftyp"])
def test_what_is_no_film_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(TableError):
        walk(written(tmp_path, content))


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_in_the_index_never_crash(clip: bytes, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    start, end = find(clip, b"moov"), clip.index(b"mdat") - 4
    content = bytearray(clip)
    for _ in range(chance.randint(1, 6)):
        content[chance.randrange(start, end)] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
    path = written(tmp_path, bytes(content))
    try:
        tracks: Any = walk(path)
    except TableError:
        tracks = ()
    assert isinstance(tracks, tuple)
    length_seconds(path)  # never raises, whatever the damage


@pytest.mark.parametrize("box", [b"mvhd", b"mdhd", b"hdlr", b"stts", b"stsz", b"stsc", b"stco", b"stss", b"elst"])
def test_table_cut_short_never_crashes_the_length(clip: bytes, tmp_path: Path, box: bytes) -> None:
    # the box keeps its place, but says that it is empty: what is left of it is taken for a box of its own
    content = bytearray(clip)
    struct.pack_into(">I", content, find(clip, box) - 8, 8)
    path = written(tmp_path, bytes(content))
    with pytest.raises(TableError):
        walk(path)
    told, whole = length_seconds(path), length_seconds(written(tmp_path, clip))
    assert told is None or told == pytest.approx(whole, abs=0.1)
