"""Deciding how a result is made: stream by stream, copied or encoded, and what to say about it.

Pure: facts and wishes in, a plan out. What can be copied is copied; a wish that changes nothing (a size that the
picture already has) costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.errors import FinalError
from nemo_watch.studio import account, formats
from nemo_watch.studio.facts import AudioStream, MediaFacts, SubtitleStream, VideoStream
from nemo_watch.studio.filters import Size, even, fitted, gif_chain, picture_chain
from nemo_watch.studio.formats import Format
from nemo_watch.studio.language.edits import Edit, Scale, Trim
from nemo_watch.studio.tracks import Plan, Span, Track, Wish
from nemo_watch.units import format_duration

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"})

_LEAST_SECONDS = 0.04
_HIGHEST_SAMPLE_RATE = 48_000

__all__ = ["Plan", "Span", "Track", "Wish", "kept_span", "plan"]


def plan(facts: MediaFacts, wish: Wish, *, compatible: str, threads: int) -> Plan:
    """Return how `wish` is done to a file. Raises FinalError where it cannot be done to this one."""
    made, quality = wish.made, wish.wanted_quality
    span = kept_span(wish.edits, facts.duration)
    picture = facts.picture if made.has_picture else None
    _check(facts, picture, made, is_mute=wish.is_mute)
    size = _target_size(picture, wish.edits) if picture else None
    video = _video(picture, made, wish, span, size, compatible=compatible, threads=threads) if picture else None
    sounds = [] if wish.is_mute or not made.has_sound else [s for s in facts.audio if s.codec != "none"]
    audio = tuple(
        _audio(stream, made, span, position, quality=quality, compatible=compatible)
        for position, stream in enumerate(sounds if made.has_picture else sounds[:1])
    )
    subtitles = _subtitles(facts.subtitles, made, span)
    return Plan(
        made=made,
        quality=quality,
        span=span,
        video=video,
        audio=audio,
        subtitles=subtitles,
        duration=_expected(span, facts.duration),
        size=size,
        did=account.did(facts, made, video, audio, span, size if video and not video.is_copy else None, wish),
        notes=account.notes(facts, made, subtitles, is_mute=wish.is_mute),
        keeps_metadata=wish.keeps_metadata,
    )


def kept_span(edits: Sequence[Edit], duration: float | None) -> Span:
    """Return what all trims together keep. Raises FinalError where that is nothing, or nobody can know."""
    start, end = 0.0, duration
    for edit in edits:
        if not isinstance(edit, Trim):
            continue
        length = None if end is None else end - start
        low, high = _bound(edit.start, length), _bound(edit.end, length) if edit.end is not None else length
        if length is not None:
            low = min(low, length)
            high = length if high is None else min(high, length)
        start, end = start + low, None if high is None else start + high
    if end is not None and end - start < _LEAST_SECONDS:
        long = f"The video is only {format_duration(duration)} long" if duration else "The video is too short"
        raise FinalError(f"{long}: nothing would be left of it.", hint="Change the times in the instruction.")
    return Span(start=start, length=None if end == duration else (end or 0.0) - start)


def _bound(seconds: float, length: float | None) -> float:
    """Return a time that may count from the end as one from the start."""
    if seconds >= 0:
        return seconds
    if length is None:
        raise FinalError("The length of the video is not known, so times cannot count from its end.")
    return max(0.0, length + seconds)


def _expected(span: Span, duration: float | None) -> float | None:
    if span.length is not None:
        return span.length
    return None if duration is None else duration - span.start


def _check(facts: MediaFacts, picture: VideoStream | None, made: Format, *, is_mute: bool) -> None:
    if made.has_picture and picture is None:
        raise FinalError("The file has no picture, only sound.", hint=f"Ask for mp3 or wav instead of {made.name}.")
    if picture is not None and picture.codec == "none":
        raise FinalError("The picture is in a format that nobody here can decode.")
    if made.has_picture:
        return
    if is_mute:
        raise FinalError(f"The instruction asks for no sound and for {made.name}, which is only sound.")
    if not any(stream.codec != "none" for stream in facts.audio):
        raise FinalError("The file has no sound that could be saved.")


def _target_size(stream: VideoStream, edits: Sequence[Edit]) -> Size:
    size = stream.display_size
    for edit in edits:
        if isinstance(edit, Scale):
            size = fitted(size, height=edit.height, width=edit.width, factor=edit.factor)
    return even(size[0]), even(size[1])


def _video(
    stream: VideoStream,
    made: Format,
    wish: Wish,
    span: Span,
    size: Size | None,
    *,
    compatible: str,
    threads: int,
) -> Track:
    assert size is not None
    resized = any(abs(new - old) > 1 for new, old in zip(size, stream.display_size, strict=True))
    fits = formats.keeps_video(made, stream, quality=wish.wanted_quality, compatible=compatible)
    if fits and span.is_whole and not resized:
        return Track(source=stream.index, codec=stream.codec, tag="hvc1" if stream.codec == "hevc" else "")
    chain = gif_chain(stream, size) if made.name == "gif" else picture_chain(stream, size)
    return Track(
        source=stream.index,
        codec=made.video_encoder.removeprefix("lib"),
        encoding=formats.video_encoding(made, quality=wish.wanted_quality, threads=threads),
        filters=tuple(chain),
        has_constant_rate=stream.has_constant_rate,
        decoder={"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec, "") if stream.has_alpha else "",
    )


def _audio(stream: AudioStream, made: Format, span: Span, position: int, *, quality: str, compatible: str) -> Track:
    if formats.keeps_audio(made, stream, compatible=compatible) and span.is_whole:
        return Track(source=stream.index, codec=stream.codec)
    rate = ["aresample=async=1"]
    if stream.sample_rate > _HIGHEST_SAMPLE_RATE and made.name != "wav":
        rate = [f"aresample={_HIGHEST_SAMPLE_RATE}:async=1"]
    return Track(
        source=stream.index,
        codec=made.audio_encoder.removeprefix("lib"),
        encoding=formats.audio_encoding(made, stream, position, quality=quality),
        filters=(*rate, *formats.channel_layouts(made)),
    )


def _subtitles(streams: Sequence[SubtitleStream], made: Format, span: Span) -> tuple[int, ...]:
    if not made.subtitle_codec or not span.is_whole:
        return ()
    return tuple(stream.index for stream in streams if stream.codec in TEXT_SUBTITLES)
