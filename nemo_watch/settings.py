"""Where things are on this machine, and what the environment says instead of the rule file.

The only module that reads environment variables; the environment is passed in. Must not know how a rule file
is read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import platformdirs

from nemo_watch.errors import ConfigurationError
from nemo_watch.rules import Configuration, service_address

CONTROL_SOCKET = "control.sock"

LONGEST_SOCKET_PATH = 100
"""Bytes; a unix socket's address holds 108 on Linux and 104 on macOS, with the NUL that ends it."""

_SHORT_FOLDERS = Path("/tmp")  # noqa: S108 - not TMPDIR, which a service and a shell see differently


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who asks the cloud, as far as the environment says; the token is never shown.

    `token_file` is the token among a service's credentials, None where there is none; `client_id_file` is where all
    tools for NemoVideo keep the id of their client.
    """

    client_id_file: Path
    token: str | None = field(default=None, repr=False)
    token_file: Path | None = None
    client_id: str | None = None
    skill_source: str | None = None


def config_path(environ: Mapping[str, str]) -> Path:
    """Return where the rule file is, the same on every platform; `NEMO_WATCH_CONFIG` overrides."""
    if chosen := environ.get("NEMO_WATCH_CONFIG"):
        return Path(os.path.expanduser(chosen)).absolute()  # noqa: PTH111 - it never raises
    folder = _xdg_folder(environ, "XDG_CONFIG_HOME") or _home(environ) / ".config"
    return folder / "nemo-watch" / "nemo-watch.yaml"


def default_state(environ: Mapping[str, str]) -> Path:
    """Return the folder of the job list and the sockets where the rule file names none."""
    if (folder := _xdg_folder(environ, "XDG_STATE_HOME")) is not None:
        return folder / "nemo-watch"
    return platformdirs.user_state_path("nemo-watch", appauthor=False)


def override(configuration: Configuration, environ: Mapping[str, str]) -> Configuration:
    """Return the configuration with the addresses that `NEMO_API_URL` and `NEMO_WEB_URL` name.

    Raise ConfigurationError, naming the variable, for an address that the rule file could not hold either.
    """
    cloud = configuration.cloud
    return msgspec.structs.replace(
        configuration,
        cloud=msgspec.structs.replace(
            cloud,
            url=_read(environ, "NEMO_API_URL", service_address) or cloud.url,
            web=_read(environ, "NEMO_WEB_URL", service_address) or cloud.web,
        ),
    )


def identity(environ: Mapping[str, str]) -> Identity:
    """Return what `NEMO_TOKEN`, `NEMO_CLIENT_ID` and `SKILL_SOURCE` say, and where else a token and an id may lie.

    Raise ConfigurationError, naming the variable, for what cannot stand in a header.
    """
    return Identity(
        client_id_file=_home(environ) / ".config" / "nemovideo" / "client_id",
        token_file=_credential(environ, "nemo-token"),
        token=_read(environ, "NEMO_TOKEN", _header),
        client_id=_read(environ, "NEMO_CLIENT_ID", _header),
        skill_source=_read(environ, "SKILL_SOURCE", _header),
    )


def socket_folder(state: Path) -> Path:
    """Return the folder for the sockets: `state`, or where its path is too long, a short one of this user's.

    The short one is the same for every process of the user. Whoever makes it must do so with mode 0700, and
    refuse one that belongs to somebody else.
    """
    if len(os.fsencode(state / CONTROL_SOCKET)) <= LONGEST_SOCKET_PATH:
        return state
    digest = hashlib.sha256(os.fsencode(os.path.realpath(state))).hexdigest()[:12]
    return _SHORT_FOLDERS / f"nemo-watch-{os.getuid()}-{digest}"


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111 - it never raises


def _credential(environ: Mapping[str, str], name: str) -> Path | None:
    """Return a file among the credentials that systemd hands to a service (systemd.exec(5)), if it is there."""
    folder = Path(environ.get("CREDENTIALS_DIRECTORY", ""))
    return folder / name if folder.is_absolute() and os.path.lexists(folder / name) else None


def _xdg_folder(environ: Mapping[str, str], name: str) -> Path | None:
    """Return a folder of the XDG Base Directory Specification, which says to ignore relative ones."""
    folder = Path(environ.get(name, ""))
    return folder if folder.is_absolute() else None


def _read(environ: Mapping[str, str], name: str, parse: Callable[[str], str]) -> str | None:
    """Return a variable's value; one that is empty counts as not set."""
    text = environ.get(name, "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise ConfigurationError(
            f"The environment variable {name} cannot be used: {error}.", hint="Correct it, or take it out."
        ) from error


def _header(text: str) -> str:
    """Return a header's value; raise ValueError, without repeating what may be secret, if it is none."""
    if re.fullmatch(r"[!-~]{1,4096}", text) is None:
        raise ValueError("it holds spaces or other characters that no header can hold")
    return text
