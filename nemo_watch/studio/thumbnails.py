"""Small pictures of films and pictures, for whoever looks for a file by eye."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from pathlib import Path

import structlog

from nemo_watch.errors import JobError
from nemo_watch.media.containers import HEAD_BYTES, Container, recognise
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.probe import open_source
from nemo_watch.studio.stills import as_still

WIDTH, HEIGHT = 320, 180
"""The box that a thumbnail fits into, in pixels: twice what a page shows, for screens of high density."""

_DEADLINE_SECONDS = 8.0
_MOST_WAITING = 40
_MOST_KEPT = 1000
_LOOKED_AT_SECONDS = "2"
"""Films often begin in black."""
_LOOK = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease:out_range=pc,setsar=1,format=yuvj420p"
_SOUNDS = frozenset({Container.WAV, Container.MP3, Container.AAC, Container.FLAC, Container.OGG})
_STILLS = frozenset({Container.PNG, Container.JPEG, Container.WEBP, Container.GIF})

log = structlog.get_logger()


class Thumbnails:
    """Makes thumbnails, one at a time, and keeps the newest thousand in a folder."""

    def __init__(self, *, ffmpeg: Path, folder: Path) -> None:
        """Keep them in `folder`, which is made when it is needed."""
        self._ffmpeg = ffmpeg
        self._folder = folder
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def of(self, path: Path) -> Path | None:
        """Return the thumbnail (a JPEG file) of a file as it is now; None for one that shows nothing.

        None also where many wait for theirs: whoever looks on asks again.
        """
        if self._waiting >= _MOST_WAITING:
            return None
        self._waiting += 1
        try:
            async with self._turn:  # nothing is open before its turn has come
                return await self._of_file(path)
        finally:
            self._waiting -= 1

    async def _of_file(self, path: Path) -> Path | None:
        try:
            descriptor = await asyncio.to_thread(open_source, path)
        except JobError:
            return None
        try:
            made = self._folder / f"{_identity(os.fstat(descriptor))}.jpg"
            if not made.exists():
                await asyncio.to_thread(self._make_room)
                await self._make(descriptor, made)
            return made if made.stat().st_size else None
        except OSError as error:
            log.info("thumbnail.failed", reason=str(error))
            return None
        finally:
            os.close(descriptor)

    async def _make(self, descriptor: int, made: Path) -> None:
        """Make a thumbnail; where the file shows nothing, an empty one, so that nobody tries again."""
        container = recognise(os.pread(descriptor, HEAD_BYTES, 0))
        part = made.with_suffix(".part.jpg")
        if container is not None and container not in _SOUNDS:
            try:
                with as_still(container, descriptor) as still:
                    for begin in ((),) if container in _STILLS else (("-ss", _LOOKED_AT_SECONDS), ()):
                        if await self._shoot(container, still, part, begin):
                            break
            except JobError as error:
                log.info("thumbnail.failed", reason=error.message)
                part.unlink(missing_ok=True)
        if not part.exists():
            part.touch()
        part.replace(made)

    async def _shoot(self, container: Container, descriptor: int, part: Path, begin: tuple[str, ...]) -> bool:
        os.lseek(descriptor, 0, os.SEEK_SET)
        part.unlink(missing_ok=True)
        arguments = [
            *("-v", "error", *begin, *jail.input_arguments(container, descriptor)),
            *("-map", "0:v:0", "-frames:v", "1", "-vf", _LOOK, "-q:v", "4", "-f", "mjpeg", "-y", f"file:{part}"),
        ]
        await process.run(
            self._ffmpeg,
            arguments,
            descriptors=[descriptor],
            writable=[self._folder],
            deadline_seconds=_DEADLINE_SECONDS,
        )
        return part.exists() and part.stat().st_size > 0

    def _make_room(self) -> None:
        """Remove the oldest where there are many; a tenth at once, so that this is not done each time."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.scandir(self._folder) as entries:
            kept = [entry for entry in entries if entry.is_file()]
        if len(kept) < _MOST_KEPT:
            return
        for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime)[: _MOST_KEPT // 10]:
            with contextlib.suppress(OSError):
                Path(entry.path).unlink()


def _identity(seen: os.stat_result) -> str:
    """Return a name for the content of a file, as far as a look at it tells."""
    words = f"{seen.st_dev} {seen.st_ino} {seen.st_size} {seen.st_mtime_ns}"
    return hashlib.sha256(words.encode()).hexdigest()[:24]
