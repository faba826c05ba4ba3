"""Which of the named files become one result: decided by what is asked for, by what they are, and by their names.

Nothing that was named is dropped: what plays no part gets a sentence that says so. What only lay in a named folder is
left out, and told of. What might have been decided otherwise is told as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from nemo_watch.daemon.direct.asked import Asked
from nemo_watch.daemon.direct.bundles import Assembly, Bundle, joined
from nemo_watch.daemon.direct.each import each, with_along, with_sidecars
from nemo_watch.daemon.direct.film import film, told
from nemo_watch.daemon.direct.named import Beside, Entry, File, Folder, Kind, Named, companion
from nemo_watch.daemon.direct.pairing import paired
from nemo_watch.names import shown
from nemo_watch.studio.language.edits import Concat, Explain, Merge

TOGETHER, EACH = "together", "each"

_Scope = tuple[list[File], Path | None]
"""Files that are decided about together, and the named folder that they are all of."""


def assemble(named: Named, asked: Asked, *, grouping: str = "") -> Assembly:
    """Return what becomes of what was named; `grouping` is `together`, `each`, or left to the words."""
    files = _flat(named.entries)
    music = _music_for_folders(named.entries, asked)
    props = [*_props(files, asked), *music]
    left = [file for file in files if file not in props]
    if not left:
        return Assembly(bundles=(Bundle(main=tuple(props), problem="There is no file that this could be done to."),))
    assembly = _decided(left, named.entries, asked.without_music() if music else asked, grouping)
    bundles = tuple(bundle if bundle.problem else with_along(bundle, props) for bundle in assembly.bundles)
    folders = [entry for entry in named.entries if isinstance(entry, Folder)]
    return Assembly(
        bundles=bundles,
        notes=(*assembly.notes, *_further_notes(bundles, named, asked)),
        left_out=(*assembly.left_out, *(name for folder in folders for name in folder.left_out)),
    )


def kinds_of(named: Named) -> set[Kind]:
    """Return of which kinds the named files are."""
    return {file.kind for file in _flat(named.entries)}


def _flat(entries: Sequence[Entry]) -> list[File]:
    """Return all files in the order in which they were named; one that also lies in a named folder counts once."""
    files: dict[Path, File] = {}
    for entry in entries:
        for file in entry.files if isinstance(entry, Folder) else (entry,):
            files.setdefault(file.path, file)
    return list(files.values())


def _props(files: Sequence[File], asked: Asked) -> list[File]:
    """Return the files that the words name, which go with every result; a path need not be named again."""
    props = {file.path: file for file in files if asked.is_named(file.name)}
    for name in asked.names:
        if (file := companion(name)) is not None:
            props.setdefault(file.path, file)
    return list(props.values())


def _music_for_folders(entries: Sequence[Entry], asked: Asked) -> list[File]:
    """Return the sound that alone was named beside folders, where music is asked for."""
    files = [entry for entry in entries if isinstance(entry, File) and not asked.is_named(entry.name)]
    is_for_folders = len(files) == 1 and any(isinstance(entry, Folder) for entry in entries)
    return files if is_for_folders and asked.wants_music and files[0].kind is Kind.SOUND else []


def _decided(left: list[File], entries: Sequence[Entry], asked: Asked, grouping: str) -> Assembly:
    if grouping != TOGETHER and _are_pairs(left, asked):
        return _with_sidecars(_as_whole(paired(left), entries))
    if grouping == EACH or asked.composing is None:
        return _with_sidecars(each(left, asked))
    if isinstance(asked.composing, Merge):
        return Assembly(bundles=(Bundle(main=tuple(left)),))
    compose = told if isinstance(asked.composing, Explain) else film
    scopes, notes = _scopes(left, entries, is_one=grouping == TOGETHER)
    films = joined(compose(files, asked, folder=folder) for files, folder in scopes)
    return replace(films, notes=(*notes, *films.notes))


def _are_pairs(files: Sequence[File], asked: Asked) -> bool:
    """Tell whether sound is to be laid into films; to "merge" them says so too of one film and one sound."""
    is_pair = sorted(file.kind for file in files) == [Kind.SOUND, Kind.VIDEO]
    is_merged = isinstance(asked.composing, Concat) and is_pair and not asked.wants_music
    return isinstance(asked.composing, Merge) or is_merged


def _as_whole(assembly: Assembly, entries: Sequence[Entry]) -> Assembly:
    """Return what came of one folder alone, and is one result, as that folder's."""
    if len(entries) > 1 or len(assembly.bundles) > 1 or not isinstance(entries[0], Folder):
        return assembly
    return replace(assembly, bundles=tuple(replace(one, folder=entries[0].path) for one in assembly.bundles))


def _with_sidecars(assembly: Assembly) -> Assembly:
    beside = Beside()
    bundles = (bundle if bundle.problem else with_sidecars(bundle, beside) for bundle in assembly.bundles)
    return replace(assembly, bundles=tuple(bundles))


def _scopes(left: list[File], entries: Sequence[Entry], *, is_one: bool) -> tuple[list[_Scope], tuple[str, ...]]:
    """Return what is one film each: all that was named, or each folder where only folders were."""
    folders = [entry.path for entry in entries if isinstance(entry, Folder)]
    if not is_one and {file.folder for file in left} <= set(folders):
        scopes = [([file for file in left if file.folder == folder], folder) for folder in folders]
        return [(files, folder) for files, folder in scopes if files], ()
    if len(entries) == len(folders) == 1:
        return [(left, folders[0])], ()
    note = ("All of it becomes one video, in the order named.",) if folders and not is_one else ()
    return [(left, None)], note


def _further_notes(bundles: Sequence[Bundle], named: Named, asked: Asked) -> list[str]:
    notes = []
    if any(len(bundle.main) > 1 for bundle in bundles):
        notes += [f"{shown(name)} is named more than once, and plays once." for name in named.again]
    if not asked.wants_subtitles:
        unseen = [entry for entry in named.entries if isinstance(entry, File) and entry.kind is Kind.SUBTITLES]
        notes += [f"{shown(file.name)} is not seen in it: for that, say: burn in the subtitles." for file in unseen]
    return notes
