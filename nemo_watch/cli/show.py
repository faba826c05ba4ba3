"""`nemo-watch show JOB`: all about one job."""

from __future__ import annotations

from typing import Any

import click

from nemo_watch.cli.asking import daemon_of, log_of_job, one_job
from nemo_watch.cli.completing import jobs_begun
from nemo_watch.cli.printing import clock_time, homely, pace, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.errors import NemoWatchError
from nemo_watch.rules import Configuration
from nemo_watch.units import format_duration, format_size


@click.command()
@click.argument("job_id", metavar="JOB", shell_complete=jobs_begun)
@config_option
@click.option("--log", "with_log", is_flag=True, help="Print the job's log, with what ffmpeg was told.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(job_id: str, config: str | None, with_log: bool, as_json: bool) -> None:
    """Say all about one job: where its file is, what was done, and when. The beginning of an id is enough."""
    configuration = load_named(config)
    if with_log:
        _print_log(log_of_job(configuration, job_id), as_json=as_json)
        return
    job = one_job(configuration, job_id)
    job["claim_link"] = _claim_link(configuration, job)
    if as_json:
        print_json(job)
        return
    print_table(_facts(job))
    click.echo()
    history = [(clock_time(entry["at"]), state_word(entry["state"]), entry["message"]) for entry in job["history"]]
    print_table(history)
    if hint := _next(job):
        click.echo()
        click.echo(hint)


def _print_log(lines: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(lines)
        return
    if not lines:
        click.echo("There is no log of this job.", err=True)
    for line in lines:
        values = " ".join(f"{name}={value}" for name, value in line["values"].items())
        mark = "" if line["level"] in {"info", "debug"} else f"{line['level']} "
        click.echo(f"{clock_time(line['at'])} {mark}{line['event']} {values}".rstrip())


def _next(job: dict[str, Any]) -> str:
    """Return what a person may want to do about a job."""
    job_id = job["id"]
    return {
        "failed": f"Once the cause is gone: nemo-watch retry {job_id}. To learn more: nemo-watch show {job_id} --log",
        "held": f"Once the cause is gone: nemo-watch retry {job_id}. To give it up: nemo-watch cancel {job_id}",
        "cancelled": f"To begin it again: nemo-watch retry {job_id}",
        "done": f'To change it: nemo-watch refine {job_id} "…". To take it back: nemo-watch undo {job_id}',
    }.get(job["state"], f"To stop it: nemo-watch cancel {job_id}")


def _claim_link(configuration: Configuration, job: dict[str, Any]) -> str:
    """Return where a person takes over what a job made in the cloud; "" where that cannot be told now."""
    if job["engine"] != "cloud" or not job["session_id"]:
        return ""
    try:
        return daemon_of(configuration).claim_link(job["id"])
    except NemoWatchError:
        return ""


def _sizes(job: dict[str, Any]) -> str:
    after = f" → {format_size(job['bytes_after'])}" if job["bytes_after"] else ""
    return f"{format_size(job['bytes_before'])}{after}"


def _facts(job: dict[str, Any]) -> list[tuple[str, str]]:
    facts = [
        ("job", job["id"]),
        ("state", state_word(job["state"], job["progress"])),
        ("message", job["message"]),
        ("pace", pace(job)),
        ("asked for", job["instruction"].replace("\n", " / ")),
        ("rule", f"{job['rule']} ({job['engine']} engine)"),
        *(("dropped as", homely(path)) for path in job["sources"]),
        *(
            ("lies now in", homely(now))
            for now, was in zip(job["source_now"], job["sources"], strict=True)
            if now != was
        ),
        *(("result", homely(path)) for path in job["outputs"]),
        ("size", _sizes(job)),
        ("plays", format_duration(job["result_seconds"]) if job["result_seconds"] else ""),
        ("timeline", job["timeline"]),
        ("take it over at", job["claim_link"]),
    ]
    return [(name, value) for name, value in facts if value]
