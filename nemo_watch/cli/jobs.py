"""`nemo-watch jobs`: the jobs, the newest first."""

from __future__ import annotations

import os
import time
from datetime import datetime

import click

from nemo_watch.cli.asking import all_jobs
from nemo_watch.cli.completing import rules_begun, states_begun
from nemo_watch.cli.printing import clock_time, homely, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.units import parse_duration

_SHOWN = 30


class _Moment(click.ParamType[float]):
    """A moment, or how long ago it was."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ARG002
        if value in {"today", "yesterday"}:
            midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
            return midnight.timestamp() - (86_400 if value == "yesterday" else 0)
        try:
            return time.time() - parse_duration(value)
        except ValueError:
            pass
        try:
            return datetime.fromisoformat(value).astimezone().timestamp()
        except (ValueError, OverflowError):
            self.fail(f'"{value}" is no time: write 2h, 3d, today, yesterday, 2026-03-18 or 2026-03-18T14:30')


@click.command()
@config_option
@click.option("--state", "states", multiple=True, shell_complete=states_begun, help="Only in this state; repeatable.")
@click.option("--rule", default="", metavar="NAME", shell_complete=rules_begun, help="Only of this rule.")
@click.option("--name", "text", default="", metavar="TEXT", help="Only where the dropped path has this in it.")
@click.option("--since", type=_Moment(), metavar="TIME", help="Only taken since: 2h, 3d, today, 2026-03-18.")
@click.option("--most", type=click.IntRange(1), help=f"At most so many (default: all in JSON, else {_SHOWN}).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    config: str | None,
    states: tuple[str, ...],
    rule: str,
    text: str,
    since: float | None,
    most: int | None,
    as_json: bool,
) -> None:
    """List the jobs, the newest first."""
    shown = most or (None if as_json else _SHOWN + 1)
    listed = all_jobs(load_named(config), states=states, rule=rule, text=text, since=since, most=shown)
    if as_json:
        print_json(listed)
        return
    if not listed:
        is_all = not (states or rule or text or since)
        click.echo("There are no jobs. Drop a file into an inbox." if is_all else "There are no such jobs.")
        return
    rows = [
        (
            job["id"],
            clock_time(job["created_at"]),
            state_word(job["state"], job["progress"]),
            os.path.basename(job["sources"][0]),  # noqa: PTH119 - a shown path, not one to be opened
            homely(job["outputs"][-1]) if job["outputs"] else job["message"],
        )
        for job in listed[: most or _SHOWN]
    ]
    print_table(rows)
    if most is None and len(listed) > _SHOWN:
        click.secho(f"These are the newest {_SHOWN}. For more: --most 100, or say which: --state, --name …", dim=True)
