"""Films in a folder that are played one behind the other as one, and written into one without being encoded.

ffmpeg's concat demuxer opens one after the other, so memory stays flat. It works out the places of the others from the
path of their list, and loses its way where that holds a question mark or a number sign: it is given another name of the
folder, that of an open descriptor.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_OPEN_FILES = Path("/proc/self/fd")
_LIST = "list.txt"


def list_pieces(folder: Path, pieces: Sequence[tuple[str, float]]) -> None:
    """Write the list of films in a folder, by name and length in seconds."""
    lines = [f"file {name}\nduration {seconds:.6f}\n" for name, seconds in pieces]
    (folder / _LIST).write_text("ffconcat version 1.0\n" + "".join(lines), encoding="ascii")


def reading(folder: str, *, keeps_packets: bool = False) -> list[str]:
    """Return ffmpeg's options for the films that are listed in a folder, as one input.

    With `keeps_packets`, what a decoder must know beforehand is not put into the packets of each.
    """
    form = ("-f", "concat", "-safe", "1", "-auto_convert", "0" if keeps_packets else "1")
    return ["-protocol_whitelist", "file", *form, "-i", f"file:{folder}/{_LIST}"]


@contextlib.contextmanager
def plainly_named(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Yield a name of a folder without any strange character, and the descriptors that it needs to be open.

    Where the system names no open files, it is the folder's own.
    """
    if not _OPEN_FILES.is_dir():
        yield str(folder), []
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"{_OPEN_FILES}/{descriptor}", [descriptor]
    finally:
        os.close(descriptor)
