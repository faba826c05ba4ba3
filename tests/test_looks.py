"""Looking at a file without being led astray, and without blocking."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from nemo_watch.inbox.looks import Look, Refusal, examine_at, look_at
from nemo_watch.media.verdict import Verdict

LINK = Refusal("This is a symbolic link, and links are not followed.")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_plain_file_is_seen_as_it_is(inbox: Path) -> None:
    clip = inbox / "clip.mov"
    clip.write_bytes(b"x" * 100)
    status = clip.stat()
    assert look_at(clip, inbox=inbox) == Look(status.st_dev, status.st_ino, 100, status.st_mtime_ns, status.st_ctime_ns)


def test_file_in_subfolders_is_seen(inbox: Path) -> None:
    (inbox / "a" / "b").mkdir(parents=True)
    (inbox / "a" / "b" / "clip.mov").write_bytes(b"x")
    assert isinstance(look_at(inbox / "a" / "b" / "clip.mov", inbox=inbox), Look)


def test_inbox_may_itself_be_a_link(inbox: Path, tmp_path: Path) -> None:
    (inbox / "clip.mov").write_bytes(b"x")
    (tmp_path / "linked").symlink_to(inbox)
    assert isinstance(look_at(tmp_path / "linked" / "clip.mov", inbox=tmp_path / "linked"), Look)


@pytest.mark.parametrize("name", ["-y.mp4", "a\nb.mp4", os.fsdecode(b"\xff\xfe.mp4"), "x" * 251 + ".mp4", "<img>.mp4"])
def test_strange_names_are_plain_names(inbox: Path, name: str) -> None:
    (inbox / name).write_bytes(b"x")
    assert isinstance(look_at(inbox / name, inbox=inbox), Look)


@pytest.mark.parametrize("missing", ["clip.mov", "folder/clip.mov", "file/clip.mov"])
def test_vanished_file_is_nothing(inbox: Path, missing: str) -> None:
    (inbox / "file").write_bytes(b"x")
    assert look_at(inbox / missing, inbox=inbox) is None


def test_vanished_inbox_is_nothing(tmp_path: Path) -> None:
    assert look_at(tmp_path / "gone" / "clip.mov", inbox=tmp_path / "gone") is None


def test_symbolic_link_is_refused(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.mov").write_bytes(b"x")
    (inbox / "clip.mov").symlink_to(tmp_path / "secret.mov")
    assert look_at(inbox / "clip.mov", inbox=inbox) == LINK


def test_dangling_link_is_refused(inbox: Path) -> None:
    (inbox / "clip.mov").symlink_to(inbox / "nowhere")
    assert look_at(inbox / "clip.mov", inbox=inbox) == LINK


def test_file_behind_a_linked_folder_is_refused(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "clip.mov").write_bytes(b"x")
    (inbox / "folder").symlink_to(tmp_path / "private")
    refusal = look_at(inbox / "folder" / "clip.mov", inbox=inbox)
    assert refusal == Refusal("This lies behind a symbolic link, and links are not followed.")


def test_folder_with_a_films_name_is_refused(inbox: Path) -> None:
    (inbox / "clip.mov").mkdir()
    assert look_at(inbox / "clip.mov", inbox=inbox) == Refusal("This is a folder.")


def test_named_pipe_is_refused_without_blocking(inbox: Path) -> None:
    os.mkfifo(inbox / "clip.mov")
    assert look_at(inbox / "clip.mov", inbox=inbox) == Refusal("This is a named pipe.")


@pytest.fixture
def bound_socket(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(inbox)  # the address of a socket may only be about 100 bytes long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("clip.mov")
        yield inbox / "clip.mov"


def test_socket_is_refused(inbox: Path, bound_socket: Path) -> None:
    assert look_at(bound_socket, inbox=inbox) == Refusal("This is a socket.")


def test_device_is_refused() -> None:
    assert look_at(Path("/dev/null"), inbox=Path("/dev")) == Refusal("This is a device.")


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system is mounted below a known folder")
def test_file_on_another_device_is_refused() -> None:
    clip = Path("/dev/shm") / f"clip-{os.getpid()}.mov"
    clip.write_bytes(b"x")
    try:
        refusal = look_at(clip, inbox=Path("/dev"))
    finally:
        clip.unlink()
    assert refusal == Refusal("This lies on another device than its inbox.")


def test_hard_link_to_a_file_of_ones_own_is_seen(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.mov").write_bytes(b"x")
    (inbox / "clip.mov").hardlink_to(tmp_path / "mine.mov")
    assert isinstance(look_at(inbox / "clip.mov", inbox=inbox), Look)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file of another user")
def test_hard_link_to_a_file_of_another_user_is_refused(inbox: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.mov"
    theirs.write_bytes(b"x")
    os.chown(theirs, 12345, 12345)
    (inbox / "clip.mov").hardlink_to(theirs)
    assert look_at(inbox / "clip.mov", inbox=inbox) == Refusal("This is a hard link to a file of another user.")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a file of another user")
def test_file_of_another_user_without_further_links_is_seen(inbox: Path) -> None:
    (inbox / "clip.mov").write_bytes(b"x")
    os.chown(inbox / "clip.mov", 12345, 12345)
    assert isinstance(look_at(inbox / "clip.mov", inbox=inbox), Look)


@pytest.fixture
def locked_clip() -> Iterator[Path]:
    """Make a file that may not be read; root, to whom that means nothing, is another user meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        clip = Path(folder) / "clip.mov"
        clip.write_bytes(b"x")
        clip.chmod(0)
        user = os.geteuid()
        os.seteuid(user or 12345)
        yield clip
        os.seteuid(user)


def test_missing_permission_is_told_in_a_sentence(locked_clip: Path) -> None:
    sentence = "This may not be read: permission is missing."
    assert look_at(locked_clip, inbox=locked_clip.parent) == Refusal(sentence)
    assert examine_at(locked_clip, inbox=locked_clip.parent).reason == sentence


def test_examination_reads_the_file_that_was_looked_at(inbox: Path) -> None:
    (inbox / "clip.mov").write_bytes(b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x0cmdatabcd")
    assert examine_at(inbox / "clip.mov", inbox=inbox).verdict is Verdict.WHOLE


def test_examination_does_not_follow_links(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "whole.mov").write_bytes(b"\0\0\0\x08ftyp\0\0\0\x08moov\0\0\0\x0cmdatabcd")
    (inbox / "clip.mov").symlink_to(tmp_path / "whole.mov")
    found = examine_at(inbox / "clip.mov", inbox=inbox)
    assert (found.verdict, found.reason) == (Verdict.PARTIAL, LINK.sentence)


def test_examination_of_a_vanished_file_says_so(inbox: Path) -> None:
    assert examine_at(inbox / "clip.mov", inbox=inbox).reason == "it has vanished"


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open descriptors are counted in /proc")
def test_a_thousand_looks_leave_no_descriptor_open(inbox: Path) -> None:
    (inbox / "clip.mov").write_bytes(b"x")
    (inbox / "link.mov").symlink_to("clip.mov")
    (inbox / "folder").symlink_to(".")
    before = open_descriptors()
    for _ in range(1000):
        for name in ("clip.mov", "link.mov", "folder/clip.mov", "none/clip.mov"):
            look_at(inbox / name, inbox=inbox)
            examine_at(inbox / name, inbox=inbox)
    assert open_descriptors() == before
