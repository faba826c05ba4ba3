"""What a plan is made from: the file, what goes into the result beside it, the wish, and what has been found out."""

from __future__ import annotations

import msgspec

from nemo_watch.studio.compose.findings import Findings
from nemo_watch.studio.compose.sequence import Order
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.formats import Format
from nemo_watch.studio.language.edits import Compress, Limit, Music
from nemo_watch.studio.subtitles import Cue
from nemo_watch.studio.tracks import Composed, Role, Wish


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into a result beside the file; None where it is not asked for, or (`music`) where it is our own.

    `composed` says that there is no file yet: it is made first. `cues` are subtitles that lie in a file of their own.
    """

    composed: Composed | None = None
    merged: MediaFacts | None = None
    music: MediaFacts | None = None
    mark: MediaFacts | None = None
    cues: tuple[Cue, ...] = ()


NOTHING_BESIDE = Beside()


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One wish for one file, or what is composed. `base` is what is encoded: the file, or what is made of it first."""

    facts: MediaFacts
    base: MediaFacts
    beside: Beside
    wish: Wish
    order: Order
    findings: Findings
    compatible: str
    threads: int

    @property
    def made(self) -> Format:
        """The format of the result."""
        return self.wish.made

    @property
    def quality(self) -> str:
        """The quality of the result."""
        return self.wish.wanted_quality

    @property
    def is_compressed(self) -> bool:
        """Tell whether a smaller file is asked for."""
        return self.wish.asked(Compress) is not None

    @property
    def limit(self) -> int | None:
        """The most bytes that the result may have; of several, the smallest counts."""
        return min((edit.bytes for edit in self.wish.edits if isinstance(edit, Limit)), default=None)

    @property
    def has_new_picture(self) -> bool:
        """Tell whether pictures are made first: nothing of what comes then is a copy of a file."""
        composed = self.beside.composed
        return bool(self.order.preparations) or (composed is not None and not composed.copies_picture)

    @property
    def has_new_sound(self) -> bool:
        """Tell whether sound is made first."""
        composed = self.beside.composed
        return bool(self.order.preparations) or (composed is not None and not composed.copies_sound)

    @property
    def inputs(self) -> tuple[Role, ...]:
        """What ffmpeg reads beside the first input, in this order."""
        wants: dict[Role, bool] = {
            "merged": self.beside.merged is not None and self.wish.merge is not None,
            "music": self.scores and self.made.has_sound,
            "mark": self.beside.mark is not None and self.made.has_picture,
        }
        return tuple(role for role, is_wanted in wants.items() if is_wanted)

    def number_of(self, role: Role) -> int:
        """Return the number that ffmpeg knows an input by."""
        return self.inputs.index(role) + 1

    @property
    def scores(self) -> bool:
        """Tell whether music is laid under the film."""
        return self.wish.asked(Music) is not None
