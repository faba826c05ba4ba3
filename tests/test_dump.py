"""What is known of a file before anything is done: clips of every common kind and real files, looked into."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.probe import probe

X264 = ("-c:v", "libx264", "-preset", "ultrafast")
X265 = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error")
AV1 = ("-c:v", "libaom-av1", "-cpu-used", "8")

PICTURES = {
    "h264.mp4": (("-c:v", "libx264", "-pix_fmt", "yuv420p"), "h264", "High", "yuv420p"),
    "h264.mov": ((*X264, "-pix_fmt", "yuv420p"), "h264", "Constrained Baseline", "yuv420p"),
    "h264.mkv": ((*X264, "-pix_fmt", "yuv420p"), "h264", "Constrained Baseline", "yuv420p"),
    "h264.avi": ((*X264, "-pix_fmt", "yuv420p", "-bf", "0"), "h264", "Constrained Baseline", "yuv420p"),
    "fragmented.mp4": (
        (*X264, "-pix_fmt", "yuv420p", "-movflags", "frag_keyframe+empty_moov"),
        "h264",
        "Constrained Baseline",
        "yuv420p",
    ),
    "h264_444.mkv": ((*X264, "-pix_fmt", "yuv444p"), "h264", "High 4:4:4 Predictive", "yuv444p"),
    "h264_10.mov": ((*X264, "-pix_fmt", "yuv420p10le"), "h264", "High 10", "yuv420p10le"),
    "hevc.mp4": ((*X265, "-pix_fmt", "yuv420p"), "hevc", "Main", "yuv420p"),
    "hevc_10.mkv": ((*X265, "-pix_fmt", "yuv420p10le"), "hevc", "Main 10", "yuv420p10le"),
    "vp8.webm": (("-c:v", "libvpx", "-deadline", "realtime"), "vp8", None, "yuv420p"),
    "vp9.webm": (("-c:v", "libvpx-vp9", "-deadline", "realtime"), "vp9", "Profile 0", "yuv420p"),
    "av1.mp4": ((*AV1, "-pix_fmt", "yuv420p"), "av1", "Main", "yuv420p"),
    "av1.webm": ((*AV1, "-pix_fmt", "yuv420p10le"), "av1", "Main", "yuv420p10le"),
    "xvid.avi": (("-c:v", "mpeg4", "-vtag", "XVID"), "mpeg4", "Simple Profile", "yuv420p"),
    "msmpeg4.avi": (("-c:v", "msmpeg4"), "msmpeg4v3", "", "yuv420p"),
    "mjpeg.avi": (("-c:v", "mjpeg", "-pix_fmt", "yuvj422p"), "mjpeg", "Baseline", "yuvj422p"),
    "mpeg2.mkv": (("-c:v", "mpeg2video"), "mpeg2video", "Main", "yuv420p"),
    "prores.mov": (("-c:v", "prores", "-profile:v", "3"), "prores", "HQ", "yuv422p10le"),
    "animation.mov": (("-c:v", "qtrle", "-pix_fmt", "argb"), "qtrle", "", "argb"),
    "ffv1.mkv": (("-c:v", "ffv1", "-pix_fmt", "yuv420p"), "ffv1", None, "yuv420p"),
    "raw.avi": (("-c:v", "rawvideo", "-pix_fmt", "yuyv422"), "rawvideo", "", "yuyv422"),
    "moving.gif": ((), "gif", "", "bgra"),
}
CONTAINERS = {
    ".mp4": Container.MOV,
    ".mov": Container.MOV,
    ".mkv": Container.MATROSKA,
    ".webm": Container.MATROSKA,
    ".avi": Container.AVI,
    ".gif": Container.GIF,
}


@pytest.fixture
def make(ffmpeg: Path, tmp_path: Path) -> Any:
    """Return a function that runs ffmpeg with a picture (input 0) and a tone (input 1) of one second."""

    def make_one(name: str, *options: str, size: str = "160x120", inputs: tuple[str, ...] = ()) -> Path:
        picture = ("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration=1")
        sound = ("-f", "lavfi", "-i", "sine=440:duration=1:sample_rate=48000")
        target = tmp_path / name
        run(ffmpeg, *picture, *sound, *inputs, *options, f"file:{target}")
        return target

    return make_one


def run(ffmpeg: Path, *arguments: str) -> None:
    subprocess.run([str(ffmpeg), "-nostdin", "-v", "error", "-y", *arguments], check=True, timeout=60)


@pytest.mark.parametrize("name", PICTURES)
async def test_picture_of_every_kind_is_described(ffmpeg: Path, make: Any, name: str) -> None:
    options, codec, profile, pixel_format = PICTURES[name]
    facts = await probe(ffmpeg, make(name, "-map", "0:v", *options))
    assert facts.container is CONTAINERS[Path(name).suffix]
    assert facts.picture is not None
    assert facts.picture.codec == codec
    assert profile is None or facts.picture.profile == profile
    assert facts.picture.pixel_format == pixel_format
    assert (facts.picture.width, facts.picture.height) == (160, 120)
    assert facts.picture.display_size == (160, 120)
    assert facts.picture.frame_rate == pytest.approx(25)
    assert facts.duration == pytest.approx(1.0, abs=0.05)
    assert facts.audio == ()
    assert not facts.truncated


@pytest.mark.parametrize(
    ("name", "options", "codec", "channels"),
    [
        ("a.m4a", ("-c:a", "aac"), "aac", 1),
        ("he.mka", ("-c:a", "aac", "-ac", "2"), "aac", 2),
        ("a.mp3", ("-c:a", "libmp3lame", "-ac", "2"), "mp3", 2),
        ("a.wav", ("-c:a", "pcm_s16le",), "pcm_s16le", 1),
        ("deep.wav", ("-c:a", "pcm_s24le", "-ac", "2"), "pcm_s24le", 2),
        ("a.flac", ("-c:a", "flac",), "flac", 1),
        ("a.ogg", ("-c:a", "libvorbis",), "vorbis", 1),
        ("opus.mka", ("-c:a", "libopus",), "opus", 1),
        ("six.mka", ("-c:a", "ac3", "-ac", "6"), "ac3", 6),
        ("eight.mka", ("-c:a", "flac", "-ac", "8"), "flac", 8),
        ("odd.mka", ("-c:a", "pcm_s16le", "-ac", "3"), "pcm_s16le", 3),
        ("alac.m4a", ("-c:a", "alac", "-ac", "2"), "alac", 2),
        ("a.aac", ("-c:a", "aac", "-f", "adts"), "aac", 1),
    ],
)  # fmt: skip
async def test_sound_of_every_kind_is_described(
    ffmpeg: Path, make: Any, name: str, options: tuple[str, ...], codec: str, channels: int
) -> None:
    facts = await probe(ffmpeg, make(name, "-map", "1:a", *options))
    assert facts.picture is None
    (sound,) = facts.audio
    assert (sound.codec, sound.channels, sound.sample_rate) == (codec, channels, 48000)
    assert codec != "aac" or sound.profile == "LC"
    assert facts.duration == pytest.approx(1.0, abs=0.1)


async def test_sample_format_tells_deep_sound_from_shallow(ffmpeg: Path, make: Any) -> None:
    deep = await probe(ffmpeg, make("deep.wav", "-map", "1:a", "-c:a", "pcm_s24le"))
    shallow = await probe(ffmpeg, make("shallow.wav", "-map", "1:a", "-c:a", "pcm_s16le"))
    assert (deep.audio[0].sample_format, shallow.audio[0].sample_format) == ("s32", "s16")


@pytest.mark.parametrize("degrees", [90, 180, 270])
async def test_rotation_is_degrees_clockwise(ffmpeg: Path, make: Any, degrees: int) -> None:
    flat = make("flat.mp4", "-map", "0:v", *X264, "-pix_fmt", "yuv420p")
    turned = flat.with_name("turned.mp4")
    # ffmpeg's display_rotation counts anticlockwise
    run(ffmpeg, "-display_rotation", str(-degrees), "-i", str(flat), "-c", "copy", str(turned))
    facts = await probe(ffmpeg, turned)
    assert facts.picture is not None
    assert facts.picture.rotation == degrees
    assert facts.picture.display_size == ((160, 120) if degrees == 180 else (120, 160))


async def test_pixels_that_are_not_square_count_in_the_shown_size(ffmpeg: Path, make: Any) -> None:
    path = make("dv.mov", "-map", "0:v", "-vf", "setsar=59/54", "-c:v", "mpeg4", size="720x576")
    picture = (await probe(ffmpeg, path)).picture
    assert picture is not None
    assert picture.aspect == pytest.approx(59 / 54)
    assert picture.display_size == (787, 576)


@pytest.mark.parametrize("field", ["tff", "bff"])
async def test_interlaced_picture_is_known_as_such(ffmpeg: Path, make: Any, field: str) -> None:
    path = make(
        "fields.mkv",
        *("-map", "0:v", "-vf", f"setfield={field}", "-c:v", "mpeg2video", "-flags", "+ildct+ilme"),
    )
    picture = (await probe(ffmpeg, path)).picture
    assert picture is not None
    assert picture.interlaced


async def test_progressive_picture_is_not_taken_for_interlaced(ffmpeg: Path, make: Any) -> None:
    picture = (await probe(ffmpeg, make("plain.mkv", "-map", "0:v", "-c:v", "mpeg2video"))).picture
    assert picture is not None
    assert not picture.interlaced


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
@pytest.mark.parametrize("others", ["", ":color_primaries=bt2020:colorspace=bt2020nc"])
async def test_hdr_is_recognised_by_its_transfer(ffmpeg: Path, make: Any, transfer: str, others: str) -> None:
    colours = f"format=yuv420p10le,setparams=color_trc={transfer}{others}"
    path = make("hdr.mp4", "-map", "0:v", "-vf", colours, *X265)
    picture = (await probe(ffmpeg, path)).picture
    assert picture is not None
    assert picture.transfer == transfer
    assert picture.is_hdr


async def test_ordinary_picture_is_no_hdr(ffmpeg: Path, make: Any) -> None:
    colours = "format=yuv420p,setparams=color_trc=bt709:color_primaries=bt709:colorspace=bt709"
    picture = (await probe(ffmpeg, make("sdr.mp4", "-map", "0:v", "-vf", colours, *X264))).picture
    assert picture is not None
    assert not picture.is_hdr


async def test_full_range_is_known(ffmpeg: Path, make: Any) -> None:
    full = (await probe(ffmpeg, make("full.avi", "-map", "0:v", "-c:v", "mjpeg"))).picture
    limited = (await probe(ffmpeg, make("tv.mp4", "-map", "0:v", *X264, "-pix_fmt", "yuv420p"))).picture
    tagged = make("pc.mp4", "-map", "0:v", "-vf", "scale=out_range=pc", *X264, "-pix_fmt", "yuv420p")
    pc = (await probe(ffmpeg, tagged)).picture
    assert full is not None
    assert limited is not None
    assert pc is not None
    assert (full.full_range, limited.full_range, pc.full_range) == (True, False, True)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("alpha.webm", ("-vf", "format=yuva420p", "-c:v", "libvpx-vp9", "-deadline", "realtime")),
        ("alpha.mov", ("-vf", "format=argb", "-c:v", "qtrle")),
        ("alpha4444.mov", ("-vf", "format=yuva444p10le", "-c:v", "prores_ks", "-profile:v", "4444")),
    ],
)
async def test_transparency_is_known(ffmpeg: Path, make: Any, name: str, options: tuple[str, ...]) -> None:
    picture = (await probe(ffmpeg, make(name, "-map", "0:v", *options))).picture
    assert picture is not None
    assert picture.has_alpha


async def test_every_sound_track_is_listed_with_its_language(ffmpeg: Path, make: Any) -> None:
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fre")
    maps = ("-map", "0:v", "-map", "1:a", "-map", "1:a", "-map", "1:a")
    codecs = (*X264, "-c:a:0", "aac", "-c:a:1", "ac3", "-c:a:2", "flac")
    facts = await probe(ffmpeg, make("many.mkv", *maps, *codecs, *languages))
    assert [(stream.index, stream.codec, stream.language) for stream in facts.audio] == [
        (1, "aac", "eng"),
        (2, "ac3", "fre"),
        (3, "flac", ""),
    ]


@pytest.mark.parametrize("language", ["en-US", "zh-Hant", "French (CA)", "日本語"])
async def test_sound_with_an_unusual_language_is_not_lost(ffmpeg: Path, make: Any, language: str) -> None:
    tagged = ("-metadata:s:a:0", f"language={language}")
    facts = await probe(ffmpeg, make("tagged.mkv", "-map", "0:v", "-map", "1:a", *X264, "-c:a", "aac", *tagged))
    assert [(stream.codec, stream.language) for stream in facts.audio] == [("aac", language)]


async def test_sound_that_begins_late_has_its_start(ffmpeg: Path, make: Any) -> None:
    late = ("-itsoffset", "0.5", "-f", "lavfi", "-i", "sine=duration=1")
    path = make("late.mov", "-map", "0:v", "-map", "2:a", *X264, "-c:a", "pcm_s16le", inputs=late)
    facts = await probe(ffmpeg, path)
    assert facts.audio[0].start == pytest.approx(0.5, abs=0.01)
    assert facts.picture is not None
    assert facts.picture.start == pytest.approx(0.0, abs=0.01)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:00,900\nHello\n", encoding="utf-8")
    return path


async def test_subtitles_are_listed(ffmpeg: Path, make: Any, words: Path) -> None:
    path = make(
        "spoken.mkv",
        *("-map", "0:v", "-map", "2:s", "-map", "2:s", *X264, "-c:s:0", "srt", "-c:s:1", "ass"),
        *("-metadata:s:s:0", "language=ger"),
        inputs=("-i", str(words)),
    )
    facts = await probe(ffmpeg, path)
    assert [(stream.index, stream.codec, stream.language) for stream in facts.subtitles] == [
        (1, "subrip", "ger"),
        (2, "ass", ""),
    ]


async def test_chapters_are_counted(ffmpeg: Path, make: Any, tmp_path: Path) -> None:
    chapters = tmp_path / "chapters.txt"
    one = "[CHAPTER]\nTIMEBASE=1/10\nSTART={}\nEND={}\ntitle=Part\n"
    chapters.write_text(";FFMETADATA1\n" + one.format(0, 5) + one.format(5, 10), encoding="utf-8")
    path = make("book.mkv", "-map", "0:v", "-map_metadata", "2", *X264, inputs=("-i", str(chapters)))
    assert (await probe(ffmpeg, path)).chapters == 2


async def test_cover_is_not_taken_for_the_picture(ffmpeg: Path, make: Any) -> None:
    cover = make("cover.jpg", "-map", "0:v", "-frames:v", "1", size="300x300")
    tagged = (
        "-map",
        "1:a",
        "-map",
        "2:v",
        "-c:a",
        "libmp3lame",
        "-c:v",
        "copy",
        "-disposition:v",
        "attached_pic",
    )
    song = await probe(ffmpeg, make("song.mp3", *tagged, inputs=("-i", str(cover))))
    assert song.picture is None
    assert [stream.attached_picture for stream in song.video] == [True]
    film = make(
        "film.mp4",
        *("-map", "2:v", "-map", "0:v", "-map", "1:a", "-c:v:0", "copy", "-c:v:1", "libx264", "-c:a", "aac"),
        *("-disposition:v:0", "attached_pic"),
        inputs=("-i", str(cover)),
    )
    picture = (await probe(ffmpeg, film)).picture
    assert picture is not None
    assert (picture.codec, picture.display_size) == ("h264", (160, 120))


@pytest.mark.parametrize("separator", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
async def test_title_that_looks_like_a_stream_adds_none(ffmpeg: Path, make: Any, separator: str) -> None:
    lines = ("A", "  Stream #0:7: Video: h264, yuv420p, 100x100, 25 fps", "  Duration: 99:00:00.00, x")
    title = separator.join(lines)
    facts = await probe(ffmpeg, make("title.mkv", "-map", "0:v", *X264, "-metadata", f"title={title}"))
    assert [(stream.index, stream.width) for stream in facts.video] == [(0, 160)]
    assert facts.duration == pytest.approx(1.0, abs=0.05)


async def test_length_that_the_header_leaves_out_is_measured(ffmpeg: Path, make: Any) -> None:
    path = make("live.mkv", "-map", "0:v", "-map", "1:a", *X264, "-c:a", "aac", "-live", "1")
    assert (await probe(ffmpeg, path)).duration == pytest.approx(1.0, abs=0.1)


async def test_file_whose_name_is_an_option_is_looked_into(ffmpeg: Path, make: Any) -> None:
    plain = make("plain.mp4", "-map", "0:v", *X264, "-pix_fmt", "yuv420p")
    for name in ("-y.mp4", "concat:x.mp4", "a%03d.mp4", "new\nline\x1b[31m.mp4", "\udcff\udcfe.mp4"):
        named = plain.rename(plain.with_name(name))
        assert (await probe(ffmpeg, named)).picture is not None
        plain = named


async def test_link_is_not_followed(ffmpeg: Path, make: Any, tmp_path: Path) -> None:
    link = tmp_path / "link.mp4"
    link.symlink_to(make("target.mp4", "-map", "0:v", *X264))
    with pytest.raises(FinalError, match="cannot be read"):
        await probe(ffmpeg, link)


async def test_empty_file_is_refused_as_empty(ffmpeg: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    with pytest.raises(FinalError, match="empty"):
        await probe(ffmpeg, empty)


async def test_file_that_is_gone_is_named(ffmpeg: Path, tmp_path: Path) -> None:
    with pytest.raises(FinalError, match=r"gone\.mp4 is gone"):
        await probe(ffmpeg, tmp_path / "gone.mp4")


async def test_real_files_are_described_as_they_are(
    ffmpeg: Path, real_media: Path, manifest: dict[str, dict[str, Any]]
) -> None:
    wrong: list[str] = []
    for name, entry in manifest.items():
        expected = entry["expected"]
        if expected["convertible"] is False:
            continue
        facts = await probe(ffmpeg, real_media / name)
        picture = facts.picture
        seen = {"has_video": picture is not None, "has_audio": any(s.codec != "none" for s in facts.audio)}
        if picture is not None and not expected.get("still"):
            seen["rotation_clockwise_to_apply"] = picture.rotation
            seen["display_size"] = list(picture.display_size)
        wanted = {key: expected.get(key) for key in seen}
        if name == "sample_missing_stsd.mp4":  # its sound is of a codec that nobody knows
            wanted["has_audio"] = False
        if seen != wanted:
            wrong.append(f"{name}: {seen} instead of {wanted}")
    assert not wrong, "\n".join(wrong)


async def test_real_streams_carry_the_codecs_of_the_manifest(
    ffmpeg: Path, real_media: Path, manifest: dict[str, dict[str, Any]]
) -> None:
    wrong: list[str] = []
    for name, entry in manifest.items():
        if entry["expected"]["convertible"] is False or name == "portrait_8.jpg":
            continue
        facts = await probe(ffmpeg, real_media / name)
        listed = [stream for stream in entry["ffprobe"]["streams"] if stream.get("codec_name")]
        for kind, streams in (("video", facts.video), ("audio", facts.audio), ("subtitle", facts.subtitles)):
            wanted = sorted(stream["codec_name"] for stream in listed if stream["codec_type"] == kind)
            seen = sorted(stream.codec for stream in streams if stream.codec != "none")
            if seen != wanted:
                wrong.append(f"{name}: {kind} {seen} instead of {wanted}")
    assert not wrong, "\n".join(wrong)


async def test_real_files_that_are_cut_off_are_known_as_such(ffmpeg: Path, real_media: Path) -> None:
    for name in ("fixture2.mkv", "derived_truncated_faststart.mp4"):
        assert (await probe(ffmpeg, real_media / name)).truncated
    with pytest.raises(FinalError, match="incomplete"):
        await probe(ffmpeg, real_media / "derived_truncated_moov_last.mov")
