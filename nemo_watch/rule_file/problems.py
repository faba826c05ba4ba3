"""What is wrong with a rule file: each problem with its place, all of them in one error.

Knows nothing of YAML or of rules; every other module here reports to `Problems`.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, NoReturn

from nemo_watch.errors import ConfigurationError
from nemo_watch.names import shown

MOST_PROBLEMS = 100
"""A file with more is no rule file at all, and telling them apart would take longer than reading helps."""


class Place(NamedTuple):
    """Where something stands in the file, both counted from 1."""

    line: int
    column: int


class Problem(NamedTuple):
    """One thing to correct; the sentence says what is wrong and what to write."""

    place: Place
    sentence: str


class ReadingEndedError(Exception):
    """The rest of the file cannot be read, or is not worth it; the reason has been reported."""


class Problems:
    """The problems found so far, in any order."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, place: Place, sentence: str) -> None:
        """Note one problem; raise ReadingEndedError once there are `MOST_PROBLEMS`."""
        self._found.append(Problem(place, sentence))
        if len(self._found) >= MOST_PROBLEMS:
            raise ReadingEndedError

    def end(self, place: Place, sentence: str) -> NoReturn:
        """Note a problem after which nothing can be read, and raise ReadingEndedError."""
        self._found.append(Problem(place, sentence))
        raise ReadingEndedError

    def error(self, path: Path) -> ConfigurationError:
        """Return all problems as one error, in the order in which they stand in the file."""
        lines = tuple(
            shown(f"{path}:{place.line}:{place.column}: {sentence}")
            for place, sentence in sorted(self._found, key=lambda problem: problem.place)
        )
        count = "one problem" if len(lines) == 1 else f"{len(lines)} problems"
        return ConfigurationError(
            f"The rule file {shown(path)} has {count}.",
            hint="Correct it, then try again; `nemo-watch check` looks at it without starting anything.",
            problems=lines,
        )
