"""From bytes to text, and from a YAML parser's complaint to a sentence for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from nemo_watch.rule_file.problems import Place, Problems

MOST_BYTES = 1_000_000

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What no editor shows: control characters, and the line ends that only YAML counts as such."""

_BEGUN_HERE = (
    (r"could not find expected ':'", "a colon is missing after this key: write `key: value`"),
    (r"quoted scalar found unexpected", "the quotation mark that opens here is never closed"),
    (
        r"flow (sequence|mapping) .*expected",
        "the bracket or brace that opens here is not closed, or a comma is missing after an entry",
    ),
)
"""Complaints that come late: the mistake is where the text, the list or the key begins."""

_FOUND_HERE = (
    (r"character '\\t'", "a tab stands here: write spaces instead"),
    (
        r"mapping values are not allowed",
        "a colon is not expected here: look at the indentation, and put a text that holds `: ` in quotes",
    ),
    (r"unknown escape", 'after a backslash in "…" this means nothing: write the text in single quotes'),
    (r"escape sequence of", "this escape sequence is too short: write the character itself"),
    (r"sequence entries are not allowed", "a dash is not expected here: begin a list on a line of its own"),
    (
        r"expected <block end>, but found '<scalar>'",
        "the text goes on after its closing quotation mark: put the other kind of quotes around all of it",
    ),
    (r"expected <block end>", "this line is indented otherwise than the ones that it belongs to"),
    (r"character '(.)' that cannot start", "a text that begins with this character must stand in quotes"),
)


def decode(data: bytes, problems: Problems) -> str:
    """Return the file's text; raise ReadingEndedError where it is too long, no UTF-8, or not printable."""
    if len(data) > MOST_BYTES:
        problems.end(Place(1, 1), "the file is larger than 1 MB: this is no rule file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        problems.end(_place_after(before), "this is not UTF-8: save the file with the encoding UTF-8")
    if (match := _FORBIDDEN.search(text)) is not None:
        problems.end(
            _place_after(text[: match.start()]),
            f"an invisible character (U+{ord(match[0]):04X}) stands here: delete it",
        )
    return text


def events(text: str, problems: Problems) -> Iterator[yaml.Event]:
    """Yield the parser's events; raise ReadingEndedError where the text stops being YAML."""
    place = Place(1, 1)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            place = place_of(event.end_mark)
            yield event
    except yaml.MarkedYAMLError as error:
        problems.end(*_explained(error))
    except (yaml.YAMLError, ValueError, OverflowError):
        # An escape such as "\UFFFFFFFF" or a version of a thousand digits: PyYAML passes on what Python says.
        problems.end(place, "what follows here stands for no character or number: write the text itself")


def place_of(mark: object) -> Place:
    """Return the place of a parser's mark, which counts from 0."""
    return Place(getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1)


def _explained(error: yaml.MarkedYAMLError) -> tuple[Place, str]:
    """Return where the mistake was made, and a sentence."""
    complaint = f"{error.context or ''} {error.problem or ''}"
    for mark, table in (error.context_mark, _BEGUN_HERE), (error.problem_mark, _FOUND_HERE):
        for pattern, sentence in table:
            if re.search(pattern, complaint) is not None:
                return place_of(mark), sentence
    return (
        place_of(error.problem_mark or error.context_mark),
        f"this is not YAML ({error.problem}): look at the indentation and the quotation marks",
    )


def _place_after(text: str) -> Place:
    """Return the place of the character that follows `text`."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))
