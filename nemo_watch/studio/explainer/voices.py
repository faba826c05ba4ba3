"""Which program can say a text on this machine: piper where it has a voice for the language, else espeak-ng."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import platformdirs

from nemo_watch.studio.explainer.languages import language_of

_ESPEAK = ("espeak-ng", "espeak")
_OWN_COMMANDS = "~/.local/bin"
_PIPER = ("piper-tts", "piper")
_OTHER_PIPER = (b"gi.repository", b"gresource")
"""There is a program of that name that sets up mice; its script begins its windows."""
_HEAD_BYTES = 65_536
_PIPER_CODES = {"cmn": "zh"}
_QUALITIES = ("high", "medium", "low", "x_low")

REGIONS = {"fr": "fr-fr", "en": "en-us"}
"""As whom to speak a language that is spoken in several ways."""
VOICES_FOLDER = "piper-voices"


class Voice(msgspec.Struct, frozen=True):
    """A program that speaks, and the language that it is told to speak; piper speaks with the voice of a `model`.

    Where it cannot do it, `other` can try.
    """

    program: Path
    language: str
    model: Path | None = None
    other: Voice | None = None


def find_voice(text: str) -> Voice | None:
    """Return what can say a text on this machine, None where nothing is installed."""
    language = language_of(text)
    plain = next(_programs(_ESPEAK), None)
    espeak = Voice(plain, language) if plain else None
    piper = next((program for program in _programs(_PIPER) if not _is_other_piper(program)), None)
    model = _model_for(language) if piper else None
    return Voice(piper, language, model, espeak) if piper and model else espeak


def voice_folders() -> tuple[Path, ...]:
    """Return where voices of piper are looked for: the person's own folder before those of the system."""
    own = platformdirs.user_data_path(VOICES_FOLDER, appauthor=False)
    return (own, *(Path(system) / VOICES_FOLDER for system in ("/usr/local/share", "/usr/share")))


def _programs(names: Sequence[str]) -> Iterator[Path]:
    """Yield programs of these names; a service's path does not lead to where people install things for themselves."""
    own = os.path.expanduser(_OWN_COMMANDS)  # noqa: PTH111 - it never raises
    places = (None, own)
    return (Path(path) for name in names for place in places if (path := shutil.which(name, path=place)))


def _is_other_piper(program: Path) -> bool:
    try:
        with program.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False  # it may be run and not read
    return any(sign in head for sign in _OTHER_PIPER)


def _model_for(language: str) -> Path | None:
    """Return the best voice for a language; they are called `en_US-amy-medium.onnx`, with their settings beside."""
    code = _PIPER_CODES.get(language, language)
    models = [model for folder in voice_folders() for model in _models_in(folder, f"{code}[_-]*.onnx")]
    return min(models, key=lambda path: _rank(path, language), default=None)


def _models_in(folder: Path, pattern: str) -> list[Path]:
    """Return the voices below a folder that can be read, in the order of their names; none of one that cannot."""
    try:
        return [path for path in sorted(folder.rglob(pattern)) if _is_complete(path)]
    except OSError:
        return []


def _is_complete(model: Path) -> bool:
    try:
        return all(path.is_file() and os.access(path, os.R_OK) for path in (model, settings_of(model)))
    except OSError:
        return False  # its folder may be listed and not entered


def _rank(model: Path, language: str) -> tuple[int, bool]:
    quality = model.stem.rpartition("-")[2]
    region = model.name.partition("-")[0].lower().replace("_", "-")
    place = _QUALITIES.index(quality) if quality in _QUALITIES else len(_QUALITIES)
    return place, region != REGIONS.get(language, region)


def settings_of(model: Path) -> Path:
    """Return where the settings of a voice of piper lie."""
    return model.with_name(f"{model.name}.json")
