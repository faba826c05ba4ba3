"""`nemo-watch resume`: end a pause."""

from __future__ import annotations

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import print_json
from nemo_watch.cli.rules import config_option, load_named


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, as_json: bool) -> None:
    """Begin work again, after a pause."""
    status = daemon_of(load_named(config)).resume()
    if as_json:
        print_json(status)
    else:
        click.echo("Work goes on.")
