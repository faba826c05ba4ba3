"""The three answers to "is this file all there?", with a sentence for a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nemo_watch.units import format_size


class Verdict(StrEnum):
    """Whether a container's own sizes add up to the length of its file."""

    WHOLE = "whole"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Wholeness:
    """A verdict with its reason, the end of a sentence about the file: "the index (moov) is missing".

    `expected_bytes` is the least length that the file announces, where it announces one.
    """

    verdict: Verdict
    reason: str
    expected_bytes: int | None = None


def whole(reason: str = "it is complete") -> Wholeness:
    """Return the verdict for a file that ends where its container says."""
    return Wholeness(Verdict.WHOLE, reason)


def partial(reason: str) -> Wholeness:
    """Return the verdict for a file that lacks something that its container needs."""
    return Wholeness(Verdict.PARTIAL, reason)


def unknown(reason: str) -> Wholeness:
    """Return the verdict for a file that does not say where it ends."""
    return Wholeness(Verdict.UNKNOWN, reason)


def cut_short(size: int, expected: int) -> Wholeness:
    """Return the verdict for a file of `size` bytes that announces at least `expected` bytes."""
    arrived, announced = format_size(size), format_size(expected)
    if arrived == announced:
        reason = f"the last {format_size(expected - size)} of {announced} are missing"
    else:
        reason = f"{arrived} of {announced} have arrived"
    return Wholeness(Verdict.PARTIAL, reason, expected)
