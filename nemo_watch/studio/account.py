"""What a plan does to a file, in sentences for its owner."""

from __future__ import annotations

from collections.abc import Sequence

from nemo_watch.studio.compose.mixing import LOUDENED, SOUNDED
from nemo_watch.studio.compose.sequence import Order
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.filters import Size
from nemo_watch.studio.formats import STILLS, Format
from nemo_watch.studio.language.edits import (
    Aspect,
    Concat,
    Crop,
    Cut,
    Deinterlace,
    Denoise,
    DenoiseSound,
    Edit,
    Explain,
    Fade,
    Flip,
    Fps,
    Grayscale,
    Limit,
    Loop,
    Merge,
    Music,
    Normalize,
    Reverse,
    Rotate,
    Scale,
    Silence,
    Slideshow,
    Speed,
    Stabilize,
    Subtitles,
    Thumbnail,
    Title,
    Trim,
    Volume,
    Watermark,
)
from nemo_watch.studio.tracks import Span, Track, Wish

_NAMES = {
    "h264": "H.264", "x264": "H.264", "hevc": "HEVC", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "vpx-vp9": "VP9",
    "aac": "AAC", "mp3": "MP3", "mp3lame": "MP3", "opus": "Opus", "vorbis": "Vorbis", "flac": "FLAC", "ac3": "AC-3",
    "eac3": "E-AC-3", "dts": "DTS", "mpeg4": "MPEG-4", "mpeg2video": "MPEG-2", "mjpeg": "Motion JPEG",
    "prores": "ProRes", "dvvideo": "DV", "qtrle": "Animation", "cinepak": "Cinepak", "gif": "GIF", "alac": "ALAC",
    "pcm_s16le": "PCM", "pcm_s16be": "PCM", "pcm_s24le": "PCM",
}  # fmt: skip

_MOST_QUOTED = 40
_SIZING = (Scale, Aspect, Crop, Rotate, Limit)
_HEARD = (Concat, Cut, DenoiseSound, Fade, Loop, Merge, Music, Normalize, Reverse, Silence, Speed, Trim, Volume)
_PAST: dict[type[Edit], str] = {
    Flip: "mirrored it",
    Deinterlace: "made whole pictures of half ones",
    Denoise: "took noise out of the picture",
    DenoiseSound: "took noise out of the sound",
    Stabilize: "steadied it",
    Grayscale: "took the colours out",
    Reverse: "played it backwards",
    Silence: "took silences out",
    Fade: "faded it",
    Normalize: "brought the sound to -16 LUFS",
    Subtitles: "drew the subtitles into it",
    Concat: "joined the clips",
    Slideshow: "showed the pictures",
    Explain: "made a film of the text",
}


def codec_name(codec: str) -> str:
    """Return a codec's name as people write it: "H.264"."""
    return _NAMES.get(codec, codec.upper())


def did(
    facts: MediaFacts,
    wish: Wish,
    made: Format,
    video: Track | None,
    audio: Sequence[Track],
    order: Order,
    size: Size | None,
    *,
    is_composed: bool = False,
) -> str:
    """Return one sentence that says what is done to the file; `size` is that of a picture that is encoded.

    Of what `is_composed` of several files, nobody asks in which form it lay there in between.
    """
    tracks = [track for track in (video, *audio) if track and (track.is_copy or not is_composed)]
    kept = list(dict.fromkeys(codec_name(track.codec) for track in tracks if track.is_copy))
    changed = list(dict.fromkeys(_change(_before(facts, track), track.codec) for track in tracks if not track.is_copy))
    parts = [f"kept {' and '.join(kept)} unchanged"] if kept else []
    parts += [f"encoded {', '.join(changed)}"] if changed and made.name not in STILLS else []
    is_resized = size is not None and _asks(wish, *_SIZING) and size != _shown_size(facts)
    parts += [f"made the picture {size[0]}x{size[1]}"] if size and is_resized else []
    parts += _in_time(wish, order)
    is_heard = not wish.is_mute and any(not track.is_copy for track in audio)
    edits = [edit for edit in wish.edits if is_heard or not isinstance(edit, SOUNDED)]
    parts += list(dict.fromkeys(part for edit in edits if (part := _past(edit, made))))
    parts += ["left the sound out"] if wish.is_mute and facts.audio else []
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}; saved as {made.name.upper()}." if text else f"Saved as {made.name.upper()}."


