"""The rule file: read strictly, every problem at once and with its place.

A rule that is silently misread does the wrong thing to somebody's videos. So nothing is guessed here: what is
not known is refused, and the sentence says what to write. Must not know the platform, the environment or the
daemon.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nemo_watch.errors import ConfigurationError
from nemo_watch.names import shown
from nemo_watch.rule_file import schema
from nemo_watch.rule_file.checks import check
from nemo_watch.rule_file.problems import Problems, ReadingEndedError
from nemo_watch.rule_file.readers import UNREAD, Context, Found
from nemo_watch.rule_file.starter import starter_text
from nemo_watch.rule_file.syntax import MOST_BYTES
from nemo_watch.rule_file.tree import parse
from nemo_watch.rules import Cloud, Configuration, Local, Logging, Notices, Output, Rule, Watching, Web
from nemo_watch.skills import DEFAULT_SKILL, SKILLS

__all__ = ["DEFAULTS", "KEYS", "load", "read", "starter_text"]

KEYS: dict[str, str] = {dotted: key.meaning for dotted, key in schema.walk()}
"""Every key by its dotted name, such as ``rules.output.format``, with its meaning."""

DEFAULTS: dict[str, str] = {dotted: key.default for dotted, key in schema.walk() if not key.keys or key.required}
"""What holds without the key, as it would be written, or in words; the keys of sections have none."""

_SECTIONS = {"cloud": Cloud, "local": Local, "inbox": Watching, "notify": Notices, "web": Web, "log": Logging}


def load(path: Path, *, default_state: Path) -> Configuration:
    """Read the rule file at `path`; raise ConfigurationError for one that is missing, unreadable or wrong."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"There is no rule file {shown(path)}.", hint="`nemo-watch init` writes one to begin with."
        ) from error
    except IsADirectoryError as error:
        raise ConfigurationError(f"{shown(path)} is a folder.", hint="Name the rule file in it.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"The rule file {shown(path)} cannot be read ({reason}).",
            hint="Look at its name and at who may read it.",
        ) from error
    return read(data, path=path, default_state=default_state)


def read(text_bytes: bytes, *, path: Path, default_state: Path) -> Configuration:
    """Return what a rule file says; its folder is where relative paths begin.

    `default_state` is the state folder where the file names none. Raise ConfigurationError with all problems.
    """
    problems = Problems()
    found: object = UNREAD
    try:
        context = Context(path.absolute().parent, problems, schema.homes())
        found = schema.read_file(parse(text_bytes, problems), context)
        if isinstance(found, Found):
            check(found, default_state, problems)
    except ReadingEndedError:
        pass
    if problems or not isinstance(found, Found):
        raise problems.error(path)
    return _configuration(found.values, default_state)


def _configuration(values: dict[str, Any], default_state: Path) -> Configuration:
    """Build the whole from values without problems."""
    engine = values.get("engine", "local")
    return Configuration(
        rules=tuple(_rule(rule.values, engine) for rule in values["rules"]),
        state=values.get("state", default_state),
        engine=engine,
        **{name: struct(**values[name].values) for name, struct in _SECTIONS.items() if name in values},
    )


def _rule(values: dict[str, Any], engine: str) -> Rule:
    """Build one rule; what it leaves open comes from its skill and from the top of the file."""
    skill = SKILLS[values.get("skill", DEFAULT_SKILL)]
    settled: dict[str, Any] = {"files": skill.patterns, "group": skill.group, "engine": engine, **values}
    if "output" in settled:
        settled["output"] = Output(**settled["output"].values)
    return Rule(instructions=settled.pop("instruction"), **settled)
