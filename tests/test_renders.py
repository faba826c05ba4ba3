"""Renders under way: progress, cancelling, and every way in which ffmpeg or the machine can let one down.

Where ffmpeg has to misbehave, a small script stands in its place that does so and becomes the real one otherwise.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from nemo_watch.errors import FinalError
from nemo_watch.studio.fence import process
from nemo_watch.studio.renders import DIED, GONE, STORAGE_FULL, UNSUPPORTED, Render
from nemo_watch.studio.workshop import Workshop

DEADLINE_SECONDS = 20.0
MakeClip = Callable[..., Path]
Script = Callable[[str], Path]

DIES_WHILE_IT_WRITES = 'for word in "$@"; do case "$word" in file:*) kill -SEGV $$;; esac; done; exec {ffmpeg} "$@"'
ENCODES_IN_REAL_TIME = 'case "$*" in *libx264*) exec {ffmpeg} -re "$@";; esac; exec {ffmpeg} "$@"'
MPEG4 = ("-c:v", "mpeg4", "-q:v", "3")


@pytest.fixture
def script(ffmpeg: Path, tmp_path: Path) -> Script:
    """Return a function that makes a program out of some shell; `{ffmpeg}` stands for the real one."""

    def write(body: str) -> Path:
        path = tmp_path / f"ffmpeg-{len(list(tmp_path.iterdir()))}"
        path.write_text(f"#!/bin/sh\n{body.format(ffmpeg=ffmpeg)}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
async def open_workshop(tmp_path: Path) -> AsyncIterator[Callable[[Path], Workshop]]:
    """Return a function that opens a workshop with a given ffmpeg; all are closed in the end."""
    opened: list[Workshop] = []

    def open_one(ffmpeg: Path) -> Workshop:
        opened.append(Workshop(ffmpeg=ffmpeg, folder=tmp_path / f"studio{len(opened)}"))
        return opened[-1]

    yield open_one
    for workshop in opened:
        await workshop.close()


@pytest.fixture
def workshop(open_workshop: Callable[[Path], Workshop], ffmpeg: Path) -> Workshop:
    return open_workshop(ffmpeg)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


async def begun(workshop: Workshop, source: Path, text: str, folder: Path, *, render_id: str = "r1") -> Render:
    session = workshop.sessions.create(language="en")
    await workshop.take(session, source)
    workshop.answer(session, text)
    assert session.draft, session.unknown
    return workshop.render(session, render_id, session.draft, {}, folder=str(folder))


async def ended(render: Render) -> Render:
    assert render.task is not None
    await asyncio.wait_for(asyncio.wait([render.task]), DEADLINE_SECONDS)
    return render


async def refused(workshop: Workshop, source: Path, text: str, folder: Path) -> None:
    """Raise what a source is refused with, whether at once or by its render."""
    render = await ended(await begun(workshop, source, text, folder))
    if render.status == "failed":
        assert render.code == UNSUPPORTED
        raise FinalError(render.message)


async def has_progress(render: Render) -> None:
    """Wait until a render has written something."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not render.progress and not render.is_over:
            await render.changed.wait()


