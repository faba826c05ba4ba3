"""Making a job of what has arrived, and storing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import structlog

from nemo_watch.aside import Aside
from nemo_watch.inbox import put_away
from nemo_watch.intake.outcomes import Complete
from nemo_watch.jobs import Job, State, new_job_id
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store

log = structlog.get_logger()


class Taking:
    """Makes the jobs of one rule. `now` gives seconds since the epoch."""

    def __init__(
        self, *, rule: Rule, store: Store, aside: Aside, now: Callable[[], float], on_job: Callable[[Job], None]
    ) -> None:
        """Hand every new job to `on_job` once it is stored; the inbox is asked `aside`."""
        self._rule = rule
        self._aside = aside
        self._store = store
        self._now = now
        self._on_job = on_job

    async def take(self, complete: Complete, *, remark: str = "") -> None:
        """Store a job for what has arrived; `remark` is a sentence on it that its message shall hold."""
        moment = self._now()
        job = Job(
            id=new_job_id(),
            rule=self._rule,
            engine=self._rule.first_engine,
            instructions=self._rule.instructions,
            sources=complete.sources,
            dropped=complete.dropped,
            shared=await self._shared(complete),
            incomplete=complete.incomplete,
            remark=remark,
            message=remark,
            created_at=moment,
            updated_at=moment,
        )
        await self._clear_old_problem(job)
        self._make_new_again(job)
        stored = self._store.add(job)
        if stored is not None:
            log.info("job.queued", job_id=stored.id, file=shown(stored.name), rule=self._rule.name)
            self._on_job(stored)

    def _make_new_again(self, job: Job) -> None:
        """Forget files that were taken before, and are needed once more beside one that is new."""
        for source in job.sources if len(job.sources) > 1 else ():
            if self._store.is_known(self._rule.name, source.path, source.fingerprint):
                self._store.forget(self._rule.name, source.path)

    async def _clear_old_problem(self, job: Job) -> None:
        """Remove the text beside a failed file, or folder, that was moved back here to be tried again."""
        before = self._store.last_job_of(job.source.path)
        if before is None or before.state is not State.FAILED:
            return
        place = put_away.place_of(before)
        if place is not None:
            await self._aside.run(_clear_problem, place)

    async def _shared(self, complete: Complete) -> str:
        """Return the name of the session that files of one dropped subfolder have in common; empty for one's own.

        The number of the folder on its disk belongs to it: a folder that is dropped later under the same name is
        another one.
        """
        folders = complete.sources[0].path.relative_to(self._rule.inbox).parts[:-1]
        if self._rule.session != "shared" or complete.dropped is not None or not folders:
            return ""
        return f"{self._rule.name}:{shown(folders[0])}:{await self._aside.run(_inode, self._rule.inbox / folders[0])}"


def _clear_problem(place: Path) -> None:
    if not place.exists():
        put_away.remove_problem(place)


def _inode(folder: Path) -> int:
    try:
        return folder.lstat().st_ino
    except OSError:
        return 0
