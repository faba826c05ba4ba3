"""The index of a large copy lies at its front without the media having been moved: boxes and packets of real files."""

from __future__ import annotations

import struct
from pathlib import Path

import msgspec
import pytest
from editing import run
from test_renders import begun, ended
from test_writeback import skip_unless_told, unwritten_bytes

from nemo_watch.studio import front
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.language.edits import Edit, Limit, Trim
from nemo_watch.studio.plan import Plan, Wish, plan
from nemo_watch.studio.probe import probe
from nemo_watch.studio.workshop import Workshop

NOISE = ("-f", "lavfi", "-i", "testsrc2=size=960x540:rate=25,noise=alls=100:allf=t,format=yuv420p")
TONE = ("-f", "lavfi", "-i", "sine=440:sample_rate=48000")
LARGE = ("-t", "2", "-c:v", "libx264", "-preset", "ultrafast", "-qp", "3", "-g", "10", "-c:a", "aac")

TRIES = 5


@pytest.fixture(scope="module")
def large(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a film that is just long enough for its index to be given room."""
    path = tmp_path_factory.mktemp("large") / "large.mov"
    run(ffmpeg, *NOISE, *TONE, *LARGE, str(path))
    assert path.stat().st_size > front.LEAST_BYTES
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def boxes(path: Path) -> list[tuple[str, int]]:
    """Return the boxes of a file, each with its bytes, but for the empty ones."""
    found, position, size = [], 0, path.stat().st_size
    with path.open("rb") as file:
        while position < size:
            file.seek(position)
            length, name = struct.unpack(">I4s", file.read(8))
            length = struct.unpack(">Q", file.read(8))[0] if length == 1 else length
            found.append((name.decode("latin-1"), length))
            position += length
    return [(name, length) for name, length in found if length > 8]


def packets(ffmpeg: Path, path: Path) -> dict[bytes, list[bytes]]:
    """Return the digests of the packets of each stream, in their order."""
    listed = run(ffmpeg, "-i", str(path), "-map", "0:v", "-map", "0:a", "-c", "copy", "-f", "framemd5", "-")
    lines = [line.split(b",") for line in listed.splitlines() if not line.startswith(b"#")]
    return {stream: [fields[5] for fields in lines if fields[0] == stream] for stream in (b"0", b"1")}


async def test_a_large_copy_begins_with_its_index(workshop: Workshop, ffmpeg: Path, large: Path, out: Path) -> None:
    render = await ended(await begun(workshop, large, "convert to mp4", out))
    assert render.status == "completed", render.message
    found = boxes(render.path)
    assert [name for name, _ in found] == ["ftyp", "moov", "free", "mdat"]
    assert sum(size for name, size in found if name in {"moov", "free"}) <= render.path.stat().st_size / 100
    assert packets(ffmpeg, render.path) == packets(ffmpeg, large)


async def test_a_large_copy_is_on_its_way_to_the_disk(
    workshop: Workshop, large: Path, out: Path, tmp_path: Path
) -> None:
    skip_unless_told(tmp_path)
    shares = []
    for number in range(TRIES):  # a busy machine may copy before its other threads come to anything
        render = await ended(await begun(workshop, large, "convert to mp4", out, render_id=f"r{number}"))
        with render.path.open("rb") as file:
            left = unwritten_bytes(file)
        assert left is not None
        shares.append(left / render.path.stat().st_size)
        if shares[-1] < 0.9:
            return
    pytest.fail(f"all of it waits in memory: {shares}")


async def test_a_small_copy_keeps_no_room(workshop: Workshop, ffmpeg: Path, out: Path, tmp_path: Path) -> None:
    small = tmp_path / "small.mov"
    run(ffmpeg, *TONE, *NOISE, "-t", "0.2", "-c:v", "libx264", "-c:a", "aac", str(small))
    render = await ended(await begun(workshop, small, "convert to mp4", out))
    assert [name for name, _ in boxes(render.path)] == ["ftyp", "moov", "mdat"]


async def test_an_index_that_is_larger_than_foretold_comes_to_the_front_too(
    workshop: Workshop, ffmpeg: Path, large: Path, out: Path, tmp_path: Path
) -> None:
    words = "A very long story. " * 5000
    wordy = tmp_path / "wordy.mkv"
    run(ffmpeg, "-i", str(large), "-map", "0", "-c", "copy", "-metadata", f"comment={words}", str(wordy))
    render = await ended(await begun(workshop, wordy, "convert to mp4", out))
    assert render.status == "completed", render.message
    assert [name for name, _ in boxes(render.path)] == ["ftyp", "moov", "mdat"]
    assert words.encode() in render.path.read_bytes()
    assert packets(ffmpeg, render.path) == packets(ffmpeg, wordy)
    assert [path.name for path in out.iterdir()] == [render.path.name]


SOURCES = {
    "25 pictures": (25, 1, 48_000),
    "60 pictures": (60, 1, 44_100),
    "two sounds": (30, 2, 48_000),
    "fine sounds": (10, 3, 96_000),
    "coarse sound": (30, 1, 16_000),
    "no sound": (24, 0, 0),
}


@pytest.mark.parametrize("kind", ["mov", "mkv", "mp4"])
@pytest.mark.parametrize("source", SOURCES)
async def test_room_is_enough_and_not_much_more(ffmpeg: Path, tmp_path: Path, source: str, kind: str) -> None:
    rate, sounds, sample_rate = SOURCES[source]
    heard = [option for _ in range(sounds) for option in ("-f", "lavfi", "-i", f"sine=sample_rate={sample_rate}")]
    maps = [option for number in range(sounds + 1) for option in ("-map", str(number))]
    film = tmp_path / f"film.{kind}"
    run(
        ffmpeg,
        *("-f", "lavfi", "-i", f"testsrc2=size=64x64:rate={rate}", *heard, *maps, "-t", "60"),
        *("-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-c:a", "aac", str(film)),
    )
    result = tmp_path / "result.mp4"
    run(ffmpeg, "-i", str(film), "-map", "0", "-c", "copy", "-movflags", "+faststart", str(result))
    needed = dict(boxes(result))["moov"]
    facts = msgspec.structs.replace(await probe(ffmpeg, film), size=10_000_000_000)
    room = front.index_bytes(planned(facts))
    assert room is not None
    assert needed <= room <= 65_536 + 3 * needed


def planned(facts: MediaFacts, *edits: Edit, made: str = "mp4") -> Plan:
    return plan(facts, Wish(edits=edits, format=made, quality="high"), compatible="wide", threads=2)


async def test_room_is_kept_only_where_that_is_a_gain(ffmpeg: Path, large: Path) -> None:
    facts = await probe(ffmpeg, large)
    replaced = msgspec.structs.replace
    assert front.index_bytes(planned(facts)) is not None
    assert front.index_bytes(planned(facts, made="mov")) is not None
    assert front.index_bytes(planned(facts, made="mkv")) is None
    assert front.index_bytes(planned(facts, Trim(start=1.0))) is None
    assert front.index_bytes(planned(facts, Limit(bytes=facts.size + 1))) is None
    assert front.index_bytes(planned(replaced(facts, duration=None))) is None
    assert front.index_bytes(planned(replaced(facts, duration=80_000.0))) is None
    assert front.index_bytes(planned(replaced(facts, size=front.LEAST_BYTES - 1))) is None
