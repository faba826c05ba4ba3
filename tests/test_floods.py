"""More files at once than the system can tell of: the queue of events overflows, and nothing is missed."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from test_daemon import House, house

__all__ = ["house"]  # fixtures

QUEUE = Path("/proc/sys/fs/inotify/max_queued_events")
FILES = 1200
PICTURE = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


@contextlib.contextmanager
def short_queue(length: int) -> Iterator[None]:
    """Let what begins to listen now be told of few events at once, or skip where that may not be set."""
    try:
        before = QUEUE.read_text()
        QUEUE.write_text(str(length))
    except OSError as error:
        pytest.skip(f"the queue of events cannot be shortened: {error.strerror}")
    try:
        yield
    finally:
        QUEUE.write_text(before)


def closed_hours() -> str:
    """Return hours that are not now, so that files are taken and not converted."""
    now = datetime.now().astimezone()
    return "-".join((now + timedelta(hours=ahead)).strftime("%H:%M") for ahead in (2, 3))


def test_files_that_no_event_told_of_are_found_once_each_in_their_order(house: House) -> None:
    house.write_rules(more=f'    files: ["*.gif"]\n    hours: "{closed_hours()}"\n')
    with short_queue(200):
        daemon = house.start()
    daemon.send_signal(signal.SIGSTOP)  # nobody reads the queue
    for number in range(FILES):
        (house.inbox / f"{number:04}.gif").write_bytes(PICTURE)
    daemon.send_signal(signal.SIGCONT)
    house.until(lambda: house.control.status()["counts"] == {"held": FILES}, "each file is a job")
    jobs = house.control.jobs()
    names = [Path(job["sources"][0]).name for job in reversed(jobs)]
    assert sorted(names) == [f"{number:04}.gif" for number in range(FILES)]
    moved = sorted(abs(place - int(name[:4])) for place, name in enumerate(names))
    most = moved[FILES * 9 // 10]
    assert most < FILES / 10, "they are taken as they came, but for a few that had to be looked at again"
    assert jobs[0]["message"].startswith("It waits for the hours of its rule")
