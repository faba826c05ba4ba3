"""What the tray shows, from what the daemon says: a mood, a tooltip, a menu. Nothing here knows how it is drawn."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from nemo_watch.jobs import WAITING

IDLE, WORKING, ATTENTION, PAUSED, AWAY = "idle", "working", "attention", "paused", "not running"

_MOST_RESULTS = 5
_MOST_ATTENTION = 5
_LONGEST_LABEL = 60


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the menu. `act` names what a click does, `about` what it does that to; no `act`: a row to be read.

    An empty label is a line between rows.
    """

    label: str = ""
    act: str = ""
    about: str = ""
    items: tuple[Item, ...] = ()
    is_checked: bool | None = None


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown. `percent` is of the work under way, None where none is."""

    mood: str
    tooltip: str
    head: str
    percent: int | None = None
    items: tuple[Item, ...] = ()


LINE = Item()


def view_of(
    status: Mapping[str, Any] | None, results: Sequence[Mapping[str, Any]], *, starts_at_login: bool | None
) -> View:
    """Return the view of a daemon's status and its last results; a status of None: it does not run.

    `starts_at_login` is None where that cannot be chosen.
    """
    login = () if starts_at_login is None else (_login(is_on=starts_at_login),)
    if status is None:
        head = "nemo-watch is not running"
        items = (Item(label="Start it", act="start"), LINE, *login, Item(label="Quit", act="quit"))
        return View(mood=AWAY, tooltip=f"{head}.", head=head, items=items)
    active, attention = status["active"], status["attention"]
    waiting = sum(status["counts"].get(state, 0) for state in WAITING)
    head = _head(status, active, waiting)
    percent = _percent(active)
    needy = f" {_counted(status['needy'], 'job needs', 'jobs need')} you." if attention else ""
    return View(
        mood=_mood(status, active, attention),
        tooltip=f"nemo-watch: {head}{f', {percent}%' if percent is not None else ''}.{needy}",
        head=head,
        percent=percent,
        items=(
            *_results(results),
            *_attention(attention, status["needy"]),
            LINE,
            *_pause(status),
            LINE,
            Item(label="Status page", act="page"),
            *_folders(status["inboxes"]),
            LINE,
            *login,
            Item(label="Quit the tray", act="quit"),
        ),
    )


def _mood(status: Mapping[str, Any], active: Sequence[Any], attention: Sequence[Any]) -> str:
    if status["paused"]:
        return PAUSED
    if active:
        return WORKING
    return ATTENTION if attention else IDLE


def _head(status: Mapping[str, Any], active: Sequence[Mapping[str, Any]], waiting: int) -> str:
    behind = f", {waiting} waiting" if waiting else ""
    if status["paused"]:
        until = status["paused_until"]
        moment = datetime.fromisoformat(until).astimezone().strftime(" until %H:%M") if until else ""
        return f"Paused{moment}{behind}"
    if len(active) == 1:
        return f"Working on {_short(active[0]['name'])}{behind}"
    if active:
        return f"Working on {len(active)} files{behind}"
    return f"{waiting} waiting" if waiting else "All is done"


def _percent(active: Sequence[Mapping[str, Any]]) -> int | None:
    rendering = [job["progress"] for job in active if job["state"] == "rendering"]
    return sum(rendering) // len(rendering) if rendering else None


def _results(results: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    made = [job for job in results if job["outputs"]][:_MOST_RESULTS]
    rows = [Item(label=_short(_name(job["outputs"][-1])), act="open", about=job["outputs"][-1]) for job in made]
    return (LINE, Item(label="Last results"), *rows) if rows else ()


def _attention(attention: Sequence[Mapping[str, Any]], count: int) -> tuple[Item, ...]:
    if not attention:
        return ()
    rows = [
        Item(
            label=_short(f"{job['name']}: {job['message']}"),
            items=(
                Item(label=_short(job["message"])),
                Item(label="Retry", act="retry", about=job["id"]),
                *((Item(label="Cancel", act="cancel", about=job["id"]),) if job["state"] == "held" else ()),
            ),
        )
        for job in attention[:_MOST_ATTENTION]
    ]
    ids = " ".join(job["id"] for job in attention)
    every = (Item(label=f"Retry all {len(attention)}", act="retry", about=ids),) if len(attention) > 1 else ()
    return (LINE, Item(label=f"{_counted(count, 'job needs', 'jobs need')} you"), *rows, *every)


def _pause(status: Mapping[str, Any]) -> tuple[Item, ...]:
    if status["paused"]:
        return (Item(label="Resume", act="resume"),)
    return (Item(label="Pause for 1 hour", act="pause", about="3600"), Item(label="Pause until resumed", act="pause"))


def _folders(inboxes: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Return rows that open the folders; of several rules, a row for each behind one."""
    if len(inboxes) == 1:
        (inbox,) = inboxes
        return (
            Item(label="Open the inbox", act="open", about=inbox["path"]),
            Item(label="Open the outbox", act="open", about=inbox["outbox"]),
        )
    ins = tuple(Item(label=inbox["rule"], act="open", about=inbox["path"]) for inbox in inboxes)
    places = dict.fromkeys(inbox["outbox"] for inbox in inboxes)
    outs = tuple(Item(label=_short(_name(path)), act="open", about=path) for path in places)
    out = outs[0] if len(outs) == 1 else None
    return (
        Item(label="Open an inbox", items=ins),
        Item(label="Open the outbox", act="open", about=out.about) if out else Item(label="Open an outbox", items=outs),
    )


def _login(*, is_on: bool) -> Item:
    return Item(label="Start at login", act="login", is_checked=is_on)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _name(path: str) -> str:
    return os.path.basename(path)  # noqa: PTH119 - a shown path


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else f"{text[: _LONGEST_LABEL - 1].rstrip()}…"
