"""`nemo-watch run`: the daemon in the foreground, as a service or in a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nemo_watch import log
from nemo_watch.cli.printing import homely
from nemo_watch.cli.rules import config_option, load, rule_file_path
from nemo_watch.log.files import LogFiles
from nemo_watch.names import shown
from nemo_watch.rules import Configuration

if TYPE_CHECKING:
    from nemo_watch.daemon.daemon import Daemon
    from nemo_watch.jobs import Job


@click.command()
@config_option
@click.option("--once", is_flag=True, help="Take what lies there, end when nothing can go on.")
@click.option("--verbose", "-v", is_flag=True, help="Show the log on a terminal too.")
def command(config: str | None, once: bool, verbose: bool) -> int:
    """Watch the inboxes and deliver into the outboxes, until stopped with Ctrl+C or SIGTERM.

    With --once: exit code 1 if any job failed or is held.
    """
    path = rule_file_path(config)
    configuration = load(path)
    face = sys.stdout.isatty() and not verbose
    files = LogFiles(configuration.state)
    log.configure(level="error" if face else configuration.log.level, form=configuration.log.format, keep=files.keep)
    if face:
        from nemo_watch.cli.progress import Progress

        with Progress() as progress:
            return _run(path, configuration, once=once, on_started=lambda daemon: progress.follow(daemon.events))
    return _run(path, configuration, once=once, on_started=lambda _daemon: None)


def _run(path: Path, configuration: Configuration, *, once: bool, on_started: Callable[[Daemon], None]) -> int:
    from nemo_watch.daemon.daemon import Daemon
    from nemo_watch.daemon.running import run_once, run_until_stopped

    def build() -> Daemon:
        return Daemon(configuration, rule_file=path, load=lambda: load(path), is_single_run=once)

    def started(daemon: Daemon) -> None:
        on_started(daemon)
        if not once:
            with contextlib.suppress(OSError):  # nobody reads it any more: that is no reason to end
                _say_where(configuration)

    if not once:
        asyncio.run(run_until_stopped(build, on_started=started, on_terminal=sys.stdout.isatty()))
        return 0
    unsettled = asyncio.run(run_once(build, on_started=started))
    _say_what_is_left(unsettled)
    return 1 if unsettled else 0


def _say_where(configuration: Configuration) -> None:
    for rule in configuration.rules:
        click.echo(f"{click.style(rule.name, bold=True)}: {' / '.join(rule.instructions)}")
        click.echo(f"  drop files into  {homely(shown(rule.inbox))}")
        click.echo(f"  results come to  {homely(shown(rule.outbox))}")
    if sys.stdout.isatty():
        click.echo("Ctrl+C ends.")


def _say_what_is_left(jobs: list[Job]) -> None:
    for job in jobs:
        click.echo(f"{job.state.value}: {shown(job.source.place)}: {job.message}", err=True)
