"""Which folders are the same, and which lie inside which, whatever they are called.

Two names can lead to one folder: symbolic links, bind mounts, a file system that ignores case. So a folder is
known by the device and inode of its nearest ancestor that exists, and by the names below that. What lies on a server
that does not answer counts as not there.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from nemo_watch.aside import answers
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.rule_file.problems import Place, Problems
from nemo_watch.rule_file.readers import Found

Spot = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox of a rule, and where the file says so."""

    rule: str
    place: Place
    recursive: bool

    @property
    def title(self) -> str:
        """The inbox as sentences call it."""
        return f"the inbox of `{self.rule}` (line {self.place.line})"


def spots(folder: Path) -> tuple[Spot, ...]:
    """Return where a folder is, and after it where each of its ancestors is, nearest first."""
    silent = _silent_from(folder)
    real = Path(os.path.realpath(folder)) if silent is None else folder
    found: list[Spot] = []
    device, inode, names = 0, 0, tuple[str, ...]()
    for step in reversed((real, *real.parents)):
        try:
            status = _status(step, silent)
            device, inode, names = status.st_dev, status.st_ino, ()
        except OSError:
            names = (*names, step.name)
        found.append((device, inode, names))
    return tuple(reversed(found))


def _silent_from(folder: Path) -> Path | None:
    """Return the folder from which on nothing answers on the way to another one; None where all does."""
    mount = None if answers(folder) else mount_of(folder)
    return None if mount is None else Path(mount.point)


def _status(folder: Path, silent: Path | None) -> os.stat_result:
    """Return what stat says of a folder. Raises OSError."""
    if silent is not None and folder.is_relative_to(silent):
        raise FileNotFoundError(folder)
    return folder.stat()


def check_folders(rules: list[Found], state: Path, state_place: Place | None, problems: Problems) -> None:
    """Report inboxes that meet, and outboxes or a state folder that lie where files are taken from.

    `state_place` is None where the file says nothing of the state folder.
    """
    inboxes: dict[Spot, Inbox] = {}
    for rule in rules:
        _check_is_folder(rule, problems)
        _add_inbox(rule, inboxes, problems)
    for rule in rules:
        _check_nesting(rule, inboxes, problems)
        _check_outbox(rule, inboxes, problems)
    for spot in spots(state):
        if (inbox := inboxes.get(spot)) is not None:
            problems.add(
                state_place or inbox.place,
                f"the state folder {shown(state)} lies in {inbox.title}: choose another folder",
            )


def _check_is_folder(rule: Found, problems: Problems) -> None:
    for key in ("inbox", "outbox"):
        folder = rule.values.get(key)
        if folder is not None and answers(folder) and os.path.isfile(folder):  # noqa: PTH113 - Path.is_file raises for a name too long
            problems.add(rule.places[key], f"`{key}`: {shown(folder)} is a file: name a folder")


def _add_inbox(rule: Found, inboxes: dict[Spot, Inbox], problems: Problems) -> None:
    """Enter the rule's inbox under its spot, unless another rule has it."""
    if "inbox" not in rule.values:
        return
    inbox = Inbox(rule.values.get("name", "…"), rule.places["inbox"], rule.values.get("recursive", True))
    spot = spots(rule.values["inbox"])[0]
    if (other := inboxes.setdefault(spot, inbox)) is not inbox:
        problems.add(inbox.place, f"this is {other.title} too: give each rule an inbox of its own")


def _check_nesting(rule: Found, inboxes: dict[Spot, Inbox], problems: Problems) -> None:
    """Report an inbox from which another rule takes files as well."""
    if "inbox" not in rule.values:
        return
    for spot in spots(rule.values["inbox"])[1:]:
        outer = inboxes.get(spot)
        if outer is not None and outer.recursive:
            problems.add(
                rule.places["inbox"],
                f"this lies in {outer.title}, which takes from its subfolders: "
                "choose another folder, or write `recursive: false` there",
            )


def _check_outbox(rule: Found, inboxes: dict[Spot, Inbox], problems: Problems) -> None:
    """Report an outbox whose results would be taken for new files."""
    if "outbox" not in rule.values:
        return
    for depth, spot in enumerate(spots(rule.values["outbox"])):
        if (inbox := inboxes.get(spot)) is not None:
            where = "lies in" if depth else "is also"
            problems.add(
                rule.places["outbox"],
                f"the outbox {where} {inbox.title}, where its results would be taken again: choose another",
            )
            return
