"""How the sound of a result is made: copied, or decoded, edited and encoded; its own, merged in, or with music."""

from __future__ import annotations

from nemo_watch.studio import formats, hearing, merging, scoring
from nemo_watch.studio.compose import mixing
from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.compose.mixing import SOUNDED
from nemo_watch.studio.facts import AudioStream
from nemo_watch.studio.hearing import Heard
from nemo_watch.studio.task import Task
from nemo_watch.studio.tracks import Track


def tracks(task: Task, *, bits: int | None) -> Heard:
    """Return the sound of a plan, each track of `bits` a second where that is limited."""
    if task.wish.is_mute or not task.made.has_sound:
        return Heard()
    if task.scores:
        film = scoring.film_of(task)
        return scoring.scored(task, Heard() if film.wish.is_mute else _of_film(film, bits=bits), bits=bits)
    return _of_film(task, bits=bits)


def _of_film(task: Task, *, bits: int | None) -> Heard:
    if task.beside.merged is not None and task.wish.merge is not None:
        return merging.merged(task, task.beside.merged, bits=bits)
    streams = [stream for stream in task.base.audio if stream.codec != "none"]
    taken = streams if task.made.has_picture else streams[:1]
    heard = [_own(task, stream, place, bits=bits) for place, stream in enumerate(taken)]
    look = next((one.look for one in heard if one.look), None)
    measured = len(heard) if hearing.normalizes(task.wish.edits) else 0
    return Heard(tuple(track for one in heard for track in one.tracks), look, (), measured)


def _own(task: Task, stream: AudioStream, position: int, *, bits: int | None) -> Heard:
    edits = [edit for edit in task.wish.edits if isinstance(edit, SOUNDED)]
    fades = hearing.fades(task)
    is_plain = not edits and not fades and task.order.is_untouched
    if is_plain and bits is None and not task.is_compressed and hearing.is_kept(task, stream):
        return Heard((Track(source=stream.index, codec=stream.codec),))
    timeline = task.order.timeline
    start = (hearing.resampled(task, stream, fills=not is_plain), *mixing.placed(timeline, since=timeline.start))
    loud = hearing.treated(task, edits, position)
    filters = (*start, *loud.filters, *fades, *formats.channel_layouts(task.made))
    look = Look(kind="loudness", stream=stream.index, filters=(*start, *loud.measuring))
    track = hearing.encoded(task, stream, position, number=0, bits=bits, filters=filters)
    return Heard((track,), hearing.look(loud, look))
