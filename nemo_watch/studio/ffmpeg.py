"""Finding ffmpeg: the one that ships with imageio-ffmpeg, or one that the rule file names."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from nemo_watch.asking import ask
from nemo_watch.errors import ConfigurationError
from nemo_watch.names import shown

_ANSWER_SECONDS = 20.0

LEAST_VERSION = (7, 1)
"""Before 7.1, input by descriptor is missing or broken."""


def find_ffmpeg(configured: Path | None) -> Path:
    """Return the path of ffmpeg. Raises ConfigurationError where there is none, or an old one was named."""
    if configured is not None:
        _check_version(configured)
        return configured
    import imageio_ffmpeg

    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise ConfigurationError(
            "There is no ffmpeg for this machine in imageio-ffmpeg.",
            hint="Install ffmpeg 7.1 or newer and name it in the rule file: local: {ffmpeg: /path/to/ffmpeg}.",
        ) from error


def version_of(ffmpeg: Path) -> tuple[int, int] | None:
    """Return major and minor version of an ffmpeg; None for a build that names none (a snapshot)."""
    answer = ask([ffmpeg, "-version"], seconds=_ANSWER_SECONDS)
    answer.check_returncode()
    match = re.match(r"ffmpeg version n?(\d+)\.(\d+)", answer.stdout)
    return (int(match[1]), int(match[2])) if match else None


def _check_version(ffmpeg: Path) -> None:
    try:
        version = version_of(ffmpeg)
    except (OSError, subprocess.SubprocessError) as error:
        raise ConfigurationError(f"{shown(ffmpeg)} (local.ffmpeg) cannot be run as ffmpeg.") from error
    if version is not None and version < LEAST_VERSION:
        raise ConfigurationError(
            f"{shown(ffmpeg)} (local.ffmpeg) is ffmpeg {version[0]}.{version[1]}: 7.1 or newer is needed.",
            hint="Leave local.ffmpeg out to use the one that nemo-watch brings along.",
        )
