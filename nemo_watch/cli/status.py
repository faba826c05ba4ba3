"""`nemo-watch status`: what the daemon is doing."""

from __future__ import annotations

import json
from typing import Any

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import clock_time, homely, pace, print_json, print_table, state_word
from nemo_watch.cli.rules import config_option, load_named
from nemo_watch.control.client import ControlClient
from nemo_watch.errors import DaemonNotRunning

_ORDER = ("rendering", "queued", "held", "failed", "done", "cancelled")


@click.command()
@config_option
@click.option("--watch", "-w", is_flag=True, help="Show it live, until Ctrl+C; with --json, an object at each change.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, watch: bool, as_json: bool) -> int:
    """Say whether the daemon runs, what it watches and what it is doing. Exit code 3: it does not run."""
    daemon = daemon_of(load_named(config))
    if watch:
        return _watch(daemon, as_json=as_json)
    try:
        status = daemon.status()
    except DaemonNotRunning as error:
        if not as_json:
            raise
        print_json({"running": False})
        return error.exit_code
    if as_json:
        print_json(status)
    else:
        _print(status)
    return 0


def _watch(daemon: ControlClient, *, as_json: bool) -> int:
    if as_json:
        for _name, _data in daemon.events():
            click.echo(json.dumps(daemon.status(), ensure_ascii=False))
        raise DaemonNotRunning("The daemon has ended.", hint="Start it with: nemo-watch run")
    from nemo_watch.cli.watching import watch

    watch(daemon)
    raise DaemonNotRunning("The daemon has ended.", hint="Start it with: nemo-watch run")


def _print(status: dict[str, Any]) -> None:
    click.echo(f"nemo-watch {status['version']} runs since {clock_time(status['since'])} (process {status['pid']}).")
    for sentence in warnings(status):
        click.secho(sentence, fg="yellow")
    click.echo(f"Jobs: {counted(status['counts'])}." if status["counts"] else "No jobs yet. Drop a file into an inbox.")
    if status["counts"].get("held") or status["counts"].get("failed"):
        click.echo("What is held or failed, and why: nemo-watch jobs --state held --state failed")
    if status["page"]:
        click.echo(f"Status page: {status['page']} (open it with: nemo-watch page)")
    click.echo()
    for inbox in status["inboxes"]:
        click.echo(f"{click.style(inbox['rule'], bold=True)}  {homely(inbox['path'])}  {inbox['state']}")
        if inbox["reason"]:
            click.secho(f"  {inbox['reason']}", fg="yellow")
        for waiting in (*inbox["waiting"], *inbox["refused"]):
            click.echo(f"  {homely(waiting['path'])}: {waiting['message']}")
    if status["active"]:
        click.echo()
        print_table(
            [
                (job["id"], state_word(job["state"], job["progress"]), homely(job["sources"][0]), pace(job))
                for job in status["active"]
            ]
        )


def counted(counts: dict[str, int]) -> str:
    """Return how many jobs are in each state, in words: what is going on first."""
    known = [state for state in _ORDER if state in counts]
    return ", ".join(f"{counts[state]} {state}" for state in (*known, *(s for s in counts if s not in _ORDER)))


def warnings(status: dict[str, Any]) -> list[str]:
    """Return what a person should know first: a pause, an engine that does not work, a rule file with mistakes."""
    sentences = []
    if status["paused"]:
        until = f"until {clock_time(status['paused_until'])}" if status["paused_until"] else "until you resume it"
        sentences.append(f"Paused {until}: nothing new is begun. To go on now: nemo-watch resume")
    sentences += [
        f"The {engine['name']} engine is {engine['state']} since {clock_time(engine['since'])}: {engine['message']}"
        for engine in status["engines"]
        if engine["state"] != "ok"
    ]
    if status["rule_problems"]:
        sentences.append("The rule file has mistakes, and the old rules stay: nemo-watch check")
    if status["page_message"]:
        sentences.append(f"There is no status page. {status['page_message']}")
    return sentences
