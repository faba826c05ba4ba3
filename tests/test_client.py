"""The client of the NemoVideo API against a real server, on loopback and on a unix socket."""

import asyncio
import contextlib
import gzip
import hashlib
import logging
import os
import tracemalloc
from pathlib import Path

import msgspec
import pytest
from cloud import DRAFT, DROP, Cloud, serving
from file_host import FileHost, file, raw
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from nemo_watch.errors import (
    EngineOffline,
    FinalError,
    HeldError,
    JobError,
    RenderRefused,
    RenderUnknown,
    SessionLost,
    TransientError,
    UnsupportedFile,
)
from nemo_watch.fetching import AddressRefused, NotThere, WrongContent
from nemo_watch.nemo.account import AnonymousToken, FixedToken
from nemo_watch.nemo.answers import AccountPage, failed_render, refusal, turn_error
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.conversation import Limits, MessageNotTaken, OutcomeUnknown
from nemo_watch.nemo.identity import Identity, detect_platform
from nemo_watch.nemo.turn import Turn
from nemo_watch.nemo.upload import disposition_name
from nemo_watch.nemo.wire import Endpoint, Unreached

SKILL = "audio-video-to"
TOKEN = "nmv_usr_secret"
VIDEO = b"\0\0\0\x18ftypmp42"


@pytest.fixture
def cloud():
    return Cloud()


@contextlib.asynccontextmanager
async def client_of(endpoint, *, limits=None):
    client = NemoClient(endpoint, tokens=FixedToken(TOKEN), identity=Identity(platform="clawhub"), limits=limits)
    try:
        yield client
    finally:
        await client.aclose()


@pytest.fixture
async def client(cloud):
    async with serving(cloud) as endpoint, client_of(endpoint) as made:
        yield made


@pytest.fixture
async def private(cloud, tmp_path):
    async with serving(cloud, path=tmp_path / "s.sock") as endpoint, client_of(endpoint) as made:
        yield made


async def test_every_request_says_who_asks(cloud, client):
    await client.create_session(skill=SKILL, language="en")
    await client.send_message("s", "convert", skill=SKILL)
    await client.read_state("s", skill=SKILL)
    for _call, request in cloud.seen:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["x-skill-source"] == SKILL
        assert request.headers["x-skill-version"] == "1.0.0"
        assert request.headers["x-skill-platform"] == "clawhub"
        assert TOKEN not in str(request.url)


async def test_session_is_created_in_a_language(cloud, client):
    session = await client.create_session(skill=SKILL, language="de")
    assert (session.task_id, session.session_id, session.user_id) == ("t-1", "s/1", "u-1")
    assert cloud.calls("create")[0].state.json == {"task_name": "project", "language": "de"}


async def test_studio_on_a_socket_speaks_the_same_protocol(private):
    session = await private.create_session(skill=SKILL, language="en")
    assert (await private.send_message(session.session_id, "go", skill=SKILL)).text == "Done."


async def test_ids_of_the_service_stay_one_segment_of_the_path(cloud, client):
    with pytest.raises(JobError):
        await client.read_state("../../x", skill=SKILL)
    await client.read_state("s 1?", skill=SKILL)
    assert cloud.calls("state")[-1].path_params["session_id"] == "s 1?"


