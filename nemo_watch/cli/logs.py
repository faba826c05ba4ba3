"""`nemo-watch logs`: what the daemon has written down, in lines for a person."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from nemo_watch.cli.rules import config_option, load_named

_GRAVITY = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}
_COLOURS = {"debug": "bright_black", "warning": "yellow", "error": "red", "critical": "red"}
_LOOK_SECONDS = 0.2
_MANY = 100_000


@click.command()
@config_option
@click.option("--follow", "-f", is_flag=True, help="Go on as more is written, until Ctrl+C.")
@click.option("--lines", "-n", type=click.IntRange(0), default=50, show_default=True, help="So many of the last ones.")
@click.option("--job", metavar="JOB", help="Only of this job; the beginning of an id is enough.")
@click.option(
    "--level", type=click.Choice(["debug", "info", "warning", "error"]), default="info", help="Only what is as grave."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, an object a line.")
def command(config: str | None, follow: bool, lines: int, job: str | None, level: str, as_json: bool) -> None:
    """Print the last lines of the daemon's log. It is kept in the state folder, whether a service runs it or you."""
    from nemo_watch.log.files import read_last

    def is_asked_for(event: dict[str, Any]) -> bool:
        about = str(event.get("job_id", event.get("render_id", "").removeprefix("render_")))
        return _GRAVITY.get(event["level"], 20) >= _GRAVITY[level] and about.startswith(job or "")

    state = load_named(config).state
    more = _following(state) if follow else iter(())
    last = [event for event in read_last(state, _MANY) if is_asked_for(event)]
    if not last and not follow:
        click.echo("Nothing is written down, or nothing of that kind.", err=True)
    for event in last[len(last) - min(lines, len(last)) :]:
        _print(event, as_json=as_json)
    for event in filter(is_asked_for, more):
        _print(event, as_json=as_json)


def _following(state: Path) -> Iterator[dict[str, Any]]:
    """Return what is written from this moment on, as it is written."""
    from nemo_watch.log.files import Tail

    tail = Tail(state)

    def follow() -> Iterator[dict[str, Any]]:
        while True:
            yield from tail.more()
            time.sleep(_LOOK_SECONDS)

    return follow()


def _print(event: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(event, ensure_ascii=False))
        return
    from nemo_watch.log import as_text

    click.secho(as_text(event, with_day=True), fg=_COLOURS.get(event["level"]))
