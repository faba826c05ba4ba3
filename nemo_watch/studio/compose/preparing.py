"""What a source looks like that is made first: upright, SDR, at a constant rate, its sound uncompressed."""

from __future__ import annotations

import msgspec

from nemo_watch.media.containers import Container
from nemo_watch.studio.compose.sequence import Order
from nemo_watch.studio.facts import MediaFacts, VideoStream
from nemo_watch.studio.filters import even

SAMPLE_RATE = 48_000
_USUAL_RATE = 25.0
_HIGHEST_RATE = 120.0
_FRAMES_IN_MEMORY_BYTES = 90_000_000
_BITS_A_PIXEL = 0.6


def rate_of(stream: VideoStream) -> float:
    """Return how many pictures a second a source that is made of this one has."""
    return min(_HIGHEST_RATE, stream.frame_rate or _USUAL_RATE)


def prepared(facts: MediaFacts, order: Order, *, is_silent: bool = False) -> MediaFacts:
    """Return the facts of the source that all preparations together make; the file itself where there are none.

    `is_silent` says that no sound came of it.
    """
    if not order.preparations:
        return facts
    reach = order.timeline.reach
    video = () if facts.picture is None else (_picture(facts.picture),)
    sounds = [stream for stream in facts.audio if stream.codec != "none" and not is_silent]
    audio = tuple(
        msgspec.structs.replace(
            stream, index=len(video) + place, codec="pcm_s16le", profile="", sample_rate=SAMPLE_RATE, start=0.0
        )
        for place, stream in enumerate(sounds)
    )
    duration = None if reach is None else reach / order.repeats
    return MediaFacts(container=Container.MOV, size=facts.size, duration=duration, video=video, audio=audio)


def _picture(stream: VideoStream) -> VideoStream:
    width, height = (even(side) for side in stream.display_size)
    return VideoStream(
        index=0,
        codec="h264",
        profile="High",
        pixel_format="yuv420p",
        width=width,
        height=height,
        frame_rate=rate_of(stream),
        has_constant_rate=True,
    )


def pictures_at_once(stream: VideoStream) -> int:
    """Return how many pictures of a source may be held in memory to be turned around."""
    width, height = stream.display_size
    return max(2, int(_FRAMES_IN_MEMORY_BYTES / max(1, width * height * 1.5)))


def bytes_needed(facts: MediaFacts, seconds: float) -> int:
    """Return about how large a source of so many seconds becomes that is made first."""
    picture = facts.picture
    pixels = picture.display_size[0] * picture.display_size[1] * rate_of(picture) if picture else 0
    return int(seconds * (pixels * _BITS_A_PIXEL / 8 + SAMPLE_RATE * 4 * len(facts.audio)))
