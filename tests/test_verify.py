"""Is a result playable? Good files of every format pass, each kind of damage is refused with a sentence."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from nemo_watch.errors import FinalError
from nemo_watch.studio.verify import Expectation, tolerance, verify

GOOD = Expectation(duration=4.0, has_picture=True, has_sound=True)
FORMATS = {
    "a.mp4": ("-c", "copy", "-movflags", "+faststart"),
    "a.mov": ("-c", "copy"),
    "a.mkv": ("-c", "copy"),
    "a.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
    "fragments.mp4": ("-c", "copy", "-movflags", "frag_keyframe+empty_moov"),
}
SOUNDS = {
    "a.m4a": ("-vn", "-c:a", "copy"),
    "a.mp3": ("-vn", "-c:a", "libmp3lame"),
    "a.wav": ("-vn", "-c:a", "pcm_s16le"),
    "a.aac": ("-vn", "-c:a", "copy"),
}


@pytest.fixture(scope="module")
def clip(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds with a key frame each half second; the index stands first."""
    path = tmp_path_factory.mktemp("verify") / "clip.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=4")
    sound = ("-f", "lavfi", "-i", "sine=440:duration=4:sample_rate=48000")
    coded = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "12", "-c:a", "aac")
    run(ffmpeg, *picture, *sound, *coded, "-movflags", "+faststart", str(path))
    return path


def run(ffmpeg: Path, *arguments: str) -> None:
    subprocess.run([str(ffmpeg), "-nostdin", "-v", "error", "-y", *arguments], check=True, timeout=60)


def key_frames(content: bytes) -> list[int]:
    """Return where the key frames lie in a file whose first track is the picture: stss → stsc/stco → stsz."""

    def numbers(name: bytes, skip: int) -> list[int]:
        place = content.index(name)
        length = struct.unpack_from(">I", content, place - 4)[0]
        return list(struct.unpack_from(f">{(length - 8 - skip) // 4}I", content, place + 4 + skip))

    sizes, offsets, runs, keys = numbers(b"stsz", 12), numbers(b"stco", 8), numbers(b"stsc", 8), numbers(b"stss", 8)
    places: list[int] = []
    firsts, counts = runs[0::3], runs[1::3]
    for first, count, following in zip(firsts, counts, [*firsts[1:], len(offsets) + 1], strict=True):
        for chunk in range(first, following):
            place = offsets[chunk - 1]
            for _ in range(count):
                places.append(place)
                place += sizes[len(places) - 1]
    return [places[key - 1] for key in keys]


def zeroed(content: bytes, begin: int, length: int) -> bytes:
    return content[:begin] + b"\0" * length + content[begin + length :]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("name", FORMATS)
async def test_good_film_passes(ffmpeg: Path, clip: Path, tmp_path: Path, name: str, full: bool) -> None:
    path = tmp_path / name
    run(ffmpeg, "-i", str(clip), *FORMATS[name], str(path))
    await verify(ffmpeg, path, GOOD, full=full)


