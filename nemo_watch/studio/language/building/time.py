"""Edits of the time line: what stays, what goes, how fast it runs."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import Said
from nemo_watch.studio.language.edits import Cut, Edit, Fps, Loop, Silence, Speed, Trim

_SLOWEST, _FASTEST = 0.05, 100.0
_MOST_TIMES = 1000


def trim(said: Said) -> tuple[Edit, ...] | None:
    """Build a trim from lost and kept parts, or from the times between which the video is kept."""
    start, end = said.get("span", (0.0, None))
    start = said.get("from", said.get("lose_first", said.get("lose_ends", start)))
    end = said.get("until", said.get("keep_first", end))
    if "for" in said:
        end = start + said["for"]
    if "lose_last" in said or "lose_ends" in said:
        end = -said.get("lose_last", said.get("lose_ends"))
    if "keep_last" in said:
        start = -said["keep_last"]
    is_empty = end == 0 or (end is not None and 0 < end <= start) or ("keep_last" in said and not start)
    return None if is_empty else (Trim(start=float(start), end=None if end is None else float(end)),)


def cut(said: Said) -> tuple[Edit, ...] | None:
    """Build a cut from each span that the video loses, or from a time and either a length or another time."""
    spans = [said[name] for name in ("span", "span2", "span3") if name in said]
    if not spans:
        spans = [(said["from"], said["until"] if "until" in said else said["from"] + said["for"])]
    if any(end is not None and end <= start for start, end in spans):
        return None
    return tuple(Cut(start=start, end=end) for start, end in spans)


def speed(said: Said) -> tuple[Edit, ...] | None:
    """Build a speed from what it is multiplied by."""
    return _speed(said["factor"])


def slower(said: Said) -> tuple[Edit, ...] | None:
    """Build a speed from what it is divided by; below 1 it is the speed itself: "slow down to half"."""
    factor = float(said["factor"])
    return _speed(1 / factor if factor > 1 else factor)


def faster_by(said: Said) -> tuple[Edit, ...] | None:
    """Build a speed from what it gains, of the usual 1.0."""
    return _speed(1 + float(said["percent"]))


def slower_by(said: Said) -> tuple[Edit, ...] | None:
    """Build a speed from what it loses, of the usual 1.0."""
    return _speed(1 - float(said["percent"]))


def _speed(factor: float | str) -> tuple[Edit, ...] | None:
    value = round(float(factor), 4)
    return (Speed(factor=value),) if _SLOWEST <= value <= _FASTEST else None


def loop(said: Said) -> tuple[Edit, ...] | None:
    """Build a loop."""
    times = float(said["count"])
    return (Loop(times=int(times)),) if 1 <= times <= _MOST_TIMES and times == int(times) else None


def silence(said: Said) -> tuple[Edit, ...] | None:
    """Build a cut of silences, of those longer than a time where one is said."""
    return (Silence(longer=said["longer"]),) if "longer" in said else (Silence(),)


def fps(said: Said) -> tuple[Edit, ...] | None:
    """Build a frame rate, above 0 and at most 240."""
    rate = float(said["rate"])
    return (Fps(rate=rate),) if 0 < rate <= 240 else None
