"""One look at a file, through a descriptor that cannot have been exchanged for something else.

An inbox may be a shared folder. A symbolic link or a hard link in it could lead to a file that its sender may
not read, a FIFO would block whoever opens it, a device may act on being opened. So a path is opened folder by
folder without following links, and what is believed is what the open descriptor says.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from nemo_watch.inbox.writers import has_writer
from nemo_watch.media.verdict import Wholeness, partial
from nemo_watch.media.wholeness import examine
from nemo_watch.mounts import lasting_inode

_GONE = {errno.ENOENT, errno.ENOTDIR}
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_KINDS = (
    (stat.S_ISLNK, "a symbolic link, and links are not followed"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


class Look(msgspec.Struct, frozen=True):
    """What identifies a file and its content at one moment; two equal looks saw the same bytes."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


class Refusal(msgspec.Struct, frozen=True):
    """Why a path is not taken: a sentence for a person, without the path."""

    sentence: str


class _RefusedError(Exception):
    """Carries a refusal up to where the look began."""


def look_at(path: Path, *, inbox: Path) -> Look | Refusal | None:
    """Look at a file in an inbox. Return None where it has vanished, and never block.

    Refused are links, pipes, sockets, devices and folders, other people's files by a hard link, files on
    another device than the inbox, and what may not be read. `path` lies below `inbox`, as a scan or an event
    named it.
    """
    try:
        with _opened(path, inbox) as descriptor:
            return _as_look(os.fstat(descriptor))
    except _RefusedError as refused:
        return Refusal(str(refused))
    except OSError as error:
        return None if error.errno in _GONE else Refusal(_reading_failed(error))


def examine_at(path: Path, *, inbox: Path) -> Wholeness:
    """Examine a file in an inbox under the same caution; one that cannot be read now counts as PARTIAL."""
    try:
        with _opened(path, inbox) as descriptor, _buffered(descriptor) as file:
            return examine(file, os.fstat(descriptor).st_size)
    except _RefusedError as refused:
        return partial(str(refused))
    except OSError as error:
        return partial("it has vanished" if error.errno in _GONE else _reading_failed(error))


def is_written_at(path: Path, *, inbox: Path) -> bool:
    """Tell whether somebody is known to have a file in an inbox open for writing."""
    try:
        with _opened(path, inbox) as descriptor:
            return has_writer(descriptor)
    except (_RefusedError, OSError):
        return False


def read_at_most(path: Path, *, inbox: Path, most_bytes: int) -> bytes | Refusal | None:
    """Return the content of a small file in an inbox under the same caution, None where it has vanished.

    A content of one byte more than `most_bytes` stands for a file that is larger.
    """
    try:
        with _opened(path, inbox) as descriptor, _buffered(descriptor) as file:
            return file.read(most_bytes + 1)
    except _RefusedError as refused:
        return Refusal(str(refused))
    except OSError as error:
        return None if error.errno in _GONE else Refusal(_reading_failed(error))


@contextmanager
def _opened(path: Path, inbox: Path) -> Iterator[int]:
    """Open a regular file below an inbox, for as long as the context lasts."""
    *folders, name = path.relative_to(inbox).parts
    folder = os.open(inbox, _FOLDER_FLAGS & ~os.O_NOFOLLOW)
    try:
        device = os.fstat(folder).st_dev
        for part in folders:
            folder = _step_into(folder, part)
        _judge_kind(os.stat(name, dir_fd=folder, follow_symlinks=False))
        descriptor = os.open(name, _FILE_FLAGS, dir_fd=folder)
    finally:
        os.close(folder)
    try:
        _judge(os.fstat(descriptor), device)
        yield descriptor
    finally:
        os.close(descriptor)


def _step_into(folder: int, name: str) -> int:
    """Exchange the descriptor of a folder for that of a folder in it."""
    try:
        inner = os.open(name, _FOLDER_FLAGS, dir_fd=folder)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR} and _is_link(folder, name):
            raise _RefusedError("This lies behind a symbolic link, and links are not followed.") from error
        raise
    os.close(folder)
    return inner


def _is_link(folder: int, name: str) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _judge_kind(status: os.stat_result) -> None:
    """Refuse, before it is opened, what is no regular file: opening a device may already do something."""
    for is_kind, title in _KINDS:
        if is_kind(status.st_mode):
            raise _RefusedError(f"This is {title}.")


def _judge(status: os.stat_result, device: int) -> None:
    _judge_kind(status)
    if not stat.S_ISREG(status.st_mode):
        raise _RefusedError("This is no regular file.")
    if status.st_dev != device:
        raise _RefusedError("This lies on another device than its inbox.")
    if status.st_nlink > 1 and status.st_uid != os.geteuid():
        raise _RefusedError("This is a hard link to a file of another user.")


def _as_look(status: os.stat_result) -> Look:
    return Look(status.st_dev, lasting_inode(status), status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _buffered(descriptor: int) -> BinaryIO:
    return os.fdopen(descriptor, "rb", closefd=False)


def _reading_failed(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "This is a symbolic link, and links are not followed."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return "This may not be read: permission is missing."
    return f"This cannot be read now: {os.strerror(error.errno or 0)}."
