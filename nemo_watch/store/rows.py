"""Between a job and its rows. Paths are bytes in the database; everything else is what SQLite can hold."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec

from nemo_watch.jobs import Delivery, Fingerprint, Job, Source, State, Turn, Use
from nemo_watch.rules import Rule

PLAIN = (
    *("engine", "lane", "progress", "message", "attempts", "trying_since", "due_at", "said", "account", "incomplete"),
    *(
        "cause",
        "shared",
        "session_id",
        "task_id",
        "user_id",
        "before",
        "reads",
        "lost",
        "reply",
        "remark",
        "render_id",
        "renders",
    ),
    *("draft", "result_url", "result_seconds", "created_at", "updated_at"),
)
"""Columns that hold a field of the job as it is."""


def columns_of(job: Job) -> dict[str, Any]:
    """Return the columns of a job's row, by name; its number is not among them."""
    return {
        "id": job.id,
        "rule_name": job.rule.name,
        "rule": msgspec.json.encode(job.rule, enc_hook=_quoted).decode(),
        "instructions": msgspec.json.encode(job.instructions).decode(),
        "state": job.state.value,
        "resume": job.resume.value if job.resume else None,
        "slot": job.slot,
        "turn": job.turn.value,
        "dropped": None if job.dropped is None else path_bytes(job.dropped),
        "begun": int(job.state is not State.QUEUED),
        "priority": job.rule.priority,
        "bytes_before": job.bytes_before,
        "bytes_after": job.bytes_after,
        **{name: getattr(job, name) for name in PLAIN},
    }


def job_of(row: Mapping[str, Any], sources: Sequence[sqlite3.Row], deliveries: Sequence[sqlite3.Row]) -> Job:
    """Return the job that a row and the rows that belong to it describe."""
    return Job(
        number=row["number"],
        id=row["id"],
        rule=_rule_of(row["rule"]),
        instructions=_instructions_of(row["instructions"]),
        state=State(row["state"]),
        resume=State(row["resume"]) if row["resume"] else None,
        turn=Turn(row["turn"]),
        dropped=None if row["dropped"] is None else path_of(row["dropped"]),
        sources=tuple(map(_source, sources)),
        deliveries=tuple(map(_delivery, deliveries)),
        **{name: row[name] for name in PLAIN},
    )


@lru_cache(maxsize=64)
def _instructions_of(text: str) -> tuple[str, ...]:
    return msgspec.json.decode(text, type=tuple[str, ...])


@lru_cache(maxsize=64)
def _rule_of(text: str) -> Rule:
    """Return a rule from its JSON; thousands of jobs have the same."""
    return msgspec.json.decode(text, type=Rule, dec_hook=_unquoted)


def path_bytes(path: Path) -> bytes:
    """Return a path as the operating system spells it."""
    return os.fsencode(path)


def fingerprint_columns(fingerprint: Fingerprint) -> tuple[int, int, int, int, int]:
    """Return a fingerprint's columns: device, inode, size, mtime_ns, ctime_ns (unsigned numbers folded to signed)."""
    return (
        _signed(fingerprint.device),
        _signed(fingerprint.inode),
        fingerprint.size,
        fingerprint.mtime_ns,
        fingerprint.ctime_ns,
    )


def fingerprint_of(row: sqlite3.Row) -> Fingerprint:
    """Return the fingerprint that a row holds."""
    return Fingerprint(
        device=_unsigned(row["device"]),
        inode=_unsigned(row["inode"]),
        size=row["size"],
        mtime_ns=row["mtime_ns"],
        ctime_ns=row["ctime_ns"],
    )


def path_of(data: bytes) -> Path:
    """Return the path that the operating system spells so."""
    return Path(os.fsdecode(data))


def delivery_columns(delivery: Delivery) -> tuple[bytes, int, int, str, str, int]:
    """Return a delivery's columns: path, inode, size, digest, render_id, is_published."""
    inode, is_published = _signed(delivery.inode), int(delivery.is_published)
    return path_bytes(delivery.path), inode, delivery.size, delivery.digest, delivery.render_id, is_published


def _source(row: sqlite3.Row) -> Source:
    moved_to = row["moved_to"]
    return Source(
        path=path_of(row["path"]),
        fingerprint=fingerprint_of(row),
        use=Use(row["use"]),
        moved_to=None if moved_to is None else path_of(moved_to),
    )


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        path=path_of(row["path"]),
        inode=_unsigned(row["inode"]),
        size=row["size"],
        digest=row["digest"],
        render_id=row["render_id"],
        is_published=bool(row["is_published"]),
    )


def _quoted(value: object) -> str:
    """Return a path of a rule for JSON, which cannot hold every byte: percent-encoded."""
    assert isinstance(value, Path)
    return quote_from_bytes(os.fsencode(value))


def _unquoted(kind: type, text: str) -> Path:
    assert issubclass(kind, Path)
    return path_of(unquote_to_bytes(text))


def _signed(value: int) -> int:
    """Fold an unsigned 64-bit number into SQLite's signed ones: some file systems have inodes beyond 2**63."""
    return value - 2**64 if value >= 2**63 else value


def _unsigned(value: int) -> int:
    return value + 2**64 if value < 0 else value
