"""`nemo-watch service`: let the system start nemo-watch, instead of a terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.printing import homely, print_json, print_table
from nemo_watch.cli.rules import config_option, load, rule_file_path
from nemo_watch.errors import DaemonNotRunning, NemoWatchError
from nemo_watch.names import shown
from nemo_watch.rules import Configuration
from nemo_watch.service import Asked, Standing, manager_of
from nemo_watch.service.autostart import autostart_is_on, autostart_path, has_desktop, set_autostart
from nemo_watch.service.places import environment_file

_PATH = re.compile(r"(?<![^\s(:])/[^\s,]*")
_MOST_COLUMNS = 110
_OF_THE_SHELL = ("NEMO_TOKEN", "NEMO_API_URL", "NEMO_WEB_URL", "NEMO_CLIENT_ID", "SKILL_SOURCE")
_NOT_INSTALLED = "nemo-watch is not installed as a service. To have it start by itself: nemo-watch service install"


class _InOrder(click.Group):
    """Lists its commands as one uses them, not by the alphabet."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder)
def command() -> None:
    """Have nemo-watch start by itself: as a user service of systemd, as a launch agent on macOS."""


@command.command(short_help="Have it start now, and from now on by itself.")
@config_option
@click.option("--tray/--no-tray", default=None, help="The tray icon too, or not (default: where there is a desktop).")
@click.option("--linger", is_flag=True, help="Run from the start of the machine on, and not only while you are in.")
def install(config: str | None, tray: bool | None, linger: bool) -> None:
    """Have it start now, and from now on by itself; again after an update, or when the rule file names other folders.

    The service may write into the folders that the rule file names, and nowhere else.
    """
    manager = manager_of(os.environ)
    path = rule_file_path(config)
    configuration = load(path)
    busy = _other_daemon(configuration, manager.standing())
    asked = Asked(
        configuration=configuration,
        rule_file=path,
        environ=os.environ,
        is_lingering=linger,
        may_start=busy is None,
    )
    for sentence in manager.install(asked):
        _say(sentence)
    if busy is not None:
        _say(
            f"It is not started now: another nemo-watch is at work (process {busy}). End that one, where it runs with "
            "Ctrl+C; then: nemo-watch service install"
        )
    if tray if tray is not None else has_desktop(os.environ):
        set_autostart(True, rule_file=path)
        _say(f"The tray icon comes with your desktop from the next login on: {autostart_path()}.")
    elif tray is False:
        set_autostart(False)
    _say_what_is_not_passed_on()
    _print_what_is_next(lingers=manager.standing().lingers, has_tray=autostart_is_on())


@command.command(short_help="Stop it, and start it no more.")
def uninstall() -> None:
    """Stop it, and start it no more. Rules, jobs, files and logs stay."""
    for sentence in manager_of(os.environ).uninstall():
        _say(sentence)
    if autostart_is_on():
        set_autostart(False)
        _say(f"The tray icon does not come by itself any more: removed {autostart_path()}.")
    _say("Your rule file, files, jobs and logs are where they were. By hand it runs with: nemo-watch run")


@command.command(short_help="Say how the service is.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> int:
    """Say whether it is installed, starts by itself, runs, and is up to date with the rule file.

    Exit code 1: something is to be done about it. 3: it does not run.
    """
    standing = manager_of(os.environ).standing()
    if as_json:
        _print_as_json(standing)
    else:
        _print(standing)
    if not standing.is_running:
        return DaemonNotRunning.exit_code
    return NemoWatchError.exit_code if standing.remarks else 0


def _other_daemon(configuration: Configuration, standing: Standing) -> int | None:
    """Return the process that works with the state folder and is not the service."""
    try:
        process = int(daemon_of(configuration).status()["pid"])
    except NemoWatchError:
        return None
    return None if process == standing.process else process


def _say_what_is_not_passed_on() -> None:
    """Say which variables of this shell count for commands, and not for the service."""
    names = [name for name in _OF_THE_SHELL if os.environ.get(name)]
    if not names:
        return
    place = environment_file(os.environ)
    remedy = (
        f"launchctl setenv {names[0]} … at each login"
        if sys.platform == "darwin"
        else f"write {names[0]}=… into {place}, for you alone (chmod 600), then: systemctl --user restart nemo-watch"
    )
    _say(f"The service does not know {', '.join(names)} of this shell: {remedy}")


def _print_what_is_next(*, lingers: bool | None, has_tray: bool) -> None:
    rows = [("nemo-watch status", "what it is doing"), ("nemo-watch logs -f", "what it writes down, as it does")]
    if lingers is False:
        rows.append(("nemo-watch service install --linger", "to have it run while you are not logged in, too"))
    if has_tray:
        rows.append(("nemo-watch tray", "the tray icon, now"))
    click.echo()
    print_table(rows, indent="  ")


def _print(standing: Standing) -> None:
    if not standing.is_installed:
        click.echo(_NOT_INSTALLED)
        return
    _say(_first_line(standing))
    rows = [("starts", _when(standing)), ("unit", homely(standing.unit))]
    if standing.rule_file is not None:
        rows.append(("rule file", homely(shown(standing.rule_file))))
    rows.append(("tray icon", "comes with the desktop" if autostart_is_on() else "does not come by itself"))
    print_table(rows, indent="  ")
    for remark in standing.remarks:
        _say(f"{remark.sentence} {remark.remedy}", "yellow")


def _first_line(standing: Standing) -> str:
    if standing.is_running:
        doing = f": {standing.doing}" if standing.doing else "."
        return f"nemo-watch runs as a service (process {standing.process}){doing}"
    if standing.has_failed:
        return "The service has failed. See why: nemo-watch logs. Start it again: nemo-watch service install"
    return "The service does not run. Start it: nemo-watch service install"


def _when(standing: Standing) -> str:
    if not standing.is_enabled:
        return "not by itself. To have it so: nemo-watch service install"
    return "with this machine" if standing.lingers else "when you log in"


def _print_as_json(standing: Standing) -> None:
    print_json(
        {
            "kind": standing.kind,
            "installed": standing.is_installed,
            "enabled": standing.is_enabled,
            "running": standing.is_running,
            "failed": standing.has_failed,
            "lingering": standing.lingers,
            "up_to_date": standing.is_installed and not standing.remarks,
            "tray": autostart_is_on(),
            "pid": standing.process or None,
            "doing": standing.doing,
            "unit": shown(standing.unit),
            "rule_file": None if standing.rule_file is None else shown(standing.rule_file),
            "remarks": standing.remarks,
        }
    )


def _say(sentence: str, colour: str | None = None) -> None:
    """Print a sentence, in lines that fit a terminal; words are kept whole, so that commands can be copied."""
    text = _PATH.sub(lambda match: homely(match[0]), sentence)
    if sys.stdout.isatty():
        width = min(_MOST_COLUMNS, shutil.get_terminal_size().columns)
        text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    click.echo(click.style(text, fg=colour) if colour else text)
