"""What had to be done to clips so that they go together, a sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.filters import Size, even
from nemo_watch.studio.joining.matching import first_sound
from nemo_watch.studio.joining.rates import usual_rate


def notes(facts: Sequence[MediaFacts], *, size: Size, rate: Fraction, copies_picture: bool) -> tuple[str, ...]:
    """Return the sentences on clips that become a film of a size and a rate."""
    films = [clip for clip in facts if not clip.is_still]
    scaled = sum(1 for clip in films if clip.picture and tuple(map(even, clip.picture.display_size)) != size)
    paced = sum(1 for clip in films if clip.picture and usual_rate(clip.picture) != rate)
    silent = sum(1 for clip in films if first_sound(clip) is None)
    several = sum(1 for clip in films if len(clip.audio) > 1)
    bright = 0 if copies_picture else sum(1 for clip in films if clip.picture and clip.picture.is_hdr)
    told = [
        (scaled, f"scaled to {size[0]}x{size[1]}"),
        (paced, f"brought to {_named(rate)} pictures a second"),
        (bright, "brought from HDR to ordinary colours"),
    ]
    total = len(films)
    sentences = [f"{_counted(count, total)} {_was(count)} {done}." for count, done in told if count]
    if silent and silent < len(films):
        sentences.append(f"{_counted(silent, total)} {'has' if silent == 1 else 'have'} no sound.")
    if several:
        sentences.append(f"Of {_counted(several, total).lower()}, only the first sound track was taken.")
    return tuple(sentences)


def _counted(count: int, total: int) -> str:
    if count == total:
        return "The clip" if total == 1 else f"All {total} clips"
    return f"{count} of {total} clips"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _named(rate: Fraction) -> str:
    return f"{float(rate):.2f}".rstrip("0").rstrip(".")
