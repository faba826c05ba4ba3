"""The fence around ffmpeg: what media, and a program that was taken over by media, cannot reach.

Each attack is made twice where that can be: once in the open, to see that it is one, and once inside the fence.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import http.server
import os
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nemo_watch.errors import FinalError
from nemo_watch.media.containers import Container
from nemo_watch.studio.fence import jail, landlock, process, seccomp
from nemo_watch.studio.fence.landlock import Right
from nemo_watch.studio.fence.launchers import Launchers
from nemo_watch.studio.fence.reach import Fence, fence_around
from nemo_watch.studio.probe import measure, probe
from nemo_watch.studio.verify import Expectation, verify

MakeClip = Callable[..., Path]
SECRET = "the-words-of-the-secret"
ABI = landlock.support().abi
PYTHON = Path(sys.executable)

has_landlock = pytest.mark.skipif(not ABI, reason=landlock.support().reason or "it is there")
has_scopes = pytest.mark.skipif(ABI < 6, reason="this kernel's Landlock knows no scopes")
has_seccomp = pytest.mark.skipif(not seccomp.filter_program(), reason="this system has no seccomp")


class Canary:
    """A web server on this machine that notes who asks it for something."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/a.ts"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    server = Canary()
    yield server
    server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Return a file that any job could read if it were not fenced; ffmpeg takes it for subtitles."""
    path = tmp_path / "private" / "secret.srt"
    path.parent.mkdir()
    path.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{SECRET}\n", encoding="utf-8")
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# What is handed to the kernel


@pytest.mark.parametrize(
    ("abi", "newest", "unknown"),
    [
        (1, Right.MAKE_LINK, Right.MOVE),
        (2, Right.MOVE, Right.TRUNCATE),
        (3, Right.TRUNCATE, Right.CONTROL_DEVICE),
        (4, Right.TRUNCATE, Right.CONTROL_DEVICE),
        (5, Right.CONTROL_DEVICE, None),
    ],
)
def test_kernel_is_asked_for_no_right_that_it_does_not_know(abi: int, newest: Right, unknown: Right | None) -> None:
    assert newest in landlock.known(abi)
    assert unknown is None or unknown not in landlock.known(abi)


@pytest.mark.parametrize(
    ("abi", "barred"), [(1, (0, 0)), (3, (0, 0)), (4, (3, 0)), (5, (3, 0)), (6, (3, 3)), (9, (3, 3))]
)
def test_network_and_signals_are_barred_from_the_version_on_that_can(abi: int, barred: tuple[int, int]) -> None:
    files, *others = struct.unpack("=QQQ", landlock.ruleset(abi))
    assert (files, tuple(others)) == (landlock.known(abi), barred)


MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SOME_CALLS = {  # name: number on x86_64, number on aarch64
    "read": (0, 63),
    "openat": (257, 56),
    "execve": (59, 221),
    "futex": (202, 98),
    "exit_group": (231, 94),
}
OPEN, REFUSED, MISSING = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
THREAD = 0x003D0F00
NEW_USER_NAME_SPACE = 0x10000000


def verdict(program: bytes, *, machine: int, number: int, argument: int = 0) -> int:
    """Work a filter through as the kernel does: the four instructions that ours consists of."""
    call = struct.pack("=IIQQ", number, machine, 0, argument)
    lines = list(struct.iter_unpack("=HBBI", program))
    place = value = 0
    while True:
        code, then, otherwise, number = lines[place]
        place += 1
        if code == 0x20:
            (value,) = struct.unpack_from("=I", call, number)
        elif code == 0x06:
            return int(number)
        else:
            holds = {0x15: value == number, 0x35: value >= number, 0x45: bool(value & number)}[code]
            place += then if holds else otherwise


@pytest.mark.parametrize("machine", MACHINES)
def test_filter_refuses_its_list_and_nothing_else(machine: str) -> None:
    program, number = seccomp.assembled(machine), MACHINES[machine]
    for call in seccomp.refused(machine).values():
        assert verdict(program, machine=number, number=call) == REFUSED
    for calls in SOME_CALLS.values():
        call = calls[list(MACHINES).index(machine)]
        assert verdict(program, machine=number, number=call) == OPEN


@pytest.mark.parametrize(("machine", "clone"), [("x86_64", 56), ("aarch64", 220)])
def test_filter_lets_threads_begin_and_no_name_spaces(machine: str, clone: int) -> None:
    program, number = seccomp.assembled(machine), MACHINES[machine]
    assert verdict(program, machine=number, number=clone, argument=THREAD) == OPEN
    assert verdict(program, machine=number, number=clone, argument=THREAD | NEW_USER_NAME_SPACE) == REFUSED
    assert verdict(program, machine=number, number=435) == MISSING


def test_filter_refuses_calls_by_another_numbering() -> None:
    program = seccomp.assembled("x86_64")
    assert verdict(program, machine=0x40000003, number=3) == REFUSED
    assert verdict(program, machine=MACHINES["x86_64"], number=0x40000000) == REFUSED


def test_fences_of_this_machine_are_told_in_words() -> None:
    told = {bar.name: bar for bar in jail.fences()}
    assert told.keys() == {"files", "network", "limits"}
    assert (told["files"].holds, told["network"].holds) == (bool(ABI), bool(seccomp.filter_program()))
    assert all(bar.words for bar in told.values())


# What a program cannot do that was taken over

ATTEMPTS = {
    "read a file": "open({secret!r}).read()",
    "list a folder": "os.listdir({private!r})",
    "write over a file": "open({secret!r}, 'w').write('x')",
    "make a file": "open({private!r} + '/new', 'w')",
    "make a folder": "os.mkdir({private!r} + '/new')",
    "remove a file": "os.remove({secret!r})",
    "move a file away": "os.rename({secret!r}, {work!r} + '/mine')",
    "link to a file": "os.link({secret!r}, {work!r} + '/mine')",
    "link to its own result": "os.symlink({secret!r}, {work!r} + '/mine')",
    "read what its parent was told": "open(f'/proc/{{os.getppid()}}/environ').read()",
    "run a shell": "os.execv('/bin/sh', ['sh', '-c', 'exit 0'])",
    "run a shell in a child": "os._exit(os.spawnv(os.P_WAIT, '/bin/sh', ['sh', '-c', 'exit 0']) and fail(13))",
}
CALLS = {
    "connect over TCP": "socket.create_connection(('127.0.0.1', {port}))",
    "send by UDP": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "speak with a daemon by its socket": "socket.socket(socket.AF_UNIX)",
    "speak with the kernel's network": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "become root in a name space": "call(libc.unshare(0x10000000))",
    "trace another process": "call(libc.ptrace(16, os.getppid(), 0, 0))",
    "mount something": "call(libc.mount(b'none', b'/mnt', b'tmpfs', 0, None))",
}
PREAMBLE = """
import ctypes, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def fail(code):
    raise OSError(code, os.strerror(code))
