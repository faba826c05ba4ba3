"""The unit of a user's service: the template in `units/`, filled in for one rule file; and reading one again."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import resources
from pathlib import Path

import msgspec

from nemo_watch import __version__
from nemo_watch.rules import Configuration
from nemo_watch.service.folders import lie_in_temporary, written
from nemo_watch.service.program import homes_of_program, program
from nemo_watch.service.quoting import assignments, checked, command_line, path_list

_FENCE, _END_OF_FENCE = "\n# The rest of the fence.", "\n[Install]"
_SHARED = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
"""Variables that say where things are: commands and service must mean the same places."""
_TEMPORARY = Path("/tmp")  # noqa: S108 - where a service without PrivateTmp= has its temporary files


class Fence(StrEnum):
    """How far a service is shut off from what it has nothing to do with."""

    FOLDERS = "folders"
    """It may write into the folders of its rules, and nowhere else."""
    SYSTEM = "system"
    """It may write wherever its user may: one of its folders lies on a server, which may be away at the start."""
    CALLS = "calls"
    """The system allows no user name spaces, so only system calls are barred."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """What a service is to be made for."""

    configuration: Configuration
    rule_file: Path
    environ: Mapping[str, str]
    fence: Fence = Fence.FOLDERS

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders that it may write to."""
        return written(self.configuration, self.environ)


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit that was written before says: the version that wrote it, its rule file, its fence."""

    version: str = ""
    rule_file: Path | None = None
    fence: Fence = Fence.FOLDERS
    folders: tuple[Path, ...] = ()


def template(name: str) -> str:
    """Return a file of `units/`."""
    return resources.files("nemo_watch.service").joinpath("units", name).read_text(encoding="utf-8")


def unit_text(service: Service) -> str:
    """Return the unit of a user's service. Raises NemoWatchError for paths that no unit can name."""
    folders = service.folders
    is_shown = lie_in_temporary((*folders, *_read(service)))
    if is_shown:  # nothing of it is hidden then, so temporary files lie there as well
        folders = (_TEMPORARY, *(folder for folder in folders if not folder.is_relative_to(_TEMPORARY)))
    values = {
        "program": command_line(program()),
        "rule_file": command_line([str(service.rule_file)]),
        "plain_rule_file": checked(str(service.rule_file)),
        "state": command_line([str(service.configuration.state)]),
        "environment": assignments((name, service.environ[name]) for name in _SHARED if service.environ.get(name)),
        "folders": path_list(map(str, folders), mark="-") if service.fence is Fence.FOLDERS else "",
        "protect_system": "strict" if service.fence is Fence.FOLDERS else "full",
        "protect_home": "read-only" if service.fence is Fence.FOLDERS else "no",
        "fence": service.fence.value,
        "private_tmp": "no" if is_shown else "yes",
        "private_devices": "no" if service.configuration.local.encoder else "yes",
        "version": __version__,
    }
    text = template("nemo-watch.service")
    if service.fence is Fence.CALLS:
        before, _, behind = text.partition(_FENCE)
        text = before + _END_OF_FENCE + behind.partition(_END_OF_FENCE)[2]
    return filled(text, values)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a template with each `@name@` replaced."""
    names = "|".join(map(re.escape, values))
    return re.sub(f"@({names})@", lambda found: values[found[1]], text)


def read_unit(text: str) -> Written:
    """Return what a unit says that `unit_text` made; of another one, next to nothing."""
    lines = [line.partition("=")[::2] for line in text.splitlines()]
    values = dict(lines)
    rule_file = values.get("RuleFile")
    return Written(
        version=values.get("Version", ""),
        rule_file=Path(rule_file) if rule_file else None,
        fence=Fence(values["Fence"]) if values.get("Fence") in set(Fence) else Fence.FOLDERS,
        folders=tuple(_paths(values.get("ReadWritePaths", ""))),
    )


def _paths(line: str) -> Iterator[Path]:
    """Yield the paths of a line that `path_list` made."""
    with contextlib.suppress(ValueError):  # by hand, anything may be written there
        for word in shlex.split(line.replace("\\", "\\\\").replace("%%", "%")):
            yield Path(word.removeprefix("-"))


def _read(service: Service) -> tuple[Path, ...]:
    """Return what the daemon reads besides, and must be able to see."""
    configuration = service.configuration
    named = (configuration.local.ffmpeg, configuration.web.password_file)
    return (service.rule_file, *homes_of_program(), *(path for path in named if path is not None))
