"""The desktop session that a program runs in, as far as its environment and the file system tell without asking it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def has_screen(environ: Mapping[str, str]) -> bool:
    """Tell whether windows can be shown: by X or by Wayland."""
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def has_bus(environ: Mapping[str, str]) -> bool:
    """Tell whether there is a message bus of the session: the one that is named, or one at the usual place.

    Source: sd_bus_open_user(3), D-Bus Specification, Server Addresses.
    """
    address = environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    named = address.partition("path=")[2].partition(",")[0]
    if address and not named:
        return True  # of another kind, which no look at files can tell of
    folder = Path(environ.get("XDG_RUNTIME_DIR", ""))
    place = Path(named) if named else folder / "bus"
    try:
        return place.is_absolute() and place.is_socket()
    except OSError:
        return False
