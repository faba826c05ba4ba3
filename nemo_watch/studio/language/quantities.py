"""How much: factors, percentages, bytes and frame rates as people write them."""

from __future__ import annotations

import re

from nemo_watch.studio.language.numbers import COUNT, DIGITS, HALF, read_number

_NUMBER = rf"(?:{COUNT}(?:and )?{HALF}|{COUNT})"
TIMES = rf"(?:x {DIGITS}|{_NUMBER}(?:x |times |fold |倍 (?!数 )(?:半 )?))"
PERCENT = (
    rf"(?:{COUNT}(?:%|percent|per cent) |(?:#[一二三四五六七八九两] )成 "
    rf"|#百 m~分 之 (?:#[^\sa-z] ){{1,4}}|#百 m~分 之 {DIGITS})"
)
_WORDS = {
    "double ": 2.0,
    "twice ": 2.0,
    "triple ": 3.0,
    "quadruple ": 4.0,
    "half ": 0.5,
    "a half ": 0.5,
    "#one half ": 0.5,
    "#一 半 ": 0.5,
    "#1 / #2 ": 0.5,
    "a quarter ": 0.25,
    "quarter ": 0.25,
    "#1 / #4 ": 0.25,
    "#one quarter ": 0.25,
    "#四 m~分 之 #一 ": 0.25,
    "a third ": 0.3333,
    "#one third ": 0.3333,
    "#1 / #3 ": 0.3333,
    "#三 m~分 之 #一 ": 0.3333,
    "#three quarters ": 0.75,
    "#3 / #4 ": 0.75,
    "#四 m~分 之 #三 ": 0.75,
    "#two thirds ": 0.6667,
}
FACTOR = (
    rf"(?:{TIMES}|{PERCENT}|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
    rf"|{_NUMBER}(?![hmsx]~|p |k |fps |/ #|db |[kmg]i?b |成 ))"
)

_UNITS = {"b": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000, "兆": 1_000_000}
BYTES = (
    rf"(?:{_NUMBER}|{HALF}a? ?)"
    r"(?:(?:[kmg]i?b|kilobytes?|megabytes?|megs?|gigabytes?|gigs?|bytes?|兆 字 节|兆|[kg]) |m~m )(?:字 节 )?"
)

RATE = (
    rf"(?:{COUNT}(?:fps|f / s~s|frames?(?: per| a| each| /)? (?:s~second|s~sec|s~s)|frames per s~\S+|hz"
    r"|(?:影 )?[帧格](?: 每 s~秒| / s~秒|率)?) "
    r"|#(?:24|25|30|48|50|60) p "
    rf"|(?:每 s~秒(?:钟)? ){COUNT}(?:帧|格|影 格|张) )"
)

BEAT = (
    r"#(?:24|25|30|48|50|60|100|120) "
    r"(?![hmsx]~|fps |f / s|frames? |hz |帧 |格 |影 格 |%|percent|px |x |p |times |clips |videos |photos |[kmg]i?b )"
)
"""A usual frame rate without its unit: meant only right behind a size, as in "1080p60"."""


def read_count(text: str) -> int | None:
    """Return a whole number of at least 1, or None."""
    number = read_number(text)
    return int(number) if number >= 1 and number == int(number) else None


def read_factor(text: str) -> float | None:
    """Return the factor that words like "2 x ", "150 % ", "two and a half times " or "double " stand for."""
    if text in _WORDS:
        return _WORDS[text]
    share = re.search(r"(?:%|percent|per cent|成) $|#百 m~分 之", text)
    number = read_number(text.removeprefix("#百 m~分 之 ").removeprefix("x "))
    if share:
        number /= 10 if "成" in share[0] else 100
    elif re.search(rf"(?<=\s){HALF}(?:x |times |fold )|倍 半 $", text) or re.fullmatch(
        rf"{COUNT}(?:and )?{HALF}", text
    ):
        number += 0.5
    return round(number, 6)


def read_bytes(text: str) -> int | None:
    """Return the bytes of "25 mb " or "two gigabytes "; a kilobyte has 1,000, a kibibyte 1,024."""
    unit = re.search(r"(?:m~)?([a-z]+|兆)(?: 字 节)? (?:字 节 )?$", text)
    half = 0.5 if re.search(rf"(?:and |^){HALF}|半 ", text) else 0
    number = (0 if re.match(HALF, text) else read_number(text)) + half
    if unit is None or not number:
        return None
    steps = _UNITS[unit[1][0]]
    if re.fullmatch(r"[kmg]ib", unit[1]):
        steps = 1024 ** ("kmg".index(unit[1][0]) + 1)
    return round(number * steps) or None


def read_rate(text: str) -> float | None:
    """Return the pictures per second, above 0 and at most 240, or None."""
    rate = read_number(re.sub(r"^每 s~\S+ ", "", text))
    return rate if 0 < rate <= 240 else None
