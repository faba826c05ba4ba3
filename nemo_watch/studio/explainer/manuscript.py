"""From a text as people write it to what is said: a title, and statements in their order. Pure.

Plain text and the usual marks of Markdown are understood: headings, lists, quotations, tables, links, **what
matters**, and the block of names and values that some write before all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from nemo_watch.studio.explainer.sentences import in_parts, joined, says_something, sentences, with_space
from nemo_watch.studio.lettering import cleaned

_LONGEST_TITLE, _MOST_TITLE_WORDS, _TITLE_SHARE = 80, 14, 0.6
_WRAPPED_FROM = 50
"""A paragraph with a line as long as this was broken where the page ended; shorter lines were ended on purpose."""
_HEADING = re.compile(r" {0,3}#{1,6}\s+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_BULLET = re.compile(r"\s*(?:[-*+•‣◦·–—]|(?P<number>\d{1,3})[.)、])\s+(?=\S)")
_QUOTE = re.compile(r"^ {0,3}(?:>\s?)+")
_ROW = re.compile(r"\s*\|(.*)\|\s*$")
_FRONT = re.compile(r"\A\s*---\n((?:\w[\w-]*:.*\n|[ \t]+\S.*\n|- .*\n)*)---\s*(?:\n|\Z)")
_FRONT_TITLE = re.compile(r"^title:\s*(['\"]?)(.+?)\1\s*$", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,300}\)")
_LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,300}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,80}?)(?<=\S)\1")
_SOFT = re.compile(r"(?<![\w*])(\*|_)(?=[^\s*_])([^*_\n]{1,80}?)(?<=[^\s*_])\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]{1,300})`")
_BEGIN, _END = "\ue000", "\ue001"
"""Private letters that stand around what is marked while the text is cut up; those of others are taken out first."""
_STATEMENT_END = ".。!！,，;；:：…"


class Statement(msgspec.Struct, frozen=True):
    """What is said at once. `number` is that of a list's item; `marks` are the parts that matter: begin and end."""

    text: str
    kind: str = "text"
    number: str = ""
    marks: tuple[tuple[int, int], ...] = ()


class Manuscript(msgspec.Struct, frozen=True):
    """A text taken apart: a title, or "", and statements whose kind is "text" or "heading"."""

    title: str
    statements: tuple[Statement, ...]


def read_manuscript(text: str) -> Manuscript:
    """Return what a text says."""
    drawn = cleaned(text).replace(_BEGIN, "").replace(_END, "")
    blocks = list(_blocks(_without_marks(_FRONT.sub(_titled, drawn))))
    title = ""
    if blocks and _has_title(blocks[0]):
        title = blocks[0].lines.pop(0)
    statements = [statement for block in blocks if block.lines for statement in _statements(block)]
    return Manuscript(
        _plain(title).text if says_something(title) else "",
        tuple(statement for statement in statements if says_something(statement.text)),
    )


def _titled(front: re.Match[str]) -> str:
    """Return what the block of names and values before a text says of it: its title, as a heading."""
    title = _FRONT_TITLE.search(front[1])
    return f"# {title[2]}\n\n" if title else ""


class _Block(msgspec.Struct, frozen=True):
    """Lines that belong together: a paragraph, a heading, an item of a list."""

    kind: str
    lines: list[str]
    number: str = ""


def _without_marks(text: str) -> str:
    text = _PICTURE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _CODE.sub(r"\1", text)
    text = _STRONG.sub(f"{_BEGIN}\\2{_END}", text)
    return re.sub(r" {2,}(?=\S)", " ", _SOFT.sub(r"\2", text))


def _blocks(text: str) -> Iterator[_Block]:
    paragraph: list[str] = []
    for raw in text.split("\n"):
        line = _cells(_QUOTE.sub("", raw))
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        is_underline = bool(paragraph and _UNDERLINE.match(line))
        ends = not line.strip() or _RULE.match(line) or _FENCE.match(line)
        if not (ends or heading or bullet or is_underline):
            paragraph.append(line.strip())
            continue
        above = [paragraph.pop()] if is_underline else []
        if paragraph:
            yield _Block("text", paragraph)
            paragraph = []
        if above or heading:
            yield _Block("heading", above or [heading[1].rstrip(" #") if heading else ""])
        elif bullet and not ends:
            yield _Block("item", [line[bullet.end() :].strip()], number=bullet["number"] or "")
    if paragraph:
        yield _Block("text", paragraph)


def _cells(line: str) -> str:
    """Return the row of a table as an item of a list, any other line as it is."""
    row = _ROW.match(line)
    if row is None:
        return line
    cells = [cell.strip() for cell in row[1].split("|")]
    said = " – ".join(cell for cell in cells if says_something(cell))
    return f"- {said}" if said else ""


def _has_title(first: _Block) -> bool:
    """Tell whether the first line is a title: a heading, or a short line without a stop, apart from what follows."""
    if first.kind != "text":
        return first.kind == "heading"
    line, *others = first.lines
    if len(line) > _LONGEST_TITLE or len(line.split()) > _MOST_TITLE_WORDS or line.rstrip(_END)[-1:] in _STATEMENT_END:
        return False
    if len(sentences(line)) > 1:
        return False
    return not others or (_width(line) < _TITLE_SHARE * _width(others[0]) and not others[0][0].islower())


def _statements(block: _Block) -> Iterator[Statement]:
    if block.kind == "heading":
        yield msgspec.structs.replace(_plain(block.lines[0]), kind="heading")
        return
    for paragraph in _paragraphs(block.lines):
        number = block.number
        for sentence in joined(sentences(paragraph)):
            for part in in_parts(sentence):
                yield msgspec.structs.replace(_plain(part), number=number)
                number = ""


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines as they were meant: broken where the page ended, or each for itself."""
    if max(map(_width, lines)) < _WRAPPED_FROM:
        yield from lines
        return
    whole = lines[0]
    for line in lines[1:]:
        whole = with_space(whole, line)
    yield whole


def _width(line: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in line)


def _plain(text: str) -> Statement:
    """Return a text without the letters that stand around what is marked, and where that was."""
    marks: list[tuple[int, int]] = []
    letters: list[str] = []
    begin: int | None = 0 if text.find(_END) >= 0 and not -1 < text.find(_BEGIN) < text.find(_END) else None
    for letter in text:
        if letter == _BEGIN:
            begin = len(letters)
        elif letter == _END:
            marks += [(begin, len(letters))] if begin is not None and begin < len(letters) else []
            begin = None
        else:
            letters.append(letter)
    if begin is not None and begin < len(letters):
        marks.append((begin, len(letters)))
    return Statement("".join(letters), marks=tuple(marks))