async def test_upload_sends_the_very_bytes_in_constant_memory(cloud, client, tmp_path):
    big, small = tmp_path / 'big "one".mov', tmp_path / "Überblick.mp3"
    block = os.urandom(1_000_000)
    with big.open("wb") as file:
        for number in range(40):
            file.write(number.to_bytes(4) + block)
    small.write_bytes(b"sound")
    shown = []
    tracemalloc.start()
    files = await client.upload_files(
        "s", [big, small], skill=SKILL, progress=lambda done, total: shown.append((done, total))
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    expected = [(path.name.replace('"', "%22"), path.stat().st_size, digest(path)) for path in (big, small)]
    assert cloud.received == expected
    assert [(file.filename, file.duration) for file in files] == [(name, 30.5) for name, _, _ in expected]
    total = sum(size for _, size, _ in expected)
    assert shown[-1] == (total, total)
    assert peak < 20_000_000


async def test_empty_file_is_uploaded(cloud, client, tmp_path):
    (tmp_path / "empty.mov").touch()
    await client.upload_files("s", [tmp_path / "empty.mov"], skill=SKILL)
    assert cloud.received == [("empty.mov", 0, hashlib.sha256().hexdigest())]


async def test_file_that_is_gone_is_no_upload(cloud, client, tmp_path):
    with pytest.raises(TransientError, match=r"gone\.mov"):
        await client.upload_files("s", [tmp_path / "gone.mov"], skill=SKILL)
    assert cloud.seen == []


async def test_file_that_shrinks_meanwhile_breaks_the_upload(client, tmp_path):
    path = tmp_path / "clip.mov"
    path.write_bytes(bytes(3_000_000))
    with pytest.raises(TransientError, match="shorter"):
        await client.upload_files("s", [path], skill=SKILL, progress=lambda _done, _total: os.truncate(path, 1_000_000))


async def test_upload_that_is_refused_before_its_end_says_why(cloud, client, tmp_path):
    path = tmp_path / "clip.mov"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    cloud.faults["upload"].append(JSONResponse({"code": 4002}, status_code=413))
    with pytest.raises(FinalError, match="too large"):
        await client.upload_files("s", [path], skill=SKILL)


def test_file_names_cannot_break_out_of_the_form():
    assert disposition_name('a"b\r\nX: y\x00\udcff.mov') == "a%22b%0D%0AX: y__.mov"


async def test_upload_by_path_is_for_the_studio_of_this_machine(cloud, client, private):
    urls = ["file:///videos/a.mov"]
    with pytest.raises(FinalError):
        await client.upload_urls("s", urls, skill=SKILL)
    assert cloud.seen == []
    await private.upload_urls("s", urls, skill=SKILL)
    assert cloud.calls("upload")[0].state.json == {"urls": urls, "source_type": "url"}


async def test_message_is_one_request_without_an_id(cloud, client):
    turn = await client.send_message("s", "convert it", skill=SKILL)
    assert turn == Turn(text="Done.")
    (request,) = cloud.calls("message")
    assert request.headers["accept"] == "text/event-stream"
    assert request.state.json == {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": "s",
        "new_message": {"parts": [{"text": "convert it"}]},
    }


async def test_message_to_the_studio_may_carry_an_id(cloud, private):
    await private.send_message("s", "convert it", skill=SKILL, message_id="m-1")
    assert cloud.calls("message")[0].state.json["new_message"]["id"] == "m-1"


async def test_events_are_told_while_they_come(cloud, client):
    cloud.stream = [
        b'data: {"type":"heartbeat"}\n\n: comment\n\ndata: {"type":"tool_call","name":"c',
        b'ut"}\n\ndata: {"type":"text","content":"Cut."}\n\n',
    ]
    told = []
    await client.send_message("s", "cut", skill=SKILL, on_event=told.append)
    assert [event.kind for event in told] == ["heartbeat", "tool_call", "text"]


REFUSALS = [
    (JSONResponse({"code": 2001, "message": "no"}), HeldError),
    (JSONResponse({"code": 1002, "message": "no session"}), SessionLost),
    (JSONResponse({"detail": "Session not found"}, status_code=404), SessionLost),
    (JSONResponse({"detail": []}, status_code=422), FinalError),
    (Response(status_code=429, headers={"Retry-After": "7"}), TransientError),
    (RedirectResponse("http://127.0.0.1:1/"), TransientError),
    (Response(status_code=401), HeldError),
    (JSONResponse({"code": 2001, "message": "no"}, status_code=500), HeldError),
    (JSONResponse({"code": 3333, "message": "no"}), FinalError),
]


@pytest.mark.parametrize(("response", "reason"), REFUSALS)
async def test_refused_message_counts_as_not_taken(cloud, client, response, reason):
    cloud.faults["message"].append(response)
    with pytest.raises(MessageNotTaken) as caught:
        await client.send_message("s", "convert", skill=SKILL)
    assert type(caught.value.reason) is reason
    assert caught.value.message == caught.value.reason.message
    assert len(cloud.calls("message")) == 1


async def test_message_to_nobody_counts_as_not_taken(tmp_path):
    async with client_of(Endpoint(socket=tmp_path / "nobody.sock")) as client:
        with pytest.raises(MessageNotTaken) as caught:
            await client.send_message("s", "convert", skill=SKILL)
    assert isinstance(caught.value.reason, Unreached)


async def test_dropped_stream_leaves_the_outcome_unknown(cloud, client):
    cloud.stream = [b'data: {"type":"text","content":"Working"}\n\n', 0.05, DROP]
    with pytest.raises(OutcomeUnknown) as caught:
        await client.send_message("s", "convert", skill=SKILL)
    assert caught.value.turn == Turn(text="Working", closed=False)
    assert not isinstance(caught.value, TransientError)


UNCLEAR = [
    HTMLResponse("<html>bad gateway</html>", status_code=502),
    Response(status_code=500),
    HTMLResponse("<html>welcome to our wifi</html>"),
    JSONResponse({"code": 0, "data": {}}),
    JSONResponse({"code": 500, "message": "internal error"}),
    JSONResponse({"code": 3333, "message": "busy"}, status_code=500),
    StreamingResponse(iter([b"data: " + b"x" * 2_000_000]), media_type="text/event-stream"),
]


@pytest.mark.parametrize(
    "response", UNCLEAR, ids=["502", "500", "html", "json", "code-500", "code-in-500", "endless-line"]
)
async def test_unclear_answer_to_a_message_leaves_the_outcome_unknown(cloud, client, response):
    cloud.faults["message"].append(response)
    with pytest.raises(OutcomeUnknown):
        await client.send_message("s", "convert", skill=SKILL)
    assert len(cloud.calls("message")) == 1


async def test_heartbeats_alone_are_given_up(cloud):
    cloud.stream = [b'data: {"type":"heartbeat"}\n\n', 0.05] * 100
    limits = Limits(silence_seconds=0.3, total_seconds=10)
    async with serving(cloud) as endpoint, client_of(endpoint, limits=limits) as client:
        with pytest.raises(OutcomeUnknown):
            await client.send_message("s", "convert", skill=SKILL)


async def test_slow_turn_goes_on_as_long_as_something_happens(cloud):
    cloud.stream = [b'data: {"type":"tool_call","name":"cut"}\n\n', 0.2] * 9
    limits = Limits(silence_seconds=1.5, total_seconds=60)
    async with serving(cloud) as endpoint, client_of(endpoint, limits=limits) as client:
        assert len((await client.send_message("s", "convert", skill=SKILL)).tools) == 9


async def test_endless_turn_is_given_up(cloud):
    cloud.stream = [b'data: {"type":"tool_call","name":"cut"}\n\n', 0.05] * 100
    limits = Limits(silence_seconds=5, total_seconds=0.3)
    async with serving(cloud) as endpoint, client_of(endpoint, limits=limits) as client:
        with pytest.raises(OutcomeUnknown) as caught:
            await client.send_message("s", "convert", skill=SKILL)
    assert caught.value.turn.tools


async def test_draft_goes_back_byte_for_byte(cloud, client):
    cloud.state = {"video_infos": [{"filename": "a.mp4"}], "canvas_config": {"w": 1}, "generated_media": [1]}
    state = await client.read_state("s", skill=SKILL)
    assert bytes(state.draft_json) == DRAFT.encode()
    assert state.draft == msgspec.json.decode(DRAFT)
    assert (state.video_infos, state.canvas_config) == (({"filename": "a.mp4"},), {"w": 1})
    assert (state.generated_media, state.lane, state.unknown) == ([1], "", ())
    await client.render("s", "render_1", state.draft_json, {"format": "mp4", "quality": "high"}, skill=SKILL)
    body = cloud.calls("render")[0].state.body
    assert b'"draft":' + DRAFT.encode() + b"," in body
    assert msgspec.json.decode(body)["sessionId"] == "s"


async def test_studio_names_its_lane_and_what_it_did_not_understand(cloud, private):
    cloud.draft, cloud.state = "null", {"lane": "copy", "unknown": ["sparkle"]}
    state = await private.read_state("s", skill=SKILL)
    assert (state.draft, state.lane, state.unknown) == (None, "copy", ("sparkle",))


async def test_repeated_render_id_is_taken_up_as_the_first_one(cloud, client):
    cloud.render = {"status": "processing", "progress": 42}
    for _ in range(2):
        status = await client.render("s", "render_1", msgspec.Raw(b"{}"), {}, skill=SKILL)
    assert (status.status, status.progress) == ("processing", 42)
    assert cloud.render_ids == ["render_1"]


@pytest.mark.parametrize(
    ("nested", "render", "expected"),
    [
        (
            False,
            {"status": "completed", "output": {"url": "https://x/1.mp4"}},
            ("completed", 100, "https://x/1.mp4"),
        ),
        (
            True,
            {"status": "completed", "outputUrl": "https://x/1.mp4"},
            ("completed", 100, "https://x/1.mp4"),
        ),
        (True, {"status": "processing", "progress": 41.7}, ("processing", 41, None)),
        (False, {"status": "processing", "progress": 250}, ("processing", 100, None)),
        (False, {"status": "pending", "progress": None}, ("pending", 0, None)),
        (False, {"status": "cancelled"}, ("cancelled", 0, None)),
    ],
)
async def test_poll_reads_both_shapes(cloud, client, nested, render, expected):
    cloud.nested, cloud.render, cloud.render_ids = nested, render, ["r"]
    status = await client.poll("r", skill=SKILL)
    assert (status.status, status.progress, status.url) == expected


async def test_studio_tells_the_length_of_its_result(cloud, private):
    cloud.render_ids, cloud.render = ["r"], {"status": "completed", "output": {"url": "u", "duration": 2.5}}
    assert (await private.poll("r", skill=SKILL)).seconds == 2.5


@pytest.mark.parametrize(
    "render",
    [
        {"status": "failed", "code": 4001, "message": "The file is incomplete."},
        {"status": "failed", "error": {"code": 4001, "message": "The file is incomplete."}},
    ],
)
async def test_failed_render_says_why_and_is_no_failed_call(cloud, client, render):
    cloud.render, cloud.render_ids = render, ["r"]
    status = await client.poll("r", skill=SKILL)
    assert (status.status, status.code, status.message) == ("failed", 4001, "The file is incomplete.")
    assert status.is_over


def test_failed_render_is_worth_another_try_unless_the_file_is_at_fault():
    error = failed_render(5000, "ffmpeg was killed.")
    assert isinstance(error, RenderRefused)
    assert error.retryable
    assert not failed_render(4001, "No picture.").retryable
    assert isinstance(failed_render(507, "The disk is full."), HeldError)


async def test_poll_asks_to_wait_for_a_change(cloud, client):
    cloud.render_ids = ["r"]
    await client.poll("r", skill=SKILL, wait_seconds=20)
    await client.poll("r", skill=SKILL)
    first, second = cloud.calls("poll")
    assert first.headers["prefer"] == "wait=20"
    assert "prefer" not in second.headers


@pytest.mark.parametrize("answer", [None, {"code": 1002, "message": "unknown"}])
async def test_unknown_render_is_told_apart(cloud, client, answer):
    if answer:
        cloud.faults["poll"].append(JSONResponse(answer))
    with pytest.raises(RenderUnknown):
        await client.poll("r", skill=SKILL)
    with pytest.raises(RenderUnknown):
        await client.cancel("other", skill=SKILL)


async def test_render_is_cancelled(cloud, client):
    cloud.render_ids = ["r"]
    await client.cancel("r", skill=SKILL)
    assert cloud.calls("cancel")[0].path_params["render_id"] == "r"


async def test_status_that_nobody_knows_is_asked_for_again(cloud, client):
    cloud.render, cloud.render_ids = {"status": "error", "message": "?"}, ["r"]
    with pytest.raises(TransientError):
        await client.poll("r", skill=SKILL)


async def test_odd_details_of_an_upload_do_not_undo_it(cloud, client):
    entry = {"filename": "a.mov", "fps": "30/1", "width": None, "duration": "12.5", "hash": 7}
    cloud.faults["upload"].append(JSONResponse({"code": 0, "data": {"files": [entry, None]}}))
    (file,) = await client.upload_urls("s", ["https://x/a.mov"], skill=SKILL)
    assert (file.filename, file.duration, file.fps, file.width, file.hash) == ("a.mov", 12.5, None, None, "")


async def test_session_without_a_user_is_a_session(cloud, client):
    cloud.faults["create"].append(JSONResponse({"code": 0, "data": {"session_id": "s", "user_id": None}}))
    assert (await client.create_session(skill=SKILL, language="en")).user_id == ""


async def test_credits_are_numbers(client):
    balance = await client.credits(skill=SKILL)
    assert (balance.available, balance.frozen, balance.total) == (90, 10.5, 100)


CODES = [
    (JSONResponse({"code": 2001}), HeldError, "credits"),
    (JSONResponse({"code": 4001}), UnsupportedFile, "mp4"),
    (JSONResponse({"code": 4002}), FinalError, "Compress"),
    (Response(status_code=413), FinalError, "large"),
    (Response(status_code=402), HeldError, "Register or upgrade"),
    (JSONResponse({"message": "scope render"}, status_code=403), HeldError, "scope render"),
    (JSONResponse({"code": 1002}), SessionLost, "session"),
    (Response(status_code=500), TransientError, "error"),
    (Response(status_code=503), EngineOffline, "out of order"),
    (JSONResponse({"code": 7, "message": "odd\x1b[31m"}), FinalError, "odd"),
    (HTMLResponse("<html>"), TransientError, "JSON"),
    (Response("[1]", media_type="application/json"), TransientError, "JSON"),
    (Response("[" * 200_000), TransientError, "JSON"),
    (Response(b'{"a":"\xff"}'), TransientError, "JSON"),
    (JSONResponse({"code": 0}), TransientError, "shape"),
    (JSONResponse({"code": 0, "data": {"state": 5}}), TransientError, "shape"),
    (RedirectResponse("http://127.0.0.1:1/"), TransientError, "redirect"),
    (Response(b"x" * 9_000_000), TransientError, "longer"),
    (
        Response(gzip.compress(bytes(200_000_000)), headers={"Content-Encoding": "gzip"}),
        TransientError,
        "longer",
    ),
    (Response(b"garbage", headers={"Content-Encoding": "gzip"}), TransientError, "garbled"),
    (Response(b"garbage", headers={"Content-Encoding": "br"}), TransientError, "compressed"),
]


@pytest.mark.parametrize(("response", "kind", "words"), CODES)
async def test_answer_becomes_its_error(cloud, client, response, kind, words):
    cloud.faults["state"].append(response)
    with pytest.raises(JobError) as caught:
        await client.read_state("s", skill=SKILL)
    assert type(caught.value) is kind
    assert words in caught.value.sentence
    assert "\x1b" not in caught.value.sentence


async def test_compressed_answer_is_read(cloud, client):
    packed = gzip.compress(b'{"code":0,"data":{"state":{"draft":{"t":[]}}}}')
    cloud.faults["state"].append(Response(packed, headers={"Content-Encoding": "gzip"}))
    assert (await client.read_state("s", skill=SKILL)).draft == {"t": []}


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("99999999", 3600), (None, 30), ("soon", 30)])
async def test_rate_limit_says_how_long_to_wait(cloud, client, header, seconds):
    headers = {} if header is None else {"Retry-After": header}
    cloud.faults["state"].append(Response(status_code=429, headers=headers))
    with pytest.raises(TransientError) as caught:
        await client.read_state("s", skill=SKILL)
    assert caught.value.wait_seconds == seconds


