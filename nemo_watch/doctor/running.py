"""The daemon: whether one runs for the state folder, of which version, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from nemo_watch import __version__
from nemo_watch.doctor.finding import Finding, note, trouble, well
from nemo_watch.doctor.looks import within
from nemo_watch.errors import DaemonNotRunning, NemoWatchError

_ANSWER_SECONDS = 4.0


class Answer(msgspec.Struct, frozen=True):
    """What came of asking the daemon: what it says of itself, nothing where none runs, or why it did not answer."""

    status: dict[str, Any] = {}
    error: str = ""

    @property
    def is_running(self) -> bool:
        """Tell whether it answered."""
        return bool(self.status)


def ask(status: Callable[[], dict[str, Any]]) -> Answer:
    """Ask the daemon by a function that returns its status or raises NemoWatchError; a few seconds at most."""
    try:
        return Answer(within(_ANSWER_SECONDS, status))
    except DaemonNotRunning:
        return Answer()
    except NemoWatchError as error:
        return Answer(error=error.message)
    except TimeoutError:
        return Answer(error=f"The daemon gave no answer in {_ANSWER_SECONDS:.0f} s.")


def look_at_daemon(answer: Answer) -> Iterator[Finding]:
    """Say whether the daemon runs, and what it says of itself."""
    if answer.error:
        yield trouble("daemon", answer.error, "Stop it and start it anew; its log may say more.")
        return
    if not answer.is_running:
        yield note("daemon", "The daemon does not run: nothing is taken from the inboxes.", "Start it: nemo-watch run")
        return
    version, process = answer.status.get("version"), answer.status.get("pid")
    if version == __version__:
        yield well("daemon", f"The daemon runs (process {process}).")
    else:
        yield trouble(
            "daemon",
            f"The daemon that runs is version {version} (process {process}), and this is {__version__}.",
            "Restart it: it ends with Ctrl+C or SIGTERM, and nothing is lost.",
        )
    if answer.status.get("paused"):
        yield note("pause", "It is paused: no work is begun.", "nemo-watch resume")
    for engine in answer.status.get("engines", []):
        if engine["state"] != "ok":
            yield note(
                f"{engine['name']} engine", f"Its {engine['name']} engine is {engine['state']}: {engine['message']}"
            )
