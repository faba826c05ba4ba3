"""`nemo-watch retry JOB`."""

from __future__ import annotations

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import print_json
from nemo_watch.cli.rules import config_option, load_named


@click.command()
@click.argument("job_ids", metavar="JOB...", nargs=-1, required=True)
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(job_ids: tuple[str, ...], config: str | None, as_json: bool) -> None:
    """Begin a failed, held or cancelled job again. A failed file comes back from failed/ first."""
    daemon = daemon_of(load_named(config))
    jobs = [daemon.retry(job_id) for job_id in job_ids]
    if as_json:
        print_json(jobs)
        return
    for job in jobs:
        click.echo(f"Job {job['id']} is tried again.")
