"""The status page: what the daemon is doing, in a browser, live; and the buttons to steer it."""

from pathlib import Path

ICON = Path(__file__).with_name("static") / "icon.svg"
"""The sign of the program, also on notices."""
