"""What is said when: a voice that speaks every scene, fitted into the film, whose scenes wait for it.

The length of the film stays as it was written: it was promised. What the voice leaves over is pauses; a voice that
would need longer speaks faster, at the same pitch.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import structlog

from nemo_watch.errors import FinalError
from nemo_watch.studio.explainer.script import RATE, Script, timed_anew
from nemo_watch.studio.explainer.speaking import speak
from nemo_watch.studio.explainer.voices import Voice

log = structlog.get_logger()

_LEAD_SECONDS, _TAIL_SECONDS = 0.25, 0.2
"""Before and behind what is said of a scene."""


OnNote = Callable[[str], None]
"""Takes a sentence on what went otherwise than it was planned."""


class Narration(msgspec.Struct, frozen=True):
    """A voice as a WAV file that is to be played `tempo` times as fast, and the script whose scenes wait for it."""

    path: Path
    tempo: float
    script: Script


async def narrated(script: Script, *, folder: Path, on_note: OnNote) -> Narration:
    """Let a script's voice, or the other, say all of it, into files in a folder. Raises FinalError where none can."""
    assert script.voice is not None
    takes = [folder / f"take{number}.wav" for number in range(len(script.scenes))]
    spoken = await _spoken(script.voice, [scene.text for scene in script.scenes], takes, on_note)
    tempo = tempo_for(spoken, script.duration)
    timed = timed_anew(script, seconds_for([one / tempo for one in spoken], script.duration))
    path = folder / "voice.wav"
    _laid_out(takes, [scene.begin / RATE for scene in timed.scenes], tempo=tempo, path=path)
    for take in takes:
        take.unlink()
    return Narration(path, tempo, timed)


async def _spoken(voice: Voice, texts: Sequence[str], takes: Sequence[Path], on_note: OnNote) -> list[float]:
    """Let a voice say some texts, and return their seconds. Where it cannot say one, another says all of them."""
    try:
        return [await speak(voice, text, take) for text, take in zip(texts, takes, strict=True)]
    except FinalError as error:
        if voice.other is None:
            raise
        log.warning("voice.failed", program=str(voice.program), reason=error.sentence)
        on_note(f"{voice.program.name} could not say the text, so {voice.other.program.name} did.")
        for take in takes:
            take.unlink(missing_ok=True)
        return await _spoken(voice.other, texts, takes, on_note)


def tempo_for(spoken: Sequence[float], whole: float) -> float:
    """Return how much faster than said texts must be played to fit, with their pauses, into a film."""
    pauses = len(spoken) * (_LEAD_SECONDS + _TAIL_SECONDS)
    return max(1.0, sum(spoken) / max(0.5 * whole, whole - pauses))


def seconds_for(spoken: Sequence[float], whole: float) -> list[float]:
    """Return how long each scene is seen: while it is said, and an equal share of what is left of the film."""
    share = (whole - sum(spoken)) / len(spoken)
    return [one + share for one in spoken]


def _laid_out(takes: Sequence[Path], starts: Sequence[float], *, tempo: float, path: Path) -> None:
    """Write the takes behind each other, each at its time of the film as it is before it is played faster."""
    with wave.open(str(path), "wb") as voice:
        rate = 0
        for take, start in zip(takes, starts, strict=True):
            with wave.open(str(take)) as said:
                if not rate:
                    voice.setparams(said.getparams())
                    rate = said.getframerate()
                frames = said.readframes(said.getnframes())
                if said.getframerate() != rate or said.getnchannels() != voice.getnchannels():
                    raise FinalError("The voice changed its kind of sound within a text.")
            silence = round((start + _LEAD_SECONDS) * tempo * rate) - voice.tell()
            voice.writeframes(bytes(max(0, silence) * voice.getnchannels() * voice.getsampwidth()))
            voice.writeframes(frames)
