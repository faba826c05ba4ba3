"""Doing what was asked for by naming files: the same parts as a daemon's, on a state folder that is gone afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from nemo_watch import outbox, settings
from nemo_watch.daemon.direct.clip_order import in_order_named
from nemo_watch.daemon.direct.planning import Work
from nemo_watch.daemon.parts import Parts, remove_state, temporary_state
from nemo_watch.events import Event, JobChanged
from nemo_watch.jobs import Job, State
from nemo_watch.pipeline.pipeline import changed
from nemo_watch.rules import Configuration, Local

_SETTLED = frozenset({State.DONE, State.FAILED, State.HELD, State.CANCELLED})
_MOST_TRIES = 3
"""Steps that fail for a while are tried so often: somebody sits there and waits."""
_LAST_SECONDS = 10.0
"""How long a result that is on its way out may take when all is to end."""
_STOPPED = "It was stopped."
_BY_ITSELF = (": the job goes on by itself.", ", and ask again."), ("The job goes on by itself.", "Ask again.")
"""What is true of jobs that wait, and what is true here."""

Listener = Callable[[JobChanged], None]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of all jobs, in their order; `is_stopped` says that a signal came before the end."""

    jobs: tuple[Job, ...]
    is_stopped: bool = False


async def render(works: Sequence[Work], *, compatible: str, listener: Listener) -> Outcome:
    """Do all work that can be begun, and tell `listener` of it.

    SIGINT, SIGTERM and a closed terminal end it, with nothing half-written left behind.
    """
    begun = [work for work in works if work.job.state is State.QUEUED]
    for work in works:
        if work.job.is_over:
            listener(replace(changed(work.job), name=work.title))
    if not begun:
        return Outcome(jobs=tuple(work.job for work in works))
    made = [folder for folder in {work.job.rule.outbox for work in begun} if not folder.exists()]
    state = temporary_state()
    try:
        return await _rendered(works, _configuration(begun, state, compatible), listener)
    finally:
        shutil.rmtree(settings.socket_folder(state), ignore_errors=True)
        remove_state(state)
        for work in begun:
            outbox.clear_workspace(work.job.rule.outbox, work.job.id)
        for folder in made:
            with contextlib.suppress(OSError):  # something lies in it
                folder.rmdir()


def _configuration(works: Sequence[Work], state: Path, compatible: str) -> Configuration:
    rules = tuple(work.job.rule for work in works)
    return Configuration(rules=rules, state=state, local=Local(compatible=compatible))


async def _rendered(works: Sequence[Work], configuration: Configuration, listener: Listener) -> Outcome:
    parts = Parts(configuration, is_direct=True)
    try:
        await parts.start()
        run = _Run(parts, works, listener)
        await run.ended()
        jobs = [await run.outcome(work.job) for work in works]
        return Outcome(jobs=tuple(jobs), is_stopped=run.is_stopped)
    finally:
        await parts.stop()


class _Run:
    """Follows the jobs until the last one has ended, or a signal comes."""

    def __init__(self, parts: Parts, works: Sequence[Work], listener: Listener) -> None:
        self.is_stopped = False
        self._parts = parts
        self._listener = listener
        self._titles = {work.job.id: work.title for work in works}
        self._open = {work.job.id for work in works if work.job.state is State.QUEUED}
        self._ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup leaves SIGHUP
                asyncio.get_running_loop().add_signal_handler(number, self._stop)
        parts.events.subscribe(self._put_in_order)
        parts.events.subscribe(self._heard)
        for work in works:
            if work.job.id in self._open:
                self._add(work.job)

    async def ended(self) -> None:
        """Wait until there is nothing more to wait for."""
        self._parts.schedule.dispatch()
        await self._ended.wait()

    async def outcome(self, job: Job) -> Job:
        """Return a job as it ended, and remove what it has half done; one that is held keeps its reason."""
        if job.is_over:
            return job
        before = self._parts.store.get(job.id)
        await self._parts.pipeline.cancel(before)
        await self._delivered(job.id)
        after = self._parts.store.get(job.id)
        if before.is_over or after.state is State.DONE:
            return after
        if self.is_stopped and before.state is not State.HELD:
            return replace(after, state=State.CANCELLED, message=_STOPPED)
        state = State.HELD if before.state is State.HELD else State.FAILED
        return replace(after, state=state, message=_for_now(before.message))

    async def _delivered(self, job_id: str) -> None:
        """Wait a little for a result that is past stopping."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_SECONDS):
                while self._parts.store.state_of(job_id) is State.RENDERED:
                    self._ended.clear()
                    await self._ended.wait()

    def _add(self, job: Job) -> None:
        """Store a job; a file may go with several, so it counts as new each time."""
        for source in job.sources:
            self._parts.store.forget(job.rule.name, source.path)
        self._parts.store.add(job)

    def _stop(self) -> None:
        self.is_stopped = bool(self._open)
        self._ended.set()

    def _heard(self, event: Event) -> None:
        if not isinstance(event, JobChanged):
            return
        job = self._parts.store.get(event.job_id) if event.state != State.RENDERING else None
        if job is not None:
            is_settled = job.state in _SETTLED or job.attempts >= _MOST_TRIES
            (self._open.discard if is_settled else self._open.add)(job.id)
        if not self._open or self.is_stopped:
            self._ended.set()
        self._listener(replace(event, name=self._titles[event.job_id], message=_for_now(event.message)))

    def _put_in_order(self, event: Event) -> None:
        """Change the draft of a job between the step that got it and the one that renders it."""
        if not isinstance(event, JobChanged) or event.state != State.INSTRUCTED:
            return
        job = self._parts.store.get(event.job_id)
        session = self._parts.workshop.sessions.get(job.session_id)
        if session is not None:
            self._parts.store.save(in_order_named(job, session))


def _for_now(message: str) -> str:
    """Return a sentence as it holds where nothing waits."""
    for said, meant in _BY_ITSELF:
        message = message.replace(said, meant)
    return message
