"""How 60,000 small files at once are taken: whether all are found, and none twice, and what memory that needs.

The rule works at hours that are not now, so that it is the taking that is measured. They are dropped twice over: into a
daemon that runs, and where they lie when it starts.
"""

from __future__ import annotations

import sqlite3
import time
from datetime import datetime, timedelta
from pathlib import Path

from bench import Daemon, cpu_seconds, peak_megabytes, print_table, work_folder

FILES, FOLDERS = 60_000, 60
LOOK_SECONDS = 0.5
MOST_SECONDS = 1800
PICTURE = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
"""A GIF of one point."""


def main() -> None:
    """Measure and print."""
    later = [datetime.now().astimezone() + timedelta(hours=hours) for hours in (2, 3)]
    hours = "-".join(moment.strftime("%H:%M") for moment in later)
    more = f'    files: ["*.gif"]\n    hours: "{hours}"\n'
    rows = []
    with work_folder() as folder:
        running = Daemon(folder / "running", more=more)
        with running as daemon:
            begun = time.monotonic()
            _drop(daemon.inbox)
            rows.append(_row("into a running daemon", daemon, begun))
        waiting = Daemon(folder / "waiting", more=more)
        _drop(waiting.inbox)
        begun = time.monotonic()
        with waiting as daemon:
            rows.append(_row("there at the start", daemon, begun))
    heads = ("", "jobs", "files with two", "took", "processor time", "peak memory")
    print_table(f"{FILES:,} files", heads, rows)


def _drop(inbox: Path) -> None:
    for number in range(FILES):
        folder = inbox / f"{number % FOLDERS:02}"
        if number < FOLDERS:
            folder.mkdir()
        (folder / f"{number}.gif").write_bytes(PICTURE)


def _row(title: str, daemon: Daemon, begun: float) -> tuple[str, ...]:
    store = sqlite3.connect(f"{(daemon.rule_file.parent / 'state' / 'jobs.sqlite').as_uri()}?mode=ro", uri=True)
    count = 0
    while count < FILES and time.monotonic() - begun < MOST_SECONDS:
        time.sleep(LOOK_SECONDS)
        (count,) = store.execute("SELECT count(*) FROM jobs").fetchone()
    took = time.monotonic() - begun
    time.sleep(2)
    (count,) = store.execute("SELECT count(*) FROM jobs").fetchone()
    (twice,) = store.execute(
        "SELECT count(*) FROM (SELECT path FROM sources GROUP BY path HAVING count(*) > 1)"
    ).fetchone()
    store.close()
    work, memory = cpu_seconds(daemon.pid), peak_megabytes(daemon.pid)
    return title, f"{count:,}", str(twice), f"{took:.0f} s", f"{work:.0f} s", f"{memory:.0f} MB"


if __name__ == "__main__":
    main()
