"""Room for the index at the front of an MP4, so that a large copy is written once and not twice.

A player begins at once where the index (`moov`) lies before the media. ffmpeg knows it only at the end: `+faststart`
then moves all of the media back to make room. Where its size can be foretold, that room is left free from the start
(`-moov_size`), and what is left over of it stays as a `free` box (ISO/IEC 14496-12), which players skip.
"""

from __future__ import annotations

from nemo_watch.studio.tracks import Plan, Track

LEAST_BYTES = 32_000_000
"""Up to here, moving the media costs next to nothing."""

_PICTURE_BYTES, _SOUND_BYTES = 24, 16
"""What a packet takes in the tables, with a third to spare: its size and place, how long it lasts, when it is shown.

Measured over 24 to 60 pictures a second and sounds of 16 to 96 kHz, out of MOV, MKV and MP4.
"""
_SAMPLES_OF_A_PACKET = 1024
"""Of AAC; packets of MP3, AC-3 and Opus hold about as many or more."""
_USUAL_SAMPLE_RATE = 48_000
_HEAD_BYTES = 65_536
"""For all but the tables: what describes the tracks, and the words of the camera."""
_MOST_PART = 0.01
"""How much of a file may be left empty at most, in the worst of cases."""
_TOO_SMALL = "reserved_moov_size is too small"


def index_bytes(plan: Plan) -> int | None:
    """Return how much to keep free for the index of a result.

    None where that cannot be told, is no gain, or would be more than a hundredth of the file.
    """
    facts, video = plan.base, plan.video
    if not plan.made.begins_with_index or facts.size < LEAST_BYTES:
        return None
    if video is None or not video.is_copy or not plan.order.is_untouched or plan.limit is not None:
        return None
    rate = next((stream.frame_rate for stream in facts.video if stream.index == video.source), None)
    if not plan.duration or not rate:
        return None
    a_second = rate * _PICTURE_BYTES + sum(_packets_a_second(plan, track) for track in plan.audio) * _SOUND_BYTES
    room = _HEAD_BYTES + round(plan.duration * a_second)
    return room if room <= facts.size * _MOST_PART else None


def _packets_a_second(plan: Plan, track: Track) -> float:
    known = (stream.sample_rate for stream in plan.base.audio if stream.index == track.source and not track.input)
    return (next(known, 0) or _USUAL_SAMPLE_RATE) / _SAMPLES_OF_A_PACKET


def was_too_small(errors: str) -> bool:
    """Tell from what ffmpeg printed whether the index did not fit into the room that was kept for it."""
    return _TOO_SMALL in errors
