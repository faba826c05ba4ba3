"""Whether nemo-watch starts by itself: as a user service of systemd, or as a launch agent of macOS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from nemo_watch.doctor.finding import Finding, note, trouble, well

UNIT = "nemo-watch.service"
LABEL = "io.nemo.watch"

ANSWER_SECONDS = 5.0

_BOOTED = Path("/run/systemd/system")
"""It is there where systemd is the init of this system: sd_booted(3)."""
_LINGERING = Path("/var/lib/systemd/linger")
_BY_HAND = "it runs as long as `nemo-watch run` does."


def look_at_service() -> Iterator[Finding]:
    """Ask whoever starts programs on this system."""
    if sys.platform == "darwin":
        yield _launchd()
    elif shutil.which("systemctl") is None or not _BOOTED.is_dir():
        yield note("service", f"Nothing here starts nemo-watch (there is no systemd): {_BY_HAND}")
    else:
        yield _systemd()


def unit_finding(properties: str, *, is_lingering: bool) -> Finding:
    """Return what the properties of the unit say, as `systemctl show` prints them."""
    values = dict(line.partition("=")[::2] for line in properties.splitlines())
    load, active, enabled = (values.get(key, "") for key in ("LoadState", "ActiveState", "UnitFileState"))
    if load == "not-found":
        return note(
            "service",
            f"nemo-watch is not installed as a service: {_BY_HAND}",
            f"To have it started with your session: systemd/{UNIT} says how.",
        )
    if load in {"bad-setting", "error", "masked"}:
        return trouble("service", f"systemd cannot use {UNIT} ({load}).", f"systemctl --user status {UNIT}")
    if active == "failed":
        return trouble("service", f"{UNIT} has failed.", f"See why: journalctl --user -u {UNIT} -n 30")
    if active not in {"active", "activating", "reloading"}:
        return note("service", f"{UNIT} is installed, and does not run.", f"systemctl --user start {UNIT}")
    if enabled not in {"enabled", "enabled-runtime", "linked", "static"}:
        remedy = f"systemctl --user enable {UNIT}"
        return note("service", f"{UNIT} runs, but does not start by itself the next time.", remedy)
    when = "when this machine starts" if is_lingering else "when you log in"
    return well("service", f"{UNIT} runs, and starts {when}.")


def _systemd() -> Finding:
    command = ["systemctl", "--user", "show", UNIT, "--property=LoadState,ActiveState,UnitFileState"]
    done = _asked(command)
    if done is None or done.returncode:
        return note("service", f"systemd does not answer for your user, so it is not known whether {UNIT} is there.")
    return unit_finding(done.stdout, is_lingering=_is_lingering())


def _launchd() -> Finding:
    done = _asked(["launchctl", "print", f"gui/{os.getuid()}/{LABEL}"])
    if done is None or done.returncode:
        return note("service", f"nemo-watch is not installed as a launch agent: {_BY_HAND}")
    if "state = running" in done.stdout:
        return well("service", f"{LABEL} runs, and starts when you log in.")
    return note("service", f"{LABEL} is installed, and does not run.", f"launchctl kickstart gui/{os.getuid()}/{LABEL}")


def _asked(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    """Run a command for what it prints; None where it cannot be run, or takes too long."""
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None


def _is_lingering() -> bool:
    import pwd

    try:
        return (_LINGERING / pwd.getpwuid(os.getuid()).pw_name).exists()
    except KeyError:
        return False
