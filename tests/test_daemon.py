"""Real daemons on real folders: what people see of them is what lies where, and what the commands say."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nemo_watch.control.client import ControlClient
from nemo_watch.settings import CONTROL_SOCKET, socket_folder

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 40.0

RULES = """\
engine: local
state: {state}
web: {{listen: {listen}}}
inbox: {{settle: 200ms, sweep: 500ms, give_up: 1s}}
rules:
  - name: films
    inbox: {inbox}
    outbox: {outbox}
    instruction: {instruction}
"""


class House:
    """One user's folders, rule file and daemons."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox, self.outbox, self.state = folder / "in", folder / "out", folder / "state"
        self.rule_file = folder / "rules.yaml"
        self.log = folder / "log"
        self.may_log_traces = False
        self.listen = "off"
        self.desktop: dict[str, str] = {}
        self.inbox.mkdir()
        self.write_rules()
        self._running: list[subprocess.Popen[bytes]] = []

    def write_rules(self, instruction: str = "convert to MP4", more: str = "") -> None:
        folders = {"state": self.state, "inbox": self.inbox, "outbox": self.outbox, "listen": self.listen}
        text = RULES.format(instruction=instruction, **folders)
        new = self.rule_file.with_suffix(".new")
        new.write_text(text + more)
        new.replace(self.rule_file)

    @property
    def environ(self) -> dict[str, str]:
        own = {"HOME": self.folder, "XDG_CONFIG_HOME": self.folder / "config", "XDG_STATE_HOME": self.folder / "xdg"}
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "NEMO_WATCH_CONFIG": str(self.rule_file),
            **{name: str(path) for name, path in own.items()},
            **self.desktop,
        }

    def begin(self) -> subprocess.Popen[bytes]:
        """Start a daemon, and wait for nothing."""
        with self.log.open("ab") as log:
            daemon = subprocess.Popen(
                [sys.executable, "-m", "nemo_watch", "run"], env=self.environ, stdout=log, stderr=log, cwd=self.folder
            )
        self._running.append(daemon)
        return daemon

    def start(self) -> subprocess.Popen[bytes]:
        """Start a daemon, and wait until it has looked through its inboxes for the first time."""
        before = self.log_text().count("daemon.started")
        daemon = self.begin()
        self.until(lambda: self.log_text().count("daemon.started") > before, "the daemon has started")
        return daemon

    def stop(self, daemon: subprocess.Popen[bytes]) -> int:
        """End a daemon as a service manager does, and return its exit code."""
        daemon.send_signal(signal.SIGTERM)
        return daemon.wait(timeout=PATIENCE_SECONDS)

    def kill(self, daemon: subprocess.Popen[bytes]) -> None:
        daemon.kill()
        daemon.wait(timeout=PATIENCE_SECONDS)

    @property
    def control(self) -> ControlClient:
        return ControlClient(socket_folder(self.state) / CONTROL_SOCKET)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "nemo_watch", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            cwd=self.folder,
        )

    def drop(self, film: Path, name: str = "clip.mov") -> Path:
        """Copy a film into the inbox, as a file manager does."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(film, path)
        return path

    def until(self, condition: Callable[[], Any], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{what}\n{self.lying(self.folder)}\n{self.log_text()[-4000:]}"
            time.sleep(0.02)

    def job(self, state: str) -> dict[str, Any]:
        """Wait for a job in a state, and return it."""
        self.until(lambda: self.control.jobs(states=(state,)), f"a job is {state}")
        return self.control.jobs(states=(state,))[0]

    def lying(self, folder: Path) -> list[str]:
        """Return all files below a folder, as paths relative to it."""
        found = [Path(above, name) for above, _, names in os.walk(folder) for name in names]
        return sorted(str(path.relative_to(folder)) for path in found)

    def delivered(self, *names: str) -> bool:
        return self.lying(self.outbox) == sorted(names)

    def wait_delivered(self, *names: str) -> None:
        self.until(lambda: self.delivered(*names), f"{names} lie in the outbox, and nothing else")

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def encoders(self) -> list[int]:
        """Return the processes that work on files of this house."""
        found = []
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if process.name.isdigit() and os.fsencode(self.outbox) in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
        return found

    def is_encoding(self) -> bool:
        """Tell whether an unfinished result grows in the outbox's work folder."""
        work = self.outbox / ".nemo-watch"
        sizes = []
        for above, _, names in os.walk(work):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    sizes.append(Path(above, name).stat().st_size)
        return any(sizes)

    def close(self) -> None:
        for daemon in self._running:
            if daemon.poll() is None:
                daemon.kill()
                daemon.wait()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()
    assert made.may_log_traces or "Traceback" not in made.log_text(), made.log_text()


