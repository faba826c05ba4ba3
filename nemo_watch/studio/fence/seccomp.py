"""A filter for system calls: what ffmpeg never needs, and what would lead out of its fence, is refused by the kernel.

No sockets of any kind (a program that connects to the desktop's bus has its doors opened by others), no look into
other processes, no name spaces, mounts, keys, and none of the kernel's rarely used corners. Where a kernel has no
Landlock, this holds alone. A refused call fails with EPERM; the program goes on.

Sources: seccomp(2), linux/filter.h, linux/audit.h, and the kernel's tables of system calls.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from functools import cache

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_X32 = 0x40000000
"""A second numbering that 64-bit x86 kernels may have; above it, no number means what it means here."""
_NEW_NAME_SPACES = 0x7E020000
"""All `CLONE_NEW…` flags of clone(2)."""
_ASK_FOR_ACTION = 2
_CALL = {"x86_64": 317, "aarch64": 277}
_MACHINE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435

_EVERYWHERE = {
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "mount_setattr": 442,
    "quotactl_fd": 443,
    "open_tree_attr": 467,
}
_HERE = {
    # name: x86_64, aarch64
    "socket": (41, 198),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "personality": (135, 92),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "syslog": (103, 116),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
}
_ONLY_X86 = {"uselib": 134, "modify_ldt": 154, "iopl": 172, "ioperm": 173}


def refused(machine: str) -> dict[str, int]:
    """Return the numbers of the system calls that are refused on a kind of machine, by their names."""
    column = list(_MACHINE).index(machine)
    own = _ONLY_X86 if machine == "x86_64" else {}
    return {**_EVERYWHERE, **{name: numbers[column] for name, numbers in _HERE.items()}, **own}


@cache
def filter_program() -> bytes:
    """Return the filter for this machine; empty where the kernel, or this module, knows none."""
    machine = os.uname().machine
    return assembled(machine) if machine in _MACHINE and _is_offered(machine) else b""


def assembled(machine: str) -> bytes:
    """Return the instructions (`struct sock_filter`) for a kind of machine, `x86_64` or `aarch64`."""
    lines: list[tuple[int, str, str, int]] = [
        (_LOAD, "", "", _MACHINE_AT),
        (_IF_EQUAL, "", "refuse", _MACHINE[machine]),
        (_LOAD, "", "", _NUMBER_AT),
        (_IF_AT_LEAST, "refuse", "", _X32),
        *((_IF_EQUAL, "refuse", "", number) for number in sorted(refused(machine).values())),
        (_IF_EQUAL, "old clone", "", _CLONE3),
        (_IF_EQUAL, "", "allow", _CLONE[machine]),
        (_LOAD, "", "", _FIRST_ARGUMENT_AT),
        (_IF_ANY_BIT, "refuse", "allow", _NEW_NAME_SPACES),
        (_RETURN, "", "", _ALLOW),
        (_RETURN, "", "", _FAIL | errno.EPERM),
        # its flags lie in memory, out of a filter's sight; whoever is told that it is missing takes clone
        (_RETURN, "", "", _FAIL | errno.ENOSYS),
    ]
    ends = {"allow": len(lines) - 3, "refuse": len(lines) - 2, "old clone": len(lines) - 1}
    return b"".join(
        struct.pack("=HBBI", code, _steps(ends, then, place), _steps(ends, otherwise, place), value)
        for place, (code, then, otherwise, value) in enumerate(lines)
    )


def _steps(ends: dict[str, int], end: str, place: int) -> int:
    """Return how many instructions a jump leaves out; none without an end."""
    return ends[end] - place - 1 if end else 0


def _is_offered(machine: str) -> bool:
    """Ask the kernel whether it can refuse a call by an error."""
    if sys.platform != "linux" or sys.maxsize < 1 << 32:
        return False
    libc = ctypes.CDLL(None)
    libc.syscall.restype = ctypes.c_long
    libc.syscall.argtypes = [ctypes.c_long] * 4
    action = ctypes.c_uint32(_FAIL)
    return bool(libc.syscall(_CALL[machine], _ASK_FOR_ACTION, 0, ctypes.addressof(action)) == 0)