def call(answer):
    if answer < 0:
        fail(ctypes.get_errno())
try:
    {attempt}
except OSError as error:
    os._exit(100 + error.errno)
os._exit(0)
"""


async def ended(body: str, fence: Fence, *, limits: jail.Limits = jail.USUAL) -> int:
    """Return the exit code of some Python in ffmpeg's place."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        launcher = await Launchers(idle_seconds=0).start(
            [str(PYTHON), "-ISBc", body], limits=limits, fence=fence, descriptors={1: nothing, 2: nothing}
        )
        return await launcher.wait()
    finally:
        os.close(nothing)


async def attempted(attempt: str, fence: Fence) -> int:
    """Let Python, in ffmpeg's place, try something; return the errno that it met, 0 where it could."""
    code = await ended(PREAMBLE.replace("{attempt}", attempt), fence)
    return code - 100 if code else 0


@pytest.fixture
def attack(canary: Canary, secret: Path, work: Path) -> Callable[[str], str]:
    """Return a function that fills in the names of what is attacked."""
    (work / "result").write_text("made", encoding="utf-8")
    names = {"secret": str(secret), "private": str(secret.parent), "work": str(work), "port": canary.port}
    return lambda attempt: attempt.format(**names)


@has_landlock
@pytest.mark.parametrize("what", ATTEMPTS)
async def test_program_inside_the_fence_cannot(
    attack: Callable[[str], str], secret: Path, work: Path, what: str
) -> None:
    before = text(secret)
    assert await attempted(attack(ATTEMPTS[what]), fence_around(PYTHON, writable=[work])) in {
        errno.EACCES,
        errno.EXDEV,  # moving and linking between folders is told apart from all else
    }
    assert text(secret) == before
    assert [path.name for path in secret.parent.iterdir()] == ["secret.srt"]
    assert [path.name for path in work.iterdir()] == ["result"]


