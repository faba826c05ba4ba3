"""The file that a download grows in, beside its target, and the mark that lets it go on later.

`clip.mp4` grows as `.clip.mp4.part`; `.clip.mp4.part.json` says of which file it is the beginning, and how many
bytes of it are on the disk for certain: more than those are not trusted after a power cut. The target appears whole
or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nemo_watch.errors import HeldError, TransientError
from nemo_watch.fetching.refusals import AddressRefused, NotThere, WrongContent
from nemo_watch.names import fitting, shown

_SYNC_EVERY_BYTES = 32_000_000
_MOST_MARK_BYTES = 4096
_RECHECK_SECONDS = 60.0
_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK})


class Mark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which file a part is the beginning of, and how far it is on the disk.

    `source` is the digest of the address that was asked for, `validator` what the server named this version of the
    file by (an ETag or a date), `total` its size and `safe` how much of it is here, in bytes.
    """

    source: str
    validator: str
    total: int
    safe: int


class Part:
    """An unfinished download; made by `opened_part`, written by one task at a time."""

    def __init__(self, into: Path, descriptor: int, *, source: str) -> None:
        self.size = 0
        self._into = into
        self._path = _beside(into, ".part")
        self._mark_path = _beside(into, ".part.json")
        self._descriptor = descriptor
        self._source = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
        self._growing: Mark | None = None
        self.mark = self._read_mark()

    def begin(self, *, validator: str | None = None, total: int | None = None) -> None:
        """Empty the part for a file of `total` bytes; without a validator and a total it is not kept."""
        with writing(self._into):
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            self._mark_path.unlink(missing_ok=True)
        self.size = 0
        self.mark = self._growing = None
        if validator and total:
            self._growing = Mark(source=self._source, validator=validator, total=total, safe=0)

    def go_on(self, mark: Mark) -> None:
        """Go on after the bytes that are on the disk for certain."""
        with writing(self._into):
            os.ftruncate(self._descriptor, mark.safe)
            os.lseek(self._descriptor, mark.safe, os.SEEK_SET)
        self.size = mark.safe
        self._growing = mark

    def write(self, chunk: bytes) -> None:
        """Append a chunk. Raises HeldError where it cannot be written."""
        with writing(self._into):
            view = memoryview(chunk)
            while view:
                view = view[os.write(self._descriptor, view) :]
        self.size += len(chunk)
        if self.size - (self.mark.safe if self.mark else 0) >= _SYNC_EVERY_BYTES:
            self.secure()

    def secure(self) -> None:
        """Bring to the disk what has come, so that a later fetch can go on from here."""
        if self._growing is None or self.size == 0:
            return
        mark = msgspec.structs.replace(self._growing, safe=self.size)
        with writing(self._into):
            os.fsync(self._descriptor)
            fresh = _beside(self._into, ".part.new")
            fresh.write_bytes(msgspec.json.encode(mark))
            fresh.replace(self._mark_path)
        self.mark = mark

    def finish(self) -> Path:
        """Give the part its target's name, on the disk, and return that. Raises HeldError where that cannot be."""
        with writing(self._into):
            os.fsync(self._descriptor)
            try:
                os.link(self._path, self._into, follow_symlinks=False)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                _check_free(self._into)
                self._path.rename(self._into)
        self.mark = None
        return self._into

    def forget(self) -> None:
        """Let nothing of the part be kept."""
        self.mark = self._growing = None

    def tidy(self) -> None:
        """Remove what is of no use to a later fetch."""
        if self.mark is None:
            with contextlib.suppress(OSError):
                self._mark_path.unlink(missing_ok=True)
                self._path.unlink(missing_ok=True)

    def _read_mark(self) -> Mark | None:
        """Return the mark of an earlier fetch of the same address, if the part is what it says."""
        try:
            with self._mark_path.open("rb") as file:
                mark = msgspec.json.decode(file.read(_MOST_MARK_BYTES), type=Mark)
            is_whole = 0 < mark.safe < mark.total and os.fstat(self._descriptor).st_size >= mark.safe
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return mark if is_whole and mark.source == self._source else None


@contextlib.contextmanager
def opened_part(into: Path, *, source: str) -> Iterator[Part]:
    """Open the part of the new file `into`, for one fetch at a time; `source` is the address that it comes from.

    Raises HeldError where it cannot be written or `into` is there, TransientError while another fetch writes it.
    """
    with writing(into):
        _check_free(into)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        # as open as the user's umask says: a delivered file is for those who may read what its neighbours hold
        descriptor = os.open(_beside(into, ".part"), flags, 0o666)
    try:
        _lock(descriptor, into)
        part = Part(into, descriptor, source=source)
        try:
            yield part
        except (AddressRefused, HeldError, NotThere, WrongContent):
            part.forget()
            raise
        finally:
            part.tidy()
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def writing(into: Path) -> Iterator[None]:
    """Turn what the file system refuses into HeldError."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise HeldError(
                f"The disk of {shown(into.parent)} is full.",
                hint="Free some space: the job goes on by itself.",
                recheck_seconds=_RECHECK_SECONDS,
            ) from error
        raise HeldError(
            f"The file {shown(into)} cannot be written: {error.strerror or error}.",
            hint="Make the folder writable: the job goes on by itself.",
            recheck_seconds=_RECHECK_SECONDS,
        ) from error


def _lock(descriptor: int, into: Path) -> None:
    """Take the part for this fetch alone; two that append to it would mix two files."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise TransientError(f"The file {shown(into)} is being fetched already.") from error
    found = os.fstat(descriptor)
    if found.st_nlink != 1 or not stat.S_ISREG(found.st_mode):
        raise TransientError(f"The file {shown(into)} has just been fetched, or its part is no file of ours.")


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _beside(into: Path, suffix: str) -> Path:
    return into.with_name(fitting(f".{into.name}", suffix))