async def test_own_words_of_the_studio_reach_the_user(cloud, private):
    sentence = "The file is incomplete: it ends in the middle. Copy it again."
    cloud.faults["upload"].append(JSONResponse({"code": 4001, "message": sentence}))
    with pytest.raises(FinalError) as caught:
        await private.upload_urls("s", ["file:///a.mov"], skill=SKILL)
    assert caught.value.sentence == sentence


async def test_engine_that_is_not_there_is_offline(tmp_path):
    for endpoint in (Endpoint(socket=tmp_path / "none"), Endpoint(base_url="http://127.0.0.1:9")):
        async with client_of(endpoint) as client:
            with pytest.raises(EngineOffline):
                await client.create_session(skill=SKILL, language="en")


async def test_wrong_address_is_held_for_its_owner(cloud, client):
    cloud.faults["create"].append(HTMLResponse("not here", status_code=404))
    with pytest.raises(HeldError, match="address"):
        await client.create_session(skill=SKILL, language="en")


async def test_token_is_shown_nowhere(cloud, client, caplog):
    caplog.set_level(logging.DEBUG)
    cloud.faults["state"].append(Response(status_code=401))
    with pytest.raises(HeldError) as caught:
        await client.read_state("s", skill=SKILL)
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    texts = [repr(client), repr(FixedToken(TOKEN)), caplog.text, *map(str, chain), *map(repr, chain)]
    assert all(TOKEN not in text for text in texts)
    assert not any(record.name.startswith("http") for record in caplog.records)


