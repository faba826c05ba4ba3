"""`nemo-watch check`: read the rule file and say what would happen."""

from __future__ import annotations

import os
from pathlib import Path

import click

from nemo_watch.cli.printing import homely, print_json
from nemo_watch.cli.rules import config_option, load, rule_file_path
from nemo_watch.errors import ConfigurationError
from nemo_watch.inbox.ignoring import reason_ignored
from nemo_watch.names import shown
from nemo_watch.rules import Configuration, Rule
from nemo_watch.skills import SKILLS
from nemo_watch.units import format_size


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, as_json: bool) -> int:
    """Read the rule file; print every mistake with its place, or how each rule is understood.

    Exit code 2: the file has mistakes. 1: a folder is missing or cannot be written, or a wish is not understood.
    """
    path = rule_file_path(config)
    try:
        configuration = load(path)
    except ConfigurationError as error:
        if error.problems == (error.message,):
            raise  # not a mistake in the file: there is none, or it cannot be read
        return _print_problems(error, as_json=as_json, path=path)
    reports = [_report(rule) for rule in configuration.rules]
    if as_json:
        print_json({"file": shown(path), "state": shown(configuration.state), "rules": reports})
    else:
        click.echo(f"{homely(shown(path))}: {len(reports)} rule{'s' if len(reports) > 1 else ''}.")
        for report in reports:
            _print(report)
        for sentence in _without_effect(configuration):
            click.echo(f"\n{sentence}")
    return 1 if any(report["problems"] for report in reports) else 0


def _print_problems(error: ConfigurationError, *, as_json: bool, path: Path) -> int:
    """Print the mistakes of a rule file, a line each, as the answer that was asked for."""
    if as_json:
        print_json({"file": shown(path), "problems": list(error.problems)})
    else:
        click.echo("\n".join(error.problems))
    return error.exit_code


def _without_effect(configuration: Configuration) -> list[str]:
    """Return a sentence for each setting that stands in the file and that this version makes no use of."""
    settings = [f"local.{name}" for name in ("workers", "encoder") if getattr(configuration.local, name)]
    return [f"Without effect in this version: {', '.join(settings)}."] if settings else []


def _report(rule: Rule) -> dict[str, object]:
    from nemo_watch.studio.abilities import beyond
    from nemo_watch.studio.language import explain, read

    readings = [read(text) for text in rule.instructions]
    problems = [problem for problem in (_inbox_problem(rule.inbox), _outbox_problem(rule.outbox)) if problem]
    problems += [
        sentence
        for reading in readings
        if rule.engine == "local"
        for sentence in (
            *(f"The studio does not understand “{words}”: such jobs would be held." for words in reading.unknown),
            *(f"The studio cannot do this yet: “{wish}”; such jobs would be held." for wish in beyond(reading.edits)),
        )
    ]
    return {
        "name": rule.name,
        "engine": rule.engine,
        "inbox": shown(rule.inbox),
        "outbox": shown(rule.outbox),
        "instruction": "\n".join(rule.instructions),
        "understood": _understood(rule, " ".join(explain(reading) for reading in readings)),
        "files_waiting": _waiting(rule),
        "problems": problems,
    }


def _understood(rule: Rule, explained: str) -> str:
    """Return what becomes of a rule's wish: the studio's reading, or that it goes to the cloud in its own words."""
    if rule.engine == "local":
        return explained
    limit = format_size(SKILLS[rule.skill].limit_bytes)
    if rule.engine == "cloud":
        return f"The files are uploaded to NemoVideo, up to {limit} each, with these words; it may cost credits."
    return f"{explained} What the studio does not understand is uploaded to NemoVideo, up to {limit} a file."


def _print(report: dict[str, object]) -> None:
    click.echo()
    click.echo(f"{click.style(str(report['name']), bold=True)}: {report['instruction']}")
    click.echo(f"  from {homely(str(report['inbox']))} ({_lying(report['files_waiting'])})")
    click.echo(f"  to   {homely(str(report['outbox']))}")
    click.echo(f"  {report['understood']}")
    problems = report["problems"]
    assert isinstance(problems, list)
    for problem in problems:
        click.secho(f"  {problem}", fg="yellow")


def _lying(count: object) -> str:
    return {0: "nothing lies there", 1: "one file lies there"}.get(int(str(count)), f"{count} files lie there")


def _waiting(rule: Rule) -> int:
    from nemo_watch.inbox.sweep import sweep

    found = sweep(rule.inbox, recursive=rule.recursive, on_unreadable=lambda _folder, _error: None)
    return sum(1 for path in found if rule.takes(path.name) and not reason_ignored(path.relative_to(rule.inbox)))


def _inbox_problem(folder: Path) -> str:
    if not folder.is_dir():
        return f"The inbox {shown(folder)} does not exist: make it, or run nemo-watch init."
    if not os.access(folder, os.R_OK | os.X_OK):
        return f"The inbox {shown(folder)} may not be read."
    return ""


def _outbox_problem(folder: Path) -> str:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return f"The outbox {shown(folder)} may not be written."
    return ""
