"""The service of a user of macOS: a launch agent. Sources: launchd.plist(5), launchctl(1)."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nemo_watch.asking import Answer, ask
from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown
from nemo_watch.service.agents import daemon_agent
from nemo_watch.service.folders import make_missing, missing_inboxes
from nemo_watch.service.manager import LABEL, Asked, Remark, Standing
from nemo_watch.service.places import home_folder
from nemo_watch.service.program import check_program

_ANSWER_SECONDS = 30.0
_AWAY_SECONDS, _AWAY_PAUSE_SECONDS = 25.0, 0.2


class Launchd:
    """The launch agents of one user."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Find in `environ` where agents lie."""
        self._environ = environ
        self._home = home_folder(environ)
        self._domain = f"gui/{os.getuid()}"

    def install(self, asked: Asked) -> Iterator[str]:
        """Write the agent, start it now and at each login; yield a sentence for each thing done."""
        check_program()
        yield from make_missing(asked.configuration, asked.environ)
        for inbox in missing_inboxes(asked.configuration):
            yield f"The inbox {shown(inbox)} is not there. Make it, or connect its disk."
        agent = daemon_agent(self._home, asked.rule_file)
        is_new = self.write(agent)
        yield f"{'Wrote' if is_new else 'Already up to date:'} {shown(self.path_of(LABEL))}."
        if asked.may_start:
            self.start(LABEL, is_new=is_new)
            yield "nemo-watch runs."
        yield "It starts when you log in, and ends when you log out."
        if asked.is_lingering:
            yield "macOS has no programs of yours run without you: --linger means nothing here."

    def uninstall(self) -> Iterator[str]:
        """Stop the service and take its agent away; yield a sentence for each thing done."""
        path = self.path_of(LABEL)
        was_there = path.exists()
        self.remove(LABEL)
        yield f"Stopped, and removed {shown(path)}." if was_there else "No service was installed."

    def standing(self) -> Standing:
        """Return how the service is."""
        path = self.path_of(LABEL)
        done = self._ask("print", f"{self._domain}/{LABEL}")
        process = re.search(r"^\tpid = (\d+)$", done.stdout, re.MULTILINE)
        agent = self._read(path)
        rule_file = Path(agent["ProgramArguments"][-1]) if agent else None
        return Standing(
            kind="launchd",
            unit=path,
            is_installed=bool(agent),
            is_enabled=bool(agent) and not self._is_disabled(),
            is_running=process is not None,
            process=int(process[1]) if process else 0,
            rule_file=rule_file,
            remarks=tuple(self._remarks(agent, rule_file)),
        )

    def path_of(self, label: str) -> Path:
        """Return where the agent of a label lies."""
        return self._home / "Library" / "LaunchAgents" / f"{label}.plist"

    def write(self, agent: Mapping[str, Any]) -> bool:
        """Write an agent where it says something else by now, and tell whether that was so. Raises NemoWatchError."""
        path = self.path_of(agent["Label"])
        if self._read(path) == agent:
            return False
        new = path.with_suffix(".new")
        try:
            for folder in (path.parent, Path(agent["StandardErrorPath"]).parent):
                folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(plistlib.dumps(dict(agent), sort_keys=False))
            new.replace(path)
        except OSError as error:
            raise NemoWatchError(f"{shown(path)} cannot be written: {error.strerror}.") from error
        return True

    def start(self, label: str, *, is_new: bool) -> None:
        """Have an agent started now and at each login, anew where it is. Raises NemoWatchError."""
        if is_new:
            self._let_go(label)
        self._ask("enable", f"{self._domain}/{label}")
        if not self._is_loaded(label):
            self._do("bootstrap", self._domain, str(self.path_of(label)))

    def remove(self, label: str) -> None:
        """Stop an agent and take it away."""
        self._let_go(label)
        self.path_of(label).unlink(missing_ok=True)

    def _let_go(self, label: str) -> None:
        """Unload an agent, and wait until it has ended: before, it cannot be loaded again."""
        if not self._is_loaded(label):
            return
        self._ask("bootout", f"{self._domain}/{label}")
        deadline = time.monotonic() + _AWAY_SECONDS
        while self._is_loaded(label):
            if time.monotonic() > deadline:
                raise NemoWatchError(f"{label} does not end.", hint=f"launchctl kill KILL {self._domain}/{label}")
            time.sleep(_AWAY_PAUSE_SECONDS)

    def _is_loaded(self, label: str) -> bool:
        return self._ask("print", f"{self._domain}/{label}").returncode == 0

    def _is_disabled(self) -> bool:
        listed = self._ask("print-disabled", self._domain).stdout
        return re.search(rf'"{re.escape(LABEL)}" => (true|disabled)', listed) is not None

    def _remarks(self, agent: Mapping[str, Any], rule_file: Path | None) -> Iterator[Remark]:
        if rule_file is not None and agent != daemon_agent(self._home, rule_file):
            yield Remark("The agent is not what this nemo-watch would write.")

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            return dict(plistlib.loads(path.read_bytes()))
        except (OSError, ValueError, plistlib.InvalidFileException):
            return {}

    def _do(self, *arguments: str) -> None:
        done = self._ask(*arguments)
        if done.returncode:
            told = shown(" ".join((done.stderr or done.stdout).split()))
            raise NemoWatchError(
                f"launchctl {arguments[0]} failed: {told}",
                hint="Agents belong to a session on the screen: log in there, and try again.",
            )

    def _ask(self, *arguments: str) -> Answer:
        try:
            return ask(["launchctl", *arguments], seconds=_ANSWER_SECONDS, environ=self._environ)
        except (OSError, subprocess.SubprocessError) as error:
            raise NemoWatchError(f"launchctl cannot be asked: {error}.") from error
