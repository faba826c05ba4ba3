"""How the picture of a result is made: copied, or decoded, edited and encoded."""

from __future__ import annotations

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import formats
from nemo_watch.studio.compose import cutting, lettering, overlaying
from nemo_watch.studio.compose.budget import Budget
from nemo_watch.studio.compose.geometry import PICTURED, Shape, scale, shaped
from nemo_watch.studio.compose.preparing import rate_of as source_rate
from nemo_watch.studio.facts import MediaFacts, VideoStream
from nemo_watch.studio.filters import Size, even, fitted, gif_chain, picture_chain
from nemo_watch.studio.language.edits import Fade, Fps, Scale, Watermark
from nemo_watch.studio.task import Task
from nemo_watch.studio.tracks import LETTERING, Track, Words

LOWEST_RATE, HIGHEST_RATE = 1.0, 240.0
_SAME_RATE = 0.001
_STILL_FILTERS = ("scale=out_range=full", "format=yuvj420p")


def track(task: Task, given: Budget | None) -> tuple[Track, Size]:
    """Return the picture's track and its size as shown; `given` says what it may cost."""
    stream = task.base.picture
    assert stream is not None
    shape, plain = _shape(task, stream)
    size = given.size if given else shape.size
    timed = _timed(task, stream, size)
    if _is_kept(task, stream, shape, timed) and given is None:
        return Track(source=stream.index, codec=stream.codec, tag="hvc1" if stream.codec == "hevc" else ""), size
    edits = (*shape.filters, *((scale(size),) if size != shape.size and shape.filters else ()), *timed)
    cuts = cutting.picture_cuts(task.order.timeline, since=task.order.timeline.start)
    target = plain if shape.filters else size
    if task.made.name == "gif":
        chain = gif_chain(stream, size, base=target, cuts=cuts, edits=edits)
    else:
        chain = picture_chain(stream, target, cuts=cuts, edits=edits)
    is_still = task.made.name in formats.STILLS
    links = (*chain, *(_STILL_FILTERS if is_still else ()))
    is_marked = "mark" in task.inputs
    made = Track(
        source=stream.index,
        codec=task.made.video_encoder.removeprefix("lib"),
        encoding=formats.video_encoding(
            task.made,
            quality=task.quality,
            threads=task.threads,
            bits=given.video_bits if given else None,
            most_bits=None if given else _most_bits(task, stream, size),
            is_compressed=task.is_compressed,
            is_smooth=task.beside.composed is not None and task.beside.composed.is_smooth,
        ),
        filters=() if is_marked else links,
        graph=overlaying.graph(stream.index, links) if is_marked else "",
        has_constant_rate=stream.has_constant_rate or any(link.startswith("fps=") for link in timed),
        decoder={"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec, "") if stream.has_alpha else "",
    )
    return made, size


def _most_bits(task: Task, stream: VideoStream, size: Size) -> int | None:
    """Return how many bits a second are worth it; what was made first says nothing of what it was made of."""
    if task.has_new_picture:
        return None
    bits, speed = _bits_of(task.facts, stream), task.order.timeline.factor
    source = msgspec.structs.replace(stream, bit_rate=bits)
    return formats.most_picture_bits(source, quality=task.quality, pixels=size[0] * size[1], speed=speed)


def _bits_of(facts: MediaFacts, stream: VideoStream) -> int | None:
    """Return how many bits a second a picture has: what its header says, else what the file's size leaves to it."""
    if stream.bit_rate or not facts.duration:
        return stream.bit_rate
    sounds = sum(sound.bit_rate or 0 for sound in facts.audio)
    return max(0, int(facts.size * 8 / facts.duration) - sounds) or None


def rate_of(task: Task) -> float:
    """Return how many pictures a second the result has."""
    asked = task.wish.asked(Fps)
    assert task.base.picture is not None
    return asked.rate if asked else source_rate(task.base.picture)


def _shape(task: Task, stream: VideoStream) -> tuple[Shape, Size]:
    """Return what the edits make of the picture, and the size that they find."""
    width, height = stream.display_size
    plain = (even(width), even(height))
    edits = [edit for edit in task.wish.edits if isinstance(edit, PICTURED)]
    if any(not isinstance(edit, Scale) or edit.upscale for edit in edits):
        return shaped(plain, edits, bars=task.findings.bars), plain
    size = stream.display_size
    for edit in edits:
        assert isinstance(edit, Scale)
        size = fitted(size, height=edit.height, width=edit.width, factor=edit.factor)
    return Shape((even(size[0]), even(size[1]))), plain


def _is_kept(task: Task, stream: VideoStream, shape: Shape, timed: tuple[str, ...]) -> bool:
    """Tell whether the picture goes over as it is; played again and again it still does."""
    resized = any(abs(new - old) > 1 for new, old in zip(shape.size, stream.display_size, strict=True))
    changes = resized or shape.filters or timed or task.has_new_picture or task.is_compressed
    if changes or not task.order.timeline.is_whole:
        return False
    return formats.keeps_video(task.made, stream, quality=task.quality, compatible=task.compatible)


def _timed(task: Task, stream: VideoStream, size: Size) -> tuple[str, ...]:
    """Return the filters of speed, rate, what is laid over the picture, and fades."""
    factor = task.order.timeline.factor
    speed = cutting.picture_speed(factor)
    asked = task.wish.asked(Fps)
    if asked and not LOWEST_RATE <= asked.rate <= HIGHEST_RATE:
        raise FinalError(f"A video can have {LOWEST_RATE:g} to {HIGHEST_RATE:g} pictures a second.")
    rate = asked.rate if asked else stream.frame_rate if speed else None
    own = stream.frame_rate if stream.has_constant_rate and not speed else None
    is_same = rate is not None and own is not None and abs(rate / own - 1) < _SAME_RATE
    paced = (f"fps={rate:.6f}",) if rate and not is_same else ()
    lettered = (LETTERING,) if words(task) else ()
    return (*speed, *paced, *_mark(task, size), *lettered, *_fades(task))


def _mark(task: Task, size: Size) -> tuple[str, ...]:
    """Return the link that lays a picture into a corner."""
    asked, mark = task.wish.asked(Watermark), task.beside.mark
    if "mark" not in task.inputs or asked is None or mark is None or mark.picture is None:
        return ()
    return (overlaying.link(task.number_of("mark"), mark.picture, size, corner=asked.position),)


def words(task: Task) -> tuple[Words, ...]:
    """Return what is written into the picture."""
    cues = task.beside.cues or task.findings.cues or ()
    return lettering.written(task.wish.edits, task.facts.duration, task.order, cues)


def _fades(task: Task) -> tuple[str, ...]:
    begin, end = faded(task)
    duration = task.order.timeline.duration
    if begin is None and end is None:
        return ()
    if duration is None:
        raise FinalError("The length of the video is not known, so it cannot be faded.")
    return cutting.picture_fades(begin, end, duration=duration)


def faded(task: Task) -> tuple[float | None, float | None]:
    """Return the seconds of fading in and out that were said last."""
    fades = [edit for edit in task.wish.edits if isinstance(edit, Fade)]
    begins = [edit.begin for edit in fades if edit.begin is not None]
    ends = [edit.end for edit in fades if edit.end is not None]
    return (begins[-1] if begins else None), (ends[-1] if ends else None)
