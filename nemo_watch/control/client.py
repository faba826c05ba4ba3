"""Asking the daemon, from a command. Only the standard library, so that a command answers at once."""

from __future__ import annotations

import http.client
import json
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from nemo_watch.errors import DaemonNotRunning, NemoWatchError, NoSuchJob
from nemo_watch.names import shown

_SECONDS = 30.0


class _SocketConnection(http.client.HTTPConnection):
    """An HTTP connection over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("nemo-watch", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))
        if _peer_uid(self.sock) not in {None, os.geteuid(), 0}:
            raise ConnectionRefusedError  # somebody else has put a socket there


class ControlClient:
    """The daemon that listens at a socket. Every call raises DaemonNotRunning where none does."""

    def __init__(self, path: Path) -> None:
        """Ask the daemon at this socket."""
        self._path = path

    def status(self) -> dict[str, Any]:
        """Return what the daemon says of itself."""
        return dict(self._ask("GET", "/v1/status"))

    def sums(self) -> dict[str, Any]:
        """Return what was done today and this week."""
        return dict(self._ask("GET", "/v1/sums"))

    def jobs(
        self,
        *,
        states: tuple[str, ...] = (),
        rule: str = "",
        text: str = "",
        since: float | None = None,
        most: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return jobs, the newest first; for the filters see `nemo_watch.store.Wanted`."""
        asked = {"state": ",".join(states), "rule": rule, "text": text, "since": since, "most": most}
        query = urlencode({name: value for name, value in asked.items() if value not in {None, ""}})
        return list(self._ask("GET", f"/v1/jobs?{query}"))

    def job(self, job_id: str) -> dict[str, Any]:
        """Return one job with its history. Raises NoSuchJob."""
        return dict(self._ask("GET", f"/v1/jobs/{_segment(job_id)}"))

    def job_log(self, job_id: str) -> list[dict[str, Any]]:
        """Return the log of one job. Raises NoSuchJob."""
        return list(self._ask("GET", f"/v1/jobs/{_segment(job_id)}/log"))

    def retry(self, job_id: str) -> dict[str, Any]:
        """Begin a job again. Raises NoSuchJob, or NemoWatchError where that cannot be."""
        return dict(self._ask("POST", f"/v1/jobs/{_segment(job_id)}/retry"))

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Stop a job. Raises NoSuchJob, or NemoWatchError for one that is over."""
        return dict(self._ask("POST", f"/v1/jobs/{_segment(job_id)}/cancel"))

    def refine(self, job_id: str, text: str) -> dict[str, Any]:
        """Say something more about a delivered job. Raises NoSuchJob, or NemoWatchError where that cannot be."""
        return dict(self._ask("POST", f"/v1/jobs/{_segment(job_id)}/refine", {"text": text}))

    def undo(self, job_id: str) -> dict[str, Any]:
        """Take a delivered job back. Raises NoSuchJob, or NemoWatchError where that cannot be."""
        return dict(self._ask("POST", f"/v1/jobs/{_segment(job_id)}/undo"))

    def why(self, *spellings: Path) -> dict[str, Any]:
        """Return why a file is where it is, whose path may be spelled in several ways."""
        spelled = [quote_from_bytes(os.fsencode(path)) for path in spellings]
        return dict(self._ask("POST", "/v1/why", {"spellings": spelled}))

    def pause(self, seconds: float | None) -> dict[str, Any]:
        """Begin no new work for so long, or until it is resumed, and return the status. Raises NemoWatchError."""
        return dict(self._ask("POST", "/v1/pause", {"seconds": seconds}))

    def resume(self) -> dict[str, Any]:
        """Begin work again, and return the status."""
        return dict(self._ask("POST", "/v1/resume"))

    def page_link(self) -> str:
        """Return an address that opens the status page, once. Raises NemoWatchError where there is no page."""
        return str(self._ask("POST", "/v1/page-link")["url"])

    def claim_link(self, job_id: str) -> str:
        """Return where a person takes over what a job made in the cloud, "" if nowhere. Raises NemoWatchError."""
        return str(self._ask("GET", f"/v1/jobs/{_segment(job_id)}/claim")["claim_link"])

    def credits(self) -> dict[str, Any]:
        """Return the balance of the cloud account. Raises NemoWatchError."""
        return dict(self._ask("GET", "/v1/credits"))

    def events(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what happens, as it happens: the name of each event and its data. It ends with the daemon."""
        connection = _SocketConnection(self._path)
        try:
            connection.request("GET", "/v1/events")
            response = connection.getresponse()
            name = ""
            for line in response:
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    yield name, json.loads(line[6:])
        except (FileNotFoundError, ConnectionError, PermissionError) as error:
            raise _not_running() from error
        except (OSError, ValueError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _ask(self, method: str, target: str, content: object = None) -> Any:
        connection = _SocketConnection(self._path)
        try:
            connection.request(method, target, body=None if content is None else json.dumps(content))
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (FileNotFoundError, ConnectionError, PermissionError) as error:
            raise _not_running() from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NemoWatchError(f"The daemon at {shown(self._path)} did not answer: {error}.") from error
        finally:
            connection.close()
        if response.status == http.client.OK:
            return answer
        kind = NoSuchJob if response.status == http.client.NOT_FOUND else NemoWatchError
        raise kind(answer.get("message", "The daemon refused."), hint=answer.get("hint", ""))


def _peer_uid(connected: socket.socket) -> int | None:
    """Return who listens at the other end (unix(7), SO_PEERCRED); None where the system does not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    return int(struct.unpack("3i", connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[1])


def _not_running() -> DaemonNotRunning:
    hint = "Start it with: nemo-watch run. To have it start by itself: nemo-watch service install"
    return DaemonNotRunning("The daemon is not running.", hint=hint)


def _segment(job_id: str) -> str:
    """Return an id as a part of a path. Raises NoSuchJob for what is none, and might lead elsewhere."""
    if not (job_id.isascii() and job_id.isalnum()):
        raise NoSuchJob(f'There is no job "{shown(job_id)}".', hint="`nemo-watch jobs` lists them.")
    return job_id
