"""Renders under way: one ffmpeg run each, in its lane, with progress, an end on request, and a judged outcome."""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import structlog

from nemo_watch.errors import FinalError, HeldError, JobError, SourceGone, TransientError
from nemo_watch.names import shown
from nemo_watch.studio import complaints, samples
from nemo_watch.studio.edges import is_sound_damaged_only_at_edges
from nemo_watch.studio.encoding import Encoding
from nemo_watch.studio.fence import process
from nemo_watch.studio.lanes import Lanes
from nemo_watch.studio.limiting import keep_to_limit
from nemo_watch.studio.probe import measure
from nemo_watch.studio.render import Render
from nemo_watch.studio.verify import tolerance
from nemo_watch.units import format_duration, format_size

__all__ = ["DIED", "GONE", "MOST_RENDERS", "STORAGE_FULL", "UNSUPPORTED", "Render", "Renders"]

log = structlog.get_logger()

MOST_RENDERS = 500

UNSUPPORTED, DIED, STORAGE_FULL, GONE = 4001, 5000, 507, 410
"""Codes of a failed render: not with this file; the encoder died, try again; no space left; another file now."""

_SOUND_DECODER_FAILED = re.compile(r"\[aist#.*Error submitting packet to decoder")
_PICTURE_DECODER_FAILED = re.compile(r"\[vist#.*Error submitting packet to decoder")
_SPARE_BYTES = 50_000_000
_SPACE_RECHECK_SECONDS = 60.0


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
        if render.truncated and (render.plan.seconds is None or render.plan.order.preparations):
            raise _incomplete(render)
        _reserve(render)
        with _workplace(render.path.with_suffix(".work")) as folder:
            encoding = Encoding(self._ffmpeg, render, folder=folder, threads=self._lanes.threads)
            await encoding.prepare()
            notes = [await self._encode(render, encoding)]
            notes.append(await self._kept_within(render, encoding))
        length = await asyncio.to_thread(samples.length_seconds, render.path)
        render.duration = encoding.clock if length is None else length
        notes.append(await self._judge(render, render.duration))
        render.note(status="completed", progress=100, message=_account(render, notes))

    async def _encode(self, render: Render, encoding: Encoding) -> str:
        """Make the result; return a sentence where its sound had to lose something at an edge."""
        note = ""
        finished = await encoding.run(strict=True)
        if finished.code != 0 and await self._may_be_lenient(finished, render):
            render.path.unlink(missing_ok=True)
            finished = await encoding.run(strict=False)
            note = "Its sound begins or ends in the middle of a packet; that packet was left out."
        if finished.code != 0 or _PICTURE_DECODER_FAILED.search(finished.errors):
            log.warning("ffmpeg.failed", render_id=render.id, code=finished.code, errors=finished.errors[-4000:])
            raise _failure(finished, render)
        return note

    async def _kept_within(self, render: Render, encoding: Encoding) -> str:
        """Make the result anew until it keeps to its limit, or is no larger than its source; return a sentence."""
        if render.plan.limit is not None:
            await keep_to_limit(encoding, partial(self._encode, render, encoding))
            return ""
        fallback, size = render.plan.fallback, render.source_size
        if fallback is None or render.plan.composed is not None or render.path.stat().st_size < size:
            return ""
        if not all(track.is_copy for track in (fallback.video, *fallback.audio) if track):
            return "It could not be made smaller."
        render.plan = fallback
        render.path.unlink()
        await self._encode(render, encoding)
        return "It could not be made smaller, so it was kept as it was."

    async def _may_be_lenient(self, finished: process.Finished, render: Render) -> bool:
        """Tell whether what a decoder stumbled over is no more than a sound packet cut in two at an edge."""
        if finished.was_killed or render.truncated or not _SOUND_DECODER_FAILED.search(finished.errors):
            return False
        if render.plan.composed is not None:
            return False
        source = render.cast.main[0]
        return await is_sound_damaged_only_at_edges(self._ffmpeg, source.path, source.facts.container)

    async def _judge(self, render: Render, clock: float) -> str:
        """Compare what was made with what the source's header promised; headers lie, cut-off files too.

        Returns a sentence where the header lied. Raises FinalError where a part of the source is missing.
        """
        expected, truncated = render.plan.duration, render.truncated
        if expected is None or clock >= expected - tolerance(expected):
            return ""
        if not truncated and not render.plan.order.preparations and render.plan.composed is None:
            source = render.cast.main[0]
            facts = source.facts
            taken = [track.source for track in (render.plan.video, *render.plan.audio) if track and not track.input]
            real = await measure(self._ffmpeg, source.path, facts.container, streams=taken)
            order = render.plan.order
            held = None if real is None else order.timeline.lasting(real * order.repeats)
            if real is not None and held is not None and clock >= held - tolerance(held):
                # sound may end before the picture; only where all of a file is taken does its header lie
                is_all = len(taken) == len(facts.audio) + (facts.picture is not None)
                claimed = format_duration(facts.duration or 0)
                return f"Its header claimed {claimed}, it holds {format_duration(real)}." if is_all else ""
        reason = f" ({truncated})" if truncated else ""
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


def _incomplete(render: Render) -> FinalError:
    return FinalError(f"The file is incomplete: {render.truncated}.", hint="Copy it again.")


@contextlib.contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Yield where a render may put what it needs on the way: a folder that is made when needed, and removed."""
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reserve(render: Render) -> None:
    """Refuse to begin what cannot fit: a copy is about as large as its source."""
    folder, plan = render.path.parent, render.plan
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise HeldError(
            f"The folder {shown(folder)} cannot be used: {error.strerror}.",
            recheck_seconds=_SPACE_RECHECK_SECONDS,
        ) from error
    size = render.source_size
    needed = size if plan.lane == "copy" and plan.video else min(size, _SPARE_BYTES)
    if free < needed:
        raise HeldError(
            f"The disk of the outbox is full: {format_size(needed)} are needed, {format_size(free)} are free.",
            hint="Free some space: the job goes on by itself.",
            recheck_seconds=_SPACE_RECHECK_SECONDS,
        )


def _failure(finished: process.Finished, render: Render) -> JobError:
    if render.truncated:
        return _incomplete(render)
    if finished.was_killed:
        return TransientError(f"ffmpeg was ended by signal {-finished.code} while it worked on the file.")
    return complaints.explain(finished.errors, code=finished.code)


def _code(error: JobError) -> int:
    if isinstance(error, SourceGone):
        return GONE
    if isinstance(error, HeldError):
        return STORAGE_FULL
    return DIED if isinstance(error, TransientError) else UNSUPPORTED


def _account(render: Render, notes: Sequence[str]) -> str:
    """Return what was done, in a sentence or two, with the sizes before and after."""
    size = render.path.stat().st_size
    sizes = f"{format_size(render.source_size)} became {format_size(size)}."
    return " ".join(part for part in (render.plan.did, sizes, *notes, *render.plan.notes, *render.remarks) if part)
