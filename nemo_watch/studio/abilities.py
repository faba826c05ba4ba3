"""What the studio can do: one table. An edit that is not in it, or not with these uploads, is named, never dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.language.describing import describe
from nemo_watch.studio.language.edits import (
    Aspect,
    Compress,
    Crop,
    Cut,
    Deinterlace,
    Denoise,
    Edit,
    Export,
    Fade,
    Flip,
    Fps,
    Grayscale,
    Limit,
    Loop,
    Merge,
    Mute,
    Normalize,
    Reverse,
    Rotate,
    Scale,
    Silence,
    Speed,
    Stabilize,
    Thumbnail,
    Trim,
    Volume,
)

Uploads = Sequence[MediaFacts]
Needs = Callable[[Uploads], bool]


def _anything(_uploads: Uploads) -> bool:
    return True


_ABILITIES: dict[type[Edit], Needs] = dict.fromkeys(
    (
        *(Export, Scale, Trim, Mute, Limit, Compress, Thumbnail, Merge),
        *(Aspect, Rotate, Flip, Crop, Fps, Deinterlace, Denoise, Stabilize, Grayscale),
        *(Cut, Speed, Fade, Reverse, Loop, Silence),
        *(Volume, Normalize),
    ),
    _anything,
)
"""Each edit that is done, and whether it is with what was uploaded."""


def beyond(edits: Sequence[Edit], uploads: Uploads) -> tuple[str, ...]:
    """Return in words each edit that the studio cannot do yet, or not with these uploads, or not beside the others."""
    refused = [edit for edit in edits if not _can(edit, uploads)]
    if any(isinstance(edit, Thumbnail) for edit in edits):  # a still is the only result: there is no second file
        refused += [edit for edit in edits if isinstance(edit, Export)]
    if any(isinstance(edit, Merge) for edit in edits):  # the second sound would have to be turned around, too
        refused += [edit for edit in edits if isinstance(edit, (Reverse, Loop, Silence))]
    files = () if len(uploads) < 2 or _joins(edits) else (f"make one result of {len(uploads)} files",)
    return (*dict.fromkeys(describe(edit) for edit in refused), *files)


def _joins(edits: Sequence[Edit]) -> bool:
    """Tell whether the edits say what to do with several files; else all but the first would be dropped."""
    return any(isinstance(edit, Merge) for edit in edits)


def _can(edit: Edit, uploads: Uploads) -> bool:
    needs = _ABILITIES.get(type(edit))
    return needs is not None and needs(uploads)
