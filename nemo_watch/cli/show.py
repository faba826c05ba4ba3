"""`nemo-watch show JOB`: all about one job."""

from __future__ import annotations

from typing import Any

import click

from nemo_watch.cli.asking import one_job
from nemo_watch.cli.printing import clock_time, homely, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named


@click.command()
@click.argument("job_id", metavar="JOB")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(job_id: str, config: str | None, as_json: bool) -> None:
    """Say all about one job: where its file is, what was done, and when. The beginning of an id is enough."""
    job = one_job(load_named(config), job_id)
    if as_json:
        print_json(job)
        return
    print_table(_facts(job))
    click.echo()
    history = [(clock_time(entry["at"]), state_word(entry["state"]), entry["message"]) for entry in job["history"]]
    print_table(history)


def _facts(job: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        ("job", job["id"]),
        ("state", state_word(job["state"], job["progress"])),
        ("message", job["message"]),
        ("asked for", job["instruction"].replace("\n", " / ")),
        ("rule", f"{job['rule']} ({job['engine']} engine)"),
        *(("dropped as", homely(path)) for path in job["sources"]),
        *(
            ("lies now in", homely(now))
            for now, was in zip(job["source_now"], job["sources"], strict=True)
            if now != was
        ),
        *(("result", homely(path)) for path in job["outputs"]),
        ("timeline", job["timeline"]),
    ]
    return [(name, value) for name, value in facts if value]
