"""The log in files: one for all, which begins anew when it has grown, and one for each job."""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

FOLDER = "logs"
"""The folder of the files in a state folder."""
NAME = "nemo-watch.log"

MOST_BYTES = 5_000_000
KEPT_FILES = 3
"""So many older files are kept: nemo-watch.log.1 is the newest of them."""

LONGEST_JOB_BYTES = 1_000_000
"""A job that is tried for a day writes no endless file."""
_RENDER = re.compile(r"render_([a-z0-9]{8})_")


class LogFiles:
    """Writes each event as a line of JSON, from any thread. A disk that is full stops no work: the line is lost."""

    def __init__(self, state: Path, *, most_bytes: int = MOST_BYTES) -> None:
        """Write below a state folder; nothing is made before the first event."""
        self._folder = state / FOLDER
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None

    def keep(self, event: dict[str, Any]) -> None:
        """Write an event down."""
        line = json.dumps(event, default=str, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        with self._lock, contextlib.suppress(OSError):
            self._write(line)
            if job_id := _job_of(event):
                _append(self._folder / f"{job_id}.log", line)

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _write(self, line: bytes) -> None:
        if self._file is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = _opened(self._folder / NAME)
        if self._file.tell() + len(line) > self._most_bytes:
            self._file.close()
            self._file = None
            _turn_over(self._folder / NAME)
            self._file = _opened(self._folder / NAME)
        self._file.write(line)


def read_job(state: Path, job_id: str, *, most_bytes: int = LONGEST_JOB_BYTES) -> list[dict[str, Any]]:
    """Return the events of a job, the oldest first: the last that so many bytes hold; none where there is no log."""
    try:
        with (state / FOLDER / f"{job_id}.log").open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - most_bytes))
            return list(_events(file.read(most_bytes)))
    except OSError:
        return []


def read_last(state: Path, most: int) -> list[dict[str, Any]]:
    """Return the last events of the log, the oldest first."""
    events: list[dict[str, Any]] = []
    for path in (state / FOLDER / NAME, *_older(state / FOLDER / NAME)):
        with contextlib.suppress(OSError):
            events = [*_events(path.read_bytes()), *events]
        if len(events) >= most:
            break
    return events[-most:] if most else []


class Tail:
    """What is written to the log from now on; where a new one has begun, the old one is read to its end first."""

    def __init__(self, state: Path) -> None:
        """Begin at the end of what is there."""
        self._path = state / FOLDER / NAME
        self._file = self._opened()
        self._rest = b""
        if self._file is not None:
            self._file.seek(0, os.SEEK_END)

    def more(self) -> list[dict[str, Any]]:
        """Return what has come since the last time."""
        new = self._file.read() if self._file is not None else b""
        while (fresh := self._opened()) is not None:
            if self._file is not None and os.path.sameopenfile(fresh.fileno(), self._file.fileno()):
                fresh.close()
                break
            if self._file is not None:
                new += self._file.read()
                self._file.close()
            self._file = fresh
            new += fresh.read()
        whole, _, self._rest = (self._rest + new).rpartition(b"\n")
        return list(_events(whole))

    def close(self) -> None:
        """Listen no more."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> BinaryIO | None:
        try:
            return self._path.open("rb")
        except OSError:
            return None


def remove_old(state: Path, *, keep_seconds: float, now: float) -> int:
    """Remove the logs of jobs that nothing was written to for so long, and return how many."""
    removed = 0
    with contextlib.suppress(OSError), os.scandir(state / FOLDER) as entries:
        for entry in entries:
            is_of_job = entry.name.endswith(".log") and entry.name != NAME
            if is_of_job and now - entry.stat().st_mtime > keep_seconds:
                Path(entry.path).unlink()
                removed += 1
    return removed


def _events(text: bytes) -> Iterator[dict[str, Any]]:
    """Yield the events of some lines; one that was cut off by a power cut is left out."""
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and {"timestamp", "level", "event"} <= event.keys():
            yield event


def _job_of(event: dict[str, Any]) -> str:
    """Return the job that an event is about; empty for none. A render bears the id of its job in its own."""
    job_id = event.get("job_id")
    if isinstance(job_id, str) and job_id.isascii() and job_id.isalnum():
        return job_id
    found = _RENDER.match(str(event.get("render_id", "")))
    return found[1] if found else ""


def _append(path: Path, line: bytes) -> None:
    with _opened(path) as file:
        if file.tell() < LONGEST_JOB_BYTES:
            file.write(line)


def _opened(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    file = os.fdopen(descriptor, "ab", buffering=0)
    file.seek(0, os.SEEK_END)
    return file


def _older(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}.{number}") for number in range(1, KEPT_FILES + 1)]


def _turn_over(path: Path) -> None:
    """Put the log away under the next name, and what was there one further; the oldest goes."""
    names = [path, *_older(path)]
    for older, newer in zip(reversed(names), reversed(names[:-1]), strict=False):
        with contextlib.suppress(FileNotFoundError):
            newer.replace(older)
