"""The client against the Agent Development Kit's own server, whose events those of NemoVideo are.

The server runs as a process of its own, by the interpreter that NEMO_WATCH_ADK names, else by ours: google-adk
cannot live beside our watchdog, so `make test` gives it an environment of its own. The agent has no model and
needs no network.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from nemo_watch.errors import SessionLost
from nemo_watch.nemo.account import FixedToken
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.conversation import Limits, MessageNotTaken, OutcomeUnknown
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.turn import Turn, TurnEvent
from nemo_watch.nemo.wire import Endpoint, Unreached

SERVER = Path(__file__).parent / "adk_agents" / "server.py"
SESSIONS = "/apps/nemo_agent/users/me/sessions"
SKILL = "audio-video-to"
START_SECONDS = 60.0


def interpreter() -> str | None:
    """Return an interpreter that has google-adk, without importing that."""
    is_ours = importlib.util.find_spec("google") and importlib.util.find_spec("google.adk")
    return os.environ.get("NEMO_WATCH_ADK") or (sys.executable if is_ours else None)


ADK = interpreter()
pytestmark = pytest.mark.skipif(
    ADK is None, reason="google-adk is not here: make test installs it, or NEMO_WATCH_ADK names a Python that has it"
)


class Server:
    """A server that runs: its process and its address."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process = process
        self.endpoint = Endpoint(base_url=address)

    def new_session(self) -> str:
        """Begin a session by the server's own API and return its id."""
        reply = httpx.post(f"{self.endpoint.base_url}{SESSIONS}", json={}, timeout=START_SECONDS, trust_env=False)
        return str(reply.raise_for_status().json()["id"])

    def state_of(self, session_id: str) -> dict[str, object]:
        """Return what a session holds, by the server's own API."""
        reply = httpx.get(f"{self.endpoint.base_url}{SESSIONS}/{session_id}", trust_env=False)
        return dict(reply.raise_for_status().json()["state"])

    def end(self) -> None:
        """End the process at once, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Run a server that has nothing of this user: no home, no keys, no settings."""
    log = folder / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        descriptor = listener.fileno()
        process = subprocess.Popen(
            [str(ADK), "-B", str(SERVER), str(descriptor)],
            pass_fds=[descriptor],
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder)},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        server = Server(process, f"http://127.0.0.1:{listener.getsockname()[1]}")
    try:
        wait_until_serving(server, log)
        yield server
    finally:
        server.end()


