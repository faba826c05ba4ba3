"""A user who has logged in to a machine that systemd runs: their own manager, real, in name spaces of its own.

Nothing of it is left behind: user, home and folders are there only inside, on file systems in memory. As root:

    with user_session() as session:
        session.run("systemctl", "--user", "is-system-running")
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UID, NAME = 61234, "nina"
HOME, RUNTIME = Path("/home", NAME), Path(f"/run/user/{UID}")
MANAGER = "/usr/lib/systemd/systemd"
INSTALLED = Path("/opt/my films")
"""Where nemo-watch is installed inside: the path has a space, as folders of people do."""
AS_USER = ("setpriv", f"--reuid={UID}", f"--regid={UID}", "--clear-groups", "--inh-caps=-all")
PATIENCE_SECONDS = 40.0


class UserSession:
    """One session; paths are those inside."""

    def __init__(self, process: int) -> None:
        """Go into the name spaces of a process."""
        self._process = process
        self.environ = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(HOME),
            "USER": NAME,
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(RUNTIME),
        }

    def outside(self, path: Path) -> Path:
        """Return by which name a path inside is reached from here."""
        return Path(f"/proc/{self._process}/root", *path.parts[1:])

    def run(self, *command: str, as_root: bool = False, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the session to its end, at home."""
        return subprocess.run(
            self._entered(command, as_root=as_root, environ=environ), text=True, capture_output=True, timeout=60
        )

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program in the session, and wait for nothing."""
        return subprocess.Popen(self._entered(command, as_root=False, environ={}), stdout=subprocess.DEVNULL)

    def nemo_watch(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command of nemo-watch."""
        return self.run(str(INSTALLED / "bin" / "python3"), "-P", "-m", "nemo_watch", *arguments, **environ)

    def systemctl(self, *arguments: str) -> str:
        """Ask the user's manager, and return what it prints."""
        done = self.run("systemctl", "--user", "--no-pager", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def shown(self, name: str) -> str:
        """Return a property of the service."""
        return self.systemctl("show", "nemo-watch", f"--property={name}", "--value")

    def _entered(self, command: tuple[str, ...], *, as_root: bool, environ: dict[str, str]) -> list[str]:
        inside = ["nsenter", f"--target={self._process}", "--all", "--", *(() if as_root else AS_USER)]
        values = {**self.environ, **environ}
        return [
            *inside,
            "env",
            "-i",
            f"--chdir={HOME}",
            *(f"{name}={value}" for name, value in values.items()),
            *command,
        ]


def reason_against() -> str:
    """Return why there can be no session here, empty where there can be one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can make a user's session of its own"
    missing = [name for name in ("systemctl", "unshare", "nsenter", "setpriv", "mount") if shutil.which(name) is None]
    if missing or not Path(MANAGER).exists():
        return f"not installed: {', '.join(missing) or 'systemd'}"
    apart = ["unshare", "--mount", "--cgroup", "--pid", "--fork", "mount", "-t", "tmpfs", "none", "/mnt"]
    if subprocess.run(apart, capture_output=True).returncode != 0:
        return "the kernel forbids name spaces"
    return "" if _cgroups() else "there are no unified control groups"


@contextlib.contextmanager
def user_session(log: Path) -> Iterator[UserSession]:
    """Begin a session, and end all that runs in it. What its manager says goes to `log`."""
    with _delegated_group() as group, log.open("w") as told:
        # the group is entered first: the root of the group name space is where the process is when it is made
        enter = f'echo $$ >"{group}/cgroup.procs" && exec "$@"'
        apart = (
            "unshare",
            "--mount",
            "--cgroup",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "--propagation=private",
        )
        command = ["sh", "-c", enter, "sh", *apart, sys.executable, __file__]
        outer = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            yield UserSession(_process_inside(outer, log))
        finally:
            outer.kill()  # its child is the first process inside, and all others end with that
            outer.wait()


def _process_inside(outer: subprocess.Popen[bytes], log: Path) -> int:
    """Return the first process inside, once the manager answers."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        children = Path(f"/proc/{outer.pid}/task/{outer.pid}/children").read_text().split()
        if children and Path(f"/proc/{children[0]}/root{RUNTIME}/systemd/private").exists():
            return int(children[0])
        is_late = outer.poll() is not None or time.monotonic() > deadline
        assert not is_late, log.read_text()
        time.sleep(0.02)


def _cgroups() -> Path | None:
    """Return where the unified control groups are."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    return next((Path(fields[1]) for fields in mounts if fields[2] == "cgroup2"), None)


@contextlib.contextmanager
def _delegated_group() -> Iterator[Path]:
    """Make a control group that belongs to the user; its process must not be in the same one as its services."""
    root = _cgroups()
    assert root is not None
    group = root / f"nemo-watch-test-{os.getpid()}"
    (group / "manager").mkdir(parents=True)
    for path in (group, *group.rglob("*")):
        if path.is_dir() or path.name in {"cgroup.procs", "cgroup.threads", "cgroup.subtree_control"}:
            os.chown(path, UID, UID)
    try:
        yield group / "manager"
    finally:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while group.exists() and time.monotonic() < deadline:
            with contextlib.suppress(OSError):  # the last processes are still going
                for folder, _, _ in os.walk(group, topdown=False):
                    Path(folder).rmdir()
            time.sleep(0.02)


def _begin() -> None:
    """Inside, as the first process: make the machine, and run the user's manager."""
    _do("mount", "--make-rshared", "/")  # as systemd does: a service sees disks that are connected later
    _mount("/sys/fs/cgroup")
    _do("mount", "-t", "cgroup2", "none", "/sys/fs/cgroup")
    _mount("/run")
    for made in ("/run/systemd/system", "/run/systemd/unit-root", "/run/kept"):
        Path(made).mkdir(parents=True)
    _install()
    for open_to_all in ("/tmp", "/var/tmp"):
        _mount(open_to_all, mode="1777")
    _mount("/home")
    for private in (HOME, RUNTIME):
        private.mkdir(mode=0o700, parents=True)
        os.chown(private, UID, UID)
    for name, line in (("passwd", f"{NAME}:x:{UID}:{UID}::{HOME}:/bin/sh\n"), ("group", f"{NAME}:x:{UID}:\n")):
        Path("/run", name).write_text(Path("/etc", name).read_text() + line)
        _do("mount", "--bind", f"/run/{name}", f"/etc/{name}")
    environ = UserSession(0).environ
    subprocess.run([*AS_USER, MANAGER, "--user", "--log-target=console"], env=environ)


def _install() -> None:
    """Install this checkout, with what this interpreter has, where every user can reach it."""
    needed = {Path(sys.base_prefix): Path(sys.base_prefix)}
    needed |= {ROOT: Path("/opt/source"), Path(sysconfig.get_path("purelib")): Path("/opt/packages")}
    kept = {Path("/run/kept", str(number)): place for number, place in enumerate(needed.values())}
    for keeper, source in zip(kept, needed, strict=True):
        keeper.mkdir()
        _do("mount", "--bind", str(source), str(keeper))
    _mount("/opt")
    closed = next(
        (place for place in reversed(Path(sys.base_prefix).parents) if not place.stat().st_mode & 0o001), None
    )
    if closed is not None:
        _mount(str(closed))
    for keeper, place in kept.items():
        place.mkdir(parents=True, exist_ok=True)
        _do("mount", "--bind", str(keeper), str(place))
    _do(sys._base_executable, "-m", "venv", "--without-pip", str(INSTALLED))  # that of a venv may be hidden by now
    (folder,) = INSTALLED.glob("lib/python*/site-packages")
    (folder / "nemo_watch.pth").write_text("/opt/source\n/opt/packages\n")


def _mount(folder: str, *, mode: str = "755") -> None:
    _do("mount", "-t", "tmpfs", "-o", f"mode={mode}", "tmpfs", folder)


def _do(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    _begin()
