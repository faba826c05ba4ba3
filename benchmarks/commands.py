"""What a command costs: processor seconds (user and system), and time on the clock, beside a daemon."""

from __future__ import annotations

import os
import statistics
import subprocess
import time

from bench import Daemon, command, environment, print_table, work_folder

RUNS = 20


def main() -> None:
    """Measure and print."""
    with work_folder() as folder, Daemon(folder / "daemon") as daemon:
        config = ("--config", str(daemon.rule_file))
        calls = (("--help",), ("status", *config), ("jobs", *config), ("understand", "convert to MP4"))
        rows = [(call[0], *_cost(call)) for call in calls]
    print_table(f"Commands, median of {RUNS}", ("nemo-watch …", "processor", "clock"), rows)


def _cost(call: tuple[str, ...]) -> tuple[str, str]:
    processor, clock = [], []
    for _ in range(RUNS):
        begun = time.monotonic()
        process = subprocess.Popen(command(*call), stdout=subprocess.DEVNULL, env=environment())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        clock.append(time.monotonic() - begun)
        processor.append(used.ru_utime + used.ru_stime)
    return f"{statistics.median(processor):.2f} s", f"{statistics.median(clock):.2f} s"


if __name__ == "__main__":
    main()
