"""From what was named to jobs: where each result goes, and what it is called."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nemo_watch import placing
from nemo_watch.daemon.direct.asked import Asked, asked_for
from nemo_watch.daemon.direct.assembling import TOGETHER, assemble, kinds_of
from nemo_watch.daemon.direct.bundles import Bundle, listed
from nemo_watch.daemon.direct.named import Kind, look
from nemo_watch.errors import ConfigurationError, FinalError
from nemo_watch.jobs import Job, State, Use, new_job_id
from nemo_watch.names import shown
from nemo_watch.rules import Output, Rule
from nemo_watch.skills import AUDIO, DEFAULT_SKILL, PICTURE, VIDEO
from nemo_watch.studio.formats import FORMATS, STILLS

_STILL_ENDINGS = (*STILLS, "jpeg")


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A command line: files and folders, what is to be done, and how. What is empty was not said.

    `output` is a folder, or a file for the one result; `grouping` is `together` or `each`.
    """

    names: tuple[str, ...]
    instructions: tuple[str, ...]
    output: str = ""
    format: str = ""
    quality: str = "high"
    verify: str = "quick"
    metadata: str = "keep"
    grouping: str = ""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """A job, and what its files are called before a person; one that cannot be begun has failed already."""

    job: Job
    title: str
    files: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, and sentences on what was decided about the files."""

    works: tuple[Work, ...]
    asked: Asked
    notes: tuple[str, ...] = ()


def plan(order: Order) -> Plan:
    """Look at all that was named, and return what is to be made of it. Nothing is written.

    Raises FinalError for what cannot be read, or a place where nothing can be written, ConfigurationError for options
    that do not go together.
    """
    named = look(order.names)
    asked = asked_for(order.instructions)
    notes: list[str] = []
    if order.grouping == TOGETHER and asked.composing is None:
        implied = _implied(kinds_of(named))
        asked = asked_for((implied, *order.instructions))
        notes.append(f"It is read as: {implied}, then the rest.")
    assembly = assemble(named, asked, grouping=order.grouping)
    target = _Target(order, asked, results=len(assembly.bundles))
    works = tuple(_work(bundle, order, asked, target) for bundle in assembly.bundles)
    left_out = [f"Left out: {listed(assembly.left_out)}."] if assembly.left_out else []
    return Plan(works=works, asked=asked, notes=(*notes, *assembly.notes, *left_out))


def expected(works: Sequence[Work], asked: Asked) -> Iterator[Path | None]:
    """Yield where each result would lie, as things are now; None for work that cannot be begun."""
    taken: set[Path] = set()
    for work in works:
        if work.job.is_over:
            yield None
            continue
        name = work.job.output_name(asked.format or work.job.rule.output.format)
        folder = work.job.rule.outbox / work.job.folder
        free = (path for path in placing.candidates(folder, name) if not os.path.lexists(path) and path not in taken)
        target = next(free)
        taken.add(target)
        yield target


class _Target:
    """Where results go: beside their files, into one folder, or to one path."""

    def __init__(self, order: Order, asked: Asked, *, results: int) -> None:
        self.folder: Path | None = None
        self.format = order.format or "mp4"
        self.name = Output().name
        if not order.output:
            return
        path = Path(order.output).absolute()
        ending = path.suffix.lower().removeprefix(".")
        is_folder = path.is_dir() or order.output.endswith(os.sep)
        if is_folder or ending not in (*FORMATS, *_STILL_ENDINGS, *VIDEO, *AUDIO, *PICTURE):
            self.folder = path
            return
        self.format = _checked(ending, order, asked, results)
        self.folder, self.name = path.parent, path.name


def _checked(ending: str, order: Order, asked: Asked, results: int) -> str:
    """Return the format of a result that was named. Raises ConfigurationError where it cannot be that."""
    named = shown(order.output)
    if results > 1:
        raise ConfigurationError(
            f"--output names one file, {named}, and there are {results} results.", hint="Name a folder."
        )
    asked_format = asked.format or order.format
    if ending in _STILL_ENDINGS and asked_format == "jpg":
        return "mp4"
    if ending not in FORMATS:
        raise ConfigurationError(f"{named} cannot be made.", hint=f"These can: {', '.join(FORMATS)}.")
    if asked_format and asked_format != ending:
        raise ConfigurationError(
            f"--output names {named}, and {asked_format} is asked for.", hint="Let both say the same."
        )
    return ending


def _work(bundle: Bundle, order: Order, asked: Asked, target: _Target) -> Work:
    files = (*bundle.main, *bundle.along)
    job = _job(bundle, order, asked, target)
    if job.state is State.QUEUED:
        _check_writable(job.rule.outbox)
    return Work(job=job, title=bundle.title, files=tuple(shown(file.name) for file in files))


def _job(bundle: Bundle, order: Order, asked: Asked, target: _Target) -> Job:
    first = bundle.main[0]
    inbox = bundle.folder.parent if bundle.folder else first.folder if first.folder and target.folder else first.beside
    rule = Rule(
        name="render",
        inbox=inbox,
        outbox=target.folder or (bundle.folder.parent if bundle.folder else first.beside),
        instructions=asked.instructions,
        skill=_skill(bundle),
        files=("*",),
        verify=order.verify,
        metadata=order.metadata,
        after="keep",
        output=Output(format=target.format, quality=order.quality, name=target.name),
    )
    problem = bundle.problem or _order_problem(bundle, asked) or _link_problem(bundle, inbox)
    moment = time.time()
    return Job(
        id=new_job_id(),
        rule=rule,
        engine="local",
        instructions=asked.instructions,
        sources=tuple(file.source for file in (*bundle.main, *bundle.along)),
        dropped=bundle.folder,
        state=State.FAILED if problem else State.QUEUED,
        message=problem,
        created_at=moment,
        updated_at=moment,
    )


def _skill(bundle: Bundle) -> str:
    """Return the skill by which the studio knows what the files are to each other."""
    kinds = [file.kind for file in bundle.main]
    if Kind.TEXT in kinds:
        return "ai-to-video-free"
    return "audio-video-to" if len(kinds) == 2 and kinds.count(Kind.SOUND) == 1 else DEFAULT_SKILL


def _order_problem(bundle: Bundle, asked: Asked) -> str:
    """Return why instructions cannot follow each other as they do: files are one before anything is done to them."""
    if len(bundle.main) < 2 or _skill(bundle) != DEFAULT_SKILL or not asked.is_late:
        return ""
    return "Several files are put together first. Say that first, then what is to be done to the result."


def _link_problem(bundle: Bundle, inbox: Path) -> str:
    """Return why links cannot be followed: they are read like those of an inbox, which lie in it."""
    links = [file for file in (*bundle.main, *bundle.along) if file.source.use is Use.LINK]
    far = [file for file in links if not file.path.is_relative_to(inbox)]
    return (
        f"The link {shown(far[0].name)} must lie in the folder {shown(inbox)}, as the first file does." if far else ""
    )


def _implied(kinds: set[Kind]) -> str:
    """Return what it means to put files of these kinds together where no words say it."""
    if Kind.TEXT in kinds:
        return "turn this text into a short video"
    if Kind.SOUND in kinds:
        return "merge this audio and video"
    return "make a slideshow" if kinds == {Kind.PICTURE} else "join these clips"


def _check_writable(folder: Path) -> None:
    """Raise FinalError where a folder cannot be made, or nothing can be put into it."""
    there = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    hint = "Name another folder with --output."
    if not there.is_dir():
        raise FinalError(f"The results cannot go to {shown(folder)}: {shown(there)} is a file.", hint=hint)
    if not os.access(there, os.W_OK | os.X_OK):
        raise FinalError(f"The results cannot go to {shown(folder)}: permission is missing.", hint=hint)
