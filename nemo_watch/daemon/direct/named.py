"""What was named on a command line: files and folders, looked at once, and what each file is by its beginning."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path, PurePath

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.inbox.grouping import SUBTITLE_SUFFIXES, Neighbours, in_natural_order, read_neighbours, use_of
from nemo_watch.inbox.ignoring import is_unfinished
from nemo_watch.inbox.looks import Look, look_at
from nemo_watch.intake.files import fingerprint_of
from nemo_watch.intake.folders import files_below
from nemo_watch.jobs import Fingerprint, Source, Use
from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.names import fold, shown
from nemo_watch.rules import LINK_SUFFIXES, Rule
from nemo_watch.skills import AUDIO, PICTURE, VIDEO

ANY = Rule(name="render", inbox=Path("/"), outbox=Path("/"), instructions=(), files=("*",))
"""A rule that takes everything."""

_SOUNDS = frozenset({Container.MP3, Container.AAC, Container.WAV, Container.FLAC})
_STILLS = frozenset({Container.PNG, Container.JPEG, Container.WEBP, Container.GIF})
_HEARD = frozenset((*AUDIO, "m4b", "mka", "oga", "ogg", "opus", "weba"))
"""Extensions of sound in containers that hold films as well."""


class Kind(StrEnum):
    """What a file is."""

    VIDEO = "video"
    SOUND = "sound"
    PICTURE = "picture"
    TEXT = "text"
    SUBTITLES = "subtitles"


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file; `beside` is the folder that it was named in, `folder` the named folder that it was found in."""

    source: Source
    kind: Kind
    beside: Path
    folder: Path | None = None

    @property
    def path(self) -> Path:
        """Where it lies, links resolved."""
        return self.source.path

    @property
    def name(self) -> str:
        """What it is called."""
        return self.source.path.name

    @property
    def title(self) -> str:
        """What it and the other half of its pair are called, folded."""
        return fold(self.source.stem)


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """A folder, what in it can be used, in natural order, and the names of what cannot."""

    path: Path
    files: tuple[File, ...]
    left_out: tuple[str, ...]


Entry = File | Folder


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """All that was named, each once, in that order, and the names of what was named again."""

    entries: tuple[Entry, ...]
    again: tuple[str, ...] = ()


def look(names: Sequence[str]) -> Named:
    """Look at what was named. Raises FinalError with a line for each name that cannot be used."""
    entries: dict[Path, Entry] = {}
    again, problems = [], []
    for name in names:
        try:
            entry = _entry(name)
        except FinalError as error:
            problems.append(error.sentence)
            continue
        if entry.path in entries:
            again.append(entry.path.name)
        entries.setdefault(entry.path, entry)
    if problems:
        raise FinalError("\n".join(dict.fromkeys(problems)))
    return Named(entries=tuple(entries.values()), again=tuple(dict.fromkeys(again)))


def companion(name: str) -> File | None:
    """Return the file that an instruction names as a path, seen from the current folder; None where there is none."""
    try:
        entry = _entry(name)
    except FinalError:
        return None
    return entry if isinstance(entry, File) else None


def sidecars_among(files: Iterable[File]) -> dict[File, list[File]]:
    """Return which of some files are there for others of them, by their names: instructions and subtitles."""
    known = {file.name: file for file in files}
    neighbours = Neighbours(ANY, known)
    owned: dict[File, list[File]] = {}
    for name, file in known.items():
        owners = [known[owner] for owner in neighbours.owners_of(name) if known[owner].source.use is not Use.TEXT]
        if file.kind in {Kind.TEXT, Kind.SUBTITLES} and owners:
            owned[file] = owners
    return owned


