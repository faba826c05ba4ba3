"""One ffmpeg process: its fence, its descriptors, its end, and the launcher that is started ahead for it.

Where a test has to see what ffmpeg would see, a program stands in its place that tells of itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_watch.errors import FinalError
from nemo_watch.studio.fence import jail, process
from nemo_watch.studio.fence.launchers import Launcher, Launchers
from nemo_watch.studio.fence.reach import fence_around

DEADLINE_SECONDS = 20.0
ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc=size=32x32", "-f", "null", "-"]
TELLS_OF_ITSELF = """
import json, os, resource, sys

LIMITS = ("NOFILE", "CORE", "FSIZE", "AS")

def target(number):
    try:
        return os.readlink(f"/proc/self/fd/{number}") if os.fstat(number) else ""
    except OSError:
        return ""

told = {
    "pid": os.getpid(),
    "session": os.getsid(0),
    "group": os.getpgid(0),
    "nice": os.nice(0),
    "environment": dict(os.environ),
    "arguments": sys.argv[1:],
    "open": {number: target(number) for number in range(1024) if target(number)},
    "limits": {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in LIMITS},
}
print(json.dumps(told), file=sys.stderr)
"""

Program = Callable[[str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a function that makes a program of some Python."""

    def write(body: str) -> Path:
        path = tmp_path / f"program-{len(list(tmp_path.iterdir()))}"
        path.write_text(f"#!{sys.executable} -ISB\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def children() -> Callable[[], set[int]]:
    """Return a function that names the processes which a test has started and not reaped."""
    before = children_of(os.getpid())
    return lambda: children_of(os.getpid()) - before


def children_of(pid: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread may end at any moment
            found |= {int(child) for child in (task / "children").read_text(encoding="ascii").split()}
    return found


def is_running(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be reaped does not."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    return False


async def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def told(program: Path, **options: Any) -> dict[str, Any]:
    """Return what a program tells of itself."""
    finished = await process.run(program, ["the", "arguments"], **options)
    assert finished.code == 0, finished.errors
    answer: dict[str, Any] = json.loads(finished.errors)
    return answer


async def begun(ffmpeg: Path, **options: Any) -> asyncio.Task[process.Finished]:
    """Return a run without an end that has begun."""
    started = asyncio.Event()
    run = process.run(ffmpeg, ENDLESS, on_progress=lambda _: started.set(), **options)
    task = asyncio.create_task(run)
    await asyncio.wait_for(started.wait(), DEADLINE_SECONDS)
    return task


async def cancelled(task: asyncio.Task[process.Finished]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_limits_hold_in_the_program(program: Program) -> None:
    limits = jail.Limits(file_size=123_456, memory=500_000_000, open_files=48, nice=3)
    seen = await told(program(TELLS_OF_ITSELF), limits=limits)
    assert seen["limits"] == {
        "NOFILE": [48, 48],
        "CORE": [0, 0],
        "FSIZE": [123_456, 123_456],
        "AS": [500_000_000, 500_000_000],
    }
    assert seen["nice"] == os.nice(0) + 3


async def test_usual_limits_leave_the_size_of_files_open(program: Program) -> None:
    seen = await told(program(TELLS_OF_ITSELF))
    assert seen["limits"]["NOFILE"] == [64, 64]
    assert seen["limits"]["FSIZE"] == list(resource.getrlimit(resource.RLIMIT_FSIZE))
    assert seen["limits"]["AS"] == [jail.USUAL.memory, jail.USUAL.memory]
    assert seen["nice"] == os.nice(0)


async def test_ffmpeg_cannot_write_more_than_its_file_size(ffmpeg: Path, tmp_path: Path) -> None:
    target = tmp_path / "large.nut"
    noise = ["-f", "lavfi", "-i", "testsrc=size=320x240:duration=5", "-c:v", "rawvideo", f"file:{target}"]
    finished = await process.run(ffmpeg, noise, writable=[tmp_path], limits=jail.Limits(file_size=500_000))
    assert finished.code != 0
    assert "File too large" in finished.errors
    assert target.stat().st_size <= 500_000


async def test_program_is_given_its_descriptors_and_no_others(program: Program, tmp_path: Path) -> None:
    (tmp_path / "source").touch()
    with (tmp_path / "source").open() as source, (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        seen = await told(program(TELLS_OF_ITSELF), descriptors=[source.fileno()])
        number = str(source.fileno())
    assert set(seen["open"]) == {"0", "1", "2", number}
    assert seen["open"][number] == str(tmp_path / "source")
    assert seen["open"]["0"] == "/dev/null"


async def test_ffmpeg_itself_holds_nothing_but_what_it_was_given(
    ffmpeg: Path, children: Callable[[], set[int]]
) -> None:
    task = await begun(ffmpeg)
    (pid,) = (pid for pid in children() if Path(f"/proc/{pid}/exe").resolve() == ffmpeg.resolve())
    held = {int(entry.name): str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    await cancelled(task)
    assert set(held.values()) == {"/dev/null", held[1], held[2]}  # it doubles its standard output for its progress
    assert held[0] == "/dev/null"
    assert all(held[number].startswith("pipe:") for number in (1, 2))


async def test_descriptors_keep_numbers_that_their_launcher_uses_itself(program: Program, tmp_path: Path) -> None:
    numbers: list[int] = []
    low: list[int] = []
    try:
        for number in range(14):
            path = tmp_path / str(number)
            path.touch()
            numbers.append(os.open(path, os.O_RDONLY))
        low = [number for number in range(3, 20) if number not in numbers and not _is_open(number)]
        numbers += [os.dup2(numbers[0], number) for number in low]
        seen = await told(program(TELLS_OF_ITSELF), descriptors=[*reversed(numbers)])
        expected = {str(number): str(Path(f"/proc/self/fd/{number}").readlink()) for number in numbers}
    finally:
        for number in numbers:
            os.close(number)
    assert {number: name for number, name in seen["open"].items() if int(number) > 2} == expected


def _is_open(number: int) -> bool:
    with contextlib.suppress(OSError):
        return bool(os.fstat(number))
    return False


@pytest.mark.parametrize("is_crossed", [False, True])
async def test_descriptors_may_change_places(program: Program, tmp_path: Path, *, is_crossed: bool) -> None:
    with (
        (tmp_path / "a").open("w") as first,
        (tmp_path / "b").open("w") as second,
        (tmp_path / "c").open("w") as told_to,
    ):
        places = {3: second.fileno(), 4: first.fileno()} if is_crossed else {4: second.fileno(), 3: first.fileno()}
        launcher = Launcher()
        telling = program(TELLS_OF_ITSELF)
        descriptors = {2: told_to.fileno(), **places}
        fence = fence_around(telling)
        await launcher.become([str(telling)], limits=jail.USUAL, fence=fence, descriptors=descriptors)
        assert await launcher.wait() == 0
    seen = json.loads((tmp_path / "c").read_text(encoding="utf-8"))
    names = {3: "b", 4: "a"} if is_crossed else {3: "a", 4: "b"}
    assert {number: Path(seen["open"][str(number)]).name for number in (3, 4)} == names


async def test_environment_holds_nothing_of_ours(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_WATCH_TOKEN", "secret")
    assert (await told(program(TELLS_OF_ITSELF)))["environment"] == jail.environment()


async def test_program_has_a_session_and_a_group_of_its_own(program: Program) -> None:
    seen = await told(program(TELLS_OF_ITSELF))
    assert seen["session"] == seen["group"] == seen["pid"] != os.getsid(0)


async def test_arguments_arrive_as_they_are(program: Program) -> None:
    odd = ["", "two words", "new\nline", "文件", os.fsdecode(b"not \xff text"), "x" * 100_000]
    finished = await process.run(program(TELLS_OF_ITSELF), odd, kept_error_bytes=1_000_000)
    assert json.loads(finished.errors)["arguments"][-len(odd) :] == odd


async def test_orders_longer_than_a_socket_holds_arrive(program: Program) -> None:
    many = ["x" * 100_000] * 10
    finished = await process.run(program(TELLS_OF_ITSELF), many, kept_error_bytes=2_000_000)
    assert json.loads(finished.errors)["arguments"][-10:] == many


@pytest.mark.parametrize("code", [0, 3, 255])
async def test_exit_code_is_told(program: Program, code: int) -> None:
    finished = await process.run(program(f"raise SystemExit({code})"), [])
    assert (finished.code, finished.was_killed) == (code, False)


async def test_end_by_a_signal_is_told(program: Program) -> None:
    finished = await process.run(program("import os; os.kill(os.getpid(), 11)"), [])
    assert (finished.code, finished.was_killed) == (-11, True)


async def test_program_that_closes_its_output_early_is_waited_for(program: Program, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "gate")
    body = f"import os; os.close(1); os.close(2); open({str(tmp_path / 'gate')!r}).read(); os._exit(7)"
    task = asyncio.create_task(process.run(program(body), [], readable=[tmp_path]))
    await asyncio.to_thread((tmp_path / "gate").write_text, "go")
    assert (await task).code == 7


async def test_missing_program_is_told_in_a_sentence(tmp_path: Path, children: Callable[[], set[int]]) -> None:
    with pytest.raises(FinalError, match=r"ffmpeg could not be started: No such file or directory\.") as caught:
        await process.run(tmp_path / "ffmpeg", [])
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENOENT
    assert children() == set()


async def test_program_that_may_not_be_run_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ffmpeg").touch(mode=0o644)
    with pytest.raises(FinalError, match=r"ffmpeg could not be started: Permission denied\."):
        await process.run(tmp_path / "ffmpeg", [])


async def test_cancel_kills_the_group_and_reaps_it(program: Program, children: Callable[[], set[int]]) -> None:
    grandchild: list[int] = []
    body = "import os, sys, time\npid = os.fork()\nif pid: print(pid, flush=True)\ntime.sleep(60)"
    heard = asyncio.Event()

    def listen(line: bytes) -> None:
        grandchild.append(int(line))
        heard.set()

    task = asyncio.create_task(process.run(program(body), [], on_line=listen, launchers=Launchers(idle_seconds=0)))
    await asyncio.wait_for(heard.wait(), DEADLINE_SECONDS)
    await cancelled(task)
    await until(lambda: not children() and not is_running(grandchild[0]))


async def test_run_cancelled_while_it_is_started_leaves_nothing(ffmpeg: Path, children: Callable[[], set[int]]) -> None:
    task = asyncio.create_task(process.run(ffmpeg, ENDLESS, launchers=Launchers(idle_seconds=0)))
    await until(lambda: bool(children()))
    await cancelled(task)
    await until(lambda: not children())


async def test_stalled_program_is_killed(program: Program, children: Callable[[], set[int]]) -> None:
    hanging = program("import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)")
    with pytest.raises(FinalError, match="no progress"):
        await process.run(hanging, [], stall_seconds=0.5, launchers=Launchers(idle_seconds=0))
    await until(lambda: not children())


async def test_program_that_moves_on_without_an_end_is_killed_at_its_deadline(
    program: Program, children: Callable[[], set[int]]
) -> None:
    body = (
        "import itertools, signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "for second in itertools.count(1):\n    print(f'out_time_us={second}000000', flush=True)\n    time.sleep(0.02)"
    )
    heard: list[float] = []
    with pytest.raises(FinalError, match=r"not done after .* and was stopped"):
        await process.run(
            program(body),
            [],
            stall_seconds=60,
            deadline_seconds=0.7,
            on_progress=heard.append,
            launchers=Launchers(idle_seconds=0),
        )
    assert heard
    await until(lambda: not children())


async def test_encoder_that_ignores_its_end_and_says_nothing_is_killed_at_its_deadline(
    program: Program, children: Callable[[], set[int]]
) -> None:
    spinning = program("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass")
    with pytest.raises(FinalError, match=r"not done after .* and was stopped"):
        await process.run(spinning, [], deadline_seconds=0.5, launchers=Launchers(idle_seconds=0))
    await until(lambda: not children())


@pytest.mark.parametrize(("seconds", "hours"), [(0, 1), (36, 2), (3600, 101)])
def test_deadline_grows_with_the_length_of_the_media(seconds: float, hours: float) -> None:
    assert process.deadline_seconds(seconds) == hours * 3600
    assert process.deadline_seconds(None) > process.deadline_seconds(3 * 3600)


async def test_launcher_that_hangs_is_killed_like_a_program_that_does(
    ffmpeg: Path, children: Callable[[], set[int]]
) -> None:
    launchers = Launchers()
    launchers.prepare()
    (spare,) = children()
    os.kill(spare, signal.SIGSTOP)
    with pytest.raises(FinalError, match="no progress"):
        await process.run(ffmpeg, ["-version"], stall_seconds=0.3, launchers=launchers)
    assert children() == set()


async def test_next_run_takes_the_launcher_that_was_started_ahead(
    program: Program, children: Callable[[], set[int]]
) -> None:
    telling = program(TELLS_OF_ITSELF)
    first = await told(telling)
    (spare,) = children()
    second = await told(telling)
    assert second["pid"] == spare != first["pid"]


async def test_launcher_can_be_made_ready_before_the_first_run(
    program: Program, children: Callable[[], set[int]]
) -> None:
    launchers = Launchers()
    launchers.prepare()
    launchers.prepare()
    (spare,) = children()
    assert (await told(program(TELLS_OF_ITSELF), launchers=launchers))["pid"] == spare


async def test_runs_side_by_side_have_a_launcher_each(program: Program, children: Callable[[], set[int]]) -> None:
    telling = program(TELLS_OF_ITSELF)
    seen = await asyncio.gather(*(told(telling) for _ in range(6)))
    assert len({one["pid"] for one in seen}) == 6
    assert len(children()) == 1


async def test_limits_of_a_run_are_not_those_of_the_one_before(program: Program) -> None:
    telling = program(TELLS_OF_ITSELF)
    await told(telling, limits=jail.Limits(open_files=32, nice=5))
    seen = await told(telling)
    assert (seen["limits"]["NOFILE"], seen["nice"]) == ([64, 64], os.nice(0))


async def test_launcher_that_was_killed_while_it_waited_is_replaced(
    program: Program, children: Callable[[], set[int]]
) -> None:
    telling = program(TELLS_OF_ITSELF)
    await told(telling)
    (spare,) = children()
    os.kill(spare, signal.SIGKILL)
    await until(lambda: not is_running(spare))
    assert (await told(telling))["pid"] != spare


async def test_launcher_that_nobody_needs_goes_after_its_time(
    program: Program, children: Callable[[], set[int]]
) -> None:
    await told(program(TELLS_OF_ITSELF), launchers=Launchers(idle_seconds=0.05))
    await until(lambda: not children())


def test_event_loop_that_ends_takes_its_launcher_along(program: Program) -> None:
    before = children_of(os.getpid())
    asyncio.run(told(program(TELLS_OF_ITSELF)))
    assert children_of(os.getpid()) == before


def test_launcher_ends_with_the_socket_that_it_listens_to() -> None:
    ours, theirs = socket.socketpair()
    with subprocess.Popen(jail.launcher_command(), stdin=theirs.fileno()) as launcher:
        theirs.close()
        ours.close()
        assert launcher.wait(timeout=DEADLINE_SECONDS) == 0


def test_launcher_does_not_outlive_a_daemon_that_is_killed() -> None:
    code = (
        "import asyncio\nfrom nemo_watch.studio.fence.launchers import Launchers\n"
        "async def main():\n    Launchers().prepare()\n    print('ready', flush=True)\n    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as daemon:
        try:
            assert daemon.stdout is not None
            assert daemon.stdout.readline() == b"ready\n"
            (spare,) = children_of(daemon.pid)
            assert is_running(spare)
        finally:
            daemon.kill()
    asyncio.run(until(lambda: not is_running(spare)))


async def test_runs_leave_no_descriptor_open(ffmpeg: Path, tmp_path: Path) -> None:
    launchers = Launchers(idle_seconds=0)
    await process.run(ffmpeg, ["-version"], launchers=launchers)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        await process.run(ffmpeg, ["-version"], launchers=launchers)
        with pytest.raises(FinalError):
            await process.run(tmp_path / "missing", [], launchers=launchers)
        await cancelled(await begun(ffmpeg, launchers=launchers))
    await until(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before)
