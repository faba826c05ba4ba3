"""The steps that speak to a render service. Each takes a job and returns what has become of it.

What cannot be taken back is written down first: that a message is being sent, and the id of a render, which we choose
ourselves. So a step that was killed can always be begun again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch import outbox
from nemo_watch.aside import Asides
from nemo_watch.errors import FinalError, HeldError, JobError, RenderRefused, RenderUnknown, SessionLost, TransientError
from nemo_watch.inbox.links import read_link
from nemo_watch.jobs import Job, State, Turn, Use
from nemo_watch.nemo.answers import failed_render
from nemo_watch.nemo.conversation import MessageNotTaken, OutcomeUnknown
from nemo_watch.nemo.limits import check_formats, check_sizes
from nemo_watch.nemo.shapes import COMPLETED, FAILED
from nemo_watch.pipeline.companions import companions_of
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.messages import message_of
from nemo_watch.pipeline.once import MOST_READS, MessageOnce, session_forgotten
from nemo_watch.pipeline.sources import check_not_rewritten, check_unchanged
from nemo_watch.store import Store

SOURCE_GONE = 410
"""What our studio says of a file that is gone, or is not the one any more that it had looked into."""

_MOST_NAMED_AT_ONCE = 50
"""Files in one upload by name; our studio takes 64."""

MOST_POLLS = 120
"""So often a render in the cloud is asked after, an hour with the usual 30 s; it is said to need 30 to 90 s."""


class NotForStudio(HeldError):
    """The studio does not understand the instruction; where the rule allows it, the cloud gets the job."""


class ServiceSteps:
    """Session, upload, message, render and polls of one job at a time."""

    def __init__(
        self,
        *,
        store: Store,
        asides: Asides,
        once: MessageOnce,
        on_progress: Callable[[Job, int], None],
        has_rule_file: bool,
    ) -> None:
        """Keep jobs in `store`; `once` sends what costs, `on_progress` hears the per cent of an upload or render.

        `has_rule_file` says whether there is a rule whose words a person could change.
        """
        self._store = store
        self._asides = asides
        self._once = once
        self._on_progress = on_progress
        self._has_rule_file = has_rule_file

    async def connect(self, job: Job, engine: Engine) -> Job:
        """Take a job from queued to connected: begin a session, once the outbox has a place for the result.

        What shares a session with an earlier job goes on in that one.
        """
        await self._asides.at(job.rule.outbox).run(outbox.workspace, job.rule.outbox, job.id)
        if not engine.is_local:
            _check_acceptable(job)
            if shared := self._store.cloud.shared_session(job):
                return replace(job, state=State.CONNECTED, **shared)
        session = await engine.client.create_session(skill=job.rule.skill, language=job.rule.language)
        return replace(
            job,
            state=State.CONNECTED,
            session_id=session.session_id,
            task_id=session.task_id,
            user_id=session.user_id,
            said=0,
            turn=Turn.NONE,
        )

    async def upload(self, job: Job, engine: Engine) -> Job:
        """Take a job from connected to uploaded: hand over its sources, here by name, elsewhere by their bytes.

        An upload that did not come back may have arrived, and a file must not be in a session twice: such a job
        gets another session, which costs nothing.
        """
        await self._asides.at(job.rule.inbox).run(check_unchanged, job)
        if engine.is_local:
            await self._upload_by_name(job, engine)
        elif job.turn is not Turn.NONE:
            return replace(job, state=State.QUEUED, session_id="", shared="", turn=Turn.NONE)
        else:
            job = self._store.save(replace(job, turn=Turn.SENDING))
            await self._upload_bytes(job, engine)
        return replace(job, state=State.UPLOADED, turn=Turn.NONE)

    async def _upload_by_name(self, job: Job, engine: Engine) -> None:
        files = [source.place.as_uri() for source in job.sources if source.use in {Use.MEDIA, Use.TEXT}]
        urls = [*files, *await self._linked(job)]
        for begin in range(0, len(urls), _MOST_NAMED_AT_ONCE):
            some = urls[begin : begin + _MOST_NAMED_AT_ONCE]
            await engine.client.upload_urls(job.session_id, some, skill=job.rule.skill)

    async def _linked(self, job: Job) -> list[str]:
        """Return the addresses that a job's links lead to. Raises FinalError for a link that holds none."""
        aside = self._asides.at(job.rule.inbox)
        links = [source.place for source in job.sources if source.use is Use.LINK]
        return [await aside.run(read_link, place, inbox=job.rule.inbox) for place in links]

    async def _upload_bytes(self, job: Job, engine: Engine) -> None:
        def progressed(done: int, total: int) -> None:
            self._on_progress(job, 100 * done // total if total else 0)

        skill = job.rule.skill
        if urls := await self._linked(job):
            await engine.client.upload_urls(job.session_id, urls, skill=skill)
        if paths := [source.place for source in job.sources if source.use is Use.MEDIA]:
            await engine.client.upload_files(job.session_id, paths, skill=skill, progress=progressed)
            await self._asides.at(job.rule.inbox).run(check_unchanged, job)

    async def intend(self, job: Job, _engine: Engine) -> Job:
        """Take a job from uploaded to instructing: write down that the next message is about to be sent."""
        return replace(job, state=State.INSTRUCTING)

    async def instruct(self, job: Job, engine: Engine) -> Job:
        """Take a job from instructing to instructed, or back to uploaded for the next message."""
        if not engine.is_local:
            return await self._once.instruct(job, engine)
        text = await self._asides.at(job.rule.inbox).run(message_of, job, number=job.said, with_texts=False)
        if named := await self._asides.at(job.rule.inbox).run(companions_of, job, text):
            await engine.client.upload_urls(job.session_id, [path.as_uri() for path in named], skill=job.rule.skill)
        try:
            turn = await engine.client.send_message(
                job.session_id, text, skill=job.rule.skill, message_id=f"{job.id}-{job.said}"
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
            is_strange = all(phrase in text for phrase in state.unknown)
            complaint = f"does not understand {words}" if is_strange else f"cannot do this yet: {words}"
            raise NotForStudio(f"The studio {complaint}.", hint=self._wording_hint(job))
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
        if engine.is_local:
            await self._asides.at(job.rule.inbox).run(check_unchanged, job)
        job = replace(job, state=State.RENDERING, renders=job.renders + 1, render_id=_next_render_id(job), progress=0)
        job = self._store.save(replace(job, reads=0, lost=0, result_url=""))
        await self._begin(job, engine)
        return job

    async def _begin(self, job: Job, engine: Engine) -> None:
        output = {"format": job.rule.output.format, "quality": job.rule.output.quality}
        if engine.is_local:
            folder = await self._asides.at(job.rule.outbox).run(outbox.workspace, job.rule.outbox, job.id)
            output |= {"metadata": job.rule.metadata, "folder": str(folder)}
        try:
            await engine.client.render(
                job.session_id, job.render_id, msgspec.Raw(job.draft), output, skill=job.rule.skill
            )
        except RenderUnknown:
            pass  # taken, and not known yet: the poll tells
        except SessionLost as lost:
            if engine.is_local:
                raise
            self._store.save(replace(job, state=State.INSTRUCTED))
            raise session_forgotten(job) from lost

    async def poll(self, job: Job, engine: Engine) -> Job:
        """Take a job from rendering to rendered, or tell how far it is."""
        try:
            status = await engine.client.poll(job.render_id, skill=job.rule.skill, wait_seconds=engine.wait_seconds)
        except RenderUnknown as unknown:
            return begun_anew(job) if engine.is_local else await self._begun_again(job, engine, unknown)
        if status.status == COMPLETED and (status.url or not engine.is_local):
            for source in job.sources if engine.is_local else ():
                await self._asides.at(job.rule.inbox).run(check_not_rewritten, source)
            account = status.message or job.reply
            return replace(
                job,
                state=State.RENDERED,
                progress=100,
                message=account,
                account=account,
                result_url=status.url or "",
                result_seconds=status.seconds if engine.is_local else None,
            )
        if status.status == FAILED and status.code == SOURCE_GONE:
            await self._asides.at(job.rule.inbox).run(check_unchanged, job)
            return begun_anew(job)
        if status.status == FAILED:
            return self._after_failed_render(job, engine, failed_render(status.code, status.message))
        if status.is_over:
            return begun_anew(job) if engine.is_local else self._after_failed_render(job, engine, _CANCELLED_ELSEWHERE)
        self._on_progress(job, status.progress)
        if engine.poll_seconds is None:
            return job
        if job.reads >= MOST_POLLS:
            return await self._given_up(job, engine)
        return replace(job, due_at=engine.poll_seconds, reads=job.reads + 1)

    async def _given_up(self, job: Job, engine: Engine) -> Job:
        """Cancel a render that does not come to its end, and return the job for another one."""
        with contextlib.suppress(JobError):
            await engine.client.cancel(job.render_id, skill=job.rule.skill)
        return self._after_failed_render(job, engine, _ENDLESS)

    async def _begun_again(self, job: Job, engine: Engine, unknown: RenderUnknown) -> Job:
        """Begin a render under its own id again: the first call may never have arrived, and no id renders twice."""
        if job.lost + 1 >= MOST_READS:
            return self._after_failed_render(job, engine, RenderRefused(unknown.message, retryable=True))
        await self._begin(job, engine)
        return replace(job, lost=job.lost + 1, due_at=engine.poll_seconds)

    def _after_failed_render(self, job: Job, engine: Engine, error: JobError) -> Job:
        """Return the job ready for another render, where that may help. Raises the error where it cannot."""
        if isinstance(error, RenderRefused):
            if not error.retryable or job.renders >= engine.most_renders:
                raise FinalError(error.message, hint=error.hint) from error
            return replace(job, state=State.INSTRUCTED, message=f"{error.message} It is tried again.")
        # this render is over; when the cause is gone, there will be another
        self._store.save(replace(job, state=State.INSTRUCTED))
        raise error


_ENDLESS = RenderRefused("The render did not come to its end.", retryable=True)
_CANCELLED_ELSEWHERE = RenderRefused("The render was cancelled elsewhere.", retryable=True)


def begun_anew(job: Job) -> Job:
    """Return a job at its beginning, for a service that has forgotten its session or its render.

    A render that the service forgot was not the file's fault, so it does not count. Raises HeldError where that
    would send a message again that costs.
    """
    if job.has_spent:
        raise session_forgotten(job)
    renders = max(0, job.renders - 1) if job.state is State.RENDERING else job.renders
    return replace(
        job,
        state=State.QUEUED,
        session_id="",
        shared="" if job.engine == "cloud" else job.shared,
        said=0,
        turn=Turn.NONE,
        before="",
        draft=b"",
        result_url="",
        progress=0,
        renders=renders,
    )


def _check_acceptable(job: Job) -> None:
    """Raise FinalError for what the service would refuse, before a byte of it is sent."""
    media = [source for source in job.sources if source.use is Use.MEDIA]
    check_formats([source.path for source in media], job.rule.skill)
    check_sizes([(source.path, source.fingerprint.size) for source in media], job.rule.skill)


def _next_render_id(job: Job) -> str:
    """Return an id that the service has never heard: one that failed, or died, would be answered with its end."""
    last = job.render_id.rpartition("_")[2]
    return f"render_{job.id}_{int(last or 0) + 1}"
