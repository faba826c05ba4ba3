"""One job on its way, with a real store, real files and a real server that fails on request."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cloud import Cloud, data
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from nemo_watch.events import Events, JobChanged
from nemo_watch.jobs import Fingerprint, Job, Source, State
from nemo_watch.nemo.account import FixedToken
from nemo_watch.nemo.client import NemoClient
from nemo_watch.nemo.identity import Identity
from nemo_watch.nemo.wire import Endpoint
from nemo_watch.pipeline import Engine, Pipeline
from nemo_watch.recovery import recover
from nemo_watch.rules import Rule
from nemo_watch.serving import SocketServer
from nemo_watch.steering import Steering
from nemo_watch.store import Store

MOST_STEPS = 60
BUSY, BROKEN = JSONResponse({"code": 5000}, status_code=500), Response("no", status_code=503)


class PowerCut(BaseException):
    """The process ends here, as far as a test can tell."""


class Studio(Cloud):
    """A render service whose renders are finished at once: a copy of a real file, in the folder asked for."""

    def __init__(self, clip: Path) -> None:
        super().__init__()
        self.draft = '{"t":[{"tt":0,"sg":[{"d":2000}]},{"tt":1,"sg":[{"d":2000}]}],"d":2000}'
        self.state = {"lane": "copy"}
        self.messages: list[str] = []
        self._clip = clip
        self._sessions: set[str] = set()
        self._renders: dict[str, dict[str, Any]] = {}

    def forget(self) -> None:
        """Know nothing any more, as after a restart."""
        self._sessions.clear()
        self._renders.clear()

    async def _create(self, _request: Request) -> Response:
        session_id = f"s{len(self.calls('create'))}"
        self._sessions.add(session_id)
        return data({"session_id": session_id, "task_id": "t"})

    async def _upload(self, request: Request) -> Response:
        return await super()._upload(request) if self._knows(request.path_params["session_id"]) else LOST

    async def _message(self, request: Request) -> Response:
        body = await request.json()
        if not self._knows(body["session_id"]):
            return LOST
        self.messages.append(body["new_message"]["id"])
        request.state.text = body["new_message"]["parts"][0]["text"]
        return await super()._message(request)

    async def _state(self, request: Request) -> Response:
        return await super()._state(request) if self._knows(request.path_params["session_id"]) else LOST

    async def _start(self, request: Request) -> Response:
        request.state.body = await request.body()
        body = json.loads(request.state.body)
        if not self._knows(body["sessionId"]):
            return LOST
        if body["id"] in self._renders:
            return JSONResponse({"code": 409, "message": "duplicate id"}, status_code=409)
        target = Path(body["output"]["folder"]) / f"{body['id']}.mp4"
        shutil.copyfile(self._clip, target)
        made = {"status": "completed", "output": {"url": target.as_uri(), "duration": 2.0}, "message": "Copied."}
        self._renders[body["id"]] = made
        return JSONResponse({"success": True, "data": {"id": body["id"], "status": "pending"}})

    async def _poll(self, request: Request) -> Response:
        render = self._renders.get(request.path_params["render_id"])
        return JSONResponse(render) if render else JSONResponse({"detail": "not found"}, status_code=404)

    def _knows(self, session_id: str) -> bool:
        return session_id in self._sessions


LOST = JSONResponse({"code": 1002, "message": "The session is not known."})


def failed_render(code: int, message: str) -> Response:
    return JSONResponse({"status": "failed", "code": code, "message": message})


class FragileStore(Store):
    """A store that loses power around its n-th commit."""

    def __init__(self, path: Path, *, clock: Callable[[], float], before: int = 0, behind: int = 0) -> None:
        super().__init__(path, clock=clock)
        self.commits = 0
        self._before, self._behind = before, behind

    def save(self, job: Job) -> Job:
        with self._around():
            return super().save(job)

    def forget(self, rule: str, path: Path) -> None:
        with self._around():
            super().forget(rule, path)

    @contextlib.contextmanager
    def _around(self) -> Any:
        self.commits += 1
        if self.commits == self._before:
            raise PowerCut
        yield
        if self.commits == self._behind:
            raise PowerCut


class House:
    """Folders, a clock that is set by hand, and everything that moves one job on."""

    def __init__(self, folder: Path, studio: Studio, ffmpeg: Path) -> None:
        self.studio = studio
        self.inbox, self.outbox = folder / "in", folder / "out"
        self.events = Events()
        self.now = 1_000_000.0
        self.rule = Rule(
            name="a", inbox=self.inbox, outbox=self.outbox, instructions=("convert to MP4",), engine="local"
        )
        self._database = folder / "state" / "jobs.sqlite"
        self._ffmpeg = ffmpeg
        self._socket = folder / "s.sock"
        self._clients: list[NemoClient] = []
        self.store = self.opened()
        self.pipeline = self.built(self.store)

    def opened(self, **power: int) -> FragileStore:
        return FragileStore(self._database, clock=lambda: self.now, **power)

    def built(self, store: Store, **options: Any) -> Pipeline:
        client = NemoClient(Endpoint(socket=self._socket), tokens=FixedToken("x"), identity=Identity())
        self._clients.append(client)
        return Pipeline(
            store=store,
            engines={"local": Engine(name="local", client=client)},
            ffmpeg=self._ffmpeg,
            events=self.events,
            clock=lambda: self.now,
            random=Random(1),
            **options,
        )

    def drop(self, name: str = "clip.mov", content: bytes = b"a film", **changes: Any) -> Job:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        rule = replace(self.rule, **changes.pop("rule", {}))
        job = Job(
            id="abcdefgh",
            rule=rule,
            engine=changes.pop("engine", "local"),
            instructions=rule.instructions,
            sources=(Source(path=path, fingerprint=Fingerprint.of(path.lstat())),),
            created_at=self.now,
            updated_at=self.now,
            **changes,
        )
        stored = self.store.add(job)
        assert stored is not None
        return stored

    async def step_until(self, *states: State) -> Job:
        """Step, as the schedule would, until the job is in one of the states or waits."""
        for _ in range(MOST_STEPS):
            job = await self.pipeline.step("abcdefgh")
            if job.state in states or job.due_at is not None:
                return job
        raise AssertionError(f"the job is still {job.state} after {MOST_STEPS} steps: {job.message}")

    async def finished(self) -> Job:
        """Step until the job is over or held, with every pause already past."""
        for _ in range(MOST_STEPS):
            job = await self.pipeline.step("abcdefgh")
            if job.due_at is not None:
                self.now = job.due_at
                self.store.turns.ripen(self.now)
            elif job.is_over or job.state is State.HELD:
                return job
        raise AssertionError(f"the job is still {job.state} after {MOST_STEPS} steps: {job.message}")

    def lying(self, folder: Path) -> list[str]:
        """Return all files below a folder, and the folders that hold nothing."""
        found = (path for path in folder.rglob("*") if path.is_file() or not any(path.iterdir()))
        return sorted(str(path.relative_to(folder)) for path in found)

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()
        self.store.close()


@pytest.fixture(scope="module")
def clip(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a real result: two seconds of picture and sound."""
    import subprocess

    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    picture, sound = "testsrc2=size=160x120:rate=25", "sine=440:sample_rate=48000"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([ffmpeg, "-v", "error", "-nostdin", *inputs, "-t", "2", *codecs, path], check=True)
    return path