def _before(facts: MediaFacts, track: Track) -> str:
    """Return the codec that a track had; sound that is merged in comes from another file."""
    if track.input:
        return track.codec
    video = [stream.codec for stream in facts.video if stream is facts.picture]
    streams = {stream.index: stream.codec for stream in facts.audio}
    streams |= {stream.index: stream.codec for stream in facts.video}
    return streams.get(track.source) or next(iter(video), track.codec)


def _shown_size(facts: MediaFacts) -> Size | None:
    return facts.picture.display_size if facts.picture else None


def _in_time(wish: Wish, order: Order) -> list[str]:
    pieces = order.timeline.pieces
    if wish.asked(Thumbnail) or order.preparations:
        return []
    if len(pieces) > 1:
        return [f"kept {len(pieces)} parts"]
    piece = pieces[0]
    span = Span(start=piece.start, length=None if piece.end is None else piece.end - piece.start)
    return [] if span.is_whole else [f"kept {_range(span)}"]


def _past(edit: Edit, made: Format) -> str:
    """Return what an edit did, for those that other parts of the sentence do not tell."""
    if not made.has_picture and not isinstance(edit, _HEARD):
        return ""
    return _PAST.get(type(edit), "") or _in_numbers(edit) or _in_names(edit)


def _in_numbers(edit: Edit) -> str:
    match edit:
        case Speed():
            return f"played it {edit.factor:g} times as fast"
        case Rotate():
            return f"turned it by {edit.degrees}°"
        case Loop():
            return f"played it {edit.times} times"
        case Fps():
            return f"made it {edit.rate:g} pictures a second"
        case Volume():
            return f"made the sound {edit.factor:g} times as loud"
        case Thumbnail():
            return f"took the picture at {edit.at:g} s"
        case Crop():
            return "cut off its black bars" if edit.bars else "cropped it"
    return ""


def _in_names(edit: Edit) -> str:
    match edit:
        case Merge():
            return "mixed the sound file with its own sound" if edit.mode == "mix" else "gave it the sound of the file"
        case Title():
            return f"wrote “{_short(edit.text)}” into it"
        case Watermark():
            return f"put {f'“{_short(edit.text)}”' if edit.text else edit.file} into a corner"
        case Music():
            return f"laid {edit.file or 'music'} under it"
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_QUOTED else f"{line[:_MOST_QUOTED].rstrip()}…"


def _change(before: str, after: str) -> str:
    old, new = codec_name(before), codec_name(after)
    return f"{old} anew" if old == new else f"{old} to {new}"


def _asks(wish: Wish, *kinds: type[Edit]) -> bool:
    return any(isinstance(edit, kinds) for edit in wish.edits)


def _range(span: Span) -> str:
    begin = f"{span.start:g} s"
    return f"from {begin} on" if span.length is None else f"{begin} to {span.start + span.length:g} s"


def notes(facts: MediaFacts, made: Format, subtitles: Sequence[int], wish: Wish) -> tuple[str, ...]:
    """Return what could not go along, a sentence each."""
    notes = []
    is_mute = wish.is_mute
    dropped = [stream for stream in facts.subtitles if stream.index not in subtitles]
    if dropped and made.has_picture:
        notes.append(f"{len(dropped)} subtitle track(s) could not go into {made.name.upper()}.")
    if is_mute and _asks(wish, *LOUDENED):
        notes.append("The sound was left out, so it was not made louder or quieter.")
    elif is_mute and _asks(wish, DenoiseSound):
        notes.append("The sound was left out, so no noise was taken out of it.")
    size, asked = _shown_size(facts), wish.asked(Scale)
    if made.has_picture and size and asked and asked.height and not asked.upscale and min(size) < asked.height:
        notes.append(f"It is {size[0]}x{size[1]} and was not made larger.")
    if not is_mute and any(stream.codec == "none" for stream in facts.audio):
        notes.append("A sound track in an unknown format was left out.")
    return tuple(notes)
