"""What this desktop can show: a tray icon, with or without a menu, and notices.

No library of a desktop is loaded here: without a display or a message bus some of them raise, others hang. One is
tried in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping

from nemo_watch.asking import ask
from nemo_watch.doctor.finding import Finding, note, well
from nemo_watch.session import has_bus, has_screen

TRIAL_SECONDS = 5.0
_TRIAL = """
import importlib, gi
for name in ("AyatanaAppIndicator3", "AppIndicator3"):
    try:
        gi.require_version(name, "0.1")
        importlib.import_module("gi.repository." + name)
        break
    except (ValueError, ImportError):
        pass
else:
    raise SystemExit("no AppIndicator")
"""
_PACKAGES = (
    "On Debian and Ubuntu: sudo apt install python3-gi gir1.2-ayatanaappindicator3-0.1; the environment that "
    "nemo-watch is installed in must see them (python3 -m venv --system-site-packages, pipx install "
    "--system-site-packages)."
)
_NO_SCREEN = "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so nothing can show a tray icon."
_BUS = "There is a session bus, by which notices are shown."
_NO_BUS = "There is no session bus here, so no notices can be shown, and no tray icon with a menu."


def look_at_desktop(environ: Mapping[str, str], *, trial_seconds: float = TRIAL_SECONDS) -> Iterator[Finding]:
    """Say what can be shown in the session that `environ` describes; a library may take so long to load."""
    if sys.platform == "darwin":
        yield well("tray", "The menu bar of macOS can show an icon with a menu.")
        return
    is_on_bus = has_bus(environ)
    if has_screen(environ):
        yield _tray(environ, has_menu=is_on_bus and _can_show_menu(environ, trial_seconds), has_bus=is_on_bus)
    else:
        yield note("tray", _NO_SCREEN)
    yield (
        well("notices", "There is a session bus, by which notices are shown.")
        if is_on_bus
        else note("notices", _NO_BUS)
    )


def _tray(environ: Mapping[str, str], *, has_menu: bool, has_bus: bool) -> Finding:
    if has_menu:
        gnome = " GNOME needs its extension AppIndicator for that." if "GNOME" in _desktops(environ) else ""
        return well("tray", f"This desktop can show a tray icon with a menu.{gnome}")
    why = "AppIndicator cannot be loaded" if has_bus else "that takes a session bus"
    what = "a tray icon, but no menu" if environ.get("DISPLAY") else "no tray icon"
    return note("tray", f"This desktop can show {what}: {why}.", _PACKAGES if has_bus else "")


def _can_show_menu(environ: Mapping[str, str], seconds: float) -> bool:
    """Load AppIndicator as a tray would, in a process that knows no token."""
    known = {name: value for name, value in environ.items() if not name.startswith("NEMO_")}
    try:
        done = ask([sys.executable, "-P", "-c", _TRIAL], seconds=seconds, environ=known)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _desktops(environ: Mapping[str, str]) -> list[str]:
    return environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
