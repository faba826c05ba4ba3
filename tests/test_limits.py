"""What is told of a file before a byte of it is sent."""

from pathlib import Path

import pytest

from nemo_watch.errors import FinalError, UnsupportedFile
from nemo_watch.nemo.limits import check_formats, check_sizes
from nemo_watch.skills import SKILLS


@pytest.mark.parametrize(("skill", "limit"), [(skill.name, skill.limit_bytes) for skill in SKILLS.values()])
def test_each_file_may_be_as_large_as_its_skill_allows(skill, limit):
    check_sizes([(Path("a.mov"), limit), (Path("b.mov"), limit)], skill)
    with pytest.raises(FinalError) as caught:
        check_sizes([(Path("a.mov"), 1), (Path("/in/b.mov"), limit + 1)], skill)
    assert f"b.mov is too large for NemoVideo: it has {limit + 1:,} bytes" in caught.value.message
    assert skill in caught.value.message


def test_file_that_is_too_large_says_what_to_do():
    with pytest.raises(FinalError) as caught:
        check_sizes([(Path("/in/holi\nday.mp4"), 1_234_000_000)], "ai-to-video-free")
    assert caught.value.sentence == (
        "holi\\x0aday.mp4 is too large for NemoVideo: it has 1.2 GB, and a file for ai-to-video-free may have "
        "200.0 MB. Compress it or trim it; or write `engine: local` for that rule, where there is no limit."
    )


@pytest.mark.parametrize("skill", SKILLS)
def test_formats_of_the_service_pass_under_any_skill(skill):
    check_formats([Path(f"a.{extension}") for extension in ("MP4", "mov", "JPEG", "webp", "m4a")], skill)


@pytest.mark.parametrize("name", ["a.flac", "a", "a.mp4.exe", ".mp4", "a.", "a.txt"])
def test_other_formats_are_refused_by_name(name):
    with pytest.raises(UnsupportedFile) as caught:
        check_formats([Path("a.mov"), Path(name)], "audio-video-to")
    assert caught.value.message.startswith(f"{name} is of no kind that NemoVideo takes")
    assert "mp4" in caught.value.hint


def test_nothing_is_no_mistake():
    check_sizes([], "audio-video-to")
    check_formats([], "audio-video-to")
