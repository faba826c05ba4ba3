"""A file dropped on the page: it grows under a hidden name in its inbox, and appears there once it is whole."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from nemo_watch import placing
from nemo_watch.aside import Aside, Unanswered
from nemo_watch.errors import NemoWatchError
from nemo_watch.inbox.ignoring import reason_ignored
from nemo_watch.names import MOST_BYTES, shown
from nemo_watch.rules import Rule
from nemo_watch.units import format_size

_PREFIX = ".nemo-watch-dropped-"
_STALE_SECONDS = 86_400.0
_SPARE_BYTES = 100_000_000
"""What stays free on the disk of an inbox."""
_BUFFER_BYTES = 1 << 20


def check_name(name: str, rule: Rule) -> None:
    """Raise NemoWatchError for a file name that a rule's inbox cannot hold, or that the rule would not take."""
    if not name or "/" in name or "\0" in name or name in {".", ".."} or len(os.fsencode(name)) > MOST_BYTES:
        raise NemoWatchError(f'"{shown(name)}" is no name for a file.', hint="Give it another name.")
    if reason := reason_ignored(Path(name)):
        raise NemoWatchError(f"{shown(name)} looks like {reason}, and would be left alone.", hint="Rename it.")
    if not rule.takes(name):
        raise NemoWatchError(
            f"The rule {rule.name} takes {', '.join(rule.files)}, and not {shown(name)}.",
            hint="Drop it into the inbox of another rule.",
        )


async def receive(
    rule: Rule,
    name: str,
    content: AsyncIterator[bytes],
    *,
    size: int | None,
    aside: Aside,
    check: Callable[[], object],
) -> Path:
    """Bring a file of so many bytes into the inbox of a rule and return where it lies; a taken name gets a number.

    All that touches the inbox is done `aside`; `check` raises where the inbox is not there any more. Raises
    NemoWatchError where it cannot be held there, or did not arrive whole: then nothing of it is left.
    """
    check_name(name, rule)
    part = rule.inbox / f"{_PREFIX}{secrets.token_hex(8)}"
    try:
        await aside.run(_make_way, rule.inbox, size)
        received = await _written(part, content, aside)
        if size is not None and received != size:
            raise NemoWatchError(f"{shown(name)} did not arrive whole.", hint="Drop it again.")
        check()
        return await aside.run(placing.move, part, rule.inbox, name)
    except Unanswered:
        raise
    except OSError as error:
        raise NemoWatchError(
            f"{shown(name)} cannot be put into {shown(rule.inbox)}: {error.strerror}.",
            hint="Look at the folder: it must be there, writable, and have space left.",
        ) from error
    finally:
        with contextlib.suppress(Unanswered):
            await aside.run(_remove, part)


async def _written(part: Path, content: AsyncIterator[bytes], aside: Aside) -> int:
    """Write what comes, a megabyte at a time, and return how many bytes that were; they are on the disk then."""
    received, buffer = 0, bytearray()
    descriptor = await aside.run(os.open, part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        async for chunk in content:
            buffer += chunk
            received += len(chunk)
            if len(buffer) >= _BUFFER_BYTES:
                await aside.run(_append, descriptor, bytes(buffer))
                buffer.clear()
        await aside.run(_append, descriptor, bytes(buffer))
        await aside.run(os.fsync, descriptor)
    finally:
        with contextlib.suppress(Unanswered):
            await aside.run(os.close, descriptor)
    return received


def _append(descriptor: int, content: bytes) -> None:
    """Write all of it. Raises OSError, also where too little would be left free."""
    while content:
        content = content[os.write(descriptor, content) :]
    there = os.fstatvfs(descriptor)
    if there.f_bavail * there.f_frsize < _SPARE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _remove(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)


def _make_way(inbox: Path, size: int | None) -> None:
    """Remove what was left by a daemon that ended in the middle. Raises NemoWatchError where there is no space."""
    with os.scandir(inbox) as entries:
        stale = [Path(entry.path) for entry in entries if entry.name.startswith(_PREFIX)]
    for part in stale:
        with contextlib.suppress(OSError):  # it may have got its name by now
            if time.time() - part.lstat().st_mtime > _STALE_SECONDS:
                part.unlink()
    free = shutil.disk_usage(inbox).free
    if size is not None and free < size + _SPARE_BYTES:
        raise NemoWatchError(
            f"The disk of {shown(inbox)} is full: {format_size(size)} are to come, {format_size(free)} are free.",
            hint="Free some space, then drop it again.",
        )
