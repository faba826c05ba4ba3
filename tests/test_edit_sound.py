"""Edits of the sound, and sounds merged with a film: tones and their loudness show what is heard when."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from editing import SAMPLE_RATE, coloured, frequency, loudness, named, rendered, run, shown, sound, tone

from nemo_watch.errors import FinalError
from nemo_watch.studio.language.edits import (
    Cut,
    DenoiseSound,
    Export,
    Fade,
    Loop,
    Merge,
    Music,
    Mute,
    Normalize,
    Reverse,
    Speed,
    Trim,
    Volume,
)
from nemo_watch.studio.workshop import Workshop


@pytest.fixture
def film(ffmpeg: Path, tmp_path: Path) -> Path:
    """Return a film of two seconds: red and green, at 400 and 800 Hz."""
    return coloured(ffmpeg, tmp_path / "film.mp4", seconds=2)


def measured(ffmpeg: Path, path: Path) -> tuple[float, float]:
    """Return the loudness (LUFS) and the true peak (dBTP) of a file, by EBU R128."""
    command = [str(ffmpeg), "-nostdin", "-i", f"file:{path}", "-af", "ebur128=peak=true", "-f", "null", "-"]
    printed = subprocess.run(command, capture_output=True, check=True).stderr.decode()
    summary = printed[printed.rindex("Summary:") :]
    return float(re.findall(r"I:\s+(-?[\d.]+)", summary)[0]), float(re.findall(r"Peak:\s+(-?[\d.]+)", summary)[0])


def noisy(ffmpeg: Path, path: Path, *, colour: str) -> Path:
    """Make a film of four seconds, of noise all the time and of a tone from the third second on."""
    picture = ("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=4")
    noise = (
        "-f",
        "lavfi",
        "-i",
        f"anoisesrc=color={colour}:amplitude=0.02:duration=4:seed=1:sample_rate={SAMPLE_RATE}",
    )
    heard = ("-f", "lavfi", "-i", f"sine=frequency=1000:sample_rate={SAMPLE_RATE}:duration=2")
    both = "[2]adelay=2000[late];[1][late]amix=inputs=2:normalize=0[mixed]"
    made = ("-map", "0", "-map", "[mixed]", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "256k")
    run(ffmpeg, *picture, *noise, *heard, "-filter_complex", both, *made, f"file:{path}")
    return path


@pytest.mark.parametrize("factor", [0.5, 2.0])
async def test_volume_is_multiplied(ffmpeg: Path, workshop: Workshop, film: Path, factor: float) -> None:
    render = await rendered(workshop, film, Volume(factor=factor))
    assert render.plan.video is not None
    assert render.plan.video.is_copy
    before, after = (loudness(sound(ffmpeg, path), 0.5, 1.5) for path in (film, render.path))
    assert after == pytest.approx(before * factor, rel=0.05)


async def test_sound_made_much_louder_is_not_cut_off(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, Volume(factor=100))
    heard = sound(ffmpeg, render.path)
    assert frequency(heard, 0.5) == pytest.approx(400, rel=0.02)
    assert max(abs(sample) for sample in heard[SAMPLE_RATE // 4 :]) <= 32767


@pytest.mark.parametrize("volume", [0.05, 4.0])
async def test_quiet_and_loud_sound_come_to_the_same_loudness(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, volume: float
) -> None:
    source = tone(ffmpeg, tmp_path / "tone.wav", seconds=4, volume=volume)
    render = await rendered(workshop, source, Normalize(), Export(format="wav"))
    integrated, peak = measured(ffmpeg, render.path)
    assert integrated == pytest.approx(-16, abs=0.6)
    assert peak <= -1.0
    assert "-16 LUFS" in render.message


async def test_normalizing_is_one_factor_for_all_of_a_sound(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    source = tmp_path / "steps.wav"
    steps = "sine=frequency=500:sample_rate=48000:duration=6,volume='if(lt(t,3),0.2,0.1)':eval=frame"
    run(ffmpeg, "-f", "lavfi", "-i", steps, f"file:{source}")
    heard = sound(ffmpeg, (await rendered(workshop, source, Normalize(), Export(format="wav"))).path)
    assert loudness(heard, 1, 2) / loudness(heard, 4, 5) == pytest.approx(2, rel=0.05)


async def test_silent_sound_stays_silent(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    source = tone(ffmpeg, tmp_path / "silence.wav", seconds=1, volume=0.0)
    render = await rendered(workshop, source, Normalize(), Export(format="wav"))
    assert loudness(sound(ffmpeg, render.path), 0, 1) == 0


@pytest.mark.parametrize("colour", ["white", "pink", "brown"])
async def test_noise_leaves_the_pauses_and_the_tone_stays(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, colour: str
) -> None:
    film = noisy(ffmpeg, tmp_path / "film.mp4", colour=colour)
    render = await rendered(workshop, film, DenoiseSound())
    assert render.plan.video is not None
    assert render.plan.video.is_copy
    before, after = sound(ffmpeg, film), sound(ffmpeg, render.path)
    assert len(after) == pytest.approx(len(before), abs=2048)
    assert loudness(after, 0.5, 1.5) < loudness(before, 0.5, 1.5) / 2.5
    assert loudness(after, 2.5, 3.5) == pytest.approx(loudness(before, 2.5, 3.5), rel=0.05)
    assert frequency(after, 3) == pytest.approx(1000, rel=0.01)
    assert loudness(after, 1.9, 1.98) < 0.05 < loudness(after, 2.02, 2.1)
    assert "took noise out of the sound" in render.message


@pytest.mark.parametrize(("seconds", "rate"), [(0.1, 48_000), (0.9, 8_000), (1.5, 8_000)])
async def test_short_sound_loses_its_noise_and_no_more(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, seconds: float, rate: int
) -> None:
    source = tone(ffmpeg, tmp_path / "short.wav", seconds=seconds, frequency=1000, options=["-ar", str(rate)])
    render = await rendered(workshop, source, DenoiseSound(), Export(format="wav"))
    heard = sound(ffmpeg, render.path)
    assert len(heard) / SAMPLE_RATE == pytest.approx(seconds, abs=0.01)
    assert frequency(heard, seconds / 2, width=seconds / 2) == pytest.approx(1000, rel=0.05)


async def test_noise_goes_before_loudness_is_measured(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    film = noisy(ffmpeg, tmp_path / "film.mp4", colour="white")
    orders = ((Normalize(), DenoiseSound()), (DenoiseSound(), Normalize()))
    made = [(await rendered(workshop, film, *edits, Export(format="wav"))).path for edits in orders]
    assert measured(ffmpeg, made[0]) == pytest.approx(measured(ffmpeg, made[1]), abs=0.2)


async def test_nothing_is_claimed_of_a_film_without_sound(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    film = tmp_path / "silent.mp4"
    run(ffmpeg, "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=1", "-pix_fmt", "yuv420p", f"file:{film}")
    render = await rendered(workshop, film, DenoiseSound(), Normalize())
    assert "noise" not in render.message
    assert "LUFS" not in render.message


async def test_noise_is_taken_out_of_the_film_and_never_of_the_music(
    ffmpeg: Path, workshop: Workshop, film: Path, tmp_path: Path
) -> None:
    music = tmp_path / "rain.wav"
    run(ffmpeg, "-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.3:duration=2:seed=1", f"file:{music}")
    edits = (Mute(), Music(file="rain.wav", volume=1.0))
    plain = await rendered(workshop, [film, music], *edits, Export(format="wav"))
    heard = loudness(sound(ffmpeg, plain.path), 0.2, 1.0)
    clean = await rendered(
        workshop, [film, music], *edits[1:], DenoiseSound(), Volume(factor=1.0), Export(format="wav")
    )
    assert loudness(sound(ffmpeg, clean.path), 0.2, 1.0) > heard * 0.9


async def test_mute_wins_over_noise_and_says_so(workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, DenoiseSound(), Mute())
    assert render.plan.audio == ()
    assert "so no noise was taken out of it" in render.message


async def test_mute_wins_over_loudness_and_says_so(workshop: Workshop, film: Path) -> None:
    render = await rendered(workshop, film, Normalize(), Volume(factor=2), Mute())
    assert render.plan.audio == ()
    assert "not made louder" in render.message


# Another sound


async def test_sound_takes_the_place_of_the_films_own_and_the_picture_is_copied(
    ffmpeg: Path, workshop: Workshop, film: Path
) -> None:
    voice = tone(ffmpeg, film.with_name("voice.m4a"), seconds=2, frequency=3000)
    render = await rendered(workshop, [film, voice], Merge(), Export(format="mp4"))
    assert render.plan.lane == "copy"
    assert frequency(sound(ffmpeg, render.path), 1.0) == pytest.approx(3000, rel=0.02)
    assert shown(ffmpeg, render.path).pictures == shown(ffmpeg, film).pictures


async def test_longer_sound_ends_with_the_picture_by_a_short_fade(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    voice = tone(ffmpeg, film.with_name("voice.wav"), seconds=5, frequency=3000)
    render = await rendered(workshop, [film, voice], Merge())
    heard = sound(ffmpeg, render.path)
    assert render.duration == pytest.approx(2, abs=0.06)
    full = loudness(heard, 1.0, 1.4)
    assert loudness(heard, 1.7, 1.8) == pytest.approx(full / 2, rel=0.2)
    assert loudness(heard, 1.95, 1.99) < full / 5
    assert "faded out" in render.message


async def test_picture_behind_the_end_of_the_sound_is_silent(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    voice = tone(ffmpeg, film.with_name("voice.wav"), seconds=1, frequency=3000)
    render = await rendered(workshop, [film, voice], Merge())
    heard = sound(ffmpeg, render.path)
    assert render.duration == pytest.approx(2, abs=0.06)
    assert frequency(heard, 0.8) == pytest.approx(3000, rel=0.02)
    assert loudness(heard, 1.1, 1.9) < 0.001
    assert "silent" in render.message


async def test_own_sound_gives_way_where_the_other_speaks(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    film = tmp_path / "music.mp4"
    picture = "color=red:size=160x120:rate=25:duration=4"
    music = "sine=frequency=400:sample_rate=48000:duration=4,volume=2"
    run(ffmpeg, "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", music, f"file:{film}")
    voice = tone(ffmpeg, tmp_path / "voice.wav", seconds=2, frequency=3000, volume=4)
    render = await rendered(workshop, [film, voice], Merge(mode="mix"))
    filtered = tmp_path / "own.wav"
    run(ffmpeg, "-i", f"file:{render.path}", "-af", "lowpass=f=700:p=2,lowpass=f=700:p=2", f"file:{filtered}")
    own, both = sound(ffmpeg, filtered), sound(ffmpeg, render.path)
    assert loudness(own, 3.2, 3.8) > 2 * loudness(own, 0.8, 1.8)
    assert loudness(own, 0.8, 1.8) > 0.005
    assert frequency(both, 1.0) == pytest.approx(3000, rel=0.05)
    assert frequency(both, 3.5) == pytest.approx(400, rel=0.02)
    assert render.plan.video is not None
    assert render.plan.video.is_copy


async def test_what_is_said_behind_a_merge_is_done_to_both(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    voice = coloured(ffmpeg, film.with_name("voice.m4a"), seconds=2, options=("-vn", "-c:a", "aac"))
    render = await rendered(workshop, [film, voice], Merge(), Trim(start=1))
    assert frequency(sound(ffmpeg, render.path), 0.5) == pytest.approx(800, rel=0.02)
    assert render.duration == pytest.approx(1, abs=0.06)


async def test_what_is_said_before_a_merge_is_done_to_the_film_alone(
    ffmpeg: Path, workshop: Workshop, film: Path
) -> None:
    voice = coloured(ffmpeg, film.with_name("voice.m4a"), seconds=2, options=("-vn", "-c:a", "aac"))
    render = await rendered(workshop, [film, voice], Trim(start=1), Mute(), Merge())
    assert frequency(sound(ffmpeg, render.path), 0.4) == pytest.approx(400, rel=0.02)
    assert shown(ffmpeg, render.path).names() == ["green"]
    assert render.duration == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("mode", ["replace", "mix"])
async def test_merged_sound_is_cut_sped_up_normalized_and_faded_with_the_picture(
    ffmpeg: Path, workshop: Workshop, film: Path, mode: str
) -> None:
    voice = tone(ffmpeg, film.with_name("voice.wav"), seconds=3, frequency=3000)
    edits = [Merge(mode=mode), Cut(start=0.5, end=1), Speed(factor=1.5), Normalize(), Fade(end=0.2)]  # type: ignore[arg-type]
    render = await rendered(workshop, [film, voice], *edits)
    assert render.duration == pytest.approx(1, abs=0.06)
    assert frequency(sound(ffmpeg, render.path), 0.2) == pytest.approx(3000, rel=0.05)
    assert named(shown(ffmpeg, render.path).pixel(5, 0.5, 0.5)) == "red"


async def test_merge_without_its_parts_is_refused(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    mute = film.with_name("mute.mp4")
    run(ffmpeg, "-i", f"file:{film}", "-an", "-c", "copy", f"file:{mute}")
    voice = tone(ffmpeg, film.with_name("voice.wav"), seconds=1)
    for sources, sentence in (([film], "no sound file"), ([film, mute], "has no sound"), ([voice, voice], "no video")):
        with pytest.raises(FinalError, match=sentence):
            await rendered(workshop, sources, Merge())


async def test_pair_is_merged_by_its_skill_whatever_the_words(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    voice = tone(ffmpeg, film.with_name("voice.wav"), seconds=2, frequency=3000)
    session = workshop.sessions.create(language="en", skill="audio-video-to")
    for path in (voice, film):
        await workshop.take(session, path)
    workshop.answer(session, "convert to mp4")
    assert [track["m"]["title"] for track in session.draft["t"]] == ["film", "voice"]
    render = workshop.render(session, "r1", session.draft, {}, folder=str(film.parent))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    assert frequency(sound(ffmpeg, render.path), 1.0) == pytest.approx(3000, rel=0.02)


async def test_pair_of_two_films_is_refused_with_a_sentence(ffmpeg: Path, workshop: Workshop, film: Path) -> None:
    session = workshop.sessions.create(language="en", skill="audio-video-to")
    for path in (film, coloured(ffmpeg, film.with_name("other.mp4"), seconds=1)):
        await workshop.take(session, path)
    (event,) = workshop.answer(session, "convert to mp4")
    assert "2 videos" in event["errorMessage"]
    assert session.draft == {}


@pytest.mark.parametrize(
    ("edits", "tones"),
    [
        ([Cut(start=1, end=2)], [400, 1200, 1600]),
        ([Reverse()], [1600, 1200, 800, 400]),
        ([Trim(end=2), Loop(times=2)], [400, 800, 400, 800]),
        ([Trim(start=1, end=3), Reverse(), Speed(factor=1.0)], [1200, 800]),
    ],
)
@pytest.mark.parametrize("made", ["mp3", "wav", "m4a"])
async def test_sound_alone_is_edited_in_time(
    ffmpeg: Path, workshop: Workshop, tmp_path: Path, edits: list[Trim], tones: list[int], made: str
) -> None:
    source = coloured(ffmpeg, tmp_path / "sound.flac", options=("-vn", "-c:a", "flac"))
    render = await rendered(workshop, source, *edits, Export(format=made))  # type: ignore[arg-type]
    heard = sound(ffmpeg, render.path)
    assert len(heard) / SAMPLE_RATE == pytest.approx(len(tones), abs=0.08)
    for second, hertz in enumerate(tones):
        assert frequency(heard, second + 0.5) == pytest.approx(hertz, rel=0.02)
