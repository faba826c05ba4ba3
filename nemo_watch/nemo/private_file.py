"""Small files that hold a secret: readable by their user alone, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from nemo_watch.errors import HeldError
from nemo_watch.names import shown

MOST_BYTES = 64 * 1024

_RECHECK_SECONDS = 60.0


def read_private(path: Path) -> bytes:
    """Return what a file holds, empty if there is none; raise HeldError if it cannot be read."""
    try:
        with path.open("rb") as file:
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


def _held(path: Path, verb: str, error: OSError) -> HeldError:
    return HeldError(
        f"The file {shown(path)} cannot be {verb}: {error.strerror}.",
        hint="Make it accessible: the job goes on by itself.",
        recheck_seconds=_RECHECK_SECONDS,
    )
