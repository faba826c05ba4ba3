"""The last step: a result is checked, sealed, and renamed into the outbox; then its source is put away.

The target and the inode of the result are written down before the rename. After a crash, the file at that path tells
whether the rename was done, so that nothing is delivered twice and nothing is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch import outbox
from nemo_watch.errors import FinalError, HeldError
from nemo_watch.inbox import put_away
from nemo_watch.jobs import Delivery, Job, Source, State
from nemo_watch.names import shown
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.steps import begun_anew
from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER
from nemo_watch.store import Store
from nemo_watch.studio.verify import Expectation, verify

_RECHECK_SECONDS = 60.0


class DeliverySteps:
    """From a finished render to a file in the outbox and a source that is put away."""

    def __init__(self, *, store: Store, ffmpeg: Path, is_direct: bool = False) -> None:
        """Keep jobs in `store`, check results with `ffmpeg`; `is_direct` lets failed sources lie where they are."""
        self._store = store
        self._ffmpeg = ffmpeg
        self._is_direct = is_direct

    async def deliver(self, job: Job, engine: Engine) -> Job:
        """Take a job from rendered to done."""
        job = self._with_known_outcome(job)
        if not _is_published(job):
            folder = await asyncio.to_thread(outbox.workspace, job.rule.outbox, job.id)
            result = await self._fetched(job, engine, folder)
            if result is None:
                return begun_anew(job)
            await asyncio.gather(self._check(job, result), self._seal(job, result))
            job = self._publish(job, result)
        job = self._put_away(job)
        await asyncio.to_thread(outbox.clear_workspace, job.rule.outbox, job.id)
        return replace(job, state=State.DONE, progress=100, message=job.account)

    def _with_known_outcome(self, job: Job) -> Job:
        """Settle whether a rename that was intended was also done."""
        if not job.deliveries or job.deliveries[-1].is_published:
            return job
        last = job.deliveries[-1]
        there = outbox.is_there(last.path, inode=last.inode, size=last.size)
        rest = job.deliveries[:-1]
        return replace(job, deliveries=(*rest, replace(last, is_published=True)) if there else rest)

    async def _fetched(self, job: Job, engine: Engine, folder: Path) -> Path | None:
        """Return where the result lies, brought here if need be; None where it has vanished."""
        target = folder / f"{job.render_id}.{job.rule.output.format}"
        result = await engine.client.fetch(job.result_url, target, skill=job.rule.skill)
        if result.parent != folder:
            raise FinalError("The result lies outside the work folder of the job.")
        return result if result.is_file() else None

    async def _check(self, job: Job, result: Path) -> None:
        draft = drafts.parsed(job.draft)
        length = job.result_seconds or drafts.duration_seconds(draft)
        expected = Expectation(
            duration=length,
            has_picture=drafts.has_track(draft, drafts.PICTURE),
            has_sound=drafts.has_track(draft, drafts.SOUND),
        )
        await verify(self._ffmpeg, result, expected, full=job.rule.verify == "full")

    async def _seal(self, job: Job, result: Path) -> None:
        modified_ns = job.source.fingerprint.mtime_ns if job.rule.metadata == "keep" else None
        await asyncio.to_thread(outbox.seal, result, modified_ns=modified_ns)

    def _publish(self, job: Job, result: Path) -> Job:
        stat = result.stat()
        earlier = job.deliveries

        def intend(target: Path) -> None:
            delivery = Delivery(path=target, inode=stat.st_ino, size=stat.st_size, render_id=job.render_id)
            self._store.save(replace(job, deliveries=(*earlier, delivery)))

        name = job.output_name(result.suffix.removeprefix("."))
        target = outbox.publish(result, job.rule.outbox / job.folder, name, intend=intend)
        last = self._store.get(job.id).deliveries[-1]
        return self._store.save(replace(job, deliveries=(*earlier, replace(last, is_published=True))))

    def _put_away(self, job: Job) -> Job:
        """Do with the sources what the rule says; a file that is not the one that was taken is left alone."""
        if job.rule.after == "keep":
            return job
        return replace(job, sources=tuple(self._put_source_away(job, source) for source in job.sources))

    def _put_source_away(self, job: Job, source: Source) -> Source:
        if source.moved_to is not None:
            return source
        if not _is_unchanged(source):
            return self._found_again(job, source, _found(job, source, DONE_FOLDER))
        moved_to = None
        with _translated(job, "put away"):
            if job.rule.after == "archive":
                moved_to = put_away.archive(source.path, inbox=job.rule.inbox)
            elif job.rule.after == "trash":
                put_away.trash(source.path)
            else:
                source.path.unlink()
        self._store.forget(job.rule.name, source.path)
        return replace(source, moved_to=moved_to)

    def _found_again(self, job: Job, source: Source, place: Path | None) -> Source:
        """Return a source that a crash left in `place`; where it was dropped, it counts no more."""
        if place is not None and self._store.is_known(job.rule.name, source.path, source.fingerprint):
            self._store.forget(job.rule.name, source.path)
        return replace(source, moved_to=place)

    def set_aside(self, job: Job) -> Job:
        """Bring the sources of a failed job to `failed/`, with the reason beside each."""
        outbox.clear_workspace(job.rule.outbox, job.id)
        failed = replace(job, state=State.FAILED, resume=None)
        if self._is_direct:
            return failed
        try:
            return replace(failed, sources=tuple(self._set_source_aside(job, source) for source in job.sources))
        except OSError as error:
            where = shown(job.rule.inbox / FAILED_FOLDER)
            return replace(failed, message=f"{job.message} It could not be moved to {where}: {error.strerror}.")

    def _set_source_aside(self, job: Job, source: Source) -> Source:
        """Move one source to `failed/`, or explain the one that a crash left there. Raises OSError."""
        if source.moved_to is None and _is_unchanged(source):
            place = put_away.set_aside(source.path, inbox=job.rule.inbox, problem=problem_text(job))
            self._store.forget(job.rule.name, source.path)
            return replace(source, moved_to=place)
        found = source.moved_to or _found(job, source, FAILED_FOLDER)
        if found is not None and found.exists():
            put_away.explain(found, problem=problem_text(job))
        return self._found_again(job, source, found)


def problem_text(job: Job) -> str:
    """Return what stands beside a failed file: what happened, what to do, in whole sentences."""
    asked = " / ".join(job.instructions)
    return (
        f"{shown(job.name)} could not be converted.\n\n"
        f"{job.message}\n\n"
        f"It was asked for: {asked} (rule {job.rule.name}, job {job.id}).\n"
        f"To try again, move the file back into {shown(job.rule.inbox / job.folder)}, "
        f"or run: nemo-watch retry {job.id}\n"
    )


def _is_published(job: Job) -> bool:
    """Tell whether this render of the job lies in the outbox; an earlier one may, where the job was refined."""
    last = job.deliveries[-1] if job.deliveries else None
    return last is not None and last.is_published and last.render_id == job.render_id


def _is_unchanged(source: Source) -> bool:
    known = source.fingerprint
    return put_away.is_same_file(source.path, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns)


def _found(job: Job, source: Source, below: str) -> Path | None:
    """Return where a crash left a source that was being moved: the same inode in the folder that it went to."""
    folder, known = job.rule.inbox / below / job.folder, source.fingerprint
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if put_away.is_same_file(entry, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns):
                return entry
    return None


@contextlib.contextmanager
def _translated(job: Job, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HeldError(
            f"The source {shown(job.source.path)} could not be {verb}: {error.strerror or error}.",
            hint="Make its folder writable: the job goes on by itself.",
            recheck_seconds=_RECHECK_SECONDS,
        ) from error
