"""Which folders the daemon writes to by its rule file: all others are closed to the service."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from nemo_watch import settings
from nemo_watch.aside import answers
from nemo_watch.mounts import mount_of
from nemo_watch.names import shown
from nemo_watch.rules import Configuration
from nemo_watch.service.places import home_folder
from nemo_watch.service.quoting import can_be_named

_TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - what PrivateTmp= hides


def written(configuration: Configuration, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the folders that the daemon writes to; none lies in another."""
    folders = {_nameable(folder) for folder in _written(configuration, environ)}
    return tuple(sorted(folder for folder in folders if not folders.intersection(folder.parents)))


def make_missing(configuration: Configuration, environ: Mapping[str, str]) -> list[str]:
    """Make the folders that the daemon would make itself where they are missing, and say which could not be made.

    Inboxes are the user's, and may come with a disk; they are left to them.
    """
    inboxes = {rule.inbox for rule in configuration.rules}
    sentences = []
    for folder in dict.fromkeys(_written(configuration, environ)):
        if folder in inboxes or not answers(folder) or folder.exists():
            continue
        is_ours = folder not in {rule.outbox for rule in configuration.rules}
        try:
            folder.mkdir(mode=0o700 if is_ours else 0o777, parents=True)
        except OSError as error:
            sentences.append(f"The folder {shown(folder)} is missing and could not be made: {error.strerror}.")
    return sentences


def missing_inboxes(configuration: Configuration) -> list[Path]:
    """Return the inboxes that are not there now."""
    return [rule.inbox for rule in configuration.rules if answers(rule.inbox) and not rule.inbox.exists()]


def lie_in_temporary(places: tuple[Path, ...]) -> bool:
    """Tell whether one of these lies where every service may have a folder of its own instead: /tmp, /var/tmp."""
    real = map(_real, places)
    return any(place.is_relative_to(folder) for place in (*places, *real) for folder in _TEMPORARY)


def on_servers(configuration: Configuration) -> list[Path]:
    """Return the folders of rules that lie on a server, or on what may be one.

    systemd looks at each folder that it opens to a service, and waits for a server for as long as that is away.
    """
    folders = [folder for rule in configuration.rules for folder in (rule.inbox, rule.outbox)]
    mounts = [(folder, mount_of(_real(folder))) for folder in dict.fromkeys(folders)]
    return [folder for folder, mount in mounts if mount is not None and mount.is_network]


def _written(configuration: Configuration, environ: Mapping[str, str]) -> Iterator[Path]:
    for rule in configuration.rules:
        yield rule.inbox
        yield rule.outbox
    yield configuration.state
    yield settings.socket_folder(configuration.state)
    if any(rule.engine in {"cloud", "auto"} for rule in configuration.rules):
        yield settings.identity(environ).client_id_file.parent
    home = home_folder(environ)
    for rule in configuration.rules:
        if rule.after == "trash":
            yield Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "Trash"
            yield from _disk_of(rule.inbox, home)


def _disk_of(inbox: Path, home: Path) -> Iterator[Path]:
    """Yield the top folder of an inbox's disk, where that is not the disk of the home folder: its trash lies there.

    Source: Trash specification of freedesktop.org, `$topdir/.Trash-$uid`.
    """
    real = _real(inbox)
    mount = mount_of(real)
    if mount is None or mount.point == "/" or not answers(real) or not real.is_dir():
        return
    if real.stat().st_dev != home.stat().st_dev:
        yield Path(mount.point)


def _real(folder: Path) -> Path:
    """Return where a folder really is, without asking a server, which may not answer."""
    mount = mount_of(folder)
    return folder if mount is not None and mount.is_network else Path(os.path.realpath(folder))


def _nameable(folder: Path) -> Path:
    """Return a folder, or the next one above it that can stand in a unit."""
    return next(place for place in (folder, *folder.parents) if can_be_named(str(place)))
