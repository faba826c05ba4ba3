"""What a service manager is asked for, whichever it is: to install the service, to take it away, to say how it is."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Protocol

import msgspec

from nemo_watch.errors import NemoWatchError
from nemo_watch.rules import Configuration

UNIT = "nemo-watch.service"
LABEL = "io.nemo.watch"

BOOTED = Path("/run/systemd/system")
"""It is there where systemd is the init of this system: sd_booted(3)."""

_NOT_FOR_ROOT = "Root gets no service of its own: it would work as root on files that come from anywhere."
_STEPS_OF_ROOT = (
    "  install -m 644 nemo-watch.service /etc/systemd/system/",
    "  install -D -m 644 nemo-watch.sysusers /etc/sysusers.d/nemo-watch.conf",
    "  install -D -m 644 nemo-watch.tmpfiles /etc/tmpfiles.d/nemo-watch.conf",
    "  mkdir -p /etc/nemo-watch && cp -n nemo-watch.yaml /etc/nemo-watch/    # and say there what you want",
    "  systemd-sysusers nemo-watch.conf && systemd-tmpfiles --create nemo-watch.conf",
    "  systemctl daemon-reload && systemctl enable --now nemo-watch",
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants of `service install`; `may_start` is False where another daemon is at work already."""

    configuration: Configuration
    rule_file: Path
    environ: Mapping[str, str]
    is_lingering: bool = False
    may_start: bool = True


class Remark(msgspec.Struct, frozen=True):
    """One thing that is amiss with a unit, and what to do."""

    sentence: str
    remedy: str = "Write it anew: nemo-watch service install"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How the service is, and what is amiss with its unit.

    `lingers` is None where there is no such thing; `process` is 0 where none runs.
    """

    kind: str
    unit: Path
    is_installed: bool = False
    is_enabled: bool = False
    is_running: bool = False
    has_failed: bool = False
    lingers: bool | None = None
    process: int = 0
    doing: str = ""
    rule_file: Path | None = None
    remarks: tuple[Remark, ...] = ()


class Manager(Protocol):
    """A service manager of this machine. All methods raise NemoWatchError."""

    def install(self, asked: Asked) -> Iterator[str]:
        """Write the unit, start it now and at each login; yield a sentence for each thing done."""

    def uninstall(self) -> Iterator[str]:
        """Stop the service and take its unit away; yield a sentence for each thing done."""

    def standing(self) -> Standing:
        """Return how the service is."""


def manager_of(environ: Mapping[str, str]) -> Manager:
    """Return the service manager of this user. Raises NemoWatchError, with what to do instead, where there is none."""
    if os.geteuid() == 0:
        raise NemoWatchError(_NOT_FOR_ROOT, hint=root_hint())
    if sys.platform == "darwin":
        from nemo_watch.service.launchd import Launchd

        return Launchd(environ)
    if shutil.which("systemctl") is None or not BOOTED.is_dir():
        raise NemoWatchError(
            "There is no systemd here, so nothing can be told to start nemo-watch.",
            hint="Let whatever starts programs on this machine start: nemo-watch run (in a container, as its command; "
            "with cron, by a line that begins with @reboot).",
        )
    from nemo_watch.service.systemd import Systemd

    return Systemd(environ)


def root_hint() -> str:
    """Return what root does instead: the unit for the whole machine, which has a user of its own."""
    units = resources.files("nemo_watch.service").joinpath("units", "system")
    return "\n".join(
        (
            "For yourself, without sudo:  nemo-watch service install",
            "For the whole machine, with a user of its own (docs/service.md tells more):",
            f"  cd {units}",
            *_STEPS_OF_ROOT,
        )
    )
