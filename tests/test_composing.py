"""Films made of several files or of a text, asked for in words: from the session to the result."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import COLOURS, X264, loudness, run, shown, sound

from nemo_watch.studio.composing import canvas
from nemo_watch.studio.language.edits import Aspect, Edit, Scale
from nemo_watch.studio.probe import probe
from nemo_watch.studio.render import Render
from nemo_watch.studio.workshop import Workshop

STORY = "The red fox\n\nA fox lives in the forest. It sleeps by day.\n\nAt night it looks for food.\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def clip(
    ffmpeg: Path, path: Path, colour: str, *, size: str = "320x180", seconds: float = 1.0, hertz: int = 400
) -> Path:
    red, green, blue = COLOURS[colour]
    picture = f"color=c=0x{red:02x}{green:02x}{blue:02x}:size={size}:rate=25:duration={seconds}"
    tone = f"sine=frequency={hertz}:sample_rate=48000:duration={seconds}"
    run(ffmpeg, "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone, *X264, "-c:a", "aac", f"file:{path}")
    return path


def still(ffmpeg: Path, path: Path, colour: str) -> Path:
    red, green, blue = COLOURS[colour]
    picture = f"color=c=0x{red:02x}{green:02x}{blue:02x}:size=320x180"
    run(ffmpeg, "-f", "lavfi", "-i", picture, "-frames:v", "1", f"file:{path}")
    return path


async def said(workshop: Workshop, *words: str, files: list[Path], skill: str = "") -> Render:
    """Say something of files, one message after the other, and render what comes of it."""
    session = workshop.sessions.create(language="en", skill=skill)
    for file in files:
        await workshop.take(session, file)
    for message in words:
        events = workshop.answer(session, message)
    assert session.draft, (session.unknown, events)
    render = workshop.render(session, "made", session.draft, {}, folder=str(files[0].parent))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    return render


async def refused(workshop: Workshop, words: str, files: list[Path]) -> str:
    session = workshop.sessions.create(language="en")
    for file in files:
        await workshop.take(session, file)
    (event,) = workshop.answer(session, words)
    return str(event.get("errorMessage") or event["content"])


async def test_clips_are_joined_by_name_and_edited_as_one(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    names = {"clip 10.mp4": "blue", "clip 2.mp4": "green", "Clip 1.mp4": "red"}
    files = [clip(ffmpeg, tmp_path / name, colour) for name, colour in names.items()]
    render = await said(workshop, "join these clips, then remove the first half second", files=files)
    seen = shown(ffmpeg, render.path)
    assert seen.names() == ["red", "green", "blue"]
    assert len(seen.pictures) == pytest.approx(62, abs=1)
    assert "oined the clips" in render.message


async def test_clips_that_are_alike_are_joined_without_encoding(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path
) -> None:
    files = [clip(ffmpeg, tmp_path / f"{number}.mp4", colour) for number, colour in enumerate(COLOURS)]
    render = await said(workshop, "merge all videos into one", files=files)
    assert render.plan.video is not None
    assert render.plan.video.is_copy
    assert shown(ffmpeg, render.path).names() == list(COLOURS)


async def test_clips_are_joined_by_the_time_they_were_taken(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    files = []
    for number, colour in enumerate(("red", "green", "blue")):
        plain = clip(ffmpeg, tmp_path / f"plain{number}.mp4", colour)
        taken = tmp_path / f"{number}.mp4"
        when = f"creation_time=2024-05-0{3 - number}T12:00:00Z"
        run(ffmpeg, "-i", f"file:{plain}", "-c", "copy", "-metadata", when, f"file:{taken}")
        files.append(taken)
    render = await said(workshop, "put the clips together by date", files=files)
    assert shown(ffmpeg, render.path).names() == ["blue", "green", "red"]


async def test_slideshow_with_music_of_a_file(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    files = [
        still(ffmpeg, tmp_path / f"{number}.png", colour) for number, colour in enumerate(("red", "green", "blue"))
    ]
    song = tmp_path / "song.mp3"
    run(ffmpeg, "-f", "lavfi", "-i", "sine=frequency=300:duration=9,volume=6", f"file:{song}")
    words = "make a slideshow, 1 second each, 240p, with background music"
    render = await said(workshop, words, files=[*files, song])
    seen = shown(ffmpeg, render.path)
    assert seen.size == (426, 240)
    assert seen.names()[::1][0] == "red"
    assert len(seen.pictures) == 90
    for second, colour in ((0.3, "red"), (1.5, "green"), (2.7, "blue")):
        assert seen.name(int(second * 30)) == colour
    assert loudness(sound(ffmpeg, render.path), 0.5, 1.5) > 0.05


async def test_text_becomes_a_film_of_the_shape_that_is_asked_for(
    ffmpeg: Path, workshop: Workshop, story: Path
) -> None:
    render = await said(workshop, "turn this text into a video, vertical, 240p", files=[story])
    facts = await probe(ffmpeg, render.path)
    assert facts.picture is not None
    assert facts.picture.display_size == (240, 426)
    assert facts.duration == pytest.approx(render.plan.duration, abs=0.2)
    assert "made a film of the text" in render.message.lower()


async def test_text_skill_needs_no_word_for_it_and_pictures_are_seen(
    ffmpeg: Path, workshop: Workshop, story: Path, tmp_path: Path
) -> None:
    pictures = [still(ffmpeg, tmp_path / f"{colour}.png", colour) for colour in ("blue", "red")]
    render = await said(workshop, "144p", files=[story, *pictures], skill="ai-to-video-free")
    seen = shown(ffmpeg, render.path)
    assert seen.size == (256, 144)
    edges = [seen.pixel(int(len(seen.pictures) * part), 0.97, 0.5) for part in (0.1, 0.9)]
    assert edges[0][2] > edges[0][0]
    assert edges[1][0] > edges[1][2]


async def test_films_and_pictures_are_seen_behind_a_text_in_the_order_of_their_names(
    ffmpeg: Path, workshop: Workshop, story: Path, tmp_path: Path
) -> None:
    pictures = [still(ffmpeg, tmp_path / "10.png", "blue"), still(ffmpeg, tmp_path / "1.png", "red")]
    film = clip(ffmpeg, tmp_path / "2.mp4", "green", seconds=2)
    words = "turn this text into a 9 second video without music, 144p"
    render = await said(workshop, words, files=[story, *pictures, film])
    seen = shown(ffmpeg, render.path)
    assert [seen.name(at * 30, 0.97, 0.3) for at in (1, 5, 8)] == ["red", "green", "blue"]
    assert "The sound of 2.mp4 is not heard" in render.message
    assert (await probe(ffmpeg, render.path)).audio == ()


async def test_film_of_a_text_is_encoded_quickly(workshop: Workshop, story: Path) -> None:
    render = await said(workshop, "turn this text into a 2 second video, 144p", files=[story])
    assert render.plan.video is not None
    encoding = render.plan.video.encoding
    assert encoding[encoding.index("-preset") + 1] == "veryfast"
    assert encoding[encoding.index("-crf") + 1] == "20"


async def test_text_of_a_message_is_told_where_no_file_holds_one(workshop: Workshop, tmp_path: Path) -> None:
    session = workshop.sessions.create(language="en", skill="ai-to-video-free")
    workshop.answer(session, f"turn this text into a video, 144p\n\n{STORY}")
    assert session.draft, session.unknown
    render = workshop.render(session, "made", session.draft, {}, folder=str(tmp_path))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message


@pytest.mark.parametrize(("words", "seconds"), [("join these clips", 3.0), ("make a slideshow, 1.5 seconds each", 1.5)])
async def test_pictures_and_clips_follow_each_other(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, words: str, seconds: float
) -> None:
    film = clip(ffmpeg, tmp_path / "2.mp4", "green")
    files = [still(ffmpeg, tmp_path / "1.png", "red"), film, still(ffmpeg, tmp_path / "3.png", "blue")]
    render = await said(workshop, words, files=files)
    seen, rate = shown(ffmpeg, render.path), 25
    assert len(seen.pictures) == pytest.approx((2 * seconds + 1) * rate, abs=1)
    for at, colour in ((seconds / 2, "red"), (seconds + 0.5, "green"), (1.5 * seconds + 1, "blue")):
        assert seen.pixel(int(at * rate), 0.5, 0.5) == pytest.approx(COLOURS[colour], abs=25)
    heard = sound(ffmpeg, render.path)
    assert loudness(heard, seconds + 0.2, seconds + 0.8) > 0.05
    assert loudness(heard, 0.2, seconds - 0.2) < 0.001


async def test_pictures_alone_are_joined_without_fading(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    files = [still(ffmpeg, tmp_path / "1.png", "red"), still(ffmpeg, tmp_path / "2.png", "blue")]
    render = await said(workshop, "join these, 144p", files=files)
    seen = shown(ffmpeg, render.path)
    assert seen.size == (256, 144)
    middle = len(seen.pictures) // 2
    assert seen.pixel(middle - 2, 0.5, 0.5) == pytest.approx(COLOURS["red"], abs=25)
    assert seen.pixel(middle + 2, 0.5, 0.5) == pytest.approx(COLOURS["blue"], abs=25)


@pytest.mark.parametrize(
    ("words", "names", "sentence"),
    [
        ("join these clips", [], "There is no file yet"),
        ("make a slideshow", ["a.mp4"], "There are no pictures for a slideshow"),
        ("turn this text into a video", ["a.png"], "There is no text"),
        ("convert to mp4", ["a.mp4", "b.mp4"], "cannot make one result of 2 files"),
        ("merge the audio and the video", ["a.mp4", "b.mp4"], "There are 2 videos"),
    ],
)
async def test_files_that_do_not_suit_are_told_of(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, words: str, names: list[str], sentence: str
) -> None:
    files = [
        clip(ffmpeg, tmp_path / name, "red") if name.endswith("mp4") else still(ffmpeg, tmp_path / name, "red")
        for name in names
    ]
    assert sentence in await refused(workshop, words, files)


@pytest.mark.parametrize(
    ("edits", "size"),
    [
        ([], (1920, 1080)),
        ([Aspect(ratio="9:16")], (1080, 1920)),
        ([Aspect(ratio="1:1"), Scale(height=720)], (720, 720)),
        ([Scale(width=640, height=480)], (640, 480)),
        ([Scale(height=9000)], (3840, 2160)),
    ],
)
def test_canvas_is_what_is_asked_for(edits: list[Edit], size: tuple[int, int]) -> None:
    assert canvas(edits) == size
