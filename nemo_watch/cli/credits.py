"""`nemo-watch credits`: what is left in the cloud account."""

from __future__ import annotations

from typing import Any

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import print_json
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.errors import DaemonNotRunning
from nemo_watch.rules import Configuration


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, as_json: bool) -> None:
    """Say how many credits are left at NemoVideo, and how many of today's budget are spent."""
    balance = _balance(load_named(config))
    if as_json:
        print_json(balance)
        return
    account = "without an account" if balance["is_anonymous"] else "on your account"
    frozen = f", {balance['frozen']:g} more held for work under way" if balance["frozen"] else ""
    click.echo(f"{balance['available']:g} credits are left {account}{frozen}.")
    click.echo(f"Today {balance['spent_today']:g} of the {balance['credits_per_day']:g} credits per day are spent.")


def _balance(configuration: Configuration) -> dict[str, Any]:
    """Return the balance, from the daemon, or asked for by this command where none runs."""
    try:
        return daemon_of(configuration).credits()
    except DaemonNotRunning:
        from nemo_watch.daemon.balance import balance_of

        return balance_of(configuration)
