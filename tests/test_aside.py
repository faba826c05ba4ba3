"""Calls that take too long hold up only those who wait for them."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest

from nemo_watch.aside import Aside, Unanswered

PLACE = Path("/a/place")


async def test_what_a_call_gives_or_raises_comes_back() -> None:
    aside = Aside(PLACE)
    assert await aside.run(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await aside.run(divmod, 7, 0)
    aside.close()


async def test_calls_are_made_one_after_the_other_in_one_thread() -> None:
    aside, threads, order = Aside(PLACE), set[int](), list[int]()

    def call(number: int) -> None:
        threads.add(threading.get_ident())
        order.append(number)

    await asyncio.gather(*(aside.run(call, number) for number in range(50)))
    assert order == list(range(50))
    assert len(threads) == 1
    assert threads != {threading.get_ident()}
    aside.close()


async def test_place_that_does_not_answer_is_left_alone_until_it_does() -> None:
    aside, gate, calls = Aside(PLACE, seconds=0.2), threading.Event(), list[str]()
    with pytest.raises(Unanswered, match="does not answer"):
        await aside.run(gate.wait)
    for _ in range(3):
        with pytest.raises(Unanswered):
            await aside.run(calls.append, "while it hangs")
    assert calls == []
    gate.set()
    while aside.is_late:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    await aside.run(calls.append, "afterwards")
    assert calls == ["afterwards"]
    aside.close()


async def test_other_places_go_on_while_one_hangs() -> None:
    stuck, other, gate = Aside(PLACE, seconds=0.3), Aside(Path("/other")), threading.Event()
    waiting = asyncio.create_task(stuck.run(gate.wait))
    for number in range(20):
        assert await other.run(abs, -number) == number
    with pytest.raises(Unanswered):
        await waiting
    gate.set()
    stuck.close()
    other.close()


async def test_call_that_only_stands_in_line_is_not_late() -> None:
    aside = Aside(PLACE, seconds=0.5)
    calls = [aside.run(time.sleep, 0.2) for _ in range(5)]
    await asyncio.gather(*calls)
    aside.close()
