# ruff: noqa: INP001 - a script, and no package

"""Make `docs/gallery.md` and its pictures: each edit is asked for in words, rendered, and shown in four frames.

    .venv/bin/python docs/pictures/make_gallery.py

The film that is edited is drawn here: hills, and a sun that rises, stands, and sets within six seconds.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from nemo_watch.studio.ffmpeg import find_ffmpeg
from nemo_watch.studio.workshop import Workshop

DOCS = Path(__file__).resolve().parent.parent
PICTURES = DOCS / "pictures" / "gallery"
PAGE = DOCS / "gallery.md"
FFMPEG = find_ffmpeg(None)
HEIGHT = 150
MOMENTS = (0.07, 0.37, 0.63, 0.9)
"""What is shown of a film, in parts of its length."""

HEAD = """# Gallery

What each wish makes of a film. The words are what stands in the rule; the pictures are four moments of the result, from
its beginning to its end. All of it was made on one machine, without a network, by `docs/pictures/make_gallery.py`.
"""

TEXT = """How a watch folder works

You drop a video into a folder. A moment later, the file that you asked for lies in another.

Nothing is taken too early: a copy that is not complete is waited for.

Whatever happens, the original is kept. And 100 % of it stays on your own machine.
"""

SUBTITLES = "1\n00:00:00,500 --> 00:00:02,500\nThe sun rises.\n\n2\n00:00:03,200 --> 00:00:05,600\nAnd sets again.\n"


class Shot(NamedTuple):
    """One entry: what it is called, what is asked for, and the files that are dropped (the film, unless named)."""

    name: str
    title: str
    words: str
    files: tuple[str, ...] = ("hills.mp4",)


CHAPTERS: dict[str, tuple[Shot, ...]] = {
    "The film itself": (Shot("plain", "As it is", "convert to MP4"),),
    "Time": (
        Shot("trim", "Trim", "keep from 0:02 to 0:04"),
        Shot("cut", "Cut out", "cut out from 1 to 5 seconds"),
        Shot("reverse", "Backwards", "play it backwards"),
        Shot("loop", "Again and again", "2x speed, loop it 2 times"),
        Shot("fade", "Fades", "fade in and out over 2 seconds"),
    ),
    "Shape": (
        Shot("square", "Square", "square"),
        Shot("vertical", "Upright, cropped", "vertical, cropped"),
        Shot("blur", "Upright, over itself", "9:16 with blurred background"),
        Shot("rotate", "Turned", "rotate 90 degrees"),
        Shot("mirror", "Mirrored", "mirror it"),
    ),
    "Look": (
        Shot("grayscale", "Black and white", "black and white"),
        Shot("thumbnail", "A picture of it", "grab a thumbnail at 3 seconds"),
    ),
    "Words and pictures in it": (
        Shot("title", "Title", "add a title 'Summer 2026'"),
        Shot("title-bottom", "Title below, for longer", "put 'Over the hills' at the bottom for 6 seconds"),
        Shot("watermark", "Watermark", "watermark © Ana"),
        Shot("logo", "Logo", "put logo.png in the top right corner", ("hills.mp4", "logo.png")),
        Shot("subtitles", "Subtitles", "burn in the subtitles", ("hills.mp4", "hills.srt")),
    ),
    "Several files": (
        Shot("concat", "Clips joined", "join these clips", ("hills.mp4", "wide.mp4", "tall.mp4")),
        Shot("slideshow", "Slideshow", "make a slideshow, 2 seconds each", ("a.jpg", "b.jpg", "c.jpg")),
    ),
    "A text becomes a video": (
        Shot("explain", "Of a text alone", "turn this text into a short explainer video with visuals", ("story.txt",)),
        Shot(
            "explain-pictures",
            "Of a text and pictures",
            "turn this text into a video with music",
            ("story.txt", "a.jpg", "b.jpg", "c.jpg"),
        ),
        Shot("explain-tall", "Upright", "turn this text into an explainer video, vertical", ("story.txt",)),
    ),
}


def main() -> None:
    """Make all of it anew."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.jpg"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="nemo-gallery-") as folder:
        _draw(Path(folder))
        page = [HEAD]
        for chapter, shots in CHAPTERS.items():
            page.append(f"## {chapter}\n")
            page += [asyncio.run(_shown(shot, Path(folder))) for shot in shots]
    PAGE.write_text("\n".join(page), encoding="utf-8")


