"""Names as they are shown, cut to what a file system takes, and numbered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.names import MOST_BYTES, fitting, numbered, shown

NAMES = st.binary(min_size=1, max_size=MOST_BYTES).map(os.fsdecode)


@pytest.mark.parametrize("name", ["clip.mp4", "Été 2024 – 夏.mov", "a  b.mp4", "🎬.mp4", "<img onerror=…>", "%03d"])
def test_plain_names_are_shown_as_they_are(name: str) -> None:
    assert shown(name) == name


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("a\nb", r"a\x0ab"),
        ("a\tb\x7f", r"a\x09b\x7f"),
        ("\x1b[31mred", r"\x1b[31mred"),
        (os.fsdecode(b"caf\xe9.avi"), r"caf\xe9.avi"),
        ("\u202etxt.4pm", r"\xe2\x80\xaetxt.4pm"),
        ("a\u2028b", r"a\xe2\x80\xa8b"),
        ("\u0085", r"\xc2\x85"),
    ],
)
def test_control_characters_and_bytes_that_are_no_utf_8_are_escaped(name: str, seen: str) -> None:
    assert shown(name) == seen


def test_paths_are_shown_too() -> None:
    assert shown(Path("/in/a\nb")) == r"/in/a\x0ab"


@given(NAMES)
def test_what_is_shown_is_one_line_of_utf_8(name: str) -> None:
    seen = shown(name)
    assert seen.encode("utf-8").decode("utf-8") == seen
    assert len(seen.splitlines()) <= 1
    assert seen.isprintable() or not any(ord(character) < 32 for character in seen)


def test_a_name_that_fits_is_left_alone() -> None:
    assert fitting("clip", ".mp4") == "clip.mp4"
    assert fitting("a" * 251, ".mp4") == "a" * 251 + ".mp4"


def test_a_long_name_loses_the_end_of_its_stem() -> None:
    assert fitting("a" * 300, ".mp4") == "a" * 251 + ".mp4"


def test_no_character_is_cut_in_two() -> None:
    assert fitting("é" * 200, ".mp4") == "é" * 125 + ".mp4"


@pytest.mark.timeout(10)
def test_an_ending_that_alone_is_too_long_is_cut_as_well() -> None:
    name = fitting("clip", "." + "x" * 300)
    assert len(os.fsencode(name)) == MOST_BYTES


@given(NAMES, st.text(max_size=20).filter(lambda text: text.isprintable()))
def test_fitting_names_fit(stem: str, suffix: str) -> None:
    name = fitting(stem, suffix)
    assert len(os.fsencode(name)) <= MOST_BYTES
    assert name.endswith(suffix)


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("clip.mp4", 1, "clip.mp4"),
        ("clip.mp4", 2, "clip (2).mp4"),
        ("clip.mp4", 13, "clip (13).mp4"),
        ("clip", 2, "clip (2)"),
        ("a.tar.gz", 2, "a.tar (2).gz"),
        ("-y.mp4", 2, "-y (2).mp4"),
        (".hidden", 2, ".hidden (2)"),
    ],
)
def test_taken_names_are_numbered_before_their_extension(name: str, number: int, expected: str) -> None:
    assert numbered(name, number) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["a" * 255, "a" * 251 + ".mp4", "a." + "b" * 253, "ü" * 120 + ".webm"])
def test_numbered_names_fit_and_differ(name: str) -> None:
    names = [numbered(name, number) for number in (1, 2, 3, 10, 99, 100, 12345)]
    assert len(set(names)) == len(names)
    assert all(len(os.fsencode(made)) <= MOST_BYTES for made in names)
