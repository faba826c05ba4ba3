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
    render = await ended(await begun(workshop, source, "convert to mp4 without losing quality", tmp_path))
    assert render.status == "completed", render.message
    assert render.plan.lane == "copy"
    made = timetable(ffmpeg, render.path)
    assert len(made) > 200
    assert made == timetable(ffmpeg, alone)
