"""What a plan consists of: the wish that it answers, the span that is kept, and each stream of the result."""

from __future__ import annotations

import msgspec

from nemo_watch.studio.filters import Size
from nemo_watch.studio.formats import FORMATS, Format
from nemo_watch.studio.language.edits import Edit, Export, Mute


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the source that is kept, in seconds; a `length` of None reaches to the end."""

    start: float = 0.0
    length: float | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is trimmed away."""
        return not self.start and self.length is None


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One stream of the result: where it comes from, and ffmpeg's options for it (empty: a copy)."""

    source: int
    codec: str
    encoding: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    tag: str = ""
    decoder: str = ""
    has_constant_rate: bool = False

    @property
    def is_copy(self) -> bool:
        """Tell whether the stream's packets go over untouched."""
        return not self.encoding


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How one file is made. `duration` is the seconds that the result should have, None where nobody knows."""

    made: Format
    quality: str
    span: Span
    video: Track | None
    audio: tuple[Track, ...]
    subtitles: tuple[int, ...]
    duration: float | None
    size: Size | None
    did: str
    notes: tuple[str, ...] = ()
    keeps_metadata: bool = True

    @property
    def lane(self) -> str:
        """`copy` where no picture is encoded and little else is, so that it never waits for an encode."""
        return "copy" if self.video is None or self.video.is_copy else "encode"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """All that was asked for, from every instruction of a session, and the output asked for by the caller."""

    edits: tuple[Edit, ...] = ()
    format: str = "mp4"
    quality: str = "high"
    keeps_metadata: bool = True

    @property
    def made(self) -> Format:
        """The format of the result: the last that was said, else the caller's."""
        said = [edit.format for edit in self.edits if isinstance(edit, Export)]
        return FORMATS[said[-1] if said else self.format]

    @property
    def wanted_quality(self) -> str:
        """The quality of the result: the last that was said, else the caller's."""
        said = [edit.quality for edit in self.edits if isinstance(edit, Export) and edit.quality]
        return said[-1] if said else self.quality

    @property
    def is_mute(self) -> bool:
        """Tell whether the sound is to be left out."""
        return any(isinstance(edit, Mute) for edit in self.edits)
