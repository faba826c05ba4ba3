"""Who asks: the attribution headers that every request to the NemoVideo API carries.

Without them the API refuses exports with HTTP 402. Source: the skills' own documents.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from nemo_watch.skills import SKILLS

UNKNOWN_PLATFORM = "unknown"


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
    """Return the platform that `SKILL_SOURCE` names, or that follows from where `package` is installed."""
    if skill_source:
        return skill_source
    if package.is_relative_to(home / ".clawhub"):
        return "clawhub"
    if package.is_relative_to(home / ".cursor" / "skills"):
        return "cursor"
    return UNKNOWN_PLATFORM