@has_seccomp
@pytest.mark.parametrize("has_rules", [True, False])
@pytest.mark.parametrize("what", CALLS)
async def test_program_cannot_even_without_landlock(
    attack: Callable[[str], str], canary: Canary, what: str, *, has_rules: bool
) -> None:
    fence = fence_around(PYTHON) if has_rules else Fence(ruleset=b"", rules=(), calls=seccomp.filter_program())
    assert await attempted(attack(CALLS[what]), fence) == errno.EPERM
    assert canary.asked == []


@pytest.mark.skipif(ABI < 4, reason="this kernel's Landlock knows no network")
async def test_connection_is_refused_by_landlock_alone(attack: Callable[[str], str]) -> None:
    fence = fence_around(PYTHON)
    rules_alone = Fence(ruleset=fence.ruleset, rules=fence.rules, calls=b"")
    assert await attempted(attack(CALLS["connect over TCP"]), rules_alone) == errno.EACCES


@has_scopes
async def test_program_cannot_signal_the_daemon() -> None:
    assert await attempted("os.kill(os.getppid(), 0)", fence_around(PYTHON)) == errno.EPERM


@pytest.mark.parametrize("what", ["read a file", "list a folder", "make a folder", "run a shell", "connect over TCP"])
async def test_kernel_without_fences_runs_programs_all_the_same(attack: Callable[[str], str], what: str) -> None:
    attempt = attack({**ATTEMPTS, **CALLS}[what])
    assert await attempted(attempt, Fence(ruleset=b"", rules=(), calls=b"")) == 0


async def test_program_writes_and_reads_in_its_own_folder(work: Path) -> None:
    attempt = f"open({str(work / 'new')!r}, 'w').write('made'); open({str(work / 'new')!r}).read()"
    assert await attempted(attempt, fence_around(PYTHON, writable=[work])) == 0
    assert text(work / "new") == "made"


async def test_program_reads_what_it_was_allowed_to_and_does_not_write_it(secret: Path) -> None:
    fence = fence_around(PYTHON, readable=[secret])
    assert await attempted(f"open({str(secret)!r}).read()", fence) == 0
    if ABI:
        assert await attempted(f"open({str(secret)!r}, 'a')", fence) == errno.EACCES


@has_landlock
async def test_folder_that_is_gone_is_told_before_anything_runs(ffmpeg: Path, work: Path) -> None:
    with pytest.raises(FinalError, match=r"ffmpeg could not be started: No such file or directory\."):
        await process.run(ffmpeg, ["-version"], writable=[work / "gone"])


async def test_address_space_is_limited() -> None:
    body = "import os\ntry: bytearray(600_000_000)\nexcept MemoryError: os._exit(7)"
    assert await ended(body, fence_around(PYTHON), limits=jail.Limits(memory=500_000_000)) == 7


# A script in ffmpeg's place


@pytest.fixture
def wrapper(tmp_path: Path) -> Callable[[str], Path]:
    def write(body: str) -> Path:
        path = tmp_path / "ffmpeg"
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


