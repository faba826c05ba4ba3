"""How the programs that people use bring a file into a folder: each is replayed, and each file is delivered once."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from test_daemon import House, film, house

__all__ = ["film", "house"]  # fixtures

PIECES = 4
PAUSE_SECONDS = 0.3
"""Longer than the settle time of the daemon of these tests."""

Way = Callable[[Path, bytes], None]


def written(path: Path, content: bytes, *, mode: str = "wb") -> None:
    """Write a file piece by piece, with pauses in which it looks as if nobody did."""
    step = len(content) // PIECES + 1
    with path.open(mode, buffering=0) as file:
        for begin in range(0, len(content), step):
            file.write(content[begin : begin + step])
            time.sleep(PAUSE_SECONDS)


def slow_copy(path: Path, content: bytes) -> None:
    written(path, content)


def opened_anew_for_each_piece(path: Path, content: bytes) -> None:
    """Close the file after each piece, as some programs and network servers do."""
    step = len(content) // PIECES + 1
    for begin in range(0, len(content), step):
        with path.open("ab") as file:
            file.write(content[begin : begin + step])
        time.sleep(PAUSE_SECONDS)


def explorer(path: Path, content: bytes) -> None:
    """Make the file as long as it will be, then fill it."""
    with path.open("wb") as file:
        file.truncate(len(content))
    time.sleep(PAUSE_SECONDS)
    written(path, content, mode="r+b")


def finder(path: Path, content: bytes) -> None:
    """Make an empty file, then replace it by the whole one."""
    path.touch()
    time.sleep(PAUSE_SECONDS)
    other = path.with_name(f".{path.name}.copying")
    other.write_bytes(content)
    other.replace(path)


def firefox(path: Path, content: bytes) -> None:
    """Make an empty file of the name, and write into another one beside it."""
    path.touch()
    part = path.with_name(f"{path.name}.part")
    written(part, content)
    part.replace(path)


def chrome(path: Path, content: bytes) -> None:
    download = path.with_name("Unconfirmed 1234.crdownload")
    written(download, content)
    download.rename(path)


def rsync(path: Path, content: bytes) -> None:
    hidden = path.with_name(f".{path.name}.Xy3k9Q")
    written(hidden, content)
    hidden.rename(path)


def moved_from_elsewhere(path: Path, content: bytes) -> None:
    outside = path.parent.parent / "outside.mov"
    outside.write_bytes(content)
    outside.rename(path)


def preserved_times(path: Path, content: bytes) -> None:
    """Set an old time when all is written, as `cp -p` does."""
    written(path, content)
    os.utime(path, (1_000_000_000, 1_000_000_000))


WAYS = [
    slow_copy,
    opened_anew_for_each_piece,
    explorer,
    finder,
    firefox,
    chrome,
    rsync,
    moved_from_elsewhere,
    preserved_times,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_file_is_delivered_once_and_whole_however_it_comes(house: House, film: Path, way: Way) -> None:
    house.write_rules(more="    after: keep\n")
    house.rule_file.write_text(house.rule_file.read_text().replace("give_up: 1s", "give_up: 1m"))
    house.start()
    way(house.inbox / "clip.mov", film.read_bytes())
    house.wait_delivered("clip.mp4")
    house.until(lambda: house.control.status()["inboxes"][0]["waiting"] == [], "nothing is waited for any more")
    house.job("done")
    jobs = house.control.jobs()
    # on a busy machine, time may pass between two calls of the writer: what was taken then is given up
    given_up = [job["message"] for job in jobs if job["state"] == "cancelled"]
    assert all("changed" in message and "new job" in message for message in given_up), given_up
    (done,) = (job for job in jobs if job["state"] != "cancelled")
    assert done["state"] == "done"
    assert "Kept H.264 and AAC unchanged" in done["message"]
    assert house.lying(house.outbox) == ["clip.mp4"]


def test_copy_that_is_paused_for_good_fails_and_says_what_is_missing(house: House, film: Path) -> None:
    house.start()
    content = film.read_bytes()
    (house.inbox / "clip.mov").write_bytes(content[: len(content) // 2])
    message = house.job("failed")["message"]
    assert message.startswith("The file is incomplete: ")
    assert house.lying(house.outbox) == []
    assert house.lying(house.inbox) == ["failed/clip.mov", "failed/clip.mov.problem.txt"]


def test_names_that_differ_by_case_or_spelling_alone_are_files_of_their_own(house: House, film: Path) -> None:
    names = ["Clip.mov", "clip.mov", "CLIP.MOV", unicodedata.normalize("NFC", "Zoë.mov")]
    names.append(unicodedata.normalize("NFD", "Zoë.mov"))
    for name in names:
        house.drop(film, name)
    if len(list(house.inbox.iterdir())) != len(names):
        pytest.skip("this file system takes such names for one")
    house.start()
    house.wait_delivered(*(f"{Path(name).stem}.mp4" for name in names))
    assert len(house.control.jobs()) == len(names)