class Beside:
    """What lies beside the named files; each folder is read once."""

    def __init__(self) -> None:
        """Begin with no folder read."""
        self._read: dict[Path, Neighbours] = {}

    def sidecars_of(self, file: File) -> list[File]:
        """Return the instruction and the subtitles that lie beside a file and belong to it."""
        folder = file.path.parent
        if folder not in self._read:
            self._read[folder] = read_neighbours(ANY, folder)
        found = []
        for name, use in self._read[folder].sidecars_of(file.name):
            look = look_at(folder / name, inbox=folder)
            if isinstance(look, Look):
                source = Source(path=folder / name, fingerprint=fingerprint_of(look), use=use)
                kind = Kind.TEXT if use is Use.WORDS else Kind.SUBTITLES
                found.append(File(source=source, kind=kind, beside=file.beside))
        return found


def _entry(name: str) -> Entry:
    if name == "-":
        raise FinalError('"-" is no file: nothing is read from the standard input.', hint="Save it, and name the file.")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name):
        raise FinalError(
            f"{shown(name)} is an address, not a file.", hint="Save the link as a .url file, and name that."
        )
    try:
        return _at(name)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise FinalError(f"There is no file {shown(name) or '“”'}.", hint="Look at how it is spelled.") from error
        raise FinalError(f"{shown(name)} cannot be read: {error.strerror}.") from error


def _at(name: str) -> Entry:
    """Return what lies at a path. Raises FinalError for what is neither file nor folder, OSError."""
    path = Path(name)
    status = os.stat(name)  # noqa: PTH116 - an empty name is no path, and Path takes it for the current folder
    if stat.S_ISDIR(status.st_mode):
        return _folder(path.resolve(), name)
    if not stat.S_ISREG(status.st_mode):
        raise FinalError(f"{shown(name)} is neither a file nor a folder.")
    real = path.resolve()
    source = Source(path=real, fingerprint=Fingerprint.of(status), use=use_of(real.name))
    return File(source=source, kind=kind_of(real) or Kind.VIDEO, beside=path.absolute().parent.resolve())


def _folder(folder: Path, name: str) -> Folder:
    if not folder.name:
        raise FinalError(f"{shown(name)} is all there is on this machine.", hint="Name a folder in it.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise FinalError(f"The folder {shown(name)} cannot be read: permission is missing.")
    files, left_out = [], []
    for path in sorted(files_below(folder, folder), key=in_natural_order(folder)):
        file = None if is_unfinished(path.name) else _inside(path, folder)
        if file is None:
            left_out.append(path.name)
        else:
            files.append(file)
    if not files:
        raise FinalError(f"There is no video, sound, picture or text in the folder {shown(name)}.")
    return Folder(path=folder, files=tuple(files), left_out=tuple(left_out))


def _inside(path: Path, folder: Path) -> File | None:
    """Return a file of a folder, None for one that is of no use, or is a link to who knows where."""
    look = look_at(path, inbox=folder)
    if not isinstance(look, Look):
        return None
    try:
        kind = kind_of(path)
    except OSError:
        return None
    if kind is None:
        return None
    source = Source(path=path, fingerprint=fingerprint_of(look), use=use_of(path.name))
    return File(source=source, kind=kind, beside=path.parent, folder=folder)


def kind_of(path: Path) -> Kind | None:
    """Return what a file is, None for what is known neither by its beginning nor by its name. Raises OSError."""
    suffix = path.suffix.lower()
    use = use_of(path.name)
    if use is Use.TEXT or suffix in SUBTITLE_SUFFIXES:
        return Kind.TEXT if use is Use.TEXT else Kind.SUBTITLES
    if suffix in LINK_SUFFIXES:
        return _kind_named(PurePath(path.stem).suffix) or Kind.VIDEO
    with path.open("rb") as file:
        container = recognise(file.read(HEAD_BYTES))
    if container is None:
        return _kind_named(suffix)
    if container in _STILLS:
        return Kind.PICTURE
    is_heard = container in _SOUNDS or suffix.removeprefix(".") in _HEARD
    return Kind.SOUND if is_heard else Kind.VIDEO


def _kind_named(suffix: str) -> Kind | None:
    extension = suffix.lower().removeprefix(".")
    kinds = ((VIDEO, Kind.VIDEO), (AUDIO, Kind.SOUND), (PICTURE, Kind.PICTURE))
    return next((kind for extensions, kind in kinds if extension in extensions), None)
