"""Reading what `ffmpeg -i` prints about a file.

The wheel that ships ffmpeg has no ffprobe, and this needs 15 ms where ffprobe needs 60. The form of the lines is
that of `av_dump_format` in ffmpeg's libavformat/dump.c; ours is read from releases 7 to 9.
"""

from __future__ import annotations

import re

from nemo_watch.media.containers import Container
from nemo_watch.studio.facts import AudioStream, MediaFacts, SubtitleStream, VideoStream

_DURATION = re.compile(r"^  Duration: (?:(\d+):(\d\d):(\d\d\.\d+)|N/A)(?:, start: (-?\d+\.\d+))?", re.MULTILINE)
_STREAM = re.compile(
    r"^  Stream #0:(?P<index>\d+)(?:\[0x[0-9a-f]+\])?(?:\((?P<language>.*?)\))?: "
    r"(?P<kind>Video|Audio|Subtitle|Data|Attachment): (?P<rest>.*)$"
)
_CODEC = re.compile(r"^(?P<codec>\w+)(?P<parens>(?: \([^)]*\))*)")
_PIXELS = re.compile(r"[,|] ?(?P<format>[a-z][a-z0-9]+)(?:\((?P<details>(?:[^()]|\([^)]*\))*)\))?, (?P<size>\d+x\d+)")
_CHANNELS = {
    "mono": 1,
    "stereo": 2,
    "2.1": 3,
    "3.0": 3,
    "quad": 4,
    "4.0": 4,
    "5.0": 5,
    "5.1": 6,
    "6.1": 7,
    "7.1": 8,
}
_ALPHA_FORMATS = re.compile(r"argb|rgba|abgr|bgra|yuva|gbrap|ya8|ya16|pal8")


def read_dump(text: str, *, container: Container, size: int, truncated: str = "") -> MediaFacts:
    """Return the facts that ffmpeg's description of its first input holds; `size` is the file's bytes."""
    duration, start = _duration(text)
    video: list[VideoStream] = []
    audio: list[AudioStream] = []
    subtitles: list[SubtitleStream] = []
    for head, details in _stream_blocks(text):
        if head["kind"] == "Video" and (stream := _video(head, details, container)):
            video.append(stream)
        elif head["kind"] == "Audio" and (sound := _audio(head)):
            audio.append(sound)
        elif head["kind"] == "Subtitle":
            codec = head["rest"].split(" ", 1)[0].rstrip(",")
            subtitles.append(SubtitleStream(index=int(head["index"]), codec=codec, language=head["language"] or ""))
    return MediaFacts(
        container=container,
        size=size,
        duration=duration,
        start=start,
        video=tuple(video),
        audio=tuple(audio),
        subtitles=tuple(subtitles),
        chapters=len(re.findall(r"^    Chapter #0:\d+: start", text, re.MULTILINE)),
        truncated=truncated,
    )


def _duration(text: str) -> tuple[float | None, float]:
    match = _DURATION.search(text)
    if match is None:
        return None, 0.0
    start = float(match[4] or 0)
    if match[1] is None:
        return None, start
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]), start


def _stream_blocks(text: str) -> list[tuple[re.Match[str], str]]:
    """Return each stream's own line with the indented lines that belong to it."""
    blocks: list[tuple[re.Match[str], list[str]]] = []
    for line in text.split("\n"):  # a title may hold other line separators, and lines that look like a stream
        if match := _STREAM.match(line):
            blocks.append((match, []))
        elif blocks and line.startswith("    "):
            blocks[-1][1].append(line)
        elif line.startswith("  Stream group"):
            break
    return [(match, "\n".join(lines)) for match, lines in blocks]


def _codec(rest: str) -> tuple[str, str, str]:
    """Return codec name, profile and four-character tag: "h264 (High) (avc1 / 0x31637661)"."""
    match = _CODEC.match(rest)
    if match is None:
        return "none", "", ""
    codec, profile, tag = match["codec"], "", ""
    for part in re.findall(r"\(([^)]*)\)", match["parens"]):
        if " / 0x" in part:
            tag = part.split(" / ", 1)[0].strip()
        elif part[:1].isupper():
            profile = part
    return codec, profile, tag


def _number(pattern: str, text: str) -> float | None:
    match = re.search(pattern, text)
    if match is None:
        return None
    return float(match[1]) * (1000 if match.group(0).rstrip().endswith(("k fps", "k tbr")) else 1)


def _video(head: re.Match[str], details: str, container: Container) -> VideoStream | None:
    rest = head["rest"]
    codec, profile, tag = _codec(rest)
    pixels = _PIXELS.search(rest)
    if pixels is None:
        size = re.search(r", (\d+)x(\d+)", rest)
        return VideoStream(
            index=int(head["index"]),
            codec=codec,
            width=int(size[1]) if size else 0,
            height=int(size[2]) if size else 0,
            attached_picture="(attached pic)" in rest,
        )
    width, height = (int(side) for side in pixels["size"].split("x"))
    colours = pixels["details"] or ""
    average, fitting = _number(r"([\d.]+)k? fps", rest), _number(r"([\d.]+)k? tbr", rest)
    rotation = re.search(r"Display Matrix: rotation of (-?\d+\.\d+) degrees", details)
    return VideoStream(
        index=int(head["index"]),
        codec=codec,
        profile=profile,
        tag=tag,
        pixel_format=pixels["format"],
        full_range=colours.startswith("pc") or pixels["format"].startswith("yuvj"),
        matrix=_colours(colours)[0],
        primaries=_colours(colours)[1],
        transfer=_colours(colours)[2],
        interlaced=" first" in colours,
        width=width,
        height=height,
        aspect=_aspect(rest),
        frame_rate=average or fitting,
        has_constant_rate=average is not None and average == fitting and container is not Container.MATROSKA,
        bit_rate=_bit_rate(rest),
        start=_number(r", start (-?[\d.]+)", rest) or 0.0,
        rotation=-round(float(rotation[1])) % 360 if rotation else 0,
        has_alpha=bool(_ALPHA_FORMATS.match(pixels["format"])) or "alpha_mode      : 1" in details,
        attached_picture="(attached pic)" in rest,
    )


def _colours(colours: str) -> tuple[str, str, str]:
    """Return matrix, primaries and transfer of "tv, bt2020nc/bt2020/smpte2084, progressive"; "" where not named.

    Where all three have one name, it is printed once: "tv, bt709, progressive".
    """
    match = re.search(r"([\w-]+)/([\w-]+)/([\w-]+)", colours)
    if match is None:
        alone = re.search(r"(?:^|, )(bt709|bt470m|bt470bg|smpte170m|smpte240m|film)(?=,|$)", colours)
        return (alone[1], alone[1], alone[1]) if alone else ("", "", "")
    matrix, primaries, transfer = (name.replace("unknown", "") for name in match.groups())
    return matrix, primaries, transfer


def _aspect(rest: str) -> float:
    """Return the pixels' width in heights. Where two are named, the container's, printed last, counts."""
    ratios = re.findall(r"SAR (\d+):(\d+)", rest)
    if not ratios or not int(ratios[-1][0]) or not int(ratios[-1][1]):
        return 1.0
    return int(ratios[-1][0]) / int(ratios[-1][1])


def _bit_rate(rest: str) -> int | None:
    match = re.search(r", (\d+) kb/s", rest)
    return int(match[1]) * 1000 if match else None


def _audio(head: re.Match[str]) -> AudioStream | None:
    rest = head["rest"]
    codec, profile, _ = _codec(rest)
    layout = re.search(r"\d+ Hz, ([^,|]+)(?:, (\w+))?", rest)
    if layout is None:
        return AudioStream(index=int(head["index"]), codec="none", channels=0)
    rate = re.search(r"(\d+) Hz", rest)
    return AudioStream(
        index=int(head["index"]),
        codec=codec,
        profile=profile,
        sample_rate=int(rate[1]) if rate else 0,
        channels=_channels(layout[1]),
        sample_format=layout[2] or "",
        bit_rate=_bit_rate(rest),
        start=_number(r", start (-?[\d.]+)", rest) or 0.0,
        language=head["language"] or "",
    )


def _channels(layout: str) -> int:
    name = layout.split("(", 1)[0].strip()
    counted = re.match(r"(\d+) channels", name)
    return int(counted[1]) if counted else _CHANNELS.get(name, 2)
