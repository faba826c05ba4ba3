"""Running another program for its answer: it hears nothing, it may take only so long, and what it says is text."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

Answer = subprocess.CompletedProcess[str]
"""How it ended, and what it wrote to its output and its error output."""


def ask(
    command: Sequence[str | Path],
    *,
    seconds: float,
    environ: Mapping[str, str] | None = None,
    folder: str | None = None,
) -> Answer:
    """Run a command, with this process's environment and folder unless others are given.

    Raises OSError where it cannot be started, TimeoutExpired (a SubprocessError) after so many seconds.
    """
    return subprocess.run(
        command,
        env=environ,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        check=False,
    )
