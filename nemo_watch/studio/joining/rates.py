"""Pictures a second: what is meant by a rate that a header rounds, or that a phone keeps only about."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from nemo_watch.studio.facts import VideoStream

SAMPLE_RATE = 48_000
HIGHEST_RATE = Fraction(60)
_USUAL = (
    *(Fraction(rate) for rate in (5, 6, 8, 10, 12, 15, 20)),
    *(Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30)),
    *(Fraction(48), Fraction(50), Fraction(60000, 1001), HIGHEST_RATE),
)
_UNKNOWN = Fraction(30)
"""What browsers and screen recorders mean, whose files name no rate."""
_LEAST_TICKS = 250
"""From here on, a header names the ticks of its clock, not pictures."""
_ROUNDED = 0.0005
_SLACK = 0.995
"""What a variable rate may fall short of the one that its camera was set to."""


def usual_rate(picture: VideoStream) -> Fraction:
    """Return the rate that a stream was made at: the usual one that it has, else the next higher one."""
    rate = picture.frame_rate
    if not rate or rate > _LEAST_TICKS:
        return _UNKNOWN
    exact = next((usual for usual in _USUAL if abs(float(usual) / rate - 1) < _ROUNDED), None)
    if exact is not None:
        return exact
    return next((usual for usual in _USUAL if rate * _SLACK <= usual), HIGHEST_RATE)


def common_rate(pictures: Sequence[VideoStream]) -> Fraction:
    """Return the highest of the rates of several streams, at most 60: none of them loses a picture up to there."""
    return max(usual_rate(picture) for picture in pictures)


def pictures_in(seconds: float, rate: Fraction) -> int:
    """Return how many pictures so many seconds become; half a picture is one."""
    return int(seconds * rate + 0.5 + _ROUNDED)


def samples_at(pictures: int, rate: Fraction) -> int:
    """Return how many samples of sound belong to so many pictures from the beginning on."""
    return round(pictures * SAMPLE_RATE / rate)
