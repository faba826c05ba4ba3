"""A quiet inbox of 20,000 folders: how long the start takes, and what the sweeps cost. Linux only."""

from __future__ import annotations

import time
from pathlib import Path

from bench import Daemon, cpu_seconds, print_table, resident_megabytes, work_folder

FOLDERS, BRANCHES = 20_000, 100
SECONDS = 180


def main() -> None:
    """Measure and print."""
    with work_folder() as folder:
        prepared = Daemon(folder / "daemon")
        _make(prepared.inbox)
        begun = time.monotonic()
        with prepared as daemon:
            while not daemon.events("daemon.started"):
                time.sleep(0.02)
            started = time.monotonic() - begun
            used = cpu_seconds(daemon.pid)
            time.sleep(2)
            before = cpu_seconds(daemon.pid)
            time.sleep(SECONDS)
            share = (cpu_seconds(daemon.pid) - before) / SECONDS
            state = ", ".join(
                event["event"] for event in daemon.events("inbox.watching") + daemon.events("inbox.polling")
            )
            row = (
                f"{started:.1f} s",
                f"{used:.1f} s",
                f"{share:.2%}",
                f"{resident_megabytes(daemon.pid):.0f} MB",
                state,
            )
    heads = ("start", "processor time of it", "share of a core, quiet", "resident memory", "state")
    print_table(f"An inbox of {FOLDERS:,} folders, swept each minute", heads, [row])


def _make(inbox: Path) -> None:
    for number in range(FOLDERS):
        (inbox / f"{number % BRANCHES:03}" / f"{number:05}").mkdir(parents=True)


if __name__ == "__main__":
    main()
