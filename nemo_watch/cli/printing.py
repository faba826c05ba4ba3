"""How commands print: JSON for programs, short aligned lines for people."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from nemo_watch.units import format_duration

_COLOURS = {"done": "green", "failed": "red", "held": "yellow", "cancelled": "bright_black"}


def print_json(content: Any) -> None:
    """Print a JSON document; structs stand as objects."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(content), indent=2))


def plain(content: Any) -> Any:
    """Return structs as what JSON knows: lists, objects, texts, numbers."""
    import msgspec

    return msgspec.to_builtins(content)


def print_table(rows: Sequence[Sequence[str]], *, indent: str = "") -> None:
    """Print rows in columns as wide as their longest entry; the last column is left as it is."""
    if not rows:
        return
    widths = [max(len(click.unstyle(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell + " " * (width - len(click.unstyle(cell))) for cell, width in zip(row, widths, strict=True)]
        click.echo(indent + "  ".join(cells).rstrip())


def state_word(state: str, progress: int = 0) -> str:
    """Return a state in its colour, with the per cent while it renders."""
    word = f"{state} {progress}%" if state == "rendering" else state
    return click.style(word, fg=_COLOURS.get(state, "cyan"))


def homely(path: str | Path) -> str:
    """Return a path with `~` for the home folder, as people write it."""
    text, home = str(path), os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    return "~" + text[len(home) :] if home != "~" and text.startswith(home + os.sep) else text


def pace(job: dict[str, Any]) -> str:
    """Return how fast a job's render goes and how long it will go on, empty where nobody knows."""
    speed, left = job["speed"], job["seconds_left"]
    words = [] if speed is None else [f"{speed:.1f}×" if speed < 100 else f"{speed:.0f}×"]
    return ", ".join(words if left is None else [*words, f"{format_duration(max(1.0, left))} left"])


def clock_time(moment: str) -> str:
    """Return an ISO moment as local date and time to the second."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")
