"""Texts as systemd and desktops read them: each kind of line has rules of its own for quotes, `%` and `$`.

Sources: systemd.syntax(7), systemd.service(5) "Command lines", systemd.unit(5) "Specifiers"; Desktop Entry
Specification, "The Exec key".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nemo_watch.errors import NemoWatchError
from nemo_watch.names import shown

_PLAIN = re.compile(r"[A-Za-z0-9_@./:=+,-]+")


def can_be_named(text: str) -> bool:
    """Tell whether a path can stand in such a file: in one line, in UTF-8."""
    return text.isprintable()


def checked(text: str) -> str:
    """Return a text that can stand in such a file. Raises NemoWatchError for others."""
    if not can_be_named(text):
        raise NemoWatchError(
            f"{shown(text)} holds characters that no unit can name, so no service can be started with it.",
            hint="Give it another name: printable characters only.",
        )
    return text


def command_line(words: Iterable[str]) -> str:
    """Return words as a line of `ExecStart=`."""
    return " ".join(_escaped(word).replace("$", "$$") for word in words)


def assignments(values: Iterable[tuple[str, str]]) -> str:
    """Return variables as a line of `Environment=`."""
    return " ".join(_escaped(f"{name}={value}") for name, value in values)


def path_list(paths: Iterable[str], *, mark: str = "") -> str:
    """Return paths as a line of `ReadWritePaths=`, each behind a `mark`; backslashes are plain there."""
    return " ".join(_quoted(mark + path).replace("%", "%%") for path in paths)


def desktop_command(words: Iterable[str]) -> str:
    """Return words as a line of `Exec=`: escaped once as an argument, and once more as a text."""
    quoted = [f'"{_marked(word, chr(92), chr(34), "`", "$")}"' for word in words]
    return desktop_text(" ".join(quoted)).replace("%", "%%")


def desktop_text(text: str) -> str:
    """Return a text as any other line of a desktop entry holds it."""
    return checked(text).replace("\\", "\\\\")


def _escaped(word: str) -> str:
    """Return a word, in quotes in which a backslash escapes where it needs them; specifiers are doubled."""
    if _PLAIN.fullmatch(word):
        return word
    return f'"{_marked(checked(word), chr(92), chr(34))}"'.replace("%", "%%")


def _quoted(word: str) -> str:
    """Return a word, in quotes in which nothing escapes where it needs them: a double quote stands in single ones."""
    if _PLAIN.fullmatch(word):
        return word
    return '"' + checked(word).replace('"', '"\'"\'"') + '"'


def _marked(text: str, *special: str) -> str:
    """Return a text with a backslash before each special character; that of the backslash itself comes first."""
    for character in special:
        text = text.replace(character, "\\" + character)
    return text
