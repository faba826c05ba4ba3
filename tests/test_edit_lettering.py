"""What is written or laid into the picture: titles, subtitles, marks; where it stands, when, and that it is seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editing import RATE, Shown, rendered, run, shown

from nemo_watch.studio.compose.lettering import written
from nemo_watch.studio.compose.sequence import arrange
from nemo_watch.studio.language.edits import (
    Cut,
    Edit,
    Export,
    Fade,
    Mute,
    Scale,
    Speed,
    Subtitles,
    Title,
    Trim,
    Watermark,
)
from nemo_watch.studio.render import Render
from nemo_watch.studio.workshop import Workshop

SIZE = "480x270"
STRANGE = 'it\'s a "test": 100%, [x];\\ 名\n%d'


@pytest.fixture
def dark(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return four seconds of a dark blue picture, with a tone."""
    return plain(ffmpeg, tmp_path / "dark.mp4")


def plain(ffmpeg: Path, path: Path, *, seconds: int = 4, options: tuple[str, ...] = ()) -> Path:
    colour = f"color=c=0x101830:size={SIZE}:rate={RATE}:duration={seconds}"
    sound = f"sine=frequency=400:sample_rate=48000:duration={seconds}"
    coding = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p", "-c:a", "aac")
    run(ffmpeg, "-f", "lavfi", "-i", colour, "-f", "lavfi", "-i", sound, *coding, *options, f"file:{path}")
    return path


def bright(seen: Shown, second: float, *, rate: float = RATE) -> list[tuple[float, float]]:
    """Return where a picture is bright: across and down, in parts of its sides."""
    width, height = seen.size
    picture = seen.pictures[min(len(seen.pictures) - 1, int(second * rate))]
    places = []
    for y in range(0, height, 2):
        row = picture[y * width * 3 : (y + 1) * width * 3]
        places += [(x / width, y / height) for x in range(0, width, 2) if row[x * 3 + 1] > 160]
    return places


