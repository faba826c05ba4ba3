"""What was found: one sentence, and, where something is amiss, what to do about it."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["well", "note", "trouble"]
"""As it should be; worth knowing, and needing nobody; in the way of something, until somebody does what is said."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    level: Level
    sentence: str
    remedy: str = ""


def well(name: str, sentence: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name, "well", sentence)


def note(name: str, sentence: str, remedy: str = "") -> Finding:
    """Return something worth knowing, and what could be done about it."""
    return Finding(name, "note", sentence, remedy)


def trouble(name: str, sentence: str, remedy: str) -> Finding:
    """Return something that keeps files from being taken, converted or delivered, and what to do."""
    return Finding(name, "trouble", sentence, remedy)
