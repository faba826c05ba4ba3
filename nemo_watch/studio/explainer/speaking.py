"""Having a text spoken: piper or espeak-ng, inside the fence of ffmpeg, with limits and a deadline.

The text is an open file, which espeak-ng opens by its descriptor and piper has as its standard input.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.explainer.voices import REGIONS, Voice, settings_of
from nemo_watch.studio.fence import jail
from nemo_watch.studio.fence.launchers import of_running_loop
from nemo_watch.studio.fence.reach import fence_around

_DEADLINE_SECONDS = 60.0
_STANDARD_INPUT = 0
_TWO_BRACKETS = re.compile(r"\[(?=\[)")

_ESPEAK_DATA = (Path("/usr/share/espeak-ng-data"), Path("/usr/share/espeak-data"))
_ESPEAK_LIMITS = jail.Limits(nice=10, memory=1 << 30, file_size=1 << 30)
_WORDS_A_MINUTE = 165

_PIPER_LIMITS = jail.Limits(nice=10, memory=8 << 30, file_size=1 << 30)
"""Its network is mapped whole, and each of its threads maps an arena of its own."""
_BETWEEN_SENTENCES_SECONDS = 0.2
_BESIDE = ("*.so*", "*.ort", "espeak-ng-data")


class _Run(msgspec.Struct, frozen=True, kw_only=True):
    """How a program is told to speak; the text is open under `text_number`."""

    command: Sequence[str]
    readable: Sequence[Path]
    limits: jail.Limits
    text_number: int


async def speak(voice: Voice, text: str, path: Path) -> float:
    """Say a text into a WAV file that does not exist yet, and return how many seconds that took.

    Raises FinalError where the program cannot do it.
    """
    with tempfile.TemporaryFile(dir=path.parent) as file:
        # two brackets would begin their own alphabet, and a second line would be another text
        file.write(" ".join(_TWO_BRACKETS.sub("[ ", text).split()).encode())
        file.seek(0)
        number = file.fileno()
        run = _as_piper(voice, voice.model, path) if voice.model else _as_espeak(voice, number, path)
        code = await _ended(run, voice, number, path.parent)
    seconds = _seconds_of(path)
    if code != 0 or not seconds:
        raise FinalError(
            f"{voice.program.name} could not say the text in the language {voice.language}.",
            hint=f"Leave the voice out, or install {voice.program.name} anew.",
        )
    return seconds


def _as_espeak(voice: Voice, descriptor: int, path: Path) -> _Run:
    return _Run(
        command=[
            *(str(voice.program), "-v", REGIONS.get(voice.language, voice.language), "-s", str(_WORDS_A_MINUTE)),
            *("-b", "1", "-f", f"/dev/fd/{descriptor}", "-w", str(path)),
        ],
        readable=_ESPEAK_DATA,
        limits=_ESPEAK_LIMITS,
        text_number=descriptor,
    )


def _as_piper(voice: Voice, model: Path, path: Path) -> _Run:
    return _Run(
        command=[
            *(str(voice.program), "--model", str(model), "--output_file", str(path)),
            *("--sentence_silence", str(_BETWEEN_SENTENCES_SECONDS)),
        ],
        readable=(model, settings_of(model), *_belongings(voice.program)),
        limits=_PIPER_LIMITS,
        text_number=_STANDARD_INPUT,
    )


def _belongings(program: Path) -> Iterator[Path]:
    """Yield what was installed with a program, and nothing else of the folders that it lies in.

    A script in Python has its environment around it; the program that comes as an archive has its data beside it.
    """
    real = program.resolve()
    if real.parent.name != "bin":
        yield from (path for pattern in _BESIDE for path in real.parent.glob(pattern))
        return
    root = real.parents[1]
    yield from (root / name for name in ("share/espeak-ng-data", "share/piper"))
    if (root / "pyvenv.cfg").is_file():
        yield from (root / name for name in ("lib", "lib64", "pyvenv.cfg"))


async def _ended(run: _Run, voice: Voice, descriptor: int, folder: Path) -> int:
    """Let a program speak, and return its exit code."""
    readable = [path for path in run.readable if path.exists()]
    fence = fence_around(voice.program, readable=readable, writable=[folder])
    numbers = {run.text_number: descriptor}
    try:
        process = await of_running_loop().start(run.command, limits=run.limits, fence=fence, descriptors=numbers)
        try:
            async with asyncio.timeout(_DEADLINE_SECONDS):
                return await process.wait()
        finally:
            await process.end()
    except TimeoutError as error:
        raise FinalError(f"{voice.program.name} did not come to an end and was stopped.") from error
    except OSError as error:
        raise FinalError(f"{voice.program.name} could not be started: {error.strerror}.") from error


def _seconds_of(path: Path) -> float | None:
    try:
        with wave.open(str(path)) as file:
            frames, rate = int(file.getnframes()), int(file.getframerate())
    except (OSError, EOFError, wave.Error):
        return None
    return frames / rate if rate else None
