"""The part of the store that remembers files: who took one, who made it, and what was of the same size."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from nemo_watch.jobs import Fingerprint
from nemo_watch.store.rows import fingerprint_of, path_bytes, path_of

_MOST_OF_A_SIZE = 20
"""Files of one size that are looked at: the newest. There may be thousands."""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """A file that a job had to do with: the job's id, and where the file lies, or lay."""

    job_id: str
    path: Path
    digest: str = ""
    fingerprint: Fingerprint | None = None


class FilesShelf:
    """Reads on a store's own connection. Nothing here costs more when there are more files."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Share the connection of a store, which closes it."""
        self._connection = connection

    def made_by(self, path: Path) -> str:
        """Return the id of the newest job that delivered a result at a path; empty for none."""
        return self._newest("deliveries", "path", path, more="AND is_published")

    def put_away_by(self, path: Path) -> str:
        """Return the id of the newest job whose source was moved to a path; empty for none."""
        return self._newest("sources", "moved_to", path)

    def taken(self, rule: str, path: Path) -> Remembered | None:
        """Return what a rule knows of the file that lay at a path; its `job_id` is empty where it was left alone."""
        row = self._connection.execute(
            "SELECT * FROM fingerprints WHERE rule = ? AND path = ?", (rule, path_bytes(path))
        ).fetchone()
        return row and Remembered(job_id=row["job_id"], path=path, fingerprint=fingerprint_of(row))

    def results_of_size(self, rule: str, size: int) -> list[Remembered]:
        """Return what a rule's jobs delivered that is so many bytes long, the newest first."""
        rows = self._connection.execute(
            "SELECT jobs.id, some.* FROM (SELECT * FROM deliveries WHERE size = ? AND digest != '' "
            "ORDER BY job DESC LIMIT ?) AS some JOIN jobs ON jobs.number = some.job "
            "WHERE some.is_published AND jobs.rule_name = ?",
            (size, _MOST_OF_A_SIZE, rule),
        )
        return [Remembered(job_id=row["id"], path=path_of(row["path"]), digest=row["digest"]) for row in rows]

    def sources_of_size(self, rule: str, size: int) -> list[Remembered]:
        """Return what was dropped for a rule's finished jobs that is so many bytes long, where it lies now."""
        rows = self._connection.execute(
            "SELECT jobs.id, some.* FROM (SELECT * FROM sources WHERE size = ? ORDER BY job DESC LIMIT ?) AS some "
            "JOIN jobs ON jobs.number = some.job WHERE jobs.rule_name = ? AND jobs.state = 'done'",
            (size, _MOST_OF_A_SIZE, rule),
        )
        return [
            Remembered(job_id=row["id"], path=path_of(row["moved_to"] or row["path"]), fingerprint=fingerprint_of(row))
            for row in rows
        ]

    def _newest(self, table: str, column: str, path: Path, *, more: str = "") -> str:
        row = self._connection.execute(
            f"SELECT jobs.id FROM {table} JOIN jobs ON jobs.number = {table}.job "  # noqa: S608
            f"WHERE {table}.{column} = ? {more} ORDER BY jobs.number DESC LIMIT 1",
            (path_bytes(path),),
        ).fetchone()
        return "" if row is None else str(row["id"])
