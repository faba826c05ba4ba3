"""The part of the store that tells when jobs waited and when they were worked on."""

from __future__ import annotations

import os
import sqlite3

import msgspec

from nemo_watch.names import shown

_SPANS = """
    WITH some AS (
        SELECT number, id, state, dropped, coalesce(
            (SELECT max(at) FROM history WHERE job = number AND state = 'queued'), created_at) AS begun
        FROM jobs WHERE updated_at >= ? ORDER BY updated_at DESC LIMIT ?
    )
    SELECT id, state, dropped, begun,
        (SELECT path FROM sources WHERE job = number AND position = 0) AS path,
        (SELECT min(at) FROM history WHERE job = number AND at >= begun AND state != 'queued') AS started,
        CASE state WHEN 'held' THEN (SELECT max(at) FROM history WHERE job = number AND state = 'held')
            ELSE (SELECT min(at) FROM history WHERE job = number AND at >= begun
                AND state IN ('done', 'failed', 'cancelled')) END AS ended
    FROM some
"""
"""A job that was begun again is told of from its last beginning on."""


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
        rows = self._connection.execute(_SPANS, (moment, most))
        return [_span(row) for row in rows]


def _span(row: sqlite3.Row) -> Span:
    path = os.fsdecode(row["dropped"] or row["path"])
    return Span(
        job_id=row["id"],
        name=shown(os.path.basename(path)),  # noqa: PTH119 - bytes of any kind
        state=row["state"],
        begun_at=row["begun"],
        started_at=row["started"],
        ended_at=row["ended"],
    )
