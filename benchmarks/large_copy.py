"""500 MB whose streams MP4 takes as they are, as MOV and MKV: dropped → delivered, against ffmpeg alone.

8 Mbit/s is what phones and recorders make, nine minutes of it; 40 Mbit/s is a camera's. nemo-watch also looks at the
result and waits until it is safely on the disk (fsync), so ffmpeg is timed without and with the latter.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

from bench import Daemon, bare_copy, make_clip, peak_megabytes, print_table, run_ffmpeg, work_folder

RUNS = 5
MEGABYTES = 500
FILMS = (("mov", 8), ("mkv", 8), ("mov", 40), ("mkv", 40))
"""Containers and megabits a second."""


def main() -> None:
    """Measure and print."""
    with work_folder() as folder:
        rows = [_row(kind, megabits, folder) for kind, megabits in FILMS]
    print_table(
        f"{MEGABYTES} MB H.264+AAC: dropped → delivered, median of {RUNS}",
        ("", "nemo-watch", "ffmpeg -c copy", "ratio", "with fsync", "ratio", "daemon's peak memory"),
        rows,
    )


def _row(kind: str, megabits: float, folder: Path) -> tuple[str, ...]:
    clip = _large(folder, kind, megabits)
    whole, bare, synced = [], [], []
    with Daemon(folder / f"daemon-{kind}-{megabits}") as daemon:
        for number in range(RUNS):
            os.link(clip, staged := folder / "staged")
            begun = time.monotonic()
            staged.rename(daemon.inbox / f"large{number}.{kind}")
            whole.append(daemon.wait_for([f"large{number}.mp4"]) - begun)
            (daemon.outbox / f"large{number}.mp4").unlink()
            bare.append(bare_copy(clip, folder / "bare.mp4"))
            synced.append(bare[-1] + _synced(folder / "bare.mp4"))
            (folder / "bare.mp4").unlink()
        peak = peak_megabytes(daemon.pid)
    clip.unlink()
    ours, alone, safe = (statistics.median(values) for values in (whole, bare, synced))
    ratios = (f"{ours:.2f} s", f"{alone:.2f} s", f"{ours / alone:.1f}", f"{safe:.2f} s", f"{ours / safe:.1f}")
    return (f"{kind.upper()}, {megabits} Mbit/s", *ratios, f"{peak:.0f} MB")


def _large(folder: Path, kind: str, megabits: float) -> Path:
    """Make a clip of a tenth, and repeat it."""
    seconds = MEGABYTES * 8 / megabits / 10
    part = make_clip(folder / f"part.{kind}", seconds=seconds, megabits=megabits, size="1920x1080")
    clip = folder / f"large.{kind}"
    run_ffmpeg("-stream_loop", "9", "-i", str(part), "-map", "0", "-c", "copy", str(clip))
    part.unlink()
    return clip


def _synced(path: Path) -> float:
    """Bring a file to the disk, and return the seconds that took."""
    begun = time.monotonic()
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
