"""Clips that are joined: colours and tones tell which of them is seen and heard at every joint, and at the end."""

from __future__ import annotations

import re
import shutil
from array import array
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from assembling import H264, STRANGE_NAME, clip, joined_from, looked_at, opened, quarters
from editing import SAMPLE_RATE, frequency, loudness, named, run, shown, sound

from nemo_watch.errors import FinalError, HeldError
from nemo_watch.media.containers import Container
from nemo_watch.studio import samples
from nemo_watch.studio.facts import AudioStream, MediaFacts, VideoStream
from nemo_watch.studio.joining.join import join
from nemo_watch.studio.joining.joint import Joint, joined
from nemo_watch.studio.probe import probe

PCM = ("-c:a", "pcm_s16le")


def turns(ffmpeg: Path, path: Path) -> list[tuple[int, str]]:
    """Return the first picture of each colour that follows another, with its name."""
    seen = shown(ffmpeg, path)
    names = [seen.name(number) for number in range(len(seen.pictures))]
    return [(number, name) for number, name in enumerate(names) if not number or names[number - 1] != name]


def assert_tone(heard: array[int], begin: float, end: float, hertz: int, *, late: float = 0.0) -> None:
    """Check that one tone is heard from one second to another, a hundredth inside, or so much `late`."""
    for at in (begin + late + 0.03, (begin + end) / 2, end - 0.03):
        assert frequency(heard, at, width=0.04) == pytest.approx(hertz, rel=0.03), f"at {at:.2f} s"


class Made(NamedTuple):
    """One of the clips: its colour, its tone, its length and what else makes it different."""

    name: str
    tone: int | None
    seconds: float
    options: dict[str, Any]


MIXED = {
    "a.mp4": Made("red", 500, 1.0, {"size": "160x120", "rate": "25"}),
    "b.mkv": Made("green", 900, 0.7, {"size": "160x120", "rate": "30000/1001", "sample_rate": 44_100, "channels": 1}),
    "c.mov": Made("blue", None, 1.2, {"size": "320x240", "rate": "15"}),
    "d.webm": Made("yellow", 1300, 1.04, {
        "size": "80x60", "rate": "24", "options": ("-c:v", "libvpx", "-b:v", "1M", "-c:a", "libopus")}),
    "e.avi": Made("red", 1700, 0.96, {
        "rate": "25", "sample_rate": 22_050, "options": ("-c:v", "mpeg4", "-q:v", "2", "-c:a", "pcm_s16le")}),
    "f.mov": Made("green", 2100, 1.31, {"rate": "30", "options": ("-c:v", "mjpeg", "-q:v", "2", *PCM)}),
}  # fmt: skip


async def test_clips_of_all_kinds_follow_each_other_in_step(ffmpeg: Path, tmp_path: Path) -> None:
    paths = [
        clip(ffmpeg, tmp_path / file, made.name, seconds=made.seconds, tone=made.tone, **made.options)
        for file, made in MIXED.items()
    ]
    film = await joined_from(ffmpeg, paths, tmp_path / "work")
    rate = film.plan.rate
    assert (film.plan.size, rate, film.plan.is_copy) == ((160, 120), 30, False)
    heard, places = sound(ffmpeg, film.path), turns(ffmpeg, film.path)
    assert [name for _, name in places] == [made.name for made in MIXED.values()]
    begins = [float(number / rate) for number, _ in places]
    pictures = len(shown(ffmpeg, film.path).pictures)
    true_begin = 0.0
    for made, begin, end in zip(MIXED.values(), begins, [*begins[1:], float(pictures / rate)], strict=True):
        assert begin == pytest.approx(true_begin, abs=1.5 / rate)
        if made.tone is None:
            assert loudness(heard, begin + 0.01, end - 0.01) < 0.001
        else:
            assert_tone(heard, begin, end, made.tone)
        true_begin = begin + made.seconds
    assert len(heard) == round(pictures * SAMPLE_RATE / rate)


