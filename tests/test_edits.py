"""Each edit proven on what it made: results are decoded, and their pictures and tones compared with the wish.

The pictures tell their own number by their brightness, the sound its own time by where the tone sets in.
"""

from __future__ import annotations

import math
import re
import secrets
import subprocess
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from nemo_watch.studio.renders import Render
from nemo_watch.studio.workshop import Workshop

RATE = 25
DARKEST, STEP = 20, 4
SAMPLE_RATE = 48_000
COUNTED = f"nullsrc=size=160x120:rate={RATE}:duration=2,geq=lum={DARKEST}+{STEP}*N:cb=128:cr=128,format=yuv420p"
"""50 pictures, each a little brighter than the one before."""
LATE_TONE = "aevalsrc=sin(2*PI*1000*t)*gte(t\\,1):duration=2:sample_rate=48000"
"""Silence for a second, then a tone for a second."""

X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p")
SOURCES = {
    "film.mp4": (*X264, "-g", "250", "-bf", "3", "-c:a", "aac"),
    "film.mov": ("-c:v", "mjpeg", "-q:v", "2", "-c:a", "pcm_s16le"),
    "film.avi": ("-c:v", "mpeg4", "-q:v", "2", "-bf", "2", "-c:a", "libmp3lame"),
    "film.webm": ("-c:v", "libvpx", "-b:v", "2M", "-deadline", "realtime", "-c:a", "libopus"),
    "film.mkv": (*X264, "-c:a", "ac3"),
}
Make = Callable[..., Path]


class Frame(msgspec.Struct, frozen=True):
    """One decoded picture: seconds from the start, mean brightness (limited range), size as shown."""

    time: float
    luma: int
    size: tuple[int, int]

    @property
    def number(self) -> int:
        """Which picture of a counted source this is."""
        return round((self.luma - DARKEST) / STEP)


def run(ffmpeg: Path, *arguments: str, level: str = "error") -> subprocess.CompletedProcess[bytes]:
    program = [str(ffmpeg), "-nostdin", "-v", level, "-y"]
    finished = subprocess.run([*program, *arguments], capture_output=True, timeout=60)
    assert finished.returncode == 0, finished.stderr.decode(errors="replace")
    return finished


def frames(ffmpeg: Path, path: Path) -> list[Frame]:
    """Decode all pictures, upright."""
    looking = ("-vf", "format=yuv420p,showinfo", "-fps_mode", "passthrough", "-an", "-f", "null", "-")
    printed = run(ffmpeg, "-xerror", "-i", f"file:{path}", "-map", "0:v:0", *looking, level="info").stderr.decode()
    pattern = r"pts_time:(\S+) .*? s:(\d+)x(\d+) .*?mean:\[(\d+)"
    return [Frame(float(t), int(y), (int(w), int(h))) for t, w, h, y in re.findall(pattern, printed)]


def picture(ffmpeg: Path, path: Path, *, at: float = 0.0, form: str = "rgb24") -> bytes:
    """Decode one picture to pixels."""
    raw = ("-frames:v", "1", "-f", "rawvideo", "-pix_fmt", form, "-")
    return run(ffmpeg, "-ss", str(at), "-i", f"file:{path}", "-map", "0:v:0", *raw).stdout


def sound(ffmpeg: Path, path: Path, *, stream: int = 0) -> array[int]:
    """Decode a sound track to one channel at 48 kHz, its late beginning filled with silence."""
    placed = ("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-")
    return array("h", run(ffmpeg, "-xerror", "-i", f"file:{path}", "-map", f"0:a:{stream}", *placed).stdout)


def onset(samples: array[int]) -> float:
    """Return when the tone sets in, in seconds."""
    loud = max(abs(sample) for sample in samples) // 2
    return next(n for n, sample in enumerate(samples) if abs(sample) > loud) / SAMPLE_RATE


def frequency(samples: array[int]) -> float:
    """Return a tone's frequency by counting how often it rises through zero, away from its ends."""
    inner = samples[len(samples) // 4 : len(samples) * 3 // 4]
    rises = sum(1 for before, after in pairwise(inner) if before < 0 <= after)
    return rises / (len(inner) / SAMPLE_RATE)


def hashes(ffmpeg: Path, path: Path, streams: str) -> list[bytes]:
    """Return a hash of the packets of each of the streams, untouched."""
    listed = run(ffmpeg, "-i", f"file:{path}", "-map", streams, "-c", "copy", "-f", "streamhash", "-").stdout
    return [line.rsplit(b",", 1)[1] for line in listed.split()]


def description(ffmpeg: Path, path: Path) -> str:
    """Return what ffmpeg prints of a file."""
    program = [str(ffmpeg), "-nostdin", "-hide_banner", "-i", f"file:{path}"]
    return subprocess.run(program, capture_output=True, timeout=60).stderr.decode(errors="replace")


def streams(ffmpeg: Path, path: Path) -> list[str]:
    """Return kind and codec of each stream: "Video h264"."""
    found = re.findall(r"Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment): (\w+)", description(ffmpeg, path))
    return [f"{kind} {codec}" for kind, codec in found]


@pytest.fixture
def make(ffmpeg: Path, tmp_path: Path) -> Make:
    """Return a function that makes a file from a picture, or none, and a sound, or none."""

    def make(name: str, *options: str, video: str = COUNTED, audio: str = LATE_TONE, late: float = 0) -> Path:
        path = tmp_path / name
        inputs = ("-f", "lavfi", "-i", video) if video else ()
        inputs += ("-itsoffset", str(late), "-f", "lavfi", "-i", audio) if audio else ()
        run(ffmpeg, *inputs, *options, f"file:{path}")
        return path

    return make


async def rendered(workshop: Workshop, source: Path, text: str) -> Render:
    """Let the workshop do to a file what a text asks for, and return the finished render."""
    session = workshop.sessions.create(language="en")
    await workshop.take(session, source)
    events = workshop.answer(session, text)
    assert session.draft, (session.unknown, events)
    render = workshop.render(session, f"r{secrets.token_hex(4)}", session.draft, {}, folder=str(source.parent))
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    assert render.progress == 100
    return render


async def made(workshop: Workshop, source: Path, text: str) -> Path:
    return (await rendered(workshop, source, text)).path


# Trim


@pytest.mark.parametrize(
    ("name", "text", "first", "last"),
    [
        *((name, "keep only 0.6 to 1.6 seconds", 15, 39) for name in SOURCES),
        ("film.mp4", "remove the first 0.6 seconds", 15, 49),
        ("film.webm", "remove the first 0.6 seconds", 15, 49),
        ("film.mp4", "remove the last 0.4 seconds", 0, 39),
        ("film.avi", "remove the last 0.4 seconds", 0, 39),
        ("film.mp4", "keep the last 1.2 seconds", 20, 49),
        ("film.mov", "keep the last 1.2 seconds", 20, 49),
        ("film.mp4", "remove the first 0.2 seconds, then remove the last 0.2 seconds", 5, 44),
    ],
)
async def test_trim_is_accurate_to_a_frame_and_the_sound_stays_in_step(
    ffmpeg: Path, workshop: Workshop, make: Make, name: str, text: str, first: int, last: int
) -> None:
    source = make(name, *SOURCES[name])
    result = await made(workshop, source, text)
    shown = frames(ffmpeg, result)
    assert shown[0].number == pytest.approx(first, abs=1)
    assert shown[-1].number == pytest.approx(last, abs=1)
    assert len(shown) == pytest.approx(last - first + 1, abs=2)
    assert shown[0].time == pytest.approx(0, abs=0.041)
    # in the source the tone sets in with picture 25
    begin = onset(sound(ffmpeg, result))
    heard_with = next(frame for frame in reversed(shown) if frame.time <= begin + 0.001)
    assert heard_with.number == pytest.approx(25, abs=1)


async def test_pictures_of_a_trimmed_film_keep_their_distances(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    result = await made(workshop, make("film.mp4", *SOURCES["film.mp4"]), "remove the first 0.6 seconds")
    times = [frame.time for frame in frames(ffmpeg, result)]
    assert [after - before for before, after in pairwise(times)] == pytest.approx(
        [1 / RATE] * (len(times) - 1), abs=0.001
    )


# Scale


@pytest.mark.parametrize(
    ("shown", "text", "size"),
    [
        ("320x240", "scale to 160x120", (160, 120)),
        ("320x240", "make it 120p", (160, 120)),
        ("240x320", "make it 120p", (120, 160)),
        ("320x240", "half size", (160, 120)),
        ("318x238", "half size", (160, 120)),
        ("320x180", "make it 90p", (160, 90)),
    ],
)
async def test_scaled_picture_has_the_size_asked_for(
    ffmpeg: Path, workshop: Workshop, make: Make, shown: str, text: str, size: tuple[int, int]
) -> None:
    source = make("big.mp4", *X264, "-c:a", "aac", video=f"testsrc2=size={shown}:rate=25:duration=1")
    result = await made(workshop, source, text)
    assert {frame.size for frame in frames(ffmpeg, result)} == {size}
    assert hashes(ffmpeg, result, "0:a") == hashes(ffmpeg, source, "0:a")


async def test_picture_is_never_enlarged(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    source = make("small.mp4", *X264, "-c:a", "aac")
    result = await made(workshop, source, "make it 1080p")
    assert hashes(ffmpeg, result, "0") == hashes(ffmpeg, source, "0")


# Copy


COPIES = {
    "h264.mov": ("mp4", (*X264, "-bf", "2", "-c:a", "aac")),
    "h264.mkv": ("mp4", (*X264, "-bf", "2", "-c:a", "aac")),
    "hevc.mkv": ("mp4", ("-c:v", "libx265", "-x265-params", "log-level=error", "-pix_fmt", "yuv420p", "-c:a", "aac")),
    "av1.mkv": ("mp4", ("-c:v", "libaom-av1", "-cpu-used", "8", "-c:a", "aac")),
    "prores.mov": ("mov", ("-c:v", "prores", "-c:a", "pcm_s24le")),
    "mpeg4.avi": ("mkv", ("-c:v", "mpeg4", "-c:a", "ac3")),
    "vp9.mkv": ("webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-c:a", "libopus")),
}


@pytest.mark.parametrize("name", COPIES)
async def test_copy_is_the_same_to_the_last_bit(ffmpeg: Path, workshop: Workshop, make: Make, name: str) -> None:
    target, options = COPIES[name]
    source = make(name, *options)
    render = await rendered(workshop, source, f"convert to {target} without losing quality")
    assert render.plan.lane == "copy"
    assert hashes(ffmpeg, render.path, "0") == hashes(ffmpeg, source, "0")
    before, after = frames(ffmpeg, source), frames(ffmpeg, render.path)
    assert [frame.luma for frame in after] == [frame.luma for frame in before]
    assert [frame.time for frame in after] == pytest.approx([frame.time for frame in before], abs=0.0011)
    assert onset(sound(ffmpeg, render.path)) == pytest.approx(onset(sound(ffmpeg, source)), abs=0.002)


async def test_pictures_copied_out_of_an_avi_keep_their_times(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    source = make("film.avi", "-c:v", "mpeg4", "-q:v", "2", "-bf", "2", "-c:a", "ac3")
    times = [frame.time for frame in frames(ffmpeg, source)]
    for target in ("mkv", "mov"):
        shown = frames(ffmpeg, await made(workshop, source, f"convert to {target}"))
        assert [frame.number for frame in shown] == list(range(50))
        assert [frame.time for frame in shown] == pytest.approx(times, abs=0.001)


async def test_index_of_an_mp4_stands_first(workshop: Workshop, make: Make) -> None:
    content = (await made(workshop, make("film.mov", *X264, "-c:a", "aac"), "convert to mp4")).read_bytes()
    assert content[4:8] == b"ftyp"
    assert content.index(b"moov") < content.index(b"mdat")


async def test_hevc_in_mp4_carries_the_tag_that_apple_plays(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    result = await made(workshop, make("hevc.mkv", *COPIES["hevc.mkv"][1]), "convert to MP4 without losing quality")
    assert "(hvc1 / " in description(ffmpeg, result)


async def test_every_sound_track_goes_along(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    two = ("-map", "0:v", "-map", "1:a", "-map", "1:a", "-c:a:0", "aac", "-c:a:1", "ac3")
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fre")
    result = await made(workshop, make("two.mkv", *two, *X264, *languages), "convert to mp4")
    assert streams(ffmpeg, result) == ["Video h264", "Audio aac", "Audio aac"]
    assert re.findall(r"Stream #0:\d+\S*\((\w+)\): Audio", description(ffmpeg, result)) == ["eng", "fre"]
    for number in (0, 1):
        assert onset(sound(ffmpeg, result, stream=number)) == pytest.approx(1.0, abs=0.01)


async def test_chapters_subtitles_and_title_go_along(
    ffmpeg: Path, workshop: Workshop, make: Make, tmp_path: Path
) -> None:
    chapter = "[CHAPTER]\nTIMEBASE=1/10\nSTART={}\nEND={}\ntitle=Part {}\n"
    text = ";FFMETADATA1\ntitle=Summer\n" + chapter.format(0, 10, 1) + chapter.format(10, 20, 2)
    (tmp_path / "book.txt").write_text(text, encoding="utf-8")
    (tmp_path / "words.srt").write_text("1\n00:00:00,500 --> 00:00:01,500\nHello\n", encoding="utf-8")
    plain = make("plain.mkv", *X264, "-c:a", "aac")
    source = tmp_path / "book.mkv"
    more = ("-i", str(tmp_path / "words.srt"), "-i", str(tmp_path / "book.txt"))
    run(ffmpeg, "-i", str(plain), *more, "-map", "0", "-map", "1", "-map_metadata", "2", "-c", "copy", str(source))
    result = await made(workshop, source, "convert to mp4")
    assert streams(ffmpeg, result)[:3] == ["Video h264", "Audio aac", "Subtitle mov_text"]
    printed = description(ffmpeg, result)
    assert re.findall(r"Chapter #0:\d: start (\S+), end (\S+)", printed) == [
        ("0.000000", "1.000000"),
        ("1.000000", "2.000000"),
    ]
    assert re.search(r"title +: Summer", printed)
    assert b"Hello" in run(ffmpeg, "-i", str(result), "-map", "0:s", "-f", "srt", "-").stdout


# Mute


async def test_muted_film_has_no_sound_and_the_same_picture(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    source = make("loud.mp4", *X264, "-c:a", "aac")
    result = await made(workshop, source, "remove the audio")
    assert streams(ffmpeg, result) == ["Video h264"]
    assert hashes(ffmpeg, result, "0:v") == hashes(ffmpeg, source, "0:v")


# Export


FORMATS: dict[str, tuple[str, list[str] | None]] = {
    "mp4": ("mov,mp4,m4a", None),
    "mov": ("mov,mp4,m4a", None),
    "mkv": ("matroska,webm", None),
    "webm": ("matroska,webm", None),
    "gif": ("gif", ["Video gif"]),
    "mp3": ("mp3", ["Audio mp3"]),
    "wav": ("wav", ["Audio pcm_s16le"]),
    "m4a": ("mov,mp4,m4a", ["Audio aac"]),
    "aac": ("aac", ["Audio aac"]),
}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        *((name, target) for name in SOURCES for target in ("mp4", "mkv", "webm")),
        *(("film.mp4", target) for target in FORMATS if target not in {"mp4", "mkv", "webm"}),
        *(("film.webm", target) for target in ("mov", "gif", "mp3")),
        *(("film.avi", target) for target in ("mov", "mp3", "m4a")),
    ],
)
async def test_every_format_is_made_of_every_source(
    ffmpeg: Path, workshop: Workshop, make: Make, name: str, target: str
) -> None:
    container, codecs = FORMATS[target]
    source = make(name, *SOURCES[name], audio="sine=440:duration=2:sample_rate=48000")
    result = await made(workshop, source, f"convert to {target}")
    assert result.suffix == f".{target}"
    assert f"Input #0, {container}" in description(ffmpeg, result)
    kinds = streams(ffmpeg, result)
    if codecs is not None:
        assert kinds == codecs
    else:
        assert [kind.split()[0] for kind in kinds] == ["Video", "Audio"]
    if target not in {"mp3", "wav", "m4a", "aac"}:
        shown = frames(ffmpeg, result)
        assert shown[-1].time == pytest.approx(2.0, abs=0.1)
        assert shown[0].size == (160, 120)
    if target != "gif":
        heard = sound(ffmpeg, result)
        assert frequency(heard) == pytest.approx(440, rel=0.01)
        assert len(heard) / SAMPLE_RATE == pytest.approx(2.0, abs=0.1)


async def test_mp4_holds_what_plays_everywhere(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    for name, options in SOURCES.items():
        printed = description(ffmpeg, await made(workshop, make(name, *options), "convert to mp4"))
        assert re.search(r"Video: h264 .*yuv420p\(", printed), printed
        assert re.search(r"Audio: aac \(LC\)", printed), printed


@pytest.mark.parametrize(
    ("target", "layout"),
    [
        *(("webm", layout) for layout in ("5.1", "5.1(side)", "7.1", "quad", "mono")),
        *(("mp4", layout) for layout in ("5.1(side)", "7.1")),
        *(("mp3", layout) for layout in ("5.1(side)", "mono")),
    ],
)
async def test_sound_of_many_channels_is_encoded(
    ffmpeg: Path, workshop: Workshop, make: Make, target: str, layout: str
) -> None:
    surround = f"sine=440:duration=2:sample_rate=48000,aformat=channel_layouts={layout}"
    source = make("surround.mkv", *X264, "-c:a", "flac", audio=surround)
    assert frequency(sound(ffmpeg, await made(workshop, source, f"convert to {target}"))) == pytest.approx(
        440, rel=0.02
    )


@pytest.mark.parametrize("sample_rate", [8000, 11025, 96000])
@pytest.mark.parametrize("target", ["mp4", "webm", "mp3"])
async def test_sound_of_every_rate_is_encoded(
    ffmpeg: Path, workshop: Workshop, make: Make, sample_rate: int, target: str
) -> None:
    tone = f"sine=440:duration=2:sample_rate={sample_rate}"
    source = make("tone.mov", *X264, "-c:a", "pcm_s16le", audio=tone)
    assert frequency(sound(ffmpeg, await made(workshop, source, f"convert to {target}"))) == pytest.approx(
        440, rel=0.02
    )


@pytest.mark.parametrize("target", ["mp3", "wav", "m4a", "aac"])
async def test_sound_shorter_than_the_picture_is_taken_out(
    ffmpeg: Path, workshop: Workshop, make: Make, target: str
) -> None:
    source = make("short.mp4", *X264, "-c:a", "aac", audio="sine=440:duration=1")
    render = await rendered(workshop, source, f"convert to {target}")
    assert len(sound(ffmpeg, render.path)) / SAMPLE_RATE == pytest.approx(1.0, abs=0.05)
    assert "header" not in render.message


@pytest.mark.parametrize("text", ["mute it", "make a gif", "mute, remove the first 0.2 seconds"])
async def test_picture_shorter_than_the_sound_is_made(ffmpeg: Path, workshop: Workshop, make: Make, text: str) -> None:
    source = make("long.mp4", *X264, "-c:a", "aac", audio="sine=440:duration=4")
    result = await made(workshop, source, text)
    assert frames(ffmpeg, result)[-1].number == pytest.approx(49, abs=2)  # a GIF has fewer pictures


# Pictures that are not fit to be shown as they are


@pytest.mark.parametrize(("size", "even"), [("161x121", (160, 120)), ("160x121", (160, 120)), ("33x35", (32, 34))])
async def test_odd_sides_lose_their_last_line(
    ffmpeg: Path, workshop: Workshop, make: Make, size: str, even: tuple[int, int]
) -> None:
    source = make("odd.avi", "-c:v", "mpeg4", "-q:v", "2", video=f"testsrc2=size={size}:rate=25:duration=1", audio="")
    assert {frame.size for frame in frames(ffmpeg, await made(workshop, source, "convert to mp4"))} == {even}


@pytest.mark.parametrize("size", ["2x2", "1x1", "3x15", "16x2"])
async def test_tiny_picture_is_encoded(ffmpeg: Path, workshop: Workshop, make: Make, size: str) -> None:
    source = make("tiny.mov", "-c:v", "qtrle", video=f"color=red:size={size}:rate=25:duration=1", audio="")
    width, height = frames(ffmpeg, await made(workshop, source, "convert to mp4"))[0].size
    assert width % 2 == height % 2 == 0


async def test_pixels_become_square(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    # a circle in the middle, twice as wide as high in stored pixels
    ellipse = "geq=lum='if(lt(hypot(X-80\\,(Y-80)*2)\\,60)\\,235\\,16)':cb=128:cr=128"
    circle = f"nullsrc=size=160x160:rate=25:duration=0.4,{ellipse}"
    source = make("dv.avi", "-vf", "setsar=1/2,format=yuv420p", "-c:v", "mpeg4", "-q:v", "2", video=circle, audio="")
    result = await made(workshop, source, "convert to mp4")
    assert frames(ffmpeg, result)[0].size == (80, 160)
    assert re.search(r"80x160 (\[SAR 1:1|,)", description(ffmpeg, result)) or "SAR" not in description(ffmpeg, result)
    pixels = picture(ffmpeg, result, form="gray")
    across = sum(1 for x in range(80) if pixels[80 * 80 + x] > 128)
    along = sum(1 for y in range(160) if pixels[y * 80 + 40] > 128)
    assert across == pytest.approx(along, abs=3)


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"], ids=["encoded", "copied"])
@pytest.mark.parametrize("degrees", [90, 180, 270])
async def test_turned_film_is_shown_upright(
    ffmpeg: Path, workshop: Workshop, make: Make, codec: str, degrees: int
) -> None:
    # a white box in the upper left corner of what is stored
    box = "color=black:size=160x120:rate=25:duration=0.4,drawbox=0:0:40:40:white:fill,format=yuv420p"
    flat = make("flat.mp4", "-c:v", codec, video=box, audio="")
    source = flat.with_name("turned.mov")
    run(ffmpeg, "-display_rotation", str(-degrees), "-i", str(flat), "-c", "copy", str(source))
    result = await made(workshop, source, "convert to mp4")
    width, height = frames(ffmpeg, result)[0].size
    assert (width, height) == ((160, 120) if degrees == 180 else (120, 160))
    pixels = picture(ffmpeg, result, form="gray")
    corners = {90: (width - 20, 20), 180: (width - 20, height - 20), 270: (20, height - 20)}
    for turned, (x, y) in corners.items():
        assert (pixels[y * width + x] > 128) is (turned == degrees)
    if codec == "mpeg4":
        assert "Display Matrix" not in description(ffmpeg, result)


async def test_full_range_is_brought_to_limited_range(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    halves = "color=black:size=160x120:rate=25:duration=0.4,drawbox=0:0:80:120:white:fill"
    jpeg = ("-vf", "scale=out_range=pc,format=yuvj422p", "-c:v", "mjpeg", "-q:v", "2")
    source = make("camera.avi", *jpeg, video=halves, audio="")
    result = await made(workshop, source, "convert to mp4")
    assert re.search(r"Video: h264 .*yuv420p\((?!pc)", description(ffmpeg, result))
    plane = picture(ffmpeg, result, form="yuv420p")
    assert plane[60 * 160 + 20] == pytest.approx(235, abs=2)
    assert plane[60 * 160 + 140] == pytest.approx(16, abs=2)


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
@pytest.mark.parametrize("others", [":color_primaries=bt2020:colorspace=bt2020nc", ""], ids=["tagged", "half tagged"])
async def test_hdr_becomes_sdr(ffmpeg: Path, workshop: Workshop, make: Make, transfer: str, others: str) -> None:
    # left black, right the brightness of white paper (203 cd/m2): 58% of PQ, 75% of HLG
    paper = 572 if transfer == "smpte2084" else 721
    halves = f"format=yuv420p10le,geq=lum='if(lt(X\\,80)\\,64\\,{paper})':cb=512:cr=512"
    tagged = f"nullsrc=size=160x120:rate=25:duration=0.4,{halves},setparams=color_trc={transfer}{others}"
    source = make("hdr.mp4", "-c:v", "libx265", "-x265-params", "log-level=error", video=tagged, audio="")
    result = await made(workshop, source, "convert to mp4")
    printed = description(ffmpeg, result)
    assert re.search(r"Video: h264 \(High\) .*yuv420p\(", printed)
    assert transfer not in printed
    plane = picture(ffmpeg, result, form="yuv420p")
    assert plane[60 * 160 + 40] <= 20
    assert 150 <= plane[60 * 160 + 120] <= 236


ALPHA = {
    "alpha.mov": ("-vf", "format=argb", "-c:v", "qtrle"),
    "alpha.webm": ("-vf", "format=yuva420p", "-c:v", "libvpx-vp9", "-deadline", "realtime"),
    "alpha8.webm": ("-vf", "format=yuva420p", "-c:v", "libvpx", "-auto-alt-ref", "0", "-deadline", "realtime"),
    "alpha4444.mov": ("-vf", "format=yuva444p10le", "-c:v", "prores_ks", "-profile:v", "4444"),
}


@pytest.mark.parametrize("name", ALPHA)
async def test_transparency_is_laid_on_black(ffmpeg: Path, workshop: Workshop, make: Make, name: str) -> None:
    # left red that is hidden, right red that is shown
    red = "color=red:size=160x120:rate=25:duration=0.4,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X\\,80)\\,0\\,255)'"
    result = await made(workshop, make(name, *ALPHA[name], video=red, audio=""), "convert to mp4")
    pixels = picture(ffmpeg, result)
    hidden, shown = pixels[3 * (60 * 160 + 30) :][:3], pixels[3 * (60 * 160 + 130) :][:3]
    assert max(hidden) <= 12
    assert shown[0] >= 230
    assert max(shown[1:]) <= 30


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"], ids=["encoded", "copied"])
async def test_irregular_stamps_are_kept(ffmpeg: Path, workshop: Workshop, make: Make, codec: str) -> None:
    # a screen recording: pictures only where something happened
    irregular = f"{COUNTED},select=lt(mod(n\\,10)\\,4)+eq(n\\,7)"
    source = make(
        "screen.mkv", "-fps_mode", "vfr", "-enc_time_base", "1:1000", "-c:v", codec, video=irregular, audio=""
    )
    result = await made(workshop, source, "convert to mp4")
    before, after = frames(ffmpeg, source), frames(ffmpeg, result)
    assert len({round(b.time - a.time, 2) for a, b in pairwise(before)}) > 1
    assert [frame.time for frame in after] == pytest.approx([frame.time for frame in before], abs=0.0011)
    assert [frame.number for frame in after] == [frame.number for frame in before]


LATE = {
    "copied.mov": (*X264, "-c:a", "aac"),
    "pcm.mov": (*X264, "-c:a", "pcm_s16le"),
    "vp8.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
    "mpeg4.mkv": ("-c:v", "mpeg4", "-q:v", "2", "-c:a", "libmp3lame"),
}


@pytest.mark.parametrize("name", LATE)
@pytest.mark.parametrize(("text", "moved"), [("convert to mp4", 0.0), ("remove the first 0.2 seconds", 0.2)])
async def test_sound_that_begins_late_stays_late(
    ffmpeg: Path, workshop: Workshop, make: Make, name: str, text: str, moved: float
) -> None:
    source = make(name, *LATE[name], audio="sine=1000:duration=1:sample_rate=48000", late=0.48)
    assert onset(sound(ffmpeg, source)) == pytest.approx(0.48, abs=0.03)
    result = await made(workshop, source, text)
    begin = onset(sound(ffmpeg, result))
    assert begin == pytest.approx(0.48 - moved, abs=0.03)
    heard_with = next(frame for frame in reversed(frames(ffmpeg, result)) if frame.time <= begin + 0.001)
    assert heard_with.number == pytest.approx(12, abs=1)


async def test_picture_that_begins_late_stays_late(ffmpeg: Path, workshop: Workshop, tmp_path: Path) -> None:
    source = tmp_path / "late.mkv"
    inputs = ("-f", "lavfi", "-i", LATE_TONE, "-itsoffset", "0.4", "-f", "lavfi", "-i", COUNTED)
    run(ffmpeg, *inputs, "-c:v", "mpeg4", "-q:v", "2", "-c:a", "ac3", str(source))
    result = await made(workshop, source, "convert to mp4")
    assert frames(ffmpeg, result)[0].time == pytest.approx(0.4, abs=0.02)
    assert onset(sound(ffmpeg, result)) == pytest.approx(1.0, abs=0.02)


async def test_interlaced_picture_loses_its_combs(ffmpeg: Path, workshop: Workshop, make: Make) -> None:
    moving = (
        "nullsrc=size=160x120:rate=50:duration=1,geq=lum='if(lt(mod(X+6*N\\,80)\\,40)\\,235\\,16)':cb=128:cr=128,"
        "format=yuv420p,tinterlace=interleave_top,setfield=tff"
    )
    source = make("fields.mkv", "-c:v", "mpeg2video", "-q:v", "2", "-flags", "+ildct+ilme", video=moving, audio="")
    result = await made(workshop, source, "convert to mp4")
    assert "first)" not in description(ffmpeg, result)
    assert len(frames(ffmpeg, result)) == pytest.approx(25, abs=1)
    assert combs(picture(ffmpeg, result, at=0.4, form="gray")) < combs(picture(ffmpeg, source, at=0.4, form="gray")) / 3


def combs(pixels: bytes, *, width: int = 160, height: int = 120) -> float:
    """Return how much lines differ from the lines above them, in the middle of a picture."""
    rows = range(height // 4, height * 3 // 4)
    return math.fsum(abs(pixels[y * width + x] - pixels[(y - 1) * width + x]) for y in rows for x in range(width))


async def test_size_that_changes_on_the_way_is_fitted(
    ffmpeg: Path, workshop: Workshop, make: Make, tmp_path: Path
) -> None:
    wide = make(
        "wide.webm",
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        video="testsrc2=size=160x120:rate=25:duration=0.4",
        audio="",
    )
    tall = make(
        "tall.webm",
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        video="testsrc2=size=120x160:rate=25:duration=0.4",
        audio="",
    )
    (tmp_path / "list.txt").write_text(f"file '{wide}'\nfile '{tall}'\n", encoding="utf-8")
    source = tmp_path / "changing.webm"
    run(ffmpeg, "-f", "concat", "-safe", "0", "-i", str(tmp_path / "list.txt"), "-c", "copy", str(source))
    result = await made(workshop, source, "convert to mp4")
    shown = frames(ffmpeg, result)
    assert {frame.size for frame in shown} == {(160, 120)}
    assert len(shown) == pytest.approx(20, abs=1)
    edge = picture(ffmpeg, result, at=0.6, form="gray")
    assert max(edge[60 * 160 : 60 * 160 + 10]) < 30  # black beside the tall picture


# What is said


async def test_message_says_what_was_done_and_how_large_it_became(workshop: Workshop, make: Make) -> None:
    source = make("film.mov", *X264, "-c:a", "pcm_s16le")
    message = (await rendered(workshop, source, "convert to mp4")).message
    assert message.startswith("Kept H.264 unchanged; encoded PCM to AAC; saved as MP4.")
    assert re.search(r"\d+(\.\d)? kB became \d+(\.\d)? kB\.", message)
