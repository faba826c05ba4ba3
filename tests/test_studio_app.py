"""The studio's API over real sockets: the private door of the daemon and the public one, call by call."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from file_host import FileHost, file, raw

from nemo_watch.fetching import Fetcher
from nemo_watch.serving import Serving, SocketServer
from nemo_watch.studio.app import create_app
from nemo_watch.studio.renders import GONE
from nemo_watch.studio.workshop import Workshop

RENDERS = "/api/render/proxy/lambda"
MakeClip = Callable[..., Path]
Clips = dict[str, bytes]


@pytest.fixture(scope="module")
def clips(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """Make what most tests send, once: `quick` is copied into an MP4, `slow` has to be encoded."""
    folder = tmp_path_factory.mktemp("clips")
    picture = ("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=sample_rate=48000")
    small = ("-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25")
    for arguments in (
        (*picture, "-t", "2", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "quick.mp4"),
        (*small, "-t", "20", "-c:v", "mpeg4", "slow.avi"),
    ):
        subprocess.run([str(ffmpeg), "-nostdin", "-v", "error", *arguments], check=True, cwd=folder)
    return {path.stem: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def quick(clips: Clips, tmp_path: Path) -> Path:
    path = tmp_path / "quick.mp4"
    path.write_bytes(clips["quick"])
    return path


@pytest.fixture
def slow(clips: Clips, tmp_path: Path) -> Path:
    path = tmp_path / "slow.avi"
    path.write_bytes(clips["slow"])
    return path


@pytest.fixture
def fetcher(request: pytest.FixtureRequest) -> Fetcher:
    """Return what uploads by URL are fetched with; its parameter says whether also from this machine."""
    return Fetcher(loopback_allowed=getattr(request, "param", False))


@pytest.fixture
async def workshop(ffmpeg: Path, tmp_path: Path, fetcher: Fetcher) -> AsyncIterator[Workshop]:
    """Open a workshop whose encodes take as long as the film lasts."""
    script = tmp_path / "ffmpeg"
    real_time = f'case "$*" in *libx264*) exec {ffmpeg} -re "$@";; esac; exec {ffmpeg} "$@"'
    script.write_text(f"#!/bin/sh\n{real_time}\n", encoding="utf-8")
    script.chmod(0o755)
    workshop = Workshop(ffmpeg=script, folder=tmp_path / "studio", fetcher=fetcher)
    yield workshop
    await workshop.close()


@pytest.fixture
async def door(workshop: Workshop) -> AsyncIterator[Path]:
    """Serve the private door; a socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="nw") as folder:
        path = Path(folder) / "run" / "studio.sock"
        server = SocketServer(create_app(workshop, private=True), path)
        await server.start()
        yield path
        await server.stop()


