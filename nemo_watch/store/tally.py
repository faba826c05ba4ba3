"""The part of the store that adds up what was done since a moment."""

from __future__ import annotations

import sqlite3

import msgspec


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """What became of jobs in a stretch of time: how many, seconds of results, bytes that were dropped and delivered."""

    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    bytes_before: int = 0
    bytes_after: int = 0


class Tally:
    """Reads on a store's own connection; it costs more where more was done since the moment that is asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Share the connection of a store, which closes it."""
        self._connection = connection

    def needy(self, *, since: float) -> int:
        """Return how many jobs need a person: held ones, and those that failed since a moment."""
        (held,) = self._connection.execute(
            "SELECT count(*) FROM jobs WHERE state = 'held' AND cause != 'hours'"
        ).fetchone()
        (failed,) = self._connection.execute(
            "SELECT count(*) FROM jobs INDEXED BY jobs_over WHERE state = 'failed' AND updated_at >= ?", (since,)
        ).fetchone()
        return int(held + failed)

    def since(self, moment: float) -> Numbers:
        """Return what jobs came to since a moment, in seconds since the epoch."""
        row = self._connection.execute(
            "SELECT count(*) AS done, total(result_seconds) AS seconds, "
            "total(bytes_before) AS before, total(bytes_after) AS after "
            "FROM jobs INDEXED BY jobs_over WHERE state = 'done' AND updated_at >= ?",
            (moment,),
        ).fetchone()
        (failed,) = self._connection.execute(
            "SELECT count(*) FROM jobs INDEXED BY jobs_over WHERE state = 'failed' AND updated_at >= ?", (moment,)
        ).fetchone()
        return Numbers(
            done=row["done"],
            failed=failed,
            seconds=row["seconds"],
            bytes_before=int(row["before"]),
            bytes_after=int(row["after"]),
        )
