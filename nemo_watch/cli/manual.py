"""`nemo-watch manual`: the manual page, made from the texts that `--help` prints.

Source: man(7), groff_man(7).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import click

from nemo_watch import __version__
from nemo_watch.errors import ConfigurationError, DaemonNotRunning, NemoWatchError, NoSuchJob, NoTray

_DESCRIPTION = """\
nemo-watch observes folders. What is dropped into one is worked on as its rule says in plain words, and the result
appears in another folder. The work is done on this machine by a built-in studio, or, where a rule says so, in the
NemoVideo cloud.

A file is taken once it has arrived whole. It is moved to done/ in its inbox when its result has been delivered, or to
failed/, beside a text that says why and what to do.
"""
_EXITS = (
    (0, "All went well."),
    (NemoWatchError.exit_code, "Something failed, is held, or needs attention."),
    (ConfigurationError.exit_code, "The command line or the rule file is wrong."),
    (DaemonNotRunning.exit_code, "The daemon is not running."),
    (NoSuchJob.exit_code, "There is no such job."),
    (NoTray.exit_code, "There is no tray here."),
    (130, "It was ended with Ctrl+C."),
)
_FILES = (
    ("~/.config/nemo-watch/nemo-watch.yaml", "The rule file. --config or NEMO_WATCH_CONFIG name another."),
    ("~/.local/state/nemo-watch/", "The state folder: list of jobs, logs, socket. The rule file may name another."),
    ("INBOX/done/, INBOX/failed/", "What was worked on, and what could not be."),
    ("OUTBOX/.nemo-watch/", "Results that are being made."),
)
_ENVIRONMENT = (
    ("NEMO_WATCH_CONFIG", "The rule file."),
    ("NEMO_TOKEN", "The token of an account at NemoVideo."),
    ("NEMO_API_URL, NEMO_WEB_URL", "Where the cloud is, instead of what the rule file says."),
    ("NEMO_CLIENT_ID, SKILL_SOURCE", "Who asks the cloud."),
)


@click.command()
@click.option("--roff", is_flag=True, help="Print it as man(7) wants it, also on a terminal.")
def command(roff: bool) -> None:
    """Show the manual page, or print it: nemo-watch manual > nemo-watch.1."""
    text = manual()
    if roff or not sys.stdout.isatty() or shutil.which("man") is None:
        click.echo(text, nl=False)
    else:
        subprocess.run(["man", "-l", "-"], input=text.encode(), check=False)


def manual() -> str:
    """Return the manual page for man(1)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    from nemo_watch.cli import commands

    root = click.Context(commands, info_name="nemo-watch")
    yield f'.TH NEMO-WATCH 1 "" "nemo-watch {__version__}" "User Commands"'
    yield from (".SH NAME", "nemo\\-watch \\- " + _escaped("drop a video into a folder, find the MP4 in another"))
    yield from (".SH SYNOPSIS", ".B nemo\\-watch", "[--config FILE] COMMAND [ARGUMENT...]".replace("-", "\\-"))
    yield ".SH DESCRIPTION"
    yield from _paragraphs(_DESCRIPTION)
    yield ".SH COMMANDS"
    for name in commands.list_commands(root):
        found = commands.get_command(root, name)
        assert found is not None
        yield from _command(found, name, root)
    yield from _table("EXIT STATUS", [(str(code), meaning) for code, meaning in _EXITS])
    yield from _table("FILES", _FILES)
    yield from _table("ENVIRONMENT", _ENVIRONMENT)
    yield ".SH SEE ALSO"
    yield ".BR ffmpeg (1)"


def _command(found: click.Command, name: str, above: click.Context) -> Iterator[str]:
    """Yield a command with its options; what a group has below it comes in its place."""
    context = click.Context(found, info_name=name, parent=above)
    if isinstance(found, click.Group):
        for below in found.list_commands(context):
            command = found.get_command(context, below)
            assert command is not None
            yield from _command(command, below, context)
        return
    usage = " ".join(found.collect_usage_pieces(context))
    yield f".SS {_escaped(f'{context.command_path} {usage}')}"
    yield from _paragraphs(found.help or "")
    for parameter in found.params:
        record = parameter.get_help_record(context)
        if record is not None:
            yield from (".TP", f".B {_escaped(record[0])}", _escaped(record[1]) or "\\&")


def _table(title: str, rows: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Iterator[str]:
    yield f".SH {title}"
    for term, meaning in rows:
        yield from (".TP", f".B {_escaped(term)}", _escaped(meaning))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield ".PP"
        yield _escaped(" ".join(paragraph.replace("\b", "").split()))


def _escaped(text: str) -> str:
    """Return a text of which nothing is taken for a request of roff."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("`", "\\(ga")
    safe = safe.replace("^", "\\(ha").replace('"', "\\(dq").replace("…", "...")
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe
