"""Telling the service manager how it goes: sd_notify(3), a datagram to the socket that the environment names."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping


class Supervisor:
    """Whoever has started this process and wants to be told; where nobody does, nothing is sent."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Read from `environ` where to send to, and how often a sign of life is wanted."""
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._watchdog = environ.get("WATCHDOG_USEC", "") if _is_meant(environ.get("WATCHDOG_PID", "")) else ""

    @property
    def is_there(self) -> bool:
        """Tell whether anybody wants to be told."""
        return bool(self._address)

    @property
    def watchdog_seconds(self) -> float | None:
        """The longest silence that is no hang; None where silence means nothing."""
        return int(self._watchdog) / 1e6 if self.is_there and self._watchdog.isdigit() else None

    def tell(self, **facts: str | int) -> None:
        """Send facts by their names in sd_notify(3): `tell(READY=1)`. One that cannot be sent is none."""
        if not self._address:
            return
        message = "\n".join(f"{name}={' '.join(str(value).split())}" for name, value in facts.items())
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)  # a manager that hangs must not take the daemon with it
            sender.sendto(message.encode("utf-8", "backslashreplace"), self._address)


def _is_meant(process: str) -> bool:
    """Tell whether a watchdog waits for this process, and not for one that had its environment before."""
    return process in {"", str(os.getpid())}