async def test_wrapper_starts_the_program_that_it_names(ffmpeg: Path, wrapper: Callable[[str], Path]) -> None:
    finished = await process.run(wrapper(f'exec {ffmpeg} "$@"'), ["-version"])
    assert finished.code == 0


@has_landlock
async def test_wrapper_starts_no_program_that_it_does_not_name(ffmpeg: Path, wrapper: Callable[[str], Path]) -> None:
    finished = await process.run(wrapper('for last; do :; done; exec "$last" -version'), [str(ffmpeg)])
    assert finished.code == 126


@has_landlock
async def test_wrapper_stays_inside_the_fence(secret: Path, wrapper: Callable[[str], Path]) -> None:
    finished = await process.run(wrapper(f"cat {secret} >&2"), [])
    assert finished.code == 1
    assert SECRET not in finished.errors


# ffmpeg itself, told to do what it must not: the fence holds where the table of demuxers does not

OPENED = ["-protocol_whitelist", "file,http,tcp,udp,rtp,crypto,data"]
TO_TEXT = ["-f", "srt", "pipe:1"]
TO_NOTHING = ["-f", "null", "-"]
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n"
MANIFEST = (
    '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT9S" '
    'minBufferTime="PT1S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period duration="PT9S">'
    '<AdaptationSet contentType="video" mimeType="video/mp4"><Representation id="1" bandwidth="1" mimeType="video/mp4" '
    'codecs="avc1.4d401e" width="16" height="16"><SegmentList duration="9"><Initialization sourceURL="{url}"/>'
    '<SegmentURL media="{url}"/></SegmentList></Representation></AdaptationSet></Period></MPD>\n'
)
LIST = "ffconcat version 1.0\nfile {secret}\n"
SESSION = (
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
)
CALLS_OUT = {
    "an HLS playlist": (PLAYLIST, ["-f", "hls", "-allowed_extensions", "ALL", "-extension_picky", "0"]),
    "a DASH manifest": (MANIFEST, ["-f", "dash"]),
}
READS = {
    "the file itself": ["-i", "file:{secret}", *TO_TEXT],
    "a list that names it": ["-safe", "0", "-f", "concat", "-i", "file:{bait}", *TO_TEXT],
    "a joined address": ["-i", "concat:{secret}", *TO_TEXT],
    "an option that is read from it": ["-f", "lavfi", "-i", "color", "-/c:v", "{secret}", *TO_NOTHING],
}


async def run_fenced(ffmpeg: Path, arguments: list[str], *, readable: Path, writable: Path) -> tuple[int, str]:
    """Return the exit code of ffmpeg in its fence, and all that it said and wrote to its output."""
    lines: list[bytes] = []
    finished = await process.run(
        ffmpeg, arguments, readable=[readable], writable=[writable], on_line=lines.append, stall_seconds=20
    )
    return finished.code, finished.errors + b"".join(lines).decode("utf-8", "replace")


def run_open(ffmpeg: Path, arguments: list[str]) -> str:
    command = [str(ffmpeg), "-nostdin", "-hide_banner", *arguments]
    done = subprocess.run(command, capture_output=True, timeout=20, env=jail.environment())
    return (done.stderr + done.stdout).decode("utf-8", "replace")


@has_seccomp
@pytest.mark.parametrize("what", CALLS_OUT)
async def test_ffmpeg_that_follows_a_playlist_reaches_nobody(
    ffmpeg: Path, canary: Canary, tmp_path: Path, work: Path, what: str
) -> None:
    content, options = CALLS_OUT[what]
    bait = tmp_path / "film.mp4"
    bait.write_text(content.format(url=canary.url), encoding="utf-8")
    arguments = [*OPENED, *options, "-i", f"file:{bait}", *TO_NOTHING]
    code, _ = await run_fenced(ffmpeg, arguments, readable=bait, writable=work)
    assert code != 0
    assert canary.asked == []
    await asyncio.to_thread(run_open, ffmpeg, arguments)
    assert canary.asked != []


