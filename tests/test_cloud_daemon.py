"""What goes on around jobs in the cloud while a daemon runs: causes that go away, cancelling, refining, sharing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from backend import Backend, served
from starlette.responses import JSONResponse

from nemo_watch.daemon.parts import Parts
from nemo_watch.errors import NemoWatchError
from nemo_watch.jobs import Fingerprint, Job, Source, State, new_job_id
from nemo_watch.rules import Cloud, Configuration, Rule
from nemo_watch.steering import Steering

SECONDS = 30.0
NO_CREDITS = JSONResponse({"code": 2001, "message": "insufficient"})
NO_PLAN = JSONResponse({}, status_code=402)


@pytest.fixture
def backend(make_clip: Any) -> Iterator[Backend]:
    with served(Backend(make_clip("made/result.mp4", seconds=2, size="160x120"))) as running:
        yield running


class House:
    """The parts of a daemon with one rule for the cloud, and a person who steers them."""

    def __init__(self, folder: Path, backend: Backend) -> None:
        self.inbox, self.outbox = folder / "in", folder / "out"
        self.inbox.mkdir()
        self.rule = Rule(
            name="a", inbox=self.inbox, outbox=self.outbox, instructions=("convert to MP4",), engine="cloud"
        )
        cloud = Cloud(url=backend.address, poll=0.06, recovery_wait=0.05, credits_per_day=1000)
        self.parts = Parts(Configuration(rules=(self.rule,), state=folder / "state", cloud=cloud))
        self.steering = Steering(
            store=self.parts.store,
            rule_named=lambda _name: self.rule,
            cancel=self.parts.pipeline.cancel,
            is_at_work=self.parts.pipeline.is_at_work,
            wake=self.parts.schedule.dispatch,
        )

    def drop(self, name: str = "clip.avi", *, shared: str = "") -> Job:
        path = self.inbox / name
        path.write_bytes(b"RIFF\x04\x00\x00\x00AVI ")
        job = Job(
            id=new_job_id(),
            rule=self.rule,
            engine="cloud",
            instructions=self.rule.instructions,
            sources=(Source(path=path, fingerprint=Fingerprint.of(path.stat())),),
            shared=shared,
            created_at=time.time(),
            updated_at=time.time(),
        )
        stored = self.parts.store.add(job)
        assert stored is not None
        self.parts.schedule.dispatch()
        return stored

    async def until(self, job: Job, state: State) -> Job:
        return await self.when(lambda: self.parts.store.get(job.id), lambda now: now.state is state)

    async def when(self, look: Callable[[], Any], is_so: Callable[[Any], bool]) -> Any:
        """Return what `look` gives once `is_so` says so."""
        async with asyncio.timeout(SECONDS):
            while not is_so(seen := look()):  # noqa: ASYNC110 - the store tells nobody of its changes
                await asyncio.sleep(0.02)
        return seen


@pytest.fixture
async def house(tmp_path: Path, backend: Backend) -> AsyncIterator[House]:
    house = House(tmp_path, backend)
    await house.parts.start()
    try:
        yield house
    finally:
        await house.parts.stop()


async def test_a_job_without_credits_goes_on_when_there_are_some(house: House, backend: Backend) -> None:
    backend.available = 0
    job = await house.until(house.drop(), State.HELD)
    assert job.cause == "credits"
    assert f"register?bind={job.user_id}" in job.message
    assert house.parts.pipeline.health["cloud"].state == "held"
    await house.parts.care.check_credits()
    assert house.parts.store.get(job.id).state is State.HELD
    backend.available = 100
    await house.parts.care.check_credits()
    await house.until(job, State.DONE)
    assert len(backend.messages) == 1
    assert house.parts.pipeline.health["cloud"].state == "ok"


async def test_one_job_that_may_be_exported_again_lets_all_go_on_that_waited_for_the_plan(
    house: House, backend: Backend
) -> None:
    backend.faults["render"].extend([NO_PLAN, NO_PLAN])
    jobs = [house.drop("a.avi"), house.drop("b.avi")]
    for job in jobs:
        await house.until(job, State.HELD)
    await house.parts.care.check_credits()
    for job in jobs:
        await house.until(job, State.DONE)
    assert len(backend.messages) == len(backend.renders) == 2


async def test_jobs_wait_while_the_cloud_is_offline_and_go_on_when_it_is_back(house: House, backend: Backend) -> None:
    backend.faults["create"].append(JSONResponse({}, status_code=503))
    backend.faults["credits"].append(JSONResponse({}, status_code=503))
    job = house.drop()
    health = house.parts.pipeline.health["cloud"]
    await house.when(lambda: health, lambda health: health.is_offline)
    waiting = await house.when(lambda: house.parts.store.get(job.id), lambda job: bool(job.message))
    assert (waiting.state, waiting.attempts, waiting.due_at) == (State.QUEUED, 0, None)
    await house.parts.care.probe()
    await house.until(job, State.DONE)
    assert not health.is_offline


async def test_cancelling_stops_the_render_in_the_cloud(house: House, backend: Backend) -> None:
    backend.polls_needed = 1_000_000
    job = await house.until(house.drop(), State.RENDERING)
    await house.steering.cancel(job.id)
    await house.until(job, State.CANCELLED)
    assert backend.cancelled == [job.render_id]


async def test_refining_is_another_message_in_the_same_session_and_another_result_beside_the_first(
    house: House, backend: Backend
) -> None:
    job = await house.until(house.drop(), State.DONE)
    house.steering.refine(job.id, "make the title bigger")
    refined = await house.when(lambda: house.parts.store.get(job.id), lambda job: len(job.outputs) == 2)
    await house.until(job, State.DONE)
    assert [path.name for path in refined.outputs] == ["clip.mp4", "clip (2).mp4"]
    (session,) = backend.sessions.values()
    assert session.messages == ["convert to MP4", "make the title bigger"]
    assert len(backend.renders) == 2
    assert (house.inbox / "done" / "clip.avi").exists()


async def test_only_what_is_delivered_can_be_refined(house: House, backend: Backend) -> None:
    backend.faults["message"].append(NO_CREDITS)
    job = await house.until(house.drop(), State.HELD)
    with pytest.raises(NemoWatchError, match="only what is delivered can be refined"):
        house.steering.refine(job.id, "more")


async def test_jobs_of_one_folder_use_one_session_one_after_the_other(house: House, backend: Backend) -> None:
    backend.stream_seconds = 0.1
    jobs = [house.drop(f"{number}.avi", shared="a:folder:7") for number in range(3)]
    for job in jobs:
        await house.until(job, State.DONE)
    (session,) = backend.sessions.values()
    assert session.uploads == ["0.avi", "1.avi", "2.avi"]
    assert len(session.messages) == 3
    assert [render.session for render in backend.renders.values()] == [session.id] * 3


async def test_a_message_that_never_showed_is_looked_for_once_more_before_it_is_sent_again(
    house: House, backend: Backend
) -> None:
    backend.faults["stream"].append("cut")
    backend.silent = True
    # the first message is taken, its work shows only after the person was asked
    backend.late = True
    job = await house.until(house.drop(), State.HELD)
    assert job.cause == "outcome"
    backend.late = False
    house.steering.retry(job.id)
    await house.until(job, State.DONE)
    assert len(backend.messages) == 1


async def test_a_forgotten_session_is_not_paid_for_again_unasked(house: House, backend: Backend) -> None:
    backend.faults["render"].append(JSONResponse({"code": 1002}))
    job = await house.until(house.drop(), State.HELD)
    assert job.cause == "session"
    assert len(backend.messages) == 1
    house.steering.retry(job.id)
    await house.until(job, State.DONE)
    assert len(backend.messages) == 2


async def test_a_failed_render_is_retried_without_another_message(house: House, backend: Backend) -> None:
    backend.failing_renders = 2
    job = await house.until(house.drop(), State.FAILED)
    house.steering.retry(job.id)
    await house.until(job, State.DONE)
    assert len(backend.messages) == 1
    assert not (house.inbox / "failed").exists() or not list((house.inbox / "failed").glob("*.avi"))


async def test_a_claim_link_leads_to_the_web_and_holds_no_token(house: House, backend: Backend) -> None:
    job = await house.until(house.drop(), State.DONE)
    link = await house.parts.care.claim_link(job)
    assert link.endswith(f"/workspace/claim?ct=clm_{job.session_id}")
    assert backend.token not in link


async def test_a_new_token_lets_jobs_go_on(tmp_path: Path, backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    token = credentials / "nemo-token"
    token.write_text("expired")
    token.chmod(0o600)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    monkeypatch.delenv("NEMO_TOKEN", raising=False)
    backend.token = "valid"
    house = House(tmp_path, backend)
    await house.parts.start()
    try:
        job = await house.until(house.drop(), State.HELD)
        assert job.cause == "token"
        await house.parts.care.check_token()
        assert house.parts.store.get(job.id).state is State.HELD
        token.write_text("valid")
        await house.parts.care.check_token()
        await house.until(job, State.DONE)
    finally:
        await house.parts.stop()
