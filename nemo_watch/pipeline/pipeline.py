"""One step of one job: which step its state asks for, and what is kept and told of its outcome."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from random import Random

import structlog
from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch.aside import Asides, Unanswered
from nemo_watch.errors import HeldError, JobError, NemoWatchError
from nemo_watch.events import EngineChanged, Events, JobChanged
from nemo_watch.jobs import Job, State
from nemo_watch.names import shown
from nemo_watch.pace import Pace, Standing
from nemo_watch.pipeline.budget import Budget
from nemo_watch.pipeline.delivery import DeliverySteps
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.health import EngineHealth
from nemo_watch.pipeline.once import MessageOnce
from nemo_watch.pipeline.reach import Reach, no_answer
from nemo_watch.pipeline.setbacks import CAUSES_OF_ACCOUNT, Setbacks, cancelled, failing
from nemo_watch.pipeline.steps import ServiceSteps
from nemo_watch.store import Store
from nemo_watch.units import seconds_until_open

_BY_REQUEST = "It was cancelled."

log = structlog.get_logger()


class Pipeline:
    """Moves jobs on, a step at a time; which job is next, and when, is the schedule's work."""

    def __init__(
        self,
        *,
        store: Store,
        engines: Mapping[str, Engine],
        ffmpeg: Path,
        events: Events,
        clock: Callable[[], float],
        random: Random,
        credits_per_day: float = 100.0,
        is_direct: bool = False,
    ) -> None:
        """Keep jobs in `store`, render with `engines` by name; `clock` gives seconds since the epoch.

        At most `credits_per_day` are spent in an engine that charges.
        `is_direct`: the files were named by hand. There is no rule to change, and failed ones lie where they are.
        """
        self._store = store
        self._engines = engines
        self._events = events
        self._clock = clock
        self._paces: dict[str, Pace] = {}
        self._told: dict[str, str] = {}
        self.health = {name: EngineHealth(name, clock=clock) for name in engines}
        for health in self.health.values():
            health.on_change(self._health_changed)
        self._setbacks = Setbacks(store=store, engines=engines, health=self.health, clock=clock, random=random)
        self._at_work: set[str] = set()
        self._cancelled: set[str] = set()
        self.budget = Budget(store=store, clock=clock, credits_per_day=credits_per_day)
        asides = Asides()
        self._reach = Reach(store=store, asides=asides)
        once = MessageOnce(store=store, asides=asides, budget=self.budget, clock=clock, on_told=self._heard_of)
        service = ServiceSteps(
            store=store, asides=asides, once=once, on_progress=self._progressed, has_rule_file=not is_direct
        )
        self._delivery = DeliverySteps(
            store=store, asides=asides, ffmpeg=ffmpeg, on_progress=self._progressed, is_direct=is_direct
        )
        self._steps = {
            State.QUEUED: service.connect,
            State.CONNECTED: service.upload,
            State.UPLOADED: service.intend,
            State.INSTRUCTING: service.instruct,
            State.INSTRUCTED: service.render,
            State.RENDERING: service.poll,
            State.RENDERED: self._delivery.deliver,
        }

    async def step(self, job_id: str) -> Job:
        """Do the next step of a job and return it as it was stored afterwards."""
        job = self._resumed(self._store.get(job_id))
        if job.is_over or job.state is State.HELD:
            return job
        self._at_work.add(job_id)
        try:
            after = await self._after_step(job)
            if job_id in self._cancelled and after.state is State.RENDERING and job.engine != "local":
                await self._stop_render(after)
            return self._kept(job, after)
        finally:
            self._at_work.discard(job_id)
            self._cancelled.discard(job_id)

    async def _after_step(self, job: Job) -> Job:
        try:
            if job.resume is State.FAILED:
                return await self._delivery.set_aside(job)
            if job.resume is State.CANCELLED:
                return await self._stopped(job)
            self._check_hours(job)
            await self._reach.check(job)
            after = self._moved_on(job, await self._steps[job.state](job, self._engine(job)))
        except (NemoWatchError, Unanswered) as trouble:
            error = no_answer(trouble) if isinstance(trouble, Unanswered) else trouble
            stored = self._store.get(job.id)  # a step writes down what cannot be taken back before it does it
            return await self._setbacks.after(error, job if stored.state is State.HELD else stored)
        except sqlite3.Error:
            raise  # nothing can be written down now: the turn ends, and the step is begun again later
        except Exception:  # the edge of a job: whatever it was, only this job fails, and it is logged once
            log.exception("job.crashed", job_id=job.id, state=job.state.value)
            return failing(self._store.get(job.id), "nemo-watch made a mistake of its own; the log says more.")
        if job.state is not State.UPLOADED:  # a step that asks the engine nothing
            self._found_well(self.health[job.engine])
        if after.state in {State.RENDERING, State.RENDERED} and after.state is not job.state:
            self.release("plan")  # a render was let begin, so the plan allows it
        return after

    def _found_well(self, health: EngineHealth) -> None:
        """Take note that an engine did some work, and of whether any job still waits for its account."""
        health.came_back()
        if health.is_on_hold and not any(self._store.cloud.held_for(cause, most=1) for cause in CAUSES_OF_ACCOUNT):
            health.was_released()

    def release(self, cause: str, *, most: int | None = None) -> int:
        """Let jobs go on that are held for a cause, the oldest first, and return how many."""
        if not self._store.cloud.held_for(cause, most=1):
            return 0
        return self._store.cloud.release(cause, most=most)

    def message_of(self, job: Job) -> str:
        """Return what is said of a job: what a service at work on it told last, else what is stored."""
        return self._told.get(job.id, job.message)

    def standing_of(self, job: Job) -> Standing:
        """Return how a job stands: what the last poll said, where it is rendering."""
        pace, message = self._paces.get(job.id), self.message_of(job)
        if pace is None:
            return Standing(progress=job.progress, message=message)
        return Standing(
            progress=pace.last,
            message=message,
            speed=pace.speed(drafts.duration_seconds(drafts.parsed(job.draft))),
            seconds_left=pace.seconds_left(self._clock()),
        )

    async def cancel(self, job: Job) -> Job:
        """Stop a job and what is rendered for it; its source stays where it is, and is not taken again.

        A job whose result is on its way into the outbox is past stopping: it is returned as it is.
        """
        if job.is_over or job.state is State.RENDERED:
            return job
        self._cancelled.update({job.id} & self._at_work)
        if job.id in self._at_work and job.engine != "local":
            # its step does it, at its end; should it never come to that, the next start does
            return self._store.save(replace(job, resume=State.CANCELLED))
        if State.RENDERING in {job.state, job.resume}:
            await self._stop_render(job)
            self._cancelled.update({job.id} & self._at_work)
        stored = self._store.get(job.id)
        if job.id in self._at_work or stored.is_over or stored.state is State.RENDERED:
            return stored
        return self._kept(job, cancelled(stored, _BY_REQUEST))

    async def _stopped(self, job: Job) -> Job:
        """Return a job that was to be cancelled when the program ended."""
        if job.state is State.RENDERING:
            await self._stop_render(job)
        return cancelled(job, _BY_REQUEST)

    def is_at_work(self, job_id: str) -> bool:
        """Tell whether a step of a job is under way at this moment."""
        return job_id in self._at_work

    async def _stop_render(self, job: Job) -> None:
        try:
            await self._engine(job).client.cancel(job.render_id, skill=job.rule.skill)
        except JobError as error:
            log.info("render.not_cancelled", job_id=job.id, reason=error.message)

    def _check_hours(self, job: Job) -> None:
        """Raise HeldError for a job that is not begun yet and whose rule says not to begin now."""
        now = datetime.fromtimestamp(self._clock()).astimezone()
        seconds = seconds_until_open(job.rule.hours, now)
        if job.state is State.QUEUED and seconds and job.rule.hours:
            opening = job.rule.hours[0].strftime("%H:%M")
            raise HeldError(
                f"It waits for the hours of its rule, from {opening} on.", recheck_seconds=seconds, cause="hours"
            )

    def _engine(self, job: Job) -> Engine:
        try:
            return self._engines[job.engine]
        except KeyError:
            raise HeldError(
                f'The engine "{job.engine}" is used by no rule any more.',
                hint=f'To convert it by the rule "{job.rule.name}" as it is now: nemo-watch retry {job.id}',
            ) from None

    def _resumed(self, job: Job) -> Job:
        """Return a job as it goes on: it is given a turn only when its time has come, so its pause is over."""
        if job.state is State.HELD and job.resume is not None:
            return replace(job, state=job.resume, resume=None, due_at=None, message="", cause="")
        return replace(job, due_at=None)

    def _moved_on(self, before: Job, after: Job) -> Job:
        """Settle what a step that went well leaves behind: its tries are over, a pause is counted from now."""
        if after.due_at is not None:
            after = replace(after, due_at=self._clock() + after.due_at)
        if after.state is not before.state:
            after = replace(after, attempts=0, trying_since=None)
            if after.message == before.message and after.state is not State.DONE:
                after = replace(after, message="")  # it told of a trouble that is over
        return after

    def _kept(self, before: Job, after: Job) -> Job:
        if before.id in self._cancelled and after.state is not State.RENDERED and not after.is_over:
            after = cancelled(after, _BY_REQUEST)
        if after == before:
            return after
        stored = self._store.save(after)
        if stored.state is not State.RENDERING:
            self._paces.pop(stored.id, None)
            self._told.pop(stored.id, None)
        self._tell(stored)
        is_about_to_fail = stored.resume is State.FAILED and stored.state is not State.HELD
        if (stored.state, stored.message) != (before.state, before.message) and not is_about_to_fail:
            write = log.warning if stored.state in {State.HELD, State.FAILED} else log.info
            write(f"job.{stored.state.value}", job_id=stored.id, file=shown(stored.name), message=stored.message)
        return stored

    def _progressed(self, job: Job, progress: int) -> None:
        before, now = self._paces.get(job.id), self._clock()
        self._paces[job.id] = before.heard(progress, now) if before else Pace.begun(progress, now)
        if before is None or before.last != progress:
            self._tell(replace(job, progress=progress))

    def _heard_of(self, job: Job, text: str) -> None:
        self._told[job.id] = text
        self._tell(replace(job, message=text))

    def _health_changed(self, health: EngineHealth) -> None:
        self._events.publish(EngineChanged(name=health.name, state=health.state, message=health.message))

    def _tell(self, job: Job) -> None:
        self._events.publish(changed(job))


def changed(job: Job) -> JobChanged:
    """Return the event that tells of a job as it is now."""
    return JobChanged(
        job_id=job.id,
        name=shown(job.name),
        rule=job.rule.name,
        state=job.state.value,
        progress=job.progress,
        message=job.message,
        outputs=tuple(shown(path) for path in job.outputs),
        cause=job.cause,
    )
