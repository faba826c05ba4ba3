"""Sizes, shares and shapes of a picture as people write them: "720p", "1280 x 720", "half", "9:16", "竖屏"."""

from __future__ import annotations

import re

from nemo_watch.studio.language.edits import Scale
from nemo_watch.studio.language.numbers import DIGITS, read_number

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
    "wqhd ": 1440,
    "ultra hd ": 2160,
    "uhd ": 2160,
    "超 高 清 ": 2160,
    "hd ": 720,
}
_SHARES = {
    "half ": 0.5,
    "a half ": 0.5,
    "#one half ": 0.5,
    "a third ": 1 / 3,
    "#one third ": 1 / 3,
    "a quarter ": 0.25,
    "#one quarter ": 0.25,
    "quarter ": 0.25,
    "three quarters ": 0.75,
    "#three quarters ": 0.75,
    "#一 半 ": 0.5,
    "半 ": 0.5,
    "#四 m~分 之 #一 ": 0.25,
    "#三 m~分 之 #一 ": 1 / 3,
    "#四 m~分 之 #三 ": 0.75,
    "#1 / #2 ": 0.5,
    "#1 / #4 ": 0.25,
    "#1 / #3 ": 1 / 3,
    "#3 / #4 ": 0.75,
    "two thirds ": 2 / 3,
    "#two thirds ": 2 / 3,
}

_ACROSS = r"(?:x|by|\*|乘|乘 以)"
SIZE = (
    rf"(?:(?:#[0-9]{{3,5}} (?:px |pixels )?{_ACROSS} #[0-9]+|#[0-9]+ {_ACROSS} #[0-9]{{3,5}}) (?:px |pixels |像 素 )?"
    r"|(?:full hd |hd )?#(?!(?:24|25|30|48|50|60) )[0-9]+ [pi] (?:full hd |hd )?|(?:ultra hd |uhd )?#[248] k (?:uhd )?"
    r"|(?:#四|#八|#两|#二) k "
    r"|#[0-9]+ (?:px|pixels) (?:high|tall|in height) "
    rf"|{'|'.join(_NAMED_HEIGHTS)})(?:resolution |quality |分 辨 率 |画 质 )?"
)
SIZE_OPENERS = " ".join(["#", *(name.split()[0] for name in _NAMED_HEIGHTS)])
SHARE = (
    rf"(?:{DIGITS}(?:%|percent|per cent) |#百 m~分 之 (?:#[^\sa-z] ){{1,4}}|#百 m~分 之 {DIGITS}"
    rf"|{'|'.join(sorted(_SHARES, key=len, reverse=True))})"
)

LINES = r"#(?:240|360|480|540|720|1080|1440|2160|4320) (?!p |k |x |[hmsx]~|%|percent|px |by |fps |[kmg]i?b )"
"""The height of a usual picture without its "p": a size only where a size is asked for."""

RATIO = (
    r"(?:[0-9]{1,2}:[0-9]{1,2} |#[0-9.]{1,4} (?:: |x |by |/ |比 )#[0-9]{1,2} (?!px |pixels |speed |size )"
    r"|(?:#[一二三四五六七八九十] ){1,2}比 (?:#[一二三四五六七八九十] ){1,2})"
)


def read_size(text: str) -> Scale | None:
    """Return the size that words like "720 p ", "4 k " or "1280 x 720 " stand for."""
    across = re.match(rf"#([0-9]+) (?:px |pixels )?{_ACROSS} #([0-9]+) ", text)
    if across:
        width, height = int(across[1]), int(across[2])
        return Scale(width=width, height=height) if is_sensible(width) and is_sensible(height) else None
    kilo, number = re.search(r"#([248四八两二]) k ", text), re.search(r"[0-9]+", text)
    if kilo:
        return Scale(height={"2": 1440, "两": 1440, "二": 1440, "4": 2160, "四": 2160}.get(kilo[1], 4320))
    if number:
        return Scale(height=int(number[0])) if is_sensible(int(number[0])) else None
    return next(Scale(height=height) for name, height in _NAMED_HEIGHTS.items() if text.startswith(name))


def read_lines(text: str) -> Scale:
    """Return the size of a picture of so many lines."""
    return Scale(height=int(text.strip("# ")))


def is_sensible(pixels: int) -> bool:
    """Tell whether a picture can have a side of so many pixels."""
    return _LEAST_PIXELS <= pixels <= _MOST_PIXELS


def read_share(text: str) -> float | None:
    """Return the part of a whole that words like "50 % " or "half " stand for: above 0, at most 1."""
    if text in _SHARES:
        return _SHARES[text]
    return part_of_whole(read_number(text.removeprefix("#百 m~分 之 ")) / 100)


def part_of_whole(value: float) -> float | None:
    """Return a value above 0 and at most 1, else None."""
    return value if 0 < value <= 1 else None


def read_ratio(text: str) -> str | None:
    """Return a shape such as "9:16", or None where a side has no length or they differ too much."""
    sides = [side for side in re.split(r"[:x/比#\s]|by", text) if side]
    if not all(side[0].isascii() for side in sides):
        sides = [f"{read_number(f'{side} '):g}" for side in re.findall(r"(?:#[一二三四五六七八九十] )+", text)]
    if len(sides) != 2 or not all(re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,2})?", side) for side in sides):
        return None
    width, height = float(sides[0]), float(sides[1])
    return ":".join(sides) if height and 0.2 <= width / height <= 5 else None
