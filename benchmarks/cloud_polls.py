"""200 jobs in the cloud at once, in one daemon: how late its polls are.

The cloud is the tests' own, on loopback. Every render takes a minute; each poll is due `POLL_SECONDS` after the last.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from bench import PACKAGE, Daemon, make_clip, peak_megabytes, print_table, work_folder

sys.path.insert(0, str(PACKAGE / "tests"))

from backend import Backend, served

JOBS = 200
POLL_SECONDS = 5.0
POLLS = 12


class TimedBackend(Backend):
    """A backend that notes when each render was asked after."""

    def __init__(self, clip: Path) -> None:
        super().__init__(clip)
        self.polls_needed = POLLS
        self.available = 1e9
        self.polled: defaultdict[str, list[float]] = defaultdict(list)

    def note_poll(self, render_id: str) -> None:
        """Note when a render was asked after."""
        self.polled[render_id].append(time.monotonic())


def main() -> None:
    """Measure and print."""
    with work_folder() as folder:
        clip = make_clip(folder / "clip.mp4", seconds=2, megabits=1)
        with served(TimedBackend(clip)) as backend:
            os.environ["NEMO_API_URL"] = backend.address
            daemon = Daemon(folder / "daemon")
            cloud = f"cloud: {{concurrency: {JOBS}, poll: {POLL_SECONDS:g}s, credits_per_day: 1000000}}\n"
            text = daemon.rule_file.read_text(encoding="utf-8")
            daemon.rule_file.write_text(f"engine: cloud\n{cloud}{text}", encoding="utf-8")
            with daemon:
                for number in range(JOBS):
                    (staged := folder / "staged").write_bytes(b"RIFF\x04\0\0\0AVI ")
                    staged.rename(daemon.inbox / f"clip{number}.avi")
                daemon.wait_for([f"clip{number}.mp4" for number in range(JOBS)], seconds=600)
                peak = peak_megabytes(daemon.pid)
            late = sorted(
                behind - before - POLL_SECONDS
                for moments in backend.polled.values()
                for before, behind in itertools.pairwise(moments)
            )
    share = late[int(len(late) * 0.99)]
    print_table(
        f"{JOBS} jobs in the cloud at once, a poll every {POLL_SECONDS:g} s: how late polls are",
        ("polls", "median", "99 %", "latest", "daemon's peak memory"),
        [(str(len(late)), f"{statistics.median(late):.2f} s", f"{share:.2f} s", f"{late[-1]:.2f} s", f"{peak:.0f} MB")],
    )


if __name__ == "__main__":
    main()
