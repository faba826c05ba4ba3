"""A 14 MB MKV whose streams MP4 takes as they are: dropped → delivered, against ffmpeg alone."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench import Daemon, bare_copy, make_clip, print_table, spread, work_folder

RUNS = 15
MANY = 20


def main() -> None:
    """Measure and print."""
    with work_folder() as folder:
        clip = make_clip(folder / "clip.mkv", seconds=30, megabits=3.6)
        with Daemon(folder / "daemon") as daemon:
            single, bare = _one_by_one(daemon, clip, folder)
            many, bare_many = _many(daemon, clip, folder)
    ratio = statistics.median(single) / statistics.median(bare)
    rows = [
        (f"one file ({RUNS} runs)", spread(single), spread(bare), f"{ratio:.1f}"),
        (f"{MANY} files at once", f"{many:.2f} s", f"{bare_many:.2f} s", f"{many / bare_many:.1f}"),
    ]
    size = "14 MB H.264+AAC MKV"
    print_table(f"{size}: dropped → delivered", ("", "nemo-watch", "ffmpeg -c copy", "ratio"), rows)


def _one_by_one(daemon: Daemon, clip: Path, folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds of both, taken by turns, so that a noisy machine is noisy for both."""
    single, bare = [], []
    for number in range(-1, RUNS):
        dropped = daemon.drop(clip, f"one{number}.mkv")
        taken = daemon.wait_for([f"one{number}.mp4"]) - dropped
        time.sleep(0.2)
        alone = bare_copy(clip, folder / "bare.mp4")
        if number >= 0:  # the first warms up both
            single.append(taken)
            bare.append(alone)
    return single, bare


def _many(daemon: Daemon, clip: Path, folder: Path) -> tuple[float, float]:
    """Return the seconds for many files: from the last one's being closed, and one ffmpeg after the other."""
    staged = folder / "staged"
    staged.mkdir()
    for number in range(MANY):
        (staged / f"many{number}.mkv").write_bytes(clip.read_bytes())
    begun = time.monotonic()
    for file in staged.iterdir():
        file.rename(daemon.inbox / file.name)
    many = daemon.wait_for([f"many{number}.mp4" for number in range(MANY)]) - begun
    return many, sum(bare_copy(clip, folder / f"bare{number}.mp4") for number in range(MANY))


if __name__ == "__main__":
    main()
