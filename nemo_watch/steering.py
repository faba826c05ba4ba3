"""What a person can do to a job: try it again, stop it, say something more about it, or take it back."""

from __future__ import annotations

import errno
import os
from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch import outbox
from nemo_watch.aside import answers
from nemo_watch.errors import JobError, NemoWatchError
from nemo_watch.inbox import put_away
from nemo_watch.jobs import Delivery, Fingerprint, Job, Source, State, Turn
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store, Wanted

RETRYABLE = frozenset({State.FAILED, State.HELD, State.CANCELLED})


class Steering:
    """Retry, cancel, refine, undo. `rule_named` gives a rule as it stands now, `wake` lets the schedule look again."""

    def __init__(
        self,
        *,
        store: Store,
        rule_named: Callable[[str], Rule | None],
        cancel: Callable[[Job], Awaitable[Job]],
        is_at_work: Callable[[str], bool],
        wake: Callable[[], None],
    ) -> None:
        """Work on the jobs of `store`; `cancel` stops what is rendered for one, also one that `is_at_work`."""
        self._store = store
        self._rule_named = rule_named
        self._cancel = cancel
        self._is_at_work = is_at_work
        self._wake = wake

    def retry(self, job_id: str) -> Job:
        """Begin a job again, by the rule as it stands now; a failed file is brought back into the inbox.

        Raises NemoWatchError for a job that is done or under way, or whose file is gone.
        """
        job = self._store.get(job_id)
        if job.state not in RETRYABLE or self._is_at_work(job.id):
            raise NemoWatchError(
                f"Job {job.id} is {job.state.value}: there is nothing to retry.",
                hint="Drop the file again to convert it again." if job.state is State.DONE else "",
            )
        _check_answers(job)
        if job.resume is State.RENDERED and job.outputs:
            return self._going_on(replace(job, state=State.RENDERED))
        rule = self._rule_named(job.rule.name) or job.rule
        if rule == job.rule or (job.has_spent and rule.instructions == job.rule.instructions):
            further = _paid_for(job)
            if further is not None:
                return self._going_on(further, is_in_inbox=True)
        job = self._store.readmit(_anew(job, rule, _brought_back(job)))
        self._wake()
        return job

    def refine(self, job_id: str, text: str) -> Job:
        """Say something more about a delivered job: its result so changed is delivered beside the first.

        In the cloud it is another message in the same session; here everything is done anew from the source.
        Raises NemoWatchError for a job that is not done, an empty text, or a source that is gone.
        """
        job = self._store.get(job_id)
        if job.state is not State.DONE:
            raise NemoWatchError(
                f"Job {job.id} is {job.state.value}: only what is delivered can be refined.",
                hint=f"`nemo-watch show {job.id}` says how it stands.",
            )
        if not all(character.isprintable() or character == "\n" for character in text):
            raise NemoWatchError("The text holds characters that cannot be printed.", hint="Type it anew.")
        if not text.strip():
            raise NemoWatchError("There is nothing to refine the job by.", hint="Say what is to be changed.")
        refined = replace(
            job,
            instructions=(*job.instructions, text.strip()),
            message="",
            renders=0,
            result_url="",
            progress=0,
            reply="",
            due_at=None,
        )
        if job.engine == "cloud":
            return self._going_on(replace(refined, state=State.UPLOADED, said=len(job.instructions)))
        _check_answers(job)
        _check_there(job)
        return self._going_on(replace(refined, state=State.QUEUED, session_id="", said=0, draft=b""))

    def undo(self, job_id: str) -> Job:
        """Take a delivered job back: its results go to the trash, its file lies where it was dropped.

        It is not taken again from there, unless it is retried. Raises NemoWatchError where that cannot be done.
        """
        job = self._store.get(job_id)
        if job.state is not State.DONE:
            raise NemoWatchError(
                f"Job {job.id} is {job.state.value}: only what is delivered can be undone.",
                hint=f"`nemo-watch show {job.id}` says how it stands.",
            )
        _check_answers(job)
        _check_there(job)
        _check_results(job)
        for delivery in job.deliveries:
            _withdraw(delivery)
        sources = _brought_back(job)
        return self._store.readmit(
            replace(job, state=State.CANCELLED, sources=sources, deliveries=(), message="It was undone.")
        )

    def _going_on(self, job: Job, *, is_in_inbox: bool = False) -> Job:
        """Let a job go on from the state that it has now; what is in the inbox is known not to be taken anew."""
        job = replace(job, resume=None, due_at=None, cause="", attempts=0, trying_since=None)
        job = self._store.readmit(job) if is_in_inbox else self._store.save(job)
        self._wake()
        return job

    async def cancel(self, job_id: str) -> Job:
        """Stop a job. Raises NemoWatchError for one that is over already."""
        job = self._store.get(job_id)
        if job.is_over:
            raise NemoWatchError(f"Job {job.id} is {job.state.value} already.")
        job = await self._cancel(job)
        self._wake()
        return job

    def retry_held_with_new_rules(self) -> int:
        """Begin held jobs again whose rule has changed since, and return how many."""
        count = 0
        for job in self._store.jobs(Wanted(states=(State.HELD.value,))):
            rule = self._rule_named(job.rule.name)
            if rule is not None and rule != job.rule and not job.has_spent:
                try:
                    self.retry(job.id)
                except NemoWatchError:
                    continue
                count += 1
        return count


