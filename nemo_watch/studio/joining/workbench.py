"""Where a film is put together: ffmpeg, a folder that holds what is made on the way, and room on its disk."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from nemo_watch.errors import FinalError, HeldError, JobError, TransientError
from nemo_watch.studio import complaints
from nemo_watch.studio.command import Input
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.fence.process import Finished, Progress
from nemo_watch.studio.stills import as_still
from nemo_watch.units import format_size

_SPACE_RECHECK_SECONDS = 60.0
_PICTURE_DECODER_FAILED = re.compile(r"\[vist#.*Error submitting packet to decoder")


class Workbench:
    """Runs ffmpeg over one file at a time; everything lies in `folder`, which `clear` removes."""

    def __init__(self, ffmpeg: Path, folder: Path) -> None:
        """Work with `ffmpeg` in a folder, made when needed."""
        self.ffmpeg = ffmpeg
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def clear(self) -> None:
        """Remove what was made on the way."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def reserve(self, needed: int) -> None:
        """Raise HeldError where the disk has less room than so many bytes."""
        free = shutil.disk_usage(self.folder).free
        if free < needed:
            raise HeldError(
                f"The disk of the outbox is full: {format_size(needed)} are needed, {format_size(free)} are free.",
                hint="Free some space: the job goes on by itself.",
                recheck_seconds=_SPACE_RECHECK_SECONDS,
            )

    async def run(
        self,
        arguments: Sequence[str],
        *,
        source: Input | None = None,
        descriptors: Sequence[int] = (),
        limits: jail.Limits = jail.USUAL,
        seconds: float | None = None,
        on_progress: Progress | None = None,
    ) -> Finished:
        """Run ffmpeg, from the beginning of `source`, on so many seconds of media, and return how it ended."""
        if source is not None:
            os.lseek(source.descriptor, 0, os.SEEK_SET)
            descriptors = [source.descriptor, *descriptors]
        return await process.run(
            self.ffmpeg,
            arguments,
            descriptors=descriptors,
            writable=[self.folder.parent],
            limits=limits,
            deadline_seconds=process.deadline_seconds(seconds),
            on_progress=on_progress,
        )


@contextlib.contextmanager
def still_input(given: Input) -> Iterator[Input]:
    """Yield an input that can be decoded: of a picture that moves, its first frame. Raises FinalError."""
    try:
        with as_still(given.container, given.descriptor) as descriptor:
            yield Input(given.container, descriptor)
    except OSError as error:
        raise FinalError(f"The file cannot be read: {error.strerror}.") from error


def has_failed(finished: Finished) -> bool:
    """Tell whether something is missing of what was to be made."""
    return finished.code != 0 or bool(_PICTURE_DECODER_FAILED.search(finished.errors))


def check(finished: Finished) -> None:
    """Raise JobError where ffmpeg could not do what it was told."""
    if finished.was_killed:
        raise TransientError(f"ffmpeg was ended by signal {-finished.code} while it worked on the file.")
    if has_failed(finished):
        raise complaints.explain(finished.errors, code=finished.code)


def blamed(error: JobError, what: str) -> JobError:
    """Return the error that says the same of one of several files: "clip 3"."""
    if not isinstance(error, FinalError):
        return error
    sentence = f"{error.message[:1].lower()}{error.message[1:]}"
    return FinalError(f"It could not be made because of {what}: {sentence}", hint=error.hint)
