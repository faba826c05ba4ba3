"""`nemo-watch jobs`: the jobs, the newest first."""

from __future__ import annotations

import os

import click

from nemo_watch.cli.asking import all_jobs
from nemo_watch.cli.printing import clock_time, homely, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named

_SHOWN = 30


@click.command()
@config_option
@click.option("--state", "states", multiple=True, help="Only jobs in this state; may be given more than once.")
@click.option("--most", type=click.IntRange(1), help=f"At most so many (default: all in JSON, else {_SHOWN}).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, states: tuple[str, ...], most: int | None, as_json: bool) -> None:
    """List the jobs, the newest first."""
    listed = all_jobs(load_named(config), states=states, most=most or (None if as_json else _SHOWN))
    if as_json:
        print_json(listed)
        return
    if not listed:
        click.echo("There are no jobs. Drop a file into an inbox.")
        return
    rows = [
        (
            job["id"],
            clock_time(job["created_at"]),
            state_word(job["state"], job["progress"]),
            os.path.basename(job["sources"][0]),  # noqa: PTH119 - a shown path, not one to be opened
            homely(job["outputs"][-1]) if job["outputs"] else job["message"],
        )
        for job in listed
    ]
    print_table(rows)
