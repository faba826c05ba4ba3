"""Running a daemon: until a signal ends it, or, in a single run, until nothing can go on."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable

from nemo_watch.daemon.daemon import Daemon
from nemo_watch.jobs import Job

_IDLE_LOOKS = 3
_IDLE_PAUSE_SECONDS = 0.05

Started = Callable[[Daemon], None]


async def run_until_stopped(build: Callable[[], Daemon], *, on_started: Started, on_terminal: bool) -> None:
    """Run a daemon until SIGTERM or SIGINT. SIGHUP reads the rule file anew; `on_terminal` it means a closed window."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    daemon = build()
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(daemon.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    loop.add_signal_handler(signal.SIGHUP, ended.set if on_terminal else reload)
    try:
        await daemon.start()
        on_started(daemon)
        await ended.wait()
    finally:
        await daemon.stop()


async def run_once(build: Callable[[], Daemon], *, on_started: Started) -> list[Job]:
    """Take what lies in the inboxes, and end when nothing can go on; return the jobs that failed or are held."""
    begun = time.time()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    daemon = build()
    try:
        await daemon.start()
        on_started(daemon)
        quiet = 0
        while quiet < _IDLE_LOOKS and not ended.is_set():
            await asyncio.sleep(_IDLE_PAUSE_SECONDS)
            quiet = quiet + 1 if daemon.is_idle else 0
        return daemon.unsettled_jobs(begun)
    finally:
        await daemon.stop()
