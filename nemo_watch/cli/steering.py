"""The commands that ask the daemon to do something to jobs: one shape for all of them."""

from __future__ import annotations

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.completing import jobs_begun
from nemo_watch.cli.printing import print_json
from nemo_watch.cli.rules import config_option, load_named


def job_command(name: str, *, help_text: str, outcome: str) -> click.Command:
    """Return a command that does `name` to jobs and says the `outcome` of each: "is tried again"."""

    @click.command(name, help=help_text)
    @click.argument("job_ids", metavar="JOB...", nargs=-1, required=True, shell_complete=jobs_begun)
    @config_option
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    def command(job_ids: tuple[str, ...], config: str | None, as_json: bool) -> None:
        daemon = daemon_of(load_named(config))
        act = {"retry": daemon.retry, "cancel": daemon.cancel, "undo": daemon.undo}[name]
        jobs = [act(job_id) for job_id in job_ids]
        if as_json:
            print_json(jobs)
            return
        for job in jobs:
            click.echo(f"Job {job['id']} {outcome}.")

    return command
