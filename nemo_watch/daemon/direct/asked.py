"""What the words of an instruction mean for the files that it is about: whether they belong together, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from nemo_watch.names import fold
from nemo_watch.studio.language import explain, read
from nemo_watch.studio.language.edits import (
    Concat,
    Edit,
    Explain,
    Export,
    Merge,
    Music,
    Slideshow,
    Subtitles,
    Thumbnail,
    Watermark,
)

_BY_NAME = re.compile(
    r"\b(?:by|of|after) (?:(?:the|their|its) )?(?:file ?)?names?\b|\b(?:alpha\w*|numerical|file ?name) order\b"
    r"|\balphabetically\b|\ba to z\b|(?:按照?|根据|依照?)(?:文件)?(?:名|字母)",
    re.IGNORECASE,
)
"""Asks for an order that holds without being asked for too, so that no edit tells of it."""
_OF_CLIPS = "the clips by name"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Instructions as they were given, and what they ask for all together."""

    instructions: tuple[str, ...]
    edits: tuple[Edit, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def composing(self) -> Edit | None:
        """The wish that makes one film of several files, or of a text."""
        kinds = (Merge, Concat, Slideshow, Explain)
        return next((edit for edit in self.edits if isinstance(edit, kinds)), None)

    @property
    def is_late(self) -> bool:
        """Tell whether something is to be done before the files are one: of several, that cannot be."""
        readings = [asked_for((text,)) for text in self.instructions]
        return self.composing is not None and readings[0].composing is None and bool(readings[0].edits)

    @property
    def names(self) -> tuple[str, ...]:
        """The files that are named in the words, as they are written there."""
        kinds = (Music, Subtitles, Watermark)
        return tuple(dict.fromkeys(edit.file for edit in self.edits if isinstance(edit, kinds) and edit.file))

    @property
    def wants_music(self) -> bool:
        """Tell whether music is asked for without saying which."""
        return any(isinstance(edit, Music) for edit in self.edits) and not any(
            isinstance(edit, Music) and edit.file for edit in self.edits
        )

    @property
    def wants_subtitles(self) -> bool:
        """Tell whether subtitles are to be seen."""
        return any(isinstance(edit, Subtitles) for edit in self.edits)

    @property
    def is_by_name(self) -> bool:
        """Tell whether the words ask for the order of names."""
        return any(_BY_NAME.search(text) for text in self.instructions)

    @property
    def format(self) -> str:
        """The format that the words ask for; empty where they say nothing of it."""
        if any(isinstance(edit, Thumbnail) for edit in self.edits):
            return "jpg"
        said = [edit.format for edit in self.edits if isinstance(edit, Export)]
        return said[-1] if said else ""

    @property
    def explained(self) -> list[str]:
        """How each instruction is read, in a sentence; clips come as they are named where no order is asked for."""
        sentences = [_explained(text) for text in self.instructions]
        if self.is_by_name:
            return sentences
        return [sentence.replace(_OF_CLIPS, "the clips in the order that they are listed in") for sentence in sentences]

    def without_music(self) -> Asked:
        """Return what is asked for beside music, where that is found already."""
        return msgspec.structs.replace(self, edits=tuple(edit for edit in self.edits if not isinstance(edit, Music)))

    def is_named(self, name: str) -> bool:
        """Tell whether the words name a file that is called so."""
        return fold(name) in {fold(written.replace("\\", "/").rpartition("/")[2]) for written in self.names}


def asked_for(instructions: Sequence[str]) -> Asked:
    """Read instructions; one that is too long to be read asks for nothing here, which the studio will say."""
    edits: list[Edit] = []
    unknown: list[str] = []
    for text in instructions:
        try:
            reading = read(text)
        except ValueError:
            continue
        edits += reading.edits
        unknown += reading.unknown
    return Asked(instructions=tuple(instructions), edits=tuple(edits), unknown=tuple(unknown))


def _explained(text: str) -> str:
    try:
        return explain(read(text))
    except ValueError as error:
        return str(error)
