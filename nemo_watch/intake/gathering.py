"""Whether all that belongs together has arrived: a file and its sidecars, a pair, a dropped folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from nemo_watch.aside import Aside
from nemo_watch.inbox.grouping import (
    Kind,
    Neighbours,
    Side,
    Unit,
    awaited_by,
    expects_sidecars,
    half_of,
    in_natural_order,
    is_taken,
    read_neighbours,
    reason_not_alone,
    use_of,
)
from nemo_watch.inbox.looks import Look
from nemo_watch.inbox.settle import Settled, Settling, Waiting
from nemo_watch.intake.files import Files, fingerprint_of
from nemo_watch.intake.folders import Quiet, files_below
from nemo_watch.intake.outcomes import Complete, Pending, after_job, complete, first_pending, settled_of
from nemo_watch.jobs import Job, Use
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store
from nemo_watch.units import format_duration

_COMPANION_PAUSE_SECONDS = 30.0
_SIDECARS_AWAITED = "Waiting for an instruction or subtitles that may come beside it."


class Round:
    """One round of looking: each folder is listed once, after all that is looked at had been noticed."""

    def __init__(self, rule: Rule, aside: Aside, closed: Collection[Path] = ()) -> None:
        """Look for `rule`; `closed` are the files that a writer has just finished with."""
        self._rule = rule
        self._aside = aside
        self.closed = frozenset(closed)
        self._listed: dict[Path, Neighbours] = {}

    async def neighbours(self, folder: Path) -> Neighbours:
        """Return what lies in a folder."""
        if folder not in self._listed:
            self._listed[folder] = await self._aside.run(read_neighbours, self._rule, folder)
        return self._listed[folder]


class Gathering:
    """Gathers the files of one rule. `clock` is monotonic."""

    def __init__(
        self,
        *,
        rule: Rule,
        store: Store,
        aside: Aside,
        settling: Settling,
        clock: Callable[[], float],
        refuse: Callable[[Path, str], None],
        uses_subtitles: bool = False,
    ) -> None:
        """Tell `refuse` of files that are not taken, with a sentence; `store` knows those that were.

        `uses_subtitles` says that the rule has a use for subtitles, so that a file waits for them a little.
        """
        self._rule = rule
        self._store = store
        self._aside = aside
        self._clock = clock
        self._refuse = refuse
        self._files = Files(rule.inbox, settling=settling, aside=aside, refuse=refuse)
        self._settle_seconds = settling.settle_seconds
        self._expects_sidecars = uses_subtitles or expects_sidecars(rule)
        self._quiet = Quiet(clock=clock)
        self._since: dict[Unit, tuple[str, float]] = {}

    async def gather(self, unit: Unit, looking: Round) -> Complete | Pending | None:
        """Look at all that belongs together. Return None where there is nothing, or nothing new."""
        gather = {Kind.EACH: self._file, Kind.PAIR: self._pair, Kind.FOLDER: self._folder}[unit.kind]
        result = await gather(unit, looking)
        if not isinstance(result, Pending):
            self._since.pop(unit, None)
            self._quiet.forget(unit.place)
        if isinstance(result, Complete):
            self._files.forget(source.path for source in result.sources)
        return result

    async def _file(self, unit: Unit, looking: Round) -> Complete | Pending | None:
        path = unit.place
        neighbours = await looking.neighbours(path.parent)
        if neighbours.owners_of(path.name):
            return None  # it goes with another file
        looks = await self._new_ones([path])
        if not looks:
            return None
        if reason := reason_not_alone(self._rule, path.name):
            self._refuse(path, reason)
            return None
        if owner := awaited_by(self._rule, path.name):
            return self._companion_awaited(unit, path, f"the file {shown(owner)}, which {shown(path.name)} is for")
        return await self._with_sidecars(unit, looks, looking)

    async def _pair(self, unit: Unit, looking: Round) -> Complete | Pending | None:
        neighbours = await looking.neighbours(unit.place.parent)
        names = neighbours.halves(unit.place.name)
        looks = await self._new_ones([unit.place.with_name(name) for name in names])
        if not looks:
            return None
        first: dict[Side | None, Path] = {}
        for path in sorted(looks, key=lambda path: (looks[path].ctime_ns, path.name)):
            first.setdefault(half_of(path.name)[1], path)
        if len(first) > 1:
            return await self._with_sidecars(unit, {first[side]: looks[first[side]] for side in Side}, looking)
        ((side, path),) = first.items()
        verdicts = await self._files.settle({path: looks[path]}, closed=looking.closed)
        if pending := first_pending(path, verdicts):
            return pending
        assert side is not None
        return self._companion_awaited(unit, path, f"the {side.other} of {shown(path.name)}")

    async def _folder(self, unit: Unit, _looking: Round) -> Complete | Pending | None:
        files = await self._aside.run(files_below, unit.place, self._rule.inbox)
        quiet = self._quiet.seconds(unit.place, files)
        looks = await self._files.look(path for path in files if is_taken(self._rule, path))
        new = self._without_known(looks)
        if not new:
            return None
        if busy := self._job_at_work(looks.keys() - new.keys()):
            return after_job(unit.place, busy)
        verdicts = await self._files.settle(new, closed=frozenset())  # the last file may be yet to come
        waits = [verdict.look_again_seconds for verdict in verdicts.values() if isinstance(verdict, Waiting)]
        if quiet < self._settle_seconds:
            waits.append(self._settle_seconds - quiet)
        if waits:
            sentence = f"Waiting for the folder to be complete: {len(looks)} of its files are taken so far."
            return Pending(path=unit.place, look_again_seconds=max(waits), sentence=sentence)
        order = sorted(looks, key=in_natural_order(unit.place))
        uses = {path: use_of(path.name) for path in order}
        return complete(
            uses, {path: Settled(look) for path, look in looks.items()} | settled_of(verdicts), dropped=unit.place
        )

    async def _with_sidecars(self, unit: Unit, looks: dict[Path, Look], looking: Round) -> Complete | Pending:
        """Return a file, or a pair, with what lies beside it for it, once all of it has arrived."""
        shown_as = next(iter(looks))
        neighbours = await looking.neighbours(shown_as.parent)
        uses = {path: use_of(path.name) for path in looks}
        beside = {path.with_name(name): use for path in looks for name, use in neighbours.sidecars_of(path.name)}
        sidecars = await self._files.look(path for path in beside if self._is_free(path, looks))
        verdicts = await self._files.settle(looks | sidecars, closed=looking.closed)
        if pending := first_pending(shown_as, verdicts):
            return pending
        if not sidecars and self._expects_sidecars and Use.TEXT not in uses.values():
            left = self._settle_seconds - self._waited(unit, "sidecars")
            if left > 0:
                return Pending(path=shown_as, look_again_seconds=left, sentence=_SIDECARS_AWAITED)
        return complete({**uses, **{path: beside[path] for path in sidecars}}, settled_of(verdicts))

    def _companion_awaited(self, unit: Unit, path: Path, companion: str) -> Pending:
        """Return how long a file waits for another one yet; it is never given up, only told of once."""
        left = self._rule.companion_wait - self._waited(unit, companion)
        if left > 0:
            sentence = f"Waiting for {companion}, {format_duration(left)} left."
        else:
            sentence = f"This has no companion: {companion} has not come. Drop it here, in the same folder."
            self._refuse(path, sentence)
        pause = min(left, _COMPANION_PAUSE_SECONDS) if left > 0 else _COMPANION_PAUSE_SECONDS
        return Pending(path=path, look_again_seconds=pause, sentence=sentence, is_up_to_others=True)

    def _waited(self, unit: Unit, what: str) -> float:
        """Return for how many seconds something has been waited for."""
        now = self._clock()
        awaited, since = self._since.get(unit, ("", now))
        if awaited != what:
            since = now
        self._since[unit] = (what, since)
        return now - since

    async def _new_ones(self, paths: list[Path]) -> dict[Path, Look]:
        """Look at files and return those that were not taken before."""
        return self._without_known(await self._files.look(paths))

    def _without_known(self, looks: dict[Path, Look]) -> dict[Path, Look]:
        new = {path: look for path, look in looks.items() if not self._is_known(path, look)}
        self._files.forget(looks.keys() - new.keys())
        return new

    def _is_known(self, path: Path, look: Look) -> bool:
        return self._store.is_known(self._rule.name, path, fingerprint_of(look))

    def _is_free(self, sidecar: Path, owners: Iterable[Path]) -> bool:
        """Tell whether no other file's job has taken a sidecar that fits several."""
        job = self._store.last_job_of(sidecar)
        return job is None or job.is_over or job.source.path in owners

    def _job_at_work(self, known: Iterable[Path]) -> Job | None:
        """Return a job that is not over and that has taken one of the files."""
        seen: set[Path] = set()
        for path in known:
            if path in seen:
                continue
            job = self._store.last_job_of(path)
            if job is None:
                continue
            if not job.is_over:
                return job
            seen.update(source.path for source in job.sources)
        return None
