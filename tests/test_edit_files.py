"""Edits of the file as a whole: its size; and what the studio names because it cannot do it."""

from __future__ import annotations

from pathlib import Path

import pytest
from editing import X264, coloured, rendered, run, shown

from nemo_watch.errors import FinalError
from nemo_watch.studio.abilities import beyond
from nemo_watch.studio.language.edits import (
    Compress,
    Concat,
    Export,
    Limit,
    Loop,
    Merge,
    Mute,
    Scale,
    Slideshow,
    Thumbnail,
    Trim,
)
from nemo_watch.studio.workshop import Workshop


@pytest.fixture
def rich(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return a film of four seconds that is full of detail: about a megabyte and a half."""
    path = tmp_path / "rich.mp4"
    picture = "testsrc2=size=320x240:rate=25:duration=4,noise=alls=25:allf=t"
    tone = "sine=frequency=500:sample_rate=48000:duration=4"
    run(ffmpeg, "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone, *X264, "-c:a", "aac", f"file:{path}")
    return path


@pytest.mark.parametrize("limit", [600_000, 250_000, 100_000])
async def test_result_comes_to_lie_just_below_its_limit(workshop: Workshop, rich: Path, limit: int) -> None:
    assert rich.stat().st_size > 1_000_000
    render = await rendered(workshop, rich, Limit(bytes=limit))
    assert limit * 0.97 <= render.path.stat().st_size <= limit
    assert render.duration == pytest.approx(4, abs=0.1)


async def test_small_limit_makes_the_picture_smaller(ffmpeg: Path, workshop: Workshop, rich: Path) -> None:
    render = await rendered(workshop, rich, Limit(bytes=50_000))
    assert render.path.stat().st_size <= 50_000
    assert shown(ffmpeg, render.path).size[1] < 240


async def test_limit_that_the_file_keeps_to_already_costs_nothing(workshop: Workshop, rich: Path) -> None:
    render = await rendered(workshop, rich, Limit(bytes=5_000_000))
    assert render.plan.lane == "copy"


async def test_limit_holds_for_what_other_edits_leave(workshop: Workshop, rich: Path) -> None:
    render = await rendered(workshop, rich, Trim(end=2), Scale(height=120), Mute(), Limit(bytes=80_000))
    assert render.path.stat().st_size <= 80_000
    assert render.duration == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(("made", "limit"), [("mp3", 40_000), ("webm", 200_000)])
async def test_other_formats_keep_to_a_limit_too(workshop: Workshop, rich: Path, made: str, limit: int) -> None:
    render = await rendered(workshop, rich, Limit(bytes=limit), Export(format=made))  # type: ignore[arg-type]
    assert render.path.stat().st_size <= limit


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [([Limit(bytes=3000)], "nothing watchable"), ([Limit(bytes=9_000), Export(format="gif")], "held to a size")],
)
async def test_limit_that_cannot_be_kept_is_refused(
    workshop: Workshop, rich: Path, edits: list[Limit], sentence: str
) -> None:
    with pytest.raises(FinalError, match=sentence):
        await rendered(workshop, rich, *edits)


async def test_compressed_file_is_smaller(workshop: Workshop, rich: Path) -> None:
    render = await rendered(workshop, rich, Compress())
    assert render.path.stat().st_size < rich.stat().st_size * 0.8


async def test_file_that_cannot_be_made_smaller_is_kept(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    lean = coloured(
        ffmpeg, tmp_path / "lean.mp4", options=("-c:v", "libx264", "-crf", "40", "-pix_fmt", "yuv420p", "-b:a", "24k")
    )
    render = await rendered(workshop, lean, Compress())
    assert "could not be made smaller" in render.message
    assert render.path.stat().st_size <= lean.stat().st_size * 1.02


def test_edits_that_do_not_go_together_are_named() -> None:
    assert len(beyond([Thumbnail(at=1), Export(format="gif")])) == 1
    assert len(beyond([Merge(), Loop(times=2)])) == 1
    assert len(beyond([Concat(), Slideshow()])) == 1
    assert beyond([Trim(start=1), Export()]) == ()


async def test_words_for_what_is_not_done_hold_the_job_and_leave_the_draft(workshop: Workshop, rich: Path) -> None:
    session = workshop.sessions.create(language="en")
    await workshop.take(session, rich)
    workshop.answer(session, "convert to mp4")
    before = session.draft
    (event,) = workshop.answer(session, "a thumbnail at 1 second")
    assert session.unknown
    assert session.draft == before
    assert event["content"].startswith("The studio cannot")


async def test_several_files_that_nothing_joins_are_named(workshop: Workshop, rich: Path, tmp_path: Path) -> None:
    session = workshop.sessions.create(language="en")
    other = tmp_path / "other.mp4"
    other.write_bytes(rich.read_bytes())
    for path in (rich, other):
        await workshop.take(session, path)
    assert beyond([Export()], session) == ("make one result of 2 files",)
    assert beyond([Merge()], session) == ()
    assert beyond([Concat()], session) == ()
