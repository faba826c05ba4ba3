"""Walk an inbox and name what lies there. Events are hints; what is found here is the truth.

Nothing is opened and nothing judged but names: that is the work of `looks` and `settle`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from nemo_watch.inbox.ignoring import reason_ignored


def sweep(
    inbox: Path, *, recursive: bool, on_unreadable: Callable[[Path, OSError], None], below: Path | None = None
) -> Iterator[Path]:
    """Yield the path of every file in an inbox that may be taken by its name, in no order.

    Links, pipes and devices are named too, so that it can be said why they are refused; linked folders are
    not entered. A folder that cannot be read is handed to `on_unreadable` with its error and left out; so is
    the inbox itself. `below` is a folder in the inbox to which the walk is kept.

    Folders are read as the walk is consumed, and block on a network mount as long as that does: run it in a
    thread.
    """
    waiting = [os.fspath(below or inbox)]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    is_folder = _is_folder(entry)
                    if (is_folder and not recursive) or _is_ignored(entry, inbox, is_folder=is_folder):
                        continue
                    if is_folder:
                        waiting.append(entry.path)
                    else:
                        yield Path(entry.path)
        except OSError as error:
            on_unreadable(Path(folder), error)


def _is_ignored(entry: os.DirEntry[str], inbox: Path, *, is_folder: bool) -> bool:
    relative_path = entry.path[len(os.fspath(inbox)) :].lstrip(os.sep)
    return reason_ignored(relative_path, is_folder=is_folder) is not None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell folders from all else; what cannot be asked (it has just vanished) counts as a file."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