def processes_with(word: str) -> list[int]:
    """Return the processes that have a word in their command line; those that only wait to be reaped do not count."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def wait_until_gone(pid: int) -> bool:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not is_alive(pid)


# Progress and cancelling


async def test_progress_rises_to_100(workshop: Workshop, make_clip: MakeClip, out: Path) -> None:
    render = await begun(workshop, make_clip("a.avi", seconds=12, size="640x360", video=MPEG4), "convert to mp4", out)
    seen: list[tuple[str, int]] = []
    async with asyncio.timeout(60):
        while not render.is_over:
            await render.changed.wait()
            seen.append((render.status, render.progress))
    assert seen[-1] == ("completed", 100)
    progress = [percent for _, percent in seen]
    assert progress == sorted(progress)
    assert any(0 < percent < 100 for percent in progress)
    assert {status for status, _ in seen} == {"processing", "completed"}
    assert render.path == out / "r1.mp4"
    assert render.duration == pytest.approx(12, abs=0.1)


async def test_cancelled_render_leaves_no_process_and_no_file(
    open_workshop: Callable[[Path], Workshop], script: Script, make_clip: MakeClip, out: Path
) -> None:
    workshop = open_workshop(script(ENCODES_IN_REAL_TIME))
    render = await begun(workshop, make_clip("a.avi", seconds=30, size="160x120", video=MPEG4), "convert to mp4", out)
    await has_progress(render)
    running = processes_with(str(render.path))
    assert running
    workshop.renders.cancel(render)
    await ended(render)
    assert render.status == "cancelled"
    assert not any(is_alive(pid) for pid in running)
    assert list(out.iterdir()) == []


async def test_render_cancelled_before_it_began_is_cancelled(
    workshop: Workshop, make_clip: MakeClip, out: Path
) -> None:
    render = await begun(workshop, make_clip("a.mp4"), "convert to mp4", out)
    workshop.renders.cancel(render)
    await ended(render)
    assert render.status == "cancelled"
    assert list(out.iterdir()) == []


async def test_render_cancelled_while_it_waits_for_its_lane_is_cancelled(
    open_workshop: Callable[[Path], Workshop], script: Script, make_clip: MakeClip, out: Path
) -> None:
    workshop = open_workshop(script(ENCODES_IN_REAL_TIME))
    clip = make_clip("a.avi", seconds=30, size="160x120", video=MPEG4)
    running = [
        await begun(workshop, clip, "convert to mp4", out, render_id=f"r{n}")
        for n in range(workshop.lanes.slots["encode"])
    ]
    for render in running:
        await has_progress(render)
    waiting = await begun(workshop, clip, "convert to mp4", out, render_id="waiting")
    await asyncio.sleep(0)  # lets it reach its lane
    assert waiting.status == "pending"
    workshop.renders.cancel(waiting)
    await ended(waiting)
    assert waiting.status == "cancelled"
    assert [render.status for render in running] == ["processing"] * len(running)


async def test_copy_does_not_wait_behind_an_encode(
    open_workshop: Callable[[Path], Workshop], script: Script, make_clip: MakeClip, out: Path
) -> None:
    workshop = open_workshop(script(ENCODES_IN_REAL_TIME))
    clip = make_clip("a.avi", seconds=60, size="160x120", video=MPEG4)
    encode = await begun(workshop, clip, "convert to mp4", out, render_id="encode")
    await has_progress(encode)
    copy = await ended(await begun(workshop, make_clip("b.mov"), "convert to mp4", out, render_id="copy"))
    assert copy.status == "completed"
    assert encode.status == "processing"


async def test_closed_workshop_leaves_nothing_running(
    open_workshop: Callable[[Path], Workshop], script: Script, make_clip: MakeClip, out: Path
) -> None:
    workshop = open_workshop(script(ENCODES_IN_REAL_TIME))
    clip = make_clip("a.avi", seconds=30, size="160x120", video=MPEG4)
    render = await begun(workshop, clip, "convert to mp4", out)
    await has_progress(render)
    running = processes_with(str(render.path))
    await workshop.close()
    assert render.status == "cancelled"
    assert not any(is_alive(pid) for pid in running)
    assert list(out.iterdir()) == []


# An ffmpeg that does not do its work


async def test_encoder_that_dies_fails_the_render_as_worth_another_try(
    open_workshop: Callable[[Path], Workshop], script: Script, make_clip: MakeClip, out: Path
) -> None:
    render = await begun(open_workshop(script(DIES_WHILE_IT_WRITES)), make_clip("a.mp4"), "convert to mp4", out)
    await ended(render)
    assert (render.status, render.code) == ("failed", DIED)
    assert "signal 11" in render.message
    assert list(out.iterdir()) == []


async def test_encoder_that_cannot_be_started_is_explained(tmp_path: Path) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/nowhere/sh\n", encoding="utf-8")
    broken.chmod(0o755)
    with pytest.raises(FinalError, match="could not be started"):
        await process.run(broken, [])


async def test_encoder_that_hangs_and_ignores_sigterm_is_killed(script: Script, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    hanging = script(f"trap '' TERM; echo $$ > {note}; while :; do sleep 1; done")
    with pytest.raises(FinalError, match="no progress"):
        await process.run(hanging, [], writable=[tmp_path], stall_seconds=1)
    assert not is_alive(int(note.read_text(encoding="utf-8")))


async def test_encoder_that_stops_half_way_is_killed(script: Script, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    stuck = script(f"echo $$ > {note}; echo out_time_us=1000000; while :; do echo out_time_us=1000000; sleep 0.1; done")
    heard: list[float] = []
    with pytest.raises(FinalError, match="no progress"):
        await process.run(stuck, [], writable=[tmp_path], stall_seconds=1, on_progress=heard.append)
    assert heard == [1.0]
    assert not is_alive(int(note.read_text(encoding="utf-8")))


@pytest.mark.parametrize("listens", [True, False])
async def test_slow_run_that_moves_on_is_left_alone(ffmpeg: Path, *, listens: bool) -> None:
    heard: list[float] = []
    slow = ["-re", "-f", "lavfi", "-i", "testsrc=size=32x32:rate=25:duration=2", "-f", "null", "-"]
    finished = await process.run(ffmpeg, slow, stall_seconds=1.2, on_progress=heard.append if listens else None)
    assert finished.code == 0
    assert bool(heard) is listens


async def test_run_that_is_cancelled_takes_its_children_along(script: Script, tmp_path: Path) -> None:
    note = tmp_path / "pids"
    parent = script(f"sleep 60 & echo $$ $! > {note}; echo out_time_us=1; wait")
    started = asyncio.Event()
    run = process.run(parent, [], writable=[tmp_path], on_progress=lambda _: started.set())
    task = asyncio.create_task(run)
    await asyncio.wait_for(started.wait(), DEADLINE_SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for pid in note.read_text(encoding="utf-8").split():
        assert wait_until_gone(int(pid))


async def test_what_a_noisy_process_prints_is_kept_to_its_end(script: Script) -> None:
    noisy = script("yes complaint | head -c 3000000 >&2; echo 'the last words' >&2; exit 3")
    finished = await process.run(noisy, [], kept_error_bytes=1000)
    assert finished.code == 3
    assert len(finished.errors) <= 1000
    assert finished.errors.endswith("the last words\n")


def test_death_of_the_daemon_ends_its_ffmpeg(ffmpeg: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from nemo_watch.studio.fence import process\n"
        "endless = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=32x32', '-f', 'null', '-']\n"
        "say = lambda seconds: print(seconds, flush=True)\n"
        "asyncio.run(process.run(Path(sys.argv[1]), endless, on_progress=say))\n"
    )
    daemon = subprocess.Popen([sys.executable, "-c", program, str(ffmpeg)], stdout=subprocess.PIPE)
    with daemon:
        try:
            assert daemon.stdout is not None
            assert daemon.stdout.readline()
            children = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text(encoding="utf-8").split()
            assert any(is_alive(int(child)) for child in children)
        finally:
            os.kill(daemon.pid, signal.SIGKILL)
    assert all(wait_until_gone(int(child)) for child in children)


async def test_ffmpeg_learns_nothing_from_the_environment(
    open_workshop: Callable[[Path], Workshop],
    script: Script,
    make_clip: MakeClip,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "nmv_usr_secret")
    dump = out / "environment"
    workshop = open_workshop(script(f'env >> {dump}; exec {{ffmpeg}} "$@"'))
    render = await ended(await begun(workshop, make_clip("a.mp4"), "convert to mp4", out))
    assert render.status == "completed"
    seen = dump.read_text(encoding="utf-8")
    assert "PATH=" in seen
    assert "nmv_usr_secret" not in seen
    names = {line.split("=", 1)[0] for line in seen.splitlines()}
    assert names <= {"LC_ALL", "PATH", "AV_LOG_FORCE_NOCOLOR", "PWD", "_", "SHLVL", "OLDPWD"}


async def test_ffmpeg_gets_no_descriptor_but_its_source(
    open_workshop: Callable[[Path], Workshop], script: Script, make_clip: MakeClip, out: Path, tmp_path: Path
) -> None:
    dump = out / "descriptors"
    secret = (tmp_path / "secret").open("w", encoding="utf-8")
    os.set_inheritable(secret.fileno(), True)
    tells = f"for number in $(seq 0 255); do readlink /proc/$$/fd/$number; done >> {dump}"  # a folder may not be listed
    workshop = open_workshop(script(f'{tells}; exec {{ffmpeg}} "$@"'))
    with secret:
        await ended(await begun(workshop, make_clip("a.mp4"), "convert to mp4", out))
    assert "a.mp4" in dump.read_text(encoding="utf-8")
    assert "secret" not in dump.read_text(encoding="utf-8")


# A disk that is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 1 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_copy_that_cannot_fit_is_not_begun(workshop: Workshop, make_clip: MakeClip, small_disk: Path) -> None:
    clip = make_clip("large.mov", seconds=6, size="640x480")
    assert clip.stat().st_size > 1_000_000
    render = await ended(await begun(workshop, clip, "convert to mp4", small_disk))
    assert (render.status, render.code) == ("failed", STORAGE_FULL)
    assert "full" in render.message
    assert list(small_disk.iterdir()) == []


async def test_disk_that_fills_up_on_the_way_is_said(workshop: Workshop, make_clip: MakeClip, small_disk: Path) -> None:
    clip = make_clip("long.mp4", seconds=30, size="16x16")  # its sound alone becomes 3 MB
    render = await ended(await begun(workshop, clip, "convert to wav", small_disk))
    assert (render.status, render.code) == ("failed", STORAGE_FULL)
    assert "full" in render.message
    assert list(small_disk.iterdir()) == []


async def test_folder_that_is_gone_is_said(workshop: Workshop, make_clip: MakeClip, out: Path) -> None:
    render = await ended(await begun(workshop, make_clip("a.mp4"), "convert to mp4", out / "gone"))
    assert (render.status, render.code) == ("failed", STORAGE_FULL)
    assert "gone" in render.message


async def test_source_that_vanished_is_said(workshop: Workshop, make_clip: MakeClip, out: Path) -> None:
    clip = make_clip("a.mp4")
    session = workshop.sessions.create(language="en")
    await workshop.take(session, clip)
    workshop.answer(session, "convert to mp4")
    clip.unlink()
    render = await ended(workshop.render(session, "r1", session.draft, {}, folder=str(out)))
    assert (render.status, render.code) == ("failed", GONE)
    assert "is gone" in render.message


# Sources that are not what they should be

SOURCES = {
    "faststart.mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-movflags", "+faststart"),
    "last.mp4": ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
    "camera.mov": ("-c:v", "mjpeg", "-c:a", "pcm_s16le"),
    "old.avi": (*MPEG4, "-c:a", "libmp3lame"),
    "film.mkv": ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
    "web.webm": ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"),
}


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
@pytest.mark.parametrize("name", SOURCES)
async def test_cut_off_source_is_refused_as_incomplete(
    workshop: Workshop, make_clip: MakeClip, out: Path, name: str, share: float
) -> None:
    whole = make_clip(name, video=SOURCES[name], audio=(), seconds=3)
    cut = whole.with_name(f"cut-{name}")
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    with pytest.raises(FinalError, match="incomplete"):
        await refused(workshop, cut, "convert to mp4 without losing quality", out)
    assert list(out.iterdir()) == []


async def test_damage_in_the_middle_of_a_film_is_refused(workshop: Workshop, make_clip: MakeClip, out: Path) -> None:
    clip = make_clip("a.mp4", video=("-c:v", "libx264", "-pix_fmt", "yuv444p", "-g", "5"), seconds=4)
    content = clip.read_bytes()
    middle = len(content) // 2
    clip.write_bytes(content[:middle] + b"\0" * 20_000 + content[middle + 20_000 :])
    with pytest.raises(FinalError, match="damaged"):
        await refused(workshop, clip, "convert to mp4", out)
    assert list(out.iterdir()) == []


async def test_part_that_has_arrived_can_be_taken_out(workshop: Workshop, make_clip: MakeClip, out: Path) -> None:
    whole = make_clip("whole.mkv", seconds=4)
    cut = whole.with_name("cut.mkv")
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.8)])
    render = await ended(await begun(workshop, cut, "keep the first second", out))
    assert render.status == "completed"
    assert render.duration == pytest.approx(1.0, abs=0.1)


STRANGERS = {
    "an HLS playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
    "a DASH manifest": b'<?xml version="1.0"?>\n<MPD type="static"><Period><BaseURL>{url}</BaseURL></Period></MPD>\n',
    "a list of files for ffmpeg": b"ffconcat version 1.0\nfile {secret}\n",
    "an SDP session description": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    "an SVG drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/></svg>',
    "a web page": b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
    "a text": b"Dear diary,\ntoday I made a film.\n",
    "a PDF document": b"%PDF-1.7\n",
}


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """Run a web server that notes who asks it for something."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a.ts", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("looks", STRANGERS)
async def test_what_only_claims_to_be_a_film_is_refused_by_its_looks(
    workshop: Workshop, tmp_path: Path, canary: tuple[str, list[str]], looks: str
) -> None:
    url, asked = canary
    path = tmp_path / "film.mp4"
    path.write_bytes(STRANGERS[looks].replace(b"{url}", url.encode()).replace(b"{secret}", b"/etc/passwd"))
    with pytest.raises(FinalError, match=f"looks like {looks}"):
        await workshop.take(workshop.sessions.create(language="en"), path)
    assert asked == []


