"""Films and the sound that is to be laid into them, found by what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.daemon.direct.bundles import Assembly, Bundle, counted, no_part
from nemo_watch.daemon.direct.named import File, Kind, sidecars_among
from nemo_watch.names import shown

_EXAMPLES = {Kind.VIDEO: "mp4", Kind.SOUND: "mp3"}


def paired(files: Sequence[File]) -> Assembly:
    """Return each film with its sound: the only two there are, else those of one name; those without one are told."""
    owned = sidecars_among(files)
    files = [file for file in files if file not in owned]
    sounds = [file for file in files if file.kind is Kind.SOUND]
    films = [file for file in files if file.kind is Kind.VIDEO]
    partners = _partners(films, sounds)
    bundles: list[Bundle] = []
    for file in files:
        if file in partners:
            bundles.append(Bundle(main=(file, partners[file])))
        elif file in films or (file in sounds and file not in partners.values()):
            bundles.append(Bundle(main=(file,), problem=_alone(file)))
        elif file not in sounds and file.folder is None:
            bundles.append(Bundle(main=(file,), problem=_no_half(file)))
    note = f"{shown(sounds[0].name)} goes with each of {counted(films)}." if len(sounds) == 1 < len(partners) else ""
    unused = [file.name for file in files if file not in (*films, *sounds) and file.folder is not None]
    return Assembly(bundles=tuple(bundles), notes=(note,) if note else (), left_out=tuple(unused))


def _partners(films: Sequence[File], sounds: Sequence[File]) -> dict[File, File]:
    """Return the sound of each film that has one."""
    by_title: dict[str, File] = {}
    for sound in sounds:
        by_title.setdefault(sound.title, sound)
    partners: dict[File, File] = {}
    for film in films:
        if film.title in by_title:
            partners[film] = by_title.pop(film.title)
    if partners or len(sounds) != 1:
        return partners
    return dict.fromkeys(films, sounds[0])


def _no_half(file: File) -> str:
    if file.kind is not Kind.PICTURE:
        return no_part(file)
    return (
        f"{shown(file.name)} is a picture, which lasts no time that a sound could fill. Say for example: "
        "make a slideshow with background music, 10 seconds each."
    )


def _alone(file: File) -> str:
    other = Kind.VIDEO if file.kind is Kind.SOUND else Kind.SOUND
    kind = "video" if other is Kind.VIDEO else "sound file"
    example = shown(f"{file.source.stem}.{_EXAMPLES[other]}")
    return f"There is no {kind} to merge it with. Name one that is called like it, such as {example}."
