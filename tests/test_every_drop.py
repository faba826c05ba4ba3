"""Whatever is dropped, renamed, replaced, taken away or brought back: each drop is done exactly once, or is told of.

Hypothesis plays the people who use an inbox, and a daemon that is started anew at any time, with real files and a real
store. Only the conversion is left out: a job that has its turn reads its file and puts it away.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from nemo_watch.aside import Aside
from nemo_watch.inbox import put_away
from nemo_watch.inbox.settle import Settling
from nemo_watch.intake import Intake
from nemo_watch.jobs import Job, State
from nemo_watch.rules import Rule
from nemo_watch.store import Store

NAMES = st.sampled_from(["a.gif", "b.gif", "A.GIF", "sub/a.gif", "sub/deep/-y.gif", "ü.gif"])
PATIENCE_SECONDS = 20.0
_HEAD = bytes.fromhex("47494638396101000100800000ffffff000000")
_IMAGE = bytes.fromhex("2c000000000100010000020244010" + "03b")


def picture(token: int) -> bytes:
    """Return a GIF of one point that says in a comment which drop it is."""
    return _HEAD + b"\x21\xfe\x08" + b"%08d" % token + b"\x00" + _IMAGE


def token_of(content: bytes) -> int:
    return int(content[len(_HEAD) + 3 : len(_HEAD) + 11])


class Inbox(RuleBasedStateMachine):
    """People at work on one inbox, and what must be true whatever they do."""

    after = "archive"

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="every-drop-"))
        self.inbox = self.folder / "in"
        self.inbox.mkdir()
        self.loop = asyncio.new_event_loop()
        self.tokens = itertools.count(1)
        self.dropped: Counter[int] = Counter()
        self.done: Counter[int] = Counter()
        self.spoiled: set[int] = set()
        self.writing: dict[Path, int] = {}
        self.rule = Rule(
            name="a",
            inbox=self.inbox,
            outbox=self.folder / "out",
            instructions=("convert",),
            files=("*.gif",),
            after=self.after,
        )
        self.open()

    def open(self) -> None:
        """Start a daemon's intake."""
        self.store = Store(self.folder / "jobs.sqlite", clock=time.time)
        self.aside = Aside(self.inbox)
        self.intake = Intake(
            rule=self.rule,
            store=self.store,
            aside=self.aside,
            settling=Settling(settle_seconds=0.02, give_up_seconds=3600, clock=time.monotonic),
            clock=time.monotonic,
            now=time.time,
            on_job=lambda _: None,
        )

        async def begin() -> None:
            self.task = asyncio.create_task(self.intake.run())

        self.loop.run_until_complete(begin())

    def close(self) -> None:
        self.task.cancel()
        self.loop.run_until_complete(asyncio.gather(self.task, return_exceptions=True))
        self.aside.close()
        self.store.close()

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        try:
            for path in list(self.writing):
                self.finish(path)
            self.sweep()
            for job in self.waiting():
                self.work_on(job)
            self.sweep()
            assert self.waiting() == [], "nothing is taken again"
            self.check_all_is_done()
        finally:
            self.close()
            self.loop.close()
            shutil.rmtree(self.folder)

    def check_all_is_done(self) -> None:
        for token, times in self.dropped.items():
            if token not in self.spoiled:
                assert self.done[token] == times, f"drop {token} was dropped {times} times"

    @rule(name=NAMES, is_told=st.booleans())
    def drop(self, name: str, is_told: bool) -> None:
        """Put a new file there, over whatever lies there."""
        path = self.inbox / name
        self.spoil(path)
        token = next(self.tokens)
        path.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / "new").write_bytes(picture(token))
        (self.folder / "new").replace(path)
        self.dropped[token] += 1
        if is_told:
            self.tell(path)

    @rule(name=NAMES)
    def begin_to_write(self, name: str) -> None:
        """Copy the first half of a file."""
        path = self.inbox / name
        self.spoil(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        token = next(self.tokens)
        path.write_bytes(picture(token)[:20])
        self.writing[path] = token

    @precondition(lambda self: self.writing)
    @rule(data=st.data())
    def write_the_rest(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(sorted(self.writing)))
        self.finish(path)
        self.tell(path)

    def finish(self, path: Path) -> None:
        token = self.writing.pop(path)
        path.write_bytes(picture(token))
        self.dropped[token] += 1

    @rule(name=NAMES)
    def take_away(self, name: str) -> None:
        self.spoil(self.inbox / name)
        (self.inbox / name).unlink(missing_ok=True)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        """Give a file another name, or place; what lay there is replaced."""
        source, target = self.inbox / name, self.inbox / other
        if source == target or not source.is_file() or source in self.writing:
            return
        token = token_of(source.read_bytes())
        self.spoil(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        was_taken = self.store.files.taken("a", source) is not None
        source.replace(target)
        if was_taken:
            self.spoiled.add(token)  # its job was over or is cancelled now; under its new name it may be done again

    @rule()
    def sweep(self) -> None:
        """Let the daemon look through the inbox, and end with what it can do by itself."""

        async def swept() -> None:
            await self.intake.sweep()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while self.is_busy():
                assert time.monotonic() < deadline, self.intake.arriving
                await asyncio.sleep(0.002)

        self.loop.run_until_complete(swept())

    def is_busy(self) -> bool:
        """Tell whether the intake has something to do, or waits for something else than what is being written."""
        arriving = [arrival for arrival in self.intake.arriving if arrival.path not in self.writing]
        return bool(arriving or self.intake._hints or self.intake._is_looking)

    @precondition(lambda self: self.waiting())
    @rule(is_broken=st.booleans())
    def work(self, is_broken: bool) -> None:
        """Let the oldest job have its turn; some files turn out to be broken."""
        self.work_on(self.waiting()[0], is_broken=is_broken)

    def work_on(self, job: Job, *, is_broken: bool = False) -> None:
        source = job.source
        seen = source.fingerprint
        if not put_away.is_same_file(source.path, inode=seen.inode, size=seen.size, mtime_ns=seen.mtime_ns):
            self.store.save(replace(job, state=State.CANCELLED, message="It was changed."))
            return
        self.done[token_of(source.path.read_bytes())] += 1
        moved = None
        if is_broken:
            moved = put_away.set_aside(source.path, inbox=self.inbox)
        elif self.after == "archive":
            moved = put_away.archive(source.path, inbox=self.inbox)
        if moved is not None:
            self.store.forget("a", source.path)
        state = State.FAILED if is_broken else State.DONE
        self.store.save(replace(job, state=state, sources=(replace(source, moved_to=moved),)))

    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        """Move a failed file back into the inbox."""
        failed = sorted(self.inbox.glob("failed/**/*.gif"), key=str) + sorted(
            self.inbox.glob("failed/**/*.GIF"), key=str
        )
        if not failed:
            return
        path = data.draw(st.sampled_from(failed))
        target = self.inbox / path.relative_to(self.inbox / "failed")
        if target.exists() or target in self.writing:
            return
        self.dropped[token_of(path.read_bytes())] += 1
        path.rename(target)
        self.tell(target)

    @rule()
    def start_anew(self) -> None:
        self.close()
        self.open()

    def waiting(self) -> list[Job]:
        return [job for job in reversed(self.store.jobs()) if not job.is_over]

    def tell(self, path: Path) -> None:
        self.loop.run_until_complete(self._hint(path))

    async def _hint(self, path: Path) -> None:
        self.intake.hint(path, closed=True)

    def spoil(self, path: Path) -> None:
        """Take note that a file may be gone before its turn: then it need not be done."""
        self.writing.pop(path, None)
        if path.is_file() and len(content := path.read_bytes()) == len(picture(0)):
            self.spoiled.add(token_of(content))

    @invariant()
    def nothing_is_done_twice(self) -> None:
        if hasattr(self, "done"):
            for token, times in self.done.items():
                if token not in self.spoiled:
                    assert times <= self.dropped[token]


class KeptInbox(Inbox):
    """The same, where sources stay where they are."""

    after = "keep"


_SETTINGS = settings(
    max_examples=int(os.environ.get("NEMO_WATCH_DROPS", "15")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestArchivingInbox = Inbox.TestCase
TestArchivingInbox.settings = _SETTINGS
TestKeepingInbox = KeptInbox.TestCase
TestKeepingInbox.settings = _SETTINGS

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