@pytest.fixture
async def private(door: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.AsyncHTTPTransport(uds=str(door), verify=False)  # certificates take time to load
    async with httpx.AsyncClient(transport=transport, base_url="http://studio", timeout=30, verify=False) as client:
        yield client


@pytest.fixture
async def stranger(workshop: Workshop) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the public door, and come to it without a token."""
    bound = socket.create_server(("127.0.0.1", 0))
    server = Serving(create_app(workshop, private=False), bound)
    await server.start()
    host, port = bound.getsockname()
    async with httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=30, verify=False) as client:
        yield client
    await server.stop()


@pytest.fixture
async def public(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """Come to the public door with a token."""
    reply = await stranger.post("/api/auth/anonymous-token", headers={"X-Client-Id": "a-b-c"})
    stranger.headers["Authorization"] = f"Bearer {reply.json()['data']['token']}"
    return stranger


async def begin(client: httpx.AsyncClient) -> str:
    body = {"task_name": "project", "language": "en"}
    reply = await client.post("/api/tasks/me/with-session/nemo_agent", json=body)
    assert reply.json()["code"] == 0
    return str(reply.json()["data"]["session_id"])


async def upload(client: httpx.AsyncClient, session: str, *paths: Path | str) -> Any:
    urls = [path.as_uri() if isinstance(path, Path) else path for path in paths]
    place = f"/api/upload-video/nemo_agent/me/{session}"
    return (await client.post(place, json={"urls": urls, "source_type": "url"})).json()


async def send(client: httpx.AsyncClient, session: str, path: Path) -> Any:
    """Upload a file's bytes."""
    content = path.read_bytes()
    place = f"/api/upload-video/nemo_agent/me/{session}"
    return (await client.post(place, files={"files": (path.name, content, "video/mp4")})).json()


async def say(client: httpx.AsyncClient, session: str, text: str, **message: Any) -> list[dict[str, Any]]:
    """Send a message and return the events of the reply."""
    body = {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session,
        "new_message": {"parts": [{"text": text}], **message},
    }
    async with client.stream("POST", "/run_sse", json=body, headers={"Accept": "text/event-stream"}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        return [msgspec.json.decode(line[6:]) async for line in reply.aiter_lines() if line.startswith("data: ")]


async def state(client: httpx.AsyncClient, session: str) -> dict[str, Any]:
    reply = await client.get(f"/api/state/nemo_agent/me/{session}/latest")
    return dict(reply.json()["data"]["state"])


async def order(client: httpx.AsyncClient, session: str, render_id: str, **output: Any) -> httpx.Response:
    draft = (await state(client, session))["draft"]
    body = {"id": render_id, "sessionId": session, "draft": draft, "output": {"format": "mp4", **output}}
    return await client.post(RENDERS, json=body)


async def finished(client: httpx.AsyncClient, render_id: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            reply = await client.get(f"{RENDERS}/{render_id}", headers={"Prefer": "wait=10"})
            status = dict(reply.json())
            if status["status"] in {"completed", "failed", "cancelled"}:
                return status


async def prepared(client: httpx.AsyncClient, clip: Path, text: str = "convert to mp4") -> str:
    """Begin a session with a file and an instruction."""
    session = await begin(client)
    assert (await upload(client, session, clip))["code"] == 0
    await say(client, session, text)
    return session


# The private door


async def test_private_door_is_its_owners_alone(private: httpx.AsyncClient, door: Path) -> None:
    assert (await private.get("/api/credits/balance/simple")).status_code == 200
    assert stat.S_IMODE(door.stat().st_mode) == 0o600
    assert stat.S_IMODE(door.parent.stat().st_mode) == 0o700


async def test_whole_way_of_a_file_through_the_private_door(
    private: httpx.AsyncClient, make_clip: MakeClip, tmp_path: Path
) -> None:
    clip, out = make_clip("my clip.mov"), tmp_path / "out"
    out.mkdir()
    session = await begin(private)
    uploaded = await upload(private, session, clip)
    (entry,) = uploaded["data"]["files"]
    assert uploaded["data"]["session_state_applied"] is True
    assert entry == {
        "filename": "my clip",
        "file_type": "video",
        "cdn_url": entry["cdn_url"],
        "duration": pytest.approx(2.0, abs=0.05),
        "width": 320,
        "height": 240,
        "fps": 25,
        "hash": entry["hash"],
    }
    events = await say(private, session, "convert to mp4")
    assert [event["type"] for event in events] == ["tool_call", "tool_result", "text"]
    seen = await state(private, session)
    assert [track["tt"] for track in seen["draft"]["t"]] == [0, 1]
    assert seen["draft"]["d"] == pytest.approx(2000, abs=50)
    assert seen["video_infos"] == [entry]
    assert seen["unknown"] == []
    assert seen["lane"] == "copy"

    ordered = (await order(private, session, "r1", folder=str(out))).json()
    assert ordered["success"] is True
    assert ordered["data"]["id"] == "r1"
    status = await finished(private, "r1")
    assert status["status"] == "completed"
    assert status["progress"] == 100
    assert status["output"] == {
        "url": (out / "r1.mp4").as_uri(),
        "format": "mp4",
        "duration": pytest.approx(2.0, abs=0.05),
    }
    assert (out / "r1.mp4").stat().st_size > 10_000
    assert clip.exists()


async def test_file_is_taken_by_name_and_not_copied(
    private: httpx.AsyncClient, workshop: Workshop, quick: Path
) -> None:
    clip = quick
    session = await prepared(private, clip)
    known = workshop.sessions.get(session)
    assert known is not None
    assert [taken.path for taken in known.uploads] == [clip]


@pytest.mark.parametrize("name", ["-y.mp4", "a b%20c.mp4", "ünï.mp4", "new\nline.mp4", "q?u#e.mp4"])
async def test_any_name_goes_through_a_file_url(private: httpx.AsyncClient, quick: Path, name: str) -> None:
    clip = quick
    assert (await upload(private, await begin(private), clip.rename(clip.with_name(name))))["code"] == 0


async def test_name_that_is_no_utf8_goes_through_a_file_url(private: httpx.AsyncClient, quick: Path) -> None:
    clip = quick
    odd = clip.rename(clip.with_name(os.fsdecode(b"\xff\xfe.mp4")))
    assert (await upload(private, await begin(private), odd))["code"] == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1/a.mp4", "http://example.com/a.mp4", "file://other.host/a.mp4", "data:video/mp4,x", "a.mp4",
        "", "file://[", "file:", "file:///nowhere/a.mp4", "file:///a%00b.mp4", "file:///etc", "file:///dev/zero",
        "concat:/etc/passwd",
    ],
)  # fmt: skip
async def test_url_that_is_no_file_of_ours_is_refused(private: httpx.AsyncClient, url: str) -> None:
    answer = await upload(private, await begin(private), url)
    assert answer["code"] == 4001
    assert answer["message"].endswith(".")


# Uploads by URL


@pytest.fixture
async def film_host(quick: Path) -> AsyncIterator[FileHost]:
    async with FileHost().serving() as host:
        host.answer = file(quick.read_bytes())
        yield host


near = pytest.mark.parametrize("fetcher", [True], indirect=True, ids=["near"])


@near
async def test_file_is_fetched_from_a_url_through_both_doors(
    private: httpx.AsyncClient,
    public: httpx.AsyncClient,
    workshop: Workshop,
    film_host: FileHost,
    quick: Path,
    tmp_path: Path,
) -> None:
    for client in (private, public):
        session = await begin(client)
        answer = await upload(client, session, film_host.url.replace("clip.mp4", "my%20film.mp4?signature=secret"))
        assert answer["code"] == 0
        assert (answer["data"]["files"][0]["filename"], answer["data"]["files"][0]["width"]) == ("my film", 320)
        known = workshop.sessions.get(session)
        assert known is not None
        (taken,) = known.uploads
        assert taken.path.is_relative_to(tmp_path / "studio" / session)
        assert taken.path.read_bytes() == quick.read_bytes()
    for request in film_host.seen:
        assert set(request) == {"target", "host", "accept", "accept-encoding"}


@near
@pytest.mark.parametrize(
    "name", ["", "..", "%2e%2e%2fup.mp4", "a" * 300, "%00%1b.mp4", "%ff.mp4", ".part", "a/b/c.mp4"]
)
async def test_name_in_a_url_leads_nowhere_else(
    public: httpx.AsyncClient, workshop: Workshop, film_host: FileHost, quick: Path, tmp_path: Path, name: str
) -> None:
    session = await begin(public)
    assert (await upload(public, session, film_host.url.replace("clip.mp4", name)))["code"] == 0
    known = workshop.sessions.get(session)
    assert known is not None
    (taken,) = known.uploads
    assert taken.path.parent.parent == tmp_path / "studio" / session
    assert taken.path.read_bytes() == quick.read_bytes()


@near
@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (raw(200, b"<html>sorry"), 4001, "web page"),
        (raw(200, b"#EXTM3U\n"), 4001, "HLS playlist"),
        (raw(404), 4001, "404"),
        (raw(302, Location="file:///etc/passwd"), 4001, "https"),
        (raw(302, Location="https://169.254.169.254/latest/"), 4001, "internet"),
        (raw(200, b"\0\0\0\x18ftypmp42", announced=10_000_000_001), 4001, "10.0 GB"),
        (raw(503), 5000, "503"),
        (b"", 5000, "broke"),
    ],
)
async def test_url_that_gives_no_film_is_answered_by_its_code(
    private: httpx.AsyncClient, film_host: FileHost, answer: bytes, code: int, words: str
) -> None:
    film_host.answer = lambda _request: answer
    session = await begin(private)
    refused = await upload(private, session, film_host.url)
    assert refused["code"] == code
    assert words in refused["message"]
    assert (await state(private, session))["video_infos"] == []


