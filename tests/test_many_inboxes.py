"""Many inboxes in one daemon: all are watched at once, and none is in another's way."""

from __future__ import annotations

import shutil
from pathlib import Path

from test_daemon import House, film, house

__all__ = ["film", "house"]  # fixtures

COUNT = 24


def test_many_inboxes_are_watched_from_the_start(house: House, film: Path) -> None:
    inboxes = [house.folder / f"in{number}" for number in range(COUNT)]
    rules = "".join(
        f"  - {{name: rule{number}, inbox: {inbox}, outbox: {house.folder}/out{number}, instruction: convert}}\n"
        for number, inbox in enumerate(inboxes)
    )
    for inbox in inboxes:
        inbox.mkdir()
    house.write_rules(more=rules)
    house.start()
    assert {inbox["state"] for inbox in house.control.status()["inboxes"]} == {"watching"}
    for number in (0, COUNT // 2, COUNT - 1):
        shutil.copyfile(film, inboxes[number] / "clip.mov")
        house.until((house.folder / f"out{number}" / "clip.mp4").exists, f"inbox {number} is served")
