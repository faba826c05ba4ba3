"""How near results come to their sources (VMAF), and how long they take, beside HandBrake's "Fast 1080p30".

Converts every film of a folder: kept without loss, at high quality, and by HandBrakeCLI where it is installed. VMAF is
ffmpeg's libvmaf with its default model, 100 is best; picture by picture, upright, deinterlaced and tone-mapped alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import command, environment, print_table

from nemo_watch.media.containers import Container
from nemo_watch.studio.facts import MediaFacts
from nemo_watch.studio.ffmpeg import find_ffmpeg
from nemo_watch.studio.filters import even, picture_chain
from nemo_watch.studio.probe import probe

FFMPEG = find_ffmpeg(None)
HANDBRAKE = shutil.which("HandBrakeCLI")
INSTRUCTIONS = {"lossless": "convert to MP4 without losing quality", "high": "convert to MP4 in high quality"}
LEAST_SIDE = 64
STILLS = {Container.PNG, Container.JPEG, Container.WEBP, Container.GIF}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("media", type=Path, nargs="?", default=os.environ.get("NEMO_WATCH_MEDIA"))
    folder = parser.parse_args().media
    if not folder:
        sys.exit("Name a folder with films, or set NEMO_WATCH_MEDIA.")
    films = asyncio.run(_films(Path(folder)))
    rows: list[list[str]] = []
    totals: dict[str, list[tuple[float, float, float]]] = {}
    for path, facts in films:
        made = {name: _ours(path, text) for name, text in INSTRUCTIONS.items()}
        if HANDBRAKE:
            made["HandBrake"] = _handbrake(path)
        row = [path.name]
        for name, (seconds, result, is_kept) in made.items():
            score = _vmaf(result, path, facts) if result and not is_kept else float("nan")
            size = result.stat().st_size / path.stat().st_size if result else float("nan")
            totals.setdefault(name, []).append((seconds, score, size))
            row.append(f"{'kept' if is_kept else f'{score:.1f}'}, {seconds:.2f} s, {size:.0%}")
            if result:
                shutil.rmtree(result.parent)
        rows.append(row)
        print(*row, sep=" | ", flush=True)
    rows.append(["sum of seconds", *(f"{sum(one[0] for one in all_of):.1f} s" for all_of in totals.values())])
    rows.append(["mean VMAF", *(_mean([one[1] for one in all_of]) for all_of in totals.values())])
    rows.append(["least VMAF", *(_least([one[1] for one in all_of]) for all_of in totals.values())])
    print_table("VMAF, seconds, size of the source", ("", *totals), rows)


def _known(scores: list[float]) -> list[float]:
    return [score for score in scores if score == score]


def _mean(scores: list[float]) -> str:
    return f"{statistics.mean(_known(scores)):.1f} of {len(_known(scores))}"


def _least(scores: list[float]) -> str:
    return f"{min(_known(scores)):.1f}"


async def _films(folder: Path) -> list[tuple[Path, MediaFacts]]:
    """Return the films of a folder that can be compared: whole, with pictures large enough to be seen."""
    found = []
    for path in sorted(folder.iterdir()):
        try:
            facts = await probe(FFMPEG, path)
        except Exception:  # noqa: BLE001 - whatever is no film is not compared
            continue
        picture = facts.picture
        if (
            picture
            and min(picture.display_size) >= LEAST_SIDE
            and facts.container not in STILLS
            and not facts.truncated
        ):
            found.append((path, facts))
    return found


def _ours(path: Path, instruction: str) -> tuple[float, Path | None, bool]:
    """Return the seconds, the result, and whether its picture is the very same."""
    target = Path(tempfile.mkdtemp(prefix="nemo-bench-"))
    begun = time.monotonic()
    render = command("render", "--json", "-i", instruction, "-o", str(target), "--", str(path))
    finished = subprocess.run(render, env=environment(), capture_output=True, check=False)
    seconds = time.monotonic() - begun
    job = json.loads(finished.stdout)[0] if finished.stdout else {"outputs": [], "message": ""}
    is_kept = bool(re.match(r"Kept (H\.264|HEVC|AV1)", job["message"]))
    return seconds, Path(job["outputs"][0]) if job["outputs"] else None, is_kept


def _handbrake(path: Path) -> tuple[float, Path | None, bool]:
    target = Path(tempfile.mkdtemp(prefix="nemo-bench-")) / "out.mp4"
    begun = time.monotonic()
    preset = ["--preset", "Fast 1080p30", "--crop-mode", "none"]
    subprocess.run([str(HANDBRAKE), *preset, "-i", str(path), "-o", str(target)], capture_output=True, check=False)
    return time.monotonic() - begun, target if target.exists() and target.stat().st_size else None, False


def _vmaf(result: Path, source: Path, facts: MediaFacts) -> float:
    picture = facts.picture
    assert picture is not None
    size = even(picture.display_size[0]), even(picture.display_size[1])
    rate = min(picture.frame_rate or 25.0, 30.0)
    paced = f"setpts=PTS-STARTPTS,fps={rate:.4f}:round=near,settb=AVTB"
    fitted = f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1,format=yuv420p"
    graph = (
        f"[0:v:0]{fitted},{paced}[made];[1:{picture.index}]{','.join(picture_chain(picture, size))},{paced}[source];"
        "[made][source]libvmaf=n_threads=2:shortest=1"
    )
    decoder = ["-c:v", "libvpx-vp9" if picture.codec == "vp9" else "libvpx"] if picture.has_alpha else []
    inputs = ["-i", f"file:{result}", *decoder, "-i", f"file:{source}"]
    printed = subprocess.run(
        [FFMPEG, "-nostdin", *inputs, "-filter_complex", graph, "-f", "null", "-"], capture_output=True, check=False
    ).stderr.decode(errors="replace")
    found = re.search(r"VMAF score: ([\d.]+)", printed)
    return float(found[1]) if found else float("nan")


if __name__ == "__main__":
    main()
