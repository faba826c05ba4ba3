"""Files noticed in real folders: names that are ignored, sweeps, and the system's own events."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from nemo_watch.inbox.ignoring import is_unfinished, reason_ignored
from nemo_watch.inbox.observer import HintKind, InboxObserver
from nemo_watch.inbox.sweep import sweep

PATIENCE_SECONDS = 20.0


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


IGNORED = [
    *("clip.mp4.part", "clip.mp4.crdownload", "clip.mp4.filepart", "clip.mp4.!qB", "clip.mp4.!ut"),
    *("clip.mp4.opdownload", "clip.tmp", "clip.mp4.PARTIAL", "clip.mp4.aria2", "._clip.mp4", ".DS_Store"),
    *(
        "Thumbs.db",
        "desktop.ini",
        "~$clip.docx",
        ".nfs0000000000a1",
        ".syncthing.clip.mp4.tmp",
        ".clip.mp4.Xa81bC",
    ),
    *("@eaDir/clip.mp4", "clip.mp4.download/clip.mp4", ".stfolder/clip.mp4", ".stversions/a/clip.mp4"),
    *("done/clip.mp4", "done/a/clip.mp4", "failed/clip.mp4", ".nemo-watch/job/out.mp4", "a/.hidden/clip.mp4"),
    *("$RECYCLE.BIN/clip.mp4", "~syncthing~clip.mp4.tmp"),
]
TAKEN = [
    *("clip.mp4", "a/b/clip.mp4", "-y.mp4", "~clip.mp4", "part.mp4", "clip.part.mp4", "download/clip.mp4"),
    *(
        "a/done/clip.mp4",
        "a/failed/clip.mp4",
        "done",
        "done.mp4",
        "clip",
        os.fsdecode(b"\xff\xfe.mp4"),
        "a\nb.mp4",
    ),
]


@pytest.mark.parametrize("path", IGNORED)
def test_unfinished_and_system_files_are_never_taken_and_it_is_said_why(path: str) -> None:
    assert reason_ignored(path)


@pytest.mark.parametrize("path", TAKEN)
def test_other_names_are_taken(path: str) -> None:
    assert reason_ignored(path) is None


@pytest.mark.parametrize("path", ["done", "failed", ".nemo-watch", "@eaDir", "clip.mp4.download"])
def test_folders_of_ours_and_of_systems_are_not_entered(path: str) -> None:
    assert reason_ignored(path, is_folder=True)


def test_reason_fits_a_sentence() -> None:
    assert reason_ignored("clip.mp4.crdownload") == "an unfinished download (Chrome, Edge)"


def test_names_of_unfinished_downloads_are_told_from_names_of_systems() -> None:
    assert [name for name in IGNORED if is_unfinished(name)][:6] == [name for name in IGNORED if "clip.mp4." in name][
        :6
    ]
    assert not any(map(is_unfinished, ("clip.mp4", ".DS_Store", "Thumbs.db", "._clip.mp4")))


def test_ignoring_a_path_object_is_the_same() -> None:
    assert reason_ignored(Path("done/clip.mp4")) == reason_ignored("done/clip.mp4")


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(inbox: Path, *, recursive: bool = True, below: Path | None = None) -> set[str]:
    paths = sweep(inbox, recursive=recursive, below=below, on_unreadable=raise_it)
    return {str(path.relative_to(inbox)) for path in paths}


def raise_it(_folder: Path, error: OSError) -> None:
    raise error


def test_sweep_finds_files_at_every_depth(inbox: Path) -> None:
    for name in (
        "a.mov",
        "b/c.mov",
        "b/d/e.mov",
        "done/f.mov",
        "failed/b/g.mov",
        "h.mov.part",
        "@eaDir/i.mov",
    ):
        put(inbox / name)
    assert found(inbox) == {"a.mov", "b/c.mov", "b/d/e.mov"}


def test_sweep_of_one_level_leaves_subfolders_alone(inbox: Path) -> None:
    put(inbox / "a.mov")
    put(inbox / "b" / "c.mov")
    assert found(inbox, recursive=False) == {"a.mov"}


def test_sweep_is_kept_to_a_folder(inbox: Path) -> None:
    for name in ("a.mov", "b/c.mov", "b/done/d.mov"):
        put(inbox / name)
    assert found(inbox, below=inbox / "b") == {"b/c.mov", "b/done/d.mov"}


def test_sweep_does_not_enter_linked_folders(inbox: Path, tmp_path: Path) -> None:
    put(tmp_path / "private" / "clip.mov")
    (inbox / "link").symlink_to(tmp_path / "private")
    (inbox / "loop").symlink_to(inbox)
    assert found(inbox) == {"link", "loop"}


def test_sweep_enters_an_inbox_that_is_a_link(inbox: Path, tmp_path: Path) -> None:
    put(inbox / "clip.mov")
    (tmp_path / "linked").symlink_to(inbox)
    assert found(tmp_path / "linked") == {"clip.mov"}


def test_sweep_names_bytes_that_are_no_text(inbox: Path) -> None:
    put(inbox / os.fsdecode(b"\xff\xfe.mov"))
    assert found(inbox) == {os.fsdecode(b"\xff\xfe.mov")}


def test_sweep_of_a_missing_inbox_is_reported(inbox: Path) -> None:
    unreadable: list[Path] = []
    missing = inbox / "missing"
    paths = sweep(missing, recursive=True, on_unreadable=lambda folder, _: unreadable.append(folder))
    assert list(paths) == []
    assert unreadable == [missing]


def test_folder_that_vanishes_while_it_is_swept_is_reported_and_the_rest_is_found(inbox: Path) -> None:
    for name in ("a.mov", "b/c.mov", "d/e.mov"):
        put(inbox / name)
    unreadable: list[Path] = []
    paths = sweep(inbox, recursive=True, on_unreadable=lambda folder, _: unreadable.append(folder))
    seen = {next(paths)}
    shutil.rmtree(inbox / "b")
    seen.update(paths)
    assert seen == {inbox / "a.mov", inbox / "d" / "e.mov"}
    assert unreadable == [inbox / "b"]


def test_sweep_of_many_files_needs_little_memory(inbox: Path) -> None:
    for number in range(20_000):
        os.close(os.open(inbox / f"{number}.mov", os.O_CREAT | os.O_WRONLY))
    tracemalloc.start()
    try:
        count = sum(1 for _ in sweep(inbox, recursive=True, on_unreadable=raise_it))
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak_bytes < 4_000_000  # a list of the paths takes several times as much


class Hints:
    """The hints that have come, in order; waits for one that is expected."""

    def __init__(self) -> None:
        self._coming: queue.Queue[tuple[Path, Path, HintKind]] = queue.Queue()
        self.seen: list[tuple[Path, HintKind]] = []

    def __call__(self, inbox: Path, path: Path, kind: HintKind) -> None:
        self._coming.put((inbox, path, kind))

    def wait_for(self, path: Path, kind: HintKind) -> Path:
        """Wait for a hint, remember the others, and return the inbox that it named."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                inbox, seen_path, seen_kind = self._coming.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"no hint {kind} for {path}; there came {self.seen}")
            self.seen.append((seen_path, seen_kind))
            if (seen_path, seen_kind) == (path, kind):
                return inbox


