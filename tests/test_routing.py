"""Where an instruction goes: only what is nothing but such a wish is no message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.nemo.routing import Route, route

EXPORT, CREDITS, STATUS, UPLOAD = Route.EXPORT, Route.CREDITS, Route.STATUS, Route.UPLOAD

ROUTED = [
    ("export", EXPORT),
    ("Export!", EXPORT),
    ("EXPORT THE VIDEO PLEASE", EXPORT),
    ("Export the video please", EXPORT),
    ("please export it now", EXPORT),
    ("Can you export my final video?", EXPORT),
    ("I'd like to download the finished clip, thanks.", EXPORT),
    ("I’d like to export", EXPORT),
    ("download", EXPORT),
    ('"download it"', EXPORT),
    ("send me the video", EXPORT),
    ("Please send me the final video.", EXPORT),
    ("send it to me", EXPORT),
    ("导出", EXPORT),
    ("导出视频", EXPORT),
    ("请帮我导出这个视频。", EXPORT),
    ("把视频导出一下吧", EXPORT),
    ("下载最终视频", EXPORT),
    ("把视频发给我", EXPORT),
    ("ｅｘｐｏｒｔ", EXPORT),
    ("credits", CREDITS),
    ("check my credits", CREDITS),
    ("how many credits are left?", CREDITS),
    ("How many credits do I have", CREDITS),
    ("what's my balance?", CREDITS),
    ("show me the balance", CREDITS),
    ("积分", CREDITS),
    ("余额", CREDITS),
    ("我还有多少积分？", CREDITS),
    ("查看余额", CREDITS),
    ("请告诉我账户余额", CREDITS),
    ("status", STATUS),
    ("Status?", STATUS),
    ("what is the status", STATUS),
    ("show tracks", STATUS),
    ("show me the tracks", STATUS),
    ("Show the timeline, please", STATUS),
    ("状态", STATUS),
    ("查看状态", STATUS),
    ("当前状态如何？", STATUS),
    ("显示所有轨道", STATUS),
    ("upload", UPLOAD),
    ("Upload the file", UPLOAD),
    ("please upload another video", UPLOAD),
    ("上传", UPLOAD),
    ("上传视频", UPLOAD),
]

SAID = [
    "",
    "  ",
    "?!",
    "please",
    "the video",
    "export as MP4 1080p without audio",
    "export 1080p MP4",
    "convert and export to mp4",
    "convert this AVI file to MP4 without losing quality",
    "merge this audio and video into a single MP4 file",
    "export only the first 10 seconds",
    "export the audio",
    "export it in black & white",
    "export 🙂",
    "don't export",
    "do not export the video",
    "download-style animation",
    "add a download button animation",
    "upload style intro",
    "upload the video and make it vertical",
    "add status bar",
    "a status update for social media",
    "credits at the end of the film",
    "add credits",
    "film credits",
    "closing credits",
    "roll the credits",
    "balance the colors",
    "white balance",
    "balance the audio tracks",
    "show tracks in the snow",
    "show a timeline of the war",
    "send the video to space",
    "send me to the moon",
    "tracks",
    "the state of the art",
    "导出为MP4",
    "导出前10秒",
    "不要导出",
    "白平衡",
    "添加积分动画",
    "片尾加上余额",
    "状态栏",
    "上传风格的开场",
    "下载动画",
    "export " * 30,
]


@pytest.mark.parametrize(("text", "goal"), ROUTED)
def test_plain_wish_is_routed(text, goal):
    assert route(text) is goal


@pytest.mark.parametrize("text", SAID)
def test_anything_more_is_said_to_the_backend(text):
    assert route(text) is Route.MESSAGE


@given(st.text())
def test_any_text_goes_somewhere(text):
    assert route(text) in Route
