"""The last step: a result is checked, sealed, and renamed into the outbox; then its source is put away.

The target and the inode of the result are written down before the rename. After a crash, the file at that path tells
whether the rename was done, so that nothing is delivered twice and nothing is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from nemo_watch import draft as drafts
from nemo_watch import outbox
from nemo_watch.content import content_digest
from nemo_watch.errors import FinalError, HeldError
from nemo_watch.inbox import put_away
from nemo_watch.inbox.grouping import is_taken
from nemo_watch.inbox.ignoring import is_unfinished
from nemo_watch.jobs import Delivery, Job, Source, State
from nemo_watch.mounts import lasting_inode
from nemo_watch.names import shown
from nemo_watch.pipeline.engine import Engine
from nemo_watch.pipeline.steps import begun_anew
from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER
from nemo_watch.store import Store
from nemo_watch.studio.verify import Expectation, verify

_RECHECK_SECONDS = 60.0


class DeliverySteps:
    """From a finished render to a file in the outbox and a source that is put away."""

    def __init__(
        self, *, store: Store, ffmpeg: Path, on_progress: Callable[[Job, int], None], is_direct: bool = False
    ) -> None:
        """Keep jobs in `store`, check results with `ffmpeg`; `on_progress` hears the per cent of a download.

        `is_direct` lets failed sources lie where they are.
        """
        self._store = store
        self._on_progress = on_progress
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
            try:
                _, digest = await asyncio.gather(self._check(job, engine, result), self._seal(job, result))
            except FinalError as error:
                return await self._rendered_again(job, engine, result, error)
            job = self._publish(job, result, digest)
        job = self._put_away(job)
        await asyncio.to_thread(outbox.clear_workspace, job.rule.outbox, job.id)
        return replace(job, state=State.DONE, progress=100, message=f"{job.account} {job.remark}".strip())

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
        if not engine.is_local and target.is_file():
            return target  # it appears only whole: a crash came between the download and the delivery
        result = await engine.client.fetch(
            job.result_url, target, skill=job.rule.skill, render_id=job.render_id, progress=self._progress(job)
        )
        if result.parent != folder:
            raise FinalError("The result lies outside the work folder of the job.")
        return result if result.is_file() else None

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
        await asyncio.to_thread(result.unlink, missing_ok=True)
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
        await asyncio.to_thread(outbox.seal, result, modified_ns=modified_ns)
        return await asyncio.to_thread(content_digest, result)

    def _publish(self, job: Job, result: Path, digest: str) -> Job:
        stat = result.stat()
        earlier = job.deliveries

        def delivered(target: Path, *, is_published: bool) -> Job:
            inode, size = lasting_inode(stat), stat.st_size
            delivery = Delivery(
                path=target,
                inode=inode,
                size=size,
                digest=digest,
                render_id=job.render_id,
                is_published=is_published,
            )
            return self._store.save(replace(job, deliveries=(*earlier, delivery)))

        def intend(target: Path) -> None:
            delivered(target, is_published=False)

        name = job.output_name(result.suffix.removeprefix("."))
        target = outbox.publish(result, job.rule.outbox / job.folder, name, intend=intend)
        return delivered(target, is_published=True)

    def _put_away(self, job: Job) -> Job:
        """Do with the sources what the rule says; a file that is not the one that was taken is left alone."""
        if job.rule.after == "keep":
            return job
        if job.rule.after == "archive" and (moved := self._folder_moved(job, DONE_FOLDER)):
            return moved
        job = replace(job, sources=tuple(self._put_source_away(job, source) for source in job.sources))
        if job.dropped is not None:
            put_away.remove_empty(job.dropped)
        return job

    def _folder_moved(self, job: Job, below: str) -> Job | None:
        """Move a dropped folder as a whole, with all that lies in it; None where its files go one by one."""
        if job.dropped is None or any(source.moved_to for source in job.sources):
            return None
        unchanged = {source.path for source in job.sources if _is_unchanged(source)}

        def is_new(path: Path) -> bool:
            return path not in unchanged and (is_taken(job.rule, path) or is_unfinished(path.name))

        place = put_away.move_folder(job.dropped, inbox=job.rule.inbox, below=below, is_new=is_new)
        if place is None:
            return None
        for path in unchanged:
            self._store.forget(job.rule.name, path)
        return replace(job, sources=tuple(_moved_along(job, source, place, unchanged) for source in job.sources))

    def _put_source_away(self, job: Job, source: Source) -> Source:
        if source.moved_to is not None or self._is_needed_elsewhere(job, source):
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
        """Bring what was dropped for a failed job to `failed/`, with the reason beside it."""
        outbox.clear_workspace(job.rule.outbox, job.id)
        failed = replace(job, state=State.FAILED, resume=None)
        if self._is_direct:
            return failed
        try:
            return self._set_sources_aside(failed)
        except OSError as error:
            where = shown(job.rule.inbox / FAILED_FOLDER)
            return replace(failed, message=f"{job.message} It could not be moved to {where}: {error.strerror}.")

    def _set_sources_aside(self, job: Job) -> Job:
        """Move all sources to `failed/` and explain beside the first, also where a crash left them there."""
        moved = self._folder_moved(job, FAILED_FOLDER)
        if moved is None:
            moved = replace(job, sources=tuple(self._set_source_aside(job, source) for source in job.sources))
            if job.dropped is not None:
                put_away.remove_empty(job.dropped)
        place = put_away.place_of(moved)
        if place is not None and place.exists():
            with contextlib.suppress(OSError):  # a full disk keeps the text away, not the file from its place
                put_away.explain(place, problem=problem_text(job))
        return moved

    def _set_source_aside(self, job: Job, source: Source) -> Source:
        """Move one source to `failed/`. Raises OSError."""
        if source.moved_to is not None or self._is_needed_elsewhere(job, source):
            return source
        if not _is_unchanged(source):
            return self._found_again(job, source, _found(job, source, FAILED_FOLDER))
        place = put_away.set_aside(source.path, inbox=job.rule.inbox)
        self._store.forget(job.rule.name, source.path)
        return replace(source, moved_to=place)

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


def _is_unchanged(source: Source) -> bool:
    known = source.fingerprint
    return put_away.is_same_file(source.path, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns)


def _moved_along(job: Job, source: Source, place: Path, unchanged: set[Path]) -> Source:
    """Return a source that lies where its folder lies now; one that was changed counts as gone."""
    assert job.dropped is not None
    return (
        replace(source, moved_to=place / source.path.relative_to(job.dropped)) if source.path in unchanged else source
    )


def _found(job: Job, source: Source, below: str) -> Path | None:
    """Return where a crash left a source that was being moved: the same inode in the folder that it went to."""
    known = source.fingerprint
    for place in _places(job, source, job.rule.inbox / below / job.folder):
        if put_away.is_same_file(place, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns):
            return place
    return None


def _places(job: Job, source: Source, folder: Path) -> Iterator[Path]:
    """Yield the paths at which a source may lie that was moved to `folder`, its name numbered or not."""
    if job.dropped is None:
        yield from _entries(folder)
        return
    inside = source.path.relative_to(job.dropped)
    yield from _entries((folder / job.name / inside).parent)
    yield from (entry / inside for entry in _entries(folder))


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


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