async def test_many_odd_lengths_add_up_to_no_drift(ffmpeg: Path, tmp_path: Path) -> None:
    one = clip(ffmpeg, tmp_path / "a.mp4", "red", seconds=0.37, rate="30000/1001", tone=600, sample_rate=44_100)
    two = clip(ffmpeg, tmp_path / "b.mp4", "blue", seconds=0.41, rate="24000/1001", tone=1500)
    film = await joined_from(ffmpeg, [one, two] * 15, tmp_path / "work")
    heard, places = sound(ffmpeg, film.path), turns(ffmpeg, film.path)
    assert len(places) == 30
    for number, (picture, name) in enumerate(places):
        begin = float(picture / film.plan.rate)
        expected = 600 if name == "red" else 1500
        assert frequency(heard, begin + 0.03, width=0.04) == pytest.approx(expected, rel=0.03), f"clip {number + 1}"
    pictures = len(shown(ffmpeg, film.path).pictures)
    assert len(heard) == round(pictures * SAMPLE_RATE / film.plan.rate)
    assert pictures / film.plan.rate == pytest.approx(film.plan.duration, abs=0.5)


async def test_what_is_foreseen_of_a_film_is_what_it_is(ffmpeg: Path, tmp_path: Path) -> None:
    one = clip(ffmpeg, tmp_path / "a.mp4", "red", rate="30000/1001", tone=600)
    two = clip(ffmpeg, tmp_path / "b.mp4", "blue", rate="25", tone=1500)
    film = await joined_from(ffmpeg, [one, two], tmp_path / "work")
    assert_foreseen(film.plan, await probe(ffmpeg, film.path))


def assert_foreseen(plan: Joint, made: MediaFacts) -> None:
    """Compare the facts of a film with those that were foreseen, but for what cannot be known before."""
    assert made.duration == pytest.approx(plan.duration, abs=0.04)
    for before, after in zip((*plan.facts.video, *plan.facts.audio), (*made.video, *made.audio), strict=True):
        for field in after.__struct_fields__:
            if field not in {"bit_rate", "end", "setup"}:
                old, new = getattr(before, field), getattr(after, field)
                assert new == (pytest.approx(old, abs=0.01) if isinstance(old, float) else old), field


async def test_sound_that_begins_late_and_ends_early_keeps_its_place(ffmpeg: Path, tmp_path: Path) -> None:
    first = clip(ffmpeg, tmp_path / "a.mp4", "red", tone=600)
    whole = clip(ffmpeg, tmp_path / "b.mp4", "blue", seconds=2, tone=1500)
    short = tmp_path / "c.mkv"
    run(ffmpeg, "-t", "0.8", "-i", f"file:{whole}", "-vn", "-c:a", "pcm_s16le", f"file:{tmp_path}/c.wav")
    later = ("-itsoffset", "0.6", "-i", f"file:{tmp_path}/c.wav")
    run(ffmpeg, "-i", f"file:{whole}", *later, "-map", "0:v", "-map", "1:a", "-c", "copy", f"file:{short}")
    film = await joined_from(ffmpeg, [first, short, first], tmp_path / "work")
    heard = sound(ffmpeg, film.path)
    assert [name for _, name in turns(ffmpeg, film.path)] == ["red", "blue", "red"]
    assert_tone(heard, 0, 1, 600)
    assert loudness(heard, 1.02, 1.57) < 0.001
    assert_tone(heard, 1.62, 2.38, 1500)
    assert loudness(heard, 2.45, 2.98) < 0.001
    assert_tone(heard, 3, 4, 600)


async def test_last_picture_stands_until_a_longer_sound_has_ended(ffmpeg: Path, tmp_path: Path) -> None:
    long = clip(ffmpeg, tmp_path / "a.mp4", "red", seconds=2, tone=600)
    uneven = tmp_path / "b.mp4"
    run(ffmpeg, "-t", "1", "-i", f"file:{long}", "-i", f"file:{long}", *("-map", "0:v", "-map", "1:a", "-c", "copy"),
        f"file:{uneven}")  # fmt: skip
    after = clip(ffmpeg, tmp_path / "c.mp4", "blue", tone=1500)
    film = await joined_from(ffmpeg, [uneven, after], tmp_path / "work")
    assert turns(ffmpeg, film.path) == [(0, "red"), (50, "blue")]
    heard = sound(ffmpeg, film.path)
    assert_tone(heard, 0, 2, 600)
    assert_tone(heard, 2, 3, 1500)
    assert film.plan.duration == pytest.approx(3, abs=0.05)


async def test_portrait_among_landscapes_lies_on_a_blurred_copy_of_itself(ffmpeg: Path, tmp_path: Path) -> None:
    wide = clip(ffmpeg, tmp_path / "a.mp4", "blue", size="320x180")
    tall = clip(ffmpeg, tmp_path / "b.mp4", "red", size="90x160")
    film = await joined_from(ffmpeg, [wide, tall, wide], tmp_path / "work")
    assert film.plan.notes[0] == "1 of 3 clips was scaled to 320x180."
    seen = shown(ffmpeg, film.path)
    assert seen.size == (320, 180)
    assert seen.name(30) == "red"
    red, green, blue = seen.pixel(30, 0.05, 0.5)
    assert red > 90
    assert max(green, blue) < 80


async def test_small_clip_of_another_shape_fills_the_height_between_bars(ffmpeg: Path, tmp_path: Path) -> None:
    wide = clip(ffmpeg, tmp_path / "a.mp4", "blue", size="320x180")
    small = clip(ffmpeg, tmp_path / "b.mp4", "red", size="80x60")
    film = await joined_from(ffmpeg, [wide, small, wide], tmp_path / "work")
    seen = shown(ffmpeg, film.path)
    across = [named(seen.pixel(30, (x + 0.5) / 320, 0.5)) for x in range(320)]
    assert across.count("red") == pytest.approx(240, abs=4)
    assert across[4] == across[-4] == "black"
    assert {named(seen.pixel(30, 0.5, y)) for y in (0.01, 0.5, 0.99)} == {"red"}


async def test_turned_clip_stands_upright(ffmpeg: Path, tmp_path: Path) -> None:
    upright = clip(ffmpeg, tmp_path / "a.mp4", "blue", size="120x160")
    still = quarters(ffmpeg, tmp_path / "q.jpg", filters="transpose=cclock")
    plain, turned = tmp_path / "plain.mp4", tmp_path / "turned.mp4"
    run(ffmpeg, "-loop", "1", "-t", "1", "-i", f"file:{still}", "-vf", "transpose=cclock", *H264, f"file:{plain}")
    run(ffmpeg, "-display_rotation", "180", "-i", f"file:{plain}", "-c", "copy", f"file:{turned}")
    film = await joined_from(ffmpeg, [upright, turned, turned], tmp_path / "work")
    assert film.plan.size == (160, 120)
    seen = shown(ffmpeg, film.path)
    places = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)]
    assert [seen.name(40, x, y) for x, y in places] == ["red", "green", "blue", "yellow"]


async def test_colours_of_a_clip_in_hd_are_the_same_in_a_film_in_sd(ffmpeg: Path, tmp_path: Path) -> None:
    hd = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=colorspace=bt709"
    one = clip(ffmpeg, tmp_path / "a.mp4", "green", size="1280x720", seconds=0.4, rate="10", filters=hd)
    two = clip(ffmpeg, tmp_path / "b.mp4", "green", seconds=0.4, rate="10")
    film = await joined_from(ffmpeg, [one, two, two], tmp_path / "work")
    seen = shown(ffmpeg, film.path)
    assert seen.pixel(1, 0.5, 0.5) == pytest.approx(seen.pixel(6, 0.5, 0.5), abs=7)


async def test_one_channel_is_as_loud_as_before_on_both_sides(ffmpeg: Path, tmp_path: Path) -> None:
    one = clip(ffmpeg, tmp_path / "a.mov", "red", tone=600, channels=1, options=(*H264, *PCM))
    two = clip(ffmpeg, tmp_path / "b.mov", "blue", tone=600, rate="30", options=(*H264, *PCM))
    film = await joined_from(ffmpeg, [one, two], tmp_path / "work")
    before = loudness(sound(ffmpeg, one), 0.2, 0.8)
    assert loudness(sound(ffmpeg, film.path), 0.2, 0.8) == pytest.approx(before, rel=0.02)


async def test_film_of_silent_clips_has_no_sound(ffmpeg: Path, tmp_path: Path) -> None:
    paths = [clip(ffmpeg, tmp_path / f"{rate}.mp4", "red", rate=rate) for rate in ("25", "30")]
    film = await joined_from(ffmpeg, paths, tmp_path / "work")
    assert not film.plan.has_sound
    assert (await probe(ffmpeg, film.path)).audio == ()


async def test_picture_among_clips_is_shown_for_three_seconds(ffmpeg: Path, tmp_path: Path) -> None:
    still = quarters(ffmpeg, tmp_path / "q.jpg")
    film = await joined_from(ffmpeg, [clip(ffmpeg, tmp_path / "a.mp4", "blue", tone=600), still], tmp_path / "work")
    assert film.plan.duration == pytest.approx(4)
    assert len(shown(ffmpeg, film.path).pictures) == 100
    assert shown(ffmpeg, film.path).name(60, 0.25, 0.25) == "red"


