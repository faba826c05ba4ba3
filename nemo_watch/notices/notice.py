"""From what has ended to the words of a notice, and what can be done from it."""

from __future__ import annotations

import os
from collections.abc import Sequence

import msgspec

from nemo_watch.notices.batch import Ended, of_state

_NAMED = 3
"""Of more files than that, only the first are named."""
_MOST_LETTERS = 240


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown: a title, a text, and the jobs that its buttons are about.

    `opens` is the job whose result is opened, and whose picture is shown; `retries` are those that are tried again.
    """

    title: str
    text: str
    opens: str = ""
    retries: tuple[str, ...] = ()


def notice_of(ended: Sequence[Ended]) -> Notice:
    """Return the one notice that tells of some jobs."""
    done, needy = of_state(ended, "done"), of_state(ended, "failed", "held")
    failed, held = of_state(ended, "failed"), of_state(ended, "held")
    if not needy:
        return Notice(title=_ready(done), text=_text(done), opens=done[-1].job_id)
    retries = tuple(one.job_id for one in needy)
    if not done:
        title = _needs(failed, held)
        return Notice(title=title, text=_text(needy), retries=retries)
    title = f"{_ready(done)}, {len(needy)} {'needs' if len(needy) == 1 else 'need'} you"
    text = _cut(f"{needy[0].name}: {needy[0].message}") if len(needy) == 1 else _text(needy)
    return Notice(title=title, text=text, opens=done[-1].job_id, retries=retries)


def _ready(done: Sequence[Ended]) -> str:
    if len(done) == 1:
        return f"{os.path.basename(done[0].outputs[-1])} is ready"  # noqa: PTH119 - a shown path
    return f"{len(done)} results are ready"


def _needs(failed: Sequence[Ended], held: Sequence[Ended]) -> str:
    if len(failed) + len(held) == 1:
        return f"{failed[0].name} failed" if failed else f"{held[0].name} waits for you"
    parts = [f"{len(failed)} failed"] if failed else []
    return ", ".join([*parts, f"{len(held)} wait{'s' if len(held) == 1 else ''} for you"] if held else parts)


def _text(ended: Sequence[Ended]) -> str:
    if len(ended) == 1:
        return _cut(ended[0].message)
    names = ", ".join(one.name for one in ended[:_NAMED])
    more = len(ended) - _NAMED
    return _cut(f"{names} and {more} more" if more > 0 else names)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1].rstrip()}…"
