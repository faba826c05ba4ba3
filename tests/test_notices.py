"""Notices: what is told together and when, in which words; and on a real desktop, by real programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from desk import Desk, desk
from test_daemon import House, film, house

from nemo_watch.events import JobChanged
from nemo_watch.notices.batch import GAP_SECONDS, GATHER_SECONDS, LONGEST_SECONDS, Batch, Ended
from nemo_watch.notices.desktop import has_desktop
from nemo_watch.notices.notice import notice_of
from nemo_watch.rules import Notices as Wishes

__all__ = ["film", "house"]  # fixtures

ALL = Wishes()


class Clock:
    """A clock that is set by hand: seconds that go on, and a time of day."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.day = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)

    def batch(self) -> Batch:
        return Batch(clock=lambda: self.seconds, now=lambda: self.day)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def changed(number: int, state: str = "done", message: str = "Kept.", cause: str = "") -> JobChanged:
    outputs = (f"/out/clip {number}.mp4",) if state == "done" else ()
    return JobChanged(
        job_id=f"job{number}",
        name=f"clip {number}.mov",
        rule="films",
        state=state,
        progress=0,
        message=message,
        outputs=outputs,
        cause=cause,
    )


def ended(number: int, state: str = "done", message: str = "Kept.") -> Ended:
    event = changed(number, state, message)
    return Ended(job_id=event.job_id, name=event.name, state=state, message=message, outputs=event.outputs)


def test_files_that_end_together_are_told_of_together(clock: Clock) -> None:
    batch = clock.batch()
    for number in range(12):
        assert batch.take(changed(number), ALL)
        clock.seconds += 1
        assert batch.seconds_until_due(ALL, is_idle=False) > 100
    assert batch.seconds_until_due(ALL, is_idle=True) == pytest.approx(GATHER_SECONDS - 1)
    clock.seconds += GATHER_SECONDS
    assert batch.seconds_until_due(ALL, is_idle=True) == 0
    assert len(batch.due()) == 12
    assert batch.seconds_until_due(ALL, is_idle=True) is None


def test_long_batch_is_told_of_in_parts(clock: Clock) -> None:
    batch = clock.batch()
    batch.take(changed(1), ALL)
    clock.seconds += LONGEST_SECONDS - 1
    batch.take(changed(2), ALL)
    assert 0 < batch.seconds_until_due(ALL, is_idle=False) <= 1
    clock.seconds += 1
    assert batch.seconds_until_due(ALL, is_idle=False) == 0
    assert len(batch.due()) == 2


def test_never_two_notices_at_once(clock: Clock) -> None:
    batch = clock.batch()
    batch.take(changed(1), ALL)
    clock.seconds += GATHER_SECONDS
    batch.due()
    for number in range(2, 6):
        batch.take(changed(number, "failed"), ALL)
    clock.seconds += 5
    assert batch.seconds_until_due(ALL, is_idle=True) == GAP_SECONDS - 5
    clock.seconds += 5
    assert batch.seconds_until_due(ALL, is_idle=True) == 0
    assert len(batch.due()) == 4


def test_what_needs_a_person_does_not_wait_for_the_rest(clock: Clock) -> None:
    for state in ("failed", "held"):
        batch = clock.batch()
        batch.take(changed(1, state), ALL)
        assert batch.seconds_until_due(ALL, is_idle=False) == GATHER_SECONDS


def test_same_trouble_is_told_of_once(clock: Clock) -> None:
    batch = clock.batch()
    assert batch.take(changed(1, "held", "The disk is full."), ALL)
    batch.due()
    batch.take(changed(1, "queued"), ALL)
    assert not batch.take(changed(1, "held", "The disk is full."), ALL)
    assert batch.take(changed(1, "held", "The plan does not allow it."), ALL)


def test_what_goes_on_before_it_is_told_of_is_not_told(clock: Clock) -> None:
    batch = clock.batch()
    batch.take(changed(1, "failed"), ALL)
    batch.take(changed(1, "queued"), ALL)
    assert batch.seconds_until_due(ALL, is_idle=True) is None


def test_only_what_is_wished_is_told(clock: Clock) -> None:
    batch = clock.batch()
    assert not batch.take(changed(1), Wishes(done=False))
    assert not batch.take(changed(1, "failed"), Wishes(failed=False))
    assert not batch.take(changed(1, "held"), Wishes(held=False))
    assert not batch.take(changed(1, "held", cause="hours"), ALL)
    assert not batch.take(changed(1, "cancelled"), ALL)
    assert batch.take(changed(1, "held", cause="credits"), ALL)


@pytest.mark.parametrize(("hour", "hours_left"), [(21, 0), (22, 10), (23, 9), (3, 5), (8, 0)])
def test_quiet_hours_are_quiet_and_end_with_one_notice(clock: Clock, hour: int, hours_left: int) -> None:
    quiet = Wishes(quiet=(time(22), time(8)))
    clock.day = clock.day.replace(hour=hour)
    batch = clock.batch()
    for number in range(3):
        batch.take(changed(number, "failed" if number else "done"), quiet)
    clock.seconds += GATHER_SECONDS
    assert batch.seconds_until_due(quiet, is_idle=True) == hours_left * 3600
    assert len(batch.due()) == 3


