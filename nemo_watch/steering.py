"""What a person can do to a job: try it again, or stop it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from nemo_watch.errors import JobError, NemoWatchError
from nemo_watch.inbox import put_away
from nemo_watch.jobs import Fingerprint, Job, Source, State
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store

RETRYABLE = frozenset({State.FAILED, State.HELD, State.CANCELLED})


class Steering:
    """Retry and cancel. `rule_named` gives a rule as it stands now, `wake` lets the schedule look again."""

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
        if job.resume is State.RENDERED and job.outputs:
            return self._resumed(job)
        rule = self._rule_named(job.rule.name) or job.rule
        sources = tuple(_brought_back(source) for source in job.sources)
        job = self._store.readmit(
            replace(
                job,
                rule=rule,
                instructions=rule.instructions,
                engine="local" if rule.engine == "auto" else rule.engine,
                sources=sources,
                state=State.QUEUED,
                resume=None,
                message="",
                session_id="",
                said=0,
                draft=b"",
                attempts=0,
                trying_since=None,
                due_at=None,
                renders=0,
                result_url="",
                progress=0,
            )
        )
        self._wake()
        return job

    def _resumed(self, job: Job) -> Job:
        """Let a job go on whose result is delivered, and whose source could not be put away."""
        job = self._store.save(replace(job, state=State.RENDERED, resume=None, due_at=None))
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
        for job in self._store.jobs(states=[State.HELD.value]):
            rule = self._rule_named(job.rule.name)
            if rule is not None and rule != job.rule:
                try:
                    self.retry(job.id)
                except NemoWatchError:
                    continue
                count += 1
        return count


def _brought_back(source: Source) -> Source:
    """Return a source as it lies in the inbox again, moved there from where we had put it."""
    path = source.path
    try:
        if source.moved_to is not None and source.moved_to.exists():
            path = put_away.bring_back(source.moved_to, source=source.path)
        return Source(path=path, fingerprint=Fingerprint.of(path.lstat()))
    except OSError as error:
        raise JobError(
            f"The file {shown(source.place)} cannot be taken again: {error.strerror}.",
            hint="Drop it into the inbox again.",
        ) from error
