"""`nemo-watch doctor`: whether all is well on this machine, and what to do where it is not."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import homely, print_json
from nemo_watch.cli.rules import config_option, load, rule_file_path
from nemo_watch.doctor import Asking, Finding, findings, looks_of, trouble, well, within
from nemo_watch.errors import ConfigurationError, DaemonNotRunning
from nemo_watch.names import shown
from nemo_watch.rules import Configuration

_MARKS = {"well": ("✓", "green"), "note": ("–", "yellow"), "trouble": ("✗", "red")}
_PATH = re.compile(r"(?<![^\s(])/\S*")
_MOST_COLUMNS = 110
_READING_SECONDS = 60.0
"""Folders on servers that do not answer are waited for one after the other."""


@click.command()
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(config: str | None, as_json: bool) -> int:
    """Say whether all is well on this machine: program, studio, folders, cloud, desktop, and what to do where not.

    Nothing is changed. Exit code 1: something needs you.
    """
    path = rule_file_path(config)
    configuration, of_rule_file = _rules(path)
    asking = _asking(configuration) if configuration else None
    found = findings(looks_of(configuration, of_rule_file, environ=os.environ, asking=asking))
    troubles = _print_as_json(found) if as_json else _print(found)
    return 1 if troubles else 0


def _rules(path: Path) -> tuple[Configuration | None, list[Finding]]:
    """Return what the rule file says, nothing where it cannot be used, and what is to be said of it."""
    try:
        configuration = within(_READING_SECONDS, lambda: load(path))
    except ConfigurationError as error:
        if error.problems == (error.message,):
            return None, [trouble("rule file", error.message, error.hint)]
        remedy = "Correct it there. Without it, folders, daemon and cloud are not looked at."
        return None, [trouble("rule file", problem, remedy) for problem in error.problems]
    except TimeoutError:
        remedy = "Look at the server that it lies on, or its folders."
        return None, [trouble("rule file", f"The rule file {shown(path)} could not be read in time.", remedy)]
    count = len(configuration.rules)
    rules = "one rule" if count == 1 else f"{count} rules"
    return configuration, [well("rule file", f"The rule file {shown(path)} can be used: {rules}.")]


def _asking(configuration: Configuration) -> Asking:
    daemon = daemon_of(configuration)

    def balance() -> dict[str, Any]:
        try:
            return daemon.credits()
        except DaemonNotRunning:
            from nemo_watch.daemon.balance import balance_of

            return balance_of(configuration)

    return Asking(status=daemon.status, balance=balance)


def _print_as_json(found: Iterator[tuple[str, Finding]]) -> int:
    """Print all findings as one list, and return how many of them are trouble."""
    told = [
        {
            "group": group,
            "name": finding.name,
            "level": finding.level,
            "sentence": finding.sentence,
            "remedy": finding.remedy,
        }
        for group, finding in found
    ]
    print_json(told)
    return sum(1 for one in told if one["level"] == "trouble")


def _print(found: Iterator[tuple[str, Finding]]) -> int:
    """Print findings as they come, below their headings, and return how many of them are trouble."""
    heading, remedy, troubles = "", "", 0
    for group, finding in found:
        if remedy and (group, finding.remedy) != (heading, remedy):  # one for several findings stands below the last
            _print_marked(remedy, "→", indent=4)
        if group != heading:
            _print_heading(group, is_first=not heading)
        mark, colour = _MARKS[finding.level]
        _print_marked(finding.sentence, click.style(mark, fg=colour), indent=2)
        heading, remedy = group, finding.remedy
        troubles += finding.level == "trouble"
    if remedy:
        _print_marked(remedy, "→", indent=4)
    _print_sum(troubles)
    return troubles


def _print_heading(group: str, *, is_first: bool) -> None:
    if not is_first:
        click.echo()
    click.secho(group, bold=True)


def _print_sum(troubles: int) -> None:
    click.echo()
    if troubles:
        click.secho(f"{troubles} thing{' needs' if troubles == 1 else 's need'} you.", fg="red", bold=True)
    else:
        click.secho("All is well.", fg="green", bold=True)


def _print_marked(text: str, mark: str, *, indent: int) -> None:
    first, *rest = _lines(text, room=indent + 2)
    click.echo(f"{' ' * indent}{mark} {first}")
    for line in rest:
        click.echo(f"{' ' * indent}  {line}")


def _lines(text: str, *, room: int) -> list[str]:
    """Return a text as lines that fit a terminal beside `room` columns; elsewhere it is one. Paths are short."""
    text = _PATH.sub(lambda match: homely(match[0]), text)
    if not sys.stdout.isatty():
        return [text]
    width = min(_MOST_COLUMNS, shutil.get_terminal_size().columns) - room
    return textwrap.wrap(text, max(20, width), break_long_words=False, break_on_hyphens=False) or [text]
