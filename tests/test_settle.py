"""When has a file finished arriving? On a clock that only the test moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.inbox.looks import Look
from nemo_watch.inbox.settle import Settled, Settling, Waiting
from nemo_watch.media.verdict import Wholeness, cut_short, partial, unknown, whole

CLIP = Path("/inbox/clip.mov")
SETTLE, GIVE_UP = 2.0, 600.0


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


class Arrival:
    """One file and what is seen of it: its size, its times, and what its container says."""

    def __init__(self, *, give_up_seconds: float = GIVE_UP) -> None:
        self.clock = Clock()
        self.settling = Settling(settle_seconds=SETTLE, give_up_seconds=give_up_seconds, clock=self.clock)
        self.look = Look(device=1, inode=7, size=1000, mtime_ns=5, ctime_ns=5)
        self.container = whole()
        self.is_written = False
        self.examined = 0

    def examine(self) -> Wholeness:
        self.examined += 1
        return self.container

    def change(self, **fields: int) -> None:
        self.look = Look(**{name: getattr(self.look, name) for name in Look.__struct_fields__} | fields)

    def seen(self, *, closed: bool = False) -> Settled | Waiting:
        return self.settling.consider(
            CLIP, self.look, closed=closed, examine=self.examine, has_writer=lambda: self.is_written
        )

    def seen_after(self, seconds: float) -> Settled | Waiting:
        self.clock.pass_by(seconds)
        return self.seen()


@pytest.fixture
def arrival() -> Arrival:
    return Arrival()


def sentence(verdict: Settled | Waiting) -> str:
    assert isinstance(verdict, Waiting)
    return verdict.sentence


def test_closed_file_that_adds_up_is_taken_at_once(arrival: Arrival) -> None:
    assert arrival.seen(closed=True) == Settled(arrival.look)


def test_closing_is_heeded_after_the_file_was_seen_open(arrival: Arrival) -> None:
    assert isinstance(arrival.seen(), Waiting)
    assert arrival.seen(closed=True) == Settled(arrival.look)


def test_file_that_nobody_closed_waits_for_two_equal_looks(arrival: Arrival) -> None:
    first = arrival.seen()
    assert first == Waiting(SETTLE, "Waiting 2.0 s for the writer to finish.")
    assert isinstance(arrival.seen_after(1.9), Waiting)
    assert arrival.seen_after(0.1) == Settled(arrival.look)


def test_closed_file_of_unknown_length_waits_for_two_equal_looks(arrival: Arrival) -> None:
    arrival.container = unknown("its kind does not say how long it is")
    assert isinstance(arrival.seen(closed=True), Waiting)
    assert arrival.seen_after(SETTLE) == Settled(arrival.look)


def test_half_copied_file_waits(arrival: Arrival) -> None:
    arrival.container = cut_short(1000, 4000)
    arrival.seen(closed=True)
    assert sentence(arrival.seen_after(SETTLE)) == "Still arriving: 1.0 kB of 4.0 kB have arrived."
    assert isinstance(arrival.seen_after(GIVE_UP - SETTLE - 1), Waiting)


def test_half_copied_file_is_given_up_with_the_reason(arrival: Arrival) -> None:
    arrival.container = partial("the index (moov) is missing")
    arrival.seen()
    assert arrival.seen_after(GIVE_UP) == Settled(arrival.look, "the index (moov) is missing")


def test_empty_file_waits_and_is_given_up_without_being_opened(arrival: Arrival) -> None:
    arrival.change(size=0)
    assert sentence(arrival.seen(closed=True)) == "Empty so far."
    assert isinstance(arrival.seen_after(SETTLE), Waiting)
    assert arrival.seen_after(GIVE_UP) == Settled(arrival.look, "it is empty")
    assert arrival.examined == 0


def test_finder_and_firefox_create_an_empty_file_that_fills_later(arrival: Arrival) -> None:
    arrival.change(size=0)
    arrival.seen(closed=True)
    arrival.clock.pass_by(300)
    arrival.change(size=1000, mtime_ns=6)
    assert isinstance(arrival.seen(), Waiting)
    assert arrival.seen_after(SETTLE) == Settled(arrival.look)


@pytest.mark.parametrize("field", ["device", "inode", "size", "mtime_ns", "ctime_ns"])
def test_any_change_begins_the_wait_anew(arrival: Arrival, field: str) -> None:
    arrival.seen()
    arrival.clock.pass_by(1.5)
    arrival.change(**{field: 42})
    size = "42 B" if field == "size" else "1.0 kB"
    assert sentence(arrival.seen()) == f"Still arriving: {size} so far."
    assert isinstance(arrival.seen_after(1.9), Waiting)
    assert arrival.seen_after(0.1) == Settled(arrival.look)


def test_closed_file_that_another_program_writes_waits_for_the_settle_time(arrival: Arrival) -> None:
    arrival.is_written = True
    assert arrival.seen(closed=True) == Waiting(SETTLE, "Another program still has it open for writing.")
    assert arrival.seen_after(SETTLE) == Settled(arrival.look)


def test_file_of_unknown_length_waits_for_as_long_as_it_is_written(arrival: Arrival) -> None:
    arrival.container, arrival.is_written = unknown("-"), True
    arrival.seen()
    assert sentence(arrival.seen_after(SETTLE)) == "Another program still has it open for writing."
    assert isinstance(arrival.seen_after(GIVE_UP / 2), Waiting)
    arrival.is_written = False
    assert arrival.seen_after(0.1) == Settled(arrival.look)


def test_program_that_never_closes_a_file_is_not_waited_for_for_ever(arrival: Arrival) -> None:
    arrival.container, arrival.is_written = unknown("-"), True
    arrival.seen()
    assert isinstance(arrival.seen_after(GIVE_UP - 0.1), Waiting)
    assert arrival.seen_after(0.1) == Settled(arrival.look)


def grow(arrival: Arrival, *, pause: float, times: int) -> None:
    """Let a writer write, pause, write, while the file is looked at as often as it asks for."""
    for number in range(times):
        arrival.change(size=2000 + number)
        verdict, left = arrival.seen(), pause
        while left > 0:
            assert isinstance(verdict, Waiting)
            step = min(left, verdict.look_again_seconds)
            verdict, left = arrival.seen_after(step), left - step


def test_writer_that_pauses_is_given_longer(arrival: Arrival) -> None:
    arrival.container = unknown("-")
    arrival.seen()
    grow(arrival, pause=1.5, times=4)
    arrival.change(size=9000)
    arrival.seen()
    assert isinstance(arrival.seen_after(3 * 1.5 - 0.1), Waiting)
    assert arrival.seen_after(0.1) == Settled(arrival.look)


def test_writer_that_never_pauses_is_given_the_settle_time(arrival: Arrival) -> None:
    arrival.container = unknown("-")
    arrival.seen()
    grow(arrival, pause=0.2, times=50)
    arrival.change(size=9000)
    arrival.seen()
    assert isinstance(arrival.seen_after(SETTLE - 0.1), Waiting)
    assert arrival.seen_after(0.1) == Settled(arrival.look)


def test_change_after_closing_makes_the_closing_void(arrival: Arrival) -> None:
    arrival.container = cut_short(1000, 4000)
    arrival.seen(closed=True)
    arrival.change(size=4000, mtime_ns=6)
    arrival.container = whole()
    assert isinstance(arrival.seen(), Waiting)
    assert arrival.seen(closed=True) == Settled(arrival.look)


def test_explorer_keeps_room_and_moves_only_the_time(arrival: Arrival) -> None:
    for second in range(3600):
        arrival.change(mtime_ns=10 + second)
        assert isinstance(arrival.seen(), Waiting)
        arrival.clock.pass_by(1)


def test_slow_copy_of_an_hour_waits_as_long_as_it_takes(arrival: Arrival) -> None:
    arrival.container = cut_short(1000, 5_000_000)
    for size in range(1000, 5_000_000, 10_000):
        arrival.change(size=size, mtime_ns=size)
        assert isinstance(arrival.seen(), Waiting)
        arrival.clock.pass_by(7)
    arrival.change(size=5_000_000)
    arrival.container = whole()
    assert arrival.seen(closed=True) == Settled(arrival.look)


def test_growing_file_tells_of_how_much(arrival: Arrival) -> None:
    arrival.container = cut_short(912_000, 1_500_000)
    arrival.seen()
    arrival.change(size=912_000)
    assert sentence(arrival.seen()) == "Still arriving: 912.0 kB of 1.5 MB have arrived."
    arrival.change(size=1_100_000)
    assert sentence(arrival.seen()) == "Still arriving: 1.1 MB of 1.5 MB."


def test_modification_time_in_the_future_does_not_matter(arrival: Arrival) -> None:
    arrival.change(mtime_ns=2**62, ctime_ns=2**62)
    arrival.seen()
    assert arrival.seen_after(SETTLE) == Settled(arrival.look)


def test_single_run_judges_an_incomplete_file_after_the_settle_time() -> None:
    arrival = Arrival(give_up_seconds=SETTLE)
    arrival.container = cut_short(1000, 4000)
    assert arrival.seen() == Waiting(SETTLE, "Waiting 2.0 s for the writer to finish.")
    assert arrival.seen_after(SETTLE) == Settled(arrival.look, "1.0 kB of 4.0 kB have arrived")


def test_container_is_not_examined_at_each_look(arrival: Arrival) -> None:
    arrival.container = partial("the index (moov) is missing")
    arrival.seen()
    assert arrival.examined == 0
    for _ in range(20):
        arrival.seen_after(SETTLE)
    assert arrival.examined == 1


def test_container_is_examined_once_while_its_file_grows(arrival: Arrival) -> None:
    for size in range(1000, 2000):
        arrival.change(size=size)
        arrival.seen_after(0.5)
    assert arrival.examined == 1


def test_looks_at_a_forsaken_file_become_rarer_and_meet_the_end(arrival: Arrival) -> None:
    arrival.container = partial("the index (moov) is missing")
    begin, looks = arrival.clock(), 0
    verdict = arrival.seen()
    while isinstance(verdict, Waiting):
        assert 0 < verdict.look_again_seconds <= 30
        verdict = arrival.seen_after(verdict.look_again_seconds)
        looks += 1
    assert arrival.clock() - begin == pytest.approx(GIVE_UP, abs=0.2)
    assert looks < 40


def test_what_has_settled_or_vanished_is_forgotten(arrival: Arrival) -> None:
    arrival.seen()
    assert len(arrival.settling) == 1
    arrival.settling.forget(CLIP)
    arrival.settling.forget(CLIP)
    assert len(arrival.settling) == 0
    arrival.seen(closed=True)
    assert len(arrival.settling) == 0


def test_files_do_not_wait_for_each_other(arrival: Arrival) -> None:
    arrival.seen()
    arrival.clock.pass_by(SETTLE)
    other = arrival.settling.consider(Path("/inbox/b.mov"), arrival.look, closed=False, examine=arrival.examine)
    assert isinstance(other, Waiting)
    assert isinstance(arrival.seen(), Settled)


STEPS = st.lists(st.tuples(st.floats(0, 5), st.booleans(), st.booleans()), max_size=30)


@given(STEPS, st.sampled_from([whole(), unknown("-"), partial("-")]))
def test_nothing_is_taken_unless_closed_or_unchanged_for_the_settle_time(
    steps: list[tuple[float, bool, bool]], container: Wholeness
) -> None:
    arrival = Arrival()
    arrival.container = container
    since, is_closed = arrival.clock(), False
    for number, (seconds, changes, closed) in enumerate(steps):
        if changes:
            arrival.change(mtime_ns=100 + number)
            since, is_closed = arrival.clock() + seconds, False
        arrival.clock.pass_by(seconds)
        if number == 0:
            since = arrival.clock()
        is_closed |= closed
        if isinstance(arrival.seen(closed=closed), Settled):
            assert arrival.clock() - since >= SETTLE or (is_closed and container == whole())
            return
