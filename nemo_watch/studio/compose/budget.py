"""A file of a given size: how many bits a second its sound and its picture may have, and how large this can be."""

from __future__ import annotations

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio.filters import Size, even
from nemo_watch.units import format_duration, format_size

AIM = 0.985
"""Of the limit: what is aimed at, so that the result comes to lie below it."""
LEAST_SHARE = 0.97
"""Of the limit: a result below this is made once more with a higher rate."""

_PACKET_BYTES = 12
"""What a container spends on each packet, roughly."""
_SOUND_PACKETS_A_SECOND = 47
_SOUND_RATES = (192_000, 128_000, 96_000, 64_000, 48_000, 32_000, 24_000)
_FILE_RATES = tuple(1000 * kilo for kilo in (320, 256, 224, 192, 160, 128, 112, 96, 80, 64, 56, 48, 40, 32, 24))
"""What an MP3 may have: other rates are rounded, and not always down."""
_HEAD_BYTES = 1500
_SOUND_SHARE = 0.15
_HEIGHTS = (2160, 1440, 1080, 720, 540, 480, 360, 240, 180, 144)
_GOOD_BITS_A_PIXEL = 0.05
_LEAST_BITS_A_PIXEL = 0.02
_MOST_BITS_A_PIXEL = 1.0


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """Bits a second for the picture and for each sound track, and the size that the picture can have with these."""

    video_bits: int
    sound_bits: int
    size: Size


def for_picture(limit: int, *, seconds: float, size: Size, rate: float, sounds: int) -> Budget:
    """Divide `limit` bytes among a picture and its sound. Raises FinalError where nothing watchable is left."""
    overhead = (rate + _SOUND_PACKETS_A_SECOND * sounds) * _PACKET_BYTES * 8 + 16_000 / seconds
    bits = limit * 8 * AIM / seconds - overhead
    sound_bits = _sound_bits(bits, sounds) if sounds else 0
    video_bits = bits - sound_bits * sounds
    for candidate in _smaller(size):
        if video_bits / (candidate[0] * candidate[1] * rate) >= _GOOD_BITS_A_PIXEL:
            break
    else:
        candidate = _smaller(size)[-1]
        if video_bits / (candidate[0] * candidate[1] * rate) < _LEAST_BITS_A_PIXEL:
            raise FinalError(
                f"{format_size(limit)} are too few for {format_duration(seconds)}: nothing watchable would be left.",
                hint="Allow more, or keep a shorter part.",
            )
    most = candidate[0] * candidate[1] * rate * _MOST_BITS_A_PIXEL
    return Budget(video_bits=int(min(video_bits, most)), sound_bits=sound_bits, size=candidate)


def for_sound(limit: int, *, seconds: float) -> int:
    """Return the bits a second of a sound file of `limit` bytes. Raises FinalError where nothing is left to hear."""
    bits = (limit * AIM - _HEAD_BYTES) * 8 / seconds
    rate = next((rate for rate in _FILE_RATES if rate <= bits), None)
    if rate is None:
        raise FinalError(
            f"{format_size(limit)} are too few for {format_duration(seconds)} of sound.", hint="Allow more."
        )
    return rate


def _sound_bits(bits: float, sounds: int) -> int:
    share = max(bits * _SOUND_SHARE, 0) / sounds
    return next((rate for rate in _SOUND_RATES if rate <= share), _SOUND_RATES[-1])


def _smaller(size: Size) -> list[Size]:
    """Return a size and the usual ones below it, in the same shape."""
    short = min(size)
    heights = [short, *(height for height in _HEIGHTS if height < short)]
    return [size if h == short else (even(size[0] * h / short + 1), even(size[1] * h / short + 1)) for h in heights]