async def test_result_of_the_studio_stays_where_it_is(private, tmp_path):
    result = tmp_path / "Été 100%.mp4"
    result.write_bytes(b"video")
    assert await private.fetch(result.as_uri(), tmp_path / "unused.mp4") == result


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "javascript:1", "http://[", "", "\x00"])
async def test_result_elsewhere_is_refused(client, tmp_path, url):
    with pytest.raises(FinalError):
        await client.fetch(url, tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["file://fileserver/share/x.mp4", "file://[/x.mp4", "file:x.mp4"])
async def test_result_of_another_host_is_no_local_file(private, tmp_path, url):
    with pytest.raises(FinalError):
        await private.fetch(url, tmp_path / "out.mp4")


async def test_file_is_fetched_without_the_token(client, tmp_path):
    content = VIDEO + os.urandom(3_000_000 - len(VIDEO))
    elsewhere = Cloud()
    elsewhere.faults["file"].append(Response(content, media_type="video/mp4"))
    seen = []
    async with serving(elsewhere) as endpoint:
        path = await client.fetch(
            f"{endpoint.base_url}/file/a.mp4",
            tmp_path / "a.mp4",
            progress=lambda done, total: seen.append((done, total)),
        )
    assert path.read_bytes() == content
    assert seen[-1] == (3_000_000, 3_000_000)
    headers = elsewhere.calls("file")[0].headers
    assert "authorization" not in headers
    assert "x-skill-source" not in headers


