"""Wait for orders, set limits, then become another program: `launcher.py PARENT`, where PARENT is the daemon's pid.

Standard input is a unix socket. Orders are one byte that carries the descriptors (SCM_RIGHTS), then, up to the end of
what the daemon sends, a marshalled dictionary: `command`, `numbers` (what the program knows the descriptors by, in the
same order), `limits`, and `fence`, whose structures are ready for the kernel. The answer is the errno of what failed;
where the socket ends without a word, the program has begun. A socket that ends without orders ends the launcher: the
daemon has no use for it, or is gone.

Run by path with `python -I -S`, so it imports nothing of the package; whatever is slow to load is loaded before the
orders come. It is a program of its own because what it sets must hold before the first instruction of ffmpeg, and code
between fork and exec (`preexec_fn`) is not safe in a process with threads.
"""

from __future__ import annotations

import _socket  # `socket` itself loads selectors and enums: 8 ms for what recvmsg alone can do
import fcntl
import marshal
import os
import resource
import stat
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any  # slow to load, and nothing of it is needed here

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_FILTER_MODE = 2
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_RULE = 1
_RIGHTS_OF_FILES = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
"""Run, write, read, truncate, control: landlock(7) refuses a rule that gives a file what only folders can have."""
_SIGKILL = 9
_CHANNEL = 0
_MOST_DESCRIPTORS = 253
"""What one message can carry (SCM_MAX_FD, unix(7))."""
_INT_BYTES = 4


def main(parent: int) -> None:
    """Become the program that is ordered; return where there are no orders."""
    libc = _libc() if sys.platform == "linux" else None
    if libc:
        _die_with(libc, parent)
    channel = _socket.socket(fileno=_CHANNEL)
    received = _received(channel)
    if not received:
        return
    orders = marshal.loads(_rest(channel))  # noqa: S302 - written by nemo_watch.studio.fence.launchers, the only other end
    channel.detach()
    answer = _arrange(received, orders["numbers"])
    try:
        if libc:
            _confine(libc, orders["fence"])
        _limit(orders["limits"])
        os.execv(orders["command"][0], orders["command"])  # noqa: S606 - it comes from nemo_watch.studio.fence.jail
    except OSError as error:
        os.write(answer, str(error.errno).encode())
        os._exit(1)


def _libc() -> Any:
    """Return the C library, with the two of its functions that the kernel is asked by."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    libc.syscall.restype = ctypes.c_long
    libc.syscall.argtypes = [ctypes.c_long] * 5
    return libc


def _die_with(libc: Any, parent: int) -> None:
    """Ask the kernel to kill this process when the daemon dies, so that no encode outlives it (prctl(2))."""
    libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent process ended")


def _received(channel: _socket.socket) -> list[int]:
    """Return the descriptors that come with the first byte; none where the socket ends instead."""
    _, carried, _, _ = channel.recvmsg(1, _socket.CMSG_SPACE(_MOST_DESCRIPTORS * _INT_BYTES))
    return [
        int.from_bytes(data[at : at + _INT_BYTES], sys.byteorder, signed=True)
        for level, kind, data in carried
        if (level, kind) == (_socket.SOL_SOCKET, _socket.SCM_RIGHTS)
        for at in range(0, len(data), _INT_BYTES)
    ]


def _rest(channel: _socket.socket) -> bytes:
    """Return what the daemon sends up to its end."""
    chunks = []
    while chunk := channel.recv(65_536):
        chunks.append(chunk)
    return b"".join(chunks)


def _arrange(received: list[int], numbers: list[int]) -> int:
    """Put descriptors under their numbers and nothing on standard input; return the channel's new descriptor.

    A descriptor may have come in under the number of another, so all are moved above every number first. What is not
    put under a number is closed on exec.
    """
    above = max(*numbers, _CHANNEL) + 1
    answer, *moved = [fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, above) for number in (_CHANNEL, *received)]
    for number in received:
        os.close(number)
    os.dup2(os.open(os.devnull, os.O_RDWR), _CHANNEL)
    for descriptor, number in zip(moved, numbers, strict=True):
        os.dup2(descriptor, number)
    return answer


def _confine(libc: Any, fence: dict[str, Any]) -> None:
    """Let the kernel bar privileges, paths, networks and system calls, of this process and all after it.

    Raises OSError: what the kernel said that it can bar is barred, or nothing runs.
    """
    from ctypes import addressof, create_string_buffer

    _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    if fence["ruleset"]:
        _restrict(libc, fence["ruleset"], fence["rules"])
    if fence["calls"]:
        calls = create_string_buffer(fence["calls"], len(fence["calls"]))
        program = create_string_buffer(struct.pack("@HP", len(calls) // 8, addressof(calls)))
        _checked(libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, addressof(program), 0, 0))


def _restrict(libc: Any, attributes: bytes, rules: list[tuple[bytes, int, bool]]) -> None:
    """Open nothing any more but what the rules name (landlock(7)); what is open stays so."""
    from ctypes import addressof, create_string_buffer

    buffer = create_string_buffer(attributes, len(attributes))
    ruleset = _checked(libc.syscall(_CREATE_RULESET, addressof(buffer), len(attributes), 0, 0))
    for path, rights, is_needed in rules:
        try:
            beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            if is_needed:
                raise
            continue  # not every system has every folder
        allowed = rights if stat.S_ISDIR(os.fstat(beneath).st_mode) else rights & _RIGHTS_OF_FILES
        rule = create_string_buffer(struct.pack("=Qi", allowed, beneath))
        _checked(libc.syscall(_ADD_RULE, ruleset, _PATH_RULE, addressof(rule), 0))
        os.close(beneath)
    _checked(libc.syscall(_RESTRICT_SELF, ruleset, 0, 0, 0))
    os.close(ruleset)


def _checked(answer: int) -> int:
    """Return what a system call answered. Raises OSError where it failed."""
    import ctypes

    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer


_LIMITS = (
    (resource.RLIMIT_FSIZE, "file_size"),
    (resource.RLIMIT_AS, "memory"),
    (resource.RLIMIT_NOFILE, "open_files"),
)


def _limit(limits: dict[str, int | None]) -> None:
    """Limit what the program may use; never beyond what this process may itself. Raises OSError."""
    os.nice(limits["nice"] or 0)
    for kind, name in _LIMITS:
        most, hard = limits[name], resource.getrlimit(kind)[1]
        if most is not None:
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(int(sys.argv[1]))
