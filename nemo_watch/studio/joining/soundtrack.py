"""Sounds laid one behind the other, each from the sample on at which its picture begins: no drift can add up."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from nemo_watch.errors import FinalError, JobError
from nemo_watch.studio import complaints
from nemo_watch.studio.joining.rates import SAMPLE_RATE

_BYTES_PER_SAMPLE = 4
"""Of both sides together, 16 bits each."""
_COPIED_BYTES = 1 << 20

READING = ("-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "2")
"""ffmpeg's options for bare samples as they are here."""


def seconds_of(sound: Path) -> float:
    """Return how long a file of samples is; 0 where there is none."""
    return sound.stat().st_size / _BYTES_PER_SAMPLE / SAMPLE_RATE if sound.exists() else 0.0


def lay(sound: Path, track: Path, *, begin: int, end: int) -> None:
    """Append a file of samples to a track, from one sample of it to another: cut where longer, silent where shorter.

    It may be missing, and is removed. Raises JobError where the disk is full.
    """
    try:
        with track.open("ab") as target:
            target.truncate(begin * _BYTES_PER_SAMPLE)
            target.seek(0, 2)
            if sound.exists():
                with sound.open("rb") as source:
                    shutil.copyfileobj(source, target, _COPIED_BYTES)
                sound.unlink()
            target.truncate(end * _BYTES_PER_SAMPLE)
    except OSError as error:
        raise _trouble(error) from error


def _trouble(error: OSError) -> JobError:
    if error.errno == errno.ENOSPC:
        return complaints.explain("No space left on device", code=1)
    return FinalError(f"The sound could not be put together: {error.strerror}.")