async def test_file_that_the_api_itself_serves_is_fetched_with_the_token(cloud, client, tmp_path):
    await client.fetch(f"{client.endpoint.base_url}/file/a.mp4", tmp_path / "a.mp4", skill=SKILL)
    assert cloud.calls("file")[0].headers["authorization"] == f"Bearer {TOKEN}"


class DirectCloud(Cloud):
    """A cloud that also gives the file of a render directly."""

    def application(self):
        application = super().application()
        direct = Route("/api/render/proxy/{render_id}/download", self._faulty("direct", self._file))
        application.router.routes.append(direct)
        return application


@pytest.fixture
async def direct():
    cloud = DirectCloud()
    async with serving(cloud) as endpoint, client_of(endpoint) as client:
        yield cloud, client


@pytest.fixture
async def elsewhere():
    async with FileHost().serving() as host:
        yield host


@pytest.mark.parametrize(
    "answer",
    [raw(404), raw(403), raw(410), raw(200, b"<html>expired"), raw(200), raw(302, Location="http://10.0.0.1/")],
)
async def test_file_that_lies_nowhere_else_comes_from_the_api_itself(direct, elsewhere, tmp_path, answer):
    cloud, client = direct
    elsewhere.answer = lambda _request: answer
    path = await client.fetch(elsewhere.url, tmp_path / "a.mp4", skill=SKILL, render_id="render 1?")
    assert path.read_bytes() == VIDEO
    (request,) = cloud.calls("direct")
    assert request.path_params["render_id"] == "render 1?"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["x-skill-source"] == SKILL
    assert len(elsewhere.seen) == 1
    assert not {"authorization", "x-skill-source"} & set(elsewhere.seen[0])
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/a.mp4", "file:///etc/passwd", "https://me:secret@example.com/a.mp4", "", "http://["]
)
async def test_file_at_an_address_that_is_refused_comes_from_the_api_itself(direct, tmp_path, url):
    _, client = direct
    path = await client.fetch(url, tmp_path / "a.mp4", skill=SKILL, render_id="r")
    assert path.read_bytes() == VIDEO


