"""What the benchmarks share: a real daemon on fresh folders, clips to drop, and tables.

Every number comes from a daemon in a process of its own, as people run it, or from a bare ffmpeg beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from nemo_watch.control.client import ControlClient
from nemo_watch.errors import DaemonNotRunning
from nemo_watch.settings import CONTROL_SOCKET, socket_folder
from nemo_watch.studio.ffmpeg import find_ffmpeg

PACKAGE = Path(__file__).resolve().parent.parent

_LOOK_SECONDS = 0.001
_START_SECONDS = 20.0
_STOP_SECONDS = 20.0


class Daemon:
    """A `nemo-watch run` of its own, with one rule; it ends with the context."""

    def __init__(
        self, folder: Path, *, instruction: str = "convert to MP4 without losing quality", more: str = ""
    ) -> None:
        """Prepare the folders inbox, outbox and state in `folder`, which is empty; `more` are lines of the rule."""
        self.inbox, self.outbox = folder / "inbox", folder / "outbox"
        self.rule_file = folder / "rules.yaml"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        state = folder / "state"
        for made in (self.inbox, self.outbox):
            made.mkdir(parents=True)
        self.rule_file.write_text(
            f"state: {state}\n"
            "rules:\n"
            "  - name: benchmark\n"
            f"    inbox: {self.inbox}\n"
            f"    outbox: {self.outbox}\n"
            f"    instruction: {instruction}\n{more}",
            encoding="utf-8",
        )
        self._control = ControlClient(socket_folder(state) / CONTROL_SOCKET)

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command("run", "--config", str(self.rule_file)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
            )
        self._wait_until_it_answers()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def pid(self) -> int:
        """The process that is measured."""
        assert self._process is not None
        return self._process.pid

    def drop(self, source: Path, name: str) -> float:
        """Copy a file into the inbox, and return the moment (monotonic seconds) it was closed there."""
        shutil.copyfile(source, self.inbox / name)
        return time.monotonic()

    def wait_for(self, names: Sequence[str], *, seconds: float = 600.0) -> float:
        """Return the moment in which the last of some results was there. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        for path in [self.outbox / name for name in names]:
            while not path.exists():
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{path.name} was not delivered: see {self._log}")
                time.sleep(_LOOK_SECONDS)
        return time.monotonic()

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return what the daemon has logged under a name, such as `job.queued`."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line) for line in lines if line.startswith("{")]
        return [entry for entry in entries if entry["event"] == name]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                self._end()
                raise RuntimeError(f"The daemon did not start:\n{self._log.read_text(encoding='utf-8')}")
            time.sleep(0.01)

    def _answers(self) -> bool:
        try:
            self._control.status()
        except DaemonNotRunning:
            return False
        return True

    def _end(self) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def command(*arguments: str) -> list[str]:
    """Return a command of nemo-watch as an argument list."""
    return [sys.executable, "-m", "nemo_watch", *arguments]


def environment() -> dict[str, str]:
    """Return the environment for processes of nemo-watch: this checkout's code."""
    return {**os.environ, "PYTHONPATH": str(PACKAGE)}


def moment(entry: dict[str, Any]) -> float:
    """Return when a log entry was written, in seconds since the epoch."""
    return datetime.fromisoformat(entry["timestamp"]).timestamp()


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield a fresh folder that is removed afterwards; `--folder DIR` says on which disk."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--folder", type=Path, metavar="DIR", help="work below DIR (default: /tmp)")
    with tempfile.TemporaryDirectory(prefix="nemo-bench-", dir=parser.parse_args().folder) as made:
        yield Path(made)


def make_clip(path: Path, *, seconds: float, megabits: float, size: str = "1280x720") -> Path:
    """Make an H.264+AAC clip of about `seconds` × `megabits` / 8 megabytes: moving bars, noise and a tone."""
    picture = f"testsrc2=size={size}:rate=30,noise=alls=60:allf=t,format=yuv420p"
    run_ffmpeg(
        *(
            "-f",
            "lavfi",
            "-i",
            picture,
            "-f",
            "lavfi",
            "-i",
            "sine=440:sample_rate=48000",
            "-t",
            str(seconds),
        ),
        *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", f"{megabits}M", "-minrate", f"{megabits}M"),
        *("-maxrate", f"{megabits}M", "-bufsize", f"{megabits}M", "-g", "60"),
        *("-c:a", "aac", "-b:a", "128k", str(path)),
    )
    return path


def bare_copy(source: Path, target: Path) -> float:
    """Let ffmpeg alone copy the streams into an MP4, and return the seconds it took."""
    begun = time.monotonic()
    run_ffmpeg("-i", str(source), "-c", "copy", "-movflags", "+faststart", str(target))
    return time.monotonic() - begun


def run_ffmpeg(*arguments: str) -> None:
    """Run the ffmpeg that nemo-watch uses too."""
    subprocess.run([find_ffmpeg(None), "-nostdin", "-v", "error", "-y", *arguments], check=True)


def peak_megabytes(pid: int) -> float:
    """Return the most memory that a process had resident so far; off Linux, what it has now."""
    return _memory(pid, "VmHWM")


def resident_megabytes(pid: int) -> float:
    """Return the memory that a process has resident now."""
    return _memory(pid, "VmRSS")


def _memory(pid: int, key: str) -> float:
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith(f"{key}:"))
        return int(line.split()[1]) / 1024
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)])) / 1024


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used so far; Linux only."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def print_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that can be pasted into a Markdown file."""
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    print(f"\n{title}\n")
    for row in (heads, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")


def spread(values: Sequence[float]) -> str:
    """Return median, least and most of some seconds: "0.21 s (0.19–0.25)"."""
    return f"{statistics.median(values):.2f} s ({min(values):.2f}–{max(values):.2f})"