@pytest.fixture
def hints() -> Hints:
    return Hints()


@pytest.fixture
def observer(hints: Hints) -> Iterator[InboxObserver]:
    observer = InboxObserver(hints)
    assert observer.start() is None
    yield observer
    observer.stop()


@pytest.fixture
def watched(observer: InboxObserver, inbox: Path) -> Path:
    assert observer.watch(inbox, recursive=True) is None
    return inbox


def test_written_file_is_announced_and_then_closed(watched: Path, hints: Hints) -> None:
    clip = put(watched / "clip.mov")
    assert hints.wait_for(clip, HintKind.CREATED) == watched
    assert hints.wait_for(clip, HintKind.ARRIVED_CLOSED) == watched


def test_file_being_written_is_not_called_closed(watched: Path, hints: Hints) -> None:
    with (watched / "slow.mov").open("wb") as slow:
        slow.write(b"half of it")
        slow.flush()
        put(watched / "other.mov")
        hints.wait_for(watched / "other.mov", HintKind.ARRIVED_CLOSED)
        assert (watched / "slow.mov", HintKind.CREATED) in hints.seen
        assert (watched / "slow.mov", HintKind.ARRIVED_CLOSED) not in hints.seen
    hints.wait_for(watched / "slow.mov", HintKind.ARRIVED_CLOSED)


