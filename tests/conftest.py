"""What several tests share: ffmpeg, real media where they are, clips made on demand."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from nemo_watch.studio.ffmpeg import find_ffmpeg
from nemo_watch.studio.workshop import Workshop

MakeClip = Callable[..., Path]

settings.register_profile("nemo-watch", deadline=None)  # how fast a machine is proves nothing
settings.load_profile("nemo-watch")


@pytest.fixture(scope="session")
def ffmpeg() -> Path:
    """Return the ffmpeg that nemo-watch itself uses."""
    return find_ffmpeg(None)


@pytest.fixture
async def workshop(ffmpeg: Path, tmp_path: Path) -> AsyncIterator[Workshop]:
    """Return a studio's workshop that keeps its files in a folder of the test."""
    workshop = Workshop(ffmpeg=ffmpeg, folder=tmp_path / "studio")
    yield workshop
    await workshop.close()


@pytest.fixture(scope="session")
def real_media() -> Path:
    """Return the folder of real-world files, with their manifest."""
    folder = os.environ.get("NEMO_WATCH_MEDIA")
    if not folder:
        pytest.skip("NEMO_WATCH_MEDIA does not name a folder with real files")
    return Path(folder)


@pytest.fixture(scope="session")
def manifest(real_media: Path) -> dict[str, dict[str, Any]]:
    """Return what each real file is and what should become of it, by name."""
    content = json.loads((real_media / "manifest.json").read_text(encoding="utf-8"))
    listed = content if isinstance(content, list) else next(v for v in content.values() if isinstance(v, list))
    return {entry["name"]: entry for entry in listed}


@pytest.fixture
def make_clip(ffmpeg: Path, tmp_path: Path) -> MakeClip:
    """Return a function that makes a small clip: a moving test picture and a tone."""

    def make(
        name: str,
        *,
        seconds: float = 2.0,
        size: str = "320x240",
        video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
        audio: tuple[str, ...] | None = ("-c:a", "aac"),
        folder: Path | None = None,
        extra: tuple[str, ...] = (),
    ) -> Path:
        path = (folder or tmp_path) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        sound = ["-f", "lavfi", "-i", "sine=440:sample_rate=48000"] if audio is not None else []
        command = [
            *(str(ffmpeg), "-v", "error", "-nostdin", "-y"),
            *("-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25"),
            *sound,
            *("-t", str(seconds), *video, *(audio or ()), *extra, f"file:{path}"),
        ]
        subprocess.run(command, check=True)
        return path

    return make
