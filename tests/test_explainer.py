"""Films made of texts: as long as their scripts, with words that are read, light or pictures that move, and sound."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from assembling import clip, colour, looked_at, opened, picture
from editing import X264, Shown, coloured, loudness, quartered, run, shown, sound

from nemo_watch.errors import FinalError
from nemo_watch.studio.explainer.film import film
from nemo_watch.studio.explainer.framing import framed
from nemo_watch.studio.explainer.given import Given, Telling
from nemo_watch.studio.explainer.palettes import palette_for
from nemo_watch.studio.explainer.script import Scene, Script, scripted
from nemo_watch.studio.explainer.shots import segments
from nemo_watch.studio.explainer.typesetting import typeset
from nemo_watch.studio.explainer.zooming import zoom_for
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.lettering import missing_letters, safe_margins, width_of
from nemo_watch.studio.probe import probe

STRANGE = 'it\'s a "test": 100%, [x];\\ 名 ? #'
SIZE, UPRIGHT = (320, 180), (180, 320)
STORY = "Red foxes\n\nA fox lives in the forest. At night it looks for **food**.\n"
HOSTILE = "It's 100%: 'a':x=\"b\";[c],d=e\\ {\\an8\\fs90}. Then %{pts} null[out];movie=a {\\p1}m 0 0 \\N l 9 9."


class Made(NamedTuple):
    """A film that was made, its script, what was told of its progress, and its pictures."""

    path: Path
    script: Script
    shares: list[float]
    shown: Shown
    notes: tuple[str, ...]

    def middle(self, scene: Scene) -> bytes:
        return self.shown.pictures[scene.begin + scene.length // 2]


async def filmed(ffmpeg: Path, folder: Path, text: str, pictures: tuple[Path, ...] = (), **options: Any) -> Made:
    """Make the film of a text in a work folder with a difficult name."""
    asked = {"seconds": 4.0, "voice": False, "music": False, "visuals": True, "size": SIZE, **options}
    script = scripted(text, pictures=len(pictures), **asked)
    work = folder / STRANGE
    work.mkdir()
    shares: list[float] = []
    facts = await looked_at(ffmpeg, pictures)
    telling = telling_of(script, facts, pictures)
    with opened(facts, pictures) as inputs:
        path = await film(ffmpeg, telling, inputs, folder=work, threads=2, on_share=shares.append, on_note=print)
    return Made(path, script, shares, shown(ffmpeg, path), telling.notes)


def telling_of(script: Script, facts: Sequence[MediaFacts], paths: Sequence[Path]) -> Telling:
    given = [Given(name=path.name, facts=known) for path, known in zip(paths, facts, strict=True)]
    return Telling(script=script, given=tuple(given))


@pytest.fixture(scope="module")
def story(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a film of six seconds with music."""
    return asyncio.run(filmed(ffmpeg, tmp_path_factory.mktemp("story"), STORY, seconds=6.0, music=True))


