"""ffmpeg as the studio needs it: its version, and the filters, encoders and protocols that it has."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from nemo_watch.asking import ask
from nemo_watch.doctor.finding import Finding, trouble, well
from nemo_watch.doctor.needs import ENCODERS, FILTERS, NEEDS, PROTOCOLS, Need
from nemo_watch.errors import ConfigurationError
from nemo_watch.names import shown
from nemo_watch.studio.fence.jail import environment
from nemo_watch.studio.ffmpeg import LEAST_VERSION, find_ffmpeg

FFMPEG_SECONDS = 5.0

_VERSION = re.compile(r"ffmpeg version n?(\S+)")
_NAMES = {
    FILTERS: re.compile(r"^ [T.][S.][C.]? +(\w+) +\S*->", re.MULTILINE),
    ENCODERS: re.compile(r"^ [VAS][F.][S.][X.][B.][D.] +([\w-]+) ", re.MULTILINE),
    PROTOCOLS: re.compile(r"^  (\w+)$", re.MULTILINE),
}
"""How the lists of ffmpeg are written; the third letter of a filter's signs went with version 8."""


def look_at_ffmpeg(configured: Path | None, *, seconds: float = FFMPEG_SECONDS) -> Iterator[Finding]:
    """Look at the ffmpeg that the rule file names, or that there is without a word of it, `seconds` for each answer."""
    try:
        path = configured or find_ffmpeg(None)
    except ConfigurationError as error:
        yield trouble("ffmpeg", error.message, error.hint)
        return
    remedy = _remedy(configured)
    try:
        found = _VERSION.match(_answer(path, "-version", seconds))
    except (OSError, subprocess.SubprocessError) as error:
        yield trouble("ffmpeg", f"{shown(path)} cannot be run as ffmpeg: {_reason(error)}.", remedy)
        return
    if found is None:
        yield trouble("ffmpeg", f"{shown(path)} does not say that it is an ffmpeg.", remedy)
        return
    version, whose = found[1], _whose(path, configured)
    if _is_too_old(version):
        least = ".".join(map(str, LEAST_VERSION))
        yield trouble("ffmpeg", f"{shown(path)} is ffmpeg {version}: {least} or newer is needed.", remedy)
        return
    yield well("ffmpeg", f"ffmpeg {_plain(version)}{whose}.")
    yield from _look_at_abilities(path, remedy, seconds)


def _look_at_abilities(path: Path, remedy: str, seconds: float) -> Iterator[Finding]:
    """Say what the ffmpeg cannot do, a finding for each ability that would be missed."""
    try:
        known = {kind: set(names.findall(_answer(path, f"-{kind}", seconds))) for kind, names in _NAMES.items()}
    except (OSError, subprocess.SubprocessError) as error:
        yield trouble("ffmpeg abilities", f"It does not say what it can do: {_reason(error)}.", remedy)
        return
    lacking = [(need, missing) for need in NEEDS if (missing := sorted(need.names - known[need.kind]))]
    for need, missing in lacking:
        yield trouble("ffmpeg abilities", f"It has no {_listed(need, missing)}: {need.cost}.", remedy)
    if not lacking:
        count = sum(len(need.names) for need in NEEDS)
        yield well("ffmpeg abilities", f"It has all {count} filters, encoders and protocols that the studio uses.")


def _answer(ffmpeg: Path, option: str, seconds: float) -> str:
    """Return what ffmpeg prints for an option. Raises OSError and SubprocessError."""
    done = ask([ffmpeg, "-hide_banner", option], seconds=seconds, environ=environment())
    done.check_returncode()
    return done.stdout


def _is_too_old(version: str) -> bool:
    """Tell whether a version is an old one; a build that names none is a snapshot, and newer."""
    numbers = re.match(r"(\d+)\.(\d+)", version)
    return numbers is not None and (int(numbers[1]), int(numbers[2])) < LEAST_VERSION


def _plain(version: str) -> str:
    """Return the number of a version without what its builder added."""
    numbers = re.match(r"\d+(\.\d+)+", version)
    return numbers[0] if numbers else version


def _whose(path: Path, configured: Path | None) -> str:
    import imageio_ffmpeg

    if configured is not None:
        return f", which the rule file names: {shown(path)}"
    if path.is_relative_to(Path(imageio_ffmpeg.__file__).parent):
        return ", which nemo-watch brings along"
    return f", from this machine: {shown(path)}"


def _remedy(configured: Path | None) -> str:
    if configured is not None:
        return "Leave `local.ffmpeg` out of the rule file: nemo-watch uses the one that it brings along."
    return "Install an ffmpeg of version 7.1 or newer, and name it in the rule file: local: {ffmpeg: /path/to/ffmpeg}."


def _listed(need: Need, missing: list[str]) -> str:
    kind = need.kind if len(missing) > 1 else need.kind.removesuffix("s")
    *others, last = missing
    return f"{kind} {', '.join(others)} and {last}" if others else f"{kind} {last}"


def _reason(error: OSError | subprocess.SubprocessError) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it gave no answer in {error.timeout:g} s"
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with code {error.returncode}"
    return str(getattr(error, "strerror", None) or error)
