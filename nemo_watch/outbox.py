"""The outbox: where results are made, and the one rename that makes a result visible.

A result is made and checked in `OUTBOX/.nemo-watch/JOB/`, on the same file system, so that the last step is a rename
that cannot show half a file and never replaces another one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from nemo_watch import placing
from nemo_watch.errors import HeldError
from nemo_watch.mounts import lasting_inode
from nemo_watch.names import shown
from nemo_watch.rules import WORK_FOLDER

_RECHECK_SECONDS = 60.0
_MOST_TRIES = 10

_NO_FOLDER = "a file lies where the folder should be"

_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
"""Characters that exFAT, NTFS and SMB forbid in a name."""


def workspace(outbox: Path, job_id: str) -> Path:
    """Return the folder that a job's result is made in, made when needed. Raises HeldError where that cannot be."""
    folder = outbox / WORK_FOLDER / job_id
    with translated(outbox):
        for _ in range(_MOST_TRIES):
            # another job that ends just now may remove the folder above between its making and ours
            with contextlib.suppress(FileNotFoundError):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                return folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear_workspace(outbox: Path, job_id: str) -> None:
    """Remove a job's folder and what is left in it; the folder above goes with the last one."""
    shutil.rmtree(outbox / WORK_FOLDER / job_id, ignore_errors=True)
    with contextlib.suppress(OSError):
        (outbox / WORK_FOLDER).rmdir()


def leftover_workspaces(outbox: Path) -> list[str]:
    """Return the ids of the jobs that have a folder in an outbox."""
    try:
        return [entry.name for entry in os.scandir(outbox / WORK_FOLDER) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def seal(result: Path, *, modified_ns: int | None) -> None:
    """Bring a finished result to the disk, dated `modified_ns` (nanoseconds since the epoch) where that is given."""
    if modified_ns is not None:
        with contextlib.suppress(OSError):
            os.utime(result, ns=(modified_ns, modified_ns))
    with translated(result.parent):
        placing.sync_file(result)


def publish(result: Path, folder: Path, name: str, *, intend: Callable[[Path], None]) -> Path:
    """Rename a sealed result into a folder under the first free name, and return where it is.

    `intend` is called with each path before it is tried, and writes it down: after a crash, the file's inode at that
    path tells whether the rename was done. Raises HeldError where the folder cannot be written.
    """
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for target in placing.candidates(folder, _writable_name(folder, name)):
            if os.path.lexists(target):
                continue
            intend(target)
            try:
                placing.rename_without_replacing(result, target)
            except FileExistsError:
                continue
            placing.sync_folder(folder)
            return target
    raise AssertionError("there is always a next number")


def is_there(path: Path, *, inode: int, size: int) -> bool:
    """Tell whether a path holds the very file that was to be renamed to it."""
    try:
        stat = path.lstat()
    except OSError:
        return False
    return (lasting_inode(stat), stat.st_size) == (inode, size)


def _writable_name(folder: Path, name: str) -> str:
    """Return the name as the folder's file system takes it."""
    probe = folder / f".{os.getpid()}.name-probe"
    if name.translate(_FORBIDDEN) == name or not _refuses(probe.with_name(f"{probe.name}:")):
        return name
    return name.translate(_FORBIDDEN)


def _refuses(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        return error.errno in {errno.EINVAL, errno.ENOENT}
    path.unlink()
    return False


@contextlib.contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into a held job with a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise HeldError(
            f"The outbox {shown(folder)} cannot be written: {_reason(error)}.",
            hint=_remedy(error),
            recheck_seconds=_RECHECK_SECONDS,
        ) from error


def _reason(error: OSError) -> str:
    return {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your quota is used up",
        errno.EROFS: "it is read-only",
        errno.EACCES: "permission denied",
        errno.EEXIST: _NO_FOLDER,
        errno.ENOTDIR: _NO_FOLDER,
    }.get(error.errno or 0, error.strerror or str(error))


def _remedy(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Free some space: the job goes on by itself."
    if error.errno in {errno.EEXIST, errno.ENOTDIR}:
        return "Move that file away: the job goes on by itself."
    return "Make it writable: the job goes on by itself."
