"""Which jobs are asked for, and how that is said to the database."""

from __future__ import annotations

from typing import Any

import msgspec

from nemo_watch.names import fold

_HAS_NAME = "EXISTS (SELECT 1 FROM sources WHERE sources.job = jobs.number AND instr(folded(sources.path), ?))"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What jobs have to be like, the newest first; by default, all of them.

    `states` is any of these states, `rule` the name of their rule, `since` the earliest moment that they were taken at,
    `changed_since` and `changed_before` span when they were changed last (seconds since the epoch), `text` a part of
    the path that was dropped, small or capital letters alike, `most` how many of them.
    """

    states: tuple[str, ...] = ()
    rule: str = ""
    since: float | None = None
    text: str = ""
    changed_since: float | None = None
    changed_before: float | None = None
    most: int | None = None
    is_oldest_first: bool = False
    is_last_changed_first: bool = False

    def query(self, columns: str = "*") -> tuple[str, tuple[Any, ...]]:
        """Return the statement that finds these columns of them, and what stands for its marks."""
        conditions: list[tuple[str, tuple[Any, ...]]] = []
        if self.states:
            conditions.append((f"state IN ({', '.join('?' * len(self.states))})", self.states))
        if self.rule:
            conditions.append(("rule_name = ?", (self.rule,)))
        if self.since is not None:
            conditions.append(("created_at >= ?", (self.since,)))
        if self.text:
            conditions.append((_HAS_NAME, (fold(self.text),)))
        if self.changed_since is not None:
            conditions.append(("updated_at >= ?", (self.changed_since,)))
        if self.changed_before is not None:
            conditions.append(("updated_at < ?", (self.changed_before,)))
        where = f"WHERE {' AND '.join(words for words, _ in conditions)}" if conditions else ""
        values = tuple(value for _, some in conditions for value in some)
        most = -1 if self.most is None else self.most
        order = "number" if self.is_oldest_first else "updated_at DESC" if self.is_last_changed_first else "number DESC"
        return f"SELECT {columns} FROM jobs {where} ORDER BY {order} LIMIT ?", (*values, most)  # noqa: S608


ALL = Wanted()
