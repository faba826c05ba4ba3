"""What an error makes of a job: tried again, held, failed, cancelled, or begun anew.

Retry belongs here alone. An error says of itself whether it is tried again, waits for a person, or is final.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from msgspec.structs import replace

from nemo_watch import outbox
from nemo_watch.errors import (
    EngineOffline,
    HeldError,
    JobError,
    NemoWatchError,
    SessionLost,
    TransientError,
    UnsupportedFile,
)
from nemo_watch.jobs import Job, State
from nemo_watch.nemo.wire import Unreached
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.health import EngineHealth
from nemo_watch.pipeline.sources import SourceChanged
from nemo_watch.pipeline.steps import NotForStudio, begun_anew
from nemo_watch.store import Store
from nemo_watch.units import format_duration

CAUSES_OF_ACCOUNT = ("credits", "plan", "token")
"""What jobs are held for that is no matter of theirs: they go on together when the account is in order."""

_FIRST_PAUSE_SECONDS = 2.0
_LONGEST_PAUSE_SECONDS = 600.0
_LONGEST_TRYING_SECONDS = 86_400.0
_OFFLINE_PAUSE_SECONDS = 30.0
_MOST_LOST_SESSIONS = 4


class Setbacks:
    """Decides about jobs whose step met an error; `clock` gives seconds since the epoch."""

    def __init__(
        self,
        *,
        store: Store,
        engines: Mapping[str, Engine],
        health: Mapping[str, EngineHealth],
        clock: Callable[[], float],
        random: Random,
    ) -> None:
        """Tell `health` of what is wrong with an engine as a whole; `random` spreads retries."""
        self._store = store
        self._engines = engines
        self._health = health
        self._clock = clock
        self._random = random

    async def after(self, error: NemoWatchError, job: Job) -> Job:
        """Return what an error that a step met makes of its job."""
        if isinstance(error, SourceChanged):
            self._forget_sources(job)
            return cancelled(job, error.sentence)
        if isinstance(error, NotForStudio | UnsupportedFile) and self._may_go_to_cloud(job):
            return replace(begun_anew(job), engine="cloud", message=f"{error.message} NemoVideo gets it.")
        if isinstance(error, SessionLost):
            return self._without_session(job, error)
        if isinstance(error, HeldError):
            return self._held(job, error)
        if isinstance(error, EngineOffline):
            return await self._offline(job, error)
        if isinstance(error, TransientError):
            return self._tried(job, error)
        return failing(job, error.sentence)

    def _forget_sources(self, job: Job) -> None:
        """Let a file that comes back unchanged be taken again; a newer one of its name stays known."""
        for source in job.sources:
            if self._store.is_known(job.rule.name, source.path, source.fingerprint):
                self._store.forget(job.rule.name, source.path)

    def _may_go_to_cloud(self, job: Job) -> bool:
        return job.rule.engine == "auto" and job.engine == "local" and "cloud" in self._engines

    def _without_session(self, job: Job, error: SessionLost) -> Job:
        """Return a job whose session is forgotten: begun anew after a pause, held where that costs or never ends."""
        try:
            anew = begun_anew(job)
        except HeldError as held:
            return self._held(job, held)
        if job.engine == "local":
            return anew
        anew = replace(anew, lost=job.lost + 1)
        if anew.lost > _MOST_LOST_SESSIONS:
            sentence = "NemoVideo forgets every session that is begun for this job."
            return self._held(replace(anew, lost=0), HeldError(sentence, recheck_seconds=_LONGEST_PAUSE_SECONDS))
        return self._again(anew, error.sentence, seconds=_FIRST_PAUSE_SECONDS * 2**anew.lost)

    async def _offline(self, job: Job, error: EngineOffline) -> Job:
        """Let a job wait, without counting a try, until its engine can be reached again.

        What one call met may be that call's own trouble: then it is one of the job's tries.
        """
        if job.engine == "local":
            return self._again(job, error.sentence, seconds=_OFFLINE_PAUSE_SECONDS)
        if not isinstance(error, Unreached) and await self._answers(job):
            return self._tried(job, error)
        self._health[job.engine].went_offline(error.sentence)
        return replace(job, message=error.sentence)

    async def _answers(self, job: Job) -> bool:
        """Tell whether the engine as a whole is well, though it failed in a call."""
        try:
            await self._engines[job.engine].client.credits(skill=job.rule.skill)
        except EngineOffline:
            return False
        except JobError:
            pass
        return True

    def _held(self, job: Job, error: HeldError) -> Job:
        due_at = None if error.recheck_seconds is None else self._clock() + error.recheck_seconds
        if error.cause in CAUSES_OF_ACCOUNT:
            self._health[job.engine].went_on_hold(error.message)
            due_at = None  # the account is looked at for all of them at once
        return replace(
            job, state=State.HELD, resume=job.state, message=error.sentence, due_at=due_at, cause=error.cause
        )

    def _tried(self, job: Job, error: TransientError) -> Job:
        now = self._clock()
        since = now if job.trying_since is None else job.trying_since
        if now - since > _LONGEST_TRYING_SECONDS:
            return failing(job, f"{error.sentence} It was tried for {format_duration(now - since)}.")
        doubled = _FIRST_PAUSE_SECONDS * 2 ** min(job.attempts, 16)
        pause = min(_LONGEST_PAUSE_SECONDS, doubled) * self._random.uniform(0.8, 1.2)
        job = replace(job, attempts=job.attempts + 1, trying_since=since)
        return self._again(job, error.sentence, seconds=max(pause, error.wait_seconds or 0))

    def _again(self, job: Job, sentence: str, *, seconds: float) -> Job:
        return replace(job, message=sentence, due_at=self._clock() + seconds)


def failing(job: Job, sentence: str) -> Job:
    """Write down that a job fails and why; the next step brings its source to `failed/`."""
    return replace(job, resume=State.FAILED, message=sentence, due_at=None)


def cancelled(job: Job, message: str) -> Job:
    """Return a job that is over before its end, with what was half made of it removed."""
    outbox.clear_workspace(job.rule.outbox, job.id)
    return replace(job, state=State.CANCELLED, resume=None, due_at=None, message=message, cause="")
