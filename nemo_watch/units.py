"""Durations, sizes and times of day, as people write and read them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

_DURATION_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE_BYTES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def parse_duration(text: str) -> float:
    """Return the seconds that a text like "500ms", "30s", "10m", "2h" or "30d" stands for.

    Raise ValueError with a sentence for a person for anything else.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)", text.strip())
    if match is None:
        raise ValueError(f'"{text}" is not a duration: write for example 500ms, 30s, 10m or 2h')
    return float(match[1]) * _DURATION_SECONDS[match[2]]


def parse_size(text: str) -> int:
    """Return the bytes that a text like "500MB" stands for; 1 MB is 1,000,000 bytes.

    Raise ValueError with a sentence for a person for anything else.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?B)", text.strip(), re.IGNORECASE)
    if match is None:
        raise ValueError(f'"{text}" is not a size: write for example 500MB or 2GB')
    return round(float(match[1]) * _SIZE_BYTES[match[2].upper()])


def parse_hours(text: str) -> tuple[time, time]:
    """Return begin and end of a span like "22:00-07:00", which may pass midnight.

    Raise ValueError with a sentence for a person for anything else.
    """
    match = re.fullmatch(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})", text.strip())
    if match is not None:
        begin, end = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
        if max(begin[0], end[0]) < 24 and max(begin[1], end[1]) < 60 and begin != end:
            return time(*begin), time(*end)
    raise ValueError(f'"{text}" is not a span of hours: write for example 22:00-07:00')


def seconds_until_open(hours: tuple[time, time] | None, now: datetime) -> float:
    """Return how long it is until a moment lies within a daily span, in seconds; 0 within it or without one."""
    if hours is None:
        return 0.0
    begin, end = hours
    moment = now.time()
    is_open = begin <= moment < end if begin < end else moment >= begin or moment < end
    if is_open:
        return 0.0
    opening = now.replace(hour=begin.hour, minute=begin.minute, second=0, microsecond=0)
    wait = (opening - now).total_seconds()
    return wait if wait > 0 else wait + 86_400.0


def format_size(size_bytes: float) -> str:
    """Return a size for a person: "0 B", "14.2 MB", "1.3 GB"."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(size_bytes) < 1000:
            return f"{size_bytes:.0f} B" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"


def format_duration(seconds: float) -> str:
    """Return a length of time for a person: "0.4 s", "12 s", "3 min", "2 h 5 min"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def format_moment(epoch_seconds: float) -> str:
    """Return a moment as ISO 8601 in UTC with milliseconds, as it stands in JSON output."""
    moment = datetime.fromtimestamp(epoch_seconds, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
