"""Turns: as many at a time as there are slots, at the moment that was set, and none begun once it stops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from nemo_watch.jobs import Fingerprint, Job, Source, State
from nemo_watch.rules import Rule
from nemo_watch.schedule import Schedule
from nemo_watch.store import Store

PATIENCE_SECONDS = 20.0
RULE = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("convert",))
SLOTS = {"prepare": 2, "copy": 2, "encode": 1}

_numbers = count()


class Clock:
    """The real time, moved on by hand where a test does not want to wait."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


class Workers:
    """The work behind the turns: a step begins, and ends when it is told what has become of its job."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.begun: list[str] = []
        self.at: list[float] = []
        self._ends: dict[str, asyncio.Future[Callable[[Job], Job]]] = {}

    @property
    def running(self) -> set[str]:
        return set(self._ends)

    async def step(self, job_id: str) -> Job:
        assert job_id not in self._ends, "a job has one turn at a time"
        self.begun.append(job_id)
        self.at.append(time.time())
        self._ends[job_id] = asyncio.get_running_loop().create_future()
        change = await self._ends[job_id]
        return self._store.save(change(self._store.get(job_id)))

    def end(self, job_id: str, **changes: Any) -> None:
        """Let the step of a job end with these changes; done, where none are given."""
        self._ends.pop(job_id).set_result(lambda job: replace(job, **(changes or {"state": State.DONE})))

    def fail(self, job_id: str) -> None:
        self._ends.pop(job_id).set_exception(RuntimeError("the step was not able to say what has become of its job"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store(tmp_path / "jobs.sqlite", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
async def workers(store: Store) -> Workers:
    return Workers(store)


@pytest.fixture
async def schedule(store: Store, workers: Workers, clock: Clock) -> AsyncIterator[Schedule]:
    made = Schedule(store=store, step=workers.step, slots=SLOTS, clock=clock)
    made.start()
    yield made
    await made.stop(seconds=0)


def add(store: Store, name: str, *, priority: int = 0, **changes: Any) -> Job:
    number = next(_numbers)
    known = Fingerprint(device=1, inode=number, size=1, mtime_ns=1, ctime_ns=1)
    job = Job(
        id=name,
        rule=replace(RULE, priority=priority),
        engine="local",
        instructions=RULE.instructions,
        sources=(Source(path=Path(f"/in/{number}.avi"), fingerprint=known),),
        created_at=0.0,
        updated_at=0.0,
    )
    stored = store.add(job)
    assert stored is not None
    return store.save(replace(stored, **changes)) if changes else stored


async def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.005)


async def settled() -> None:
    """Let everything happen that could happen now."""
    for _ in range(50):
        await asyncio.sleep(0.001)


async def test_no_more_turns_are_given_than_there_are_slots(store: Store, workers: Workers, schedule: Schedule) -> None:
    for number in range(5):
        add(store, f"j{number}")
    schedule.dispatch()
    schedule.dispatch()
    await until(lambda: len(workers.running) == 2, "two turns are given")
    await settled()
    assert workers.begun == ["j0", "j1"]
    workers.end("j1")
    await until(lambda: workers.running == {"j0", "j2"}, "the free slot goes to the next job")
    await settled()
    assert workers.begun == ["j0", "j1", "j2"]


async def test_all_jobs_get_their_turn_in_the_end(store: Store, workers: Workers, schedule: Schedule) -> None:
    for number in range(30):
        add(store, f"j{number:02}")
    schedule.dispatch()
    most = 0
    while len(workers.begun) < 30 or workers.running:
        await until(lambda: bool(workers.running), "there is always one running")
        most = max(most, len(workers.running))
        for name in workers.running:
            workers.end(name)
        await settled()
    assert workers.begun == [f"j{number:02}" for number in range(30)]
    assert most == 2
    assert schedule.is_idle()


async def test_a_copy_never_waits_for_an_encode(store: Store, workers: Workers, schedule: Schedule) -> None:
    for name in ("encode-1", "encode-2"):
        add(store, name, state=State.INSTRUCTED, lane="encode")
    schedule.dispatch()
    await until(lambda: workers.running == {"encode-1"}, "one encode runs")
    add(store, "copy", state=State.INSTRUCTED, lane="copy")
    add(store, "new")
    schedule.dispatch()
    await until(lambda: workers.running == {"encode-1", "copy", "new"}, "copy and new job run beside it")
    await settled()
    assert "encode-2" not in workers.begun


async def test_a_job_keeps_its_turn_while_it_needs_the_same_slot(
    store: Store, workers: Workers, schedule: Schedule
) -> None:
    first = add(store, "first", state=State.INSTRUCTED, lane="encode")
    add(store, "second", state=State.INSTRUCTED, lane="encode", priority=9)
    schedule.dispatch()
    await until(lambda: workers.running == {"second"}, "the more important one is first")
    for state in (State.RENDERING, State.RENDERING, State.RENDERED):
        workers.end("second", state=state)
        await until(lambda: workers.running == {"second"}, "it goes on")
        assert first.id not in workers.begun
    workers.end("second")
    await until(lambda: workers.running == {"first"}, "then it is the other's turn")


async def test_a_job_hands_its_slot_on_when_it_needs_another(
    store: Store, workers: Workers, schedule: Schedule
) -> None:
    add(store, "busy", state=State.INSTRUCTED, lane="encode")
    for name in ("a", "b", "c"):
        add(store, name)
    schedule.dispatch()
    await until(lambda: workers.running == {"busy", "a", "b"}, "two are prepared")
    workers.end("a", state=State.INSTRUCTED, lane="encode")
    await until(lambda: workers.running == {"busy", "b", "c"}, "the third is prepared")
    workers.end("busy")
    await until(lambda: "a" in workers.running, "the prepared one is encoded")


async def test_what_is_put_off_gets_its_turn_when_its_moment_has_come(
    store: Store, workers: Workers, schedule: Schedule
) -> None:
    moment = time.time() + 0.4
    add(store, "later", due_at=moment)
    schedule.dispatch()
    assert not schedule.is_idle()
    await until(lambda: workers.begun == ["later"], "the moment comes")
    assert workers.at[0] >= moment


async def test_a_moment_that_has_passed_while_nothing_ran_is_acted_on(
    store: Store, workers: Workers, clock: Clock
) -> None:
    add(store, "overdue", due_at=clock() + 7 * 86_400)
    clock.ahead = 30 * 86_400
    schedule = Schedule(store=store, step=workers.step, slots=SLOTS, clock=clock)
    schedule.start()
    await until(lambda: workers.begun == ["overdue"], "it gets its turn at once")
    await schedule.stop(seconds=0)


async def test_a_clock_that_jumps_ahead_makes_due_what_it_jumps_over(
    store: Store, workers: Workers, schedule: Schedule, clock: Clock
) -> None:
    add(store, "tomorrow", due_at=clock() + 86_400)
    schedule.dispatch()
    await settled()
    assert workers.begun == []
    clock.ahead = 90_000
    schedule.dispatch()
    await until(lambda: workers.begun == ["tomorrow"], "it is due now")


async def test_a_clock_that_is_set_back_puts_nothing_off(
    store: Store, workers: Workers, schedule: Schedule, clock: Clock
) -> None:
    clock.ahead = 86_400
    schedule.heed_clock()
    add(store, "soon", due_at=clock() + 1)
    add(store, "later", due_at=clock() + 3600)
    schedule.dispatch()
    clock.ahead = 0
    schedule.heed_clock()
    await until(lambda: workers.begun == ["soon"], "it waits for as long as it was to wait")
    assert store.turns.next_due() == pytest.approx(clock() + 3600, abs=30)


async def test_what_is_done_again_and_again_goes_on_though_the_clock_is_set_back(
    schedule: Schedule, clock: Clock
) -> None:
    done = asyncio.Event()

    async def act() -> None:
        done.set()

    schedule.every("act", 3600, act)
    clock.ahead = -86_400
    schedule.heed_clock()
    await asyncio.wait_for(done.wait(), PATIENCE_SECONDS)


async def test_clock_that_is_a_little_wrong_moves_nothing(store: Store, schedule: Schedule, clock: Clock) -> None:
    moment = clock() + 3600
    add(store, "later", due_at=moment)
    clock.ahead = -1
    schedule.heed_clock()
    assert store.turns.next_due() == moment


async def test_a_step_that_puts_its_job_off_frees_its_slot(store: Store, workers: Workers, schedule: Schedule) -> None:
    add(store, "waits", state=State.INSTRUCTED, lane="encode")
    add(store, "next", state=State.INSTRUCTED, lane="encode")
    schedule.dispatch()
    await until(lambda: workers.running == {"waits"}, "the first one runs")
    workers.end("waits", due_at=time.time() + 3600)
    await until(lambda: workers.running == {"next"}, "the second one runs meanwhile")


async def test_a_render_that_is_polled_at_times_keeps_its_slot(
    store: Store, workers: Workers, schedule: Schedule
) -> None:
    add(store, "polled", state=State.RENDERING, lane="encode")
    add(store, "next", state=State.INSTRUCTED, lane="encode")
    schedule.dispatch()
    await until(lambda: workers.running == {"polled"}, "the first one runs")
    workers.end("polled", due_at=time.time() + 0.1)
    await until(lambda: workers.begun == ["polled", "polled"], "it is polled again")
    workers.end("polled", state=State.DONE, due_at=None)
    await until(lambda: workers.running == {"next"}, "then it is the other's turn")


async def test_a_held_job_does_not_keep_a_schedule_busy(store: Store, schedule: Schedule, clock: Clock) -> None:
    add(store, "held", state=State.HELD, resume=State.QUEUED)
    add(store, "looked-at-later", state=State.HELD, resume=State.QUEUED, due_at=clock() + 3600)
    schedule.dispatch()
    assert schedule.is_idle()


async def test_stopping_waits_for_the_steps_under_way_and_begins_none(
    store: Store, workers: Workers, schedule: Schedule
) -> None:
    for name in ("a", "b", "c"):
        add(store, name)
    schedule.dispatch()
    await until(lambda: workers.running == {"a", "b"}, "two are under way")
    stopping = asyncio.create_task(schedule.stop(seconds=PATIENCE_SECONDS))
    await settled()
    assert not stopping.done()
    workers.end("a", state=State.CONNECTED)
    await settled()
    assert not stopping.done()
    workers.end("b", state=State.CONNECTED)
    await stopping
    assert workers.begun == ["a", "b"]
    assert store.get("a").state is State.CONNECTED


async def test_stopping_ends_what_takes_too_long(store: Store, workers: Workers, schedule: Schedule) -> None:
    add(store, "endless")
    schedule.dispatch()
    await until(lambda: workers.running == {"endless"}, "it is under way")
    await schedule.stop(seconds=0.05)
    assert not schedule.is_working("endless")


@pytest.mark.parametrize("moments", range(5))
async def test_stopping_is_no_failure_of_what_is_under_way(
    moments: int, store: Store, workers: Workers, schedule: Schedule, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither of what has begun long ago, nor of what was due this very moment and has not come to its first line."""
    ended: list[str] = []

    async def long(name: str = "repeated") -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    add(store, "j")
    schedule.dispatch()
    schedule.every("repeated", 0.01, long)
    await until(lambda: workers.running == {"j"}, "the step has begun")
    schedule.after("once", 0.01, long)
    time.sleep(0.05)  # noqa: ASYNC251 - so that it is due, and nothing has been done about it
    for _ in range(moments):
        await asyncio.sleep(0)
    await schedule.stop(seconds=0)
    await settled()
    assert not caplog.records
    assert store.get("j").state is State.QUEUED
    assert moments < 4 or ended


