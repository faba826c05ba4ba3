"""What belongs together becomes one job: sidecars, pairs, dropped folders; real files and a real store."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace
from test_daemon import House as Watching
from test_intake import SETTLE_SECONDS, House, put, until
from test_once import House as Once

from nemo_watch.aside import Asides
from nemo_watch.errors import JobError
from nemo_watch.inbox import put_away
from nemo_watch.inbox.grouping import Neighbours, awaited_by, half_of, in_natural_order, unit_of
from nemo_watch.jobs import Delivery, Fingerprint, Job, Source, State, Use
from nemo_watch.pipeline.delivery import DeliverySteps
from nemo_watch.rules import Rule
from nemo_watch.steering import Steering
from nemo_watch.store import Store

if TYPE_CHECKING:
    from nemo_watch.pipeline.engine import Engine

FILMS: dict[str, Any] = {"files": ("*.avi", "*.mov", "*.mkv", "*.webm")}
DUBBING: dict[str, Any] = {
    "skill": "audio-video-to",
    "group": "pair",
    "files": ("*.mp4", "*.mov", "*.mp3", "*.wav", "*.m4a"),
}
SCRIPTS: dict[str, Any] = {"skill": "ai-to-video-free", "files": ("*.txt", "*.jpg", "*.png", "*.mp4")}

Build = Callable[..., House]


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Build]:
    """Return a function that opens an inbox with a rule."""
    houses: list[House] = []

    def open_house(**rule: Any) -> House:
        house = House(tmp_path, **rule)
        house.run()
        houses.append(house)
        return house

    yield open_house
    for house in houses:
        await house.close()


def media(path: Path) -> Path:
    """Put a file that does not say how long it is."""
    return put(path, b"not a container " * 20)


def drop_folder(house: House, name: str, files: dict[str, bytes]) -> Path:
    """Move a folder into the inbox, all at once."""
    outside = house.inbox.parent / "outside" / name
    for relative, content in files.items():
        put(outside / relative, content)
    return outside.rename(house.inbox / name)


def parts(house: House, job: Job) -> list[tuple[str, str]]:
    return [(str(source.path.relative_to(house.inbox)), source.use.value) for source in job.sources]


async def taken(house: House) -> list[list[tuple[str, str]]]:
    """Sweep until nothing more comes, and return what each new job is made of."""
    await house.swept()
    return sorted(parts(house, job) for job in house.store.jobs())


def finish(house: House, job: Job, state: State = State.DONE, below: str = "") -> Job:
    """Say that a job is over, its sources moved below a folder of ours where one is given."""
    sources = []
    for source in job.sources:
        place = house.inbox / below / source.path.relative_to(house.inbox) if below else None
        sources.append(replace(source, moved_to=place))
        if place is not None:
            house.store.forget(house.rule.name, source.path)
    return house.store.save(replace(job, state=state, sources=tuple(sources)))


# Sidecars


async def test_a_text_beside_a_video_is_an_instruction_for_it_alone(build: Build) -> None:
    house = build(**FILMS)
    for name in ("clip.avi", "clip.avi.txt", "other.avi", "notes.txt"):
        media(house.inbox / name)
    assert await taken(house) == [[("clip.avi", "media"), ("clip.avi.txt", "words")], [("other.avi", "media")]]


async def test_subtitles_beside_a_video_go_with_it(build: Build) -> None:
    house = build(**FILMS)
    for name in ("clip.avi", "clip.srt", "clip.en.srt", "clip.pt-BR.forced.ASS", "Clip.vtt", "clipper.srt"):
        media(house.inbox / name)
    ((film, *subtitles),) = await taken(house)
    assert film == ("clip.avi", "media")
    expected = {"clip.srt", "clip.en.srt", "clip.pt-BR.forced.ASS", "Clip.vtt"}
    assert {name for name, _ in subtitles} == expected
    assert {use for _, use in subtitles} == {"media"}


async def test_subtitles_belong_to_the_video_whose_whole_name_they_have(build: Build) -> None:
    house = build(**FILMS)
    for name in ("clip.avi", "clip.en.avi", "clip.en.srt"):
        media(house.inbox / name)
    assert await taken(house) == [[("clip.avi", "media")], [("clip.en.avi", "media"), ("clip.en.srt", "media")]]


async def test_an_instruction_belongs_to_the_twin_whose_case_it_has(build: Build) -> None:
    house = build(**FILMS)
    for name in ("clip.avi", "CLIP.avi", "CLIP.avi.txt"):
        media(house.inbox / name)
    assert await taken(house) == [[("CLIP.avi", "media"), ("CLIP.avi.txt", "words")], [("clip.avi", "media")]]


async def test_an_instruction_with_accents_spelled_in_another_way_is_found(build: Build) -> None:
    house = build(**FILMS)
    media(house.inbox / "caf\u00e9.avi")
    media(house.inbox / "cafe\u0301.AVI.TXT")
    ((_, words),) = await taken(house)
    assert words == ("cafe\u0301.AVI.TXT", "words")


async def test_subtitles_that_fit_two_videos_go_with_one_and_hold_up_neither(build: Build) -> None:
    house = build(**FILMS)
    for name in ("clip.avi", "clip.mov", "clip.srt"):
        media(house.inbox / name)
    jobs = await taken(house)
    assert sorted(map(len, jobs)) == [1, 2]


async def test_a_video_without_a_sidecar_waits_for_none(build: Build, make_clip: Any) -> None:
    house = build(**FILMS)
    whole = make_clip("clip.mov", seconds=0.4, size="64x48", audio=None)
    path = shutil.copy(whole, house.inbox / "clip.mov")
    house.intake.hint(Path(path), closed=True)
    sentences = set()
    while not house.jobs:
        sentences |= {arrival.sentence for arrival in house.intake.arriving}
        await asyncio.sleep(0)
    assert sentences == set()


@pytest.mark.parametrize("asked", [{"files": ("*.avi", "*.txt")}, {"files": ("*.avi", "*.SRT")}, {"session": "shared"}])
async def test_a_rule_that_is_used_with_sidecars_waits_for_one_a_little(build: Build, asked: dict[str, Any]) -> None:
    house = build(**{**FILMS, **asked})
    house.intake.hint(media(house.inbox / "clip.avi"), closed=True)
    await until(
        lambda: any("instruction" in arrival.sentence for arrival in house.intake.arriving), "a sidecar is waited for"
    )
    house.intake.hint(media(house.inbox / "clip.avi.txt"), closed=True)
    await until(lambda: bool(house.jobs), "a job is made")
    assert parts(house, house.jobs[0]) == [("clip.avi", "media"), ("clip.avi.txt", "words")]


async def test_a_sidecar_that_is_still_being_written_is_waited_for(build: Build) -> None:
    house = build(**FILMS)
    house.intake.hint(put(house.inbox / "clip.avi.txt", b""), closed=True)
    house.intake.hint(media(house.inbox / "clip.avi"), closed=True)
    await until(lambda: any("clip.avi.txt" in arrival.sentence for arrival in house.intake.arriving), "it waits")
    assert house.jobs == []
    house.intake.hint(put(house.inbox / "clip.avi.txt", b"export 720p"), closed=True)
    await until(lambda: bool(house.jobs), "a job is made")
    assert house.jobs[0].sources[1].fingerprint.size == len(b"export 720p")


async def test_an_instruction_is_no_text_where_its_video_is_taken_whichever_comes_first(build: Build) -> None:
    house = build(files=("*.avi", "*.txt"))
    media(house.inbox / "clip.avi.txt")
    media(house.inbox / "story.txt")
    assert await taken(house) == [[("story.txt", "text")]]
    (arrival,) = house.intake.arriving
    assert arrival.sentence.startswith("Waiting for the file clip.avi, which clip.avi.txt is for")
    media(house.inbox / "clip.avi")
    assert await taken(house) == [[("clip.avi", "media"), ("clip.avi.txt", "words")], [("story.txt", "text")]]
    assert house.intake.arriving == ()


async def test_a_text_that_is_closed_is_taken_at_once(build: Build) -> None:
    house = build(files=("*.txt",))
    path = put(house.inbox / "story.txt")
    house.intake.hint(path, closed=True)
    waited = []
    while not house.jobs:
        waited += house.intake.arriving
        await asyncio.sleep(0)
    assert waited == []


async def test_a_video_that_comes_again_beside_its_kept_instruction_is_done_by_it_again(build: Build) -> None:
    house = build(**FILMS)
    media(house.inbox / "clip.avi")
    media(house.inbox / "clip.avi.txt")
    await house.swept()
    finish(house, house.store.jobs()[0])
    put(house.inbox / "clip.avi", b"another film")
    await house.swept()
    assert [source.use for source in house.store.jobs()[0].sources] == [Use.MEDIA, Use.WORDS]
    assert len(house.store.jobs()) == 2


async def test_a_problem_text_that_is_moved_back_with_its_file_is_neither_job_nor_sidecar(build: Build) -> None:
    house = build(files=("*.avi", "*.txt"))
    for name in ("clip.avi", "clip.avi.problem.txt", "story.txt.problem.txt"):
        media(house.inbox / name)
    assert await taken(house) == [[("clip.avi", "media")]]
    assert not house.intake.arriving


# Pairs


@pytest.mark.parametrize("order", [("clip.mp4", "clip.mp3"), ("clip.mp3", "clip.mp4")])
async def test_two_halves_become_one_job_whichever_comes_first(build: Build, order: tuple[str, str]) -> None:
    house = build(**DUBBING)
    house.intake.hint(media(house.inbox / order[0]), closed=True)
    await until(lambda: any(arrival.is_up_to_others for arrival in house.intake.arriving), "one half waits")
    (arrival,) = house.intake.arriving
    missing = "audio" if order[0] == "clip.mp4" else "video"
    assert arrival.sentence == f"Waiting for the {missing} of {order[0]}, 10 min left."
    assert house.intake.is_idle
    house.intake.hint(media(house.inbox / order[1]), closed=True)
    await until(lambda: bool(house.jobs), "a job is made")
    assert parts(house, house.jobs[0]) == [("clip.mp4", "media"), ("clip.mp3", "media")]
    assert house.intake.arriving == ()


async def test_halves_pair_up_by_folder_and_name_in_any_case_and_spelling(build: Build) -> None:
    house = build(**DUBBING)
    for name in ("May/clip.mp4", "clip.mp3", "Caf\u00e9.MP4", "cafe\u0301.wav", "alone.mp3"):
        media(house.inbox / name)
    assert await taken(house) == [[("Caf\u00e9.MP4", "media"), ("cafe\u0301.wav", "media")]]
    assert sorted(arrival.path.name for arrival in house.intake.arriving) == ["alone.mp3", "clip.mp3", "clip.mp4"]


async def test_of_three_with_one_name_the_first_of_each_side_pair_up_and_the_third_waits(build: Build) -> None:
    house = build(**DUBBING)
    for name in ("clip.wav", "clip.mp3", "clip.mp4"):
        media(house.inbox / name)
        os.utime(house.inbox / name, (0, 0))
    assert await taken(house) == [[("clip.mp4", "media"), ("clip.wav", "media")]]
    (arrival,) = house.intake.arriving
    assert arrival.path.name == "clip.mp3"
    media(house.inbox / "clip.mov")
    assert len(await taken(house)) == 2
    assert house.intake.arriving == ()


async def test_a_half_whose_time_is_over_is_told_once_stays_and_still_finds_its_other(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    house = build(**DUBBING, companion_wait=SETTLE_SECONDS)
    path = media(house.inbox / "clip.mp4")
    for _ in range(3):
        await house.swept()
        await until(lambda: "no companion" in house.intake.arriving[0].sentence, "it is told that none came")
    assert path.exists()
    assert house.store.jobs() == []
    assert capsys.readouterr().out.count("file.refused") == 1
    media(house.inbox / "clip.mp3")
    assert await taken(house) == [[("clip.mp4", "media"), ("clip.mp3", "media")]]
    assert (house.intake.arriving, house.intake.refused) == ((), {})


async def test_halves_are_found_again_after_a_restart(build: Build) -> None:
    house = build(**DUBBING)
    media(house.inbox / "clip.mp4")
    assert await taken(house) == []
    await house.close()
    other = build(**DUBBING)
    media(other.inbox / "clip.mp3")
    assert await taken(other) == [[("clip.mp4", "media"), ("clip.mp3", "media")]]


async def test_a_half_that_is_taken_away_is_not_waited_for(build: Build) -> None:
    house = build(**DUBBING)
    path = media(house.inbox / "clip.mp4")
    await house.swept()
    path.unlink()
    house.intake.hint(path, closed=False)
    await until(lambda: not house.intake.arriving, "it is forgotten")


async def test_a_pair_has_sidecars_too(build: Build) -> None:
    house = build(**DUBBING)
    for name in ("clip.mp4", "clip.mp3", "clip.mp4.txt", "clip.srt"):
        media(house.inbox / name)
    expected = [("clip.mp4", "media"), ("clip.mp3", "media"), ("clip.mp4.txt", "words"), ("clip.srt", "media")]
    assert await taken(house) == [expected]


async def test_what_is_no_half_of_a_pair_is_refused_with_a_sentence(build: Build) -> None:
    house = build(**{**DUBBING, "files": ("*.mp4", "*.pdf")})
    path = media(house.inbox / "paper.pdf")
    await house.swept()
    assert "neither video nor sound" in house.intake.refused[path]


# Folders


async def test_a_dropped_folder_is_one_job_in_natural_order(build: Build) -> None:
    house = build(**SCRIPTS)
    files = {"10.jpg": b"x" * 50, "2.jpg": b"x" * 50, "Story.txt": b"words", "more/1.png": b"x" * 50, "a.doc": b"no"}
    drop_folder(house, "Trip", files)
    names = [
        ("Trip/2.jpg", "media"),
        ("Trip/10.jpg", "media"),
        ("Trip/more/1.png", "media"),
        ("Trip/Story.txt", "text"),
    ]
    assert await taken(house) == [names]
    (job,) = house.store.jobs()
    assert (job.dropped, job.name, job.folder) == (house.inbox / "Trip", "Trip", Path())
    assert job.output_name("mp4") == "Trip.mp4"


async def test_a_rule_can_make_one_job_of_each_folder_for_any_skill(build: Build) -> None:
    house = build(**FILMS, group="folder")
    drop_folder(house, "Trip", {"a.avi": b"x" * 50, "b.avi": b"x" * 50})
    media(house.inbox / "alone.avi")
    assert await taken(house) == [[("Trip/a.avi", "media"), ("Trip/b.avi", "media")], [("alone.avi", "media")]]


async def test_a_folder_waits_until_nothing_in_it_changes_though_each_file_is_closed(build: Build) -> None:
    house = build(**SCRIPTS)
    for number in range(6):
        path = put(house.inbox / "Trip" / f"{number}.jpg", b"x" * 50)
        house.intake.hint(path, closed=True)
        begun = house.intake.arriving
        await until(lambda begun=begun: house.intake.arriving not in ((), begun), "it is looked at")  # type: ignore[misc]
        assert house.jobs == []
    await until(lambda: bool(house.jobs), "a job is made")
    assert len(house.jobs[0].sources) == 6
    assert len(house.store.jobs()) == 1


async def test_a_lone_text_is_a_job_and_a_lone_picture_needs_a_folder(build: Build) -> None:
    house = build(**SCRIPTS)
    put(house.inbox / "story.txt")
    picture, clip = media(house.inbox / "a.jpg"), media(house.inbox / "a.mp4")
    assert await taken(house) == [[("story.txt", "text")]]
    assert house.intake.refused == {
        picture: "A picture needs a folder with a text.",
        clip: "A video needs a folder with a text.",
    }
    assert picture.exists()


async def test_a_kept_folder_is_done_again_as_a_whole_when_something_in_it_is_new(build: Build) -> None:
    house = build(**SCRIPTS, after="keep")
    folder = drop_folder(house, "Trip", {"a.jpg": b"x" * 50, "story.txt": b"words"})
    await house.swept()
    assert await house.swept() == []
    finish(house, house.store.jobs()[0])
    assert await house.swept() == []
    put(folder / "b.jpg", b"x" * 50)
    await house.swept()
    assert [len(job.sources) for job in house.store.jobs()] == [3, 2]
    assert await house.swept() == []


async def test_what_is_added_to_a_folder_waits_until_its_job_is_over(build: Build) -> None:
    house = build(**SCRIPTS)
    folder = drop_folder(house, "Trip", {"a.jpg": b"x" * 50})
    await house.swept()
    (job,) = house.store.jobs()
    house.store.save(replace(job, state=State.HELD, resume=State.QUEUED))
    put(folder / "b.jpg", b"x" * 50)
    await house.swept()
    assert job.id in house.intake.arriving[0].sentence
    assert len(house.store.jobs()) == 1


async def test_a_folder_is_not_taken_twice_after_a_restart(build: Build) -> None:
    house = build(**SCRIPTS)
    drop_folder(house, "Trip", {"a.jpg": b"x" * 50, "b.jpg": b"x" * 50})
    await house.swept()
    await house.close()
    assert len(await taken(build(**SCRIPTS))) == 1


async def test_a_failed_folder_that_is_moved_back_is_one_job_again_and_its_problem_text_goes(build: Build) -> None:
    house = build(**SCRIPTS)
    folder = drop_folder(house, "Trip", {"a.jpg": b"x" * 50, "b.jpg": b"x" * 50})
    await house.swept()
    failed = house.inbox / "failed"
    failed.mkdir()
    folder.rename(failed / "Trip")
    put(failed / "Trip.problem.txt")
    finish(house, house.store.jobs()[0], State.FAILED, "failed")
    (failed / "Trip").rename(folder)
    await house.swept()
    assert [job.dropped for job in house.store.jobs()] == [folder, folder]
    assert not failed.exists()


# Shared sessions


async def test_files_of_one_dropped_folder_share_a_session_each_with_its_own_instruction(build: Build) -> None:
    house = build(**FILMS, session="shared")
    files = {"a.avi": b"x" * 50, "a.avi.txt": b"mute", "b.avi": b"x" * 50, "more/c.avi": b"x" * 50}
    folder = drop_folder(house, "Trip", files)
    drop_folder(house, "Other", {"a.avi": b"x" * 50})
    media(house.inbox / "alone.avi")
    await house.swept()
    shared = {str(job.source.path.relative_to(house.inbox)): job.shared for job in house.store.jobs()}
    assert shared["alone.avi"] == ""
    assert shared["Trip/a.avi"] == shared["Trip/b.avi"] == shared["Trip/more/c.avi"] != shared["Other/a.avi"]
    assert all(job.dropped is None for job in house.store.jobs())
    await house.close()
    again = build(**FILMS, session="shared")
    media(folder / "late.avi")
    await again.swept()
    assert again.store.jobs()[0].shared == shared["Trip/a.avi"]
    folder.rename(house.inbox.parent / "gone")
    drop_folder(house, "Trip", {"new.avi": b"x" * 50})
    await again.swept()
    assert again.store.jobs()[0].shared not in {"", shared["Trip/a.avi"]}


# Links


async def test_links_are_taken_by_every_rule(build: Build) -> None:
    house = build(**FILMS)
    for name in ("clip.mp4.url", "film.webloc"):
        put(house.inbox / name)
    assert await taken(house) == [[("clip.mp4.url", "link")], [("film.webloc", "link")]]
    assert sorted(job.output_name("mp4") for job in house.store.jobs()) == ["clip.mp4", "film.mp4"]


async def test_a_link_is_the_half_of_a_pair_that_its_name_says(build: Build) -> None:
    house = build(**DUBBING)
    put(house.inbox / "clip.mp3.url")
    media(house.inbox / "clip.mp4")
    put(house.inbox / "Song.url")
    media(house.inbox / "song.mp3")
    assert await taken(house) == [
        [("Song.url", "link"), ("song.mp3", "media")],
        [("clip.mp4", "media"), ("clip.mp3.url", "link")],
    ]


# Many


async def test_a_thousand_pairs_with_instructions_become_a_thousand_jobs(build: Build) -> None:
    house = build(**DUBBING)
    for number in range(1000):
        for ending in ("mp4", "mp3", "mp4.txt"):
            put(house.inbox / f"{number}.{ending}")
    await house.swept()
    jobs = house.store.jobs()
    assert len(jobs) == 1000
    assert {len(job.sources) for job in jobs} == {3}


def test_finding_sidecars_among_60000_names_is_not_quadratic() -> None:
    rule = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("convert",))
    names = [f"{number}.{ending}" for number in range(30_000) for ending in ("avi", "avi.txt")]
    neighbours = Neighbours(rule, names)
    assert all(len(neighbours.sidecars_of(f"{number}.avi")) == 1 for number in range(30_000))


# Names


@pytest.mark.parametrize(
    ("name", "half"),
    [
        ("Clip.MP4", ("clip", "video")),
        ("clip.mp3", ("clip", "audio")),
        ("clip.final.wav", ("clip.final", "audio")),
        ("clip.mp3.url", ("clip", "audio")),
        ("clip.mp4.webloc", ("clip", "video")),
        ("A page - v1.2.url", ("a page - v1.2", "video")),
        ("notes.pdf", ("notes", None)),
    ],
)
def test_which_half_a_name_is(name: str, half: tuple[str, str | None]) -> None:
    assert half_of(name) == half


def test_only_a_name_of_media_makes_a_text_an_instruction() -> None:
    rule = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("x",), files=("*.avi", "*.txt"))
    assert awaited_by(rule, "clip.avi.txt") == "clip.avi"
    assert [awaited_by(rule, name) for name in ("story.txt", "clip.mp4.txt", "notes.v2.txt", "a.txt.txt")] == [""] * 4


def test_units_of_deep_files_are_the_first_folder() -> None:
    rule = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("x",), group="folder")
    assert unit_of(rule, Path("/in/a/b/c.avi")) == unit_of(rule, Path("/in/a/d.avi"))
    assert unit_of(rule, Path("/in/a/b/c.avi")).place == Path("/in/a")


def test_natural_order_counts() -> None:
    names = ["a10.jpg", "a2.jpg", "B1.jpg", "a02.jpg", "sub/1.jpg", "10", "9"]
    ordered = sorted((Path("/in") / name for name in names), key=in_natural_order(Path("/in")))
    assert [str(path.relative_to("/in")) for path in ordered] == [
        *("9", "10", "a02.jpg", "a2.jpg", "a10.jpg", "B1.jpg", "sub/1.jpg")
    ]


def test_a_source_keeps_its_name_but_for_a_link(tmp_path: Path) -> None:
    path = put(tmp_path / "clip.mp4.url")
    seen = Fingerprint.of(path.lstat())
    assert Source(path=path, fingerprint=seen, use=Use.LINK).stem == "clip"
    assert Source(path=path, fingerprint=seen).stem == "clip.mp4"
    assert Source(path=tmp_path / "v1.2.url", fingerprint=seen, use=Use.LINK).stem == "v1.2"


# Put away, and brought back


def steps(house: House, ffmpeg: Path) -> DeliverySteps:
    return DeliverySteps(store=house.store, asides=Asides(), ffmpeg=ffmpeg, on_progress=lambda _job, _percent: None)


async def delivered(house: House, ffmpeg: Path, job: Job) -> Job:
    """Let a job whose result lies in the outbox already end; that part needs no engine."""
    delivery = Delivery(path=job.rule.outbox / "x.mp4", inode=1, size=1, render_id="r", is_published=True)
    job = replace(job, state=State.RENDERED, render_id="r", deliveries=(delivery,))
    return house.store.save(await steps(house, ffmpeg).deliver(job, cast("Engine", None)))


def steering(house: House) -> Steering:
    async def no_cancel(job: Job) -> Job:
        return job

    return Steering(
        store=house.store,
        rule_named=lambda _name: house.rule,
        cancel=no_cancel,
        is_at_work=lambda _id: False,
        wake=lambda: None,
    )


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


TRIP = {"2.jpg": b"x" * 50, "more/10.jpg": b"x" * 50, "story.txt": b"words", "a.doc": b"not taken"}


async def dropped_trip(house: House) -> Job:
    drop_folder(house, "Trip", TRIP)
    await house.swept()
    (job,) = house.store.jobs()
    return job


async def test_a_folder_that_is_done_lies_in_done_as_a_whole(build: Build, ffmpeg: Path) -> None:
    house = build(**SCRIPTS)
    job = await delivered(house, ffmpeg, await dropped_trip(house))
    assert files_below(house.inbox) == [f"done/Trip/{name}" for name in sorted(TRIP)]
    assert [source.place for source in job.sources] == [
        house.inbox / "done" / "Trip" / name for name in ("2.jpg", "more/10.jpg", "story.txt")
    ]
    assert all(source.place.exists() for source in job.sources)
    drop_folder(house, "Trip", TRIP)
    await house.swept()
    again = house.store.jobs()[0]
    assert again.id != job.id
    await delivered(house, ffmpeg, again)
    assert sorted(path.name for path in (house.inbox / "done").iterdir()) == ["Trip", "Trip (2)"]


@pytest.mark.parametrize("late", ["3.jpg", "more/film.mp4", "4.jpg.part"])
async def test_what_came_into_a_folder_meanwhile_stays_there(build: Build, ffmpeg: Path, late: str) -> None:
    house = build(**SCRIPTS)
    job = await dropped_trip(house)
    put(house.inbox / "Trip" / late, b"late")
    await delivered(house, ffmpeg, job)
    assert files_below(house.inbox) == sorted(
        ["Trip/a.doc", f"Trip/{late}", "done/Trip/2.jpg", "done/Trip/more/10.jpg", "done/Trip/story.txt"]
    )


async def test_a_file_of_a_folder_that_was_changed_meanwhile_stays_there(build: Build, ffmpeg: Path) -> None:
    house = build(**SCRIPTS)
    job = await dropped_trip(house)
    put(house.inbox / "Trip" / "story.txt", b"other words")
    job = await delivered(house, ffmpeg, job)
    assert "Trip/story.txt" in files_below(house.inbox)
    assert "done/Trip/2.jpg" in files_below(house.inbox)
    await house.swept()
    assert parts(house, house.store.jobs()[0]) == [("Trip/story.txt", "text")]


@pytest.mark.parametrize("stranger", [True, False])
async def test_only_what_was_taken_from_a_folder_is_deleted(build: Build, ffmpeg: Path, stranger: bool) -> None:
    house = build(**SCRIPTS, after="delete")
    job = await dropped_trip(house)
    if not stranger:
        (house.inbox / "Trip" / "a.doc").unlink()
    await delivered(house, ffmpeg, job)
    assert files_below(house.inbox) == (["Trip/a.doc"] if stranger else [])
    assert (house.inbox / "Trip").exists() == stranger


async def test_a_folder_that_failed_lies_in_failed_with_the_reason_beside_it_and_a_retry_brings_it_back(
    build: Build, ffmpeg: Path
) -> None:
    house = build(**SCRIPTS)
    job = await dropped_trip(house)
    failed = house.store.save(await steps(house, ffmpeg).set_aside(replace(job, message="It is too long.")))
    expected = [*(f"failed/Trip/{name}" for name in sorted(TRIP)), "failed/Trip.problem.txt"]
    assert files_below(house.inbox) == sorted(expected)
    problem = (house.inbox / "failed" / "Trip.problem.txt").read_text()
    assert problem.startswith("Trip could not be converted.\n\nIt is too long.")
    assert "move the folder back" in problem
    again = steering(house).retry(failed.id)
    assert files_below(house.inbox) == [f"Trip/{name}" for name in sorted(TRIP)]
    assert [(source.use, source.moved_to) for source in again.sources] == [
        (Use.MEDIA, None),
        (Use.MEDIA, None),
        (Use.TEXT, None),
    ]
    assert await house.swept() == []


async def test_a_folder_whose_move_was_the_last_thing_done_is_found_again(build: Build, ffmpeg: Path) -> None:
    house = build(**SCRIPTS)
    job = await dropped_trip(house)
    (house.inbox / "failed").mkdir()
    (house.inbox / "Trip").rename(house.inbox / "failed" / "Trip (2)")
    failed = await steps(house, ffmpeg).set_aside(replace(job, message="It is too long."))
    assert {source.place.parts[-2] for source in failed.sources} == {"Trip (2)", "more"}
    assert (house.inbox / "failed" / "Trip (2).problem.txt").exists()
    assert not house.store.is_known(house.rule.name, job.source.path, job.source.fingerprint)


async def test_a_pair_and_its_instruction_fail_together_and_come_back_together(build: Build, ffmpeg: Path) -> None:
    house = build(**DUBBING)
    for name in ("clip.mp4", "clip.mp3", "clip.mp4.txt"):
        media(house.inbox / name)
    await house.swept()
    failed = house.store.save(await steps(house, ffmpeg).set_aside(house.store.jobs()[0]))
    assert files_below(house.inbox) == [
        f"failed/{name}" for name in ("clip.mp3", "clip.mp4", "clip.mp4.problem.txt", "clip.mp4.txt")
    ]
    assert "move the files back" in (house.inbox / "failed" / "clip.mp4.problem.txt").read_text()
    again = steering(house).retry(failed.id)
    assert [source.use for source in again.sources] == [Use.MEDIA, Use.MEDIA, Use.WORDS]
    assert files_below(house.inbox) == ["clip.mp3", "clip.mp4", "clip.mp4.txt"]
    assert await house.swept() == []


async def test_a_retry_of_what_is_not_all_there_moves_nothing(build: Build, ffmpeg: Path) -> None:
    house = build(**DUBBING)
    for name in ("clip.mp4", "clip.mp3"):
        media(house.inbox / name)
    await house.swept()
    failed = house.store.save(await steps(house, ffmpeg).set_aside(house.store.jobs()[0]))
    (house.inbox / "failed" / "clip.mp3").unlink()
    with pytest.raises(JobError, match=r"clip\.mp3 cannot be taken again"):
        steering(house).retry(failed.id)
    assert (house.inbox / "failed" / "clip.mp4").exists()


async def test_an_instruction_that_a_newer_version_of_its_video_needs_stays(build: Build, ffmpeg: Path) -> None:
    house = build(**FILMS)
    media(house.inbox / "clip.avi")
    media(house.inbox / "clip.avi.txt")
    await house.swept()
    (older,) = house.store.jobs()
    put(house.inbox / "clip.avi", b"another film")
    await house.swept()
    newer = house.store.jobs()[0]
    assert newer.id != older.id
    await delivered(house, ffmpeg, older)
    assert files_below(house.inbox) == ["clip.avi", "clip.avi.txt"]
    await delivered(house, ffmpeg, newer)
    assert files_below(house.inbox) == ["done/clip.avi", "done/clip.avi.txt"]


async def test_an_archived_folder_is_kept_for_as_long_as_if_its_files_had_come_today(
    build: Build, ffmpeg: Path
) -> None:
    house = build(**SCRIPTS)
    job = await dropped_trip(house)
    before = max(path.lstat().st_ctime_ns for path in (house.inbox / "Trip").rglob("*") if path.is_file())
    await delivered(house, ffmpeg, job)
    archived = [path.lstat() for path in (house.inbox / "done").rglob("*") if path.is_file()]
    assert min(stat.st_ctime_ns for stat in archived) > before
    assert {stat.st_mtime_ns for stat in archived} >= {source.fingerprint.mtime_ns for source in job.sources}
    now = max(stat.st_ctime for stat in archived)
    assert put_away.expire_archive(house.inbox, keep_seconds=60, now=now) == 0
    assert put_away.expire_archive(house.inbox, keep_seconds=60, now=now + 61) == len(TRIP)
    assert list((house.inbox / "done").iterdir()) == []


# The whole way


RULES = """\
state: {folder}/state
web: {{listen: off}}
inbox: {{settle: 200ms, sweep: 300ms}}
rules:
  - name: dubbing
    skill: audio-video-to
    inbox: {folder}/dub
    outbox: {folder}/out
    instruction: merge this audio and video into a single MP4 file
  - name: scripts
    skill: ai-to-video-free
    inbox: {folder}/scripts
    outbox: {folder}/out
    instruction: make it sparkle like a unicorn
  - name: films
    inbox: {folder}/films
    outbox: {folder}/out
    session: shared
    instruction: make it sparkle like a unicorn
