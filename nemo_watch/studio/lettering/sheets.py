"""Handing a document to ffmpeg: as an open file, so that no folder's name has to be written into a filter."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nemo_watch.studio.lettering.document import Document


class Lettering(msgspec.Struct, frozen=True):
    """A document that is open: the filter that draws it, and the descriptor that ffmpeg must be given for it."""

    filter: str
    descriptor: int


@contextlib.contextmanager
def opened(document: Document, folder: Path) -> Iterator[Lettering]:
    """Write a document into a file without a name and hold it open.

    The run of ffmpeg needs the right to read below `folder`: what stands in a fence is opened again, by its number.
    """
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(document.content())
        file.flush()
        yield Lettering(f"ass=filename=/dev/fd/{file.fileno()}", file.fileno())
