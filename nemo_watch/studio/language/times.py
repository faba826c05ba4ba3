"""Times as people write them: "5 seconds", "0:30", "1m30s", "half a minute", "一分半"; and spans of two.

In a line of keys, as `words` makes it, a unit has its class before it (`h~hours`): no pattern needs words.
Results are seconds.
"""

from __future__ import annotations

import re

from nemo_watch.studio.language.numbers import HALF, NUMBER, read_number

CLASSES: dict[str, str] = {
    "h~": "hour hours hr hrs h 小时 钟头",
    "m~": "minute minutes min mins m 分钟 分",
    "s~": "second seconds sec secs s 秒钟 秒",
    "x~": "millisecond milliseconds ms 毫秒",
}
"""The units of time, each class with the sign that stands before its words in a line of keys."""

_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "x": 0.001}

_HOUR, _MINUTE, _SECOND, _MILLISECOND = (rf"{sign}\S+ " for sign in CLASSES)

_QUARTERS = r"(?:(?:a |#one )?quarter |#three quarters )(?:of )?(?:an? )?"
_AMOUNT = rf"(?:{_QUARTERS}|{NUMBER}(?:and )?{HALF}?|{HALF})"
_COUNTED = (
    r"(?![pkx%°] |by |fps |percent |px |pixels |times |fold |frames |degrees |clips |videos |photos |[kmg]i?b |[hmsx]~"
    r"|[倍次遍张帧兆比度点条段级成] )"
)
_LOOSE = (
    rf"(?:(?:#[0-5]?[0-9] |#[a-z]+ty (?:#[a-z]{{3,5}} )?|#[a-z]+ |(?:#[一二三四五六七八九十零两] ){{1,3}}){_COUNTED})"
)
_REST = rf"(?:(?:and |零 )?(?:{_AMOUNT}{_SECOND}|{HALF}(?:钟 )?)|{_LOOSE})"

CLOCK = r"[0-9]{1,3}:[0-5][0-9](?::[0-5][0-9])?(?:\.[0-9]{1,6})? (?:[hms]~\S+ )?"
_ABOUT = r"(?:(?:about|around|roughly|approximately|exactly|大 约|大 概|约) )?"
LENGTH = (
    rf"{_ABOUT}(?:{CLOCK}|{_AMOUNT}?{_HOUR}(?:(?:and )?{_AMOUNT}{_MINUTE})?{_REST}?|{_AMOUNT}?{_MINUTE}{_REST}?"
    rf"|{_AMOUNT}{_SECOND}(?:半 |and a half )?|{_SECOND}(?:and a half |(?!video|clip|file|movie|one|part|half))"
    rf"|{_AMOUNT}{_MILLISECOND})"
)
TIME = rf"(?!{_ABOUT}{CLOCK}){LENGTH}"
"""A length that no clock shows: "fade out at 0:10" says when."""
MOMENT = rf"(?:第 )?(?:[ms]~(?:second|minute) {NUMBER}|{LENGTH}(?:mark |point |position |in |处 |时 )?)"

_TO = r"(?:to|until|till|through|thru|and|up to|-|->|→|…|~|到|至|截 到|剪 到|一 直 到|直 到) (?:第 )?"
_END = r"(?:very )?(?:end|结 尾|最 后|末 尾|结 束) (?:of (?:video|clip|it|file|recording|footage) )?"
_START = r"(?:very )?(?:start|beginning|开 头|开 始|头) (?:of (?:video|clip|it|file|recording|footage) )?"
SPAN = (
    rf"(?:{MOMENT}{_TO}{MOMENT}|{MOMENT}(?:to|until|till|through|-|到|至) {_END}|{_START}{_TO}{MOMENT}"
    rf"|(?:第 )?{NUMBER}{_TO}{NUMBER}[ms]~\S+ (?:mark )?|[ms]~(?:second|minute)s {NUMBER}{_TO}{NUMBER})"
)

_PIECE = re.compile(rf"(?P<quarters>{_QUARTERS})|(?P<half>{HALF})|(?P<number>{NUMBER})|(?P<unit>[hmsx])~\S+ |\S+ ")
_TURNED = re.compile(rf"(?:第 )?(?P<unit>[ms]~(?:second|minute) )(?P<number>{NUMBER})$")
_SPAN_ENDS = re.compile(rf"(?:第 )?(?P<start>{MOMENT}|{NUMBER}){_TO}(?P<end>{MOMENT})")


def read_time(text: str) -> float:
    """Return the seconds of what `LENGTH` or `MOMENT` matched."""
    clock = re.search(CLOCK, text)
    if clock is not None:
        seconds = 0.0
        for part in clock[0].split()[0].split(":"):
            seconds = seconds * 60 + float(part)
        return seconds
    turned = _TURNED.match(text)
    return _add_up(f"{turned['number']}{turned['unit']}" if turned else text)


def read_span(text: str) -> tuple[float, float | None] | None:
    """Return start and end of what `SPAN` matched, or None where the end does not lie behind the start.

    An end of None is that of the video.
    """
    open_end = re.fullmatch(rf"(?P<start>{MOMENT})(?:to|until|till|through|-|到|至) {_END}", text)
    if open_end is not None:
        return read_time(open_end["start"]), None
    open_start = re.fullmatch(rf"{_START}{_TO}(?P<end>{MOMENT})", text)
    if open_start is not None:
        return 0.0, read_time(open_start["end"])
    plural = re.fullmatch(rf"(?P<unit>[ms]~\S+ )(?P<numbers>{NUMBER}{_TO}{NUMBER})", text)
    ends = _SPAN_ENDS.fullmatch(f"{plural['numbers']}{plural['unit']}" if plural else text)
    if ends is None:
        return None
    start_text = ends["start"]
    if re.fullmatch(NUMBER, start_text):
        start_text += " ".join(re.findall(r"[ms]~\S+ ", ends["end"])[:1])  # "10 to 20 seconds": both are seconds
    start, end = read_time(start_text), read_time(ends["end"])
    return (start, end) if start < end else None


def _add_up(text: str) -> float:
    """Return the sum of amounts and units; a number behind the last unit counts in the next smaller one."""
    total, amount, unit = 0.0, None, 1.0
    for piece in _PIECE.finditer(text):
        if piece["number"]:
            amount = read_number(piece[0]) if amount is None else amount
        elif piece["quarters"]:
            amount = 0.75 if "three" in piece[0] else 0.25
        elif piece["half"]:
            amount = (amount or 0.0) + 0.5
        elif piece["unit"]:
            unit = _SECONDS[piece["unit"]]
            total += (1.0 if amount is None else amount) * unit
            amount = None
    if amount is None:
        return round(total, 6)
    return round(total + amount * (unit if amount == 0.5 else unit / 60), 6)
