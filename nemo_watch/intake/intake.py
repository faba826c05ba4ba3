"""The loop of one inbox: what is hinted at or found by a sweep is looked at, and again until it has arrived."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Set
from pathlib import Path

import msgspec
import structlog

from nemo_watch.aside import Aside
from nemo_watch.inbox.grouping import Kind, Unit, is_sidecar_name, is_taken, unit_of
from nemo_watch.inbox.looks import Look, Refusal, look_at
from nemo_watch.inbox.settle import Settling
from nemo_watch.inbox.sweep import sweep
from nemo_watch.intake.files import fingerprint_of
from nemo_watch.intake.gathering import Gathering, Round
from nemo_watch.intake.outcomes import Complete, Pending
from nemo_watch.intake.recollection import OwnResult, Recollection
from nemo_watch.intake.taking import Taking
from nemo_watch.jobs import Fingerprint, Job
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store

_BATCH = 64
_AFTER_FAILURE_SECONDS = 1.0

log = structlog.get_logger()


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder that is waited for, and why; `look_again_at` is on the intake's own clock, in seconds.

    `is_up_to_others` says that what it waits for may never come: the other half of a pair, a person.
    """

    path: Path
    look_again_at: float
    sentence: str
    is_up_to_others: bool = False


class Intake:
    """Takes files out of one rule's inbox. `clock` is monotonic, `now` gives seconds since the epoch."""

    def __init__(
        self,
        *,
        rule: Rule,
        store: Store,
        aside: Aside,
        settling: Settling,
        clock: Callable[[], float],
        now: Callable[[], float],
        on_job: Callable[[Job], None],
        uses_subtitles: bool = False,
    ) -> None:
        """Hand every new job to `on_job` once it is stored; what may hang is done `aside`.

        `uses_subtitles` lets files wait for theirs a little.
        """
        self.rule = rule
        self._store = store
        self._aside = aside
        self._clock = clock
        self._gathering = Gathering(
            rule=rule,
            store=store,
            aside=aside,
            settling=settling,
            clock=clock,
            refuse=self._refuse,
            uses_subtitles=uses_subtitles,
        )
        self._recollection = Recollection(rule=rule, store=store, aside=aside)
        self._taking = Taking(rule=rule, store=store, aside=aside, now=now, on_job=on_job)
        self._hints: dict[Path, bool] = {}
        self._in_hand: Set[Path] = frozenset()
        self._arriving: dict[Unit, Arrival] = {}
        self._refused: dict[Path, str] = {}
        self._awake = asyncio.Event()
        self._is_looking = False

    @property
    def arriving(self) -> tuple[Arrival, ...]:
        """The files and folders that are waited for."""
        return tuple(self._arriving.values())

    @property
    def refused(self) -> dict[Path, str]:
        """The files that lie there and are not taken as they are, each with a sentence that says why."""
        arriving = {arrival.path for arrival in self._arriving.values()}
        return {path: sentence for path, sentence in self._refused.items() if path not in arriving}

    def sentence_on(self, path: Path) -> str:
        """Return why a file, or what it belongs to, is waited for or not taken; empty where neither is so."""
        arrival = self._arriving.get(unit_of(self.rule, path)) if is_taken(self.rule, path) else None
        of_folder = next((found for unit, found in self._arriving.items() if unit.place == path), None)
        found = arrival or of_folder
        return found.sentence if found else self._refused.get(path, "")

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is waited for that comes by itself, and nothing waits to be looked at."""
        if self._hints or self._is_looking:
            return False
        return all(arrival.is_up_to_others for arrival in self._arriving.values())

    def hint(self, path: Path, *, closed: bool) -> None:
        """Take note that something happened to a file; `closed` says that a writer has finished with it."""
        self._hints[path] = closed or self._hints.get(path, False)
        self._awake.set()

    async def sweep(self, *, below: Path | None = None) -> None:
        """Look through the inbox, or a folder in it, and take note of every file that might be new.

        They are looked at in the order in which they came, as far as their file system tells of it.
        """
        found = sweep(self.rule.inbox, recursive=self.rule.recursive, on_unreadable=_unreadable, below=below)
        still_refused = {}
        new: list[tuple[int, Path]] = []
        while batch := await self._aside.run(_some, found):
            for path, fingerprint in await self._aside.run(self._glances, batch):
                is_known = fingerprint is not None and self._store.is_known(self.rule.name, path, fingerprint)
                if not is_known and not self._is_looked_at_soon(path):
                    new.append((fingerprint.ctime_ns if fingerprint else 0, path))
            for path in batch:
                if path in self._refused:
                    still_refused[path] = self._refused[path]
        for _, path in sorted(new):
            self._hints.setdefault(path, False)
        self._awake.set()
        if below is None:
            self._refused = still_refused

    def _is_looked_at_soon(self, path: Path) -> bool:
        """Tell whether a file belongs to what is arriving; one that a half pair waits for must be looked at now."""
        if path in self._in_hand:
            return True
        arrival = self._arriving.get(unit_of(self.rule, path))
        return arrival is not None and not arrival.is_up_to_others

    def _glances(self, paths: Iterable[Path]) -> list[tuple[Path, Fingerprint | None]]:
        """Return those paths that the rule takes, each with what one stat says of it."""
        return [(path, _glance(path)) for path in paths if self.rule.takes(path.name)]

    async def leave_existing(self) -> int:
        """Remember what lies in the inbox as not to be taken, and return how many files that is."""
        found = sweep(self.rule.inbox, recursive=self.rule.recursive, on_unreadable=_unreadable)
        count = 0
        while batch := await self._aside.run(_some, found):
            paths = [path for path in batch if self.rule.takes(path.name)]
            looks = await self._aside.run(self._looks, paths)
            known = [(path, fingerprint_of(look)) for path, look in looks if isinstance(look, Look)]
            self._store.leave_alone(self.rule.name, known)
            count += len(known)
        return count

    def _looks(self, paths: Iterable[Path]) -> list[tuple[Path, Look | Refusal | None]]:
        return [(path, look_at(path, inbox=self.rule.inbox)) for path in paths]

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
        hints, self._hints = self._hints, {}
        self._in_hand = hints.keys()
        looking = Round(self.rule, self._aside, [path for path, closed in hints.items() if closed])
        units = dict.fromkeys(unit for unit, arrival in self._arriving.items() if arrival.look_again_at <= now)
        for path in hints:
            for unit in await self._units_of(path, looking):
                if unit.kind is not Kind.FOLDER or unit not in self._arriving:  # a folder is looked at in its time
                    units[unit] = None
        for unit in units:
            await self._consider(unit, looking)
        self._in_hand = frozenset()

    async def _units_of(self, path: Path, looking: Round) -> list[Unit]:
        """Return what a file belongs to: nothing, itself with its sidecars, or the files whose sidecar it is."""
        own = [unit_of(self.rule, path)] if is_taken(self.rule, path) else []
        if not is_sidecar_name(path.name) or not path.is_relative_to(self.rule.inbox):
            return own
        if own and own[0].kind is Kind.FOLDER:
            return own
        owners = (await looking.neighbours(path.parent)).owners_of(path.name)
        beside = [path.with_name(name) for name in owners]
        return [unit_of(self.rule, owner) for owner in beside if is_taken(self.rule, owner)] or own

    async def _consider(self, unit: Unit, looking: Round) -> None:
        result = await self._gathering.gather(unit, looking)
        while isinstance(result, Complete):
            self._arriving.pop(unit, None)
            for source in result.sources:
                self._refused.pop(source.path, None)
            if own := await self._recollection.own_result(result):
                self._leave_alone(own)
            else:
                await self._take(result, looking)
            # of three files with one name, the third waits on
            result = await self._gathering.gather(unit, looking) if unit.kind is Kind.PAIR else None
        if isinstance(result, Pending):
            self._arriving[unit] = self._arrival(result)
        else:
            self._arriving.pop(unit, None)

    async def _take(self, complete: Complete, looking: Round) -> None:
        await self._taking.take(complete, remark=await self._recollection.remark(complete))
        for source in complete.sources[1:]:
            if (beside := Unit(Kind.EACH, source.path)) in self._arriving:
                await self._consider(beside, looking)  # an instruction that has waited for its file

    def _leave_alone(self, own: OwnResult) -> None:
        source = own.source
        self._store.leave_alone(self.rule.name, [(source.path, source.fingerprint)], job_id=own.job_id)
        self._refuse(source.path, own.sentence)

    def _arrival(self, pending: Pending) -> Arrival:
        return Arrival(
            path=pending.path,
            look_again_at=self._clock() + pending.look_again_seconds,
            sentence=pending.sentence,
            is_up_to_others=pending.is_up_to_others,
        )

    def _refuse(self, path: Path, sentence: str) -> None:
        if self._refused.get(path) != sentence:
            self._refused[path] = sentence
            log.warning("file.refused", file=shown(path), rule=self.rule.name, reason=sentence)


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