async def _shown(shot: Shot, folder: Path) -> str:
    """Render an entry, keep its frames, and return its part of the page."""
    workshop = Workshop(ffmpeg=FFMPEG, folder=folder / "studio")
    session = workshop.sessions.create(language="en")
    for name in shot.files:
        await workshop.take(session, folder / name)
    workshop.answer(session, shot.words)
    assert session.draft, (shot, session.unknown)
    render = workshop.render(session, shot.name, session.draft, {}, folder=str(folder))
    assert render.task is not None
    await render.task
    assert render.status == "completed", (shot, render.message)
    _frames(render.path, render.duration, PICTURES / f"{shot.name}.jpg")
    await workshop.close()
    print(shot.name, render.message)
    said = f"> {shot.words}\n\n{render.message}\n"
    return f"### {shot.title}\n\n{said}\n![{shot.title}: four moments](pictures/gallery/{shot.name}.jpg)\n"


def _frames(film: Path, seconds: float | None, target: Path) -> None:
    """Put some moments of a film beside each other; a still stands alone."""
    sized = f"scale=-2:{HEIGHT}"
    if film.suffix == ".jpg":
        _run("-i", f"file:{film}", "-vf", sized, "-q:v", "4", str(target))
        return
    moments = [f"{(seconds or 0.0) * part:.3f}" for part in MOMENTS]
    inputs = [word for moment in moments for word in ("-ss", moment, "-i", f"file:{film}")]
    labels = range(len(MOMENTS))
    scaled = ";".join(f"[{number}:v]{sized},pad=iw+4:ih:2:0:white[{number}]" for number in labels)
    graph = f"{scaled};{''.join(f'[{number}]' for number in labels)}hstack={len(MOMENTS)}"
    _run(*inputs, "-filter_complex", graph, "-frames:v", "1", "-q:v", "4", str(target))


def _draw(folder: Path) -> None:
    """Draw the films, pictures and texts that are dropped."""
    near, far = "gt(Y,250+30*sin(X/70)+8*sin(X/23))", "gt(Y,215+45*sin((X+140)/120))"
    sun = "lt(hypot(X-(80+T*80),Y-(120-60*sin(T/6*PI))),34)"
    colours = {
        "r": f"if({near},34+6*sin(X/9),if({far},70,if({sun},255,lerp(250,90,(360-Y)/360))))",
        "g": f"if({near},92+8*sin(X/9),if({far},120,if({sun},226,lerp(190,140,(360-Y)/360))))",
        "b": f"if({near},60,if({far},110,if({sun},120,lerp(150,220,(360-Y)/360))))",
    }
    drawn = ":".join(f"{name}='{value}'" for name, value in colours.items())
    tone = "aevalsrc='0.2*sin(2*PI*220*t)*(0.6+0.4*sin(PI*t))':s=48000:d=6"
    coding = ("-c:v", "libx264", "-crf", "12", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    source = f"nullsrc=s=640x360:r=25:d=6,format=rgb24,geq={drawn}"
    film = folder / "hills.mp4"
    _run("-f", "lavfi", "-i", source, "-f", "lavfi", "-i", tone, *coding, str(film))
    _run("-i", str(film), "-vf", "crop=640:272,hue=h=-35:s=1.1", *coding, str(folder / "wide.mp4"))
    _run("-i", str(film), "-vf", "crop=202:360,hue=h=150", "-an", *coding[:-2], str(folder / "tall.mp4"))
    for name, second, filters in (
        ("a", 0.5, "hue=h=0"),
        ("b", 3, "hue=h=-30:s=1.2"),
        ("c", 5.5, "crop=300:360,hue=h=170"),
    ):
        still = ("-ss", str(second), "-i", str(film), "-frames:v", "1", "-vf", filters, "-q:v", "2")
        _run(*still, str(folder / f"{name}.jpg"))
    ring = "if(lt(abs(hypot(X-60,Y-60)-40),12),255,if(gt(X,125)*lt(X,290)*gt(Y,48)*lt(Y,72),255,0))"
    logo = f"color=c=white:s=300x120,format=rgba,geq=r=255:g=255:b=255:a='{ring}'"
    _run("-f", "lavfi", "-i", logo, "-frames:v", "1", str(folder / "logo.png"))
    (folder / "hills.srt").write_text(SUBTITLES, encoding="utf-8")
    (folder / "story.txt").write_text(TEXT, encoding="utf-8")


def _run(*arguments: str) -> None:
    subprocess.run([str(FFMPEG), "-nostdin", "-v", "error", "-y", *arguments], check=True)


if __name__ == "__main__":
    main()
