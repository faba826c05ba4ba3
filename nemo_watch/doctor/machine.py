"""The machine as such: the program, what speaks and what is written with, and the fence around ffmpeg."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nemo_watch import __version__
from nemo_watch.doctor.finding import Finding, note, well
from nemo_watch.names import shown
from nemo_watch.studio.explainer.voices import find_voice
from nemo_watch.studio.fence.jail import Bar, fences
from nemo_watch.studio.lettering import missing_letters
from nemo_watch.studio.lettering.letters import FOLDERS

_SCRIPTS = {"Chinese": "这個漢汉", "Japanese": "あアの", "Korean": "한글"}
"""Letters that every font for a language has."""

_FENCE_REMEDIES = {
    "files": "Use Linux 5.13 or newer with Landlock: /sys/kernel/security/lsm names it where it is switched on.",
    "network": "Use a kernel with seccomp (CONFIG_SECCOMP_FILTER), on x86-64 or ARM64.",
}
"""What would raise a bar on Linux; other systems have none to raise."""


def look_at_program() -> Iterator[Finding]:
    """Say what runs, and on what."""
    system = os.uname()
    python = ".".join(map(str, sys.version_info[:3]))
    where = f"{system.sysname} {system.release} ({system.machine})"
    yield well("program", f"nemo-watch {__version__}, Python {python}, {where}.")


def look_at_voice() -> Iterator[Finding]:
    """Say whether texts can be spoken."""
    voice = find_voice("")
    if voice is not None:
        by = f" by the voice {shown(voice.model.stem)}" if voice.model else ""
        yield well("voice", f"{voice.program.name} speaks the texts that films are made of{by}.")
        return
    yield note(
        "voice",
        "espeak-ng is not installed: films that are made of texts have no voice.",
        _install("espeak-ng", on_mac="espeak-ng"),
    )


def look_at_letters(folders: Sequence[Path] = FOLDERS) -> Iterator[Finding]:
    """Say whether the fonts of the system can write what those that come along cannot."""
    missing = set(missing_letters("".join(_SCRIPTS.values()), folders=folders))
    without = [language for language, letters in _SCRIPTS.items() if missing & set(letters)]
    if not without:
        yield well("letters", "Titles can be written in Latin, Greek, Cyrillic, Chinese, Japanese and Korean.")
        return
    *others, last = without
    languages = f"{', '.join(others)} and {last}" if others else last
    yield note(
        "letters",
        f"No font of the system has {languages} letters: they are left out of titles and subtitles.",
        _install("fonts-noto-cjk", on_mac="--cask font-noto-sans-cjk"),
    )


def look_at_fence(bars: Iterable[Bar] | None = None) -> Iterator[Finding]:
    """Say what ffmpeg is kept from, and what it is not; without `bars`, on this machine."""
    for bar in fences() if bars is None else bars:
        sentence = f"{bar.name.capitalize()}: {bar.words}."
        remedy = _FENCE_REMEDIES.get(bar.name, "") if sys.platform == "linux" else ""
        yield well(bar.name, sentence) if bar.holds else note(bar.name, sentence, remedy)


def _install(package: str, *, on_mac: str) -> str:
    if sys.platform == "darwin":
        return f"Install it: brew install {on_mac}"
    return f"Install it; on Debian and Ubuntu: sudo apt install {package}"
