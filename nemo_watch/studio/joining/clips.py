"""The arguments of the runs of ffmpeg that bring one clip into shape. Pure: a clip always gives the same command.

A clip becomes two files: its picture as a nearly lossless film whose pictures come at a constant rate from its
beginning on, and its sound as bare samples from the same beginning on. Or, where nothing is to be encoded, its packets.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from nemo_watch.studio.command import Input
from nemo_watch.studio.facts import AudioStream, VideoStream
from nemo_watch.studio.fence import jail
from nemo_watch.studio.filters import even, picture_chain
from nemo_watch.studio.joining.backdrop import fitted_inside, over_itself
from nemo_watch.studio.joining.joint import Clip, Joint
from nemo_watch.studio.joining.rates import SAMPLE_RATE, pictures_in
from nemo_watch.studio.joining.tones import toned_alike
from nemo_watch.studio.joining.turning import upright

BARE = ("-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1")
_PACKET_SAMPLES = 1024
"""Of AAC. Packets that lie by half and more outside their clip are left out."""

_LOUD_MONO = "pan=stereo|c0=c0|c1=c0"
"""Both sides as loud as the one there was, as players do; ffmpeg's own way is 3 dB quieter."""


def picture_encoding(*, threads: int, crf: int = 10) -> tuple[str, ...]:
    """Return the options of an encoder that loses next to nothing, costs little, and needs no later picture."""
    return (
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        str(crf),
        "-bf",
        "0",
        "-g",
        "12",
        "-threads:v",
        str(threads),
    )


def encoding(
    joint: Joint, clip: Clip, source: Input, *, picture: Path, sound: Path, threads: int, strict: bool
) -> list[str]:
    """Return how picture and sound of a clip are encoded; `strict` stops at the first packet that cannot be decoded."""
    turning = ["-noautorotate"] if clip.is_still else []
    shown = ["-map", f"0:{clip.picture.index}", "-filter:v", ",".join(_picture_filters(joint, clip))]
    made = [*picture_encoding(threads=threads), *BARE, "-f", "mov", "-n", f"file:{picture}"]
    reading = [*_decoder(clip.picture), *turning, *jail.input_arguments(source.container, source.descriptor)]
    return [*_head(strict=strict), *reading, *shown, *made, *_sound(clip, sound)]


def keeping(
    joint: Joint, clip: Clip, source: Input, *, picture: Path, sound: Path, is_first: bool, strict: bool
) -> list[str]:
    """Return how the packets of a clip's picture are taken out, with those of its sound, or its sound as samples."""
    kept = ["-map", f"0:{clip.picture.index}", "-c:v", "copy"]
    if joint.copies_sound and clip.sound is not None:
        kept += ["-map", f"0:{clip.sound.index}", "-c:a", "copy", "-bsf:a", _packets_inside(clip, clip.sound, is_first)]
    made = [*BARE, "-f", "mov", "-n", f"file:{picture}"]
    reading = jail.input_arguments(source.container, source.descriptor)
    return [*_head(strict=strict), *reading, *kept, *made, *([] if joint.copies_sound else _sound(clip, sound))]


def standing(last: Path, *, pictures: int, skipped: int, threads: int, target: Path) -> list[str]:
    """Return how the last of a film's pictures is shown so many times more, behind `skipped` others before it."""
    chain = f"trim=start_frame={skipped},setpts=PTS-STARTPTS,tpad=stop={pictures - 1}:stop_mode=clone"
    reading = ["-protocol_whitelist", "file", "-f", "mov", "-i", f"file:{last}"]
    made = [*picture_encoding(threads=threads), *BARE, "-f", "mov", "-n", f"file:{target}"]
    return [*_head(strict=True), *reading, "-map", "0:v", "-filter:v", chain, *made]


def steady_beat(rate: Fraction | int) -> str:
    """Return the bitstream filter that gives pictures, in the order they are shown in, times of a constant rate."""
    beat = f"{rate.denominator}/({rate.numerator}*TB)"
    return f"setts=ts=round(N*{beat}):duration=round({beat})"


def _head(*, strict: bool) -> list[str]:
    return ["-v", "warning", *(("-xerror",) if strict else ()), "-filter_threads", "2"]


def _decoder(stream: VideoStream) -> list[str]:
    """Name the decoder of a picture with transparency: ffmpeg's own VP8 and VP9 decoders lose it."""
    name = {"vp8": "libvpx", "vp9": "libvpx-vp9"}.get(stream.codec, "") if stream.has_alpha else ""
    return [f"-c:{stream.index}", name] if name else []


def _picture_filters(joint: Joint, clip: Clip) -> list[str]:
    turned = upright(clip.picture) if clip.is_still else ()
    chain = picture_chain(clip.picture, joint.size, cuts=turned)
    if clip.fit == "blur":
        width, height = clip.picture.display_size
        inner = fitted_inside((even(width), even(height)), joint.size)
        chain = picture_chain(clip.picture, inner, cuts=turned, edits=(over_itself(joint.size, inner),))
    paced = [f"fps={joint.rate}:start_time=0"]
    if clip.is_still and clip.seconds:
        paced += ["tpad=stop=-1:stop_mode=clone", f"trim=end_frame={pictures_in(clip.seconds, joint.rate)}"]
    return [*chain, *toned_alike(clip.picture, joint.size), *paced]


def _sound(clip: Clip, target: Path) -> list[str]:
    """Return how the samples of a clip's sound are taken, silence where it begins late or has gaps."""
    if clip.sound is None:
        return []
    sides = _LOUD_MONO if clip.sound.channels == 1 else "aformat=channel_layouts=stereo"
    filters = f"aresample={SAMPLE_RATE}:async=1:first_pts=0,{sides},aformat=sample_fmts=s16"
    made = ["-c:a", "pcm_s16le", "-f", "s16le", "-n", f"file:{target}"]
    return ["-map", f"0:{clip.sound.index}", "-filter:a", filters, *made]


def _packets_inside(clip: Clip, sound: AudioStream, is_first: bool) -> str:
    """Return the bitstream filter that leaves out packets before and behind a clip: they would lie over others.

    The first clip keeps those before: they are decoded, not heard.
    """
    half = _PACKET_SAMPLES / 2 / max(1, sound.sample_rate)
    end = min(clip.seconds or 0.0, sound.end or 0.0) - half
    before = "" if is_first else rf"lt(pts*tb\,{-half:.6f})+"
    return rf"noise=drop={before}gte(pts*tb\,{end:.6f})"
