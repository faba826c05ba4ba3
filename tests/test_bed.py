"""The studio's own music: as long as asked, calm and even in loudness, in tune, without a seam."""

from __future__ import annotations

import cmath
import itertools
import math
import re
import subprocess
import wave
from array import array
from pathlib import Path

import pytest
from editing import SAMPLE_RATE, loudness, part, sound

from nemo_watch.studio.bed import LOUDNESS, make_bed

TURN_SECONDS = 48.0
STRANGE = 'it\'s a "test": 100%, [x];\\ 名'


@pytest.fixture(scope="module")
def minute(ffmpeg: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a minute of music: a whole turn, and the beginning of the next."""
    import asyncio

    folder = tmp_path_factory.mktemp("bed") / STRANGE
    folder.mkdir()
    return asyncio.run(make_bed(ffmpeg, 60.0, folder / "bed.wav"))


@pytest.fixture(scope="module")
def heard(ffmpeg: Path, minute: Path) -> array[int]:
    return sound(ffmpeg, minute)


def measured(ffmpeg: Path, path: Path) -> tuple[float, float]:
    """Return loudness in LUFS and true peak in dBFS, as ebur128 measures them."""
    command = [str(ffmpeg), "-nostdin", "-i", f"file:{path}", "-af", "ebur128=peak=true", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stderr.rpartition("Summary")[
        2
    ]
    (lufs,), (peak,) = re.findall(r"I: +(-[\d.]+) LUFS", told), re.findall(r"Peak: +(-[\d.]+) dBFS", told)
    return float(lufs), float(peak)


def strength(samples: array[int], hertz: float) -> float:
    """Return how much of a tone a sound has (one term of its Fourier transform)."""
    turn = cmath.exp(-2j * math.pi * hertz / SAMPLE_RATE)
    total, at = 0j, 1 + 0j
    for sample in samples:
        total += sample * at
        at *= turn
    return abs(total) / max(1, len(samples))


def test_file_is_stereo_and_exactly_as_long_as_asked(minute: Path) -> None:
    with wave.open(str(minute)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, SAMPLE_RATE, 2)
        assert file.getnframes() == 60 * SAMPLE_RATE


def test_music_is_as_loud_as_it_says_and_never_clips(ffmpeg: Path, minute: Path) -> None:
    lufs, peak = measured(ffmpeg, minute)
    assert lufs == pytest.approx(LOUDNESS, abs=1.0)
    assert peak < -3


def test_music_comes_in_and_goes_out_and_never_stops_between(heard: array[int]) -> None:
    parts = [loudness(heard, begin, begin + 1) for begin in range(60)]
    assert loudness(heard, 0, 0.05) < 0.2 * loudness(heard, 2, 3)
    assert loudness(heard, 59.9, 60) < 0.1 * loudness(heard, 55, 56)
    assert min(parts[1:57]) > 0.02
    assert max(parts[1:57]) < 4 * min(parts[1:57])


def test_loop_has_no_seam(heard: array[int]) -> None:
    steps = [abs(after - before) for before, after in itertools.pairwise(heard)]
    at = int(TURN_SECONDS * SAMPLE_RATE)
    assert max(steps[at - 500 : at + 500]) <= max(steps[at + 500 : at + 4 * SAMPLE_RATE])
    assert loudness(heard, TURN_SECONDS, TURN_SECONDS + 0.5) > 0.5 * loudness(heard, 24.0, 24.5)


def test_chords_are_in_tune(heard: array[int]) -> None:
    d_major, b_minor = part(heard, 1.2, 2.4), part(heard, 4.2, 5.4)
    assert strength(d_major, 73.42) > 4 * strength(d_major, 77.78)
    assert strength(b_minor, 61.74) > 4 * strength(b_minor, 65.41)
    assert strength(d_major, 220.0) > 4 * strength(d_major, 207.65)


def test_sides_differ_but_neither_is_missing(minute: Path) -> None:
    with wave.open(str(minute)) as file:
        both = array("h", file.readframes(20 * SAMPLE_RATE))
    left, right = both[0::2], both[1::2]
    assert left != right
    assert loudness(left, 2, 18) == pytest.approx(loudness(right, 2, 18), rel=0.25)


@pytest.mark.parametrize("seconds", [0.5, 2.5, 11.04])
async def test_short_music_is_whole_and_always_the_same(ffmpeg: Path, tmp_path: Path, seconds: float) -> None:
    one, other = [await make_bed(ffmpeg, seconds, tmp_path / name) for name in ("one.wav", "other.wav")]
    assert one.read_bytes() == other.read_bytes()
    samples = sound(ffmpeg, one)
    assert len(samples) == round(seconds * SAMPLE_RATE)
    assert loudness(samples, seconds / 3, seconds * 2 / 3) > 0.01
    assert loudness(samples, seconds * 0.99, seconds) < 0.005