def make(ffmpeg: Path, path: Path, *, seconds: float, size: str, video: list[str], sound: list[str]) -> Path:
    picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25"]
    tone = ["-f", "lavfi", "-i", "sine=440:sample_rate=48000"]
    subprocess.run(
        [ffmpeg, "-v", "error", "-nostdin", *picture, *tone, "-t", str(seconds), *video, *sound, path], check=True
    )
    return path


@pytest.fixture(scope="session")
def film(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a film that is copied into its result at once."""
    path = tmp_path_factory.mktemp("films") / "quick.mov"
    video = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    return make(ffmpeg, path, seconds=1, size="160x120", video=video, sound=["-c:a", "aac"])


@pytest.fixture(scope="session")
def long_film(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a film whose encoding takes some seconds."""
    path = tmp_path_factory.mktemp("films") / "slow.avi"
    return make(ffmpeg, path, seconds=10, size="640x480", video=["-c:v", "mpeg4", "-q:v", "4"], sound=["-c:a", "mp2"])


def test_a_dropped_film_is_delivered_and_its_source_is_put_away(house: House, film: Path) -> None:
    daemon = house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    house.until(lambda: house.lying(house.inbox) == ["done/clip.mov"], "the source lies in done/")
    job = house.job("done")
    assert job["outputs"] == [str(house.outbox / "clip.mp4")]
    assert house.stop(daemon) == 0


def test_subfolders_are_kept(house: House, film: Path) -> None:
    house.drop(film, "2024/May/clip.mov")
    house.start()
    house.drop(film, "2024/June/clip.mov")
    house.wait_delivered("2024/May/clip.mp4", "2024/June/clip.mp4")
    put_away = ["done/2024/June/clip.mov", "done/2024/May/clip.mov"]
    house.until(lambda: house.lying(house.inbox) == put_away, "the sources lie in done/, subfolders kept")


def test_a_refused_file_lies_in_failed_beside_the_reason_and_is_tried_again_when_it_is_moved_back(house: House) -> None:
    house.start()
    (house.inbox / "May").mkdir()
    dropped = house.inbox / "May" / "clip.avi"
    dropped.write_bytes(b"this is no film " * 500)
    failed, problem = (
        house.inbox / "failed" / "May" / "clip.avi",
        house.inbox / "failed" / "May" / "clip.avi.problem.txt",
    )
    both = ["failed/May/clip.avi", "failed/May/clip.avi.problem.txt"]
    house.until(lambda: house.lying(house.inbox) == both, "the file lies in failed/ with its reason")
    job = house.job("failed")
    assert job["message"] in problem.read_text()
    assert job["id"] in problem.read_text()
    failed.rename(dropped)
    house.until(lambda: len(house.control.jobs(states=("failed",))) == 2, "it is tried again")
    house.until(lambda: house.lying(house.inbox) == both, "and refused again")
    assert house.lying(house.outbox) == []


def test_a_file_that_failed_can_be_retried_by_command_once_it_is_mended(house: House, film: Path) -> None:
    house.start()
    (house.inbox / "clip.mov").write_bytes(b"this is no film " * 500)
    job = house.job("failed")
    shutil.copyfile(film, house.inbox / "failed" / "clip.mov")
    answer = house.command("retry", job["id"])
    assert (answer.returncode, answer.stdout) == (0, f"Job {job['id']} is tried again.\n")
    house.wait_delivered("clip.mp4")
    house.until(lambda: house.lying(house.inbox) == ["done/clip.mov"], "nothing is left in failed/")
    assert [done["id"] for done in house.control.jobs()] == [job["id"]]


def test_words_that_nobody_understands_hold_the_job_until_the_rule_says_it_otherwise(house: House, film: Path) -> None:
    house.write_rules("make it sparkle like a unicorn")
    house.start()
    house.drop(film)
    job = house.job("held")
    assert "sparkle" in job["message"]
    assert house.lying(house.inbox) == ["clip.mov"]
    house.write_rules("convert to MP4")
    house.wait_delivered("clip.mp4")
    assert house.job("done")["id"] == job["id"]


def test_a_held_job_is_cancelled_by_command_and_its_file_stays(house: House, film: Path) -> None:
    house.write_rules("make it sparkle like a unicorn")
    daemon = house.start()
    house.drop(film)
    job = house.job("held")
    answer = house.command("cancel", job["id"])
    assert answer.returncode == 0
    assert house.job("cancelled")["id"] == job["id"]
    assert house.lying(house.inbox) == ["clip.mov"]
    again = house.command("cancel", job["id"])
    assert (again.returncode, again.stderr) == (1, f"Job {job['id']} is cancelled already.\n")
    assert house.stop(daemon) == 0
    house.write_rules("convert to MP4")
    house.start()
    house.command("retry", job["id"])
    house.wait_delivered("clip.mp4")


def test_an_encode_is_stopped_by_command_and_leaves_nothing_behind(house: House, long_film: Path) -> None:
    house.start()
    house.drop(long_film, "clip.avi")
    house.until(house.is_encoding, "it is being encoded")
    job = house.job("rendering")
    assert house.command("cancel", job["id"]).returncode == 0
    house.job("cancelled")
    house.until(lambda: not house.encoders(), "no encoder is left")
    house.until(house.delivered, "the outbox is empty")
    house.until(lambda: not (house.outbox / ".nemo-watch").exists(), "the work folder is gone")
    assert house.lying(house.inbox) == ["clip.avi"]


def test_an_inbox_that_is_missing_is_waited_for(house: House, film: Path) -> None:
    house.inbox.rmdir()
    house.start()
    (inbox,) = house.control.status()["inboxes"]
    assert (inbox["state"], str(house.inbox) in inbox["reason"]) == ("away", True)
    house.drop(film)
    house.wait_delivered("clip.mp4")
    assert house.control.status()["inboxes"][0]["state"] == "watching"


def test_an_inbox_that_goes_away_and_comes_back_is_watched_again(house: House, film: Path) -> None:
    house.start()
    house.inbox.rename(house.folder / "elsewhere")
    house.until(lambda: house.control.status()["inboxes"][0]["state"] == "away", "the inbox is away")
    (house.folder / "elsewhere").rename(house.inbox)
    house.until(lambda: house.control.status()["inboxes"][0]["state"] == "watching", "the inbox is back")
    house.drop(film)
    house.wait_delivered("clip.mp4")


def test_an_outbox_with_a_file_in_its_place_holds_the_job_and_says_so(house: House, film: Path) -> None:
    house.start()
    house.outbox.write_text("I am in the way")
    house.drop(film)
    job = house.job("held")
    assert str(house.outbox) in job["message"]
    assert house.outbox.read_text() == "I am in the way"
    assert house.lying(house.inbox) == ["clip.mov"]
    house.outbox.unlink()
    house.command("retry", job["id"])
    house.wait_delivered("clip.mp4")


@contextlib.contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """Mount a disk of so many bytes at a folder, for as long as the context lasts."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_outbox_holds_the_job_until_there_is_space(house: House, film: Path) -> None:
    with small_disk(house.outbox, "1m"):
        (house.outbox / "big").write_bytes(b"x" * (1024 * 1024 - 3 * 4096))
        daemon = house.start()
        house.drop(film)
        job = house.job("held")
        assert "full" in job["message"]
        assert house.lying(house.inbox) == ["clip.mov"]
        assert house.lying(house.outbox) == ["big"]
        (house.outbox / "big").unlink()
        house.command("retry", job["id"])
        house.wait_delivered("clip.mp4")
        house.stop(daemon)


def test_a_full_state_folder_stops_nothing_for_good(house: House, film: Path) -> None:
    house.may_log_traces = True
    with small_disk(house.state, "1m"):
        daemon = house.start()
        with contextlib.suppress(OSError), (house.state / "big").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        house.drop(film)
        house.until(lambda: "disk is full" in house.log_text(), "the trouble is logged")
        assert house.lying(house.inbox) == ["clip.mov"]
        (house.state / "big").unlink()
        house.wait_delivered("clip.mp4")
        assert house.stop(daemon) == 0


def test_a_daemon_killed_in_the_middle_of_an_encode_delivers_once_after_its_next_start(
    house: House, long_film: Path
) -> None:
    daemon = house.start()
    house.drop(long_film, "clip.avi")
    house.until(house.is_encoding, "it is being encoded")
    house.kill(daemon)
    house.until(lambda: not house.encoders(), "no encoder outlives the daemon")
    assert house.lying(house.inbox) == ["clip.avi"]
    house.start()
    house.wait_delivered("clip.mp4")
    job = house.job("done")
    assert [known["id"] for known in house.control.jobs()] == [job["id"]]
    assert house.lying(house.inbox) == ["done/clip.avi"]
    assert not (house.outbox / ".nemo-watch").exists()
    assert house.encoders() == []


def test_a_daemon_that_is_ended_in_the_middle_of_an_encode_goes_on_with_it_later(house: House, long_film: Path) -> None:
    daemon = house.start()
    house.drop(long_film, "clip.avi")
    house.until(house.is_encoding, "it is being encoded")
    assert house.stop(daemon) == 0
    assert house.encoders() == []
    (job,) = json.loads(house.command("jobs", "--json").stdout)
    assert job["state"] in {"instructed", "rendering", "queued"}
    assert house.lying(house.inbox) == ["clip.avi"]
    house.start()
    house.wait_delivered("clip.mp4")
    assert house.job("done")["id"] == job["id"]


def test_a_long_encode_never_shows_an_unfinished_file(house: House, long_film: Path) -> None:
    seen: dict[str, int] = {}
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            for path in house.outbox.glob("*"):
                if path.name != ".nemo-watch":
                    seen.setdefault(path.name, path.stat().st_size)
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        house.start()
        house.drop(long_film, "clip.avi")
        house.until(house.is_encoding, "it is being encoded")
        assert seen == {}
        house.wait_delivered("clip.mp4")
        house.job("done")
    finally:
        ended.set()
        watcher.join()
    assert seen == {"clip.mp4": (house.outbox / "clip.mp4").stat().st_size}


def test_a_second_daemon_on_the_same_state_folder_refuses_and_names_the_first(house: House, film: Path) -> None:
    daemon = house.start()
    second = house.command("run")
    assert second.returncode == 1
    assert f"process {daemon.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    house.drop(film)
    house.wait_delivered("clip.mp4")


def test_a_socket_that_cannot_be_made_ends_the_daemon_with_a_sentence(house: House) -> None:
    (house.state / "studio.sock").mkdir(parents=True)
    answer = house.command("run")
    assert answer.returncode == 1
    assert "studio.sock cannot be made" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_outbox_that_is_a_file_is_refused_at_the_start(house: House) -> None:
    house.outbox.touch()
    answer = house.command("run")
    assert answer.returncode == 2
    assert f"{house.rule_file}:" in answer.stderr


def second_rule(house: House) -> str:
    (house.folder / "in2").mkdir(exist_ok=True)
    folders = f"    inbox: {house.folder}/in2\n    outbox: {house.outbox}\n"
    return f"  - name: more\n{folders}    instruction: convert to MP4\n"


@pytest.mark.parametrize("way", ["SIGHUP", "by itself"])
def test_changed_rules_are_taken_over(house: House, film: Path, way: str) -> None:
    daemon = house.start()
    house.write_rules(more=second_rule(house))
    if way == "SIGHUP":
        daemon.send_signal(signal.SIGHUP)
    house.until(lambda: len(house.control.status()["inboxes"]) == 2, "the second inbox is watched")
    shutil.copyfile(film, house.folder / "in2" / "other.mov")
    house.wait_delivered("other.mp4")
    house.write_rules()
    daemon.send_signal(signal.SIGHUP)
    house.until(lambda: len(house.control.status()["inboxes"]) == 1, "the second inbox is let go")


def test_a_broken_rule_file_keeps_the_rules_that_were(house: House, film: Path) -> None:
    daemon = house.start()
    whole = house.rule_file.read_text()
    house.rule_file.write_text(whole[: len(whole) // 2] + "\n\t: [")
    daemon.send_signal(signal.SIGHUP)
    house.until(lambda: "rules.kept" in house.log_text(), "the mistake is logged")
    house.drop(film)
    house.wait_delivered("clip.mp4")
    house.rule_file.unlink()
    house.until(lambda: house.log_text().count("rules.kept") > 1, "a missing rule file is a mistake too")
    house.drop(film)
    house.wait_delivered("clip.mp4", "clip (2).mp4")


def test_a_name_that_is_taken_gets_a_number(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    house.until(lambda: house.lying(house.inbox) == ["done/clip.mov"], "the source is put away")
    house.drop(film)
    house.wait_delivered("clip.mp4", "clip (2).mp4")
    put_away = ["done/clip (2).mov", "done/clip.mov"]
    house.until(lambda: house.lying(house.inbox) == put_away, "both sources lie in done/")


def test_names_of_any_kind_are_delivered_as_one_plain_name_each(house: House, film: Path) -> None:
    names = [
        *(b"-y.mov", b"a\nb\x1b[31m.mov", b"%03d.mov", b"concat:x.mov", b"caf\xe9.mov", b"'; $(x).mov"),
        *(b"<img onerror=alert(1)>.mov", b"x" * 251 + b".mov", "é".encode() * 125 + b".mov", b"*?.mov", b"#?&.mov"),
    ]
    for name in names:
        house.drop(film, os.fsdecode(name))
    house.start()
    expected = {name.removesuffix(b".mov") + b".mp4" for name in names}
    house.until(lambda: {os.fsencode(n) for n in house.lying(house.outbox)} == expected, "all are delivered")
    house.until(lambda: len(house.control.jobs(states=("done",))) == len(names), "all are done")
    answer = subprocess.run(
        [sys.executable, "-m", "nemo_watch", "jobs", "--json"], env=house.environ, capture_output=True, timeout=60
    )
    jobs = json.loads(answer.stdout.decode("utf-8"))
    sources = {Path(job["sources"][0]).name for job in jobs}
    assert {r"a\x0ab\x1b[31m.mov", r"caf\xe9.mov", "-y.mov"} <= sources
    assert len(sources) == len(names)
    assert len([*house.inbox.glob("done/*")]) == len(names)
    table = house.command("jobs")
    assert table.returncode == 0
    assert "\x1b[31m" not in table.stdout


def test_files_that_lie_there_at_the_first_start_can_be_left(house: House, film: Path) -> None:
    house.drop(film, "old.mov")
    house.write_rules(more="    existing: leave\n")
    daemon = house.start()
    house.drop(film, "new.mov")
    house.wait_delivered("new.mp4")
    assert house.stop(daemon) == 0
    house.start()
    house.drop(film, "newer.mov")
    house.wait_delivered("new.mp4", "newer.mp4")
    assert (house.inbox / "old.mov").exists()


def test_a_file_that_comes_slowly_is_taken_when_it_is_whole(house: House, film: Path) -> None:
    house.start()
    content = film.read_bytes()
    path = house.inbox / "clip.mov"
    with path.open("wb") as file:
        for begin in range(0, len(content), len(content) // 5 + 1):
            file.write(content[begin : begin + len(content) // 5 + 1])
            file.flush()
            house.until(lambda: house.control.status()["inboxes"][0]["waiting"], "it is waited for")
            assert house.control.jobs() == []
    house.wait_delivered("clip.mp4")


def test_sockets_and_state_belong_to_their_user_alone(house: House) -> None:
    house.start()
    assert house.state.stat().st_mode & 0o777 == 0o700
    for name in ("control.sock", "studio.sock"):
        assert (house.state / name).stat().st_mode & 0o777 == 0o600


def test_a_daemon_that_ends_takes_its_sockets_along(house: House) -> None:
    daemon = house.start()
    assert house.stop(daemon) == 0
    assert [path.name for path in house.state.iterdir() if path.suffix == ".sock"] == []
    assert house.command("status").returncode == 3


def test_the_daemon_has_more_files_open_than_the_shell_allows(house: House) -> None:
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, most))
    try:
        daemon = house.start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))
    told = Path(f"/proc/{daemon.pid}/limits").read_text()
    (line,) = (line for line in told.splitlines() if line.startswith("Max open files"))
    assert int(line.split()[3]) > 256


@pytest.mark.parametrize(("now", "most", "expected"), [(256, 4096, 1000), (256, 512, 512), (2000, 4096, 2000)])
def test_a_daemon_may_have_more_files_open_than_a_shell_allows(now: int, most: int, expected: int) -> None:
    program = (
        "import resource\n"
        "from nemo_watch.daemon.running import allow_open_files\n"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({now}, {most}))\n"
        "allow_open_files(1000)\n"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert told.stdout.split() == [str(expected), str(most)], told.stderr