@has_seccomp
async def test_ffmpeg_that_is_told_to_listen_opens_no_socket(ffmpeg: Path, tmp_path: Path, work: Path) -> None:
    bait = tmp_path / "film.mp4"
    bait.write_text(SESSION, encoding="utf-8")
    arguments = [*OPENED, "-f", "sdp", "-i", f"file:{bait}", *TO_NOTHING]
    code, said = await run_fenced(ffmpeg, arguments, readable=bait, writable=work)
    assert code != 0
    assert "Operation not permitted" in said


@has_landlock
@pytest.mark.parametrize("what", READS)
async def test_ffmpeg_that_is_told_to_read_a_secret_cannot(
    ffmpeg: Path, secret: Path, tmp_path: Path, work: Path, what: str
) -> None:
    bait = tmp_path / "bait.txt"
    bait.write_text(LIST.format(secret=secret), encoding="utf-8")
    arguments = [word.format(secret=secret, bait=bait) for word in READS[what]]
    code, said = await run_fenced(ffmpeg, arguments, readable=bait, writable=work)
    assert code != 0
    assert SECRET not in said
    assert SECRET in run_open(ffmpeg, arguments)


@has_landlock
async def test_ffmpeg_attaches_no_secret_to_its_result(
    ffmpeg: Path, make_clip: MakeClip, secret: Path, work: Path
) -> None:
    clip = make_clip("a.mp4")
    attached = ["-attach", str(secret), "-metadata:s:t", "mimetype=text/plain", "-c", "copy", f"file:{work}/a.mkv"]
    code, said = await run_fenced(ffmpeg, ["-i", f"file:{clip}", *attached], readable=clip, writable=work)
    assert code != 0
    assert SECRET not in said
    assert not any(SECRET.encode() in path.read_bytes() for path in work.iterdir())


@has_landlock
@pytest.mark.parametrize("writable", [True, False])
async def test_ffmpeg_writes_into_its_folder_alone(ffmpeg: Path, tmp_path: Path, work: Path, *, writable: bool) -> None:
    target = (tmp_path if writable else work) / "a.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=32x32:duration=0.2"]
    finished = await process.run(ffmpeg, [*picture, f"file:{target}"], writable=[work] if writable else [])
    assert finished.code != 0
    assert not target.exists()


async def test_result_in_the_work_folder_is_made_with_its_index_in_front_and_verified(ffmpeg: Path, work: Path) -> None:
    target = work / "a.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=32x32:duration=2"]
    options = ["-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    finished = await process.run(ffmpeg, [*picture, *options, f"file:{target}"], writable=[work], limits=jail.ENCODING)
    assert finished.code == 0, finished.errors
    await verify(ffmpeg, target, Expectation(duration=2.0, has_picture=True), full=True)


async def test_encode_in_two_passes_keeps_its_notes_in_the_work_folder(ffmpeg: Path, work: Path) -> None:
    picture = ["-f", "lavfi", "-i", "testsrc2=size=64x48:duration=1", "-c:v", "libx264", "-b:v", "100k"]
    for number, target in (("1", ["-f", "null", "-"]), ("2", [f"file:{work}/a.mp4"])):
        passing = ["-pass", number, "-passlogfile", str(work / "notes")]
        finished = await process.run(ffmpeg, [*picture, *passing, *target], writable=[work])
        assert finished.code == 0, finished.errors
    assert (work / "a.mp4").exists()


# Media on the studio's own way


def film_with_media_elsewhere(film: bytes, url: bytes) -> bytes:
    """Return a QuickTime film of one track whose data reference names another place (`dref`, `url `)."""
    begin = film.index(b"dref") - 4
    entry = b"\0\0\0\x00url \0\0\0\0" + url + b"\0"
    box = b"dref\0\0\0\0\0\0\0\x01" + len(entry).to_bytes(4, "big") + entry[4:]
    old = int.from_bytes(film[begin : begin + 4], "big")
    grown = len(box) + 4 - old
    changed = film[:begin] + (len(box) + 4).to_bytes(4, "big") + box + film[begin + old :]
    for name in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        place = changed.index(name) - 4
        size = int.from_bytes(changed[place : place + 4], "big") + grown
        changed = changed[:place] + size.to_bytes(4, "big") + changed[place + 4 :]
    return changed


BAITS = {
    "playlist.mp4": PLAYLIST,
    "manifest.mp4": MANIFEST,
    "list.mp4": LIST,
    "session.mp4": SESSION,
    "drawing.mp4": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}"/><image href="{secret}"/></svg>',
    "playlist.txt": PLAYLIST,
    "art.ans": "\x1b[2J\x1b[31m{secret}\n",
}


