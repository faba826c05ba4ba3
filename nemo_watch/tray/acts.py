"""What a click in the tray does. Each runs in a thread of its own, so that the icon never hangs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path

from nemo_watch.control.client import ControlClient
from nemo_watch.errors import NemoWatchError

Say = Callable[[str], None]


class Acts:
    """The acts by name. `say` tells the user what could not be done."""

    def __init__(
        self,
        daemon: ControlClient,
        *,
        start_command: Sequence[str],
        set_login: Callable[[bool], None],
        quit_tray: Callable[[], None],
        say: Say,
    ) -> None:
        """Steer a daemon, which `start_command` starts."""
        self._daemon = daemon
        self._start_command = list(start_command)
        self._set_login = set_login
        self._quit = quit_tray
        self._say = say

    def do(self, act: str, about: str = "", *, is_checked: bool | None = None) -> None:
        """Begin an act, and return at once."""
        if act == "quit":
            self._quit()
            return
        threading.Thread(target=self._do, args=(act, about, is_checked), name=f"act {act}", daemon=True).start()

    def _do(self, act: str, about: str, is_checked: bool | None) -> None:
        try:
            match act:
                case "open":
                    _open(about)
                case "page":
                    webbrowser.open(self._daemon.page_link())
                case "pause":
                    self._daemon.pause(float(about) if about else None)
                case "resume":
                    self._daemon.resume()
                case "retry":
                    self._each(self._daemon.retry, about)
                case "cancel":
                    self._each(self._daemon.cancel, about)
                case "login":
                    self._set_login(not is_checked)
                case "start":
                    _start(self._start_command)
        except NemoWatchError as error:
            self._say(error.sentence)
        except OSError as error:
            self._say(f"That could not be done: {error.strerror or error}.")

    def _each(self, act: Callable[[str], object], about: str) -> None:
        """Do something to each job; that one cannot be does not keep the others from it."""
        refused = []
        for job_id in about.split():
            try:
                act(job_id)
            except NemoWatchError as error:
                refused.append(error)
        if refused:
            raise refused[0]


def _open(place: str) -> None:
    """Open a file or a folder with the user's own program for it."""
    if not Path(place).exists():
        raise FileNotFoundError(None, f"{place} is not there any more")
    _start(["open" if sys.platform == "darwin" else "xdg-open", place])


def _start(command: Sequence[str]) -> None:
    """Start a program that lives on by itself."""
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - no path of ours
        process = subprocess.Popen(list(command), stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)  # one that ends at once leaves nothing behind
