"""The command `nemo-watch`, and `python -m nemo_watch`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run a command; what nemo-watch can explain ends in a sentence and an exit code, never in a traceback."""
    from nemo_watch.cli import run_command

    sys.exit(run_command(sys.argv[1:]))


if __name__ == "__main__":
    main()