async def test_a_schedule_that_was_never_started_can_be_stopped(store: Store, workers: Workers, clock: Clock) -> None:
    await Schedule(store=store, step=workers.step, slots=SLOTS, clock=clock).stop(seconds=1)


async def test_a_step_that_breaks_frees_its_slot(store: Store, workers: Workers, schedule: Schedule) -> None:
    for name in ("broken", "a", "b"):
        add(store, name)
    schedule.dispatch()
    await until(lambda: workers.running == {"broken", "a"}, "two are under way")
    workers.fail("broken")
    await until(lambda: not schedule.is_working("broken"), "its turn is over")
    workers.end("a")
    await until(lambda: "b" in workers.running, "the others go on")


async def test_actions_are_repeated_and_replaced_by_name(schedule: Schedule) -> None:
    counted = {"first": 0, "second": 0}

    def counting(name: str) -> Any:
        async def action() -> None:
            counted[name] += 1

        return action

    schedule.every("sweep", 0.02, counting("first"))
    await until(lambda: counted["first"] >= 3, "it is repeated")
    schedule.every("sweep", 0.02, counting("second"))
    await until(lambda: counted["second"] >= 1, "the new one is done")
    before = counted["first"]
    await until(lambda: counted["second"] >= 4, "and repeated")
    assert counted["first"] == before


async def test_an_action_is_done_once_after_a_while(schedule: Schedule) -> None:
    done = []

    async def action() -> None:
        done.append(time.time())

    begun = time.time()
    schedule.after("look", 0.1, action)
    await until(lambda: len(done) == 1, "it is done")
    await settled()
    assert len(done) == 1
    assert done[0] >= begun + 0.1
