"""Music under a film: as long as the film, quieter while something is said, out in the end."""

from __future__ import annotations

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import formats, hearing
from nemo_watch.studio.compose import mixing
from nemo_watch.studio.compose.findings import Look
from nemo_watch.studio.compose.mixing import LOUDENED
from nemo_watch.studio.facts import AudioStream
from nemo_watch.studio.hearing import Heard
from nemo_watch.studio.language.edits import Fade, Music, Mute
from nemo_watch.studio.task import Task
from nemo_watch.studio.tracks import Track, Wish

OWN_MUSIC = AudioStream(index=0, codec="pcm_s16le", sample_rate=48_000, channels=2)
"""The sound of the file that our own music is written to."""

_AS_IT_IS = ("aresample=48000:async=1:first_pts=0",)


def film_of(task: Task) -> Task:
    """Return the task of the film's own sound: without the music, and without what was said of both behind it."""
    place = _music_at(task.wish)
    before, after = task.wish.edits[:place], task.wish.edits[place + 1 :]
    edits = tuple(edit for edit in (*before, *after) if not isinstance(edit, (Fade, Music)))
    kept = tuple(edit for edit in edits if edit in before or not isinstance(edit, LOUDENED))
    muting = (Mute(),) if task.wish.mutes_film else ()
    return msgspec.structs.replace(task, wish=msgspec.structs.replace(task.wish, edits=(*kept, *muting)))


def scored(task: Task, film: Heard, *, bits: int | None) -> Heard:
    """Return the film's sound with music under it. Raises FinalError where nobody knows how long it is to play."""
    asked = task.wish.asked(Music)
    assert asked is not None
    stream = OWN_MUSIC if task.beside.music is None else hearing.first_sound(task.beside.music)
    seconds = task.order.timeline.duration
    if stream is None:
        raise FinalError("The file that is to be laid under as music has no sound.")
    if seconds is None:
        raise FinalError("The length of the video is not known, so no music can be fitted to it.")
    if film.look is not None:
        return film
    number = task.number_of("music")
    laid = mixing.laid_under(seconds, volume=asked.volume, channels=stream.channels)
    graph = f"[{number}:{stream.index}]{','.join(laid)}"
    if film.tracks:
        graph = mixing.scored(graph, _head(film.tracks[0]), channels=_channels(task, film.tracks[0]), seconds=seconds)
    later = [edit for edit in task.wish.edits[_music_at(task.wish) + 1 :] if isinstance(edit, LOUDENED)]
    loud = hearing.treated(task, later, film.measured)
    ending = (*loud.filters, *hearing.fades(task), *formats.channel_layouts(task.made))
    look = Look(kind="loudness", stream=stream.index, filters=(",".join((graph, *loud.measuring)),))
    track = hearing.encoded(task, stream, 0, number=number, bits=bits, graph=",".join((graph, *ending)))
    more = ("The further sound tracks were left out: music is laid under the first.",) if film.tracks[1:] else ()
    return Heard((track,), hearing.look(loud, look), (*film.notes, *more))


def _music_at(wish: Wish) -> int:
    return max(place for place, edit in enumerate(wish.edits) if isinstance(edit, Music))


def _channels(task: Task, track: Track) -> int:
    """Return how many channels a film's sound has; a mix of two sounds has two."""
    facts = task.beside.merged if track.input else task.base
    sounds = facts.audio if facts and not track.graph else ()
    return next((stream.channels for stream in sounds if stream.index == track.source), 2)


def _head(track: Track) -> str:
    """Return the graph of a film's sound, without an end."""
    return track.graph or f"[{track.input}:{track.source}]{','.join(track.filters or _AS_IT_IS)}"
