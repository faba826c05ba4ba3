"""Who asks: the attribution headers that every request to the NemoVideo API carries.

Without them the API refuses exports with HTTP 402. Source: the skills' own documents.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from nemo_watch.skills import SKILLS

UNKNOWN_PLATFORM = "unknown"

_HEADER_VALUE = re.compile(r"[!-~]{1,4096}")


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The platform that the program was installed by: "clawhub", "cursor", another, or "unknown"."""

    platform: str = UNKNOWN_PLATFORM

    def headers(self, skill: str) -> dict[str, str]:
        """Return the attribution headers for a request in the name of `skill`."""
        return {
            "X-Skill-Source": skill,
            "X-Skill-Version": SKILLS[skill].version,
            "X-Skill-Platform": self.platform,
        }


def detect_platform(skill_source: str | None, *, package: Path, home: Path) -> str:
    """Return the platform that `SKILL_SOURCE` names, or that follows from where `package` is installed.

    What is linked into such a folder, or lies in a virtual environment there, is installed there, too.
    """
    if skill_source:
        return skill_source
    places = {package.absolute(), package.resolve()}
    for platform, folder in (("clawhub", home / ".clawhub"), ("cursor", home / ".cursor" / "skills")):
        if any(place.is_relative_to(root) for place in places for root in {folder, folder.resolve()}):
            return platform
    return UNKNOWN_PLATFORM


def fits_header(value: str) -> bool:
    """Tell whether a token or an id can stand in a header: visible ASCII, no spaces, not endless."""
    return _HEADER_VALUE.fullmatch(value) is not None


def fingerprint_of(token: str) -> str:
    """Return the first 12 hexadecimal digits of a token's SHA-256, which tell two apart; "" for no token."""
    return hashlib.sha256(token.encode()).hexdigest()[:12] if token else ""
