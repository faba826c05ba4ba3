"""Given pictures and films as shots of a film: what is seen in which part of it, and how one fades into the next.

A picture is laid on its canvas once, darkened where words stand, and is slowly drawn near. A film moves by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from nemo_watch.media.containers import Container
from nemo_watch.studio.command import Input
from nemo_watch.studio.explainer.framing import Framing, behind, framed, shade
from nemo_watch.studio.explainer.given import Given
from nemo_watch.studio.explainer.script import RATE, Shot
from nemo_watch.studio.explainer.zooming import Zoom, zoom_for
from nemo_watch.studio.facts import VideoStream
from nemo_watch.studio.fence import jail
from nemo_watch.studio.filters import Size, even, picture_chain
from nemo_watch.studio.joining.rates import usual_rate
from nemo_watch.studio.joining.tones import toned_alike
from nemo_watch.studio.joining.turning import upright

_FADE_PICTURES = 21
"""How many pictures of the film a cross-fade takes."""
_NEARLY = 2 / 3
"""Of its shot: what a film lacks at the end, its last picture stands for; a shorter one begins again."""
_LEAST_REPEATED = 6
"""Pictures: what is shorter would flicker."""
_HD: Size = (1920, 1080)
"""Films of texts mean the colours of HD, whatever their size."""


class Seen(msgspec.Struct, frozen=True):
    """Some pictures of a shot: how many of its `whole` pictures were seen before, and how many are."""

    shot: int
    first: int
    pictures: int
    whole: int


class Segment(msgspec.Struct, frozen=True):
    """A part of the film, from one of its pictures on: a shot, and the one that it fades into at its end, if any."""

    begin: int
    shot: Seen
    following: Seen | None = None

    @property
    def length(self) -> int:
        """How many pictures of the film it has."""
        return self.shot.pictures

    @property
    def shown(self) -> tuple[Seen, ...]:
        """The shots that are seen, in the order of the inputs of the part."""
        return (self.shot, self.following) if self.following else (self.shot,)


def segments(shots: Sequence[Shot]) -> list[Segment]:
    """Return the parts that a film of shots is made in: each ends where the fade to the next shot does."""
    fades = [0, *(min(_FADE_PICTURES, one.length // 3, other.length // 3) for one, other in pairwise(shots)), 0]
    wholes = [shot.length + fades[number + 1] for number, shot in enumerate(shots)]
    made = []
    for number, shot in enumerate(shots):
        before, after = fades[number], fades[number + 1]
        own = Seen(number, before, wholes[number] - before, wholes[number])
        following = Seen(number + 1, 0, after, wholes[number + 1]) if after else None
        made.append(Segment(shot.begin + before, own, following))
    return made


def zoom_of(seen: Seen, size: Size) -> Zoom:
    """Return the zoom of the shot of a picture in a frame of a size."""
    return zoom_for(size, number=seen.shot, pictures=seen.whole)


def laying(picture: VideoStream, source: Input, target: Path, *, size: Size, seen: Seen) -> list[str]:
    """Return the arguments of the run of ffmpeg that lays a picture on its canvas, for a frame of a size."""
    graph = _laid(picture, size, zoom_of(seen, size))
    # not every ffmpeg turns a picture as its camera noted, so none does
    reading = ["-xerror", "-noautorotate", *jail.input_arguments(source.container, source.descriptor)]
    made = ["-map", "[out]", "-frames:v", "1", "-pix_fmt", "yuv444p", "-f", "rawvideo", "-n", f"file:{target}"]
    return ["-v", "warning", *reading, "-filter_complex", f"{graph}[out]", *made]


def canvas_reading(path: Path, zoom: Zoom) -> list[str]:
    """Return the options of an input that is a canvas."""
    size = f"{zoom.canvas[0]}x{zoom.canvas[1]}"
    kind = ("-f", "rawvideo", "-pixel_format", "yuv444p", "-video_size", size, "-framerate", str(RATE))
    return ["-protocol_whitelist", "file", *kind, "-i", f"file:{path}"]


def film_reading(film: Given, source: Input, seen: Seen) -> list[str]:
    """Return the options of an input that is a film, from its beginning on."""
    again = repeats(film, seen.whole) if seen.first + seen.pictures > int(film.seconds * RATE) else 0
    return [
        *(("-stream_loop", str(again)) if again else ()),
        *_decoder(film.picture),
        *jail.input_arguments(source.container, source.descriptor),
    ]


def _decoder(picture: VideoStream) -> list[str]:
    """Name the decoder of a picture with transparency: ffmpeg's own VP8 and VP9 decoders lose it."""
    name = {"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(picture.codec, "") if picture.has_alpha else ""
    return [f"-c:{picture.index}", name] if name else []


def _laid(picture: VideoStream, size: Size, zoom: Zoom) -> str:
    """Return the graph that lays an input of one picture on its canvas; transparent parts become dark."""
    factor = max(side / whole for side, whole in zip(zoom.canvas, size, strict=True))
    frame = even(size[0] * factor + 1), even(size[1] * factor + 1)
    framing = framed(picture.display_size, frame)
    (width, height), (inner_width, inner_height), (x, y) = frame, framing.inner, framing.at
    turned = ",".join(("setsar=1", *upright(picture), "format=rgba"))
    return (
        f"[0:{picture.index}]{turned},split[a][b];"
        f"color=c=0x14161c:s={width}x{height}:d=1,format=gbrp[ground];"
        f"[a]{behind(frame)}[back];[b]scale={inner_width}:{inner_height}:flags=lanczos[front];"
        f"{shade(frame)}[shade];[ground][back]overlay=format=gbrp[behind];"
        f"[behind][front]overlay=x={x}:y={y}:format=gbrp[bright];[bright][shade]overlay=format=gbrp,"
        f"scale={zoom.canvas[0]}:{zoom.canvas[1]}:flags=bicubic:out_color_matrix=bt709:out_range=tv,format=yuv444p"
    )


def segment_graph(segment: Segment, given: Sequence[Given], size: Size) -> str:
    """Return the graph of a segment's pictures, of a size, without a label at its end.

    Its inputs are those of its shots: a canvas, or a film; `given` says which.
    """
    graphs = [_graph(number, seen, given[number], size) for number, seen in enumerate(segment.shown)]
    if segment.following is None:
        return graphs[0]
    seconds = segment.following.pictures / RATE
    begin = segment.shot.pictures / RATE - seconds
    fading = f"xfade=transition=fade:duration={seconds:.6f}:offset={begin:.6f}"
    return f"{graphs[0]}[own];{graphs[1]}[next];[own][next]{fading}"


def _graph(number: int, seen: Seen, given: Given, size: Size) -> str:
    if given.is_film:
        return _film_graph(number, seen, given.picture, size)
    zoom = zoom_of(seen, size)
    return zoom.moving(f"[{number}:v]", mark=str(number), frame=size, first=seen.first, pictures=seen.pictures)


def _film_graph(number: int, seen: Seen, picture: VideoStream, size: Size) -> str:
    """Return the graph of a film from its beginning on; where it has ended, its last picture stands."""
    framing = framed(picture.display_size, size)
    end = seen.first + seen.pictures
    paced = (f"fps={RATE}:start_time=0",)
    is_fast = usual_rate(picture) > RATE and not picture.interlaced
    links = (
        *picture_chain(picture, framing.inner, cuts=paced if is_fast else ()),
        *toned_alike(picture, _HD),
        *(() if is_fast else paced),
        "tpad=stop=-1:stop_mode=clone",
        f"trim=start_frame={seen.first}:end_frame={end}",
        *("setpts=PTS-STARTPTS", f"settb=1/{RATE}"),
    )
    return (
        f"[{number}:{picture.index}]{','.join(links)},{_fitted(framing, number)}[bright{number}];"
        f"{shade(size)},format=yuva420p[shade{number}];"
        f"[bright{number}][shade{number}]overlay=format=yuv420,format=yuv420p"
    )


def _fitted(framing: Framing, number: int) -> str:
    """Return the graph that cuts pictures to the frame, or lays them over blurred copies of themselves."""
    (width, height), (x, y) = framing.frame, framing.at
    if framing.fills:
        return f"crop={width}:{height}:{-x}:{-y}"
    return (
        f"split[a{number}][b{number}];[a{number}]{behind(framing.frame)}[back{number}];"
        f"[back{number}][b{number}]overlay=x={x}:y={y}:format=yuv420"
    )


def repeats(film: Given, whole: int) -> int:
    """Return how many times a film begins again in a shot of so many pictures."""
    pictures = int(film.seconds * RATE)
    nearly = whole if film.facts.container is Container.GIF else whole * _NEARLY
    if pictures < _LEAST_REPEATED or pictures >= nearly:
        return 0
    return math.ceil(whole / pictures) - 1
