"""Where a user's own settings are, by the environment: XDG Base Directory Specification."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def home_folder(environ: Mapping[str, str]) -> Path:
    """Return the user's home."""
    return Path(environ.get("HOME") or Path("~").expanduser())


def config_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of all programs' settings; a relative one is ignored, as the specification says."""
    folder = Path(environ.get("XDG_CONFIG_HOME", ""))
    return folder if folder.is_absolute() else home_folder(environ) / ".config"


def environment_file(environ: Mapping[str, str]) -> Path:
    """Return the file that a service of systemd takes variables from, such as a token."""
    return config_folder(environ) / "nemo-watch" / "environment"
