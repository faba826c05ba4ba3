"""`nemo-watch pause [TIME]`: begin no new work for a while."""

from __future__ import annotations

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import clock_time, print_json
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.units import parse_duration


@click.command()
@click.argument("duration", required=False, metavar="[TIME]")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(duration: str | None, config: str | None, as_json: bool) -> None:
    """Begin no new work, for a TIME (30m, 2h) or until `nemo-watch resume`.

    What is being rendered comes to its end. Files that are dropped meanwhile are taken, and wait. A pause outlasts a
    restart of the daemon.
    """
    try:
        seconds = parse_duration(duration) if duration else None
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    status = daemon_of(load_named(config)).pause(seconds)
    if as_json:
        print_json(status)
        return
    until = f"until {clock_time(status['paused_until'])}" if status["paused_until"] else "until: nemo-watch resume"
    click.echo(f"Paused {until}.")
