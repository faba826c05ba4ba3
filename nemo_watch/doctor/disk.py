"""One folder and the disk that it lies on: may it be written, really, and how much fits there still."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shlex
import shutil
from pathlib import Path

from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.mounts import Mount, mount_of
from nemo_watch.names import shown
from nemo_watch.units import format_size

_LEAST_FREE_BYTES = 50_000_000
"""With less than that, the studio begins no encode: see `renders`."""
_SCARCE_BYTES = 2_000_000_000

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your quota is used up",
    errno.EROFS: "its disk is mounted read-only",
    errno.EACCES: "permission is missing",
    errno.EPERM: "permission is missing",
    errno.ENOTDIR: "a file lies where one of its folders should be",
}


def reason_of(error: OSError) -> str:
    """Return what the system says against something, in plain words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def remedy_of(error: OSError, folder: Path) -> str:
    """Return what to do so that a folder can be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Free some space there."
    if error.errno == errno.EROFS:
        return "Mount it so that it can be written; look at `dmesg` if it was so before: the disk may be failing."
    if error.errno == errno.ENOTDIR:
        return "Move that file away, or name another folder in the rule file."
    if _is_ours(folder):
        return f"Allow it: chmod u+rwx {quoted(folder)}"
    return f"Let your user read and write there, for example: sudo chown {os.geteuid()} {quoted(folder)}"


def _is_ours(folder: Path) -> bool:
    try:
        return folder.stat().st_uid == os.geteuid()
    except OSError:
        return False


def quoted(path: Path) -> str:
    """Return a path as it can stand in a command line that is shown."""
    return shlex.quote(shown(path))


def try_to_write(folder: Path) -> None:
    """Make a hidden file with a byte in it, and take it away again. Raises OSError."""
    path = folder / f".nemo-watch-doctor-{secrets.token_hex(6)}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, b"\n")
    finally:
        os.close(descriptor)
        path.unlink()


def try_to_list(folder: Path) -> None:
    """Read the first entry of a folder. Raises OSError."""
    with os.scandir(folder) as entries:
        next(entries, None)
    if not os.access(folder, os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def nearest_there(folder: Path) -> Path:
    """Return the folder itself, or the nearest of those above it that is there. Raises OSError."""
    for place in (folder, *folder.parents):
        with contextlib.suppress(FileNotFoundError):
            place.stat()
            return place
    return Path(folder.anchor)


def real_mount(folder: Path) -> Mount | None:
    """Return what a folder lies on, links followed, which may hang."""
    return mount_of(Path(os.path.realpath(folder)))


def is_same_disk(folder: Path, other: Path) -> bool:
    """Tell whether a file can be renamed from one folder to the other. Raises OSError."""
    mounts = real_mount(folder), real_mount(other)
    points = {mount.point for mount in mounts if mount is not None}
    return folder.stat().st_dev == other.stat().st_dev and len(points) < 2


def room(name: str, folder: Path, sentence: str) -> Finding:
    """Return a finding of a folder that is well otherwise: `sentence`, and what is free there. Raises OSError."""
    free, mount = shutil.disk_usage(folder).free, real_mount(folder)
    where = f" on {shown(mount.point)} ({shown(mount.kind)})" if mount else ""
    said = f"{sentence}; {format_size(free)} are free{where}."
    if free < _LEAST_FREE_BYTES:
        return trouble(name, said, "Free some space there: nothing is encoded until then.")
    if free < _SCARCE_BYTES:
        return note(name, said, "Free some space there: a result may be as large as its source.")
    return well(name, said)
