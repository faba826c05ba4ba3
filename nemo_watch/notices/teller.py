"""Listens to what happens, and shows a notice when one is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

from nemo_watch.errors import NemoWatchError
from nemo_watch.events import Event, Events, JobChanged
from nemo_watch.notices.batch import Batch
from nemo_watch.notices.desktop import Act, Desktop
from nemo_watch.notices.notice import Notice, notice_of
from nemo_watch.rules import Notices as Wishes

log = structlog.get_logger()

_LOOK_SECONDS = 1.0
"""So often it is looked whether a batch has come to its end."""


class Told(Protocol):
    """What the teller needs of a daemon."""

    async def result_of(self, job_id: str) -> Path | None:
        """Return where the result of a job lies; None where it is gone."""

    async def thumbnail_of(self, path: Path) -> Path | None:
        """Return a small picture of a file; None for one that shows nothing."""

    async def retry(self, job_id: str) -> object:
        """Begin a job again. Raises NemoWatchError."""


class Teller:
    """Shows notices on one desktop, as the rule file wishes."""

    def __init__(
        self,
        *,
        events: Events,
        batch: Batch,
        desktop: Desktop,
        daemon: Told,
        wishes: Callable[[], Wishes],
        is_idle: Callable[[], bool],
    ) -> None:
        """Listen to `events`; `wishes` gives what the rule file says now, `is_idle` whether all work is done."""
        self._events = events
        self._batch = batch
        self._desktop = desktop
        self._daemon = daemon
        self._wishes = wishes
        self._is_idle = is_idle
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to listen, where there is a desktop."""
        if self._desktop.is_there:
            self._unsubscribe = self._events.subscribe(self._heard)
            self._task = asyncio.create_task(self._tell(), name="notices")

    async def stop(self) -> None:
        """Stop listening; what was not told of is not told of any more."""
        self._unsubscribe()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _heard(self, event: Event) -> None:
        if isinstance(event, JobChanged) and self._batch.take(event, self._wishes()):
            self._arrived.set()

    async def _tell(self) -> None:
        while True:
            seconds = self._batch.seconds_until_due(self._wishes(), is_idle=self._is_idle())
            if seconds is None:
                self._arrived.clear()
                await self._arrived.wait()
            elif seconds > 0:
                await asyncio.sleep(min(seconds, _LOOK_SECONDS))
            else:
                await self._show(notice_of(self._batch.due()))

    async def _show(self, notice: Notice) -> None:
        result = await self._daemon.result_of(notice.opens) if notice.opens else None
        picture = await self._daemon.thumbnail_of(result) if result is not None else None
        buttons: dict[str, Act] = {}
        if result is not None:
            buttons["Open"] = lambda: self._desktop.open(result)
            buttons["Show in folder"] = lambda: self._desktop.reveal(result)
        if notice.retries:
            buttons["Retry"] = lambda: self._retry(notice.retries)
        if await self._desktop.show(notice, picture=picture, buttons=buttons):
            log.info("notice.shown", title=notice.title)

    async def _retry(self, job_ids: tuple[str, ...]) -> None:
        for job_id in job_ids:
            try:
                await self._daemon.retry(job_id)
            except NemoWatchError as error:
                log.info("job.not_retried", job_id=job_id, reason=error.message)
