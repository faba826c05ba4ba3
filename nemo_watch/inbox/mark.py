"""The mark of an inbox: a small hidden file that tells it from the empty folder that its disk is mounted on.

And the canary: a file that is there for a moment, to hear whether the system tells of changes.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

import msgspec

from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.rules import WORK_FOLDER

CANARY = ".nemo-watch-canary"
_MARK = Path(WORK_FOLDER, "inbox")
_EXPLANATION = "By this file, nemo-watch tells this inbox from the empty folder that its disk is mounted on.\n"
_LONGEST_ID = 64
_FLAGS = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


class Known(msgspec.Struct, frozen=True):
    """What an inbox was known by when it was last there: its mark, empty where it has none, and its device's number."""

    id: str
    device: int

    def to_note(self) -> str:
        """Return it as a line of text."""
        return f"{self.device} {self.id}"

    @classmethod
    def from_note(cls, note: str) -> Known | None:
        """Return what a line of text says, None where there is none."""
        device, _, mark_id = note.partition(" ")
        return cls(mark_id, int(device)) if device.isdigit() else None


class Away(Exception):
    """The inbox is not there; the sentence says why, and what to do."""


def recognize(inbox: Path, before: Known | None) -> Known:
    """Return what an inbox is to be known by from now on, marking it where it needs a mark. Raises Away.

    What lies on the system's own disk needs none: that is always there.
    """
    device = _device_of(inbox)
    found = _read(inbox / _MARK)
    if found:
        return Known(found, device)
    if before is not None and before.id and before.device != device and found is None:
        raise Away(
            f"The folder {shown(inbox)} is not the one that it was: its disk is not connected. If it is to be the "
            f"inbox as it is now, make an empty file {_MARK} in it."
        )
    if found is None and _is_always_there(inbox):
        return Known("", device)
    mark_id = before.id if before is not None and before.id else secrets.token_hex(8)
    return Known(mark_id if _write(inbox / _MARK, mark_id) else "", device)


def sing(inbox: Path) -> bool:
    """Make a file in an inbox and take it away again, which is to be heard; tell whether that could be done."""
    canary = inbox / CANARY
    try:
        os.close(os.open(canary, os.O_WRONLY | os.O_CREAT | _FLAGS, 0o600))
        canary.unlink()
    except OSError:
        return False
    return True


def _is_always_there(inbox: Path) -> bool:
    mount = mount_of(Path(os.path.realpath(inbox)))
    return mount is not None and mount.point == "/"


def _device_of(inbox: Path) -> int:
    try:
        status = inbox.stat()
    except FileNotFoundError:
        raise Away(f"The folder {shown(inbox)} does not exist. Make it, or connect its disk.") from None
    except OSError as error:
        raise Away(f"The folder {shown(inbox)} cannot be reached: {error.strerror}.") from error
    if not stat.S_ISDIR(status.st_mode):
        raise Away(f"Where the folder {shown(inbox)} should be lies a file. Move it away.")
    return status.st_dev


def _read(path: Path) -> str | None:
    """Return the id that a mark holds, empty for an empty file; None where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _FLAGS)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.readline(_LONGEST_ID).strip().decode("ascii", "replace")


def _write(path: Path, mark_id: str) -> bool:
    """Write a mark, never through a link; tell whether that could be done."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | _FLAGS, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{mark_id}\n{_EXPLANATION}".encode("ascii"))
    except OSError:
        return False
    return True
