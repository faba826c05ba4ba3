"""What the studio reads where words say which of two wishes is done first. One phrase a line."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import (
    Export,
    Loop,
    Music,
    Mute,
    Reverse,
    Rotate,
    Scale,
    Speed,
    Subtitles,
    Title,
    Trim,
)

MP4, WAV, MUTE, MUSIC = Export(), Export(format="wav"), Mute(), Music()
LEFT, FAST, BACK, TWICE = Rotate(degrees=270), Speed(factor=2), Reverse(), Loop(times=2)
HELLO = Title(text="你好")


def later(seconds: float) -> Trim:
    return Trim(start=seconds)


CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # The later one is said first.
    ("Before you convert it to MP4, remove the first 1:30", (later(90), MP4)),
    ("before exporting to mp4, rotate it left", (LEFT, MP4)),
    ("before converting, trim the first 5 seconds", (later(5), MP4)),
    ("Speed up 2x. Before adding music, remove the audio.", (FAST, MUTE, MUSIC)),
    ("extract the audio as WAV after cutting the first 20 seconds", (later(20), WAV)),
    ("convert to mp4 after rotating it left", (LEFT, MP4)),
    ("mute it, after trimming the first 5 seconds", (later(5), MUTE)),
    ("mute it after trimming the first 5 seconds, then add music", (later(5), MUTE, MUSIC)),
    ("convert to mp4 after rotating it left and trimming the first 5 seconds", (LEFT, later(5), MP4)),
    ("在转成MP4之前，先剪掉前5秒", (later(5), MP4)),
    ("导出之前先静音", (MUTE, MP4)),
    ("加背景音乐之前，去掉原声", (MUTE, MUSIC)),
    ("before reversing, looping it 2 times and muting it, trim the first 5 seconds", (later(5), BACK, TWICE, MUTE)),
    ("loop it 2 times after reversing it and then mute it", (BACK, TWICE, MUTE)),
    ("before reversing mute it", (MUTE, BACK)),
    ("before reversing and muting trim the first 5 seconds", (later(5), BACK, MUTE)),
    ("reverse it, but first mute it", (MUTE, BACK)),
    ("剪掉前5秒再倒放，但要先静音", (MUTE, later(5), BACK)),
    ("加字幕、静音之前，先倒放", (BACK, Subtitles(), MUTE)),
    ("加标题“你好”前，倒放", (BACK, HELLO)),
    ("倒放前，加标题“你好”", (HELLO, BACK)),
    # The earlier one is said first.
    ("trim the first 5 seconds before converting to mp4", (later(5), MP4)),
    ("rotate left before you export it as 720p", (LEFT, Scale(height=720), MP4)),
    ("after trimming the first 10 seconds, speed it up 2x", (later(10), FAST)),
    ("after you mute it, add music", (MUTE, MUSIC)),
    ("once you have muted it, add music", (MUTE, MUSIC)),
    ("剪掉前5秒之后再转成MP4", (later(5), MP4)),
    # Times in the film.
    ("remove everything before 0:30, then mute it", (later(30), MUTE)),
    ("mute it, stop after 1:30", (MUTE, Trim(end=90.0))),
    ("剪掉1:00之前的部分，静音", (later(60), MUTE)),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wishes_stand_in_the_order_in_which_they_are_done(text: str, edits: tuple[Edit, ...]) -> None:
    reading = read(text)
    assert (reading.edits, reading.unknown) == (edits, ())


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("mute it after removing the logo", "mute it after removing the logo"),
        ("rotate it after the first 10 seconds", "rotate it after the first 10 seconds"),
        ("before the music starts, fade in", "before the music starts"),
        ("加水印前，先倒放", "加水印前"),
        ("there's no need to mute it and add subtitles", "there's no need to mute it and add subtitles"),
        ("加水印，静音", "加水印"),
        ("不要降低音量，提高一倍", "提高一倍"),
    ],
)
def test_what_is_not_sure_is_not_understood(text: str, unknown: str) -> None:
    assert unknown in read(text).unknown