@near
async def test_upload_from_a_url_goes_on_after_a_break_and_is_fetched_once(
    private: httpx.AsyncClient, film_host: FileHost, make_clip: MakeClip
) -> None:
    content = make_clip("a.avi", video=("-c:v", "rawvideo"), audio=None, seconds=1).read_bytes()
    film_host.answers.append(file(content, cut=500_000))
    film_host.answer = file(content)
    session = await begin(private)
    assert (await upload(private, session, film_host.url))["code"] == 5000
    for _ in range(2):
        assert (await upload(private, session, film_host.url))["code"] == 0
    assert [request.get("range") for request in film_host.seen] == [None, "bytes=262144-"]
    assert len((await state(private, session))["video_infos"]) == 1


@pytest.mark.parametrize("urls", [None, [], "file:///a.mp4", [{}], ["file:///a.mp4"] * 65])
async def test_list_of_urls_that_is_none_is_refused(private: httpx.AsyncClient, urls: Any) -> None:
    place = f"/api/upload-video/nemo_agent/me/{await begin(private)}"
    assert (await private.post(place, json={"urls": urls})).json()["code"] == 4001


async def test_file_that_is_no_film_is_refused_with_what_it_looks_like(
    private: httpx.AsyncClient, tmp_path: Path
) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("#EXTM3U\n", encoding="utf-8")
    answer = await upload(private, await begin(private), path)
    assert answer["code"] == 4001
    assert "HLS playlist" in answer["message"]


