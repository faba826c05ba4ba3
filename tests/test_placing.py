"""Files brought to their place: nothing is replaced, nothing is lost, however many come at once."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from nemo_watch import placing

ROOT = Path(__file__).resolve().parent.parent
WAYS: tuple[Callable[[Path, Path], None], ...] = (
    placing.rename_without_replacing,
    placing._link_and_unlink,
    placing._reserve_and_rename,
)
"""The three ways of renaming without replacing, the second and third for file systems that lack the one before."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "there"
    made.mkdir()
    return made


def put(path: Path, content: str = "x") -> Path:
    path.write_text(content)
    return path


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.mark.parametrize("rename", WAYS)
def test_a_file_is_renamed(rename: Callable[[Path, Path], None], tmp_path: Path, folder: Path) -> None:
    source = put(tmp_path / "a.mp4", "content")
    inode = source.stat().st_ino
    rename(source, folder / "b.mp4")
    assert contents(folder) == {"b.mp4": "content"}
    assert (folder / "b.mp4").stat().st_ino == inode
    assert not source.exists()


@pytest.mark.parametrize("rename", WAYS)
def test_a_file_is_never_replaced(rename: Callable[[Path, Path], None], tmp_path: Path, folder: Path) -> None:
    source, there = put(tmp_path / "a.mp4", "new"), put(folder / "b.mp4", "old")
    with pytest.raises(FileExistsError):
        rename(source, there)
    assert (source.read_text(), there.read_text()) == ("new", "old")


@pytest.mark.parametrize("rename", WAYS)
def test_neither_an_empty_folder_nor_a_broken_link_is_replaced(
    rename: Callable[[Path, Path], None], tmp_path: Path, folder: Path
) -> None:
    source = put(tmp_path / "a.mp4")
    (folder / "folder").mkdir()
    (folder / "link").symlink_to("nowhere")
    for name in ("folder", "link"):
        with pytest.raises(FileExistsError):
            rename(source, folder / name)
    assert source.exists()
    assert (folder / "link").readlink() == Path("nowhere")


@pytest.mark.parametrize("rename", WAYS)
def test_of_many_that_want_one_name_one_gets_it_and_the_others_stay(
    rename: Callable[[Path, Path], None], tmp_path: Path, folder: Path
) -> None:
    sources = [put(tmp_path / f"{number}.mp4", str(number)) for number in range(16)]
    start = threading.Barrier(len(sources))
    refused = []

    def run(source: Path) -> None:
        start.wait()
        try:
            rename(source, folder / "clip.mp4")
        except FileExistsError:
            refused.append(source)

    threads = [threading.Thread(target=run, args=[source]) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = set(sources) - set(refused)
    assert contents(folder) == {"clip.mp4": winner.stem}
    assert all(source.read_text() == source.stem for source in refused)
    assert not winner.exists()


def test_a_missing_source_is_an_error_that_leaves_nothing_behind(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        placing.move(tmp_path / "gone.mp4", folder, "clip.mp4")
    assert contents(folder) == {}


def test_a_move_takes_the_first_free_name(tmp_path: Path, folder: Path) -> None:
    put(folder / "clip.mp4", "1")
    put(folder / "clip (3).mp4", "3")
    places = [placing.move(put(tmp_path / "new.mp4", text), folder, "clip.mp4") for text in ("2", "4")]
    assert [place.name for place in places] == ["clip (2).mp4", "clip (4).mp4"]
    assert sorted(contents(folder).values()) == ["1", "2", "3", "4"]


def test_names_to_try_never_end() -> None:
    names = [path.name for path in islice(placing.candidates(Path("/out"), "clip.mp4"), 1000)]
    assert names[:2] == ["clip.mp4", "clip (2).mp4"]
    assert len(set(names)) == 1000


def test_many_processes_with_one_name_get_a_name_each_and_lose_nothing(tmp_path: Path, folder: Path) -> None:
    processes, each = 4, 25
    program = (
        "import sys\nfrom pathlib import Path\nfrom nemo_watch.placing import move\n"
        "own, there = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "print('ready', flush=True)\nsys.stdin.readline()\n"
        "for source in sorted(own.iterdir()):\n    move(source, there, 'clip.mp4')\n"
    )
    running = []
    for number in range(processes):
        own = tmp_path / str(number)
        own.mkdir()
        for count in range(each):
            put(own / f"{count}.mp4", f"{number}-{count}")
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", program, own, folder],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.communicate("go\n", timeout=60)[0] == ""
        assert process.returncode == 0
    total = processes * each
    expected = {"clip.mp4", *(f"clip ({number}).mp4" for number in range(2, total + 1))}
    there = contents(folder)
    assert set(there) == expected
    assert set(there.values()) == {f"{n}-{c}" for n in range(processes) for c in range(each)}


def test_another_file_system_is_refused_by_the_system_s_own_error(tmp_path: Path) -> None:
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system")
    source = put(tmp_path / "a.mp4")
    with pytest.raises(OSError, match=os.strerror(errno.EXDEV)):
        placing.move(source, shared, f"nemo-watch-test-{os.getpid()}.mp4")
    assert source.exists()


def test_files_and_folders_are_brought_to_the_disk(tmp_path: Path) -> None:
    placing.sync_file(put(tmp_path / "a.mp4"))
    placing.sync_folder(tmp_path)
    with pytest.raises(NotADirectoryError):
        placing.sync_folder(tmp_path / "a.mp4")


def test_names_of_any_bytes_are_moved(tmp_path: Path, folder: Path) -> None:
    for name in (b"-y.avi", b"a\nb.avi", b"caf\xe9.avi", b"%03d.avi", b"x" * 251 + b".avi"):
        for _ in range(2):
            placing.move(put(tmp_path / "source"), folder, os.fsdecode(name))
    assert len(list(folder.iterdir())) == 10
