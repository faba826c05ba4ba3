"""The fence around ffmpeg: how it is started, and what every input of it is limited to.

Media comes from anywhere, so ffmpeg never chooses the demuxer, never opens a name it found inside a file, and never
outlives the daemon. The container is known from our own look at its first bytes. What it may reach all the same, were
it taken over by what it decodes, is fenced by the kernel: see `reach`, `landlock` and `seccomp`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from nemo_watch.media.containers import Container
from nemo_watch.studio.fence import landlock, seccomp

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
MOST_SECONDS = 48 * 3600
"""Of a longer source, no more is taken: a header of a kilobyte can claim any length, and a filter fills the gaps."""

_BASE_BYTES, _THREAD_BYTES = 1 << 30, 160 << 20
_BYTES_PER_PIXEL, _THREAD_BYTES_PER_PIXEL = 192, 16
_DECODING_BYTES, _DECODING_THREAD_BYTES = 2 << 30, 256 << 20
_LARGEST_USUAL_PIXELS = 7680 * 4320
_MOST_DECODER_THREADS = 17


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one ffmpeg process may use; sizes are bytes, `memory` is its address space (setrlimit(2), RLIMIT_AS).

    None is no limit. An encoder in hardware wants none for `memory`: its driver maps far more than it uses.
    """

    file_size: int | None = None
    memory: int | None = None
    open_files: int = 64
    nice: int = 0


def encoding_memory(pixels: int, *, threads: int) -> int:
    """Return the address space that an encode of a picture may use, by its larger side of source and result.

    Measured on encodes to H.264 and VP9 from 320x240 to 7680x4320 with 2, 8 and 16 threads, HDR and ten bits among
    them: twice to half as much again as they took. Each thread brings its stack, its heap and pictures of its own.
    """
    return _BASE_BYTES + threads * _THREAD_BYTES + pixels * (_BYTES_PER_PIXEL + threads * _THREAD_BYTES_PER_PIXEL)


def _threads() -> int:
    """Return how many threads ffmpeg takes where it is not told."""
    return min((os.cpu_count() or 1) + 1, _MOST_DECODER_THREADS)


USUAL = Limits(memory=_DECODING_BYTES + _threads() * _DECODING_THREAD_BYTES)
"""For a look, a copy or a check of a picture whose size nobody knows yet: nothing is encoded."""
ENCODING = Limits(nice=10, memory=encoding_memory(_LARGEST_USUAL_PIXELS, threads=_threads()))
"""An encode takes every core for minutes, so it gives way; what is over in a second is waited for by somebody."""


def encoding(pixels: int, *, threads: int) -> Limits:
    """Return the limits of an encode whose larger picture, of source and result, has so many pixels."""
    return msgspec.structs.replace(ENCODING, memory=encoding_memory(pixels, threads=threads))


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that ffmpeg is kept from; `holds` says whether this machine does so, `words` how, or why not."""

    name: str
    holds: bool
    words: str


def fences() -> tuple[Bar, ...]:
    """Return which fences hold around ffmpeg on this machine."""
    support = landlock.support()
    files = f"ffmpeg reads its source and programs, and writes into its job's folder (Landlock {support.abi})"
    open_files = f"ffmpeg could read and write what you can: {support.reason}"
    calls = bool(seccomp.filter_program())
    sockets = "ffmpeg opens no connection and looks into no other program (seccomp)"
    limits = "ffmpeg has its own session, no token, and limits of memory, files and time"
    return (
        Bar(name="files", holds=support.abi > 0, words=files if support.abi else open_files),
        Bar(name="network", holds=calls, words=sockets if calls else "this system has no seccomp for ffmpeg"),
        Bar(name="limits", holds=True, words=limits),
    )


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
        *("-probesize", "20M", "-analyzeduration", "20M", "-t", str(MOST_SECONDS)),
        *("-f", container.demuxer, "-fd", str(descriptor), "-i", "fd:"),
    ]
