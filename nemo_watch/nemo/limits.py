"""What the cloud would refuse, told before a byte of it is sent: files that are too large, or of no kind it takes.

The limits are those of one file, not of an upload as a whole. Source: the skills' documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from nemo_watch.errors import FinalError, UnsupportedFile
from nemo_watch.names import shown
from nemo_watch.skills import AUDIO, PICTURE, SKILLS, VIDEO
from nemo_watch.units import format_size

FORMATS = (*VIDEO, *PICTURE, *AUDIO)
"""The file extensions that the service takes; a text goes into the message, not into an upload."""


def check_sizes(files: Iterable[tuple[PurePath, int]], skill: str) -> None:
    """Raise FinalError for the first file, given with its size in bytes, that is larger than `skill` allows."""
    limit = SKILLS[skill].limit_bytes
    for path, size in files:
        if size > limit:
            raise FinalError(
                f"{shown(path.name)} is too large for NemoVideo: it has {_told(size, limit)}, and a file for {skill} "
                f"may have {format_size(limit)}.",
                hint="Compress it or trim it; or write `engine: local` for that rule, where there is no limit.",
            )


def check_formats(paths: Iterable[PurePath], skill: str) -> None:
    """Raise UnsupportedFile for the first file that the service takes under no skill."""
    for path in paths:
        if path.suffix.removeprefix(".").lower() not in FORMATS:
            raise UnsupportedFile(
                f"{shown(path.name)} is of no kind that NemoVideo takes, for {skill} or otherwise.",
                hint=f"It takes {', '.join(FORMATS)}.",
            )


def _told(size: int, limit: int) -> str:
    """Return a size for a person; to the byte where it would else look like the limit itself."""
    return f"{size:,} bytes" if format_size(size) == format_size(limit) else format_size(size)
