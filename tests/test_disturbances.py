"""What goes on around a running daemon: closed terminals, folders that go away, files exchanged behind its back."""

from __future__ import annotations

import hashlib
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from test_daemon import House, film, house, long_film

__all__ = ["film", "house", "long_film"]  # fixtures

needs_plain_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")


def picture_digest(ffmpeg: Path, path: Path) -> str:
    """Return a digest of the decoded pictures of a film."""
    command = [ffmpeg, "-v", "error", "-nostdin", "-i", path, "-map", "0:v", "-f", "framemd5", "-"]
    return hashlib.sha256(subprocess.run(command, check=True, capture_output=True).stdout).hexdigest()


def test_a_log_reader_that_ends_stops_no_work(house: House, film: Path) -> None:
    read, write = os.pipe()
    daemon = subprocess.Popen(
        [sys.executable, "-m", "nemo_watch", "run"], env=house.environ, stdout=write, stderr=write, cwd=house.folder
    )
    try:
        os.close(write)
        house.until(lambda: b"daemon.started" in os.read(read, 65_536), "the daemon has started")
        os.close(read)
        house.drop(film, "a.mov")
        house.wait_delivered("a.mp4")
        house.drop(film, "b.mov")
        house.wait_delivered("a.mp4", "b.mp4")
    finally:
        daemon.kill()
        daemon.wait()


def test_a_closed_terminal_ends_the_daemon_in_order(house: House) -> None:
    leader, follower = pty.openpty()
    daemon = subprocess.Popen(
        [sys.executable, "-m", "nemo_watch", "run"],
        env=house.environ | {"TERM": "xterm"},
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=house.folder,
        start_new_session=True,
    )
    try:
        os.close(follower)
        house.until(lambda: b"Ctrl+C" in os.read(leader, 65_536), "the daemon says where to drop files")
        os.close(leader)
        daemon.send_signal(signal.SIGHUP)
        assert daemon.wait(timeout=20) == 0
    finally:
        daemon.kill()
        daemon.wait()


def test_an_inbox_that_goes_away_loses_no_file_that_waits(house: House, long_film: Path) -> None:
    house.start()
    house.drop(long_film, "long.avi")
    house.until(house.is_encoding, "the long film is being encoded")
    house.drop(long_film, "waits.avi")
    house.until(lambda: len(house.control.jobs(states=("instructed",))) == 1, "the second film waits for its encode")
    away = house.inbox.rename(house.folder / "away")
    held = house.job("held")
    assert "is not there" in held["message"]
    away.rename(house.inbox)
    house.command("retry", held["id"])
    house.until(lambda: "waits.mp4" in house.lying(house.outbox), "the film that waited is delivered")


def test_a_file_that_was_moved_out_while_it_waited_is_taken_when_it_comes_back(house: House, long_film: Path) -> None:
    house.start()
    house.drop(long_film, "long.avi")
    house.until(house.is_encoding, "the long film is being encoded")
    waiting = house.drop(long_film, "waits.avi")
    house.until(lambda: len(house.control.jobs(states=("instructed",))) == 1, "the second film waits for its encode")
    outside = waiting.rename(house.folder / "outside.avi")
    assert "moved away" in house.job("cancelled")["message"]
    outside.rename(waiting)
    house.wait_delivered("long.mp4", "waits.mp4")


def test_a_file_replaced_while_it_waits_is_delivered_once_and_as_it_is_now(
    house: House, film: Path, long_film: Path, ffmpeg: Path
) -> None:
    house.start()
    house.drop(long_film, "long.avi")
    house.until(house.is_encoding, "the long film is being encoded")
    waiting = house.drop(long_film, "waits.avi")
    house.until(lambda: len(house.control.jobs(states=("instructed",))) == 1, "the second film waits for its encode")
    newer = house.folder / "newer.avi"
    newer.write_bytes(film.read_bytes())
    newer.replace(waiting)
    house.wait_delivered("long.mp4", "waits.mp4")
    assert picture_digest(ffmpeg, house.outbox / "waits.mp4") == picture_digest(ffmpeg, film)
    house.until(lambda: not house.control.status()["active"], "nothing is left to do")
    assert house.lying(house.outbox) == ["long.mp4", "waits.mp4"]


def test_what_lies_there_is_left_alone_even_if_the_inbox_appears_later(house: House, film: Path) -> None:
    house.write_rules(more="    existing: leave\n")
    away = house.inbox.rename(house.folder / "away")
    (away / "old.mov").write_bytes(film.read_bytes())
    house.start()
    house.until(lambda: house.control.status()["inboxes"][0]["state"] == "away", "the inbox is away")
    away.rename(house.inbox)
    house.until(lambda: house.control.status()["inboxes"][0]["state"] == "watching", "the inbox is back")
    house.drop(film, "new.mov")
    house.wait_delivered("new.mp4")
    assert "old.mov" in house.lying(house.inbox)


@needs_plain_user
def test_an_inbox_that_may_not_be_entered_is_away_and_the_others_go_on(house: House, film: Path) -> None:
    locked = house.folder / "locked"
    (locked / "in").mkdir(parents=True)
    house.write_rules(
        more=f"  - {{name: other, inbox: {locked}/in, outbox: {house.outbox}, instruction: convert to MP4}}\n"
    )
    locked.chmod(0)
    try:
        house.start()
        house.drop(film)
        house.wait_delivered("clip.mp4")
    finally:
        locked.chmod(0o700)


def test_reloads_in_quick_succession_leave_the_rules_of_the_file(house: House, film: Path) -> None:
    daemon = house.start()
    other = house.folder / "other"
    other.mkdir()
    more = f"  - {{name: other, inbox: {other}, outbox: {house.outbox}, instruction: convert to MP4}}\n"
    for number in range(6):
        house.write_rules(more=more if number % 2 else "")
        daemon.send_signal(signal.SIGHUP)
    house.until(
        lambda: [inbox["rule"] for inbox in house.control.status()["inboxes"]] == ["films", "other"],
        "both rules hold",
    )
    (other / "clip.mov").write_bytes(film.read_bytes())
    house.wait_delivered("clip.mp4")


def test_a_gif_of_a_long_film_is_made_without_holding_it_in_memory(house: House, long_film: Path) -> None:
    house.write_rules(instruction="make a gif")
    house.start()
    house.drop(long_film, "long.avi")
    house.until(house.encoders, "the film is being encoded")
    peaks = []

    def is_done() -> bool:
        for number in house.encoders():
            try:
                status = Path(f"/proc/{number}/status").read_text()
            except OSError:
                continue
            peaks.extend(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        return house.delivered("long.gif")

    house.until(is_done, "the GIF is delivered")
    assert max(peaks) < 400_000
