"""Wait for orders, set limits, then become another program: `launcher.py PARENT`, where PARENT is the daemon's pid.

Standard input is a unix socket. Orders are one byte that carries the descriptors (SCM_RIGHTS), then, up to the end of
what the daemon sends, a marshalled dictionary: `command`, `numbers` (what the program knows the descriptors by, in the
same order) and `limits`. The answer is the errno of what failed; where the socket ends without a word, the program has
begun. A socket that ends without orders ends the launcher: the daemon has no use for it, or is gone.

Run by path with `python -I -S`, so it imports nothing of the package; whatever is slow to load is loaded before the
orders come. It is a program of its own because what it sets must hold before the first instruction of ffmpeg, and code
between fork and exec (`preexec_fn`) is not safe in a process with threads.
"""

import _socket  # `socket` itself loads selectors and enums: 8 ms for what recvmsg alone can do
import fcntl
import marshal
import os
import resource
import sys

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
_CHANNEL = 0
_MOST_DESCRIPTORS = 253
"""What one message can carry (SCM_MAX_FD, unix(7))."""
_INT_BYTES = 4


def main(parent: int) -> None:
    """Become the program that is ordered; return where there are no orders."""
    if sys.platform == "linux":
        _die_with(parent)
    channel = _socket.socket(fileno=_CHANNEL)
    received = _received(channel)
    if not received:
        return
    orders = marshal.loads(_rest(channel))  # noqa: S302 - written by nemo_watch.studio.launchers, the only other end
    channel.detach()
    answer = _arrange(received, orders["numbers"])
    try:
        _fence(orders["limits"])
        os.execv(orders["command"][0], orders["command"])  # noqa: S606 - it comes from nemo_watch.studio.jail
    except OSError as error:
        os.write(answer, str(error.errno).encode())
        os._exit(1)


def _die_with(parent: int) -> None:
    """Ask the kernel to kill this process when the daemon dies, so that no encode outlives it (prctl(2))."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
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


def _fence(limits: dict[str, int | None]) -> None:
    """Limit what the program may use and, once there are rules for it, what it may reach. Raises OSError."""
    os.nice(limits["nice"] or 0)
    for kind, name in ((resource.RLIMIT_FSIZE, "file_size"), (resource.RLIMIT_NOFILE, "open_files")):
        most = limits[name]
        if most is not None:
            resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(int(sys.argv[1]))
