"""A sound file laid into a film: in place of its own sound, or mixed with it."""

from __future__ import annotations

from nemo_watch.errors import FinalError
from nemo_watch.studio import formats, hearing
from nemo_watch.studio.compose import mixing
from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.compose.sequence import TIMED, arrange
from nemo_watch.studio.compose.timeline import Timeline
from nemo_watch.studio.facts import AudioStream, MediaFacts
from nemo_watch.studio.hearing import Heard
from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.task import Task
from nemo_watch.studio.tracks import Track
from nemo_watch.units import format_duration


def check_merge(task: Task) -> None:
    """Raise FinalError where there is nothing that could be merged."""
    if task.beside.merged is None:
        raise FinalError(
            "There is no sound file to merge with the video.", hint="Drop a video and a sound file of the same name."
        )
    if task.facts.picture is None:
        raise FinalError("There is no video to merge the sound with.", hint="Drop a video with it.")
    if hearing.first_sound(task.beside.merged) is None:
        raise FinalError("The file that is to be merged in has no sound.")


def merged(task: Task, second: MediaFacts, *, bits: int | None) -> Heard:
    """Return the sound of the second file, alone or with the film's own, which gives way to it."""
    voice, own, merge = hearing.first_sound(second), hearing.first_sound(task.facts), task.wish.merge
    assert voice is not None
    assert merge is not None
    later = task.wish.merged_edits
    earlier = task.wish.edits[: len(task.wish.edits) - len(later)]
    shown = arrange(earlier, task.facts.duration).timeline.duration
    if shown is None:
        raise FinalError("The length of the video is not known, so no sound can be fitted to it.")
    is_mixed = merge.mode == "mix" and own is not None
    edits = [edit for edit in later if isinstance(edit, mixing.SOUNDED)]
    fades = hearing.fades(task)
    notes = _length_notes(shown, second.duration, is_mixed=is_mixed)
    measured = 1 if hearing.normalizes(edits) else 0
    is_plain = not edits and not fades and not is_mixed and not any(isinstance(edit, TIMED) for edit in later)
    is_longer = second.duration is None or second.duration > shown + mixing.NEAR_SECONDS
    if is_plain and not is_longer and bits is None and not task.is_compressed and hearing.is_kept(task, voice):
        return Heard((Track(source=voice.index, input=1, codec=voice.codec),), None, notes)
    timeline = arrange(later, shown).timeline
    laid = (
        hearing.resampled(task, voice, fills=True),
        *mixing.fitted_to(shown, sound_seconds=second.duration),
        *mixing.placed(timeline, since=0.0, is_sought=False),
    )
    loud = hearing.treated(task, edits, 0)
    ending = (*loud.filters, *fades, *formats.channel_layouts(task.made))
    if not is_mixed:
        look = Look(kind="loudness", stream=voice.index, input=1, filters=(*laid, *loud.measuring))
        made = hearing.encoded(task, voice, 0, number=1, bits=bits, filters=(*laid, *ending))
        return Heard((made,), hearing.look(loud, look), notes, measured)
    assert own is not None
    graph = _mix(task, own, earlier, voice, laid)
    look = Look(kind="loudness", stream=voice.index, filters=(",".join((graph, *loud.measuring)),))
    both = hearing.encoded(task, voice, 0, number=1, bits=bits, graph=",".join((graph, *ending)))
    return Heard((both,), hearing.look(loud, look), notes, measured)


def _mix(
    task: Task, own: AudioStream, earlier: tuple[Edit, ...], voice: AudioStream, voice_filters: tuple[str, ...]
) -> str:
    timeline: Timeline = task.order.timeline
    heard = [edit for edit in earlier if isinstance(edit, mixing.SOUNDED)]
    volumes = mixing.treated_unheard(heard, seconds=timeline.duration)
    placed = mixing.placed(timeline, since=timeline.start)
    end = () if timeline.duration is None else (f"apad=whole_dur={timeline.duration:.6f}",)
    filters = ("aresample=48000:async=1:first_pts=0", *placed, *volumes, *end)
    laid = (*voice_filters, "aresample=48000")
    return mixing.ducked(own, filters, voice=voice, voice_filters=laid, seconds=timeline.duration)


def _length_notes(picture: float, sound: float | None, *, is_mixed: bool) -> tuple[str, ...]:
    if sound is None:
        return ()
    if sound > picture + mixing.NEAR_SECONDS:
        return (f"The sound is {format_duration(sound)} long: it was faded out at the picture's end.",)
    if picture > sound + mixing.NEAR_SECONDS * 10 and not is_mixed:
        return (f"The sound is {format_duration(sound)} long: behind it, the picture is silent.",)
    return ()
