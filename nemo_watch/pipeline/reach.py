"""Whether the folders of a job can be worked in now: their server answers, and their disk is connected."""

from __future__ import annotations

from pathlib import Path

from nemo_watch.aside import Asides, Unanswered
from nemo_watch.errors import HeldError
from nemo_watch.jobs import Job
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.rules import WORK_FOLDER
from nemo_watch.store import Store

_RECHECK_SECONDS = 60.0


def no_answer(error: Unanswered) -> HeldError:
    """Return what a place that does not answer makes of a job: it goes on when the place does."""
    return HeldError(
        f"The folder {shown(error.filename)} does not answer: its server cannot be reached.",
        hint="The job goes on by itself.",
        recheck_seconds=_RECHECK_SECONDS,
    )


class Reach:
    """Looks at the folders of jobs before each step; those on the system's own disk cost it next to nothing."""

    def __init__(self, *, store: Store, asides: Asides) -> None:
        """Remember in `store` on which disk an outbox lies."""
        self._store = store
        self._asides = asides
        self._points: dict[Path, str] = {}

    async def check(self, job: Job) -> None:
        """Raise Unanswered where the inbox or the outbox of a job does not answer, HeldError where a disk is away."""
        await self._check_answers(job.rule.inbox)
        await self._check_answers(job.rule.outbox)
        self._check_connected(job.rule.outbox)

    async def _check_answers(self, folder: Path) -> None:
        mount = mount_of(folder)
        if mount is None or not mount.is_network:
            return
        await self._asides.at(folder).run(folder.exists)

    def _check_connected(self, outbox: Path) -> None:
        """Raise HeldError where an outbox lay on a disk of its own, and now would lie in that disk's empty folder."""
        mount = mount_of(outbox)
        if mount is None:
            return
        name = f"outbox of {shown(outbox)}"
        before = self._points.get(outbox) or self._store.note(name)
        is_away = len(before) > len(mount.point) and outbox.is_relative_to(before)
        if is_away and not (outbox / WORK_FOLDER).is_dir():
            raise HeldError(
                f"The disk of the outbox {shown(outbox)} is not connected.",
                hint=f"Connect it: the job goes on by itself. If results are to lie where they would now, make the "
                f"folder {shown(outbox / WORK_FOLDER)}.",
                recheck_seconds=_RECHECK_SECONDS,
            )
        if mount.point != before:
            self._store.keep_note(name, mount.point)
        self._points[outbox] = mount.point
