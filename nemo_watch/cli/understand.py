"""`nemo-watch understand TEXT`: how an instruction is read."""

from __future__ import annotations

import click

from nemo_watch.cli.printing import print_json


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(text: tuple[str, ...], as_json: bool) -> int:
    """Say how the studio reads an instruction, and which part of it is not understood."""
    from nemo_watch.studio.language import explain, read

    try:
        reading = read(" ".join(text))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json(reading.to_json_object())
    else:
        click.echo(explain(reading))
    return 0
