"""From a hint or a sweep to a job, by three questions.

Is the file one of ours? Has it arrived? Was it here before?

Files are looked at in a thread, so that a slow disk holds up nothing else; what is decided about them is decided on
the event loop, one file after the other.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import structlog

from nemo_watch.inbox import put_away
from nemo_watch.inbox.ignoring import reason_ignored
from nemo_watch.inbox.looks import Look, Refusal, examine_at, look_at
from nemo_watch.inbox.settle import Settled, Settling, Waiting
from nemo_watch.inbox.sweep import sweep
from nemo_watch.jobs import Fingerprint, Job, Source, State, new_job_id
from nemo_watch.media.verdict import Wholeness
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store

_BATCH = 64
_AFTER_FAILURE_SECONDS = 1.0

log = structlog.get_logger()


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A file that has not settled yet, and why; `look_again_at` is on the intake's own clock, in seconds."""

    path: Path
    look_again_at: float
    sentence: str


class Intake:
    """Takes files out of one rule's inbox. `clock` is monotonic, `now` gives seconds since the epoch."""

    def __init__(
        self,
        *,
        rule: Rule,
        store: Store,
        settling: Settling,
        clock: Callable[[], float],
        now: Callable[[], float],
        on_job: Callable[[Job], None],
    ) -> None:
        """Hand every new job to `on_job` once it is stored."""
        self.rule = rule
        self._store = store
        self._settling = settling
        self._clock = clock
        self._now = now
        self._on_job = on_job
        self._hints: dict[Path, bool] = {}
        self._arriving: dict[Path, Arrival] = {}
        self._refused: dict[Path, str] = {}
        self._awake = asyncio.Event()
        self._is_looking = False

    @property
    def arriving(self) -> tuple[Arrival, ...]:
        """The files that are waited for."""
        return tuple(self._arriving.values())

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is waited for and nothing waits to be looked at."""
        return not (self._hints or self._arriving or self._is_looking)

    def hint(self, path: Path, *, closed: bool) -> None:
        """Take note that something happened to a file; `closed` says that a writer has finished with it."""
        self._hints[path] = closed or self._hints.get(path, False)
        self._awake.set()

    async def sweep(self, *, below: Path | None = None) -> None:
        """Look through the inbox, or a folder in it, and take note of every file that might be new."""
        found = sweep(self.rule.inbox, recursive=self.rule.recursive, on_unreadable=_unreadable, below=below)
        still_refused = {}
        while batch := await asyncio.to_thread(_some, found):
            for path, fingerprint in await asyncio.to_thread(self._glances, batch):
                is_known = fingerprint is not None and self._store.is_known(self.rule.name, path, fingerprint)
                if not is_known and path not in self._arriving:
                    self._hints.setdefault(path, False)
            for path in batch:
                if path in self._refused:
                    still_refused[path] = self._refused[path]
            self._awake.set()
        if below is None:
            self._refused = still_refused

    def _glances(self, paths: Iterable[Path]) -> list[tuple[Path, Fingerprint | None]]:
        """Return those paths that the rule takes, each with what one stat says of it."""
        return [(path, _glance(path)) for path in paths if self.rule.takes(path.name)]

    async def leave_existing(self) -> int:
        """Remember what lies in the inbox as not to be taken, and return how many files that is."""
        found = sweep(self.rule.inbox, recursive=self.rule.recursive, on_unreadable=_unreadable)
        count = 0
        while batch := await asyncio.to_thread(_some, found):
            paths = [path for path in batch if self.rule.takes(path.name)]
            looks = await asyncio.to_thread(self._looks, paths)
            known = [(path, _fingerprint(look)) for path, look in looks if isinstance(look, Look)]
            self._store.leave_alone(self.rule.name, known)
            count += len(known)
        return count

    async def run(self) -> None:
        """Look at hinted files, and again at those that are still arriving, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._seconds_to_next_look()):
                    await self._awake.wait()
            self._awake.clear()
            self._is_looking = True
            try:
                await self._look_at_due()
            except Exception:  # the edge of an inbox: it goes on, and the next sweep finds what was missed
                log.exception("intake.failed", rule=self.rule.name)
                await asyncio.sleep(_AFTER_FAILURE_SECONDS)
            self._is_looking = False

    def _seconds_to_next_look(self) -> float | None:
        if not self._arriving:
            return None
        return max(0.0, min(arrival.look_again_at for arrival in self._arriving.values()) - self._clock())

    async def _look_at_due(self) -> None:
        now = self._clock()
        due = [path for path, arrival in self._arriving.items() if arrival.look_again_at <= now]
        hints, self._hints = self._hints, {}
        for path in due:
            hints.setdefault(path, False)
        for path, closed in hints.items():
            if self._is_candidate(path):
                await self._consider(path, closed=closed)

    def _is_candidate(self, path: Path) -> bool:
        try:
            relative = path.relative_to(self.rule.inbox)
        except ValueError:
            return False
        return self.rule.takes(path.name) and reason_ignored(relative) is None

    async def _consider(self, path: Path, *, closed: bool) -> None:
        look = await asyncio.to_thread(self._look, path)
        if look is None or isinstance(look, Refusal):
            self._forget(path)
            if look is not None:
                self._refuse(path, look.sentence)
            return
        fingerprint = _fingerprint(look)
        if self._store.is_known(self.rule.name, path, fingerprint):
            self._forget(path)
            return
        verdict = await self._settled(path, look, closed=closed)
        if isinstance(verdict, Settled):
            self._arriving.pop(path, None)
            self._take(path, fingerprint, verdict.incomplete_reason or "")
            return
        self._arriving[path] = Arrival(
            path=path, look_again_at=self._clock() + verdict.look_again_seconds, sentence=verdict.sentence
        )

    def _look(self, path: Path) -> Look | Refusal | None:
        return look_at(path, inbox=self.rule.inbox)

    def _looks(self, paths: Iterable[Path]) -> list[tuple[Path, Look | Refusal | None]]:
        return [(path, self._look(path)) for path in paths]

    async def _settled(self, path: Path, look: Look, *, closed: bool) -> Settled | Waiting:
        def examine() -> Wholeness:
            return examine_at(path, inbox=self.rule.inbox)

        return await asyncio.to_thread(self._settling.consider, path, look, closed=closed, examine=examine)

    def _forget(self, path: Path) -> None:
        self._arriving.pop(path, None)
        self._settling.forget(path)

    def _refuse(self, path: Path, sentence: str) -> None:
        if self._refused.get(path) != sentence:
            self._refused[path] = sentence
            log.warning("file.refused", file=shown(path), rule=self.rule.name, reason=sentence)

    def _clear_old_problem(self, path: Path) -> None:
        """Remove the text beside a failed file that was moved back here to be tried again."""
        before = self._store.last_job_of(path)
        if before is None or before.state is not State.FAILED:
            return
        for source in before.sources:
            if source.moved_to is not None and not source.moved_to.exists():
                put_away.remove_problem(source.moved_to)

    def _take(self, path: Path, fingerprint: Fingerprint, incomplete: str) -> None:
        moment = self._now()
        job = Job(
            id=new_job_id(),
            rule=self.rule,
            engine="local" if self.rule.engine == "auto" else self.rule.engine,
            instructions=self.rule.instructions,
            sources=(Source(path=path, fingerprint=fingerprint),),
            incomplete=incomplete,
            created_at=moment,
            updated_at=moment,
        )
        self._clear_old_problem(path)
        stored = self._store.add(job)
        if stored is not None:
            log.info("job.queued", job_id=stored.id, file=shown(path.name), rule=self.rule.name)
            self._on_job(stored)


def _fingerprint(look: Look) -> Fingerprint:
    return Fingerprint(
        device=look.device, inode=look.inode, size=look.size, mtime_ns=look.mtime_ns, ctime_ns=look.ctime_ns
    )


def _glance(path: Path) -> Fingerprint | None:
    try:
        return Fingerprint.of(path.lstat())
    except OSError:
        return None


def _some(found: Iterable[Path]) -> list[Path]:
    """Return the next few of what a sweep finds, so that a thread is not asked for each."""
    return [path for _, path in zip(range(_BATCH), found, strict=False)]


def _unreadable(folder: Path, error: OSError) -> None:
    log.warning("folder.unreadable", folder=shown(folder), reason=error.strerror)