"""


def stored(folder: Path) -> list[list[tuple[str, str]]]:
    store = Store(folder / "state" / "jobs.sqlite", clock=time.time, read_only=True)
    try:
        jobs = store.jobs()
        return sorted(
            [(str(source.path.relative_to(folder)), source.use.value) for source in job.sources] for job in jobs
        )
    finally:
        store.close()


def prepare(folder: Path, make_clip: Any) -> None:
    """Drop a pair and a half, a folder, a text, a lone film, and two films of one folder, one with an instruction."""
    (folder / "rules.yaml").write_text(RULES.format(folder=folder))
    for name in ("dub", "scripts", "films"):
        (folder / name).mkdir(exist_ok=True)
    clip = make_clip("dub/clip.mp4", seconds=0.4, size="64x48")
    make_clip("dub/clip.wav", seconds=0.4, size="64x48", video=("-vn",), audio=("-c:a", "pcm_s16le"))
    outside = folder / "outside"
    for name in ("Trip/film.mp4", "alone.mp4", "half.mp4", "May/a.mov", "May/b.mov"):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(clip, outside / name)
    put(outside / "Trip" / "story.txt")
    put(outside / "May" / "a.mov.txt", b"mute")
    put(folder / "scripts" / "alone.txt")
    for name, inbox in (("Trip", "scripts"), ("alone.mp4", "scripts"), ("half.mp4", "dub"), ("May", "films")):
        (outside / name).rename(folder / inbox / name)


EXPECTED = [
    [("dub/clip.mp4", "media"), ("dub/clip.wav", "media")],
    [("films/May/a.mov", "media"), ("films/May/a.mov.txt", "words")],
    [("films/May/b.mov", "media")],
    [("scripts/Trip/film.mp4", "media"), ("scripts/Trip/story.txt", "text")],
    [("scripts/alone.txt", "text")],
]


def test_a_single_run_makes_jobs_of_what_belongs_together_and_half_a_pair_does_not_keep_it(
    tmp_path: Path, make_clip: Any
) -> None:
    house = Once(tmp_path)
    prepare(tmp_path, make_clip)
    house.run()
    assert stored(tmp_path) == EXPECTED
    assert (tmp_path / "dub" / "half.mp4").exists()
    make_clip("dub/HALF.mp3", seconds=0.4, size="64x48", video=("-vn",), audio=("-c:a", "libmp3lame"))
    house.run()
    assert stored(tmp_path) == sorted([*EXPECTED, [("dub/half.mp4", "media"), ("dub/HALF.mp3", "media")]])


def test_a_daemon_says_what_it_waits_for_and_takes_it_when_it_comes(tmp_path: Path, make_clip: Any) -> None:
    house = Watching(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES.format(folder=tmp_path))
    try:
        house.start()
        prepare(tmp_path, make_clip)
        house.until(lambda: stored(tmp_path) == EXPECTED, "all that belongs together is taken")

        def report(rule: str, key: str) -> list[str]:
            inboxes = house.control.status()["inboxes"]
            return [entry["message"] for inbox in inboxes if inbox["rule"] == rule for entry in inbox[key]]

        house.until(lambda: report("dubbing", "waiting"), "half a pair waits")
        assert report("dubbing", "waiting")[0].startswith("Waiting for the audio of half.mp4")
        assert report("scripts", "refused") == ["A video needs a folder with a text."]
        make_clip("dub/half.mp3", seconds=0.4, size="64x48", video=("-vn",), audio=("-c:a", "libmp3lame"))
        house.until(lambda: len(stored(tmp_path)) == len(EXPECTED) + 1, "the pair is taken")
        assert report("dubbing", "waiting") == []
    finally:
        house.close()
    assert "Traceback" not in house.log_text()
