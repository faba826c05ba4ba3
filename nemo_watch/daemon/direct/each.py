"""Files that become a result each, with what is there for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from nemo_watch.daemon.direct.asked import Asked
from nemo_watch.daemon.direct.bundles import Assembly, Bundle, counted, no_part
from nemo_watch.daemon.direct.named import Beside, File, Kind, sidecars_among
from nemo_watch.jobs import Use
from nemo_watch.names import shown

_MEANT = (Kind.VIDEO, Kind.SOUND, Kind.PICTURE, Kind.TEXT)
"""Of a folder, the first of these kinds that lies in it is what is meant."""


def each(files: Sequence[File], asked: Asked) -> Assembly:
    """Return each file by itself, with the subtitles and the music that were named for it."""
    owned = sidecars_among(files)
    left = [file for file in files if file not in owned]
    music = [file for file in left if file.kind is Kind.SOUND and asked.wants_music]
    music = [] if len(music) == len(left) else music
    subjects = _subjects([file for file in left if file not in music])
    told = [file for file in left if file.kind is Kind.SUBTITLES and len(subjects) == 1]
    laid = {file: _music_for(file, music) for file in subjects}
    bundles = []
    for file in subjects:
        own = [sidecar for sidecar, owners in owned.items() if file in owners]
        bundles.append(with_along(Bundle(main=(file,)), [*map(as_sidecar, own), *told, *laid[file]]))
    played = [sound for sounds in laid.values() for sound in sounds]
    odd = [file for file in left if file not in (*subjects, *told, *played)]
    bundles += [Bundle(main=(file,), problem=no_part(file)) for file in odd if file.folder is None]
    is_shared = len(music) == 1 < len(subjects)
    return Assembly(
        bundles=tuple(bundles),
        notes=(f"{shown(music[0].name)} goes with each of {counted(subjects)}.",) if is_shared else (),
        left_out=tuple(file.name for file in odd if file.folder is not None),
    )


def with_sidecars(bundle: Bundle, beside: Beside) -> Bundle:
    """Return a bundle with what lies beside its own files for them."""
    return with_along(bundle, [sidecar for file in bundle.main for sidecar in beside.sidecars_of(file)])


def with_along(bundle: Bundle, more: Iterable[File]) -> Bundle:
    """Return a bundle with more files that go along, each once."""
    own = {file.path for file in bundle.main}
    along = {file.path: file for file in (*bundle.along, *more) if file.path not in own}
    return replace(bundle, along=tuple(along.values()))


def as_sidecar(file: File) -> File:
    """Return a file that is there for another one: a text is an instruction."""
    if file.source.use is not Use.TEXT:
        return file
    return replace(file, source=replace(file.source, use=Use.WORDS))


def _subjects(files: Sequence[File]) -> list[File]:
    """Return what is to become something: what was named, and of a folder what it is a folder of.

    A text becomes something by itself only where nothing else was named.
    """
    meant: dict[Path | None, Sequence[Kind]] = {}
    for folder in {file.folder for file in files}:
        kinds = {file.kind for file in files if file.folder == folder}
        first = [kind for kind in _MEANT if kind in kinds][:1]
        meant[folder] = [*first, *(() if folder or first == [Kind.TEXT] else _MEANT[:-1])]
    return [file for file in files if file.kind in meant[file.folder]]


def _music_for(file: File, music: Sequence[File]) -> list[File]:
    """Return the music of a file: that of its own name, else the only one."""
    own = [sound for sound in music if sound.title == file.title][:1]
    return own or list(music if len(music) == 1 else ())
