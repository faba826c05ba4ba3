"""What becomes one result, and how its files are spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from nemo_watch.daemon.direct.named import File, Kind
from nemo_watch.names import shown

_MOST_LISTED = 5
_SEVERAL = {
    Kind.VIDEO: "videos",
    Kind.SOUND: "sound files",
    Kind.PICTURE: "pictures",
    Kind.TEXT: "texts",
    Kind.SUBTITLES: "subtitles",
}


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """Files that become one result, which is named after the first of `main`; `along` goes with them.

    `folder` is the named folder that it is all of. `problem` says why nothing can come of it.
    """

    main: tuple[File, ...]
    along: tuple[File, ...] = ()
    folder: Path | None = None
    problem: str = ""

    @property
    def title(self) -> str:
        """What it is called before a person: "one.mov", "a.mp4 + b.mp3", "one.mov + 2 more", "holiday"."""
        if self.folder is not None:
            return shown(self.folder.name)
        first, *others = self.main
        if len(others) < 2:
            return " + ".join(shown(file.name) for file in self.main)
        return f"{shown(first.name)} + {len(others)} more"


class Assembly(msgspec.Struct, frozen=True, kw_only=True):
    """Bundles, sentences on what might have been decided otherwise, and what of the named folders is not used."""

    bundles: tuple[Bundle, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def joined(assemblies: Iterable[Assembly]) -> Assembly:
    """Return several as one."""
    parts = list(assemblies)
    return Assembly(
        bundles=tuple(bundle for part in parts for bundle in part.bundles),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        left_out=tuple(dict.fromkeys(name for part in parts for name in part.left_out)),
    )


def listed(names: Sequence[str], *, most: int = _MOST_LISTED) -> str:
    """Return names as a person lists them, the first few of many."""
    seen = ", ".join(shown(name) for name in names[:most])
    return f"{seen} and {len(names) - most} more" if len(names) > most else seen


def counted(files: Sequence[File]) -> str:
    """Return how many files these are, and of what kind: "3 videos", "2 files"."""
    kinds = {file.kind for file in files}
    if len(files) == 1:
        return f"the {files[0].kind}"
    return f"the {len(files)} {_SEVERAL[kinds.pop()] if len(kinds) == 1 else 'files'}"


def no_part(file: File) -> str:
    """Return that a file has nothing to do with what is asked for, and how to ask for it."""
    name = shown(file.name)
    quoted = f'"{name}"' if " " in name else name
    return f"{name} plays no part in this." + {
        Kind.SOUND: f" To have it as music, say for example: use {quoted} as background music.",
        Kind.TEXT: " To make a video of it, say for example: turn this text into a short video.",
        Kind.SUBTITLES: " Subtitles need a video of the same name.",
    }.get(file.kind, "")
