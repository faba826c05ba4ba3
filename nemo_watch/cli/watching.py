"""`nemo-watch status --watch`: a table that is drawn anew whenever something has changed."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from nemo_watch.cli.printing import clock_time, homely, pace
from nemo_watch.cli.status import counted, warnings
from nemo_watch.control.client import ControlClient
from nemo_watch.control.listening import Listener
from nemo_watch.errors import DaemonNotRunning
from nemo_watch.jobs import WAITING

_STYLES = {"done": "green", "failed": "red", "held": "yellow", "cancelled": "bright_black"}
_TICK_SECONDS = 1.0
_LEAST_PAUSE_SECONDS = 0.1
_RECENT = 8


def watch(daemon: ControlClient) -> None:
    """Show what the daemon does, until it ends. Raises DaemonNotRunning where none runs."""
    console = Console(highlight=False)
    view = _drawn(daemon)
    listener = Listener(daemon, comes_back=False)
    listener.start()
    with Live(view, console=console, screen=console.is_terminal, auto_refresh=False) as live:
        while not listener.is_over:
            listener.changed.wait(_TICK_SECONDS)
            listener.changed.clear()
            with contextlib.suppress(DaemonNotRunning):  # the listener hears of that too
                live.update(_drawn(daemon), refresh=True)
            time.sleep(_LEAST_PAUSE_SECONDS)


def _drawn(daemon: ControlClient) -> RenderableType:
    status = daemon.status()
    waiting = daemon.jobs(states=WAITING, most=_RECENT)
    over = daemon.jobs(states=("done", "failed", "held", "cancelled"), most=_RECENT)
    parts: list[RenderableType] = [_head(status, daemon.sums()["today"])]
    parts += [Text(sentence, style="yellow") for sentence in warnings(status)]
    parts += [Text(), _inboxes(status["inboxes"])]
    for title, jobs in (("at work", status["active"]), ("waiting", waiting), ("last", over)):
        if jobs:
            parts += [Rule(title, style="dim", align="left"), _table(jobs)]
    parts.append(Text("\nCtrl+C ends this; nemo-watch goes on.", style="dim"))
    return Group(*parts)


def _head(status: dict[str, Any], today: dict[str, Any]) -> Text:
    text = Text(f"nemo-watch {status['version']}", style="bold")
    text.append(f"  since {clock_time(status['since'])}  {time.strftime('%H:%M:%S')}\n", style="not bold dim")
    counts = counted(status["counts"]) or "no jobs yet"
    text.append(f"{counts}; delivered today: {today['done']}", style="not bold")
    return text


def _inboxes(inboxes: list[dict[str, Any]]) -> Table:
    table = Table.grid(padding=(0, 2))
    for inbox in inboxes:
        style = "green" if inbox["state"] == "watching" else "yellow"
        table.add_row(Text(inbox["rule"], style="bold"), Text(homely(inbox["path"])), Text(inbox["state"], style=style))
        for waiting in inbox["waiting"][:3]:
            table.add_row("", Text(f"  {_name(waiting['path'])}: {waiting['message']}", style="dim"), "")
    return table


def _table(jobs: list[dict[str, Any]]) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=3)
    for job in jobs:
        state = Text(job["state"], style=_STYLES.get(job["state"], "cyan"))
        table.add_row(Text(job["id"], style="dim"), state, Text(_name(job["sources"][0])), _end(job))
    return table


def _end(job: dict[str, Any]) -> RenderableType:
    if job["state"] != "rendering":
        return Text(homely(job["outputs"][-1]) if job["outputs"] else job["message"], style="dim")
    row = Table.grid(padding=(0, 1))
    row.add_row(
        ProgressBar(completed=job["progress"], width=24), f"{job['progress']:3d}%", Text(pace(job), style="dim")
    )
    return row


def _name(path: str) -> str:
    return os.path.basename(path)  # noqa: PTH119 - a shown path, not one to be opened
