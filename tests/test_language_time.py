"""What the studio reads of time: cuts, silences, speed, direction, loops, single pictures. One phrase a line."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import (
    Cut,
    Export,
    Flip,
    Loop,
    Mute,
    Reverse,
    Rotate,
    Scale,
    Silence,
    Speed,
    Thumbnail,
    Trim,
)

MP4, MUTE, BACK = Export(), Mute(), Reverse()
SLOW, FAST = Speed(factor=0.5), Speed(factor=2.0)
HD = Scale(height=720)


def out(start: float, end: float) -> Cut:
    return Cut(start=start, end=end)


CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # cut
    ("cut out from 0:30 to 0:45", (out(30, 45),)),
    ("remove 1:00-1:10", (out(60, 70),)),
    ("delete the part from 1:00 to 1:10", (out(60, 70),)),
    ("cut from 0:30 to 0:45", (out(30, 45),)),
    ("cut the section between 10 and 20 seconds", (out(10, 20),)),
    ("remove everything between 0:30 and 0:45", (out(30, 45),)),
    ("take out 00:00:05.500 to 00:00:07", (out(5.5, 7),)),
    ("cut 1:02:03 to 1:02:10 out", (out(3723, 3730),)),
    ("get rid of the segment from 5s to 8s", (out(5, 8),)),
    ("skip from 1m30s to 2m", (out(90, 120),)),
    ("cut out 0:30 to 0:45 and mute it", (out(30, 45), MUTE)),
    ("trim the first 5 seconds, then cut out from 1:00 to 1:10, export 720p", (Trim(start=5.0), out(60, 70), HD, MP4)),
    ("剪掉0:30到0:45", (out(30, 45),)),
    ("删除1分钟到1分10秒之间的内容", (out(60, 70),)),
    ("把第10秒到第20秒剪掉", (out(10, 20),)),
    ("去掉30秒到45秒这一段，然后静音", (out(30, 45), MUTE)),
    # trim, with units and words
    ("trim the first two and a half minutes", (Trim(start=150.0),)),
    ("trim to 1:30", (Trim(end=90.0),)),
    ("shorten the video to 9:15", (Trim(end=555.0),)),
    ("remove the last 1.5 hours", (Trim(end=-5400.0),)),
    ("remove the first half a minute", (Trim(start=30.0),)),
    ("keep the first hundred seconds", (Trim(end=100.0),)),
    ("keep 10 seconds starting at 0:30", (Trim(start=30.0, end=40.0),)),
    ("start the video at 00:00:05.500", (Trim(start=5.5),)),
    ("keep only the part from 1:00 to 2:00 of the video", (Trim(start=60.0, end=120.0),)),
    ("只保留前半分钟，导出mp4", (Trim(end=30.0), MP4)),
    ("去掉前三秒", (Trim(start=3.0),)),
    ("把结尾的5秒剪掉", (Trim(end=-5.0),)),
    # silence
    ("remove the silences", (Silence(),)),
    ("remove silence", (Silence(),)),
    ("cut out the silent parts", (Silence(),)),
    ("get rid of all the pauses", (Silence(),)),
    ("remove dead air", (Silence(),)),
    ("cut out dead air longer than 2 seconds", (Silence(longer=2.0),)),
    ("remove silences over half a second", (Silence(longer=0.5),)),
    ("remove all pauses longer than 1.5s", (Silence(longer=1.5),)),
    ("remove the silences and export as mp4", (Silence(), MP4)),
    ("jump cut the silences", (Silence(),)),
    ("去掉静音片段", (Silence(),)),
    ("删除超过2秒的静音", (Silence(longer=2.0),)),
    ("把视频里的停顿都剪掉", (Silence(),)),
    ("去掉空白部分，然后转成mp4", (Silence(), MP4)),
    # speed
    ("2x speed", (FAST,)),
    ("speed up by 1.5", (Speed(factor=1.5),)),
    ("speed it up 2x", (FAST,)),
    ("speed the video up by a factor of three", (Speed(factor=3.0),)),
    ("speed x2", (FAST,)),
    ("play it at 1.5x", (Speed(factor=1.5),)),
    ("play at 150% speed", (Speed(factor=1.5),)),
    ("twice as fast", (FAST,)),
    ("make it two times faster", (FAST,)),
    ("make it 50% faster", (Speed(factor=1.5),)),
    ("make it 25% slower", (Speed(factor=0.75),)),
    ("double the speed", (FAST,)),
    ("two and a half times faster", (Speed(factor=2.5),)),
    ("slow motion", (SLOW,)),
    ("make it slow motion", (SLOW,)),
    ("half speed", (SLOW,)),
    ("slow it down 2x", (SLOW,)),
    ("slow it down by 50%", (SLOW,)),
    ("slow down to 25%", (Speed(factor=0.25),)),
    ("play it at half speed and mute it", (SLOW, MUTE)),
    (
        "trim the first 5 seconds, speed it up 4x and export as a gif",
        (Trim(start=5.0), Speed(factor=4.0), Export(format="gif")),
    ),
    ("2倍速", (FAST,)),
    ("两倍速播放", (FAST,)),
    ("加速到1.5倍", (Speed(factor=1.5),)),
    ("慢动作", (SLOW,)),
    ("播放速度改为0.5倍", (SLOW,)),
    ("放慢两倍，然后静音", (SLOW, MUTE)),
    # reverse
    ("play it backwards", (BACK,)),
    ("reverse the video", (BACK,)),
    ("reverse it", (BACK,)),
    ("reverse", (BACK,)),
    ("make it play in reverse", (BACK,)),
    ("in reverse", (BACK,)),
    ("run the clip backward", (BACK,)),
    ("reverse it and loop it 3 times", (BACK, Loop(times=3))),
    ("flip it horizontally and play it backwards at 2x speed, no sound", (Flip(axis="horizontal"), BACK, FAST, MUTE)),
    ("倒放", (BACK,)),
    ("把视频倒放", (BACK,)),
    ("倒着播放，静音", (BACK, MUTE)),
    ("反向播放并加速2倍", (BACK, FAST)),
    # loop
    ("loop it 3 times", (Loop(times=3),)),
    ("loop the clip five times", (Loop(times=5),)),
    ("repeat it 4 times", (Loop(times=4),)),
    ("repeat the video twice", (Loop(times=2),)),
    ("play it three times in a row", (Loop(times=3),)),
    ("make it loop 10 times", (Loop(times=10),)),
    ("looped 2 times", (Loop(times=2),)),
    ("loop it 3x", (Loop(times=3),)),
    (
        "keep the first 2 seconds, loop them 5 times and make a gif",
        (Trim(end=2.0), Loop(times=5), Export(format="gif")),
    ),
    ("循环3次", (Loop(times=3),)),
    ("重复播放三遍", (Loop(times=3),)),
    ("把视频循环播放五次", (Loop(times=5),)),
    ("循环两次然后静音", (Loop(times=2), MUTE)),
    # thumbnail
    ("grab a thumbnail at 5 seconds", (Thumbnail(at=5.0),)),
    ("take a screenshot at 0:10", (Thumbnail(at=10.0),)),
    ("thumbnail at 1:30", (Thumbnail(at=90.0),)),
    ("extract a frame at 3s", (Thumbnail(at=3.0),)),
    ("save the frame at 00:00:05.500 as a jpg", (Thumbnail(at=5.5),)),
    ("capture a still from 12 seconds", (Thumbnail(at=12.0),)),
    ("make a thumbnail at the 5 second mark", (Thumbnail(at=5.0),)),
    ("get me a thumbnail at half a minute", (Thumbnail(at=30.0),)),
    ("rotate it 90 degrees and grab a thumbnail at 5 seconds", (Rotate(degrees=90), Thumbnail(at=5.0))),
    ("在第5秒截图", (Thumbnail(at=5.0),)),
    ("截取第10秒的画面作为封面", (Thumbnail(at=10.0),)),
    ("生成缩略图，第3秒", (Thumbnail(at=3.0),)),
    ("转成mp4，再截一张图在5秒处", (MP4, Thumbnail(at=5.0))),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wish_for_the_time_line_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, ())
