"""What a file's own header adds to what ffmpeg says of it: how a picture is turned, and how a track is set up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, TypeVar

import msgspec

from nemo_watch.media.containers import Container
from nemo_watch.media.film_index import IndexedTrack, read_tracks
from nemo_watch.media.stills import StillHead, read_head
from nemo_watch.media.tiff import read_notes
from nemo_watch.studio.facts import AudioStream, MediaFacts, VideoStream

Stream = TypeVar("Stream", VideoStream, AudioStream)

_TURNS = {
    1: (False, 0),
    2: (True, 0),
    3: (False, 180),
    4: (True, 180),
    5: (True, 270),
    6: (False, 90),
    7: (True, 90),
    8: (False, 270),
}
"""Of EXIF's orientations: whether the picture is mirrored first, and the degrees clockwise that it is turned by."""
_LATE_SECONDS = 0.05


def completed(facts: MediaFacts, file: BinaryIO) -> MediaFacts:
    """Return the facts with what the header of the open file adds. Raise OSError where it cannot be read."""
    if facts.container is Container.MOV:
        tracks = read_tracks(file, facts.size)
        pictures = [stream for stream in facts.video if not stream.attached_picture]
        covers = [stream for stream in facts.video if stream.attached_picture]
        video = (*_set_up(pictures, [track for track in tracks if track.kind == "vide"]), *covers)
        audio = _set_up(facts.audio, [track for track in tracks if track.kind == "soun"])
        return msgspec.structs.replace(facts, video=tuple(sorted(video, key=lambda stream: stream.index)), audio=audio)
    head = read_head(file)
    if head is None or not facts.video:
        return facts
    return msgspec.structs.replace(facts, video=(_turned(facts.video[0], head), *facts.video[1:]))


def _set_up(streams: Sequence[Stream], tracks: Sequence[IndexedTrack]) -> tuple[Stream, ...]:
    """Return streams with what the index says of them; where it knows more or fewer of them, nothing is sure."""
    if len(streams) != len(tracks):
        return tuple(streams)
    return tuple(
        msgspec.structs.replace(stream, setup=track.setup if _is_clear(track) else "", end=track.end)
        for stream, track in zip(streams, tracks, strict=True)
    )


def _is_clear(track: IndexedTrack) -> bool:
    """Tell whether a track begins with its film; of sound, packets that are not heard may stand at its edges."""
    return track.begin < _LATE_SECONDS and (track.is_whole or track.kind == "soun")


def _turned(stream: VideoStream, head: StillHead) -> VideoStream:
    mirrored, rotation = _TURNS[read_notes(head.exif).orientation]
    return msgspec.structs.replace(
        stream,
        mirrored=mirrored,
        rotation=rotation,
        width=stream.width or head.width,
        height=stream.height or head.height,
    )