@pytest.mark.parametrize(
    ("all_ended", "title", "text"),
    [
        ([ended(1)], "clip 1.mp4 is ready", "Kept."),
        ([ended(n) for n in range(12)], "12 results are ready", "clip 0.mov, clip 1.mov, clip 2.mov and 9 more"),
        ([ended(1, "failed", "It is cut off.")], "clip 1.mov failed", "It is cut off."),
        ([ended(1, "held", "No credits.")], "clip 1.mov waits for you", "No credits."),
        ([ended(1, "failed"), ended(2, "held")], "1 failed, 1 waits for you", "clip 1.mov, clip 2.mov"),
        ([ended(1), ended(2, "failed", "Cut off.")], "clip 1.mp4 is ready, 1 needs you", "clip 2.mov: Cut off."),
        ([ended(1, "failed", "x" * 500)], "clip 1.mov failed", "x" * 239 + "…"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_notice_says_it_in_few_words(all_ended: list[Ended], title: str, text: str) -> None:
    notice = notice_of(all_ended)
    assert (notice.title, notice.text) == (title, text)
    assert bool(notice.retries) == any(one.state != "done" for one in all_ended)
    assert bool(notice.opens) == any(one.state == "done" for one in all_ended)


def test_machine_without_a_bus_has_no_desktop(tmp_path: Path) -> None:
    assert not has_desktop({})
    assert not has_desktop({"XDG_RUNTIME_DIR": str(tmp_path)})
    assert not has_desktop({"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'},guid=1"})


@pytest.fixture
def shown(tmp_path: Path, house: House) -> Iterator[tuple[House, Desk]]:
    """Return a house on a desktop, whose daemon is not started yet."""
    with desk(tmp_path / "desk", parts=["bus", "display", "dunst"]) as made:
        house.desktop = {
            name: made.environ[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR")
        }
        programs = made.folder / "programs"
        programs.mkdir()
        opener = programs / "xdg-open"
        opener.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{made.folder}/opened"\n')
        opener.chmod(0o755)
        house.desktop["PATH"] = f"{programs}:{os.environ['PATH']}"
        yield house, made


def test_batch_is_one_notice_with_its_picture_and_a_click_opens_it(
    shown: tuple[House, Desk], film: Path, tmp_path: Path
) -> None:
    house, made = shown
    for number in range(4):
        house.drop(film, f"Holiday <b>{number}.mov")
    house.start()
    house.until(made.notices, "a notice is shown")
    (notice,) = made.notices()
    assert notice[0] == "nemo-watch"
    assert "4 results are ready" in notice
    assert any("Holiday &lt;b&gt;" in text and "1 more" in text for text in notice)
    assert {"Open", "Show in folder"} <= set(notice)
    assert "Retry" not in notice
    (picture,) = [text.removeprefix("file://") for text in notice if text.endswith(".jpg")]
    assert Path(picture).read_bytes().startswith(b"\xff\xd8")
    if folder := os.environ.get("NEMO_WATCH_PICTURES"):
        made.until(lambda: _is_drawn(made, tmp_path), "the notice is drawn")
        made.screenshot(Path(folder) / "notice.png")
    made.until(lambda: "1" in made.run("dunstctl", "count", "displayed"), "it is displayed")
    made.run("dunstctl", "action", "0")
    made.until((made.folder / "opened").exists, "a click opens the result")
    assert Path((made.folder / "opened").read_text().strip()).parent == house.outbox


def _is_drawn(made: Desk, folder: Path) -> bool:
    shot = made.screenshot(folder / "shot.png")
    colours = subprocess.run(["identify", "-format", "%k", shot], capture_output=True, text=True).stdout
    return int(colours or 0) > 50


def test_failed_file_is_retried_from_its_notice(shown: tuple[House, Desk], film: Path) -> None:
    house, made = shown
    house.start()
    (house.inbox / "broken.mov").write_bytes(b"nothing of a film")
    house.until(made.notices, "a notice is shown")
    (notice,) = made.notices()
    assert "broken.mov failed" in notice
    assert "Retry" in notice
    shutil.copyfile(film, house.inbox / "failed" / "broken.mov")
    made.until(lambda: "1" in made.run("dunstctl", "count", "displayed"), "it is displayed")
    made.run("dunstctl", "action", "0")
    house.wait_delivered("broken.mp4")


def test_desktop_that_goes_away_stops_nothing(shown: tuple[House, Desk], film: Path) -> None:
    house, made = shown
    house.start()
    house.drop(film, "one.mov")
    house.until(made.notices, "a notice is shown")
    made.__exit__()
    house.drop(film, "two.mov")
    house.wait_delivered("one.mp4", "two.mp4")
    house.until(lambda: "notice.not_shown" in house.log_text(), "it is written down")
    assert json.loads(house.command("status", "--json").stdout)["running"]


def test_without_a_desktop_nothing_is_said(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    house.job("done")
    assert "notice" not in house.log_text()
