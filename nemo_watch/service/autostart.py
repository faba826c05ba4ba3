"""Whether the tray icon comes with the desktop: an XDG autostart entry, on macOS a launch agent.

Source: Desktop Application Autostart Specification.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown
from nemo_watch.service.agents import TRAY_LABEL, tray_agent
from nemo_watch.service.launchd import Launchd
from nemo_watch.service.places import config_folder, home_folder
from nemo_watch.service.program import program
from nemo_watch.service.quoting import desktop_command, desktop_text
from nemo_watch.service.unit import filled, template

ENTRY = "nemo-watch-tray.desktop"
_OFF = ("hidden=true", "x-gnome-autostart-enabled=false")
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP")


def autostart_is_on(environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the tray icon comes with the desktop. A settings program may have switched it off."""
    if sys.platform == "darwin":
        return autostart_path(environ).exists()
    try:
        lines = autostart_path(environ).read_text(encoding="utf-8", errors="replace").lower().split("\n")
    except OSError:
        return False
    return not any(line.replace(" ", "") in _OFF for line in lines)


def set_autostart(on: bool, *, rule_file: Path | None = None, environ: Mapping[str, str] = os.environ) -> None:
    """Let the tray icon come with the desktop, or not. Raises NemoWatchError.

    `rule_file` is the one that the tray is to be started with, where that is not the usual one. Nothing is started or
    ended now, except on macOS, where an agent is loaded at once.
    """
    path = autostart_path(environ)
    if sys.platform == "darwin":
        agents = Launchd(environ)
        if on:
            agents.start(TRAY_LABEL, is_new=agents.write(tray_agent(home_folder(environ), rule_file)))
        else:
            agents.remove(TRAY_LABEL)
        return
    try:
        if on:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text(entry(rule_file), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise NemoWatchError(f"{shown(path)} cannot be written: {error.strerror}.") from error


def autostart_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the file by which the tray icon comes with the desktop."""
    if sys.platform == "darwin":
        return Launchd(environ).path_of(TRAY_LABEL)
    return config_folder(environ) / "autostart" / ENTRY


def entry(rule_file: Path | None) -> str:
    """Return the autostart entry of the tray icon. Raises NemoWatchError for paths that none can name."""
    named = [] if rule_file is None else ["--config", str(rule_file)]
    command = [*program(), *named, "tray"]
    return filled(template(ENTRY), {"command": desktop_command(command), "python": desktop_text(command[0])})


def has_desktop(environ: Mapping[str, str]) -> bool:
    """Tell whether this is a session with a screen."""
    return sys.platform == "darwin" or any(environ.get(name) for name in _SCREENS)
