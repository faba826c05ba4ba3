"""Rendering files at once: the same parts as a daemon's, on a state folder that is gone afterwards."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from nemo_watch.daemon.parts import Parts, remove_state, temporary_state
from nemo_watch.errors import FinalError
from nemo_watch.events import Event, Events, JobChanged
from nemo_watch.jobs import Fingerprint, Job, Source, State, new_job_id
from nemo_watch.names import shown
from nemo_watch.rules import Configuration, Rule

_SETTLED = frozenset({State.DONE, State.FAILED, State.HELD, State.CANCELLED})


async def render_files(
    files: Sequence[Path],
    *,
    instructions: Sequence[str],
    outbox: Path | None,
    on_started: Callable[[Events], None],
) -> list[Job]:
    """Render files and return their jobs as they ended; results go to `outbox`, or beside each file.

    Raises FinalError for a path that is no file. SIGINT ends it, with nothing half-written left behind.
    """
    jobs = [_job(file, instructions=tuple(instructions), outbox=outbox or file.parent) for file in files]
    state = temporary_state()
    try:
        parts = Parts(Configuration(rules=tuple(job.rule for job in jobs), state=state), is_direct=True)
        try:
            await parts.start()
            on_started(parts.events)
            return await _rendered(parts, jobs)
        finally:
            await parts.stop()
    finally:
        remove_state(state)


async def _rendered(parts: Parts, jobs: list[Job]) -> list[Job]:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    added = [job for job in map(parts.store.add, jobs) if job is not None]

    def watch(event: Event) -> None:
        if isinstance(event, JobChanged) and event.state in _SETTLED and _are_settled(parts, added):
            ended.set()

    parts.events.subscribe(watch)
    parts.schedule.dispatch()
    await ended.wait()
    return [await _ended(parts, parts.store.get(job.id)) for job in added]


async def _ended(parts: Parts, job: Job) -> Job:
    """Return a job as it ended, and remove what it has half done; one that is held keeps its reason."""
    await parts.pipeline.cancel(job)
    return job if job.state is State.HELD else parts.store.get(job.id)


def _are_settled(parts: Parts, jobs: list[Job]) -> bool:
    return all(parts.store.state_of(job.id) in _SETTLED for job in jobs)


def _job(file: Path, *, instructions: tuple[str, ...], outbox: Path) -> Job:
    try:
        stat = file.stat()
    except OSError as error:
        raise FinalError(f"{shown(file)} cannot be read: {error.strerror}.") from error
    if not file.is_file():
        raise FinalError(f"{shown(file)} is no file.")
    rule = Rule(name="render", inbox=file.parent, outbox=outbox, instructions=instructions, files=("*",), after="keep")
    moment = time.time()
    return Job(
        id=new_job_id(),
        rule=rule,
        engine="local",
        instructions=instructions,
        sources=(Source(path=file.resolve(), fingerprint=Fingerprint.of(stat)),),
        created_at=moment,
        updated_at=moment,
    )
