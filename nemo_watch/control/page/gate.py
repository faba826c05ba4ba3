"""In front of the page: no other website drives the daemon through a visitor's browser, and nobody gets in unasked.

What is asked of every request, in this order: that it names this server and no other (a name that an attacker has
pointed here is another), that no proxy speaks for somebody, that what changes something comes from this very page, and
that whoever asks has a cookie of ours. Sources: Fetch Metadata Request Headers (W3C), RFC 6265bis 5.6 (SameSite),
Content Security Policy Level 3.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nemo_watch.rules import is_loopback

OPEN_TO_ALL = ("/login", "/static/")

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_SPEAKING_FOR_OTHERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Hosts:
    """The names under which the page may be asked for."""

    def __init__(self, listen: str, port: int) -> None:
        """Take the configured `listen` address and the port that it came to.

        On loopback, only loopback's names; else any bare address and the machine's own names: an address cannot be
        pointed elsewhere by whoever owns a domain.
        """
        host = listen.rpartition(":")[0].strip("[]")
        self._port = port
        self._takes_addresses = not is_loopback(host)
        own = () if is_loopback(host) else _names_of_machine()
        self.cookie = f"nemo-watch-{port}"
        """Its name bears the port: browsers send the cookies of all ports of a host to each of them."""
        self._names = frozenset({"localhost", "127.0.0.1", "::1", host.lower(), *own})

    def know(self, header: str) -> bool:
        """Tell whether a Host header names this page."""
        name, port = _parted(header)
        if port != self._port:
            return False
        return name in self._names or (self._takes_addresses and _is_address(name))


class Gate:
    """ASGI middleware that lets through what may come, and tells browsers what the page may do."""

    def __init__(self, app: ASGIApp, *, hosts: Hosts, is_known: Callable[[str], bool]) -> None:
        """Stand before `app`; `is_known` tells whether a cookie is one of ours."""
        self._app = app
        self._hosts = hosts
        self._is_known = is_known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the page answer it."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await (refusal or self._app)(scope, receive, send_guarded)

    def _is_let_in(self, headers: Headers) -> bool:
        return any(map(self._is_known, _cookies(headers, self._hosts.cookie)))

    def _refusal(self, method: str, path: str, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._hosts.know(hosts[0]):
            return PlainTextResponse("This server does not answer to that name.", status_code=403)
        if any(name in headers for name in _SPEAKING_FOR_OTHERS):
            return PlainTextResponse("Proxies are not believed here: ask directly.", status_code=403)
        if not _is_from_here(method, headers, host=hosts[0]):
            return PlainTextResponse("That came from another website.", status_code=403)
        if path == "/login" and method == "GET" and self._is_let_in(headers):
            return RedirectResponse("/", status_code=303)
        if path.startswith(OPEN_TO_ALL) or self._is_let_in(headers):
            return None
        if method in _SAFE_METHODS and "text/html" in headers.get("accept", ""):
            return RedirectResponse("/login", status_code=303)
        return PlainTextResponse("Log in first: nemo-watch page opens this page.", status_code=401)


def _cookies(headers: Headers, name: str) -> Iterator[str]:
    """Yield the values of the cookies of a name, whatever other programs of this host have put beside them."""
    for header in headers.getlist("cookie"):
        for part in header.split(";"):
            key, _, value = part.strip().partition("=")
            if key == name:
                yield value


def _is_from_here(method: str, headers: Headers, *, host: str) -> bool:
    """Tell whether a request comes from this page itself, or changes nothing and was typed or followed."""
    site = headers.get("sec-fetch-site")
    if method in _SAFE_METHODS:
        is_visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return site in {None, "same-origin", "none"} or is_visit
    if site is not None:  # before Origin: a page without referrer sends "null" with its own forms
        return site == "same-origin"
    return headers.get("origin") == f"http://{host}"


def _parted(header: str) -> tuple[str, int]:
    """Return name and port of a Host header; port -1 where it is none."""
    name, _, port = header.rpartition(":") if header.rpartition(":")[2].isdigit() else (header, "", "80")
    return name.lower().strip("[]").rstrip("."), int(port) if port.isascii() and len(port) < 6 else -1


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _names_of_machine() -> tuple[str, ...]:
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return name, short, f"{short}.local", f"{short}.lan", f"{short}.home.arpa"
