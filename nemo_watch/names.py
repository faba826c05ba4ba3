"""File names: shown safely, kept within what a file system takes, numbered where one is taken.

Inside, a path is a `str` as the operating system module decodes it (surrogate escapes stand for bytes that are
no UTF-8). Where a person or a JSON document sees it, it goes through `shown`.
"""

from __future__ import annotations

import os
import re
import unicodedata

NaturalKey = list[tuple[int, int, str]]

MOST_BYTES = 255
"""What ext4, btrfs, xfs and APFS allow in one name; NTFS and exFAT count 255 UTF-16 units, which is never less."""


def shown(path: str | os.PathLike[str]) -> str:
    r"""Return a path as it may be shown: control characters and bytes that are no UTF-8 become ``\xNN``."""
    text = os.fspath(path)
    if text.isprintable():
        return text
    parts = []
    for character in text:
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:
            parts.append(f"\\x{code - 0xDC00:02x}")
        elif unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            parts.extend(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
        else:
            parts.append(character)
    return "".join(parts)


def fitting(stem: str, suffix: str) -> str:
    """Return `stem` + `suffix`, the stem shortened by whole characters until the name fits `MOST_BYTES`.

    A suffix that is too long by itself is cut at its end.
    """
    while stem and len(os.fsencode(stem + suffix)) > MOST_BYTES:
        stem = stem[:-1]
    while len(os.fsencode(suffix)) > MOST_BYTES:
        suffix = suffix[:-1]
    return stem + suffix


def numbered(name: str, number: int) -> str:
    """Return the `number`-th variant of a file name: "clip.mp4", "clip (2).mp4", "clip (3).mp4"."""
    if number < 2:
        return fitting(*os.path.splitext(name))  # noqa: PTH122 - of a name, not of a path
    stem, extension = os.path.splitext(name)  # noqa: PTH122 - of a name, not of a path
    return fitting(stem, f" ({number}){extension}")


def fold(name: str) -> str:
    """Return a name as it is compared: without regard to case and to composed or decomposed accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def natural_key(name: str) -> NaturalKey:
    """Return what names are sorted by as people do it: 2.jpg before 10.jpg, A beside a."""
    return [(0, int(run), run) if run.isdecimal() else (1, 0, run) for run in re.split(r"(\d+)", fold(name)) if run]
