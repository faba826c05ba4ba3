"""What commands say to a person in a terminal while a daemon runs, and what they give to other programs."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from test_daemon import House, film, house, long_film

from nemo_watch.cli import commands
from nemo_watch.cli.manual import manual
from nemo_watch.control.endpoints import ENDPOINTS
from nemo_watch.log.files import LogFiles, Tail, read_job, read_last

__all__ = ["film", "house", "long_film"]  # fixtures

ROOT = Path(__file__).parent.parent
SECONDS = 40.0


def said(house: House, *arguments: str, code: int = 0) -> str:
    done = house.command(*arguments)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


class Terminal:
    """A command on a terminal of its own, whose screen is read."""

    def __init__(self, house: House, *arguments: str) -> None:
        leader, follower = pty.openpty()
        environ = {**house.environ, "TERM": "xterm", "COLUMNS": "110", "LINES": "40"}
        command = [sys.executable, "-m", "nemo_watch", *arguments]
        self.process = subprocess.Popen(command, env=environ, stdin=follower, stdout=follower, stderr=follower)
        os.close(follower)
        self._leader = leader
        self.text = ""

    def until(self, pattern: str) -> None:
        deadline = time.monotonic() + SECONDS
        while not re.search(pattern, re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.text)):
            assert time.monotonic() < deadline, f"{pattern} does not come up:\n{self.text[-3000:]}"
            if select.select([self._leader], [], [], 0.2)[0]:
                try:
                    self.text += os.read(self._leader, 65_536).decode(errors="replace")
                except OSError:  # the command has ended
                    assert re.search(pattern, self.text), self.text[-3000:]
                    return

    def close(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(timeout=SECONDS)
        os.close(self._leader)
        return code


def test_pause_and_resume_are_said_and_seen(house: House) -> None:
    house.start()
    assert said(house, "pause", "2h").startswith("Paused until 20")
    assert "nothing new is begun. To go on now: nemo-watch resume" in said(house, "status")
    assert said(house, "pause") == "Paused until: nemo-watch resume.\n"
    assert said(house, "resume") == "Work goes on.\n"
    assert "Paused" not in said(house, "status")
    assert "is not a duration: write for example" in said(house, "pause", "a while", code=2)
    assert json.loads(said(house, "pause", "--json"))["paused"] is True
    assert json.loads(said(house, "resume", "--json"))["paused"] is False


@pytest.mark.parametrize("command", [["pause"], ["resume"], ["page"], ["status", "--watch"]], ids=" ".join)
def test_what_needs_the_daemon_says_so(house: House, command: list[str]) -> None:
    assert "The daemon is not running." in said(house, *command, code=3)


def test_status_is_watched_live(house: House, film: Path, long_film: Path) -> None:
    daemon = house.start()
    terminal = Terminal(house, "status", "--watch")
    terminal.until(r"films +~/in +watching")
    house.drop(long_film, "long.avi")
    terminal.until(r"rendering +long\.avi +.*\d+%")
    house.drop(film)
    terminal.until(r"done +clip\.mov +~/out/clip\.mp4")
    house.control.pause(None)
    terminal.until(r"Paused until you resume it")
    house.stop(daemon)
    terminal.until(r"The daemon has ended")
    assert terminal.close() == 3


def test_status_is_watched_by_programs(house: House, film: Path) -> None:
    daemon = house.start()
    watching = subprocess.Popen(
        [sys.executable, "-m", "nemo_watch", "status", "--watch", "--json"],
        env=house.environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    with watching:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["counts"] == {}
        house.drop(film)
        while json.loads(watching.stdout.readline())["counts"] != {"done": 1}:
            pass
        house.stop(daemon)
        watching.stdout.read()
    assert watching.returncode == 3


def test_jobs_are_filtered(house: House, film: Path) -> None:
    house.start()
    house.drop(film, "Birthday.mov")
    (house.inbox / "broken.avi").write_bytes(b"nothing of a film")
    house.job("failed")
    house.wait_delivered("Birthday.mp4")
    house.job("done")
    assert "Birthday.mov" in said(house, "jobs", "--name", "birth")
    assert "broken" not in said(house, "jobs", "--name", "birth")
    assert "broken.avi" in said(house, "jobs", "--state", "failed", "--since", "1h", "--rule", "films")
    assert said(house, "jobs", "--rule", "other") == "There are no such jobs.\n"
    assert said(house, "jobs", "--since", "2099-01-01") == "There are no such jobs.\n"
    assert "Birthday.mov" in said(house, "jobs", "--since", "today")
    assert "is no time: write 2h" in said(house, "jobs", "--since", "soon", code=2)


def test_job_is_shown_with_its_sizes_and_what_to_do_next(house: House, film: Path) -> None:
    daemon = house.start()
    house.drop(film)
    (house.inbox / "broken.avi").write_bytes(b"nothing of a film")
    failed = house.job("failed")
    house.wait_delivered("clip.mp4")
    job = house.job("done")
    shown = said(house, "show", job["id"])
    assert re.search(r"^size +[\d.]+ kB → [\d.]+ kB$", shown, re.MULTILINE)
    assert re.search(r"^plays +1\.\d s$", shown, re.MULTILINE)
    assert f"To take it back: nemo-watch undo {job['id']}" in shown
    assert f"nemo-watch retry {failed['id']}" in said(house, "show", failed["id"])
    for _ in ("while it runs", "afterwards"):
        log = said(house, "show", job["id"], "--log")
        assert "job.queued" in log.splitlines()[0]
        assert "ffmpeg.started" in log
        assert [line["event"] for line in json.loads(said(house, "show", job["id"], "--log", "--json"))][
            -1
        ] == "job.done"
        house.stop(daemon)


def test_log_is_printed_and_followed(house: House, film: Path) -> None:
    assert "Nothing is written down" in said(house, "logs")
    house.start()
    terminal = Terminal(house, "logs", "--follow")
    terminal.until("daemon.started")
    house.drop(film)
    terminal.until("job.done")
    terminal.close()
    job = house.job("done")
    assert len(said(house, "logs", "-n", "3").splitlines()) == 3
    lines = said(house, "logs", "--job", job["id"], "--level", "debug", "--json").splitlines()
    events = [json.loads(line)["event"] for line in lines]
    assert events[0] == "job.queued"
    assert "ffmpeg.started" in events
    assert "job.queued" not in said(house, "logs", "--level", "warning")


def test_page_link_is_printed_where_there_is_no_screen(house: House) -> None:
    house.listen = "127.0.0.1:0"
    house.write_rules()
    house.start()
    link = said(house, "page").strip()
    assert link.startswith(f"{house.control.status()['page']}login?link=")
    assert json.loads(said(house, "page", "--json"))["url"].startswith("http://127.0.0.1:")


def test_page_that_is_off_is_told_of(house: House) -> None:
    house.start()
    assert "It is off: see web.listen" in said(house, "page", code=1)


def test_logs_turn_over_and_are_followed(tmp_path: Path) -> None:
    files = LogFiles(tmp_path, most_bytes=2000)
    tail = Tail(tmp_path)
    heard = []
    for number in range(100):
        files.keep({"timestamp": "2026-03-18T10:00:00Z", "level": "info", "event": "number", "number": number})
        heard += tail.more()
    assert [event["number"] for event in heard] == list(range(100))
    assert [event["number"] for event in read_last(tmp_path, 10)] == list(range(90, 100))
    assert len(list((tmp_path / "logs").iterdir())) == 4
    assert all(path.stat().st_size <= 2000 for path in (tmp_path / "logs").iterdir())
    files.keep({"timestamp": "2026-03-18T10:00:00Z", "level": "info", "event": "x", "job_id": "../../evil"})
    files.keep({"timestamp": "2026-03-18T10:00:00Z", "level": "info", "event": "x", "render_id": "render_abcdefgh_1"})
    assert [event["event"] for event in read_job(tmp_path, "abcdefgh")] == ["x"]
    assert not (tmp_path.parent / "evil.log").exists()
    tail.close()
    files.close()


def test_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    whole = json.dumps({"timestamp": "2026-03-18T10:00:00Z", "level": "info", "event": "whole"})
    (tmp_path / "logs" / "nemo-watch.log").write_text(f'{{"timest\n{whole}\n[]\n{whole[:20]}')
    assert [event["event"] for event in read_last(tmp_path, 10)] == ["whole"]


def test_manual_page_is_the_one_that_is_published_and_reads_well() -> None:
    assert (ROOT / "docs" / "nemo-watch.1").read_text(encoding="utf-8") == manual()
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"], input=manual(), capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_manual_names_every_command_and_option() -> None:
    page = manual().replace("\\-", "-").replace("\\&", "")
    root = click.Context(commands, info_name="nemo-watch")
    for name in commands.list_commands(root):
        found = commands.get_command(root, name)
        assert found is not None
        assert f".SS nemo-watch {name}" in page
        for option in found.params:
            assert not option.opts[0].startswith("-") or option.opts[0] in page


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str) -> None:
    printed = CliRunner().invoke(commands, ["completion", shell]).output
    assert "_NEMO_WATCH_COMPLETE" in printed
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=printed, text=True, check=True)


def test_shell_completes_commands_jobs_rules_and_states(house: House, film: Path) -> None:
    house.drop(film)
    house.command("run", "--once")
    (job,) = json.loads(said(house, "jobs", "--json"))

    def completed(words: str, index: int) -> str:
        asked = {"_NEMO_WATCH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(index)}
        return subprocess.run(
            [sys.executable, "-m", "nemo_watch"], env={**house.environ, **asked}, capture_output=True, text=True
        ).stdout

    assert "plain,status" in completed("nemo-watch sta", 1)
    assert f"plain,{job['id']}" in completed(f"nemo-watch show {job['id'][:2]}", 2)
    assert "plain,films" in completed("nemo-watch jobs --rule fi", 3)
    assert "plain,held" in completed("nemo-watch jobs --state he", 3)
    assert "--follow" in completed("nemo-watch logs --fo", 2)


def test_page_on_the_api_names_every_address() -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([A-Z]+ /v1/\S+)` \|", text, re.MULTILINE))
    assert named == {f"{one.method} {one.path}" for one in ENDPOINTS} | {"GET /v1/events", "GET /v1/openapi.json"}


def test_state_folder_on_a_server_is_refused(house: House) -> None:
    program = shutil.which("bindfs")
    if program is None or not Path("/dev/fuse").exists():
        pytest.skip("bindfs is not installed, or FUSE is not there")
    behind = house.folder / "behind"
    behind.mkdir()
    house.state.mkdir()
    mounted = subprocess.run([program, "-o", "subtype=sshfs", behind, house.state], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("nothing can be mounted here")
    try:
        refusal = said(house, "run", code=1)
        assert "lies on a network file system (fuse.sshfs)" in refusal
        assert "Name a folder on a local disk as `state`" in refusal
        assert list(behind.iterdir()) == []
    finally:
        subprocess.run(["umount", "--lazy", house.state], check=True)