def test_download_that_gets_its_name_at_last_has_arrived(watched: Path, hints: Hints) -> None:
    part = put(watched / "clip.mov.crdownload")
    part.rename(watched / "clip.mov")
    hints.wait_for(watched / "clip.mov", HintKind.ARRIVED_CLOSED)


def test_file_moved_in_from_elsewhere_has_arrived(watched: Path, hints: Hints, tmp_path: Path) -> None:
    put(tmp_path / "clip.mov").rename(watched / "clip.mov")
    hints.wait_for(watched / "clip.mov", HintKind.ARRIVED_CLOSED)


def test_folder_moved_in_is_to_be_swept(watched: Path, hints: Hints, tmp_path: Path) -> None:
    put(tmp_path / "holiday" / "day one" / "clip.mov")
    (tmp_path / "holiday").rename(watched / "holiday")
    hints.wait_for(watched / "holiday", HintKind.FOLDER)
    assert found(watched, below=watched / "holiday") == {"holiday/day one/clip.mov"}


def test_what_is_written_later_to_a_folder_moved_in_is_seen(watched: Path, hints: Hints, tmp_path: Path) -> None:
    (tmp_path / "holiday" / "day one").mkdir(parents=True)
    (tmp_path / "holiday").rename(watched / "holiday")
    hints.wait_for(watched / "holiday", HintKind.FOLDER)
    put(watched / "holiday" / "day one" / "clip.mov")
    hints.wait_for(watched / "holiday" / "day one" / "clip.mov", HintKind.ARRIVED_CLOSED)


def test_file_in_a_new_folder_is_announced_or_its_folder_is(watched: Path, hints: Hints) -> None:
    clip = put(watched / "new" / "clip.mov")
    hints.wait_for(watched / "new", HintKind.FOLDER)
    put(watched / "new" / "second.mov")
    hints.wait_for(watched / "new" / "second.mov", HintKind.ARRIVED_CLOSED)
    assert clip in {path for path, _ in hints.seen} or clip.name in {Path(name).name for name in found(watched)}


def test_renamed_folder_is_to_be_swept_under_its_new_name(watched: Path, hints: Hints) -> None:
    put(watched / "old" / "clip.mov")
    hints.wait_for(watched / "old", HintKind.FOLDER)
    (watched / "old").rename(watched / "new")
    hints.wait_for(watched / "new", HintKind.FOLDER)
    put(watched / "new" / "later.mov")
    hints.wait_for(watched / "new" / "later.mov", HintKind.ARRIVED_CLOSED)


def test_our_own_folders_cause_no_hints(watched: Path, hints: Hints) -> None:
    clip = put(watched / "clip.mov")
    hints.wait_for(clip, HintKind.ARRIVED_CLOSED)
    (watched / "done").mkdir()
    clip.rename(watched / "done" / "clip.mov")
    put(watched / "failed" / "bad.mov.problem.txt")
    put(watched / "last.mov")
    hints.wait_for(watched / "last.mov", HintKind.ARRIVED_CLOSED)
    assert {path.relative_to(watched).parts[0] for path, _ in hints.seen} == {"clip.mov", "last.mov"}


