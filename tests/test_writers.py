"""Who still writes to a file, asked of the system: on real files, with real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nemo_watch.inbox.looks import is_written_at
from nemo_watch.inbox.writers import has_writer, writers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")

HOLDING = """
import os, sys
descriptor = os.open(sys.argv[1], int(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_open(path: Path, mode: int) -> Iterator[int]:
    """Let another process have a file open, and yield its id."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path), str(mode)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"open\n"
        try:
            yield process.pid
        finally:
            process.stdin.close()
            process.wait()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "a clip, with \n in its name.mov"
    path.write_bytes(b"x" * 100)
    return path


def is_written(path: Path) -> bool:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return has_writer(descriptor)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("mode", [os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND])
def test_writer_is_seen_for_as_long_as_it_has_the_file_open(clip: Path, mode: int) -> None:
    assert not is_written(clip)
    with held_open(clip, mode):
        assert is_written(clip)
        assert is_written_at(clip, inbox=clip.parent)
    assert not is_written(clip)


def test_reader_is_no_writer(clip: Path) -> None:
    with held_open(clip, os.O_RDONLY):
        assert not is_written(clip)


def test_writer_by_another_name_is_seen(clip: Path, tmp_path: Path) -> None:
    with held_open(clip, os.O_WRONLY):
        renamed = clip.rename(tmp_path / "renamed.mov")
        assert is_written(renamed)


def test_processes_are_looked_through_where_there_are_no_leases(clip: Path) -> None:
    assert list(writers(str(clip))) == []
    with held_open(clip, os.O_RDWR) as process:
        assert list(writers(str(clip))) == [process]
    with held_open(clip, os.O_RDONLY):
        assert list(writers(str(clip))) == []


def test_nobody_who_opens_the_file_afterwards_is_held_up_or_harmed(clip: Path) -> None:
    for _ in range(200):
        assert not is_written(clip)
        os.close(os.open(clip, os.O_WRONLY | os.O_NONBLOCK))


def test_file_that_has_vanished_has_no_writer(tmp_path: Path) -> None:
    assert not is_written_at(tmp_path / "gone.mov", inbox=tmp_path)
