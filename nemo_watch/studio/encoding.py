"""The runs of ffmpeg that make one result: looks, what must be made first, and the passes of the encode itself."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from pathlib import Path

import msgspec
import structlog

from nemo_watch.studio import front
from nemo_watch.studio.command import arguments
from nemo_watch.studio.compose.findings import Findings
from nemo_watch.studio.compose.setting import typeset
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.lettering.sheets import Lettering, opened
from nemo_watch.studio.looking import look_at
from nemo_watch.studio.plan import Plan
from nemo_watch.studio.render import Render
from nemo_watch.studio.sources import Sources
from nemo_watch.writeback import writing_back

log = structlog.get_logger()

_SLOWEST_BYTES_A_SECOND = 5_000_000
"""While the index is moved to the front, the whole file is written once more and no clock runs."""
_LOOK_SHARE, _FIRST_PASS_SHARE, _LIMITED_SHARE = 0.15, 0.4, 0.7


class Encoding:
    """The making of one render; `folder` is where it may put what it needs on the way."""

    def __init__(self, ffmpeg: Path, render: Render, *, folder: Path, threads: int) -> None:
        """Work on a render with `ffmpeg`, on so many threads."""
        self.clock = 0.0
        self.render = render
        self.folder = folder
        self._ffmpeg = ffmpeg
        self._findings = Findings()
        self._sources = Sources(ffmpeg, render, folder=folder, threads=threads)
        self._has_first_pass = False

    async def prepare(self) -> None:
        """Look at what the plan must know, and make what it needs first. Raises JobError where that fails."""
        seconds = await self._sources.compose()
        if seconds is not None and self.render.replan is not None:
            self._findings = msgspec.structs.replace(self._findings, composed_seconds=seconds)
            self.render.plan = self.render.replan(self._findings)
        await self._sources.score()
        while self.plan.look is not None and self.render.replan is not None:
            if self.plan.look.kind == "loudness":
                await self._make_base()
            self.render.stretch.take(_LOOK_SHARE)
            with self._sources.inputs() as inputs:
                self._findings = await look_at(
                    self._ffmpeg, self.plan, self.plan.look, self._findings, inputs=inputs, on_progress=self._progressed
                )
            self.render.plan = self.render.replan(self._findings)
        await self._make_base()

    @property
    def plan(self) -> Plan:
        """The plan as it stands after all looks so far."""
        return self.render.plan

    def learn(self, *, video_bits: int | None = None, is_to_shrink: bool = False) -> bool:
        """Make the plan again with what a result taught; tell whether that is possible."""
        if self.render.replan is None:
            return False
        self._findings = msgspec.structs.replace(self._findings, video_bits=video_bits, is_to_shrink=is_to_shrink)
        self.render.plan = self.render.replan(self._findings)
        return True

    async def run(self, *, strict: bool) -> process.Finished:
        """Make the result, in one pass or two, and return how the last of them ended."""
        if self.plan.passes == 1:
            self.render.stretch.take(1.0)
            return await self._single_pass(strict=strict)
        self.folder.mkdir(exist_ok=True)
        if not self._has_first_pass:
            self.render.stretch.take(_FIRST_PASS_SHARE)
            finished = await self._pass(strict=strict, number=1)
            if finished.code != 0:
                return finished
            self._has_first_pass = True
        self.render.stretch.take(_LIMITED_SHARE)
        return await self._pass(strict=strict, number=2)

    async def _single_pass(self, *, strict: bool) -> process.Finished:
        """Make the result in one pass; where its index needs more room than was kept for it, in another."""
        index_bytes = front.index_bytes(self.plan)
        finished = await self._pass(strict=strict, number=None, index_bytes=index_bytes)
        if index_bytes is None or finished.code == 0 or not front.was_too_small(finished.errors):
            return finished
        log.info("ffmpeg.again", render_id=self.render.id, reason="the index was larger", kept_bytes=index_bytes)
        self.render.path.unlink(missing_ok=True)
        return await self._pass(strict=strict, number=None)

    async def _pass(self, *, strict: bool, number: int | None, index_bytes: int | None = None) -> process.Finished:
        plan, target = self.plan, self.render.path
        with self._sources.inputs() as inputs, self._lettering() as lettering, self._writing_back(index_bytes):
            told = arguments(
                plan,
                inputs=inputs,
                target=target,
                strict=strict,
                lettering=lettering.filter if lettering else "",
                passing=(number, self.folder / "pass") if number else None,
                index_bytes=index_bytes,
            )
            log.debug("ffmpeg.started", render_id=self.render.id, lane=plan.lane, arguments=shlex.join(told))
            return await process.run(
                self._ffmpeg,
                told,
                descriptors=[*(one.descriptor for one in inputs), *([lettering.descriptor] if lettering else [])],
                stall_seconds=process.STALL_SECONDS + self.render.source_size / _SLOWEST_BYTES_A_SECOND,
                deadline_seconds=process.deadline_seconds(plan.duration),
                limits=jail.ENCODING if plan.lane == "encode" else jail.USUAL,
                writable=[target.parent],
                on_progress=self._progressed,
            )

    def _writing_back(self, index_bytes: int | None) -> contextlib.AbstractContextManager[None]:
        """Let a large copy reach the disk as it grows.

        An encode is so slow that the system sees to that itself; what is moved in the end would be written twice.
        """
        is_moved = self.plan.made.begins_with_index and index_bytes is None
        is_fast = self.plan.lane == "copy" and self.render.source_size >= front.LEAST_BYTES
        return writing_back(self.render.path) if is_fast and not is_moved else contextlib.nullcontext()

    @contextlib.contextmanager
    def _lettering(self) -> Iterator[Lettering | None]:
        """Open the document of the words that are written into the picture, where there are any."""
        plan = self.plan
        if not plan.words or plan.size is None:
            yield None
            return
        with opened(typeset(plan.words, plan.size, seconds=plan.duration), self.render.path.parent) as lettering:
            yield lettering

    def _progressed(self, seconds: float) -> None:
        self.clock = seconds
        duration = self.plan.duration
        self.render.advance(seconds / duration if duration else 0.0)

    async def _make_base(self) -> None:
        """Make the source that the plan wants instead of the file; plan anew where that became silent."""
        if await self._sources.make_base() and self.render.replan is not None:
            self._findings = msgspec.structs.replace(self._findings, is_base_silent=True)
            self.render.plan = self.render.replan(self._findings)