async def test_same_file_twice_is_one_upload(private: httpx.AsyncClient, quick: Path) -> None:
    session, clip = await begin(private), quick
    for _ in range(2):
        assert (await upload(private, session, clip))["code"] == 0
    assert len((await state(private, session))["video_infos"]) == 1


# Messages


async def test_repeated_message_is_answered_the_same_and_does_nothing_twice(
    private: httpx.AsyncClient, make_clip: MakeClip
) -> None:
    session = await begin(private)
    await upload(private, session, make_clip("a.mp4", seconds=3))
    first = await say(private, session, "remove the first second", id="m1")
    draft = (await state(private, session))["draft"]
    assert await say(private, session, "remove the first second", id="m1") == first
    assert (await state(private, session))["draft"] == draft
    assert draft["d"] == pytest.approx(2000, abs=50)
    await say(private, session, "remove the first second", id="m2")
    assert (await state(private, session))["draft"]["d"] == pytest.approx(1000, abs=50)


async def test_unknown_words_are_named_and_the_draft_stays(private: httpx.AsyncClient, quick: Path) -> None:
    session = await prepared(private, quick)
    draft = (await state(private, session))["draft"]
    (event,) = await say(private, session, "make it cinematic")
    assert "make it cinematic" in event["content"]
    seen = await state(private, session)
    assert seen["unknown"] == ["make it cinematic"]
    assert seen["draft"] == draft
    await say(private, session, "mute it")
    assert (await state(private, session))["unknown"] == []


async def test_known_and_unknown_words_together_do_nothing(private: httpx.AsyncClient, quick: Path) -> None:
    session = await begin(private)
    await upload(private, session, quick)
    await say(private, session, "mute it and make it cinematic")
    seen = await state(private, session)
    assert seen["unknown"] == ["make it cinematic"]
    assert seen["draft"] == {}


