"""What comes of clips that are joined: one size, one rate, one sound, or their own packets where they are all alike.

Pure. Most films decide the size; all else is fitted into it whole. The highest rate wins, so that no clip stutters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.facts import AudioStream, MediaFacts, VideoStream
from nemo_watch.studio.filters import Size, even
from nemo_watch.studio.joining.accounting import notes
from nemo_watch.studio.joining.made import made_picture
from nemo_watch.studio.joining.matching import CUT_SOUND_SECONDS, first_sound, have_same_picture, have_same_sound
from nemo_watch.studio.joining.rates import SAMPLE_RATE, common_rate, pictures_in

MOST_CLIPS = 500
STILL_SECONDS = 3.0
"""How long a picture among clips is shown."""

_SAME_SHAPE = 0.01
_LEAST_COVERED = 0.6
"""Of a frame: a clip that fills less of it lies on a blurred copy of itself, where bars would be all that is seen."""

Fit = Literal["whole", "bars", "blur"]


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """One of the clips: its streams, how it goes into the frame, and its length in seconds, None where nobody knows."""

    picture: VideoStream
    sound: AudioStream | None
    fit: Fit
    seconds: float | None
    is_still: bool
    size: int


class Joint(msgspec.Struct, frozen=True, kw_only=True):
    """How clips become one film of `size` pixels and `rate` pictures a second, and the facts of that film.

    Where `copies_picture`, the packets of all pictures are kept as they are, and where `copies_sound`, those of the
    sound. `duration` is seconds, None where nobody knows.
    """

    clips: tuple[Clip, ...]
    size: Size
    rate: Fraction
    copies_picture: bool
    copies_sound: bool
    duration: float | None
    notes: tuple[str, ...]
    facts: MediaFacts

    @property
    def has_sound(self) -> bool:
        """Tell whether the film has a sound track: one of its clips has sound."""
        return bool(self.facts.audio)

    @property
    def is_copy(self) -> bool:
        """Tell whether nothing at all is encoded."""
        return self.copies_picture and (self.copies_sound or not self.has_sound)


def joined(facts: Sequence[MediaFacts], *, still_seconds: float = STILL_SECONDS, size: Size | None = None) -> Joint:
    """Return how clips are joined in their order, a picture among them shown for so many seconds.

    `size` is that of a film of pictures alone; else its clips decide. Raises FinalError where one of them, told by
    number, cannot be joined.
    """
    _check(facts)
    films = [clip for clip in facts if not clip.is_still]
    size = size if size and not films else _size(films or facts)
    rate = common_rate([_picture(clip) for clip in facts])
    copies_picture = have_same_picture(facts)
    copies_sound = copies_picture and have_same_sound(facts)
    clips = tuple(_clip(clip, size, still_seconds) for clip in facts)
    known = [clip.seconds for clip in clips if clip.seconds is not None]
    duration = sum(known) if len(known) == len(clips) else None
    if duration is not None and not copies_picture:
        duration = float(sum(pictures_in(seconds, rate) for seconds in known) / rate)
    return Joint(
        clips=clips,
        size=size,
        rate=rate,
        copies_picture=copies_picture,
        copies_sound=copies_sound,
        duration=duration,
        notes=notes(facts, size=size, rate=rate, copies_picture=copies_picture),
        facts=MediaFacts(
            container=Container.MOV,
            size=sum(clip.size for clip in facts),
            duration=duration,
            video=(_copied(facts, duration) if copies_picture else made_picture(size, rate, seconds=duration),),
            audio=_sounds(facts, duration, copies_sound=copies_sound),
        ),
    )


def _check(facts: Sequence[MediaFacts]) -> None:
    if not facts:
        raise FinalError("There are no clips that could be joined.", hint="Drop a folder of clips.")
    if len(facts) > MOST_CLIPS:
        raise FinalError(f"{len(facts)} clips are too many: at most {MOST_CLIPS} can be joined.")
    for number, clip in enumerate(facts, 1):
        if clip.truncated:
            raise FinalError(f"The clips cannot be joined: clip {number} is incomplete, {clip.truncated}.")
        if clip.picture is None:
            raise FinalError(f"The clips cannot be joined: clip {number} has no picture, only sound.")
        if clip.picture.codec == "none" or not all(clip.picture.display_size):
            raise FinalError(f"The clips cannot be joined: nobody here can decode the picture of clip {number}.")


def _picture(clip: MediaFacts) -> VideoStream:
    assert clip.picture is not None
    return clip.picture


def _size(facts: Sequence[MediaFacts]) -> Size:
    """Return the size that most clips have; of those that are as frequent, the largest, of those, the first."""
    counts = Counter(_upright(clip) for clip in facts)
    return max(counts, key=lambda size: (counts[size], size[0] * size[1]))


def _upright(clip: MediaFacts) -> Size:
    width, height = _picture(clip).display_size
    return even(width), even(height)


def _clip(facts: MediaFacts, size: Size, still_seconds: float) -> Clip:
    return Clip(
        picture=_picture(facts),
        sound=first_sound(facts),
        fit=_fit(_upright(facts), size),
        seconds=still_seconds if facts.is_still else _seconds(facts),
        is_still=facts.is_still,
        size=facts.size,
    )


def _fit(own: Size, frame: Size) -> Fit:
    shape = (own[0] / own[1]) / (frame[0] / frame[1])
    if abs(shape - 1) < _SAME_SHAPE:
        return "whole"
    return "bars" if min(shape, 1 / shape) >= _LEAST_COVERED else "blur"


def _seconds(facts: MediaFacts) -> float | None:
    """Return how long a clip is: as long as its picture, or as its sound where that is much longer."""
    picture, sound = _picture(facts).end, first_sound(facts)
    if picture is None or (sound is not None and sound.end is None):
        return facts.duration
    heard = sound.end if sound and sound.end else 0.0
    return heard if heard > picture + CUT_SOUND_SECONDS else picture


def _copied(facts: Sequence[MediaFacts], duration: float | None) -> VideoStream:
    pictures = [_picture(clip) for clip in facts]
    is_constant = all(picture.has_constant_rate for picture in pictures)
    rates = {picture.frame_rate for picture in pictures}
    return msgspec.structs.replace(
        pictures[0], index=0, start=0.0, end=duration, has_constant_rate=is_constant and len(rates) == 1, bit_rate=None
    )


def _sounds(facts: Sequence[MediaFacts], duration: float | None, *, copies_sound: bool) -> tuple[AudioStream, ...]:
    sounds = [sound for clip in facts if (sound := first_sound(clip))]
    if not sounds:
        return ()
    if copies_sound:
        return (msgspec.structs.replace(sounds[0], index=1, start=0.0, end=duration, bit_rate=None, language=""),)
    return (
        AudioStream(index=1, codec="pcm_s16le", sample_rate=SAMPLE_RATE, channels=2, sample_format="s16", end=duration),
    )