async def test_trouble_of_the_network_does_not_ask_the_api_but_goes_on_later(direct, elsewhere, tmp_path):
    cloud, client = direct
    content = VIDEO + os.urandom(600_000)
    elsewhere.answers.extend([file(content, cut=300_000), lambda _request: raw(503)])
    elsewhere.answer = file(content)
    for _ in range(2):
        with pytest.raises(TransientError):
            await client.fetch(elsewhere.url, tmp_path / "a.mp4", skill=SKILL, render_id="r")
    path = await client.fetch(elsewhere.url, tmp_path / "a.mp4", skill=SKILL, render_id="r")
    assert path.read_bytes() == content
    assert "range" in elsewhere.seen[2]
    assert cloud.calls("direct") == []


async def test_token_does_not_follow_where_the_api_sends(direct, elsewhere, tmp_path):
    cloud, client = direct
    elsewhere.answer = file(VIDEO)
    cloud.faults["direct"].append(RedirectResponse(elsewhere.url))
    path = await client.fetch("https://10.0.0.1/a.mp4", tmp_path / "a.mp4", skill=SKILL, render_id="r")
    assert path.read_bytes() == VIDEO
    assert set(elsewhere.seen[0]) == {"target", "host", "accept", "accept-encoding"}


FRUITLESS = [
    Response(status_code=404),
    JSONResponse({"code": 1002, "message": "not found"}),
    HTMLResponse("<html>gone"),
    RedirectResponse("http://10.0.0.1/"),
    RedirectResponse("http://["),
]


@pytest.mark.parametrize("answer", FRUITLESS, ids=["404", "code", "page", "private", "no-url"])
async def test_first_error_is_told_where_the_api_has_no_file_either(direct, tmp_path, answer):
    cloud, client = direct
    cloud.faults["direct"].append(answer)
    with pytest.raises(AddressRefused, match=r"10\.9\.9\.9"):
        await client.fetch("https://10.9.9.9/a.mp4", tmp_path / "a.mp4", skill=SKILL, render_id="r")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Response(status_code=503), EngineOffline),
        (Response(status_code=429), TransientError),
        (Response(status_code=402), HeldError),
        (JSONResponse({"code": 1001}), HeldError),
    ],
)
async def test_api_that_may_give_the_file_later_is_waited_for(direct, tmp_path, answer, kind):
    cloud, client = direct
    cloud.faults["direct"].append(answer)
    with pytest.raises(kind):
        await client.fetch("https://10.9.9.9/a.mp4", tmp_path / "a.mp4", skill=SKILL, render_id="r")


async def test_file_without_a_render_is_not_asked_for_directly(direct, elsewhere, tmp_path):
    cloud, client = direct
    for answer, kind in ((raw(404), NotThere), (raw(200, b"{}"), WrongContent)):
        elsewhere.answer = lambda _request, answer=answer: answer
        with pytest.raises(kind):
            await client.fetch(elsewhere.url, tmp_path / "a.mp4", skill=SKILL)
    assert cloud.calls("direct") == []


