"""Files that become one film: clips in a row, pictures that are shown, a text with what is shown to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nemo_watch.daemon.direct.asked import Asked
from nemo_watch.daemon.direct.bundles import Assembly, Bundle, counted, no_part
from nemo_watch.daemon.direct.named import File, Kind, sidecars_among
from nemo_watch.names import natural_key, shown

_SEEN = (Kind.VIDEO, Kind.PICTURE)


def film(files: Sequence[File], asked: Asked, *, folder: Path | None) -> Assembly:
    """Return the one film of clips and pictures; `folder` is the named folder that these are all of."""
    owned = sidecars_among(files)
    words = {file: owners[0] for file, owners in owned.items() if file.kind is Kind.TEXT}
    left = [file for file in files if file not in words]
    seen = [file for file in left if file.kind in _SEEN]
    along = _along(left, asked)
    odd = [file for file in left if file not in (*seen, *along)]
    if not seen:
        return _refused(files, "There is no video and no picture among them.")
    if problem := _problem(odd, asked):
        return _refused(files, problem)
    if asked.is_by_name:
        seen.sort(key=lambda file: natural_key(file.name))
    return Assembly(
        bundles=(Bundle(main=tuple(seen), along=tuple(along), folder=folder),),
        notes=tuple(f"{shown(one.name)} is for {shown(of.name)} alone, and was not read." for one, of in words.items()),
        left_out=tuple(file.name for file in odd),
    )


def told(files: Sequence[File], asked: Asked, *, folder: Path | None) -> Assembly:
    """Return a film for each text, with all the pictures and films; `folder` as with `film`."""
    written = [file for file in files if file.kind is Kind.TEXT]
    owned = sidecars_among(files)
    texts = [file for file in written if file not in owned] or written
    seen = [file for file in files if file.kind in _SEEN]
    along = _along(files, asked)
    odd = [file for file in files if file not in (*texts, *seen, *along)]
    if not texts:
        return _refused(files, "There is no text to make a video of. Name a .txt file.")
    if problem := _problem(odd, asked):
        return _refused(files, problem)
    whole = folder if len(texts) == 1 else None
    note = f"Each of {counted(texts)} becomes a video of its own, with {counted(seen)}." if seen and texts[1:] else ""
    return Assembly(
        bundles=tuple(Bundle(main=(text, *seen), along=tuple(along), folder=whole) for text in texts),
        notes=(note,) if note else (),
        left_out=tuple(file.name for file in odd),
    )


def _along(files: Sequence[File], asked: Asked) -> list[File]:
    """Return the music and the subtitles of one film; of several that are wanted, nobody could choose."""
    sounds = [file for file in files if file.kind is Kind.SOUND and asked.wants_music]
    subtitles = [file for file in files if file.kind is Kind.SUBTITLES]
    return [
        *(sounds if len(sounds) == 1 else ()),
        *(subtitles if len(subtitles) == 1 or not asked.wants_subtitles else ()),
    ]


def _problem(odd: Sequence[File], asked: Asked) -> str:
    """Return why files that were named play no part; empty where they only lay in a folder."""
    refused = [file for file in odd if file.folder is None]
    sounds = [file for file in refused if file.kind is Kind.SOUND]
    if len(sounds) > 1 and asked.wants_music:
        example = shown(sounds[0].name)
        return f"There are {len(sounds)} sound files. Say which is the music: use {example} as background music."
    if any(file.kind is Kind.SUBTITLES for file in refused):
        return "There are several subtitles for one video. Name one."
    return " ".join(map(no_part, refused))


def _refused(files: Sequence[File], problem: str) -> Assembly:
    return Assembly(bundles=(Bundle(main=tuple(files), problem=problem),))
