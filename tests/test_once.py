"""`run --once`: what lies there is taken, and it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60.0

RULES = """\
state: {folder}/state
web: {{listen: off}}
inbox: {{settle: 200ms}}
rules:
  - name: films
    inbox: {folder}/in
    outbox: {folder}/out
    instruction: {instruction}
"""


class House:
    """One user's folders and rule file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inbox, self.outbox = folder, folder / "in", folder / "out"
        self.inbox.mkdir()
        self.say("convert to MP4")

    def say(self, instruction: str) -> None:
        (self.folder / "rules.yaml").write_text(RULES.format(folder=self.folder, instruction=instruction))

    def begin(self) -> subprocess.Popen[str]:
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "xdg"),
        }
        command = [sys.executable, "-m", "nemo_watch", "--config", str(self.folder / "rules.yaml"), "run", "--once"]
        return subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder
        )

    def run(self) -> tuple[int, list[str]]:
        """Run once; return the exit code and what was said about jobs that are not done."""
        process = self.begin()
        _, errors = process.communicate(timeout=SECONDS)
        assert "Traceback" not in errors
        return process.returncode, [line for line in errors.splitlines() if not line.startswith("{")]

    def lying(self, folder: Path) -> list[str]:
        found = [Path(above, name) for above, _, names in os.walk(folder) for name in names]
        return sorted(str(path.relative_to(folder)) for path in found)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def film(make_clip: Any) -> bytes:
    path: Path = make_clip("film.mov", seconds=1, size="160x120")
    content = path.read_bytes()
    path.unlink()
    return content


def test_an_empty_inbox_ends_at_once_and_well(house: House) -> None:
    assert house.run() == (0, [])
    assert house.lying(house.outbox) == []


def test_everything_that_lies_there_is_delivered(house: House, film: bytes) -> None:
    names = ["a.mov", "b.mov", "May/c.mov", "May/June/d.mov"]
    for name in names:
        (house.inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (house.inbox / name).write_bytes(film)
    (house.inbox / "notes.doc").write_text("not for us")
    assert house.run() == (0, [])
    assert house.lying(house.outbox) == ["May/June/d.mp4", "May/c.mp4", "a.mp4", "b.mp4"]
    assert house.lying(house.inbox) == [
        "done/May/June/d.mov",
        "done/May/c.mov",
        "done/a.mov",
        "done/b.mov",
        "notes.doc",
    ]
    assert sorted(path.name for path in (house.folder / "state").iterdir()) == ["daemon.lock", "jobs.sqlite", "logs"]


def test_a_second_run_has_nothing_to_do(house: House, film: bytes) -> None:
    (house.inbox / "a.mov").write_bytes(film)
    assert house.run() == (0, [])
    assert house.run() == (0, [])
    assert house.lying(house.outbox) == ["a.mp4"]


def test_a_failed_job_is_said_and_exit_code_1(house: House, film: bytes) -> None:
    (house.inbox / "good.mov").write_bytes(film)
    (house.inbox / "bad.avi").write_bytes(b"this is no film " * 500)
    code, said = house.run()
    assert code == 1
    (line,) = said
    assert line.startswith(f"failed: {house.inbox}/failed/bad.avi: ")
    assert house.lying(house.outbox) == ["good.mp4"]
    assert house.lying(house.inbox) == ["done/good.mov", "failed/bad.avi", "failed/bad.avi.problem.txt"]


def test_what_failed_in_an_earlier_run_is_not_counted_again(house: House, film: bytes) -> None:
    (house.inbox / "bad.avi").write_bytes(b"this is no film " * 500)
    assert house.run()[0] == 1
    (house.inbox / "good.mov").write_bytes(film)
    assert house.run() == (0, [])


def test_a_held_job_stays_and_is_said_each_time_until_its_rule_is_mended(house: House, film: bytes) -> None:
    house.say("make it sparkle like a unicorn")
    (house.inbox / "a.mov").write_bytes(film)
    for _ in range(2):
        code, said = house.run()
        assert code == 1
        assert said[0].startswith(f"held: {house.inbox}/a.mov: ")
    assert house.lying(house.inbox) == ["a.mov"]
    house.say("convert to MP4")
    assert house.run() == (0, [])
    assert house.lying(house.outbox) == ["a.mp4"]


def test_empty_and_cut_off_files_are_judged_when_they_have_settled(house: House, film: bytes) -> None:
    (house.inbox / "empty.mov").touch()
    (house.inbox / "half.mov").write_bytes(film[: len(film) // 2])
    (house.inbox / "whole.mov").write_bytes(film)
    code, said = house.run()
    assert code == 1
    assert sorted(line.split(": ")[1] for line in said) == [
        f"{house.inbox}/failed/empty.mov",
        f"{house.inbox}/failed/half.mov",
    ]
    assert house.lying(house.outbox) == ["whole.mp4"]
    failed = house.inbox / "failed"
    assert "empty" in (failed / "empty.mov.problem.txt").read_text()
    assert "incomplete" in (failed / "half.mov.problem.txt").read_text()


def test_a_file_that_failed_and_is_put_back_is_tried_again(house: House, film: bytes) -> None:
    (house.inbox / "a.mov").write_bytes(film[: len(film) // 2])
    assert house.run()[0] == 1
    (house.inbox / "failed" / "a.mov").write_bytes(film)
    (house.inbox / "failed" / "a.mov").rename(house.inbox / "a.mov")
    assert house.run() == (0, [])
    assert house.lying(house.inbox) == ["done/a.mov"]


def test_a_missing_inbox_ends_it_too(house: House) -> None:
    house.inbox.rmdir()
    assert house.run()[0] in {0, 1}


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_signal_ends_it_and_the_next_run_goes_on(house: House, make_clip: Any) -> None:
    video = ("-c:v", "mpeg4", "-q:v", "4")
    make_clip("long.avi", seconds=8, size="640x480", video=video, audio=("-c:a", "mp2"), folder=house.inbox)
    process = house.begin()
    work = house.outbox / ".nemo-watch"
    until(lambda: any(path.stat().st_size for path in work.rglob("*.mp4")))
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=SECONDS)
    assert house.lying(house.inbox) == ["long.avi"]
    assert house.run() == (0, [])
    assert house.lying(house.outbox) == ["long.mp4"]
