"""What a plan is made from: the file, another one that is merged in, the wish, and what has been found out."""

from __future__ import annotations

import msgspec

from nemo_watch.studio.compose.findings import Findings
from nemo_watch.studio.compose.sequence import Order
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.formats import Format
from nemo_watch.studio.language.edits import Compress, Limit
from nemo_watch.studio.tracks import Wish


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One wish for one file. `base` is what is encoded: the file, or what is made of it first."""

    facts: MediaFacts
    base: MediaFacts
    second: MediaFacts | None
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
    def has_new_base(self) -> bool:
        """Tell whether something is made of the file first: nothing of that is a copy of it."""
        return bool(self.order.preparations)
