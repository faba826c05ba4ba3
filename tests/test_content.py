"""Whether two files are the same, told by parts of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.content import content_digest

MEGABYTE = 1_048_576


def written(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("size", [0, 1, MEGABYTE, MEGABYTE + 1, 5 * MEGABYTE + 3])
def test_same_content_has_one_digest_whatever_it_is_called(tmp_path: Path, size: int) -> None:
    content = bytes(number * 7 % 251 for number in range(min(size, 1000))) * (size // 1000 + 1)
    one, other = (written(tmp_path, content[:size], name) for name in ("one.mov", "other.mp4"))
    assert content_digest(one) == content_digest(other)


@pytest.mark.parametrize("size", [1, 1000, MEGABYTE, 3 * MEGABYTE])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.98, 1.0])
def test_changed_byte_at_an_edge_is_seen(tmp_path: Path, size: int, share: float) -> None:
    before = content_digest(written(tmp_path, bytes(size)))
    changed = bytearray(size)
    changed[int((size - 1) * share)] = 1
    assert content_digest(written(tmp_path, bytes(changed))) != before


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_files_of_any_length_are_told_apart(tmp_path_factory: pytest.TempPathFactory, one: bytes, other: bytes) -> None:
    folder = tmp_path_factory.mktemp("pair")
    digests = [content_digest(written(folder, content)) for content in (one, other)]
    assert (digests[0] == digests[1]) == (one == other)


def test_film_that_was_recorded_anew_is_another_one(tmp_path: Path) -> None:
    size = 4 * MEGABYTE
    first, second = bytes(size), b"".join(number.to_bytes(4, "big") for number in range(size // 4))
    assert content_digest(written(tmp_path, first)) != content_digest(written(tmp_path, second))
