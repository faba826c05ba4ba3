"""Keeping a result to a size: it is made again with another rate until it comes to lie just below its limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nemo_watch.errors import FinalError
from nemo_watch.studio.compose.budget import AIM, LEAST_SHARE
from nemo_watch.studio.encoding import Encoding
from nemo_watch.studio.tracks import Track
from nemo_watch.units import format_size

_MOST_ATTEMPTS = 6
_LEAST_GAIN = 0.01


async def keep_to_limit(encoding: Encoding, make: Callable[[], Awaitable[str]]) -> None:
    """Make a result again until it is no larger than its limit, and hardly smaller where it can be larger.

    Raises FinalError where it cannot be made so small.
    """
    limit = encoding.plan.limit or 0
    best = encoding.folder / "best"
    for _ in range(_MOST_ATTEMPTS):
        size = encoding.render.path.stat().st_size
        if size <= limit:
            if not _may_grow(encoding, size, limit, best.stat().st_size if best.exists() else 0):
                break
            encoding.render.path.replace(best)
        else:
            encoding.render.path.unlink()
        if not _replanned(encoding, size, limit):
            break
        await make()
    _choose(encoding, limit)


def _may_grow(encoding: Encoding, size: int, limit: int, before: int) -> bool:
    """Tell whether a result leaves room that a higher rate would fill."""
    is_coded = encoding.plan.passes > 1 and size < limit * LEAST_SHARE
    return is_coded and size > before * (1 + _LEAST_GAIN)


def _replanned(encoding: Encoding, size: int, limit: int) -> bool:
    """Plan a result whose rate makes up for what this one missed the limit by."""
    rate, duration = _rate(encoding.plan.video), encoding.plan.duration
    if rate is None or not duration:
        return encoding.learn(is_to_shrink=True)
    missed = (limit * AIM - size) * 8 / duration
    return encoding.learn(video_bits=max(rate // 4, int(rate + missed)), is_to_shrink=True)


def _rate(video: Track | None) -> int | None:
    if video is None or "-b:v" not in video.encoding:
        return None
    return int(video.encoding[video.encoding.index("-b:v") + 1])


def _choose(encoding: Encoding, limit: int) -> None:
    """Leave the largest result that keeps to the limit. Raises FinalError where none does."""
    path, best = encoding.render.path, encoding.folder / "best"
    size = path.stat().st_size if path.exists() else limit + 1
    if best.exists() and not best.stat().st_size < size <= limit:
        best.replace(path)
    elif size > limit:
        raise FinalError(f"It could not be made smaller than {format_size(limit)}.", hint="Allow more.")
