"""Small files that hold a secret: readable by their user alone, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from nemo_watch.errors import HeldError
from nemo_watch.names import shown

MOST_BYTES = 64 * 1024

ANYBODYS, OURS_ALONE, CREDENTIALS = (0o777,), (0o700,), (0o700, 0o440)
"""Permissions that a file may have at most. systemd gives a service's credentials 0400 or 0440 (systemd.exec(5))."""

_RECHECK_SECONDS = 60.0


def read_private(path: Path, *, most: tuple[int, ...] = ANYBODYS) -> bytes:
    """Return what a file holds, empty if there is none; raise HeldError if it cannot be read.

    `most` are the permissions that it may have: one that others may read is refused, unread (hazards F60).
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):  # opening a FIFO without O_NONBLOCK would wait for a writer
                raise _refused(path, "is no regular file", hint="Put a file there that holds nothing but the secret.")
            if all(stat.S_IMODE(mode) & ~allowed for allowed in most):
                raise _refused(
                    path,
                    f"holds a secret, and others may use it too (mode {stat.S_IMODE(mode):o})",
                    hint=f"Run: chmod 600 {shown(path)}",
                )
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _held(path, "read", error) from error


def write_private(path: Path, content: bytes) -> None:
    """Replace a file's content (mode 0600, on the disk before its name); raise HeldError if it cannot be."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise _held(path, "written", error) from error


def _refused(path: Path, reason: str, *, hint: str) -> HeldError:
    return HeldError(f"The file {shown(path)} {reason}.", hint=hint, cause="token")


def _held(path: Path, verb: str, error: OSError) -> HeldError:
    return HeldError(
        f"The file {shown(path)} cannot be {verb}: {error.strerror}.",
        hint="Make it accessible to the user that nemo-watch runs as: what waits for it goes on by itself.",
        recheck_seconds=_RECHECK_SECONDS,
    )
