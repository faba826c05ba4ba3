"""The last step: a result is checked, sealed, and renamed into the outbox; then its source is put away.

The target and the inode of the result are written down before the rename. After a crash, the file at that path tells
whether the rename was done, so that nothing is delivered twice and nothing is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch import outbox
from nemo_watch.aside import Asides, Unanswered
from nemo_watch.content import content_digest
from nemo_watch.errors import FinalError
from nemo_watch.jobs import Delivery, Job, Source, State
from nemo_watch.mounts import lasting_inode
from nemo_watch.names import shown
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.putting_away import PutAway, put_sources_away, set_sources_aside
from nemo_watch.pipeline.steps import begun_anew
from nemo_watch.rules import FAILED_FOLDER
from nemo_watch.store import Store
from nemo_watch.studio.verify import Expectation, verify


class DeliverySteps:
    """From a finished render to a file in the outbox and a source that is put away."""

    def __init__(
        self,
        *,
        store: Store,
        asides: Asides,
        ffmpeg: Path,
        on_progress: Callable[[Job, int], None],
        is_direct: bool = False,
    ) -> None:
        """Keep jobs in `store`, check results with `ffmpeg`; `on_progress` hears the per cent of a download.

        `is_direct` lets failed sources lie where they are. Disks are asked `asides`.
        """
        self._store = store
        self._asides = asides
        self._on_progress = on_progress
        self._ffmpeg = ffmpeg
        self._is_direct = is_direct

    async def deliver(self, job: Job, engine: Engine) -> Job:
        """Take a job from rendered to done."""
        job = await self._with_known_outcome(job)
        if not _is_published(job):
            folder = await self._asides.at(job.rule.outbox).run(outbox.workspace, job.rule.outbox, job.id)
            result = await self._fetched(job, engine, folder)
            if result is None:
                return begun_anew(job)
            try:
                _, digest = await asyncio.gather(self._check(job, engine, result), self._seal(job, result))
            except FinalError as error:
                return await self._rendered_again(job, engine, result, error)
            job = await self._publish(job, result, digest)
        job = await self._put_away(job)
        await self._asides.at(job.rule.outbox).run(outbox.clear_workspace, job.rule.outbox, job.id)
        return replace(job, state=State.DONE, progress=100, message=f"{job.account} {job.remark}".strip())

    async def _with_known_outcome(self, job: Job) -> Job:
        """Settle whether a rename that was intended was also done."""
        if not job.deliveries or job.deliveries[-1].is_published:
            return job
        last = job.deliveries[-1]
        aside = self._asides.at(job.rule.outbox)
        there = await aside.run(outbox.is_there, last.path, inode=last.inode, size=last.size)
        rest = job.deliveries[:-1]
        return replace(job, deliveries=(*rest, replace(last, is_published=True)) if there else rest)

    async def _fetched(self, job: Job, engine: Engine, folder: Path) -> Path | None:
        """Return where the result lies, brought here if need be; None where it has vanished."""
        target = folder / f"{job.render_id}.{job.rule.output.format}"
        aside = self._asides.at(job.rule.outbox)
        if not engine.is_local and await aside.run(target.is_file):
            return target  # it appears only whole: a crash came between the download and the delivery
        result = await engine.client.fetch(
            job.result_url, target, skill=job.rule.skill, render_id=job.render_id, progress=self._progress(job)
        )
        if result.parent != folder:
            raise FinalError("The result lies outside the work folder of the job.")
        return result if await aside.run(result.is_file) else None

    def _progress(self, job: Job) -> Callable[[int, int], None]:
        def progressed(done: int, total: int) -> None:
            self._on_progress(job, 100 * done // total if total else 0)

        return progressed

    async def _rendered_again(self, job: Job, engine: Engine, result: Path, error: FinalError) -> Job:
        """Return a job whose result is not what it should be, for another render where that costs nothing.

        Raises the error where it would come out the same: the studio made the result on this machine.
        """
        if engine.is_local or job.renders >= engine.most_renders:
            raise error
        await self._asides.at(job.rule.outbox).run(result.unlink, missing_ok=True)
        return replace(job, state=State.INSTRUCTED, message=f"{error.message} It is rendered again.")

    async def _check(self, job: Job, engine: Engine, result: Path) -> None:
        """Check a result against its draft. The studio's drafts name every track, others may leave out the sound."""
        draft = drafts.parsed(job.draft)
        has_picture, has_sound = (drafts.has_track(draft, kind) for kind in (drafts.PICTURE, drafts.SOUND))
        expected = Expectation(
            duration=job.result_seconds or drafts.duration_seconds(draft),
            has_picture=has_picture if engine.is_local else has_picture or None,
            has_sound=has_sound if engine.is_local else None,
        )
        await verify(self._ffmpeg, result, expected, full=job.rule.verify == "full")

    async def _seal(self, job: Job, result: Path) -> str:
        """Bring a result to the disk, and return the digest by which it is known should it be dropped."""
        modified_ns = job.source.fingerprint.mtime_ns if job.rule.metadata == "keep" else None
        # read while it is written: a thread of the work folder's own, for the outbox's waits until the disk has it all
        reading = self._asides.at(result.parent.parent).run(content_digest, result)
        sealing = self._asides.at(job.rule.outbox).run(outbox.seal, result, modified_ns=modified_ns)
        _, digest = await asyncio.gather(sealing, reading)
        return digest

    async def _publish(self, job: Job, result: Path, digest: str) -> Job:
        """Rename a result into the outbox, having written down each name before it is tried."""
        aside, loop = self._asides.at(job.rule.outbox), asyncio.get_running_loop()
        stat = await aside.run(result.stat)
        delivery = Delivery(
            path=result, inode=lasting_inode(stat), size=stat.st_size, digest=digest, render_id=job.render_id
        )
        is_awaited = True

        async def written_down(target: Path, *, is_published: bool) -> Job:
            if not is_awaited:
                raise Unanswered(str(job.rule.outbox))
            last = replace(delivery, path=target, is_published=is_published)
            return self._store.save(replace(job, deliveries=(*job.deliveries, last)))

        def intend(target: Path) -> None:
            asyncio.run_coroutine_threadsafe(written_down(target, is_published=False), loop).result()

        name = job.output_name(result.suffix.removeprefix("."))
        try:
            target = await aside.run(outbox.publish, result, job.rule.outbox / job.folder, name, intend=intend)
        finally:
            is_awaited = False
        last = replace(delivery, path=target, is_published=True)
        return self._store.save(replace(job, deliveries=(*job.deliveries, last)))

    async def _put_away(self, job: Job) -> Job:
        """Do with the sources what the rule says."""
        if job.rule.after == "keep":
            return job
        done = await self._asides.at(job.rule.inbox).run(put_sources_away, job, self._needed_elsewhere(job))
        return self._forgotten(done)

    async def set_aside(self, job: Job) -> Job:
        """Bring what was dropped for a failed job to `failed/`, with the reason beside it."""
        await self._asides.at(job.rule.outbox).run(outbox.clear_workspace, job.rule.outbox, job.id)
        failed = replace(job, state=State.FAILED, resume=None)
        if self._is_direct:
            return failed
        aside, needed = self._asides.at(job.rule.inbox), self._needed_elsewhere(job)
        try:
            return self._forgotten(await aside.run(set_sources_aside, failed, needed, problem_text(job)))
        except Unanswered:
            raise
        except OSError as error:
            where = shown(job.rule.inbox / FAILED_FOLDER)
            return replace(failed, message=f"{job.message} It could not be moved to {where}: {error.strerror}.")

    def _forgotten(self, done: PutAway) -> Job:
        """Forget files that lie no more where they were dropped; one that was dropped there since is another."""
        rule = done.job.rule.name
        for source in done.gone:
            if self._store.is_known(rule, source.path, source.fingerprint):
                self._store.forget(rule, source.path)
        return done.job

    def _needed_elsewhere(self, job: Job) -> frozenset[Path]:
        return frozenset(source.path for source in job.sources if self._is_needed_elsewhere(job, source))

    def _is_needed_elsewhere(self, job: Job, source: Source) -> bool:
        """Tell whether a sidecar belongs to a newer job too: its file was replaced while this one was under way."""
        if job.dropped is not None or source is job.source:
            return False
        last = self._store.last_job_of(source.path)
        return last is not None and last.id != job.id and not last.is_over


def problem_text(job: Job) -> str:
    """Return what stands beside a failed file: what happened, what to do, in whole sentences."""
    asked = " / ".join(job.instructions)
    dropped = "folder" if job.dropped is not None else "file" if len(job.sources) == 1 else "files"
    return (
        f"{shown(job.name)} could not be converted.\n\n"
        f"{job.message}\n\n"
        f"It was asked for: {asked} (rule {job.rule.name}, job {job.id}).\n"
        f"To try again, move the {dropped} back into {shown(job.rule.inbox / job.folder)}, "
        f"or run: nemo-watch retry {job.id}\n"
    )


def _is_published(job: Job) -> bool:
    """Tell whether this render of the job lies in the outbox; an earlier one may, where the job was refined."""
    last = job.deliveries[-1] if job.deliveries else None
    return last is not None and last.is_published and last.render_id == job.render_id
