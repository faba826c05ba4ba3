"""Is a result playable? Every packet walked, the first, the last and a picture between decoded.

An exit code of 0 proves little: a cut-off input leaves it. `full` decodes all of the result.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from nemo_watch.errors import FinalError
from nemo_watch.studio import samples
from nemo_watch.studio.fence import process
from nemo_watch.studio.probe import probe
from nemo_watch.studio.samples import TableError, TrackTable

_SMALL_BYTES = 64_000_000
_BEHIND_SECONDS = 0.001
_NEAR_SECONDS = 0.01
_TAIL_SECONDS = 0.5
_KEY_FRAMES = ("-skip_frame", "nokey", "-an")
_NEXT_KEY_FRAME = ("-t", "0.2", "-noaccurate_seek", *_KEY_FRAMES)
_NO_PROBING = ("-probesize", "32", "-analyzeduration", "0")
"""What the tables say of a track is enough to decode it; ffmpeg would decode many pictures to know more."""


class Expectation(msgspec.Struct, frozen=True, kw_only=True):
    """What a result should be; `duration` is seconds, None where nobody knows."""

    duration: float | None = None
    has_picture: bool | None = None
    has_sound: bool | None = None


async def verify(ffmpeg: Path, path: Path, expected: Expectation, *, full: bool = False) -> None:
    """Check a finished file against what it should be. Raises FinalError with the reason where it falls short."""
    tracks = _walk(path) if samples.is_walkable(path) else ()
    if tracks:
        _compare(tracks, expected)
    looks = [["-i", f"file:{path}"]] if full or not tracks else _looks(path, tracks)
    clock = 0.0

    def progressed(seconds: float) -> None:
        nonlocal clock
        clock = seconds

    finished = await process.run(
        ffmpeg,
        _decoding(looks),
        readable=[path],
        deadline_seconds=process.deadline_seconds(expected.duration),
        on_progress=progressed,
    )
    if finished.code != 0:
        reason = finished.errors.strip().splitlines()[-1:] or [f"exit code {finished.code}"]
        raise FinalError(f"The result was made, but it does not play: {reason[0][:160]}")
    if not tracks:
        _compare(await _described(ffmpeg, path, seconds=clock), expected)


def _walk(path: Path) -> tuple[TrackTable, ...]:
    try:
        return samples.walk(path)
    except (TableError, OSError) as error:
        raise FinalError(f"The result was made, but it does not play: {error}.") from error


async def _described(ffmpeg: Path, path: Path, *, seconds: float) -> tuple[TrackTable, ...]:
    """Return the tracks of a result without tables to walk, as ffmpeg names them; each lasts what was decoded."""
    facts = await probe(ffmpeg, path)
    if facts.truncated:
        raise FinalError(f"The result was made, but it is incomplete: {facts.truncated}.")
    kinds = [*(("vide",) if facts.picture else ()), *(("soun",) if facts.audio else ())]
    return tuple(TrackTable(kind=kind, samples=0, start=0.0, end=seconds, key_times=()) for kind in kinds)


def _compare(tracks: tuple[TrackTable, ...], expected: Expectation) -> None:
    kinds = {track.kind for track in tracks}
    if expected.has_picture and "vide" not in kinds:
        raise FinalError("The result was made, but it has no picture.")
    if expected.has_sound and "soun" not in kinds:
        raise FinalError("The result was made, but it has no sound.")
    if expected.duration is None:
        return
    length = max((track.end for track in tracks), default=0.0)
    if abs(length - expected.duration) > tolerance(expected.duration):
        raise FinalError(f"The result was made, but it lasts {length:.1f} s instead of {expected.duration:.1f} s.")


def tolerance(seconds: float) -> float:
    """Return how far a length may be off: half a second, or 1% of a long film."""
    return max(0.5, seconds * 0.01)


def _looks(path: Path, tracks: tuple[TrackTable, ...]) -> list[list[str]]:
    """Return the inputs of one decoding run: key frames, the first and the last among them.

    A small file is read through, and the packets between are dropped, which is faster than going to each of them.
    Sound is decoded, at its end, where there is no picture: its packets have been walked, and each costs a second
    opening of the file.
    """
    source = ["-threads", "1", *_NO_PROBING, "-i", f"file:{path}"]
    picture = next((track for track in tracks if track.kind == "vide"), None)
    sound_end = max((track.end for track in tracks if track.kind == "soun"), default=None)
    looks = []
    is_small = path.stat().st_size <= _SMALL_BYTES
    chosen = _chosen(picture.key_times) if picture is not None else []
    if chosen and is_small:
        looks.append(["-bsf:v", f"noise=drop={_all_but(chosen)}", *_KEY_FRAMES, *source])
    elif chosen:
        looks += [["-ss", f"{time + _BEHIND_SECONDS:.3f}", *_NEXT_KEY_FRAME, *source] for time in chosen]
    elif sound_end is not None:
        looks.append(["-ss", f"{max(0.0, sound_end - _TAIL_SECONDS):.3f}", "-vn", *source])
    return looks


def _chosen(key_times: tuple[float, ...]) -> list[float]:
    """Return the first and the last key frame's time, and that of the one in the middle."""
    last = len(key_times) - 1
    return [key_times[place] for place in sorted({0, last // 2, last})] if key_times else []


def _all_but(times: list[float]) -> str:
    """Return, for ffmpeg's `noise` filter, which packets not to decode: all but those at these times.

    It does not ask whether a packet is a key frame: a damaged one is not marked as such any more.
    """
    kept = "+".join(f"between(pts*tb,{time - _NEAR_SECONDS:.3f},{time + _NEAR_SECONDS:.3f})" for time in times)
    return f"not({kept})".replace(",", "\\,")


def _decoding(looks: list[list[str]]) -> list[str]:
    inputs = [option for look in looks for option in ("-protocol_whitelist", "file", *look)]
    maps = [option for number in range(len(looks)) for option in ("-map", f"{number}:v?", "-map", f"{number}:a?")]
    return ["-v", "error", "-xerror", *inputs, *maps, "-fps_mode", "passthrough", "-f", "null", "-"]
