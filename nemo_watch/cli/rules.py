"""Which rule file a command works with, and the configuration that it gives."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nemo_watch import settings
from nemo_watch.rules import Configuration


def config_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--config` to a command; it may as well stand before the command's name."""
    return click.option("--config", metavar="FILE", help="The rule file.")(command)


def rule_file_path(config: str | None) -> Path:
    """Return the rule file that was named: behind the command, before it, in the environment, or the default."""
    return path_named(config or click.get_current_context().find_root().obj)


def path_named(named: str | None) -> Path:
    """Return the rule file of this name, or the usual one."""
    return Path(named).expanduser().absolute() if named else settings.config_path(os.environ)


def load(path: Path) -> Configuration:
    """Return what a rule file and the environment say. Raises ConfigurationError with every mistake."""
    from nemo_watch import rule_file

    configuration = rule_file.load(path, default_state=settings.default_state(os.environ))
    return settings.override(configuration, os.environ)


def load_named(config: str | None) -> Configuration:
    """Return the configuration of the rule file that was named."""
    return load(rule_file_path(config))
