"""Serving an HTTP application on a unix socket that only its owner can reach, inside a process that has other work."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import stat
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from nemo_watch.errors import StoreError
from nemo_watch.names import shown

_SHUTDOWN_SECONDS = 2
_START_PAUSE_SECONDS = 0.002
_MOST_VISITORS = 100
"""Connections at once on a port: a browser needs six."""
_PATIENCE_SECONDS = 10.0
_SOCKET_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")


class _NoCutOffs(logging.Filter):
    """Keeps quiet of requests that the end of the program cut off: where each one was is no news to anybody."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


@contextlib.contextmanager
def _cut_offs_untold() -> Iterator[None]:
    log, quiet = logging.getLogger("uvicorn.error"), _NoCutOffs()
    log.addFilter(quiet)
    try:
        yield
    finally:
        log.removeFilter(quiet)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers and without its ten wake-ups a second: the daemon decides the end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ended = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.ended.wait()


class _OwnersOnly(H11Protocol):
    """Hears nobody but the user that this process belongs to, and root, whom nothing keeps out."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer = peer_uid(transport.get_extra_info("socket"))
        if peer is not None and peer not in {os.geteuid(), 0}:
            transport.abort()


class _Visitors(H11Protocol):
    """Hears visitors from a network, but not too many at once, and none who never says what they want."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > _MOST_VISITORS:
            transport.abort()
            return
        self._patience = self.loop.call_later(_PATIENCE_SECONDS, self._hang_up_if_silent)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)

    def _hang_up_if_silent(self) -> None:
        if self.cycle is None:  # no whole request has come yet
            self.transport.abort()


class _OwnVisitors(_Visitors):
    """Of the users of this machine, hears nobody but the one that this process belongs to, and root."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer = loopback_peer_uid(transport.get_extra_info("peername"), transport.get_extra_info("sockname"))
        if peer is not None and peer not in {os.geteuid(), 0}:
            transport.abort()


class Serving:
    """One application on one bound socket."""

    def __init__(self, application: Any, bound: socket.socket, *, is_for_owner: bool = False) -> None:
        """Serve `application` (ASGI) on `bound`, once started; on a unix socket, to the same user only.

        `is_for_owner` asks for the same on a port of loopback; what the system can tell of that is asked for.
        """
        self._bound = bound
        visitors = _OwnVisitors if is_for_owner else _Visitors
        config = uvicorn.Config(
            application,
            http=_OwnersOnly if bound.family == socket.AF_UNIX else visitors,
            interface="asgi3",
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,  # whoever says to be asked for another is not believed
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
            server_header=False,
            date_header=False,
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen; when this returns, clients can connect. Raises StoreError where that is not possible."""
        self._task = asyncio.create_task(self._server.serve(sockets=[self._bound]), name="serve")
        while not self._server.started:
            if self._task.done():
                self._task.result()
                raise StoreError("The socket cannot be served.")
            await asyncio.sleep(_START_PAUSE_SECONDS)

    async def stop(self) -> None:
        """Stop listening and end the connections."""
        if self._task is not None:
            with _cut_offs_untold():
                self._server.ended.set()
                await self._task
        self._bound.close()


class SocketServer:
    """One application on a unix socket that only its owner can reach."""

    def __init__(self, application: Any, path: Path) -> None:
        """Serve `application` (ASGI) at `path`, once started."""
        self._application = application
        self._path = path
        self._serving: Serving | None = None

    async def start(self) -> None:
        """Bind and listen; when this returns, clients can connect. Raises StoreError where that is not possible."""
        self._serving = Serving(self._application, bind_private(self._path))
        await self._serving.start()

    async def stop(self) -> None:
        """Stop listening, end the connections, remove the socket."""
        if self._serving is not None:
            await self._serving.stop()
            self._path.unlink(missing_ok=True)


def peer_uid(connected: socket.socket) -> int | None:
    """Return the user at the other end of a unix socket: unix(7) SO_PEERCRED, unix(4) LOCAL_PEERCRED of macOS.

    None where the system does not tell.
    """
    if sys.platform == "linux":
        credentials = struct.Struct("3i")
        _, uid, _ = credentials.unpack(connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, credentials.size))
        return int(uid)
    if sys.platform == "darwin":
        level, local_peercred, credentials = 0, 1, struct.Struct("II")
        _, uid = credentials.unpack(connected.getsockopt(level, local_peercred, 76)[: credentials.size])
        return int(uid)
    return None


def loopback_peer_uid(peer: tuple[Any, ...], own: tuple[Any, ...]) -> int | None:
    """Return the user at the other end of a connection over loopback, as the kernel's tables of sockets say (proc(5)).

    None where there are no such tables; -1 for one that stands in none of them.
    """
    tables = [table for name in _SOCKET_TABLES if (table := _read(name)) is not None]
    if not tables:
        return None
    for row in (line.split() for table in tables for line in table.splitlines()[1:]):
        if int(row[1].rpartition(":")[2], 16) == peer[1] and int(row[2].rpartition(":")[2], 16) == own[1]:
            return int(row[7])
    return -1


def _read(name: str) -> str | None:
    try:
        return Path(name).read_text(encoding="ascii")
    except OSError:
        return None


def bind_private(path: Path) -> socket.socket:
    """Return a unix socket bound with mode 0600 in a folder of mode 0700 that is ours.

    uvicorn's own `uds` makes sockets that everybody can connect to. Raises StoreError.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = path.parent.stat() if path.parent.is_dir() and not _is_strange_link(path.parent) else None
        if folder is None or folder.st_uid != os.geteuid():
            raise StoreError(f"The folder {shown(path.parent)} belongs to another user.")
        if stat.S_IMODE(folder.st_mode) & 0o077:
            path.parent.chmod(0o700)
        path.unlink(missing_ok=True)
        bound = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            bound.bind(os.fspath(path))
        finally:
            os.umask(before)
        return bound
    except OSError as error:
        raise StoreError(
            f"The socket {shown(path)} cannot be made: {error.strerror}.",
            hint="Its folder must belong to you and be on a local disk.",
        ) from error


def _is_strange_link(folder: Path) -> bool:
    """Tell whether a folder is a link that another user made: it leads where they want."""
    seen = folder.lstat()
    return stat.S_ISLNK(seen.st_mode) and seen.st_uid not in {os.geteuid(), 0}
