"""One sentence for any path, by a daemon that runs; and taking back what was delivered."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from test_daemon import House, film, house

from nemo_watch.errors import NemoWatchError

__all__ = ["film", "house"]  # fixtures


def why(house: House, path: Path) -> str:
    return str(house.control.why(path)["message"])


def until_why(house: House, path: Path, words: str) -> dict[str, Any]:
    house.until(lambda: words in why(house, path), f"{path} is said to be {words!r}")
    return house.control.why(path)


def trash_of(house: House) -> Path:
    return house.folder / ".local" / "share" / "Trash" / "files"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("clip.mov.part", "an unfinished download (Firefox, wget, yt-dlp), and is left alone. It is taken once"),
        (".DS_Store", "a file of the Finder"),
        ("notes.pdf", "takes *.avi, *.mov, *.mkv, *.webm, and no *.pdf"),
        ("nothing", "and no files without an ending"),
        ("@eaDir/clip.mov", "a folder of Synology's"),
        ("done/old.mov", "a folder of nemo-watch's own"),
    ],
)
def test_file_that_is_not_taken_is_told_why(house: House, name: str, words: str) -> None:
    path = house.inbox / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    house.start()
    assert words in why(house, path)


def test_file_is_told_of_on_its_whole_way(house: House, film: Path) -> None:
    (house.inbox / "half.mov").write_bytes(film.read_bytes()[:-1000])
    house.start()
    until_why(house, house.inbox / "half.mov", "Still arriving")
    source = house.drop(film)
    house.wait_delivered("clip.mp4")
    job = house.job("done")
    answer = house.control.why(source)
    assert answer["job"] == job["id"]
    assert answer["rule"] == "films"
    assert "which is done. Kept H.264 and AAC unchanged" in answer["message"]
    assert f"It lies in {house.inbox}/done/clip.mov now." in answer["message"]
    assert why(house, house.inbox / "done" / "clip.mov").startswith(
        f"It was dropped for job {job['id']}, which is done"
    )
    assert why(house, house.outbox / "clip.mp4") == f"It is what job {job['id']} made of clip.mov."
    (house.outbox / "clip.mp4").unlink()
    assert why(house, house.outbox / "clip.mp4").endswith("It has been moved away since, or deleted.")
    until_why(house, house.inbox / "failed" / "half.mov", "failed. The file is incomplete")
    assert why(house, house.inbox / "failed" / "half.mov.problem.txt").startswith("It tells of job")


def test_strange_places_are_answered_for(house: House, film: Path) -> None:
    house.start()
    (house.inbox / "link.mov").symlink_to(film)
    until_why(house, house.inbox / "link.mov", "This is a symbolic link")
    (house.inbox / "sub").mkdir()
    assert why(house, house.inbox / "sub") == "It is a folder: what lies in it is looked at, file by file."
    assert why(house, house.inbox).startswith("It is the inbox of the rule films.")
    assert why(house, house.outbox / "mine.mp4") == "There is no such file, and no job knows of one."
    house.outbox.mkdir(exist_ok=True)
    (house.outbox / "mine.mp4").write_bytes(b"x")
    assert why(house, house.outbox / "mine.mp4") == "It lies in the outbox of the rule films, and no job made it."
    assert why(house, house.outbox / ".nemo-watch" / "x").startswith("Results are made here")
    assert why(house, house.inbox / "never.mov") == "There is no such file, and no job was made of one."
    assert why(house, house.folder / "log").startswith("It lies in no inbox, so nobody looks at it.")
    strange = house.inbox / os.fsdecode(b"a\xff\n b.part")
    strange.write_bytes(b"x")
    assert "an unfinished download" in why(house, strange)


def test_command_asks_by_any_spelling(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    (house.folder / "linked").symlink_to(house.inbox)
    answer = house.command("why", "linked/../in/clip.mov", str(house.folder / "linked" / "clip.mov"))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("It was taken for job") == 2
    assert len(answer.stdout.splitlines()) == 2


def test_rule_never_takes_its_own_results_whatever_they_are_called(house: House, film: Path) -> None:
    house.write_rules(more='    files: ["*.mov", "*.mp4"]\n')
    daemon = house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    job = house.job("done")
    back = house.inbox / "holiday.mp4"
    shutil.copyfile(house.outbox / "clip.mp4", back)
    answer = until_why(house, back, "a rule does not take its own results")
    assert answer["message"] == f"It is what job {job['id']} made, and a rule does not take its own results."
    house.stop(daemon)
    house.start()
    assert "does not take its own results" in why(house, back)
    house.drop(film, "other.mov")
    house.wait_delivered("clip.mp4", "other.mp4")
    assert back.exists()


def test_result_is_work_for_another_rule(house: House, film: Path) -> None:
    other, results = house.folder / "other", house.folder / "results"
    other.mkdir()
    rule = f"  - {{name: other, inbox: {other}, outbox: {results}, instruction: convert, files: ['*.mp4']}}\n"
    house.write_rules(more=rule)
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    shutil.copyfile(house.outbox / "clip.mp4", other / "clip.mp4")
    house.until((results / "clip.mp4").exists, "the other rule takes it")


def test_same_content_by_another_name_is_a_job_that_says_so(house: House, film: Path) -> None:
    house.start()
    house.drop(film, "first.mov")
    house.wait_delivered("first.mp4")
    first = house.job("done")["id"]
    house.drop(film, "second.mov")
    house.wait_delivered("first.mp4", "second.mp4")
    house.until(lambda: len(house.control.jobs(states=("done",))) == 2, "both are done")
    message = house.control.jobs(states=("done",))[0]["message"]
    assert message.endswith(f"Same content as first.mov (job {first}).")
    house.drop(film, "first.mov")
    house.until(lambda: len(house.control.jobs(states=("done",))) == 3, "dropped anew, it is done again")
    assert len(house.lying(house.outbox)) == 3


def test_undone_job_leaves_its_file_where_it_was_dropped(house: House, film: Path) -> None:
    house.start()
    source = house.drop(film)
    house.wait_delivered("clip.mp4")
    job_id = house.job("done")["id"]
    assert house.command("undo", job_id).returncode == 0
    assert house.lying(house.outbox) == []
    assert [path.name for path in trash_of(house).iterdir()] == ["clip.mp4"]
    assert source.read_bytes() == film.read_bytes()
    house.drop(film, "later.mov")
    house.wait_delivered("later.mp4")
    assert house.control.job(job_id)["state"] == "cancelled"
    assert "was cancelled. It was undone." in why(house, source)
    house.control.retry(job_id)
    house.wait_delivered("clip.mp4", "later.mp4")


def test_what_cannot_be_undone_stays_as_it_is(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    job_id = house.job("done")["id"]
    result = house.outbox / "clip.mp4"
    result.write_bytes(b"mine now")
    with pytest.raises(NemoWatchError, match="is not what job"):
        house.control.undo(job_id)
    assert result.read_bytes() == b"mine now"
    result.unlink()
    (house.inbox / "done" / "clip.mov").unlink()
    with pytest.raises(NemoWatchError, match="is not there any more"):
        house.control.undo(job_id)
    assert house.control.job(job_id)["state"] == "done"