@pytest.mark.parametrize("name", BAITS)
async def test_what_names_other_places_is_not_followed(
    ffmpeg: Path, canary: Canary, secret: Path, tmp_path: Path, name: str
) -> None:
    bait = tmp_path / name
    bait.write_text(BAITS[name].format(url=canary.url, secret=secret), encoding="utf-8")
    with pytest.raises(FinalError, match="looks like") as caught:
        await probe(ffmpeg, bait)
    assert SECRET not in str(caught.value)
    assert canary.asked == []


@pytest.mark.parametrize("place", ["web", "file"])
async def test_film_whose_media_lie_elsewhere_is_not_followed(
    ffmpeg: Path, make_clip: MakeClip, canary: Canary, secret: Path, work: Path, place: str
) -> None:
    url = canary.url if place == "web" else secret.as_uri()
    film = make_clip("a.mov", audio=None)
    film.write_bytes(film_with_media_elsewhere(film.read_bytes(), url.encode()))
    with contextlib.suppress(FinalError):
        await probe(ffmpeg, film)
    followed = ["-enable_drefs", "1", "-use_absolute_path", "1", "-i", f"file:{film}", "-c", "copy", "-f", "avi"]
    _, said = await run_fenced(ffmpeg, [*OPENED, *followed, f"file:{work}/a.avi"], readable=film, writable=work)
    assert canary.asked == []
    assert SECRET not in said
    assert not any(SECRET.encode() in path.read_bytes() for path in work.iterdir())


async def test_film_with_a_font_attached_is_looked_into_and_its_font_left_alone(
    ffmpeg: Path, make_clip: MakeClip, tmp_path: Path
) -> None:
    font = tmp_path / "a.ttf"
    font.write_bytes(b"\0\1\0\0" + os.urandom(2000))
    attached = ("-attach", str(font), "-metadata:s:t", "mimetype=application/x-truetype-font")
    facts = await probe(ffmpeg, make_clip("a.mkv", extra=attached))
    assert [len(streams) for streams in (facts.video, facts.audio, facts.subtitles)] == [1, 1, 0]


# Bombs


