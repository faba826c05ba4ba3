"""What may be drawn: text without what is no text, and which of its letters no font of this machine has."""

from __future__ import annotations

import os
import re
import struct
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from nemo_watch.studio.lettering import sfnt
from nemo_watch.studio.lettering.faces import Face, ruler

_MAC_FOLDERS = (Path("/System/Library/Fonts"), Path("/Library/Fonts"))
_LINUX_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FOLDERS = _MAC_FOLDERS if sys.platform == "darwin" else _LINUX_FOLDERS
"""Where fonts of the system lie that ffmpeg can reach in its fence; fonts in a home folder are outside of it."""

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
_MOST_FONTS = 5000
_JOINERS = "\u200c\u200d"
"""They change how the letters beside them are drawn: Persian and the scripts of India need them."""
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNDRAWN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Zl", "Zp"})
_VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def cleaned(text: str) -> str:
    r"""Return a text as it may be drawn: composed letters, lines ended by "\n", no tabs, no control characters.

    What turns the direction of writing around goes as well: it shows another text than the one that is there.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return "".join(filter(_is_text, unicodedata.normalize("NFC", text)))


def _is_text(letter: str) -> bool:
    return letter in "\n" + _JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Cn"}


def missing_letters(text: str, *, face: Face = Face.TEXT, folders: Sequence[Path] = FOLDERS) -> str:
    """Return the letters of a text that neither a face nor any font in `folders` can draw, each once, in order."""
    own = ruler(face).letters
    wanted = {letter for letter in text if _is_seen(letter) and ord(letter) not in own}
    missing = set(wanted)
    for path in _fonts(folders) if missing else ():
        missing -= _drawn(path, missing)
        if not missing:
            break
    return "".join(letter for letter in dict.fromkeys(text) if letter in missing)


def without(text: str, letters: str) -> str:
    """Return a text without some letters, and without the gaps that they leave."""
    if not letters:
        return text
    kept = "".join(" " if letter in letters else letter for letter in text)
    kept = re.sub(f"(?<![^ ])[{_JOINERS}\ufe00-\ufe0f]+", "", kept)
    return "\n".join(" ".join(line.split()) for line in kept.split("\n"))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _UNDRAWN and not any(ord(letter) in range_ for range_ in _VARIANTS)


def _fonts(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield the font files below some folders, and no more of them than anybody installs."""
    count = 0
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                path = Path(place, name)
                if not name.lower().endswith(_ENDINGS) or not path.is_file():
                    continue
                count += 1
                if count > _MOST_FONTS:
                    return
                yield path


def _drawn(path: Path, wanted: set[str]) -> set[str]:
    """Return which letters a font file can draw; none where it cannot be read."""
    found: set[str] = set()
    try:
        with path.open("rb") as file:
            for tables in sfnt.faces(file):
                if sfnt.is_drawn(tables) and b"cmap" in tables:
                    known = sfnt.Letters(sfnt.table(file, tables[b"cmap"]))
                    found |= {letter for letter in wanted if ord(letter) in known}
    except (OSError, sfnt.FontError, struct.error):
        pass
    return found
