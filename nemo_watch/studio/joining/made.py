"""What a film that was made here is like, before it is edited and encoded for good."""

from __future__ import annotations

from fractions import Fraction

from nemo_watch.studio.facts import VideoStream
from nemo_watch.studio.filters import Size
from nemo_watch.studio.joining.tones import tone_of


def made_picture(size: Size, rate: Fraction | int, *, seconds: float | None) -> VideoStream:
    """Return the picture of such a film: of a size, at a constant rate, and so many seconds long."""
    tone = tone_of(size)
    return VideoStream(
        index=0,
        codec="h264",
        profile="Constrained Baseline",
        tag="avc1",
        pixel_format="yuv420p",
        transfer=tone,
        primaries=tone,
        matrix=tone,
        width=size[0],
        height=size[1],
        frame_rate=float(rate),
        has_constant_rate=True,
        end=seconds,
    )
