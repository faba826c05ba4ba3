"""Strict YAML: text, lists and keyed sections, each with its place, and nothing else of the language.

Walks the parser's events itself, because a YAML loader keeps the last of two equal keys, expands aliases
(nine lines can become gigabytes), turns `NO` into false, and forgets where things stood.
Knows nothing of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from nemo_watch.rule_file.problems import Place, Problems
from nemo_watch.rule_file.syntax import decode, events, place_of

DEEPEST = 8
"""Levels of lists and sections in one another; a rule file needs five."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text as it stands in the file; `plain` is without quotes."""

    place: Place
    text: str
    plain: bool

    @property
    def is_null(self) -> bool:
        """Tell whether nothing stands here: an empty place, `~` or `null`."""
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A section: keys with values, each key once."""

    place: Place
    entries: tuple[tuple[Scalar, Node], ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A place where something was refused; the problem has been reported."""

    place: Place


Node = Scalar | Sequence | Mapping | Refused


def parse(data: bytes, problems: Problems) -> Mapping:
    """Return the file as a tree.

    Problems that leave the rest readable are reported and passed over; others raise ReadingEndedError.
    """
    walk = _Walk(events(decode(data, problems), problems), problems)
    return walk.document()


class _Walk:
    """One pass over the events of one file."""

    def __init__(self, stream: Iterator[yaml.Event], problems: Problems) -> None:
        self._stream = stream
        self._problems = problems

    def document(self) -> Mapping:
        """Return the only document of the file."""
        next(self._stream)  # the beginning of the stream
        begin = next(self._stream)
        if not isinstance(begin, yaml.DocumentStartEvent):
            self._problems.end(Place(1, 1), "the file is empty: `nemo-watch init` writes one to begin with")
        root = self._node(next(self._stream), depth=1)
        next(self._stream)  # the end of the document
        after = next(self._stream)
        if isinstance(after, yaml.DocumentStartEvent):
            self._problems.end(
                place_of(after.start_mark),
                "a second document begins here: write all rules into one, without `---`",
            )
        if not isinstance(root, Mapping):
            self._problems.end(
                root.place, "the file must begin with keys such as `engine:` and `rules:`, one on a line"
            )
        return root

    def _node(self, event: yaml.Event, *, depth: int) -> Node:
        """Return the node that begins with `event`."""
        place = place_of(event.start_mark)
        if depth > DEEPEST:
            self._problems.end(place, f"lists and sections lie more than {DEEPEST} deep in one another here")
        self._refuse_cleverness(event, place)
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event, place)
            case yaml.SequenceStartEvent():
                return Sequence(place, tuple(self._items(depth)))
            case yaml.MappingStartEvent():
                return Mapping(place, tuple(self._entries(depth)))
        return Refused(place)

    def _refuse_cleverness(self, event: yaml.Event, place: Place) -> None:
        """Report what lets a value stand for something else than what is written."""
        if isinstance(event, yaml.AliasEvent):
            self._problems.add(place, f"`*{event.anchor}` points to another value: write the value itself")
            return
        if getattr(event, "anchor", None) is not None:
            self._problems.add(place, "anchors (`&name`) are not used here: write each value where it belongs")
        if getattr(event, "tag", None) is not None:
            self._problems.add(place, "tags (`!name`) are not used here: write the value alone")

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Node:
        if _UNPRINTABLE.search(event.value) is not None:
            self._problems.add(place, "this text holds an invisible control character: delete it")
            return Refused(place)
        return Scalar(place, event.value, plain=event.style is None)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._stream), yaml.SequenceEndEvent):
            yield self._node(event, depth=depth + 1)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        """Yield the entries with a usable key; the values of the others are looked through all the same."""
        seen: dict[str, Place] = {}
        while not isinstance(event := next(self._stream), yaml.MappingEndEvent):
            key = self._node(event, depth=depth + 1)
            value = self._node(next(self._stream), depth=depth + 1)
            if (mistake := _mistake(key, seen)) is not None:
                self._problems.add(key.place, mistake)
            elif isinstance(key, Scalar):
                seen[key.text] = key.place
                yield key, value


def _mistake(key: Node, seen: dict[str, Place]) -> str | None:
    """Say what is wrong with a key, given the ones before it."""
    if isinstance(key, Refused):
        return None
    if not isinstance(key, Scalar):
        return "a key must be one word: write `key: value`"
    if key.is_null:
        return "a key is missing before this colon: write `key: value`"
    if key.plain and key.text == "<<":
        return "merge keys (`<<`) are not used here: write the keys themselves"
    if (first := seen.get(key.text)) is not None:
        return f"`{key.text[:40]}` stands here again, first on line {first.line}: keep one of the two"
    return None
