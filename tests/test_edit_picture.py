"""Edits of the picture: quarters of known colours show what was turned, cut off and laid where."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from editing import X264, Shown, coloured, quartered, rendered, run, shown

from nemo_watch.errors import FinalError
from nemo_watch.studio.compose.geometry import shaped
from nemo_watch.studio.language.edits import (
    Aspect,
    Crop,
    Deinterlace,
    Denoise,
    Edit,
    Flip,
    Fps,
    Grayscale,
    Rotate,
    Scale,
    Stabilize,
    Thumbnail,
)
from nemo_watch.studio.workshop import Workshop


@pytest.fixture
def quarters(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return a film of red, green above blue, yellow; 160x120."""
    return quartered(ffmpeg, tmp_path / "quarters.mp4")


def corners(seen: Shown, picture: int = 0) -> list[str]:
    """Return the colours of the four quarters, line by line."""
    return [seen.name(picture, x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]


@pytest.mark.parametrize(
    ("edits", "size", "colours"),
    [
        ([Rotate(degrees=90)], (120, 160), ["blue", "red", "yellow", "green"]),
        ([Rotate(degrees=180)], (160, 120), ["yellow", "blue", "green", "red"]),
        ([Rotate(degrees=270)], (120, 160), ["green", "yellow", "red", "blue"]),
        ([Flip(axis="horizontal")], (160, 120), ["green", "red", "yellow", "blue"]),
        ([Flip(axis="vertical")], (160, 120), ["blue", "yellow", "red", "green"]),
        ([Flip(axis="horizontal"), Rotate(degrees=90)], (120, 160), ["yellow", "green", "blue", "red"]),
        ([Rotate(degrees=90), Flip(axis="horizontal")], (120, 160), ["red", "blue", "green", "yellow"]),
        ([Crop(width=60, height=40, x=0, y=0)], (60, 40), ["red"] * 4),
        ([Crop(width=60, height=40, x=90, y=70)], (60, 40), ["yellow"] * 4),
        ([Crop(width=80, height=60)], (80, 60), ["red", "green", "blue", "yellow"]),
        ([Rotate(degrees=90), Crop(width=60, height=80, x=0, y=0)], (60, 80), ["blue"] * 4),
        ([Scale(height=60)], (80, 60), ["red", "green", "blue", "yellow"]),
        ([Scale(height=240)], (160, 120), ["red", "green", "blue", "yellow"]),
        ([Scale(height=240, upscale=True)], (320, 240), ["red", "green", "blue", "yellow"]),
        ([Rotate(degrees=90), Scale(height=60)], (60, 80), ["blue", "red", "yellow", "green"]),
    ],
)
async def test_picture_is_turned_and_cut_in_the_order_said(
    ffmpeg: Path, workshop: Workshop, quarters: Path, edits: list[Edit], size: tuple[int, int], colours: list[str]
) -> None:
    render = await rendered(workshop, quarters, *edits)
    seen = shown(ffmpeg, render.path)
    assert seen.size == size
    assert corners(seen) == colours
    assert len(seen.pictures) == 25


async def test_turn_counts_from_the_upright_picture(ffmpeg: Path, workshop: Workshop, quarters: Path) -> None:
    phone = quarters.with_name("phone.mp4")
    run(ffmpeg, "-display_rotation", "-90", "-i", f"file:{quarters}", "-c", "copy", f"file:{phone}")
    upright = shown(ffmpeg, phone)
    assert corners(upright) == ["blue", "red", "yellow", "green"]
    seen = shown(ffmpeg, (await rendered(workshop, phone, Rotate(degrees=90))).path)
    assert seen.size == (160, 120)
    assert corners(seen) == ["yellow", "blue", "green", "red"]


async def test_black_bars_are_found_and_cut_off(ffmpeg: Path, workshop: Workshop, quarters: Path) -> None:
    barred = quarters.with_name("barred.mp4")
    run(ffmpeg, "-i", f"file:{quarters}", "-vf", "pad=160:180:0:32", *X264, f"file:{barred}")
    render = await rendered(workshop, barred, Crop(bars=True))
    seen = shown(ffmpeg, render.path)
    assert seen.size == (160, 120)
    assert corners(seen) == ["red", "green", "blue", "yellow"]
    assert "black bars" in render.message


async def test_picture_without_bars_stays_a_copy(workshop: Workshop, quarters: Path) -> None:
    render = await rendered(workshop, quarters, Crop(bars=True))
    assert render.plan.video is not None
    assert render.plan.video.is_copy


@pytest.mark.parametrize(
    ("shown_size", "edit", "size"),
    [
        ((1920, 1080), Aspect(ratio="9:16"), (1080, 1920)),
        ((1920, 1080), Aspect(ratio="9:16", fit="blur"), (1080, 1920)),
        ((1920, 1080), Aspect(ratio="9:16", fit="crop"), (608, 1080)),
        ((1920, 1080), Aspect(ratio="1:1"), (1080, 1080)),
        ((1920, 1080), Aspect(ratio="1:1", fit="crop"), (1080, 1080)),
        ((1080, 1920), Aspect(ratio="16:9"), (1920, 1080)),
        ((1920, 816), Aspect(ratio="16:9"), (1920, 1080)),
        ((1920, 1080), Aspect(ratio="16:9", fit="crop"), (1920, 1080)),
        ((640, 480), Aspect(ratio="16:9"), (854, 480)),
        ((640, 480), Aspect(ratio="16:9", fit="crop"), (640, 360)),
        ((1080, 1080), Aspect(ratio="9:16"), (1080, 1920)),
    ],
)
def test_frame_of_another_shape_is_no_larger_than_it_must_be(
    shown_size: tuple[int, int], edit: Aspect, size: tuple[int, int]
) -> None:
    assert shaped(shown_size, [edit]).size == size


async def test_padded_picture_lies_whole_between_bars(ffmpeg: Path, workshop: Workshop, quarters: Path) -> None:
    seen = shown(ffmpeg, (await rendered(workshop, quarters, Aspect(ratio="9:16"))).path)
    assert seen.size == (120, 214)
    assert [seen.name(0, 0.5, y) for y in (0.05, 0.95)] == ["black", "black"]
    assert [seen.name(0, 0.25, 0.4), seen.name(0, 0.75, 0.4)] == ["red", "green"]
    assert [seen.name(0, 0.25, 0.6), seen.name(0, 0.75, 0.6)] == ["blue", "yellow"]


async def test_cropped_picture_fills_the_frame_with_its_middle(
    ffmpeg: Path, workshop: Workshop, quarters: Path
) -> None:
    seen = shown(ffmpeg, (await rendered(workshop, quarters, Aspect(ratio="9:16", fit="crop"))).path)
    assert seen.size == (68, 120)
    assert corners(seen) == ["red", "green", "blue", "yellow"]


async def test_blurred_copy_fills_the_frame_behind_the_picture(
    ffmpeg: Path, workshop: Workshop, quarters: Path
) -> None:
    seen = shown(ffmpeg, (await rendered(workshop, quarters, Aspect(ratio="9:16", fit="blur"))).path)
    assert seen.size == (120, 214)
    assert [seen.name(0, 0.25, 0.4), seen.name(0, 0.75, 0.6)] == ["red", "yellow"]
    assert [seen.name(0, 0.1, 0.05), seen.name(0, 0.9, 0.95)] == ["red", "yellow"]
    assert "black" not in {seen.name(0, x / 10, y) for x in range(1, 10) for y in (0.02, 0.98)}


@pytest.mark.parametrize("rate", [10.0, 50.0])
async def test_rate_is_changed_and_the_length_is_not(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, rate: float
) -> None:
    film = coloured(ffmpeg, tmp_path / "film.mp4", seconds=2)
    render = await rendered(workshop, film, Fps(rate=rate))
    seen = shown(ffmpeg, render.path)
    assert len(seen.pictures) == 2 * rate
    assert seen.name(int(rate) - 1) == "red"
    assert seen.name(int(rate)) == "green"
    assert render.duration == pytest.approx(2, abs=0.1)


async def test_rate_that_it_has_already_costs_nothing(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    film = coloured(ffmpeg, tmp_path / "film.mp4", seconds=1)
    assert (await rendered(workshop, film, Fps(rate=25))).plan.lane == "copy"


async def test_colours_are_taken_out(ffmpeg: Path, workshop: Workshop, quarters: Path) -> None:
    seen = shown(ffmpeg, (await rendered(workshop, quarters, Grayscale())).path)
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        pixel = seen.pixel(0, x, y)
        assert max(pixel) - min(pixel) <= 6


async def test_noise_becomes_less(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    noisy = tmp_path / "noisy.mp4"
    source = "color=gray:size=160x120:rate=25:duration=1,noise=alls=10:allf=t"
    run(ffmpeg, "-f", "lavfi", "-i", source, *X264, f"file:{noisy}")

    def spread(path: Path) -> float:
        picture = shown(ffmpeg, path).pictures[20]
        mean = sum(picture) / len(picture)
        return sum((value - mean) ** 2 for value in picture) / len(picture)

    assert spread((await rendered(workshop, noisy, Denoise())).path) < spread(noisy) * 0.7


async def test_combs_go_where_a_person_says_so(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    combed = tmp_path / "combed.mp4"
    moving = "testsrc2=size=160x120:rate=50:duration=1,interlace,setfield=prog"
    run(ffmpeg, "-f", "lavfi", "-i", moving, *X264, f"file:{combed}")

    def combs(path: Path) -> float:
        seen = shown(ffmpeg, path)
        picture, row = seen.pictures[12], 160 * 3
        lines = [picture[at : at + row] for at in range(0, len(picture), row)]
        return sum(
            abs(2 * b - a - c)
            for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
            for a, b, c in zip(above, line, below, strict=True)
        ) / len(picture)

    assert combs((await rendered(workshop, combed, Deinterlace())).path) < combs(combed) * 0.9


async def test_shaking_becomes_less(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    shaky = tmp_path / "shaky.mp4"
    still = "testsrc2=size=240x200:rate=25:duration=1,select=eq(n\\,0),loop=24:1:0,setpts=N/25/TB"
    shake = "crop=160:120:x='40+10*sin(n)':y='40+8*cos(n)'"
    run(ffmpeg, "-f", "lavfi", "-i", f"{still},{shake}", *X264, f"file:{shaky}")

    def unrest(path: Path) -> float:
        pictures = shown(ffmpeg, path).pictures[5:15]
        return sum(abs(a - b) for one, other in pairwise(pictures) for a, b in zip(one[::7], other[::7], strict=True))

    assert unrest((await rendered(workshop, shaky, Stabilize())).path) < unrest(shaky) * 0.7


async def test_thumbnail_is_the_picture_of_its_moment(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    film = coloured(ffmpeg, tmp_path / "film.mp4")
    for at, colour in ((0.0, "red"), (1.5, "green"), (3.98, "yellow"), (-0.5, "yellow")):
        render = await rendered(workshop, film, Thumbnail(at=at))
        assert render.path.suffix == ".jpg"
        seen = shown(ffmpeg, render.path)
        assert len(seen.pictures) == 1
        assert seen.size == (160, 120)
        assert seen.name(0) == colour


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (Crop(width=400, height=100), "160x120"),
        (Crop(width=100, height=100, x=100, y=0), "160x120"),
        (Aspect(ratio="wide"), "no shape"),
        (Aspect(ratio="0:1"), "no shape"),
        (Scale(height=9000, upscale=True), "too large"),
        (Fps(rate=100_000), "pictures a second"),
        (Thumbnail(at=60), "nothing would be left"),
    ],
)
async def test_what_cannot_be_done_to_the_picture_is_said(
    workshop: Workshop, quarters: Path, edit: Edit, sentence: str
) -> None:
    with pytest.raises(FinalError, match=sentence):
        await rendered(workshop, quarters, edit)


async def test_gif_is_edited_too(ffmpeg: Path, workshop: Workshop, quarters: Path) -> None:
    render = await rendered(workshop, quarters, Rotate(degrees=90), Scale(height=60), format="gif")
    seen = shown(ffmpeg, render.path)
    assert seen.size == (60, 80)
    assert corners(seen) == ["blue", "red", "yellow", "green"]