@pytest.mark.parametrize("text", ["", "please", "   "])
async def test_message_that_asks_for_nothing_makes_no_draft(private: httpx.AsyncClient, quick: Path, text: str) -> None:
    session = await begin(private)
    await upload(private, session, quick)
    (event,) = await say(private, session, text)
    assert event["type"] == "text"
    seen = await state(private, session)
    assert seen["draft"] == {}
    assert len(seen["unknown"]) == 1


async def test_message_before_a_file_asks_for_one(private: httpx.AsyncClient) -> None:
    (event,) = await say(private, await begin(private), "convert to mp4")
    assert "no file yet" in event["content"]


async def test_wish_that_cannot_be_done_to_the_file_is_an_error_of_the_agent(
    private: httpx.AsyncClient, make_clip: MakeClip
) -> None:
    session = await begin(private)
    await upload(private, session, make_clip("a.mp4", audio=None))
    (event,) = await say(private, session, "extract the audio as mp3")
    assert event["errorCode"] == "4001"
    assert "no sound" in event["errorMessage"]
    assert (await state(private, session))["draft"] == {}


async def test_message_that_is_too_long_is_answered(private: httpx.AsyncClient, quick: Path) -> None:
    session = await begin(private)
    await upload(private, session, quick)
    (event,) = await say(private, session, "mute " * 3000)
    assert "at most" in event["content"]


@pytest.mark.parametrize("message", [None, "mute", {"parts": "mute"}, {"parts": [{}]}, {"parts": ["mute"]}, {}])
async def test_message_of_a_wrong_shape_is_no_fault_of_the_server(
    private: httpx.AsyncClient, quick: Path, message: Any
) -> None:
    session = await prepared(private, quick)
    reply = await private.post("/run_sse", json={"session_id": session, "new_message": message})
    assert reply.status_code in {200, 400}


# Renders


async def test_render_id_counts_once(private: httpx.AsyncClient, quick: Path, tmp_path: Path) -> None:
    session = await prepared(private, quick)
    assert (await order(private, session, "r1", folder=str(tmp_path))).status_code == 200
    repeated = await order(private, session, "r1", folder=str(tmp_path))
    assert repeated.status_code == 409
    assert repeated.json()["code"] == 409
    assert (await finished(private, "r1"))["status"] == "completed"
    assert (await order(private, session, "r1", folder=str(tmp_path))).status_code == 409


async def test_unknown_render_is_not_found(private: httpx.AsyncClient) -> None:
    for reply in (
        await private.get(f"{RENDERS}/nothing"),
        await private.post(f"{RENDERS}/nothing/cancel"),
        await private.get("/api/render/proxy/nothing/download"),
    ):
        assert reply.status_code == 404
        assert reply.json()["code"] == 404


async def test_forgotten_session_is_1002(private: httpx.AsyncClient, workshop: Workshop) -> None:
    first = await begin(private)
    for _ in range(workshop.sessions._most):
        workshop.sessions.create(language="en")
    for session in (first, "never-there"):
        body: dict[str, Any] = {"session_id": session, "new_message": {"parts": [{"text": "mute"}]}}
        for reply in (
            await private.get(f"/api/state/nemo_agent/me/{session}/latest"),
            await private.post("/run_sse", json=body),
            await private.post(f"/api/upload-video/nemo_agent/me/{session}", json={"urls": ["file:///a.mp4"]}),
            await private.post(RENDERS, json={"id": "r", "sessionId": session, "draft": {}, "output": {}}),
        ):
            assert reply.json()["code"] == 1002


@pytest.mark.parametrize("render_id", ["../r1", "a/b", "a b", "", "x" * 81, "ü", "r1\n"])
async def test_render_id_that_is_no_plain_name_is_refused(
    private: httpx.AsyncClient, quick: Path, tmp_path: Path, render_id: str
) -> None:
    session = await prepared(private, quick)
    answer = (await order(private, session, render_id, folder=str(tmp_path))).json()
    assert answer["code"] in {400, 4001}


