"""Whether a user's services run without them, from the start of the machine on: loginctl(1), `enable-linger`."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
from pathlib import Path

from nemo_watch.asking import ask
from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown

_LINGERING = Path("/var/lib/systemd/linger")
_ANSWER_SECONDS = 10.0


def is_lingering() -> bool:
    """Tell whether this user lingers."""
    with contextlib.suppress(OSError, KeyError):
        return (_LINGERING / _user_name()).exists()
    return False


def linger() -> None:
    """Let this user linger. Raises NemoWatchError."""
    try:
        command = ["loginctl", "enable-linger", _user_name()]
        done = ask(command, seconds=_ANSWER_SECONDS)
    except (OSError, KeyError, subprocess.SubprocessError) as error:
        raise NemoWatchError(f"loginctl cannot be asked: {error}.") from error
    if done.returncode:
        told = shown(" ".join((done.stderr or done.stdout).split()))
        raise NemoWatchError(
            f"The service is installed, but runs only while you are logged in: loginctl failed: {told}",
            hint=f"Ask whoever may: sudo loginctl enable-linger {_user_name()}",
        )


def _user_name() -> str:
    return pwd.getpwuid(os.getuid()).pw_name
