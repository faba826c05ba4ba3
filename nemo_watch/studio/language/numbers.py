"""Numbers as people write them: digits, English words, Chinese numerals.

In a line of keys, as `words` makes it, every number has a `#` before it: `NUMBER` needs to know no words.
"""

from __future__ import annotations

import re

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ENGLISH = {word: value for value, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH |= {word: value * 10 for value, word in enumerate(_TENS.split(), 2)}
_HUNDRED = "hundred"
_CHINESE = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_STEPS = {"十": 10, "百": 100}

DIGITS = r"#[0-9.]+ "
_WORD = r"#(?!hundred)[a-z]+ "
_CHINESE_NUMBER = r"(?:#[^\sa-z0-9] ){1,5}(?:点 (?:#[^\sa-z0-9] ){1,3})?"
COUNT = (
    rf"(?:{DIGITS}(?:#hundred )?|(?:{_WORD}|a )?#hundred (?:(?:and )?#[a-z]+ty (?:#[a-z]{{3,5}} )?|(?:and )?{_WORD})?"
    rf"|#[a-z]+ty (?:#[a-z]{{3,5}} )?|{_WORD}|{_CHINESE_NUMBER})"
)
"""A number that is said, not only meant by an article."""
NUMBER = rf"(?:{COUNT}|an? )"
HALF = r"(?:(?:an? )?half (?:of )?(?:an? )?|半 (?:个 )?)"


def is_number(key: str) -> bool:
    """Tell whether a key is a number or a part of one."""
    if key[0] in "0123456789":
        return re.fullmatch(r"[0-9]{1,7}(?:\.[0-9]{1,6})?", key) is not None
    return key in _ENGLISH or key == _HUNDRED or key in _CHINESE or key in _CHINESE_STEPS


def read_number(text: str) -> float:
    """Return the value of what `NUMBER` matched, whatever stands behind it."""
    parts = text.replace("#", "").split()
    if parts[0][0] in "0123456789":
        return float(parts[0]) * (100 if parts[1:2] == [_HUNDRED] else 1)
    if parts[0] in _CHINESE or parts[0] in _CHINESE_STEPS:
        return _read_chinese(parts)
    return _read_english(parts)


def _read_english(parts: list[str]) -> float:
    """Return the value of words such as "twenty five", "a hundred and ten"."""
    total = 0
    for part in parts:
        if part == _HUNDRED:
            total = (total or 1) * 100
        elif part in _ENGLISH:
            total += _ENGLISH[part]
        elif part in ("a", "an") and not total:
            total = 1
            if parts[1:2] == [_HUNDRED]:
                total = 0
        elif part != "and":
            break
    return float(total)


def _read_chinese(parts: list[str]) -> float:
    """Return the value of numerals such as 十五, 二十, 一百零五, 一点五."""
    total, pending = 0, 0
    for place, numeral in enumerate(parts):
        if numeral == "点":
            decimals = [part for part in parts[place + 1 :] if part in _CHINESE]
            return float(f"{total + pending}.{''.join(str(_CHINESE[part]) for part in decimals)}")
        if numeral in _CHINESE_STEPS:
            total += (pending or 1) * _CHINESE_STEPS[numeral]
            pending = 0
        elif numeral in _CHINESE:
            pending = _CHINESE[numeral]
        else:
            break
    return float(total + pending)
