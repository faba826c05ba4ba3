"""What a phrase can leave open: numbers, times, sizes, shares, formats and qualities.

A slot is a pattern over a line of keys and a reader of what it matched. A reader answers None where the words
fit but the value makes no sense, such as a picture 0 pixels high.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from nemo_watch.studio.language.edits import FORMATS, Format, Quality, Scale
from nemo_watch.studio.language.numbers import DIGITS, NUMBER, read_number
from nemo_watch.studio.language.times import LENGTH, MOMENT, SPAN, read_span, read_time

_LEAST_PIXELS, _MOST_PIXELS = 16, 8640

_NAMED_HEIGHTS = {
    "standard definition ": 480,
    "sd ": 480,
    "full hd ": 1080,
    "fullhd ": 1080,
    "fhd ": 1080,
    "全 高 清 ": 1080,
    "quad hd ": 1440,
    "qhd ": 1440,
    "ultra hd ": 2160,
    "uhd ": 2160,
    "超 高 清 ": 2160,
    "hd ": 720,
}
_SHARES = {
    "half ": 0.5,
    "#one half ": 0.5,
    "a third ": 1 / 3,
    "#one third ": 1 / 3,
    "a quarter ": 0.25,
    "#one quarter ": 0.25,
    "quarter ": 0.25,
    "#一 半 ": 0.5,
    "半 ": 0.5,
    "#四 m~分 之 #一 ": 0.25,
}
_QUALITIES: dict[Quality, str] = {
    "lossless": r"lossless(?:ly)? (?:video |picture )?(?:quality )?"
    r"|(?:the )?(?:same|original) quality |无 损 (?:画 质 )?",
    "high": r"(?:the )?(?:very )?(?:high|highest|best|good|great|top|max|maximum)(?: possible)? "
    r"(?:video |picture |image )?quality |hq |(?:高|最 高|最 好 的|最 佳) (?:画 质|质 量|品 质) ",
    "medium": r"(?:medium|average|normal|standard) (?:video |picture )?quality |中 (?:等 )?(?:画 质|质 量) ",
    "low": r"(?:low|lower|lowest) (?:video |picture )?quality |低 (?:画 质|质 量) ",
}

_ACROSS = r"(?:x|by|\*|乘|乘 以)"
_SIZE = (
    rf"(?:#[0-9]+ (?:px )?{_ACROSS} #[0-9]+ (?:px |pixels |像 素 )?"
    r"|(?:full hd |hd )?#[0-9]+ p (?:hd )?|(?:ultra hd |uhd )?#[48] k (?:uhd )?"
    r"|#[0-9]+ (?:px|pixels) (?:high|tall|in height) "
    rf"|{'|'.join(_NAMED_HEIGHTS)})(?:resolution |quality |分 辨 率 |画 质 )?"
)
_SHARE = rf"(?:{DIGITS}(?:%|percent) |{'|'.join(_SHARES)})"


class Slot(msgspec.Struct, frozen=True):
    """What may stand in an open place of a phrase, and how it is read."""

    pattern: str
    read: Callable[[str], object | None]


def read_size(text: str) -> Scale | None:
    """Return the size that words like "720 p ", "4 k " or "1280 x 720 " stand for."""
    across = re.match(rf"#([0-9]+) (?:px )?{_ACROSS} #([0-9]+) ", text)
    if across:
        width, height = int(across[1]), int(across[2])
        return Scale(width=width, height=height) if _is_sensible(width) and _is_sensible(height) else None
    kilo, number = re.search(r"([48]) k ", text), re.search(r"[0-9]+", text)
    if kilo:
        return Scale(height=int(kilo[1]) * 540)
    if number:
        return Scale(height=int(number[0])) if _is_sensible(int(number[0])) else None
    return next(Scale(height=height) for name, height in _NAMED_HEIGHTS.items() if text.startswith(name))


def _is_sensible(pixels: int) -> bool:
    return _LEAST_PIXELS <= pixels <= _MOST_PIXELS


def read_share(text: str) -> float | None:
    """Return the part of a whole that words like "50 % " or "half " stand for: above 0, at most 1."""
    if text in _SHARES:
        return _SHARES[text]
    return _part(read_number(text) / 100)


def _part(value: float) -> float | None:
    return value if 0 < value <= 1 else None


def read_format(text: str) -> Format:
    """Return the format of this name."""
    return next(known for known in FORMATS if known == text.strip())


def read_quality(text: str) -> Quality:
    """Return the quality that words like "high quality " stand for."""
    return next(quality for quality, pattern in _QUALITIES.items() if re.fullmatch(pattern, text))


SLOTS: dict[str, Slot] = {
    "number": Slot(NUMBER, read_number),
    "length": Slot(LENGTH, read_time),
    "moment": Slot(MOMENT, read_time),
    "span": Slot(SPAN, read_span),
    "size": Slot(_SIZE, read_size),
    "share": Slot(_SHARE, read_share),
    "ratio": Slot(DIGITS, lambda text: _part(read_number(text))),
    "format": Slot(rf"(?:{'|'.join(FORMATS)}) ", read_format),
    "quality": Slot("|".join(_QUALITIES.values()), read_quality),
}
