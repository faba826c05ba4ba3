"""Landlock as the kernel speaks it: which rights there are, which of them this kernel knows, and its structures.

A process that restricts itself by Landlock can never open again what no rule names, and neither can what it becomes
or starts. It needs no privileges. Here is only what can be worked out ahead; the calls are made by the launcher.

Sources: landlock(7), linux/landlock.h, and the kernel's Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from enum import IntFlag
from functools import cache

import msgspec

_CREATE_RULESET = 444
_ASK_FOR_VERSION = 1
_MACHINES = frozenset({"x86_64", "aarch64"})
"""Where the numbers of the system calls are those that the launcher uses."""

_TRUNCATE_ABI, _NETWORK_ABI, _IOCTL_ABI, _SCOPE_ABI = 3, 4, 5, 6
_BIND_TCP, _CONNECT_TCP = 1, 2
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2


class Right(IntFlag):
    """What may be done with a file, or below a folder (`LANDLOCK_ACCESS_FS_…`)."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_FOLDER = 1 << 3
    REMOVE_FOLDER = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_DEVICE = 1 << 6
    MAKE_FOLDER = 1 << 7
    MAKE_FILE = 1 << 8
    MAKE_SOCKET = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK_DEVICE = 1 << 11
    MAKE_LINK = 1 << 12
    MOVE = 1 << 13
    TRUNCATE = 1 << 14
    CONTROL_DEVICE = 1 << 15


READ = Right.READ_FILE | Right.READ_FOLDER
RUN = READ | Right.EXECUTE
WRITE = READ | Right.WRITE_FILE | Right.TRUNCATE | Right.MAKE_FILE | Right.REMOVE_FILE | Right.CONTROL_DEVICE
"""Making, filling and renaming files in one folder (libx264 renames the notes of a first pass); no links, folders."""

_NEWER = {Right.MOVE: 2, Right.TRUNCATE: _TRUNCATE_ABI, Right.CONTROL_DEVICE: _IOCTL_ABI}


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """What this kernel offers: the version of the interface, 0 for none, and then the reason."""

    abi: int
    reason: str = ""


@cache
def support() -> Support:
    """Ask the kernel once."""
    if sys.platform != "linux" or os.uname().machine not in _MACHINES or sys.maxsize < 1 << 32:
        return Support(abi=0, reason="this system has no Landlock")
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    libc.syscall.argtypes = [ctypes.c_long] * 4
    abi = libc.syscall(_CREATE_RULESET, 0, 0, _ASK_FOR_VERSION)
    return Support(abi=abi) if abi > 0 else Support(abi=0, reason=_reason(ctypes.get_errno()))


def _reason(code: int) -> str:
    if code == errno.ENOSYS:
        return "this kernel has no Landlock (Linux 5.13 or newer has it, unless a container hides it)"
    if code == errno.EOPNOTSUPP:
        return "Landlock is switched off in this kernel (see `lsm=` on its command line)"
    return f"Landlock cannot be used: {os.strerror(code)}"


def known(abi: int) -> Right:
    """Return the rights that a version of the interface knows; it refuses any other."""
    return Right(sum(right for right in Right if _NEWER.get(right, 1) <= abi))


def ruleset(abi: int) -> bytes:
    """Return a `struct landlock_ruleset_attr` that bars all that the version can bar: files, TCP, signals."""
    network = _BIND_TCP | _CONNECT_TCP if abi >= _NETWORK_ABI else 0
    scope = _ABSTRACT_SOCKETS | _SIGNALS if abi >= _SCOPE_ABI else 0
    return struct.pack("=QQQ", known(abi), network, scope)
