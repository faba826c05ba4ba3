"""A job as a value: what it needs a turn at, and what its result is called."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from nemo_watch.jobs import OVER, Delivery, Fingerprint, Job, Source, State, new_job_id
from nemo_watch.rules import Output, Rule

RULE = Rule(name="a", inbox=Path("/in"), outbox=Path("/out"), instructions=("convert to MP4",))


def fingerprint(**changes: int) -> Fingerprint:
    return Fingerprint(**{"device": 1, "inode": 2, "size": 3, "mtime_ns": 4, "ctime_ns": 5, **changes})


def job(path: str = "/in/clip.avi", **changes: Any) -> Job:
    values: dict[str, Any] = {
        "id": "abcdefgh",
        "rule": RULE,
        "engine": "local",
        "instructions": RULE.instructions,
        "sources": (Source(path=Path(path), fingerprint=fingerprint()),),
        "created_at": 0.0,
        "updated_at": 0.0,
    }
    return Job(**{**values, **changes})


BEGINNING = (State.QUEUED, State.CONNECTED, State.UPLOADED, State.INSTRUCTING)
RENDERS = (State.INSTRUCTED, State.RENDERING, State.RENDERED)


@pytest.mark.parametrize("state", BEGINNING)
def test_what_comes_before_the_render_is_prepared_side_by_side(state: State) -> None:
    assert job(state=state).slot == "prepare"
    assert job(state=state, lane="encode").slot == "prepare"


@pytest.mark.parametrize("state", RENDERS)
def test_renders_take_turns_in_their_lane(state: State) -> None:
    assert job(state=state, lane="copy").slot == "copy"
    assert job(state=state, lane="encode").slot == "encode"
    assert job(state=state, lane="").slot == "encode"


@pytest.mark.parametrize("state", [*BEGINNING, *RENDERS])
def test_a_job_of_the_cloud_takes_a_turn_there_from_beginning_to_end(state: State) -> None:
    assert job(state=state, engine="cloud", lane="copy").slot == "cloud"


@pytest.mark.parametrize("state", sorted(OVER))
@pytest.mark.parametrize("engine", ["local", "cloud"])
def test_a_job_that_is_over_takes_no_turn(state: State, engine: str) -> None:
    assert job(state=state, engine=engine).slot == ""
    assert job(state=state, engine=engine).is_over


def test_a_held_job_takes_no_turn_unless_it_will_go_on_by_itself() -> None:
    held = job(state=State.HELD, resume=State.RENDERED, lane="copy")
    assert held.slot == ""
    assert replace(held, due_at=1.0).slot == "copy"
    assert not held.is_over


def test_a_held_job_that_knows_no_way_on_takes_no_turn() -> None:
    assert job(state=State.HELD, due_at=1.0).slot == ""


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("clip.avi", "clip.mp4"),
        ("-y.avi", "-y.mp4"),
        ("a.b.mov", "a.b.mp4"),
        ("a\nb.avi", "a\nb.mp4"),
        ("%03d.mov", "%03d.mp4"),
        ("{format}.mov", "{format}.mp4"),
        ("clip", "clip.mp4"),
        (os.fsdecode(b"caf\xe9.avi"), os.fsdecode(b"caf\xe9.mp4")),
    ],
)
def test_the_result_has_the_name_of_its_source(source: str, name: str) -> None:
    assert job(f"/in/{source}").output_name("mp4") == name


def test_the_rule_may_name_results_its_own_way() -> None:
    rule = replace(RULE, output=Output(name="web-{stem} ({format}).{format}"))
    assert job(rule=rule).output_name("mp4") == "web-clip (mp4).mp4"


@pytest.mark.parametrize("character", ["a", "é", "夏"])
def test_a_source_of_255_bytes_gets_a_result_of_at_most_255(character: str) -> None:
    stem = character * (251 // len(character.encode()))
    name = job(f"/in/{stem}.avi", rule=replace(RULE, output=Output(name="{stem} small.{format}"))).output_name("mp4")
    assert len(os.fsencode(name)) <= 255
    assert name.endswith(" small.mp4")
    assert set(name.removesuffix(" small.mp4")) == {character}


def test_bytes_that_are_no_utf_8_are_counted_as_bytes() -> None:
    name = job("/in/" + os.fsdecode(b"\xff" * 251) + ".avi").output_name("mp4")
    assert os.fsencode(name) == b"\xff" * 251 + b".mp4"


def test_a_job_knows_the_subfolder_it_was_dropped_in() -> None:
    assert job("/in/clip.avi").folder == Path()
    assert job("/in/2024/May/clip.avi").folder == Path("2024/May")
    assert job("/elsewhere/clip.avi").folder == Path()


def test_only_what_was_published_counts_as_delivered() -> None:
    first = Delivery(path=Path("/out/a.mp4"), inode=1, size=1, is_published=True)
    second = Delivery(path=Path("/out/b.mp4"), inode=2, size=1)
    assert job(deliveries=(first, second)).outputs == (Path("/out/a.mp4"),)


def test_a_file_is_the_same_after_a_remount_or_a_change_of_mode() -> None:
    assert fingerprint().is_same_content(fingerprint(device=9, ctime_ns=9))


@pytest.mark.parametrize("change", ["inode", "size", "mtime_ns"])
def test_a_file_is_another_when_its_inode_size_or_time_differs(change: str) -> None:
    assert not fingerprint().is_same_content(fingerprint(**{change: 99}))


def test_ids_are_short_plain_and_not_repeated() -> None:
    ids = {new_job_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(made) == 8 and made.isalnum() and made == made.lower() for made in ids)
    assert not set("".join(ids)) & set("01ilou")
