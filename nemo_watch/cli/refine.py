"""`nemo-watch refine JOB TEXT`: the same again, but changed; the new result lies beside the first."""

from __future__ import annotations

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.completing import jobs_begun
from nemo_watch.cli.printing import print_json
from nemo_watch.cli.rules import config_option, load_named


@click.command()
@click.argument("job_id", metavar="JOB", shell_complete=jobs_begun)
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(job_id: str, words: tuple[str, ...], config: str | None, as_json: bool) -> None:
    """Say something more about a delivered job: "make the title bigger".

    In the cloud it is another message in the same session, which may cost credits; on this machine everything is
    done again with the further words. The new result is delivered beside the first, as NAME (2).mp4.
    """
    job = daemon_of(load_named(config)).refine(job_id, " ".join(words))
    if as_json:
        print_json(job)
    else:
        click.echo(f"Job {job['id']} is refined; the new result will lie beside the first.")
