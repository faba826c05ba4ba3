"""What belongs together: a file and its sidecars, the two halves of a pair, the files of a dropped folder.

Decided by names alone, so that any order of arrival, and a restart, lead to the same jobs. Names are compared without
regard to case and to how an accent is spelled, because the systems that files come from do the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePath

import msgspec

from nemo_watch.inbox.ignoring import reason_ignored
from nemo_watch.jobs import Use
from nemo_watch.names import NaturalKey, fold, natural_key
from nemo_watch.rules import LINK_SUFFIXES, Rule
from nemo_watch.skills import AUDIO, PICTURE, VIDEO

WORDS_SUFFIX = ".txt"
SUBTITLE_SUFFIXES = (".srt", ".ass", ".vtt")
PLAIN_SUFFIXES = (WORDS_SUFFIX, *SUBTITLE_SUFFIXES, *LINK_SUFFIXES)
"""Files of text, which have no container that would tell whether they are whole."""

_SIDECAR_SUFFIXES = (WORDS_SUFFIX, *SUBTITLE_SUFFIXES)
_LANGUAGE = re.compile(r"(?a:[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*|forced|sdh|cc)", re.IGNORECASE)
_FOLDERS_TOO = "ai-to-video-free"
"""The skill that takes a text alone, and a subfolder as a whole."""


class Kind(StrEnum):
    """How files become a job."""

    EACH = "each"
    PAIR = "pair"
    FOLDER = "folder"


class Side(StrEnum):
    """Which half of a pair a file is."""

    VIDEO = "video"
    AUDIO = "audio"

    @property
    def other(self) -> Side:
        """The half that it needs."""
        return Side.AUDIO if self is Side.VIDEO else Side.VIDEO


class Unit(msgspec.Struct, frozen=True):
    """What becomes one job. `place` is the file, the folder, or for a pair its folder and what both are called."""

    kind: Kind
    place: Path


def is_taken(rule: Rule, path: Path) -> bool:
    """Tell whether a rule takes what lies at a path, going by its name and those of its folders."""
    try:
        relative = path.relative_to(rule.inbox)
    except ValueError:
        return False
    return rule.takes(path.name) and reason_ignored(relative) is None


def unit_of(rule: Rule, path: Path) -> Unit:
    """Return what a file belongs to that is no sidecar. `path` lies in the inbox of the rule."""
    if rule.group == Kind.PAIR:
        stem, side = half_of(path.name)
        return Unit(Kind.EACH, path) if side is None else Unit(Kind.PAIR, path.parent / stem)
    folders = path.relative_to(rule.inbox).parts[:-1]
    if folders and (rule.group == Kind.FOLDER or rule.skill == _FOLDERS_TOO):
        return Unit(Kind.FOLDER, rule.inbox / folders[0])
    return Unit(Kind.EACH, path)


def half_of(name: str) -> tuple[str, Side | None]:
    """Return what the pair of a file is called, folded, and which half the file is; None for neither.

    A link is what its own name says that it leads to (`song.mp3.url`), and else a video.
    """
    stem, suffix = _split(name)
    is_link = suffix in LINK_SUFFIXES
    if is_link and _split(stem)[1].removeprefix(".") in (*VIDEO, *AUDIO):
        stem, suffix = _split(stem)
    extension = suffix.removeprefix(".")
    if extension in AUDIO:
        return fold(stem), Side.AUDIO
    return fold(stem), Side.VIDEO if is_link or extension in VIDEO else None


def use_of(name: str) -> Use:
    """Return what a file that is no sidecar is there for."""
    suffix = _split(name)[1]
    if suffix in LINK_SUFFIXES:
        return Use.LINK
    return Use.TEXT if suffix == WORDS_SUFFIX else Use.MEDIA


def reason_not_alone(rule: Rule, name: str) -> str | None:
    """Return why a file that lies in the inbox by itself makes no job, in a sentence; None where it makes one."""
    suffix = _split(name)[1]
    if suffix in SUBTITLE_SUFFIXES:
        return "Subtitles need a video of the same name."
    if rule.group == Kind.PAIR and half_of(name)[1] is None:
        return "This is neither video nor sound, and the rule makes pairs of one of each."
    if rule.skill != _FOLDERS_TOO or suffix == WORDS_SUFFIX:
        return None
    title = "picture" if suffix.removeprefix(".") in PICTURE else "link" if suffix in LINK_SUFFIXES else "video"
    return f"A {title} needs a folder with a text."


def awaited_by(rule: Rule, name: str) -> str:
    """Return the file name that an instruction lying there alone waits for; empty where it is a text of its own."""
    stem, suffix = _split(name)
    is_media = _split(stem)[1].removeprefix(".") in (*VIDEO, *AUDIO, *PICTURE)
    is_sidecar = suffix == WORDS_SUFFIX and is_media and rule.takes(stem) and reason_not_alone(rule, stem) is None
    return stem if is_sidecar else ""


def is_sidecar_name(name: str) -> bool:
    """Tell whether a file could belong to another by its name: a text or subtitles."""
    return name[-4:].lower() in _SIDECAR_SUFFIXES


def expects_sidecars(rule: Rule) -> bool:
    """Tell whether files of a rule are often dropped with others that may come a little later."""
    is_asked_for = any(pattern.casefold().endswith(_SIDECAR_SUFFIXES) for pattern in rule.files)
    return is_asked_for or rule.group != Kind.EACH or rule.session == "shared"


def in_natural_order(folder: Path) -> Callable[[Path], list[NaturalKey]]:
    """Return the sort key by which people order the files of a folder: 2.jpg before 10.jpg, A beside a."""

    def key(path: Path) -> list[NaturalKey]:
        return [natural_key(part) for part in path.relative_to(folder).parts]

    return key


class Neighbours:
    """The names in one folder, and which of them belong to one another.

    Nothing is worked out before it is asked for: a folder may hold 60,000 names and one sidecar.
    """

    def __init__(self, rule: Rule, names: Iterable[str]) -> None:
        """Take the names of the files that lie in a folder of the rule's inbox."""
        self._rule = rule
        self._names = tuple(names)

    def halves(self, stem: str) -> list[str]:
        """Return the files that are called so, folded: the halves of a pair, of one or of both sides."""
        return [name for name in self._by_pair.get(stem, []) if half_of(name)[1] is not None]

    def sidecars_of(self, name: str) -> list[tuple[str, Use]]:
        """Return the sidecars of a file: its instruction, then its subtitles."""
        words = self._sidecars.get(fold(name) + WORDS_SUFFIX, [])
        subtitles = self._subtitles.get(fold(_titled(name)), [])
        found = [(other, Use.WORDS) for other in words] + [(other, Use.MEDIA) for other in subtitles]
        return [(other, use) for other, use in found if name in self.owners_of(other)]

    def owners_of(self, name: str) -> list[str]:
        """Return the files that a text or subtitles belong to; none for a file that stands for itself."""
        stem, suffix = _split(name)
        if suffix == WORDS_SUFFIX:
            return [stem] if stem in self._all and self._may_own(stem) else self._owners.get(fold(stem), [])
        if suffix not in SUBTITLE_SUFFIXES:
            return []
        return self._by_title.get(fold(stem)) or self._by_title.get(fold(_without_language(stem)), [])

    @cached_property
    def _sidecars(self) -> dict[str, list[str]]:
        return _grouped((name for name in self._names if is_sidecar_name(name)), fold)

    @cached_property
    def _subtitles(self) -> dict[str, list[str]]:
        names = [name for name in self._names if name[-4:].lower() in SUBTITLE_SUFFIXES]
        by_title = _grouped(names, lambda name: fold(_split(name)[0]))
        with_language = [name for name in names if _without_language(_split(name)[0]) != _split(name)[0]]
        for title, found in _grouped(with_language, lambda name: fold(_without_language(_split(name)[0]))).items():
            by_title.setdefault(title, []).extend(found)
        return {title: sorted(found) for title, found in by_title.items()}

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        """Those that may have sidecars, by their folded names."""
        return _grouped((name for name in self._names if self._may_own(name)), fold)

    def _may_own(self, name: str) -> bool:
        return self._rule.takes(name) and reason_not_alone(self._rule, name) is None

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self._names)

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        names = [name for found in self._owners.values() for name in found if use_of(name) is not Use.TEXT]
        return _grouped(names, lambda name: fold(_titled(name)))

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        return _grouped((name for name in self._names if self._rule.takes(name)), lambda name: half_of(name)[0])


def read_neighbours(rule: Rule, folder: Path) -> Neighbours:
    """Return what lies in a folder; a folder that cannot be read has nothing in it."""
    try:
        with os.scandir(folder) as entries:
            return Neighbours(rule, [entry.name for entry in entries if not entry.is_dir(follow_symlinks=False)])
    except OSError:
        return Neighbours(rule, ())


def _grouped(names: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(key(name), []).append(name)
    return groups


def _titled(name: str) -> str:
    """Return what a file is called; a link, by what it leads to."""
    stem, suffix = _split(name)
    return _split(stem)[0] if suffix in LINK_SUFFIXES and _split(stem)[1].removeprefix(".") in VIDEO else stem


def _without_language(stem: str) -> str:
    """Return `clip` for `clip.en`, and for `clip.en.forced`."""
    while _LANGUAGE.fullmatch((tag := PurePath(stem).suffix).removeprefix(".")):
        stem = stem.removesuffix(tag)
    return stem


def _split(name: str) -> tuple[str, str]:
    """Return the stem of a name, and its extension with the dot in lower case."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - of a name, not of a path
    return stem, suffix.lower()
