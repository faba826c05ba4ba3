"""Serving the status page: on its port, if it can be had, and with nothing loaded before somebody looks."""

from __future__ import annotations

import errno
import socket
import time
from pathlib import Path

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from nemo_watch.control.controlled import Controlled
from nemo_watch.control.feed import Feeds
from nemo_watch.control.page.keys import Keys
from nemo_watch.control.page.password import Password, read_password
from nemo_watch.errors import NemoWatchError
from nemo_watch.rules import Web, is_loopback
from nemo_watch.serving import Serving

log = structlog.get_logger()


class PageServer:
    """The status page of one daemon. A port that is taken keeps no daemon from its work."""

    def __init__(self, web: Web, *, state: Path, daemon: Controlled, feeds: Feeds) -> None:
        """Read key and password. Raises ConfigurationError for those that others may read."""
        self._web = web
        self._daemon = daemon
        self._feeds = feeds
        self._serving: Serving | None = None
        self._app: ASGIApp | None = None
        self._port = 0
        self.message = ""
        self._password: Password | None = None
        password = b""
        if web.listen and web.password_file is not None:
            password = read_password(web.password_file)
            self._password = Password(password, clock=time.monotonic)
        self._keys = Keys.kept_in(state, clock=time.time, password=password) if web.listen else None

    @property
    def address(self) -> str:
        """Where the page is, as a browser on this machine asks for it; empty where there is none."""
        if self._serving is None or self._web.listen is None:
            return ""
        host = self._web.listen.rpartition(":")[0]
        return f"http://{'127.0.0.1' if host in {'0.0.0.0', '[::]'} else host}:{self._port}/"  # noqa: S104

    async def start(self) -> None:
        """Listen, if it is wanted and can be."""
        if self._web.listen is None:
            return
        try:
            bound = _bound(self._web.listen)
        except OSError as error:
            is_taken = error.errno == errno.EADDRINUSE
            why = "another program has that port" if is_taken else error.strerror or str(error)
            self.message = f"It cannot listen at {self._web.listen}: {why}. Write another web.listen, and restart."
            log.warning("page.not_served", listen=self._web.listen, reason=why)
            return
        self._port = int(bound.getsockname()[1])
        is_for_owner = self._password is None and is_loopback(self._web.listen.rpartition(":")[0])
        self._serving = Serving(self._answer, bound, is_for_owner=is_for_owner)
        await self._serving.start()
        log.info("page.served", address=self.address)

    async def stop(self) -> None:
        """Stop listening."""
        if self._serving is not None:
            await self._serving.stop()

    def new_link(self) -> str:
        """Return an address that opens the page, once. Raises NemoWatchError where there is no page."""
        if self._keys is None or not self.address:
            raise NemoWatchError(
                f"There is no status page. {self.message}".rstrip(),
                hint="" if self.message else "It is off: see web.listen in the rule file.",
            )
        return f"{self.address}login?link={self._keys.new_link()}"

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            self._app = self._built()
        await self._app(scope, receive, send)

    def _built(self) -> ASGIApp:
        from nemo_watch.control.page.app import create_page
        from nemo_watch.control.page.gate import Hosts

        assert self._keys is not None
        assert self._web.listen is not None
        hosts = Hosts(self._web.listen, self._port)
        return create_page(self._daemon, self._feeds, keys=self._keys, password=self._password, hosts=hosts)


def _bound(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()  # an address that is taken is told of here at the latest
    except OSError:
        bound.close()
        raise
    return bound
