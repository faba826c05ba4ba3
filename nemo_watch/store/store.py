"""Reading and writing jobs. Every change is one transaction, on the disk before the call returns.

The store is used from one thread; a commit takes a fraction of a millisecond on an SSD. Nothing here costs more when
there are more jobs.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from nemo_watch.errors import NoSuchJob, StoreError
from nemo_watch.jobs import Fingerprint, Job, State
from nemo_watch.names import fold, shown
from nemo_watch.store.cloud import CloudShelf
from nemo_watch.store.files import FilesShelf
from nemo_watch.store.rows import (
    columns_of,
    delivery_columns,
    fingerprint_columns,
    fingerprint_of,
    job_of,
    path_bytes,
)
from nemo_watch.store.schema import is_current, migrate
from nemo_watch.store.spans import Spans
from nemo_watch.store.tally import Tally
from nemo_watch.store.turns import Turns
from nemo_watch.store.wanted import ALL, Wanted

_BUSY_MILLISECONDS = 5000
_PARTS_AT_ONCE = 500
_BEHIND_ALL = "\U0010ffff"
"""Sorts behind every letter that an id may have."""


class HistoryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One change in a job's life; `at` is seconds since the epoch."""

    at: float
    state: str
    message: str


class Store:
    """The jobs of one state folder; what only some ask for stands on shelves: `cloud`, `files`, `turns` and more."""

    def __init__(self, path: Path, *, clock: Callable[[], float], read_only: bool = False) -> None:
        """Open the database, making or upgrading it; `clock` gives seconds since the epoch.

        Raises StoreError where the folder cannot be used.
        """
        self._clock = clock
        try:
            self._connection = _open(path, read_only=read_only)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store {shown(path)} cannot be used: {error}.",
                hint="It must lie on a local disk that can be written.",
            ) from error
        self.cloud = CloudShelf(self._connection, clock=clock)
        self.files = FilesShelf(self._connection)
        self.turns = Turns(self._connection)
        self.tally = Tally(self._connection)
        self.spans = Spans(self._connection)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def now(self) -> float:
        """Return the moment by the store's clock, in seconds since the epoch."""
        return self._clock()

    def add(self, job: Job) -> Job | None:
        """Store a new job together with the fingerprints of its sources, and return it with its number.

        Returns None where one of the sources lies there unchanged since it was taken by the same rule.
        """
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            if any(self.is_known(job.rule.name, source.path, source.fingerprint) for source in job.sources):
                return None
            number = self._insert(job)
            for source in job.sources:
                self._remember(job.rule.name, source.path, source.fingerprint, job.id)
            self._write_history(number, job)
        return msgspec.structs.replace(job, number=number)

    def save(self, job: Job) -> Job:
        """Store what a job has become, and return it with the moment of the change.

        The history gets an entry where state or message differ from the last one.
        """
        job = msgspec.structs.replace(job, updated_at=self._clock())
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._update(job)
        return job

    def readmit(self, job: Job) -> Job:
        """Store a job that begins again, with what its sources are now, so that they are not taken as new ones."""
        job = msgspec.structs.replace(job, updated_at=self._clock())
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._update(job)
            for source in job.sources:
                self._remember(job.rule.name, source.path, source.fingerprint, job.id)
        return job

    def get(self, job_id: str) -> Job:
        """Return the job whose id is, or begins with, `job_id`. Raises NoSuchJob for none or more than one."""
        found = self._connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchall()
        if not found and job_id:
            found = self._connection.execute(
                "SELECT * FROM jobs WHERE id >= ? AND id < ? ORDER BY id LIMIT 2", (job_id, job_id + _BEHIND_ALL)
            ).fetchall()
        if not found:
            raise NoSuchJob(f'There is no job "{shown(job_id)}".', hint="`nemo-watch jobs` lists them.")
        if len(found) > 1:
            raise NoSuchJob(f'More than one job begins with "{job_id}".', hint="Write more of its id.")
        return self._with_parts(found)[0]

    def state_of(self, job_id: str) -> State | None:
        """Return the state of the job with exactly this id; None where there is none."""
        row = self._connection.execute("SELECT state FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return None if row is None else State(row["state"])

    def jobs(self, wanted: Wanted = ALL) -> list[Job]:
        """Return the jobs that are wanted, the newest first."""
        return self._with_parts(self._connection.execute(*wanted.query()).fetchall())

    def jobs_in_parts(self, wanted: Wanted, *, at_once: int) -> Iterator[list[Job]]:
        """Yield the jobs that are wanted, the newest first, so many at once: other work may be done in between."""
        numbers = [row["number"] for row in self._connection.execute(*wanted.query("number"))]
        for begin in range(0, len(numbers), at_once):
            some = numbers[begin : begin + at_once]
            marks = ", ".join("?" * len(some))
            rows = self._connection.execute(f"SELECT * FROM jobs WHERE number IN ({marks})", some)  # noqa: S608
            found = {row["number"]: row for row in rows}
            yield self._with_parts([found[number] for number in some if number in found])

    def counts(self) -> dict[str, int]:
        """Return how many jobs are in each state; states without any are left out."""
        return dict(self._connection.execute("SELECT state, jobs FROM counts WHERE jobs > 0").fetchall())

    def history(self, job: Job) -> list[HistoryEntry]:
        """Return what happened to a job, the first first."""
        rows = self._connection.execute(
            "SELECT at, state, message FROM history WHERE job = ? ORDER BY rowid", (job.number,)
        )
        return [HistoryEntry(at=row["at"], state=row["state"], message=row["message"]) for row in rows]

    def is_known(self, rule: str, path: Path, fingerprint: Fingerprint) -> bool:
        """Tell whether a file lies there unchanged since it was taken, or left alone, by a rule."""
        row = self._connection.execute(
            "SELECT * FROM fingerprints WHERE rule = ? AND path = ?", (rule, path_bytes(path))
        ).fetchone()
        return row is not None and fingerprint_of(row).is_same_content(fingerprint)

    def leave_alone(self, rule: str, files: Iterable[tuple[Path, Fingerprint]], *, job_id: str = "") -> None:
        """Remember files that a rule shall not take although they lie in its inbox, and which job made them, if any."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            for path, fingerprint in files:
                self._remember(rule, path, fingerprint, job_id)

    def forget(self, rule: str, path: Path) -> None:
        """Forget the file at a path, because it lies there no more: the next one of that name is a new one."""
        with self._connection:
            self._connection.execute("DELETE FROM fingerprints WHERE rule = ? AND path = ?", (rule, path_bytes(path)))

    def last_job_of(self, path: Path) -> Job | None:
        """Return the newest job that a file at this path was dropped for."""
        row = self._connection.execute(
            "SELECT jobs.* FROM sources JOIN jobs ON jobs.number = sources.job WHERE path = ? "
            "ORDER BY jobs.number DESC LIMIT 1",
            (path_bytes(path),),
        ).fetchone()
        return None if row is None else self._with_parts([row])[0]

    def note(self, name: str) -> str:
        """Return a note that was kept under a name; empty where there is none."""
        row = self._connection.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row["value"])

    def keep_note(self, name: str, value: str) -> None:
        """Keep a small fact that is no job's, such as that an inbox has been seen before."""
        with self._connection:
            self._connection.execute("REPLACE INTO notes (name, value) VALUES (?, ?)", (name, value))

    def _insert(self, job: Job) -> int:
        columns = columns_of(job)
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        cursor = self._connection.execute(f"INSERT INTO jobs ({names}) VALUES ({values})", columns)  # noqa: S608
        assert cursor.lastrowid is not None
        self._write_parts(msgspec.structs.replace(job, number=cursor.lastrowid))
        return cursor.lastrowid

    def _update(self, job: Job) -> None:
        columns = columns_of(job)
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        self._connection.execute(f"UPDATE jobs SET {assignments} WHERE number = {job.number:d}", columns)  # noqa: S608
        self._write_parts(job)
        self._write_history(job.number, job)

    def _write_parts(self, job: Job) -> None:
        self._connection.executemany(
            "REPLACE INTO sources (job, position, path, use, moved_to, device, inode, size, mtime_ns, ctime_ns) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    job.number,
                    position,
                    path_bytes(source.path),
                    source.use.value,
                    None if source.moved_to is None else path_bytes(source.moved_to),
                    *fingerprint_columns(source.fingerprint),
                )
                for position, source in enumerate(job.sources)
            ],
        )
        self._connection.execute(
            "DELETE FROM deliveries WHERE job = ? AND position >= ?", (job.number, len(job.deliveries))
        )
        self._connection.executemany(
            "REPLACE INTO deliveries (job, position, path, inode, size, digest, render_id, is_published) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(job.number, position, *delivery_columns(delivery)) for position, delivery in enumerate(job.deliveries)],
        )

    def _write_history(self, number: int, job: Job) -> None:
        last = self._connection.execute(
            "SELECT state, message FROM history WHERE job = ? ORDER BY rowid DESC LIMIT 1", (number,)
        ).fetchone()
        if last is None or (last["state"], last["message"]) != (job.state.value, job.message):
            self._connection.execute(
                "INSERT INTO history (job, at, state, message) VALUES (?, ?, ?, ?)",
                (number, self._clock(), job.state.value, job.message),
            )

    def _remember(self, rule: str, path: Path, fingerprint: Fingerprint, job_id: str) -> None:
        self._connection.execute(
            "REPLACE INTO fingerprints (rule, path, device, inode, size, mtime_ns, ctime_ns, job_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (rule, path_bytes(path), *fingerprint_columns(fingerprint), job_id),
        )

    def _with_parts(self, rows: Sequence[sqlite3.Row]) -> list[Job]:
        """Return the jobs that rows stand for, with their parts."""
        sources = self._parts("sources", rows)
        deliveries = self._parts("deliveries", rows)
        columns = rows[0].keys() if rows else []
        # a row looks for a column by going through the names of all: for forty of them a dictionary is faster
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        return [job_of(row, sources.get(row["number"], ()), deliveries.get(row["number"], ())) for row in named]

    def _parts(self, table: str, rows: Sequence[sqlite3.Row]) -> dict[int, list[sqlite3.Row]]:
        if not rows:
            return {}
        numbers = [row["number"] for row in rows]
        parts: dict[int, list[sqlite3.Row]] = {}
        for begin in range(0, len(numbers), _PARTS_AT_ONCE):
            some = numbers[begin : begin + _PARTS_AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT * FROM {table} WHERE job IN ({marks}) ORDER BY job, position"  # noqa: S608
            for part in self._connection.execute(query, some):
                parts.setdefault(part["job"], []).append(part)
        return parts


def _open(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only and is_current(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    else:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.create_function("folded", 1, lambda path: fold(os.fsdecode(path)), deterministic=True)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    if not read_only or not is_current(path):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
    return connection
