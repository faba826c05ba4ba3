"""The runs of ffmpeg that make one result: looks, what must be made first, and the passes of the encode itself."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nemo_watch.errors import SourceGone
from nemo_watch.studio import jail, process
from nemo_watch.studio.command import Input, arguments
from nemo_watch.studio.compose.findings import Findings
from nemo_watch.studio.looking import look_at
from nemo_watch.studio.plan import Plan
from nemo_watch.studio.preparations import prepare
from nemo_watch.studio.probe import open_source, probe
from nemo_watch.studio.render import Render
from nemo_watch.studio.sessions import Upload, identity_of

_SLOWEST_BYTES_A_SECOND = 5_000_000
"""While the index is moved to the front, the whole file is written once more and no clock runs."""
_LOOK_SHARE, _PREPARATION_SHARE, _FIRST_PASS_SHARE, _LIMITED_SHARE = 0.15, 0.5, 0.4, 0.7


class Encoding:
    """The making of one render; `folder` is where it may put what it needs on the way."""

    def __init__(self, ffmpeg: Path, render: Render, *, folder: Path) -> None:
        """Work on a render with `ffmpeg`."""
        self.clock = 0.0
        self.render = render
        self.folder = folder
        self._ffmpeg = ffmpeg
        self._findings = Findings()
        self._base: Path | None = None
        self._has_first_pass = False

    async def prepare(self) -> None:
        """Look at what the plan must know, and make what it needs first. Raises JobError where that fails."""
        while self.plan.look is not None and self.render.replan is not None:
            if self.plan.look.kind == "loudness":
                await self._make_base()
            self.render.stretch.take(_LOOK_SHARE)
            with self._inputs() as (first, second):
                self._findings = await look_at(
                    self._ffmpeg,
                    self.plan,
                    self.plan.look,
                    self._findings,
                    first=first,
                    second=second,
                    on_progress=self._progressed,
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
            return await self._pass(strict=strict, number=None)
        self.folder.mkdir(exist_ok=True)
        if not self._has_first_pass:
            self.render.stretch.take(_FIRST_PASS_SHARE)
            finished = await self._pass(strict=strict, number=1)
            if finished.code != 0:
                return finished
            self._has_first_pass = True
        self.render.stretch.take(_LIMITED_SHARE)
        return await self._pass(strict=strict, number=2)

    async def _pass(self, *, strict: bool, number: int | None) -> process.Finished:
        with self._inputs() as (first, second):
            return await process.run(
                self._ffmpeg,
                arguments(
                    self.plan,
                    container=first.container,
                    descriptor=first.descriptor,
                    target=self.render.path,
                    strict=strict,
                    second=second,
                    passing=(number, self.folder / "pass") if number else None,
                ),
                descriptors=[one.descriptor for one in (first, second) if one],
                stall_seconds=process.STALL_SECONDS + self.render.upload.facts.size / _SLOWEST_BYTES_A_SECOND,
                limits=jail.ENCODING if self.plan.lane == "encode" else jail.USUAL,
                writable=[self.render.path.parent],
                on_progress=self._progressed,
            )

    def _progressed(self, seconds: float) -> None:
        self.clock = seconds
        duration = self.plan.duration
        self.render.advance(seconds / duration if duration else 0.0)

    async def _make_base(self) -> None:
        """Make the source that the plan wants instead of the file, once."""
        if self._base is not None or not self.plan.order.preparations:
            return
        self.folder.mkdir(exist_ok=True)
        self.render.stretch.take(_PREPARATION_SHARE)
        with self._inputs() as (first, _):
            self._base = await prepare(
                self._ffmpeg,
                first,
                self.render.upload.facts,
                self.plan.order,
                folder=self.folder,
                on_share=self.render.advance,
            )
        made = await probe(self._ffmpeg, self._base)
        if self.plan.base.audio and not made.audio and self.render.replan is not None:
            self._findings = msgspec.structs.replace(self._findings, is_base_silent=True)
            self.render.plan = self.render.replan(self._findings)

    @contextlib.contextmanager
    def _inputs(self) -> Iterator[tuple[Input, Input | None]]:
        """Open what is read: the file, or what was made of it, and what is merged in."""
        with contextlib.ExitStack() as opened:
            upload, merged = self.render.upload, self.render.second if self.plan.is_mixed else None
            if self._base is None:
                first = Input(upload.facts.container, open_same(upload))
            else:
                first = Input(self.plan.base.container, open_source(self._base))
            opened.callback(os.close, first.descriptor)
            second = Input(merged.facts.container, open_same(merged)) if merged else None
            if second is not None:
                opened.callback(os.close, second.descriptor)
            yield first, second


def open_same(upload: Upload) -> int:
    """Open a source and return its descriptor. Raises SourceGone where it is not what was looked into before."""
    descriptor = open_source(upload.path)
    if identity_of(os.fstat(descriptor)) == upload.id:
        return descriptor
    os.close(descriptor)
    raise SourceGone("The file was changed or replaced before it was converted.")
