"""What the doctor finds: on machines where all is well, and on those where something is amiss, each in its own way."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from backend import Backend, served
from starlette.responses import JSONResponse

from nemo_watch import __version__
from nemo_watch.doctor import Finding, Look, findings, note, trouble, well
from nemo_watch.doctor.desktop import look_at_desktop
from nemo_watch.doctor.ffmpeg import look_at_ffmpeg
from nemo_watch.doctor.machine import look_at_fence, look_at_letters
from nemo_watch.doctor.needs import FILTERS, NEEDS
from nemo_watch.doctor.service import unit_finding
from nemo_watch.doctor.watching import look_at_limits
from nemo_watch.rules import Configuration, Rule, Watching
from nemo_watch.store import STORE_NAME, Store
from nemo_watch.studio.fence.jail import Bar

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60.0
SECRET = "nmv_very-secret-token"

RULES = """\
state: {folder}/state
web: {{listen: off}}
inbox: {{settle: 100ms}}
{more}
rules:
  - name: films
    inbox: {inbox}
    outbox: {outbox}
    instruction: convert to MP4
"""

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify and mounts are those of Linux")


class Home:
    """A user's folders and rule file, and the doctor who looks at them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inbox, self.outbox = folder, folder / "in", folder / "out"
        self.rule_file, self.state = folder / "rules.yaml", folder / "state"
        self.extra: dict[str, str] = {}
        self.inbox.mkdir()
        self.outbox.mkdir()
        self.write_rules()

    def write_rules(self, more: str = "", *, outbox: Path | None = None, inbox: Path | None = None) -> None:
        text = RULES.format(folder=self.folder, inbox=inbox or self.inbox, outbox=outbox or self.outbox, more=more)
        self.rule_file.write_text(text)

    @property
    def environ(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(self.folder), **self.extra}

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "nemo_watch", "--config", self.rule_file, "doctor", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        assert done.stderr == ""
        return done

    def told(self, *, code: int | None = None) -> dict[str, dict[str, Any]]:
        """Return the findings by name, of several with one name the last."""
        done = self("--json")
        told = {finding["name"]: finding for finding in json.loads(done.stdout)}
        assert done.returncode == (1 if any(one["level"] == "trouble" for one in told.values()) else 0)
        assert code is None or done.returncode == code
        return told

    def script(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def daemon(home: Home) -> Iterator[Home]:
    """Return a home where a daemon runs, of the version that the test has written below `program`, if any."""
    with running(home, ROOT):
        yield home


@contextlib.contextmanager
def running(home: Home, program: Path) -> Iterator[None]:
    """Run a daemon from a folder that holds the package."""
    log = home.folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "nemo_watch", "--config", home.rule_file, "run"],
            env={**home.environ, "PYTHONPATH": str(program)},
            stdout=file,
            stderr=file,
            cwd=home.folder,
        )
    try:
        deadline = time.monotonic() + SECONDS
        while b"daemon.started" not in log.read_bytes():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=SECONDS)