async def test_playlist_inside_a_film_is_not_followed(
    workshop: Workshop, make_clip: MakeClip, canary: tuple[str, list[str]], tmp_path: Path
) -> None:
    # a QuickTime file that says that its media lie elsewhere (a data reference)
    url, asked = canary
    clip = make_clip("a.mov", audio=None)
    content = clip.read_bytes()
    begin = content.index(b"dref") - 4
    entry = b"\0\0\0\x00url \0\0\0\0" + url.encode() + b"\0"
    entry = len(entry).to_bytes(4, "big") + entry[4:]
    old = int.from_bytes(content[begin : begin + 4], "big")
    box = b"dref\0\0\0\0\0\0\0\x01" + entry
    grown = len(box) + 4 - old
    changed = content[:begin] + (len(box) + 4).to_bytes(4, "big") + box + content[begin + old :]
    for name in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        place = changed.index(name) - 4
        size = int.from_bytes(changed[place : place + 4], "big") + grown
        changed = changed[:place] + size.to_bytes(4, "big") + changed[place + 4 :]
    path = tmp_path / "elsewhere.mov"
    path.write_bytes(changed)
    with contextlib.suppress(FinalError):
        await workshop.take(workshop.sessions.create(language="en"), path)
    assert asked == []


@pytest.mark.parametrize("kind", ["fifo", "folder", "link"])
async def test_what_is_no_ordinary_file_is_refused_without_waiting(
    workshop: Workshop, make_clip: MakeClip, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "x.mp4"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(make_clip("real.mp4"))
    with pytest.raises(FinalError):
        await asyncio.wait_for(workshop.take(workshop.sessions.create(language="en"), path), DEADLINE_SECONDS)


async def test_picture_of_too_many_pixels_is_refused(workshop: Workshop, tmp_path: Path, out: Path) -> None:
    side = 16_000  # 256 million pixels of one bit, all black: 31 kB
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 9)), (b"IEND", b""))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(len(b).to_bytes(4, "big") + n + b + zlib.crc32(n + b).to_bytes(4, "big") for n, b in chunks)
    )
    with pytest.raises(FinalError, match=r"too large|no picture|decode"):
        await refused(workshop, path, "convert to mp4", out)
    assert list(out.iterdir()) == []
