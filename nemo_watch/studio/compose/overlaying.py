"""A picture laid into a corner of another: a link in the chain of filters, and the graph that a chain becomes."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.studio.facts import VideoStream
from nemo_watch.studio.filters import Size, even

_WIDEST, _HIGHEST, _MARGIN = 0.22, 0.16, 0.03
"""Of the picture's sides, and of the shorter one."""
_OPACITY = 0.9


def link(number: int, mark: VideoStream, frame: Size, *, corner: str) -> str:
    """Return the link that lays the picture of input `number` into a corner; it is made smaller, never larger."""
    width, height = mark.display_size
    factor = min(1.0, frame[0] * _WIDEST / width, frame[1] * _HIGHEST / height)
    margin = even(min(frame) * _MARGIN)
    x = margin if "left" in corner else f"W-w-{margin}"
    y = margin if "top" in corner else f"H-h-{margin}"
    sized = f"scale={max(1, round(width * factor))}:{max(1, round(height * factor))}:flags=lanczos"
    return (
        f"[film];[{number}:{mark.index}]{sized},format=rgba,colorchannelmixer=aa={_OPACITY}[mark];"
        f"[film][mark]overlay={x}:{y}"
    )


def graph(stream: int, links: Sequence[str]) -> str:
    """Return a chain of filters as a graph that begins at a stream of the first input; it ends without a label."""
    joined = "".join(one if one.startswith("[") else f",{one}" for one in links)
    return f"[0:{stream}]{joined.removeprefix(',')}"
