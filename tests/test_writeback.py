"""A file that grows reaches the disk meanwhile: what the kernel itself says of its pages."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO, ClassVar

import pytest

from nemo_watch.mounts import mount_of
from nemo_watch.writeback import KEPT_BYTES, STEP_BYTES, THREADS, writing_back

PIECE = os.urandom(1 << 20)
PIECES = 40
PATIENCE_SECONDS = 20.0
CACHESTAT = 451  # the same number on every architecture; since Linux 6.5
ON_A_DISK = {"ext4", "xfs", "btrfs", "f2fs"}


class _Range(ctypes.Structure):
    _fields_: ClassVar = [("offset", ctypes.c_uint64), ("length", ctypes.c_uint64)]


class _Pages(ctypes.Structure):
    _fields_: ClassVar = [(name, ctypes.c_uint64) for name in ("cached", "dirty", "writing", "evicted", "recent")]


def unwritten_bytes(file: BinaryIO) -> int | None:
    """Return how much of a file only memory holds, and nothing has begun to write; None where the kernel says not."""
    pages = _Pages()
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(CACHESTAT, file.fileno(), ctypes.byref(_Range(0, 0)), ctypes.byref(pages), 0) != 0:
        return None
    return int(pages.dirty) * os.sysconf("SC_PAGE_SIZE")


def written(path: Path) -> tuple[BinaryIO, int | None]:
    file = path.open("wb", buffering=0)
    for _ in range(PIECES):
        file.write(PIECE)
    return file, unwritten_bytes(file)


def skip_unless_told(folder: Path) -> None:
    """Skip a test where no disk is, or where the kernel does not tell what it has written."""
    mount = mount_of(folder)
    if sys.platform != "linux" or mount is None or mount.kind not in ON_A_DISK:
        pytest.skip("the folder for tests lies on no disk of this machine's own")
    plain, left = written(folder / "plain")
    plain.close()
    (folder / "plain").unlink()
    if left is None:
        pytest.skip("this kernel does not say which pages of a file are written")
    if left < PIECES * len(PIECE) // 2:
        pytest.skip("this kernel writes at once what it is not told to")


def test_a_file_that_grows_is_written_to_the_disk_meanwhile(tmp_path: Path) -> None:
    skip_unless_told(tmp_path)
    path = tmp_path / "growing"
    with writing_back(path):
        file, _ = written(path)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (unwritten_bytes(file) or 0) > STEP_BYTES + KEPT_BYTES:
            assert time.monotonic() < deadline, f"{unwritten_bytes(file)} bytes wait in memory"
            time.sleep(0.01)
    file.close()
    assert path.read_bytes() == PIECE * PIECES


@pytest.mark.parametrize("name", ["never", "gone/never"])
def test_a_file_that_never_comes_is_not_waited_for(tmp_path: Path, name: str) -> None:
    with writing_back(tmp_path / name):
        assert threads() == (1 if sys.platform == "linux" else 0)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while threads():
        assert time.monotonic() < deadline, "the thread goes on"
        time.sleep(0.01)


def threads() -> int:
    return sum(thread.name.startswith(THREADS) for thread in threading.enumerate())
