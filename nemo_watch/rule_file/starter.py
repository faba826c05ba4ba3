"""The rule file that `nemo-watch init` writes: one rule that works, and the rest explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

_STARTER = """\
# nemo-watch: drop a video into a folder, find the MP4 in another.
#
# This file says which folders, and what to do, in plain words.
# After a change:  nemo-watch check  tells whether all is well.
# Indent with spaces. A # begins a note like this one.

# Where the work is done:
#   local   on this machine. Nothing leaves it, and no account is needed.
#   cloud   by NemoVideo. Files are uploaded.
#   auto    on this machine if it can, else in the cloud.
engine: local

rules:
  # Every video dropped into the inbox becomes an MP4 in the outbox.
  # The original moves to the folder `done` in the inbox.
  - name: convert
    inbox: {inbox}
    outbox: {outbox}
    instruction: convert to MP4 without losing quality

    # More that a rule can say. Take away the # to use a line.
    # after: keep               # leave the original where it is (or: trash, delete)
    # hours: 22:00-07:00        # work at night only
    # files: ["*.mov", "*.avi"] # take only these

  # Another rule is another folder with other words. Try what words do:
  #   nemo-watch understand "trim the first 5 seconds, then export 720p"
  #
  # - name: phone
  #   inbox: {phone}
  #   outbox: {outbox}
  #   files: ["*.mov", "*.mp4"]
  #   instruction: make it vertical for TikTok, 1080p
  #
  # A video and a sound file of the same name become one:
  # - name: dubbing
  #   skill: audio-video-to
  #   inbox: {dubbing}
  #   outbox: {outbox}
  #   instruction: merge this audio and video into a single MP4 file
  #
  # A text file becomes a short video:
  # - name: explainers
  #   skill: ai-to-video-free
  #   inbox: {texts}
  #   outbox: {outbox}
  #   instruction: turn this text into a short explainer video with visuals and music

# Notices on the desktop, and the hours without any:
# notify:
#   quiet: 22:00-08:00
"""


def starter_text(videos: Path) -> str:
    """Return a rule file whose folders lie in `videos`."""
    folders = {"inbox": "Inbox", "outbox": "Outbox", "phone": "Phone", "dubbing": "Dub", "texts": "Scripts"}
    return _STARTER.format(**{key: _written(videos / name) for key, name in folders.items()})


def _written(folder: Path) -> str:
    """Return a path as it stands in the file: with `~` for the home folder, in quotes where it needs them."""
    try:
        text = f"~/{folder.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):  # it lies elsewhere, or there is no home folder
        text = str(folder)
    return text if re.fullmatch(r"[~/][\w./-]*", text) else json.dumps(text, ensure_ascii=False)
