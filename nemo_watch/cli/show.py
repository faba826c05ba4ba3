"""`nemo-watch show JOB`: all about one job."""

from __future__ import annotations

from typing import Any

import click

from nemo_watch.cli.asking import daemon_of, one_job
from nemo_watch.cli.printing import clock_time, homely, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.errors import NemoWatchError
from nemo_watch.rules import Configuration


@click.command()
@click.argument("job_id", metavar="JOB")
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(job_id: str, config: str | None, as_json: bool) -> None:
    """Say all about one job: where its file is, what was done, and when. The beginning of an id is enough."""
    configuration = load_named(config)
    job = one_job(configuration, job_id)
    job["claim_link"] = _claim_link(configuration, job)
    if as_json:
        print_json(job)
        return
    print_table(_facts(job))
    click.echo()
    history = [(clock_time(entry["at"]), state_word(entry["state"]), entry["message"]) for entry in job["history"]]
    print_table(history)


def _claim_link(configuration: Configuration, job: dict[str, Any]) -> str:
    """Return where a person takes over what a job made in the cloud; "" where that cannot be told now."""
    if job["engine"] != "cloud" or not job["session_id"]:
        return ""
    try:
        return daemon_of(configuration).claim_link(job["id"])
    except NemoWatchError:
        return ""


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
        ("take it over at", job["claim_link"]),
    ]
    return [(name, value) for name, value in facts if value]
