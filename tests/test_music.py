"""Music under a film: as long as the film, quieter while something is said, out in the end."""

from __future__ import annotations

from array import array
from math import cos, pi
from pathlib import Path

import pytest
from editing import SAMPLE_RATE, coloured, loudness, part, rendered, run, sound, tone

from nemo_watch.studio.language.edits import Fade, Mute, Normalize, Trim
from nemo_watch.studio.render import Render
from nemo_watch.studio.workshop import Workshop

MUSIC_HERTZ, SPEECH_HERTZ = 220, 3000


@pytest.fixture
def speech(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return a film of nine seconds that says something, a high tone, in its middle three."""
    path = tmp_path / "speech.mp4"
    said = f"aevalsrc='0.3*sin(2*PI*{SPEECH_HERTZ}*t)*between(t,3,6)':s=48000:d=9"
    run(
        ffmpeg,
        *("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=9", "-f", "lavfi", "-i", said),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", f"file:{path}"),
    )
    return path


def song(ffmpeg: Path, path: Path, *, seconds: float) -> Path:
    return tone(ffmpeg, path, seconds=seconds, frequency=MUSIC_HERTZ, volume=6.0)


async def said(workshop: Workshop, instruction: str, *sources: Path) -> Render:
    session = workshop.sessions.create(language="en")
    for source in sources:
        await workshop.take(session, source)
    events = workshop.answer(session, instruction)
    assert session.draft, (session.unknown, events)
    render = workshop.render(session, "said", session.draft, {}, folder=str(sources[0].parent))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    return render


def strength(samples: array[int], hertz: float, start: float, end: float) -> float:
    """Return how strong a tone is in a part: 1.0 for the largest amplitude (Goertzel's algorithm)."""
    heard = part(samples, start, end)
    turn = 2 * cos(2 * pi * hertz / SAMPLE_RATE)
    before = last = 0.0
    for sample in heard:
        before, last = last, sample / 32768 + turn * last - before
    power = before * before + last * last - turn * before * last
    return 2 * (power**0.5) / len(heard)


async def test_music_gives_way_while_something_is_said(
    ffmpeg: Path, workshop: Workshop, speech: Path, tmp_path: Path
) -> None:
    music = song(ffmpeg, tmp_path / "song.wav", seconds=20)
    render = await said(workshop, "add background music", speech, music)
    assert render.plan.video is not None
    assert render.plan.video.is_copy
    samples = sound(ffmpeg, render.path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(9, abs=0.1)
    alone, under, after = (strength(samples, MUSIC_HERTZ, *span) for span in ((1, 2), (4, 5), (6.9, 7.0)))
    assert alone == pytest.approx(0.75 * 0.35, rel=0.25)
    assert under < alone / 2
    assert after > under * 1.3
    assert strength(samples, SPEECH_HERTZ, 4, 5) == pytest.approx(0.3, rel=0.2)
    assert loudness(samples, 8.9, 9.0) < alone / 10


async def test_music_that_is_shorter_begins_anew(
    ffmpeg: Path, workshop: Workshop, speech: Path, tmp_path: Path
) -> None:
    music = song(ffmpeg, tmp_path / "song.mp3", seconds=2)
    render = await said(workshop, "add song.mp3 as background music", speech, music)
    samples = sound(ffmpeg, render.path)
    heard = [strength(samples, MUSIC_HERTZ, second, second + 0.5) for second in (0.5, 1.3, 2.3, 6.6)]
    assert min(heard) > 0.1


async def test_loudness_of_the_music_is_as_asked(
    ffmpeg: Path, workshop: Workshop, speech: Path, tmp_path: Path
) -> None:
    music = song(ffmpeg, tmp_path / "song.wav", seconds=20)
    render = await said(workshop, "add music at 10% volume", speech, music)
    assert strength(sound(ffmpeg, render.path), MUSIC_HERTZ, 1, 2) == pytest.approx(0.75 * 0.10, rel=0.25)


@pytest.mark.parametrize("instruction", ["mute it and add music", "add music and remove the original audio"])
async def test_only_music_is_left_of_a_film_that_is_muted(
    ffmpeg: Path, workshop: Workshop, speech: Path, tmp_path: Path, instruction: str
) -> None:
    music = song(ffmpeg, tmp_path / "song.wav", seconds=20)
    samples = sound(ffmpeg, (await said(workshop, instruction, speech, music)).path)
    assert strength(samples, SPEECH_HERTZ, 4, 5) < 0.005
    assert strength(samples, MUSIC_HERTZ, 4, 5) == pytest.approx(strength(samples, MUSIC_HERTZ, 1, 2), rel=0.1)


async def test_film_without_sound_gets_the_music(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    silent = tmp_path / "silent.mp4"
    run(
        ffmpeg, "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=3", "-pix_fmt", "yuv420p", f"file:{silent}"
    )
    music = song(ffmpeg, tmp_path / "song.wav", seconds=20)
    samples = sound(ffmpeg, (await said(workshop, "add background music", silent, music)).path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(3, abs=0.1)
    assert strength(samples, MUSIC_HERTZ, 0.5, 1.5) > 0.1


async def test_what_is_said_behind_the_music_is_said_of_both(
    ffmpeg: Path, workshop: Workshop, speech: Path, tmp_path: Path
) -> None:
    music = song(ffmpeg, tmp_path / "song.wav", seconds=20)
    plain = sound(ffmpeg, (await said(workshop, "add background music", speech, music)).path)
    (tmp_path / "said.mp4").unlink()
    half = sound(ffmpeg, (await said(workshop, "add background music, then volume 50%", speech, music)).path)
    for hertz, span in ((MUSIC_HERTZ, (1, 2)), (SPEECH_HERTZ, (4, 5))):
        assert strength(half, hertz, *span) == pytest.approx(strength(plain, hertz, *span) / 2, rel=0.1)


async def test_normalized_film_with_music_that_fades(
    ffmpeg: Path, workshop: Workshop, speech: Path, tmp_path: Path
) -> None:
    music = song(ffmpeg, tmp_path / "song.wav", seconds=20)
    instruction = "normalize the audio, add music, keep the first 5 seconds, normalize the audio, fade in 1 second"
    render = await said(workshop, instruction, speech, music)
    samples = sound(ffmpeg, render.path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(5, abs=0.1)
    assert loudness(samples, 0.0, 0.1) < loudness(samples, 1.5, 2.5) / 4


async def test_music_of_our_own_is_heard(ffmpeg: Path, workshop: Workshop, speech: Path) -> None:
    render = await said(workshop, "add background music", speech)
    samples = sound(ffmpeg, render.path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(9, abs=0.1)
    assert loudness(samples, 1.0, 2.5) > 0.005
    assert loudness(samples, 8.95, 9.0) < loudness(samples, 1.0, 2.5)
    music = [track for track in render.plan.inputs if track == "music"]
    assert music == ["music"]


async def test_mixed_narration_is_normalized_before_it_is_mixed(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path
) -> None:
    film = coloured(ffmpeg, tmp_path / "film.mp4", seconds=4)
    voice = tone(ffmpeg, tmp_path / "voice.wav", seconds=1, frequency=SPEECH_HERTZ)
    loud = sound(
        ffmpeg, (await said(workshop, "normalize the audio, then mix the narration over the video", film, voice)).path
    )
    (tmp_path / "said.mp4").unlink()
    plain = sound(ffmpeg, (await said(workshop, "mix the narration over the video", film, voice)).path)
    assert loudness(loud, 2.5, 3.5) > loudness(plain, 2.5, 3.5) * 1.15


async def test_fade_and_trim_without_music_stay_as_they_were(workshop: Workshop, speech: Path) -> None:
    render = await rendered(workshop, speech, Trim(start=3, end=6), Fade(end=1.0), Normalize())
    assert render.plan.inputs == ()
    muted = await rendered(workshop, speech, Mute())
    assert muted.plan.audio == ()
