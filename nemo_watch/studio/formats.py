"""The formats that the studio makes: which streams each keeps as they are, and how the others are encoded.

What MP4 *takes* by copy is not what *plays*: browsers show no picture for MPEG-4 ASP or MJPEG in MP4 and stay silent
for AC-3, DTS and ALAC. Kept is only what plays everywhere (`wide`), or in current programs (`modern`).
"""

from __future__ import annotations

import msgspec

from nemo_watch.studio.facts import AudioStream, VideoStream
from nemo_watch.studio.language.edits import SOUND_FORMATS

_EIGHT_BIT = ("yuv420p",)
_TEN_BIT = ("yuv420p", "yuv420p10le")
_H264_PROFILES = (
    "Baseline",
    "Constrained Baseline",
    "Main",
    "High",
    "Extended",
    "Progressive High",
    "Constrained High",
)


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """One output format; `arguments` are the muxer's options."""

    name: str
    muxer: str
    arguments: tuple[str, ...] = ()
    video_encoder: str = "libx264"
    audio_encoder: str = "aac"
    copies_video: tuple[str, ...] = ()
    copies_audio: tuple[str, ...] = ()
    subtitle_codec: str = ""
    begins_with_index: bool = False

    @property
    def has_picture(self) -> bool:
        """Tell whether the format shows anything."""
        return self.name not in SOUND_FORMATS

    @property
    def has_sound(self) -> bool:
        """Tell whether the format can be heard."""
        return self.name not in {"gif", *STILLS}


FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        Format(
            name="mp4",
            muxer="mp4",
            arguments=("-write_tmcd", "0"),
            begins_with_index=True,
            subtitle_codec="mov_text",
        ),
        Format(
            name="mov",
            muxer="mov",
            arguments=("-write_tmcd", "0"),
            begins_with_index=True,
            copies_video=("h264", "hevc", "prores", "mjpeg", "mpeg4", "dvvideo", "qtrle"),
            copies_audio=("aac", "alac", "mp3", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be"),
            subtitle_codec="mov_text",
        ),
        Format(
            name="mkv",
            muxer="matroska",
            copies_video=(
                "h264",
                "hevc",
                "av1",
                "vp8",
                "vp9",
                "mpeg4",
                "mpeg2video",
                "mjpeg",
                "prores",
                "ffv1",
                "theora",
            ),
            copies_audio=(
                "aac",
                "mp3",
                "ac3",
                "eac3",
                "dts",
                "opus",
                "vorbis",
                "flac",
                "pcm_s16le",
                "pcm_s24le",
            ),
            subtitle_codec="srt",
        ),
        Format(
            name="webm",
            muxer="webm",
            video_encoder="libvpx-vp9",
            audio_encoder="libopus",
            copies_video=("vp8", "vp9", "av1"),
            copies_audio=("opus", "vorbis"),
            subtitle_codec="webvtt",
        ),
        Format(name="gif", muxer="gif", arguments=("-loop", "0"), video_encoder="gif"),
        Format(name="mp3", muxer="mp3", audio_encoder="libmp3lame", copies_audio=("mp3",)),
        Format(name="wav", muxer="wav", audio_encoder="pcm_s16le", copies_audio=("pcm_s16le", "pcm_s24le")),
        Format(name="m4a", muxer="ipod", begins_with_index=True, copies_audio=("aac", "alac")),
        Format(name="aac", muxer="adts", copies_audio=("aac",)),
    )
}

STILLS: dict[str, Format] = {
    "jpg": Format(name="jpg", muxer="image2pipe", arguments=("-frames:v", "1"), video_encoder="mjpeg"),
}
"""What a single picture is saved as."""

CRF = {"lossless": 18, "high": 20, "medium": 23, "low": 28}
"""Constant rate factors of libx264 by quality: measured to come to a VMAF of 95, 93, 90 and more, see benchmarks."""

PRESET = {"lossless": "medium", "high": "faster", "medium": "veryfast", "low": "veryfast"}

_QUICK_PRESET = {"lossless": "faster", "high": "veryfast", "medium": "veryfast", "low": "veryfast"}
"""For pictures that were drawn here: less than half the time, and one VMAF less, which still is more than promised."""

VP9_CRF = {"lossless": 20, "high": 28, "medium": 33, "low": 40}

_COMPRESSED_CRF = 6
"""Added to the factor of a quality where a smaller file is asked for."""

_WORTH = {"av1": 2.2, "hevc": 1.8, "vvc": 2.5, "vp9": 1.7}
"""How many bits H.264 needs for what newer encoders say with one."""
_ROOM = {"lossless": 1.6, "high": 1.15}
"""How much larger than that an encode may become: the nearer to the source, the more of its faults are kept too."""
_LEAST_PICTURE_BITS = 150_000
_BUFFER_SECONDS = 8
_LEAST_KBIT_PER_CHANNEL = 32
_THRIFTY = {"opus": 1.5, "vorbis": 1.1}
"""How much more AAC needs than codecs that do with less."""
_SPARE = 1.25
"""What a second encode needs more, so that it does not add faults of its own that are heard."""
_WHOLE_SOUND = frozenset({"flac", "alac", "truehd", "wavpack", "tta"})
_AUDIO_KBIT_PER_CHANNEL = {"lossless": 128, "high": 96, "medium": 64, "low": 48}


