"""The board: which jobs it shows, and what is sent to a browser that has it open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import structlog

from nemo_watch.control.controlled import Controlled
from nemo_watch.control.feed import Feeds, News, event_text
from nemo_watch.control.page.queue import drawing
from nemo_watch.control.page.views import Groups, Views, group_of, view_of
from nemo_watch.control.shapes import Balance, Status
from nemo_watch.errors import NemoWatchError, NoSuchJob
from nemo_watch.jobs import ACTIVE, WAITING
from nemo_watch.store import Wanted

MOST_RECENT = 30

_MOST_OF_GROUP = 50
_LOOK_SECONDS = 2.0
"""So often an open page is told what no event tells of: files that are still arriving, numbers, the queue."""
_MOST_VIEWERS = 20
_MOST_UNREAD = 50
"""So many pieces wait for a browser that reads nothing."""

_Viewer = asyncio.Queue[bytes | None]

log = structlog.get_logger()


class Board:
    """The board of one daemon."""

    def __init__(self, daemon: Controlled, feeds: Feeds, views: Views) -> None:
        """Show what `daemon` says, and tell of what `feeds` bring."""
        self._daemon = daemon
        self._feeds = feeds
        self._views = views
        self._viewers: set[_Viewer] = set()
        self._pump: asyncio.Task[None] | None = None

    async def page(self) -> str:
        """Return the whole board."""
        status = self._daemon.status()
        groups = self._groups(status)
        return self._views.page(
            "board",
            view=view_of(status),
            groups=groups,
            sums=self._daemon.sums(),
            drawing=self._drawing(),
            credits=await self._balance(status),
            most=MOST_RECENT,
            lengths=_lengths(status),
        )

    def older(self, before: float) -> str:
        """Return the jobs that were over before a moment, in seconds since the epoch."""
        return self._views.part("list", self._daemon.jobs(_recent(before)))

    @property
    def is_full(self) -> bool:
        """Tell whether so many pages are open that no other is served."""
        return len(self._viewers) >= _MOST_VIEWERS

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield what changes, as server-sent events, for as long as somebody looks on."""
        viewer: _Viewer = asyncio.Queue(_MOST_UNREAD)
        self._viewers.add(viewer)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._tell(), name="status page")
        try:
            yield event_text("hello", {})
            while (chunk := await viewer.get()) is not None:
                yield chunk
        finally:
            self._viewers.discard(viewer)

    async def _tell(self) -> None:
        """Render what changes, once for all who look on; one who does not keep up is told to ask anew."""
        sent: dict[str, str] = {}
        looked_at = 0.0
        try:
            with self._feeds.opened() as feed:
                while self._viewers and (news := await feed.news(patience_seconds=_LOOK_SECONDS)) is not None:
                    is_time = time.monotonic() - looked_at >= _LOOK_SECONDS
                    looked_at = time.monotonic() if is_time else looked_at
                    told = b"".join((*self._jobs_of(news), *self._changed_parts(sent, with_sums=is_time)))
                    for viewer in self._viewers:
                        _hand(viewer, told or b": nothing new\n\n")
        except Exception:  # the edge of the pages: a full disk, for one; browsers come again, and the work goes on
            log.exception("page.failed")
        finally:
            for viewer in self._viewers:
                _hand(viewer, None)

    def _jobs_of(self, news: News) -> Iterator[bytes]:
        if news.is_flood:
            yield event_text("flood", {})
        for job_id in news.job_ids:
            try:
                report = self._daemon.job(job_id)
            except NoSuchJob:
                continue
            html = self._views.part("job", report)
            yield event_text("job", {"id": report.id, "group": group_of(report), "html": html})

    def _changed_parts(self, sent: dict[str, str], *, with_sums: bool) -> Iterator[bytes]:
        """Yield those parts beside the jobs that are not as they were `sent` last."""
        status = self._daemon.status()
        view = view_of(status)
        parts = {
            "state": self._views.part("state", view),
            "warnings": self._views.part("warnings", status),
            "inboxes": self._views.part("inboxes", status),
            "engines": self._views.part("engines", status),
        }
        if with_sums:
            parts["numbers"] = self._views.part("numbers", self._daemon.sums())
            parts["queue"] = self._views.part("queue", self._drawing())
        for name, html in parts.items():
            if sent.get(name) != html:
                sent[name] = html
                yield event_text(name, {"html": html, "title": view.title, "counts": _lengths(status)})

    def _groups(self, status: Status) -> Groups:
        waiting = self._daemon.jobs(Wanted(states=(*WAITING, "held"), most=_MOST_OF_GROUP, is_oldest_first=True))
        return Groups(
            needy=status.attention,
            active=status.active,
            waiting=[report for report in waiting if group_of(report) == "waiting"],
            recent=self._daemon.jobs(_recent(None)),
        )

    def _drawing(self) -> Any:
        return drawing(self._daemon.spans(), time.time())

    async def _balance(self, status: Status) -> Balance | None:
        """Return the balance of the cloud account, where the cloud is used and answers at once."""
        if not any(engine.name == "cloud" and engine.state == "ok" for engine in status.engines):
            return None
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                return await self._daemon.credits()
        except (NemoWatchError, TimeoutError):
            return None


def _hand(viewer: _Viewer, chunk: bytes | None) -> None:
    """Hand something to a viewer. For one who reads nothing, all that waits becomes one word: ask anew."""
    if viewer.full():
        while not viewer.empty():
            viewer.get_nowait()
        viewer.put_nowait(event_text("flood", {}))
    viewer.put_nowait(chunk)


def _lengths(status: Status) -> dict[str, int]:
    """Return how many jobs belong into each list of the board that may be longer than what is shown."""
    return {
        "needy": status.needy,
        "waiting": sum(status.counts.get(state, 0) for state in WAITING),
        "active": sum(status.counts.get(state, 0) for state in ACTIVE),
    }


def _recent(before: float | None) -> Wanted:
    return Wanted(states=("done", "cancelled"), changed_before=before, is_last_changed_first=True, most=MOST_RECENT)
