"""The studio on a port of its own: no rules, no jobs, only the API."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

from nemo_watch.errors import ConfigurationError
from nemo_watch.serving import Serving
from nemo_watch.studio.app import create_app
from nemo_watch.studio.ffmpeg import find_ffmpeg
from nemo_watch.studio.workshop import Workshop


async def serve_studio(
    *, host: str, port: int, compatible: str, folder: Path | None, on_started: Callable[[str], None]
) -> None:
    """Serve the API at a host and port until SIGTERM or SIGINT; `on_started` gets the address.

    Raises ConfigurationError where the address cannot be used.
    """
    work = folder or Path(tempfile.mkdtemp(prefix="nemo-studio-"))
    workshop = Workshop(ffmpeg=find_ffmpeg(None), folder=work / "sessions", compatible=compatible)
    bound = _bound(host, port)
    server = Serving(create_app(workshop, private=False), bound)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    try:
        await server.start()
        shown_host = f"[{host}]" if ":" in host else host
        on_started(f"http://{shown_host}:{bound.getsockname()[1]}")
        await ended.wait()
    finally:
        await workshop.close()
        await server.stop()
        if folder is None:
            shutil.rmtree(work, ignore_errors=True)


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        return bound
    except OSError as error:
        raise ConfigurationError(f"The studio cannot listen at {host}:{port}: {error.strerror or error}.") from error
