"""Durations, sizes, hours and moments, as people write and read them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.units import (
    format_duration,
    format_moment,
    format_size,
    parse_duration,
    parse_hours,
    parse_size,
    seconds_until_open,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("500ms", 0.5),
        ("30s", 30),
        ("10m", 600),
        ("2h", 7200),
        ("30d", 2_592_000),
        ("1.5h", 5400),
        (" 5 s ", 5),
        ("0s", 0),
    ],
)
def test_durations_are_read(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "30", "s", "-1s", "1 week", "10M", "1e3s", "1.s", "1h30m", "∞s", "nans"])
def test_what_is_no_duration_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration: write for example 500ms, 30s, 10m or 2h"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500_000_000), ("2GB", 2 * 10**9), ("1.5 kb", 1500), ("7B", 7), ("1TB", 10**12), ("0B", 0)],
)
def test_sizes_are_read_in_powers_of_ten(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "500", "MB", "-1MB", "1PB", "1 MiB", "1,5MB"])
def test_what_is_no_size_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a size: write for example 500MB or 2GB"):
        parse_size(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("22:00-07:00", (time(22), time(7))),
        ("8:30 - 17:45", (time(8, 30), time(17, 45))),
        ("00:00-23:59", (time(0), time(23, 59))),
    ],
)
def test_hours_are_read(text: str, span: tuple[time, time]) -> None:
    assert parse_hours(text) == span


@pytest.mark.parametrize("text", ["", "22-7", "24:00-07:00", "22:60-07:00", "07:00-07:00", "22:00", "a:b-c:d"])
def test_what_is_no_span_of_hours_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a span of hours: write for example 22:00-07:00"):
        parse_hours(text)


@pytest.mark.parametrize(
    ("hours", "now", "seconds"),
    [
        (None, "12:00", 0),
        ("22:00-07:00", "22:00", 0),
        ("22:00-07:00", "03:00", 0),
        ("22:00-07:00", "07:00", 15 * 3600),
        ("22:00-07:00", "21:59", 60),
        ("08:30-17:00", "09:00", 0),
        ("08:30-17:00", "17:00", 15.5 * 3600),
        ("08:30-17:00", "08:00", 1800),
    ],
)
def test_it_is_known_how_long_it_is_until_a_daily_span_begins(hours: str | None, now: str, seconds: float) -> None:
    moment = datetime.fromisoformat(f"2026-05-01T{now}:00+02:00")
    assert seconds_until_open(parse_hours(hours) if hours else None, moment) == seconds


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (14_200_000, "14.2 MB"),
        (1_300_000_000, "1.3 GB"),
        (2_000_000_000_000, "2.0 TB"),
        (5 * 10**15, "5000.0 TB"),
    ],
)
def test_sizes_are_written_for_people(size: int, text: str) -> None:
    assert format_size(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.42, "0.4 s"),
        (12, "12 s"),
        (89, "89 s"),
        (90, "2 min"),
        (180, "3 min"),
        (3570, "1 h"),
        (7500, "2 h 5 min"),
        (86_400, "24 h"),
    ],
)
def test_durations_are_written_for_people(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_moments_are_iso_8601_in_utc_with_milliseconds() -> None:
    assert format_moment(0) == "1970-01-01T00:00:00.000Z"
    assert format_moment(1_700_000_000.1234) == "2023-11-14T22:13:20.123Z"


@given(st.integers(min_value=0, max_value=4_000_000_000_000))
def test_moments_can_be_read_again(milliseconds: int) -> None:
    moment = datetime.fromisoformat(format_moment(milliseconds / 1000))
    assert moment.tzinfo == UTC
    assert round(moment.timestamp() * 1000) == pytest.approx(milliseconds, abs=1)
