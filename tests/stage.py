"""A household with work of several kinds under way, as the documentation shows it: all of it made by ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path

from test_daemon import House

RULES = """\
state: {home}/state
web: {{listen: 127.0.0.1:0}}
inbox: {{settle: 200ms, sweep: 2s, give_up: 10m}}
rules:
  - name: camcorder
    inbox: {home}/Videos/Inbox
    outbox: {home}/Videos/Outbox
    instruction: convert to MP4 without losing quality
  - name: phone
    inbox: {home}/Videos/Phone
    outbox: {home}/Videos/Outbox
    files: ["*.mov", "*.mp4"]
    instruction: make it vertical for TikTok with a blurred background
  - name: dubbing
    skill: audio-video-to
    inbox: {home}/Videos/Dub
    outbox: {home}/Videos/Outbox
    instruction: merge this audio and video into a single MP4 file
"""
SCENES = {
    "Camcorder/Sunrise at the lake.mov": (
        "gradients=c0=0xf6d365:c1=0xfda085:c2=0x355c7d:speed=0.02",
        "h264",
    ),
    "Camcorder/MVI_4823.AVI": ("mandelbrot=start_scale=0.3:end_scale=0.02", "mjpeg"),
    "Phone/IMG_2041.MOV": ("gradients=c0=0x134e5e:c1=0x71b280:nb_colors=2:x1=600:speed=0.05", "h264"),
    "Camcorder/Grandmother 1987.avi": (
        "gradients=type=spiral:c0=0x4b134f:c1=0xc94b4b:c2=0xf8b500:nb_colors=3:speed=0.03",
        "mpeg4",
    ),
}
CODECS = {
    "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p", "-c:a", "aac"],
    "mjpeg": ["-c:v", "mjpeg", "-q:v", "8", "-pix_fmt", "yuvj420p", "-c:a", "pcm_s16le"],
    "mpeg4": ["-c:v", "mpeg4", "-q:v", "8", "-c:a", "mp2"],
}


def _made(ffmpeg: Path, path: Path, source: str, codec: str, *, seconds: int, size: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = ["-f", "lavfi", "-i", f"{source}{':' if '=' in source else '='}size={size}:rate=25"]
    tone = ["-f", "lavfi", "-i", "sine=330:sample_rate=48000"]
    command = [ffmpeg, "-v", "error", "-nostdin", *picture, *tone, "-t", str(seconds), *CODECS[codec], path]
    subprocess.run(command, check=True)


def lay_out(house: House, ffmpeg: Path) -> None:
    """Write the rules and drop the files; the work begins when the daemon does."""
    home, made = house.folder, house.folder / "made"
    house.rule_file.write_text(RULES.format(home=home))
    for name, (source, codec) in SCENES.items():
        _made(ffmpeg, made / name, source, codec, seconds=3, size="640x360")
    _made(ffmpeg, made / "Long/School play.avi", "testsrc2", "mpeg4", seconds=90, size="1280x720")
    inboxes = {"Camcorder": "Inbox", "Phone": "Phone", "Long": "Inbox"}
    for path in sorted(made.rglob("*.*"), key=lambda path: path.parent.name == "Long"):
        inbox = home / "Videos" / inboxes[path.parent.name]
        inbox.mkdir(parents=True, exist_ok=True)
        path.rename(inbox / path.name)
    (home / "Videos" / "Inbox" / "scan0001.avi").write_bytes(b"%PDF-1.7 this is no film")
    (home / "Videos" / "Dub").mkdir()
    _made(ffmpeg, home / "Videos" / "Dub" / "Interview.mp4", "testsrc2", "h264", seconds=1, size="320x180")
