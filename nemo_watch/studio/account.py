"""What a plan does to a file, in sentences for its owner."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.filters import Size
from nemo_watch.studio.formats import Format
from nemo_watch.studio.language.edits import Edit, Scale
from nemo_watch.studio.tracks import Span, Track, Wish

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


def did(
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


def notes(facts: MediaFacts, made: Format, subtitles: Sequence[int], *, is_mute: bool) -> tuple[str, ...]:
    """Return what could not go along, a sentence each."""
    notes = []
    dropped = [stream for stream in facts.subtitles if stream.index not in subtitles]
    if dropped and made.has_picture:
        notes.append(f"{len(dropped)} subtitle track(s) could not go into {made.name.upper()}.")
    if not is_mute and any(stream.codec == "none" for stream in facts.audio):
        notes.append("A sound track in an unknown format was left out.")
    return tuple(notes)
