"""Edits of the sound, and fades, which are of both sound and picture."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import Said
from nemo_watch.studio.language.edits import Edit, Fade, Music, Mute, Volume

_LOUDEST = 10.0
"""Beyond it "volume 30" would be meant: of a hundred, it seems, but nobody said so."""


def volume(said: Said) -> tuple[Edit, ...] | None:
    """Build a volume from what it is multiplied by; nothing at all is silence."""
    return _volume(float(said["factor"]))


def louder_by(said: Said) -> tuple[Edit, ...] | None:
    """Build a volume from what it gains, of the usual 1.0; "boost it 200%", without "by", is what it becomes."""
    percent = float(said["percent"])
    return _volume(percent if percent > 1 and "by" not in said else 1 + percent)


def quieter_by(said: Said) -> tuple[Edit, ...] | None:
    """Build a volume from what it loses, of the usual 1.0."""
    return _volume(1 - float(said["percent"]))


def decibels(said: Said) -> tuple[Edit, ...] | None:
    """Build a volume from decibels, fewer where the words go down."""
    return _volume(10 ** (float(said["decibels"]) * (-1 if said.get("way") == "down" else 1) / 20))


def _volume(factor: float) -> tuple[Edit, ...] | None:
    if factor == 0:
        return (Mute(),)
    return (Volume(factor=round(factor, 4)),) if 0 < factor <= _LOUDEST else None


def fade(said: Said) -> tuple[Edit, ...] | None:
    """Build a fade; what is said of neither end alone holds for both, and a second is meant where no time is."""
    seconds = said.get("each", 1.0)
    begin, end = said.get("in", seconds), said.get("out", seconds)
    way = said.get("way", "both")
    made = Fade(begin=begin if way != "out" else None, end=end if way != "in" else None)
    return None if 0 in (made.begin, made.end) else (made,)


def music(said: Said) -> tuple[Edit, ...] | None:
    """Build music from a file or the studio's own, as loud as said."""
    level = float(said.get("level", 0.35))
    return (Music(file=said.get("file"), volume=level),) if 0 < level <= 10 else None