@pytest.mark.parametrize("name", SOUNDS)
async def test_good_sound_passes(ffmpeg: Path, clip: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    run(ffmpeg, "-i", str(clip), *SOUNDS[name], str(path))
    await verify(ffmpeg, path, Expectation(duration=4.0, has_sound=True))


async def test_gif_passes(ffmpeg: Path, clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    run(ffmpeg, "-i", str(clip), "-r", "5", str(path))
    await verify(ffmpeg, path, Expectation(has_picture=True, has_sound=False))


async def test_single_picture_passes(ffmpeg: Path, clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.mp4"
    run(ffmpeg, "-i", str(clip), "-frames:v", "1", "-an", "-c:v", "libx264", str(path))
    await verify(ffmpeg, path, Expectation(has_picture=True))


async def test_long_sound_passes(ffmpeg: Path, tmp_path: Path) -> None:
    path = tmp_path / "long.m4a"
    run(ffmpeg, "-f", "lavfi", "-i", "sine=duration=40", "-c:a", "aac", str(path))
    await verify(ffmpeg, path, Expectation(duration=40, has_sound=True))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("duration", [3.0, 5.0])
async def test_wrong_length_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path, name: str, duration: float) -> None:
    path = tmp_path / name
    run(ffmpeg, "-i", str(clip), *FORMATS[name], str(path))
    with pytest.raises(FinalError, match=r"lasts 4\.[01] s instead of [35]\.0 s"):
        await verify(ffmpeg, path, Expectation(duration=duration))


async def test_length_may_be_off_by_half_a_second(ffmpeg: Path, clip: Path) -> None:
    for duration in (3.6, 4.4):
        await verify(ffmpeg, clip, Expectation(duration=duration))
    assert (tolerance(10), tolerance(3600)) == (0.5, 36)


@pytest.mark.parametrize("name", FORMATS)
async def test_missing_sound_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    run(ffmpeg, "-i", str(clip), "-an", *FORMATS[name], str(path))
    await verify(ffmpeg, path, Expectation(duration=4.0, has_picture=True, has_sound=False))
    with pytest.raises(FinalError, match="no sound"):
        await verify(ffmpeg, path, GOOD)


@pytest.mark.parametrize("name", FORMATS)
async def test_missing_picture_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    run(ffmpeg, "-i", str(clip), "-vn", *FORMATS[name], str(path))
    with pytest.raises(FinalError, match="no picture"):
        await verify(ffmpeg, path, GOOD)


@pytest.mark.parametrize("name", [*FORMATS, *SOUNDS])
async def test_cut_off_result_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    run(ffmpeg, "-i", str(clip), *(FORMATS | SOUNDS)[name], str(path))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    with pytest.raises(FinalError, match="The result was made, but"):
        await verify(ffmpeg, path, Expectation(duration=4.0, has_sound=True))


@pytest.mark.parametrize("which", [0, 4, -1], ids=["first", "middle", "last"])
async def test_key_frame_of_zeros_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path, which: int) -> None:
    content = clip.read_bytes()
    path = tmp_path / "damaged.mp4"
    path.write_bytes(zeroed(content, key_frames(content)[which], 600))
    with pytest.raises(FinalError, match="does not play"):
        await verify(ffmpeg, path, GOOD)


async def test_media_of_zeros_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path) -> None:
    content = clip.read_bytes()
    media = content.index(b"mdat") + 4
    path = tmp_path / "zeros.mp4"
    path.write_bytes(zeroed(content, media, len(content) - media))
    with pytest.raises(FinalError, match="does not play"):
        await verify(ffmpeg, path, GOOD)


async def test_end_that_was_reserved_but_never_written_is_refused(ffmpeg: Path, clip: Path, tmp_path: Path) -> None:
    content = clip.read_bytes()
    path = tmp_path / "reserved.mp4"
    path.write_bytes(zeroed(content, len(content) - 30_000, 30_000))
    with pytest.raises(FinalError, match="does not play"):
        await verify(ffmpeg, path, GOOD)


async def test_full_look_finds_damage_anywhere(ffmpeg: Path, clip: Path, tmp_path: Path) -> None:
    content = clip.read_bytes()
    places = key_frames(content)
    between = (places[2] + places[3]) // 2  # no key frame, so that a quick look passes over it
    path = tmp_path / "inside.mp4"
    path.write_bytes(zeroed(content, between, 2000))
    with pytest.raises(FinalError, match="does not play"):
        await verify(ffmpeg, path, GOOD, full=True)


@pytest.mark.parametrize("number", [0, 1])
async def test_places_outside_the_file_are_refused(ffmpeg: Path, clip: Path, tmp_path: Path, number: int) -> None:
    content = bytearray(clip.read_bytes())
    place = -1
    for _ in range(number + 1):
        place = content.index(b"stco", place + 1)
    struct.pack_into(">I", content, place + 12, 0x7FFFFFFF)
    path = tmp_path / "offsets.mp4"
    path.write_bytes(bytes(content))
    with pytest.raises(FinalError, match="packets lie outside"):
        await verify(ffmpeg, path, GOOD)


@pytest.mark.parametrize("box", [b"mvhd", b"mdhd", b"stts", b"stsz", b"stsc", b"stco", b"stss", b"elst"])
async def test_damaged_table_is_refused_with_a_sentence(ffmpeg: Path, clip: Path, tmp_path: Path, box: bytes) -> None:
    content = bytearray(clip.read_bytes())
    struct.pack_into(">I", content, content.index(box) - 4, 8)
    path = tmp_path / "table.mp4"
    path.write_bytes(bytes(content))
    with pytest.raises(FinalError, match="does not play"):
        await verify(ffmpeg, path, GOOD)


@pytest.mark.parametrize("content", [b"", b"<html>no film</html>", b"\0" * 5000])
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mp3"])
async def test_what_is_no_media_is_refused(ffmpeg: Path, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FinalError, match="The result was made, but"):
        await verify(ffmpeg, path, Expectation())


async def test_name_that_looks_like_an_option_is_a_plain_name(ffmpeg: Path, clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "-y %03d concat:x.mp4"
    path.write_bytes(clip.read_bytes())
    await verify(ffmpeg, path, GOOD)
