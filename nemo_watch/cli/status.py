"""`nemo-watch status`: what the daemon is doing."""

from __future__ import annotations

from typing import Any

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import clock_time, homely, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.errors import DaemonNotRunning

_ORDER = ("rendering", "queued", "held", "failed", "done", "cancelled")


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, as_json: bool) -> int:
    """Say whether the daemon runs, what it watches and what it is doing. Exit code 3: it does not run."""
    try:
        status = daemon_of(load_named(config)).status()
    except DaemonNotRunning as error:
        if not as_json:
            raise
        print_json({"running": False})
        return error.exit_code
    if as_json:
        print_json(status)
    else:
        _print(status)
    return 0


def _print(status: dict[str, Any]) -> None:
    click.echo(f"nemo-watch {status['version']} runs since {clock_time(status['since'])} (process {status['pid']}).")
    counts = status["counts"]
    known = [state for state in _ORDER if state in counts]
    words = [f"{counts[state]} {state}" for state in (*known, *(state for state in counts if state not in _ORDER))]
    click.echo(f"Jobs: {', '.join(words)}." if words else "No jobs yet.")
    click.echo()
    for inbox in status["inboxes"]:
        click.echo(f"{click.style(inbox['rule'], bold=True)}  {homely(inbox['path'])}  {inbox['state']}")
        if inbox["reason"]:
            click.secho(f"  {inbox['reason']}", fg="yellow")
        for waiting in inbox["waiting"]:
            click.echo(f"  {homely(waiting['path'])}: {waiting['message']}")
    for engine in status["engines"]:
        if engine["state"] != "ok":
            since = clock_time(engine["since"])
            click.secho(
                f"The {engine['name']} engine is {engine['state']} since {since}: {engine['message']}", fg="yellow"
            )
    if status["active"]:
        click.echo()
        print_table(
            [
                (job["id"], state_word(job["state"], job["progress"]), homely(job["sources"][0]))
                for job in status["active"]
            ]
        )
