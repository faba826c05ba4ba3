"""Renders under way: one ffmpeg run each, in its lane, with progress, an end on request, and a judged outcome."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import structlog

from nemo_watch.errors import FinalError, HeldError, JobError, SourceGone, TransientError
from nemo_watch.names import shown
from nemo_watch.studio import complaints, jail, process, samples
from nemo_watch.studio.command import arguments
from nemo_watch.studio.edges import is_sound_damaged_only_at_edges
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.lanes import Lanes
from nemo_watch.studio.plan import Plan
from nemo_watch.studio.probe import measure, open_source
from nemo_watch.studio.sessions import Upload, identity_of
from nemo_watch.studio.tracks import Span
from nemo_watch.studio.verify import tolerance
from nemo_watch.units import format_duration, format_size

log = structlog.get_logger()

MOST_RENDERS = 500

UNSUPPORTED, DIED, STORAGE_FULL, GONE = 4001, 5000, 507, 410
"""Codes of a failed render: not with this file; the encoder died, try again; no space left; another file now."""

_SOUND_DECODER_FAILED = re.compile(r"\[aist#.*Error submitting packet to decoder")
_PICTURE_DECODER_FAILED = re.compile(r"\[vist#.*Error submitting packet to decoder")
_SLOWEST_BYTES_A_SECOND = 5_000_000
"""While the index is moved to the front, the whole file is written once more and no clock runs."""
_SPARE_BYTES = 50_000_000
_SPACE_RECHECK_SECONDS = 60.0


class Render:
    """One render as its polls see it. `changed` is set, and replaced, at each change."""

    def __init__(self, *, render_id: str, upload: Upload, plan: Plan, folder: Path) -> None:
        """Take what is to be made, and the folder that it is made in."""
        self.id = render_id
        self.upload = upload
        self.plan = plan
        self.path = folder / f"{render_id}.{plan.made.name}"
        self.status = "pending"
        self.progress = 0
        self.message = ""
        self.code = 0
        self.duration: float | None = None
        self.task: asyncio.Task[None] | None = None
        self.changed = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self.status in {"completed", "failed", "cancelled"}

    def note(self, *, status: str, progress: int | None = None, message: str = "", code: int = 0) -> None:
        """Take a change and wake whoever waits for one."""
        before = (self.status, self.progress, self.message, self.code)
        self.status, self.message, self.code = status, message or self.message, code
        self.progress = self.progress if progress is None else progress
        if (self.status, self.progress, self.message, self.code) == before:
            return  # ffmpeg reports four times a second; a poll that waits is answered when there is news
        self.changed.set()
        self.changed = asyncio.Event()


class Renders:
    """All renders of a studio; those that are over are forgotten, the oldest first."""

    def __init__(self, *, ffmpeg: Path, lanes: Lanes, most: int = MOST_RENDERS) -> None:
        """Run `ffmpeg` in `lanes`; remember at most so many renders."""
        self._ffmpeg = ffmpeg
        self._lanes = lanes
        self._most = most
        self._renders: OrderedDict[str, Render] = OrderedDict()

    def get(self, render_id: str) -> Render | None:
        """Return the render of this id, unless it was never there or is forgotten."""
        return self._renders.get(render_id)

    def start(self, render: Render) -> None:
        """Begin a render; it waits in its lane until there is a slot."""
        self._renders[render.id] = render
        over = [known.id for known in self._renders.values() if known.is_over]
        for render_id in over[: max(0, len(self._renders) - self._most)]:
            del self._renders[render_id]
        render.task = asyncio.create_task(self._run(render), name=f"render {render.id}")
        render.task.add_done_callback(lambda task: _settle(render, task))

    def cancel(self, render: Render) -> None:
        """Stop a render; a half-written result is removed."""
        if not render.is_over and render.task:
            render.task.cancel()

    async def close(self) -> None:
        """Stop all renders and wait until their processes are gone."""
        tasks = [render.task for render in self._renders.values() if render.task and not render.task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, render: Render) -> None:
        try:
            async with self._lanes.slot(render.plan.lane):
                render.note(status="processing")
                await self._make(render)
        except asyncio.CancelledError:
            render.note(status="cancelled", message="The render was cancelled.")
        except JobError as error:
            render.note(status="failed", message=error.sentence, code=_code(error))
        finally:
            if render.status != "completed":
                with contextlib.suppress(OSError):
                    render.path.unlink(missing_ok=True)

    async def _make(self, render: Render) -> None:
        facts, plan = render.upload.facts, render.plan
        if facts.truncated and plan.span.length is None:
            raise _incomplete(facts)
        _reserve(render.path.parent, facts, plan)
        notes = []
        finished, clock = await self._encode(render, strict=True)
        if finished.code != 0 and await self._may_be_lenient(finished, render):
            render.path.unlink(missing_ok=True)
            finished, clock = await self._encode(render, strict=False)
            notes.append("Its sound begins or ends in the middle of a packet; that packet was left out.")
        if finished.code != 0 or _PICTURE_DECODER_FAILED.search(finished.errors):
            raise _failure(finished, facts)
        length = await asyncio.to_thread(samples.length_seconds, render.path)
        render.duration = clock if length is None else length
        notes.append(await self._judge(render, render.duration))
        render.note(status="completed", progress=100, message=_account(render, notes))

    async def _encode(self, render: Render, *, strict: bool) -> tuple[process.Finished, float]:
        """Run ffmpeg once, and return how it ended and the seconds that it wrote."""
        plan, clock = render.plan, 0.0
        descriptor = _open_same(render.upload)

        def progressed(seconds: float) -> None:
            nonlocal clock
            clock = seconds
            render.note(status="processing", progress=percent(seconds, plan.duration))

        try:
            finished = await process.run(
                self._ffmpeg,
                arguments(
                    plan,
                    container=render.upload.facts.container,
                    descriptor=descriptor,
                    target=render.path,
                    strict=strict,
                ),
                descriptors=[descriptor],
                stall_seconds=process.STALL_SECONDS + render.upload.facts.size / _SLOWEST_BYTES_A_SECOND,
                limits=jail.ENCODING if plan.lane == "encode" else jail.USUAL,
                on_progress=progressed,
            )
        finally:
            os.close(descriptor)
        return finished, clock

    async def _may_be_lenient(self, finished: process.Finished, render: Render) -> bool:
        """Tell whether what a decoder stumbled over is no more than a sound packet cut in two at an edge."""
        facts = render.upload.facts
        if finished.was_killed or facts.truncated or not _SOUND_DECODER_FAILED.search(finished.errors):
            return False
        return await is_sound_damaged_only_at_edges(self._ffmpeg, render.upload.path, facts.container)

    async def _judge(self, render: Render, clock: float) -> str:
        """Compare what was made with what the source's header promised; headers lie, cut-off files too.

        Returns a sentence where the header lied. Raises FinalError where a part of the source is missing.
        """
        expected, facts = render.plan.duration, render.upload.facts
        if expected is None or clock >= expected - tolerance(expected):
            return ""
        if not facts.truncated:
            taken = [track.source for track in (render.plan.video, *render.plan.audio) if track]
            real = await measure(self._ffmpeg, render.upload.path, facts.container, streams=taken)
            if real is not None and clock >= _kept(render.plan.span, real) - tolerance(real):
                # sound may end before the picture; only where all of a file is taken does its header lie
                is_all = len(taken) == len(facts.audio) + (facts.picture is not None)
                claimed = format_duration(facts.duration or 0)
                return f"Its header claimed {claimed}, it holds {format_duration(real)}." if is_all else ""
        reason = f" ({facts.truncated})" if facts.truncated else ""
        raise FinalError(
            f"The file is incomplete{reason}: {format_duration(clock)} of {format_duration(expected)} are there.",
            hint="Copy it again.",
        )


def _settle(render: Render, task: asyncio.Task[None]) -> None:
    """Note the end of a task that could not do so itself: cancelled before its first step, or ended by a fault."""
    if render.is_over:
        return
    if task.cancelled():
        render.note(status="cancelled", message="The render was cancelled.")
        return
    log.error("render.crashed", render_id=render.id, exc_info=task.exception())
    render.note(status="failed", message="The render was ended by a fault of nemo-watch: see its log.", code=DIED)


def _incomplete(facts: MediaFacts) -> FinalError:
    return FinalError(f"The file is incomplete: {facts.truncated}.", hint="Copy it again.")


def _kept(span: Span, seconds: float) -> float:
    """Return how much of a source of so many seconds a span keeps."""
    end = seconds if span.length is None else min(seconds, span.start + span.length)
    return end - span.start


def percent(seconds: float, duration: float | None) -> int:
    """Return progress as 0 to 99; 100 is kept for a finished result."""
    return min(99, max(0, int(100 * seconds / duration))) if duration else 0


def _reserve(folder: Path, facts: MediaFacts, plan: Plan) -> None:
    """Refuse to begin what cannot fit: a copy is about as large as its source."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise HeldError(
            f"The folder {shown(folder)} cannot be used: {error.strerror}.",
            recheck_seconds=_SPACE_RECHECK_SECONDS,
        ) from error
    needed = facts.size if plan.lane == "copy" and plan.video else min(facts.size, _SPARE_BYTES)
    if free < needed:
        raise HeldError(
            f"The disk of the outbox is full: {format_size(needed)} are needed, {format_size(free)} are free.",
            hint="Free some space: the job goes on by itself.",
            recheck_seconds=_SPACE_RECHECK_SECONDS,
        )


def _failure(finished: process.Finished, facts: MediaFacts) -> JobError:
    if facts.truncated:
        return _incomplete(facts)
    if finished.was_killed:
        return TransientError(f"ffmpeg was ended by signal {-finished.code} while it worked on the file.")
    return complaints.explain(finished.errors, code=finished.code)


def _open_same(upload: Upload) -> int:
    """Open a source and return its descriptor. Raises SourceGone where it is not what was looked into before."""
    descriptor = open_source(upload.path)
    if identity_of(os.fstat(descriptor)) == upload.id:
        return descriptor
    os.close(descriptor)
    raise SourceGone("The file was changed or replaced before it was converted.")


def _code(error: JobError) -> int:
    if isinstance(error, SourceGone):
        return GONE
    if isinstance(error, HeldError):
        return STORAGE_FULL
    return DIED if isinstance(error, TransientError) else UNSUPPORTED


def _account(render: Render, notes: Sequence[str]) -> str:
    """Return what was done, in a sentence or two, with the sizes before and after."""
    size = render.path.stat().st_size
    sizes = f"{format_size(render.upload.facts.size)} became {format_size(size)}."
    return " ".join(part for part in (render.plan.did, sizes, *notes, *render.plan.notes) if part)
