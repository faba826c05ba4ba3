"""Whose turn is it? Slots for jobs, moments for everything that happens at a time.

APScheduler knows only who is next and when; what is to be done, and whether, stands in the store. So nothing is lost
with the process, and a moment that comes late is still worth acting on (`misfire_grace_time=None`).

It goes by the wall clock. Where that is set back, all moments are set back with it; where it is set ahead, what it has
jumped over is due.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from nemo_watch.jobs import Job, State
from nemo_watch.store import Store

Result = TypeVar("Result")

Step = Callable[[str], Awaitable[Job]]
Action = Callable[..., Awaitable[object]]
"""A coroutine function: APScheduler runs a plain one in a thread, where the store must not be used."""

_DUE = "due"
_AFTER_FAILURE = "after a failure"
_AFTER_FAILURE_SECONDS = 10.0
_LEAST_PAUSE_SECONDS = 0.01
_CLOCK_SECONDS = 5.0
"""Between two looks at the clock."""
_JUMP_SECONDS = 2.0
"""What differs by less is no jump of the clock: it is brought nearer to the right time by and by."""
_MANY = 1000
_FINISHED_FIRST = frozenset({State.INSTRUCTING, State.RENDERING, State.RENDERED})
"""What comes to its end before a rest: a message that was announced, a render, a result on its way out."""

log = structlog.get_logger()


class Schedule:
    """Gives jobs their turns: as many at a time as their slot has, the begun ones first."""

    def __init__(self, *, store: Store, step: Step, slots: Mapping[str, int], clock: Callable[[], float]) -> None:
        """Run `step` with the id of the job whose turn it is; `slots` says how many turns there are of each kind."""
        self._store = store
        self._step = step
        self._slots = dict(slots)
        self._clock = clock
        self._turns: dict[str, str] = {}
        self._closed: set[str] = set()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._changed = asyncio.Event()
        self._is_ending = False
        self._is_resting = False
        self._offset = 0.0
        self._clock_timer: asyncio.TimerHandle | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to give turns; must be called with the event loop running."""
        self._scheduler.start()
        self._offset = self._clock() - asyncio.get_running_loop().time()
        self._watch_clock()
        self.dispatch()

    def end(self) -> None:
        """Give no more turns; the steps under way go to their end."""
        self._is_ending = True

    def rest(self) -> None:
        """Begin nothing new: give turns to no job, but let what is said, rendered or delivered come to its end."""
        self._is_resting = True

    def go_on(self) -> None:
        """Give turns again, after a rest."""
        self._is_resting = False
        self.dispatch()

    def close_slot(self, slot: str) -> None:
        """Give no more turns at a slot; jobs that have one give it back at the end of their step."""
        self._closed.add(slot)

    def open_slot(self, slot: str) -> None:
        """Give turns at a slot again."""
        self._closed.discard(slot)
        self.dispatch()

    async def stop(self, *, seconds: float) -> None:
        """Wait up to `seconds` for the steps under way, and end those that take longer: they can be begun again."""
        self.end()
        deadline = asyncio.get_running_loop().time() + seconds
        while self._turns and asyncio.get_running_loop().time() < deadline:
            self._changed.clear()
            try:
                async with asyncio.timeout(max(0.0, deadline - asyncio.get_running_loop().time())):
                    await self._changed.wait()
            except TimeoutError:
                break
        if self._clock_timer is not None:
            self._clock_timer.cancel()
        if self._scheduler.running:
            self._scheduler.pause()
            await self._end_all()
            self._scheduler.shutdown(wait=False)

    async def _end_all(self) -> None:
        """End what is under way. APScheduler would call that a failure of its own jobs, and print where they were."""
        await asyncio.sleep(0)  # what was begun just now comes to its first line
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await asyncio.sleep(0)  # and whoever waited for it, to an end

    def every(self, name: str, seconds: float, action: Action) -> None:
        """Do something again and again; the same name replaces what was there."""
        self._scheduler.add_job(
            self._done, "interval", args=[action], seconds=seconds, id=name, name=name, replace_existing=True
        )

    def after(self, name: str, seconds: float, action: Action) -> None:
        """Do something once, after a while; the same name replaces what was there."""
        self._at(name, self._clock() + max(seconds, _LEAST_PAUSE_SECONDS), action)

    def dispatch(self) -> None:
        """Give every free slot to the next job that waits for it, and note when to look again."""
        if self._is_ending or self._is_resting:
            return
        self._store.turns.ripen(self._clock())
        for slot, turns in self._slots.items():
            taken = sum(1 for held in self._turns.values() if held == slot)
            if taken >= turns or slot in self._closed:
                continue
            waiting = self._store.turns.ready(slot, turns - taken + len(self._turns))
            free = [job_id for job_id in waiting if job_id not in self._turns][: turns - taken]
            for job_id in free:
                self._turns[job_id] = slot
                self._store.turns.give(slot, job_id)
                self._scheduler.add_job(self._take_turn, args=[job_id])
        moment = self._store.turns.next_due()
        if moment is not None:
            self._at(_DUE, moment, self._dispatch_due)

    def heed_clock(self) -> None:
        """Plan anew what is planned where the wall clock has jumped since the last time."""
        offset = self._clock() - asyncio.get_running_loop().time()
        jump, self._offset = offset - self._offset, offset
        if abs(jump) < _JUMP_SECONDS:
            return
        log.warning("clock.jumped", seconds=round(jump))
        if jump < 0:
            self._store.turns.shift(jump)
            for planned in self._scheduler.get_jobs():
                planned.modify(next_run_time=planned.next_run_time + timedelta(seconds=jump))
        self._scheduler.wakeup()
        self.dispatch()

    def _watch_clock(self) -> None:
        self.heed_clock()
        self._clock_timer = asyncio.get_running_loop().call_later(_CLOCK_SECONDS, self._watch_clock)

    def is_working(self, job_id: str) -> bool:
        """Tell whether a job has a turn now."""
        return job_id in self._turns

    def is_idle(self) -> bool:
        """Tell whether no job has a turn and none waits for one; held jobs do not count, nor those of closed slots."""
        return not self._turns and not self._store.turns.is_waiting(closed=self._closed)

    async def _take_turn(self, job_id: str) -> None:
        """Do a job's steps for as long as they need the same slot, then hand it on."""
        slot = self._turns[job_id]
        try:
            while True:
                job = await self._step_of(job_id)
                if job.slot != slot or job.due_at is not None or self._is_to_stop(job, slot):
                    break
        except asyncio.CancelledError:
            self._end_turn(job_id)
            if not self._is_ending:
                raise
            return
        except Exception:
            log.exception("turn.failed", job_id=job_id)
            self._end_turn(job_id)
            self.after(_AFTER_FAILURE, _AFTER_FAILURE_SECONDS, self._dispatch_due)
            return
        if job.due_at is not None and _is_between_polls(job) and not self._is_to_stop(job, slot):
            self._at(f"turn {job_id}", job.due_at, self._take_turn, job_id)
            return
        self._end_turn(job_id)
        self.dispatch()

    def _is_to_stop(self, job: Job, slot: str) -> bool:
        """Tell whether a job that has a turn is to give it back, though it could go on."""
        return self._is_ending or slot in self._closed or (self._is_resting and job.state not in _FINISHED_FIRST)

    async def _step_of(self, job_id: str) -> Job:
        return await self._ended_with_all(self._step(job_id))

    async def _done(self, action: Action, *arguments: str) -> None:
        """Do what was planned, unless all ends meanwhile."""
        try:
            await self._ended_with_all(action(*arguments))
        except asyncio.CancelledError:
            if not self._is_ending:
                raise

    async def _ended_with_all(self, work: Awaitable[Result]) -> Result:
        """Do some work in a task of its own, which can be ended when all ends."""
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        try:
            return await task
        finally:
            self._under_way.discard(task)

    def _end_turn(self, job_id: str) -> None:
        self._turns.pop(job_id, None)
        self._changed.set()

    async def _dispatch_due(self) -> None:
        self.dispatch()

    def _at(self, name: str, moment: float, action: Action, *arguments: str) -> None:
        """Plan something for a moment in seconds since the epoch."""
        when = datetime.fromtimestamp(moment, tz=UTC)
        # an action may plan itself anew while it still runs, which APScheduler counts as a second instance
        self._scheduler.add_job(
            self._done,
            "date",
            args=[action, *arguments],
            run_date=when,
            id=name,
            name=name,
            replace_existing=True,
            max_instances=_MANY,
        )


def _is_between_polls(job: Job) -> bool:
    """Tell whether a job pauses because its render takes its time, not because something went wrong."""
    return job.state is State.RENDERING and not job.attempts
