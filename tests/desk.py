"""A desktop of a test's own: a display that nobody sees, a message bus, a tray, a program that shows notices."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import pytest

PATIENCE_SECONDS = 30.0

NOTICE_PROGRAMS = {
    "dunst": "dunst",
    "notification-daemon": "/usr/lib/notification-daemon/notification-daemon",
}
_PANEL = """\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="{dark}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/><property name="size" type="uint" value="32"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/><property name="icon-size" type="int" value="24"/>
    </property>
  </property>
</channel>
"""


def needs(*programs: str) -> None:
    """Skip a test where one of some programs is missing."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


class Desk:
    """The desktop, for as long as the context lasts. `environ` is what a program needs to be on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "NO_AT_BRIDGE": "1",
            "GTK_THEME": "Adwaita",
            "GSETTINGS_BACKEND": "memory",
        }
        self._running: list[subprocess.Popen[Any]] = []
        self._display: subprocess.Popen[Any] | None = None
        self._heard = folder / "heard"

    def __enter__(self) -> Self:
        for name in ("run", "config", "cache", "data"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, *command: str, log: str) -> subprocess.Popen[Any]:
        """Start a program on this desktop."""
        with (self.folder / f"{log}.log").open("ab") as output:
            process = subprocess.Popen(
                command, env={"PATH": os.environ["PATH"], **self.environ}, stdout=output, stderr=output
            )
        self._running.append(process)
        return process

    def add_bus(self) -> None:
        """Add a message bus, and write down what notices are sent over it."""
        needs("dbus-daemon", "dbus-monitor")
        address = f"unix:path={self.folder / 'run' / 'bus'}"
        self.start("dbus-daemon", "--session", "--nofork", f"--address={address}", log="bus")
        self.until((self.folder / "run" / "bus").exists, "the bus is there")
        self.environ["DBUS_SESSION_BUS_ADDRESS"] = address
        with self._heard.open("wb") as heard:
            watch = ["dbus-monitor", "--address", address, "interface='org.freedesktop.Notifications'"]
            environ = {"PATH": os.environ["PATH"], **self.environ}
            self._running.append(subprocess.Popen(watch, env=environ, stdout=heard, stderr=heard))
        self.until(lambda: self._heard.stat().st_size > 0, "the bus is listened to")

    def add_display(self) -> None:
        """Add a display, 900 by 560 pixels, with a window manager."""
        needs("Xvfb", "openbox", "xdotool", "import", "xsetroot")
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "900x560x24", "-nolisten", "tcp", "-noreset"]
        with (self.folder / "display.log").open("ab") as output:
            display = subprocess.Popen(command, stdout=output, stderr=output, pass_fds=[writing])
        self._running.append(display)
        self._display = display
        os.close(writing)
        with os.fdopen(reading) as told:
            self.environ["DISPLAY"] = f":{told.readline().strip()}"
        self.run("xsetroot", "-solid", "#3b4252")
        self.start("openbox", log="windows")

    def end_display(self) -> None:
        """Take the display away, as when somebody logs out."""
        assert self._display is not None
        self._display.terminate()
        self._display.wait()

    def add_tray(self, host: str, *, is_dark: bool = True) -> subprocess.Popen[Any]:
        """Add a panel with a tray: `xfce4-panel` (StatusNotifier) or `trayer` (XEmbed)."""
        needs(host)
        if host == "trayer":
            return self.start(
                "trayer", "--edge", "top", "--align", "right", "--widthtype", "request", "--height", "32", log=host
            )
        needs("busctl")
        folder = self.folder / "config" / "xfce4" / "xfconf" / "xfce-perchannel-xml"
        folder.mkdir(parents=True)
        (folder / "xfce4-panel.xml").write_text(_PANEL.format(dark=str(is_dark).lower()))
        panel = self.start("xfce4-panel", "--disable-wm-check", log=host)
        self.until(lambda: "StatusNotifierWatcher" in self.names(), "the tray is there")
        return panel

    def add_notices(self, program: str) -> None:
        """Add a program that shows notices."""
        path = NOTICE_PROGRAMS[program]
        needs(path, "busctl")
        self.start(path, log="notices")
        self.until(lambda: "org.freedesktop.Notifications" in self.names(), "notices can be shown")

    def names(self) -> str:
        """Return who is on the bus."""
        return self.run(
            "busctl", f"--address={self.environ['DBUS_SESSION_BUS_ADDRESS']}", "--no-pager", "--acquired", "list"
        )

    def run(self, *command: str) -> str:
        """Run a program to its end, and return what it says; nothing where it fails."""
        environ = {"PATH": os.environ["PATH"], **self.environ}
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE_SECONDS).stdout

    def notices(self) -> list[list[str]]:
        """Return the texts of each notice that was sent: program, icon, title, text, buttons."""
        found: list[list[str]] = []
        is_notice = False
        for line in self._heard.read_text(errors="replace").splitlines():
            if line.startswith(("method call", "signal", "method return", "error")):
                is_notice = "member=Notify" in line
                if is_notice:
                    found.append([])
            elif is_notice and 'string "' in line:
                found[-1].append(line.partition('string "')[2].rstrip('"'))
        return found

    def screenshot(self, path: Path) -> Path:
        """Take a picture of the display."""
        self.run("import", "-window", "root", str(path))
        return path

    def until(self, condition: Callable[[], Any], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{what}\n{self.logs()}"
            time.sleep(0.05)

    def logs(self) -> str:
        return "\n".join(
            f"{path.name}: {path.read_text(errors='replace')[-1500:]}" for path in self.folder.glob("*.log")
        )


@contextmanager
def desk(folder: Path, *, parts: Sequence[str]) -> Iterator[Desk]:
    """Yield a desktop with some parts: "bus", "display", a tray's or a notice program's name."""
    folder.mkdir(exist_ok=True)
    with Desk(folder) as made:
        for part in parts:
            match part:
                case "bus":
                    made.add_bus()
                case "display":
                    made.add_display()
                case "xfce4-panel" | "trayer":
                    made.add_tray(part)
                case _:
                    made.add_notices(part)
        yield made