@pytest.fixture
async def house(tmp_path: Path, clip: Path, ffmpeg: Path) -> AsyncIterator[House]:
    studio = Studio(clip)
    server = SocketServer(studio.application(), tmp_path / "s.sock")
    await server.start()
    made = House(tmp_path, studio, ffmpeg)
    yield made
    await made.close()
    await server.stop()


async def test_a_file_becomes_a_result_and_its_source_is_put_away(house: House, clip: Path) -> None:
    house.drop("2024/clip.mov")
    job = await house.step_until(State.DONE)
    assert job.outputs == (house.outbox / "2024" / "clip.mp4",)
    assert job.outputs[0].read_bytes() == clip.read_bytes()
    assert (job.progress, job.message) == (100, "Copied.")
    assert house.lying(house.outbox) == ["2024/clip.mp4"]
    assert house.lying(house.inbox) in (["done/2024/clip.mov"], ["2024", "done/2024/clip.mov"])
    assert job.source.place == house.inbox / "done" / "2024" / "clip.mov"


async def test_states_follow_each_other_and_listeners_hear_of_each(house: House) -> None:
    heard: list[str] = []
    house.events.subscribe(lambda event: heard.append(event.state) if isinstance(event, JobChanged) else None)
    job = house.drop()
    await house.step_until(State.DONE)
    way = ["connected", "uploaded", "instructing", "instructed", "rendering", "rendered", "done"]
    assert heard == way
    assert [entry.state for entry in house.store.history(job)] == ["queued", *way]


