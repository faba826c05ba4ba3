"""Credits per day: what was spent is read from the balance, and a message that would go beyond has to wait.

The service tells no price beforehand, so what is under way counts with what such work costs about (protocol.md),
until the balance tells. What a person spends elsewhere counts only while a message of ours is under way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from nemo_watch.errors import HeldError, JobError
from nemo_watch.jobs import Job
from nemo_watch.nemo.shapes import Credits
from nemo_watch.pipeline.engine import Engine
from nemo_watch.store import Store

_BALANCE, _OPEN = "credits.balance", "credits.open"
"""Notes: what was left when it was last read, and whether a message was sent since that is not counted yet."""
_GENERATED, _EDITED = 100.0, 50.0

log = structlog.get_logger()


class Budget:
    """The credits that may be spent in a day of this machine's local time."""

    def __init__(self, *, store: Store, clock: Callable[[], float], credits_per_day: float) -> None:
        """Keep what was spent in `store`; `clock` gives seconds since the epoch."""
        self._store = store
        self._clock = clock
        self._per_day = credits_per_day

    async def admit(self, job: Job, engine: Engine) -> None:
        """Let a job spend, or raise HeldError until tomorrow. Raises what reading the balance raises."""
        balance = await engine.client.credits(skill=job.rule.skill)
        under_way = self._store.cloud.under_way(besides=job.id)
        if under_way or self._store.note(_OPEN):
            self._count(balance)
        else:
            self._keep(balance)
        spent = self.spent_today()
        reserved = spent + sum(_estimate(skill) for skill in under_way)
        if self._per_day <= 0 or (reserved > 0 and reserved + _estimate(job.rule.skill) > self._per_day):
            raise HeldError(
                f"The budget of {self._per_day:g} credits for today would be exceeded: {spent:g} are spent"
                + (f", {len(under_way)} more jobs are spending." if under_way else "."),
                hint="It goes on tomorrow by itself; `cloud.credits_per_day` in the rule file sets the budget.",
                recheck_seconds=self._seconds_to_tomorrow(),
                cause="budget",
            )
        self._store.keep_note(_OPEN, "1")

    async def settle(self, job: Job, engine: Engine) -> None:
        """Count what has been spent since the last look; where the balance cannot be read, the next look counts it."""
        try:
            balance = await engine.client.credits(skill=job.rule.skill)
        except JobError as error:
            log.info("credits.unread", reason=error.message)
            return
        self._count(balance)
        if not balance.frozen and not self._store.cloud.under_way(besides=job.id):
            self._store.keep_note(_OPEN, "")

    def spent_today(self) -> float:
        """Return the credits that messages of ours have cost today."""
        return self._store.cloud.spent(self._today())

    def _count(self, balance: Credits) -> None:
        spent = float(self._store.note(_BALANCE) or _worth(balance)) - _worth(balance)
        if spent > 0:
            self._store.cloud.spend(self._today(), spent)
        self._keep(balance)

    def _keep(self, balance: Credits) -> None:
        self._store.keep_note(_BALANCE, repr(_worth(balance)))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock()).astimezone()

    def _today(self) -> str:
        return self._now().date().isoformat()

    def _seconds_to_tomorrow(self) -> float:
        now = self._now()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time()).astimezone()
        return max(1.0, (midnight - now).total_seconds())


def _worth(balance: Credits) -> float:
    """Return the credits that are not spent: those that are held for work under way may come back."""
    return max(balance.total, balance.available + balance.frozen)


def _estimate(skill: str) -> float:
    return _GENERATED if skill == "ai-to-video-free" else _EDITED
