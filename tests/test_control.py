"""The local API: what it answers is what its description says, who may ask it, and what a pause is."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.responses import PlainTextResponse
from test_daemon import House, film, house, long_film

from nemo_watch.control.client import ControlClient
from nemo_watch.control.endpoints import ENDPOINTS
from nemo_watch.control.openapi import description
from nemo_watch.control.shapes import Refusal
from nemo_watch.errors import NemoWatchError, NoSuchJob
from nemo_watch.serving import Serving, SocketServer, bind_private
from nemo_watch.settings import CONTROL_SOCKET, socket_folder

__all__ = ["film", "house", "long_film"]  # fixtures

DESCRIPTION = Path(__file__).parent.parent / "docs" / "openapi.json"
NOBODY = 65534


class Socket(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("nemo-watch", timeout=30)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(str(self.path))


def ask(path: Path, method: str, target: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = Socket(path)
    try:
        connection.request(method, target, body=body)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def socket_of(house: House) -> Path:
    return socket_folder(house.state) / CONTROL_SOCKET


def test_every_answer_is_what_the_description_says(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    (house.inbox / "broken.avi").write_bytes(b"RIFF")
    house.wait_delivered("clip.mp4")
    job, failed = house.job("done"), house.job("failed")
    bodies = {"refine": {"text": "mute it"}, "why": {"spellings": [str(house.inbox)]}, "pause": {"seconds": 60}}
    ids = {"retry": failed["id"], "undo": failed["id"], "cancel": failed["id"]}
    seen = set()
    for endpoint in ENDPOINTS:
        target = endpoint.path.format(job_id=ids.get(endpoint.name, job["id"]))
        body = bodies.get(endpoint.name)
        status, answer = ask(
            socket_of(house), endpoint.method, target, None if body is None else json.dumps(body).encode()
        )
        kind = endpoint.answers if status == 200 else Refusal
        told = msgspec.json.decode(answer, type=kind, strict=True)
        assert msgspec.to_builtins(told) == json.loads(answer), "nothing is told that is not described"
        seen.add((endpoint.name, status))
    refused = {name for name, status in seen if status != 200}
    assert refused <= {"cancel", "credits", "page_link", "undo"}, seen  # over, no cloud here, no page, failed


def test_description_is_the_one_that_is_published(house: House) -> None:
    house.start()
    status, answer = ask(socket_of(house), "GET", "/v1/openapi.json")
    assert status == 200
    assert json.loads(answer) == description() == json.loads(DESCRIPTION.read_text())
    addresses = {(path, method) for path, methods in description()["paths"].items() for method in methods}
    assert addresses == {(one.path, one.method.lower()) for one in ENDPOINTS} | {("/v1/events", "get")}
    refs = set(_references(description()))
    assert refs
    assert refs <= {f"#/components/schemas/{name}" for name in description()["components"]["schemas"]}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "words"),
    [
        ("GET", "/v1/nothing", None, 404, "Not Found"),
        ("DELETE", "/v1/jobs", None, 405, "Method Not Allowed"),
        ("POST", "/v1/why", b"", 400, "cannot be read"),
        ("POST", "/v1/why", b'{"spellings": 3}', 400, "cannot be read"),
        ("POST", "/v1/why", b"[" * 100_000, 400, "cannot be read"),
        ("POST", "/v1/why", b"x" * 2_000_000, 400, "too long"),
        ("POST", "/v1/why", b'{"spellings": []}', 409, "Name a file"),
        ("GET", "/v1/jobs/nothing", None, 404, "There is no job"),
        ("GET", "/v1/jobs?state=happy", None, 409, 'no state "happy"'),
        ("GET", "/v1/jobs?most=-1", None, 409, "`most` is a number"),
        ("GET", "/v1/jobs?since=nan", None, 409, "`since` is a number"),
        ("POST", "/v1/pause", b'{"seconds": -5}', 409, "A pause lasts"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    house: House, method: str, target: str, body: bytes | None, status: int, words: str
) -> None:
    house.start()
    got, answer = ask(socket_of(house), method, target, body)
    assert got == status
    assert words in json.loads(answer)["message"]


def test_jobs_are_found_by_state_rule_name_and_time(house: House, film: Path) -> None:
    house.write_rules(
        more=f"  - {{name: other, inbox: {house.folder}/two, outbox: {house.outbox}, instruction: convert}}\n"
    )
    (house.folder / "two").mkdir()
    house.start()
    house.drop(film, "Birthday.mov")
    house.job("done")
    shutil.copyfile(film, house.folder / "two" / "holiday.mov")
    (house.inbox / "no film.avi").write_bytes(b"nothing of a film")
    house.job("failed")
    house.until(lambda: len(house.control.jobs(states=("done",))) == 2, "both are done")

    def names(**wanted: Any) -> list[str]:
        return sorted(job["name"] for job in house.control.jobs(**wanted))

    assert names() == ["Birthday.mov", "holiday.mov", "no film.avi"]
    assert names(rule="other") == ["holiday.mov"]
    assert names(text="birth") == ["Birthday.mov"]
    assert names(text="o", rule="films", states=("failed",)) == ["no film.avi"]
    assert names(since=time.time() + 5) == []
    assert len(names(since=time.time() - 3600)) == 3
    assert len(names(most=1)) == 1


def test_events_tell_of_a_job_as_it_goes(house: House, film: Path) -> None:
    daemon = house.start()
    told: list[tuple[str, dict[str, Any]]] = []
    listener = threading.Thread(target=lambda: told.extend(house.control.events()))
    listener.start()
    house.until(lambda: house.control.status()["running"], "it answers")
    house.drop(film)
    house.wait_delivered("clip.mp4")
    house.job("done")
    house.stop(daemon)
    listener.join(timeout=30)
    assert not listener.is_alive(), "the stream ends with the daemon"
    assert told[0][0] == "status"
    states = [data["state"] for name, data in told if name == "job"]
    assert states[-1] == "done"
    assert told[-1][1].get("outputs") == [str(house.outbox / "clip.mp4")] or told[-1][0] == "status"


def test_pause_lets_nothing_new_begin_and_outlasts_a_restart(house: House, film: Path) -> None:
    daemon = house.start()
    assert house.control.pause(None)["paused"]
    house.drop(film)
    waiting = house.job("queued")
    assert "waits until the pause is over" in house.control.why(house.inbox / "clip.mov")["message"]
    house.stop(daemon)
    house.start()
    status = house.control.status()
    assert (status["paused"], status["paused_until"]) == (True, None)
    time.sleep(0.5)  # nothing is to happen, and nothing tells of that
    assert house.control.job(waiting["id"])["state"] == "queued"
    assert not house.control.resume()["paused"]
    house.wait_delivered("clip.mp4")


def test_pause_for_a_time_ends_by_itself(house: House, film: Path) -> None:
    house.start()
    status = house.control.pause(1.5)
    assert status["paused_until"] is not None
    house.drop(film)
    house.wait_delivered("clip.mp4")
    assert not house.control.status()["paused"]


def test_what_is_rendered_comes_to_its_end_in_a_pause(house: House, long_film: Path, film: Path) -> None:
    house.start()
    house.drop(long_film, "slow.avi")
    house.until(house.is_encoding, "it encodes")
    house.control.pause(None)
    house.drop(film, "quick.mov")
    house.wait_delivered("slow.mp4")
    assert [job["name"] for job in house.control.jobs(states=("queued",))] == ["quick.mov"]
    house.control.resume()
    house.wait_delivered("quick.mp4", "slow.mp4")


def test_job_keeps_its_log(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    job = house.job("done")
    lines = house.control.job_log(job["id"])
    events = [line["event"] for line in lines]
    assert events[0] == "job.queued"
    assert events[-1] == "job.done"
    (ffmpeg,) = [line for line in lines if line["event"] == "ffmpeg.started"]
    assert "-i fd:" in ffmpeg["values"]["arguments"]
    assert stat.S_IMODE((house.state / "logs" / f"{job['id']}.log").stat().st_mode) == 0o600


def test_socket_hears_no_other_user(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can ask as somebody else")
    open_folder = tmp_path
    while open_folder != open_folder.parent:  # what keeps others out is to be the check, and not a folder
        open_folder.chmod(0o755)
        open_folder = open_folder.parent
    path = tmp_path / "open.sock"

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await PlainTextResponse("heard")(_scope, _receive, send)

    async def serve_and_ask() -> tuple[bytes, bytes]:
        bound = socket.socket(socket.AF_UNIX)
        bound.bind(str(path))
        path.chmod(0o666)
        server = Serving(app, bound)
        await server.start()
        try:
            return await asyncio.to_thread(_asked_as, NOBODY, path), await asyncio.to_thread(_asked_as, 0, path)
        finally:
            await server.stop()

    theirs, ours = asyncio.run(serve_and_ask())
    assert theirs == b""
    assert ours.endswith(b"heard")


def _asked_as(uid: int, path: Path) -> bytes:
    """Ask as another user, in a process of its own, and return the answer."""
    code = (
        "import os, socket, sys\n"
        f"os.setuid({uid})\n"
        "asking = socket.socket(socket.AF_UNIX)\n"
        f"asking.connect({str(path)!r})\n"
        "answer = b''\n"
        "try:\n"
        "    asking.sendall(b'GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')\n"
        "    while part := asking.recv(4096): answer += part\n"
        "except ConnectionError: pass\n"
        "sys.stdout.buffer.write(answer)\n"
    )
    return subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, timeout=30, check=True).stdout


def test_socket_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "some.sock"
    bound = bind_private(path)
    try:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        bound.close()


async def test_client_refuses_ids_that_lead_elsewhere(tmp_path: Path) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("{}", media_type="application/json")(scope, receive, send)

    server = SocketServer(app, tmp_path / "s.sock")
    await server.start()
    try:
        for name in ("../status", "a/b", "", "é"):
            with pytest.raises((NoSuchJob, NemoWatchError)):
                ControlClient(tmp_path / "s.sock").job(name)
    finally:
        await server.stop()


async def test_a_request_that_is_cut_off_at_the_end_leaves_no_trace_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    begun = asyncio.Event()

    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        begun.set()
        await asyncio.Event().wait()

    server = SocketServer(app, tmp_path / "s.sock")
    await server.start()
    reader, writer = await asyncio.open_unix_connection(tmp_path / "s.sock")
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await begun.wait()
    await server.stop()
    await reader.read()
    writer.close()
    await writer.wait_closed()
    assert not [record for record in caplog.records if record.exc_info]