def hashes(ffmpeg: Path, path: Path, stream: str) -> list[str]:
    """Return the digest of each packet, in the order they are decoded in."""
    listed = run(ffmpeg, "-i", f"file:{path}", "-map", f"0:{stream}:0", "-c", "copy", "-f", "framehash", "-").decode()
    return [re.split(r",\s*", line)[5] for line in listed.splitlines() if not line.startswith("#")]


def alike(ffmpeg: Path, folder: Path, *, codec: tuple[str, ...] = H264, ending: str = "mp4") -> list[Path]:
    """Make clips as one camera does: another colour, tone and length each, all else the same."""
    return [
        clip(ffmpeg, folder / f"{number}.{ending}", name, seconds=seconds, tone=tone, options=(*codec, "-c:a", "aac"))
        for number, (name, seconds, tone) in enumerate(
            [("red", 1.0, 500), ("green", 0.68, 900), ("blue", 1.16, 1300), ("yellow", 0.92, 1700)]
        )
    ]


HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:info=0", "-tag:v", "hvc1",
        "-pix_fmt", "yuv420p")  # fmt: skip


@pytest.mark.parametrize("codec", [H264, HEVC], ids=["h264", "hevc"])
async def test_alike_clips_are_joined_packet_by_packet(ffmpeg: Path, tmp_path: Path, codec: tuple[str, ...]) -> None:
    paths = alike(ffmpeg, tmp_path, codec=codec, ending="mov")
    film = await joined_from(ffmpeg, paths, tmp_path / "work")
    assert film.plan.is_copy
    assert film.plan.notes == ()
    assert hashes(ffmpeg, film.path, "v") == [digest for path in paths for digest in hashes(ffmpeg, path, "v")]
    kept = hashes(ffmpeg, film.path, "a")
    before = [digest for path in paths for digest in hashes(ffmpeg, path, "a")]
    assert len(before) - len(kept) <= 2 * len(paths)  # what each encoder says before and behind is not heard
    assert [digest for digest in before if digest in set(kept)] == kept
    places, heard = turns(ffmpeg, film.path), sound(ffmpeg, film.path)
    assert places == [(0, "red"), (25, "green"), (42, "blue"), (71, "yellow")]
    for begin, end, hertz in ((0, 1, 500), (1, 1.68, 900), (1.68, 2.84, 1300), (2.84, 3.76, 1700)):
        assert_tone(heard, begin, end, hertz, late=0.015)  # the first packet overlaps with another clip's last
    assert_foreseen(film.plan, await probe(ffmpeg, film.path))


async def test_copied_clips_do_not_drift_apart(ffmpeg: Path, tmp_path: Path) -> None:
    paths = alike(ffmpeg, tmp_path) * 8
    film = await joined_from(ffmpeg, paths, tmp_path / "work")
    assert film.plan.is_copy
    tones = {"red": 500, "green": 900, "blue": 1300, "yellow": 1700}
    heard, places = sound(ffmpeg, film.path), turns(ffmpeg, film.path)
    assert len(places) == 32
    for picture, name in places:
        assert frequency(heard, picture / 25 + 0.06, width=0.06) == pytest.approx(tones[name], rel=0.03)
    ends = [track.end for track in samples.walk(film.path)]
    assert ends == pytest.approx([8 * 3.76, 8 * 3.76], abs=0.04)


async def test_copied_clips_stay_turned(ffmpeg: Path, tmp_path: Path) -> None:
    paths = alike(ffmpeg, tmp_path)[:2]
    turned = []
    for path in paths:
        turned.append(path.with_name(f"turned{path.name}"))
        run(ffmpeg, "-display_rotation", "90", "-i", f"file:{path}", "-c", "copy", f"file:{turned[-1]}")
    film = await joined_from(ffmpeg, turned, tmp_path / "work")
    assert film.plan.is_copy
    assert film.plan.size == (120, 160)
    assert_foreseen(film.plan, await probe(ffmpeg, film.path))


async def test_clips_of_other_encoder_settings_are_not_copied(ffmpeg: Path, tmp_path: Path) -> None:
    one = clip(ffmpeg, tmp_path / "a.mp4", "red", tone=500)
    two = clip(ffmpeg, tmp_path / "b.mp4", "blue", tone=500, options=(*H264, "-coder", "vlc", "-c:a", "aac"))
    facts = await looked_at(ffmpeg, [one, two])
    assert facts[0].video[0].setup != facts[1].video[0].setup
    assert not joined(facts).copies_picture
    assert joined([facts[0], facts[0]]).is_copy


