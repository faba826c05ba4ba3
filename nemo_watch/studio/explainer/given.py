"""What is given to be seen behind a text: pictures and films, and what is told of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.explainer.script import Script
from nemo_watch.studio.facts import MediaFacts, VideoStream
from nemo_watch.studio.fence import jail
from nemo_watch.units import format_duration


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A picture or a film: its file's name, as it may be shown, and what is known of it."""

    name: str
    facts: MediaFacts

    @property
    def is_film(self) -> bool:
        """Tell whether it moves by itself."""
        return not self.facts.is_still

    @property
    def picture(self) -> VideoStream:
        """What is seen of it. Raises FinalError where nobody here can decode that."""
        kind, facts = "film" if self.is_film else "picture", self.facts
        words = f"The {kind} {self.name} cannot be shown behind the text"
        if facts.truncated:
            raise FinalError(f"{words}: it is incomplete, {facts.truncated}.", hint="Copy it again.")
        picture = facts.picture
        width, height = picture.display_size if picture else (0, 0)
        if width * height > jail.MOST_PIXELS:
            limit = f"{jail.MOST_PIXELS // 1_000_000} million pixels"
            raise FinalError(f"{words}: it is too large, {width}x{height}.", hint=f"Make it smaller, at most {limit}.")
        if picture is None or picture.codec == "none" or not width or not height or not picture.pixel_format:
            raise FinalError(f"{words}: it is damaged, or of a kind that nobody here can decode.")
        return picture

    @property
    def seconds(self) -> float:
        """How long a film lasts; 0 where nobody knows."""
        return self.picture.end or self.facts.duration or 0.0


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """A script, and what was given to be seen behind it."""

    script: Script
    given: tuple[Given, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence on each oddity. Raises FinalError where something that is to be seen cannot be."""
        seen = [self.given[shot.picture] for shot in self.script.shots]
        for one in seen:
            _ = one.picture
        films = [one for one in seen if one.is_film]
        return (*self.script.notes, *_unheard(films), *_unseen(self))


def _unheard(films: Sequence[Given]) -> tuple[str, ...]:
    loud = [one for one in films if one.facts.audio]
    if not loud:
        return ()
    if len(loud) == 1:
        return (f"The sound of {loud[0].name} is not heard: it plays behind the text.",)
    return (f"The sound of {len(loud)} films is not heard: they play behind the text.",)


def _unseen(telling: Telling) -> tuple[str, ...]:
    """Return what is said of a film that goes on when the next picture takes its place."""
    cut = [
        (telling.given[shot.picture], shot.seconds)
        for shot in telling.script.shots
        if telling.given[shot.picture].is_film and telling.given[shot.picture].seconds > shot.seconds + 1
    ]
    if not cut:
        return ()
    if len(cut) == 1:
        film, seconds = cut[0]
        return (f"Of {film.name}, the first {format_duration(round(seconds))} are seen.",)
    return (f"Of {len(cut)} films, only the beginning is seen.",)
