"""What changes, told to whoever looks on: gathered for a moment, so that a flood of changes is a few words."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import msgspec

from nemo_watch.events import Event, Events, JobChanged

GATHER_SECONDS = 0.05
"""So long, at most, a change waits for others to be told with."""
MOST_JOBS = 100
"""Of more jobs than that, nothing is told in particular: whoever looks on asks anew."""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed: these jobs, or, with `is_flood`, more than can be told; and whether anything but jobs has."""

    job_ids: tuple[str, ...] = ()
    is_flood: bool = False
    is_status: bool = False


class Feed:
    """One listener's view of the events."""

    def __init__(self) -> None:
        """Begin with no news."""
        self._jobs: dict[str, None] = {}
        self._is_flood = False
        self._is_status = False
        self._is_over = False
        self._arrived = asyncio.Event()

    def take(self, event: Event) -> None:
        """Keep what an event is about until it is asked for."""
        if not isinstance(event, JobChanged):
            self._is_status = True
        elif len(self._jobs) < MOST_JOBS or event.job_id in self._jobs:
            self._jobs[event.job_id] = None
        else:
            self._is_flood = True
        self._arrived.set()

    def end(self) -> None:
        """Let the listener go: there will be no more news."""
        self._is_over = True
        self._arrived.set()

    async def news(self, *, patience_seconds: float) -> News | None:
        """Return the next news: nothing in them after so long without any, None when there will be no more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_seconds):
                await self._arrived.wait()
        if self._is_over:
            return None
        if self._arrived.is_set():
            await asyncio.sleep(GATHER_SECONDS)
        news = News(
            job_ids=() if self._is_flood else tuple(self._jobs), is_flood=self._is_flood, is_status=self._is_status
        )
        self._jobs, self._is_flood, self._is_status = {}, False, False
        if not self._is_over:
            self._arrived.clear()
        return news


class Feeds:
    """The listeners of a daemon. They are let go before it ends: a server waits for the answers that it has begun."""

    def __init__(self, events: Events) -> None:
        """Listen to `events` for as long as somebody looks on."""
        self._events = events
        self._open: set[Feed] = set()

    @contextlib.contextmanager
    def opened(self) -> Iterator[Feed]:
        """Yield a feed of what happens from now on."""
        feed = Feed()
        self._open.add(feed)
        unsubscribe = self._events.subscribe(feed.take)
        try:
            yield feed
        finally:
            unsubscribe()
            self._open.discard(feed)

    def end(self) -> None:
        """Let all listeners go."""
        for feed in self._open:
            feed.end()


def event_text(name: str, content: Any) -> bytes:
    """Return one event of a stream (WHATWG HTML, server-sent events)."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode(content))
