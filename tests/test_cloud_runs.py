"""`nemo-watch run --once` against a cloud on loopback: each skill, each fault, every moment of a power cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from backend import COST, CUT, LOST, Backend, served
from cloud_home import CloudHome
from starlette.responses import JSONResponse, RedirectResponse, Response

MESSAGE_LOST = "It is not known whether NemoVideo took the instruction"


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
    """Put something that looks complete into the inbox under each name."""
    for name in names:
        path = home.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT[path.suffix])


CONTENT = {
    ".avi": b"RIFF\x04\x00\x00\x00AVI ",
    ".mp4": b"\0\0\0\x10ftypisom\0\0\0\0" + b"\0\0\0\x08moov" + b"\0\0\0\x08mdat",
    ".mp3": b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" + bytes(413),
    ".txt": b"Otters hold hands while they sleep.",
    ".png": b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82",
}


def delivered(home: CloudHome) -> dict[str, bytes]:
    return {name: (home.outbox / name).read_bytes() for name in home.delivered()}


def attribution(headers: dict[str, str]) -> tuple[str, str, str]:
    return headers["x-skill-source"], headers["x-skill-version"], headers["x-skill-platform"]


@pytest.mark.parametrize(
    ("skill", "files", "result"),
    [
        ("data-format-converter-free", ["clip.avi"], "clip.mp4"),
        ("ai-to-video-free", ["story.txt"], "story.mp4"),
        ("ai-to-video-free", ["trip/text.txt", "trip/otter.png"], "trip.mp4"),
        ("audio-video-to", ["song.mp4", "song.mp3"], "song.mp4"),
    ],
)
def test_each_skill_is_delivered_byte_for_byte(
    tmp_path: Path, backend: Backend, clip: Path, skill: str, files: list[str], result: str
) -> None:
    home = CloudHome(tmp_path / "home", backend, skill=skill, instruction="make a video of it")
    drop(home, *files)
    done = home.run()
    assert done.returncode == 0, done.stderr
    assert delivered(home) == {result: clip.read_bytes()}
    assert {attribution(headers) for _, headers in backend.requests} == {(skill, "1.0.0", "unknown")}
    assert backend.file_requests
    for headers in backend.file_requests:
        assert not {"authorization", "cookie", "x-skill-source", "x-client-id"} & set(headers)
    (session,) = backend.sessions.values()
    uploaded = sorted(Path(name).name for name in files if not name.endswith(".txt"))
    assert sorted(session.uploads) == uploaded
    assert ("Otters" in session.messages[0]) == any(name.endswith(".txt") for name in files)
    assert len(session.messages) == 1


def test_a_text_in_another_skills_headers_never_appears(home: CloudHome, backend: Backend) -> None:
    drop(home, "clip.avi")
    home.run()
    token = backend.token
    log_and_state = [home.folder / "state" / "jobs.sqlite"]
    assert token
    assert all(token.encode() not in path.read_bytes() for path in log_and_state)


def test_instructions_that_ask_for_no_edit_skip_the_message(tmp_path: Path, backend: Backend) -> None:
    home = CloudHome(tmp_path / "home", backend, instruction='["convert to MP4", "check my credits", "export"]')
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    assert backend.messages == ["convert to MP4"]
    assert home.delivered() == ["clip.mp4"]


def test_several_instructions_are_said_one_after_the_other(tmp_path: Path, backend: Backend) -> None:
    home = CloudHome(tmp_path / "home", backend, instruction='["convert to MP4", "add a title"]')
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    assert backend.messages == ["convert to MP4", "add a title"]


def test_a_draft_that_still_changes_is_waited_for_and_goes_back_as_it_came(home: CloudHome, backend: Backend) -> None:
    backend.stages = 2
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    (render,) = backend.renders.values()
    sent = json.loads(render.draft)
    assert sent["bgm"] == 1
    assert sent["zz"] is None
    assert sent["t"][0]["sg"][0]["unknown key"] == [1.5]


def test_a_silent_edit_is_explained_by_what_changed(home: CloudHome, backend: Backend) -> None:
    backend.silent = True
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    (job,) = home.jobs()
    assert "Timeline (1 track): 1. Video: city (0-2s)" in job["message"]


def test_what_the_service_would_have_a_person_look_up_is_looked_up(home: CloudHome, backend: Backend) -> None:
    backend.reply = "I added a title. Please check your account balance. Click the Export button to download it."
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    (job,) = home.jobs()
    assert job["message"] == f"I added a title. NemoVideo has {backend.available:g} credits left."


FAULTS = {
    "stream dropped after the work": ("stream", CUT),
    "render reply lost": ("render", LOST),
    "render call lost": ("render", CUT),
    "upload reply lost": ("upload", LOST),
    "upload cut": ("upload", CUT),
    "session reply lost": ("create", LOST),
    "poll lost": ("poll", LOST),
    "state lost": ("state", LOST),
    "token expired before the message": ("message", JSONResponse({"code": 1001})),
    "token expired in the upload": ("upload", JSONResponse({"code": 1010}, status_code=401)),
    "rate limit": ("create", JSONResponse({}, status_code=429, headers={"Retry-After": "1"})),
    "out of order": ("create", JSONResponse({"code": 5000}, status_code=500)),
    "session forgotten before the message": ("message", JSONResponse({"code": 1002})),
    "page instead of a file": ("file", Response("<html>", media_type="text/html")),
    "file cut off": ("file", CUT),
    "redirect to a dead end": ("file", RedirectResponse("/nowhere.mp4")),
    "file gone": ("file", Response("gone", status_code=410)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_got_over_and_nothing_is_paid_twice(
    home: CloudHome, backend: Backend, clip: Path, name: str
) -> None:
    call, fault = FAULTS[name]
    backend.faults[call].append(fault)
    drop(home, "clip.avi")
    done = home.run()
    assert done.returncode == 0, done.stderr
    assert delivered(home) == {"clip.mp4": clip.read_bytes()}
    assert len(backend.messages) == 1
    assert len(backend.renders) == 1
    assert all("authorization" not in headers for headers in backend.file_requests)


def test_a_message_that_never_shows_is_held_and_sent_again_only_when_asked(home: CloudHome, backend: Backend) -> None:
    backend.faults["message"].append(CUT)
    drop(home, "clip.avi")
    assert home.run().returncode == 1
    (job,) = home.jobs()
    assert job["state"] == "held"
    assert job["message"].startswith(MESSAGE_LOST)
    assert backend.messages == []
    home.run()
    assert backend.messages == []


HELD = {
    "credits": ("message", JSONResponse({"code": 2001}), "No credits are left at NemoVideo."),
    "plan": ("render", JSONResponse({}, status_code=402), "The plan at NemoVideo does not include exports"),
    "scope": ("create", JSONResponse({}, status_code=403), "The NemoVideo token lacks a permission"),
}


@pytest.mark.parametrize("name", HELD)
def test_what_only_a_person_can_change_holds_the_job(home: CloudHome, backend: Backend, name: str) -> None:
    call, answer, sentence = HELD[name]
    backend.faults[call].append(answer)
    drop(home, "clip.avi")
    assert home.run().returncode == 1
    (job,) = home.jobs()
    assert job["state"] == "held"
    assert sentence in job["message"]
    assert (home.inbox / "clip.avi").exists()


FAILED = {
    "format": ("upload", JSONResponse({"code": 4001}), "mp4"),
    "size": ("upload", JSONResponse({"code": 4002}), "rim it"),
}


@pytest.mark.parametrize("name", FAILED)
def test_what_cannot_be_done_fails_with_advice(home: CloudHome, backend: Backend, name: str) -> None:
    call, answer, advice = FAILED[name]
    backend.faults[call].append(answer)
    drop(home, "clip.avi")
    assert home.run().returncode == 1
    assert advice in (home.inbox / "failed" / "clip.avi.problem.txt").read_text()


def test_a_failed_render_is_begun_once_more(home: CloudHome, backend: Backend) -> None:
    backend.failing_renders = 1
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    assert len(backend.renders) == 2
    assert len(backend.messages) == 1


def test_a_render_that_fails_twice_fails_the_job(home: CloudHome, backend: Backend) -> None:
    backend.failing_renders = 5
    drop(home, "clip.avi")
    assert home.run().returncode == 1
    assert len(backend.renders) == 2
    assert "out of memory" in (home.inbox / "failed" / "clip.avi.problem.txt").read_text()


def test_a_result_that_is_shorter_than_the_draft_says_is_not_delivered(home: CloudHome, backend: Backend) -> None:
    backend.seconds_of_clip = 30.0
    drop(home, "clip.avi")
    assert home.run().returncode == 1
    assert home.delivered() == []
    assert len(backend.messages) == 1


def test_a_result_at_a_private_address_is_taken_from_the_api_itself(
    home: CloudHome, backend: Backend, clip: Path
) -> None:
    backend.urls[""] = "http://10.0.0.7/out.mp4"
    drop(home, "clip.avi")
    assert home.run().returncode == 0
    assert delivered(home) == {"clip.mp4": clip.read_bytes()}
    assert backend.calls("direct") == 1


def test_the_budget_of_a_day_holds_what_goes_beyond(tmp_path: Path, backend: Backend) -> None:
    home = CloudHome(tmp_path / "home", backend, budget=COST)
    drop(home, "a.avi", "b.avi")
    assert home.run().returncode == 1
    states = sorted(job["state"] for job in home.jobs())
    assert states == ["done", "held"]
    assert len(backend.messages) == 1
    (held,) = (job for job in home.jobs() if job["state"] == "held")
    assert f"The budget of {COST} credits for today would be exceeded" in held["message"]


def test_an_unreachable_cloud_leaves_jobs_waiting(home: CloudHome, backend: Backend) -> None:
    backend.address = "http://127.0.0.1:9"
    drop(home, "clip.avi")
    done = home.run()
    assert done.returncode == 1
    (job,) = home.jobs()
    assert (job["state"], job["attempts"]) == ("queued", 0)
    assert done.stderr.count("engine.stopped") == 1


def test_auto_goes_to_the_cloud_for_what_the_studio_does_not_understand(
    tmp_path: Path, backend: Backend, make_clip: Any
) -> None:
    home = CloudHome(tmp_path / "home", backend, engine="auto", instruction="make it dreamy")
    make_clip("film.mov", seconds=1, size="160x120", folder=home.inbox)
    assert home.run().returncode == 0
    assert backend.messages == ["make it dreamy"]
    (job,) = home.jobs()
    assert job["engine"] == "cloud"


def test_auto_stays_here_for_what_the_studio_understands(tmp_path: Path, backend: Backend, make_clip: Any) -> None:
    home = CloudHome(tmp_path / "home", backend, engine="auto")
    make_clip("film.mov", seconds=1, size="160x120", folder=home.inbox)
    assert home.run().returncode == 0
    assert backend.requests == []


def test_credits_are_told_without_a_daemon(home: CloudHome, backend: Backend) -> None:
    told = json.loads(home.command("credits", "--json").stdout)
    assert (told["available"], told["is_anonymous"]) == (backend.available, True)


def crash(folder: Path, clip: Path, number: int) -> str:
    """Kill a run at one moment, go on, and say what is wrong with the outcome; "" for nothing."""
    with served(Backend(clip)) as backend:
        home = CloudHome(folder, backend)
        drop(home, "clip.avi")
        killed = home.run(crash_at=number)
        if killed.returncode != -9:
            return f"was not killed: {killed.returncode} {killed.stderr[-500:]}"
        done = home.run()
        (job,) = home.jobs()
        if job["state"] == "held" and job["message"].startswith(MESSAGE_LOST):
            return "" if backend.messages == [] and home.delivered() == [] else f"held with {backend.messages}"
        outcome = (job["state"], len(backend.messages), home.delivered(), (home.inbox / "done/clip.avi").exists())
        if outcome != ("done", 1, ["clip.mp4"], True):
            return f"{outcome} {job['message']} {done.stderr[-800:]}"
        if delivered(home) != {"clip.mp4": clip.read_bytes()}:
            return "the result is not what was rendered"
        if [session.uploads for session in backend.sessions.values() if session.messages] != [["clip.avi"]]:
            return f"uploaded as {[session.uploads for session in backend.sessions.values()]}"
        return "" if len(backend.renders) == 1 else f"rendered as {list(backend.renders)}"


@pytest.mark.timeout(600)
def test_killed_at_any_moment_nothing_is_paid_twice_lost_or_doubled(tmp_path: Path, clip: Path) -> None:
    with served(Backend(clip)) as backend:
        home = CloudHome(tmp_path / "counting", backend)
        drop(home, "clip.avi")
        counted = home.run(crash_at=0)
    most = int(counted.stdout.split()[-1])
    assert most > 20
    with ThreadPoolExecutor(2) as pool:
        folders = [tmp_path / str(number) for number in range(1, most + 1)]
        wrong = list(pool.map(crash, folders, [clip] * most, range(1, most + 1)))
    assert [f"moment {number}: {what}" for number, what in enumerate(wrong, 1) if what] == []
