"""What is written into a picture, and when: titles, subtitles and marks, in the time of the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nemo_watch.errors import FinalError
from nemo_watch.studio.compose.sequence import Order, arrange
from nemo_watch.studio.compose.timeline import Timeline
from nemo_watch.studio.language.edits import Edit, Loop, Reverse, Subtitles, Title, Watermark
from nemo_watch.studio.subtitles import Cue
from nemo_watch.studio.tracks import Words

LETTERED = (Title, Subtitles, Watermark)
_LEAST_SECONDS = 0.04


def written(edits: Sequence[Edit], duration: float | None, order: Order, cues: Sequence[Cue]) -> tuple[Words, ...]:
    """Return all words of a result. `duration` is the source's, `order` what all edits together do in time.

    `cues` are the subtitles, in the source's time. Raises FinalError where nobody can know when something is shown.
    """
    words: list[Words] = []
    for place, edit in enumerate(edits):
        if isinstance(edit, Title):
            words += _title(edit, edits[:place], edits[place + 1 :], duration)
        elif isinstance(edit, Watermark) and edit.text:
            words.append(Words(text=edit.text, kind="mark", position=edit.position))
    return (*_subtitles(edits, order, cues), *words)


def _title(edit: Title, before: Sequence[Edit], after: Sequence[Edit], duration: float | None) -> Iterator[Words]:
    """Yield a title where it is shown after all that was said behind it: cut away with its seconds, or faster."""
    reach = arrange(before, duration).timeline.duration
    start = _from_start(edit.start, reach)
    end = reach if edit.end is None else _from_start(edit.end, reach)
    if reach is not None:
        start, end = min(start, max(0.0, reach - _LEAST_SECONDS)), min(reach if end is None else end, reach)
    if not any(isinstance(later, (Loop, Reverse)) for later in after):
        timeline = arrange(after, reach).timeline
        start, end = timeline.place(start), None if end is None else timeline.place(end)
    if end is None or end - start >= _LEAST_SECONDS:
        yield Words(text=edit.text, kind="title", start=start, end=end, position=edit.position)


def _from_start(seconds: float, reach: float | None) -> float:
    if seconds >= 0:
        return seconds
    if reach is None:
        raise FinalError("The length of the video is not known, so times cannot count from its end.")
    return max(0.0, reach + seconds)


def _subtitles(edits: Sequence[Edit], order: Order, cues: Sequence[Cue]) -> Iterator[Words]:
    if not any(isinstance(edit, Subtitles) for edit in edits):
        return
    if order.preparations or order.repeats > 1:
        raise FinalError(
            "Subtitles cannot be drawn into what is played backwards or again and again.",
            hint="Do one after the other: first the subtitles, then the other, with the result.",
        )
    for cue in cues:
        start, end = _shown(order.timeline, cue)
        if end - start >= _LEAST_SECONDS:
            yield Words(text=cue.text, kind="subtitle", start=start, end=end)


def _shown(timeline: Timeline, cue: Cue) -> tuple[float, float]:
    return timeline.place(cue.start), timeline.place(cue.end)
