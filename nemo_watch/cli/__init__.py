"""The commands, each thin, and each loaded only when it is called: `status` answers in a fraction of a second."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from nemo_watch import __version__
from nemo_watch.errors import ConfigurationError, NemoWatchError

_COMMANDS = {
    "init": "Write a first rule file and make its folders.",
    "run": "Watch the folders, until stopped.",
    "check": "Read the rule file and say what would happen.",
    "understand": "Say how an instruction is read.",
    "render": "Convert files now, without the daemon.",
    "status": "Say what the daemon is doing.",
    "jobs": "List the jobs, the newest first.",
    "show": "Say all about one job.",
    "retry": "Begin a failed or held job again.",
    "cancel": "Stop a job.",
    "refine": "Say something more about a delivered job.",
    "undo": "Take a delivered job back.",
    "why": "Say why a file is where it is.",
    "pause": "Begin no new work for a while.",
    "resume": "Begin work again.",
    "page": "Open the status page in a browser.",
    "logs": "Print the daemon's log.",
    "credits": "Say how many credits are left in the cloud.",
    "tray": "Show an icon in the tray.",
    "service": "Start nemo-watch by itself.",
    "doctor": "Say whether all is well on this machine.",
    "studio": "Serve this machine's studio to others.",
    "completion": "Let a shell complete what you type.",
    "manual": "Print the manual page.",
}


class _Commands(click.Group):
    """Lists the commands without loading them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = importlib.import_module(f"nemo_watch.cli.{name}").command
        assert isinstance(command, click.Command)
        command.short_help = _COMMANDS[name]
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", metavar="FILE", help="The rule file (default: ~/.config/nemo-watch/nemo-watch.yaml).")
@click.version_option(__version__, prog_name="nemo-watch")
@click.pass_context
def commands(context: click.Context, config: str | None) -> None:
    """Drop a video into a folder, and the MP4 that you asked for appears in another."""
    context.obj = config


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        result: Any = commands.main(args=arguments, prog_name="nemo-watch", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except ConfigurationError as error:
        print("\n".join(error.problems), file=sys.stderr)
        _print_hint(error)
        return error.exit_code
    except NemoWatchError as error:
        print(error.message, file=sys.stderr)
        _print_hint(error)
        return error.exit_code
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0


def _print_hint(error: NemoWatchError) -> None:
    if error.hint:
        print(error.hint, file=sys.stderr)
