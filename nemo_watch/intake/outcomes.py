"""What comes of looking at what belongs together: a job's worth of files, or what is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from nemo_watch.inbox.settle import Settled, Waiting
from nemo_watch.intake.files import fingerprint_of
from nemo_watch.jobs import Job, Source, State, Use
from nemo_watch.names import shown

_BUSY_PAUSE_SECONDS = 2.0
_HELD_PAUSE_SECONDS = 10.0


class Complete(msgspec.Struct, frozen=True, kw_only=True):
    """What a job is made of; `dropped` is the folder that was dropped, `incomplete` what a file lacks for good."""

    sources: tuple[Source, ...]
    dropped: Path | None = None
    incomplete: str = ""


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """What is waited for, in a sentence. `is_up_to_others` says that it may never come, so that nobody ends waiting."""

    path: Path
    look_again_seconds: float
    sentence: str
    is_up_to_others: bool = False


def first_pending(shown_as: Path, verdicts: Mapping[Path, Settled | Waiting]) -> Pending | None:
    """Return which of some files is waited for first; `shown_as` is the one that a person knows them by."""
    for path, verdict in verdicts.items():
        if isinstance(verdict, Waiting):
            sentence = verdict.sentence if path == shown_as else f"{shown(path.name)}: {verdict.sentence}"
            return Pending(path=shown_as, look_again_seconds=verdict.look_again_seconds, sentence=sentence)
    return None


def settled_of(verdicts: Mapping[Path, Settled | Waiting]) -> dict[Path, Settled]:
    """Return those files that have settled."""
    return {path: verdict for path, verdict in verdicts.items() if isinstance(verdict, Settled)}


def after_job(folder: Path, job: Job) -> Pending:
    """Return that a folder to which something was added waits for the job that has it already."""
    is_held = job.state is State.HELD
    return Pending(
        path=folder,
        look_again_seconds=_HELD_PAUSE_SECONDS if is_held else _BUSY_PAUSE_SECONDS,
        sentence=f"Something was added; it waits until job {job.id}, which has this folder, is over.",
        is_up_to_others=is_held,
    )


def complete(uses: Mapping[Path, Use], settled: Mapping[Path, Settled], *, dropped: Path | None = None) -> Complete:
    """Return what has arrived as what a job is made of, in the order of `uses`."""
    sources = tuple(
        Source(path=path, fingerprint=fingerprint_of(settled[path].look), use=use) for path, use in uses.items()
    )
    return Complete(sources=sources, dropped=dropped, incomplete=_incomplete(uses, settled))


def _incomplete(uses: Mapping[Path, Use], settled: Mapping[Path, Settled]) -> str:
    """Return what the first incomplete file lacks, and which one it is where there are several."""
    for path, use in uses.items():
        reason = settled[path].incomplete_reason
        if reason and use is not Use.WORDS:
            return reason if len(uses) == 1 else f"{shown(path.name)}: {reason}"
    return ""
