"""Pictures that are shown one after the other: in their order, for their time, upright, moving without a tremble."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from assembling import (
    QUARTERS,
    STRANGE_NAME,
    exif,
    looked_at,
    picture,
    quarters,
    shown_from,
    with_exif,
)
from editing import COLOURS, Shown, run, shown

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.facts import MediaFacts, VideoStream
from nemo_watch.studio.joining.motion import RATE, motion_for
from nemo_watch.studio.joining.show import shown as planned
from nemo_watch.studio.probe import probe

NAMES = ("red", "green", "blue", "yellow")


def pictures(ffmpeg: Path, folder: Path, count: int = 4, *, ending: str = "png") -> list[Path]:
    return [picture(ffmpeg, folder / f"{number}.{ending}", NAMES[number % 4]) for number in range(count)]


def names(seen: Shown) -> list[str]:
    return [seen.name(number) for number in range(len(seen.pictures))]


async def test_pictures_come_in_their_order_each_for_its_time(ffmpeg: Path, tmp_path: Path) -> None:
    film = await shown_from(ffmpeg, pictures(ffmpeg, tmp_path), tmp_path / "work", seconds=0.7, transition="none")
    assert names(shown(ffmpeg, film.path)) == [name for name in NAMES for _ in range(21)]
    assert film.plan.duration == pytest.approx(2.8)


async def test_pictures_fade_into_each_other_and_take_no_time_for_it(ffmpeg: Path, tmp_path: Path) -> None:
    film = await shown_from(ffmpeg, pictures(ffmpeg, tmp_path), tmp_path / "work", seconds=1.5)
    seen = shown(ffmpeg, film.path)
    assert len(seen.pictures) == 4 * 45
    for number, (before, after) in enumerate(pairwise(NAMES), 1):
        middle = number * 45
        assert (seen.name(middle - 8), seen.name(middle + 8)) == (before, after)
        mixed = [sum(pair) / 2 for pair in zip(COLOURS[before], COLOURS[after], strict=True)]
        assert seen.pixel(middle, 0.5, 0.5) == pytest.approx(mixed, abs=25)
        shares = [share_of(seen.pixel(at, 0.5, 0.5), before, after) for at in range(middle - 9, middle + 10)]
        assert shares == sorted(shares)
        assert shares[0] == pytest.approx(0, abs=0.1)
        assert shares[-1] == pytest.approx(1, abs=0.1)
    assert {seen.name(at) for at in (0, 15, 36)} == {"red"}


def share_of(pixel: tuple[int, int, int], before: str, after: str) -> float:
    """Return how far a colour is on the way from one to another, by what differs most."""
    differing = max(range(3), key=lambda side: abs(COLOURS[before][side] - COLOURS[after][side]))
    low, high = COLOURS[before][differing], COLOURS[after][differing]
    return round((pixel[differing] - low) / (high - low), 1)


@pytest.mark.parametrize(("seconds", "count", "total"), [(0.2, 7, 42), (1 / 3, 3, 30), (2.5, 1, 75), (0.25, 5, 38)])
async def test_length_is_that_of_all_pictures_together(
    ffmpeg: Path, tmp_path: Path, seconds: float, count: int, total: int
) -> None:
    film = await shown_from(ffmpeg, pictures(ffmpeg, tmp_path, count), tmp_path / "work", seconds=seconds)
    assert film.plan.pictures == total
    assert len(shown(ffmpeg, film.path).pictures) == total


async def test_what_is_foreseen_of_a_film_is_what_it_is(ffmpeg: Path, tmp_path: Path) -> None:
    film = await shown_from(ffmpeg, pictures(ffmpeg, tmp_path, 2), tmp_path / "work", size=(321, 181))
    made, foreseen = await probe(ffmpeg, film.path), film.plan.facts
    assert made.audio == ()
    assert made.duration == foreseen.duration == 2.0
    before, after = foreseen.video[0], made.video[0]
    for field in before.__struct_fields__:
        if field not in {"bit_rate", "setup"}:
            assert getattr(after, field) == getattr(before, field), field


UNDONE = {
    1: "null", 2: "hflip", 3: "transpose=clock,transpose=clock", 4: "hflip,transpose=clock,transpose=clock",
    5: "transpose=cclock_flip", 6: "transpose=cclock", 7: "transpose=clock_flip", 8: "transpose=clock",
}  # fmt: skip
"""How a picture lies in a file that is to be turned as EXIF's number says: that undone."""


