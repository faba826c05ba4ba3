"""The commands: what they print, their JSON, their exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60.0

JOB_KEYS = {
    *("id", "rule", "engine", "skill", "state", "sources", "outputs", "instruction", "progress", "message"),
    *("attempts", "session_id", "render_id", "created_at", "updated_at"),
    *("name", "cause", "bytes_before", "bytes_after", "result_seconds", "speed", "seconds_left"),
}
STATUS_KEYS = {
    *("running", "paused", "paused_until", "version", "pid", "since", "counts", "inboxes", "engines", "active"),
    *("page", "page_message", "rule_problems", "attention", "needy"),
}

RULES = """\
state: {folder}/state
web: {{listen: off}}
inbox: {{settle: 200ms, sweep: 500ms}}
rules:
  - name: films
    inbox: {folder}/in
    outbox: {folder}/out
    instruction: convert to MP4
"""


class Shell:
    """A user's home, and the commands called there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inbox, self.outbox = folder, folder / "in", folder / "out"
        self.rule_file = folder / "rules.yaml"
        self.temporary = folder / "tmp"
        self.temporary.mkdir()

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(self.folder),
            "TMPDIR": str(self.temporary),
        }

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "nemo_watch", *map(str, arguments)],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=self.folder,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def json(self, *arguments: str | Path) -> Any:
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def with_rules(self, text: str = RULES) -> Shell:
        """Write a rule file and make its folders."""
        self.rule_file.write_text(text.format(folder=self.folder))
        self.inbox.mkdir(exist_ok=True)
        self.outbox.mkdir(exist_ok=True)
        return self


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def once(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Make a home where a run has delivered one file and refused another; it is only read, and no daemon runs."""
    shell = Shell(tmp_path_factory.mktemp("home")).with_rules()
    picture = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25", "-t", "1")
    clip = shell.inbox / "clip.mov"
    subprocess.run([ffmpeg, "-v", "error", "-nostdin", *picture, "-pix_fmt", "yuv420p", clip], check=True)
    (shell.inbox / "bad.avi").write_bytes(b"this is no film " * 500)
    assert shell("--config", shell.rule_file, "run", "--once").returncode == 1
    return shell


@pytest.fixture
def daemon(shell: Shell) -> Iterator[subprocess.Popen[bytes]]:
    shell.with_rules()
    with (shell.folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "nemo_watch", "--config", shell.rule_file, "run"],
            env=shell.environ,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + SECONDS
        while b"daemon.started" not in (shell.folder / "log").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=SECONDS) == 0


def test_without_a_command_the_commands_are_listed(shell: Shell) -> None:
    for arguments in (["--help"], ["-h"]):
        done = shell(*arguments)
        assert done.returncode == 0
        for name in ("init", "run", "check", "understand", "render", "status", "jobs", "show", "retry", "cancel"):
            assert f"\n  {name} " in done.stdout


@pytest.mark.parametrize(
    "command",
    ["init", "run", "check", "understand", "render", "status", "jobs", "show", "retry", "cancel", "studio"],
)
def test_every_command_says_what_it_does(shell: Shell, command: str) -> None:
    done = shell(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: nemo-watch {command} ")


def test_the_version_is_told(shell: Shell) -> None:
    done = shell("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("nemo-watch, version ")


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["--nonsense"], ["show"], ["render"], ["render", "a.mov"], ["understand"], ["jobs", "--most", "0"]],
    ids=" ".join,
)
def test_wrong_use_is_exit_code_2(shell: Shell, arguments: list[str]) -> None:
    done = shell(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")


@pytest.mark.parametrize(
    "command", [["run"], ["check"], ["status"], ["jobs"], ["show", "x"], ["retry", "x"]], ids=" ".join
)
def test_a_missing_rule_file_is_named_with_what_to_do(shell: Shell, command: list[str]) -> None:
    done = shell(*command)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        f"There is no rule file {shell.folder}/.config/nemo-watch/nemo-watch.yaml.",
        "`nemo-watch init` writes one to begin with.",
    ]


def test_init_writes_a_rule_file_that_works_and_makes_its_folders(shell: Shell) -> None:
    done = shell("init", "--folder", shell.folder / "Films")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Wrote ~/.config/nemo-watch/nemo-watch.yaml: open it to say what you want done.",
        "Drop files into ~/Films/Inbox.",
        "Results come to ~/Films/Outbox.",
    ]
    assert shell("check").returncode == 0
    assert {path.name for path in (shell.folder / "Films").iterdir()} == {"Inbox", "Outbox"}


def test_init_leaves_a_rule_file_as_it_is_and_says_what_lies_in_the_inbox(shell: Shell) -> None:
    shell.rule_file.write_text(RULES.format(folder=shell.folder))
    before = shell.rule_file.read_text()
    assert shell("init", "--config", shell.rule_file).returncode == 0
    assert shell.rule_file.read_text() == before
    (shell.inbox / "a.mov").touch()
    (shell.inbox / "b.mov").touch()
    done = shell("--config", shell.rule_file, "init")
    assert "is there already and stays as it is." in done.stdout
    assert "where 2 files lie already" in done.stdout


def test_init_without_a_videos_folder_makes_one_at_home(shell: Shell) -> None:
    assert shell("init").returncode == 0
    assert (shell.folder / "Videos" / "Inbox").is_dir()


FIVE_MISTAKES = """\
engine: locale
rules:
  - name: Films!
    inbox: {folder}/in
    outbox: {folder}/out
    instruction: convert
    priority: high
    after: burn
  - name: b
    inbx: {folder}/b
    outbox: {folder}/out
    instruction: convert
"""


def test_check_names_every_mistake_on_a_line_of_its_own(shell: Shell) -> None:
    shell.rule_file.write_text(FIVE_MISTAKES.format(folder=shell.folder))
    done = shell("check", "--config", shell.rule_file)
    assert (done.returncode, done.stderr) == (2, "")
    places = [line.removeprefix(f"{shell.rule_file}:").split(": ")[0] for line in done.stdout.splitlines()]
    assert places == ["1:9", "3:11", "7:15", "8:12", *places[4:]]
    assert all(line.startswith(f"{shell.rule_file}:") for line in done.stdout.splitlines())


def test_check_with_five_mistakes_prints_five_lines(shell: Shell) -> None:
    text = FIVE_MISTAKES.replace("inbx: {folder}/b", "inbox: {folder}/b\n    recursive: perhaps")
    shell.rule_file.write_text(text.format(folder=shell.folder))
    done = shell("check", "--config", shell.rule_file)
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert len(lines) == 5
    assert all(len(line.removeprefix(f"{shell.rule_file}:").split(":", 2)) == 3 for line in lines)


def test_check_says_how_each_rule_is_understood(shell: Shell) -> None:
    shell.with_rules()
    (shell.inbox / "a.mov").touch()
    done = shell("check", "--config", shell.rule_file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "films: convert to MP4" in done.stdout
    assert "(one file lies there)" in done.stdout
    report = shell.json("check", "--config", shell.rule_file)
    assert report["file"] == str(shell.rule_file)
    assert report["state"] == str(shell.folder / "state")
    (rule,) = report["rules"]
    assert (rule["name"], rule["engine"], rule["files_waiting"], rule["problems"]) == ("films", "local", 1, [])
    assert (rule["inbox"], rule["outbox"]) == (str(shell.inbox), str(shell.outbox))


def test_check_tells_of_missing_folders_and_words_that_nobody_understands(shell: Shell) -> None:
    text = RULES.replace("convert to MP4", "make it sparkle").format(folder=shell.folder)
    shell.rule_file.write_text(text)
    done = shell("check", "--config", shell.rule_file)
    assert done.returncode == 1
    assert f"The inbox {shell.inbox} does not exist" in done.stdout
    assert "sparkle” " not in done.stdout
    assert "sparkle" in done.stdout.split("does not understand")[1]
    assert list(shell.folder.glob("in*")) == []


def test_understand_says_how_an_instruction_is_read(shell: Shell) -> None:
    done = shell("understand", "trim", "the first 5 seconds, then export 720p")
    assert (done.returncode, done.stderr) == (0, "")
    assert "5" in done.stdout
    assert "720" in done.stdout
    reading = shell.json("understand", "trim the first 5 seconds, then export 720p")
    assert [edit["edit"] for edit in reading["edits"]][:2] == ["trim", "scale"]
    assert reading["unknown"] == []


def test_understand_names_what_it_does_not_understand(shell: Shell) -> None:
    done = shell("understand", "convert to MP4 and make it sparkle")
    assert done.returncode == 0
    assert "Not understood:" in done.stdout
    assert "sparkle" in done.stdout


def test_render_puts_the_result_beside_the_file(shell: Shell, make_clip: Any) -> None:
    clip = make_clip("films/clip.mov", seconds=1, size="160x120", folder=shell.folder)
    before = (clip.read_bytes(), clip.stat().st_mtime_ns)
    done = shell("render", clip, "-i", "convert to MP4")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("clip.mov → ~/films/clip.mp4: ")
    assert sorted(path.name for path in clip.parent.iterdir()) == ["clip.mov", "clip.mp4"]
    assert (clip.read_bytes(), clip.stat().st_mtime_ns) == before
    assert list(shell.temporary.iterdir()) == []
    assert not (shell.folder / ".local").exists()


def test_render_never_replaces_anything_not_even_its_source(shell: Shell, make_clip: Any) -> None:
    clip = make_clip("films/clip.mp4", seconds=1, size="160x120", folder=shell.folder)
    assert shell("render", "films/clip.mp4", "-i", "convert to MP4").returncode == 0
    assert sorted(path.name for path in clip.parent.iterdir()) == ["clip (2).mp4", "clip.mp4"]


def test_render_takes_several_files_and_fails_for_one_alone(shell: Shell, make_clip: Any) -> None:
    films = shell.folder / "films"
    good = [make_clip(name, seconds=1, size="160x120", folder=films) for name in ("a.mov", "-y.mov")]
    bad = films / "bad.avi"
    bad.write_bytes(b"this is no film " * 500)
    done = shell("render", "-i", "convert to MP4", "-o", shell.outbox, "--", good[0], bad, good[1])
    assert done.returncode == 1
    assert sorted(path.name for path in shell.outbox.iterdir()) == ["-y.mp4", "a.mp4"]
    assert sorted(path.name for path in films.iterdir()) == ["-y.mov", "a.mov", "bad.avi"]
    assert done.stderr.startswith("bad.avi: ")
    assert len(done.stdout.splitlines()) == 2
    assert list(shell.temporary.iterdir()) == []


def test_render_reports_in_json(shell: Shell, make_clip: Any) -> None:
    clip = make_clip("clip.mov", seconds=1, size="160x120", folder=shell.folder)
    (job,) = shell.json("render", clip, "-i", "trim the first half second", "-i", "convert to MP4")
    assert job.keys() >= JOB_KEYS
    assert job["outputs"] == [str(shell.folder / "clip.mp4")]
    assert job["state"] == "done"
    assert job["instruction"] == "trim the first half second\nconvert to MP4"


def test_render_says_what_it_does_not_understand(shell: Shell, make_clip: Any) -> None:
    clip = make_clip("clip.mov", seconds=1, size="160x120", folder=shell.folder)
    done = shell("render", clip, "-i", "make it sparkle")
    assert done.returncode == 1
    assert done.stderr.startswith("clip.mov: The studio does not understand")
    assert "sparkle" in done.stderr
    assert sorted(path.name for path in shell.folder.iterdir()) == ["clip.mov", "tmp"]
    assert list(shell.temporary.iterdir()) == []


def test_render_of_what_is_no_file_is_refused(shell: Shell) -> None:
    for name in ("gone.mov", "tmp"):
        done = shell("render", name, "-i", "convert to MP4")
        assert done.returncode == 1
        assert name in done.stderr
    assert list(shell.temporary.iterdir()) == []


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def test_jobs_are_listed_without_a_daemon(once: Shell) -> None:
    jobs = once.json("jobs", "--config", once.rule_file)
    assert [sorted(job) for job in jobs] == [sorted(JOB_KEYS)] * 2
    by_state = {job["state"]: job for job in jobs}
    done, failed = by_state["done"], by_state["failed"]
    assert done["sources"] == [str(once.inbox / "clip.mov")]
    assert done["outputs"] == [str(once.outbox / "clip.mp4")]
    assert (done["progress"], done["rule"], done["engine"]) == (100, "films", "local")
    assert (done["skill"], done["instruction"]) == ("data-format-converter-free", "convert to MP4")
    assert (failed["outputs"], bool(failed["message"])) == ([], True)
    for job in jobs:
        assert moment(job["created_at"]) <= moment(job["updated_at"]) <= datetime.now(UTC)
        assert isinstance(job["attempts"], int)
    assert [job["created_at"] for job in jobs] == sorted((job["created_at"] for job in jobs), reverse=True)


def test_jobs_can_be_chosen(once: Shell) -> None:
    config = ("--config", once.rule_file)
    assert [job["state"] for job in once.json("jobs", *config, "--state", "failed")] == ["failed"]
    assert len(once.json("jobs", *config, "--state", "failed", "--state", "done")) == 2
    assert len(once.json("jobs", *config, "--most", "1")) == 1
    assert once.json("jobs", *config, "--state", "held") == []


def test_the_table_of_jobs_is_for_people(once: Shell) -> None:
    done = once("jobs", "--config", once.rule_file)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert any("done" in line and "clip.mov" in line and line.endswith("~/out/clip.mp4") for line in lines)
    assert any("failed" in line and "bad.avi" in line for line in lines)


def test_no_jobs_are_no_error(shell: Shell) -> None:
    shell.with_rules()
    done = shell("jobs", "--config", shell.rule_file)
    assert (done.returncode, done.stdout) == (0, "There are no jobs. Drop a file into an inbox.\n")
    assert shell.json("jobs", "--config", shell.rule_file) == []
    assert not (shell.folder / "state").exists()


def test_a_job_is_shown_without_a_daemon(once: Shell) -> None:
    config = ("--config", once.rule_file)
    (listed,) = once.json("jobs", *config, "--state", "done")
    job = once.json("show", listed["id"][:6], *config)
    assert job | listed == job
    assert job["source_now"] == [str(once.inbox / "done" / "clip.mov")]
    assert [entry["state"] for entry in job["history"]][::7] == ["queued", "done"]
    assert all(entry.keys() == {"at", "state", "message"} for entry in job["history"])
    shown = once("show", listed["id"], *config)
    assert shown.returncode == 0
    for part in (listed["id"], "convert to MP4", "~/in/clip.mov", "~/in/done/clip.mov", "~/out/clip.mp4"):
        assert part in shown.stdout


def test_an_unknown_job_is_exit_code_4(shell: Shell, daemon: subprocess.Popen[bytes]) -> None:
    asked = [
        ("show", "zzzzzzzz"),
        ("show", "%"),
        ("show", "a/b"),
        ("retry", "zzzzzzzz"),
        ("cancel", "ü"),
        ("retry", ".."),
    ]
    for command, job_id in asked:
        done = shell(command, job_id, "--config", shell.rule_file)
        assert (done.returncode, done.stdout) == (4, ""), job_id
        assert f'There is no job "{job_id}"' in done.stderr
    assert daemon.poll() is None


def test_an_unknown_job_is_exit_code_4_without_a_daemon_too(once: Shell) -> None:
    done = once("show", "zzzzzzzz", "--config", once.rule_file)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith('There is no job "zzzzzzzz".')


def test_nothing_to_show_before_the_first_run_is_exit_code_4(shell: Shell) -> None:
    shell.with_rules()
    assert shell("show", "x", "--config", shell.rule_file).returncode == 4


@pytest.mark.parametrize("command", [["status"], ["retry", "x"], ["cancel", "x"]], ids=" ".join)
def test_what_needs_the_daemon_is_exit_code_3_without_one(shell: Shell, command: list[str]) -> None:
    shell.with_rules()
    done = shell(*command, "--config", shell.rule_file)
    assert (done.returncode, done.stdout) == (3, "")
    message, hint = done.stderr.splitlines()
    assert message == "The daemon is not running."
    assert hint.startswith("Start it with: nemo-watch run. ")


def test_the_socket_of_a_killed_daemon_counts_as_no_daemon(shell: Shell) -> None:
    import socket

    shell.with_rules()
    (shell.folder / "state").mkdir()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(shell.folder / "state" / "control.sock"))
    assert shell("status", "--config", shell.rule_file).returncode == 3


def test_status_in_json_without_a_daemon_says_that_it_does_not_run(shell: Shell) -> None:
    shell.with_rules()
    done = shell("status", "--json", "--config", shell.rule_file)
    assert (done.returncode, json.loads(done.stdout)) == (3, {"running": False})


def test_status_tells_what_the_daemon_does(shell: Shell, daemon: subprocess.Popen[bytes]) -> None:
    status = shell.json("status", "--config", shell.rule_file)
    assert status.keys() == STATUS_KEYS
    assert (status["running"], status["paused"], status["pid"]) == (True, False, daemon.pid)
    assert moment(status["since"]) <= datetime.now(UTC)
    (inbox,) = status["inboxes"]
    assert inbox.keys() >= {"path", "rule", "state", "waiting"}
    assert (inbox["path"], inbox["rule"], inbox["state"]) == (str(shell.inbox), "films", "watching")
    (engine,) = status["engines"]
    assert engine.keys() == {"name", "state", "since", "message"}
    assert (engine["name"], engine["state"]) == ("local", "ok")
    assert (status["counts"], status["active"]) == ({}, [])
    done = shell("status", "--config", shell.rule_file)
    assert done.returncode == 0
    assert f"(process {daemon.pid})" in done.stdout
    assert "No jobs yet." in done.stdout
    assert "films  ~/in  watching" in done.stdout


def test_a_job_that_is_done_cannot_be_retried(shell: Shell, daemon: subprocess.Popen[bytes], make_clip: Any) -> None:
    make_clip("clip.mov", seconds=1, size="160x120", folder=shell.inbox)
    config = ("--config", shell.rule_file)
    deadline = time.monotonic() + SECONDS
    while not (done := shell.json("jobs", *config, "--state", "done")):
        assert time.monotonic() < deadline
        assert daemon.poll() is None
    answer = shell("retry", done[0]["id"], *config)
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        f"Job {done[0]['id']} is done: there is nothing to retry.",
        "Drop the file again to convert it again.",
    ]


def test_the_rule_file_may_be_named_before_or_behind_the_command(shell: Shell) -> None:
    shell.with_rules()
    before = shell("--config", shell.rule_file, "check")
    behind = shell("check", "--config", shell.rule_file)
    assert before.returncode == 0
    assert before.stdout == behind.stdout
    both = shell("--config", shell.folder / "nowhere.yaml", "check", "--config", shell.rule_file)
    assert both.stdout == before.stdout
    home = shell("--config", "~/rules.yaml", "check")
    assert home.stdout == before.stdout


def test_a_reader_that_closes_its_end_is_no_error(once: Shell) -> None:
    command = f"{sys.executable} -m nemo_watch --config {once.rule_file} jobs --json | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], env=once.environ, capture_output=True, text=True, timeout=SECONDS, cwd=once.folder
    )
    assert done.stdout == "["
    assert "Traceback" not in done.stderr
