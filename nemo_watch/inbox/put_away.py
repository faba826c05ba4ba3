"""What becomes of a source: to `done/` once delivered, to `failed/` with the reason beside it, and back again.

A file is touched only if it is still the one that was taken; one that was put in its place meanwhile is left alone.
A dropped folder goes as a whole, by one rename, unless something new lies in it by now.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from nemo_watch import placing
from nemo_watch.jobs import Job
from nemo_watch.mounts import lasting_inode
from nemo_watch.names import fitting
from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER, PROBLEM_SUFFIX


def is_same_file(path: Path, *, inode: int, size: int, mtime_ns: int) -> bool:
    """Tell whether a path still holds the file that was taken, unchanged."""
    try:
        stat = path.lstat()
    except OSError:
        return False
    return (lasting_inode(stat), stat.st_size, stat.st_mtime_ns) == (inode, size, mtime_ns)


def archive(source: Path, *, inbox: Path) -> Path:
    """Move a delivered source to `done/`, subfolders kept, and return where it is. Raises OSError."""
    return _move_below(source, inbox=inbox, below=DONE_FOLDER)


def trash(source: Path) -> None:
    """Move a delivered source to the desktop's trash. Raises OSError where there is none."""
    from send2trash import send2trash

    send2trash(source)


def set_aside(source: Path, *, inbox: Path) -> Path:
    """Move a failed source to `failed/`, subfolders kept, and return where it is. Raises OSError."""
    return _move_below(source, inbox=inbox, below=FAILED_FOLDER)


def move_folder(folder: Path, *, inbox: Path, below: str, is_new: Callable[[Path], bool]) -> Path | None:
    """Move a dropped folder to `done/` or `failed/` as a whole, and return where it is.

    Returns None where it must be moved file by file: something in it `is_new`, or the system does not let it be moved.
    """
    try:
        if any(is_new(path) for path in _touched(folder)):
            return None
        (inbox / below).mkdir(exist_ok=True)
        place = _rename_folder(folder, inbox / below, folder.name)
    except OSError:
        return None
    _return_late_ones(place, folder, is_new)
    return place


def place_of(job: Job) -> Path | None:
    """Return where we moved what was dropped, a folder or the first file; None where all lies where it was."""
    for source in job.sources:
        if source.moved_to is not None:
            depth = 0 if job.dropped is None else len(source.path.relative_to(job.dropped).parts)
            return source.moved_to.parents[depth - 1] if depth else source.moved_to
    return None


def explain(place: Path, *, problem: str) -> None:
    """Write beside a failed file, or folder, why it failed. Raises OSError."""
    problem_path(place).write_text(problem, encoding="utf-8")
    placing.sync_folder(place.parent)


def bring_back(place: Path, *, source: Path) -> Path:
    """Move a source from `failed/` or `done/` to where it was dropped, and return where it is. Raises OSError."""
    source.parent.mkdir(parents=True, exist_ok=True)
    back = placing.move(place, source.parent, source.name)
    remove_problem(place)
    return back


def bring_folder_back(place: Path, *, dropped: Path) -> Path:
    """Move a dropped folder from `failed/` or `done/` to where it was, and return where it is. Raises OSError."""
    back = _rename_folder(place, dropped.parent, dropped.name)
    remove_problem(place)
    return back


def expire_archive(inbox: Path, *, keep_seconds: float, now: float) -> int:
    """Remove what has lain in `done/` for longer than `keep_seconds`, and return how many files that were.

    A file lies there since its inode last changed, which the move into the folder did; `now` is seconds since the
    epoch. Subfolders that this leaves empty are removed with it.
    """
    count = 0
    archive_folder = inbox / DONE_FOLDER
    for folder, _, names in os.walk(archive_folder, topdown=False):
        expired = sum(_expire(Path(folder, name), keep_seconds=keep_seconds, now=now) for name in names)
        if expired and Path(folder) != archive_folder:
            remove_empty(Path(folder))
        count += expired
    return count


def _expire(path: Path, *, keep_seconds: float, now: float) -> bool:
    """Remove a file that has lain there for too long, and tell whether it was."""
    with contextlib.suppress(OSError):
        if now - path.lstat().st_ctime > keep_seconds:
            path.unlink()
            return True
    return False


def remove_empty(folder: Path) -> None:
    """Remove a folder, and those in it, as far as nothing lies in them."""
    for inner, _, _ in os.walk(folder, topdown=False):
        with contextlib.suppress(OSError):
            os.rmdir(inner)  # noqa: PTH106 - a name as os.walk gives it


def problem_path(place: Path) -> Path:
    """Return the path of the text that says why a file failed; a long name is shortened."""
    return place.with_name(fitting(place.name, PROBLEM_SUFFIX))


def remove_problem(place: Path) -> None:
    """Remove the text beside a failed file, and the folders that this leaves empty."""
    with contextlib.suppress(OSError):
        problem_path(place).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        place.parent.rmdir()


def _touched(folder: Path) -> list[Path]:
    """Return the files in a folder, each with a new moment of change of its inode and nothing else changed.

    `done/` is emptied by that moment, which the rename of a folder changes for the folder alone. Raises OSError.
    """
    paths = [Path(inner, name) for inner, _, names in os.walk(folder) for name in names]
    for path in paths:
        stat = path.lstat()
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns), follow_symlinks=False)
    return paths


def _rename_folder(folder: Path, parent: Path, name: str) -> Path:
    """Move a folder below `parent` under the first free name: an empty folder keeps the name until it is there."""
    for target in placing.candidates(parent, name):
        try:
            target.mkdir()
        except FileExistsError:
            continue
        try:
            folder.rename(target)
        except OSError:
            target.rmdir()
            raise
        placing.sync_folder(parent)
        return target
    raise AssertionError("there is always a next number")


def _return_late_ones(place: Path, folder: Path, is_new: Callable[[Path], bool]) -> None:
    """Move back what came into a folder in the moment before it was moved, so that it is taken."""
    for inner, _, names in os.walk(place):
        for name in names:
            before = folder / Path(inner, name).relative_to(place)
            if is_new(before):
                with contextlib.suppress(OSError):
                    before.parent.mkdir(parents=True, exist_ok=True)
                    placing.move(Path(inner, name), before.parent, name)


def _move_below(source: Path, *, inbox: Path, below: str) -> Path:
    try:
        subfolder = source.parent.relative_to(inbox)
    except ValueError:
        subfolder = Path()
    folder = inbox / below / subfolder
    folder.mkdir(parents=True, exist_ok=True)
    return placing.move(source, folder, source.name)
