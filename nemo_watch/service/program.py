"""How this very installation is started by somebody else: absolute, and whatever folder it is started in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from nemo_watch.asking import ask
from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown

_SECONDS = 30.0


def program() -> tuple[str, ...]:
    """Return the command that starts this installation of nemo-watch; its arguments come behind it.

    By the interpreter's plain name, which stays when it is updated, and never from the current folder (`-P`): what
    lies in somebody's home is not to be imported.
    """
    named = Path(sys.executable)
    plain = named.with_name("python3")
    is_same = plain.exists() and plain.resolve() == named.resolve()
    return (str(plain if is_same else named), "-P", "-m", "nemo_watch")


def check_program() -> None:
    """Raise NemoWatchError where the command works only in this shell, as in a checkout that is not installed."""
    command = program()
    try:
        bare = {"PATH": "/usr/bin:/bin", "HOME": str(Path("~").expanduser())}
        done = ask([*command, "--version"], seconds=_SECONDS, environ=bare, folder="/")
    except (OSError, subprocess.SubprocessError) as error:
        raise NemoWatchError(f"{shown(command[0])} cannot be started: {error}.") from error
    if done.returncode != 0:
        raise NemoWatchError(
            f"{shown(command[0])} finds nemo-watch only from where you are, so nobody else could start it.",
            hint=f"Install it there: {shown(command[0])} -m pip install nemo-watch (or the path of its sources).",
        )


def homes_of_program() -> tuple[Path, ...]:
    """Return the folders that must be there for the command to work."""
    return tuple(dict.fromkeys(Path(text) for text in (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))))
