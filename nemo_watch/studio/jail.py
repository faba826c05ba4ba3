"""The fence around ffmpeg: how it is started, and what every input of it is limited to.

Media comes from anywhere, so ffmpeg never chooses the demuxer, never opens a name it found inside a file, and never
outlives the daemon. The container is known from our own look at its first bytes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from nemo_watch.media.containers import Container

_LAUNCHER = str(Path(__file__).with_name("launcher.py"))

_DECODERS = (
    # pictures: native names first, then the libraries that ffmpeg prefers for some of them
    "h264 hevc mpeg4 mpeg1video mpeg2video msmpeg4v1 msmpeg4v2 msmpeg4 h263 h263i flv wmv1 wmv2 wmv3 vc1 "
    "vp6 vp6f vp8 vp9 av1 libdav1d libvpx libvpx-vp9 libaom-av1 prores prores_raw dnxhd dvvideo mjpeg mjpegb theora "
    "rawvideo huffyuv ffvhuff ffv1 utvideo magicyuv cfhd qtrle cinepak indeo3 indeo4 indeo5 svq1 svq3 rpza smc 8bps "
    "msvideo1 msrle cljr tscc tscc2 fraps camstudio zmbv flashsv png gif webp apng bmp tiff hap qdraw v210 v410 r210 "
    # sounds
    "aac aac_latm mp1 mp1float mp2 mp2float mp3 mp3float ac3 eac3 dca truehd mlp opus libopus vorbis libvorbis flac "
    "alac wmav1 wmav2 wmapro wmalossless amrnb amrwb gsm gsm_ms mace3 mace6 qdm2 qdmc qcelp speex libspeex tta wavpack "
    "adpcm_ms adpcm_ima_wav adpcm_ima_qt adpcm_yamaha adpcm_g722 adpcm_g726 adpcm_swf nellymoser cook imc "
    "pcm_s8 pcm_u8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be pcm_f32le pcm_f32be pcm_f64le "
    "pcm_f64be pcm_alaw pcm_mulaw pcm_u16le pcm_u16be pcm_dvd pcm_bluray pcm_lxf "
    # subtitles
    "subrip srt ass ssa webvtt mov_text text"
)
DECODERS = ",".join(_DECODERS.split())

MOST_PIXELS = 100_000_000
MOST_STREAMS = 64


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one ffmpeg process may use; sizes are bytes."""

    file_size: int | None = None
    open_files: int = 64
    nice: int = 0


USUAL = Limits()
ENCODING = Limits(nice=10)
"""An encode takes every core for minutes, so it gives way; what is over in a second is waited for by somebody."""


def command(ffmpeg: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line of ffmpeg, with the options that every run has."""
    return [str(ffmpeg), "-nostdin", "-hide_banner", "-nostats", "-max_alloc", "536870912", *arguments]


def launcher_command() -> list[str]:
    """Return the command line of the launcher, which sets the limits and becomes ffmpeg."""
    return [sys.executable, "-I", "-S", "-B", _LAUNCHER, str(os.getpid())]


def environment() -> dict[str, str]:
    """Return the environment of ffmpeg: nothing of ours, so that no token can be read from it."""
    return {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "AV_LOG_FORCE_NOCOLOR": "1"}


def input_arguments(container: Container, descriptor: int) -> list[str]:
    """Return the options of an input that is read from an open descriptor, demuxer and protocols fixed."""
    return [
        *("-protocol_whitelist", "fd"),
        *("-format_whitelist", container.demuxer),
        *("-codec_whitelist", DECODERS),
        *("-max_pixels", str(MOST_PIXELS), "-max_streams", str(MOST_STREAMS)),
        *("-probesize", "20M", "-analyzeduration", "20M"),
        *("-f", container.demuxer, "-fd", str(descriptor), "-i", "fd:"),
    ]
