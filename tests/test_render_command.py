"""`render`: which of the named files become one result, where it goes, and that nothing else is touched."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
from assembling import clip, picture
from editing import frequency, run, shown, sound, tone

from nemo_watch.cli.render import command
from nemo_watch.daemon.direct.planning import Order, Plan, plan
from nemo_watch.errors import ConfigurationError, FinalError
from nemo_watch.rule_file.schema import FORMATS, QUALITIES
from nemo_watch.rules import Rule
from nemo_watch.studio.language.edits import Quality

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60.0
EXPLAIN = "turn this text into a short explainer video"
SLIDES = "make a slideshow without transitions, 0.4 seconds each, 144p"


class Home:
    """A folder with files, and the command called there."""

    def __init__(self, folder: Path, films: Path) -> None:
        self.folder = folder / "home"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        shutil.copytree(films, self.folder)
        self.expected = self.all()

    @property
    def environ(self) -> dict[str, str]:
        names = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return names | {"HOME": str(self.folder.parent), "TMPDIR": str(self.temporary)}

    def render(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(self.line(arguments), env=self.environ, capture_output=True, text=True,
                              timeout=SECONDS, cwd=self.folder)  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        done = self.render(*arguments, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def line(self, arguments: Sequence[str | Path]) -> list[str]:
        return [sys.executable, "-m", "nemo_watch", "render", *map(str, arguments)]

    def all(self) -> dict[str, tuple[bytes, int]]:
        """Return every file of the folder, hidden ones too, with its content and time."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    def left_in_temporary(self) -> list[str]:
        return [path.name for path in self.temporary.iterdir()]

    def path(self, name: str) -> Path:
        return self.folder / name


