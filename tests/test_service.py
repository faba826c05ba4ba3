"""nemo-watch by itself: under a real systemd of a real user, and what is told to launchd."""

from __future__ import annotations

import contextlib
import json
import os
import plistlib
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from user_session import HOME, INSTALLED, UID, UserSession, reason_against, user_session

from nemo_watch.daemon.telling import sentence_on
from nemo_watch.mounts import parse_table
from nemo_watch.rule_file import load
from nemo_watch.rules import Configuration, Local, Rule
from nemo_watch.service.autostart import autostart_is_on, autostart_path, set_autostart
from nemo_watch.service.notify import Supervisor
from nemo_watch.service.program import program
from nemo_watch.service.unit import Fence, Service, read_unit, template, unit_text

ROOT = Path(__file__).resolve().parent.parent
UNITS = ROOT / "systemd"
PATIENCE_SECONDS = 40.0
ODD = """Nina's 100% "best" $HOME films"""
"""A folder as people name them: quotes of both kinds, a specifier of systemd, a variable of a shell, spaces."""

RULES = """\
engine: local
web: {listen: off}
inbox: {settle: 200ms, sweep: 500ms}
rules:
  - name: films
    inbox: INBOX
    outbox: OUTBOX
    instruction: convert to MP4
"""

needs_analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def service(folder: Path, *, fence: Fence = Fence.FOLDERS, **of_rule: Any) -> Service:
    """Return a service for one rule whose folders lie in `folder`."""
    folders = {"inbox": folder / "In", "outbox": folder / "Out"}
    rule = Rule(name="films", instructions=("convert to MP4",), **{**folders, **of_rule})
    configuration = Configuration(rules=(rule,), state=folder / "state")
    environ = {"HOME": str(folder)}
    return Service(configuration=configuration, rule_file=folder / "rules.yaml", environ=environ, fence=fence)


def lines(text: str, name: str) -> list[str]:
    """Return what a unit says of one setting."""
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{name}=")]