@contextlib.contextmanager
def mounted(at: Path, *options: str) -> Iterator[None]:
    """Mount a small file system in memory, or skip the test where that is not allowed."""
    at.mkdir(exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", *options, "none", at], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)


def everything_below(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("healthy"))


@pytest.fixture(scope="module")
def printed(healthy: Home) -> list[str]:
    done = healthy()
    assert done.returncode == 0
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def told(healthy: Home) -> list[dict[str, str]]:
    done = healthy("--json")
    assert done.returncode == 0
    return list(json.loads(done.stdout))


class TestHealthyMachine:
    def test_nothing_needs_anybody(self, printed: list[str]) -> None:
        assert printed[-1] == "All is well."
        assert not any("✗" in line for line in printed)
        assert any(line.startswith(f"  ✓ nemo-watch {__version__}, Python 3.") for line in printed)
        assert any(line.startswith("  ✓ films: the inbox ~/in can be read and written; ") for line in printed)
        assert any(line.startswith("  ✓ films: the outbox ~/out can be written; ") for line in printed)

    def test_json_has_every_finding_with_its_heading_level_and_remedy(self, told: list[dict[str, str]]) -> None:
        assert all(set(one) == {"group", "name", "level", "sentence", "remedy"} for one in told)
        assert {one["level"] for one in told} <= {"well", "note"}
        assert list(dict.fromkeys(one["group"] for one in told)) == [
            *("Program", "Studio", "Fence around ffmpeg", "Folders", "Cloud", "Desktop")
        ]
        names = {one["name"] for one in told}
        assert names >= {"program", "rule file", "daemon", "service", "ffmpeg", "ffmpeg abilities", "voice", "letters"}
        assert names >= {"files", "network", "limits", "inbox of films", "outbox of films", "state", "cloud", "tray"}

    def test_each_finding_and_each_remedy_is_a_line_for_other_programs(
        self, printed: list[str], told: list[dict[str, str]]
    ) -> None:
        assert len([line for line in printed if line.startswith(("  ✓ ", "  – ", "  ✗ "))]) == len(told)
        assert len([line for line in printed if line.startswith("    → ")]) == sum(1 for one in told if one["remedy"])

    def test_nothing_is_changed(self, home: Home) -> None:
        (home.inbox / "sub").mkdir()
        before = everything_below(home.folder)
        home()
        after = everything_below(home.folder)
        assert before.keys() == after.keys()
        assert all(after[path] == before[path] for path in before if path not in {home.inbox, home.outbox})

    def test_lines_fit_a_terminal_and_have_colours(self, home: Home) -> None:
        lines = on_terminal(home, columns=60).split("\r\n")
        plain = [re.sub(r"\x1b\[\d+m", "", line) for line in lines]
        assert max(map(len, plain)) <= 60
        assert "\x1b[32m✓\x1b[0m" in lines[1]
        assert any(line.startswith("    ") for line in plain), "a sentence goes on below its beginning"

    def test_state_folder_outbox_and_rule_of_a_delivered_file_are_well(self, home: Home, ffmpeg: Path) -> None:
        picture = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25", "-t", "1")
        subprocess.run([ffmpeg, "-v", "error", *picture, "-pix_fmt", "yuv420p", home.inbox / "a.mov"], check=True)
        run_once(home)
        told = home.told(code=0)
        assert told["store"]["sentence"].startswith("The store can be read: 1 job in ")
        assert told["state"]["sentence"].startswith(f"The state folder {home.state} can be written; ")


def on_terminal(home: Home, *, columns: int) -> str:
    """Return what the doctor writes to a terminal."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "nemo_watch", "--config", home.rule_file, "doctor"]
    environ = {**home.environ, "COLUMNS": str(columns), "TERM": "xterm"}
    with subprocess.Popen(command, env=environ, stdout=theirs, stderr=theirs):
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError):  # EIO: nobody holds the other end any more
            while part := os.read(ours, 65536):
                written += part
    os.close(ours)
    return written.decode()


def run_once(home: Home) -> None:
    command = [sys.executable, "-m", "nemo_watch", "--config", home.rule_file, "run", "--once"]
    subprocess.run(command, env=home.environ, check=True, capture_output=True, timeout=SECONDS)


class TestRuleFile:
    def test_one_that_is_not_there_is_to_be_written(self, home: Home) -> None:
        home.rule_file.unlink()
        told = home.told(code=1)
        assert told["rule file"]["remedy"] == "`nemo-watch init` writes one to begin with."
        assert "inbox of films" not in told

    def test_each_mistake_is_told_with_its_place_and_the_rest_is_looked_at(self, home: Home) -> None:
        home.rule_file.write_text(
            home.rule_file.read_text().replace("instruction:", "instructoin:") + "    colour: red\n"
        )
        done = home()
        assert done.returncode == 1
        mistakes = [line for line in done.stdout.splitlines() if "✗" in line]
        assert len(mistakes) >= 2
        assert all(re.match(r"  ✗ ~/rules\.yaml:\d+:\d+: ", line) for line in mistakes)
        assert "ffmpeg" in done.stdout
        assert "Desktop" in done.stdout
        assert done.stdout.splitlines()[-1] == f"{len(mistakes)} things need you."


class TestFolders:
    def test_inbox_that_is_missing_is_told_and_the_remedy_helps(self, home: Home) -> None:
        home.inbox.rmdir()
        done = home()
        assert done.returncode == 1
        assert (
            "  ✗ films: the inbox ~/in does not exist.\n    → Connect its disk, or make it: mkdir -p ~/in"
            in done.stdout
        )
        assert done.stdout.splitlines()[-1] == "1 thing needs you."
        remedy = home.told()["inbox of films"]["remedy"]
        subprocess.run(remedy.partition("make it: ")[2], shell=True, check=True)
        assert home().returncode == 0

    def test_outbox_that_is_not_there_yet_is_no_trouble_and_is_not_made(self, home: Home) -> None:
        home.write_rules(outbox=home.folder / "a" / "b")
        assert "is made with the first result" in home.told(code=0)["outbox of films"]["sentence"]
        assert not (home.folder / "a").exists()

    def test_outbox_below_a_file_cannot_be_used(self, home: Home) -> None:
        home.write_rules(outbox=home.rule_file / "out")
        told = home.told(code=1)["outbox of films"]
        assert "a file lies where one of its folders should be" in told["sentence"]
        assert "Move that file away" in told["remedy"]

    @needs_linux
    def test_outbox_on_a_disk_that_cannot_be_written_is_told(self, home: Home) -> None:
        with mounted(home.outbox, "-o", "ro"):
            told = home.told(code=1)["outbox of films"]
        assert told["sentence"].endswith("cannot be written: its disk is mounted read-only.")
        assert told["remedy"].startswith("Mount it so that it can be written")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_inbox_without_permission_is_told(self, home: Home) -> None:
        home.inbox.chmod(0o500)
        told = home.told(code=1)["inbox of films"]
        home.inbox.chmod(0o700)
        assert "permission is missing" in told["sentence"]
        assert told["remedy"] == f"Allow it: chmod u+rwx {home.inbox}"

    @needs_linux
    def test_disk_that_is_nearly_full_is_told_with_what_is_free(self, home: Home) -> None:
        with mounted(home.outbox, "-o", "size=2m"):
            told = home.told(code=1)["outbox of films"]
        assert f"2.1 MB are free on {home.outbox} (tmpfs)." in told["sentence"]
        assert told["remedy"].startswith("Free some space there")

    @needs_linux
    def test_folder_for_what_is_done_on_another_disk_is_told(self, home: Home) -> None:
        with mounted(home.inbox / "done"):
            told = home.told(code=1)["inbox of films"]
        assert "lies on another disk than done in it: originals cannot be moved there" in told["sentence"]

    @needs_linux
    def test_inbox_and_outbox_whose_disks_are_not_connected_are_told(self, home: Home, ffmpeg: Path) -> None:
        inbox, outbox = home.inbox / "disk", home.outbox / "disk"
        home.write_rules(inbox=inbox, outbox=outbox)
        picture = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25", "-t", "1")
        with mounted(inbox), mounted(outbox):
            subprocess.run([ffmpeg, "-v", "error", *picture, "-pix_fmt", "yuv420p", inbox / "a.mov"], check=True)
            run_once(home)
            assert {one["level"] for one in home.told().values() if one["group"] == "Folders"} == {"well"}
        told = home.told(code=1)
        assert "its disk is not connected" in told["inbox of films"]["sentence"]
        assert "its disk is not connected" in told["outbox of films"]["sentence"]

    @needs_linux
    def test_server_that_does_not_answer_is_told_and_holds_up_nothing_else(self, home: Home, tmp_path: Path) -> None:
        with stalled(tmp_path / "server") as folder:
            home.write_rules(inbox=folder / "in")
            told = home.told(code=1)
        assert "does not answer: its server cannot be reached" in told["inbox of films"]["sentence"]
        assert told["outbox of films"]["level"] == "well"
        assert told["watches"]["level"] == "well"


@contextlib.contextmanager
def stalled(folder: Path) -> Iterator[Path]:
    """Mount a file system whose process is stopped, so that every call to it hangs."""
    program, behind = shutil.which("bindfs"), folder.with_name("behind")
    if program is None or not os.access("/dev/fuse", os.W_OK):
        pytest.skip("bindfs is not installed, or FUSE is not there")
    folder.mkdir()
    (behind / "in").mkdir(parents=True)
    server = subprocess.Popen([program, "-f", str(behind), str(folder)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not os.path.ismount(folder):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            pytest.skip("FUSE cannot be used here")
        time.sleep(0.02)
    server.send_signal(signal.SIGSTOP)
    try:
        yield folder
    finally:
        server.send_signal(signal.SIGCONT)
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        server.kill()
        server.wait()


class TestState:
    def test_folder_that_others_may_enter_is_told_and_the_remedy_helps(self, home: Home) -> None:
        home.state.mkdir()
        home.state.chmod(0o755)
        done = home()
        assert "    → chmod 700 ~/state\n" in done.stdout
        assert done.returncode == 1
        home.state.chmod(0o700)
        assert home().returncode == 0

    def test_damaged_store_is_told(self, home: Home) -> None:
        home.state.mkdir(mode=0o700)
        (home.state / "jobs.sqlite").write_bytes(b"this is no database " * 500)
        assert "file is not a database" in home.told(code=1)["store"]["sentence"]

    def test_store_of_a_newer_version_is_told_and_left_alone(self, home: Home) -> None:
        store = made_store(home, 999)
        before = store.read_bytes()
        assert "newer version" in home.told(code=1)["store"]["sentence"]
        assert store.read_bytes() == before

    def test_store_of_an_older_version_is_not_brought_up_to_date(self, home: Home) -> None:
        store = made_store(home, 1)
        before = store.read_bytes()
        assert "older version" in home.told(code=0)["store"]["sentence"]
        assert store.read_bytes() == before


def made_store(home: Home, version: int) -> Path:
    """Make a store that says to be of a version."""
    path = home.state / STORE_NAME
    Store(path, clock=time.time).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


class TestFfmpeg:
    def test_every_filter_in_the_code_of_the_studio_is_one_that_is_looked_for(self, ffmpeg: Path) -> None:
        known = subprocess.run([ffmpeg, "-hide_banner", "-filters"], capture_output=True, text=True, check=True).stdout
        filters = set(re.findall(r"^ [T.][S.][C.]? +(\w+) +\S*->", known, re.MULTILINE))
        wanted = frozenset[str]().union(*(need.names for need in NEEDS if need.kind == FILTERS))
        assert wanted <= filters
        words = set(re.findall(r"\w+", " ".join(texts_of_studio())))
        assert wanted <= words, "something is looked for that nobody uses"
        chained = {name for text in texts_of_studio() for name in re.findall(r"(?:^|[\],;])([a-z][a-z0-9_]+)=", text)}
        assert chained & filters <= wanted, "something is used that nobody looks for"

    def test_each_name_is_looked_for_once(self) -> None:
        names = [(need.kind, name) for need in NEEDS for name in need.names]
        assert len(names) == len(set(names))

    def test_old_one_that_the_rule_file_names_is_refused_with_a_remedy(self, home: Home) -> None:
        old = home.script("ffmpeg", "echo 'ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026'")
        home.write_rules(f"local: {{ffmpeg: {old}}}")
        told = home.told(code=1)
        assert told["ffmpeg"]["sentence"] == f"{old} is ffmpeg 5.1.9-0+deb12u1: 7.1 or newer is needed."
        assert told["ffmpeg"]["remedy"].startswith("Leave `local.ffmpeg` out of the rule file")
        assert "ffmpeg abilities" not in told

    def test_one_without_a_filter_and_an_encoder_is_told_with_what_they_cost(self, home: Home, ffmpeg: Path) -> None:
        poor = home.script("ffmpeg", f'"{ffmpeg}" "$@" | grep -v -E " (ass|zscale|tonemap|libmp3lame) "')
        home.write_rules(f"local: {{ffmpeg: {poor}}}")
        done = home()
        assert done.returncode == 1
        assert "  ✗ It has no filter ass: titles and subtitles cannot be drawn.\n" in done.stdout
        assert "  ✗ It has no filters tonemap and zscale: HDR videos cannot be converted.\n" in done.stdout
        assert "  ✗ It has no encoder libmp3lame: no MP3 can be made.\n" in done.stdout
        assert done.stdout.splitlines()[-1] == "3 things need you."

    @pytest.mark.parametrize(
        ("script", "reason"),
        [
            ("exit 3", "cannot be run as ffmpeg: it ended with code 3."),
            ("echo hello", "does not say that it is an ffmpeg."),
        ],
    )
    def test_one_that_is_none_is_told(self, home: Home, script: str, reason: str) -> None:
        home.write_rules(f"local: {{ffmpeg: {home.script('ffmpeg', script)}}}")
        assert home.told(code=1)["ffmpeg"]["sentence"].endswith(reason)

    def test_one_that_gives_no_answer_is_given_up(self, home: Home) -> None:
        silent = home.script("ffmpeg", "exec sleep 60")
        (found,) = look_at_ffmpeg(silent, seconds=0.3)
        assert found.sentence == f"{silent} cannot be run as ffmpeg: it gave no answer in 0.3 s."


def texts_of_studio() -> list[str]:
    """Return the strings in the studio's code, but for the words that it reads, and without what explains."""
    found = []
    for module in (ROOT / "nemo_watch" / "studio").rglob("*.py"):
        if "language" in module.parts:
            continue
        tree = ast.parse(module.read_bytes())
        spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken
        ]
    return found


