"""Turning a picture as its camera noted: not every ffmpeg does so by itself, so it is told not to."""

from __future__ import annotations

from nemo_watch.studio.facts import VideoStream

_TURNS = {90: ("transpose=clock",), 180: ("transpose=clock", "transpose=clock"), 270: ("transpose=cclock",)}
"""ffmpeg 9.0.2 can end by a signal where it scales what `vflip` has turned upside down, so nothing uses that here."""


def upright(stream: VideoStream) -> tuple[str, ...]:
    """Return the filters that mirror and turn a still picture, whose decoder has not done so."""
    return (*(("hflip",) if stream.mirrored else ()), *_TURNS.get(stream.rotation, ()))