@pytest.mark.parametrize("output", [{"format": "exe"}, {"quality": "best"}, {"format": ["mp4"]}])
async def test_output_that_is_not_known_is_refused(
    private: httpx.AsyncClient, quick: Path, tmp_path: Path, output: dict[str, Any]
) -> None:
    session = await prepared(private, quick)
    answer = (await order(private, session, "r1", folder=str(tmp_path), **output)).json()
    assert answer["code"] == 4001


@pytest.mark.parametrize(
    "draft",
    [
        {},
        {"studio": {}},
        {"studio": {"cast": {"main": ["other"]}, "edits": []}},
        {"studio": "x"},
        {"studio": {"cast": {"main": []}, "edits": [{"edit": "explode"}]}},
    ],
)
async def test_draft_of_another_session_is_refused(
    private: httpx.AsyncClient, quick: Path, draft: dict[str, Any]
) -> None:
    session = await prepared(private, quick)
    body = {"id": "r1", "sessionId": session, "draft": draft, "output": {}}
    assert (await private.post(RENDERS, json=body)).json()["code"] == 4001


@pytest.mark.parametrize("edits", [None, "mute", [{"edit": "explode"}], [{"edit": "trim", "start": "x"}], [1]])
async def test_draft_with_edits_that_are_none_is_refused(private: httpx.AsyncClient, quick: Path, edits: Any) -> None:
    session = await prepared(private, quick)
    draft = (await state(private, session))["draft"]
    draft["studio"]["edits"] = edits
    body = {"id": "r1", "sessionId": session, "draft": draft, "output": {}}
    assert (await private.post(RENDERS, json=body)).json()["code"] == 4001


async def test_failed_render_says_why(private: httpx.AsyncClient, quick: Path, tmp_path: Path) -> None:
    clip = quick
    session = await prepared(private, clip)
    clip.unlink()
    await order(private, session, "r1", folder=str(tmp_path))
    status = await finished(private, "r1")
    assert (status["status"], status["code"]) == ("failed", GONE)
    assert "is gone" in status["message"]
    assert "output" not in status


async def test_poll_that_waits_answers_when_something_changes(
    private: httpx.AsyncClient, slow: Path, tmp_path: Path
) -> None:
    session = await prepared(private, slow)
    await order(private, session, "r1", folder=str(tmp_path))
    seen = []
    begun = time.monotonic()
    for _ in range(3):
        reply = await private.get(f"{RENDERS}/r1", headers={"Prefer": "wait=25"})
        seen.append((reply.json()["status"], reply.json()["progress"]))
    # three answers in less than the time that one would have been held back for
    assert time.monotonic() - begun < 25
    assert len(set(seen)) == 3
    waiting = asyncio.create_task(private.get(f"{RENDERS}/r1", headers={"Prefer": "wait=25"}))
    assert (await private.post(f"{RENDERS}/r1/cancel")).json()["success"] is True
    await waiting
    assert (await finished(private, "r1"))["status"] == "cancelled"
    assert list(tmp_path.glob("r1*")) == []


async def test_poll_of_what_is_over_answers_at_once(private: httpx.AsyncClient, quick: Path, tmp_path: Path) -> None:
    session = await prepared(private, quick)
    await order(private, session, "r1", folder=str(tmp_path))
    await finished(private, "r1")
    async with asyncio.timeout(10):
        reply = await private.get(f"{RENDERS}/r1", headers={"Prefer": "wait=25"})
    assert reply.json()["status"] == "completed"


@pytest.mark.parametrize("prefer", ["wait=", "wait=x", "wait=-1", "respond-async", "wait=\xb2", "wait=1e9"])
async def test_preference_that_makes_no_sense_is_passed_over(
    private: httpx.AsyncClient, slow: Path, tmp_path: Path, prefer: str
) -> None:
    session = await prepared(private, slow)
    await order(private, session, "r1", folder=str(tmp_path))
    reply = await private.get(f"{RENDERS}/r1", headers={b"Prefer": prefer.encode("latin-1")})
    assert reply.status_code == 200