class TestMachine:
    def test_machine_without_a_voice_is_told_what_to_install(self, home: Home) -> None:
        home.extra["PATH"] = str(home.folder)
        told = home.told(code=0)["voice"]
        assert (told["level"], "espeak-ng" in told["remedy"]) == ("note", True)

    def test_missing_letters_are_told_with_the_package_that_has_them(self, tmp_path: Path) -> None:
        (found,) = look_at_letters([tmp_path])
        assert found.level == "note"
        assert "Chinese, Japanese and Korean letters" in found.sentence
        assert "noto" in found.remedy

    def test_bar_that_does_not_hold_is_told_and_does_not_fail(self) -> None:
        held, missing = look_at_fence(
            [Bar(name="limits", holds=True, words="it holds"), Bar(name="files", holds=False, words="it is open")]
        )
        assert held == well("limits", "Limits: it holds.")
        assert (missing.level, missing.sentence) == ("note", "Files: it is open.")


class TestWatching:
    @pytest.fixture
    def limits(self, tmp_path: Path) -> Path:
        folder = tmp_path / "inotify"
        folder.mkdir()
        for name, number in (("max_user_watches", 8), ("max_user_instances", 128), ("max_queued_events", 16384)):
            (folder / name).write_text(f"{number}\n")
        return folder

    @pytest.fixture
    def configuration(self, tmp_path: Path) -> Configuration:
        inbox = tmp_path / "in"
        (inbox / "a" / "b").mkdir(parents=True)
        (inbox / "link").symlink_to(tmp_path)
        rule = Rule(name="films", inbox=inbox, outbox=tmp_path / "out", instructions=("convert",))
        return Configuration(rules=(rule,), state=tmp_path / "state")

    def test_enough_for_all_folders_is_well(self, configuration: Configuration, limits: Path) -> None:
        (found,) = look_at_limits(configuration, limits=limits)
        assert found == well("watches", "The system watches 8 folders at most; the inboxes have 3 folders.")

    def test_too_few_for_all_folders_is_trouble_with_a_command(
        self, configuration: Configuration, limits: Path
    ) -> None:
        for number in range(20):
            (configuration.rules[0].inbox / str(number)).mkdir()
        (found,) = look_at_limits(configuration, limits=limits)
        assert found.level == "trouble"
        assert "are polled" in found.sentence
        assert found.remedy.startswith("echo fs.inotify.max_user_watches=524288 | sudo tee -a /etc/sysctl.d/")

    def test_hardly_enough_is_worth_knowing(self, configuration: Configuration, limits: Path) -> None:
        (configuration.rules[0].inbox / "c" / "d").mkdir(parents=True)
        (found,) = look_at_limits(configuration, limits=limits)
        assert found.level == "note"

    def test_subfolders_that_nothing_is_taken_from_do_not_count(
        self, configuration: Configuration, limits: Path
    ) -> None:
        rule = msgspec.structs.replace(configuration.rules[0], recursive=False)
        (found,) = look_at_limits(msgspec.structs.replace(configuration, rules=(rule,)), limits=limits)
        assert "have 1 folder." in found.sentence

    def test_few_watchers_and_a_short_queue_are_told(self, configuration: Configuration, limits: Path) -> None:
        (limits / "max_user_instances").write_text("0\n")
        (limits / "max_queued_events").write_text("200\n")
        _, watchers, queue = look_at_limits(configuration, limits=limits)
        assert (watchers.level, "max_user_instances" in watchers.remedy) == ("trouble", True)
        assert (queue.level, "max_queued_events=16384" in queue.remedy) == ("note", True)

    def test_who_polls_needs_none(self, configuration: Configuration, limits: Path) -> None:
        polling = msgspec.structs.replace(configuration, inbox=Watching(watch="poll"))
        (found,) = look_at_limits(polling, limits=limits)
        assert found == well("watches", "The system has nothing to watch: all inboxes are polled.")

    def test_elsewhere_nothing_is_said(self, configuration: Configuration, tmp_path: Path) -> None:
        assert list(look_at_limits(configuration, limits=tmp_path / "nowhere")) == []


