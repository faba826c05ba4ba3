"""`nemo-watch tray`: a small icon that tells how it stands."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import click

from nemo_watch.cli.asking import daemon_of
from nemo_watch.cli.rules import config_option, load_named, rule_file_path
from nemo_watch.names import shown


@click.command()
@config_option
def command(config: str | None) -> None:
    """Show an icon in the tray: what is done, what needs you, the last results, a pause.

    It need not run for nemo-watch to work, and outlasts restarts of the daemon. Exit code 69: there is no tray here.
    """
    daemon = daemon_of(load_named(config))
    from nemo_watch.tray.backend import PACKAGES, load

    pystray = load(os.environ)
    from nemo_watch.service.autostart import autostart_is_on, set_autostart
    from nemo_watch.tray.program import Tray

    tray = Tray(
        daemon,
        pystray=pystray,
        start_command=_start_command(rule_file_path(config)),
        starts_at_login=autostart_is_on,
        set_login=set_autostart,
    )
    if not tray.has_menu:
        click.echo(f"This tray shows no menu: a click on the icon opens the status page. For a menu: {PACKAGES}")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=tray.quit).start())  # it waits for this thread
    tray.run()


def _start_command(rule_file: Path) -> list[str]:
    """Return what starts the daemon: the service, where it is installed, else the program itself."""
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    if (home / "systemd" / "user" / "nemo-watch.service").exists():
        return ["systemctl", "--user", "start", "nemo-watch"]
    return [sys.executable, "-m", "nemo_watch", "--config", shown(rule_file), "run"]