async def test_credits_never_run_out(private: httpx.AsyncClient) -> None:
    reply = await private.get("/api/credits/balance/simple")
    assert reply.json() == {"code": 0, "data": {"available": 100, "frozen": 0, "total": 100}}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'"x"'])
async def test_body_that_is_no_object_is_refused(private: httpx.AsyncClient, body: bytes) -> None:
    reply = await private.post("/api/tasks/me/with-session/nemo_agent", content=body)
    assert reply.status_code == 400
    assert reply.json()["code"] == 400


async def test_body_without_end_is_cut_off(private: httpx.AsyncClient) -> None:
    reply = await private.post(RENDERS, content=b'{"id": "' + b"x" * 9_000_000)
    assert reply.status_code == 413


# The public door


CALLS = (
    ("POST", "/api/tasks/me/with-session/nemo_agent"),
    ("POST", "/run_sse"),
    ("POST", "/api/upload-video/nemo_agent/me/x"),
    ("GET", "/api/state/nemo_agent/me/x/latest"),
    ("GET", "/api/credits/balance/simple"),
    ("POST", RENDERS),
    ("GET", f"{RENDERS}/x"),
    ("POST", f"{RENDERS}/x/cancel"),
    ("GET", "/api/render/proxy/x/download"),
)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nmv_usr_guessed"}, {"Authorization": "Bearer"}])
async def test_public_door_wants_a_token(stranger: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for verb, path in CALLS:
        reply = await stranger.request(verb, path, headers=headers)
        assert (path, reply.status_code, reply.json()["code"]) == (path, 401, 1001)


async def test_token_is_given_to_who_names_a_client(stranger: httpx.AsyncClient) -> None:
    reply = await stranger.post("/api/auth/anonymous-token", headers={"X-Client-Id": "a-b-c"})
    assert reply.json()["code"] == 0
    assert reply.json()["data"]["token"].startswith("nmv_usr_")
    assert reply.json()["data"]["credits"] == 100
    nameless = await stranger.post("/api/auth/anonymous-token")
    assert nameless.status_code == 400
    assert nameless.json()["code"] == 400


async def test_public_door_takes_no_file_by_name(public: httpx.AsyncClient, quick: Path) -> None:
    session = await begin(public)
    for url in (quick, "file:///etc/passwd", "http://127.0.0.1/a.mp4", "https://127.0.0.1/a.mp4", "https://[::1]/"):
        assert (await upload(public, session, url))["code"] == 4001
    assert (await state(public, session))["video_infos"] == []


async def test_whole_way_of_a_file_through_the_public_door(
    public: httpx.AsyncClient, make_clip: MakeClip, tmp_path: Path
) -> None:
    clip = make_clip("holiday.mov")
    session = await begin(public)
    uploaded = await send(public, session, clip)
    assert uploaded["code"] == 0
    assert (uploaded["data"]["files"][0]["width"], uploaded["data"]["files"][0]["height"]) == (320, 240)
    await say(public, session, "convert to mp4")
    await order(public, session, "r1")
    status = await finished(public, "r1")
    assert status["status"] == "completed", status
    url = status["output"]["url"]
    assert url.startswith(str(public.base_url))
    async with public.stream("GET", url) as reply:
        assert reply.status_code == 200
        content = b"".join([chunk async for chunk in reply.aiter_bytes()])
    assert content[4:8] == b"ftyp"
    assert int(reply.headers["content-length"]) == len(content)
    part = await public.get(url, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert list(tmp_path.glob("*.mp4")) == []


async def test_public_door_writes_into_no_folder_that_it_is_told(
    public: httpx.AsyncClient, quick: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    session = await begin(public)
    await send(public, session, quick)
    await say(public, session, "convert to mp4")
    reply = await order(public, session, "r1", folder=str(out))
    if reply.json().get("code", 0) == 0:
        await finished(public, "r1")
    assert list(out.iterdir()) == []


async def test_several_files_go_up_in_one_request(public: httpx.AsyncClient, quick: Path) -> None:
    session = await begin(public)
    contents = [quick.read_bytes(), quick.read_bytes()]
    files = [("files", ("same.mp4", content, "video/mp4")) for content in contents]
    reply = await public.post(f"/api/upload-video/nemo_agent/me/{session}", files=files)
    assert len(reply.json()["data"]["files"]) == 2


async def test_large_upload_is_streamed_to_the_disk(public: httpx.AsyncClient, make_clip: MakeClip) -> None:
    session = await begin(public)
    clip = make_clip("large.avi", video=("-c:v", "rawvideo"), size="640x480", seconds=3, audio=None)
    before = resident_bytes()
    assert clip.stat().st_size > 30_000_000

    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="large.avi"\r\n\r\n'
        with clip.open("rb") as file:
            while chunk := file.read(65_536):
                yield chunk
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    reply = await public.post(f"/api/upload-video/nemo_agent/me/{session}", content=body(), headers=headers)
    assert reply.json()["data"]["files"][0]["duration"] == pytest.approx(3, abs=0.05)
    assert resident_bytes() - before < 20_000_000


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("name", ["../../up.mp4", "/etc/up.mp4", "..", "a" * 300 + ".mp4", "\x1b[31m.mp4", "ü" * 200])
async def test_name_of_an_upload_leads_nowhere_else(
    public: httpx.AsyncClient, workshop: Workshop, quick: Path, tmp_path: Path, name: str
) -> None:
    session = await begin(public)
    content = quick.read_bytes()
    disposition = b'Content-Disposition: form-data; name="files"; filename="' + name.encode() + b'"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=xyzzy"}
    body = b"--xyzzy\r\n" + disposition + content + b"\r\n--xyzzy--\r\n"
    reply = await public.post(f"/api/upload-video/nemo_agent/me/{session}", content=body, headers=headers)
    assert reply.json()["code"] == 0
    known = workshop.sessions.get(session)
    assert known is not None
    (taken,) = known.uploads
    assert taken.path.parent == tmp_path / "studio" / session
    assert taken.path.read_bytes() == content


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\nhalf',
        ),
    ],
)
async def test_upload_that_is_damaged_is_refused(public: httpx.AsyncClient, content_type: str, body: bytes) -> None:
    place = f"/api/upload-video/nemo_agent/me/{await begin(public)}"
    reply = await public.post(place, content=body, headers={"Content-Type": content_type})
    assert reply.json()["code"] == 4001


