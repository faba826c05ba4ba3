"""The tables, as numbered migrations: each is applied once, in order, in a transaction of its own.

A migration that has been released is never changed; a new one is added behind it. The number of the last one stands
in the database's own `user_version`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from nemo_watch.errors import StoreError

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        rule_name TEXT NOT NULL,
        rule TEXT NOT NULL,
        engine TEXT NOT NULL,
        instructions TEXT NOT NULL,
        state TEXT NOT NULL,
        resume TEXT,
        slot TEXT NOT NULL,
        begun INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        said INTEGER NOT NULL,
        lane TEXT NOT NULL,
        progress INTEGER NOT NULL,
        message TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        trying_since REAL,
        due_at REAL,
        session_id TEXT NOT NULL,
        render_id TEXT NOT NULL,
        renders INTEGER NOT NULL,
        draft BLOB NOT NULL,
        result_url TEXT NOT NULL,
        result_seconds REAL,
        account TEXT NOT NULL,
        incomplete TEXT NOT NULL,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL
    );
    CREATE INDEX jobs_ready ON jobs (slot, begun DESC, priority DESC, number) WHERE slot != '' AND due_at IS NULL;
    CREATE INDEX jobs_due ON jobs (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX jobs_going ON jobs (state) WHERE slot != '';
    CREATE INDEX jobs_state ON jobs (state, number);

    CREATE TABLE sources (
        job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        path BLOB NOT NULL,
        moved_to BLOB,
        device INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        PRIMARY KEY (job, position)
    ) WITHOUT ROWID;
    CREATE INDEX sources_path ON sources (path);

    CREATE TABLE deliveries (
        job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        path BLOB NOT NULL,
        inode INTEGER NOT NULL,
        size INTEGER NOT NULL,
        is_published INTEGER NOT NULL,
        PRIMARY KEY (job, position)
    ) WITHOUT ROWID;

    CREATE TABLE history (
        job INTEGER NOT NULL REFERENCES jobs (number) ON DELETE CASCADE,
        at REAL NOT NULL,
        state TEXT NOT NULL,
        message TEXT NOT NULL
    );
    CREATE INDEX history_job ON history (job);

    CREATE TABLE fingerprints (
        rule TEXT NOT NULL,
        path BLOB NOT NULL,
        device INTEGER NOT NULL,
        inode INTEGER NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        job_id TEXT NOT NULL,
        PRIMARY KEY (rule, path)
    ) WITHOUT ROWID;

    CREATE TABLE notes (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE jobs ADD COLUMN cause TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN dropped BLOB;
    ALTER TABLE jobs ADD COLUMN shared TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN task_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN turn TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN before TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN reads INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN lost INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN reply TEXT NOT NULL DEFAULT '';
    ALTER TABLE sources ADD COLUMN use TEXT NOT NULL DEFAULT 'media';
    ALTER TABLE deliveries ADD COLUMN render_id TEXT NOT NULL DEFAULT '';
    UPDATE deliveries SET render_id = (SELECT render_id FROM jobs WHERE jobs.number = deliveries.job);
    CREATE INDEX jobs_shared ON jobs (shared, number) WHERE shared != '';
    CREATE INDEX jobs_cause ON jobs (cause) WHERE cause != '';

    CREATE TABLE spending (
        day TEXT PRIMARY KEY,
        credits REAL NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE jobs ADD COLUMN remark TEXT NOT NULL DEFAULT '';
    ALTER TABLE deliveries ADD COLUMN digest TEXT NOT NULL DEFAULT '';
    CREATE INDEX deliveries_path ON deliveries (path);
    CREATE INDEX deliveries_size ON deliveries (size, job) WHERE digest != '';
    CREATE INDEX sources_moved_to ON sources (moved_to) WHERE moved_to IS NOT NULL;
    CREATE INDEX sources_size ON sources (size, job);
    DROP INDEX jobs_ready;
    CREATE INDEX jobs_ready ON jobs (slot, rule_name, begun DESC, priority DESC, number)
        WHERE slot != '' AND due_at IS NULL;
    """,
    """
    ALTER TABLE jobs ADD COLUMN bytes_before INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN bytes_after INTEGER NOT NULL DEFAULT 0;
    UPDATE jobs SET
        bytes_before = (SELECT total(size) FROM sources WHERE job = number),
        bytes_after = (SELECT total(size) FROM deliveries WHERE job = number AND is_published);
    CREATE INDEX jobs_updated ON jobs (updated_at);
    CREATE INDEX jobs_over ON jobs (state, updated_at, result_seconds, bytes_before, bytes_after);

    CREATE TABLE counts (
        state TEXT PRIMARY KEY,
        jobs INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO counts (state, jobs) SELECT state, count(*) FROM jobs GROUP BY state;
    CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN
        INSERT INTO counts (state, jobs) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET jobs = jobs + 1;
    END;
    CREATE TRIGGER job_moved AFTER UPDATE OF state ON jobs WHEN old.state != new.state BEGIN
        UPDATE counts SET jobs = jobs - 1 WHERE state = old.state;
        INSERT INTO counts (state, jobs) VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET jobs = jobs + 1;
    END;
    CREATE TRIGGER job_removed AFTER DELETE ON jobs BEGIN
        UPDATE counts SET jobs = jobs - 1 WHERE state = old.state;
    END;
    """,
)


def is_current(path: Path) -> bool:
    """Tell whether a database needs no migration. Raises sqlite3.Error."""
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return bool(version >= len(MIGRATIONS))


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest form. Raises StoreError for one that a newer version wrote."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StoreError(
            "The state folder was written by a newer version of nemo-watch.",
            hint="Install that version, or name another folder as `state` in the rule file.",
        )
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
