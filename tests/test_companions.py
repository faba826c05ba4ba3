"""Files that go together, from dropping to delivery: a logo that is named, subtitles, texts, dropped folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import X264, run, shown
from test_daemon import House, house

__all__ = ["house"]  # fixture

BLUE, WHITE = (20, 20, 160), 200


@pytest.fixture
def film(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return two seconds of dark blue."""
    path = tmp_path / "films" / "blue.mp4"
    path.parent.mkdir()
    run(ffmpeg, "-f", "lavfi", "-i", "color=c=0x101060:size=320x180:rate=25:duration=2", *X264, f"file:{path}")
    return path


@pytest.fixture
def logo(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return a white picture."""
    path = tmp_path / "films" / "logo.png"
    path.parent.mkdir(exist_ok=True)
    run(ffmpeg, "-f", "lavfi", "-i", "color=c=white:size=40x40", "-frames:v", "1", f"file:{path}")
    return path


def is_white(pixel: tuple[int, int, int]) -> bool:
    return min(pixel) > WHITE


def test_logo_that_lies_in_the_inbox_comes_into_the_corner(ffmpeg: Path, house: House, film: Path, logo: Path) -> None:
    house.write_rules(instruction='"put Logo.png in the top left corner"')
    house.drop(logo, "logo.png")
    house.start()
    house.drop(film, "deep/clip.mov")
    house.wait_delivered("deep/clip.mp4")
    seen = shown(ffmpeg, house.outbox / "deep" / "clip.mp4")
    assert is_white(seen.pixel(10, 0.05, 0.08))
    assert not is_white(seen.pixel(10, 0.5, 0.5))
    assert "in/logo.png" in house.lying(house.folder)


def test_logo_that_is_missing_holds_the_job_and_is_asked_for(
    ffmpeg: Path, house: House, film: Path, logo: Path
) -> None:
    house.write_rules(instruction='"put logo.png in the top left corner"')
    house.start()
    house.drop(film, "clip.mov")
    job = house.job("held")
    assert "names the file logo.png, which is not there" in job["message"]
    assert "goes on by itself" in job["message"]
    house.drop(logo, "logo.png")
    house.control.retry(job["id"])
    house.wait_delivered("clip.mp4")
    assert is_white(shown(ffmpeg, house.outbox / "clip.mp4").pixel(10, 0.05, 0.08))


def test_words_beside_a_video_name_what_lies_there(house: House, film: Path, logo: Path) -> None:
    house.start()
    words = house.drop(film, "clip.mov.part").with_name("clip.mov.txt")
    words.write_text(f"put {logo.name} in the top left corner")
    words.with_name("clip.mov.part").rename(house.inbox / "clip.mov")
    assert "logo.png, which is not there" in house.job("held")["message"]
    assert house.lying(house.outbox) == []


def test_subtitles_that_come_a_little_later_are_drawn(ffmpeg: Path, house: House, film: Path) -> None:
    house.write_rules(instruction="burn in the subtitles")
    house.start()
    house.drop(film, "clip.mov")
    (house.inbox / "clip.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\nHELLO THERE\n")
    house.wait_delivered("clip.mp4")
    seen = shown(ffmpeg, house.outbox / "clip.mp4")
    width, height = seen.size
    bottom = seen.pictures[25][width * 3 * int(height * 0.75) :]
    assert max(bottom[1::3]) > WHITE


def test_dropped_text_becomes_a_film(ffmpeg: Path, house: House) -> None:
    house.write_rules(instruction="turn this text into a video, 144p", more="    skill: ai-to-video-free\n")
    house.start()
    (house.inbox / "story.txt").write_text("The red fox\n\nA fox lives in the forest. It sleeps by day.\n")
    house.wait_delivered("story.mp4")
    seen = shown(ffmpeg, house.outbox / "story.mp4")
    assert seen.size == (256, 144)
    assert any(max(picture[1::3]) > WHITE for picture in seen.pictures)
    house.until(lambda: "in/done/story.txt" in house.lying(house.folder), "the text is put away")


def test_dropped_folder_of_clips_becomes_one_film(ffmpeg: Path, house: House, film: Path) -> None:
    house.write_rules(instruction="join these clips", more="    group: folder\n")
    house.start()
    for name in ("clip 1.mov", "clip 2.mov", "clip 10.mov"):
        house.drop(film, f"holiday/{name}")
    house.wait_delivered("holiday.mp4")
    assert len(shown(ffmpeg, house.outbox / "holiday.mp4").pictures) == 150


def test_refined_film_keeps_what_was_done_before(ffmpeg: Path, house: House, film: Path) -> None:
    house.write_rules(instruction="keep the first second")
    house.start()
    house.drop(film, "clip.mov")
    house.wait_delivered("clip.mp4")
    job = house.job("done")
    house.control.refine(job["id"], "add a title 'HELLO'")
    house.wait_delivered("clip.mp4", "clip (2).mp4")
    seen = shown(ffmpeg, house.outbox / "clip (2).mp4")
    assert len(seen.pictures) == 25
    assert max(seen.pictures[12][1::3]) > WHITE
