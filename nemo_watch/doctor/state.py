"""The state folder and the store in it. The store is read, and not even brought up to date."""

from __future__ import annotations

import contextlib
import os
import pwd
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from nemo_watch.aside import answers
from nemo_watch.doctor import disk
from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.doctor.folders import Spot, note_of_inbox, note_of_outbox
from nemo_watch.errors import StoreError
from nemo_watch.names import shown
from nemo_watch.rules import Configuration
from nemo_watch.store import STORE_NAME, Store
from nemo_watch.store.schema import MIGRATIONS
from nemo_watch.units import format_size

_OTHERS = 0o077
_MOST_CHECKED_BYTES = 50_000_000
"""A larger store would take longer to be checked than anybody waits."""


def state_folder(state: Path) -> Spot:
    """Return the state folder as findings name it."""
    return Spot(state, "state", f"The state folder {shown(state)}")


def look_at_state(state: Path) -> Iterator[Finding]:
    """Look at the state folder, then at the store in it."""
    spot = state_folder(state)
    if not answers(state):
        yield spot.silent()
        return
    try:
        there = disk.nearest_there(state)
        if there == state:
            yield from _look_at_access(spot)
        yield from _look_at_kind(there, spot)
        good = f"{spot.title} can be written" if there == state else f"{spot.title} is made at the first start"
        disk.try_to_write(there)
        yield disk.room(spot.name, there, good)
    except OSError as error:
        yield spot.refused("used", error)
        return
    if (state / STORE_NAME).exists():
        yield from _look_at_store(state / STORE_NAME)


def notes_of(configuration: Configuration) -> dict[str, str]:
    """Return what the store has noted of the folders of the rules; nothing where it cannot be read."""
    path = configuration.state / STORE_NAME
    names = {note_of_inbox(rule.inbox) for rule in configuration.rules}
    names |= {note_of_outbox(rule.outbox) for rule in configuration.rules}
    try:
        if _version(path) != len(MIGRATIONS):
            return {}
        with contextlib.closing(Store(path, clock=time.time, read_only=True)) as store:
            return {name: store.note(name) for name in names}
    except (sqlite3.Error, OSError, StoreError):
        return {}


def _look_at_access(spot: Spot) -> Iterator[Finding]:
    status = spot.folder.stat()
    if status.st_uid != os.geteuid():
        owner = _name_of(status.st_uid)
        yield trouble("state", f"{spot.title} belongs to {owner}, not to you.", f"Run nemo-watch as {owner}.")
    elif stat.S_IMODE(status.st_mode) & _OTHERS:
        mode = f"{stat.S_IMODE(status.st_mode):o}"
        remedy = f"chmod 700 {disk.quoted(spot.folder)}"
        yield trouble("state", f"{spot.title} is open to other users (mode {mode}).", remedy)


def _look_at_kind(there: Path, spot: Spot) -> Iterator[Finding]:
    mount = disk.real_mount(there)
    if mount is None or not mount.is_network:
        return
    kind, remedy = shown(mount.kind), "Name a folder on a disk of this machine as `state` in the rule file."
    if mount.kind.startswith("fuse"):
        yield note("state", f"{spot.title} lies on {kind}: if a server is behind it, the store may be damaged.", remedy)
    else:
        sentence = f"{spot.title} lies on a network file system ({kind}), where the store may be damaged."
        yield trouble("state", sentence, remedy)


def _look_at_store(path: Path) -> Iterator[Finding]:
    spoiled = "Stop the daemon and move it away: a new one is made, and delivered files stay where they are."
    try:
        version = _version(path)
        if version > len(MIGRATIONS):
            remedy = "Install that version, or name another folder as `state` in the rule file."
            yield trouble("store", "The store was written by a newer version of nemo-watch.", remedy)
        elif version < len(MIGRATIONS):
            yield well("store", "The store is of an older version; it is brought up to date at the next start.")
        elif problem := _problem(path):
            yield trouble("store", f"The store {shown(path)} is damaged: {problem}.", spoiled)
        else:
            yield from _look_at_jobs(path)
    except (sqlite3.Error, StoreError) as error:
        said = error.message.rstrip(".") if isinstance(error, StoreError) else f"The store {shown(path)}: {error}"
        yield trouble("store", f"{said}.", spoiled)


def _look_at_jobs(path: Path) -> Iterator[Finding]:
    with contextlib.closing(Store(path, clock=time.time, read_only=True)) as store:
        counts = store.counts()
    total, size = sum(counts.values()), format_size(path.stat().st_size)
    yield well("store", f"The store can be read: {total} job{'' if total == 1 else 's'} in {size}.")
    held = counts.get("held", 0)
    if held:
        yield note(
            "held jobs",
            f"{held} job{' is' if held == 1 else 's are'} held.",
            "See what for: nemo-watch jobs --state held",
        )


def _version(path: Path) -> int:
    """Return how many migrations a store has seen. Raises sqlite3.Error."""
    with _connected(path) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _problem(path: Path) -> str:
    """Return what is wrong with a store that is small enough to be looked through, empty where nothing is."""
    if path.stat().st_size > _MOST_CHECKED_BYTES:
        return ""
    with _connected(path) as connection:
        said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if said == "ok" else " ".join(said.split())


def _connected(path: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2.0))


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
