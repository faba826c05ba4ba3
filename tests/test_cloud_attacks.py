"""Attacks on the promises about the cloud: each test claims what must hold, whatever the service or a person does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from backend import COST, CUT, Backend, data, served
from cloud_home import CloudHome
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

SECONDS = 25.0
AVI = b"RIFF\x04\x00\x00\x00AVI "


@pytest.fixture
def clip(make_clip: Any) -> Path:
    path: Path = make_clip("made/result.mp4", seconds=2, size="160x120")
    return path


@pytest.fixture
def backend(clip: Path) -> Iterator[Backend]:
    with served(Backend(clip)) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, backend: Backend) -> CloudHome:
    return CloudHome(tmp_path / "home", backend)


def drop(home: CloudHome, *names: str) -> None:
    for name in names:
        path = home.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(AVI)


def until(condition: Callable[[], Any], what: str) -> Any:
    """Look again and again until something holds, and return it."""
    end = time.monotonic() + SECONDS
    while not (found := condition()):
        assert time.monotonic() < end, f"it never came about: {what}"
        time.sleep(0.02)
    return found


def begun(home: CloudHome, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nemo_watch", "--config", str(home.folder / "rules.yaml"), "run", *arguments],
        env=home.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def daemon(home: CloudHome) -> Iterator[subprocess.Popen[str]]:
    """Run a daemon that answers its socket until the block ends."""
    process = begun(home)
    try:
        until(lambda: home.command("status", "--json").returncode == 0, "the daemon answers")
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def ends(home: CloudHome) -> bool:
    """Tell whether a single run comes to its end in a time that no pause of it explains."""
    process = begun(home, "--once")
    try:
        process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    return True


def only_job(home: CloudHome) -> dict[str, Any]:
    (job,) = home.jobs()
    return job


def job_in(home: CloudHome, *states: str) -> Callable[[], dict[str, Any] | None]:
    return lambda: next((job for job in home.jobs() if job["state"] in states), None)


# an instruction once ------------------------------------------------------------------------------------------------


def test_stopped_in_the_middle_of_a_stream_the_job_goes_on_without_paying_again(
    home: CloudHome, backend: Backend
) -> None:
    backend.stream_seconds = 15.0
    drop(home, "clip.avi")
    with daemon(home):
        until(lambda: backend.messages, "the message is taken")
    backend.stream_seconds = 0.0
    done = home.run()
    assert (only_job(home)["state"], len(backend.messages)) == ("done", 1), only_job(home)["message"] + done.stderr


def test_a_job_cancelled_during_its_message_is_retried_without_paying_again(home: CloudHome, backend: Backend) -> None:
    backend.stream_seconds = 3.0
    drop(home, "clip.avi")
    with daemon(home):
        until(lambda: backend.messages, "the message is taken")
        job_id = only_job(home)["id"]
        home.command("cancel", job_id)
        until(job_in(home, "cancelled"), "the job is cancelled")
        home.command("retry", job_id)
        until(job_in(home, "done", "held", "failed"), "the job is over")
    assert len(backend.messages) == 1


def test_a_changed_rule_does_not_pay_again_for_a_job_held_behind_its_message(home: CloudHome, backend: Backend) -> None:
    backend.faults["render"].append(JSONResponse({}, status_code=507))
    drop(home, "clip.avi")
    home.run()
    assert only_job(home)["state"] == "held"
    home.write_rules(instruction="convert to MP4 and add a title")
    home.run()
    assert backend.messages == ["convert to MP4"]


def shared_home(home: CloudHome) -> CloudHome:
    home.write_rules(more="    session: shared\n")
    return home


def test_a_held_job_of_a_shared_session_does_not_take_anothers_work_for_its_own(
    home: CloudHome, backend: Backend
) -> None:
    shared_home(home)
    backend.faults["message"].append(CUT)
    drop(home, "trip/a.avi")
    home.run()
    held = only_job(home)
    drop(home, "trip/b.avi")
    home.run()
    assert backend.messages == []
    with daemon(home):
        home.command("retry", held["id"])
        until(lambda: len(job_in(home, "done") and [j for j in home.jobs() if j["state"] == "done"]) == 2, "both done")
    assert len(backend.messages) == 2


def test_two_jobs_of_a_shared_session_never_speak_in_it_at_the_same_time(tmp_path: Path, clip: Path) -> None:
    class Counting(Backend):
        speaking = most = 0

        async def _play(self) -> AsyncIterator[bytes]:
            self.speaking += 1
            self.most = max(self.most, self.speaking)
            async for piece in super()._play():
                yield piece
            self.speaking -= 1

    with served(Counting(clip)) as backend:
        home = shared_home(CloudHome(tmp_path / "home", backend))
        drop(home, "trip/a.avi")
        home.run()
        first = only_job(home)["id"]
        backend.stream_seconds = 4.0
        with daemon(home):
            drop(home, "trip/b.avi")
            until(lambda: len(backend.messages) == 2, "the second file's message is taken")
            home.command("refine", first, "make it shorter")
            until(lambda: len(backend.messages) == 3, "the refinement is taken")
        assert backend.most == 1


# an end to everything -----------------------------------------------------------------------------------------------


def test_a_shared_session_that_was_forgotten_is_not_asked_for_ever(home: CloudHome, backend: Backend) -> None:
    shared_home(home)
    drop(home, "trip/a.avi")
    home.run()
    backend.sessions.clear()
    drop(home, "trip/b.avi")
    assert ends(home), f"{backend.calls('upload')} uploads"


@pytest.mark.parametrize("call", ["upload", "state", "message"])
def test_a_service_that_forgets_every_session_is_not_asked_in_a_loop(
    home: CloudHome, backend: Backend, call: str
) -> None:
    backend.faults[call].extend([JSONResponse({"code": 1002})] * 100_000)
    drop(home, "clip.avi")
    process = begun(home, "--once")
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=8)
    finally:
        process.kill()
        process.communicate()
    assert backend.calls("create") < 10


def test_one_file_that_the_gateway_chokes_on_is_not_uploaded_with_every_poll_of_another(
    tmp_path: Path, backend: Backend
) -> None:
    home = CloudHome(tmp_path / "home", backend)
    backend.polls_needed = 1_000_000
    drop(home, "good.avi")
    with daemon(home):
        until(lambda: backend.calls("poll"), "the first file is rendering")
        backend.faults["upload"].extend([JSONResponse({}, status_code=504)] * 100_000)
        before = backend.calls("upload")
        drop(home, "poison.avi")
        until(lambda: backend.calls("upload") > before, "the second file is uploaded")
        polls = backend.calls("poll")
        until(lambda: backend.calls("poll") > polls + 20, "the first file is asked after 20 times more")
        assert backend.calls("upload") - before < 5


class Ticking(Backend):
    """A service whose drafts say when they were read, as signed addresses and moments of change do."""

    def __init__(self, clip: Path) -> None:
        super().__init__(clip)
        self.reads = 0

    async def _state(self, request: Request) -> Response:
        session = self.sessions[request.path_params["session_id"]]
        self.reads += 1
        if session.draft:
            session.draft["updated_at"] = self.reads
        return await super()._state(request)


def test_a_draft_that_changes_with_every_look_does_not_keep_a_job_for_ever(tmp_path: Path, clip: Path) -> None:
    with served(Ticking(clip)) as backend:
        home = CloudHome(tmp_path / "home", backend)
        drop(home, "clip.avi")
        assert ends(home), f"{backend.reads} looks at the session"


def test_a_render_that_never_ends_does_not_keep_a_job_for_ever(home: CloudHome, backend: Backend) -> None:
    backend.polls_needed = 1_000_000
    rules = home.folder / "rules.yaml"
    rules.write_text(rules.read_text().replace("poll: 90ms", "poll: 20ms"))
    drop(home, "clip.avi")
    assert ends(home), f"{backend.calls('poll')} polls"


# credits ------------------------------------------------------------------------------------------------------------


class ChargingLater(Backend):
    """A service that freezes credits with the message and takes them when the draft was seen."""

    owed = 0

    async def _message(self, request: Request) -> Response:
        response = await super()._message(request)
        self.available += COST
        self.owed += COST
        return response

    async def _credits(self, _request: Request) -> Response:
        return data({"available": self.available - self.owed, "frozen": self.owed, "total": self.available})

    async def _render(self, request: Request) -> Response:
        self.available, self.owed = self.available - self.owed, 0
        return await super()._render(request)


def test_credits_that_were_frozen_first_count_in_the_budget_of_the_day(tmp_path: Path, clip: Path) -> None:
    with served(ChargingLater(clip)) as backend:
        home = CloudHome(tmp_path / "home", backend, budget=COST)
        drop(home, "a.avi")
        home.run()
        drop(home, "b.avi")
        home.run()
        assert len(backend.messages) == 1


def test_credits_whose_balance_could_not_be_read_count_with_the_next_look(tmp_path: Path, backend: Backend) -> None:
    home = CloudHome(tmp_path / "home", backend, budget=COST)
    backend.faults["credits"].extend([None, JSONResponse({}, status_code=500)])
    drop(home, "a.avi")
    home.run()
    drop(home, "b.avi")
    home.run()
    assert len(backend.messages) == 1


# held and stuck -----------------------------------------------------------------------------------------------------


def test_a_gateway_that_once_says_not_found_holds_no_job_for_ever(home: CloudHome, backend: Backend) -> None:
    backend.faults["create"].append(JSONResponse({}, status_code=404))
    drop(home, "clip.avi")
    home.run()
    home.run()
    assert only_job(home)["state"] == "done"


class OwnToken(CloudHome):
    """A home whose user has a token of their own."""

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, "NEMO_TOKEN": self.backend.token}


def test_a_scope_that_was_granted_to_the_same_token_is_noticed_at_a_start(tmp_path: Path, backend: Backend) -> None:
    backend.token = "own"
    home = OwnToken(tmp_path / "home", backend)
    drop(home, "before.avi")
    home.run()
    backend.faults["create"].append(JSONResponse({}, status_code=403))
    drop(home, "clip.avi")
    home.run()
    home.run()
    assert {job["state"] for job in home.jobs()} == {"done"}


def test_a_job_that_paid_nothing_is_retried_by_the_rule_as_it_stands_now(
    home: CloudHome, backend: Backend, make_clip: Any
) -> None:
    backend.faults["create"].append(JSONResponse({}, status_code=403))
    make_clip("film.mov", seconds=1, size="160x120", folder=home.inbox)
    home.run()
    job_id = only_job(home)["id"]
    home.write_rules(engine="local")
    with daemon(home):
        home.command("retry", job_id)
        until(job_in(home, "done", "held", "failed"), "the job is over")
    assert only_job(home)["engine"] == "local"


def test_hours_taken_out_of_the_rule_let_a_waiting_job_go(home: CloudHome) -> None:
    now = time.localtime()
    first = (now.tm_hour + 12) % 24
    home.write_rules(more=f"    hours: {first:02d}:00-{(first + 1) % 24:02d}:00\n")
    drop(home, "clip.avi")
    home.run()
    assert only_job(home)["state"] == "held"
    home.write_rules()
    home.run()
    assert only_job(home)["state"] == "done", only_job(home)["message"]


def test_an_engine_is_well_again_once_no_job_is_held_for_its_account(home: CloudHome, backend: Backend) -> None:
    backend.faults["render"].append(JSONResponse({}, status_code=402))
    drop(home, "clip.avi")
    with daemon(home):
        job_id = until(job_in(home, "held"), "the job is held")["id"]
        home.command("retry", job_id)
        until(job_in(home, "done"), "the job is done")
        status = json.loads(home.command("status", "--json").stdout)
    assert [engine["state"] for engine in status["engines"]] == ["ok", "ok"]


# renders ------------------------------------------------------------------------------------------------------------


def test_cancelling_a_held_job_cancels_its_render(home: CloudHome, backend: Backend) -> None:
    backend.polls_needed = 1_000_000
    backend.faults["poll"].extend([None, JSONResponse({}, status_code=403)])
    drop(home, "clip.avi")
    with daemon(home):
        until(job_in(home, "held"), "the job is held")
        home.command("cancel", only_job(home)["id"])
        until(job_in(home, "cancelled"), "the job is cancelled")
    assert backend.cancelled == list(backend.renders)


def test_cancelling_while_the_render_is_being_begun_cancels_it(tmp_path: Path, clip: Path) -> None:
    class Slow(Backend):
        async def _render(self, request: Request) -> Response:
            await asyncio.sleep(3)
            return await super()._render(request)

        async def _cancel(self, request: Request) -> Response:
            if request.path_params["render_id"] not in self.renders:
                return JSONResponse({"detail": "not found"}, status_code=404)
            return await super()._cancel(request)

    with served(Slow(clip)) as backend:
        home = CloudHome(tmp_path / "home", backend)
        backend.polls_needed = 1_000_000
        drop(home, "clip.avi")
        with daemon(home):
            until(lambda: backend.calls("render"), "the render is asked for")
            home.command("cancel", only_job(home)["id"])
            until(job_in(home, "cancelled"), "the job is cancelled")
        assert backend.cancelled == list(backend.renders)


def test_a_cancel_during_a_message_outlives_the_daemon(home: CloudHome, backend: Backend) -> None:
    backend.stream_seconds = 15.0
    drop(home, "clip.avi")
    with daemon(home) as process:
        until(lambda: backend.messages, "the message is taken")
        home.command("cancel", only_job(home)["id"])
        process.kill()
    backend.stream_seconds = 0.0
    home.run()
    assert only_job(home)["state"] == "cancelled"


def test_a_session_busy_with_another_export_does_not_fail_the_job(home: CloudHome, backend: Backend) -> None:
    backend.faults["render"].append(JSONResponse({"code": 409, "message": "an export is under way"}, status_code=409))
    drop(home, "clip.avi")
    home.run()
    assert only_job(home)["state"] == "done", only_job(home)["message"]


# what was asked for -------------------------------------------------------------------------------------------------


class PlacingLater(Backend):
    """A service that puts an upload on the timeline a moment after the upload."""

    async def _state(self, request: Request) -> Response:
        response = await super()._state(request)
        session = self.sessions[request.path_params["session_id"]]
        if session.uploads and not session.draft:
            session.draft = self._drafted(session)
        return response


def test_an_upload_that_reaches_the_timeline_late_is_not_taken_for_the_edit(tmp_path: Path, clip: Path) -> None:
    with served(PlacingLater(clip)) as backend:
        home = CloudHome(tmp_path / "home", backend)
        backend.faults["message"].append(CUT)
        drop(home, "clip.avi")
        home.run()
        assert backend.messages == []
        assert only_job(home)["state"] == "held", only_job(home)["state"]


def test_what_a_job_was_refined_by_is_said_again_after_its_session_was_lost(home: CloudHome, backend: Backend) -> None:
    drop(home, "clip.avi")
    home.run()
    job_id = only_job(home)["id"]
    backend.sessions.clear()
    with daemon(home):
        home.command("refine", job_id, "make it shorter")
        until(job_in(home, "held"), "the job is held")
        home.command("retry", job_id)
        until(job_in(home, "done"), "the job is done")
    assert backend.messages == ["convert to MP4", "make it shorter"]


def test_a_refined_job_whose_source_was_deleted_as_asked_can_be_retried(home: CloudHome, backend: Backend) -> None:
    home.write_rules(more="    after: delete\n")
    drop(home, "clip.avi")
    home.run()
    job_id = only_job(home)["id"]
    backend.failing_renders = 2
    with daemon(home):
        home.command("refine", job_id, "make it shorter")
        until(job_in(home, "failed"), "the job is failed")
        again = home.command("retry", job_id)
        assert again.returncode == 0, again.stderr
        until(job_in(home, "done"), "the job is done")


def test_a_balance_is_told_once(tmp_path: Path, clip: Path) -> None:
    class Late(PlacingLater):
        async def _state(self, request: Request) -> Response:
            session = self.sessions[request.path_params["session_id"]]
            if self.calls("state") < 3:
                return data({"state": {"draft": None, "video_infos": [], "canvas_config": {}}})
            session.draft = session.draft or self._drafted(session)
            return await super()._state(request)

    with served(Late(clip)) as backend:
        home = CloudHome(tmp_path / "home", backend, instruction="check my credits")
        drop(home, "clip.avi")
        home.run()
        assert only_job(home)["message"].count("credits left") == 1, only_job(home)["message"]


# secrets ------------------------------------------------------------------------------------------------------------


def test_a_token_that_the_service_repeats_is_not_kept_or_logged(home: CloudHome, backend: Backend) -> None:
    class Echo(JSONResponse):
        def __init__(self) -> None:
            super().__init__({"message": "denied for token nmv_usr_1"}, status_code=400)

    backend.faults["create"].append(Echo())
    drop(home, "clip.avi")
    done = home.run()
    assert backend.token
    texts = [path.read_bytes() for path in home.folder.rglob("*.txt")] + [done.stderr.encode()]
    texts += [path.read_bytes() for path in (home.folder / "state").glob("jobs.sqlite*")]
    assert [text for text in texts if backend.token.encode() in text] == []
