"""What is said of file systems: by the kernel's own table, and by lines as kernels write them."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nemo_watch.mounts import Mount, lasting_inode, mount_of, parse_mount


@pytest.mark.parametrize(
    ("line", "mount"),
    [
        (
            "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue",
            Mount("ext3", "/mnt2", os.makedev(98, 0)),
        ),
        (
            "71 30 0:52 / /media/my\\040disk rw,relatime shared:34 master:2 - fuse.sshfs me@host:/x rw",
            Mount("fuse.sshfs", "/media/my disk", os.makedev(0, 52)),
        ),
        ("24 1 259:2 / / rw - btrfs /dev/nvme0n1p2 rw,subvol=/@", Mount("btrfs", "/", os.makedev(259, 2))),
        ("", None),
        ("36 35 98:0 /mnt1", None),
        ("36 35 zero / /mnt2 rw - ext3 none rw", None),
    ],
)
def test_line_of_the_kernel_is_read(line: str, mount: Mount | None) -> None:
    assert parse_mount(line) == mount


@pytest.mark.parametrize(
    ("kind", "is_network", "has_lasting_inodes", "grants_leases"),
    [
        ("ext4", False, True, True),
        ("tmpfs", False, True, True),
        ("vfat", False, False, False),
        ("exfat", False, False, False),
        ("fuseblk", False, True, False),
        ("nfs4", True, True, False),
        ("cifs", True, False, False),
        ("fuse.sshfs", True, False, False),
        ("9p", True, False, False),
    ],
)
def test_what_can_be_believed_of_a_file_system(
    kind: str, is_network: bool, has_lasting_inodes: bool, grants_leases: bool
) -> None:
    mount = Mount(kind, "/x", 1)
    assert mount.is_network == is_network
    assert mount.has_lasting_inodes == has_lasting_inodes
    assert mount.grants_leases == grants_leases


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this table")
class TestThisMachine:
    def test_folder_lies_on_what_is_mounted_nearest(self) -> None:
        proc = mount_of(Path("/proc/self"))
        assert proc is not None
        assert (proc.kind, proc.point) == ("proc", "/proc")

    def test_name_that_only_begins_alike_lies_elsewhere(self) -> None:
        other = mount_of(Path("/process"))
        assert other is not None
        assert other.point == "/"

    def test_any_number_of_threads_may_ask(self) -> None:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(mount_of, [Path("/proc/self")] * 5000))
        assert {mount.kind for mount in found if mount} == {"proc"}

    def test_files_keep_their_numbers_here(self, tmp_path: Path) -> None:
        status = tmp_path.stat()
        assert lasting_inode(status) == status.st_ino
