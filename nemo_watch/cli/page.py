"""`nemo-watch page`: the status page, in a browser."""

from __future__ import annotations

import os
import sys
import webbrowser

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import print_json
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.session import has_screen


@click.command()
@config_option
@click.option("--print", "only_print", is_flag=True, help="Print the link, open nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, open nothing.")
def command(config: str | None, only_print: bool, as_json: bool) -> None:
    """Open the status page in a browser.

    The link works once, and for a minute; the browser that followed it is remembered for thirty days.
    """
    url = daemon_of(load_named(config)).page_link()
    if as_json:
        print_json({"url": url})
    elif only_print or not _has_screen():
        click.echo(url)
    elif not webbrowser.open(url):
        click.echo(f"No browser could be opened. Follow this link within a minute:\n{url}")
    else:
        click.echo("The status page opens in your browser.")


def _has_screen() -> bool:
    return sys.platform == "darwin" or has_screen(os.environ)
