"""From what lies in an inbox to a stored job, with real files and a real store."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from nemo_watch.aside import Aside
from nemo_watch.inbox.settle import Settling
from nemo_watch.intake import Intake
from nemo_watch.jobs import Job, State
from nemo_watch.rules import Rule
from nemo_watch.store import Store

PATIENCE_SECONDS = 20.0
SETTLE_SECONDS = 0.1


class House:
    """An inbox, its store, and an intake that runs."""

    def __init__(self, folder: Path, **rule: Any) -> None:
        self.inbox = folder / "in"
        self.inbox.mkdir(exist_ok=True)
        self.rule = Rule(
            **{
                "name": "a",
                "inbox": self.inbox,
                "outbox": folder / "out",
                "instructions": ("convert",),
                "files": ("*.mov", "*.txt"),
                **rule,
            }
        )
        self.store = Store(folder / "jobs.sqlite", clock=time.time)
        self.jobs: list[Job] = []
        self.intake = self.opened()
        self.task: asyncio.Task[None] | None = None

    def opened(self, *, give_up_seconds: float = 3600.0) -> Intake:
        settling = Settling(settle_seconds=SETTLE_SECONDS, give_up_seconds=give_up_seconds, clock=time.monotonic)
        return Intake(
            rule=self.rule,
            store=self.store,
            aside=Aside(self.inbox),
            settling=settling,
            clock=time.monotonic,
            now=time.time,
            on_job=self.jobs.append,
        )

    def run(self) -> None:
        self.task = asyncio.create_task(self.intake.run())

    async def idle(self) -> None:
        """Wait until there is nothing that the intake could still do by itself."""
        await until(lambda: self.intake.is_idle, "the intake is idle")

    async def swept(self) -> list[str]:
        """Sweep, wait until all is looked at, and return the names of what was taken since the last time."""
        await self.intake.sweep()
        await self.idle()
        names = sorted(str(job.source.path.relative_to(self.inbox)) for job in self.jobs)
        self.jobs.clear()
        return names

    async def close(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        self.store.close()


async def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.005)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    made.run()
    yield made
    await made.close()


def film(make_clip: Any, inbox: Path) -> bytes:
    """Return the bytes of a real recording; it does not lie in the inbox."""
    path = make_clip("film.mov", seconds=0.4, size="64x48", audio=None, folder=inbox.parent)
    content: bytes = path.read_bytes()
    return content


def put(path: Path, content: bytes = b"a text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


async def test_a_hint_of_a_closed_file_becomes_a_job(house: House, make_clip: Any) -> None:
    path = put(house.inbox / "May" / "clip.mov", film(make_clip, house.inbox))
    house.intake.hint(path, closed=True)
    await until(lambda: bool(house.jobs), "a job is made")
    (job,) = house.jobs
    assert job == house.store.get(job.id)
    assert (job.state, job.rule, job.instructions) == (State.QUEUED, house.rule, ("convert",))
    assert job.source.path == path
    assert job.source.fingerprint.size == path.stat().st_size
    assert job.folder == Path("May")
    assert job.number > 0


async def test_a_sweep_finds_what_no_event_told_of(house: House) -> None:
    for name in ("a.txt", "b.TXT", "May/June/c.txt"):
        put(house.inbox / name)
    assert await house.swept() == ["May/June/c.txt", "a.txt", "b.TXT"]


async def test_the_same_file_is_not_taken_twice(house: House) -> None:
    path = put(house.inbox / "a.txt")
    assert await house.swept() == ["a.txt"]
    assert await house.swept() == []
    house.intake.hint(path, closed=True)
    await house.idle()
    assert house.jobs == []


async def test_many_hints_of_one_file_make_one_job(house: House) -> None:
    path = put(house.inbox / "a.txt")
    for _ in range(50):
        house.intake.hint(path, closed=False)
        house.intake.hint(path, closed=True)
        await asyncio.sleep(0)
    await house.idle()
    assert len(house.store.jobs()) == 1


async def test_the_same_file_is_not_taken_after_a_restart(house: House) -> None:
    put(house.inbox / "a.txt")
    await house.swept()
    await house.close()
    other = House(house.inbox.parent)
    other.run()
    assert await other.swept() == []
    await other.close()


async def test_a_file_that_was_rewritten_is_a_new_one(house: House) -> None:
    put(house.inbox / "a.txt")
    await house.swept()
    put(house.inbox / "a.txt", b"another text")
    assert await house.swept() == ["a.txt"]


async def test_another_file_of_the_same_name_is_a_new_one(house: House) -> None:
    put(house.inbox / "a.txt")
    await house.swept()
    put(house.inbox / "new.part").rename(house.inbox / "a.txt")
    assert await house.swept() == ["a.txt"]


async def test_a_half_copied_file_waits_and_is_taken_when_it_is_whole(house: House, make_clip: Any) -> None:
    content = film(make_clip, house.inbox)
    path = put(house.inbox / "clip.mov", content[: len(content) // 2])
    house.intake.hint(path, closed=True)
    await until(lambda: bool(house.intake.arriving), "it is waited for")
    (arrival,) = house.intake.arriving
    assert arrival.path == path
    assert arrival.sentence.startswith("Still arriving")
    later = arrival.look_again_at + 3 * SETTLE_SECONDS
    await until(lambda: house.intake.arriving[0].look_again_at > later, "it has been looked at again and again")
    assert house.jobs == []
    assert not house.intake.is_idle
    with path.open("ab") as file:
        file.write(content[len(content) // 2 :])
    house.intake.hint(path, closed=True)
    await until(lambda: bool(house.jobs), "a job is made")
    assert house.jobs[0].source.fingerprint.size == len(content)
    assert house.jobs[0].incomplete == ""
    assert house.intake.arriving == ()


async def test_an_incomplete_file_that_nobody_writes_is_taken_as_such_in_the_end(house: House, make_clip: Any) -> None:
    house.intake = house.opened(give_up_seconds=SETTLE_SECONDS)
    house.run()
    content = film(make_clip, house.inbox)
    put(house.inbox / "clip.mov", content[: len(content) // 2])
    put(house.inbox / "empty.txt", b"")
    assert await house.swept() == ["clip.mov", "empty.txt"]
    reasons = {job.name: job.incomplete for job in house.store.jobs()}
    assert reasons["empty.txt"] == "it is empty"
    assert reasons["clip.mov"]


async def test_a_file_that_vanishes_while_it_is_waited_for_is_forgotten(house: House) -> None:
    path = put(house.inbox / "empty.txt", b"")
    house.intake.hint(path, closed=True)
    await until(lambda: bool(house.intake.arriving), "it is waited for")
    path.unlink()
    house.intake.hint(path, closed=False)
    await house.idle()
    assert house.jobs == []


@pytest.mark.parametrize(
    "name",
    ["a.txt.part", ".a.txt", "._a.txt", "~$a.txt", "done/a.txt", "failed/a.txt", "@eaDir/a.txt", "a.doc", "a"],
)
async def test_names_that_are_never_taken_are_not(house: House, name: str) -> None:
    path = put(house.inbox / name)
    house.intake.hint(path, closed=True)
    assert await house.swept() == []


@pytest.mark.parametrize("name", ["a.mov.problem.txt", "a.problem.txt", "May/A.MOV.PROBLEM.TXT"])
async def test_the_text_that_says_why_a_file_failed_is_never_taken(house: House, name: str) -> None:
    path = put(house.inbox / name)
    house.intake.hint(path, closed=True)
    assert await house.swept() == []
    assert house.intake.arriving == ()


@pytest.mark.parametrize("name", ["page.url", "Page.WEBLOC"])
async def test_a_link_is_taken_whatever_the_patterns_of_the_rule(house: House, name: str) -> None:
    house.intake.hint(put(house.inbox / name), closed=True)
    assert await house.swept() == [name]


async def test_a_companion_that_is_found_by_a_sweep_alone_is_taken(tmp_path: Path) -> None:
    house = House(tmp_path, group="pair", files=("*.mov", "*.mp3"))
    house.run()
    put(house.inbox / "a.mov")
    assert await house.swept() == []
    put(house.inbox / "a.mp3")
    assert await house.swept() == ["a.mov"]
    await house.close()


async def test_a_folder_called_like_a_video_is_no_file(house: House) -> None:
    put(house.inbox / "clip.mov" / "a.txt")
    house.intake.hint(house.inbox / "clip.mov", closed=True)
    assert await house.swept() == ["clip.mov/a.txt"]


async def test_a_path_outside_the_inbox_is_not_taken(house: House, tmp_path: Path) -> None:
    house.intake.hint(put(tmp_path / "a.txt"), closed=True)
    await house.idle()
    assert house.jobs == []


async def test_links_pipes_and_linked_folders_are_refused(house: House, tmp_path: Path) -> None:
    secret = put(tmp_path / "secret.txt", b"secret")
    (house.inbox / "link.txt").symlink_to(secret)
    os.mkfifo(house.inbox / "pipe.txt")
    (house.inbox / "folder").symlink_to(tmp_path)
    for name in ("link.txt", "pipe.txt", "folder/secret.txt"):
        house.intake.hint(house.inbox / name, closed=True)
    assert await house.swept() == []
    assert house.store.jobs() == []


async def test_a_refusal_is_told_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    (house.inbox / "link.txt").symlink_to("/etc/passwd")
    for _ in range(3):
        await house.swept()
    assert capsys.readouterr().out.count("file.refused") == 1


async def test_what_lay_there_at_first_can_be_left_alone(house: House) -> None:
    put(house.inbox / "old.txt")
    put(house.inbox / "May" / "old.txt")
    put(house.inbox / "old.doc")
    assert await house.intake.leave_existing() == 2
    put(house.inbox / "new.txt")
    assert await house.swept() == ["new.txt"]
    put(house.inbox / "old.txt", b"changed")
    assert await house.swept() == ["old.txt"]


async def test_subfolders_can_be_left_alone(tmp_path: Path) -> None:
    house = House(tmp_path, recursive=False)
    house.run()
    put(house.inbox / "a.txt")
    put(house.inbox / "May" / "b.txt")
    assert await house.swept() == ["a.txt"]
    await house.close()


async def test_a_sweep_can_be_kept_to_a_folder(house: House) -> None:
    put(house.inbox / "a.txt")
    put(house.inbox / "May" / "b.txt")
    await house.intake.sweep(below=house.inbox / "May")
    await house.idle()
    assert [job.name for job in house.jobs] == ["b.txt"]


async def test_a_failed_file_that_is_moved_back_is_taken_again_and_its_problem_text_goes(house: House) -> None:
    path = put(house.inbox / "a.txt")
    await house.swept()
    (job,) = house.store.jobs()
    failed = house.inbox / "failed"
    failed.mkdir()
    path.rename(failed / "a.txt")
    put(failed / "a.txt.problem.txt")
    house.store.forget("a", path)
    moved = replace(job.source, moved_to=failed / "a.txt")
    house.store.save(replace(job, state=State.FAILED, sources=(moved,)))
    (failed / "a.txt").rename(path)
    assert await house.swept() == ["a.txt"]
    assert not failed.exists()


@pytest.mark.parametrize("name", [b"-y.txt", b"a\nb.txt", b"caf\xe9.txt", b"%03d.txt", b"x" * 251 + b".txt"])
async def test_names_of_any_bytes_are_taken(house: House, name: bytes) -> None:
    path = put(house.inbox / os.fsdecode(name))
    house.intake.hint(path, closed=True)
    await house.idle()
    assert [os.fsencode(job.source.path.name) for job in house.store.jobs()] == [name]


async def test_a_thousand_files_become_a_thousand_jobs(house: House) -> None:
    for number in range(1000):
        put(house.inbox / f"{number % 7}" / f"{number}.txt")
    assert len(await house.swept()) == 1000
    assert len(house.store.jobs()) == 1000
