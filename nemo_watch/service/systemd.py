"""The service of a user on a system with systemd: a unit in their home, run by their own manager."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from nemo_watch import __version__
from nemo_watch.asking import Answer, ask
from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown
from nemo_watch.service.age import remarks_on
from nemo_watch.service.folders import make_missing, missing_inboxes, on_servers
from nemo_watch.service.lingering import is_lingering, linger
from nemo_watch.service.manager import UNIT, Asked, Standing
from nemo_watch.service.places import config_folder
from nemo_watch.service.program import check_program
from nemo_watch.service.unit import Fence, Service, read_unit, unit_text

_ANSWER_SECONDS = 10.0
_START_SECONDS = 120.0
_UNFENCED_STATUSES = frozenset({"217", "218", "226"})
"""USER, CAPABILITIES, NAMESPACE: the fence could not be put up (systemd.exec(5), "Process Exit Codes")."""
_PROPERTIES = "LoadState,ActiveState,UnitFileState,MainPID,StatusText,ExecMainStatus"
_ALIVE = frozenset({"active", "activating", "reloading"})
_ENABLED = frozenset({"enabled", "enabled-runtime", "linked", "static"})


class Systemd:
    """The service manager of one user."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Find in `environ` where units lie and how the manager is reached."""
        self._environ = dict(environ)
        runtime = Path(f"/run/user/{os.getuid()}")
        if not self._environ.get("XDG_RUNTIME_DIR") and runtime.is_dir():  # after `su`, or in a script
            self._environ["XDG_RUNTIME_DIR"] = str(runtime)
        self._unit = config_folder(environ) / "systemd" / "user" / UNIT

    def install(self, asked: Asked) -> Iterator[str]:
        """Write the unit, start it now and at each login; yield a sentence for each thing done."""
        check_program()
        self._properties()
        service = self._service(asked)
        yield from make_missing(asked.configuration, asked.environ)
        for inbox in missing_inboxes(asked.configuration):
            yield (
                f"The inbox {shown(inbox)} is not there. Once you have made it: systemctl --user restart nemo-watch. "
                "If it comes with a disk, just connect that."
            )
        is_new = self._write(unit_text(service))
        yield f"{'Wrote' if is_new else 'Already up to date:'} {shown(self._unit)}."
        yield _fence_of(service)
        self._systemctl("enable", "--quiet", UNIT)
        if asked.may_start:
            yield from self._start(service, is_new=is_new)
        if asked.is_lingering and not is_lingering():
            linger()
        yield (
            "It starts with this machine, and goes on when you log out."
            if is_lingering()
            else "It starts when you log in, and ends when you log out."
        )

    def uninstall(self) -> Iterator[str]:
        """Stop the service and take its unit away; yield a sentence for each thing done."""
        if not self._unit.exists():
            yield "No service was installed."
            return
        stopped = self._ask("disable", "--now", "--quiet", UNIT, seconds=_START_SECONDS)
        for path in (self._unit, *self._unit.parent.glob(f"*.wants/{UNIT}")):
            path.unlink(missing_ok=True)
        yield f"Removed {shown(self._unit)}."
        if stopped.returncode:
            yield f"It may run until you log out, for it could not be stopped: {_told(stopped)}"
        self._ask("daemon-reload")
        self._ask("reset-failed", "--quiet", UNIT)

    def standing(self) -> Standing:
        """Return how the service is."""
        values = self._properties()
        active, process = values.get("ActiveState", ""), int(values.get("MainPID") or 0)
        is_installed = values.get("LoadState") not in {"not-found", None}
        text = self._text()
        return Standing(
            kind="systemd",
            unit=self._unit,
            is_installed=is_installed,
            is_enabled=values.get("UnitFileState") in _ENABLED,
            is_running=active in _ALIVE and process != 0,
            has_failed=active == "failed" or values.get("LoadState") in {"bad-setting", "error", "masked"},
            lingers=is_lingering(),
            process=process,
            doing=values.get("StatusText", ""),
            rule_file=read_unit(text).rule_file,
            remarks=tuple(remarks_on(text, self._environ)) if is_installed and text else (),
        )

    def _start(self, service: Service, *, is_new: bool) -> Iterator[str]:
        """Start the service, or start it anew where its unit is; without its fence where there can be none."""
        self._ask("reset-failed", "--quiet", UNIT)
        done = self._ask("restart" if is_new else "start", UNIT, seconds=_START_SECONDS)
        if done.returncode and self._properties().get("ExecMainStatus") in _UNFENCED_STATUSES:
            service = msgspec.structs.replace(service, fence=Fence.CALLS)
            self._write(unit_text(service))
            yield f"But that does not hold here. {_fence_of(service)}"
            self._ask("reset-failed", "--quiet", UNIT)
            done = self._ask("restart", UNIT, seconds=_START_SECONDS)
        if done.returncode:
            raise NemoWatchError(
                f"The service does not start: {_told(done)}",
                hint=f"See why: nemo-watch logs, or journalctl --user -u {UNIT} -n 30",
            )
        yield "nemo-watch runs."

    def _service(self, asked: Asked) -> Service:
        """Return what the service is to be: with as much of a fence as it can have."""
        before = read_unit(self._text())
        if before.fence is Fence.CALLS and before.version == __version__:  # more was tried with this version
            fence = Fence.CALLS
        else:
            fence = Fence.SYSTEM if on_servers(asked.configuration) else Fence.FOLDERS
        return Service(configuration=asked.configuration, rule_file=asked.rule_file, environ=asked.environ, fence=fence)

    def _write(self, text: str) -> bool:
        """Write the unit where it says something else by now, have it read, and tell whether that was so."""
        is_new = self._text() != text
        if is_new:
            new = self._unit.with_name(f".{UNIT}.new")
            try:
                self._unit.parent.mkdir(parents=True, exist_ok=True)
                new.write_text(text, encoding="utf-8")
                new.replace(self._unit)
            except OSError as error:
                raise NemoWatchError(f"{shown(self._unit)} cannot be written: {error.strerror}.") from error
        self._systemctl("daemon-reload")
        return is_new

    def _text(self) -> str:
        try:
            return self._unit.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def _properties(self) -> dict[str, str]:
        """Return what the manager says of the unit. Raises NemoWatchError where it cannot be reached."""
        done = self._ask("show", UNIT, f"--property={_PROPERTIES}")
        if done.returncode:
            raise NemoWatchError(f"Your systemd cannot be reached: {_told(done)}", hint=_NOT_REACHED)
        return dict(line.partition("=")[::2] for line in done.stdout.splitlines())

    def _systemctl(self, *arguments: str) -> None:
        """Ask for something that must be done. Raises NemoWatchError."""
        done = self._ask(*arguments)
        if done.returncode:
            raise NemoWatchError(f"systemctl --user {arguments[0]} failed: {_told(done)}")

    def _ask(self, *arguments: str, seconds: float = _ANSWER_SECONDS) -> Answer:
        command = ["systemctl", "--user", "--no-pager", *arguments]
        try:
            return ask(command, seconds=seconds, environ={**self._environ, "LC_ALL": "C.UTF-8"})
        except subprocess.TimeoutExpired as error:
            raise NemoWatchError(
                f"systemctl --user {arguments[0]} took longer than {seconds:.0f} s.",
                hint=f"See how it is: systemctl --user status {UNIT}",
            ) from error
        except OSError as error:
            raise NemoWatchError(f"systemctl cannot be started: {error.strerror}.") from error


def _fence_of(service: Service) -> str:
    """Return in a sentence what the service may write."""
    if service.fence is Fence.FOLDERS:
        folders = [shown(folder) for folder in service.folders]
        return f"It may write to {_listed(folders)}, and nowhere else."
    if service.fence is Fence.CALLS:
        return (
            "This system allows no user name spaces, by which files are closed to a service: it may write wherever you "
            "may. ffmpeg keeps its own fence."
        )
    servers = _listed([shown(folder) for folder in on_servers(service.configuration)])
    return f"It may write wherever you may: {servers} may lie on a server, which need not be there when it starts."


_NOT_REACHED = (
    "It is there for users who have logged in themselves: not after su or sudo, nor in a container. Log in on the "
    "screen or by ssh, or let root have it started: loginctl enable-linger USER. Without it: nemo-watch run"
)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _told(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a program complained of, in one line."""
    return shown(" ".join((done.stderr or done.stdout).split())) or f"exit code {done.returncode}"