async def test_file_is_fetched_with_a_new_token_where_the_old_one_has_run_out(tmp_path):
    cloud, identity, kept = DirectCloud(), Identity(), tmp_path / "kept"
    async with serving(cloud) as endpoint:
        tokens = AnonymousToken(
            endpoint, identity=identity, token_file=kept / "token.json", client_id_file=kept / "client_id"
        )
        await tokens.token()
        cloud.valid = "nmv_usr_newer"
        client = NemoClient(endpoint, tokens=tokens, identity=identity)
        path = await client.fetch("https://10.0.0.1/a.mp4", tmp_path / "a.mp4", skill=SKILL, render_id="r")
        await client.aclose()
    assert path.read_bytes() == VIDEO
    sent = [request.headers["authorization"] for request in cloud.calls("direct")]
    assert sent == ["Bearer nmv_usr_1", "Bearer nmv_usr_2"]


async def test_api_elsewhere_sends_to_no_file_on_this_machine(elsewhere, tmp_path):
    elsewhere.answer = file(VIDEO)
    async with client_of(Endpoint(base_url="https://nemo.example.com")) as client:
        for url in (elsewhere.url, elsewhere.url.replace("http:", "https:")):
            with pytest.raises(AddressRefused):
                await client.fetch(url, tmp_path / "a.mp4")
    assert elsewhere.seen == []


def cut_off():
    async def chunks():
        yield b"ftyp" * 1000
        await asyncio.sleep(0.05)
        raise ConnectionAbortedError

    return StreamingResponse(chunks(), media_type="video/mp4", headers={"Content-Length": "9000"})


def compressed_video():
    headers = {"Content-Encoding": "gzip", "Content-Type": "video/mp4"}
    return Response(gzip.compress(b"ftyp"), headers=headers)


NO_FILES = [
    HTMLResponse("<html>gone</html>"),
    Response(b"  <!doctype html>", media_type="video/mp4"),
    JSONResponse({"code": 1}),
    Response(b"", media_type="video/mp4"),
    Response(status_code=404),
    Response(status_code=403),
    Response(status_code=500),
    RedirectResponse("http://127.0.0.1:1/"),
    compressed_video(),
    cut_off(),
]


@pytest.mark.parametrize(
    "response",
    NO_FILES,
    ids=["html", "page-as-video", "json", "empty", "404", "403", "500", "redirect", "compressed", "cut-off"],
)
async def test_what_is_no_finished_file_leaves_nothing(cloud, client, tmp_path, response):
    cloud.faults["file"].append(response)
    with pytest.raises(TransientError):
        await client.fetch(f"{client.endpoint.base_url}/file/a.mp4", tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


async def test_fetch_never_overwrites(client, tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"mine")
    with pytest.raises(HeldError):
        await client.fetch(f"{client.endpoint.base_url}/file/a.mp4", tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == b"mine"


def test_full_disk_pauses_the_job_and_is_looked_at_again():
    error = refusal(507)
    assert isinstance(error, HeldError)
    assert error.recheck_seconds == 60


WEB = "https://web.example.com"
ANONYMOUS = AccountPage(web=WEB, bind_id="anon_1&x", is_anonymous=True)
REGISTERED = AccountPage(web=WEB, bind_id="u-1")

HELD = [
    (2001, None, "credits", "Top up the credits in your account;"),
    (2001, REGISTERED, "credits", f"Top up the credits in your account at {WEB};"),
    (2001, ANONYMOUS, "credits", f"Register at {WEB}/register?bind=anon_1%26x "),
    (2001, AccountPage(web=WEB, is_anonymous=True), "credits", f"Register at {WEB}/register to"),
    (402, None, "plan", "Register or upgrade the plan, then"),
    (402, REGISTERED, "plan", f"Register or upgrade the plan at {WEB}, then"),
    (402, ANONYMOUS, "plan", f"Register or upgrade the plan at {WEB}/register?bind=anon_1%26x, then"),
    (1001, None, "token", "NEMO_TOKEN"),
    (1010, REGISTERED, "token", "NEMO_TOKEN"),
    (401, ANONYMOUS, "token", f"Register at {WEB}/register"),
    (403, None, "token", "the scopes read, write, upload and render"),
    (507, ANONYMOUS, "", ""),
]


@pytest.mark.parametrize(("code", "account", "cause", "hint"), HELD)
def test_held_job_says_what_it_waits_for_and_where_to_get_it(code, account, cause, hint):
    error = refusal(code, account=account)
    assert isinstance(error, HeldError)
    assert error.cause == cause
    assert hint in error.hint
    assert not {"{", "}"} & set(error.sentence)


def test_credits_are_looked_for_again_by_themselves():
    assert refusal(2001).recheck_seconds == 3600
    assert refusal(402).recheck_seconds is None


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("token lacks scope: upload", "Use a token that has the scope upload."),
        ("RENDER and write are required", "Use a token that has the scope render and write."),
        ("forbidden", "Use a token with the scopes read, write, upload and render."),
    ],
)
def test_scope_that_is_missing_is_named(said, hint):
    error = refusal(403, message=said)
    assert error.hint == hint
    assert f'"{said}"' in error.message


