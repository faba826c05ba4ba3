"""The part of the store that tells when jobs waited and when they were worked on."""

from __future__ import annotations

import os
import sqlite3

import msgspec

from nemo_watch.names import shown


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A job in time, in seconds since the epoch; what has not come yet is None."""

    job_id: str
    name: str
    state: str
    begun_at: float
    started_at: float | None
    ended_at: float | None


class Spans:
    """Reads on a store's own connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Share the connection of a store, which closes it."""
        self._connection = connection

    def since(self, moment: float, *, most: int) -> list[Span]:
        """Return the jobs that something has happened to since a moment, the last ones of them."""
        rows = self._connection.execute(
            "SELECT id, state, created_at, updated_at, "
            "(SELECT path FROM sources WHERE job = number AND position = 0) AS path, dropped, "
            "(SELECT min(at) FROM history WHERE job = number AND state != 'queued') AS started "
            "FROM jobs WHERE updated_at >= ? ORDER BY updated_at DESC LIMIT ?",
            (moment, most),
        )
        return [_span(row) for row in rows]


def _span(row: sqlite3.Row) -> Span:
    path = os.fsdecode(row["dropped"] or row["path"])
    is_over = row["state"] in {"done", "failed", "cancelled", "held"}
    return Span(
        job_id=row["id"],
        name=shown(os.path.basename(path)),  # noqa: PTH119 - bytes of any kind
        state=row["state"],
        begun_at=row["created_at"],
        started_at=row["started"],
        ended_at=row["updated_at"] if is_over else None,
    )
