"""`nemo-watch studio`: this machine's studio, for other machines and other clients of the API."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from nemo_watch.errors import ConfigurationError


@click.command()
@click.option("--listen", default="127.0.0.1:8640", show_default=True, metavar="HOST:PORT", help="Where to listen.")
@click.option("--compatible", type=click.Choice(["wide", "modern"]), default="wide", show_default=True)
@click.option("--folder", metavar="DIR", help="Where uploads and results lie (default: a temporary folder).")
def command(listen: str, compatible: str, folder: str | None) -> None:
    """Serve the studio, which speaks the NemoVideo API, until stopped."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ConfigurationError(f'"{listen}" is no address: write host:port, for example 127.0.0.1:8640.')
    from nemo_watch.daemon.public_studio import serve_studio

    asyncio.run(
        serve_studio(
            host=host.strip("[]"),
            port=int(port),
            compatible=compatible,
            folder=Path(folder).expanduser().absolute() if folder else None,
            on_started=lambda address: click.echo(f"The studio listens at {address}. Ctrl+C ends it."),
        )
    )
