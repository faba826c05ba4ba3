"""Whether nemo-watch starts by itself: as a user service of systemd, or as a launch agent of macOS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from nemo_watch.asking import Answer, ask
from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.errors import NemoWatchError
from nemo_watch.service import LABEL, UNIT, manager_of
from nemo_watch.service.lingering import is_lingering
from nemo_watch.service.manager import BOOTED

ANSWER_SECONDS = 5.0

_BY_HAND = "it runs as long as `nemo-watch run` does."
_INSTALL = "To have it start by itself: nemo-watch service install"


def look_at_service() -> Iterator[Finding]:
    """Ask whoever starts programs on this system."""
    if sys.platform == "darwin":
        yield _launchd()
    elif shutil.which("systemctl") is None or not BOOTED.is_dir():
        yield note("service", f"Nothing here starts nemo-watch (there is no systemd): {_BY_HAND}")
    else:
        yield _systemd()
    if os.geteuid() != 0:
        yield from _remarks()


def unit_finding(properties: str, *, is_lingering: bool) -> Finding:
    """Return what the properties of the unit say, as `systemctl show` prints them."""
    values = dict(line.partition("=")[::2] for line in properties.splitlines())
    load, active, enabled = (values.get(key, "") for key in ("LoadState", "ActiveState", "UnitFileState"))
    if load == "not-found":
        return note("service", f"nemo-watch is not installed as a service: {_BY_HAND}", _INSTALL)
    if load in {"bad-setting", "error", "masked"}:
        return trouble("service", f"systemd cannot use {UNIT} ({load}).", "Write it anew: nemo-watch service install")
    if active == "failed":
        return trouble("service", f"{UNIT} has failed.", "See why: nemo-watch logs. Then: nemo-watch service install")
    if active not in {"active", "activating", "reloading"}:
        return note("service", f"{UNIT} is installed, and does not run.", "Start it: nemo-watch service install")
    if enabled not in {"enabled", "enabled-runtime", "linked", "static"}:
        return note("service", f"{UNIT} runs, but does not start by itself the next time.", _INSTALL)
    when = "when this machine starts" if is_lingering else "when you log in"
    return well("service", f"{UNIT} runs, and starts {when}.")


def _systemd() -> Finding:
    """Ask the user's manager; for root, that of the whole machine."""
    is_root = os.geteuid() == 0
    whose = [] if is_root else ["--user"]
    done = _asked(["systemctl", *whose, "show", UNIT, "--property=LoadState,ActiveState,UnitFileState"])
    if done is None or done.returncode:
        return note("service", f"systemd does not answer for your user, so it is not known whether {UNIT} is there.")
    return unit_finding(done.stdout, is_lingering=is_root or is_lingering())


def _launchd() -> Finding:
    done = _asked(["launchctl", "print", f"gui/{os.getuid()}/{LABEL}"])
    if done is None or done.returncode:
        return note("service", f"nemo-watch is not installed as a launch agent: {_BY_HAND}", _INSTALL)
    if "state = running" in done.stdout:
        return well("service", f"{LABEL} runs, and starts when you log in.")
    return note("service", f"{LABEL} is installed, and does not run.", "Start it: nemo-watch service install")


def _remarks() -> Iterator[Finding]:
    """Yield what is amiss with a unit that is installed: the rule file names other folders by now, for one."""
    try:
        remarks = manager_of(os.environ).standing().remarks
    except NemoWatchError:
        return
    for remark in remarks:
        yield trouble("service unit", remark.sentence, remark.remedy)


def _asked(command: list[str]) -> Answer | None:
    """Run a command for what it prints; None where it cannot be run, or takes too long."""
    try:
        return ask(command, seconds=ANSWER_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return None