async def test_result_cannot_be_fetched_before_it_is_finished(public: httpx.AsyncClient, slow: Path) -> None:
    session = await begin(public)
    await send(public, session, slow)
    await say(public, session, "convert to mp4")
    await order(public, session, "r1")
    assert (await public.get("/api/render/proxy/r1/download")).status_code == 404
    await public.post(f"{RENDERS}/r1/cancel")
    assert (await finished(public, "r1"))["status"] == "cancelled"


async def test_result_never_takes_the_place_of_an_upload(
    public: httpx.AsyncClient, workshop: Workshop, quick: Path
) -> None:
    session = await begin(public)
    clip = quick
    await send(public, session, clip)
    await say(public, session, "convert to mp4")
    known = workshop.sessions.get(session)
    assert known is not None
    (taken,) = known.uploads
    answer = (await order(public, session, taken.path.stem)).json()
    assert answer["code"] == 4001
    assert "lies there already" in answer["message"]
    assert taken.path.read_bytes() == clip.read_bytes()


async def test_file_that_lies_in_the_folder_is_not_taken_for_the_result(
    private: httpx.AsyncClient, quick: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "r1.mp4").write_bytes(b"half a film, left behind")
    session = await prepared(private, quick)
    assert (await order(private, session, "r1", folder=str(out))).json()["code"] == 4001
    assert (out / "r1.mp4").read_bytes() == b"half a film, left behind"


async def test_closed_workshop_keeps_no_uploads(
    public: httpx.AsyncClient, workshop: Workshop, quick: Path, tmp_path: Path
) -> None:
    await send(public, await begin(public), quick)
    assert list((tmp_path / "studio").rglob("*.mp4"))
    await workshop.close()
    assert not (tmp_path / "studio").exists()
