"""Joining clips: each is brought into shape alone, then all are written into one film without being encoded again.

1. A clip becomes a film with a constant rate and a file of samples, or, where all are alike, a film of its own packets.
2. Its pictures are counted. The samples are laid behind those of the clips before: exactly as many as belong to its
   pictures. Where a sound goes on, the last picture stands until it has ended.
3. All films become one, whose pictures follow each other in one beat, and whose sound is the samples that were laid.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from nemo_watch.errors import FinalError, JobError
from nemo_watch.studio import samples
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose.preparing import bytes_needed
from nemo_watch.studio.edges import is_open_sound_damaged_only_at_edges
from nemo_watch.studio.fence import jail
from nemo_watch.studio.fence.process import Finished
from nemo_watch.studio.joining import clips as runs
from nemo_watch.studio.joining import pieces, soundtrack
from nemo_watch.studio.joining.joint import Clip, Joint
from nemo_watch.studio.joining.matching import CUT_SOUND_SECONDS
from nemo_watch.studio.joining.rates import SAMPLE_RATE, samples_at
from nemo_watch.studio.joining.workbench import Workbench, blamed, check, has_failed, still_input

OnShare = Callable[[float], None]
"""Takes how much is done, from 0 to 1."""

_WRITING_SHARE = 0.05
_COPYING_WRITING_SHARE = 0.5
_SOUND_DECODER_FAILED = re.compile(r"\[aist#.*Error submitting packet to decoder")


async def join(
    ffmpeg: Path, joint: Joint, clips: Sequence[Input], *, folder: Path, threads: int, on_share: OnShare
) -> Path:
    """Make the film that a joint describes of its clips, in a folder, and return where it is.

    Each clip is asked for when its turn comes. Raises JobError, which names the clip by its number where one is to
    blame.
    """
    bench = Workbench(ffmpeg, folder / "joining")
    try:
        work = _Work(bench, joint, threads=threads, on_share=on_share)
        bench.reserve(work.bytes_needed())
        for number in range(len(joint.clips)):
            try:
                with still_input(clips[number]) as clip:
                    await work.take(number, clip)
            except JobError as error:
                raise blamed(error, f"clip {number + 1}") from error
        target = folder / "joined.mov"
        await work.write(target)
        return target
    finally:
        bench.clear()


class _Work:
    """The films and the sound that have been made so far; `pictures` counts those of a constant rate."""

    def __init__(self, bench: Workbench, joint: Joint, *, threads: int, on_share: OnShare) -> None:
        self._bench = bench
        self._joint = joint
        self._threads = threads
        self._on_share = on_share
        self._pieces: list[tuple[str, float]] = []
        self._track = bench.folder / "sound.pcm"
        self._pictures = 0
        self._seconds = 0.0
        self._done = 0.0
        self._whole = sum(_weight(clip) for clip in joint.clips)
        self._taking = 1.0 - (_COPYING_WRITING_SHARE if joint.copies_picture else _WRITING_SHARE)

    def bytes_needed(self) -> int:
        """Return about how much room is needed: all clips lie there twice while they are written into one."""
        if self._joint.copies_picture:
            return 2 * sum(clip.size for clip in self._joint.clips)
        return 2 * bytes_needed(self._joint.facts, self._joint.duration or 0.0)

    async def take(self, number: int, source: Input) -> None:
        """Bring a clip into shape and put it behind the others."""
        clip = self._joint.clips[number]
        picture, sound = (self._bench.folder / f"{number}.{suffix}" for suffix in ("mov", "pcm"))
        await self._shape(number, clip, source, picture, sound)
        if self._joint.copies_picture:
            seconds = clip.picture.end or 0.0
            self._pieces.append((picture.name, seconds))
            begin, end = (round(at * SAMPLE_RATE) for at in (self._seconds, self._seconds + seconds))
            self._seconds += seconds
        else:
            begin = samples_at(self._pictures, self._joint.rate)
            await self._count(picture, soundtrack.seconds_of(sound))
            end = samples_at(self._pictures, self._joint.rate)
        if self._joint.has_sound and not self._joint.copies_sound:
            await asyncio.to_thread(soundtrack.lay, sound, self._track, begin=begin, end=end)
        self._done += _weight(clip)

    async def _shape(self, number: int, clip: Clip, source: Input, picture: Path, sound: Path) -> None:
        finished = await self._run(number, clip, source, picture, sound, strict=True)
        if has_failed(finished) and await self._may_be_lenient(finished, source):
            picture.unlink(missing_ok=True)
            sound.unlink(missing_ok=True)
            finished = await self._run(number, clip, source, picture, sound, strict=False)
        check(finished)

    async def _run(
        self, number: int, clip: Clip, source: Input, picture: Path, sound: Path, *, strict: bool
    ) -> Finished:
        if self._joint.copies_picture:
            is_first = number == 0
            arguments = runs.keeping(
                self._joint, clip, source, picture=picture, sound=sound, is_first=is_first, strict=strict
            )
            limits = jail.USUAL
        else:
            arguments = runs.encoding(
                self._joint, clip, source, picture=picture, sound=sound, threads=self._threads, strict=strict
            )
            limits = self._limits(clip)
        return await self._bench.run(
            arguments,
            source=source,
            limits=limits,
            seconds=clip.seconds,
            on_progress=lambda seconds: self._report(clip, seconds),
        )

    def _limits(self, clip: Clip) -> jail.Limits:
        width, height = self._joint.size
        return jail.encoding(max(width * height, clip.picture.width * clip.picture.height), threads=self._threads)

    async def _may_be_lenient(self, finished: Finished, source: Input) -> bool:
        """Tell whether what a decoder stumbled over is no more than a sound packet cut in two at an edge."""
        if finished.was_killed or not _SOUND_DECODER_FAILED.search(finished.errors):
            return False
        return await is_open_sound_damaged_only_at_edges(self._bench.ffmpeg, source.descriptor, source.container)

    async def _count(self, picture: Path, heard: float) -> None:
        """Count the pictures of a clip; where its sound goes on, let the last one stand until that has ended."""
        rate = self._joint.rate
        count = await asyncio.to_thread(_pictures_in, picture)
        self._add(picture, count)
        more = int(heard * rate) - count if heard > count / rate + CUT_SOUND_SECONDS else 0
        if more > 0:
            target = picture.with_name(f"{picture.stem}-end.mov")
            standing = runs.standing(picture, pictures=more, skipped=count - 1, threads=self._threads, target=target)
            check(await self._bench.run(standing, limits=jail.ENCODING, seconds=heard))
            self._add(target, more)

    def _add(self, picture: Path, count: int) -> None:
        self._pictures += count
        self._pieces.append((picture.name, float(count / self._joint.rate)))

    def _report(self, clip: Clip, seconds: float) -> None:
        part = min(1.0, seconds / clip.seconds) if clip.seconds else 0.0
        self._on_share(self._taking * (self._done + part * _weight(clip)) / self._whole)

    async def write(self, target: Path) -> None:
        """Write all films and the sound into one film."""
        pieces.list_pieces(self._bench.folder, self._pieces)
        whole = self._seconds or float(self._pictures / self._joint.rate)

        def progressed(seconds: float) -> None:
            self._on_share(self._taking + (1.0 - self._taking) * min(1.0, seconds / whole))

        with pieces.plainly_named(self._bench.folder) as (name, descriptors):
            finished = await self._bench.run(
                self._writing(name, target), descriptors=descriptors, seconds=whole, on_progress=progressed
            )
        check(finished)
        self._on_share(1.0)

    def _writing(self, name: str, target: Path) -> list[str]:
        joint = self._joint
        # else the sound that is decoded before the beginning, and not heard, would move the picture behind it
        stamps = ["-copyts"] if joint.copies_picture else []
        arguments = ["-v", "error", *stamps, *pieces.reading(name, keeps_packets=joint.copies_picture)]
        if joint.has_sound and not joint.copies_sound:
            track = ["-protocol_whitelist", "file", *soundtrack.READING, "-i", f"file:{name}/{self._track.name}"]
            arguments += [*track, "-map", "0:v", "-map", "1:a"]
        else:
            arguments += ["-map", "0:v", *(("-map", "0:a") if joint.has_sound else ())]
        beat = [] if joint.copies_picture else ["-bsf:v", runs.steady_beat(joint.rate)]
        return [*arguments, "-c", "copy", *beat, *runs.BARE, "-write_tmcd", "0", "-f", "mov", "-n", f"file:{target}"]


def _weight(clip: Clip) -> float:
    return clip.seconds or 1.0


def _pictures_in(film: Path) -> int:
    """Return how many pictures a film has that was made here. Raises FinalError where there are none."""
    try:
        return next(track.samples for track in samples.walk(film) if track.kind == "vide")
    except (samples.TableError, OSError, StopIteration) as error:
        raise FinalError("Nothing of its picture can be decoded.") from error
