"""Having a file written to the disk while it still grows, so that a last fsync finds little left to do.

The system keeps what was written in memory for half a minute and longer; the fsync at the end of a large copy then
waits for all of it. Linux can be told to begin at once (sync_file_range); elsewhere nothing is done.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

_WRITE = 2  # SYNC_FILE_RANGE_WRITE of linux/fs.h: begin to write, and do not wait for it
_PAUSE_SECONDS = 0.01
STEP_BYTES = 8_000_000
"""What is handed to the disk at a time, at least."""
KEPT_BYTES = 1_000_000
"""What was written last is left alone: its pages are still being filled."""

THREADS = "writing back"
"""How the names of the threads begin."""

_Begin = Callable[[int, int, int], int]


@contextlib.contextmanager
def writing_back(path: Path) -> Iterator[None]:
    """Have a file written to the disk as it grows, for as long as the block lasts; it need not be there yet.

    It is a help and no promise: what fails here fails without a word, and fsync says whether all is on the disk. The
    file is let go of a moment later.
    """
    begin, ended = _system_call(), threading.Event()
    if begin is not None:
        # nobody waits for the thread: on a disk that does not answer, it never comes back
        thread = threading.Thread(target=_follow, args=(path, begin, ended), name=f"{THREADS} {path}", daemon=True)
        with contextlib.suppress(RuntimeError):  # the system gives no more threads
            thread.start()
    try:
        yield
    finally:
        ended.set()


@cache
def _system_call() -> _Begin | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "sync_file_range"):
        return None
    call = library.sync_file_range
    call.argtypes = (ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint)
    return lambda descriptor, first, length: int(call(descriptor, first, length, _WRITE))


def _follow(path: Path, begin: _Begin, ended: threading.Event) -> None:
    with contextlib.suppress(OSError):
        descriptor = _opened(path, ended)
        if descriptor is None:
            return
        done = 0
        try:
            while not ended.wait(_PAUSE_SECONDS):
                ready = os.fstat(descriptor).st_size - KEPT_BYTES
                if ready - done < STEP_BYTES:
                    continue
                if begin(descriptor, done, ready - done) != 0:
                    return
                done = ready
        finally:
            os.close(descriptor)


def _opened(path: Path, ended: threading.Event) -> int | None:
    """Open a file once it is there; return None where the end comes first."""
    while not ended.wait(_PAUSE_SECONDS):
        with contextlib.suppress(FileNotFoundError):
            return os.open(path, os.O_RDONLY)
    return None
