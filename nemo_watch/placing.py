"""Moving a file to its place without ever overwriting another, and so that a power cut cannot undo it.

RENAME_NOREPLACE where the system has it; else a hard link and an unlink; else, for file systems with neither (exFAT,
some SMB servers), an empty file made with O_EXCL that reserves the name and is then renamed over.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

from nemo_watch.names import numbered

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1  # linux/fs.h
_RENAME_EXCL = 4  # sys/stdio.h of macOS
_NOT_THERE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK})


def candidates(folder: Path, name: str) -> Iterator[Path]:
    """Return the paths to try: `clip.mp4`, `clip (2).mp4`, `clip (3).mp4` and so on."""
    return (folder / numbered(name, number) for number in count(1))


def move(source: Path, folder: Path, name: str) -> Path:
    """Move a file into a folder under the first free name, durably, and return where it is now.

    Raises OSError where the folder cannot be written, or lies on another file system.
    """
    for target in candidates(folder, name):
        try:
            rename_without_replacing(source, target)
        except FileExistsError:
            continue
        sync_folder(folder)
        return target
    raise AssertionError("there is always a next number")


def rename_without_replacing(source: Path, target: Path) -> None:
    """Rename a file. Raises FileExistsError where something of that name is there already."""
    if not _rename_exclusively(source, target):
        _link_and_unlink(source, target)


def _rename_exclusively(source: Path, target: Path) -> bool:
    """Rename by the system's own no-replace call; return False where system or file system has none."""
    call = _system_call()
    if call is None:
        return False
    if call(os.fsencode(source), os.fsencode(target)) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_THERE:
        return False
    raise OSError(code, os.strerror(code), str(source), None, str(target))


_Rename = Callable[[bytes, bytes], int]


@cache
def _system_call() -> _Rename | None:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        renameat2 = library.renameat2
        return lambda old, new: int(renameat2(_AT_FDCWD, old, _AT_FDCWD, new, _RENAME_NOREPLACE))
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        renamex_np = library.renamex_np
        return lambda old, new: int(renamex_np(old, new, _RENAME_EXCL))
    return None


def _link_and_unlink(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _reserve_and_rename(source, target)
        return
    source.unlink()


def _reserve_and_rename(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source.replace(target)


def sync_file(path: Path) -> None:
    """Wait until a file's content is on the disk (fsync)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until a folder's entries are on the disk; file systems that cannot do that are left alone."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise
    finally:
        os.close(descriptor)
