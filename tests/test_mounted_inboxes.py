"""Inboxes and outboxes on disks of their own: unmounted, mounted again, and on servers that do not answer."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_daemon import House, film, house

__all__ = ["film", "house"]  # fixtures

MARK = ".nemo-watch/inbox"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="file systems are mounted as Linux does")


def mounted(*arguments: str, at: Path) -> None:
    """Mount something, or skip the test where this machine does not allow it."""
    done = subprocess.run(["mount", *arguments, str(at)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@contextlib.contextmanager
def disk(image: Path, at: Path) -> Iterator[None]:
    """Mount a disk whose content lasts: the folder `image`, which counts as a device of its own."""
    image.mkdir(exist_ok=True)
    if not os.path.ismount(image):
        mounted("-t", "tmpfs", "disk", at=image)
    mounted("--bind", str(image), at=at)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@pytest.fixture
def image(house: House) -> Iterator[Path]:
    """Return a folder for `disk`; what is mounted there is gone afterwards."""
    path = house.folder / "image"
    yield path
    if path.is_dir() and os.path.ismount(path):
        subprocess.run(["umount", "--lazy", str(path)], check=True)


@pytest.fixture
def stalling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """Return a file system and its process, which can be stopped: then every call to it hangs."""
    program = shutil.which("bindfs")
    if program is None or not os.access("/dev/fuse", os.W_OK):
        pytest.skip("bindfs is not installed, or FUSE is not there")
    shown, behind = (tmp_path_factory.mktemp(name) for name in ("server", "behind"))
    server = subprocess.Popen([program, "-f", str(behind), str(shown)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 10
    while not os.path.ismount(shown):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            pytest.skip("FUSE cannot be used here")
        time.sleep(0.02)
    yield shown, server
    server.send_signal(signal.SIGCONT)
    subprocess.run(["umount", "--lazy", str(shown)], check=False)
    server.kill()
    server.wait()


def state_of(house: House, rule: str = "films") -> dict[str, Any]:
    return next(inbox for inbox in house.control.status()["inboxes"] if inbox["rule"] == rule)


def kept(house: House) -> None:
    """Let the rule leave sources where they are."""
    house.write_rules(more="    after: keep\n")


def test_unmounted_inbox_is_away_and_nothing_is_done_twice_when_it_is_back(
    house: House, film: Path, image: Path
) -> None:
    kept(house)
    with disk(image, house.inbox):
        house.start()
        for number in range(3):
            house.drop(film, f"{number}.mov")
        house.wait_delivered("0.mp4", "1.mp4", "2.mp4")
        assert (house.inbox / MARK).is_file()
    house.until(lambda: state_of(house)["state"] == "away", "the inbox is away")
    assert "its disk is not connected" in state_of(house)["reason"]
    assert not list(house.inbox.iterdir()), "nothing is written into the empty folder"
    with disk(image, house.inbox):
        house.until(lambda: state_of(house)["state"] == "watching", "the inbox is back")
        house.drop(film, "new.mov")
        house.wait_delivered("0.mp4", "1.mp4", "2.mp4", "new.mp4")
        assert len(house.control.jobs()) == 4


def test_inbox_that_is_away_at_the_start_is_told_by_its_mark(house: House, film: Path, image: Path) -> None:
    kept(house)
    with disk(image, house.inbox):
        daemon = house.start()
        house.drop(film)
        house.wait_delivered("clip.mp4")
        house.stop(daemon)
    house.drop(film, "put where the disk should be.mov")
    house.start()
    assert state_of(house)["state"] == "away"
    assert len(house.control.jobs()) == 1


def test_folder_that_takes_the_place_of_a_disk_for_good_is_accepted_once_it_is_marked(
    house: House, film: Path, image: Path
) -> None:
    with disk(image, house.inbox):
        house.start()
    house.until(lambda: state_of(house)["state"] == "away", "the inbox is away")
    (house.inbox / MARK).parent.mkdir()
    (house.inbox / MARK).touch()
    house.until(lambda: state_of(house)["state"] == "watching", "the folder is the inbox now")
    house.drop(film)
    house.wait_delivered("clip.mp4")


def test_mark_that_was_cleaned_away_is_made_anew(house: House, film: Path, image: Path) -> None:
    with disk(image, house.inbox):
        daemon = house.start()
        before = (house.inbox / MARK).read_text()
        shutil.rmtree((house.inbox / MARK).parent)
        house.stop(daemon)
        house.start()
        house.drop(film)
        house.wait_delivered("clip.mp4")
        assert (house.inbox / MARK).read_text() == before


def test_inbox_on_the_disk_of_the_system_needs_no_mark(house: House, film: Path) -> None:
    house.start()
    house.drop(film)
    house.wait_delivered("clip.mp4")
    assert not (house.inbox / MARK).exists()


def test_result_waits_for_the_disk_of_its_outbox(house: House, film: Path, image: Path) -> None:
    house.outbox.mkdir()
    with disk(image, house.outbox):
        house.start()
        house.drop(film, "a.mov")
        house.wait_delivered("a.mp4")
    house.drop(film, "b.mov")
    assert "is not connected" in house.job("held")["message"]
    assert house.lying(house.outbox) == []
    with disk(image, house.outbox):
        house.control.retry(house.job("held")["id"])
        house.wait_delivered("a.mp4", "b.mp4")


def test_server_that_does_not_answer_holds_up_no_other_inbox(
    house: House, film: Path, stalling: tuple[Path, subprocess.Popen[bytes]]
) -> None:
    inbox, server = stalling
    more = f"  - {{name: remote, inbox: {inbox}, outbox: {house.folder / 'remote'}, instruction: convert}}\n"
    house.write_rules(more=more)
    house.start()
    assert state_of(house, "remote")["state"] == "polling"
    assert "network file system" in state_of(house, "remote")["reason"]
    shutil.copyfile(film, inbox / "first.mov")
    house.until((house.folder / "remote" / "first.mp4").exists, "what lies on the server is found and delivered")
    server.send_signal(signal.SIGSTOP)
    for number in range(3):
        house.drop(film, f"{number}.mov")
    house.wait_delivered("0.mp4", "1.mp4", "2.mp4")
    house.until(lambda: state_of(house, "remote")["state"] == "away", "the server is away")
    assert "does not answer" in state_of(house, "remote")["reason"]
    house.drop(film, "3.mov")
    house.wait_delivered("0.mp4", "1.mp4", "2.mp4", "3.mp4")
    server.send_signal(signal.SIGCONT)
    house.until(lambda: state_of(house, "remote")["state"] == "polling", "the server is back")
    shutil.copyfile(film, inbox / "second.mov")
    house.until((house.folder / "remote" / "second.mp4").exists, "it goes on")
    assert len(house.control.jobs()) == 6


def test_daemon_starts_although_a_server_does_not_answer(
    house: House, film: Path, stalling: tuple[Path, subprocess.Popen[bytes]]
) -> None:
    inbox, server = stalling
    outbox = inbox / "results"
    more = f"  - {{name: remote, inbox: {inbox}/in, outbox: {outbox}, instruction: convert}}\n"
    house.write_rules(more=more)
    server.send_signal(signal.SIGSTOP)
    house.start()
    assert state_of(house, "remote")["state"] == "away"
    house.drop(film)
    house.wait_delivered("clip.mp4")
    server.send_signal(signal.SIGCONT)
    (inbox / "in").mkdir()
    house.until(lambda: state_of(house, "remote")["state"] == "polling", "the server is back")
    shutil.copyfile(film, inbox / "in" / "clip.mov")
    house.until((outbox / "clip.mp4").exists, "what lies on the server is delivered there")


def test_daemon_ends_although_a_server_does_not_answer(
    house: House, stalling: tuple[Path, subprocess.Popen[bytes]]
) -> None:
    inbox, server = stalling
    more = f"  - {{name: remote, inbox: {inbox}, outbox: {house.folder / 'remote'}, instruction: convert}}\n"
    house.write_rules(more=more)
    daemon = house.start()
    server.send_signal(signal.SIGSTOP)
    house.until(lambda: state_of(house, "remote")["state"] == "away", "the server is away")
    assert house.stop(daemon) == 0
