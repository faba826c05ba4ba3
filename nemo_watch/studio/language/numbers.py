"""Numbers as people write them: digits, English words, Chinese numerals.

In a line of keys, as `words` makes it, every number has a `#` before it: `NUMBER` needs to know no words.
"""

from __future__ import annotations

import re

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ENGLISH = {word: value for value, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ENGLISH |= {word: value * 10 for value, word in enumerate(_TENS.split(), 2)}
_CHINESE = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_STEPS = {"十": 10, "百": 100}

DIGITS = r"#[0-9.]+ "
NUMBER = rf"(?:{DIGITS}|#[a-z]+ty (?:#[a-z]{{3,5}} )?|#[a-z]+ |an? |(?:#[^\sa-z0-9] ){{1,5}})"
HALF = r"(?:(?:an? )?half (?:an? )?|半 (?:个 )?)"


def is_number(key: str) -> bool:
    """Tell whether a key is a number or a part of one."""
    digits = re.fullmatch(r"[0-9]{1,7}(?:\.[0-9]{1,6})?", key)
    return bool(digits) or key in _ENGLISH or key in _CHINESE or key in _CHINESE_STEPS


def read_number(text: str) -> float:
    """Return the value of what `NUMBER` matched."""
    parts = text.replace("#", "").split()
    if parts[0][0] in "0123456789":
        return float(parts[0])
    if parts[0] in _CHINESE or parts[0] in _CHINESE_STEPS:
        return float(_read_chinese(parts))
    return float(sum(_ENGLISH.get(part, 1) for part in parts))


def _read_chinese(numerals: list[str]) -> int:
    """Return the value of numerals such as 十五, 二十, 一百零五."""
    total, pending = 0, 0
    for numeral in numerals:
        if numeral in _CHINESE_STEPS:
            total += (pending or 1) * _CHINESE_STEPS[numeral]
            pending = 0
        else:
            pending = _CHINESE[numeral]
    return total + pending
