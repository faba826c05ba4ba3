"""A foreign text taken apart into sentences and clauses, English or Chinese, and put together again as one paragraph.

It knows marks and abbreviations, not what a sentence means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from nemo_watch.names import shown

MOST_CHARACTERS = 500
"""What is left of a text; the rest is cut at a word."""

_MOST_READ = 20_000

_ITEM = re.compile(r"(?:[-*+•·▪◦‣–—]|\(?\d{1,2}[.)]|\d{1,2}、|[一二三四五六七八九十]、)\s*(?=\S)")
_HEADING = re.compile(r"(?:#{1,6}|>)\s+")
_RULE = re.compile(r"[-*_=\s|:]*")
_LINK = re.compile(r"!?\[([^\][]{0,200})\]\([^()\s]{0,500}\)")
_MARKS = re.compile(r"\*\*|__|~~|`+|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff]")

_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|[。！？]+[”’」』）\"]*\s*|[!?]+(?=[\u3400-\u9fff])")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:e\.g|i\.e|vs|approx|ca|no|fig|mr|mrs|ms|dr|st|incl)\.$", re.IGNORECASE)
_SOFT_ABBREVIATION = re.compile(r"(?:^|\W)(?:etc|sec|secs|min|mins|max|ver|resp)\.$|\.\.\.?$|…$", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|[:)\]\"”.;,]\s)\d{1,2}\.$")

_CLAUSE = re.compile(
    r"(\s*[,;:]\s+|\s+[-–—]{1,2}\s+|\s*—+\s*|\s*[，；：]\s*|\s*[()（）]\s*"
    r"|\s+(?=(?:and|then|so|but|or)\s+(?:then\s+|now\s+)?(?:you|please|just|simply|click|tap|press|hit|open|drag|go|"
    r"check|preview|export|download)\b))",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENDS = (".", "!", "?", "…", "。", "！", "？", ":", "：", ";", "；", ",", "，")


class Sentence(msgspec.Struct, frozen=True):
    """One sentence; `is_item` says that it begins an entry of a list."""

    text: str
    is_item: bool = False

    @property
    def is_heading(self) -> bool:
        """Tell whether it only announces what follows it."""
        return self.text.endswith((":", "："))


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text without its marks of layout (Markdown); at most its first 20,000 characters."""
    found = []
    for line in _INVISIBLE.sub("", text[:_MOST_READ]).splitlines():
        plain, is_item = _plain(line)
        for position, sentence in enumerate(_split(plain)):
            found.append(Sentence(sentence, is_item=is_item and position == 0))
    return found


def clauses(sentence: str) -> list[str]:
    """Return the clauses of a sentence, each but the last followed by what parts it from the next."""
    return _CLAUSE.split(sentence)


def paragraph(parts: Sequence[Sentence]) -> str:
    """Return sentences as one paragraph that may be shown: one line, nothing hidden, `MOST_CHARACTERS` at most."""
    text = ""
    for position, part in enumerate(parts):
        following = parts[position + 1] if position + 1 < len(parts) else None
        said = part.text if following is None else _ended(part.text, is_listed=following.is_item)
        text += (" " if text and not text.endswith(("。", "！", "？", "；", "：")) else "") + said
    return cut(shown(text))


def cut(text: str) -> str:
    """Return a text of at most `MOST_CHARACTERS`; a longer one ends at a word, with an ellipsis."""
    if len(text) <= MOST_CHARACTERS:
        return text
    part = text[: MOST_CHARACTERS - 1]
    space = part.rfind(" ")
    return (part[:space] if space > MOST_CHARACTERS // 2 else part).rstrip(" ,;:，；：") + "…"


def ended(text: str) -> str:
    """Return what is left of a sentence with a full stop at its end."""
    bare = text.rstrip(" ,;:-–—，；：")
    return bare if bare.endswith((".", "!", "?", "…", "。", "！", "？")) or not bare else bare + _stop(bare, ".", "。")


def _ended(text: str, *, is_listed: bool) -> str:
    if text.endswith(_ENDS) or text.rstrip("\"'”’)）]」』").endswith(_ENDS) or not text[-1].isalnum():
        return text
    return text + (_stop(text, ";", "；") if is_listed else _stop(text, ".", "。"))


def _stop(text: str, western: str, chinese: str) -> str:
    return chinese if _CHINESE.search(text[-8:]) else western


def _plain(line: str) -> tuple[str, bool]:
    """Return a line without Markdown and white space, and whether it was an entry of a list."""
    line = " ".join(line.split())
    if _RULE.fullmatch(line):
        return "", False
    line = _HEADING.sub("", line, count=1) if _HEADING.match(line) else line
    item = None if line.startswith(("**", "--")) else _ITEM.match(line)
    is_item = item is not None and _is_item(item[0], line[item.end() :])
    line = line[item.end() :] if item and is_item else line
    return _MARKS.sub("", _LINK.sub(r"\1", line)).strip(), is_item


def _is_item(mark: str, rest: str) -> bool:
    """Tell a bullet from a sign or a decimal: `- Trimmed` and `1. Trimmed`, not `-5 dB` or `1.5 s`."""
    return mark[-1].isspace() or mark[-1] in "•、" or not rest[:1].isdigit()


def _split(line: str) -> Iterator[str]:
    """Yield the sentences of a line; a point after an entry's number or an abbreviation ends none."""
    begin = 0
    for match in _END.finditer(line):
        head, rest = line[begin : match.end()].strip(), line[match.end() :]
        if not rest or _is_inner(head, rest):
            continue
        if head:
            yield head
        begin = match.end()
    if line[begin:].strip():
        yield line[begin:].strip()


def _is_inner(head: str, rest: str) -> bool:
    """Tell whether the point at the end of `head` stands inside a sentence that goes on with `rest`."""
    bare = head.rstrip("\"'”’)]")
    if _NUMBER.search(bare) or _ABBREVIATION.search(bare):
        return True
    return rest[:1].islower() and bool(_SOFT_ABBREVIATION.search(bare))
