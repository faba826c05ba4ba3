"""The steps that speak to a render service. Each takes a job and returns what has become of it.

What cannot be taken back is written down first: that a message is being sent, and the id of a render, which we choose
ourselves. So a step that was killed can always be begun again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch import outbox
from nemo_watch.errors import FinalError, HeldError, JobError, RenderRefused, RenderUnknown, TransientError
from nemo_watch.inbox.put_away import is_same_file
from nemo_watch.jobs import Fingerprint, Job, Source, State
from nemo_watch.names import shown
from nemo_watch.nemo.answers import failed_render
from nemo_watch.nemo.conversation import MessageNotTaken, OutcomeUnknown
from nemo_watch.nemo.shapes import COMPLETED, FAILED
from nemo_watch.pipeline.engine import Engine
from nemo_watch.store import Store

SOURCE_GONE = 410
"""What our studio says of a file that is gone, or is not the one any more that it had looked into."""

_RECHECK_SECONDS = 60.0

MOST_RENDERS = 3
"""An encoder that dies on a file this often will not survive it the next time."""


class SourceChanged(JobError):
    """The file was replaced or removed before it was read: this job is over, a new file is a new job."""


class ServiceSteps:
    """Session, upload, message, render and polls of one job at a time."""

    def __init__(self, *, store: Store, on_progress: Callable[[Job, int], None], has_rule_file: bool) -> None:
        """Keep jobs in `store`; `on_progress` hears the per cent of a render.

        `has_rule_file` says whether there is a rule whose words a person could change.
        """
        self._store = store
        self._on_progress = on_progress
        self._has_rule_file = has_rule_file

    async def connect(self, job: Job, engine: Engine) -> Job:
        """Take a job from queued to connected: begin a session, once the outbox has a place for the result."""
        await asyncio.to_thread(outbox.workspace, job.rule.outbox, job.id)
        session = await engine.client.create_session(skill=job.rule.skill, language=job.rule.language)
        return replace(job, state=State.CONNECTED, session_id=session.session_id, said=0)

    async def upload(self, job: Job, engine: Engine) -> Job:
        """Take a job from connected to uploaded: hand over its sources, here by name, elsewhere by their bytes."""
        check_unchanged(job)
        paths = [source.path for source in job.sources]
        if engine.is_local:
            await engine.client.upload_urls(job.session_id, [path.as_uri() for path in paths], skill=job.rule.skill)
        else:
            await engine.client.upload_files(job.session_id, paths, skill=job.rule.skill)
        return replace(job, state=State.UPLOADED)

    async def intend(self, job: Job, _engine: Engine) -> Job:
        """Take a job from uploaded to instructing: write down that the next message is about to be sent."""
        return replace(job, state=State.INSTRUCTING)

    async def instruct(self, job: Job, engine: Engine) -> Job:
        """Take a job from instructing to instructed, or back to uploaded for the next message."""
        if not engine.is_local:
            raise HeldError("It is not known whether the cloud has taken the instruction.", hint=_retry_hint(job))
        try:
            turn = await engine.client.send_message(
                job.session_id,
                job.instructions[job.said],
                skill=job.rule.skill,
                message_id=f"{job.id}-{job.said}",
            )
        except MessageNotTaken as refused:
            raise refused.reason from refused
        except OutcomeUnknown as unknown:
            raise TransientError(unknown.message) from unknown  # the studio knows the message by its id
        if turn.error:
            raise FinalError(turn.error)
        state = await engine.client.read_state(job.session_id, skill=job.rule.skill)
        if state.unknown:
            words = ", ".join(f"“{phrase}”" for phrase in state.unknown)
            raise HeldError(f"The studio does not understand {words}.", hint=self._wording_hint(job))
        said = job.said + 1
        if said < len(job.instructions):
            return replace(job, state=State.UPLOADED, said=said)
        if not drafts.is_ready(state.draft):
            raise HeldError(
                turn.text or "The instruction leads to nothing that could be rendered.", hint=self._wording_hint(job)
            )
        return replace(job, state=State.INSTRUCTED, said=said, draft=bytes(state.draft_json), lane=state.lane)

    def _wording_hint(self, job: Job) -> str:
        if not self._has_rule_file:
            return "Say it in other words."
        return f'Change the instruction of the rule "{job.rule.name}", then: nemo-watch retry {job.id}'

    async def render(self, job: Job, engine: Engine) -> Job:
        """Take a job from instructed to rendering: the id is stored before the call, so that none is begun twice."""
        check_unchanged(job)
        render_id = _next_render_id(job)
        job = self._store.save(
            replace(job, state=State.RENDERING, renders=job.renders + 1, render_id=render_id, progress=0)
        )
        output = {
            "format": job.rule.output.format,
            "quality": job.rule.output.quality,
            "metadata": job.rule.metadata,
        }
        if engine.is_local:
            folder = await asyncio.to_thread(outbox.workspace, job.rule.outbox, job.id)
            output["folder"] = str(folder)
        await engine.client.render(job.session_id, job.render_id, msgspec.Raw(job.draft), output, skill=job.rule.skill)
        return job

    async def poll(self, job: Job, engine: Engine) -> Job:
        """Take a job from rendering to rendered, or tell how far it is."""
        try:
            status = await engine.client.poll(job.render_id, skill=job.rule.skill, wait_seconds=engine.wait_seconds)
        except RenderUnknown:
            return begun_anew(job)
        if status.status == COMPLETED and status.url:
            for source in job.sources if engine.is_local else ():
                _check_not_rewritten(source)
            return replace(
                job,
                state=State.RENDERED,
                progress=100,
                message=status.message,
                account=status.message,
                result_url=status.url,
                result_seconds=status.seconds,
            )
        if status.status == FAILED and status.code == SOURCE_GONE:
            check_unchanged(job)
            return begun_anew(job)
        if status.status == FAILED:
            return self._after_failed_render(job, failed_render(status.code, status.message))
        if status.is_over:
            return begun_anew(job)
        self._on_progress(job, status.progress)
        return job if engine.poll_seconds is None else replace(job, due_at=engine.poll_seconds)

    def _after_failed_render(self, job: Job, error: JobError) -> Job:
        """Return the job ready for another render, where that may help. Raises the error where it cannot."""
        if isinstance(error, RenderRefused):
            if not error.retryable or job.renders >= MOST_RENDERS:
                raise FinalError(error.message, hint=error.hint) from error
            return replace(job, state=State.INSTRUCTED, message=f"{error.message} It is tried again.")
        # this render is over; when the cause is gone, there will be another
        self._store.save(replace(job, state=State.INSTRUCTED))
        raise error


def begun_anew(job: Job) -> Job:
    """Return a job at its beginning, for a service that has forgotten its session or its render.

    A render that the service forgot was not the file's fault, so it does not count.
    """
    renders = max(0, job.renders - 1) if job.state is State.RENDERING else job.renders
    return replace(
        job, state=State.QUEUED, session_id="", said=0, draft=b"", result_url="", progress=0, renders=renders
    )


def _next_render_id(job: Job) -> str:
    """Return an id that the service has never heard: one that failed, or died, would be answered with its end."""
    last = job.render_id.rpartition("_")[2]
    return f"render_{job.id}_{int(last or 0) + 1}"


def check_unchanged(job: Job) -> None:
    """Raise SourceChanged where a path does not hold the file any more that was dropped.

    Raises HeldError where the whole inbox is away: its disk may come back, and the file with it.
    """
    for source in job.sources:
        known = source.fingerprint
        if is_same_file(source.path, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns):
            continue
        if not os.path.isdir(job.rule.inbox):  # noqa: PTH112 - Path.is_dir raises where a mount is dead
            raise HeldError(
                f"The inbox {shown(job.rule.inbox)} is not there.",
                hint="Connect its disk: the job goes on by itself.",
                recheck_seconds=_RECHECK_SECONDS,
            )
        if os.path.lexists(source.path):
            raise SourceChanged("The file was changed or replaced before it was converted; the new one is a new job.")
        raise SourceChanged("The file was moved away or deleted before it was converted.")


def _check_not_rewritten(source: Source) -> None:
    """Raise SourceChanged where a source was written to while it was read: the result mixes old and new.

    One that was replaced as a whole, or deleted, was read to its end as it had been.
    """
    try:
        stat = source.path.lstat()
    except OSError:
        return
    if stat.st_ino == source.fingerprint.inode and not source.fingerprint.is_same_content(Fingerprint.of(stat)):
        raise SourceChanged("The file was changed while it was converted; as it is now, it is a new job.")


def _retry_hint(job: Job) -> str:
    return f"To send it again, which may cost twice: nemo-watch retry {job.id}"