async def test_client_of_an_account_says_where_to_top_up(cloud):
    async with serving(cloud) as endpoint:
        client = NemoClient(endpoint, tokens=FixedToken(TOKEN), identity=Identity(), web=f"{WEB}/")
        cloud.faults["credits"].append(JSONResponse({"code": 2001}))
        try:
            with pytest.raises(HeldError) as caught:
                await client.credits(skill=SKILL)
        finally:
            await client.aclose()
    assert f"in your account at {WEB};" in caught.value.hint
    assert client.account_page("u-7") == AccountPage(web=WEB, bind_id="u-7")


def test_client_without_a_web_knows_no_page(client):
    assert client.account_page() is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("2001", HeldError),
        ("402", HeldError),
        ("403", HeldError),
        ("1001", HeldError),
        ("1002", SessionLost),
        ("4001", UnsupportedFile),
        ("4002", FinalError),
        ("413", FinalError),
    ],
)
def test_known_refusal_inside_a_turn_is_certain(code, kind):
    error = turn_error(code, "no\x1b[31m", account=ANONYMOUS)
    assert type(error) is kind
    assert "\x1b" not in error.sentence


@pytest.mark.parametrize(
    "code", ["", "0", "-1", "429", "400", "404", "409", "500", "503", "507", "5000", "7", "٢٠٠١", "2001.0", "9" * 5000]
)
def test_any_other_error_inside_a_turn_leaves_the_outcome_unknown(code):
    assert turn_error(code, "I encountered a temporary issue") is None


async def test_session_can_be_taken_over_on_the_web(cloud):
    async with serving(cloud) as endpoint:
        client = NemoClient(endpoint, tokens=FixedToken(TOKEN), identity=Identity(), web=WEB)
        try:
            link = await client.claim_link("t-1", "s/1", skill=SKILL)
            cloud.faults["claim"].append(JSONResponse({"code": 0, "data": {"claim_token": None}}))
            with pytest.raises(TransientError):
                await client.claim_link("t-1", "s/1", skill=SKILL)
            cloud.faults["claim"].append(JSONResponse({"code": 1002}))
            with pytest.raises(SessionLost):
                await client.claim_link("t-1", "gone", skill=SKILL)
        finally:
            await client.aclose()
    assert link == f"{WEB}/workspace/claim?ct=clm_1%26%2F"
    assert TOKEN not in link
    assert cloud.calls("claim")[0].state.json == {"task_id": "t-1", "session_id": "s/1"}


async def test_session_of_the_studio_has_no_page(private):
    with pytest.raises(FinalError, match="no page on the web"):
        await private.claim_link("t", "s", skill=SKILL)


def test_platform_of_a_linked_or_virtual_installation_is_that_of_its_folder(tmp_path):
    home = tmp_path / "home"
    package = home / ".clawhub" / "skill" / ".venv" / "lib" / "python3.11" / "site-packages" / "nemo_watch"
    package.mkdir(parents=True)
    (home / ".cursor" / "skills").mkdir(parents=True)
    link = home / ".cursor" / "skills" / "converter"
    elsewhere = tmp_path / "src" / "nemo_watch"
    elsewhere.mkdir(parents=True)
    link.symlink_to(elsewhere)
    linked_home = tmp_path / "user"
    linked_home.symlink_to(home)
    assert detect_platform(None, package=package, home=home) == "clawhub"
    assert detect_platform(None, package=link, home=home) == "cursor"
    assert detect_platform(None, package=package.resolve(), home=linked_home) == "clawhub"
    assert detect_platform(None, package=elsewhere, home=home) == "unknown"
    assert detect_platform(None, package=home / ".cursor" / "extensions", home=home) == "unknown"
    assert detect_platform(None, package=home / ".clawhub2", home=home) == "unknown"


@pytest.mark.parametrize(
    ("skill_source", "package", "platform"),
    [
        (None, "/home/u/.clawhub/x/nemo_watch", "clawhub"),
        (None, "/home/u/.cursor/skills/x", "cursor"),
        (None, "/usr/lib/python3/nemo_watch", "unknown"),
        ("mine", "/home/u/.clawhub/x", "mine"),
    ],
)
def test_platform_follows_from_the_place(skill_source, package, platform):
    assert detect_platform(skill_source, package=Path(package), home=Path("/home/u")) == platform


def digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