def keeps_video(made: Format, stream: VideoStream, *, quality: str, compatible: str) -> bool:
    """Tell whether a picture stream goes into the format as it is."""
    if made.name != "mp4":
        return stream.codec in made.copies_video
    if stream.codec == "h264":
        return stream.pixel_format in _EIGHT_BIT and stream.profile in _H264_PROFILES
    if stream.codec in {"hevc", "av1"}:
        return (quality == "lossless" or compatible == "modern") and stream.pixel_format in _TEN_BIT
    return stream.codec == "vp9" and compatible == "modern" and not stream.has_alpha


def keeps_audio(made: Format, stream: AudioStream, *, compatible: str) -> bool:
    """Tell whether a sound stream goes into the format as it is."""
    if made.name == "mp4":
        modern = compatible == "modern" and stream.codec in {"opus", "mp3", "ac3"}
        return modern or (stream.codec == "aac" and stream.profile == "LC")
    if made.name == "aac":
        return stream.codec == "aac" and stream.profile == "LC"
    return stream.codec in made.copies_audio


def video_encoding(
    made: Format,
    *,
    quality: str,
    threads: int,
    bits: int | None = None,
    most_bits: int | None = None,
    is_compressed: bool = False,
    is_smooth: bool = False,
) -> tuple[str, ...]:
    """Return the options of the format's picture encoder; `bits` a second take the place of a quality.

    `most_bits` is what a second may have on average over some seconds, whatever the quality would ask for. What
    `is_smooth` is encoded quickly.
    """
    if made.video_encoder == "gif":
        return ("-c:v", "gif")
    if made.video_encoder == "mjpeg":
        return ("-c:v", "mjpeg", "-q:v", "2")
    if made.video_encoder == "libvpx-vp9":
        factor = VP9_CRF[quality] + (_COMPRESSED_CRF if is_compressed else 0)
        rate: tuple[str, ...] = ("-b:v", str(bits)) if bits else ("-crf", str(factor), "-b:v", "0")
        return ("-c:v", "libvpx-vp9", *rate, "-deadline", "good", "-cpu-used", "4", "-row-mt", "1")
    preset = (_QUICK_PRESET if is_smooth else PRESET)[quality]
    rate = ("-preset", preset, "-crf", str(CRF[quality]))
    if most_bits:
        rate = (*rate, "-maxrate", str(most_bits), "-bufsize", str(most_bits * _BUFFER_SECONDS))
    if is_compressed:
        rate = ("-preset", "medium", "-crf", str(CRF[quality] + _COMPRESSED_CRF))
    if bits:
        rate = ("-preset", "medium", "-b:v", str(bits))
    return ("-c:v", "libx264", *rate, "-profile:v", "high", "-pix_fmt", "yuv420p", "-threads:v", str(threads))


def audio_encoding(
    made: Format, stream: AudioStream, position: int, *, quality: str, bits: int | None = None
) -> tuple[str, ...]:
    """Return the options of the format's sound encoder for its `position`-th sound stream, of `bits` a second."""
    codec = f"-c:a:{position}"
    if bits and made.audio_encoder != "pcm_s16le":
        return (
            codec,
            made.audio_encoder,
            f"-b:a:{position}",
            str(bits),
            f"-ac:a:{position}",
            "1" if bits < 64_000 else "2",
        )
    if made.name == "wav":
        deep = stream.sample_format in {"s32", "s32p", "flt", "fltp", "dbl", "dblp"} and stream.codec != "mp3"
        return (codec, "pcm_s24le" if deep and stream.codec in _DEEP_CODECS else "pcm_s16le")
    rate = f"{_sound_kilobits(stream, quality)}k"
    if made.audio_encoder == "libmp3lame":
        return (
            codec,
            "libmp3lame",
            f"-q:a:{position}",
            "0" if quality in {"lossless", "high"} else "4",
            "-ac",
            "2",
        )
    return (codec, made.audio_encoder, f"-b:a:{position}", rate)


def most_picture_bits(source: VideoStream, *, quality: str, pixels: int, speed: float) -> int | None:
    """Return how many bits a second an encode may have that is to be no larger than its source is worth.

    `pixels` are those of the result, `speed` is how much faster it plays. None where nobody knows, or cares.
    """
    room = _ROOM.get(quality)
    if room is None or not source.bit_rate or not source.width or not source.height:
        return None
    smaller = min(1.0, pixels / (source.width * source.height)) ** 0.75
    worth = source.bit_rate * _WORTH.get(source.codec, 1.0) * smaller * max(1.0, speed)
    return max(_LEAST_PICTURE_BITS, int(worth * room))


def _sound_kilobits(stream: AudioStream, quality: str) -> int:
    """Return the rate of an encoded sound: what was thin before is not blown up, which would make it no better."""
    channels = max(1, min(stream.channels, 6))
    usual = _AUDIO_KBIT_PER_CHANNEL[quality] * channels
    if not stream.bit_rate or stream.codec in _WHOLE_SOUND or stream.codec.startswith("pcm_"):
        return usual
    factor = _THRIFTY.get(stream.codec, 1.0) * _SPARE
    return min(usual, max(_LEAST_KBIT_PER_CHANNEL * channels, round(stream.bit_rate * factor / 8000) * 8))


def channel_layouts(made: Format) -> tuple[str, ...]:
    """Return the filter that brings sound to a layout that the format's encoder takes; libopus knows no 5.1(side)."""
    if made.audio_encoder != "libopus":
        return ()
    return ("aformat=channel_layouts=mono|stereo|3.0|quad|5.0|5.1|6.1|7.1",)


_DEEP_CODECS = frozenset({"flac", "alac", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f32be"})
