"""Every error that nemo-watch raises on purpose, in one tree.

An error carries what its reader can do: a message for a person (what happened, to which path), a hint
(what to do next), whether the same step may be tried again, and the exit code of a command that it ends.

    NemoWatchError
    ├── ConfigurationError        the rule file or the command line is wrong (exit 2)
    ├── DaemonNotRunning          a command needs the daemon (exit 3)
    ├── NoSuchJob                 no job, or no single one, has that id (exit 4)
    ├── NoTray                    there is no tray that an icon could be put into (exit 69)
    ├── AlreadyRunning            a second daemon on one state folder
    ├── StoreError                the state folder cannot be read or written
    └── JobError                  a job cannot go on as it is
        ├── TransientError        tried again by itself, with back-off
        ├── HeldError             waits for a person, or for a cause to go away
        └── FinalError            will not work however often it is tried

What a foreign library raises is translated at the border, by the adapter that called it.
"""

from __future__ import annotations


class NemoWatchError(Exception):
    """Anything that nemo-watch knows how to explain to a person."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Take a sentence for a person, and, where there is one, what they can do about it."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def sentence(self) -> str:
        """Message and hint as they are shown: one text, whole sentences."""
        return f"{self.message} {self.hint}".strip()


class ConfigurationError(NemoWatchError):
    """A rule file or an option that cannot be used; `problems` lists every one that was found."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "", problems: tuple[str, ...] = ()) -> None:
        """Take the problems as finished lines, `file:line:column: sentence` where they have a place."""
        super().__init__(message, hint=hint)
        self.problems = problems or (message,)


class DaemonNotRunning(NemoWatchError):
    """A command needs the daemon, and none answers on its socket."""

    exit_code = 3


class NoSuchJob(NemoWatchError):
    """No job has this id, or more than one begins with it."""

    exit_code = 4


class NoTray(NemoWatchError):
    """There is no tray here that an icon could be put into."""

    exit_code = 69


class AlreadyRunning(NemoWatchError):
    """Another daemon works on the same state folder."""


class StoreError(NemoWatchError):
    """The state folder cannot be used, or was written by a newer version."""


class JobError(NemoWatchError):
    """A job cannot go on as it is; the subclass says what becomes of it."""


class TransientError(JobError):
    """The same step may work later: it is tried again, 2 s doubling to 10 min, for a day."""

    def __init__(self, message: str, *, hint: str = "", wait_seconds: float | None = None) -> None:
        """Take, where the other side named one, the seconds to wait before the next try."""
        super().__init__(message, hint=hint)
        self.wait_seconds = wait_seconds


class EngineOffline(TransientError):
    """The render service as a whole cannot be reached: its jobs wait, without spending attempts."""


class HeldError(JobError):
    """Only a person can remove the cause.

    Where the cause can also go away by itself (a full disk, an unwritable folder), `recheck_seconds` says after
    how long the step is tried again unasked. `cause` names what many jobs may be waiting for at once: "credits",
    "plan", "token", "service", "budget", "hours" (of its rule); or what it would cost to begin anew: "outcome",
    "session"; "" is a job's own matter.
    """

    def __init__(self, message: str, *, hint: str = "", recheck_seconds: float | None = None, cause: str = "") -> None:
        """Take the sentence to show, when to look again, and the cause."""
        super().__init__(message, hint=hint)
        self.recheck_seconds = recheck_seconds
        self.cause = cause


class FinalError(JobError):
    """Trying again cannot help: the job fails and its source goes to `failed/`."""


class UnsupportedFile(FinalError):
    """The service cannot make anything of the file (code 4001); another service might."""


class SourceGone(FinalError):
    """The file is not there any more, or is not the one that was looked at (code 410 of our studio)."""


class SessionLost(JobError):
    """The render service no longer knows the session (code 1002): the job begins a new one."""


class RenderUnknown(JobError):
    """The render service no longer knows the render (code 1002 or HTTP 404 on a poll)."""


class RenderRefused(JobError):
    """A render ended as failed; `retryable` says whether a new render id may help."""

    def __init__(self, message: str, *, hint: str = "", retryable: bool = False) -> None:
        """Take the service's sentence and whether one more render is worth it."""
        super().__init__(message, hint=hint)
        self.retryable = retryable