async def test_several_instructions_are_said_one_after_the_other(house: House) -> None:
    house.drop(rule={"instructions": ("trim the first second", "export 720p")})
    await house.step_until(State.DONE)
    assert [request.state.text for request in house.studio.calls("message")] == ["trim the first second", "export 720p"]
    assert house.studio.messages == ["abcdefgh-0", "abcdefgh-1"]


@pytest.mark.parametrize("after", ["keep", "delete"])
async def test_the_rule_says_what_becomes_of_the_source(house: House, after: str) -> None:
    house.drop(rule={"after": after})
    await house.step_until(State.DONE)
    assert house.lying(house.inbox) == (["clip.mov"] if after == "keep" else [])


async def test_a_result_has_the_time_of_its_source_unless_metadata_is_stripped(house: House) -> None:
    job = house.drop()
    done = await house.step_until(State.DONE)
    assert done.outputs[0].stat().st_mtime_ns == job.source.fingerprint.mtime_ns


CALLS = ["create", "upload", "message", "state", "render", "poll"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("fault", [BUSY, BROKEN], ids=["500", "503"])
async def test_a_passing_fault_is_waited_for_and_the_job_goes_on(house: House, call: str, fault: Response) -> None:
    house.studio.faults[call].append(fault)
    house.drop()
    waiting = await house.step_until(State.DONE, State.FAILED)
    assert waiting.due_at is not None
    assert waiting.due_at > house.now
    assert waiting.message
    house.now = waiting.due_at
    house.store.turns.ripen(house.now)
    done = await house.step_until(State.DONE)
    assert (done.state, done.attempts, done.trying_since) == (State.DONE, 0, None)
    assert house.lying(house.outbox) == ["clip.mp4"]


@pytest.mark.parametrize("call", CALLS)
async def test_a_job_that_waited_its_time_is_not_put_off_again_when_all_is_well(house: House, call: str) -> None:
    """The schedule may give the next turn by its own timer, before the store has been asked what is due."""
    house.studio.faults[call].append(BUSY)
    house.drop()
    waiting = await house.step_until(State.DONE)
    assert waiting.due_at is not None
    house.now = waiting.due_at
    done = await house.step_until(State.DONE)
    assert (done.state, done.due_at) == (State.DONE, None)


async def test_pauses_double_up_to_ten_minutes(house: House) -> None:
    house.studio.faults["create"].extend([BUSY] * 12)
    house.drop()
    pauses = []
    for number in range(1, 13):
        job = await house.step_until(State.CONNECTED)
        assert job.due_at is not None
        assert job.attempts == number
        pauses.append(job.due_at - house.now)
        house.now = job.due_at
        house.store.turns.ripen(house.now)
    for number, pause in enumerate(pauses):
        expected = min(600.0, 2.0 * 2**number)
        assert 0.8 * expected <= pause <= 1.2 * expected
    assert (await house.step_until(State.CONNECTED)).state is State.CONNECTED


async def test_what_fails_for_a_day_fails_for_good(house: House) -> None:
    house.studio.faults["create"].extend([BUSY] * 2)
    house.drop()
    waiting = await house.step_until(State.CONNECTED)
    house.now += 86_500
    house.store.turns.ripen(house.now)
    assert waiting.state is State.QUEUED
    job = await house.step_until(State.FAILED)
    assert "It was tried for 24 h" in job.message
    assert house.lying(house.inbox) == ["failed/clip.mov", "failed/clip.mov.problem.txt"]


async def test_a_service_that_names_a_time_gets_at_least_that(house: House) -> None:
    house.studio.faults["create"].append(JSONResponse({}, status_code=429, headers={"Retry-After": "300"}))
    house.drop()
    job = await house.step_until(State.CONNECTED)
    assert job.due_at == house.now + 300


async def test_a_service_that_is_away_costs_no_attempt(house: House, tmp_path: Path) -> None:
    house.drop()
    (tmp_path / "s.sock").rename(tmp_path / "away.sock")
    job = await house.step_until(State.CONNECTED)
    assert job.due_at is not None
    assert (job.state, job.attempts) == (State.QUEUED, 0)
    assert "No connection" in job.message
    (tmp_path / "away.sock").rename(tmp_path / "s.sock")
    assert (await house.finished()).state is State.DONE


async def test_words_that_are_not_understood_hold_the_job(house: House) -> None:
    house.studio.state["unknown"] = ["make it sparkle"]
    house.drop()
    job = await house.step_until(State.HELD)
    assert (job.state, job.resume, job.due_at, job.slot) == (State.HELD, State.INSTRUCTING, None, "")
    assert "make it sparkle" in job.message
    assert f"nemo-watch retry {job.id}" in job.message
    assert house.lying(house.inbox) == ["clip.mov"]
    assert (await house.pipeline.step(job.id)) == job


async def test_an_instruction_that_leads_to_nothing_holds_the_job(house: House) -> None:
    house.studio.draft = '{"t":[]}'
    house.studio.stream = [b'data: {"type":"text","content":"What shall I do?"}\n\n']
    house.drop()
    job = await house.step_until(State.HELD)
    assert job.message.startswith("What shall I do?")


async def test_an_engine_that_is_not_there_holds_the_job(house: House) -> None:
    house.drop(engine="cloud")
    job = await house.step_until(State.HELD)
    assert 'The engine "cloud" is used by no rule' in job.message
    assert house.studio.seen == []


async def test_a_final_error_brings_the_source_to_failed_with_the_reason_beside_it(house: House) -> None:
    house.studio.faults["upload"].append(JSONResponse({"code": 4001, "message": "This is no media file."}))
    house.drop("May/clip.mov")
    job = await house.step_until(State.FAILED)
    assert job.message == "This is no media file."
    failed = house.inbox / "failed" / "May"
    assert job.source.place == failed / "clip.mov"
    text = (failed / "clip.mov.problem.txt").read_text()
    assert "clip.mov could not be converted." in text
    assert "This is no media file." in text
    assert f"nemo-watch retry {job.id}" in text
    assert str(house.inbox / "May") in text
    assert house.lying(house.outbox) == []
    assert not house.store.is_known("a", job.source.path, job.source.fingerprint)


async def test_a_name_of_255_bytes_gets_its_problem_text_too(house: House) -> None:
    house.studio.faults["upload"].append(JSONResponse({"code": 4001, "message": "No."}))
    name = "é" * 125 + ".webm"
    house.drop(name)
    await house.step_until(State.FAILED)
    assert sorted(house.lying(house.inbox / "failed")) == sorted([name, "é" * 121 + ".problem.txt"])


async def test_a_failed_file_can_be_left_where_it_is(house: House) -> None:
    house.pipeline = house.built(house.store, is_direct=True)
    house.studio.faults["upload"].append(JSONResponse({"code": 4001, "message": "No."}))
    house.drop()
    assert (await house.step_until(State.FAILED)).state is State.FAILED
    assert house.lying(house.inbox) == ["clip.mov"]


async def test_an_error_in_the_stream_fails_the_job(house: House) -> None:
    house.studio.stream = [b'data: {"errorCode":"4001","errorMessage":"The clip is too short for that."}\n\n']
    house.drop()
    job = await house.step_until(State.FAILED)
    assert job.message == "The clip is too short for that."


async def test_a_reply_that_was_lost_is_asked_for_again_under_the_same_id(house: House) -> None:
    house.studio.faults["message"].append(BUSY)
    house.drop()
    assert (await house.finished()).state is State.DONE
    assert house.studio.messages == ["abcdefgh-0"]


async def test_a_full_disk_holds_the_job_which_then_goes_on_by_itself(house: House) -> None:
    house.studio.faults["poll"].append(failed_render(507, "The disk of the outbox is full."))
    house.drop()
    held = await house.step_until(State.HELD)
    assert (held.state, held.resume) == (State.HELD, State.INSTRUCTED)
    assert held.message.startswith("The disk of the outbox is full.")
    assert held.due_at == house.now + 60
    assert held.slot == "copy"
    done = await house.finished()
    assert (done.state, done.message) == (State.DONE, "Copied.")
    assert done.render_id == "render_abcdefgh_2"
    assert house.lying(house.outbox) == ["clip.mp4"]


async def test_a_render_that_died_is_begun_again_under_a_new_id(house: House) -> None:
    house.studio.faults["poll"].append(failed_render(5000, "ffmpeg was ended by signal 11."))
    house.drop()
    job = await house.step_until(State.DONE)
    assert (job.state, job.renders, job.render_id) == (State.DONE, 2, "render_abcdefgh_2")


async def test_a_file_that_kills_three_renders_is_set_aside(house: House) -> None:
    house.studio.faults["poll"].extend([failed_render(5000, "ffmpeg was ended by signal 11.")] * 3)
    house.drop()
    job = await house.step_until(State.FAILED)
    assert (job.renders, len(house.studio.calls("render"))) == (3, 3)
    assert job.message == "ffmpeg was ended by signal 11."
    assert house.lying(house.outbox) == []


async def test_a_render_that_failed_because_of_the_file_is_not_repeated(house: House) -> None:
    house.studio.faults["poll"].append(failed_render(4001, "The file is damaged."))
    house.drop()
    job = await house.step_until(State.FAILED)
    assert (job.message, job.renders) == ("The file is damaged.", 1)


@pytest.mark.parametrize(
    "state", [State.CONNECTED, State.UPLOADED, State.INSTRUCTING, State.INSTRUCTED, State.RENDERING]
)
async def test_a_service_that_forgot_everything_is_told_everything_again(house: House, state: State) -> None:
    house.drop()
    await house.step_until(state)
    house.studio.forget()
    job = await house.step_until(State.DONE)
    assert job.state is State.DONE
    assert house.lying(house.outbox) == ["clip.mp4"]
    assert len(house.studio.calls("create")) == 2


async def test_a_job_that_is_retried_never_asks_for_a_render_that_has_failed(house: House) -> None:
    house.studio.faults["poll"].append(failed_render(4001, "The file is damaged."))
    house.drop()
    job = await house.step_until(State.FAILED)
    steering = Steering(
        store=house.store,
        rule_named=lambda _name: house.rule,
        cancel=house.pipeline.cancel,
        is_at_work=house.pipeline.is_at_work,
        wake=lambda: None,
    )
    steering.retry(job.id)
    done = await house.step_until(State.DONE)
    assert done.state is State.DONE
    bodies = [json.loads(request.state.body) for request in house.studio.calls("render")]
    assert [body["id"] for body in bodies] == ["render_abcdefgh_1", "render_abcdefgh_2"]
    assert house.lying(house.inbox) == ["done/clip.mov"]


async def test_what_a_killed_render_left_is_removed(house: House) -> None:
    job = house.drop()
    await house.step_until(State.RENDERING)
    house.studio.forget()
    left = house.outbox / ".nemo-watch" / job.id / "render_abcdefgh_1.mp4"
    left.write_bytes(b"half a film")
    recover(house.store, [house.rule])
    assert not left.exists()
    assert (await house.step_until(State.DONE)).renders == 1
    assert house.lying(house.outbox) == ["clip.mp4"]


async def test_a_render_that_was_cancelled_elsewhere_is_begun_anew(house: House) -> None:
    house.studio.faults["poll"].append(JSONResponse({"status": "cancelled"}))
    house.drop()
    assert (await house.step_until(State.DONE)).state is State.DONE
    assert house.lying(house.outbox) == ["clip.mp4"]


async def test_a_result_that_was_lost_is_made_again(house: House) -> None:
    house.drop()
    job = await house.step_until(State.RENDERED)
    shutil.rmtree(house.outbox / ".nemo-watch")
    job = await house.step_until(State.DONE)
    assert job.state is State.DONE
    assert house.lying(house.outbox) == ["clip.mp4"]


async def test_a_result_that_does_not_hold_what_was_asked_for_is_not_delivered(house: House) -> None:
    house.drop()
    job = await house.step_until(State.RENDERED)
    (result,) = (house.outbox / ".nemo-watch" / job.id).iterdir()
    result.write_bytes(result.read_bytes()[:-2000])
    job = await house.step_until(State.FAILED)
    assert job.state is State.FAILED
    assert house.lying(house.outbox) == []


async def test_a_result_outside_the_workspace_is_not_touched(house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_text("secret")
    house.studio.faults["poll"].append(JSONResponse({"status": "completed", "output": {"url": secret.as_uri()}}))
    house.drop()
    job = await house.step_until(State.FAILED)
    assert job.message == "The result lies outside the work folder of the job."
    assert secret.read_text() == "secret"


@pytest.mark.parametrize("change", ["replaced", "rewritten", "removed", "touched"])
async def test_a_file_that_changed_before_it_was_read_ends_the_job(house: House, change: str) -> None:
    job = house.drop()
    path = job.source.path
    if change == "replaced":
        (house.inbox / "other").write_bytes(b"a film")
        os.utime(house.inbox / "other", ns=(1, job.source.fingerprint.mtime_ns))
        (house.inbox / "other").rename(path)
    elif change == "rewritten":
        path.write_bytes(b"another film")
    elif change == "touched":
        os.utime(path, ns=(1, 1))
    else:
        path.unlink()
    ended = await house.step_until(State.CANCELLED)
    assert ended.state is State.CANCELLED
    assert house.studio.calls("upload") == []
    assert path.exists() == (change != "removed")
    assert house.lying(house.outbox) == []


async def test_a_file_that_was_replaced_later_is_never_touched(house: House) -> None:
    job = house.drop()
    await house.step_until(State.RENDERED)
    job.source.path.write_bytes(b"a new one")
    done = await house.step_until(State.DONE)
    assert done.state is State.DONE
    assert house.lying(house.inbox) == ["clip.mov"]
    assert job.source.path.read_bytes() == b"a new one"


async def test_a_file_that_was_deleted_later_is_delivered_all_the_same(house: House) -> None:
    job = house.drop()
    await house.step_until(State.RENDERED)
    job.source.path.unlink()
    assert (await house.step_until(State.DONE)).state is State.DONE
    assert house.lying(house.outbox) == ["clip.mp4"]


async def test_an_outbox_that_cannot_be_made_holds_the_job_until_it_can(house: House) -> None:
    house.outbox.write_text("a file in its place")
    house.drop()
    held = await house.step_until(State.HELD)
    assert (held.state, held.resume) == (State.HELD, State.QUEUED)
    assert held.due_at == house.now + 60
    assert str(house.outbox) in held.message
    house.outbox.unlink()
    house.now += 60
    house.store.turns.ripen(house.now)
    assert (await house.step_until(State.DONE)).state is State.DONE


async def test_a_file_in_the_way_of_a_subfolder_of_the_outbox_holds_the_job_until_it_is_gone(house: House) -> None:
    house.drop("May/clip.mov")
    house.outbox.mkdir()
    (house.outbox / "May").write_text("a file in its place")
    held = await house.step_until(State.HELD, State.FAILED)
    assert (held.state, held.resume) == (State.HELD, State.RENDERED)
    (house.outbox / "May").unlink()
    house.now += 60
    house.store.turns.ripen(house.now)
    assert (await house.step_until(State.DONE)).state is State.DONE
    assert house.lying(house.outbox) == ["May/clip.mp4"]


async def test_a_cancelled_job_leaves_its_source_and_nothing_in_the_outbox(house: House) -> None:
    job = house.drop()
    rendering = await house.step_until(State.RENDERING)
    cancelled = await house.pipeline.cancel(rendering)
    assert cancelled.state is State.CANCELLED
    assert len(house.studio.calls("cancel")) == 1
    assert (await house.pipeline.step(job.id)).state is State.CANCELLED
    assert house.lying(house.inbox) == ["clip.mov"]
    assert house.lying(house.outbox) == []
    assert house.store.is_known("a", job.source.path, job.source.fingerprint)


async def test_a_job_that_is_being_delivered_is_past_stopping(house: House) -> None:
    house.drop()
    rendered = await house.step_until(State.RENDERED)
    assert (await house.pipeline.cancel(rendered)).state is State.RENDERED
    assert (await house.step_until(State.DONE)).state is State.DONE


async def test_a_mistake_of_our_own_fails_that_job_with_a_sentence(house: House) -> None:
    house.drop(draft=b"not json", state=State.RENDERED, result_url="file:///nowhere")
    job = await house.step_until(State.FAILED)
    assert job.state is State.FAILED
    assert "Traceback" not in job.message
    assert house.lying(house.inbox) == ["failed/clip.mov", "failed/clip.mov.problem.txt"]


async def test_a_failed_file_whose_move_was_the_last_thing_done_is_explained_all_the_same(house: House) -> None:
    job = house.drop(resume=State.FAILED, message="The file is damaged.")
    failed = house.inbox / "failed"
    failed.mkdir()
    job.source.path.rename(failed / "clip.mov")
    assert (await house.pipeline.step(job.id)).state is State.FAILED
    assert "The file is damaged." in (failed / "clip.mov.problem.txt").read_text()


async def test_a_trouble_that_is_over_is_not_told_any_more(house: House) -> None:
    house.studio.faults["create"].append(BUSY)
    house.drop("May/clip.mov")
    waiting = await house.step_until(State.CONNECTED)
    assert waiting.message
    house.now = waiting.due_at or 0
    assert (await house.step_until(State.CONNECTED)).message == ""
    house.outbox.mkdir(exist_ok=True)
    (house.outbox / "May").write_text("a file in its place")
    assert "cannot be written" in (await house.step_until(State.HELD)).message
    (house.outbox / "May").unlink()
    house.now += 60
    house.store.turns.ripen(house.now)
    assert "cannot be written" not in (await house.step_until(State.DONE)).message


async def count_commits(house: House) -> int:
    before = house.store.commits
    await house.finished()
    return house.store.commits - before


async def killed_and_gone_on(house: House, *, forgets: bool, **power: int) -> Job:
    """Step until the power goes, then go on as a fresh process does; return the job at its end."""
    house.store.close()
    house.store = house.opened(**power)
    house.pipeline = house.built(house.store)
    with pytest.raises(PowerCut):
        await house.finished()
    house.store.close()
    if forgets:
        house.studio.forget()
    house.store = house.opened()
    recover(house.store, [house.rule])
    house.pipeline = house.built(house.store)
    return await house.finished()


DELIVERED_COMMITS = 11
"""Two for the intention and the fact of the rename, one for the forgotten source, one for the render's id, the rest
one a state: `test_every_commit_of_a_delivery_is_tried` says when this is too few."""

FAILED_COMMITS = 9


async def test_every_commit_of_a_delivery_is_tried(house: House) -> None:
    house.drop()
    assert await count_commits(house) == DELIVERED_COMMITS


@pytest.mark.parametrize(
    ("side", "forgets"),
    [("before", True), ("behind", True), ("behind", False)],
    ids=["before-studio-dies", "behind-studio-dies", "behind-studio-lives"],
)
@pytest.mark.parametrize("number", range(1, DELIVERED_COMMITS + 1))
async def test_a_job_killed_at_any_commit_is_delivered_once(
    house: House, clip: Path, number: int, side: str, forgets: bool
) -> None:
    house.drop("May/clip.mov")
    job = await killed_and_gone_on(house, forgets=forgets, **{side: number})
    assert job.state is State.DONE
    assert house.lying(house.outbox) == ["May/clip.mp4"]
    assert (house.outbox / "May" / "clip.mp4").read_bytes() == clip.read_bytes()
    assert [name for name in house.lying(house.inbox) if name != "May"] == ["done/May/clip.mov"]
    assert job.outputs == (house.outbox / "May" / "clip.mp4",)
    assert job.source.place == house.inbox / "done" / "May" / "clip.mov"
    assert not house.store.is_known("a", job.source.path, job.source.fingerprint)


async def test_every_commit_of_a_failure_is_tried(house: House) -> None:
    house.studio.faults["poll"].append(failed_render(4001, "The file is damaged."))
    house.drop()
    assert await count_commits(house) == FAILED_COMMITS


@pytest.mark.parametrize("side", ["before", "behind"])
@pytest.mark.parametrize("number", range(1, FAILED_COMMITS + 1))
async def test_a_job_killed_at_any_commit_of_its_failure_is_set_aside_once(
    house: House, number: int, side: str
) -> None:
    house.studio.faults["poll"].extend([failed_render(4001, "The file is damaged.")] * 2)
    house.drop()
    job = await killed_and_gone_on(house, forgets=False, **{side: number})
    assert (job.state, job.message) == (State.FAILED, "The file is damaged.")
    assert house.lying(house.inbox) == ["failed/clip.mov", "failed/clip.mov.problem.txt"]
    assert house.lying(house.outbox) == []
    assert not house.store.is_known("a", job.source.path, job.source.fingerprint)
