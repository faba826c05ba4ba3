"""Real files from cameras, phones, browsers and recorders, each through the workshop, and what comes out of each."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nemo_watch.errors import FinalError
from nemo_watch.studio.renders import UNSUPPORTED, Render
from nemo_watch.studio.verify import Expectation, verify
from nemo_watch.studio.workshop import Workshop

INSTRUCTION = "convert to MP4 without losing quality"
TAKEN = frozenset({".avi", ".mov", ".mkv", ".webm", ".mp4"})
LENGTH_TOLERANCE_SECONDS = 0.15

NAMES = (
    "-video-with-dash-.mp4", "100_0306.AVI", "IMG_iphone_hdr_editlist.MOV", "MVI_4823.AVI", "Megamind.avi",
    "animation.mov", "apple-prores-422-hq.mov", "awesome movie.mov", "chaplin.mp4", "chrome57.webm",
    "derived_multi_audio_font_cover.mkv", "derived_webm_named.avi", "dv-pal-interlaced.mov",
    "edit_list_positive_shift.mp4", "fire2.mp4", "firefox53.webm", "hdr10-av1.mp4", "hdv-1080i50.mov",
    "mr_h264_opus.webm", "mr_resize_vp8.webm", "mr_vp9_opus_fragmented.mp4", "portrait.MOV", "sample_fragmented.mp4",
    "sample_missing_stsd.mp4", "sample_with_chapters.mkv", "sample_with_pgs_subtitles.mkv", "sideways movie.mov",
    "sowt-with-video.mov", "transparent.webm", "tree.avi",
)  # fmt: skip
REFUSED = {
    "derived_truncated_faststart.mp4": "incomplete",
    "derived_truncated_moov_last.mov": "incomplete",
    "fixture2.mkv": "incomplete",
    "sample_fragmented_clearkey.mp4": "encrypted",
    "sample_vvc.mp4": "decode",
    "zero_bytes.webm": "empty",
}
WITHOUT_KNOWN_SOUND = frozenset({"sample_missing_stsd.mp4"})
"""Their sound is of a codec that nobody knows: the picture is converted, and the message says so."""


NOISE = (
    "[minor] The ExtractEmbedded option may find more tags",  # exiftool, of any film with subtitles
    "Unsupported codec with id 98314",  # ffprobe 5.1, of the text track that holds the chapters
)
"""What tools complain about that is no fault of a file."""


async def rendered(workshop: Workshop, source: Path, folder: Path) -> Render:
    session = workshop.sessions.create(language="en")
    await workshop.take(session, source)
    workshop.answer(session, INSTRUCTION)
    render = workshop.render(session, "r1", session.draft, {}, folder=str(folder))
    assert render.task is not None
    await render.task
    return render


async def refused(workshop: Workshop, source: Path, folder: Path) -> None:
    """Raise what a file is refused with, whether at once or by its render."""
    render = await rendered(workshop, source, folder)
    assert (render.status, render.code) == ("failed", UNSUPPORTED)
    raise FinalError(render.message)


def printed(ffmpeg: Path, *arguments: str) -> str:
    finished = subprocess.run([str(ffmpeg), "-nostdin", "-hide_banner", *arguments], capture_output=True, timeout=60)
    return finished.stderr.decode(errors="replace")


class Look(msgspec.Struct, frozen=True):
    """What a decoder saw of a file: each picture's time and size as shown, each piece of sound's begin and end."""

    pictures: list[tuple[float, tuple[int, int]]]
    sounds: list[tuple[float, float]]

    @property
    def end(self) -> float:
        """Seconds at which the last piece of sound has ended and the last picture has begun."""
        return max([time for time, _ in self.pictures] + [end for _, end in self.sounds])

    @property
    def gap(self) -> float:
        """Seconds that a picture stands on average; the last one may be said to stand as long."""
        times = [time for time, _ in self.pictures]
        return (times[-1] - times[0]) / max(1, len(times) - 1)

    @property
    def late_sound(self) -> float:
        """Seconds by which the sound begins after the picture."""
        return self.sounds[0][0] - self.pictures[0][0]


def look(ffmpeg: Path, path: Path, *, strict: bool) -> Look:
    """Decode all of a file; `strict` makes every complaint of a decoder a failure."""
    filters = ("-filter:v", "scale=iw*sar:ih,setsar=1,showinfo=checksum=0", "-filter:a", "ashowinfo")
    maps = ("-map", "0:v:0", "-map", "0:a:0?", "-fps_mode", "passthrough", "-f", "null", "-")
    text = printed(ffmpeg, *(("-xerror",) if strict else ()), "-i", f"file:{path}", *filters, *maps)
    return Look(
        [
            (float(time), (int(width), int(height)))
            for time, width, height in re.findall(r" n: *\d+ .*pts_time:(\S+) .* s:(\d+)x(\d+)", text)
        ],
        [
            (float(time), float(time) + int(samples) / int(rate))
            for time, rate, samples in re.findall(r"pts_time:(\S+) .*rate:(\d+) nb_samples:(\d+)", text)
        ],
    )


def thumbnail(ffmpeg: Path, path: Path) -> bytes:
    """Return the first picture, upright and much smaller: 16x16 brightnesses."""
    small = ("-vf", "scale=16:16:flags=area,format=gray", "-frames:v", "1", "-f", "rawvideo", "-")
    program = [str(ffmpeg), "-nostdin", "-v", "error", "-i", f"file:{path}", "-map", "0:v:0", *small]
    return subprocess.run(program, capture_output=True, timeout=60, check=True).stdout


def likeness(one: bytes, other: bytes) -> float:
    """Return how alike two pictures are: their correlation, 1 for the same shapes whatever the brightness."""
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    product = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    squares = sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other)
    return product / squares**0.5 if squares else 1.0


def turned(picture: bytes, quarters: int) -> bytes:
    for _ in range(quarters):
        picture = bytes(picture[(15 - x) * 16 + y] for y in range(16) for x in range(16))
    return picture


def assert_like_source(ffmpeg: Path, source: Path, result: Path, expected: dict[str, Any], *, sound: bool) -> None:
    before, after = look(ffmpeg, source, strict=False), look(ffmpeg, result, strict=True)
    size = tuple(max(2, side) for side in expected["display_size"])
    assert after.pictures[0][1] == pytest.approx(size, abs=1)

    length, gap = expected["true_duration_s"], after.gap
    assert length - LENGTH_TOLERANCE_SECONDS - gap <= after.end <= length + LENGTH_TOLERANCE_SECONDS

    assert bool(after.sounds) is sound
    if sound:
        assert after.late_sound == pytest.approx(before.late_sound, abs=0.1)

    first, same = thumbnail(ffmpeg, source), thumbnail(ffmpeg, result)
    upright = likeness(first, same)
    assert upright > 0.9 or upright >= max(likeness(turned(first, quarters), same) for quarters in (1, 2, 3))


@pytest.mark.parametrize("name", NAMES)
async def test_real_file_becomes_an_mp4_like_it(
    ffmpeg: Path, workshop: Workshop, real_media: Path, manifest: dict[str, dict[str, Any]], tmp_path: Path, name: str
) -> None:
    source, expected = real_media / name, manifest[name]["expected"]
    render = await rendered(workshop, source, tmp_path)
    assert render.status == "completed", render.message
    has_sound = expected["has_audio"] and name not in WITHOUT_KNOWN_SOUND
    if name in WITHOUT_KNOWN_SOUND:
        assert "left out" in render.message
    wanted = Expectation(duration=expected["true_duration_s"], has_picture=True, has_sound=has_sound)
    await verify(ffmpeg, render.path, wanted)
    await asyncio.to_thread(assert_like_source, ffmpeg, source, render.path, expected, sound=has_sound)
    await asyncio.to_thread(validate, render.path, source)


def validate(result: Path, source: Path) -> None:
    """Let the validator that the environment names, if any, look at a result: SCRIPT OUT SOURCE --no-browser."""
    script = os.environ.get("NEMO_WATCH_VALIDATOR")
    if not script:
        return
    try:
        program = [script, str(result), str(source), "--no-browser"]
        finished = subprocess.run(program, capture_output=True, text=True, errors="replace", timeout=110)
    except OSError as error:
        pytest.skip(f"the validator cannot be run: {error}")
    if finished.returncode == 127 or "FileNotFoundError" in finished.stderr:
        pytest.skip(f"the validator lacks a tool: {finished.stderr.strip().splitlines()[-1:]}")
    failures = [line for line in finished.stdout.splitlines() if line.startswith("FAIL")]
    real = [line for line in failures if not any(noise in line for noise in NOISE)]
    assert not real, "\n".join(real)
    assert failures or finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("name", REFUSED)
async def test_real_file_that_is_broken_is_refused_with_a_sentence(
    workshop: Workshop, real_media: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(FinalError, match=REFUSED[name]) as refusal:
        await refused(workshop, real_media / name, tmp_path)
    assert refusal.value.message[0].isupper()
    assert refusal.value.message.endswith(".")
    assert list(tmp_path.glob("*.mp4")) == []


def test_every_film_of_the_manifest_is_tried(manifest: dict[str, dict[str, Any]]) -> None:
    films = {name for name in manifest if Path(name).suffix.lower() in TAKEN}
    refused = {name for name in films if manifest[name]["expected"]["convertible"] is not True}
    assert films - refused == set(NAMES)
    assert refused == set(REFUSED)
