"""Whether the system can tell of changes in all folders of the inboxes: inotify(7) has limits. Linux only."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from nemo_watch.doctor import disk
from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.mounts import mount_of
from nemo_watch.rules import Configuration, Rule

LIMITS = Path("/proc/sys/fs/inotify")

_COUNT_SECONDS = 2.0
_USUAL_QUEUE = 16_384
_ENOUGH_WATCHES = 524_288
_FILE = "/etc/sysctl.d/40-nemo-watch.conf"
_POLLED = "inboxes for which none is left are polled, so their files are found later"


def look_at_limits(configuration: Configuration, *, limits: Path = LIMITS) -> Iterator[Finding]:
    """Compare the limits of the system with the folders that are to be watched."""
    watches, instances, queue = (
        _limit(limits / name) for name in ("max_user_watches", "max_user_instances", "max_queued_events")
    )
    if watches is None:
        return
    rules = [rule for rule in configuration.rules if _is_watched(rule, configuration.inbox.watch)]
    if not rules:
        yield well("watches", "The system has nothing to watch: all inboxes are polled.")
        return
    count, is_all = _folders(rules, most=watches + 1)
    yield _watches(count, watches, is_all=is_all)
    if instances is not None and len(rules) > instances:
        yield trouble(
            "watchers",
            f"The system has {instances:,} watchers for a user, and there are {len(rules):,} inboxes: {_POLLED}.",
            _remedy("max_user_instances", 2 * len(rules)),
        )
    if queue is not None and queue < _USUAL_QUEUE:
        yield note(
            "events",
            f"The system keeps {queue:,} events until they are read; of more at once, files are found a minute later.",
            _remedy("max_queued_events", _USUAL_QUEUE),
        )


def _watches(count: int, most: int, *, is_all: bool) -> Finding:
    folders = f"{'' if is_all else 'at least '}{count:,} folder{'' if count == 1 else 's'}"
    remedy = _remedy("max_user_watches", max(_ENOUGH_WATCHES, 2 * most))
    if count > most:
        sentence = f"The system watches {most:,} folders at most, and the inboxes have more: {_POLLED}."
        return trouble("watches", sentence, remedy)
    sentence = f"The system watches {most:,} folders at most; the inboxes have {folders}"
    if 2 * count > most:
        return note("watches", f"{sentence}, and other programs want some.", remedy)
    return well("watches", f"{sentence}.")


def _is_watched(rule: Rule, watch: str) -> bool:
    """Tell whether the system is asked to watch an inbox: not on a server, which may not even answer."""
    if watch != "auto":
        return watch == "native"
    mount = mount_of(rule.inbox)
    if mount is None or not mount.is_network:
        mount = disk.real_mount(rule.inbox)
    return mount is None or not mount.is_network


def _folders(rules: list[Rule], *, most: int) -> tuple[int, bool]:
    """Return how many folders the inboxes of rules have, counted no further than `most`, and whether that is all."""
    until, count = time.monotonic() + _COUNT_SECONDS, 0
    for rule in rules:
        waiting = [os.fspath(rule.inbox)]
        while waiting:
            if count >= most or time.monotonic() > until:
                return count, False
            inner = _inner(waiting.pop())
            count += inner is not None
            waiting += inner if inner and rule.recursive else []
    return count, True


def _inner(folder: str) -> list[str] | None:
    """Return the folders in a folder, None for one that cannot be read, and so not be watched either."""
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return None


def _limit(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _remedy(name: str, number: int) -> str:
    return f"echo fs.inotify.{name}={number} | sudo tee -a {_FILE} && sudo sysctl --system"
