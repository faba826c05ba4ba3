"""What a plan must know beyond a file's header, and what was found by looking: bars, silences, loudness, cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from nemo_watch.studio.compose.geometry import Area
from nemo_watch.studio.subtitles import Cue

LOUDNESS, PEAK = -16.0, -1.5
"""LUFS and dBTP that sound is brought to (EBU R128, ffmpeg's loudnorm)."""
_RANGE = 11.0
_MOST_RANGE = 50.0
_QUIETEST = -70.0
_SILENCE = "-40dB"
_LEAST_SILENCE_SECONDS = 0.05

BARS_FILTER = "cropdetect=limit=24:round=2:reset=0:skip=0"


class Loudness(msgspec.Struct, frozen=True, kw_only=True):
    """What loudnorm's first pass measured: LUFS, dBTP, LU, LUFS, LU."""

    integrated: float
    peak: float
    range: float
    threshold: float
    offset: float


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What was found so far; None: not looked for yet. `bars` is what lies between the bars, in pixels as shown.

    `loudness` holds a sound track after the other, None for one that is silent; `cues` are the film's own subtitles.
    `composed_seconds` is how long that lasts which was made first: a voice takes the time that it takes.
    `video_bits` is the rate in bits a second that a limit allows, learnt from a result that missed it; `is_to_shrink`
    says that a copy was too large, `is_base_silent` that what was made first got no sound: there was none in that
    part of the file.
    """

    bars: Area | None = None
    has_seen_bars: bool = False
    silences: tuple[tuple[float, float], ...] | None = None
    loudness: tuple[Loudness | None, ...] = ()
    cues: tuple[Cue, ...] | None = None
    composed_seconds: float | None = None
    video_bits: int | None = None
    is_to_shrink: bool = False
    is_base_silent: bool = False


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A look at picture, sound or subtitles: `filters` print what they are. `places` are seconds of the source."""

    kind: Literal["bars", "silences", "loudness", "cues"]
    stream: int
    input: int = 0
    filters: tuple[str, ...]
    places: tuple[float, ...] = ()


def silence_filter(longer: float) -> str:
    """Return the filter that prints silences of at least half of `longer` seconds: they may be played slower."""
    return f"silencedetect=noise={_SILENCE}:d={max(_LEAST_SILENCE_SECONDS, longer / 2):.3f}"


def measuring_filter() -> str:
    """Return the filter that prints the loudness of what it hears."""
    return f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={_RANGE}:print_format=json"


def levelling_filters() -> tuple[str, ...]:
    """Return the filters that bring sound to the usual loudness as it comes, without having heard all of it."""
    return (f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={_RANGE}", "aresample=48000")


def normalizing_filters(loudness: Loudness | None) -> tuple[str, ...]:
    """Return the filters that bring sound to the usual loudness, by one factor for all of it where that is enough."""
    if loudness is None:
        return ()
    span = min(_MOST_RANGE, max(_RANGE, loudness.range + 1))
    measured = (
        f"measured_I={loudness.integrated}:measured_TP={loudness.peak}:measured_LRA={loudness.range}"
        f":measured_thresh={loudness.threshold}:offset={loudness.offset}"
    )
    return (f"loudnorm=I={LOUDNESS}:TP={PEAK}:LRA={span:.2f}:{measured}:linear=true", "aresample=48000")


def read_loudness(printed: str) -> Loudness | None:
    """Return what loudnorm printed; None where there is nothing to be heard."""
    found = {name: _decibel(value) for name, value in re.findall(r'"(\w+)"\s*:\s*"(-?[\d.]+|-?inf)"', printed)}
    names = ("input_i", "input_tp", "input_lra", "input_thresh", "target_offset")
    if any(name not in found for name in names) or found["input_i"] <= _QUIETEST:
        return None
    integrated, peak, span, threshold, offset = (found[name] for name in names)
    return Loudness(integrated=integrated, peak=peak, range=span, threshold=threshold, offset=offset)


def _decibel(text: str) -> float:
    return float(text) if "inf" not in text else -99.0


def read_silences(printed: str, *, duration: float | None) -> tuple[tuple[float, float], ...]:
    """Return the silences that silencedetect printed, in seconds; one that never ended reaches to the end."""
    silences: list[tuple[float, float]] = []
    begin: float | None = None
    for word, value in re.findall(r"silence_(start|end): (-?[\d.]+)", printed):
        if word == "start":
            begin = max(0.0, float(value))
        elif begin is not None:
            silences.append((begin, float(value)))
            begin = None
    if begin is not None and duration is not None and duration > begin:
        silences.append((begin, duration))
    return tuple(silences)


def read_bars(printed: Sequence[str]) -> Area | None:
    """Return what lies between the bars in all pictures looked at; None where no picture told anything."""
    lines = [re.findall(r"crop=(\d+):(\d+):(\d+):(\d+)", text)[-1:] for text in printed]
    areas = [[int(number) for number in line] for last in lines for line in last]
    if not areas:
        return None
    x, y = min(area[2] for area in areas) // 2 * 2, min(area[3] for area in areas) // 2 * 2
    right, bottom = max(area[0] + area[2] for area in areas), max(area[1] + area[3] for area in areas)
    width, height = (right - x) // 2 * 2, (bottom - y) // 2 * 2
    return Area(width, height, x, y) if width > 0 and height > 0 else None
