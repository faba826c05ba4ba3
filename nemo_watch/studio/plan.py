"""Deciding how a result is made: stream by stream, copied or encoded, and what to say about it.

Pure: facts and wishes in, a plan out. What can be copied is copied; a wish that changes nothing (a size that the
picture already has) costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import formats
from nemo_watch.studio.facts import AudioStream, MediaFacts, SubtitleStream, VideoStream
from nemo_watch.studio.filters import Size, even, fitted, gif_chain, picture_chain
from nemo_watch.studio.formats import FORMATS, Format
from nemo_watch.studio.language.edits import Edit, Export, Mute, Scale, Trim
from nemo_watch.units import format_duration

TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"})

_LEAST_SECONDS = 0.04
_HIGHEST_SAMPLE_RATE = 48_000


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the source that is kept, in seconds; a `length` of None reaches to the end."""

    start: float = 0.0
    length: float | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is trimmed away."""
        return not self.start and self.length is None


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """One stream of the result: where it comes from, and ffmpeg's options for it (empty: a copy)."""

    source: int
    codec: str
    encoding: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    tag: str = ""
    decoder: str = ""

    @property
    def is_copy(self) -> bool:
        """Tell whether the stream's packets go over untouched."""
        return not self.encoding


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How one file is made. `duration` is the seconds that the result should have, None where nobody knows."""

    made: Format
    quality: str
    span: Span
    video: Track | None
    audio: tuple[Track, ...]
    subtitles: tuple[int, ...]
    duration: float | None
    size: Size | None
    did: str
    notes: tuple[str, ...] = ()
    keeps_metadata: bool = True

    @property
    def lane(self) -> str:
        """`copy` where no picture is encoded and little else is, so that it never waits for an encode."""
        return "copy" if self.video is None or self.video.is_copy else "encode"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """All that was asked for, from every instruction of a session, and the output asked for by the caller."""

    edits: tuple[Edit, ...] = ()
    format: str = "mp4"
    quality: str = "high"
    keeps_metadata: bool = True

    @property
    def made(self) -> Format:
        """The format of the result: the last that was said, else the caller's."""
        said = [edit.format for edit in self.edits if isinstance(edit, Export)]
        return FORMATS[said[-1] if said else self.format]

    @property
    def wanted_quality(self) -> str:
        """The quality of the result: the last that was said, else the caller's."""
        said = [edit.quality for edit in self.edits if isinstance(edit, Export) and edit.quality]
        return said[-1] if said else self.quality

    @property
    def is_mute(self) -> bool:
        """Tell whether the sound is to be left out."""
        return any(isinstance(edit, Mute) for edit in self.edits)


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
        did=_did(facts, made, video, audio, span, size if video and not video.is_copy else None, wish),
        notes=_notes(facts, made, subtitles, is_mute=wish.is_mute),
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
        filters=tuple(rate),
    )


def _subtitles(streams: Sequence[SubtitleStream], made: Format, span: Span) -> tuple[int, ...]:
    if not made.subtitle_codec or not span.is_whole:
        return ()
    return tuple(stream.index for stream in streams if stream.codec in TEXT_SUBTITLES)


_NAMES = {
    "h264": "H.264", "x264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "vpx-vp9": "VP9",
    "aac": "AAC", "mp3": "MP3", "mp3lame": "MP3", "opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC", "ac3": "AC-3",
    "eac3": "E-AC-3", "dts": "DTS", "mpeg4": "MPEG-4", "mpeg2video": "MPEG-2", "mjpeg": "Motion JPEG",
    "prores": "ProRes", "dvvideo": "DV", "qtrle": "Animation", "cinepak": "Cinepak", "gif": "GIF", "alac": "ALAC",
    "pcm_s16le": "PCM", "pcm_s16be": "PCM", "pcm_s24le": "PCM",
}  # fmt: skip


def codec_name(codec: str) -> str:
    """Return a codec's name as people write it: "H.264"."""
    return _NAMES.get(codec, codec.upper())


def _did(
    facts: MediaFacts,
    made: Format,
    video: Track | None,
    audio: Sequence[Track],
    span: Span,
    size: Size | None,
    wish: Wish,
) -> str:
    """Return one sentence that says what is done to the file."""
    tracks = [track for track in (video, *audio) if track]
    kept = list(dict.fromkeys(codec_name(track.codec) for track in tracks if track.is_copy))
    sources = {stream.index: stream.codec for stream in facts.video}
    sources |= {stream.index: stream.codec for stream in facts.audio}
    changed = list(dict.fromkeys(_change(sources[track.source], track.codec) for track in tracks if not track.is_copy))
    parts = [f"kept {' and '.join(kept)} unchanged"] if kept else []
    parts += [f"encoded {', '.join(changed)}"] if changed else []
    parts += [f"made the picture {size[0]}x{size[1]}"] if size and _asks(wish, Scale) else []
    parts += [] if span.is_whole else [f"kept {_range(span)}"]
    parts += ["left the sound out"] if wish.is_mute and facts.audio else []
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}; saved as {made.name.upper()}."


def _change(before: str, after: str) -> str:
    old, new = codec_name(before), codec_name(after)
    return f"{old} anew" if old == new else f"{old} to {new}"


def _asks(wish: Wish, kind: type[Edit]) -> bool:
    return any(isinstance(edit, kind) for edit in wish.edits)


def _range(span: Span) -> str:
    begin = f"{span.start:g} s"
    return f"from {begin} on" if span.length is None else f"{begin} to {span.start + span.length:g} s"


def _notes(facts: MediaFacts, made: Format, subtitles: Sequence[int], *, is_mute: bool) -> tuple[str, ...]:
    """Return what could not go along, a sentence each."""
    notes = []
    dropped = [stream for stream in facts.subtitles if stream.index not in subtitles]
    if dropped and made.has_picture:
        notes.append(f"{len(dropped)} subtitle track(s) could not go into {made.name.upper()}.")
    if not is_mute and any(stream.codec == "none" for stream in facts.audio):
        notes.append("A sound track in an unknown format was left out.")
    return tuple(notes)
