"""The store: every job on the disk before the call returns, whatever happens afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from nemo_watch.errors import NoSuchJob, StoreError
from nemo_watch.jobs import Delivery, Fingerprint, Job, Source, State
from nemo_watch.rules import Output, Rule
from nemo_watch.store import Store, Wanted
from nemo_watch.store.schema import MIGRATIONS

ROOT = Path(__file__).resolve().parent.parent
RULE = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("convert to MP4",))

_numbers = count()


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "jobs.sqlite"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store(path, clock=clock)
    yield opened
    opened.close()


def fingerprint(**changes: int) -> Fingerprint:
    return Fingerprint(**{"device": 1, "inode": 2, "size": 3, "mtime_ns": 4, "ctime_ns": 5, **changes})


def source(path: str | Path, **changes: int) -> Source:
    return Source(path=Path(path), fingerprint=fingerprint(**changes))


def job(job_id: str = "", *, path: str | Path = "", rule: Rule = RULE, **changes: Any) -> Job:
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": job_id or f"job{number:05}",
        "rule": rule,
        "engine": "local",
        "instructions": rule.instructions,
        "sources": (source(path or f"/in/{number}.avi"),),
        "created_at": 1000.0,
        "updated_at": 1000.0,
    }
    return Job(**{**values, **changes})


def added(store: Store, *arguments: Any, **changes: Any) -> Job:
    stored = store.add(job(*arguments, **changes))
    assert stored is not None
    return stored


def test_an_added_job_is_read_as_it_was(store: Store) -> None:
    rule = replace(RULE, output=Output(name="{stem}-x.{format}"), priority=3, archive_keep=60.0, files=("*.MOV",))
    given = job("abcdefgh", rule=rule, instructions=("one", "zwei – 三"), incomplete="the index is missing")
    stored = store.add(given)
    assert stored is not None
    assert stored.number > 0
    assert store.get("abcdefgh") == stored == replace(given, number=stored.number)


def test_a_saved_job_is_read_as_it_was(store: Store, clock: Clock) -> None:
    before = added(store)
    clock.now = 2000.5
    after = replace(
        before,
        state=State.HELD,
        resume=State.RENDERED,
        said=2,
        lane="copy",
        progress=77,
        message="Der Datenträger ist voll. 🎬",
        attempts=4,
        trying_since=1500.25,
        due_at=2100.75,
        session_id="s/1",
        render_id="r",
        renders=2,
        draft=b'{"t": [1.50]}\x00\xff',
        result_url="file:///out/x",
        result_seconds=12.5,
        sources=(replace(before.source, moved_to=Path("/in/done/a.avi")),),
        deliveries=(
            Delivery(path=Path("/out/a.mp4"), inode=7, size=8, is_published=True),
            Delivery(path=Path("/out/b.mp4"), inode=9, size=10),
        ),
    )
    saved = store.save(after)
    assert saved == replace(after, updated_at=2000.5)
    assert store.get(before.id) == saved
    assert store.state_of(before.id) is State.HELD


def test_what_is_stored_is_there_for_the_next_process(store: Store, path: Path, clock: Clock) -> None:
    stored = added(store)
    other = Store(path, clock=clock, read_only=True)
    assert other.jobs() == [stored]
    other.close()


def test_deliveries_that_did_not_happen_are_forgotten(store: Store) -> None:
    before = added(store)
    delivery = Delivery(path=Path("/out/a.mp4"), inode=7, size=8)
    store.save(replace(before, deliveries=(delivery, delivery)))
    store.save(replace(before, deliveries=(delivery,)))
    assert store.get(before.id).deliveries == (delivery,)


def test_the_same_file_is_not_added_twice(store: Store) -> None:
    first = added(store, path="/in/a.avi")
    assert store.add(job(path="/in/a.avi")) is None
    assert store.add(job(path="/in/a.avi", sources=(source("/in/a.avi", device=9, ctime_ns=9),))) is None
    assert store.jobs() == [first]


@pytest.mark.parametrize("change", ["inode", "size", "mtime_ns"])
def test_a_changed_file_is_added_again(store: Store, change: str) -> None:
    added(store, path="/in/a.avi")
    again = job(sources=(source("/in/a.avi", **{change: 99}),))
    assert store.add(again) is not None
    assert store.add(replace(again, id="another")) is None


def test_another_rule_takes_the_same_file_for_itself(store: Store) -> None:
    added(store, path="/in/a.avi")
    assert store.add(job(path="/in/a.avi", rule=replace(RULE, name="b"))) is not None


def test_a_pair_of_which_one_file_is_known_is_not_added(store: Store) -> None:
    added(store, path="/in/a.avi")
    assert store.add(job(sources=(source("/in/new.avi"), source("/in/a.avi")))) is None
    assert not store.is_known("a", Path("/in/new.avi"), fingerprint())


def test_a_file_that_was_put_away_is_taken_when_it_comes_again(store: Store) -> None:
    added(store, path="/in/a.avi")
    store.forget("a", Path("/in/a.avi"))
    assert store.add(job(path="/in/a.avi")) is not None


def test_files_that_are_left_alone_are_not_taken_until_they_change(store: Store) -> None:
    store.leave_alone("a", [(Path("/in/a.avi"), fingerprint()), (Path("/in/b.avi"), fingerprint(inode=3))])
    assert store.add(job(path="/in/a.avi")) is None
    assert store.add(job(sources=(source("/in/b.avi", inode=4),))) is not None


def test_a_job_that_begins_again_is_not_taken_as_a_new_file(store: Store) -> None:
    before = added(store, path="/in/a.avi")
    store.forget("a", Path("/in/a.avi"))
    back = (source("/in/a.avi", inode=50),)
    store.readmit(replace(before, sources=back))
    assert store.get(before.id).sources == back
    assert store.add(job(sources=back)) is None


def test_the_beginning_of_an_id_is_enough(store: Store) -> None:
    one, other = added(store, "abcd2345"), added(store, "abxy2345")
    assert store.get("abc") == one
    assert store.get("abx") == other
    assert store.get("abcd2345") == one


def test_an_id_that_begins_another_is_still_found(store: Store) -> None:
    short, long = added(store, "abcd"), added(store, "abcdef")
    assert store.get("abcd") == short
    assert store.get("abcde") == long


@pytest.mark.parametrize("job_id", ["", "z", "%", "a%", "_bcd2345", "\\", "'; DROP TABLE jobs; --", "a\nb"])
def test_an_unknown_id_is_no_job(store: Store, job_id: str) -> None:
    added(store, "abcd2345")
    with pytest.raises(NoSuchJob):
        store.get(job_id)
    assert store.state_of(job_id) is None


def test_an_id_that_could_be_two_jobs_is_none(store: Store) -> None:
    added(store, "abcd2345")
    added(store, "abxy2345")
    with pytest.raises(NoSuchJob, match='More than one job begins with "ab"'):
        store.get("ab")


def test_jobs_are_listed_newest_first(store: Store) -> None:
    stored = [added(store) for _ in range(4)]
    assert store.jobs() == stored[::-1]
    assert store.jobs(Wanted(most=2)) == [stored[3], stored[2]]


def test_jobs_are_listed_by_state(store: Store) -> None:
    first, second, third = (added(store) for _ in range(3))
    failed = store.save(replace(first, state=State.FAILED))
    held = store.save(replace(third, state=State.HELD))
    assert store.jobs(
        Wanted(
            states=(
                "failed",
                "held",
            )
        )
    ) == [held, failed]
    assert store.jobs(Wanted(states=("queued",))) == [second]
    assert store.jobs(Wanted(states=("done",))) == []
    assert store.jobs(Wanted(states=("no state",))) == []
    assert store.counts() == {"failed": 1, "held": 1, "queued": 1}


def test_the_history_has_an_entry_for_each_change_of_state_or_message(store: Store, clock: Clock) -> None:
    moving = added(store)
    for now, state, message in (
        (2000.0, State.RENDERING, ""),
        (3000.0, State.RENDERING, ""),
        (4000.0, State.RENDERING, "The disk is full."),
        (5000.0, State.DONE, ""),
    ):
        clock.now = now
        moving = store.save(replace(moving, state=state, message=message, progress=int(now / 100)))
    entries = [(entry.at, entry.state, entry.message) for entry in store.history(moving)]
    assert entries == [
        (1000.0, "queued", ""),
        (2000.0, "rendering", ""),
        (4000.0, "rendering", "The disk is full."),
        (5000.0, "done", ""),
    ]
    assert store.history(added(store))[0].state == "queued"


def test_the_newest_job_of_a_path_is_found(store: Store) -> None:
    added(store, path="/in/a.avi")
    second = added(store, sources=(source("/in/a.avi", inode=9),))
    assert store.last_job_of(Path("/in/a.avi")) == second
    assert store.last_job_of(Path("/in/b.avi")) is None


def test_begun_jobs_go_first_then_priority_then_age(store: Store) -> None:
    urgent = replace(RULE, name="urgent", priority=5)
    late = replace(RULE, name="late", priority=-1)
    old, unimportant, new, important, begun, begun_important = (
        added(store, name, rule=rule)
        for name, rule in (
            ("old", RULE),
            ("unimportant", late),
            ("new", RULE),
            ("important", urgent),
            ("begun", late),
            ("begun-important", urgent),
        )
    )
    for started in (begun, begun_important):
        store.save(replace(started, state=State.CONNECTED))
    expected = [entry.id for entry in (begun_important, begun, important, old, new, unimportant)]
    assert store.turns.ready("prepare", 100) == expected
    assert store.turns.ready("prepare", 2) == expected[:2]


def test_nothing_is_put_off_for_longer_than_it_can_be_meant(store: Store) -> None:
    add_late, add_soon = added(store, "late"), added(store, "soon")
    store.save(replace(add_late, due_at=900_000.0))
    store.save(replace(add_soon, due_at=2000.0))
    store.turns.bring_forward(86_400.0)
    assert store.turns.next_due() == 2000.0
    assert store.get("late").due_at == 86_400.0


def rule_called(name: str, **changes: Any) -> Rule:
    return replace(RULE, name=name, inbox=RULE.inbox.with_name(name), **changes)


def test_rules_take_turns_however_many_files_one_of_them_has(store: Store) -> None:
    many, few = rule_called("many"), rule_called("few")
    for number in range(50):
        added(store, f"many{number}", rule=many)
    for number in range(2):
        added(store, f"few{number}", rule=few)
    assert store.turns.ready("prepare", 5) == ["many0", "few0", "many1", "few1", "many2"]
    served = []
    for _ in range(6):
        (job_id,) = store.turns.ready("prepare", 1)
        store.turns.give("prepare", job_id)
        served.append(job_id)
        store.save(replace(store.get(job_id), state=State.DONE))
    assert served == ["many0", "few0", "many1", "few1", "many2", "many3"]


def test_turns_that_are_given_at_once_all_count(store: Store) -> None:
    for number in range(4):
        added(store, f"a{number}", rule=rule_called("a"))
        added(store, f"b{number}", rule=rule_called("b"))
    added(store, "c0", rule=rule_called("c"))
    for job_id in store.turns.ready("prepare", 2):
        store.turns.give("prepare", job_id)
        store.save(replace(store.get(job_id), state=State.DONE))
    assert store.turns.ready("prepare", 3) == ["c0", "a1", "b1"]


def test_rule_that_has_its_files_later_is_not_put_behind(store: Store) -> None:
    for number in range(4):
        added(store, f"early{number}", rule=rule_called("early"))
    for number in range(2):
        store.turns.ready("prepare", 1)
        store.turns.give("prepare", f"early{number}")
        store.save(replace(store.get(f"early{number}"), state=State.DONE))
    added(store, "late", rule=rule_called("late"))
    assert store.turns.ready("prepare", 3) == ["late", "early2", "early3"]


def test_rule_of_which_all_jobs_wait_for_another_is_passed_over(store: Store) -> None:
    first = added(store, "first", rule=rule_called("a"), shared="trip")
    first = store.save(replace(first, state=State.HELD, resume=State.QUEUED, due_at=9e9))
    added(store, "second", rule=rule_called("a"), shared="trip")
    added(store, "other", rule=rule_called("b"))
    assert first.slot
    assert store.turns.ready("prepare", 9) == ["other"]


def test_priority_goes_before_taking_turns(store: Store) -> None:
    for number in range(3):
        added(store, f"urgent{number}", rule=rule_called("urgent", priority=1))
        added(store, f"usual{number}", rule=rule_called("usual"))
    assert store.turns.ready("prepare", 4) == ["urgent0", "urgent1", "urgent2", "usual0"]


def test_each_slot_has_its_own_queue(store: Store) -> None:
    for lane in ("copy", "encode"):
        store.save(replace(added(store, lane), state=State.INSTRUCTED, lane=lane))
    added(store, "cloudy", engine="cloud")
    added(store, "new")
    ready = {slot: store.turns.ready(slot, 9) for slot in ("prepare", "copy", "encode", "cloud")}
    assert ready == {"prepare": ["new"], "copy": ["copy"], "encode": ["encode"], "cloud": ["cloudy"]}
    assert store.turns.ready("", 9) == []


@pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.CANCELLED, State.HELD])
def test_what_goes_nowhere_is_never_ready(store: Store, state: State) -> None:
    store.save(replace(added(store), state=state))
    assert [store.turns.ready(slot, 9) for slot in ("prepare", "copy", "encode", "cloud", "")] == [[]] * 5
    assert store.turns.next_due() is None
    assert not store.turns.is_waiting()


def test_what_is_put_off_becomes_ready_when_its_moment_comes(store: Store) -> None:
    for name, due_at in (("late", 3000.0), ("soon", 2000.0)):
        store.save(replace(added(store, name), due_at=due_at))
    assert store.turns.ready("prepare", 9) == []
    assert store.turns.is_waiting()
    assert store.turns.next_due() == 2000.0
    store.turns.ripen(1999.9)
    assert store.turns.ready("prepare", 9) == []
    store.turns.ripen(2000.0)
    assert store.turns.ready("prepare", 9) == ["soon"]
    assert store.turns.next_due() == 3000.0
    store.turns.ripen(9999.0)
    assert store.turns.ready("prepare", 9) == ["late", "soon"]
    assert store.turns.next_due() is None
    assert store.get("soon").due_at is None


def test_a_held_job_whose_cause_may_go_away_becomes_ready_too(store: Store) -> None:
    held = replace(added(store, "held"), state=State.HELD, resume=State.RENDERED, lane="copy", due_at=2000.0)
    store.save(held)
    assert not store.turns.is_waiting()
    assert store.turns.next_due() == 2000.0
    store.turns.ripen(2000.0)
    assert store.turns.ready("copy", 9) == ["held"]


def test_notes_are_kept(store: Store, path: Path, clock: Clock) -> None:
    assert store.note("inbox a") == ""
    store.keep_note("inbox a", "seen")
    store.keep_note("inbox a", "seen twice")
    other = Store(path, clock=clock)
    assert other.note("inbox a") == "seen twice"
    other.close()


@pytest.mark.parametrize("name", [b"caf\xe9.avi", b"\xff\xfe", b"a\nb", b"-y.avi", b"%41.avi", "夏.avi".encode()])
def test_paths_are_kept_byte_by_byte(store: Store, name: bytes) -> None:
    place = Path(os.fsdecode(b"/in/" + name))
    rule = replace(RULE, inbox=place, outbox=Path("/out") / place.name)
    delivery = Delivery(path=Path("/out") / place.name, inode=1, size=1)
    stored = added(store, path=place, rule=rule)
    saved = store.save(
        replace(stored, sources=(replace(stored.source, moved_to=place.parent / "done"),), deliveries=(delivery,))
    )
    read = store.get(stored.id)
    assert read == saved
    assert os.fsencode(read.source.path) == b"/in/" + name
    assert os.fsencode(read.rule.inbox) == b"/in/" + name
    assert store.last_job_of(place) == read
    assert store.add(job(path=place, rule=rule)) is None


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**64 - 1])
def test_inodes_and_devices_beyond_63_bits_are_kept(store: Store, number: int) -> None:
    stored = added(store, sources=(source("/in/a.avi", inode=number, device=number),))
    delivery = Delivery(path=Path("/out/a.mp4"), inode=number, size=1)
    saved = store.save(replace(stored, deliveries=(delivery,)))
    assert store.get(stored.id) == saved
    assert saved.source.fingerprint.inode == number
    assert store.is_known("a", Path("/in/a.avi"), fingerprint(inode=number))


def test_an_empty_file_gets_all_tables(path: Path, clock: Clock) -> None:
    path.parent.mkdir()
    path.touch()
    opened = Store(path, clock=clock)
    assert opened.jobs() == []
    opened.close()
    assert version_of(path) == len(MIGRATIONS)


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_a_store_of_any_earlier_version_is_brought_up(path: Path, clock: Clock, version: int) -> None:
    path.parent.mkdir()
    connection = sqlite3.connect(path)
    for script in MIGRATIONS[:version]:
        connection.executescript(script)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    opened = Store(path, clock=clock)
    assert opened.add(job()) is not None
    opened.close()
    assert version_of(path) == len(MIGRATIONS)


def test_a_store_of_a_newer_version_is_refused_and_left_alone(store: Store, path: Path, clock: Clock) -> None:
    added(store)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        Store(path, clock=clock)
    assert version_of(path) == len(MIGRATIONS) + 1


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def test_every_commit_is_on_the_disk_before_the_call_returns(store: Store) -> None:
    (mode,) = store._connection.execute("PRAGMA journal_mode").fetchone()
    (synchronous,) = store._connection.execute("PRAGMA synchronous").fetchone()
    assert (mode, synchronous) == ("wal", 2)


def test_a_damaged_store_is_named(path: Path, clock: Clock) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 1000)
    with pytest.raises(StoreError, match=str(path)):
        Store(path, clock=clock)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"jobs\.sqlite"):
        Store(tmp_path / "file" / "state" / "jobs.sqlite", clock=clock)


def test_reading_makes_no_store(path: Path, clock: Clock) -> None:
    with pytest.raises(StoreError):
        Store(path, clock=clock, read_only=True)
    assert not path.exists()


def test_a_failed_change_leaves_the_store_as_it_was(store: Store) -> None:
    stored = added(store, "abc")
    with pytest.raises(sqlite3.IntegrityError):
        store.add(job("abc", path="/in/other.avi"))
    assert store.jobs() == [stored]
    assert not store.is_known("a", Path("/in/other.avi"), fingerprint())
    assert store.add(job("abd", path="/in/other.avi")) is not None


WRITER = """
import sys, time
from pathlib import Path
from msgspec.structs import replace
from nemo_watch.jobs import Fingerprint, Job, Source, State
from nemo_watch.rules import Rule
from nemo_watch.store import Store

