"""From a file's being closed to its job's being stored: one file at a time, and 200 in a burst."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench import Daemon, make_clip, moment, print_table, work_folder

FILES = 200


def main() -> None:
    """Measure and print."""
    with work_folder() as folder:
        clip = make_clip(folder / "clip.mkv", seconds=1, megabits=1, size="320x240")
        rows = []
        for title, alone in (("one at a time", True), ("in a burst", False)):
            with Daemon(folder / title.replace(" ", "-")) as daemon:
                seconds = _measured(daemon, clip, alone=alone)
            milliseconds = sorted(1000 * value for value in seconds)
            percentile = statistics.quantiles(milliseconds, n=100)[98]
            rows.append((title, str(len(milliseconds)), f"{statistics.median(milliseconds):.1f}", f"{percentile:.1f}"))
    print_table("Closed → stored", ("drops", "files", "median ms", "p99 ms"), rows)


def _measured(daemon: Daemon, clip: Path, *, alone: bool) -> list[float]:
    """Drop the files, and return for each the seconds until its job was stored."""
    content = clip.read_bytes()
    closed: dict[str, float] = {}
    for number in range(FILES):
        name = f"clip{number:03}.mkv"
        (daemon.inbox / name).write_bytes(content)
        closed[name] = time.time()
        if alone:
            daemon.wait_for([f"clip{number:03}.mp4"])
    daemon.wait_for([f"clip{number:03}.mp4" for number in range(FILES)])
    return [moment(entry) - closed[entry["file"]] for entry in daemon.events("job.queued")]


if __name__ == "__main__":
    main()
