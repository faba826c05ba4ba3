"""Splitting an instruction into words that are easy to compare and that know where they stood.

Knows nothing of edits or phrases. A word's `key` is what patterns see: folded to lower case and plain letters (NFKC),
traditional Chinese characters to simplified ones, curly quotes and dashes straightened, in the one form that stands
for all (`stems`). A Chinese character is a word, a number and the unit glued to it are two, quoted text is one word
that no pattern can look into. Numbers and units of time bear a sign (`#5 s~seconds`). Articles, possessives and
particles lean on the word beside them, and no pattern sees them: "the clip" and "my clip" are "clip", 我的视频 is
我视频.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import msgspec

from nemo_watch.studio.language.numbers import is_number
from nemo_watch.studio.language.stems import stem
from nemo_watch.studio.language.times import CLASSES
from nemo_watch.studio.language.traditional import NOT_BEFORE_FILM, REGIONAL, SIMPLIFIED

QUOTED = '"'
"""The key of a quoted text, whatever it says; that of a quoted file name begins with it."""

LEANING_FORWARD = frozenset(["the", "a", "an", "my", "our", "your", "their", "its", "his", "her"])
LEANING_BACK = frozenset([*"的了个都吧呢啊啦哦呀嘛哈吗着", "一下"])
_COUNTED = frozenset(
    ["half", "quarter", "third", "#hundred", "dozen", "couple", "few", "bit", "little", "lot", "tad", "touch"]
)
"""What an article before them counts: "a third", "a bit"."""
_JOINTS = frozenset(["and", "or", "to", "of", "in", "on", "at", "by", "is"])

_STRAIGHT = str.maketrans("’‘‛×✕–—−～~⁄①②③④⑤⑥⑦⑧⑨", "'''xx-----/,,,,,,,,,") | str.maketrans(SIMPLIFIED)

_REGIONAL = re.compile(rf"(?<![{NOT_BEFORE_FILM}](?=影片))(?:{'|'.join(REGIONAL)})")

_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}

_SIGNS = {"->": "→", "=>": "→", "<": "≤", "<=": "≤", ">": "≥", ">=": "≥", "(c)": "©"}

_UNIT_SIGNS = {unit: sign for sign, units in CLASSES.items() for unit in units.split()}

_SUFFIXES = (
    "png|jpe?g|gif|webp|bmp|svg|mp4|m4v|mov|mkv|avi|webm|mp3|wav|m4a|aac|flac|ogg|srt|vtt|ass|ssa|txt|md|docx?|pdf|cube"
)
_HAN = r"\u3400-\u9fff"
_LETTER = rf"[^\W\d_{_HAN}]"

_BEFORE_NAME = "用把将加以为是和与及到成入放上换"
_HAN_NAME = (
    rf"(?:(?<=[{_BEFORE_NAME}配])|(?<![{_HAN}\w]))"
    rf"(?![{_BEFORE_NAME}]|再|请|先|并|然后|最后|接着|同时|添加|使用|采用|叠加|嵌入|烧录|配(?![音乐]))[{_HAN}]{{1,12}}[0-9_-]*"
)
"""The name of a file in Chinese, which no space parts from the verb before it."""

_BULLET = (
    r"(?:\A|\n)\s*(?:\(?[0-9]{1,2}(?:[)、]|\.(?![0-9]))|[-*•‣·](?=\s)|[一二三四五六七八九]、)\s*"
    r"|(?<!\S)\(?[1-9]\)(?=\s)"
)
"""What counts the lines of a list, and the wishes of one line: "1.", "-", "(2)"."""

_ABBREVIATION = r"(?<=\bmax)\. | (?<=\bapprox)\. | (?<=\bmin)\.(?=\s*[0-9]) | (?<=\bsec)\.(?=\s*[0-9])"

_WORD = re.compile(
    rf"""
      \(c\)(?=\s)
    | (?P<skipped> {_BULLET} | \s+ | [()\[\]] | {_ABBREVIATION} | (?<=[0-9])(?:nd|rd|th)\b
        | (?<=\w)[-](?=[^\W\d]) | (?<=[a-z])=(?=[a-z0-9]) | (?<!\S)\.(?={_LETTER}{{2,4}}[0-9]?\b) )
    | (?P<quoted> “[^“”]*” | „[^“”„]*[“”] | "[^"]*"
        | (?<![^\W{_HAN}])'(?=\S)[^'\n]*(?:'(?={_LETTER})[^'\n]*)*'(?!{_LETTER})
        | 「[^」]*」 | 『[^』]*』 | 《[^》]*》 | «[^»]*» )
    | {_HAN_NAME}\.(?:{_SUFFIXES})(?![a-z0-9])
    | [a-z0-9][a-z0-9_.+-]{{0,60}}@[a-z0-9-]+(?:\.[a-z0-9-]+)+ | https?://[^\s,;，。]+
    | (?<![a-z0-9_.])[a-z0-9_~./][a-z0-9_./-]{{0,80}}(?<=[a-z0-9_])\.(?:{_SUFFIXES})(?![a-z0-9])
    | [0-9]{{1,3}}(?::[0-9]{{1,2}}){{1,2}}(?:\.[0-9]+)?
    | [0-9]{{1,3}}(?:,[0-9]{{3}})+(?=\s?(?:[kmg]i?b|x))
    | (?<!-)(?<!to\s)[0-9],[0-9]{{1,2}}(?=\s?x(?![a-z0-9]))
    | (?<!-)(?<!to\s)[0-9]{{1,2}},[0-9](?=\s?(?:s|secs?|seconds?|min|mins|minutes?|times)(?![a-z0-9]))
    | [0-9]+(?:\.[0-9]+)?
    | (?<=[0-9]){_LETTER}+
    | x(?=[0-9.]+(?![\w]))
    | 一下 | 小时 | 钟头 | 分钟 | 秒钟 | 毫秒 | [{_HAN}]
    | {_LETTER}(?:{_LETTER}|[0-9])*(?:'{_LETTER}+|\.(?:{_SUFFIXES})\b|(?<=h)(?<![a-z0-9]h)\.26[45])*
    | [-=]> | [<>]=? | .
    """,
    re.VERBOSE,
)


_PLAIN = re.compile(rf"([a-z]+(?: [a-z]+)*)|[{_HAN}]+")
_IN_FORMS = re.compile(
    rf"\b(?:{'|'.join(LEANING_FORWARD)})\b|一下|小时|钟头|分钟|秒钟|毫秒|[{''.join(LEANING_BACK - {'一下'})}]"
    rf"|{_REGIONAL.pattern}"
)
"""What makes words lean on others, several characters one word, or one word another."""


class Word(msgspec.Struct, frozen=True):
    """One word: its key, where it stands in the original text, and whether it begins a new line there.

    `reach` is where the article that leans on it begins, or the word itself.
    """

    key: str
    begin: int
    end: int
    reach: int
    opens_line: bool = False

    @property
    def is_mark(self) -> bool:
        """Tell whether this is punctuation or a symbol, which can carry no wish."""
        return not self.key[-1].isalnum() and self.key != QUOTED


class Wording:
    """An instruction as a line of keys, each with one space behind it, for patterns of whole words."""

    def __init__(self, text: str) -> None:
        """Split a text into words."""
        self.text = text
        self.words = split(text)
        self._keys = tuple(word.key for word in self.words)
        self.line = "".join(f"{key} " for key in self._keys)
        self.signs = [sign_of(key) for key in self._keys]
        self._offsets = [0]
        for word in self.words:
            self._offsets.append(self._offsets[-1] + len(word.key) + 1)
        self._positions = {offset: position for position, offset in enumerate(self._offsets)}

    def key(self, position: int) -> str:
        """Return the key at a position, an empty one behind the end."""
        return self._keys[position] if position < len(self._keys) else ""

    def has(self, run: tuple[str, ...], position: int) -> bool:
        """Tell whether these keys stand at a position."""
        return self._keys[position : position + len(run)] == run

    def sign(self, position: int) -> str:
        """Return the sign of the key at a position, an empty one behind the end."""
        return self.signs[position] if position < len(self.words) else ""

    def can_open(self, openers: frozenset[str], position: int) -> bool:
        """Tell whether the word of a position is among keys, or of a kind that a sign among them stands for."""
        return position < len(self._keys) and (self._keys[position] in openers or self.signs[position] in openers)

    def keys(self, first: int, last: int) -> str:
        """Return the words from `first` up to but without `last` as patterns see them."""
        return self.line[self._offsets[first] : self._offsets[last]]

    def end_of_line(self, first: int, last: int) -> int:
        """Return `last`, or a place before it where a new line begins behind the word `first`."""
        return next((place for place in range(first + 1, last) if self.words[place].opens_line), last)

    def match(self, pattern: re.Pattern[str], first: int) -> re.Match[str] | None:
        """Match a pattern at the word of this position."""
        return pattern.match(self.line, self._offsets[first])

    def behind(self, match: re.Match[str]) -> int:
        """Return the position of the word behind a match."""
        return self._positions[match.end()]

    def is_of_another(self, position: int) -> bool:
        """Tell whether a 的 makes the word of a position a thing that belongs to what stands before it."""
        return position > 0 and "的" in self.text[self.words[position - 1].end : self.words[position].begin]

    def is_gerund(self, position: int) -> bool:
        """Tell whether the word of a position was written with -ing."""
        return position < len(self.words) and self.own(position, position + 1).casefold().endswith("ing")

    def excerpt(self, first: int, last: int) -> str:
        """Return the words from `first` up to but without `last` as they were written, on one line."""
        return " ".join(self.text[self.words[first].reach : self.words[last - 1].end].split())

    def own(self, first: int, last: int) -> str:
        """Return an excerpt without the article before it."""
        return " ".join(self.text[self.words[first].begin : self.words[last - 1].end].split())


def split(text: str) -> tuple[Word, ...]:
    """Return the words of a text, each with its place in it; what leans on a word is a part of it."""
    words: list[Word] = []
    alone = list(_split(text))
    reach: int | None = None
    for place, word in enumerate(alone):
        behind = alone[place + 1] if place + 1 < len(alone) else None
        if behind is not None and _leans_forward(word.key, behind):
            reach = word.begin if reach is None else reach
        elif not (words and reach is None and _leans_back(words[-1], word)):
            opens = word.opens_line or (reach is not None and _opens_line(text, words, reach))
            words.append(Word(word.key, word.begin, word.end, word.begin if reach is None else reach, opens))
            reach = None
    return tuple(words)


def keys(text: str) -> list[str]:
    """Return only the keys of a text, as patterns are made of them, without any that lean on others."""
    plain = _PLAIN.fullmatch(text)
    if plain and not _IN_FORMS.search(text):  # thousands of patterns are: not to split them saves a fifth of the start
        return [_signed(stem(word)) for word in (text.split() if plain[1] else text)]
    found = [word.key for word in split(text)]
    while found and (found[-1] in LEANING_FORWARD or found[0] in LEANING_BACK):
        found = [key for place, key in enumerate(found) if place or key not in LEANING_BACK]
        if found and found[-1] in LEANING_FORWARD:
            found.pop()
    return found


def _leans_forward(key: str, behind: Word) -> bool:
    if key not in LEANING_FORWARD or behind.opens_line or behind.is_mark or behind.key in _JOINTS:
        return False
    return key not in ("a", "an") or not (behind.key in _COUNTED or sign_of(behind.key) == "~")


def _leans_back(before: Word, word: Word) -> bool:
    return word.key in LEANING_BACK and not word.opens_line and not before.is_mark


def _opens_line(text: str, words: list[Word], reach: int) -> bool:
    return "\n" in text[words[-1].end if words else 0 : reach]


def _split(text: str) -> Iterator[Word]:
    """Yield every word of a text."""
    folded, places = _fold(text)
    seen = 0
    for match in _WORD.finditer(folded):
        if match["skipped"]:
            continue
        begin, end = places[match.start()], places[match.end() - 1] + 1
        key = _quoted(match[0]) if match["quoted"] else _signed(stem(match[0]))
        yield Word(key, begin, end, begin, "\n" in text[seen:begin])
        seen = end


def sign_of(key: str) -> str:
    """Return # for a number, : for a time or a ratio, ~ for a unit of time, @ for the name of a file, else the key."""
    if key[0] == "#":
        return "#"
    if key[0] in "0123456789":
        return ":"
    if key[1:2] == "~":
        return "~"
    return "@" if "." in key[1:] else key


def _quoted(text: str) -> str:
    """Return the key of a quoted text; that of a file's name shows its suffix."""
    named = re.search(rf"\.(?:{_SUFFIXES})(?=\W$)", text)
    return f"{QUOTED}{named[0]}" if named else QUOTED


def _signed(key: str) -> str:
    if key in _SIGNS:
        return _SIGNS[key]
    if "," in key[1:]:
        counts_thousands = len(key.rpartition(",")[2]) == 3
        return f"#{key.replace(',', '' if counts_thousands else '.')}"
    return f"#{key}" if is_number(key) else f"{_UNIT_SIGNS.get(key, '')}{key}"


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the text in plain lower-case letters, and for each of its characters its place in the text."""
    if text.isascii():
        return text.lower().replace("~", "-"), range(len(text))
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        # behind a wide comma the next thing begins, without a space: 加速到2，5秒淡出 says no 2.5
        plain = (
            ", "
            if character == "，"
            else _FRACTIONS.get(character) or unicodedata.normalize("NFKC", character.translate(_STRAIGHT)).casefold()
        )
        if character in _FRACTIONS and not (folded and folded[-1][-1:].isdigit()):
            plain = f"0{plain}"
        folded.append(plain)
        places += [place] * len(plain)
    return _REGIONAL.sub(lambda found: REGIONAL[found[0]], "".join(folded)), places
