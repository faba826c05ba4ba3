"""Sound that is damaged only at its edges: recordings are cut in the middle of a packet, and still are recordings.

A decoder that stumbles anywhere else has found real damage, and the file is refused. Where it stumbled is told by the
time stamps of what it could decode: they have no gap but at the beginning and at the end.
"""

from __future__ import annotations

import os
from pathlib import Path

from nemo_watch.media.containers import Container
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.probe import open_source

_LONGEST_GAP_SECONDS = 0.01


async def is_sound_damaged_only_at_edges(ffmpeg: Path, path: Path, container: Container) -> bool:
    """Tell whether all sound of a file between the first and the last packet that decode can be decoded."""
    descriptor = open_source(path)
    try:
        return await is_open_sound_damaged_only_at_edges(ffmpeg, descriptor, container)
    finally:
        os.close(descriptor)


async def is_open_sound_damaged_only_at_edges(ffmpeg: Path, descriptor: int, container: Container) -> bool:
    """Tell the same of a file that is open."""
    frames = _Frames()
    os.lseek(descriptor, 0, os.SEEK_SET)
    await process.run(
        ffmpeg,
        [*("-v", "error", *jail.input_arguments(container, descriptor)), *("-map", "0:a", "-f", "framecrc", "pipe:1")],
        descriptors=[descriptor],
        deadline_seconds=process.deadline_seconds(None),
        on_line=frames.take,
    )
    return frames.have_sound and not frames.have_gap


class _Frames:
    """Reads the lines of ffmpeg's framecrc format: `#tb 0: 1/48000`, then `stream, dts, pts, duration, size, crc`."""

    def __init__(self) -> None:
        self.have_gap = False
        self._time_base: dict[int, float] = {}
        self._end: dict[int, float] = {}

    @property
    def have_sound(self) -> bool:
        return bool(self._end)

    def take(self, line: bytes) -> None:
        try:
            if line.startswith(b"#tb "):
                stream, ratio = line[4:].split(b":")
                above, below = ratio.split(b"/")
                self._time_base[int(stream)] = int(above) / int(below)
            elif not line.startswith(b"#"):
                stream, _, begin, length, *_ = line.split(b",")
                self._frame(int(stream), int(begin), int(length))
        except ValueError:
            self.have_gap = True  # a line that cannot be read proves nothing

    def _frame(self, stream: int, begin: int, length: int) -> None:
        unit = self._time_base.get(stream, 0.0)
        expected = self._end.get(stream, begin * unit)
        if abs(begin * unit - expected) > _LONGEST_GAP_SECONDS:
            self.have_gap = True
        self._end[stream] = (begin + length) * unit
