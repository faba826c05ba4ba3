"""How the sound of a result is made: copied, or decoded, edited and encoded; its own, or one that is merged in."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import formats, pictures
from nemo_watch.studio.compose import cutting, mixing
from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.compose.mixing import SOUNDED, Treatment
from nemo_watch.studio.compose.sequence import TIMED, arrange
from nemo_watch.studio.compose.timeline import Timeline
from nemo_watch.studio.facts import AudioStream, MediaFacts
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.task import Task
from nemo_watch.studio.tracks import Track
from nemo_watch.units import format_duration

_HIGHEST_SAMPLE_RATE = 48_000


class Heard(msgspec.Struct, frozen=True):
    """The sound tracks of a plan, what must be heard before they are final, and a sentence on each oddity."""

    tracks: tuple[Track, ...] = ()
    look: Look | None = None
    notes: tuple[str, ...] = ()


def check_merge(task: Task) -> None:
    """Raise FinalError where there is nothing that could be merged."""
    if task.second is None:
        raise FinalError(
            "There is no sound file to merge with the video.", hint="Drop a video and a sound file of the same name."
        )
    if task.facts.picture is None:
        raise FinalError("There is no video to merge the sound with.", hint="Drop a video with it.")
    if _first_sound(task.second) is None:
        raise FinalError("The file that is to be merged in has no sound.")


def tracks(task: Task, *, bits: int | None) -> Heard:
    """Return the sound of a plan, each track of `bits` a second where that is limited."""
    if task.wish.is_mute or not task.made.has_sound:
        return Heard()
    if task.second is not None:
        return _merged(task, task.second, bits=bits)
    streams = [stream for stream in task.base.audio if stream.codec != "none"]
    taken = streams if task.made.has_picture else streams[:1]
    heard = [_own(task, stream, place, bits=bits) for place, stream in enumerate(taken)]
    look = next((one.look for one in heard if one.look), None)
    return Heard(tuple(track for one in heard for track in one.tracks), look)


def _first_sound(facts: MediaFacts) -> AudioStream | None:
    return next((stream for stream in facts.audio if stream.codec != "none"), None)


def _own(task: Task, stream: AudioStream, position: int, *, bits: int | None) -> Heard:
    edits = [edit for edit in task.wish.edits if isinstance(edit, SOUNDED)]
    fades = _fades(task)
    is_plain = not edits and not fades and task.order.is_untouched
    if is_plain and bits is None and not task.is_compressed and _is_kept(task, stream):
        return Heard((Track(source=stream.index, codec=stream.codec),))
    timeline = task.order.timeline
    start = (_resampled(task, stream, fills=not is_plain), *mixing.placed(timeline, since=timeline.start))
    loud = _loudened(task, edits, position)
    filters = (*start, *loud.filters, *fades, *formats.channel_layouts(task.made))
    look = _look(loud, Look(kind="loudness", stream=stream.index, filters=(*start, *loud.measuring)))
    return Heard((_encoded(task, stream, position, bits=bits, filters=filters),), look)


def _is_kept(task: Task, stream: AudioStream) -> bool:
    return not task.has_new_base and formats.keeps_audio(task.made, stream, compatible=task.compatible)


def _look(loud: Treatment, look: Look) -> Look | None:
    return look if loud.measuring else None


def _loudened(task: Task, edits: Sequence[Edit], position: int) -> Treatment:
    known = task.findings.loudness
    is_measured = position < len(known)
    return mixing.loudened(edits, loudness=known[position] if is_measured else None, is_measured=is_measured)


def _resampled(task: Task, stream: AudioStream, *, fills: bool) -> str:
    """Return the filter that closes gaps, and with `fills` begins at the picture's beginning."""
    options = ["async=1", *(("first_pts=0",) if fills else ())]
    if stream.sample_rate > _HIGHEST_SAMPLE_RATE and task.made.name != "wav":
        options.insert(0, str(_HIGHEST_SAMPLE_RATE))
    return f"aresample={':'.join(options)}"