class TestCloud:
    @pytest.fixture
    def backend(self, tmp_path: Path) -> Iterator[Backend]:
        with served(Backend(tmp_path / "clip.mp4")) as backend:
            yield backend

    @pytest.fixture
    def cloudy(self, home: Home, backend: Backend) -> Home:
        """Return a home whose rule uses the cloud, with a token that the cloud knows."""
        home.write_rules("engine: cloud")
        home.extra = {"NEMO_API_URL": backend.address, "NEMO_TOKEN": SECRET}
        backend.token = SECRET
        return home

    def test_credits_are_told_and_the_token_is_not(self, cloudy: Home) -> None:
        told = cloudy.told(code=0)
        assert told["token"]["sentence"] == "The token is the one in NEMO_TOKEN."
        assert "1000 credits are left on your account." in told["cloud"]["sentence"]
        for done in (cloudy(), cloudy("--json")):
            assert SECRET not in done.stdout + done.stderr

    def test_no_credits_left_is_trouble(self, cloudy: Home, backend: Backend) -> None:
        backend.available = 0
        told = cloudy.told(code=1)["cloud"]
        assert "0 credits are left" in told["sentence"]
        assert "https://nemovideo.com" in told["remedy"]

    def test_token_that_is_refused_is_told_without_it(self, cloudy: Home) -> None:
        cloudy.extra["NEMO_TOKEN"] = f"{SECRET}-of-yesterday"
        done = cloudy()
        assert done.returncode == 1
        assert "NemoVideo does not accept the token" in done.stdout
        assert SECRET not in done.stdout

    def test_token_that_is_none_is_told_without_it(self, cloudy: Home) -> None:
        cloudy.extra["NEMO_TOKEN"] = f"{SECRET} with spaces"
        done = cloudy()
        assert done.returncode == 1
        assert "The environment variable NEMO_TOKEN cannot be used" in done.stdout
        assert SECRET not in done.stdout

    def test_cloud_that_cannot_be_reached_is_told(self, cloudy: Home) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            cloudy.extra["NEMO_API_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}"
        told = cloudy.told(code=1)["cloud"]
        assert told["sentence"].startswith("No connection to NemoVideo (127.0.0.1)")
        assert "network" in told["remedy"]

    def test_cloud_that_is_out_of_order_is_told(self, cloudy: Home, backend: Backend) -> None:
        backend.faults["credits"].append(JSONResponse({}, status_code=503))
        assert cloudy.told(code=1)["cloud"]["sentence"] == "The render service is out of order at the moment."

    def test_cloud_that_is_busy_is_no_trouble(self, cloudy: Home, backend: Backend) -> None:
        backend.faults["credits"].append(JSONResponse({"code": 429}, status_code=429))
        assert cloudy.told(code=0)["cloud"]["level"] == "note"

    def test_daemon_that_runs_is_asked_since_it_has_a_token_of_its_own(self, cloudy: Home, backend: Backend) -> None:
        with running(cloudy, ROOT):
            del cloudy.extra["NEMO_TOKEN"]
            told = cloudy.told(code=0)
            assert "token" not in told
            assert "1000 credits are left on your account." in told["cloud"]["sentence"]
            backend.faults["credits"].append(JSONResponse({}, status_code=503))
            assert "out of order" in cloudy.told(code=1)["cloud"]["sentence"]

    def test_without_a_token_none_is_asked_for(self, cloudy: Home, backend: Backend) -> None:
        del cloudy.extra["NEMO_TOKEN"]
        before = everything_below(cloudy.folder).keys()
        told = cloudy.told(code=0)
        assert told["token"]["level"] == "note"
        assert told["cloud"]["sentence"].endswith("answers.")
        assert backend.tokens_given == 0
        assert everything_below(cloudy.folder).keys() == before

    def test_unused_cloud_is_not_asked(self, home: Home, backend: Backend) -> None:
        home.extra = {"NEMO_API_URL": backend.address, "NEMO_TOKEN": SECRET}
        assert "no file leaves this machine" in home.told(code=0)["cloud"]["sentence"]
        assert backend.requests == []


class TestDaemon:
    def test_daemon_that_runs_is_well(self, daemon: Home) -> None:
        told = daemon.told(code=0)["daemon"]
        assert told["sentence"].startswith("The daemon runs (process ")

    def test_what_the_daemon_says_of_an_inbox_counts(self, daemon: Home) -> None:
        daemon.inbox.joinpath("done").rmdir()
        daemon.inbox.rmdir()
        deadline = time.monotonic() + SECONDS
        while "is away" not in (sentence := daemon.told(code=1)["inbox of films"]["sentence"]):
            assert "does not exist" in sentence
            assert time.monotonic() < deadline
        assert sentence.endswith("Make it, or connect its disk.")

    def test_daemon_of_another_version_is_to_be_restarted(self, home: Home) -> None:
        program = home.folder / "other"
        shutil.copytree(ROOT / "nemo_watch", program / "nemo_watch", ignore=shutil.ignore_patterns("__pycache__"))
        package = program / "nemo_watch" / "__init__.py"
        package.write_text(package.read_text().replace(f'"{__version__}"', '"0.0.7"'))
        with running(home, program):
            told = home.told(code=1)["daemon"]
        assert told["sentence"].startswith("The daemon that runs is version 0.0.7 (process ")
        assert told["remedy"].startswith("Restart it")


class TestService:
    @pytest.mark.parametrize(
        ("load", "active", "enabled", "level", "says"),
        [
            ("not-found", "inactive", "", "note", "not installed as a service"),
            ("loaded", "active", "enabled", "well", "starts when you log in"),
            ("loaded", "active", "disabled", "note", "does not start by itself"),
            ("loaded", "inactive", "enabled", "note", "does not run"),
            ("loaded", "failed", "enabled", "trouble", "has failed"),
            ("bad-setting", "inactive", "", "trouble", "cannot use"),
        ],
    )
    def test_what_systemd_says_is_told(self, load: str, active: str, enabled: str, level: str, says: str) -> None:
        properties = f"LoadState={load}\nActiveState={active}\nUnitFileState={enabled}\n"
        found = unit_finding(properties, is_lingering=False)
        assert (found.level, says in found.sentence) == (level, True)
        assert (found.remedy == "") == (level == "well")

    def test_lingering_user_has_it_from_the_start_on(self) -> None:
        properties = "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n"
        assert "when this machine starts" in unit_finding(properties, is_lingering=True).sentence


@needs_linux
class TestDesktop:
    def test_without_a_screen_there_is_no_tray(self) -> None:
        tray, notices = look_at_desktop({})
        assert (tray.level, "no screen" in tray.sentence) == ("note", True)
        assert (notices.level, "no session bus" in notices.sentence) == ("note", True)

    def test_without_a_bus_nothing_of_the_desktop_is_loaded(self, tmp_path: Path) -> None:
        tray, _ = look_at_desktop({"DISPLAY": ":7", "PYTHONPATH": str(pretended(tmp_path, "raise SystemExit(0)"))})
        assert "no menu" in tray.sentence

    def test_appindicator_that_is_there_means_a_menu(self, tmp_path: Path) -> None:
        works = "import sys, types\nrequire_version = lambda *_: None\nrepository = types.ModuleType('gi.repository')\n"
        works += "repository.__path__ = []\nsys.modules['gi.repository'] = repository\n"
        works += "sys.modules['gi.repository.AyatanaAppIndicator3'] = types.ModuleType('indicator')\n"
        tray, notices = look_at_desktop({**SESSION, "PYTHONPATH": str(pretended(tmp_path, works))})
        assert (tray.level, notices.level) == ("well", "well")

    @pytest.mark.parametrize("gi", ["import time; time.sleep(60)", "raise RuntimeError", "import os; os.abort()"])
    def test_library_of_the_desktop_that_fails_takes_nobody_with_it(self, tmp_path: Path, gi: str) -> None:
        environ = {**SESSION, "PYTHONPATH": str(pretended(tmp_path, gi))}
        tray, _ = look_at_desktop(environ, trial_seconds=1.0)
        assert tray.level == "note"
        assert "gir1.2-ayatanaappindicator3-0.1" in tray.remedy

    def test_it_is_tried_without_the_token(self, tmp_path: Path) -> None:
        reveals = f"import os, pathlib\npathlib.Path({str(tmp_path / 'seen')!r}).write_text(str(dict(os.environ)))"
        environ = {**SESSION, "NEMO_TOKEN": SECRET, "PYTHONPATH": str(pretended(tmp_path, reveals))}
        list(look_at_desktop(environ))
        assert "DISPLAY" in (tmp_path / "seen").read_text()
        assert SECRET not in (tmp_path / "seen").read_text()


SESSION = {"DISPLAY": ":7", "DBUS_SESSION_BUS_ADDRESS": "unix:abstract=nowhere"}


def pretended(folder: Path, code: str) -> Path:
    """Write a library `gi` that does something else, and return its folder."""
    place = folder / "library"
    place.mkdir()
    (place / "gi.py").write_text(code)
    return place


class TestLooks:
    def test_look_that_comes_to_no_end_is_given_up_and_what_it_found_counts(self) -> None:
        never = threading.Event()

        def hang() -> Iterator[Finding]:
            yield well("a", "First.")
            never.wait()

        looks = [
            Look(group="A", ask=hang, late=trouble("a", "Late.", "Wait."), seconds=0.2),
            Look(group="B", ask=lambda: [note("b", "Second.")], late=note("b", "Late.")),
        ]
        found = list(findings(looks))
        never.set()
        assert found == [
            ("A", well("a", "First.")),
            ("A", trouble("a", "Late.", "Wait.")),
            ("B", note("b", "Second.")),
        ]

    def test_look_that_makes_a_mistake_is_told_and_the_others_are_made(self) -> None:
        def fail() -> Iterator[Finding]:
            yield well("a", "First.")
            raise KeyError("key")

        looks = [
            Look(group="A", ask=fail, late=note("a", "Late.")),
            Look(group="B", ask=lambda: [note("b", "Second.")], late=note("b", "Late.")),
        ]
        first, mistake, second = (finding for _, finding in findings(looks))
        assert (first.name, mistake.level, second.name) == ("a", "trouble", "b")
        assert "KeyError" in mistake.sentence
