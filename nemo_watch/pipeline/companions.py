"""Files that an instruction names: "put logo.png in the corner". They lie beside the video, or in its inbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nemo_watch.errors import HeldError
from nemo_watch.jobs import Job
from nemo_watch.names import fold, shown
from nemo_watch.rules import DONE_FOLDER
from nemo_watch.studio.language import read
from nemo_watch.studio.language.edits import Music, Subtitles, Watermark

_RECHECK_SECONDS = 60.0


def companions_of(job: Job, text: str) -> list[Path]:
    """Return the files that a message of a job names. It looks into folders, so call it in a thread.

    A path is followed where the rule itself says it; who drops a file with words beside it can name its neighbours
    only. Raises HeldError for a file that is not there.
    """
    try:
        edits = read(text).edits
    except ValueError:
        return []  # too long to be read, which the studio will say
    names = [edit.file for edit in edits if isinstance(edit, (Music, Subtitles, Watermark)) and edit.file]
    return [_found(job, name) for name in dict.fromkeys(names)]


def _found(job: Job, name: str) -> Path:
    path = Path(name).expanduser()
    is_trusted = any(name in instruction for instruction in job.rule.instructions)
    if path.is_absolute() and is_trusted and path.is_file():
        return path
    if own := next((source.place for source in job.sources if fold(source.path.name) == fold(path.name)), None):
        return own
    for folder in _folders(job):
        if found := _called(folder, path.name):
            return found
    places = " or ".join(dict.fromkeys(shown(folder) for folder in _folders(job)))
    raise HeldError(
        f"The instruction names the file {shown(name)}, which is not there.",
        hint=f"Put it into {places}: the job goes on by itself.",
        recheck_seconds=_RECHECK_SECONDS,
    )


def _folders(job: Job) -> Iterator[Path]:
    """Yield where a file may lie that goes with a job: beside its first source, and in the inbox."""
    if job.sources:
        yield job.sources[0].path.parent
    yield job.rule.inbox
    yield job.rule.inbox / DONE_FOLDER


def _called(folder: Path, name: str) -> Path | None:
    """Return the file of a folder that is called so, in whatever case."""
    try:
        if (folder / name).is_file():
            return folder / name
        return next(
            (path for path in sorted(folder.iterdir()) if fold(path.name) == fold(name) and path.is_file()), None
        )
    except OSError:
        return None