async def test_clip_that_hides_pictures_is_not_copied(ffmpeg: Path, tmp_path: Path) -> None:
    one = clip(ffmpeg, tmp_path / "a.mp4", "red", tone=500, seconds=2)
    trimmed = tmp_path / "b.mp4"
    run(ffmpeg, "-ss", "0.52", "-i", f"file:{one}", "-c", "copy", f"file:{trimmed}")
    facts = await looked_at(ffmpeg, [trimmed, trimmed])
    assert not joined(facts).copies_picture
    film = await joined_from(ffmpeg, [trimmed, trimmed], tmp_path / "work")
    assert film.plan.duration == pytest.approx(2.96, abs=0.05)
    assert_tone(sound(ffmpeg, film.path), 0, 2.96, 500)


async def test_pictures_are_copied_though_a_clip_has_no_sound(ffmpeg: Path, tmp_path: Path) -> None:
    paths = alike(ffmpeg, tmp_path)
    mute = tmp_path / "mute.mp4"
    run(ffmpeg, "-i", f"file:{paths[1]}", "-an", "-c", "copy", f"file:{mute}")
    order = [paths[0], mute, paths[2]]
    film = await joined_from(ffmpeg, order, tmp_path / "work")
    assert (film.plan.copies_picture, film.plan.is_copy) == (True, False)
    assert film.plan.notes == ("1 of 3 clips has no sound.",)
    assert hashes(ffmpeg, film.path, "v") == [digest for path in order for digest in hashes(ffmpeg, path, "v")]
    heard = sound(ffmpeg, film.path)
    assert_tone(heard, 0, 1, 500)
    assert loudness(heard, 1.01, 1.67) < 0.001
    assert_tone(heard, 1.68, 2.84, 1300)
    assert_foreseen(film.plan, await probe(ffmpeg, film.path))


@pytest.mark.parametrize("kind", ["copied", "encoded"])
async def test_folder_may_have_any_name_and_holds_the_film_alone(ffmpeg: Path, tmp_path: Path, kind: str) -> None:
    paths = alike(ffmpeg, tmp_path)[:2]
    if kind == "encoded":
        paths.append(clip(ffmpeg, tmp_path / "c.mp4", "red", rate="30"))
    film = await joined_from(ffmpeg, paths, tmp_path / STRANGE_NAME)
    assert len(turns(ffmpeg, film.path)) == len(paths)
    assert list((tmp_path / STRANGE_NAME).iterdir()) == [film.path]
    assert film.shares == sorted(film.shares)
    assert film.shares[-1] == 1.0


async def test_clip_that_is_cut_off_is_named_before_anything_is_made(ffmpeg: Path, tmp_path: Path) -> None:
    whole = clip(ffmpeg, tmp_path / "a.mp4", "red", tone=500)
    cut = clip(ffmpeg, tmp_path / "b.mp4", "blue", options=(*H264, "-movflags", "+faststart"))
    cut.write_bytes(cut.read_bytes()[:-300])
    facts = await looked_at(ffmpeg, [whole, whole, cut])
    with pytest.raises(FinalError, match="clip 3 is incomplete"):
        joined(facts)


async def test_damaged_clip_is_named_and_nothing_is_left(ffmpeg: Path, tmp_path: Path) -> None:
    whole = clip(ffmpeg, tmp_path / "a.mp4", "red")
    bad = clip(ffmpeg, tmp_path / "b.mp4", "blue", rate="30", filters="noise=alls=90:allf=t")
    data = bytearray(bad.read_bytes())
    middle = data.index(b"mdat") + 3000
    data[middle : middle + 9000] = bytes(9000)
    bad.write_bytes(data)
    work = tmp_path / "work"
    with pytest.raises(FinalError, match=r"because of clip 2: .+\."):
        await joined_from(ffmpeg, [whole, bad, whole], work)
    assert list(work.iterdir()) == []


