"""What the studio asks of an ffmpeg, and what cannot be done without it.

Each name stands once, with what would be missed first. The tests compare the filters with those of the studio's code.
"""

from __future__ import annotations

import msgspec

FILTERS, ENCODERS, PROTOCOLS = "filters", "encoders", "protocols"


class Need(msgspec.Struct, frozen=True):
    """Some names of one kind, and a sentence's end: what is the case where one of them is not there."""

    kind: str
    names: frozenset[str]
    cost: str


def _need(kind: str, names: str, cost: str) -> Need:
    return Need(kind, frozenset(names.split()), cost)


NEEDS = (
    _need(PROTOCOLS, "fd file pipe", "no file can be read"),
    _need(ENCODERS, "libx264 aac", "nothing can be converted to MP4"),
    _need(ENCODERS, "mov_text srt webvtt", "subtitles are lost"),
    _need(ENCODERS, "libvpx-vp9 libopus", "no WebM can be made"),
    _need(ENCODERS, "libmp3lame", "no MP3 can be made"),
    _need(ENCODERS, "gif", "no GIF can be made"),
    _need(ENCODERS, "mjpeg", "no picture can be saved as JPEG"),
    _need(ENCODERS, "pcm_s16le pcm_s24le", "no WAV can be made, and no music"),
    _need(ENCODERS, "rawvideo", "no film can be made of photos or texts"),
    _need(FILTERS, "crop format pad scale select setpts setsar", "no picture can be converted"),
    _need(FILTERS, "aformat aresample asetpts pan", "no sound can be converted"),
    _need(FILTERS, "setparams tonemap zscale", "HDR videos cannot be converted"),
    _need(FILTERS, "premultiply", "videos with transparency cannot be converted"),
    _need(FILTERS, "bwdif", "interlaced videos cannot be converted"),
    _need(FILTERS, "fps palettegen paletteuse split", "no GIF can be made"),
    _need(FILTERS, "asplit atrim concat tpad trim", "nothing can be cut or joined"),
    _need(FILTERS, "afade fade", "nothing can be faded in or out"),
    _need(FILTERS, "atempo", "nothing can be played faster or slower"),
    _need(FILTERS, "anullsrc areverse reverse", "nothing can be played backwards"),
    _need(FILTERS, "cropdetect", "black bars cannot be cut off"),
    _need(FILTERS, "hflip transpose vflip", "no picture can be turned or mirrored"),
    _need(FILTERS, "eq gblur overlay", "no picture can be laid on another, or on a blurred one"),
    _need(FILTERS, "colorchannelmixer", "no logo can be laid over a video"),
    _need(FILTERS, "hqdn3d", "noise cannot be taken out of a picture"),
    _need(FILTERS, "deshake", "shaky videos cannot be steadied"),
    _need(FILTERS, "hue", "no picture can be made black and white"),
    _need(FILTERS, "ass", "titles and subtitles cannot be drawn"),
    _need(FILTERS, "alimiter loudnorm volume", "sound cannot be made louder, softer or even"),
    _need(FILTERS, "afwtdn", "noise stays in the sound"),
    _need(FILTERS, "silencedetect", "silence cannot be cut out"),
    _need(FILTERS, "adelay amix apad sidechaincompress", "no music can be laid under a voice"),
    _need(FILTERS, "aevalsrc afir aloop amerge anoisesrc anull highpass lowpass", "no music can be made"),
    _need(
        FILTERS,
        "color drawbox extractplanes framerate mergeplanes settb xfade zoompan",
        "no film can be made of photos or texts",
    ),
    _need(FILTERS, "geq loop noise", "no film can be made of texts"),
)