def _paid_for(job: Job) -> Job | None:
    """Return a job as it goes on without spending again; None where nothing was spent, or nothing is left of it."""
    if job.engine != "cloud" or job.cause == "session" or not job.session_id:
        return None
    if job.state is State.HELD and job.resume is not None:
        further = replace(job, state=job.resume)
        return replace(further, turn=Turn.ASKED, reads=0) if job.cause == "outcome" else further
    if not job.has_spent:
        return None
    further = replace(job, renders=0, result_url="", progress=0, message="", reads=0)
    if not job.deliveries:  # where something was delivered, the sources are put away, and needed no more
        further = replace(further, sources=_brought_back(job))
    if job.turn is not Turn.NONE and job.before:
        return replace(further, state=State.INSTRUCTING)
    if job.said < len(job.instructions):
        return replace(further, state=State.UPLOADED)
    return replace(further, state=State.INSTRUCTED) if drafts.is_ready(drafts.parsed(job.draft)) else None


def _anew(job: Job, rule: Rule, sources: tuple[Source, ...]) -> Job:
    """Return a job at its beginning, by a rule as it stands now."""
    return replace(
        job,
        rule=rule,
        instructions=(*rule.instructions, *job.instructions[len(job.rule.instructions) :]),
        engine=rule.first_engine,
        sources=sources,
        state=State.QUEUED,
        resume=None,
        message="",
        cause="",
        session_id="",
        said=0,
        turn=Turn.NONE,
        before="",
        lost=0,
        reply="",
        draft=b"",
        attempts=0,
        trying_since=None,
        due_at=None,
        renders=0,
        result_url="",
        progress=0,
    )


def _check_answers(job: Job) -> None:
    for folder in (job.rule.inbox, job.rule.outbox):
        if not answers(folder):
            raise NemoWatchError(
                f"The folder {shown(folder)} does not answer: its server cannot be reached.",
                hint="Try again once it can.",
            )


def _check_there(job: Job) -> None:
    for source in job.sources:
        known = source.fingerprint
        if not put_away.is_same_file(source.place, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns):
            raise NemoWatchError(
                f"The file {shown(source.place)} is not there any more, or it was changed.",
                hint="What is not where it was put cannot be worked on again: drop it anew.",
            )


def _check_results(job: Job) -> None:
    """Raise NemoWatchError where something else lies at the place of a result, or it was changed."""
    for delivery in job.deliveries:
        is_ours = outbox.is_there(delivery.path, inode=delivery.inode, size=delivery.size)
        if os.path.lexists(delivery.path) and not is_ours:
            raise NemoWatchError(
                f"The file {shown(delivery.path)} is not what job {job.id} delivered, or it was changed since.",
                hint="Move it away, then undo the job.",
            )


def _withdraw(delivery: Delivery) -> None:
    """Move a result to the trash; one that is not there any more is left so. Raises NemoWatchError."""
    if not os.path.lexists(delivery.path):
        return
    try:
        put_away.trash(delivery.path)
    except OSError as error:
        raise NemoWatchError(
            f"The result {shown(delivery.path)} cannot be moved to the trash: {error.strerror or error}.",
            hint="Delete it yourself, then undo the job.",
        ) from error


def _brought_back(job: Job) -> tuple[Source, ...]:
    """Return the sources of a job as they lie in the inbox again, moved there from where we had put them."""
    for source in job.sources:
        if not os.path.lexists(source.place) and not os.path.lexists(source.path):
            raise _cannot_be_taken(source, os.strerror(errno.ENOENT))
    place = put_away.place_of(job)
    try:
        if job.dropped is not None and place is not None and place.is_dir() and not os.path.lexists(job.dropped):
            put_away.bring_folder_back(place, dropped=job.dropped)
    except OSError as error:
        raise _cannot_be_taken(job.source, error.strerror) from error
    return tuple(map(_source_brought_back, job.sources))


def _source_brought_back(source: Source) -> Source:
    path = source.path
    try:
        if source.moved_to is not None and source.moved_to.exists():
            path = put_away.bring_back(source.moved_to, source=source.path)
        return Source(path=path, fingerprint=Fingerprint.of(path.lstat()), use=source.use)
    except OSError as error:
        raise _cannot_be_taken(source, error.strerror) from error


def _cannot_be_taken(source: Source, reason: str | None) -> JobError:
    return JobError(
        f"The file {shown(source.place)} cannot be taken again: {reason}.", hint="Drop it into the inbox again."
    )
