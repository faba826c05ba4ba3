"""The last hour of the queue as a drawing: who waited, who was worked on, when."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from nemo_watch.store.spans import Span

WINDOWS_SECONDS = (240.0, 1200.0, 3600.0)
"""How far back the drawing may go: as far as is needed, an hour at most."""
WIDTH, ROW_HEIGHT = 1000.0, 14.0
"""In the units of the drawing, which is scaled to the width that there is."""

_LEAST_WIDTH = 4.0
_QUARTERS = 4


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One job: where its waiting begins, where its work begins and ends (from the left), and which row it is in."""

    job_id: str
    name: str
    state: str
    y: float
    begin: float
    work: float
    end: float


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """All bars, how high that is, how many minutes it goes back, where its quarters are, and what is written there."""

    bars: tuple[Bar, ...]
    height: float
    minutes: int
    ticks: tuple[float, ...]
    scale: tuple[str, ...]
    width: float = WIDTH


def drawing(spans: Iterable[Span], now: float) -> Drawing:
    """Return the drawing of the time before `now` (seconds since the epoch), the oldest job in the first row.

    Jobs that do not overlap share a row.
    """
    ordered = sorted(spans, key=lambda span: span.begun_at)
    oldest = now - ordered[0].begun_at if ordered else 0.0
    window = next((window for window in WINDOWS_SECONDS if oldest <= window), WINDOWS_SECONDS[-1])
    ends: list[float] = []
    bars = tuple(_bar(span, ends, now=now, window=window) for span in ordered)
    minutes = round(window / 60)
    return Drawing(
        bars=bars,
        height=max(1, len(ends)) * ROW_HEIGHT,
        minutes=minutes,
        ticks=tuple(WIDTH * number / _QUARTERS for number in range(1, _QUARTERS)),
        scale=(f"{minutes} min ago", *(f"{minutes * (_QUARTERS - n) / _QUARTERS:g}" for n in (1, 2, 3)), "now"),
    )


def _bar(span: Span, ends: list[float], *, now: float, window: float) -> Bar:
    """Return the bar of a job in the first row that is free there; `ends` are where the rows are taken until."""

    def x(moment: float) -> float:
        return round(WIDTH * min(1.0, max(0.0, 1.0 - (now - moment) / window)), 1)

    begin = min(x(span.begun_at), WIDTH - _LEAST_WIDTH)
    end = max(x(span.ended_at or now), begin + _LEAST_WIDTH)
    row = next((row for row, taken in enumerate(ends) if taken + _LEAST_WIDTH <= begin), len(ends))
    ends[row : row + 1] = [end]
    work = end if span.started_at is None else max(begin, min(x(span.started_at), end - _LEAST_WIDTH))
    return Bar(
        job_id=span.job_id,
        name=span.name,
        state=span.state,
        y=row * ROW_HEIGHT,
        begin=begin,
        work=work,
        end=end,
    )
