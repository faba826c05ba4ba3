"""`nemo-watch why PATH…`: one sentence for any path."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import homely, print_json
from nemo_watch.cli.rules import config_option, load_named


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(paths: tuple[Path, ...], config: str | None, as_json: bool) -> None:
    """Say why a file is where it is: what it waits for, what became of it, or why it is left alone."""
    daemon = daemon_of(load_named(config))
    answers = [daemon.why(*_spellings(path)) for path in paths]
    if as_json:
        print_json(answers)
        return
    for answer in answers:
        about = f"{homely(answer['path'])}: " if len(answers) > 1 else ""
        click.echo(f"{about}{answer['message']}")


def _spellings(path: Path) -> list[Path]:
    """Return a path from the root on: as it was typed, and by real folders; the file itself may be a link."""
    typed = Path(os.path.abspath(path))  # noqa: PTH100 - links are kept
    return [typed, Path(os.path.realpath(typed.parent)) / typed.name]
