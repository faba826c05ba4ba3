"""Dropped folders: what lies in one, and since when nothing has changed in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from nemo_watch.inbox.ignoring import is_unfinished, reason_ignored
from nemo_watch.jobs import Fingerprint


def files_below(folder: Path, inbox: Path) -> dict[Path, Fingerprint]:
    """Return the files in a folder of an inbox and in its subfolders; linked folders are not entered.

    What systems keep for themselves is left out, unfinished downloads are not. What cannot be read is not there.
    """
    files = {}
    for above, folders, names in os.walk(folder):
        here = Path(above)
        folders[:] = [
            name for name in folders if reason_ignored((here / name).relative_to(inbox), is_folder=True) is None
        ]
        for name in names:
            if reason_ignored(name) is None or is_unfinished(name):
                try:
                    files[here / name] = Fingerprint.of((here / name).lstat())
                except OSError:
                    continue
    return files


class Quiet:
    """Since when folders have been as they are. `clock` is monotonic."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        """Begin with no folder known."""
        self._clock = clock
        self._states: dict[Path, tuple[int, float]] = {}

    def seconds(self, folder: Path, files: Mapping[Path, Fingerprint]) -> float:
        """Return for how long the files of a folder, as they were seen now, have been the same."""
        now = self._clock()
        state = _digest(files.items())
        before, since = self._states.get(folder, (None, now))
        if before != state:
            since = now
        self._states[folder] = (state, since)
        return now - since

    def forget(self, folder: Path) -> None:
        """Drop what is known of a folder."""
        self._states.pop(folder, None)


def _digest(files: Iterable[tuple[Path, Fingerprint]]) -> int:
    return hash(frozenset((path, seen.inode, seen.size, seen.mtime_ns) for path, seen in files))
