"""One daemon for one state folder: two would take the same files and spend the same credits."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from nemo_watch.errors import AlreadyRunning, StoreError
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown

LOCK_NAME = "daemon.lock"


class StateLock:
    """The lock on a state folder; the kernel releases it with the process, however that ends."""

    def __init__(self, state: Path) -> None:
        """Take the lock. Raises AlreadyRunning, naming the process that has it, or StoreError."""
        _check_local(state)
        path = state / LOCK_NAME
        try:
            state.mkdir(mode=0o700, parents=True, exist_ok=True)
            if state.stat().st_uid == os.geteuid() and state.stat().st_mode & 0o077:
                state.chmod(0o700)  # what others dropped, and what it became, is nobody else's business
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"The state folder {shown(state)} cannot be written: {error.strerror}.",
                hint="Make it writable, or name another as `state` in the rule file.",
            ) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.read(self._descriptor, 32).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            raise AlreadyRunning(
                f"A daemon already works with {shown(state)} (process {owner or 'unknown'}).",
                hint="`nemo-watch status` shows what it does.",
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)


def _check_local(state: Path) -> None:
    """Raise StoreError for a folder on another machine: locks do not hold there, and the database would be damaged."""
    mount = mount_of(Path(os.path.realpath(state)))
    if mount is not None and mount.is_remote:
        raise StoreError(
            f"The state folder {shown(state)} lies on a network file system ({mount.kind}), which keeps no database "
            "whole.",
            hint="Name a folder on a local disk as `state` in the rule file.",
        )
