"""Which tray there is, and the library for it.

pystray cannot be asked: without a display it does not even load, and without a message bus its GTK side hangs for ever.
So the facts are looked at first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from nemo_watch.errors import NoTray
from nemo_watch.session import has_bus, has_screen

PACKAGES = "python3-gi gir1.2-ayatanaappindicator3-0.1"
"""What Debian and Ubuntu call the parts that give the icon a menu."""

_VARIABLE = "PYSTRAY_BACKEND"


def load(environ: Mapping[str, str]) -> Any:
    """Return pystray with the best of its back ends that can work here. Raises NoTray where none can."""
    if sys.platform == "linux":
        if not has_screen(environ):
            raise NoTray(
                "There is no screen here, so there is no tray.", hint="Notices come all the same where a desktop is."
            )
        chosen = environ.get(_VARIABLE) or _best(environ)
        os.environ[_VARIABLE] = chosen
    try:
        import pystray
    except Exception as error:
        raise NoTray(
            f"The tray cannot be used here: {error}.", hint=f"On Debian and Ubuntu: apt install {PACKAGES}"
        ) from error
    return pystray


def icon_class(pystray: Any) -> Any:
    """Return the class of icons for pystray's back end. On plain X they can be asked to `keep_shown`."""
    if pystray.Icon.__module__ != "pystray._xorg":
        return pystray.Icon
    from nemo_watch.tray.on_x import LastingIcon

    return LastingIcon


def _best(environ: Mapping[str, str]) -> str:
    """Return the back end with a menu where its parts are there; else the one that needs nothing but X."""
    if has_bus(environ):
        for kind in ("AyatanaAppIndicator3", "AppIndicator3"):
            if _has_indicator(kind):
                return "appindicator"
    if not environ.get("DISPLAY"):
        raise NoTray(
            "A tray icon on Wayland needs parts that are not installed.",
            hint=f"On Debian and Ubuntu: apt install {PACKAGES}",
        )
    return "xorg"


def _has_indicator(kind: str) -> bool:
    try:
        import gi

        gi.require_version(kind, "0.1")
        gi.require_version("Gtk", "3.0")
    except (ImportError, ValueError):
        return False
    return True
