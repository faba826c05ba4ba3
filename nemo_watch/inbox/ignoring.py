"""Names that are never taken: unfinished downloads, files of systems and other programs, our own folders."""

from __future__ import annotations

import os
from pathlib import PurePath

from nemo_watch.rules import DONE_FOLDER, FAILED_FOLDER, OUR_FOLDERS, WORK_FOLDER

_UNFINISHED = {  # suffixes, in lower case, and whose they are
    ".part": "an unfinished download (Firefox, wget, yt-dlp)",
    ".crdownload": "an unfinished download (Chrome, Edge)",
    ".opdownload": "an unfinished download (Opera)",
    ".download": "an unfinished download (Safari)",
    ".aria2": "the notes of an unfinished download (aria2)",
    ".!qb": "an unfinished download (qBittorrent)",
    ".!ut": "an unfinished download (µTorrent)",
    ".!bt": "an unfinished download (BitTorrent)",
    ".filepart": "an unfinished transfer (WinSCP)",
    ".partial": "an unfinished copy",
    ".tmp": "a temporary file",
}
_SYSTEM = {  # whole names, in lower case
    "thumbs.db": "a file of Windows",
    "ehthumbs.db": "a file of Windows",
    "desktop.ini": "a file of Windows",
    "$recycle.bin": "the recycle bin of Windows",
    "system volume information": "a folder of Windows",
    "@eadir": "a folder of Synology's",
    "#recycle": "the recycle bin of a NAS",
    "@recycle": "the recycle bin of a NAS",
    "lost+found": "a folder of the file system",
}
_BEGINNINGS = {  # the longer before the shorter
    "._": "a companion file of macOS",
    ".ds_store": "a file of the Finder",
    ".nfs": "a deleted file that a network file system still holds",
    ".syncthing.": "an unfinished copy (Syncthing)",
    ".st": "a file of Syncthing's",
    "~syncthing~": "an unfinished copy (Syncthing)",
    "~$": "the lock file of an office program",
    ".": "a hidden file",
}
_OURS = {
    DONE_FOLDER: "the folder of files that are done",
    FAILED_FOLDER: "the folder of files that failed",
}


def reason_ignored(relative_path: str | os.PathLike[str], *, is_folder: bool = False) -> str | None:
    """Return what makes a path in an inbox one that is never taken, None where nothing does.

    The path is relative to the inbox. All its folders count: a video in `@eaDir` is Synology's. `is_folder`
    says that its last part is a folder, which matters for those that are ours.
    """
    parts = PurePath(relative_path).parts
    if parts and parts[0] in OUR_FOLDERS and (is_folder or len(parts) > 1):
        return _OURS[parts[0]]
    return next((reason for part in parts if (reason := _reason_for_name(part))), None)


def is_unfinished(name: str) -> bool:
    """Tell whether a name is one that a download or a copy has until it is finished."""
    return PurePath(name.lower()).suffix in _UNFINISHED


def _reason_for_name(name: str) -> str | None:
    folded = name.lower()
    if folded == WORK_FOLDER:
        return "a work folder of nemo-watch"
    if reason := _SYSTEM.get(folded) or _UNFINISHED.get(PurePath(folded).suffix):
        return reason
    return next((reason for start, reason in _BEGINNINGS.items() if folded.startswith(start)), None)
