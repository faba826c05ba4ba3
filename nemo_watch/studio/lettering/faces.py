"""The faces that come along, what they are called in a document, and how wide their letters run."""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import cache
from pathlib import Path

import msgspec

from nemo_watch.studio.lettering import sfnt

_FOLDER = Path(__file__).with_name("fonts")
_OTHER_WIDTHS = {"W": 1.06, "F": 1.06, "A": 0.75, "H": 0.55, "N": 0.62, "Na": 0.62}
"""How wide letters of other fonts run, by their East Asian width (Unicode UAX #11), in parts of the size."""
_UNSEEN = frozenset({"Mn", "Me", "Cf"})


class Font(msgspec.Struct, frozen=True):
    """A font file of ours: the family that it belongs to, and whether it is the bold one of it."""

    file: str
    family: str
    is_bold: bool

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return _FOLDER / self.file


class Face(Enum):
    """What text can be set in. `DISPLAY` is drawn for large sizes: tighter, finer."""

    TEXT = Font("text-regular.otf", "Nemo Watch Text", is_bold=False)
    BOLD = Font("text-bold.otf", "Nemo Watch Text", is_bold=True)
    DISPLAY = Font("display-bold.otf", "Nemo Watch Display", is_bold=True)


class Ruler(msgspec.Struct, frozen=True):
    """What is known of a face: its letters, and how large they are."""

    letters: sfnt.Letters
    metrics: sfnt.Metrics

    def width(self, text: str, *, size: float, spacing: float = 0.0) -> float:
        """Return how wide a line runs, `spacing` pixels put behind each letter; kerning makes it a little narrower."""
        seen = [letter for letter in text if unicodedata.category(letter) not in _UNSEEN]
        return size * sum(map(self._advance, seen)) + spacing * len(seen)

    def _advance(self, letter: str) -> float:
        glyph = self.letters.glyph(ord(letter))
        return self.metrics.advance(glyph) if glyph else _OTHER_WIDTHS[unicodedata.east_asian_width(letter)]


@cache
def ruler(face: Face) -> Ruler:
    """Return what text in a face is measured with."""
    with face.value.path.open("rb") as file:
        (places,) = sfnt.faces(file)
        wanted = (b"head", b"hhea", b"hmtx", b"OS/2", b"cmap")
        tables = {name: sfnt.table(file, places[name]) for name in wanted}
    return Ruler(sfnt.Letters(tables[b"cmap"]), sfnt.Metrics(tables))
