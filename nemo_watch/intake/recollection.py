"""Whether what has arrived was seen before under another name: as a result of the rule's own, or as a source.

Sizes are compared first, so that in the common case no file is read for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

from nemo_watch.aside import Aside
from nemo_watch.content import content_digest
from nemo_watch.inbox.put_away import is_same_file
from nemo_watch.intake.outcomes import Complete
from nemo_watch.jobs import Source, Use
from nemo_watch.names import shown
from nemo_watch.rules import Rule
from nemo_watch.store import Store
from nemo_watch.store.files import Remembered

_MOST_REMEMBERED = 1000


class OwnResult(msgspec.Struct, frozen=True):
    """A file is what a job of the rule made: the rule must not take it, or it would go round for ever."""

    source: Source
    job_id: str

    @property
    def sentence(self) -> str:
        """Return why it is not taken."""
        return f"It is what job {self.job_id} made, and a rule does not take its own results."


class Recollection:
    """Compares what arrives for one rule with what was there before; files are read `aside`."""

    def __init__(self, *, rule: Rule, store: Store, aside: Aside) -> None:
        """Ask `store` what was of the same size."""
        self._rule = rule
        self._store = store
        self._aside = aside

    async def own_result(self, complete: Complete) -> OwnResult | None:
        """Return which of the files is a result of the rule's own; in a dropped folder, none counts as one."""
        if complete.dropped is not None:
            return None
        for source in _media(complete):
            results = self._store.files.results_of_size(self._rule.name, source.fingerprint.size)
            if results and (digest := await self._digest(source.path, source)):
                job_id = next((result.job_id for result in results if result.digest == digest), "")
                if job_id:
                    return OwnResult(source, job_id)
        return None

    async def remark(self, complete: Complete) -> str:
        """Return a sentence on a file whose content was there before under another name; mostly empty."""
        if complete.dropped is not None or len(media := list(_media(complete))) != 1:
            return ""
        (source,) = media
        before = self._store.files.sources_of_size(self._rule.name, source.fingerprint.size)
        others = [one for one in before if one.path.name != source.path.name]
        if not others or not (digest := await self._digest(source.path, source)):
            return ""
        twin = await self._aside.run(_first_of_digest, others, digest)
        return f"Same content as {shown(twin.path.name)} (job {twin.job_id})." if twin else ""

    async def _digest(self, path: Path, source: Source) -> str:
        seen = source.fingerprint
        return await self._aside.run(_digest_at, path, seen.inode, seen.size, seen.mtime_ns)


def _media(complete: Complete) -> Iterable[Source]:
    return (source for source in complete.sources if source.use is Use.MEDIA and source.fingerprint.size)


def _first_of_digest(files: list[Remembered], digest: str) -> Remembered | None:
    return next((file for file in files if _digest_of_remembered(file) == digest), None)


def _digest_of_remembered(file: Remembered) -> str:
    known = file.fingerprint
    return _digest_at(file.path, known.inode, known.size, known.mtime_ns) if known else ""


def _digest_at(path: Path, inode: int, size: int, mtime_ns: int) -> str:
    """Return the digest of a file that is still the one that it was; empty for any other."""
    if not is_same_file(path, inode=inode, size=size, mtime_ns=mtime_ns):
        return ""
    return _read_once(path, inode, size, mtime_ns)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _read_once(path: Path, _inode: int, _size: int, _mtime_ns: int) -> str:
    try:
        return content_digest(path)
    except OSError:
        return ""
