"""Whether the system tells of changes in an inbox: found out by making one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from nemo_watch.aside import Aside
from nemo_watch.daemon.inbox import POLLING, WATCHING, Inbox
from nemo_watch.events import Events
from nemo_watch.inbox.mark import CANARY
from nemo_watch.inbox.observer import HintKind, InboxObserver
from nemo_watch.inbox.settle import Settling
from nemo_watch.intake import Intake
from nemo_watch.rules import Rule
from nemo_watch.store import Store

Listen = Callable[[bool], Inbox]


@pytest.fixture
async def listening(tmp_path: Path) -> AsyncIterator[Listen]:
    """Return a maker of inboxes that are really observed; what they hear is passed on to them, or not."""
    (tmp_path / "in").mkdir()
    store, loop, made = Store(tmp_path / "jobs.sqlite", clock=time.time), asyncio.get_running_loop(), list[Inbox]()
    observers = list[InboxObserver]()

    def make(passes_on: bool) -> Inbox:
        def hint(_inbox: Path, path: Path, _kind: HintKind) -> None:
            if passes_on and path.name == CANARY:
                loop.call_soon_threadsafe(made[-1].hear)

        rule = Rule(name="a", inbox=tmp_path / "in", outbox=tmp_path / "out", instructions=("convert",))
        aside, observer = Aside(rule.inbox), InboxObserver(hint)
        assert observer.start() is None
        observers.append(observer)
        intake = Intake(
            rule=rule,
            store=store,
            aside=aside,
            settling=Settling(settle_seconds=0.1, give_up_seconds=1, clock=time.monotonic),
            clock=time.monotonic,
            now=time.time,
            on_job=lambda _: None,
        )
        inbox = Inbox(intake, aside=aside, store=store, events=Events(), observer=observer, no_events="")
        made.append(inbox)
        return inbox

    yield make
    for inbox in made:
        await inbox.let_go()
    for observer in observers:
        await asyncio.to_thread(observer.stop)
    store.close()


async def test_inbox_of_which_the_canary_is_heard_is_watched(listening: Listen, tmp_path: Path) -> None:
    inbox = listening(True)
    await inbox.tend()
    assert (inbox.state, inbox.reason) == (WATCHING, "")
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["done"]


async def test_inbox_of_which_nothing_is_heard_is_polled_and_says_so(listening: Listen) -> None:
    inbox = listening(False)
    await inbox.tend()
    assert inbox.state == POLLING
    assert "does not tell of changes" in inbox.reason
    assert inbox.is_poll_due
    before = inbox.reason
    await inbox.tend()
    assert (inbox.state, inbox.reason) == (POLLING, before)
