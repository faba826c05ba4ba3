"""The number in a sentence that is worth a line of its own: an amount, a share, a price, no year. Pure."""

from __future__ import annotations

import re

_LONGEST = 14
_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_SCALES = (
    "million|millions|billion|billions|trillion|thousand|Millionen|Million|Milliarden|Milliarde|Tausend|millones|"
    "milliards|milliard|milioni|miliardi|milhões|bilhões|mil|тысяч|тысячи|миллионов|миллиона|миллион|миллиардов|"
    "миллиарда|млн|млрд|εκατομμύρια|δισεκατομμύρια"
)
_FIGURES = (
    re.compile(rf"[$€£¥₹₽]\s?(?:{_NUMBER})(?:\s(?:{_SCALES})\b)?"),
    re.compile(rf"(?<![A-Za-z0-9_.,/-])(?:{_NUMBER})\s?(?:[%‰€£₽₹]|[×x](?!\w))"),
    re.compile(rf"(?<![A-Za-z0-9_.,/-])(?:{_NUMBER})\s(?:{_SCALES})\b"),
    re.compile(r"(?<![A-Za-z0-9_.,/-])\d+(?:\.\d+)?[万亿億萬]"),
    re.compile(r"(?<![A-Za-z0-9_.,/:-])(?:\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+)(?![A-Za-z0-9_/:-]|[.,]\d)"),
)


def figure_of(sentence: str) -> str:
    """Return the first amount that a sentence tells, "" where there is none."""
    found = [match for pattern in _FIGURES if (match := pattern.search(sentence))]
    first = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    return first[0].strip() if first and len(first[0]) <= _LONGEST else ""
