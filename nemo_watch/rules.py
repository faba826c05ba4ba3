"""What a rule file says, once it has been read: rules and the settings around them.

Plain data with the documented defaults. Reading and checking the file is `rule_file`'s work.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from datetime import time
from pathlib import Path

import msgspec

from nemo_watch.skills import DEFAULT_SKILL

DONE_FOLDER = "done"
FAILED_FOLDER = "failed"
OUR_FOLDERS = (DONE_FOLDER, FAILED_FOLDER)
"""Folders in an inbox that are ours: made when needed, never taken from."""

PROBLEM_SUFFIX = ".problem.txt"
"""What the text beside a failed file ends with; it is never taken, wherever it lies."""

LINK_SUFFIXES = (".url", ".webloc")
"""What files that hold an address on the web end with; every rule takes them."""

WORK_FOLDER = ".nemo-watch"
"""The folder in an outbox that holds unfinished results, one folder a job."""

ENGINES = ("local", "cloud", "auto")


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """How a result is asked for and named; `name` knows `{stem}` and `{format}`."""

    format: str = "mp4"
    quality: str = "high"
    name: str = "{stem}.{format}"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One inbox, what is to be done with its files, and where the results go. Durations are seconds."""

    name: str
    inbox: Path
    outbox: Path
    instructions: tuple[str, ...]
    skill: str = DEFAULT_SKILL
    files: tuple[str, ...] = ("*.avi", "*.mov", "*.mkv", "*.webm")
    recursive: bool = True
    group: str = "each"
    session: str = "own"
    existing: str = "take"
    verify: str = "quick"
    metadata: str = "keep"
    companion_wait: float = 600.0
    engine: str = "local"
    after: str = "archive"
    archive_keep: float | None = None
    output: Output = Output()
    language: str = "en"
    hours: tuple[time, time] | None = None
    priority: int = 0

    @property
    def first_engine(self) -> str:
        """The engine that a job begins with: `auto` tries this machine, and goes to the cloud for what is beyond it."""
        return "local" if self.engine == "auto" else self.engine

    def takes(self, name: str) -> bool:
        """Tell whether a file name matches one of the rule's patterns, in any case, or is that of a link.

        What says why a file failed is no drop, though it be moved back into the inbox together with the file.
        """
        folded = name.casefold()
        if folded.endswith(PROBLEM_SUFFIX):
            return False
        if folded.endswith(LINK_SUFFIXES):
            return True
        return any(fnmatch.fnmatchcase(folded, pattern.casefold()) for pattern in self.files)


class Cloud(msgspec.Struct, frozen=True, kw_only=True):
    """Where the NemoVideo cloud is and how it is used. Durations are seconds."""

    url: str = "https://mega-api-prod.nemovideo.ai"
    web: str = "https://nemovideo.com"
    poll: float = 30.0
    concurrency: int = 4
    recovery_wait: float = 30.0
    credits_per_day: int = 100


class Local(msgspec.Struct, frozen=True, kw_only=True):
    """How this machine renders; `workers` names a Dask scheduler, None stands for child processes."""

    workers: str | None = None
    encoder: str | None = None
    ffmpeg: Path | None = None
    compatible: str = "wide"


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """How inboxes are observed. Durations are seconds."""

    watch: str = "auto"
    settle: float = 2.0
    sweep: float = 60.0
    give_up: float = 600.0


class Notices(msgspec.Struct, frozen=True, kw_only=True):
    """Which notices are shown on the desktop, and in which hours none."""

    done: bool = True
    failed: bool = True
    held: bool = True
    quiet: tuple[time, time] | None = None


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """Where the status page listens, `host:port`; None is off."""

    listen: str | None = "127.0.0.1:8630"
    password_file: Path | None = None


class Logging(msgspec.Struct, frozen=True, kw_only=True):
    """How much is logged and in which form: `text` for a terminal, `json` for a service, `auto`."""

    level: str = "info"
    format: str = "auto"


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """A whole rule file. `state` is the folder of the store and the sockets."""

    rules: tuple[Rule, ...]
    state: Path
    engine: str = "local"
    cloud: Cloud = Cloud()
    local: Local = Local()
    inbox: Watching = Watching()
    notify: Notices = Notices()
    web: Web = Web()
    log: Logging = Logging()

    def rule_named(self, name: str) -> Rule | None:
        """Return the rule of this name."""
        return next((rule for rule in self.rules if rule.name == name), None)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address, brackets and all, is this machine's own; in doubt it is not."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def service_address(text: str) -> str:
    """Return the address of a web service without its last slash: https, or http on this machine only.

    Raise ValueError with a sentence for a person for anything else; it does not repeat the address, which may
    hold a password.
    """
    match = re.fullmatch(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?(/[!-~]*)?", text)
    if match is None or int((match[3] or ":443")[1:]) > 65535 or set("?#@") & set(text):
        raise ValueError("this is not a service's address: write for example https://api.example.com")
    if match[1] == "http" and not is_loopback(match[2]):
        raise ValueError("http sends the token where others can read it: write https")
    return text.rstrip("/")