@pytest.fixture(scope="module")
def illustrated(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a film with two pictures: one is black, and white at its right, the other is blue."""
    folder = tmp_path_factory.mktemp("illustrated")
    halves = folder / "halves.png"
    graph = "color=c=black:size=240x180[a];color=c=white:size=80x180[b];[a][b]hstack"
    run(ffmpeg, "-f", "lavfi", "-i", graph, "-frames:v", "1", f"file:{halves}")
    blue = picture(ffmpeg, folder / "blue.jpg", "blue", size="320x180")
    return asyncio.run(filmed(ffmpeg, folder, STORY, (halves, blue), seconds=6.0))


class Ink(NamedTuple):
    """Where white letters stand in a part of a picture, in pixels; all 0 where there are none."""

    left: int
    top: int
    right: int
    bottom: int


def ink(frame: bytes, size: tuple[int, int], *, top: float = 0.15, bottom: float = 0.9, least: int = 190) -> Ink:
    """Return where letters are, between the line at the top of a picture and the one at its foot."""
    width, height = size
    rows = range(int(height * top), int(height * bottom))
    lit = [
        (x, y) for y in rows for x in range(width) if min(frame[(y * width + x) * 3 : (y * width + x) * 3 + 3]) > least
    ]
    if not lit:
        return Ink(0, 0, 0, 0)
    across, down = [x for x, _ in lit], [y for _, y in lit]
    return Ink(min(across), min(down), max(across) + 1, max(down) + 1)


def foreseen(script: Script, scene: Scene) -> Ink:
    """Return where the letters of a scene should be: their sides, and the middles of their first and last lines."""
    document = typeset(script, palette_for(script.seed))
    faces = {style.name: style for style in document.styles}
    lines = [
        text for text in document.texts if scene.start <= text.start < scene.start + 0.5 and text.style != "header"
    ]
    widths = [width_of(line.text, face=faces[line.style].face, size=faces[line.style].size) for line in lines]
    places = [line.at for line in lines if line.at]
    left = min(x for x, _ in places)
    return Ink(round(left), round(places[0][1]), round(left + max(widths)), round(places[-1][1]))


def brightness(frame: bytes) -> float:
    return sum(frame) / len(frame)


def difference(one: bytes, other: bytes) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


async def test_film_is_what_its_script_foresaw(ffmpeg: Path, story: Made) -> None:
    made, expected = await probe(ffmpeg, story.path), story.script.facts
    assert len(story.shown.pictures) == story.script.length == 180
    assert story.shown.size == SIZE
    assert made.duration == pytest.approx(expected.duration)
    for before, after in ((expected.video[0], made.video[0]), (expected.audio[0], made.audio[0])):
        for field in (
            "index",
            "codec",
            "profile",
            "pixel_format",
            "width",
            "height",
            "frame_rate",
            "sample_rate",
            "channels",
        ):
            assert getattr(after, field, None) == getattr(before, field, None), field
    assert len(sound(ffmpeg, story.path)) == 6 * 48_000


def test_progress_rises_to_the_end_and_little_is_left_in_the_folder(story: Made) -> None:
    assert story.shares == sorted(story.shares)
    assert story.shares[-1] == 1.0
    assert sorted(path.name for path in story.path.parent.iterdir()) == ["bed.wav", "film.mov"]


def test_words_of_each_scene_stand_where_they_were_set(story: Made) -> None:
    for scene in story.script.scenes:
        seen, expected = ink(story.middle(scene), SIZE), foreseen(story.script, scene)
        assert seen.left == pytest.approx(expected.left, abs=4)
        if not scene.marks:
            assert seen.right == pytest.approx(expected.right, abs=6)
        assert seen.top < expected.top
        assert expected.bottom < seen.bottom


def test_words_stay_inside_the_safe_area(story: Made) -> None:
    wide, high = safe_margins(SIZE)
    for scene in story.script.scenes:
        seen = ink(story.middle(scene), SIZE, top=0, bottom=1, least=150)
        assert wide <= seen.left < seen.right <= SIZE[0] - wide
        assert high <= seen.top < seen.bottom <= SIZE[1] - high


def test_scenes_follow_each_other_and_their_words_come_and_go(story: Made) -> None:
    first, second, _ = story.script.scenes
    assert ink(story.middle(first), SIZE) != ink(story.middle(second), SIZE)
    between = ink(story.shown.pictures[second.begin], SIZE)
    assert between == Ink(0, 0, 0, 0)
    just_before, later = (story.shown.pictures[second.begin + number] for number in (-2, 20))
    assert ink(later, SIZE).right > ink(just_before, SIZE).right


def test_what_matters_has_the_colour_of_its_film(story: Made) -> None:
    scene = next(scene for scene in story.script.scenes if scene.marks)
    accent = palette_for(story.script.seed).accent
    frame = story.middle(scene)
    pixels = [frame[at : at + 3] for at in range(SIZE[0] * 40 * 3, SIZE[0] * 140 * 3, 3)]
    assert any(all(abs(a - b) < 30 for a, b in zip(pixel, accent, strict=True)) for pixel in pixels)


def foot_line(made: Made, number: int) -> int:
    """Return where the line at the foot of a picture of the film ends, in pixels."""
    accent, row = palette_for(made.script.seed).accent, SIZE[1] - safe_margins(SIZE)[1] - 2
    line = [made.shown.pixel(number, x / SIZE[0], (row + 0.5) / SIZE[1]) for x in range(SIZE[0])]
    return max(x for x, pixel in enumerate(line) if sum(abs(a - b) for a, b in zip(pixel, accent, strict=True)) < 120)


def test_line_at_the_foot_grows_with_each_picture_of_the_film(story: Made) -> None:
    numbers = range(20, 160)
    lengths = [foot_line(story, number) - SIZE[0] * 0.085 for number in numbers]
    assert lengths == pytest.approx([SIZE[0] * 0.83 * number / 180 for number in numbers], abs=4)
    assert all(0 < after - before < 4 for before, after in pairwise(lengths))


def test_light_behind_the_words_drifts_and_never_jumps(story: Made) -> None:
    corners = [
        [frame[(y * SIZE[0] + x) * 3 + side] for y in range(20, 40) for x in range(200, 300) for side in range(3)]
        for frame in story.shown.pictures[15:160]
    ]
    assert difference(bytes(corners[0]), bytes(corners[-1])) > 1.5
    assert max(difference(bytes(one), bytes(other)) for one, other in pairwise(corners)) < 2.5


def test_film_comes_out_of_black_and_goes_into_it(story: Made) -> None:
    pictures = story.shown.pictures
    assert brightness(pictures[0]) < 2
    assert brightness(pictures[-1]) < 4
    assert brightness(pictures[90]) > 15


def test_music_is_heard_and_dies_away_without_a_click(ffmpeg: Path, story: Made) -> None:
    samples = sound(ffmpeg, story.path)
    assert loudness(samples, 1, 3) > 0.02
    assert loudness(samples, 5.9, 6) < 0.003
    assert max(abs(after - before) for before, after in pairwise(samples[-480:])) < 60
    assert abs(samples[0]) < 60


async def test_film_without_visuals_stands_still(ffmpeg: Path, tmp_path: Path) -> None:
    made = await filmed(ffmpeg, tmp_path, "One sentence is here", visuals=False)
    assert len(made.shown.pictures) == 120
    assert difference(made.shown.pictures[40], made.shown.pictures[90]) < 1.2
    assert ink(made.shown.pictures[60], SIZE).right > 150
    assert (await probe(ffmpeg, made.path)).audio == ()


async def test_same_text_becomes_the_same_film(ffmpeg: Path, tmp_path: Path) -> None:
    films = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        made = await filmed(ffmpeg, tmp_path / name, STORY, seconds=1.0, size=(160, 90), music=True)
        films.append(made.path.read_bytes())
    assert films[0] == films[1]


async def test_upright_film_leaves_its_foot_to_the_buttons_of_apps(ffmpeg: Path, tmp_path: Path) -> None:
    still = picture(ffmpeg, tmp_path / "a.png", "blue")
    made = await filmed(ffmpeg, tmp_path, STORY, (still,), size=UPRIGHT)
    assert made.shown.size == UPRIGHT
    wide, high = safe_margins(UPRIGHT)
    for scene in made.script.scenes:
        seen = ink(made.middle(scene), UPRIGHT, top=0.1)
        assert wide <= seen.left < seen.right <= UPRIGHT[0] - wide
        assert high <= seen.top < seen.bottom <= UPRIGHT[1] * 0.82


def border(frame: bytes) -> float:
    """Return how many pixels of a row lie left of the white, in parts of a pixel."""
    row = frame[SIZE[0] * 60 * 3 : SIZE[0] * 61 * 3 : 3]
    half = sum(row[-40:]) / 80
    at = next(x for x, level in enumerate(row) if level > half)
    return at - (row[at] - half) / (row[at] - row[at - 1])


def test_given_picture_is_seen_and_drawn_near_without_a_tremble(illustrated: Made) -> None:
    shot = illustrated.script.shots[0]
    places = [border(frame) for frame in illustrated.shown.pictures[shot.begin + 14 : shot.begin + shot.length - 14]]
    steps = [after - before for before, after in pairwise(places)]
    assert places[-1] - places[0] > 3
    assert all(0 < step < 0.18 for step in steps)


def test_pictures_change_with_the_scenes_and_fade_into_each_other(illustrated: Made) -> None:
    first, second = illustrated.script.shots
    before, after = (illustrated.shown.pixel(at, 0.95, 0.4) for at in (second.begin - 20, second.begin + 30))
    assert min(before) > 120
    assert after[2] > 3 * max(after[:2])
    (fading, _) = segments(illustrated.script.shots)
    assert fading.following is not None
    reds = [illustrated.shown.pixel(second.begin + at, 0.95, 0.4)[0] for at in range(fading.following.pictures)]
    assert reds[0] > reds[len(reds) // 2] > reds[-1]
    assert max(abs(one - other) for one, other in pairwise(reds)) < 40
    assert first.length + second.length == len(illustrated.shown.pictures)


def test_words_over_a_picture_stand_low_on_darkened_ground(illustrated: Made) -> None:
    for scene in illustrated.script.scenes:
        frame = illustrated.middle(scene)
        seen = ink(frame, SIZE, top=0.5, least=200)
        assert seen.left == pytest.approx(foreseen(illustrated.script, scene).left, abs=4)
    shot = illustrated.script.shots[0]
    bright, dark = (min(illustrated.shown.pixel(shot.begin + 30, 0.97, y)) for y in (0.3, 0.97))
    assert bright > 2 * dark


@pytest.mark.parametrize(
    ("name", "size", "filters"),
    [
        ("dot.png", "1x1", "null"),
        ("line.png", "2000x1", "null"),
        ("tall.jpg", "60x900", "null"),
        ("clear.png", "160x90", "format=rgba,colorchannelmixer=aa=0"),
        ("grey.png", "101x57", "format=gray16"),
        ("small.gif", "33x21", "null"),
    ],
)
async def test_picture_of_any_shape_becomes_a_shot(
    ffmpeg: Path, tmp_path: Path, name: str, size: str, filters: str
) -> None:
    path = tmp_path / name
    made_of = f"color=c={colour('red')}:size={size},{filters}"
    run(ffmpeg, "-f", "lavfi", "-i", made_of, "-frames:v", "1", f"file:{path}")
    made = await filmed(ffmpeg, tmp_path, "One sentence.", (path,), seconds=1.0, size=(160, 90))
    assert len(made.shown.pictures) == 30
    if name not in {"clear.png", "grey.png"}:
        red, green, _ = made.shown.pixel(15, 0.8, 0.4)
        assert red > 2 * green


async def test_picture_that_cannot_be_read_is_told(ffmpeg: Path, tmp_path: Path) -> None:
    path = picture(ffmpeg, tmp_path / "a.png", "red", size="320x180")
    facts = await looked_at(ffmpeg, [path])
    path.write_bytes(path.read_bytes()[:60])
    script = scripted("Hi.", seconds=1, voice=False, music=False, visuals=True, size=(160, 90), pictures=1)
    telling = telling_of(script, facts, [path])
    with opened(facts, [path]) as inputs, pytest.raises(FinalError, match=r"because of a\.png"):
        await film(ffmpeg, telling, inputs, folder=tmp_path, threads=1, on_share=lambda _: None, on_note=print)


def sky(made: Made, seconds: float) -> str:
    """Return the colour that is seen above the words, at the right."""
    return made.shown.name(round(seconds * 30), 0.95, 0.25)


async def test_film_behind_a_text_plays_from_its_beginning_and_is_not_heard(ffmpeg: Path, tmp_path: Path) -> None:
    path = coloured(ffmpeg, tmp_path / "four.mp4")
    made = await filmed(ffmpeg, tmp_path, STORY, (path,))
    assert [sky(made, at) for at in (0.8, 1.2, 1.8, 2.2, 2.8, 3.2)] == [
        "red", "green", "green", "blue", "blue", "yellow"
    ]  # fmt: skip
    assert made.notes[-1:] == ("The sound of four.mp4 is not heard: it plays behind the text.",)
    assert (await probe(ffmpeg, made.path)).audio == ()


async def test_film_is_darkened_where_words_stand(ffmpeg: Path, tmp_path: Path) -> None:
    made = await filmed(ffmpeg, tmp_path, STORY, (clip(ffmpeg, tmp_path / "a.mp4", "yellow", seconds=4),))
    bright, dark = (made.shown.pixel(60, 0.97, y)[0] for y in (0.25, 0.97))
    assert bright == pytest.approx(0.8 * 220, abs=12)
    assert dark < 0.3 * bright
    for scene in made.script.scenes:
        assert ink(made.middle(scene), SIZE, top=0.5, least=200).left == pytest.approx(
            foreseen(made.script, scene).left, abs=4
        )


async def test_film_much_shorter_than_its_shot_begins_again(ffmpeg: Path, tmp_path: Path) -> None:
    made = await filmed(ffmpeg, tmp_path, STORY, (coloured(ffmpeg, tmp_path / "a.mp4", seconds=2),), seconds=6.0)
    assert [sky(made, at + 0.5) for at in range(5)] == ["red", "green", "red", "green", "red"]
    assert len(made.shown.pictures) == 180


async def test_last_picture_of_a_film_stands_for_the_little_that_it_lacks(ffmpeg: Path, tmp_path: Path) -> None:
    made = await filmed(ffmpeg, tmp_path, STORY, (coloured(ffmpeg, tmp_path / "a.mp4", seconds=3),))
    assert [sky(made, at) for at in (0.8, 1.5, 2.5, 3.3)] == ["red", "green", "blue", "blue"]


async def test_films_and_pictures_fade_into_each_other(ffmpeg: Path, tmp_path: Path) -> None:
    files = (
        coloured(ffmpeg, tmp_path / "a.mp4", seconds=3),
        picture(ffmpeg, tmp_path / "b.png", "yellow"),
        coloured(ffmpeg, tmp_path / "c.mp4", seconds=1),
        clip(ffmpeg, tmp_path / "d.mp4", "blue", seconds=2),
    )
    made = await filmed(ffmpeg, tmp_path, "Hello there", files, seconds=8.0)
    begins = [shot.begin / 30 for shot in made.script.shots]
    assert begins == [0, 2, 4, 6]
    assert [sky(made, at) for at in (0.8, 1.5, 3.2, 4.9, 5.8, 7.2)] == ["red", "green", "yellow", "red", "red", "blue"]
    for begin in (2, 4, 6):
        fading = [made.shown.pixel(begin * 30 + number, 0.95, 0.25) for number in range(22)]
        steps = [max(abs(one - other) for one, other in zip(*pair, strict=True)) for pair in pairwise(fading)]
        assert max(steps) < 40
    assert [note.partition(":")[0] for note in made.notes] == ["The sound of 2 films is not heard", *made.notes[1:]]


async def test_film_of_quite_another_shape_is_seen_whole_and_upright(ffmpeg: Path, tmp_path: Path) -> None:
    lying = quartered(ffmpeg, tmp_path / "lying.mp4", size="160x60")
    path = tmp_path / "phone.mov"
    run(ffmpeg, "-display_rotation", "90", "-i", f"file:{lying}", "-c", "copy", f"file:{path}")
    made = await filmed(ffmpeg, tmp_path, "Hello", (path,), seconds=1.0)
    width = 180 * 60 / 160
    left = (SIZE[0] - width) * 0.84
    places = [((left + width * x) / SIZE[0], y) for y in (0.25, 0.6) for x in (0.25, 0.75)]
    assert [made.shown.name(15, *place) for place in places[:2]] == ["green", "yellow"]
    assert made.shown.pixel(15, *places[2])[0] > made.shown.pixel(15, *places[2])[2]
    assert made.shown.pixel(15, *places[3])[2] > made.shown.pixel(15, *places[3])[0]
    beside = made.shown.pixel(15, 0.1, 0.3)
    assert max(beside) > 20


MOVING: dict[str, tuple[str, ...]] = {
    "anim.gif": (),
    "odd.mp4": ("-vf", "scale=161:91", "-c:v", "libx264", "-pix_fmt", "yuv444p"),
    "fast.mov": ("-r", "60", *X264),
    "slow.mp4": ("-r", "5", *X264),
    "old.avi": ("-vf", "tinterlace=4", "-flags", "+ildct+ilme", "-c:v", "mpeg2video", "-q:v", "2"),
    "uneven.mkv": ("-vf", r"select=not(mod(n\,3))+lt(n\,7)", "-fps_mode", "vfr", *X264),
    "clear.webm": ("-vf", "format=yuva420p", "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"),
    "hdr.mov": (
        *("-vf", "format=yuv420p10le,setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"),
        *("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none", "-tag:v", "hvc1"),
    ),
}


@pytest.mark.parametrize("name", MOVING)
async def test_film_of_any_kind_becomes_a_shot(ffmpeg: Path, tmp_path: Path, name: str) -> None:
    path = clip(ffmpeg, tmp_path / name, "red", seconds=1.2, size="160x90", options=MOVING[name])
    made = await filmed(ffmpeg, tmp_path, "One sentence.", (path,), seconds=1.5, size=(160, 90))
    assert len(made.shown.pictures) == 45
    for at in (12, 30):
        red, green, blue = made.shown.pixel(at, 0.9, 0.3)
        assert red > 80
        assert red > 2 * max(green, blue)


async def test_gif_that_moves_goes_round_and_round(ffmpeg: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    run(ffmpeg, "-i", f"file:{coloured(ffmpeg, tmp_path / 'a.mp4', seconds=2)}", "-an", f"file:{path}")
    made = await filmed(ffmpeg, tmp_path, "Hello there", (path,), seconds=5.0, size=(160, 90))
    assert [sky(made, at + 0.5) for at in range(4)] == ["red", "green", "red", "green"]


@pytest.mark.parametrize("place", [0, 1])
async def test_film_that_is_damaged_is_named(ffmpeg: Path, tmp_path: Path, place: int) -> None:
    files = [
        coloured(ffmpeg, tmp_path / f"{name}.mp4", seconds=2, options=("-c:v", "mjpeg", "-q:v", "2", "-an"))
        for name in ("first", "second")
    ]
    facts = await looked_at(ffmpeg, files)
    held = bytearray(files[place].read_bytes())
    at = held.index(b"mdat") + 400
    held[at : at + 9000] = bytes(9000)
    files[place].write_bytes(held)
    script = scripted("Hi.", seconds=4, voice=False, music=False, visuals=True, size=(160, 90), pictures=2)
    telling = telling_of(script, facts, files)
    with opened(facts, files) as inputs, pytest.raises(FinalError, match=f"because of {files[place].name}:"):
        await film(ffmpeg, telling, inputs, folder=tmp_path, threads=1, on_share=lambda _: None, on_note=print)


async def test_film_that_is_incomplete_is_named_before_anything_is_made(ffmpeg: Path, tmp_path: Path) -> None:
    path = coloured(ffmpeg, tmp_path / "holiday.mp4", seconds=2, options=(*X264, "-an", "-movflags", "+faststart"))
    path.write_bytes(path.read_bytes()[:-2000])
    script = scripted("Hi.", seconds=4, voice=False, music=False, visuals=True, size=SIZE, pictures=1)
    with pytest.raises(FinalError, match=r"holiday\.mp4 cannot be shown behind the text: it is incomplete"):
        _ = telling_of(script, await looked_at(ffmpeg, [path]), [path]).notes


@pytest.mark.parametrize(
    ("own", "inner", "at"),
    [
        ((1920, 1080), (1920, 1080), (0, 0)),
        ((1280, 720), (1920, 1080), (0, 0)),
        ((1440, 1080), (1920, 1440), (0, -144)),
        ((1080, 1080), (1920, 1920), (0, -336)),
        ((1080, 1920), (608, 1080), (1102, 0)),
        ((4000, 1000), (1920, 480), (0, 168)),
        ((3, 2001), (2, 1080), (1611, 0)),
    ],
)
def test_picture_fills_the_frame_where_enough_of_it_is_left(
    own: tuple[int, int], inner: tuple[int, int], at: tuple[int, int]
) -> None:
    framing = framed(own, (1920, 1080))
    assert (framing.inner, framing.at) == (inner, at)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (720, 720), (2560, 1080), (64, 36), (3840, 2160)])
@pytest.mark.parametrize("pictures", [1, 36, 300, 18_000])
def test_steps_of_a_zoom_are_less_than_a_pixel_and_whole_on_its_canvas(size: tuple[int, int], pictures: int) -> None:
    for number in range(4):
        zoom = zoom_for(size, number=number, pictures=pictures)
        assert zoom.canvas[0] * zoom.lost[1] == zoom.canvas[1] * zoom.lost[0]
        assert all(side > 1.1 * whole for side, whole in zip(zoom.canvas, size, strict=True))
        assert all(0 <= before <= lost for before, lost in zip(zoom.before, zoom.lost, strict=True))
        steps = pictures // zoom.every
        assert steps * zoom.lost[1] <= 0.16 * zoom.canvas[1]


async def test_text_with_the_letters_of_filters_is_only_text(ffmpeg: Path, tmp_path: Path) -> None:
    made = await filmed(ffmpeg, tmp_path, HOSTILE, seconds=5.0)
    assert len(made.shown.pictures) == 150
    for scene in made.script.scenes:
        seen, expected = ink(made.middle(scene), SIZE), foreseen(made.script, scene)
        assert seen.left == pytest.approx(expected.left, abs=5)
        assert seen.right == pytest.approx(expected.right, abs=8)


async def test_chinese_is_drawn_in_its_frame(ffmpeg: Path, tmp_path: Path) -> None:
    text = "蜜蜂如何找到回家的路\n\n一只蜜蜂的大脑比芝麻还小，却能飞行五公里。"
    if missing_letters(text):
        pytest.skip("no font on this machine has the letters")
    made = await filmed(ffmpeg, tmp_path, text, size=UPRIGHT)
    wide, high = safe_margins(UPRIGHT)
    for scene in made.script.scenes:
        seen = ink(made.middle(scene), UPRIGHT)
        assert wide <= seen.left < seen.right <= UPRIGHT[0] - wide
        assert high <= seen.top < seen.bottom <= UPRIGHT[1] - high
        assert seen.right - seen.left > 0.4 * UPRIGHT[0]


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
@pytest.mark.parametrize("music", [False, True])
async def test_voice_says_the_text_and_music_gives_way(ffmpeg: Path, tmp_path: Path, *, music: bool) -> None:
    made = await filmed(ffmpeg, tmp_path, STORY, seconds=7.0, size=(160, 90), voice=True, music=music)
    assert made.script.notes == ()
    samples = sound(ffmpeg, made.path)
    assert len(samples) == 7 * 48_000
    assert len(made.shown.pictures) == 210
    parts = [loudness(samples, at / 10, at / 10 + 0.1) for at in range(70)]
    assert max(parts) > 0.08
    assert parts[-1] < 0.01
    assert (min(parts[10:60]) > 0.002) == music


async def test_film_without_a_voice_is_made_where_none_is_installed(
    ffmpeg: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = await filmed(ffmpeg, tmp_path, "Hello", seconds=1.0, size=(160, 90), voice=True)
    assert made.script.notes == ("No voice: espeak-ng is not installed.",)
    assert (await probe(ffmpeg, made.path)).audio == ()


@pytest.mark.parametrize(("seconds", "length"), [(1.0, 30), (1.05, 32), (2.51, 75)])
async def test_shortest_films_have_all_their_pictures(
    ffmpeg: Path, tmp_path: Path, seconds: float, length: int
) -> None:
    stills = tuple(picture(ffmpeg, tmp_path / f"{name}.png", name) for name in ("red", "blue"))
    made = await filmed(ffmpeg, tmp_path, STORY, stills, seconds=seconds, size=(64, 36))
    assert len(made.shown.pictures) == length
    assert made.shares[-1] == 1.0
