"""`nemo-watch render FILE… -i TEXT`: convert files now, without rules and without the daemon."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nemo_watch import log
from nemo_watch.cli.printing import homely, print_json
from nemo_watch.names import shown

if TYPE_CHECKING:
    from nemo_watch.events import Events
    from nemo_watch.jobs import Job


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--instruction", "-i", "instructions", multiple=True, required=True, metavar="TEXT")
@click.option("--output", "-o", metavar="DIR", type=click.Path(path_type=Path), help="Default: beside each file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(files: tuple[Path, ...], instructions: tuple[str, ...], output: Path | None, as_json: bool) -> int:
    """Convert files now and put the results beside them, or into DIR. The files stay where they are.

    Exit code 1: at least one file could not be converted.
    """
    log.configure(level="error", form="text")
    with contextlib.ExitStack() as stack:
        jobs = asyncio.run(_render(files, instructions, output, _face(stack, as_json=as_json)))
    if as_json:
        from nemo_watch.control.reports import job_report

        print_json([job_report(job) for job in jobs])
    elif not sys.stdout.isatty():
        for job in jobs:
            _print(job)
    return 0 if all(job.outputs for job in jobs) else 1


async def _render(
    files: tuple[Path, ...], instructions: tuple[str, ...], output: Path | None, follow: Any
) -> list[Job]:
    from nemo_watch.daemon.rendering import render_files

    return await render_files(
        [file.absolute() for file in files],
        instructions=instructions,
        outbox=output.absolute() if output else None,
        on_started=follow,
    )


def _face(stack: contextlib.ExitStack, *, as_json: bool) -> Any:
    """Return what is to follow the events: bars on a terminal, nothing elsewhere."""
    if as_json or not sys.stdout.isatty():
        return lambda _events: None
    from nemo_watch.cli.progress import Progress

    progress = stack.enter_context(Progress())

    def follow(events: Events) -> None:
        progress.follow(events)

    return follow


def _print(job: Job) -> None:
    if job.outputs:
        click.echo(f"{shown(job.name)} → {homely(shown(job.outputs[-1]))}: {job.message}")
    else:
        click.echo(f"{shown(job.name)}: {job.message}", err=True)
