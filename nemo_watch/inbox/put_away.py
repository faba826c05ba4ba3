"""What becomes of a source: to `done/` once delivered, to `failed/` with the reason beside it, and back again.

A file is touched only if it is still the one that was taken; one that was put in its place meanwhile is left alone.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from nemo_watch import placing
from nemo_watch.names import fitting
from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER

PROBLEM_SUFFIX = ".problem.txt"


def is_same_file(path: Path, *, inode: int, size: int, mtime_ns: int) -> bool:
    """Tell whether a path still holds the file that was taken, unchanged."""
    try:
        stat = path.lstat()
    except OSError:
        return False
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns) == (inode, size, mtime_ns)


def archive(source: Path, *, inbox: Path) -> Path:
    """Move a delivered source to `done/`, subfolders kept, and return where it is. Raises OSError."""
    return _move_below(source, inbox=inbox, below=DONE_FOLDER)


def trash(source: Path) -> None:
    """Move a delivered source to the desktop's trash. Raises OSError where there is none."""
    from send2trash import send2trash

    send2trash(source)


def set_aside(source: Path, *, inbox: Path, problem: str) -> Path:
    """Move a failed source to `failed/`, subfolders kept, with a text beside it that says why. Raises OSError."""
    place = _move_below(source, inbox=inbox, below=FAILED_FOLDER)
    with contextlib.suppress(OSError):  # a full disk keeps the text from being written, not the file from its place
        explain(place, problem=problem)
    return place


def explain(place: Path, *, problem: str) -> None:
    """Write beside a failed file why it failed. Raises OSError."""
    problem_path(place).write_text(problem, encoding="utf-8")
    placing.sync_folder(place.parent)


def bring_back(place: Path, *, source: Path) -> Path:
    """Move a source from `failed/` or `done/` to where it was dropped, and return where it is. Raises OSError."""
    source.parent.mkdir(parents=True, exist_ok=True)
    back = placing.move(place, source.parent, source.name)
    remove_problem(place)
    return back


def expire_archive(inbox: Path, *, keep_seconds: float, now: float) -> int:
    """Remove what has lain in `done/` for longer than `keep_seconds`, and return how many files that were.

    A file lies there since its inode last changed, which the move into the folder did; `now` is seconds since the
    epoch.
    """
    count = 0
    for folder, _, names in os.walk(inbox / DONE_FOLDER, topdown=False):
        for name in names:
            path = Path(folder, name)
            with contextlib.suppress(OSError):
                if now - path.lstat().st_ctime > keep_seconds:
                    path.unlink()
                    count += 1
    return count


def problem_path(place: Path) -> Path:
    """Return the path of the text that says why a file failed; a long name is shortened."""
    return place.with_name(fitting(place.name, PROBLEM_SUFFIX))


def remove_problem(place: Path) -> None:
    """Remove the text beside a failed file, and the folders that this leaves empty."""
    with contextlib.suppress(OSError):
        problem_path(place).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        place.parent.rmdir()


def _move_below(source: Path, *, inbox: Path, below: str) -> Path:
    try:
        subfolder = source.parent.relative_to(inbox)
    except ValueError:
        subfolder = Path()
    folder = inbox / below / subfolder
    folder.mkdir(parents=True, exist_ok=True)
    return placing.move(source, folder, source.name)
