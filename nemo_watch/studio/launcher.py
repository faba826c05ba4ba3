"""Set limits, then become another program: `launcher.py key=value,… -- PROGRAM [ARGUMENT …]`.

Run by path with `python -I -S`, so it imports nothing of the package and starts in some 10 ms. It is a program of
its own because what it sets must hold before the first instruction of ffmpeg, and code between fork and exec
(`preexec_fn`) is not safe in a process with threads.
"""

import os
import sys

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9


def main(arguments: list[str]) -> None:
    """Apply the limits in the first argument and exec what stands behind `--`."""
    limits = dict(pair.split("=", 1) for pair in arguments[0].split(",") if pair)
    command = arguments[arguments.index("--") + 1 :]
    _limit(limits)
    if sys.platform == "linux":
        _die_with_parent(int(limits["parent"]))
    os.execv(command[0], command)  # noqa: S606 - the command comes from nemo_watch.studio.jail


def _limit(limits: dict[str, str]) -> None:
    import resource

    os.nice(int(limits.get("nice", "0")))
    for kind, name in ((resource.RLIMIT_FSIZE, "file_size"), (resource.RLIMIT_NOFILE, "open_files")):
        if name in limits:
            resource.setrlimit(kind, (int(limits[name]), int(limits[name])))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when the daemon dies, so that no encode outlives it (prctl(2))."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent process ended")


if __name__ == "__main__":
    main(sys.argv[1:])
