"""Whether clips can follow each other without being encoded: only where every decoder would find nothing changed.

Pictures of H.264 and HEVC and sound of AAC-LC are compared, in films whose own index tells how they are set up and that
all of the picture is shown. Anything else is encoded, which always works.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.studio.facts import AudioStream, MediaFacts, VideoStream
from nemo_watch.studio.joining.rates import usual_rate

CUT_SOUND_SECONDS = 0.1
"""Of a sound that is longer than its picture, so much is cut; for more, the last picture stands until it has ended."""
_EARLY_SECONDS = 0.1
"""Sound may end so much before its picture: its packets make no whole number of pictures."""


def have_same_picture(clips: Sequence[MediaFacts]) -> bool:
    """Tell whether the packets of all pictures can follow each other in one track."""
    kinds = {_picture_kind(clip.picture) for clip in clips if clip.picture is not None}
    return len(kinds) == 1 and all(map(_is_sure, clips))


def have_same_sound(clips: Sequence[MediaFacts]) -> bool:
    """Tell whether the packets of all sounds, one of each clip, can follow each other beside pictures that are kept."""
    sounds = [first_sound(clip) for clip in clips]
    kinds = {_sound_kind(sound) for sound in sounds if sound is not None}
    return len(kinds) == 1 and all(map(_lasts, clips, sounds))


def first_sound(clip: MediaFacts) -> AudioStream | None:
    """Return the sound of a clip that is heard: the first that can be decoded."""
    return next((stream for stream in clip.audio if stream.codec != "none"), None)


def _is_sure(clip: MediaFacts) -> bool:
    """Tell whether all is known of a clip's picture, and it lasts as long as its sound."""
    picture, sound = clip.picture, first_sound(clip)
    if picture is None or picture.end is None or not picture.setup or picture.codec not in {"h264", "hevc"}:
        return False
    return sound is None or (sound.end is not None and sound.end <= picture.end + CUT_SOUND_SECONDS)


def _picture_kind(picture: VideoStream) -> tuple[object, ...]:
    """Return all in which two pictures must not differ."""
    return (
        (picture.codec, picture.profile, picture.tag, picture.setup),
        (picture.width, picture.height, picture.aspect, picture.rotation),
        (picture.pixel_format, picture.full_range, picture.interlaced),
        (picture.transfer, picture.primaries, picture.matrix),
        usual_rate(picture),
    )


def _sound_kind(sound: AudioStream) -> tuple[object, ...]:
    return (sound.codec, sound.profile, sound.setup, sound.sample_rate, sound.channels)


def _lasts(clip: MediaFacts, sound: AudioStream | None) -> bool:
    """Tell whether a clip's sound is of a kind whose packets are known, and reaches from its beginning to its end."""
    end = clip.picture.end if clip.picture else None
    if sound is None or end is None or sound.end is None:
        return False
    return sound.codec == "aac" and sound.profile == "LC" and bool(sound.setup) and sound.end > end - _EARLY_SECONDS
