"""What the studio cannot do: edits that do not go together, files that nothing is said of. Named, never dropped."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.studio.casting import COMPOSING
from nemo_watch.studio.language.describing import describe
from nemo_watch.studio.language.edits import (
    Concat,
    Edit,
    Explain,
    Export,
    Loop,
    Merge,
    Music,
    Reverse,
    Silence,
    Slideshow,
    Subtitles,
    Thumbnail,
    Watermark,
)
from nemo_watch.studio.sessions import Session

_ALONE = (Reverse, Loop, Silence)
"""What would have to be done to a second sound as well."""


def beyond(edits: Sequence[Edit], session: Session | None = None) -> tuple[str, ...]:
    """Return in words each edit that the studio cannot do beside the others, or not with the files of a session."""
    refused: list[Edit] = []
    if _asks(edits, Thumbnail):  # a still is the only result: there is no second file
        refused += [edit for edit in edits if isinstance(edit, Export)]
    if _asks(edits, Merge):
        refused += [edit for edit in edits if isinstance(edit, (*_ALONE, *COMPOSING))]
    if _asks(edits, Subtitles):
        refused += [edit for edit in edits if isinstance(edit, (Reverse, Loop))]
    composing = [edit for edit in edits if isinstance(edit, COMPOSING)]
    if len({type(edit) for edit in composing}) > 1:
        refused += composing[1:]
    return (*dict.fromkeys(describe(edit) for edit in refused), *(_left_over(edits, session) if session else ()))


def _asks(edits: Sequence[Edit], *kinds: type[Edit]) -> bool:
    return any(isinstance(edit, kinds) for edit in edits)


def _left_over(edits: Sequence[Edit], session: Session) -> tuple[str, ...]:
    """Return in words what would become of files that no edit says anything of; else they would be dropped."""
    if _asks(edits, Concat, Slideshow, Explain, Merge) or len(session.uploads) < 2:
        return ()
    named = [edit.file for edit in edits if isinstance(edit, (Watermark, Music)) and edit.file]
    beside = [session.named(name) for name in named]
    left = [upload for upload in session.uploads if upload not in beside]
    if _asks(edits, Music) and not any(isinstance(edit, Music) and edit.file for edit in edits):
        left = [upload for upload in left if upload.facts.picture] or left
    return (f"make one result of {len(left)} files",) if len(left) > 1 else ()
