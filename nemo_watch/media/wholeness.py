"""Is a file all there? Its container's own sizes are added up and compared with the file's length.

A copy that has stopped half way looks like a finished file from outside. Only a few headers and the end are
read, never the whole file, so that looking again is cheap, on a network mount too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from nemo_watch.media.boxes import examine_boxes
from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.media.ebml import examine_matroska
from nemo_watch.media.endings import examine_gif, examine_jpeg, examine_mp3, examine_ogg, examine_png
from nemo_watch.media.reading import only_zeros, read_at, read_tail
from nemo_watch.media.riff import examine_riff
from nemo_watch.media.verdict import Verdict, Wholeness, partial, unknown

__all__ = ["Verdict", "Wholeness", "examine"]

_ZERO_TAIL_BYTES = 4096

_EXAMINE: dict[Container, Callable[[BinaryIO, int], Wholeness]] = {
    Container.MOV: examine_boxes,
    Container.MATROSKA: examine_matroska,
    Container.AVI: examine_riff,
    Container.WAV: examine_riff,
    Container.WEBP: examine_riff,
    Container.MP3: examine_mp3,
    Container.OGG: examine_ogg,
    Container.GIF: examine_gif,
    Container.PNG: examine_png,
    Container.JPEG: examine_jpeg,
}
"""FLAC and AAC have no entry: neither says anywhere how many bytes there are."""


def examine(file: BinaryIO, size: int) -> Wholeness:
    """Judge an open file of `size` bytes, as fstat tells them; UNKNOWN where its kind does not say.

    At most some hundred seeks and 300 kB are read. Raise OSError where the medium cannot be read.
    """
    if size == 0:
        return partial("it is empty")
    head = read_at(file, 0, HEAD_BYTES)
    if only_zeros(head):
        return partial("there are only zeros so far")
    container = recognise(head)
    judge = _EXAMINE.get(container) if container else None
    if judge is None:
        return unknown("its kind does not say how long it is")
    return _doubt_zeros(file, size, judge(file, size))


def _doubt_zeros(file: BinaryIO, size: int, found: Wholeness) -> Wholeness:
    """Take back a WHOLE for a file that ends in zeros: Explorer and others reserve the full length first."""
    if (
        found.verdict is Verdict.WHOLE
        and size > _ZERO_TAIL_BYTES
        and only_zeros(read_tail(file, size, _ZERO_TAIL_BYTES))
    ):
        return unknown("it ends with zeros, as if room had been kept for the rest")
    return found