def test_file_moved_back_from_failed_has_arrived(watched: Path, hints: Hints) -> None:
    put(watched / "failed" / "clip.mov").rename(watched / "clip.mov")
    hints.wait_for(watched / "clip.mov", HintKind.ARRIVED_CLOSED)


def test_drop_right_after_a_file_was_put_aside_is_not_held_back(watched: Path, hints: Hints) -> None:
    """A move out of everything that is watched would hold back all later events for half a second."""
    clip = put(watched / "clip.mov")
    (watched / "done").mkdir()
    hints.wait_for(clip, HintKind.ARRIVED_CLOSED)
    delays = []
    for number in range(5):
        (watched / "done").mkdir(exist_ok=True)
        put(watched / "aside.mov").replace(watched / "done" / "aside.mov")
        begin = time.monotonic()
        put(watched / f"{number}.mov")
        hints.wait_for(watched / f"{number}.mov", HintKind.ARRIVED_CLOSED)
        delays.append(time.monotonic() - begin)
    assert min(delays) < 0.4


def test_deleted_and_moved_away_files_cause_no_hints(watched: Path, hints: Hints, tmp_path: Path) -> None:
    clip = put(watched / "clip.mov")
    other = put(watched / "other.mov")
    hints.wait_for(other, HintKind.ARRIVED_CLOSED)
    clip.unlink()
    other.rename(tmp_path / "other.mov")
    put(watched / "last.mov")
    hints.seen.clear()
    hints.wait_for(watched / "last.mov", HintKind.ARRIVED_CLOSED)
    assert {path.name for path, _ in hints.seen} == {"last.mov"}


def test_one_level_is_watched_where_a_rule_says_so(observer: InboxObserver, inbox: Path, hints: Hints) -> None:
    (inbox / "sub").mkdir()
    assert observer.watch(inbox, recursive=False) is None
    put(inbox / "sub" / "deep.mov")
    (inbox / "another").mkdir()
    put(inbox / "clip.mov")
    hints.wait_for(inbox / "clip.mov", HintKind.ARRIVED_CLOSED)
    assert {path.name for path, _ in hints.seen} == {"clip.mov"}


def test_inbox_that_is_a_link_is_watched_under_its_own_path(
    observer: InboxObserver, inbox: Path, tmp_path: Path, hints: Hints
) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(inbox)
    assert observer.watch(linked, recursive=True) is None
    put(inbox / "clip.mov")
    assert hints.wait_for(linked / "clip.mov", HintKind.ARRIVED_CLOSED) == linked


@pytest.mark.parametrize("name", [os.fsdecode(b"\xff\xfe.mov"), "a\nb.mov", "-y.mov", "ä" * 120 + ".mov"])
def test_strange_names_come_through_as_they_are(watched: Path, hints: Hints, name: str) -> None:
    put(watched / name)
    hints.wait_for(watched / name, HintKind.ARRIVED_CLOSED)


def test_hints_name_the_inbox_that_they_are_for(
    observer: InboxObserver, watched: Path, tmp_path: Path, hints: Hints
) -> None:
    (tmp_path / "inbox two").mkdir()
    assert observer.watch(tmp_path / "inbox two", recursive=True) is None
    clip = put(tmp_path / "inbox two" / "clip.mov")
    assert hints.wait_for(clip, HintKind.ARRIVED_CLOSED) == tmp_path / "inbox two"
    assert hints.wait_for(put(watched / "clip.mov"), HintKind.ARRIVED_CLOSED) == watched


def test_unwatched_inbox_is_silent(observer: InboxObserver, watched: Path, tmp_path: Path, hints: Hints) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert observer.watch(other, recursive=True) is None
    observer.unwatch(watched)
    observer.unwatch(watched)
    assert not observer.is_watching(watched)
    put(watched / "clip.mov")
    hints.wait_for(put(other / "clip.mov"), HintKind.ARRIVED_CLOSED)
    assert {path.parent for path, _ in hints.seen} == {other}


