"""What becomes of the files that were dropped, once their job is delivered or has failed. Only the disk is asked.

It is done in a thread of its own, for a disk may not answer; so nothing is written down here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from nemo_watch.errors import HeldError
from nemo_watch.inbox import put_away
from nemo_watch.inbox.grouping import is_taken
from nemo_watch.inbox.ignoring import is_unfinished
from nemo_watch.jobs import Job, Source
from nemo_watch.names import shown
from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER

_RECHECK_SECONDS = 60.0


class PutAway(msgspec.Struct, frozen=True):
    """A job whose sources are put away, and those of them that lie no more where they were dropped."""

    job: Job
    gone: tuple[Source, ...]


def put_sources_away(job: Job, kept: frozenset[Path]) -> PutAway:
    """Do with the sources what the rule says; a file that is not the one that was taken is left alone.

    `kept` are those that another job needs. Raises HeldError where the disk refuses.
    """
    if job.rule.after == "archive" and (moved := _folder_moved(job, DONE_FOLDER)):
        return moved
    outcomes = [_put_source_away(job, source, kept) for source in job.sources]
    if job.dropped is not None:
        put_away.remove_empty(job.dropped)
    return _gathered(job, outcomes)


def set_sources_aside(job: Job, kept: frozenset[Path], problem: str) -> PutAway:
    """Move all sources to `failed/` and explain beside the first, also where a crash left them there. Raises OSError.

    `kept` are those that another job needs.
    """
    moved = _folder_moved(job, FAILED_FOLDER)
    if moved is None:
        outcomes = [_set_source_aside(job, source, kept) for source in job.sources]
        if job.dropped is not None:
            put_away.remove_empty(job.dropped)
        moved = _gathered(job, outcomes)
    place = put_away.place_of(moved.job)
    if place is not None and place.exists():
        with contextlib.suppress(OSError):  # a full disk keeps the text away, not the file from its place
            put_away.explain(place, problem=problem)
    return moved


_Outcome = tuple[Source, bool]
"""A source, and whether it lies no more where it was dropped."""


def _gathered(job: Job, outcomes: list[_Outcome]) -> PutAway:
    sources = tuple(source for source, _ in outcomes)
    return PutAway(replace(job, sources=sources), tuple(source for source, is_gone in outcomes if is_gone))


def _folder_moved(job: Job, below: str) -> PutAway | None:
    """Move a dropped folder as a whole, with all that lies in it; None where its files go one by one."""
    if job.dropped is None or any(source.moved_to for source in job.sources):
        return None
    unchanged = {source.path for source in job.sources if _is_unchanged(source)}

    def is_new(path: Path) -> bool:
        return path not in unchanged and (is_taken(job.rule, path) or is_unfinished(path.name))

    place = put_away.move_folder(job.dropped, inbox=job.rule.inbox, below=below, is_new=is_new)
    if place is None:
        return None
    sources = tuple(_moved_along(job, source, place, unchanged) for source in job.sources)
    return PutAway(replace(job, sources=sources), tuple(source for source in sources if source.path in unchanged))


def _put_source_away(job: Job, source: Source, kept: frozenset[Path]) -> _Outcome:
    if source.moved_to is not None or source.path in kept:
        return source, False
    if not _is_unchanged(source):
        return _found_again(source, _found(job, source, DONE_FOLDER))
    moved_to = None
    with _translated(job, "put away"):
        if job.rule.after == "archive":
            moved_to = put_away.archive(source.path, inbox=job.rule.inbox)
        elif job.rule.after == "trash":
            put_away.trash(source.path)
        else:
            source.path.unlink()
    return replace(source, moved_to=moved_to), True


def _set_source_aside(job: Job, source: Source, kept: frozenset[Path]) -> _Outcome:
    """Move one source to `failed/`. Raises OSError."""
    if source.moved_to is not None or source.path in kept:
        return source, False
    if not _is_unchanged(source):
        return _found_again(source, _found(job, source, FAILED_FOLDER))
    place = put_away.set_aside(source.path, inbox=job.rule.inbox)
    return replace(source, moved_to=place), True


def _found_again(source: Source, place: Path | None) -> _Outcome:
    """Return a source that a crash left in `place`; where it was dropped, it counts no more."""
    return replace(source, moved_to=place), place is not None


def _is_unchanged(source: Source) -> bool:
    known = source.fingerprint
    return put_away.is_same_file(source.path, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns)


def _moved_along(job: Job, source: Source, place: Path, unchanged: set[Path]) -> Source:
    """Return a source that lies where its folder lies now; one that was changed counts as gone."""
    assert job.dropped is not None
    return (
        replace(source, moved_to=place / source.path.relative_to(job.dropped)) if source.path in unchanged else source
    )


def _found(job: Job, source: Source, below: str) -> Path | None:
    """Return where a crash left a source that was being moved: the same inode in the folder that it went to."""
    known = source.fingerprint
    for place in _places(job, source, job.rule.inbox / below / job.folder):
        if put_away.is_same_file(place, inode=known.inode, size=known.size, mtime_ns=known.mtime_ns):
            return place
    return None


def _places(job: Job, source: Source, folder: Path) -> Iterator[Path]:
    """Yield the paths at which a source may lie that was moved to `folder`, its name numbered or not."""
    if job.dropped is None:
        yield from _entries(folder)
        return
    inside = source.path.relative_to(job.dropped)
    yield from _entries((folder / job.name / inside).parent)
    yield from (entry / inside for entry in _entries(folder))


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


@contextlib.contextmanager
def _translated(job: Job, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HeldError(
            f"The source {shown(job.source.path)} could not be {verb}: {error.strerror or error}.",
            hint="Make its folder writable: the job goes on by itself.",
            recheck_seconds=_RECHECK_SECONDS,
        ) from error
