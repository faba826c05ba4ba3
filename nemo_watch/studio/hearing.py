"""What all ways to make a sound have in common: how it is placed in time, made louder, faded and encoded."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import formats, pictures
from nemo_watch.studio.compose import cutting, mixing
from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.compose.mixing import Treatment
from nemo_watch.studio.facts import AudioStream, MediaFacts
from nemo_watch.studio.language.edits import Edit, Normalize
from nemo_watch.studio.task import Task
from nemo_watch.studio.tracks import Track

_HIGHEST_SAMPLE_RATE = 48_000


class Heard(msgspec.Struct, frozen=True):
    """The sound tracks of a plan, what must be heard before they are final, and a sentence on each oddity.

    `measured` is how many of them have their loudness measured.
    """

    tracks: tuple[Track, ...] = ()
    look: Look | None = None
    notes: tuple[str, ...] = ()
    measured: int = 0


def first_sound(facts: MediaFacts) -> AudioStream | None:
    """Return the first sound of a file that can be decoded."""
    return next((stream for stream in facts.audio if stream.codec != "none"), None)


def is_kept(task: Task, stream: AudioStream) -> bool:
    """Tell whether a sound's packets may go over as they are."""
    return not task.has_new_sound and formats.keeps_audio(task.made, stream, compatible=task.compatible)


def look(loud: Treatment, wanted: Look) -> Look | None:
    """Return a look at the loudness, where one is needed before the filters are known."""
    return wanted if loud.measuring else None


def treated(task: Task, edits: Sequence[Edit], position: int) -> Treatment:
    """Return what edits do to the `position`-th sound that is measured."""
    known = task.findings.loudness
    is_measured = position < len(known)
    seconds = task.order.timeline.duration
    return mixing.treated(
        edits, seconds=seconds, loudness=known[position] if is_measured else None, is_measured=is_measured
    )


def normalizes(edits: Sequence[Edit]) -> bool:
    """Tell whether edits need to know how loud a sound is."""
    return any(isinstance(edit, Normalize) for edit in edits)


def resampled(task: Task, stream: AudioStream, *, fills: bool) -> str:
    """Return the filter that closes gaps, and with `fills` begins at the picture's beginning."""
    options = ["async=1", *(("first_pts=0",) if fills else ())]
    if stream.sample_rate > _HIGHEST_SAMPLE_RATE and task.made.name != "wav":
        options.insert(0, str(_HIGHEST_SAMPLE_RATE))
    return f"aresample={':'.join(options)}"


def fades(task: Task) -> tuple[str, ...]:
    """Return the filters that fade the sound along with the picture."""
    begin, end = pictures.faded(task)
    duration = task.order.timeline.duration
    if begin is None and end is None:
        return ()
    if duration is None:
        raise FinalError("The length of the sound is not known, so it cannot be faded.")
    return cutting.sound_fades(begin, end, duration=duration)


def encoded(
    task: Task,
    stream: AudioStream,
    position: int,
    *,
    number: int,
    bits: int | None,
    filters: tuple[str, ...] = (),
    graph: str = "",
) -> Track:
    """Return the track of a sound of the input `number`, encoded with `bits` a second where those are given."""
    quality = "low" if task.is_compressed else task.quality
    return Track(
        source=stream.index,
        input=number,
        codec=task.made.audio_encoder.removeprefix("lib"),
        encoding=formats.audio_encoding(task.made, stream, position, quality=quality, bits=bits),
        filters=filters,
        graph=graph,
    )
