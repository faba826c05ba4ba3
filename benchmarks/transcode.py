"""What an encode costs beside the very same ffmpeg command run by hand, and what a film of a text takes.

The command is taken from the plan, so that both do the same work. Ours has the probe, the checks and the way from the
inbox to the outbox in it.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import time
from pathlib import Path

from bench import Daemon, print_table, run_ffmpeg, spread, work_folder

from nemo_watch.studio.command import Input, arguments
from nemo_watch.studio.fence.jail import command
from nemo_watch.studio.ffmpeg import find_ffmpeg
from nemo_watch.studio.lanes import Lanes
from nemo_watch.studio.language import read
from nemo_watch.studio.plan import Wish, plan
from nemo_watch.studio.probe import open_source, probe

FFMPEG = find_ffmpeg(None)
INSTRUCTION = "convert to MP4 in high quality"
SECONDS = 12
RUNS = 6
WORDS = """A watch folder saves you a step that you take every day. You drop a video into it, and a moment later the
file that you asked for lies in another folder. Nothing is taken too early: a copy that is not complete is waited for,
however long it takes. What can be kept is kept, so most films are done without any loss. The result is checked before
you see it. The original is never touched, and it moves aside when all is well. Should the power fail, everything goes
on where it was. And all of it happens on your own machine."""


def main() -> None:
    """Measure and print."""
    with work_folder() as folder:
        film = _film(folder / "film.avi")
        ours, bare = _by_turns(film, folder)
        ratio = statistics.median(own / alone for own, alone in zip(ours, bare, strict=True))
        rows = [(f"MPEG-4 AVI of {SECONDS} s, 720p ({RUNS} runs)", spread(ours), spread(bare), f"{ratio:.3f}")]
        text = folder / "story.txt"
        text.write_text(WORDS, encoding="utf-8")
        rows.append((f"{len(WORDS.split())} words to a film, 1080p", f"{_told(text, folder):.1f} s", "", ""))
    print_table("An encode, and the same command by hand", ("", "nemo-watch", "by hand", "ratio"), rows)


def _by_turns(film: Path, folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds of both; each begins every other turn, as these machines grow slower and faster."""
    ours, bare = [], []
    with Daemon(folder / "daemon", instruction=INSTRUCTION) as daemon:
        for number in range(RUNS):
            if number % 2:
                bare.append(_by_hand(film, folder / f"{number}.mp4"))
            begun = daemon.drop(film, f"{number}.avi")
            ours.append(daemon.wait_for([f"{number}.mp4"]) - begun)
            if not number % 2:
                bare.append(_by_hand(film, folder / f"{number}.mp4"))
    return ours, bare


def _film(path: Path) -> Path:
    picture = "testsrc2=size=1280x720:rate=25,noise=alls=12:allf=t,format=yuv420p"
    sound = "sine=440:sample_rate=48000"
    coding = ("-c:v", "mpeg4", "-q:v", "4", "-c:a", "libmp3lame", "-b:a", "128k")
    run_ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", str(SECONDS), *coding, str(path))
    return path


def _by_hand(film: Path, target: Path) -> float:
    facts = asyncio.run(probe(FFMPEG, film))
    wish = Wish(edits=read(INSTRUCTION).edits)
    planned = plan(facts, wish, compatible="wide", threads=Lanes().threads)
    descriptor = open_source(film)
    given = Input(facts.container, descriptor)
    words = command(FFMPEG, arguments(planned, inputs=[given], target=target, strict=True))
    begun = time.monotonic()
    subprocess.run(["nice", *words], pass_fds=[descriptor], check=True, stderr=subprocess.DEVNULL)
    os.close(descriptor)
    return time.monotonic() - begun


def _told(text: Path, folder: Path) -> float:
    more = "    skill: ai-to-video-free\n"
    instruction = "turn this text into a short explainer video with visuals and music"
    with Daemon(folder / "teller", instruction=instruction, more=more) as daemon:
        begun = daemon.drop(text, "story.txt")
        return daemon.wait_for(["story.mp4"]) - begun


if __name__ == "__main__":
    main()
