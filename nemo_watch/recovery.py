"""After a start: what the last end left behind. Jobs need little, their next step is in the store."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from msgspec.structs import replace

from nemo_watch import outbox
from nemo_watch.aside import answers
from nemo_watch.jobs import OVER, State, Turn
from nemo_watch.rules import Rule
from nemo_watch.store import Store, Wanted

_LONGEST_PAUSE_SECONDS = 86_400.0
"""Hours that are closed last for less than a day; what is planned for later was so by a clock that was set back."""

log = structlog.get_logger()


def recover(store: Store, rules: Iterable[Rule], *, wait_seconds: float = 0.0) -> None:
    """Make the store and the outboxes fit to go on.

    A render that the studio was doing died with the daemon: that was not the file's fault, so it does not count, and
    what it left is removed.
    A message that was on its way to the cloud gets `wait_seconds` to show in its session before that is read.
    Folders of jobs that are over are removed; those of another state folder's daemon are left.
    """
    store.turns.bring_forward(store.now() + _LONGEST_PAUSE_SECONDS)
    for job in store.jobs(Wanted(states=(State.RENDERING.value,))):
        if job.engine == "local" and job.renders:
            if answers(job.rule.outbox):
                outbox.clear_workspace(job.rule.outbox, job.id)
            store.save(replace(job, renders=job.renders - 1))
    for job in store.jobs(Wanted(states=(State.INSTRUCTING.value,))):
        if job.turn is Turn.SENDING and job.due_at is None:
            store.save(replace(job, due_at=store.now() + wait_seconds))
    for folder in filter(answers, {rule.outbox for rule in rules}):
        for job_id in outbox.leftover_workspaces(folder):
            if store.state_of(job_id) in OVER:
                outbox.clear_workspace(folder, job_id)
    waiting = {state: count for state, count in store.counts().items() if State(state) not in OVER}
    if waiting:
        log.info("jobs.resumed", **waiting)
