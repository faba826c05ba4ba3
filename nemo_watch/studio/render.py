"""One render as its polls see it, and how its stages share the progress that they show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from nemo_watch.studio.casting import Cast
from nemo_watch.studio.compose.findings import Findings
from nemo_watch.studio.plan import Plan

Replan = Callable[[Findings], Plan]
_MOST_PERCENT = 99


class Stretch:
    """The part of the whole way that the present stage takes; 100% is kept for a finished result."""

    def __init__(self) -> None:
        """Begin with a stage that takes all of the way."""
        self._low = 0.0
        self._high = 1.0

    def take(self, share: float) -> None:
        """Begin a stage that takes a share, from 0 to 1, of what is left behind the present one."""
        self._low = self._high if self._high < 1.0 else self._low
        self._high = self._low + (1.0 - self._low) * share

    def percent(self, share: float) -> int:
        """Return the progress in per cent where a share of the present stage is done."""
        within = min(1.0, max(0.0, share))
        return min(_MOST_PERCENT, int(100 * (self._low + (self._high - self._low) * within)))


class Render:
    """One render as its polls see it. `changed` is set, and replaced, at each change.

    `remarks` are sentences on what went otherwise than it was planned.
    """

    def __init__(
        self,
        *,
        render_id: str,
        cast: Cast,
        plan: Plan,
        folder: Path,
        replan: Replan | None = None,
    ) -> None:
        """Take what is to be made of which files, and the folder that it is made in.

        `replan` makes the plan again with what was found by looking.
        """
        self.id = render_id
        self.cast = cast
        self.plan = plan
        self.replan = replan
        self.path = folder / f"{render_id}.{plan.made.name}"
        self.status = "pending"
        self.progress = 0
        self.stretch = Stretch()
        self.message = ""
        self.remarks: list[str] = []
        self.code = 0
        self.duration: float | None = None
        self.task: asyncio.Task[None] | None = None
        self.changed = asyncio.Event()

    @property
    def source_size(self) -> int:
        """Bytes of all that goes into the result."""
        return sum(upload.facts.size for upload in self.cast.uploads) + (self.cast.text.size if self.cast.text else 0)

    @property
    def truncated(self) -> str:
        """Why the file is incomplete; empty where it is whole, and of what several files are composed into."""
        return "" if self.plan.composed else self.cast.main[0].facts.truncated

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self.status in {"completed", "failed", "cancelled"}

    def advance(self, share: float) -> None:
        """Take how much of the present stage is done, from 0 to 1."""
        self.note(status="processing", progress=max(self.progress, self.stretch.percent(share)))

    def note(self, *, status: str, progress: int | None = None, message: str = "", code: int = 0) -> None:
        """Take a change and wake whoever waits for one."""
        before = (self.status, self.progress, self.message, self.code)
        self.status, self.message, self.code = status, message or self.message, code
        self.progress = self.progress if progress is None else progress
        if (self.status, self.progress, self.message, self.code) == before:
            return  # ffmpeg reports four times a second; a poll that waits is answered when there is news
        self.changed.set()
        self.changed = asyncio.Event()
