"""The files of an inbox as they are looked at, and which of them have settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path

from nemo_watch.aside import Aside
from nemo_watch.inbox.grouping import PLAIN_SUFFIXES
from nemo_watch.inbox.looks import Look, Refusal, examine_at, is_written_at, look_at
from nemo_watch.inbox.settle import Settled, Settling, Waiting
from nemo_watch.jobs import Fingerprint
from nemo_watch.media.verdict import Verdict, Wholeness, whole


class Files:
    """Looks at files, and keeps which have settled until they are taken or changed."""

    def __init__(self, inbox: Path, *, settling: Settling, aside: Aside, refuse: Callable[[Path, str], None]) -> None:
        """Look at files below `inbox`, from its own thread; those never taken go to `refuse`, with a sentence."""
        self._inbox = inbox
        self._aside = aside
        self._settling = settling
        self._refuse = refuse
        self._settled: dict[Path, Settled] = {}

    async def look(self, paths: Iterable[Path]) -> dict[Path, Look]:
        """Look at files; those that have vanished or are refused are left out."""
        wanted = list(paths)
        found = await self._aside.run(self._look, wanted) if wanted else []
        looks = {}
        for path, look in found:
            if isinstance(look, Look):
                looks[path] = look
                continue
            self.forget([path])
            if look is not None:
                self._refuse(path, look.sentence)
        return looks

    async def settle(self, looks: Mapping[Path, Look], *, closed: Set[Path]) -> dict[Path, Settled | Waiting]:
        """Return for each file whether it has arrived; `closed` are those that a writer has finished with."""
        return await self._aside.run(self._settle, looks, closed)

    def forget(self, paths: Iterable[Path]) -> None:
        """Drop what is known of files that are taken, or not there any more."""
        for path in paths:
            self._settled.pop(path, None)
            self._settling.forget(path)

    def _look(self, paths: list[Path]) -> list[tuple[Path, Look | Refusal | None]]:
        return [(path, look_at(path, inbox=self._inbox)) for path in paths]

    def _settle(self, looks: Mapping[Path, Look], closed: Set[Path]) -> dict[Path, Settled | Waiting]:
        return {path: self._verdict(path, look, is_closed=path in closed) for path, look in looks.items()}

    def _verdict(self, path: Path, look: Look, *, is_closed: bool) -> Settled | Waiting:
        before = self._settled.get(path)
        if before is not None and before.look == look:
            return before

        def examine() -> Wholeness:
            return self._examine(path)

        def has_writer() -> bool:
            return is_written_at(path, inbox=self._inbox)

        verdict = self._settling.consider(path, look, closed=is_closed, examine=examine, has_writer=has_writer)
        if isinstance(verdict, Settled):
            self._settled[path] = verdict
        else:
            self._settled.pop(path, None)
        return verdict

    def _examine(self, path: Path) -> Wholeness:
        """Examine a file. A text says nowhere how long it is: one that its writer has closed is whole."""
        found = examine_at(path, inbox=self._inbox)
        is_plain = path.suffix.lower() in PLAIN_SUFFIXES
        return whole() if is_plain and found.verdict is Verdict.UNKNOWN else found


def fingerprint_of(look: Look) -> Fingerprint:
    """Return what a look saw as a job keeps it."""
    return Fingerprint(
        device=look.device, inode=look.inode, size=look.size, mtime_ns=look.mtime_ns, ctime_ns=look.ctime_ns
    )
