"""From the tree to values: how a text, a list, a switch, a path or a section is read.

What a key means stands in `schema`. A reader reports every problem that it meets and goes on, so that no
mistake hides another; where it has no value to give, it returns `UNREAD`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from nemo_watch.rule_file.problems import Place, Problems
from nemo_watch.rule_file.tree import Mapping, Node, Refused, Scalar, Sequence
from nemo_watch.rule_file.values import Parse, either, likeliest, line, path, quoted

UNREAD: Final = object()
"""Stands for a value that could not be read; the reason has been reported."""

_SWITCH_WORDS = {
    **dict.fromkeys(("yes", "on", "y", "true", "1"), "true"),
    **dict.fromkeys(("no", "off", "n", "false", "0"), "false"),
}
"""What other programs take for true and false."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the reading stands: `key` as sentences name it, and the section that it is in."""

    folder: Path
    problems: Problems
    homes: dict[str, tuple[str, ...]]
    key: str = ""

    def report(self, place: Place, sentence: str) -> None:
        """Note a problem with the value of the key at hand."""
        self.problems.add(place, f"`{self.key}`: {sentence}" if self.key else sentence)


Reader = Callable[[Node, Context], object]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, how its value is read, what it means and what holds without it.

    `default` is written as in a rule file. `keys` are those of the section that the key holds, if it does.
    """

    name: str
    read: Reader
    meaning: str
    default: str
    keys: tuple[Key, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A section as far as it could be read; `places` are those of the values."""

    place: Place
    values: dict[str, Any]
    places: dict[str, Place]


def one(parse: Parse, *, lines: bool = False) -> Reader:
    """Return a reader for a single text; `lines` allows for more than one line."""
    parse_text = parse if lines else line(parse)

    def read(node: Node, context: Context) -> object:
        if not _has_value(node, context):
            return UNREAD
        if not isinstance(node, Scalar):
            context.report(node.place, "one value belongs here, no list and no keys")
            return UNREAD
        try:
            return parse_text(node.text)
        except ValueError as error:
            context.report(node.place, str(error))
            return UNREAD

    return read


def several(parse: Parse, *, lines: bool = False) -> Reader:
    """Return a reader for one text or a list of texts, which it gives as a tuple."""
    read_one = one(parse, lines=lines)

    def read(node: Node, context: Context) -> object:
        if not isinstance(node, Sequence):
            value = read_one(node, context)
            return value if value is UNREAD else (value,)
        if not node.items:
            context.report(node.place, "the list is empty: write at least one entry")
            return UNREAD
        values = tuple(read_one(item, context) for item in node.items)
        return UNREAD if UNREAD in values else values

    return read


def switch(node: Node, context: Context) -> object:
    """Read true or false, which are the only two words for it."""
    if not _has_value(node, context):
        return UNREAD
    if not isinstance(node, Scalar):
        context.report(node.place, "true or false belongs here, no list and no keys")
        return UNREAD
    if node.plain and node.text in {"true", "false"}:
        return node.text == "true"
    meant = _SWITCH_WORDS.get(node.text.casefold(), "true or false")
    context.report(node.place, f"{quoted(node.text)} is neither true nor false: write {meant}, without quotes")
    return UNREAD


def location(node: Node, context: Context, *, none: str | None = None) -> object:
    """Read a path; the word `none`, if given, stands for None."""

    def parse(text: str) -> object:
        return None if text == none else path(text, context.folder)

    return one(parse)(node, context)


def section(keys: tuple[Key, ...], *, label: str, prefix: str = "") -> Reader:
    """Return a reader for keys with values, given as `Found`; sentences call the section `label`."""
    known = {key.name: key for key in keys}

    def read(node: Node, context: Context) -> object:
        if not isinstance(node, Mapping):
            if not isinstance(node, Refused):
                context.report(
                    node.place,
                    f"keys belong here, indented, such as {_some(known)}: write one, or take this out",
                )
            return UNREAD
        found = Found(node.place, {}, {})
        meant: set[str | None] = set()
        for written, content in node.entries:
            name = written.text
            if name not in known:
                meant.add(_report_unknown(written, known, label, context))
                continue
            meant.add(name)
            found.places[name] = content.place
            value = known[name].read(content, replace(context, key=prefix + name))
            if value is not UNREAD:
                found.values[name] = value
        for key in keys:
            if key.required and key.name not in meant:
                context.problems.add(node.place, f"`{key.name}` is missing in {label}: {key.meaning}")
        return found

    return read


def sections(read_section: Reader, *, example: str) -> Reader:
    """Return a reader for a list of sections; `example` is how one begins."""

    def read(node: Node, context: Context) -> object:
        if not _has_value(node, context):
            return UNREAD
        if not isinstance(node, Sequence) or not node.items:
            context.report(node.place, f"a list belongs here, with at least one entry: begin it with `{example}`")
            return UNREAD
        read_items = [read_section(item, replace(context, key="")) for item in node.items]
        return tuple(item for item in read_items if item is not UNREAD)

    return read


def _has_value(node: Node, context: Context) -> bool:
    """Tell whether something to read stands here, and report it where nothing does."""
    if isinstance(node, Scalar) and node.is_null:
        advice = 'put it in quotes: "~"' if node.text == "~" else "write it after the colon"
        context.report(node.place, f"needs a value, and {node.text or 'nothing'} is none: {advice}")
        return False
    return not isinstance(node, Refused)


def _report_unknown(key: Scalar, known: dict[str, Key], label: str, context: Context) -> str | None:
    """Report an unknown key, and return the one that was probably meant."""
    guess = likeliest(key.text, known)
    homes = [home for home in context.homes.get(key.text, ()) if home != label]
    if homes and guess is None:
        advice = f"it belongs in {either(homes)}"
    else:
        advice = f"did you mean `{guess}`?" if guess else f"the keys are {', '.join(known)}"
    context.problems.add(key.place, f"`{key.text[:60]}` is no key of {label}: {advice}")
    return guess


def _some(names: Iterable[str]) -> str:
    return either([f"`{name}:`" for name in list(names)[:3]])
