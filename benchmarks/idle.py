"""What a daemon costs that has nothing to do: memory, and its share of one core over a minute. Linux only."""

from __future__ import annotations

import time

from bench import Daemon, cpu_seconds, make_clip, print_table, resident_megabytes, work_folder

SECONDS = 60


def main() -> None:
    """Measure and print."""
    rows = []
    with work_folder() as folder:
        clip = make_clip(folder / "clip.mkv", seconds=2, megabits=1, size="320x240")
        with Daemon(folder / "daemon") as daemon:
            rows.append(_row("just started", daemon))
            daemon.drop(clip, "clip.mkv")
            daemon.wait_for(["clip.mp4"])
            rows.append(_row("after a first file", daemon))
    print_table(f"Idle for {SECONDS} s", ("", "resident memory", "share of a core"), rows)


def _row(title: str, daemon: Daemon) -> tuple[str, str, str]:
    time.sleep(2)
    before = cpu_seconds(daemon.pid)
    time.sleep(SECONDS)
    share = (cpu_seconds(daemon.pid) - before) / SECONDS
    return title, f"{resident_megabytes(daemon.pid):.1f} MB", f"{share:.2%}"


if __name__ == "__main__":
    main()
