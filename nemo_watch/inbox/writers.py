"""Is a file still open for writing? Asked of the system, where it can tell.

A read lease is granted only while nobody has the file open for writing (fcntl(2), "Leases"): one is asked for, and
given back at once. That takes the owner of the file, and a file system of this machine's own. Elsewhere, the open files
of our own user's processes are looked through (proc(5)).
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from nemo_watch.mounts import mount_of

_PROCESSES = Path("/proc")


def has_writer(descriptor: int) -> bool:
    """Tell whether anybody is known to have an open file open for writing; where nobody can tell, no."""
    if sys.platform != "linux":
        return False
    try:
        real = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 - it may be no path at all
    except OSError:
        return False
    mount = mount_of(Path(real))
    is_open = _is_lease_refused(descriptor) if mount is not None and mount.grants_leases else None
    return any(writers(real)) if is_open is None else is_open


def writers(real: str) -> Iterator[int]:
    """Yield the ids of our own user's processes that have the file at a real path open for writing."""
    for process in _entries(_PROCESSES):
        if process.isdigit():
            files = _PROCESSES / process / "fd"
            if any(_is_written(files / number, real) for number in _entries(files)):
                yield int(process)


def _is_lease_refused(descriptor: int) -> bool | None:
    """Tell whether the system says that somebody writes; None where it does not say."""
    try:
        # of a lease that is broken, a signal tells: by this one, which is ignored, and not by one that kills
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _is_written(file: Path, real: str) -> bool:
    """Tell whether an open file of a process is that of a path, and open for writing; the file itself is not asked."""
    try:
        if os.readlink(file) != real:  # noqa: PTH115 - it may be no path at all
            return False
        lines = (file.parent.parent / "fdinfo" / file.name).read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    flags = next((int(line.split()[1], 8) for line in lines if line.startswith("flags:")), 0)
    return flags & os.O_ACCMODE != os.O_RDONLY


def _entries(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []
