"""What the tests of joined clips and of slideshows share: files made for them, and how they are put together."""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from editing import COLOURS, run

from nemo_watch.studio.command import Input
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.joining.join import join
from nemo_watch.studio.joining.joint import Joint, joined
from nemo_watch.studio.joining.show import Show, shown
from nemo_watch.studio.joining.showing import show
from nemo_watch.studio.probe import open_source, probe

H264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p", "-bf", "2")
STRANGE_NAME = 'it\'s a "test": 100%, [x];\\ 名 ? #'
QUARTERS = ("red", "green", "blue", "yellow")


def colour(name: str) -> str:
    red, green, blue = COLOURS[name]
    return f"0x{red:02x}{green:02x}{blue:02x}"


def clip(
    ffmpeg: Path,
    path: Path,
    name: str,
    *,
    seconds: float = 1.0,
    size: str = "160x120",
    rate: str = "25",
    tone: int | None = None,
    sample_rate: int = 48_000,
    channels: int = 2,
    options: Sequence[str] = (*H264, "-c:a", "aac"),
    filters: str = "null",
) -> Path:
    """Make a clip of one colour, with one tone or without sound."""
    inputs = ["-f", "lavfi", "-i", f"color=c={colour(name)}:size={size}:rate={rate}:duration={seconds}"]
    if tone is not None:
        sine = f"sine=frequency={tone}:sample_rate={sample_rate}:duration={seconds}"
        inputs += ["-f", "lavfi", "-i", sine, "-ac", str(channels)]
    run(ffmpeg, *inputs, "-vf", filters, *options, f"file:{path}")
    return path


def quarters(ffmpeg: Path, path: Path, *, size: tuple[int, int] = (160, 120), filters: str = "null") -> Path:
    """Make a picture whose quarters are red, green, blue and yellow, line by line, before `filters`."""
    parts = [f"color=c={colour(name)}:size={size[0] // 2}x{size[1] // 2}:duration=1" for name in QUARTERS]
    inputs = [option for part in parts for option in ("-f", "lavfi", "-i", part)]
    graph = f"[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,{filters}"
    run(
        ffmpeg, *inputs, "-filter_complex", graph, "-frames:v", "1", "-q:v", "1", "-pix_fmt", "yuvj444p", f"file:{path}"
    )
    return path


def picture(ffmpeg: Path, path: Path, name: str, *, size: str = "160x90") -> Path:
    """Make a picture of one colour; the ending of its name says of which kind."""
    run(ffmpeg, "-f", "lavfi", "-i", f"color=c={colour(name)}:size={size}", "-frames:v", "1", f"file:{path}")
    return path


def exif(entries: dict[int, bytes | int], inner: dict[int, bytes] | None = None, *, order: str = "<") -> bytes:
    """Return a block of EXIF: numbers are SHORTs, bytes are texts; `inner` goes into the EXIF directory."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    first = dict(entries)
    size = 2 + 12 * (len(first) + (inner is not None)) + 4
    texts_at = 8 + size
    texts = b""
    lines = []
    for tag, value in sorted(first.items()):
        if isinstance(value, int):
            lines.append(struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0))
        else:
            lines.append(struct.pack(f"{order}HHII", tag, 2, len(value), texts_at + len(texts)))
            texts += value
    if inner is not None:
        lines.append(struct.pack(f"{order}HHII", 0x8769, 4, 1, texts_at + len(texts)))
        begin = texts_at + len(texts) + 2 + 12 * len(inner) + 4
        directory, behind = [], b""
        for tag, text in sorted(inner.items()):
            place = struct.pack(f"{order}I", begin + len(behind)) if len(text) > 4 else text.ljust(4, b"\0")
            directory.append(struct.pack(f"{order}HHI", tag, 2, len(text)) + place)
            behind += text if len(text) > 4 else b""
        texts += struct.pack(f"{order}H", len(inner)) + b"".join(directory) + bytes(4) + behind
    return mark + struct.pack(f"{order}IH", 8, len(lines)) + b"".join(lines) + bytes(4) + texts


def with_exif(jpeg: Path, block: bytes) -> Path:
    """Put a block of EXIF into a JPEG, as its first segment."""
    data = jpeg.read_bytes()
    body = b"Exif\0\0" + block
    jpeg.write_bytes(data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:])
    return jpeg


async def looked_at(ffmpeg: Path, paths: Sequence[Path]) -> list[MediaFacts]:
    return [await probe(ffmpeg, path) for path in paths]


class Assembled:
    """A film that was put together, what was foreseen of it, and how it came about."""

    def __init__(self, path: Path, plan: Joint | Show, shares: list[float], most_files: int) -> None:
        self.path = path
        self.plan = plan
        self.shares = shares
        self.most_files = most_files


async def joined_from(ffmpeg: Path, paths: Sequence[Path], folder: Path) -> Assembled:
    """Join clips in a folder."""
    facts = await looked_at(ffmpeg, paths)
    folder.mkdir(exist_ok=True)
    watch = _Watch(folder)
    joint = joined(facts)
    with opened(facts, paths) as inputs:
        path = await join(ffmpeg, joint, inputs, folder=folder, threads=2, on_share=watch)
    return Assembled(path, joint, watch.shares, watch.most)


async def shown_from(
    ffmpeg: Path,
    paths: Sequence[Path],
    folder: Path,
    *,
    seconds: float = 1.0,
    transition: str = "fade",
    size: tuple[int, int] = (160, 90),
) -> Assembled:
    """Show pictures in a folder."""
    facts = await looked_at(ffmpeg, paths)
    folder.mkdir(exist_ok=True)
    watch = _Watch(folder)
    plan = shown(facts, seconds=seconds, transition=transition, size=size)
    with opened(facts, paths) as inputs:
        path = await show(ffmpeg, plan, inputs, folder=folder, threads=2, on_share=watch)
    return Assembled(path, plan, watch.shares, watch.most)


class _Watch:
    """Takes the shares that are done, and counts how many canvases lie in the folder meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.shares: list[float] = []
        self.most = 0
        self._folder = folder

    def __call__(self, share: float) -> None:
        self.shares.append(share)
        self.most = max(self.most, len(list(self._folder.rglob("*.yuv"))))


@contextlib.contextmanager
def opened(facts: Sequence[MediaFacts], paths: Sequence[Path]) -> Iterator[list[Input]]:
    """Open files as inputs of ffmpeg."""
    inputs = [Input(known.container, open_source(path)) for known, path in zip(facts, paths, strict=True)]
    try:
        yield inputs
    finally:
        for one in inputs:
            os.close(one.descriptor)
