"""What a render reads: its files, as they were looked into, and what is made of them before the encode begins."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from nemo_watch.errors import SourceGone
from nemo_watch.media.containers import Container
from nemo_watch.studio.bed import make_bed
from nemo_watch.studio.command import Input
from nemo_watch.studio.composing import make
from nemo_watch.studio.preparations import prepare
from nemo_watch.studio.probe import open_source, probe
from nemo_watch.studio.render import Render
from nemo_watch.studio.sessions import Upload, identity_of

_SHARE = 0.5
"""Of the way that is left: about as much as the encode behind it takes."""


class Sources:
    """The sources of one render; what is made lies in `folder`."""

    def __init__(self, ffmpeg: Path, render: Render, *, folder: Path, threads: int) -> None:
        """Make what is needed with `ffmpeg`, on so many threads."""
        self._ffmpeg = ffmpeg
        self._render = render
        self._folder = folder
        self._threads = threads
        self._composed: Path | None = None
        self._music: Path | None = None
        self._base: Path | None = None

    async def compose(self) -> float | None:
        """Make what the plan is about, where that is no file yet: clips joined, pictures shown, a text told.

        Return how many seconds that lasts; None where there was nothing to make.
        """
        plan, cast = self._render.plan, self._render.cast
        if plan.composed is None:
            return None
        self._folder.mkdir(exist_ok=True)
        self._render.stretch.take(_SHARE)
        with contextlib.ExitStack() as opened:
            files = [_opened(upload, opened) for upload in cast.main]
            self._composed = await make(
                self._ffmpeg,
                plan.composed,
                files,
                folder=self._folder,
                threads=self._threads,
                on_share=self._render.advance,
                on_note=self._render.remarks.append,
            )
        return (await probe(self._ffmpeg, self._composed)).duration

    async def score(self) -> None:
        """Make the music that is to be laid under, where it is to be our own."""
        plan = self._render.plan
        if "music" in plan.inputs and self._render.cast.music is None:
            self._folder.mkdir(exist_ok=True)
            seconds = plan.order.timeline.duration or 0.0
            self._music = await make_bed(self._ffmpeg, seconds, self._folder / "music.wav")

    async def make_base(self) -> bool:
        """Make the source that the plan wants instead of the file, once; tell whether it has lost all sound."""
        plan = self._render.plan
        if self._base is not None or not plan.order.preparations:
            return False
        self._folder.mkdir(exist_ok=True)
        self._render.stretch.take(_SHARE)
        with self.inputs() as inputs:
            self._base = await prepare(
                self._ffmpeg,
                inputs[0],
                plan.composed.facts if plan.composed else self._render.cast.main[0].facts,
                plan.order,
                folder=self._folder,
                on_share=self._render.advance,
            )
        made = await probe(self._ffmpeg, self._base)
        return bool(plan.base.audio) and not made.audio

    @contextlib.contextmanager
    def inputs(self) -> Iterator[list[Input]]:
        """Open what ffmpeg reads: the file, or what was made of it, and what goes into the result beside it.

        Raises SourceGone where a file is not what was looked into.
        """
        plan, cast = self._render.plan, self._render.cast
        with contextlib.ExitStack() as opened:
            if self._base is not None:
                inputs = [_opened_own(self._base, plan.base.container, opened)]
            elif self._composed is not None and plan.composed is not None:
                inputs = [_opened_own(self._composed, plan.composed.facts.container, opened)]
            else:
                inputs = [_opened(cast.main[0], opened)]
            for role in plan.inputs:
                upload: Upload | None = getattr(cast, role)
                if upload is not None:
                    inputs.append(_opened(upload, opened))
                elif self._music is not None:
                    inputs.append(_opened_own(self._music, Container.WAV, opened))
            yield inputs


def _opened(upload: Upload, opened: contextlib.ExitStack) -> Input:
    return _kept(Input(upload.facts.container, open_same(upload)), opened)


def _opened_own(path: Path, container: Container, opened: contextlib.ExitStack) -> Input:
    return _kept(Input(container, open_source(path)), opened)


def _kept(given: Input, opened: contextlib.ExitStack) -> Input:
    opened.callback(os.close, given.descriptor)
    return given


def open_same(upload: Upload) -> int:
    """Open a source and return its descriptor. Raises SourceGone where it is not what was looked into before."""
    descriptor = open_source(upload.path)
    if identity_of(os.fstat(descriptor)) == upload.id:
        return descriptor
    os.close(descriptor)
    raise SourceGone("The file was changed or replaced before it was converted.")
