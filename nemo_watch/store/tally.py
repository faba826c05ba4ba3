"""The part of the store that counts: how many jobs there are of each state, and what was done since a moment."""

from __future__ import annotations

import sqlite3

import msgspec

_DONE = (
    "SELECT jobs.number, jobs.result_seconds AS seconds, "
    "(SELECT sum(size) FROM sources WHERE job = jobs.number) AS before, "
    "(SELECT sum(size) FROM deliveries WHERE job = jobs.number AND is_published) AS after "
    "FROM jobs WHERE updated_at >= ? AND state = 'done'"
)


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

    def since(self, moment: float) -> Numbers:
        """Return what jobs came to since a moment, in seconds since the epoch."""
        row = self._connection.execute(
            f"SELECT count(*) AS done, sum(seconds) AS seconds, sum(before) AS before, sum(after) AS after "  # noqa: S608
            f"FROM ({_DONE})",
            (moment,),
        ).fetchone()
        (failed,) = self._connection.execute(
            "SELECT count(*) FROM jobs WHERE updated_at >= ? AND state = 'failed'", (moment,)
        ).fetchone()
        return Numbers(
            done=row["done"],
            failed=failed,
            seconds=row["seconds"] or 0.0,
            bytes_before=row["before"] or 0,
            bytes_after=row["after"] or 0,
        )
