"""What the tests of edits share: sources whose colours and tones tell the time, and what is read off the results."""

from __future__ import annotations

import secrets
import subprocess
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from nemo_watch.studio.language.edits import Edit
from nemo_watch.studio.render import Render
from nemo_watch.studio.workshop import Workshop

SAMPLE_RATE = 48_000
RATE = 25
WIDTH, HEIGHT = 160, 120
COLOURS = {"red": (220, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 220), "yellow": (220, 220, 20)}
TONES = (400, 800, 1200, 1600)
"""Hertz of each second of a coloured film."""
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-pix_fmt", "yuv420p", "-bf", "2")

Pixel = tuple[int, int, int]


class Shown(NamedTuple):
    """A decoded result: its size, and its pictures as RGB bytes."""

    size: tuple[int, int]
    pictures: list[bytes]

    def pixel(self, picture: int, x: float, y: float) -> Pixel:
        """Return the colour of a picture at a place, in parts of its sides."""
        width, height = self.size
        at = (min(height - 1, int(y * height)) * width + min(width - 1, int(x * width))) * 3
        red, green, blue = self.pictures[picture][at : at + 3]
        return red, green, blue

    def name(self, picture: int, x: float = 0.5, y: float = 0.5) -> str:
        """Return which of the known colours is seen at a place of a picture."""
        return named(self.pixel(picture, x, y))

    def names(self, x: float = 0.5, y: float = 0.5) -> list[str]:
        """Return the colours that follow each other, each once."""
        seen: list[str] = []
        for number in range(len(self.pictures)):
            name = self.name(number, x, y)
            if not seen or seen[-1] != name:
                seen.append(name)
        return seen


def named(pixel: Pixel) -> str:
    known = {**COLOURS, "black": (0, 0, 0), "white": (255, 255, 255)}
    return min(known, key=lambda name: sum((a - b) ** 2 for a, b in zip(known[name], pixel, strict=True)))


def run(ffmpeg: Path, *arguments: str) -> bytes:
    finished = subprocess.run([str(ffmpeg), "-nostdin", "-v", "error", "-y", *arguments], capture_output=True)
    assert finished.returncode == 0, finished.stderr.decode(errors="replace")
    return finished.stdout


def coloured(ffmpeg: Path, path: Path, *, seconds: int = 4, options: Sequence[str] = (*X264, "-c:a", "aac")) -> Path:
    """Make a film of a colour and a tone for each second."""
    inputs, labels = [], ""
    for number in range(seconds):
        red, green, blue = list(COLOURS.values())[number % 4]
        colour = f"color=c=0x{red:02x}{green:02x}{blue:02x}:size={WIDTH}x{HEIGHT}:rate={RATE}:duration=1"
        tone = f"sine=frequency={TONES[number % 4]}:sample_rate={SAMPLE_RATE}:duration=1"
        inputs += ["-f", "lavfi", "-i", colour, "-f", "lavfi", "-i", tone]
        labels += f"[{2 * number}][{2 * number + 1}]"
    graph = f"{labels}concat=n={seconds}:v=1:a=1[v][a]"
    run(ffmpeg, *inputs, "-filter_complex", graph, "-map", "[v]", "-map", "[a]", *options, f"file:{path}")
    return path


def quartered(ffmpeg: Path, path: Path, *, size: str = f"{WIDTH}x{HEIGHT}", options: Sequence[str] = X264) -> Path:
    """Make a film of a second whose quarters are red, green, blue and yellow, line by line."""
    width, height = (int(side) // 2 for side in size.split("x"))
    parts = [
        f"color=c=0x{r:02x}{g:02x}{b:02x}:size={width}x{height}:rate={RATE}:duration=1" for r, g, b in COLOURS.values()
    ]
    inputs = [option for part in parts for option in ("-f", "lavfi", "-i", part)]
    graph = "[0][1]hstack[a];[2][3]hstack[b];[a][b]vstack,format=yuv420p"
    run(ffmpeg, *inputs, "-filter_complex", graph, *options, f"file:{path}")
    return path


def tone(
    ffmpeg: Path, path: Path, *, seconds: float, frequency: int = 1000, volume: float = 1.0, options: Sequence[str] = ()
) -> Path:
    """Make a sound file of one tone; ffmpeg's own sine has an eighth of the full amplitude."""
    source = f"sine=frequency={frequency}:sample_rate={SAMPLE_RATE}:duration={seconds}"
    run(ffmpeg, "-f", "lavfi", "-i", source, "-af", f"volume={volume}", *options, f"file:{path}")
    return path


def shown(ffmpeg: Path, path: Path) -> Shown:
    """Decode all pictures of a result, in its own size, upright."""
    listed = run(
        ffmpeg, "-i", f"file:{path}", "-map", "0:v:0", "-frames:v", "1", "-c:v", "ppm", "-f", "image2pipe", "-"
    )
    width, height = (int(side) for side in listed.split(b"\n", 2)[1].split())
    raw = run(
        ffmpeg,
        "-i",
        f"file:{path}",
        "-map",
        "0:v:0",
        "-fps_mode",
        "passthrough",
        "-pix_fmt",
        "rgb24",
        "-f",
        "rawvideo",
        "-",
    )
    step = width * height * 3
    return Shown((width, height), [raw[at : at + step] for at in range(0, len(raw), step)])


def sound(ffmpeg: Path, path: Path) -> array[int]:
    """Decode the sound to one channel at 48 kHz."""
    placed = ("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le", "-")
    return array("h", run(ffmpeg, "-i", f"file:{path}", "-map", "0:a:0", *placed))


def part(samples: array[int], start: float, end: float) -> array[int]:
    return samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]


def frequency(samples: array[int], at: float, *, width: float = 0.2) -> float:
    """Return the tone that is heard around a moment, by counting how often it rises through zero."""
    heard = part(samples, at - width / 2, at + width / 2)
    rises = [number for number, (before, after) in enumerate(pairwise(heard)) if before < 0 <= after]
    return (len(rises) - 1) * SAMPLE_RATE / (rises[-1] - rises[0]) if len(rises) > 1 else 0.0


def loudness(samples: array[int], start: float, end: float) -> float:
    """Return the root mean square of a part, 1.0 for the largest amplitude."""
    heard = part(samples, start, end)
    return (sum(sample * sample for sample in heard) / max(1, len(heard))) ** 0.5 / 32768


async def begun(workshop: Workshop, sources: Sequence[Path], *edits: Edit, **output: Any) -> Render:
    """Begin a render of edits; a second source is merged in."""
    session = workshop.sessions.create(language="en")
    uploads = [await workshop.take(session, source) for source in sources]
    cast = {"main": [uploads[0].id], **({"merged": uploads[1].id} if len(uploads) > 1 else {})}
    studio = {"cast": cast, "edits": msgspec.to_builtins(list(edits))}
    name = f"r{secrets.token_hex(4)}"
    return workshop.render(session, name, {"studio": studio}, output, folder=str(sources[0].parent))


async def rendered(workshop: Workshop, sources: Path | Sequence[Path], *edits: Edit, **output: Any) -> Render:
    """Make a render of edits and return it, completed."""
    render = await begun(workshop, [sources] if isinstance(sources, Path) else sources, *edits, **output)
    assert render.task is not None
    await render.task
    assert render.status == "completed", render.message
    assert not render.path.with_suffix(".work").exists()
    return render
