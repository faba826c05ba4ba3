"""What a phrase can leave open: each kind of slot with the words that fit in, and how they are read.

A slot is a pattern over a line of keys and a reader of what it matched. A reader answers None where the words
fit but the value makes no sense, such as a picture 0 pixels high.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from nemo_watch.studio.language.edits import FORMATS
from nemo_watch.studio.language.numbers import COUNT, DIGITS, NUMBER, read_number
from nemo_watch.studio.language.quantities import (
    BEAT,
    BYTES,
    FACTOR,
    PERCENT,
    RATE,
    TIMES,
    read_bytes,
    read_count,
    read_factor,
    read_rate,
)
from nemo_watch.studio.language.sizes import (
    LINES,
    RATIO,
    SHARE,
    SIZE,
    SIZE_OPENERS,
    part_of_whole,
    read_lines,
    read_ratio,
    read_share,
    read_size,
)
from nemo_watch.studio.language.times import LENGTH, MOMENT, SPAN, TIME, read_span, read_time
from nemo_watch.studio.language.words import Wording
from nemo_watch.studio.language.writing import (
    FILE_OF_PICTURE,
    FILE_OF_SOUND,
    FILE_OF_SUBTITLES,
    FILE_OF_TEXT,
    FILE_OF_VIDEO,
    FORMAT,
    FREE,
    QUALITY,
    QUALITY_OPENERS,
    QUOTE,
    REFUSED,
    begins_like_a_name,
    read_format,
    read_quality,
    read_suffix,
    unquoted,
)


class Slot:
    """What may stand in an open place of a phrase, and how it is read."""

    def __init__(
        self,
        pattern: str,
        read: Callable[[str], object | None],
        *,
        is_literal: bool = False,
        is_free: bool = False,
        accepts: Callable[[str], bool] | None = None,
        openers: str = "",
    ) -> None:
        """Take a pattern over keys and a reader of keys; a literal one reads, and accepts, what was written.

        `openers` are the keys and signs that it can begin with, none for any.
        """
        self.openers = frozenset(openers.split()) or None
        self._pattern, self._read, self._is_literal, self._accepts = pattern, read, is_literal, accepts
        self._is_free = is_free

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def end(self, wording: Wording, first: int) -> int | None:
        """Return where a value that begins at a word ends, or None where there is none."""
        match = wording.match(self._expression, first)
        if match is None:
            return None
        last = wording.behind(match)
        if self._is_literal:
            last = wording.end_of_line(first, last)
        return last if self._accepts is None or self._accepts(self._written(wording, first, last)) else None

    def value(self, wording: Wording, first: int, last: int) -> object | None:
        """Return the value of these words."""
        return self._read(self._written(wording, first, last) if self._is_literal else wording.keys(first, last))

    def _written(self, wording: Wording, first: int, last: int) -> str:
        """Return what was written, a free text with the article that it begins with."""
        return wording.excerpt(first, last) if self._is_free else wording.own(first, last)


_COUNTED = "# a an half x double triple quadruple twice quarter 每 半"
_OF_NOTHING_ELSE = r"(?!(?:long )?(?:fade|slow|smooth|crossfade|silence|pause|淡) )"
"""Behind a time that is not how long something else lasts: "a 2 second fade in"."""

_TIMED = "# : ~ a an half quarter 半 about around roughly approximately exactly 大 约"

SLOTS: dict[str, Slot] = {
    "number": Slot(NUMBER, read_number, openers=_COUNTED),
    "count": Slot(COUNT, read_count, openers=_COUNTED),
    "digits": Slot(DIGITS, read_number, openers="#"),
    "length": Slot(LENGTH, read_time, openers=_TIMED),
    "duration": Slot(rf"(?!9:16 ){LENGTH}", read_time, openers=_TIMED),  # "crop to 9:16" says a shape
    "lasting": Slot(rf"(?!{DIGITS}m~m ){LENGTH}", read_time, openers=_TIMED),  # "30M" are bytes
    "time": Slot(TIME, read_time, openers=_TIMED),
    "showing": Slot(rf"{TIME}{_OF_NOTHING_ELSE}", read_time, openers=_TIMED),
    "moment": Slot(rf"{MOMENT}{_OF_NOTHING_ELSE}", read_time, openers=f"{_TIMED} the 第"),
    "span": Slot(SPAN, read_span, openers=f"{_TIMED} the 第 very start beginning 开 头"),
    "size": Slot(SIZE, read_size, openers=SIZE_OPENERS),
    "lines": Slot(LINES, read_lines, openers="#"),
    "share": Slot(SHARE, read_share, openers=f"{_COUNTED} quarter three"),
    "part": Slot(DIGITS, lambda text: part_of_whole(read_number(text)), openers="#"),
    "ratio": Slot(RATIO, read_ratio, openers="# :"),
    "times": Slot(TIMES, read_factor, openers=_COUNTED),
    "percent": Slot(PERCENT, read_factor, openers=_COUNTED),
    "factor": Slot(FACTOR, read_factor, openers=_COUNTED),
    "bytes": Slot(BYTES, read_bytes, openers=_COUNTED),
    "beat": Slot(BEAT, read_rate, openers="#"),
    "rate": Slot(RATE, read_rate, openers=_COUNTED),
    "format": Slot(FORMAT, read_format, openers=" ".join(FORMATS)),
    "quality": Slot(QUALITY, read_quality, openers=QUALITY_OPENERS),
    "quote": Slot(QUOTE, unquoted, is_literal=True, openers='" @'),
    "word": Slot(r"\S+ ", str),
    "free": Slot(FREE, str, is_literal=True, is_free=True),
    "refused": Slot(REFUSED, str),
    "name": Slot(FREE, str, is_literal=True, is_free=True, accepts=begins_like_a_name),
    "picture": Slot(FILE_OF_PICTURE, unquoted, is_literal=True, openers="@"),
    "sound": Slot(FILE_OF_SOUND, unquoted, is_literal=True, openers="@"),
    "captions": Slot(FILE_OF_SUBTITLES, unquoted, is_literal=True, openers="@"),
    "document": Slot(FILE_OF_TEXT, unquoted, is_literal=True, openers="@"),
    "renamed": Slot(FILE_OF_VIDEO, read_suffix, is_literal=True, openers="@"),
    "clip": Slot(FILE_OF_VIDEO, unquoted, is_literal=True, openers="@"),
}
"""Every kind of slot, by the name that patterns use."""
