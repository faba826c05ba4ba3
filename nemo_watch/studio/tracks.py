"""What a plan consists of: the wish that it answers, the span that is kept, and each stream of the result."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

import msgspec

from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.compose.sequence import Order
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.filters import Size
from nemo_watch.studio.formats import FORMATS, STILLS, Format
from nemo_watch.studio.language.edits import Edit, Export, Merge, Music, Mute, Thumbnail

Kind = TypeVar("Kind")

Role = Literal["merged", "music", "mark"]
"""What is read beside the first input: a sound that is merged in, music that is laid under, a picture in a corner."""

LETTERING = "lettering"
"""Stands in a chain of filters for the one that writes a plan's words: which file it reads is known when it runs."""


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """A film that is made of several files or of a text before anything else is done to it.

    `recipe` says how, to whoever makes it. `facts` are those of the film as it will be, `notes` a sentence on each
    oddity. Where its packets are those of its files, picture or sound need not be encoded afterwards. Where it
    `is_smooth`, it was drawn here, without the noise of a camera: a quick encode comes close to it.
    """

    recipe: Any
    facts: MediaFacts
    notes: tuple[str, ...] = ()
    copies_picture: bool = False
    copies_sound: bool = False
    is_smooth: bool = False


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Words that are written into the picture for some seconds of the result; an `end` of None is the result's."""

    text: str
    kind: Literal["title", "subtitle", "mark"]
    start: float = 0.0
    end: float | None = None
    position: str = "bottom"


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the source that is kept, in seconds; a `length` of None reaches to the end."""

    start: float = 0.0
    length: float | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is trimmed away."""
        return not self.start and self.length is None


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One stream of the result: where it comes from, and ffmpeg's options for it (empty: a copy).

    `input` is the number of the input, 0 for the file itself. A `graph` takes the place of the filters where several
    streams become one; it ends without a label.
    """

    source: int
    codec: str
    input: int = 0
    graph: str = ""
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
    """How one file is made. `duration` is the seconds that the result should have, None where nobody knows.

    `inputs` are read beside the first, in this order. `composed` is made first, and is what the plan works on.
    `words` are written into the picture. `look` is what must be looked at before the plan is final. `order` is what
    happens in time; `base` is the source that it happens to, which is another than the file where something is to be
    made first. `limit` is bytes; `fallback` is the plan for a result that became larger than its source.
    """

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
    order: Order
    base: MediaFacts
    look: Look | None = None
    limit: int | None = None
    passes: int = 1
    fallback: Plan | None = None
    inputs: tuple[Role, ...] = ()
    composed: Composed | None = None
    words: tuple[Words, ...] = ()

    @property
    def lane(self) -> str:
        """`copy` where no picture is encoded and little else is, so that it never waits for an encode."""
        is_made = self.composed is not None and not self.composed.copies_picture
        if self.order.preparations or is_made or (self.video and self.look and self.look.kind != "loudness"):
            return "encode"
        return "copy" if self.video is None or self.video.is_copy else "encode"

    @property
    def seconds(self) -> float | None:
        """Where the result is to end; None: with its source."""
        return None if self.order.timeline.has_open_end else self.duration


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """All that was asked for, from every instruction of a session, and the output asked for by the caller."""

    edits: tuple[Edit, ...] = ()
    format: str = "mp4"
    quality: str = "high"
    keeps_metadata: bool = True

    @property
    def made(self) -> Format:
        """The format of the result: the last that was said, else the caller's."""
        if any(isinstance(edit, Thumbnail) for edit in self.edits):
            return STILLS["jpg"]
        said = [edit.format for edit in self.edits if isinstance(edit, Export)]
        return FORMATS[said[-1] if said else self.format]

    @property
    def wanted_quality(self) -> str:
        """The quality of the result: the last that was said, else the caller's."""
        said = [edit.quality for edit in self.edits if isinstance(edit, Export) and edit.quality]
        return said[-1] if said else self.quality

    @property
    def is_mute(self) -> bool:
        """Tell whether the sound is to be left out; what was muted before another sound is laid in is its own.

        Music that is asked for is meant to be heard: then only what the film itself says is left out.
        """
        return self.mutes_film and self.asked(Music) is None

    @property
    def mutes_film(self) -> bool:
        """Tell whether the film's sound, or what was merged into it, is to be left out."""
        return any(isinstance(edit, Mute) for edit in self.edits[self._merged_at + 1 :])

    @property
    def merge(self) -> Merge | None:
        """How another sound is laid in; None where none is. Of a film that was muted before, there is none to mix."""
        edit = self.edits[self._merged_at] if self._merged_at >= 0 else None
        if not isinstance(edit, Merge):
            return None
        is_muted = any(isinstance(before, Mute) for before in self.edits[: self._merged_at])
        return Merge() if is_muted else edit

    @property
    def merged_edits(self) -> tuple[Edit, ...]:
        """What was said after the merge, and so of the sound that was merged in too."""
        return self.edits[self._merged_at + 1 :]

    @property
    def _merged_at(self) -> int:
        return max((place for place, edit in enumerate(self.edits) if isinstance(edit, Merge)), default=-1)

    def asked(self, kind: type[Kind]) -> Kind | None:
        """Return the last edit of a kind that was said."""
        return next((edit for edit in reversed(self.edits) if isinstance(edit, kind)), None)

    def without(self, kind: type[Edit]) -> Wish:
        """Return the wish without edits of a kind."""
        return msgspec.structs.replace(self, edits=tuple(edit for edit in self.edits if not isinstance(edit, kind)))