@pytest.mark.parametrize("orientation", UNDONE)
async def test_photo_stands_as_its_camera_was_held(ffmpeg: Path, tmp_path: Path, orientation: int) -> None:
    path = quarters(ffmpeg, tmp_path / "a.jpg", size=(160, 90), filters=UNDONE[orientation])
    facts = await probe(ffmpeg, with_exif(path, exif({0x0112: orientation})))
    assert facts.video[0].display_size == (160, 90)
    film = await shown_from(ffmpeg, [path], tmp_path / "work", seconds=0.2)
    assert corners(shown(ffmpeg, film.path)) == QUARTERS


def corners(seen: Shown) -> tuple[str, ...]:
    return tuple(seen.name(0, x, y) for y in (0.25, 0.75) for x in (0.25, 0.75))


async def test_png_and_webp_are_turned_as_well(ffmpeg: Path, tmp_path: Path) -> None:
    block = exif({0x0112: 8})
    png, webp = (quarters(ffmpeg, tmp_path / name, size=(160, 90), filters=UNDONE[8]) for name in ("a.png", "a.webp"))
    chunk, data = b"eXIf" + block, png.read_bytes()
    png.write_bytes(
        data[:33] + struct.pack(">I", len(block)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    )
    inner = webp.read_bytes()[12:]
    flags = struct.pack("<4sIB3x", b"VP8X", 10, 0x08) + (89).to_bytes(3, "little") + (159).to_bytes(3, "little")
    body = b"WEBP" + flags + inner + b"EXIF" + struct.pack("<I", len(block)) + block + bytes(len(block) % 2)
    webp.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    film = await shown_from(ffmpeg, [png, webp], tmp_path / "work", seconds=0.2, transition="none")
    seen = shown(ffmpeg, film.path)
    assert corners(seen) == corners(Shown(seen.size, seen.pictures[6:])) == QUARTERS


async def test_real_photo_of_a_phone_stands_upright(ffmpeg: Path, real_media: Path, tmp_path: Path) -> None:
    photo = real_media / "portrait_8.jpg"
    assert (await probe(ffmpeg, photo)).video[0].display_size == (450, 600)
    film = await shown_from(ffmpeg, [photo], tmp_path / "work", seconds=0.2, size=(120, 160))
    sky, meadow = (shown(ffmpeg, film.path).pixel(0, *place) for place in ((0.6, 0.06), (0.3, 0.9)))
    assert min(sky) > 180 > 150 > max(meadow)


async def test_every_kind_of_picture_can_be_shown(ffmpeg: Path, tmp_path: Path) -> None:
    endings = ("png", "jpg", "webp", "gif")
    paths = [picture(ffmpeg, tmp_path / f"{name}.{ending}", name) for name, ending in zip(NAMES, endings, strict=True)]
    paths.append(picture(ffmpeg, tmp_path / "dot.png", "red", size="1x1"))
    paths.append(picture(ffmpeg, tmp_path / "line.png", "blue", size="4000x1"))
    film = await shown_from(ffmpeg, paths, tmp_path / "work", seconds=0.2, transition="none")
    seen = shown(ffmpeg, film.path)
    assert [seen.name(number * 6 + 3) for number in range(6)] == [*NAMES, "red", "blue"]


async def test_moving_picture_is_shown_by_its_first(ffmpeg: Path, tmp_path: Path) -> None:
    colours = (
        "color=0xdc1414:size=160x90:rate=5:duration=0.2[a];color=0x1414dc:size=160x90:rate=5:duration=2[b];[a][b]concat"
    )
    run(ffmpeg, "-f", "lavfi", "-i", colours, f"file:{tmp_path}/a.gif")
    film = await shown_from(ffmpeg, [tmp_path / "a.gif"], tmp_path / "work", seconds=1)
    assert set(names(shown(ffmpeg, film.path))) == {"red"}


@pytest.mark.parametrize("lossless", ["0", "1"])
async def test_webp_that_moves_is_shown_by_its_first_picture(ffmpeg: Path, tmp_path: Path, lossless: str) -> None:
    colours = "color=0xdc1414:size=160x90:rate=5:duration=0.4[a];color=0x1414dc:size=160x90:rate=5[b];[a][b]concat"
    seen_through = f"{colours},format=yuva420p" if lossless == "0" else colours
    run(ffmpeg, "-f", "lavfi", "-i", seen_through, "-frames:v", "5", "-c:v", "libwebp_anim", "-lossless", lossless,
        f"file:{tmp_path}/a.webp")  # fmt: skip
    film = await shown_from(ffmpeg, [tmp_path / "a.webp"], tmp_path / "work", seconds=0.2)
    assert set(names(shown(ffmpeg, film.path))) == {"red"}


@pytest.mark.parametrize(("drawn", "ground"), [("0x101040", "light"), ("0xfafafa", "dark")])
async def test_picture_that_is_seen_through_stands_out(ffmpeg: Path, tmp_path: Path, drawn: str, ground: str) -> None:
    path = tmp_path / "a.png"
    box = f"drawbox=x=60:y=60:w=40:h=40:color={drawn}@1:t=fill:replace=1"
    run(
        ffmpeg,
        "-f",
        "lavfi",
        "-i",
        "color=0xff00ff@0.0:size=160x160,format=rgba",
        "-vf",
        box,
        "-frames:v",
        "1",
        f"file:{path}",
    )
    film = await shown_from(ffmpeg, [path], tmp_path / "work", seconds=0.2)
    seen = shown(ffmpeg, film.path)
    behind = {seen.pixel(0, x, y) for x, y in ((0.02, 0.5), (0.35, 0.5), (0.5, 0.05), (0.98, 0.98))}
    assert all(min(pixel) > 220 for pixel in behind) if ground == "light" else all(max(pixel) < 50 for pixel in behind)
    inside = seen.pixel(0, 0.5, 0.5)
    assert inside == pytest.approx((16, 16, 64) if ground == "light" else (250, 250, 250), abs=12)


async def test_portrait_is_shown_whole_on_a_blurred_copy_of_itself(ffmpeg: Path, tmp_path: Path) -> None:
    path = quarters(ffmpeg, tmp_path / "a.png", size=(60, 80))
    film = await shown_from(ffmpeg, [path, path], tmp_path / "work", seconds=1, transition="none", size=(320, 180))
    seen = shown(ffmpeg, film.path)
    for number in (0, 29, 30, 59):
        assert tuple(seen.name(number, 0.5 + x, 0.5 + y) for y in (-0.4, 0.4) for x in (-0.1, 0.1)) == QUARTERS
        left, right = seen.pixel(number, 0.02, 0.2), seen.pixel(number, 0.98, 0.2)
        assert left[0] > 80 > left[1]
        assert right[1] > 80 > right[0]


def edge(seen: Shown, number: int) -> float:
    """Return where, in pixels from the left, the middle row turns from dark to bright, to a part of a pixel."""
    width, height = seen.size
    row = seen.pictures[number][(height // 2 * width) * 3 : (height // 2 * width + width) * 3 : 3]
    near = next(place for place, value in enumerate(row) if value > 128)
    low, high = row[near - 20], row[near + 20]
    return near + 8 - sum((value - low) / (high - low) for value in row[near - 8 : near + 8])


async def test_zoom_moves_evenly_in_and_out(ffmpeg: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    half = "color=0x202020:size=640x360,drawbox=x=544:y=0:w=96:h=360:color=0xe0e0e0:t=fill"
    run(ffmpeg, "-f", "lavfi", "-i", half, "-frames:v", "1", f"file:{path}")
    film = await shown_from(ffmpeg, [path, path], tmp_path / "work", seconds=2, transition="none", size=(640, 360))
    seen = shown(ffmpeg, film.path)
    ways = [[edge(seen, number) for number in range(begin, begin + 60)] for begin in (0, 60)]
    assert ways[0][-1] - ways[0][0] > 8
    assert ways[1] == pytest.approx(ways[0][::-1], abs=0.15)
    for way in ways:
        steps = [after - before for before, after in pairwise(way)]
        smooth = [(steps[at - 1] + steps[at] + steps[at + 1]) / 3 for at in range(1, len(steps) - 1)]
        assert all(abs(step) > 0.1 for step in steps)
        assert max(abs(a - b) for a, b in zip(steps[1:-1], smooth, strict=True)) < 0.08


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160), (320, 240)])
@pytest.mark.parametrize("seconds", [0.2, 3, 8, 20, 600])
def test_every_step_of_a_zoom_is_a_whole_pixel_of_a_canvas_that_is_large_enough(
    size: tuple[int, int], seconds: float
) -> None:
    motion = motion_for(size, pictures=round((seconds + 1) * RATE))
    assert motion.least > 0.7
    assert all(side * motion.least > 0.75 * shown for side, shown in zip(motion.canvas, size, strict=True))
    assert motion.canvas[0] * motion.canvas[1] < 40_000_000
    if motion.every:
        assert motion.canvas[0] * motion.steps[1] == motion.canvas[1] * motion.steps[0]


async def test_many_pictures_need_no_more_room_than_few(ffmpeg: Path, tmp_path: Path) -> None:
    few = pictures(ffmpeg, tmp_path, 4)
    film = await shown_from(ffmpeg, few * 5, tmp_path / "work", seconds=0.2)
    assert film.most_files <= 2
    assert film.shares == sorted(film.shares)
    assert film.shares[-1] == 1.0
    seen = shown(ffmpeg, film.path)
    assert [seen.name(number * 6 + 3) for number in range(20)] == list(NAMES * 5)


async def test_folder_may_have_any_name_and_holds_the_film_alone(ffmpeg: Path, tmp_path: Path) -> None:
    film = await shown_from(ffmpeg, pictures(ffmpeg, tmp_path, 2), tmp_path / STRANGE_NAME, seconds=0.3)
    assert len(shown(ffmpeg, film.path).pictures) == 18
    assert list((tmp_path / STRANGE_NAME).iterdir()) == [film.path]


def bare_png(path: Path, width: int, height: int, *, rows: int) -> Path:
    """Write a black PNG of any size, of which so many rows are there."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))]
    packer = zlib.compressobj(1)
    lines = b"".join(packer.compress(bytes(width + 1)) for _ in range(rows)) + packer.flush()
    chunks += [(b"IDAT", lines), (b"IEND", b"")]
    data = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(data))
    return path


async def test_picture_that_is_too_large_is_refused_with_its_size(ffmpeg: Path, tmp_path: Path) -> None:
    paths = [picture(ffmpeg, tmp_path / "a.png", "red"), bare_png(tmp_path / "b.png", 20_000, 20_000, rows=2)]
    facts = await looked_at(ffmpeg, paths)
    with pytest.raises(FinalError, match="picture 2 is too large, 20000x20000: at most 100 million pixels"):
        planned(facts, seconds=1, transition="fade", size=(160, 90))


async def test_large_picture_within_the_limit_is_shown(ffmpeg: Path, tmp_path: Path) -> None:
    film = await shown_from(
        ffmpeg, [bare_png(tmp_path / "a.png", 9000, 5000, rows=5000)], tmp_path / "work", seconds=0.2
    )
    assert shown(ffmpeg, film.path).name(0) == "black"


async def test_damaged_picture_is_named_and_nothing_is_left(ffmpeg: Path, tmp_path: Path) -> None:
    good, bad = (picture(ffmpeg, tmp_path / name, "red", size="800x600") for name in ("a.png", "b.png"))
    data = bytearray(bad.read_bytes())
    middle = data.index(b"IDAT") + 40
    data[middle : middle + 200] = bytes(200)
    bad.write_bytes(data)
    with pytest.raises(FinalError, match="picture 2"):
        await shown_from(ffmpeg, [good, bad], tmp_path / "work")
    assert not (tmp_path / "work").exists() or list((tmp_path / "work").iterdir()) == []


async def test_picture_that_is_cut_off_is_named(ffmpeg: Path, tmp_path: Path) -> None:
    cut = quarters(ffmpeg, tmp_path / "a.jpg")
    cut.write_bytes(cut.read_bytes()[:-100])
    with pytest.raises(FinalError, match="picture 1 is incomplete"):
        await shown_from(ffmpeg, [cut], tmp_path / "work")


def test_what_cannot_be_shown_is_said() -> None:
    stream = VideoStream(index=0, codec="png", width=10, height=10, pixel_format="rgb24")
    good = MediaFacts(container=Container.PNG, size=1, video=(stream,))
    for facts, seconds, transition, sentence in (
        ([], 3.0, "fade", "no pictures"),
        ([good] * 501, 3.0, "fade", "at most 500"),
        ([good], 0.01, "fade", "0.2 to 600 seconds"),
        ([good], 3.0, "wipe", "fade or none, not by wipe"),
        ([good, MediaFacts(container=Container.MP3, size=1)], 3.0, "fade", "picture 2 is no picture"),
    ):
        with pytest.raises(FinalError, match=sentence):
            planned(facts, seconds=seconds, transition=transition, size=(160, 90))