async def test_full_disk_holds_the_job(ffmpeg: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(HeldError, match="full"):
        await joined_from(ffmpeg, alike(ffmpeg, tmp_path), tmp_path / "work")


async def test_clip_that_was_taken_away_meanwhile_ends_the_joining(ffmpeg: Path, tmp_path: Path) -> None:
    paths = [clip(ffmpeg, tmp_path / "a.mp4", "red"), clip(ffmpeg, tmp_path / "b.mp4", "blue", rate="30")]
    facts = await looked_at(ffmpeg, paths)
    paths[1].write_bytes(b"")
    with opened(facts, paths) as inputs, pytest.raises(FinalError, match="because of clip 2"):
        await join(ffmpeg, joined(facts), inputs, folder=tmp_path, threads=1, on_share=lambda _: None)


async def test_real_clips_of_all_kinds_can_be_joined(ffmpeg: Path, real_media: Path, tmp_path: Path) -> None:
    names = ["portrait.MOV", "portrait.MOV", "IMG_iphone_hdr_editlist.MOV", "dv-pal-interlaced.mov", "tree.avi",
             "pigs_in_a_polka.gif", "100_0306.AVI", "sideways movie.mov", "Megamind.avi"]  # fmt: skip
    film = await joined_from(ffmpeg, [real_media / name for name in names], tmp_path / "work")
    made = await probe(ffmpeg, film.path)
    # a film that leaves pictures out, as the AVIs here, does not say for how long its last one stands
    assert made.duration == pytest.approx(film.plan.duration, abs=0.1 * len(names))
    picture, heard = samples.walk(film.path)
    assert picture.end == pytest.approx(heard.end, abs=0.001)


def facts_of(width: int, height: int, **fields: object) -> MediaFacts:
    stream = VideoStream(index=0, codec="h264", width=width, height=height, frame_rate=25.0, pixel_format="yuv420p")
    audio = (AudioStream(index=1, codec="aac", sample_rate=48_000),)
    return MediaFacts(container=Container.MOV, size=1000, duration=10.0, video=(stream,), audio=audio, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ([(1280, 720), (1920, 1080), (1280, 720)], (1280, 720)),
        ([(1280, 720), (1920, 1080)], (1920, 1080)),
        ([(1080, 1920), (1920, 1080)], (1080, 1920)),
        ([(321, 241), (320, 240), (640, 480)], (320, 240)),
        ([(1, 1)], (2, 2)),
    ],
)
def test_most_clips_decide_the_size_then_the_largest(sizes: list[tuple[int, int]], chosen: tuple[int, int]) -> None:
    assert joined([facts_of(*size) for size in sizes]).size == chosen


@pytest.mark.parametrize(
    ("rates", "chosen"),
    [
        ([25.0, 29.97], 30000 / 1001),
        ([23.98, 24.0], 24),
        ([28.03], 30000 / 1001),
        ([120.0, 25.0], 60),
        ([59.94, 50.0], 60000 / 1001),
        ([1000.0], 30),
        ([None, 12.0], 30),
        ([15.0, 10.5], 15),
    ],
)
def test_highest_usual_rate_is_taken(rates: list[float | None], chosen: float) -> None:
    clips = []
    for rate in rates:
        facts = facts_of(320, 240)
        stream = VideoStream(index=0, codec="h264", width=320, height=240, frame_rate=rate)
        clips.append(MediaFacts(container=facts.container, size=1, duration=1.0, video=(stream,)))
    assert float(joined(clips).rate) == pytest.approx(chosen, rel=1e-6)


def test_what_cannot_be_joined_is_said() -> None:
    good = facts_of(320, 240)
    only_sound = MediaFacts(container=Container.MP3, size=1, duration=1.0, audio=good.audio)
    unknown = MediaFacts(container=Container.MOV, size=1, video=(VideoStream(index=0, codec="none"),))
    for clips, sentence in (
        ([], "no clips"),
        ([good] * 501, "at most 500"),
        ([good, only_sound], "clip 2 has no picture"),
        ([good, good, unknown], "picture of clip 3"),
        ([facts_of(320, 240, truncated="1 MB of 2 MB have arrived")], "clip 1 is incomplete, 1 MB"),
    ):
        with pytest.raises(FinalError, match=sentence):
            joined(clips)


def test_length_is_unknown_where_that_of_a_clip_is() -> None:
    stream = VideoStream(index=0, codec="h264", width=320, height=240)
    nobody_knows = MediaFacts(container=Container.MATROSKA, size=1, video=(stream,))
    assert joined([facts_of(320, 240), nobody_knows]).duration is None
    assert joined([facts_of(320, 240)] * 3).duration == pytest.approx(30)
