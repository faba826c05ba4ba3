"""Pictures that ffmpeg's demuxer for pictures does not take as they are: those that move."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

from nemo_watch.media.containers import Container
from nemo_watch.media.webp import first_frame


@contextlib.contextmanager
def as_still(container: Container, descriptor: int) -> Iterator[int]:
    """Yield a descriptor of what can be decoded of an open file: of a WebP that moves, its first frame.

    Raise OSError where it cannot be read.
    """
    frame = None
    if container is Container.WEBP:
        with os.fdopen(os.dup(descriptor), "rb") as file:
            frame = first_frame(file)
    if frame is None:
        yield descriptor
        return
    with tempfile.TemporaryFile() as made:
        made.write(frame)
        made.flush()
        yield made.fileno()