def _fades(task: Task) -> tuple[str, ...]:
    begin, end = pictures.faded(task)
    duration = task.order.timeline.duration
    if begin is None and end is None:
        return ()
    if duration is None:
        raise FinalError("The length of the sound is not known, so it cannot be faded.")
    return cutting.sound_fades(begin, end, duration=duration)


def _encoded(
    task: Task, stream: AudioStream, position: int, *, bits: int | None, filters: tuple[str, ...] = (), graph: str = ""
) -> Track:
    quality = "low" if task.is_compressed else task.quality
    return Track(
        source=stream.index,
        input=1 if task.second is not None else 0,
        codec=task.made.audio_encoder.removeprefix("lib"),
        encoding=formats.audio_encoding(task.made, stream, position, quality=quality, bits=bits),
        filters=filters,
        graph=graph,
    )


def _merged(task: Task, second: MediaFacts, *, bits: int | None) -> Heard:
    """Return the sound of the second file, alone or with the film's own, which gives way to it."""
    voice, own, merge = _first_sound(second), _first_sound(task.facts), task.wish.merge
    assert voice is not None
    assert merge is not None
    later = task.wish.merged_edits
    earlier = task.wish.edits[: len(task.wish.edits) - len(later)]
    shown = arrange(earlier, task.facts.duration).timeline.duration
    if shown is None:
        raise FinalError("The length of the video is not known, so no sound can be fitted to it.")
    is_mixed = merge.mode == "mix" and own is not None
    edits = [edit for edit in later if isinstance(edit, SOUNDED)]
    fades = _fades(task)
    notes = _length_notes(shown, second.duration, is_mixed=is_mixed)
    is_plain = not edits and not fades and not is_mixed and not any(isinstance(edit, TIMED) for edit in later)
    is_longer = second.duration is None or second.duration > shown + mixing.NEAR_SECONDS
    if is_plain and not is_longer and bits is None and not task.is_compressed and _is_kept(task, voice):
        return Heard((Track(source=voice.index, input=1, codec=voice.codec),), None, notes)
    timeline = arrange(later, shown).timeline
    laid = (
        _resampled(task, voice, fills=True),
        *mixing.fitted_to(shown, sound_seconds=second.duration),
        *mixing.placed(timeline, since=0.0, is_sought=False),
    )
    loud = _loudened(task, edits, 0)
    ending = (*loud.filters, *fades, *formats.channel_layouts(task.made))
    if not is_mixed:
        look = Look(kind="loudness", stream=voice.index, filters=(*laid, *loud.measuring))
        made = _encoded(task, voice, 0, bits=bits, filters=(*laid, *ending))
        return Heard((made,), _look(loud, look), notes)
    assert own is not None
    graph = _mix(task, own, earlier, voice, laid)
    look = Look(kind="loudness", stream=voice.index, filters=(",".join((graph, *loud.measuring)),))
    both = _encoded(task, voice, 0, bits=bits, graph=",".join((graph, *ending)))
    return Heard((both,), _look(loud, look), notes)


def _mix(
    task: Task, own: AudioStream, earlier: tuple[Edit, ...], voice: AudioStream, voice_filters: tuple[str, ...]
) -> str:
    timeline: Timeline = task.order.timeline
    volumes = mixing.loudened([edit for edit in earlier if isinstance(edit, SOUNDED)], loudness=None, is_measured=True)
    placed = mixing.placed(timeline, since=timeline.start)
    end = () if timeline.duration is None else (f"apad=whole_dur={timeline.duration:.6f}",)
    filters = ("aresample=48000:async=1:first_pts=0", *placed, *volumes.filters, *end)
    laid = (*voice_filters, "aresample=48000")
    return mixing.ducked(own=own.index, own_filters=filters, voice=voice.index, voice_filters=laid)


def _length_notes(picture: float, sound: float | None, *, is_mixed: bool) -> tuple[str, ...]:
    if sound is None:
        return ()
    if sound > picture + mixing.NEAR_SECONDS:
        return (f"The sound is {format_duration(sound)} long: it was faded out at the picture's end.",)
    if picture > sound + mixing.NEAR_SECONDS * 10 and not is_mixed:
        return (f"The sound is {format_duration(sound)} long: behind it, the picture is silent.",)
    return ()