def png(*, width: int, height: int) -> bytes:
    """Return a picture of one black bit a pixel: kilobytes that want gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big") for name, body in chunks
    )


def test_picture_of_16000_by_16000_is_refused_in_little_memory(ffmpeg: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png(width=16_000, height=16_000))
    assert bomb.stat().st_size < 100_000
    code = (
        "import asyncio, resource, sys\nfrom pathlib import Path\nfrom nemo_watch.studio.probe import probe\n"
        "facts = asyncio.run(probe(Path(sys.argv[1]), Path(sys.argv[2])))\n"
        "print([stream.width for stream in facts.video if stream.pixel_format])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, ffmpeg, bomb], capture_output=True, text=True, timeout=60)
    if done.returncode == 0:
        decoded, kilobytes = done.stdout.split()
        assert decoded == "[]"
        assert int(kilobytes) < 200_000
    else:
        assert "too large" in done.stderr


async def test_picture_that_was_let_in_by_mistake_is_stopped_by_the_limit_of_memory(
    ffmpeg: Path, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(png(width=16_000, height=16_000))
    arguments = ["-f", "png_pipe", "-i", f"file:{bomb}", "-vf", "format=gbrapf32le", *TO_NOTHING]
    limits = jail.Limits(memory=700_000_000)
    finished = await process.run(ffmpeg, arguments, readable=[bomb], limits=limits)
    assert finished.code != 0


def test_memory_of_an_encode_grows_with_its_picture_and_its_threads() -> None:
    small = jail.encoding_memory(1920 * 1080, threads=2)
    assert 1 << 30 < small < 2 << 30
    assert 2 << 30 < jail.encoding_memory(3840 * 2160, threads=2) < 4 << 30
    assert jail.encoding_memory(1920 * 1080, threads=16) > small
    assert jail.encoding(1920 * 1080, threads=2) == jail.Limits(nice=10, memory=small)


async def test_hundred_hours_that_eleven_pictures_claim_are_cut(ffmpeg: Path, tmp_path: Path) -> None:
    film, step = tmp_path / "long.mov", 10 * 3600
    picture = ["-f", "lavfi", "-i", "color=size=16x16:rate=1:duration=11", "-vf", f"settb=1/10,setpts=N*{step * 10}"]
    run_open(ffmpeg, [*picture, "-fps_mode", "passthrough", "-enc_time_base", "1/10", "-c:v", "mjpeg", str(film)])
    assert film.stat().st_size < 10_000
    assert (await probe(ffmpeg, film)).duration == pytest.approx(100 * 3600, abs=2)
    counted = await measure(ffmpeg, film, Container.MOV)
    assert counted is not None
    assert counted <= jail.MOST_SECONDS + step


@pytest.mark.parametrize("name", ["many.mkv", "many.mov"])
async def test_of_150_streams_no_more_are_opened_than_may_be(ffmpeg: Path, tmp_path: Path, name: str) -> None:
    film = tmp_path / name
    streams = [option for _ in range(150) for option in ("-map", "0:a")]
    run_open(ffmpeg, ["-f", "lavfi", "-i", "anullsrc=r=8000:d=0.1", *streams, "-c:a", "pcm_s16le", str(film)])
    assert film.exists()
    seen = 0
    with contextlib.suppress(FinalError):
        seen = len((await probe(ffmpeg, film)).audio)
    assert seen <= jail.MOST_STREAMS


async def test_title_of_three_megabytes_is_survived(ffmpeg: Path, make_clip: MakeClip, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text(f";FFMETADATA1\ntitle={'x' * 3_000_000}\n", encoding="utf-8")
    film = tmp_path / "titled.mkv"
    run_open(ffmpeg, ["-i", str(make_clip("a.mp4")), "-i", str(words), "-map_metadata", "1", "-c", "copy", str(film)])
    assert film.stat().st_size > 3_000_000
    facts = await probe(ffmpeg, film)
    assert facts.picture is not None
    assert facts.picture.width == 320


async def test_film_that_is_cut_off_is_known_as_such(ffmpeg: Path, make_clip: MakeClip) -> None:
    film = make_clip("a.mp4", extra=("-movflags", "+faststart"))
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    assert (await probe(ffmpeg, film)).truncated


async def test_codec_that_is_not_on_the_list_is_not_decoded(ffmpeg: Path, tmp_path: Path) -> None:
    film = tmp_path / "odd.avi"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=64x48:duration=0.5"]
    run_open(ffmpeg, [*picture, "-c:v", "snow", "-strict", "-2", str(film)])
    assert film.stat().st_size > 1000
    descriptor = os.open(film, os.O_RDONLY)
    try:
        source = jail.input_arguments(Container.AVI, descriptor)
        finished = await process.run(ffmpeg, ["-xerror", *source, *TO_NOTHING], descriptors=[descriptor])
    finally:
        os.close(descriptor)
    assert finished.code != 0
    assert "not on whitelist" in finished.errors