@pytest.fixture(scope="module")
def films(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder of clips whose names are in another order than that in which they are named."""
    folder = tmp_path_factory.mktemp("films")
    clip(ffmpeg, folder / "zebra.mp4", "red", tone=400)
    clip(ffmpeg, folder / "apple.mp4", "green", tone=800)
    clip(ffmpeg, folder / "mid.mkv", "blue", tone=1200)
    tone(ffmpeg, folder / "song.mp3", seconds=1, frequency=1600)
    shutil.copy(folder / "song.mp3", folder / "apple.mp3")
    picture(ffmpeg, folder / "one.png", "yellow")
    picture(ffmpeg, folder / "two.png", "blue")
    (folder / "talk.txt").write_text("A talk\n\nWords are said here. More of them follow.\n")
    (folder / "poem.txt").write_text("Roses are red. Violets are blue.\n")
    shots = folder / "holiday"
    (shots / "late").mkdir(parents=True)
    for name, colour in (("10.png", "green"), ("2.png", "red"), ("late/1.png", "blue")):
        picture(ffmpeg, shots / name, colour)
    (shots / ".hidden.png").write_bytes((shots / "2.png").read_bytes())
    (shots / "clip.mov.part").write_bytes(b"half")
    (shots / "notes.pdf").write_bytes(b"%PDF-1.7")
    (folder / "empty").mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path, films: Path) -> Iterator[Home]:
    """Return a home whose files are found as they were at the end, with nothing left in temporary folders."""
    home = Home(tmp_path, films)
    yield home
    assert home.all().items() >= home.expected.items()
    assert not list(home.folder.rglob(".nemo-watch"))
    assert home.left_in_temporary() == []


def ordered(home: Home, *names: str, instruction: str = "convert to MP4", **how: Any) -> Plan:
    return plan(Order(names=tuple(str(home.path(name)) for name in names), instructions=(instruction,), **how))


def bundles(planned: Plan) -> list[str]:
    """Return the files of each job by their names; what cannot be begun stands in brackets."""
    listed = [(" ".join(work.files), work.job) for work in planned.works]
    return [f"[{files}]" if job.is_over else files for files, job in listed]


def colours(ffmpeg: Path, path: Path) -> list[str]:
    return shown(ffmpeg, path).names()


# What becomes of the files, with real renders


def test_clips_are_joined_in_the_order_named(home: Home, ffmpeg: Path) -> None:
    done = home.render("zebra.mp4", "apple.mp4", "mid.mkv", "-i", "join these clips")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("zebra.mp4 + 2 more → ~/home/zebra (2).mp4: ")
    assert " became " in done.stdout
    made = home.path("zebra (2).mp4")
    assert colours(ffmpeg, made) == ["red", "green", "blue"]
    heard = sound(ffmpeg, made)
    assert [frequency(heard, at) for at in (0.5, 1.5, 2.5)] == pytest.approx([400, 800, 1200], rel=0.02)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("alphabetically", ["green", "blue", "red"]), ("by date", ["blue", "red", "green"])],
)
def test_an_order_that_the_words_ask_for_goes_first(home: Home, ffmpeg: Path, words: str, expected: list[str]) -> None:
    for number, name in enumerate(("mid.mkv", "zebra.mp4", "apple.mp4")):
        os.utime(home.path(name), ns=(number * 10**9, number * 10**9))
    home.expected = home.all()
    done = home.render("zebra.mp4", "apple.mp4", "mid.mkv", "-i", f"join these clips {words}", "-o", "all.mp4")
    assert done.returncode == 0, done.stderr
    assert colours(ffmpeg, home.path("all.mp4")) == expected


def test_folder_becomes_one_film_in_natural_order_with_the_music_named_beside_it(home: Home, ffmpeg: Path) -> None:
    done = home.render("holiday/", "song.mp3", "-i", f"{SLIDES}, with music")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "Left out: clip.mov.part, notes.pdf.\n"
    made = home.path("holiday.mp4")
    assert colours(ffmpeg, made) == ["red", "green", "blue"]
    assert frequency(sound(ffmpeg, made), 0.5) == pytest.approx(1600, rel=0.02)


@pytest.mark.parametrize("words", ["merge this audio and video", "merge these"])
def test_one_video_and_one_sound_are_a_pair_whatever_they_are_called(home: Home, ffmpeg: Path, words: str) -> None:
    done = home.render("song.mp3", "zebra.mp4", "-i", words, "-o", "pair.mp4")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("zebra.mp4 + song.mp3 → ~/home/pair.mp4: ")
    assert frequency(sound(ffmpeg, home.path("pair.mp4")), 0.5) == pytest.approx(1600, rel=0.02)
    assert colours(ffmpeg, home.path("pair.mp4")) == ["red"]


def test_video_without_a_partner_is_told_and_the_others_are_done(home: Home) -> None:
    done = home.render("zebra.mp4", "apple.mp4", "apple.mp3", "-i", "merge this audio and video", "-o", "out")
    assert done.returncode == 1
    assert done.stderr.startswith("zebra.mp4: There is no sound file to merge it with. Name one that is called like it")
    assert "zebra.mp3" in done.stderr
    assert [path.name for path in home.path("out").iterdir()] == ["apple.mp4"]


def test_text_becomes_a_film_of_its_own_pictures(home: Home, ffmpeg: Path) -> None:
    done = home.render("talk.txt", "one.png", "-i", f"{EXPLAIN}, 144p")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("talk.txt + one.png → ~/home/talk.mp4: ")
    seen = shown(ffmpeg, home.path("talk.mp4"))
    assert seen.name(len(seen.pictures) // 2, 0.98, 0.05) == "yellow"


def test_picture_that_the_words_name_goes_with_every_video(home: Home, ffmpeg: Path) -> None:
    other = home.path("art/logo.png")
    other.parent.mkdir()
    picture(ffmpeg, other, "blue", size="60x60")
    done = home.render("zebra.mp4", "apple.mp4", "art/logo.png", "-i", "put logo.png in the top left corner", "-o", "m")
    assert done.returncode == 0, done.stderr
    for name, ground in (("zebra.mp4", "red"), ("apple.mp4", "green")):
        seen = shown(ffmpeg, home.path(f"m/{name}"))
        assert (seen.name(5, 0.12, 0.12), seen.name(5, 0.8, 0.8)) == ("blue", ground)


def test_path_in_the_words_is_seen_from_the_current_folder(home: Home, ffmpeg: Path) -> None:
    picture(ffmpeg, home.path("empty/logo.png"), "blue", size="60x60")
    done = home.render("holiday/../zebra.mp4", "-i", "put empty/logo.png in the top left corner", "-o", "m.mp4")
    assert done.returncode == 0, done.stderr
    assert shown(ffmpeg, home.path("m.mp4")).name(5, 0.12, 0.12) == "blue"


def test_words_beside_a_file_are_for_that_file_alone(home: Home) -> None:
    home.path("apple.mp4.txt").write_text("mute it")
    first, second = home.json("apple.mp4", "zebra.mp4", "-i", "convert to MP4", "-o", "out")
    assert "left the sound out" in first["message"]
    assert "left the sound out" not in second["message"]
    assert first["sources"] == [str(home.path("apple.mp4")), str(home.path("apple.mp4.txt"))]


def test_seventy_files_become_one_film(home: Home) -> None:
    home.path("many").mkdir()
    for number in range(70):
        shutil.copy(home.path("zebra.mp4" if number % 2 else "apple.mp4"), home.path(f"many/{number}.mp4"))
    (job,) = home.json("many", "-i", "join these clips")
    assert len(job["sources"]) == 70
    assert job["result_seconds"] == pytest.approx(70, abs=2)
    assert job["outputs"] == [str(home.path("many.mp4"))]


def test_link_to_this_machine_is_not_followed(home: Home) -> None:
    home.path("far.mp4.url").write_text("[InternetShortcut]\nURL=https://127.0.0.1/far.mp4\n")
    done = home.render("far.mp4.url", "-i", "convert to MP4")
    assert done.returncode == 1
    assert done.stderr.startswith("far.mp4.url: The file at 127.0.0.1 is not fetched")


def test_what_fails_for_a_while_is_tried_again_and_then_given_up(home: Home) -> None:
    home.path("far.url").write_text("[InternetShortcut]\nURL=https://nowhere.invalid/far.mp4\n")
    (job,) = home.json("far.url", "-i", "convert to MP4", code=1)
    assert (job["state"], job["attempts"]) == ("failed", 3)
    assert "nowhere.invalid" in job["message"]


def test_options_are_those_of_a_rule(home: Home, ffmpeg: Path) -> None:
    run(ffmpeg, "-i", str(home.path("mid.mkv")), "-c:v", "copy", "-c:a", "libmp3lame", str(home.path("old.mkv")))
    (kept,) = home.json("old.mkv", "-i", "convert it", "-o", "a.mp4", "--compatible", "modern", "--metadata", "strip")
    (changed,) = home.json("old.mkv", "-i", "make it 100p", "--format", "mov", "--verify", "full", "--quality", "low")
    assert "H.264 and MP3 unchanged" in kept["message"]
    assert changed["outputs"] == [str(home.path("old.mov"))]
    source = home.path("old.mkv").stat().st_mtime_ns
    assert home.path("a.mp4").stat().st_mtime_ns != source
    assert home.path("old.mov").stat().st_mtime_ns == source


def test_options_speak_the_words_of_the_rule_file() -> None:
    choices = {option.name: getattr(option.type, "choices", None) for option in command.params}
    assert tuple(choices["made"]) == FORMATS
    assert tuple(choices["quality"]) == QUALITIES == get_args(Quality)
    assert [choices[name] for name in ("verify", "metadata", "compatible")] == [
        ("quick", "full"),
        ("keep", "strip"),
        ("wide", "modern"),
    ]
    defaults = {option.name: option.default for option in command.params}
    rule = Rule(name="a", inbox=Path(), outbox=Path(), instructions=())
    assert (defaults["quality"], defaults["verify"], defaults["metadata"]) == (
        rule.output.quality,
        rule.verify,
        rule.metadata,
    )


def test_result_may_be_named_and_replaces_nothing(home: Home) -> None:
    for name in ("final.mkv", "final (2).mkv"):
        (job,) = home.json("zebra.mp4", "-i", "mute it", "-o", "new/final.mkv")
        assert job["outputs"] == [str(home.path("new") / name)]


def test_picture_of_a_video_may_be_named(home: Home) -> None:
    (job,) = home.json("zebra.mp4", "-i", "grab a thumbnail at 0.5 seconds", "-o", "shot.jpeg")
    assert job["outputs"] == [str(home.path("shot.jpeg"))]
    assert home.path("shot.jpeg").read_bytes().startswith(b"\xff\xd8\xff")


def test_videos_of_a_folder_keep_their_subfolders_in_the_output_folder(home: Home) -> None:
    shutil.copy(home.path("zebra.mp4"), home.path("empty/a.mp4"))
    home.path("empty/deep").mkdir()
    shutil.copy(home.path("zebra.mp4"), home.path("empty/deep/b.mp4"))
    done = home.render("empty", "-i", "mute it", "-o", "out")
    assert done.returncode == 0, done.stderr
    made = sorted(str(path.relative_to(home.path("out"))) for path in home.path("out").rglob("*.mp4"))
    assert made == ["a.mp4", "deep/b.mp4"]


# Which files become one, by words, kinds and names


@pytest.mark.parametrize(
    ("names", "instruction", "expected"),
    [
        ("zebra.mp4 apple.mp4", "convert to MP4", ["zebra.mp4", "apple.mp4"]),
        ("zebra.mp4 song.mp3", "extract the audio as mp3", ["zebra.mp4", "song.mp3"]),
        ("two.png zebra.mp4 one.png", "join these clips", ["two.png zebra.mp4 one.png"]),
        ("two.png song.mp3 one.png", "make a slideshow with music", ["two.png one.png song.mp3"]),
        ("two.png song.mp3 one.png", "make a slideshow", ["[two.png song.mp3 one.png]"]),
        ("zebra.mp4 apple.mp4 song.mp3", "join these clips with music", ["zebra.mp4 apple.mp4 song.mp3"]),
        ("zebra.mp4 song.mp3 apple.mp3", "join these clips with music", ["[zebra.mp4 song.mp3 apple.mp3]"]),
        ("song.mp3 apple.mp3", "join these clips", ["[song.mp3 apple.mp3]"]),
        ("zebra.mp4 talk.txt", "join these clips", ["[zebra.mp4 talk.txt]"]),
        ("zebra.mp4 apple.mp4 song.mp3", "add music", ["zebra.mp4 song.mp3", "apple.mp4 song.mp3"]),
        ("apple.mp4 apple.mp3 mid.mkv song.mp3", "add music", ["apple.mp4 apple.mp3", "mid.mkv", "[song.mp3]"]),
        ("song.mp3 apple.mp3", "add music", ["song.mp3", "apple.mp3"]),
        ("zebra.mp4 song.mp3 apple.mp4", "use song.mp3 as music", ["zebra.mp4 song.mp3", "apple.mp4 song.mp3"]),
        ("zebra.mp4 apple.mp4 song.mp3", "merge this audio and video", ["zebra.mp4 song.mp3", "apple.mp4 song.mp3"]),
        ("apple.mp3 zebra.mp4 apple.mp4", "merge this audio and video", ["[zebra.mp4]", "apple.mp4 apple.mp3"]),
        ("apple.mp4 apple.mp3 song.mp3", "merge this audio and video", ["apple.mp4 apple.mp3", "[song.mp3]"]),
        ("one.png song.mp3", "merge this audio and video", ["[one.png]", "[song.mp3]"]),
        ("talk.txt poem.txt", EXPLAIN, ["talk.txt", "poem.txt"]),
        ("talk.txt", "make it 720p", ["talk.txt"]),
        ("one.png talk.txt zebra.mp4", EXPLAIN, ["talk.txt one.png zebra.mp4"]),
        ("talk.txt poem.txt one.png", EXPLAIN, ["talk.txt one.png", "poem.txt one.png"]),
        ("talk.txt song.mp3", f"{EXPLAIN} with music", ["[talk.txt song.mp3]"]),
        ("talk.txt song.mp3", f"{EXPLAIN}, use song.mp3 as background music", ["talk.txt song.mp3"]),
        ("talk.txt zebra.mp4", "convert to MP4", ["zebra.mp4", "[talk.txt]"]),
        ("one.png", EXPLAIN, ["[one.png]"]),
        ("holiday", "make a slideshow", ["2.png 10.png 1.png"]),
        ("holiday", "make it 720p", ["2.png", "10.png", "1.png"]),
        ("holiday holiday/late", "make a slideshow", ["2.png 10.png 1.png"]),
        ("one.png holiday", "make a slideshow", ["one.png 2.png 10.png 1.png"]),
        ("talk.txt holiday", EXPLAIN, ["talk.txt 2.png 10.png 1.png"]),
        ("zebra.mp4 zebra.mp4 apple.mp4", "join these clips", ["zebra.mp4 apple.mp4"]),
        ("one.png", "put one.png in the corner", ["[one.png]"]),
    ],
)
def test_files_become_one_result_where_the_words_are_about_all_of_them(
    home: Home, names: str, instruction: str, expected: list[str]
) -> None:
    assert bundles(ordered(home, *names.split(), instruction=instruction)) == expected


@pytest.mark.parametrize(
    ("names", "instruction", "grouping", "expected"),
    [
        ("zebra.mp4 apple.mp4", "join these clips", "each", ["zebra.mp4", "apple.mp4"]),
        ("talk.txt one.png", EXPLAIN, "each", ["one.png", "[talk.txt]"]),
        ("zebra.mp4 apple.mp4", "make it 100p", "together", ["zebra.mp4 apple.mp4"]),
        ("one.png two.png", "make it 100p", "together", ["one.png two.png"]),
        ("zebra.mp4 song.mp3", "make it 100p", "together", ["zebra.mp4 song.mp3"]),
        ("one.png talk.txt", "make it 100p", "together", ["talk.txt one.png"]),
        ("holiday holiday/late/1.png zebra.mp4", "join these clips", "together", ["2.png 10.png 1.png zebra.mp4"]),
    ],
)
def test_together_and_each_are_stronger_than_the_words(
    home: Home, names: str, instruction: str, grouping: str, expected: list[str]
) -> None:
    assert bundles(ordered(home, *names.split(), instruction=instruction, grouping=grouping)) == expected


def test_together_says_by_itself_how(home: Home, ffmpeg: Path) -> None:
    done = home.render("zebra.mp4", "apple.mp4", "-i", "make it 100p", "--together", "-o", "all.mp4")
    assert (done.returncode, done.stderr) == (0, "It is read as: join these clips, then the rest.\n")
    seen = shown(ffmpeg, home.path("all.mp4"))
    assert seen.names() == ["red", "green"]
    assert seen.size[1] == 100


def test_folder_of_which_something_else_is_meant_says_what_is_left_out(home: Home) -> None:
    shutil.copy(home.path("zebra.mp4"), home.path("holiday/clip.mp4"))
    planned = ordered(home, "holiday")
    assert bundles(planned) == ["clip.mp4"]
    assert planned.notes == ("Left out: 2.png, 10.png, 1.png, clip.mov.part, notes.pdf.",)


def test_subtitles_beside_a_video_and_named_ones_go_with_it(home: Home) -> None:
    home.path("zebra.en.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    shutil.copy(home.path("zebra.en.srt"), home.path("empty/other.srt"))
    words = "burn in the subtitles"
    assert bundles(ordered(home, "zebra.mp4", "apple.mp4", instruction=words)) == [
        "zebra.mp4 zebra.en.srt",
        "apple.mp4",
    ]
    assert bundles(ordered(home, "apple.mp4", "empty/other.srt", instruction=words)) == ["apple.mp4 other.srt"]
    assert bundles(ordered(home, "apple.mp4", "mid.mkv", "empty/other.srt")) == ["apple.mp4", "mid.mkv", "[other.srt]"]
    planned = ordered(home, "apple.mp4", "empty/other.srt")
    assert planned.notes == ("other.srt is not seen in it: for that, say: burn in the subtitles.",)


@pytest.mark.parametrize(
    ("names", "instruction", "note"),
    [
        ("one.png holiday", "make a slideshow", "All of it becomes one video, in the order named."),
        ("zebra.mp4 apple.mp4 song.mp3", "merge this audio and video", "song.mp3 goes with each of the 2 videos."),
        ("zebra.mp4 one.png song.mp3", "add music", "song.mp3 goes with each of the 2 files."),
        ("talk.txt poem.txt one.png", EXPLAIN, "Each of the 2 texts becomes a video of its own, with the picture."),
        ("one.png one.png two.png", "make a slideshow", "one.png is named more than once, and plays once."),
    ],
)
def test_what_might_have_been_decided_otherwise_is_told(home: Home, names: str, instruction: str, note: str) -> None:
    assert note in ordered(home, *names.split(), instruction=instruction).notes


def test_words_for_one_clip_are_not_read_for_all(home: Home) -> None:
    home.path("apple.mp4.txt").write_text("mute it")
    planned = ordered(home, "apple.mp4", "apple.mp4.txt", "zebra.mp4", instruction="join these clips")
    assert bundles(planned) == ["apple.mp4 zebra.mp4"]
    assert planned.notes == ("apple.mp4.txt is for apple.mp4 alone, and was not read.",)


def test_what_is_said_before_files_are_one_is_refused_with_the_order_to_say_it_in(home: Home) -> None:
    done = home.render("zebra.mp4", "apple.mp4", "-i", "make it 100p", "-i", "join these clips")
    assert done.returncode == 1
    assert "Say that first, then what is to be done to the result." in done.stderr
    done = home.render("zebra.mp4", "apple.mp4", "-i", "join these clips", "-i", "make it 100p", "-o", "all.mp4")
    assert done.returncode == 0, done.stderr


def test_kind_of_a_file_is_what_it_is_not_what_it_is_called(home: Home) -> None:
    shutil.copy(home.path("song.mp3"), home.path("sound"))
    shutil.copy(home.path("one.png"), home.path("picture.dat"))
    assert bundles(ordered(home, "zebra.mp4", "sound", instruction="merge these")) == ["zebra.mp4 sound"]
    planned = ordered(home, "picture.dat", "one.png", instruction="make it 100p", grouping="together")
    assert planned.notes == ("It is read as: make a slideshow, then the rest.",)


# What is said, and what it ends with


def test_dry_run_says_all_and_does_nothing(home: Home) -> None:
    before = home.all()
    done = home.render("zebra.mp4", "apple.mp4", "-i", "join these clips", "-i", "make it 100p", "--dry-run")
    assert done.returncode == 0
    assert done.stdout == (
        "Joins the clips in the order that they are listed in.\nMakes it 100 pixels high.\n"
        "zebra.mp4, apple.mp4 → ~/home/zebra (2).mp4\n"
    )
    done = home.render("zebra.mp4", "empty/../zebra.mp4", "song.mp3", "-i", "grab a thumbnail at 1s", "-o", "n/", "-q",
                       "--dry-run", "--json")  # fmt: skip
    told = json.loads(done.stdout)
    assert [result["output"] for result in told["results"]] == [
        str(home.path(f"n/{name}.jpg")) for name in ("zebra", "song")
    ]
    assert told["understood"] == ["Saves a picture of it at 0:01."]
    assert home.all() == before
    assert not home.path("n").exists()


def test_dry_run_of_what_cannot_be_done_is_no_success(home: Home) -> None:
    done = home.render("zebra.mp4", "-i", "make it sparkle", "--dry-run")
    assert (done.returncode, "Not understood: “make it sparkle”." in done.stdout) == (1, True)
    done = home.render("zebra.mp4", "-i", "merge this audio and video", "--dry-run")
    assert (done.returncode, "nothing: There is no sound file" in done.stdout) == (1, True)


def test_quiet_says_only_what_went_wrong(home: Home) -> None:
    done = home.render("zebra.mp4", "zebra.mp4", "talk.txt", "-i", "mute it", "-q")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("talk.txt: talk.txt plays no part in this.")
    assert home.path("zebra (2).mp4").exists()


def test_json_tells_of_what_could_not_be_begun_too(home: Home) -> None:
    jobs = home.json("zebra.mp4", "talk.txt", "-i", "mute it", code=1)
    assert [(job["state"], job["outputs"]) for job in jobs] == [
        ("done", [str(home.path("zebra (2).mp4"))]),
        ("failed", []),
    ]
    assert "turn this text into a short video" in jobs[1]["message"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gone.mov", "There is no file gone.mov."),
        ("", "There is no file “”."),
        ("-", '"-" is no file: nothing is read from the standard input.'),
        ("https://example.com/a.mp4", "https://example.com/a.mp4 is an address, not a file."),
        ("pipe", "pipe is neither a file nor a folder."),
        ("lost.mov", "There is no file lost.mov."),
        ("round.mov", "round.mov cannot be read: "),
        ("empty", "There is no video, sound, picture or text in the folder empty."),
        ("/", "/ is all there is on this machine."),
    ],
)
def test_name_that_cannot_be_used_is_told_before_anything_is_begun(home: Home, name: str, sentence: str) -> None:
    os.mkfifo(home.path("pipe"))
    home.path("lost.mov").symlink_to("nowhere.mov")
    home.path("round.mov").symlink_to("round.mov")
    try:
        done = home.render("-i", "convert to MP4", "--", "zebra.mp4", name, "missing.mov")
    finally:
        for left in ("pipe", "lost.mov", "round.mov"):
            home.path(left).unlink()
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(sentence)
    assert done.stderr.splitlines()[1].startswith("There is no file missing.mov.")
    assert not home.path("zebra (2).mp4").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_may_not_be_read_or_written_is_told(home: Home) -> None:
    home.path("empty").chmod(0o500)
    home.path("secret.mov").write_bytes(b"x")
    home.path("secret.mov").chmod(0)
    try:
        with pytest.raises(FinalError, match=r"secret\.mov cannot be read: Permission denied"):
            ordered(home, "secret.mov")
        with pytest.raises(FinalError, match=r"cannot go to .*empty: permission is missing"):
            ordered(home, "zebra.mp4", output=str(home.path("empty")))
    finally:
        home.path("empty").chmod(0o700)
        home.path("secret.mov").chmod(0o600)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("-o", "talk.txt"), 1, "The results cannot go to {home}/talk.txt: {home}/talk.txt is a file."),
        (("-o", "talk.txt/in"), 1, "The results cannot go to {home}/talk.txt/in: {home}/talk.txt is a file."),
        (("-o", "all.mkv"), 2, "--output names one file, all.mkv, and there are 2 results."),
        (("-o", "a.mp4", "--together", "--format", "mkv"), 2, "--output names a.mp4, and mkv is asked for."),
        (("-o", "a.avi", "--together"), 2, "a.avi cannot be made."),
        (("-o", "a.jpg", "--together"), 2, "a.jpg cannot be made."),
        (("--format", "avi"), 2, "Usage: "),
    ],
)
def test_place_that_cannot_take_the_result_is_told_before_anything_is_begun(
    home: Home, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    before = home.all()
    done = home.render("zebra.mp4", "apple.mp4", "-i", "mute it", "-q", *arguments)
    assert done.returncode == code
    assert done.stderr.startswith(sentence.format(home=home.folder))
    assert home.all() == before


def test_format_in_the_words_must_be_that_of_the_named_result(home: Home) -> None:
    with pytest.raises(ConfigurationError, match="mkv is asked for"):
        ordered(home, "zebra.mp4", instruction="convert to MKV", output=str(home.path("a.mp4")))
    (work,) = ordered(home, "zebra.mp4", instruction="convert to MKV", output=str(home.path("a.mkv"))).works
    assert (work.job.rule.outbox, work.job.output_name("mkv")) == (home.folder, "a.mkv")


def test_folder_that_was_made_for_a_result_goes_where_there_is_none(home: Home) -> None:
    done = home.render("zebra.mp4", "-i", "put nowhere.png in the corner", "-o", "new")
    assert done.returncode == 1
    assert "The instruction names the file nowhere.png, which is not there." in done.stderr
    assert "goes on by itself" not in done.stderr
    assert not home.path("new").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda one: one.name)
def test_signal_ends_it_with_nothing_half_written(home: Home, ffmpeg: Path, number: signal.Signals) -> None:
    long = home.path("long.mov")
    run(ffmpeg, "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=30", "-c:v", "libx264", "-preset",
        "ultrafast", "-pix_fmt", "yuv420p", str(long))  # fmt: skip
    before = long.read_bytes()
    process = subprocess.Popen(
        home.line([long, "zebra.mp4", "-i", "make it 700p and reduce noise", "-o", "out"]),
        env=home.environ, cwd=home.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + SECONDS
    while not any(path.stat().st_size for path in home.path("out").glob(".nemo-watch/*/*.mp4")):
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    _, complaints = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert complaints.endswith("Stopped. What was not finished is gone, and nothing half-written is left.\n")
    assert "long.mov: It was stopped." in complaints
    assert not home.path("out/long.mp4").exists()
    assert long.read_bytes() == before


def test_terminal_shows_each_result_with_what_was_done(home: Home) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        home.line(["zebra.mp4", "apple.mp4", "talk.txt", "-i", "join these clips", "--each", "-o", "out"]),
        env=home.environ | {"TERM": "xterm"}, cwd=home.folder, stdout=follower, stderr=follower, stdin=follower,
    )  # fmt: skip
    os.close(follower)
    seen = b""
    try:
        while chunk := os.read(leader, 65536):
            seen += chunk
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(leader)
    assert process.wait(timeout=SECONDS) == 1
    text = seen.decode()
    for name in ("zebra.mp4", "apple.mp4"):
        assert f"{name} → ~/home/out/{name}" in text
    assert text.count(" became ") == 2
    assert "talk.txt plays no part in this." in text
