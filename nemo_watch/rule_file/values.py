"""What one value may be: functions from the text in the file to the value meant.

Each raises ValueError with a sentence that says what is wrong and what to write.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from nemo_watch.rules import service_address
from nemo_watch.units import parse_duration

Parse = Callable[[str], object]

LONGEST_SECONDS = 3650 * 86400.0
MOST_CHARACTERS = 1000
MOST_CHARACTERS_OF_AN_INSTRUCTION = 10_000


def quoted(text: str) -> str:
    """Return a text as a sentence cites it: in quotation marks, and not at length."""
    return f'"{text}"' if len(text) <= 60 else f'"{text[:60]}…"'


def likeliest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one is most like, if any is."""
    words = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(word[:40].casefold(), words, n=1)
    return words[found[0]] if found else None


def line(parse: Parse) -> Parse:
    """Return `parse` for texts that must be a single line that is not empty."""

    def parse_line(text: str) -> object:
        if not text.strip():
            raise ValueError("this is empty: write a value, or take the key out")
        if len(text) > MOST_CHARACTERS:
            raise ValueError(f"this is longer than {MOST_CHARACTERS} characters")
        if "\n" in text or "\t" in text:
            raise ValueError("this must stand on one line, without tabs")
        return parse(text)

    return parse_line


def choice(*known: str) -> Parse:
    """Return a parser that takes one of the known words."""

    def parse(text: str) -> str:
        if text in known:
            return text
        guess = likeliest(text, known)
        advice = f'did you mean "{guess}"?' if guess else f"write {either(known)}"
        raise ValueError(f"{quoted(text)} is not known: {advice}")

    return parse


def word(meaning_none: str, parse: Parse) -> Parse:
    """Return `parse` with one more word, which stands for None."""

    def parse_or_none(text: str) -> object:
        return None if text == meaning_none else parse(text)

    return parse_or_none


def whole(*, least: int, most: int) -> Parse:
    """Return a parser for whole numbers of a range."""

    def parse(text: str) -> int:
        if re.fullmatch(r"-?[0-9]{1,9}", text) is None or not least <= int(text) <= most:
            raise ValueError(f"{quoted(text)} is not a whole number from {least} to {most}")
        return int(text)

    return parse


def duration(*, may_be_none: bool = False) -> Parse:
    """Return a parser for lengths of time, in seconds, up to ten years."""

    def parse(text: str) -> float:
        seconds = parse_duration(text)
        if seconds > LONGEST_SECONDS:
            raise ValueError(f"{quoted(text)} is longer than ten years")
        if seconds == 0 and not may_be_none:
            raise ValueError(f"{quoted(text)} is no time at all: write for example 500ms or 30s")
        return seconds

    return parse


def rule_name(text: str) -> str:
    """Read the name of a rule."""
    if re.fullmatch(r"[a-z0-9-]{1,60}", text) is None:
        raise ValueError(f"{quoted(text)} is not a rule's name: write up to 60 small letters a-z, digits and dashes")
    return text


def instruction(text: str) -> str:
    """Read what is to be done with a file, in plain words; several lines are one text."""
    if not text.strip():
        raise ValueError("this is empty: say in plain words what to do, such as convert to MP4")
    if len(text) > MOST_CHARACTERS_OF_AN_INSTRUCTION:
        raise ValueError(f"this is longer than {MOST_CHARACTERS_OF_AN_INSTRUCTION} characters")
    return text.strip()


def pattern(text: str) -> str:
    """Read a pattern of file names, such as ``*.mov``."""
    if "/" in text:
        raise ValueError(f"{quoted(text)} holds a slash: patterns are for file names, such as *.mov")
    return text


def result_name(text: str) -> str:
    """Read how results are named, such as ``{stem}.{format}``."""
    if "{stem}" not in text:
        raise ValueError(f"{quoted(text)} does not tell files apart: write {{stem}} where the source's name goes")
    if set("{}") & set(text.replace("{stem}", "").replace("{format}", "")):
        raise ValueError(f"{quoted(text)} holds other braces than {{stem}} and {{format}}, which are all there is")
    if set("/\\") & set(text):
        raise ValueError(f"{quoted(text)} holds a slash: a name names a file, the outbox is its folder")
    return text


def language(text: str) -> str:
    """Read a language tag, such as ``en`` or ``zh-CN``."""
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", text) is None:
        raise ValueError(f"{quoted(text)} is not a language: write for example en, de or zh-CN")
    return text


def encoder(text: str) -> str:
    """Read the name that ffmpeg gives an encoder."""
    if re.fullmatch(r"[A-Za-z0-9_-]+", text) is None:
        raise ValueError(f"{quoted(text)} is not an encoder: write ffmpeg's name for it, such as h264_nvenc")
    return text


def workers(text: str) -> str:
    """Read the address of a Dask scheduler."""
    if re.fullmatch(r"(tcp|tls)://[^\s/:@]+:[0-9]{1,5}", text) is None:
        raise ValueError(f"{quoted(text)} is not a Dask scheduler: write for example tcp://render.lan:8786")
    return text


def listen(text: str) -> str:
    """Read ``host:port``; an IPv6 address stands in brackets. Port 0 is any that is free."""
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})", text)
    if match is None or int(match[2]) > 65535:
        raise ValueError(f"{quoted(text)} is not an address: write for example 127.0.0.1:8630, or off")
    return text


def address(text: str) -> str:
    """Read the address of a web service."""
    return service_address(text)


def path(text: str, folder: Path) -> Path:
    """Read a path: `~` is the home folder, and a relative path begins in the rule file's folder."""
    if text.startswith("$"):
        raise ValueError(f"{quoted(text)} begins with a variable, which is not filled in: write ~ or the whole path")
    expanded = os.path.expanduser(text)  # noqa: PTH111 - Path.expanduser raises RuntimeError for an unknown user
    if expanded.startswith("~"):
        raise ValueError(f"the home folder in {quoted(text)} is not known: write the whole path")
    whole_path = folder / expanded
    return Path(os.path.realpath(whole_path)) if ".." in whole_path.parts else whole_path


def either(words: Iterable[str]) -> str:
    """Return words as a choice in a sentence: "a, b or c"."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
