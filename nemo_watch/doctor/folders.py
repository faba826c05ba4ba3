"""The folders of the rules: there, the ones that they were, and really to be read and written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from nemo_watch.aside import answers
from nemo_watch.doctor import disk
from nemo_watch.doctor.finding import Finding, note, trouble
from nemo_watch.inbox.mark import Known
from nemo_watch.names import shown
from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER, WORK_FOLDER, Rule

_MARK = Path(WORK_FOLDER, "inbox")
"""What tells an inbox from the empty folder that its disk is mounted on: see `inbox.mark`, which makes it."""

_LATE = "new files are found a little later, by looking again and again"


class Spot(msgspec.Struct, frozen=True):
    """A folder, what a finding about it is called, and the beginning of a sentence about it."""

    folder: Path
    name: str
    title: str

    def refused(self, doing: str, error: OSError, *, there: Path | None = None) -> Finding:
        """Return what the system has against the folder, or against the one `there` that it would be made in."""
        remedy = disk.remedy_of(error, there or self.folder)
        return trouble(self.name, f"{self.title} cannot be {doing}: {disk.reason_of(error)}.", remedy)

    def silent(self) -> Finding:
        """Return that nothing comes back from the folder."""
        sentence = f"{self.title} does not answer: its server cannot be reached."
        return trouble(self.name, sentence, "Look at that server, and at the way there; then it goes on by itself.")


class Remembered(msgspec.Struct, frozen=True):
    """What is known from elsewhere: notes of the store, and what a running daemon says of its inboxes, by path."""

    notes: Mapping[str, str] = {}
    told: Mapping[str, Mapping[str, Any]] = {}

    def told_of(self, folder: Path) -> Mapping[str, Any]:
        """Return what the daemon says of an inbox; nothing where none runs."""
        return self.told.get(shown(folder), {})


def inbox_of(rule: Rule) -> Spot:
    """Return the inbox of a rule."""
    return Spot(rule.inbox, f"inbox of {rule.name}", f"{rule.name}: the inbox {shown(rule.inbox)}")


def outbox_of(folder: Path, rules: Sequence[Rule]) -> Spot:
    """Return the outbox that some rules have."""
    names = ", ".join(rule.name for rule in rules if rule.outbox == folder)
    return Spot(folder, f"outbox of {names}", f"{names}: the outbox {shown(folder)}")


def note_of_inbox(folder: Path) -> str:
    """Return under which name the store keeps what an inbox was known by."""
    return f"inbox of {shown(folder)}"


def note_of_outbox(folder: Path) -> str:
    """Return under which name the store keeps the disk that an outbox lay on."""
    return f"outbox of {shown(folder)}"


def look_at_inbox(rule: Rule, remembered: Remembered, *, watch: str) -> Iterator[Finding]:
    """Look at the inbox of a rule; `watch` is how the rule file wants inboxes to be observed."""
    spot = inbox_of(rule)
    obstacle = _away(spot, remembered) or _unread(spot) or _another(spot, remembered)
    if obstacle is not None:
        yield obstacle
        return
    written = _written(spot, rule.inbox, f"{spot.title} can be read and written")
    yield written
    if written.level != "trouble":
        yield from _look_at_inner(spot, (DONE_FOLDER, FAILED_FOLDER), "originals")
    yield from _polled(spot, rule, remembered.told_of(rule.inbox), watch=watch)


def look_at_outbox(spot: Spot, remembered: Remembered) -> Iterator[Finding]:
    """Look at a folder that results go to; it is made with the first one."""
    if not answers(spot.folder):
        yield spot.silent()
        return
    try:
        there = disk.nearest_there(spot.folder)
    except OSError as error:
        yield spot.refused("reached", error)
        return
    if (obstacle := _unplugged(spot, remembered)) is not None:
        yield obstacle
    elif there == spot.folder:
        written = _written(spot, there, f"{spot.title} can be written")
        yield written
        if written.level != "trouble":
            yield from _look_at_inner(spot, (WORK_FOLDER,), "results")
    else:
        yield _written(spot, there, f"{spot.title} is made with the first result")


def _away(spot: Spot, remembered: Remembered) -> Finding | None:
    """Return that the inbox is away, as a daemon that runs says."""
    told = remembered.told_of(spot.folder)
    if told.get("state") != "away":
        return None
    return trouble(
        spot.name, f"{spot.title} is away. {told.get('reason', '')}", "It is found by itself when it is back."
    )


def _unread(spot: Spot) -> Finding | None:
    """Return why an inbox cannot be read."""
    if not answers(spot.folder):
        return spot.silent()
    try:
        disk.try_to_list(spot.folder)
    except FileNotFoundError:
        remedy = f"Connect its disk, or make it: mkdir -p {disk.quoted(spot.folder)}"
        return trouble(spot.name, f"{spot.title} does not exist.", remedy)
    except OSError as error:
        return spot.refused("read", error)
    return None


def _another(spot: Spot, remembered: Remembered) -> Finding | None:
    """Return that an inbox was known by a mark that is not there any more, on another disk."""
    before = Known.from_note(remembered.notes.get(note_of_inbox(spot.folder), ""))
    if before is None or not before.id or (spot.folder / _MARK).exists():
        return None
    if before.device == spot.folder.stat().st_dev:
        return None
    return trouble(
        spot.name,
        f"{spot.title} is not the folder that it was: its disk is not connected.",
        f"Connect it. If the inbox is to be as it is now, make an empty file {shown(_MARK)} in it.",
    )


def _unplugged(spot: Spot, remembered: Remembered) -> Finding | None:
    """Return that an outbox lay on a disk of its own, and would now lie in that disk's empty folder."""
    point, mount = remembered.notes.get(note_of_outbox(spot.folder), ""), disk.real_mount(spot.folder)
    if mount is None or len(point) <= len(mount.point) or not spot.folder.is_relative_to(point):
        return None
    work = spot.folder / WORK_FOLDER
    if work.is_dir():
        return None
    return trouble(
        spot.name,
        f"{spot.title} is not where it was: its disk is not connected.",
        f"Connect it. If results are to lie where they would now: mkdir -p {disk.quoted(work)}",
    )


def _written(spot: Spot, there: Path, sentence: str) -> Finding:
    """Return whether a file can be made in the folder `there`; then it is `sentence`, with what is free."""
    try:
        disk.try_to_write(there)
        return disk.room(spot.name, there, sentence)
    except OSError as error:
        return spot.refused("written", error, there=there)


def _look_at_inner(spot: Spot, inner: tuple[str, ...], what: str) -> Iterator[Finding]:
    """Say which folders in it lie on another disk: files are renamed into them, and never copied."""
    for place in (spot.folder / part for part in inner):
        if place.is_dir() and not disk.is_same_disk(spot.folder, place):
            yield trouble(
                spot.name,
                f"{spot.title} lies on another disk than {place.name} in it: {what} cannot be moved there.",
                f"Let {shown(place)} be a plain folder, no link and no mount.",
            )


def _polled(spot: Spot, rule: Rule, told: Mapping[str, Any], *, watch: str) -> Iterator[Finding]:
    """Say why an inbox is not watched: what a daemon has found out, or what is to be expected."""
    if watch == "poll":
        return
    if told.get("state") == "polling":
        yield note(spot.name, f"{rule.name} is polled: {_LATE}. {told.get('reason', '')}".strip())
        return
    mount = disk.real_mount(spot.folder)
    if not told and watch == "auto" and mount is not None and mount.is_network:
        kind = shown(mount.kind)
        yield note(spot.name, f"{rule.name} lies on a network file system ({kind}), so it is polled: {_LATE}.")
