"""What is copied keeps its bytes and its times, however little ffmpeg was let look at before it copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import run
from test_renders import begun, ended

from nemo_watch.studio.probe import probe
from nemo_watch.studio.workshop import Workshop

FILM = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25", "-f", "lavfi", "-i", "sine=440:sample_rate=48000")
REORDERED = ("-c:v", "libx264", "-preset", "medium", "-bf", "4", "-b_strategy", "2", "-pix_fmt", "yuv420p")
WAYS = {
    "pictures out of order.mkv": (*REORDERED, "-x264-params", "b-pyramid=normal", "-c:a", "aac"),
    "key frames apart.mkv": (*REORDERED, "-g", "250", "-c:a", "aac"),
    "fields.mkv": (*REORDERED, "-flags", "+ilme+ildct", "-x264-params", "tff=1", "-c:a", "aac"),
    "camera.mov": (*REORDERED, "-c:a", "aac"),
    "fragments.mp4": (*REORDERED, "-movflags", "frag_keyframe+empty_moov", "-c:a", "aac"),
}


def timetable(ffmpeg: Path, path: Path) -> list[bytes]:
    """Return stream, times, size and digest of each packet."""
    listed = run(ffmpeg, "-i", str(path), "-map", "0:v", "-map", "0:a", "-c", "copy", "-f", "framemd5", "-")
    return [line for line in listed.splitlines() if not line.startswith(b"#")]


@pytest.mark.parametrize("name", WAYS)
async def test_a_copy_is_timed_as_by_an_ffmpeg_that_saw_every_picture(
    workshop: Workshop, ffmpeg: Path, tmp_path: Path, name: str
) -> None:
    source, alone = tmp_path / name, tmp_path / "alone.mp4"
    run(ffmpeg, *FILM, "-t", "4", *WAYS[name], str(source))
    run(ffmpeg, "-i", str(source), "-c", "copy", str(alone))
    assert (await probe(ffmpeg, source)).key_frames_tell
    await assert_copied_as_alone(workshop, ffmpeg, source, alone)


@pytest.mark.parametrize("kind", ["mkv", "mov"])
async def test_a_film_that_begins_behind_its_key_frame_is_copied_as_it_is(
    workshop: Workshop, ffmpeg: Path, tmp_path: Path, kind: str
) -> None:
    """How its pictures are reordered is told by none of its first ones, and in Matroska by nothing else."""
    whole, source, alone = tmp_path / "whole.mkv", tmp_path / f"cut.{kind}", tmp_path / "alone.mp4"
    run(ffmpeg, *FILM, "-t", "4", *REORDERED, "-x264-params", "repeat-headers=1:keyint=50", "-c:a", "aac", str(whole))
    run(ffmpeg, "-i", str(whole), "-c", "copy", "-bsf:v", "noise=drop=lt(n\\,7)", str(source))
    run(ffmpeg, "-i", str(source), "-c", "copy", str(alone))
    await assert_copied_as_alone(workshop, ffmpeg, source, alone)


async def assert_copied_as_alone(workshop: Workshop, ffmpeg: Path, source: Path, alone: Path) -> None:
    """Compare what the studio copies with what an ffmpeg has copied that looked at the film as long as it liked."""
    tmp_path = source.parent
    render = await ended(await begun(workshop, source, "convert to mp4 without losing quality", tmp_path))
    assert render.status == "completed", render.message
    assert render.plan.lane == "copy"
    made = timetable(ffmpeg, render.path)
    assert len(made) > 150
    assert made == timetable(ffmpeg, alone)
