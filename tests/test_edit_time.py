"""Edits in time: colours and tones of a second each show that every piece came where and when it was wanted."""

from __future__ import annotations

from pathlib import Path

import editing
import pytest
from editing import RATE, X264, coloured, frequency, loudness, rendered, shown, sound

from nemo_watch.errors import FinalError
from nemo_watch.studio.language.edits import Cut, Fade, Loop, Reverse, Scale, Silence, Speed, Trim, Volume
from nemo_watch.studio.workshop import Workshop


@pytest.fixture
def film(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return a film of four seconds: red, green, blue, yellow at 400, 800, 1200, 1600 Hz."""
    return coloured(ffmpeg, tmp_path / "film.mp4")


CASES = {
    "the middle is cut out": ([Cut(start=1, end=2)], ["red", "blue", "yellow"], [400, 1200, 1600]),
    "two cuts; the second counts behind the first": (
        [Cut(start=1, end=2), Cut(start=1, end=2)], ["red", "yellow"], [400, 1600]
    ),
    "a cut from the end": ([Cut(start=-1, end=None)], ["red", "green", "blue"], [400, 800, 1200]),
    "a trim behind a cut": ([Cut(start=1, end=2), Trim(start=1)], ["blue", "yellow"], [1200, 1600]),
    "a cut behind a trim": ([Trim(start=1), Cut(start=1, end=2)], ["green", "yellow"], [800, 1600]),
    "backwards": ([Reverse()], ["yellow", "blue", "green", "red"], [1600, 1200, 800, 400]),
    "a part of it backwards": ([Trim(start=1, end=3), Reverse()], ["blue", "green"], [1200, 800]),
    "backwards, then a part of it": ([Reverse(), Trim(end=2)], ["yellow", "blue"], [1600, 1200]),
    "backwards without its middle": ([Cut(start=1, end=3), Reverse()], ["yellow", "red"], [1600, 400]),
    "twice backwards": ([Reverse(), Trim(end=3), Reverse()], ["green", "blue", "yellow"], [800, 1200, 1600]),
    "a part twice": ([Trim(end=2), Loop(times=2)], ["red", "green", "red", "green"], [400, 800, 400, 800]),
    "twice, then a part": ([Loop(times=2), Trim(start=3, end=6)], ["yellow", "red", "green"], [1600, 400, 800]),
    "a part backwards and twice": (
        [Trim(end=2), Reverse(), Loop(times=2)], ["green", "red", "green", "red"], [800, 400, 800, 400]
    ),
    "a part twice and backwards": (
        [Trim(end=2), Loop(times=2), Reverse()], ["green", "red", "green", "red"], [800, 400, 800, 400]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_pieces_come_where_they_are_wanted_and_the_sound_with_them(
    ffmpeg: Path, workshop: Workshop, film: Path, case: str
) -> None:
    edits, colours, tones = CASES[case]
    render = await rendered(workshop, film, *edits)
    seen, heard = shown(ffmpeg, render.path), sound(ffmpeg, render.path)
    assert seen.names() == colours
    assert len(seen.pictures) == pytest.approx(RATE * len(colours), abs=1)
    assert render.duration == pytest.approx(len(colours), abs=0.06)
    for second, (colour, hertz) in enumerate(zip(colours, tones, strict=True)):
        assert [seen.name(second * RATE + 1), seen.name(second * RATE + RATE - 3)] == [colour, colour]
        assert frequency(heard, second + 0.15) == pytest.approx(hertz, rel=0.02)
        assert frequency(heard, second + 0.85) == pytest.approx(hertz, rel=0.02)


@pytest.mark.parametrize("factor", [2.0, 0.5, 1.6, 0.2])
async def test_speed_changes_the_length_and_keeps_the_pitch(
    ffmpeg: Path, workshop: Workshop, film: Path, factor: float
) -> None:
    render = await rendered(workshop, film, Trim(end=2), Speed(factor=factor))
    seen, heard = shown(ffmpeg, render.path), sound(ffmpeg, render.path)
    assert render.duration == pytest.approx(2 / factor, abs=0.1)
    assert seen.names() == ["red", "green"]
    middle = 1 / factor
    turn = next(number for number in range(len(seen.pictures)) if seen.name(number) == "green")
    assert turn / RATE == pytest.approx(middle, abs=0.08)
    assert frequency(heard, middle * 0.5) == pytest.approx(400, rel=0.04)
    assert frequency(heard, middle * 1.5) == pytest.approx(800, rel=0.04)


async def test_times_behind_a_speed_count_in_the_new_timeline(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, Speed(factor=2), Trim(start=1))
    assert shown(ffmpeg, render.path).names() == ["blue", "yellow"]
    assert render.duration == pytest.approx(1, abs=0.06)


async def test_film_played_again_and_again_keeps_its_pictures(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, Loop(times=3))
    assert render.plan.video is not None
    assert render.plan.video.is_copy
    seen, heard = shown(ffmpeg, render.path), sound(ffmpeg, render.path)
    assert seen.names() == ["red", "green", "blue", "yellow"] * 3
    assert len(seen.pictures) == 12 * RATE
    assert len(heard) / editing.SAMPLE_RATE == pytest.approx(12, abs=0.06)
    for second in range(12):
        assert frequency(heard, second + 0.5) == pytest.approx(editing.TONES[second % 4], rel=0.02)


async def test_many_small_chunks_are_turned_around_without_a_seam(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = "nullsrc=size=160x120:rate=25:duration=2,geq=lum=20+4*N:cb=128:cr=128,format=yuv420p"
    tone = "sine=frequency=1000:sample_rate=48000:duration=2"
    path = tmp_path / "counted.mp4"
    editing.run(ffmpeg, "-f", "lavfi", "-i", counted, "-f", "lavfi", "-i", tone, *X264, "-c:a", "aac", f"file:{path}")
    monkeypatch.setattr("nemo_watch.studio.compose.preparing._FRAMES_IN_MEMORY_BYTES", 160 * 120 * 1.5 * 7)
    render = await rendered(workshop, path, Reverse())
    greys = [seen[1] for seen in (shown(ffmpeg, render.path).pixel(n, 0.5, 0.5) for n in range(50))]
    assert greys == sorted(greys, reverse=True)
    assert len(set(greys)) == 50
    heard = sound(ffmpeg, render.path)
    assert all(frequency(heard, tenth / 10, width=0.1) == pytest.approx(1000, rel=0.02) for tenth in range(1, 19))


@pytest.mark.parametrize("shorter", ["picture", "sound"])
async def test_what_ends_early_begins_late_when_played_backwards(
    ffmpeg: Path, workshop: Workshop, film: Path, monkeypatch: pytest.MonkeyPatch, shorter: str
) -> None:
    monkeypatch.setattr("nemo_watch.studio.compose.preparing._FRAMES_IN_MEMORY_BYTES", 160 * 120 * 1.5 * 25)
    path = film.with_name("uneven.mp4")
    ends = ("-map", "0:v", "-map", "1:a") if shorter == "picture" else ("-map", "1:v", "-map", "0:a")
    run = ("-t", "2", "-i", f"file:{film}", "-i", f"file:{film}", *ends, "-c", "copy", f"file:{path}")
    editing.run(ffmpeg, *run)
    render = await rendered(workshop, path, Reverse())
    seen, heard = shown(ffmpeg, render.path), sound(ffmpeg, render.path)
    assert render.duration == pytest.approx(4, abs=0.1)
    assert seen.names()[-2:] == ["green", "red"]
    assert frequency(heard, 3.5) == pytest.approx(400, rel=0.02)
    assert frequency(heard, 2.5) == pytest.approx(800, rel=0.02)
    if shorter == "sound":
        assert loudness(heard, 0.1, 1.9) < 0.001
        assert seen.names() == ["yellow", "blue", "green", "red"]


async def test_fades_reach_black_and_silence_at_both_ends(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, Trim(end=3), Fade(begin=1.0, end=1.0))
    seen, heard = shown(ffmpeg, render.path), sound(ffmpeg, render.path)
    assert [seen.name(0), seen.name(37), seen.name(len(seen.pictures) - 1)] == ["black", "green", "black"]
    assert max(seen.pixel(12, 0.5, 0.5)) == pytest.approx(110, abs=25)
    full = loudness(heard, 1.2, 1.8)
    assert loudness(heard, 0.02, 0.1) < full / 5
    assert loudness(heard, 0.45, 0.55) == pytest.approx(full / 2, rel=0.15)
    assert loudness(heard, 2.9, 2.98) < full / 5


async def test_silences_are_taken_out_of_picture_and_sound(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    film = coloured(ffmpeg, tmp_path / "film.mp4")
    speech = tmp_path / "speech.mp4"
    silent = "volume=0:enable='between(t,1,2)+between(t,3.2,3.5)'"
    editing.run(ffmpeg, "-i", f"file:{film}", "-c:v", "copy", "-af", silent, "-c:a", "aac", f"file:{speech}")
    render = await rendered(workshop, speech, Silence())
    seen, heard = shown(ffmpeg, render.path), sound(ffmpeg, render.path)
    assert render.duration == pytest.approx(3.2, abs=0.1)  # a tenth stays at each side
    blue = next(number for number in range(len(seen.pictures)) if seen.name(number) == "blue")
    assert blue / RATE == pytest.approx(1.2, abs=0.05)
    onset = next(at for at in range(105, 200) if loudness(heard, at / 100, at / 100 + 0.02) > 0.02)
    assert onset / 100 == pytest.approx(1.2, abs=0.04)
    assert frequency(heard, 1.6) == pytest.approx(1200, rel=0.02)
    assert "silences" in render.message


async def test_film_without_silences_is_left_as_it_is(workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, Silence())
    assert render.plan.lane == "copy"


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ([Cut(start=0, end=None)], "nothing would be left"),
        ([Speed(factor=0)], "speed"),
        ([Loop(times=0)], "1 to 1000 times"),
        ([Speed(factor=2), Trim(start=2.5)], "only 2.0 s long"),
    ],
)
async def test_what_cannot_be_done_in_time_is_said(
    workshop: Workshop, film: Path, edits: list[Trim], sentence: str
) -> None:
    with pytest.raises(FinalError, match=sentence):
        await rendered(workshop, film, *edits)


async def test_edits_in_time_and_of_picture_and_sound_go_together(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    edits = [Cut(start=1, end=2), Speed(factor=1.5), Scale(height=60), Volume(factor=0.5), Fade(end=0.5)]
    render = await rendered(workshop, film, *edits)
    seen = shown(ffmpeg, render.path)
    assert seen.size == (80, 60)
    assert seen.names()[:3] == ["red", "blue", "yellow"]
    assert render.duration == pytest.approx(2, abs=0.06)
