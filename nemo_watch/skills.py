"""The three NemoVideo skills: what each takes, how it groups files, and what the cloud allows.

Source: the skills' own documents. A skill is chosen by a rule and named in the headers of every request.
"""

from __future__ import annotations

import msgspec

DEFAULT_SKILL = "data-format-converter-free"

VIDEO = ("avi", "mov", "mkv", "webm", "mp4")
AUDIO = ("mp3", "wav", "m4a", "aac")
PICTURE = ("jpg", "jpeg", "png", "gif", "webp")


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    """One skill; `takes` are file extensions without the dot, `limit_bytes` is the cloud's upload limit."""

    name: str
    version: str = "1.0.0"
    takes: tuple[str, ...]
    group: str
    limit_bytes: int

    @property
    def patterns(self) -> tuple[str, ...]:
        """Glob patterns of the files that the skill takes."""
        return tuple(f"*.{extension}" for extension in self.takes)


SKILLS: dict[str, Skill] = {
    skill.name: skill
    for skill in (
        Skill(
            name=DEFAULT_SKILL,
            takes=("avi", "mov", "mkv", "webm"),
            group="each",
            limit_bytes=500_000_000,
        ),
        Skill(
            name="ai-to-video-free",
            takes=("txt", *PICTURE, "mp4"),
            group="each",
            limit_bytes=200_000_000,
        ),
        Skill(
            name="audio-video-to",
            takes=(*VIDEO, *AUDIO),
            group="pair",
            limit_bytes=500_000_000,
        ),
    )
}
