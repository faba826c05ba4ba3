"""Hear from the system that something happened in an inbox.

What is heard is a hint and never proof: events get lost when a queue overflows, and come too early. So
nothing is looked at here; each hint goes to one callback, on watchdog's own thread, which must only pass it
on.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path, PurePath

import msgspec
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
    FileSystemMovedEvent,
)
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.utils import UnsupportedLibcError

from nemo_watch.rules import OUR_FOLDERS

# Handling every kind of event made a burst of 10,000 files take six times as long, and overflow the queue.
_WANTED: list[type[FileSystemEvent]] = [
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]


class HintKind(StrEnum):
    """What a hint says about its path."""

    ARRIVED_CLOSED = "arrived_closed"
    """A writer closed the file, or it was renamed into place."""
    CREATED = "created"
    """The file exists; its writer is probably still at work."""
    FOLDER = "folder"
    """A folder appeared, with files in it or not: sweep it."""
    GONE = "gone"
    """The inbox itself was deleted; nothing more will be heard of it until it is watched anew."""


OnHint = Callable[[Path, Path, HintKind], None]
"""Called with the inbox, the path as it lies below that inbox, and the kind, on a thread of watchdog's."""


class InboxObserver:
    """One native observer for all inboxes, each of which may be watched from a thread of its own.

    `start` and `watch` return None, or a sentence for a person why the system cannot watch; then files are
    found by sweeping alone.
    """

    def __init__(self, on_hint: OnHint) -> None:
        self._on_hint = on_hint
        self._lock = threading.Lock()
        self._observer: BaseObserver | None = None
        self._watches: dict[Path, _Watched] = {}

    def start(self) -> str | None:
        """Start the observer's threads."""
        try:
            observer = _native_observer()
            if observer is not None:
                observer.start()
        except (OSError, ImportError, UnsupportedLibcError) as error:
            return _reason(error)
        self._observer = observer
        return None if observer else "This system has no way of watching folders."

    def stop(self) -> None:
        """Stop watching and wait for the threads to end; no hint comes after."""
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.stop()
            observer.join()

    def watch(self, inbox: Path, *, recursive: bool) -> str | None:
        """Begin to watch an inbox, which must exist; one that is watched already stays so."""
        if self._observer is None:
            return "No folders are being watched."
        if self.is_watching(inbox):
            return None
        self.unwatch(inbox)
        try:
            handler = _Handler(inbox, recursive, self._on_hint)
            with self._lock:
                watch = self._observer.schedule(handler, handler.root, recursive=recursive, event_filter=_WANTED)
                self._watches[inbox] = _Watched(watch, handler)
                _probe_limit(self._observer)
        except OSError as error:
            self.unwatch(inbox)
            return _reason(error)
        return None

    def unwatch(self, inbox: Path) -> None:
        """Stop watching an inbox; one that is not watched is no error."""
        watched = self._watches.pop(inbox, None)
        if watched is not None and self._observer is not None:
            self._observer.unschedule(watched.watch)

    def is_watching(self, inbox: Path) -> bool:
        """Tell whether the folder that now has this path is the one that is watched.

        It is not after it was moved away, unmounted, or deleted and made anew; the system says nothing of the
        first two. Costs one stat.
        """
        watched = self._watches.get(inbox)
        return watched is not None and not watched.handler.is_gone and watched.handler.is_same_folder()


class _Handler(FileSystemEventHandler):
    """Turns the events of one inbox into hints, and drops those of our own folders in it."""

    def __init__(self, inbox: Path, recursive: bool, on_hint: OnHint) -> None:
        status = inbox.stat()
        if not os.access(inbox, os.R_OK | os.X_OK):
            # Watchdog would keep silent about it, and watch nothing.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        # Links are not followed by a watch; the inbox itself may well be one.
        self.root = os.path.realpath(inbox)
        self.is_gone = False
        self._inbox = inbox
        self._recursive = recursive
        self._on_hint = on_hint
        self._identity = (status.st_dev, status.st_ino)

    def is_same_folder(self) -> bool:
        """Tell whether the inbox's path still leads to the folder that was there at first."""
        try:
            status = self._inbox.stat()
        except OSError:
            return False
        return (status.st_dev, status.st_ino) == self._identity

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Pass an event on as a hint; called by watchdog for each."""
        kind = _kind(event)
        path = os.fsdecode(event.dest_path if isinstance(event, FileSystemMovedEvent) else event.src_path)
        if kind is HintKind.GONE:
            self._root_deleted(path)
        elif kind is not None and (below := self._below(path, kind)) is not None:
            self._on_hint(self._inbox, self._inbox / below, kind)

    def _root_deleted(self, path: str) -> None:
        if path == self.root:
            self.is_gone = True
            self._on_hint(self._inbox, self._inbox, HintKind.GONE)

    def _below(self, path: str, kind: HintKind) -> PurePath | None:
        """Return an event's path relative to the inbox, None for one outside or in a folder of ours."""
        if not path.startswith(self.root + os.sep):
            return None
        below = PurePath(path[len(self.root) + 1 :])
        is_ours = below.parts[0] in OUR_FOLDERS
        is_too_deep = not self._recursive and (kind is HintKind.FOLDER or len(below.parts) > 1)
        return None if is_ours or is_too_deep else below


class _Watched(msgspec.Struct, frozen=True):
    watch: ObservedWatch
    handler: _Handler


def _kind(event: FileSystemEvent) -> HintKind | None:
    if event.is_synthetic:
        return None  # the folder that it lies in is swept anyway
    if isinstance(event, DirDeletedEvent):
        return HintKind.GONE
    if isinstance(event, DirCreatedEvent | DirMovedEvent):
        return HintKind.FOLDER
    return HintKind.CREATED if isinstance(event, FileCreatedEvent) else HintKind.ARRIVED_CLOSED


def _native_observer() -> BaseObserver | None:
    """Make the system's own observer; None where watchdog would only poll, which the sweep does better."""
    if sys.platform == "linux":
        from watchdog.observers.inotify import InotifyObserver

        # "Full" events tell a file that was moved in from outside from one that is being written.
        return InotifyObserver(generate_full_events=True)
    from watchdog.observers import Observer
    from watchdog.observers.polling import PollingObserver

    observer = Observer()
    return None if isinstance(observer, PollingObserver) else observer


def _probe_limit(observer: BaseObserver) -> None:
    """Raise OSError when no more folders can be watched; about subfolders watchdog keeps silent."""
    observer.unschedule(observer.schedule(FileSystemEventHandler(), os.sep, event_filter=[]))


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The system watches as many folders as it may (fs.inotify.max_user_watches)."
    if isinstance(error, OSError) and error.errno == errno.EMFILE:
        return "The system has as many watchers as it may (fs.inotify.max_user_instances)."
    if isinstance(error, OSError):
        return f"The folder cannot be watched: {os.strerror(error.errno or 0)}."
    return "This system has no way of watching folders."