def test_deleted_inbox_is_gone_and_watched_anew_once_it_is_back(
    observer: InboxObserver, watched: Path, hints: Hints
) -> None:
    shutil.rmtree(watched)
    hints.wait_for(watched, HintKind.GONE)
    assert not observer.is_watching(watched)
    assert observer.watch(watched, recursive=True)
    watched.mkdir()
    assert observer.watch(watched, recursive=True) is None
    hints.wait_for(put(watched / "clip.mov"), HintKind.ARRIVED_CLOSED)


def test_inbox_moved_away_is_no_longer_watched(observer: InboxObserver, watched: Path, hints: Hints) -> None:
    assert observer.is_watching(watched)
    watched.rename(watched.with_name("elsewhere"))
    assert not observer.is_watching(watched)
    watched.mkdir()
    assert not observer.is_watching(watched)
    assert observer.watch(watched, recursive=True) is None
    hints.wait_for(put(watched / "clip.mov"), HintKind.ARRIVED_CLOSED)


def test_many_files_are_all_announced(watched: Path, hints: Hints) -> None:
    names = [f"{number}.mov" for number in range(3000)]
    for name in names:
        put(watched / name)
    hints.wait_for(watched / names[-1], HintKind.ARRIVED_CLOSED)
    closed = {path.name for path, kind in hints.seen if kind is HintKind.ARRIVED_CLOSED}
    assert closed == set(names)


def test_missing_inbox_is_told_in_a_sentence(observer: InboxObserver, tmp_path: Path) -> None:
    reason = observer.watch(tmp_path / "missing", recursive=True)
    assert reason == "The folder cannot be watched: No such file or directory."


def test_nothing_is_watched_before_the_start_or_after_the_end(inbox: Path, hints: Hints) -> None:
    observer = InboxObserver(hints)
    assert observer.watch(inbox, recursive=True) == "No folders are being watched."
    assert observer.start() is None
    assert observer.watch(inbox, recursive=True) is None
    observer.stop()
    observer.stop()
    assert observer.watch(inbox, recursive=True) == "No folders are being watched."


TELL_REASON = """
import sys
from pathlib import Path
from nemo_watch.inbox.observer import InboxObserver
observer = InboxObserver(lambda *hint: None)
print(observer.start())
print(observer.watch(Path(sys.argv[1]), recursive=True), observer.is_watching(Path(sys.argv[1])))
observer.stop()
"""
LOWER_LIMIT = 'echo {limit} > /proc/sys/user/{name} && exec "$0" "$@"'


def in_own_limits(name: str, limit: int) -> list[str]:
    """Return the beginning of a command that runs under a limit which concerns no other process."""
    begin = ["unshare", "--user", "--map-root-user", "sh", "-c", LOWER_LIMIT.format(name=name, limit=limit)]
    if shutil.which("unshare") is None or subprocess.run([*begin, "true"], capture_output=True).returncode:
        pytest.skip("no user namespace can be made here")
    return begin


def test_reached_watch_limit_is_told_though_only_subfolders_are_beyond_it(inbox: Path) -> None:
    for number in range(20):
        (inbox / str(number)).mkdir()
    command = [*in_own_limits("max_inotify_watches", 8), sys.executable, "-c", TELL_REASON, str(inbox)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == [
        "None",
        "The system watches as many folders as it may (fs.inotify.max_user_watches). False",
    ]


def test_reached_limit_of_watchers_is_told(inbox: Path) -> None:
    command = [*in_own_limits("max_inotify_instances", 0), sys.executable, "-c", TELL_REASON, str(inbox)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told[0] == "The system has as many watchers as it may (fs.inotify.max_user_instances)."
