"""The part of the store that only jobs in the cloud need: credits, shared sessions, causes that hold many jobs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from nemo_watch.jobs import Job
from nemo_watch.skills import DEFAULT_SKILL


class CloudShelf:
    """Reads and writes on a store's own connection; `clock` gives seconds since the epoch."""

    def __init__(self, connection: sqlite3.Connection, *, clock: Callable[[], float]) -> None:
        """Share the connection of a store, which closes it."""
        self._connection = connection
        self._clock = clock

    def shared_session(self, job: Job) -> dict[str, str] | None:
        """Return session, task and user of the newest earlier job that shares its session with this one."""
        row = self._connection.execute(
            "SELECT session_id, task_id, user_id FROM jobs "
            "WHERE shared = ? AND shared != '' AND number < ? AND engine = ? AND session_id != '' "
            "ORDER BY number DESC LIMIT 1",
            (job.shared, job.number, job.engine),
        ).fetchone()
        return None if row is None else dict(row)

    def under_way(self, *, besides: str) -> list[str]:
        """Return the skill of each job, but one, whose message may have been taken and has not come to its end."""
        rows = self._connection.execute(
            "SELECT json_extract(rule, '$.skill') AS skill FROM jobs "
            "WHERE turn IN ('sending', 'heard') AND state = 'instructing' AND id != ?",
            (besides,),
        )
        return [row["skill"] or DEFAULT_SKILL for row in rows]

    def spent(self, day: str) -> float:
        """Return the credits that were spent on a day ("2026-03-18")."""
        row = self._connection.execute("SELECT credits FROM spending WHERE day = ?", (day,)).fetchone()
        return 0.0 if row is None else float(row["credits"])

    def spend(self, day: str, credits_: float) -> None:
        """Add credits to what was spent on a day."""
        with self._connection:
            self._connection.execute(
                "INSERT INTO spending (day, credits) VALUES (?, ?) "
                "ON CONFLICT (day) DO UPDATE SET credits = credits + excluded.credits",
                (day, credits_),
            )

    def held_for(self, cause: str, *, most: int | None = None) -> list[str]:
        """Return the ids of jobs that are held for a cause, the oldest first."""
        rows = self._connection.execute(
            "SELECT id FROM jobs WHERE cause = ? AND cause != '' AND state = 'held' ORDER BY number LIMIT ?",
            (cause, -1 if most is None else most),
        )
        return [row["id"] for row in rows]

    def release(self, cause: str, *, most: int | None = None) -> int:
        """Let jobs go on that are held for a cause, the oldest first, and return how many."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            cursor = self._connection.execute(
                "UPDATE jobs SET due_at = ?, slot = engine WHERE number IN (SELECT number FROM jobs "
                "WHERE cause = ? AND cause != '' AND state = 'held' ORDER BY number LIMIT ?)",
                (self._clock(), cause, -1 if most is None else most),
            )
        return cursor.rowcount