def wait_until_serving(server: Server, log: Path) -> None:
    """Ask once: the listening socket keeps the connection until the server takes it, and breaks it if that dies."""
    try:
        server.new_session()
    except httpx.HTTPError as error:
        pytest.fail(f"The server does not serve: {error}\n{log.read_text('utf-8')}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("adk")) as running_server:
        yield running_server


@contextlib.asynccontextmanager
async def client_of(endpoint: Endpoint) -> AsyncIterator[NemoClient]:
    limits = Limits(silence_seconds=30, total_seconds=60)
    client = NemoClient(endpoint, tokens=FixedToken("nmv_usr_secret"), identity=Identity(), limits=limits)
    try:
        yield client
    finally:
        await client.aclose()


@pytest.fixture
async def client(server: Server) -> AsyncIterator[NemoClient]:
    async with client_of(server.endpoint) as made:
        yield made


async def turn_of(client: NemoClient, server: Server, scene: str) -> Turn:
    """Play a scene in a session of its own."""
    return await client.send_message(server.new_session(), scene, skill=SKILL)


TURNS = {
    "typing": Turn(text="The first five seconds go.\nThat is all."),
    "stopped": Turn(text="The first", closed=False),
    "tools": Turn(text="A cut, then a title.\nIt is done.", tools=("trim", "add_title", "trim")),
    "both": Turn(text="Both at once.\nBoth are there.", tools=("add_music", "add_title")),
}


@pytest.mark.parametrize("scene", TURNS)
async def test_texts_are_counted_once_and_tools_in_order(client: NemoClient, server: Server, scene: str) -> None:
    assert await turn_of(client, server, scene) == TURNS[scene]


SILENT = {"silent": ("trim",), "nothing": (), "state": ()}


@pytest.mark.parametrize("scene", SILENT)
async def test_silent_turn_is_one_that_closed_without_a_text(client: NemoClient, server: Server, scene: str) -> None:
    turn = await turn_of(client, server, scene)
    assert turn == Turn(text="", tools=SILENT[scene], closed=True)


async def test_work_without_a_word_is_told_while_it_goes_on_and_stays_in_the_session(
    client: NemoClient, server: Server
) -> None:
    session, told = server.new_session(), list[TurnEvent]()
    await client.send_message(session, "silent", skill=SKILL, on_event=told.append)
    await client.send_message(session, "state", skill=SKILL, on_event=told.append)
    assert [event.kind for event in told] == ["tool_call", "tool_result", "other"]
    assert server.state_of(session) == {"draft": {"t": [{"tt": 0, "sg": [{"d": 5000}]}]}}


async def test_text_that_looks_like_an_event_stays_one_text(client: NemoClient, server: Server) -> None:
    turn = await turn_of(client, server, "characters")
    assert turn.text == 'a\u2028b\x85c 完成 \U0001f3ac\r\n\r\ndata: {"text":"no event"}\n\nend'
    assert turn.invalid == 0


async def test_large_event_is_read(client: NemoClient, server: Server) -> None:
    turn = await turn_of(client, server, "large")
    assert turn.text.startswith("word word")
    assert turn.closed


async def test_error_of_the_agent_is_reported_beside_what_was_said(client: NemoClient, server: Server) -> None:
    turn = await turn_of(client, server, "refuses")
    assert turn == Turn(text="One moment.", error="the quota is spent", error_code="RESOURCE_EXHAUSTED")


BROKEN = {
    "breaks": ("One moment.", (), 'the word is "quota"\nand that was all'),
    "breaks-while-typing": ("One mo", (), "the model went away"),
    "breaks-after-work": ("", ("trim",), "no such track"),
    "breaks-at-once": ("", (), "nothing goes today"),
}


@pytest.mark.parametrize("scene", BROKEN)
async def test_agent_that_breaks_is_no_success(client: NemoClient, server: Server, scene: str) -> None:
    turn = await turn_of(client, server, scene)
    text, tools, error = BROKEN[scene]
    assert (turn.text, turn.tools) == (text, tools)
    assert turn.error.endswith(error)


async def test_server_that_dies_in_a_turn_leaves_the_outcome_unknown(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with client_of(server.endpoint) as client:
            with pytest.raises(OutcomeUnknown) as caught:
                await client.send_message(server.new_session(), "waits", skill=SKILL, on_event=lambda _: server.end())
            with pytest.raises(MessageNotTaken) as refused:
                await client.send_message("any", "silent", skill=SKILL)
    assert caught.value.turn == Turn(text="One moment.", closed=False)
    assert isinstance(refused.value.reason, Unreached)


@pytest.mark.parametrize("session", ["never-begun", "../../x", ""])
async def test_message_to_an_unknown_session_is_not_taken(client: NemoClient, session: str) -> None:
    with pytest.raises(MessageNotTaken) as caught:
        await client.send_message(session, "silent", skill=SKILL)
    assert isinstance(caught.value.reason, SessionLost)


async def test_second_message_goes_on_in_the_same_session(client: NemoClient, server: Server) -> None:
    session = server.new_session()
    await client.send_message(session, "cut it", skill=SKILL)
    turn = await client.send_message(session, "add a title", skill=SKILL)
    assert turn == Turn(text="cut it | add a title")


async def test_session_goes_on_after_an_agent_that_broke(client: NemoClient, server: Server) -> None:
    session = server.new_session()
    await client.send_message(session, "breaks", skill=SKILL)
    assert (await client.send_message(session, "again", skill=SKILL)).text == "breaks | again"