def analyzed(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    return subprocess.run(["systemd-analyze", *arguments], env=environ, capture_output=True, text=True)


class TestUnit:
    def test_everything_but_what_is_between_two_at_signs_stands_in_the_template(self, tmp_path: Path) -> None:
        parts = re.split(r"@[a-z_]+@", (UNITS / "nemo-watch.service").read_text())
        assert re.fullmatch(".*".join(map(re.escape, parts)), unit_text(service(tmp_path)))

    @needs_analyze
    @pytest.mark.parametrize("fence", list(Fence))
    @pytest.mark.parametrize("name", ["films", ODD, "back\\slash;#=", "Größe 日本"])
    def test_unit_is_one_that_systemd_accepts_whatever_folders_are_called(
        self, tmp_path: Path, name: str, fence: Fence
    ) -> None:
        unit = tmp_path / "nemo-watch.service"
        unit.write_text(unit_text(service(tmp_path / name, fence=fence)))
        done = analyzed("verify", "--man=no", "--user", str(unit), folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")

    @needs_analyze
    def test_fence_is_as_high_as_it_can_be(self, tmp_path: Path) -> None:
        unit = tmp_path / "nemo-watch.service"
        unit.write_text(unit_text(service(Path("/home/nina"))).replace("PrivateTmp=no", "PrivateTmp=yes"))
        ours = ["security", "--offline=true", "--no-pager"]
        assert analyzed(*ours, "--user", "--threshold=16", str(unit), folder=tmp_path).returncode == 0
        whole = UNITS / "system" / "nemo-watch.service"
        assert analyzed(*ours, "--threshold=12", str(whole), folder=tmp_path).returncode == 0

    @needs_analyze
    def test_unit_for_the_whole_machine_is_one_that_systemd_accepts(self, tmp_path: Path) -> None:
        unit = tmp_path / "nemo-watch.service"
        text = (UNITS / "system" / "nemo-watch.service").read_text()
        unit.write_text(text.replace("/opt/nemo-watch/bin/nemo-watch", sys.executable))
        done = analyzed("verify", "--man=no", str(unit), folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")

    def test_unit_for_the_whole_machine_opens_the_folders_of_its_rule_file(self) -> None:
        text = (UNITS / "system" / "nemo-watch.service").read_text()
        rules = load(UNITS / "system" / "nemo-watch.yaml", default_state=Path("/nowhere"))
        opened = [Path(path.removeprefix("-")) for path in lines(text, "ReadWritePaths")]
        state = Path("/var/lib", *lines(text, "StateDirectory"))
        made = Service(configuration=rules, rule_file=Path("/etc/x"), environ={"HOME": "/var/lib/nemo-watch"})
        assert all(any(folder.is_relative_to(place) for place in (*opened, state)) for folder in made.folders)
        assert rules.state == state

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can make users")
    @pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="systemd-sysusers is not installed")
    def test_user_and_folders_of_the_whole_machine_are_made(self, tmp_path: Path) -> None:
        (tmp_path / "etc").mkdir()
        for program_name, kind in (("systemd-sysusers", "sysusers"), ("systemd-tmpfiles --create", "tmpfiles")):
            file = UNITS / "system" / f"nemo-watch.{kind}"
            subprocess.run([*program_name.split(), f"--root={tmp_path}", file], check=True)
        (user,) = re.findall(r"^nemo-watch:.*", (tmp_path / "etc" / "passwd").read_text(), re.MULTILINE)
        assert user.split(":")[5] == "/var/lib/nemo-watch"
        inbox = (tmp_path / "srv" / "nemo-watch" / "Inbox").stat()
        assert (inbox.st_mode & 0o7777, inbox.st_uid) == (0o2775, int(user.split(":")[2]))

    @pytest.mark.parametrize("name", ["films", ODD, "back\\slash"])
    def test_unit_says_what_it_was_written_for(self, name: str) -> None:
        made = service(Path("/home/nina", name))
        read = read_unit(unit_text(made))
        assert (read.rule_file, read.fence) == (made.rule_file, Fence.FOLDERS)
        assert set(made.folders) == set(read.folders) - {Path("/tmp")}

    def test_folder_that_no_unit_can_name_is_opened_with_the_one_around_it(self) -> None:
        made = service(Path("/home/nina"), inbox=Path("/home/nina/films\n/In"), outbox=Path("/home/nina/b\udcffd/Out"))
        assert made.folders == (Path("/home/nina"),)

    def test_service_may_write_only_where_its_rules_do(self) -> None:
        home = Path("/home/nina")
        local = {home / "In", home / "Out", home / "state"}
        assert set(service(home).folders) == local
        assert set(service(home, engine="auto").folders) == {*local, home / ".config" / "nemovideo"}
        assert set(service(home, after="trash").folders) == {*local, home / ".local" / "share" / "Trash"}
        assert set(service(home, outbox=home / "In" / "Out").folders) == {home / "In", home / "state"}

    def test_what_lies_in_the_shared_temporary_folder_is_not_hidden_from_the_service(self) -> None:
        text = unit_text(service(Path("/tmp/nina")))
        assert (lines(text, "PrivateTmp"), lines(text, "ReadWritePaths")) == (["no"], ["-/tmp"])

    def test_encoder_in_hardware_is_not_hidden(self) -> None:
        made = service(Path("/home/nina"))
        changed = Service(
            configuration=Configuration(
                rules=made.configuration.rules, state=made.configuration.state, local=Local(encoder="h264_vaapi")
            ),
            rule_file=made.rule_file,
            environ=made.environ,
        )
        assert (lines(unit_text(made), "PrivateDevices"), lines(unit_text(changed), "PrivateDevices")) == (
            ["yes"],
            ["no"],
        )

    def test_places_that_this_shell_names_are_the_services_too(self) -> None:
        made = service(Path("/home/nina"))
        environ = {**made.environ, "XDG_STATE_HOME": "/home/nina/my state", "NEMO_TOKEN": "secret"}
        text = unit_text(Service(configuration=made.configuration, rule_file=made.rule_file, environ=environ))
        assert lines(text, "Environment") == ['"XDG_STATE_HOME=/home/nina/my state"']
        assert "secret" not in text


class TestTelling:
    @pytest.fixture
    def heard(self, tmp_path: Path) -> Iterator[tuple[str, Callable[[], str]]]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(tmp_path / "notify"))
            manager.settimeout(PATIENCE_SECONDS)
            yield str(tmp_path / "notify"), lambda: manager.recv(4096).decode()

    def test_manager_hears_facts(self, heard: tuple[str, Callable[[], str]]) -> None:
        address, next_message = heard
        Supervisor({"NOTIFY_SOCKET": address}).tell(READY=1, STATUS="Two\nlines.")
        assert next_message() == "READY=1\nSTATUS=Two lines."

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such addresses")
    def test_manager_may_have_an_address_without_a_file(self) -> None:
        name = f"nemo-watch-test-{os.getpid()}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(f"\0{name}")
            manager.settimeout(PATIENCE_SECONDS)
            Supervisor({"NOTIFY_SOCKET": f"@{name}"}).tell(WATCHDOG=1)
            assert manager.recv(100) == b"WATCHDOG=1"

    @pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
    def test_nobody_need_listen(self, environ: dict[str, str]) -> None:
        Supervisor(environ).tell(READY=1)

    @pytest.mark.parametrize(
        ("environ", "seconds"),
        [
            ({"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "500000"}, 0.5),
            ({"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": str(os.getpid())}, 0.5),
            ({"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": "1"}, None),
            ({"NOTIFY_SOCKET": "/x"}, None),
            ({"WATCHDOG_USEC": "500000"}, None),
        ],
    )
    def test_silence_is_limited_for_the_process_that_is_meant(self, environ: dict[str, str], seconds: Any) -> None:
        assert Supervisor(environ).watchdog_seconds == seconds

    @pytest.mark.parametrize(
        ("counts", "is_paused", "sentence"),
        [
            ({}, False, "Waiting for files."),
            ({"done": 7, "failed": 1}, False, "Waiting for files."),
            ({"rendering": 1, "rendered": 1, "queued": 2, "instructed": 1}, False, "Working on 2 files, 3 wait."),
            ({"rendering": 1, "queued": 1, "held": 1}, False, "Working on 1 file, 1 waits, 1 needs you."),
            ({"queued": 4}, True, "Paused, 4 wait."),
        ],
    )
    def test_manager_is_told_in_a_sentence(self, counts: dict[str, int], is_paused: bool, sentence: str) -> None:
        assert sentence_on(counts, is_paused=is_paused) == sentence


TABLE = """\
21 1 8:1 / / rw - ext4 /dev/sda1 rw
22 21 8:1 /home /home ro - ext4 /dev/sda1 rw
23 22 8:1 /home/nina/In /home/nina/In rw - ext4 /dev/sda1 rw
24 22 8:1 /films /home/nina/Out rw - ext4 /dev/sda1 rw
25 22 0:50 / /home/nina/disk rw - exfat /dev/sdb1 rw
26 25 0:50 /My\\040films /home/nina/disk/My\\040films rw - exfat /dev/sdb1 rw
27 25 0:50 / /home/nina/disk/again rw - exfat /dev/sdb1 rw
"""


def test_folder_that_is_opened_to_the_service_is_no_disk_of_its_own() -> None:
    points = [mount.point for mount in parse_table(TABLE)]
    assert points == ["/", "/home/nina/Out", "/home/nina/disk", "/home/nina/disk/again"]


class TestAutostart:
    def test_tray_comes_with_the_desktop_until_it_is_told_not_to(self, tmp_path: Path) -> None:
        environ = {"HOME": str(tmp_path)}
        assert not autostart_is_on(environ)
        set_autostart(True, environ=environ)
        set_autostart(True, environ=environ)
        entry = tmp_path / ".config" / "autostart" / "nemo-watch-tray.desktop"
        assert (autostart_is_on(environ), autostart_path(environ)) == (True, entry)
        set_autostart(False, environ=environ)
        set_autostart(False, environ=environ)
        assert (autostart_is_on(environ), entry.exists()) == (False, False)

    @pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
    def test_settings_program_of_the_desktop_may_switch_it_off(self, tmp_path: Path, line: str) -> None:
        environ = {"HOME": "/nowhere", "XDG_CONFIG_HOME": str(tmp_path)}
        set_autostart(True, environ=environ)
        with autostart_path(environ).open("a") as entry:
            entry.write(f"{line}\n")
        assert not autostart_is_on(environ)

    @pytest.mark.parametrize("name", ["rules", ODD, "back\\slash`"])
    def test_desktop_starts_the_tray_with_its_rule_file(self, tmp_path: Path, name: str) -> None:
        set_autostart(True, rule_file=Path("/home/nina", name), environ={"HOME": str(tmp_path)})
        entry = autostart_path({"HOME": str(tmp_path)})
        (line,) = lines(entry.read_text(), "Exec")
        text = line.replace("%%", "%").replace("\\\\", "\\")
        words = [re.sub(r"\\(.)", r"\1", word) for word in re.findall(r'"((?:[^"\\]|\\.)*)"', text)]
        assert words == [*program(), "--config", f"/home/nina/{name}", "tray"]
        if shutil.which("desktop-file-validate"):
            done = subprocess.run(["desktop-file-validate", entry], capture_output=True, text=True)
            assert (done.returncode, done.stdout) == (0, "")


LAUNCHCTL = """\
#!/bin/sh
# What launchctl does as far as it is asked: it keeps loaded agents as files, and what it was told.
echo "$*" >>"$HOME/told"
agent="$HOME/loaded/${2##*/}"
case $1 in
    print) [ -e "$agent" ] || exit 113; printf 'agent = {\\n\\tstate = running\\n\\tpid = 4242\\n}\\n' ;;
    bootstrap) agent="$HOME/loaded/$(basename "$3" .plist)"; [ ! -e "$agent" ] || exit 5; touch "$agent" ;;
    bootout) rm "$agent" ;;
    print-disabled) echo '"io.nemo.other" => disabled' ;;
esac
"""

ON_A_MAC = """\
import json, os, sys
from pathlib import Path
from nemo_watch.rule_file import load
from nemo_watch.rules import Configuration, Rule
from nemo_watch.service import Asked
from nemo_watch.service.autostart import autostart_is_on, set_autostart
from nemo_watch.service.launchd import Launchd

sys.platform = "darwin"
home, deed = Path(os.environ["HOME"]), sys.argv[1]
rule = Rule(name="films", inbox=home / "In", outbox=home / "Out", instructions=("convert to MP4",))
configuration = Configuration(rules=(rule,), state=home / "state")
asked = Asked(configuration=configuration, rule_file=home / "my rules.yaml", environ=os.environ)
launchd = Launchd(os.environ)
if deed == "install":
    told = list(launchd.install(asked))
    set_autostart(True, rule_file=asked.rule_file)
elif deed == "uninstall":
    told = list(launchd.uninstall())
    set_autostart(False)
else:
    standing = launchd.standing()
    told = [standing.is_installed, standing.is_enabled, standing.is_running, standing.process, str(standing.rule_file)]
    told += [autostart_is_on(), [remark.sentence for remark in standing.remarks]]
print(json.dumps(told))
"""

KEYS = {
    "EnvironmentVariables": dict,
    "ExitTimeOut": int,
    "KeepAlive": dict,
    "Label": str,
    "LimitLoadToSessionType": (str, list),
    "LowPriorityIO": bool,
    "Nice": int,
    "ProcessType": str,
    "ProgramArguments": list,
    "RunAtLoad": bool,
    "StandardErrorPath": str,
    "StandardOutPath": str,
    "ThrottleInterval": int,
    "Umask": int,
}
"""Of launchd.plist(5), what is used here, and of which kind it is."""


class Mac:
    """A home on macOS, as far as agents and launchctl go; nemo-watch is installed for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.agents = folder / "Library" / "LaunchAgents"
        for made in ("bin", "loaded", "In"):
            (folder / made).mkdir()
        (folder / "bin" / "launchctl").write_text(LAUNCHCTL)
        (folder / "bin" / "launchctl").chmod(0o755)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "installed"], check=True)
        (packages,) = (folder / "installed").glob("lib/python*/site-packages")
        (packages / "nemo_watch.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")

    def does(self, deed: str) -> Any:
        environ = {"HOME": str(self.folder), "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin"}
        python = self.folder / "installed" / "bin" / "python3"
        command = [python, "-P", "-c", ON_A_MAC, deed]
        return json.loads(subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout)

    def agent(self, name: str) -> dict[str, Any]:
        return dict(plistlib.loads((self.agents / f"{name}.plist").read_bytes(), fmt=plistlib.FMT_XML))

    def told(self) -> list[str]:
        """Return what launchctl was told to do, and forget it."""
        lines = (self.folder / "told").read_text().splitlines()
        (self.folder / "told").unlink()
        return [line for line in lines if not line.startswith("print")]


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    return Mac(tmp_path)


class TestUnderLaunchd:
    def test_agents_are_loaded_once_and_taken_away(self, mac: Mac) -> None:
        domain = f"gui/{os.getuid()}"
        assert "nemo-watch runs." in mac.does("install")
        loaded = [f"enable {domain}/LABEL", f"bootstrap {domain} {mac.agents}/LABEL.plist"]
        both = [line.replace("LABEL", label) for label in ("io.nemo.watch", "io.nemo.watch.tray") for line in loaded]
        assert mac.told() == both
        running = [True, True, True, 4242, str(mac.folder / "my rules.yaml"), True, []]
        assert mac.does("look") == running
        assert any("Already up to date" in sentence for sentence in mac.does("install"))
        assert [line for line in mac.told() if "enable" not in line] == []
        mac.does("uninstall")
        assert mac.told() == [f"bootout {domain}/io.nemo.watch", f"bootout {domain}/io.nemo.watch.tray"]
        assert list(mac.agents.iterdir()) == []
        assert mac.does("look") == [False, False, False, 0, "None", False, []]
        assert mac.does("uninstall") == ["No service was installed."]

    def test_agent_of_another_version_is_told_of_and_loaded_anew(self, mac: Mac) -> None:
        mac.does("install")
        agent = mac.agent("io.nemo.watch")
        (mac.agents / "io.nemo.watch.plist").write_bytes(plistlib.dumps({**agent, "Nice": 1}))
        assert mac.does("look")[-1] == ["The agent is not what this nemo-watch would write."]
        mac.told()
        mac.does("install")
        assert [line.split()[0] for line in mac.told()[:3]] == ["bootout", "enable", "bootstrap"]
        assert mac.does("look")[-1] == []

    @pytest.mark.parametrize("label", ["io.nemo.watch", "io.nemo.watch.tray"])
    def test_agent_is_one_that_launchd_understands(self, mac: Mac, label: str) -> None:
        mac.does("install")
        agent = mac.agent(label)
        assert agent["Label"] == label
        for key, value in agent.items():
            assert isinstance(value, KEYS[key]), key
            assert isinstance(value, bool) == (KEYS[key] is bool), key
        texts = [*agent["ProgramArguments"], *agent["EnvironmentVariables"].values()]
        assert all(isinstance(text, str) for text in texts)
        assert not [text for text in texts if text.startswith("~") or "$" in text]  # launchd knows neither
        assert Path(agent["ProgramArguments"][0]).is_absolute()
        assert agent["KeepAlive"] == {"SuccessfulExit": False}
        assert agent["ThrottleInterval"] >= 10
        assert agent["ProcessType"] in {"Standard", "Interactive"}  # by `Background`, encodes crawl
        assert Path(agent["StandardErrorPath"]).parent.is_dir()


class Nina:
    """A person with a home, folders, a rule file, and a systemd of her own."""

    inbox, outbox = HOME / ODD / "In", HOME / ODD / "Out"
    rule_file = HOME / ".config" / "nemo-watch" / "nemo-watch.yaml"
    unit = HOME / ".config" / "systemd" / "user" / "nemo-watch.service"
    state = HOME / ".local" / "state" / "nemo-watch"

    def __init__(self, session: UserSession) -> None:
        self.session = session
        for folder in (self.inbox, self.outbox):
            self.make(folder)
        self.write_rules()

    def outside(self, path: Path) -> Path:
        return self.session.outside(path)

    def make(self, folder: Path) -> None:
        assert self.session.run("mkdir", "-p", str(folder)).returncode == 0

    def write_rules(self, more: str = "", *, inbox: Path = inbox, outbox: Path = outbox, top: str = "") -> None:
        text = RULES.replace("INBOX", json.dumps(str(inbox))).replace("OUTBOX", json.dumps(str(outbox)))
        self.write(self.rule_file, top + text + more)

    def write(self, path: Path, content: str) -> None:
        """Write a file as a program of hers does, with another name first."""
        self.make(path.parent)
        new = self.outside(path.with_name(f".{path.name}.new"))
        new.write_text(content)
        self.give(new)
        new.replace(self.outside(path))

    def give(self, path: Path) -> None:
        os.chown(path, UID, UID)

    def drop(self, film: Path, name: str = "clip.mov", *, inbox: Path = inbox) -> None:
        arriving = self.outside(inbox / f".{name}")
        shutil.copyfile(film, arriving)
        self.give(arriving)
        arriving.replace(self.outside(inbox / name))

    def install(self, *arguments: str, **environ: str) -> str:
        done = self.session.nemo_watch("service", "install", *arguments, **environ)
        assert (done.returncode, done.stderr) == (0, ""), (done.stdout, self.journal())
        return done.stdout

    def change_unit(self, *lines: str) -> None:
        """Write a drop-in, as `systemctl --user edit` does."""
        self.write(self.unit.with_name(f"{self.unit.name}.d") / "hers.conf", "\n".join(("[Service]", *lines, "")))

    def standing(self) -> dict[str, Any]:
        return dict(json.loads(self.session.nemo_watch("service", "status", "--json").stdout))

    def told(self, *arguments: str) -> Any:
        """Return what a command prints as JSON."""
        done = self.session.nemo_watch(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def lying(self, folder: Path) -> list[str]:
        """Return all files below a folder, but for the mark of an inbox that lies on a disk of its own."""
        place = self.outside(folder)
        found = [Path(above, name).relative_to(place) for above, _, names in os.walk(place) for name in names]
        return sorted(str(path) for path in found if path != Path(".nemo-watch", "inbox"))

    def until(self, condition: Callable[[], Any], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"{what}\n{self.lying(HOME)}\n{self.journal()}"
            time.sleep(0.05)

    def until_delivered(self, *names: str, outbox: Path = outbox) -> None:
        self.until(lambda: self.lying(outbox) == sorted(names), f"{names} lie in the outbox, and nothing else")

    def is_encoding(self) -> bool:
        """Tell whether an unfinished result grows in the outbox."""
        work = self.outside(self.outbox / ".nemo-watch")
        return any(Path(above, name).stat().st_size for above, _, names in os.walk(work) for name in names)

    def at_work_on(self, folder: Path) -> list[str]:
        """Return the ids of all processes inside that a folder was named to."""
        found = []
        for process in self.outside(Path("/proc")).glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.fsencode(folder) in (process / "cmdline").read_bytes():
                    found.append(process.name)
        return found

    def log(self, event: str) -> list[dict[str, Any]]:
        """Return what the daemon has written down of one kind of event."""
        path = self.outside(self.state / "logs" / "nemo-watch.log")
        events = map(json.loads, path.read_text().splitlines()) if path.exists() else ()
        return [entry for entry in events if entry["event"] == event]

    def journal(self) -> str:
        status = self.session.run("systemctl", "--user", "status", "--no-pager", "nemo-watch").stdout
        path = self.outside(self.state / "logs" / "nemo-watch.log")
        return status + (path.read_text()[-4000:] if path.exists() else "")

    def leave(self) -> None:
        """End what runs of hers, and empty her home."""
        self.session.run("systemctl", "--user", "stop", "nemo-watch")
        self.session.run("find", str(HOME), "-mindepth", "1", "-delete")
        self.session.run("systemctl", "--user", "daemon-reload")
        self.session.run("systemctl", "--user", "reset-failed")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UserSession]:
    reason = reason_against()
    if reason:
        pytest.skip(reason)
    with user_session(tmp_path_factory.mktemp("session") / "log") as begun:
        yield begun


@pytest.fixture
def nina(session: UserSession) -> Iterator[Nina]:
    person = Nina(session)
    yield person
    person.leave()


def make(ffmpeg: Path, path: Path, *, seconds: int, size: str, encoder: str) -> Path:
    picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25", "-f", "lavfi", "-i", "sine=440"]
    coded = ["-t", str(seconds), "-c:v", encoder, "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([ffmpeg, "-v", "error", "-nostdin", *picture, *coded, path], check=True)
    return path


@pytest.fixture(scope="module")
def film(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a film that is copied into its result at once."""
    folder = tmp_path_factory.mktemp("films")
    return make(ffmpeg, folder / "quick.mov", seconds=1, size="160x120", encoder="libx264")


@pytest.fixture(scope="module")
def long_film(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a film whose encoding takes some seconds."""
    folder = tmp_path_factory.mktemp("films")
    return make(ffmpeg, folder / "slow.mkv", seconds=10, size="640x480", encoder="mpeg4")


class TestUnderSystemd:
    def test_films_are_delivered_through_the_fence_and_commands_reach_the_service(
        self, nina: Nina, film: Path, long_film: Path
    ) -> None:
        said = nina.install()
        assert "nemo-watch runs." in said
        assert "nowhere else" in said
        parts = re.split(r"@[a-z_]+@", template("nemo-watch.service"))
        assert re.fullmatch(".*".join(map(re.escape, parts)), nina.outside(nina.unit).read_text())
        nina.drop(film, "copied.mov")
        nina.drop(long_film, "encoded.mkv")
        nina.until_delivered("copied.mp4", "encoded.mp4")
        nina.until(lambda: nina.lying(nina.inbox / "done") == ["copied.mov", "encoded.mkv"], "the sources are put away")
        assert nina.log("fence.missing") == []
        assert [job["state"] for job in nina.told("jobs")] == ["done", "done"]
        assert nina.told("status")["counts"] == {"done": 2}
        (answer,) = nina.told("why", str(nina.inbox / "done" / "copied.mov"))
        assert answer["job"] in {job["id"] for job in nina.told("jobs")}
        assert "daemon.started" in nina.session.nemo_watch("logs").stdout
        standing = nina.standing()
        told = {key: standing[key] for key in ("installed", "enabled", "running", "up_to_date", "lingering", "remarks")}
        assert told == {**dict.fromkeys(told, True), "lingering": False, "remarks": []}
        nina.until(lambda: nina.standing()["doing"] == "Waiting for files.", "systemd is told")
        assert standing["rule_file"] == str(nina.rule_file)

    def test_installing_again_changes_nothing(self, nina: Nina) -> None:
        nina.install()
        process = nina.session.shown("MainPID")
        assert "Already up to date" in nina.install()
        assert nina.session.shown("MainPID") == process

    def test_tray_comes_where_there_is_a_desktop(self, nina: Nina) -> None:
        assert "tray icon" not in nina.install()
        assert "tray icon" in nina.install(DISPLAY=":7")
        assert nina.standing()["tray"]
        nina.install("--no-tray", DISPLAY=":7")
        assert not nina.standing()["tray"]

    def test_signal_has_the_rules_read_anew(self, nina: Nina) -> None:
        nina.install()
        nina.session.systemctl("reload", "nemo-watch")
        nina.until(lambda: nina.log("rules.reloaded"), "the rules are read, though the file is the same")
        nina.until(lambda: nina.session.shown("ActiveState") == "active", "it says that it is ready again")

    def test_rules_that_name_a_closed_folder_are_told_of_and_installing_again_opens_it(
        self, nina: Nina, film: Path
    ) -> None:
        nina.install()
        nina.make(HOME / "Elsewhere")
        nina.write_rules(outbox=HOME / "Elsewhere" / "Out")
        nina.until(lambda: "May not write" in nina.session.shown("StatusText"), "systemd is told")
        (remark,) = nina.standing()["remarks"]
        assert remark["sentence"].endswith(f"the service may not write: {HOME / 'Elsewhere' / 'Out'}.")
        found = json.loads(nina.session.nemo_watch("doctor", "--json").stdout)
        assert [one["sentence"] for one in found if one["name"] == "service unit"] == [remark["sentence"]]
        nina.install()
        assert nina.standing()["remarks"] == []
        nina.drop(film)
        nina.until_delivered("clip.mp4", outbox=HOME / "Elsewhere" / "Out")

    def test_stopped_in_the_middle_of_an_encode_it_ends_soon_and_goes_on_later(
        self, nina: Nina, long_film: Path
    ) -> None:
        nina.change_unit("TimeoutStopSec=10")  # whatever takes longer is killed, and that is told as its result
        nina.install()
        nina.drop(long_film, "clip.mkv")
        nina.until(nina.is_encoding, "it is being encoded")
        nina.until(lambda: "Working on 1 file" in nina.session.shown("StatusText"), "systemd is told")
        assert nina.at_work_on(nina.outbox)
        nina.session.systemctl("stop", "nemo-watch")
        assert (nina.session.shown("Result"), nina.at_work_on(nina.outbox)) == ("success", [])
        assert nina.lying(nina.inbox) == ["clip.mkv"]
        (job,) = nina.told("jobs")
        nina.session.systemctl("start", "nemo-watch")
        nina.until_delivered("clip.mp4")
        nina.until(lambda: [done["state"] for done in nina.told("jobs")] == ["done"], "it is done")
        assert nina.told("jobs")[0]["id"] == job["id"]

    def test_daemon_that_hangs_is_started_anew(self, nina: Nina, film: Path) -> None:
        nina.change_unit("WatchdogSec=3", "RestartSec=0")
        nina.install()
        process = nina.session.shown("MainPID")
        nina.session.run("kill", "-STOP", process)
        nina.until(lambda: nina.session.shown("MainPID") not in {process, "0"}, "it is started anew")
        nina.until(lambda: nina.session.shown("ActiveState") == "active", "it is ready")
        assert nina.session.shown("NRestarts") != "0"
        nina.drop(film)
        nina.until_delivered("clip.mp4")

    def test_uninstalled_it_leaves_files_and_jobs_to_whoever_runs_it_by_hand(self, nina: Nina, film: Path) -> None:
        nina.install("--tray")
        nina.drop(film)
        nina.until_delivered("clip.mp4")
        nina.until(lambda: nina.told("jobs")[0]["state"] == "done", "it is done")
        done = nina.session.nemo_watch("service", "uninstall")
        assert (done.returncode, done.stderr) == (0, "")
        assert not nina.outside(nina.unit).exists()
        standing = nina.standing()
        assert {key: standing[key] for key in ("installed", "enabled", "running", "tray")} == dict.fromkeys(
            ("installed", "enabled", "running", "tray"), False
        )
        assert nina.session.nemo_watch("service", "status").returncode == 3
        again = nina.session.nemo_watch("service", "uninstall")
        assert (again.returncode, "No service was installed" in again.stdout) == (0, True)
        assert (nina.lying(nina.inbox), nina.lying(nina.outbox)) == (["done/clip.mov"], ["clip.mp4"])
        nina.drop(film, "second.mov")
        by_hand = nina.session.nemo_watch("run", "--once")
        assert by_hand.returncode == 0, by_hand.stderr
        nina.until_delivered("clip.mp4", "second.mp4")
        assert len(nina.told("jobs")) == 2

    def test_disk_that_is_connected_later_is_open_to_the_service(self, nina: Nina, film: Path) -> None:
        disk = HOME / "disk"
        nina.make(disk)
        nina.write_rules(inbox=disk / "In", outbox=disk / "Out")
        nina.outside(disk).chmod(0o555)  # nothing is made in the empty folder
        assert f"The inbox ~/{disk.name}/In is not there." in nina.install()
        nina.session.run("mount", "-t", "tmpfs", "-o", f"uid={UID},mode=700", "tmpfs", str(disk), as_root=True)
        try:
            nina.make(disk / "In")
            nina.drop(film, inbox=disk / "In")
            nina.until_delivered("clip.mp4", outbox=disk / "Out")
            nina.session.systemctl("stop", "nemo-watch")
        finally:
            nina.session.run("umount", "-l", str(disk), as_root=True)

    def test_server_that_does_not_answer_keeps_the_service_from_nothing(self, nina: Nina, film: Path) -> None:
        server = HOME / "server"
        nina.make(server)
        nina.make(HOME / "shared" / "In")
        if nina.session.run("bindfs", str(HOME / "shared"), str(server), as_root=True).returncode != 0:
            pytest.skip("a file system in user space cannot be mounted here")
        (driver,) = nina.at_work_on(server)
        try:
            nina.write_rules(inbox=server / "In")
            assert "may lie on a server" in nina.install()
            assert nina.session.shown("ProtectSystem") == "full"
            nina.drop(film, inbox=server / "In")
            nina.until_delivered("clip.mp4")
            nina.session.systemctl("stop", "nemo-watch")
            nina.session.run("kill", "-STOP", driver, as_root=True)
            nina.session.systemctl("start", "--no-block", "nemo-watch")
            nina.until(lambda: nina.session.shown("StatusText") == "Starting.", "it does not wait for the server")
        finally:
            nina.session.run("kill", "-CONT", driver, as_root=True)
            nina.session.systemctl("stop", "nemo-watch")
            nina.session.run("umount", "-l", str(server), as_root=True)

    def test_originals_go_to_the_trash_where_the_rule_says_so(self, nina: Nina, film: Path) -> None:
        nina.write_rules("    after: trash\n")
        nina.install()
        nina.drop(film)
        nina.until_delivered("clip.mp4")
        trash = HOME / ".local" / "share" / "Trash" / "files"
        nina.until(lambda: nina.lying(trash) and not nina.lying(nina.inbox), "the original lies in the trash")
        (name,) = nina.lying(trash)
        assert nina.outside(trash / name).read_bytes() == film.read_bytes()

    def test_long_state_path_has_its_sockets_where_commands_find_them(self, nina: Nina, film: Path) -> None:
        nina.write_rules(top=f"state: {HOME / ('long' * 25)}\n")
        nina.install()
        assert nina.told("status")["running"]
        nina.drop(film)
        nina.until_delivered("clip.mp4")

    def test_state_folder_may_be_removed_for_a_fresh_start(self, nina: Nina) -> None:
        nina.install()
        nina.session.systemctl("stop", "nemo-watch")
        nina.session.run("rm", "-r", str(nina.state))
        nina.session.systemctl("start", "nemo-watch")
        assert nina.told("status")["running"]

    def test_rule_file_with_a_mistake_ends_it_for_good_and_installing_it_mended_starts_it(self, nina: Nina) -> None:
        nina.install("--config", str(nina.rule_file))
        nina.write(nina.rule_file, "rules: 7\n")
        done = nina.session.run("systemctl", "--user", "restart", "nemo-watch")
        assert done.returncode != 0
        assert (nina.session.shown("ActiveState"), nina.session.shown("ExecMainStatus")) == ("failed", "2")
        standing = nina.standing()
        assert (standing["failed"], standing["running"], len(standing["remarks"])) == (True, False, 1)
        nina.write_rules()
        nina.install()
        assert nina.told("status")["running"]

    def test_daemon_that_runs_by_hand_is_not_disturbed(self, nina: Nina) -> None:
        by_hand = nina.session.begin(str(INSTALLED / "bin" / "python3"), "-P", "-m", "nemo_watch", "run")
        nina.until(lambda: nina.session.nemo_watch("status").returncode == 0, "it runs")
        process = str(nina.told("status")["pid"])
        said = nina.install()
        assert f"another nemo-watch is at work (process {process})" in said
        assert nina.session.shown("ActiveState") == "inactive"
        nina.session.run("kill", process)
        by_hand.wait(PATIENCE_SECONDS)
        nina.install()
        assert str(nina.told("status")["pid"]) == nina.session.shown("MainPID") != process

    def test_system_without_name_spaces_runs_it_without_that_part_of_the_fence(self, nina: Nina, film: Path) -> None:
        if int(nina.session.systemctl("show", "--property=Version", "--value").split(".")[0]) > 253:
            pytest.skip("this systemd leaves no part of a fence out by itself, which the test begins with")
        nina.change_unit("BindPaths=/nowhere")  # fails in a name space, and means nothing without one
        assert "allows no user name spaces" in nina.install()
        assert (nina.session.shown("PrivateUsers"), nina.session.shown("NoNewPrivileges")) == ("no", "yes")
        assert nina.standing()["remarks"] == []
        nina.drop(film)
        nina.until_delivered("clip.mp4")
        assert "Already up to date" in nina.install()

    def test_without_a_manager_it_says_what_to_do(self, nina: Nina) -> None:
        done = nina.session.nemo_watch("service", "install", XDG_RUNTIME_DIR="/nowhere")
        assert (done.returncode, done.stderr.startswith("Your systemd cannot be reached")) == (1, True)
        done = nina.session.nemo_watch("service", "status", PATH="/nowhere")
        assert (done.returncode, done.stderr.startswith("There is no systemd here")) == (1, True)
        assert nina.session.nemo_watch("service", "install", XDG_RUNTIME_DIR="").returncode == 0  # as after su
        done = nina.session.nemo_watch("service", "uninstall", XDG_RUNTIME_DIR="/nowhere")
        assert (done.returncode, "It may run until you log out" in done.stdout) == (0, True)
        assert not nina.outside(nina.unit).exists()

    def test_variables_of_the_shell_are_asked_for_and_taken_from_a_file(self, nina: Nina) -> None:
        assert "does not know NEMO_TOKEN of this shell" in nina.install(NEMO_TOKEN="secret")
        assert "secret" not in nina.outside(nina.unit).read_text()
        nina.write(nina.rule_file.with_name("environment"), "NEMO_TOKEN=secret\n")
        nina.session.systemctl("restart", "nemo-watch")
        environ = nina.session.run("cat", f"/proc/{nina.session.shown('MainPID')}/environ", as_root=True).stdout
        assert "NEMO_TOKEN=secret" in environ.split("\0")

    def test_root_is_told_of_the_unit_for_the_whole_machine(self, nina: Nina) -> None:
        command = [str(INSTALLED / "bin" / "python3"), "-P", "-m", "nemo_watch", "service", "install"]
        done = nina.session.run(*command, as_root=True)
        assert (done.returncode, "/etc/systemd/system/" in done.stderr) == (1, True)
        folder = re.findall(r"^  cd (.*)$", done.stderr, re.MULTILINE)[0]
        assert nina.outside(Path(folder, "nemo-watch.service")).exists()
