"""On what kind of file system a path lies, and what can be believed of it. Known on Linux, elsewhere unknown.

Read from /proc/self/mountinfo (proc(5)). Nothing is asked of the file systems themselves: one may not answer.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import threading
from pathlib import Path, PurePosixPath

import msgspec

_TABLE = "/proc/self/mountinfo"
_ESCAPED = re.compile(r"\\([0-7]{3})")

_NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "coda", "davfs", "ceph", "lustre", "beegfs"),
        *("gfs2", "ocfs2", "orangefs", "9p", "virtiofs", "vboxsf", "prl_fs", "vmhgfs"),
    )
)
"""Others than this machine may change what lies there, and its kernel does not tell of that."""

_REMOTE_IN_USER_SPACE = frozenset(
    ("sshfs", "rclone", "s3fs", "davfs2", "curlftpfs", "glusterfs", "gvfsd-fuse", "goofys")
)

_SHIFTING = frozenset(("vfat", "msdos", "exfat"))
_LASTING = frozenset(("nfs", "nfs4", "ceph", "lustre", "gfs2", "ocfs2"))
"""Of a file's number: FAT keeps none, so it may be another one each time, as on servers that make theirs up."""

_LEASING = frozenset(("ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "overlay", "f2fs", "bcachefs", "zfs", "jfs"))
"""A read lease is refused there for one reason alone: somebody writes."""


class Mount(msgspec.Struct, frozen=True):
    """A mounted file system: its kind as the kernel names it (`ext4`, `fuse.sshfs`), and the folder it begins at."""

    kind: str
    point: str
    device: int

    @property
    def is_network(self) -> bool:
        """Tell whether it may be changed without the kernel's telling; one in user space counts as such."""
        return self.kind in _NETWORK or self.kind.startswith("fuse.") or self.kind == "fuse"

    @property
    def is_remote(self) -> bool:
        """Tell whether it certainly lies on another machine: of file systems in user space, many do not."""
        return self.kind in _NETWORK or self.kind.removeprefix("fuse.") in _REMOTE_IN_USER_SPACE

    @property
    def has_lasting_inodes(self) -> bool:
        """Tell whether a file keeps its number for as long as it exists."""
        return self.kind in _LASTING or not (self.is_network or self.kind in _SHIFTING)

    @property
    def grants_leases(self) -> bool:
        """Tell whether a lease says who writes (fcntl(2), F_SETLEASE)."""
        return self.kind in _LEASING


def mount_of(path: Path) -> Mount | None:
    """Return what a path lies on, None where nobody knows. The path need not exist, its links are not followed."""
    text = os.fspath(path)
    found = None
    for mount in _table.mounts():
        is_longer = found is None or len(mount.point) >= len(found.point)
        if is_longer and (mount.point in {text, "/"} or text.startswith(mount.point + "/")):
            found = mount
    return found


def lasting_inode(status: os.stat_result) -> int:
    """Return a file's number on its file system, 0 where that says nothing: there it may change by itself."""
    mount = _table.of_device(status.st_dev)
    return status.st_ino if mount is None or mount.has_lasting_inodes else 0


class _Table:
    """The table of mounts, read anew when the kernel says that it has changed. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._descriptor = -1
        self._mounts: tuple[Mount, ...] = ()
        self._by_device: dict[int, Mount] = {}
        self._changes: select.poll | None = None

    def mounts(self) -> tuple[Mount, ...]:
        """Return all mounts, the later over the earlier."""
        with self._lock, contextlib.suppress(OSError):
            if self._changes is None:
                self._open()
            elif self._changes.poll(0):
                self._read()
        return self._mounts

    def of_device(self, device: int) -> Mount | None:
        """Return the mount of a device's number, as stat gives it; None where it is not in the table."""
        self.mounts()
        return self._by_device.get(device)

    def _open(self) -> None:
        self._descriptor = os.open(_TABLE, os.O_RDONLY | os.O_CLOEXEC)
        self._changes = select.poll()
        self._changes.register(self._descriptor, select.POLLERR | select.POLLPRI)
        self._changes.poll(0)
        self._read()

    def _read(self) -> None:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        text = b""
        while part := os.read(self._descriptor, 65_536):
            text += part
        self._mounts = parse_table(os.fsdecode(text))
        self._by_device = {mount.device: mount for mount in self._mounts}


def parse_mount(line: str) -> Mount | None:
    """Return what a line of mountinfo says; None for one of another form."""
    before, _, behind = line.partition(" - ")
    fields, kind = before.split(" "), behind.split(" ")[0]
    if len(fields) < 5 or not kind:
        return None
    major, _, minor = fields[2].partition(":")
    if not (major.isdigit() and minor.isdigit()):
        return None
    return Mount(kind=kind, point=_unescaped(fields[4]), device=os.makedev(int(major), int(minor)))


def parse_table(text: str) -> tuple[Mount, ...]:
    """Return what mountinfo says, without folders that are bound to themselves.

    So systemd opens and closes folders to a service (systemd.exec(5), `ReadWritePaths=`): they lie where they lay
    before, and whoever runs outside of that service must not think that a disk is away.
    """
    mounts: list[Mount] = []
    beginnings: dict[str, tuple[int, str]] = {}
    for line in text.splitlines():
        mount = parse_mount(line)
        if mount is None:
            continue
        root = _unescaped(line.split(" ")[3])
        if (mount.device, root) != _continued(mount.point, beginnings):
            mounts.append(mount)
            beginnings[mount.point] = (mount.device, root)
    return tuple(mounts)


def _continued(point: str, beginnings: dict[str, tuple[int, str]]) -> tuple[int, str] | None:
    """Return device and folder that lie at a point by the mounts above it; `beginnings` has those of each mount."""
    for above in PurePosixPath(point).parents:
        if str(above) in beginnings:
            device, root = beginnings[str(above)]
            return device, str(PurePosixPath(root, PurePosixPath(point).relative_to(above)))
    return None


def _unescaped(field: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), field)


_table = _Table()
