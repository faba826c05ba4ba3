"""The outbox: where a result is made, and the one step that makes it visible."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from nemo_watch import outbox
from nemo_watch.errors import HeldError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def made(folder: Path, *, job_id: str = "j", content: str = "result") -> Path:
    result = outbox.workspace(folder, job_id) / "render.mp4"
    result.write_text(content)
    return result


def nothing(_target: Path) -> None:
    pass


def test_a_workspace_is_private_and_made_when_needed(folder: Path) -> None:
    place = outbox.workspace(folder, "abc")
    assert place == folder / ".nemo-watch" / "abc"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert outbox.workspace(folder, "abc") == place


def test_workspaces_are_known_until_they_are_cleared(folder: Path) -> None:
    made(folder, job_id="a")
    made(folder, job_id="b")
    assert sorted(outbox.leftover_workspaces(folder)) == ["a", "b"]
    outbox.clear_workspace(folder, "a")
    assert outbox.leftover_workspaces(folder) == ["b"]
    outbox.clear_workspace(folder, "b")
    assert list(folder.iterdir()) == []


def test_clearing_what_is_not_there_is_no_error(folder: Path) -> None:
    outbox.clear_workspace(folder, "a")
    assert outbox.leftover_workspaces(folder) == []


def test_a_result_is_published_under_its_name(folder: Path) -> None:
    target = outbox.publish(made(folder), folder, "clip.mp4", intend=nothing)
    assert target == folder / "clip.mp4"
    assert target.read_text() == "result"


def test_subfolders_are_made(folder: Path) -> None:
    target = outbox.publish(made(folder), folder / "2024" / "May", "clip.mp4", intend=nothing)
    assert target == folder / "2024" / "May" / "clip.mp4"


def test_nothing_is_replaced_not_even_a_broken_link(folder: Path) -> None:
    folder.mkdir()
    (folder / "clip.mp4").write_text("old")
    (folder / "clip (2).mp4").symlink_to("nowhere")
    (folder / "clip (3).mp4").mkdir()
    target = outbox.publish(made(folder), folder, "clip.mp4", intend=nothing)
    assert target.name == "clip (4).mp4"
    assert (folder / "clip.mp4").read_text() == "old"


def test_each_path_is_written_down_before_it_is_tried(folder: Path) -> None:
    result = made(folder)
    (folder / "clip.mp4").touch()
    intended = []

    def intend(target: Path) -> None:
        assert not target.exists()
        assert result.exists()
        intended.append(target.name)

    outbox.publish(result, folder, "clip.mp4", intend=intend)
    assert intended == ["clip (2).mp4"]


def test_a_name_that_is_taken_meanwhile_is_passed_over(folder: Path) -> None:
    result = made(folder)
    intended = []

    def intend(target: Path) -> None:
        intended.append(target.name)
        if len(intended) == 1:
            target.write_text("somebody else was quicker")

    assert outbox.publish(result, folder, "clip.mp4", intend=intend).name == "clip (2).mp4"
    assert intended == ["clip.mp4", "clip (2).mp4"]
    assert (folder / "clip.mp4").read_text() == "somebody else was quicker"


def test_a_crash_while_it_is_written_down_leaves_the_result_where_it_is(folder: Path) -> None:
    result = made(folder)

    def crash(_target: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outbox.publish(result, folder, "clip.mp4", intend=crash)
    assert result.exists()
    assert [path.name for path in folder.iterdir()] == [".nemo-watch"]


def test_whether_a_rename_was_done_is_told_by_inode_and_size(folder: Path) -> None:
    result = made(folder)
    status = result.stat()
    assert not outbox.is_there(folder / "clip.mp4", inode=status.st_ino, size=status.st_size)
    target = outbox.publish(result, folder, "clip.mp4", intend=nothing)
    assert outbox.is_there(target, inode=status.st_ino, size=status.st_size)
    assert not outbox.is_there(target, inode=status.st_ino + 1, size=status.st_size)
    assert not outbox.is_there(target, inode=status.st_ino, size=status.st_size + 1)


def test_a_sealed_result_has_the_time_of_its_source(folder: Path) -> None:
    result = made(folder)
    outbox.seal(result, modified_ns=1_600_000_000_123_456_789)
    assert result.stat().st_mtime_ns == 1_600_000_000_123_456_789
    before = result.stat().st_mtime_ns
    outbox.seal(result, modified_ns=None)
    assert result.stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["a:b?.mp4", '"<|>*".mp4', "a\nb.mp4", "-y.mp4", os.fsdecode(b"caf\xe9.mp4")])
def test_names_are_kept_where_the_file_system_takes_them(folder: Path, name: str) -> None:
    assert outbox.publish(made(folder), folder, name, intend=nothing).name == name
    assert {path.name for path in folder.iterdir()} == {name, ".nemo-watch"}


def test_a_file_in_the_outbox_s_place_holds_the_job(folder: Path) -> None:
    folder.write_text("I am a file")
    with pytest.raises(HeldError, match="cannot be written") as caught:
        outbox.workspace(folder, "abc")
    assert caught.value.recheck_seconds
    assert str(folder) in caught.value.message


@pytest.mark.parametrize("below", ["May", "May/June"])
def test_a_file_in_a_subfolder_s_place_holds_the_job(folder: Path, below: str) -> None:
    result = made(folder)
    (folder / "May").write_text("I am a file")
    with pytest.raises(HeldError, match="cannot be written") as caught:
        outbox.publish(result, folder / below, "clip.mp4", intend=nothing)
    assert caught.value.recheck_seconds
    assert result.exists()


def test_a_file_in_a_workspace_s_place_holds_the_job(folder: Path) -> None:
    (folder / ".nemo-watch").mkdir(parents=True)
    (folder / ".nemo-watch" / "abc").touch()
    with pytest.raises(HeldError, match="cannot be written"):
        outbox.workspace(folder, "abc")


def test_a_result_that_has_vanished_holds_the_job(folder: Path) -> None:
    result = made(folder)
    result.unlink()
    with pytest.raises(HeldError):
        outbox.publish(result, folder, "clip.mp4", intend=nothing)
    with pytest.raises(HeldError):
        outbox.seal(result, modified_ns=None)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_outbox_without_permission_holds_the_job(folder: Path) -> None:
    folder.mkdir(mode=0o500)
    with pytest.raises(HeldError, match="permission denied"):
        outbox.workspace(folder, "abc")
