"""What comes of pictures that are shown one after the other: when each begins, and how one goes over into the next.

Pure. A transition lies half before and half behind the moment at which the next picture begins, so that the whole
lasts exactly as long as all pictures together.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.facts import MediaFacts, VideoStream
from nemo_watch.studio.fence import jail
from nemo_watch.studio.filters import Size, even
from nemo_watch.studio.joining.made import made_picture
from nemo_watch.studio.joining.motion import RATE

MOST_PICTURES = 500
SHORTEST_SECONDS, LONGEST_SECONDS = 0.2, 600.0
_LONGEST_FADE_SECONDS = 1.0
TRANSITIONS = ("fade", "none")


class Slide(msgspec.Struct, frozen=True, kw_only=True):
    """One picture in its place: the first picture of the film that shows it, and how many do.

    The first `faded` of them show the slide before as well, which goes away.
    """

    picture: VideoStream
    begin: int
    seen: int
    faded: int
    is_inward: bool


class Show(msgspec.Struct, frozen=True, kw_only=True):
    """How pictures become a film of `size` pixels and `duration` seconds, and the facts of that film."""

    slides: tuple[Slide, ...]
    size: Size
    pictures: int
    facts: MediaFacts

    @property
    def duration(self) -> float:
        """How long the film is, in seconds."""
        return self.pictures / RATE


def shown(facts: Sequence[MediaFacts], *, seconds: float, transition: str, size: tuple[int, int]) -> Show:
    """Return how pictures are shown in their order, each for so many seconds, in a frame of a size.

    `transition` is `fade` or `none`. Raises FinalError where that cannot be done, and where a picture, told by number,
    cannot be shown.
    """
    _check(facts, seconds, transition)
    size = even(size[0]), even(size[1])
    faded = round(min(_LONGEST_FADE_SECONDS, seconds / 3) * RATE) if transition == "fade" else 0
    total = round(len(facts) * seconds * RATE)
    begins = [max(0, round(number * seconds * RATE) - (faded // 2 if number else 0)) for number in range(len(facts))]
    ends = [*(begin + faded for begin in begins[1:]), total]
    slides = tuple(
        Slide(
            picture=picture,
            begin=begins[number],
            seen=ends[number] - begins[number],
            faded=faded if number else 0,
            is_inward=number % 2 == 0,
        )
        for number, clip in enumerate(facts)
        if (picture := clip.picture)
    )
    return Show(slides=slides, size=size, pictures=total, facts=_facts(facts, size, total))


def _check(facts: Sequence[MediaFacts], seconds: float, transition: str) -> None:
    if not facts:
        raise FinalError("There are no pictures that could be shown.", hint="Drop a folder of pictures.")
    if len(facts) > MOST_PICTURES:
        raise FinalError(f"{len(facts)} pictures are too many: at most {MOST_PICTURES} can be shown.")
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise FinalError(f"A picture can be shown for {SHORTEST_SECONDS:g} to {LONGEST_SECONDS:g} seconds.")
    if transition not in TRANSITIONS:
        raise FinalError(f"A picture goes over into the next by {' or '.join(TRANSITIONS)}, not by {transition[:40]}.")
    for number, picture in enumerate(facts, 1):
        _check_picture(picture, number)


def _check_picture(facts: MediaFacts, number: int) -> None:
    picture, words = facts.picture, f"The pictures cannot be shown: picture {number}"
    if facts.truncated:
        raise FinalError(f"{words} is incomplete, {facts.truncated}.", hint="Copy it again.")
    if picture is None:
        raise FinalError(f"{words} is no picture, only sound.")
    width, height = picture.display_size
    if width * height > jail.MOST_PIXELS:
        limit = f"{jail.MOST_PIXELS // 1_000_000} million pixels"
        raise FinalError(f"{words} is too large, {width}x{height}: at most {limit}.", hint="Make it smaller first.")
    if picture.codec == "none" or not width or not height or not picture.pixel_format:
        raise FinalError(
            f"{words} is damaged, or of a kind that nobody here can decode.", hint="Save it as JPEG or PNG."
        )


def _facts(facts: Sequence[MediaFacts], size: Size, pictures: int) -> MediaFacts:
    seconds = pictures / RATE
    stream = made_picture(size, RATE, seconds=seconds)
    return MediaFacts(
        container=Container.MOV, size=sum(picture.size for picture in facts), duration=seconds, video=(stream,)
    )
