"""The part of the store that the schedule asks: who is ready for a turn, who has to wait, and until when.

Jobs that have begun go before others, then those of a higher priority. Among equals the rules take turns, so that one
file waits for no other rule's thousand; within a rule, who came first is served first.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable
from itertools import count

_FREE = (
    "slot = :slot AND slot != '' AND due_at IS NULL "
    "AND (shared = '' OR (turn != '' AND before != '') OR NOT EXISTS ("
    "SELECT 1 FROM jobs AS other WHERE other.shared = jobs.shared AND other.shared != '' "
    "AND other.number != jobs.number AND ((other.number < jobs.number AND other.slot != '') "
    "OR (other.turn != '' AND other.before != '' AND other.state IN ('instructing', 'held')))))"
)
"""Of jobs that share a session, only the oldest that still goes on has a turn, and none while another's message may be
under way in it."""

_RULES = (
    "WITH RECURSIVE rules (name) AS ("
    "SELECT min(rule_name) FROM jobs WHERE slot = :slot AND slot != '' AND due_at IS NULL UNION ALL "
    "SELECT (SELECT min(rule_name) FROM jobs WHERE slot = :slot AND slot != '' AND due_at IS NULL AND rule_name > name)"
    " FROM rules WHERE name IS NOT NULL) SELECT name FROM rules WHERE name IS NOT NULL"
)
"""The rules with jobs at a slot, one step through the index for each: how many jobs there are does not matter."""

_Head = tuple[int, int, int, str]
"""A job that waits: whether it has begun, its priority, its number and its id."""


class Turns:
    """Reads and writes on a store's own connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Share the connection of a store, which closes it."""
        self._connection = connection
        self._order = count(1)
        self._served: dict[tuple[str, str], int] = {}
        self._rules: dict[str, str] = {}

    def ready(self, slot: str, most: int) -> list[str]:
        """Return the ids of jobs whose turn at `slot` is next, in that order."""
        self._rules = {}
        names = [row["name"] for row in self._connection.execute(_RULES, {"slot": slot})]
        heads = {name: self._heads(slot, name, most) for name in names}
        waiting = {name: queue for name, queue in heads.items() if queue}
        served = {name: self._served.get((slot, name), 0) for name in waiting}
        order = count(max(served.values(), default=0) + 1)
        found: list[str] = []
        while waiting and len(found) < most:
            name = min(waiting, key=lambda name: _rank(waiting[name][0], served[name]))
            found.append(waiting[name].popleft()[3])
            self._rules[found[-1]] = name
            served[name] = next(order)
            if not waiting[name]:
                del waiting[name]
        return found

    def give(self, slot: str, job_id: str) -> None:
        """Take note that a job that was ready has a turn at a slot now: the next is another rule's, where one waits."""
        if rule := self._rules.get(job_id):
            self._served[slot, rule] = next(self._order)

    def ripen(self, now: float) -> None:
        """Make ready what was put off until a moment that has come."""
        due = self._connection.execute("SELECT 1 FROM jobs WHERE due_at <= ? LIMIT 1", (now,)).fetchone()
        if due is None:
            return
        with self._connection:
            self._connection.execute("UPDATE jobs SET due_at = NULL WHERE due_at <= ? AND slot != ''", (now,))

    def shift(self, seconds: float) -> None:
        """Move all moments that jobs were put off to: the clock was set."""
        with self._connection:
            self._connection.execute("UPDATE jobs SET due_at = due_at + ? WHERE due_at IS NOT NULL", (seconds,))

    def bring_forward(self, latest: float) -> None:
        """Let no job be put off to a moment behind the latest: nothing is put off for that long on purpose."""
        with self._connection:
            self._connection.execute("UPDATE jobs SET due_at = ? WHERE due_at > ?", (latest, latest))

    def next_due(self) -> float | None:
        """Return the earliest moment that a job was put off to."""
        (moment,) = self._connection.execute(
            "SELECT min(due_at) FROM jobs WHERE due_at IS NOT NULL AND slot != ''"
        ).fetchone()
        return None if moment is None else float(moment)

    def is_waiting(self, *, closed: Iterable[str] = ()) -> bool:
        """Tell whether any job waits for a turn or a moment; held jobs do not count, nor those of `closed` slots.

        Neither do those whose shared session a held job has for itself.
        """
        none = ("", *closed)
        row = self._connection.execute(
            f"SELECT 1 FROM jobs WHERE slot != '' AND slot NOT IN ({', '.join('?' * len(none))}) "  # noqa: S608
            "AND state NOT IN ('held', 'done', 'failed', 'cancelled') "
            "AND (shared = '' OR NOT EXISTS (SELECT 1 FROM jobs AS other WHERE other.shared = jobs.shared "
            "AND other.shared != '' AND other.state = 'held' AND other.turn != '' AND other.before != '')) LIMIT 1",
            none,
        ).fetchone()
        return row is not None

    def _heads(self, slot: str, rule: str, most: int) -> deque[_Head]:
        rows = self._connection.execute(
            f"SELECT begun, priority, number, id FROM jobs WHERE {_FREE} AND rule_name = :rule "  # noqa: S608
            "ORDER BY begun DESC, priority DESC, number LIMIT :most",
            {"slot": slot, "rule": rule, "most": most},
        )
        return deque((row["begun"], row["priority"], row["number"], row["id"]) for row in rows)


def _rank(head: _Head, served: int) -> tuple[int, int, int, int]:
    begun, priority, number, _ = head
    return -begun, -priority, served, number
