"""What launchd is told about daemon and tray: launchd.plist(5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nemo_watch.service.manager import LABEL
from nemo_watch.service.program import program

TRAY_LABEL = f"{LABEL}.tray"

_PATH = "/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


def daemon_agent(home: Path, rule_file: Path) -> dict[str, Any]:
    """Return the agent of the daemon. Its rule file is the last of its arguments."""
    return {
        "Label": LABEL,
        "ProgramArguments": [*program(), "run", "--config", str(rule_file)],
        **_common(home, "service"),
        # an encode is for whoever waits, but `Background` would let it crawl
        "ProcessType": "Standard",
        "Nice": 5,
        "LowPriorityIO": True,
        "ExitTimeOut": 20,
        "Umask": 0o022,
        "LimitLoadToSessionType": ["Aqua", "Background"],
    }


def tray_agent(home: Path, rule_file: Path | None) -> dict[str, Any]:
    """Return the agent of the tray icon."""
    named = [] if rule_file is None else ["--config", str(rule_file)]
    return {
        "Label": TRAY_LABEL,
        "ProgramArguments": [*program(), *named, "tray"],
        **_common(home, "tray"),
        "ProcessType": "Interactive",
        "LimitLoadToSessionType": "Aqua",
    }


def _common(home: Path, log_name: str) -> dict[str, Any]:
    """Return what both agents have: started at login and after a failure; launchd expands neither ~ nor variables."""
    log = str(home / "Library" / "Logs" / "nemo-watch" / f"{log_name}.log")
    return {
        "EnvironmentVariables": {"PATH": _PATH, "LANG": "en_US.UTF-8"},
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "StandardOutPath": log,
        "StandardErrorPath": log,
    }