def around(places: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return what is covered: left, top, right, bottom."""
    across, down = [x for x, _ in places], [y for _, y in places]
    return min(across), min(down), max(across), max(down)


async def said(workshop: Workshop, instruction: str, *sources: Path, **output: Any) -> Render:
    """Render what an instruction asks for; what goes wrong is told."""
    session = workshop.sessions.create(language="en")
    for source in sources:
        await workshop.take(session, source)
    workshop.answer(session, instruction)
    assert session.draft, (session.unknown, session.replies)
    render = workshop.render(session, "said", session.draft, output, folder=str(sources[0].parent))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    return render


@pytest.mark.parametrize(("position", "low", "high"), [("top", 0.0, 0.4), ("center", 0.3, 0.7), ("bottom", 0.6, 1.0)])
async def test_title_is_seen_in_its_place_and_time(
    ffmpeg: Path, workshop: Workshop, dark: Path, position: Any, low: float, high: float
) -> None:
    render = await rendered(workshop, dark, Title(text="Summer", start=1.0, end=2.5, position=position))
    seen = shown(ffmpeg, render.path)
    left, top, right, bottom = around(bright(seen, 1.75))
    assert left >= 0.05
    assert right <= 0.95
    assert left + right == pytest.approx(1, abs=0.03)
    assert max(0.05, low) <= top < bottom <= min(0.95, high)
    assert not bright(seen, 0.9)
    assert not bright(seen, 2.6)


async def test_title_for_the_whole_film_is_seen_to_its_end(ffmpeg: Path, workshop: Workshop, dark: Path) -> None:
    render = await rendered(workshop, dark, Title(text="Summer", end=None), Cut(start=1.0, end=2.0))
    seen = shown(ffmpeg, render.path)
    assert len(seen.pictures) == pytest.approx(3 * RATE, abs=1)
    assert all(bright(seen, second) for second in (0.5, 1.0, 2.0, 2.5))


def test_title_for_the_whole_film_needs_no_length() -> None:
    edits = (Title(text="Summer", start=1.0, end=None), Speed(factor=2.0))
    (words,) = written(edits, None, arrange(edits, None), ())
    assert (words.start, words.end) == (0.5, None)


async def test_title_keeps_to_its_seconds_when_others_are_cut_out_and_it_plays_faster(
    ffmpeg: Path, workshop: Workshop, dark: Path
) -> None:
    edits = (Title(text="Summer", start=2.0, end=3.0), Cut(start=0.5, end=1.5), Speed(factor=2.0))
    render = await rendered(workshop, dark, *edits)
    seen = shown(ffmpeg, render.path)
    rate = len(seen.pictures) / 1.5
    assert bright(seen, 0.75, rate=rate)
    assert not bright(seen, 0.45, rate=rate)
    assert not bright(seen, 1.1, rate=rate)


async def test_long_title_is_set_smaller_and_stays_inside(ffmpeg: Path, workshop: Workshop, dark: Path) -> None:
    text = "The very long way home from the mountains, in winter, by night, with the dog and all of the children"
    render = await rendered(workshop, dark, Title(text=text), Trim(end=1.0))
    left, top, right, bottom = around(bright(shown(ffmpeg, render.path), 0.5))
    assert (left >= 0.05, top >= 0.05, right <= 0.95, bottom <= 0.95) == (True,) * 4
    assert right - left > 0.5


async def test_title_fades_with_the_film_and_is_as_sharp_in_a_small_result(
    ffmpeg: Path, workshop: Workshop, dark: Path
) -> None:
    edits = (Scale(height=144), Title(text="Summer", end=4.0), Fade(begin=None, end=1.0))
    render = await rendered(workshop, dark, *edits)
    seen = shown(ffmpeg, render.path)
    assert seen.size == (256, 144)
    assert bright(seen, 2.0)
    assert not bright(seen, 3.95)


@pytest.mark.parametrize(
    ("corner", "x", "y"),
    [("top-left", 0.25, 0.25), ("top-right", 0.75, 0.25), ("bottom-left", 0.25, 0.75), ("bottom-right", 0.75, 0.75)],
)
async def test_mark_of_words_stands_in_its_corner_all_the_time(
    ffmpeg: Path, workshop: Workshop, dark: Path, corner: Any, x: float, y: float
) -> None:
    render = await rendered(workshop, dark, Watermark(text="© Ana", position=corner), Trim(end=1.0))
    seen = shown(ffmpeg, render.path)
    for second in (0.0, 0.5, 0.95):
        left, top, right, bottom = around(bright(seen, second))
        assert (left + right) / 2 == pytest.approx(x, abs=0.24)
        assert (top + bottom) / 2 == pytest.approx(y, abs=0.24)
        assert right - left < 0.3


async def test_mark_of_a_picture_lies_in_its_corner_with_what_is_transparent_of_it(
    ffmpeg: Path, workshop: Workshop, dark: Path, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    ring = "format=rgba,geq=r=255:g=255:b=255:a='if(lt(X,40),255,0)'"
    run(ffmpeg, "-f", "lavfi", "-i", f"color=c=white:s=80x40,{ring}", "-frames:v", "1", f"file:{logo}")
    render = await said(workshop, "put logo.png in the top left corner, fade out 1 second", dark, logo)
    seen = shown(ffmpeg, render.path)
    left, top, right, bottom = around(bright(seen, 2.0))
    assert (left, top) == pytest.approx((8 / 480, 8 / 270), abs=0.02)
    assert right - left == pytest.approx(40 / 480, abs=0.02)
    assert bottom - top == pytest.approx(40 / 270, abs=0.03)
    assert not bright(seen, 3.97)
    assert len(seen.pictures) == 4 * RATE


async def test_picture_that_is_named_and_not_there_is_told_of(workshop: Workshop, dark: Path) -> None:
    session = workshop.sessions.create(language="en")
    await workshop.take(session, dark)
    (event,) = workshop.answer(session, "put logo.png in the top left corner")
    assert "logo.png is not there" in event["errorMessage"]


SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Hello</i> there\r\n\r\n2\r\n00:00:03,000 --> 00:00:03,500\r\nBye\r\n"
VTT = (
    "WEBVTT\n\nNOTE nothing\n\nfirst\n00:01.000 --> 00:02.000 line:0\n<v Ana>Hello &amp; there\n\n"
    "00:03.000 --> 00:03.500\nBye\n"
)
ASS = (
    "[Script Info]\nScriptType: v4.00+\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,Default,{\\pos(1,1)\\fs200}Hello, there\n"
    "Dialogue: 0,0:00:00.00,0:00:04.00,Default,{\\p1}m 0 0 l 100 0 100 100\n"
    "Dialogue: 0,0:00:03.00,0:00:03.50,Default,Bye\n"
)


@pytest.mark.parametrize(("suffix", "text"), [("srt", SRT), ("vtt", VTT), ("ass", ASS)])
async def test_subtitles_beside_the_film_are_drawn_in_their_time(
    ffmpeg: Path, workshop: Workshop, dark: Path, tmp_path: Path, suffix: str, text: str
) -> None:
    beside = tmp_path / f"dark.{suffix}"
    beside.write_text(text, encoding="utf-8", newline="")
    render = await said(workshop, "burn in the subtitles", dark, beside)
    seen = shown(ffmpeg, render.path)
    for second, is_seen in ((0.5, False), (1.5, True), (2.5, False), (3.25, True), (3.75, False)):
        assert bool(bright(seen, second)) is is_seen, second
    left, top, right, bottom = around(bright(seen, 1.5))
    assert top > 0.75
    assert bottom <= 0.96
    assert left + right == pytest.approx(1, abs=0.03)


async def test_subtitles_move_with_what_is_cut_away(
    ffmpeg: Path, workshop: Workshop, dark: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "dark.srt"
    beside.write_text(SRT, encoding="utf-8")
    render = await said(workshop, "remove the first 2 seconds and add the subtitles", dark, beside)
    seen = shown(ffmpeg, render.path)
    assert not bright(seen, 0.5)
    assert bright(seen, 1.25)


async def test_subtitles_of_the_film_itself_are_drawn(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "own.srt").write_text(SRT, encoding="utf-8")
    film = plain(ffmpeg, tmp_path / "bare.mp4")
    own = tmp_path / "own.mkv"
    inputs = ("-i", f"file:{film}", "-i", f"file:{tmp_path / 'own.srt'}")
    run(ffmpeg, *inputs, "-map", "0", "-map", "1", "-c", "copy", f"file:{own}")
    render = await rendered(workshop, own, Subtitles(), Export())
    seen = shown(ffmpeg, render.path)
    assert bright(seen, 1.5)
    assert not bright(seen, 2.5)
    assert render.plan.subtitles == ()


async def test_subtitles_that_are_nowhere_are_told_of(workshop: Workshop, dark: Path) -> None:
    session = workshop.sessions.create(language="en")
    await workshop.take(session, dark)
    (event,) = workshop.answer(session, "burn in the subtitles")
    assert "Drop NAME.srt" in event["errorMessage"]


async def test_words_are_only_words_and_the_folder_may_have_any_name(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path
) -> None:
    folder = tmp_path / STRANGE
    folder.mkdir()
    film = plain(ffmpeg, folder / "film.mp4", seconds=1)
    (folder / "secret").write_text("secret")
    text = f"{{\\p1}}%{{pts}}':textfile={folder}/secret:x='\\N{{\\fs300}}"
    render = await rendered(workshop, film, Title(text=text, end=1.0), Mute())
    places = bright(shown(ffmpeg, render.path), 0.5)
    assert places
    _, top, _, bottom = around(places)
    assert bottom - top < 0.6


async def test_the_timeline_tells_of_titles(workshop: Workshop, dark: Path) -> None:
    session = workshop.sessions.create(language="en")
    await workshop.take(session, dark)
    workshop.answer(session, "add a title 'Summer 2026' from 1 to 3 seconds")
    (track,) = [track for track in session.draft["t"] if track["tt"] == 7]
    assert track["sg"] == [{"start": 1000, "d": 2000, "text": "Summer 2026"}]


async def test_titles_are_written_into_gifs_and_thumbnails(ffmpeg: Path, workshop: Workshop, dark: Path) -> None:
    edits: tuple[Edit, ...] = (Title(text="Summer", end=4.0), Export(format="gif"))
    render = await rendered(workshop, dark, *edits)
    assert bright(shown(ffmpeg, render.path), 1.0, rate=10)
