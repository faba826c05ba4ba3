"""The cloud as one engine of the daemon: built from the settings, probed while it is offline, asked about credits."""

from __future__ import annotations

import os

import structlog

from nemo_watch import settings
from nemo_watch.control.shapes import Balance
from nemo_watch.errors import EngineOffline, JobError
from nemo_watch.jobs import Job
from nemo_watch.nemo.account import TokenSource, token_source
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.wire import Endpoint
from nemo_watch.pipeline import Engine, Pipeline
from nemo_watch.pipeline.health import EngineHealth
from nemo_watch.pipeline.setbacks import CAUSES_OF_ACCOUNT
from nemo_watch.rules import Configuration
from nemo_watch.schedule import Schedule
from nemo_watch.skills import DEFAULT_SKILL
from nemo_watch.store import Store

NAME = "cloud"

_PROBE_SECONDS = 30.0
_TOKEN_SECONDS = 60.0
_CREDITS_SECONDS = 3600.0
_TOKEN_NOTE = "cloud.token"  # noqa: S105 - the name of a note, which holds a digest

log = structlog.get_logger()


def cloud_tokens(configuration: Configuration, *, identity: Identity) -> TokenSource:
    """Return where the token of the configured cloud comes from: the user's own, or an anonymous one."""
    return token_source(
        Endpoint(base_url=configuration.cloud.url),
        environment=settings.identity(os.environ),
        identity=identity,
        state=configuration.state,
    )


def cloud_engine(configuration: Configuration, *, identity: Identity, tokens: TokenSource) -> Engine:
    """Return the engine that renders in the cloud; no connection is made before it is used."""
    cloud = configuration.cloud
    client = NemoClient(Endpoint(base_url=cloud.url), tokens=tokens, identity=identity, web=cloud.web)
    return Engine(
        name=NAME, client=client, poll_seconds=cloud.poll, recovery_seconds=cloud.recovery_wait, most_renders=2
    )


async def balance_report(engine: Engine, tokens: TokenSource, *, spent: float, budget: float) -> Balance:
    """Return the balance of an account for `credits --json`; `spent` is what was spent today. Raises JobError."""
    balance = await engine.client.credits(skill=DEFAULT_SKILL)
    return Balance(
        available=balance.available,
        frozen=balance.frozen,
        total=balance.total,
        spent_today=spent,
        credits_per_day=budget,
        is_anonymous=tokens.is_anonymous,
    )


class CloudCare:
    """Looks after what the jobs in the cloud have in common: whether it answers, the token, the credits."""

    def __init__(
        self,
        *,
        engine: Engine,
        tokens: TokenSource,
        pipeline: Pipeline,
        schedule: Schedule,
        store: Store,
        budget: float,
    ) -> None:
        """Let jobs of `pipeline` go on when their cause is gone; `budget` is the credits per day."""
        self._engine = engine
        self._tokens = tokens
        self._pipeline = pipeline
        self._schedule = schedule
        self._store = store
        self._budget = budget
        pipeline.health[NAME].on_change(self._health_changed)

    def start(self) -> None:
        """Begin to look, and let go on what waited for something that a new start may have changed."""
        self._released(sum(map(self._pipeline.release, ("budget", "token", "service"))), "start")
        self._schedule.every("token", _TOKEN_SECONDS, self.check_token)
        self._schedule.every("credits", _CREDITS_SECONDS, self.check_credits)
        self._schedule.after("token at start", 0.0, self.check_token)

    async def check_token(self) -> None:
        """Let jobs go on whose token was refused, once there is another one."""
        seen, now = self._store.note(_TOKEN_NOTE), self._tokens.fingerprint
        if now == seen:
            return
        self._store.keep_note(_TOKEN_NOTE, now)
        self._released(sum(self._pipeline.release(cause) for cause in CAUSES_OF_ACCOUNT), "token")

    async def check_credits(self) -> None:
        """Let jobs go on that wait for credits, where there are some; of those that wait for more, try one."""
        for cause in ("plan", "token"):
            self._released(self._pipeline.release(cause, most=1), cause)
        if not self._store.cloud.held_for("credits", most=1):
            return
        try:
            balance = await self._engine.client.credits(skill=DEFAULT_SKILL)
        except JobError as error:
            log.info("credits.unread", reason=error.message)
            return
        if balance.available > 0:
            self._released(self._pipeline.release("credits"), "credits")

    async def credits(self) -> Balance:
        """Return the balance for `credits --json`. Raises JobError."""
        spent = self._pipeline.budget.spent_today()
        return await balance_report(self._engine, self._tokens, spent=spent, budget=self._budget)

    async def claim_link(self, job: Job) -> str:
        """Return the page where a person takes over a job's session; "" for a job without one. Raises JobError."""
        if job.engine != NAME or not job.session_id:
            return ""
        return await self._engine.client.claim_link(job.task_id, job.session_id, skill=job.rule.skill)

    def _released(self, count: int, cause: str) -> None:
        if count:
            log.info("jobs.released", cause=cause, jobs=count)
            self._schedule.dispatch()

    def _health_changed(self, health: EngineHealth) -> None:
        if health.is_offline:
            self._schedule.close_slot(NAME)
            self._schedule.after("cloud probe", _PROBE_SECONDS, self.probe)
        else:
            self._schedule.open_slot(NAME)

    async def probe(self) -> None:
        """Ask whether the cloud answers again, whatever its answer is."""
        try:
            await self._engine.client.credits(skill=DEFAULT_SKILL)
        except EngineOffline:
            self._schedule.after("cloud probe", _PROBE_SECONDS, self.probe)
            return
        except JobError:
            pass
        self._pipeline.health[NAME].came_back()
