"""Running a daemon: until a signal ends it, or, in a single run, until nothing can go on."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import os
import resource
import signal
import time
from collections.abc import Callable

from nemo_watch.daemon.daemon import Daemon
from nemo_watch.daemon.telling import Telling
from nemo_watch.jobs import Job
from nemo_watch.service.notify import Supervisor

_IDLE_LOOKS = 3
_IDLE_PAUSE_SECONDS = 0.05
_OPEN_FILES = 8192
"""A shell allows 1,024 (setrlimit(2)), which a folder that is filled and a page that many look at could use up."""

Started = Callable[[Daemon], None]


async def run_until_stopped(build: Callable[[], Daemon], *, on_started: Started, on_terminal: bool) -> None:
    """Run a daemon until SIGTERM or SIGINT. SIGHUP reads the rule file anew; `on_terminal` it means a closed window.

    A service manager that wants to know how it goes is told.
    """
    allow_open_files(_OPEN_FILES)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    supervisor = Supervisor(os.environ)
    if supervisor.watchdog_seconds is not None:
        faulthandler.enable()  # a daemon that is ended because it hangs says where it does
    daemon = build()
    telling = Telling(daemon, supervisor)
    reloads: set[asyncio.Task[None]] = set()

    async def reload() -> None:
        telling.reloading()
        await daemon.reload()
        telling.reloaded()

    def begin_reload() -> None:
        task = asyncio.create_task(reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    loop.add_signal_handler(signal.SIGHUP, ended.set if on_terminal else begin_reload)
    telling.begin()
    try:
        await daemon.start()
        telling.ready()
        on_started(daemon)
        await ended.wait()
    finally:
        telling.stopping()
        await daemon.stop()
        await telling.end()


async def run_once(build: Callable[[], Daemon], *, on_started: Started) -> list[Job]:
    """Take what lies in the inboxes, and end when nothing can go on; return the jobs that failed or are held."""
    allow_open_files(_OPEN_FILES)
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


def allow_open_files(wanted: int) -> None:
    """Let this process have so many files open, or as many as it may allow itself; never fewer than it has."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS has another limit behind this one
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
