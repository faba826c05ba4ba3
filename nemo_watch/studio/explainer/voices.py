"""The voice: espeak-ng where it is installed, in the language that the text seems to be in.

It runs like ffmpeg: inside the fence, with limits and a deadline. Its text is a file under a descriptor.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import unicodedata
import wave
from collections import Counter
from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.fence import jail
from nemo_watch.studio.fence.launchers import of_running_loop
from nemo_watch.studio.fence.reach import fence_around

_PROGRAMS = ("espeak-ng", "espeak")
_DATA = (Path("/usr/share/espeak-ng-data"), Path("/usr/share/espeak-data"))
_WORDS_A_MINUTE = 165
_DEADLINE_SECONDS = 60.0
_LIMITS = jail.Limits(nice=10, memory=1 << 30, file_size=1 << 30)

_SCRIPTS = (
    *(("CYRILLIC", "ru"), ("GREEK", "el"), ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("CJK", "cmn"), ("HANGUL", "ko")),
    *(("ARABIC", "ar"), ("HEBREW", "he"), ("DEVANAGARI", "hi"), ("THAI", "th"), ("ARMENIAN", "hy"), ("GEORGIAN", "ka")),
)
_KANA_SHARE = 0.1
"""Of the letters: with so many of them kana, what else is written in Chinese characters is Japanese."""
_COMMON_WORDS = {
    "en": "the and is of to in it you that for with are this on not have was be your from",
    "de": "der die das und ist nicht ein eine mit für auf sie den von zu es im werden auch wir",
    "fr": "le la les et est une des pas pour dans vous qui que sur avec plus nous sont au du",
    "es": "el los las y es una que no para con por se lo como más pero su del está muy",
    "it": "il che di è non per una con gli sono della anche più nel questo come si alla le lo",
    "pt": "o os as e é uma que não para com por se mais você do da em um como são",
    "nl": "het een en is niet van dat voor met zijn op je ook maar aan wij er worden deze bij",
    "pl": "i nie to się jest na że z do jak co po dla czy ale przez są jego tak już",
    "sv": "och att det är inte en som på för med jag har till av om kan vi den ett så",
    "tr": "ve bir bu için ile çok daha ne gibi ama olarak var değil her kadar sonra en mi ben o",
}
_VOICES = {"fr": "fr-fr", "en": "en-us"}


class Voice(msgspec.Struct, frozen=True):
    """A program that speaks, and the language that it is told to speak."""

    program: Path
    language: str


def find_voice(text: str) -> Voice | None:
    """Return what can say a text on this machine, None where nothing is installed."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    return Voice(Path(found), language_of(text)) if found else None


def language_of(text: str) -> str:
    """Return the language that a text seems to be in, by its letters and its commonest words; English if in doubt."""
    letters = Counter(unicodedata.name(letter, "").split(" ")[0] for letter in text[:4000] if letter.isalpha())
    kana = letters["HIRAGANA"] + letters["KATAKANA"]
    if kana > _KANA_SHARE * letters.total():
        return "ja"
    main = letters.most_common(1)[0][0] if letters else "LATIN"
    if main == "CYRILLIC" and set(text) & set("іїєґІЇЄҐ"):
        return "uk"
    return dict(_SCRIPTS).get(main) or _latin_language(text)


def _latin_language(text: str) -> str:
    words = Counter(text[:4000].lower().split())
    counts = {language: sum(words[word] for word in common.split()) for language, common in _COMMON_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else "en"


async def speak(voice: Voice, text: str, path: Path) -> float:
    """Say a text into a WAV file that does not exist yet, and return how many seconds that took.

    Raises FinalError where the program cannot do it.
    """
    with tempfile.TemporaryFile(dir=path.parent) as file:
        file.write(text.replace("[[", "[ [").encode())  # two brackets would begin its own alphabet
        file.flush()
        code = await _run(voice, file.fileno(), path)
    seconds = _seconds_of(path)
    if code != 0 or seconds is None:
        raise FinalError(
            f"{voice.program.name} could not say the text in the language {voice.language}.",
            hint="Leave the voice out, or install espeak-ng anew.",
        )
    return seconds


async def _run(voice: Voice, descriptor: int, path: Path) -> int:
    command = [
        *(str(voice.program), "-v", _VOICES.get(voice.language, voice.language), "-s", str(_WORDS_A_MINUTE)),
        *("-b", "1", "-f", f"/dev/fd/{descriptor}", "-w", str(path)),
    ]
    fence = fence_around(voice.program, readable=[data for data in _DATA if data.is_dir()], writable=[path.parent])
    numbers = {descriptor: descriptor}
    try:
        process = await of_running_loop().start(command, limits=_LIMITS, fence=fence, descriptors=numbers)
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