store = Store(Path(sys.argv[1]), clock=time.time)
rule = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("convert",))
for number in range(1_000_000):
    name = f"{sys.argv[2]}-{number}"
    known = Fingerprint(device=1, inode=number, size=1, mtime_ns=1, ctime_ns=1)
    job = store.add(
        Job(
            id=name,
            rule=rule,
            engine="local",
            instructions=rule.instructions,
            sources=(Source(path=Path("/in") / name, fingerprint=known),),
            created_at=0.0,
            updated_at=0.0,
        )
    )
    print(name, "queued", flush=True)
    store.save(replace(job, state=State.DONE))
    print(name, "done", flush=True)
"""


def test_a_killed_writer_loses_no_acknowledged_job(path: Path, clock: Clock) -> None:
    random = Random(20)
    promised: dict[str, str] = {}
    for life in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, path, str(life)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        for _ in range(random.randrange(1, 60)):
            promised.update([writer.stdout.readline().split()])
        writer.send_signal(signal.SIGKILL)
        complete = [line for line in writer.stdout.read().splitlines() if line.endswith(("queued", "done"))]
        promised.update(line.split() for line in complete)
        writer.communicate(timeout=30)
        opened = Store(path, clock=clock)
        states = {found.id: found.state.value for found in opened.jobs()}
        assert promised.keys() <= states.keys()
        assert [name for name, state in promised.items() if state == "done" and states[name] != "done"] == []
        for found in opened.jobs():
            assert opened.is_known("a", found.source.path, found.source.fingerprint)
            assert opened.history(found)[-1].state == found.state.value
        assert opened._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        opened.close()


def test_nothing_that_is_done_for_each_job_looks_through_all_of_them(store: Store) -> None:
    job = added(store, "abcdefgh")
    said: list[str] = []
    store._connection.set_trace_callback(said.append)
    path, fingerprint = job.source.path, job.source.fingerprint
    store.save(replace(job, state=State.CONNECTED))
    store.get("abcdefgh")
    store.get("abcd")
    store.state_of("abcdefgh")
    store.history(job)
    store.is_known(job.rule.name, path, fingerprint)
    store.last_job_of(path)
    store.turns.ripen(5000.0)
    store.turns.ready("prepare", 9)
    store.turns.next_due()
    store.files.made_by(path)
    store.files.put_away_by(path)
    store.files.taken(job.rule.name, path)
    store.files.results_of_size(job.rule.name, 9)
    store.files.sources_of_size(job.rule.name, 9)
    store.cloud.held_for("credits")
    added(store, "another")
    store._connection.set_trace_callback(None)
    plans = {
        (step["detail"], words)
        for words in said
        if words.startswith(("SELECT", "UPDATE", "WITH"))
        for step in store._connection.execute(f"EXPLAIN QUERY PLAN {words}")
    }
    assert len(plans) > 20
    bounded = ("SCAN rules", "SCAN some")
    assert [words for step, words in plans if step.startswith("SCAN") and not step.startswith(bounded)] == []


def test_jobs_are_told_of_in_time_from_their_last_beginning_on(tmp_path: Path) -> None:
    now = [1000.0]
    store = Store(tmp_path / "jobs.sqlite", clock=lambda: now[0])
    job = added(store)

    def become(state: State, moment: float) -> None:
        nonlocal job
        now[0] = moment
        job = store.save(replace(job, state=state, message=f"{state} at {moment}"))

    become(State.RENDERING, 1010.0)
    become(State.FAILED, 1020.0)
    (span,) = store.spans.since(0.0, most=10)
    assert (span.begun_at, span.started_at, span.ended_at) == (1000.0, 1010.0, 1020.0)
    become(State.QUEUED, 5000.0)
    become(State.RENDERING, 5010.0)
    (span,) = store.spans.since(0.0, most=10)
    assert (span.begun_at, span.started_at, span.ended_at) == (5000.0, 5010.0, None)
    become(State.DONE, 5020.0)
    become(State.CANCELLED, 9000.0)
    (span,) = store.spans.since(0.0, most=10)
    assert (span.begun_at, span.ended_at) == (5000.0, 5020.0), "it was undone much later"
    assert store.spans.since(9001.0, most=10) == []
    store.close()


def test_what_was_done_is_added_up_and_counted(tmp_path: Path) -> None:
    now = [1000.0]
    store = Store(tmp_path / "jobs.sqlite", clock=lambda: now[0])
    first, second, third = added(store), added(store), added(store)
    delivery = Delivery(path=Path("/out/a.mp4"), inode=1, size=70, is_published=True)
    store.save(replace(first, state=State.DONE, deliveries=(delivery,), result_seconds=12.5))
    now[0] = 2000.0
    store.save(replace(second, state=State.FAILED))
    store.save(replace(third, state=State.HELD, cause="hours"))
    everything, late = store.tally.since(0.0), store.tally.since(1500.0)
    assert (everything.done, everything.failed, everything.seconds) == (1, 1, 12.5)
    assert (everything.bytes_before, everything.bytes_after) == (first.bytes_before, 70)
    assert (late.done, late.failed, late.bytes_after) == (0, 1, 0)
    assert store.counts() == {"done": 1, "failed": 1, "held": 1}
    assert store.tally.needy(since=0.0) == 1, "who waits for the hours of a rule needs nobody"
    assert store.tally.needy(since=3000.0) == 0
    store.close()


def test_jobs_are_found_by_name_whatever_its_letters(tmp_path: Path) -> None:
    store = Store(tmp_path / "jobs.sqlite", clock=lambda: 0.0)
    decomposed = "cafe\u0301 Ärger %_.mov"
    job = added(store, path=Path("/in") / decomposed)
    for text in ("ärger", "CAFÉ", "%_", "café ä"):
        assert [found.id for found in store.jobs(Wanted(text=text))] == [job.id]
    assert store.jobs(Wanted(text="%x")) == []
    store.close()
