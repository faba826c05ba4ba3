"""What the studio reads of the picture: size, shape, turns, colours, repairs. One phrase a line."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import (
    Aspect,
    Crop,
    Deinterlace,
    Denoise,
    Export,
    Flip,
    Fps,
    Grayscale,
    Mute,
    Rotate,
    Scale,
    Speed,
    Stabilize,
    Trim,
)

MP4, MUTE, GRAY, BARS = Export(), Mute(), Grayscale(), Crop(bars=True)
PROGRESSIVE, CLEAN, STEADY = Deinterlace(), Denoise(), Stabilize()
UPRIGHT, WIDE, SQUARE = Aspect(ratio="9:16"), Aspect(ratio="16:9"), Aspect(ratio="1:1")
RIGHT, AROUND, LEFT = Rotate(degrees=90), Rotate(degrees=180), Rotate(degrees=270)
MIRROR, OVER = Flip(axis="horizontal"), Flip(axis="vertical")
HD, FULL_HD = Scale(height=720), Scale(height=1080)


def cropped(ratio: str) -> Aspect:
    return Aspect(ratio=ratio, fit="crop")


def blurred(ratio: str) -> Aspect:
    return Aspect(ratio=ratio, fit="blur")


CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # scale
    ("resize to 1280x720", (Scale(width=1280, height=720),)),
    ("scale the video down to 480p please", (Scale(height=480),)),
    ("resize to 720", (HD,)),
    ("set the resolution to 1080", (FULL_HD,)),
    ("1080i", (FULL_HD,)),
    ("2K", (Scale(height=1440),)),
    ("cut the resolution in half", (Scale(factor=0.5),)),
    ("scale down by 50%", (Scale(factor=0.5),)),
    ("upscale to 4K", (Scale(height=2160, upscale=True),)),
    ("upscale it 2x", (Scale(factor=2.0, upscale=True),)),
    ("please enlarge the video to 1920x1080", (Scale(width=1920, height=1080, upscale=True),)),
    ("double the resolution", (Scale(factor=2.0, upscale=True),)),
    ("放大到1080p", (Scale(height=1080, upscale=True),)),
    ("分辨率改成720", (HD,)),
    ("缩小到百分之五十", (Scale(factor=0.5),)),
    ("make it 720p and square", (HD, SQUARE)),
    # aspect
    ("vertical for TikTok", (UPRIGHT,)),
    ("make it vertical", (UPRIGHT,)),
    ("turn this into a vertical video for Instagram Reels", (UPRIGHT,)),
    ("for YouTube Shorts", (UPRIGHT,)),
    ("make it ready for YouTube", (WIDE,)),
    ("9x16", (UPRIGHT,)),
    ("make it 9:16", (UPRIGHT,)),
    ("I want it in 4:3", (Aspect(ratio="4:3"),)),
    ("portrait mode", (UPRIGHT,)),
    ("landscape", (WIDE,)),
    ("change the aspect ratio to 4:5", (Aspect(ratio="4:5"),)),
    ("aspect ratio 21:9", (Aspect(ratio="21:9"),)),
    ("make it 2.35:1", (Aspect(ratio="2.35:1"),)),
    ("square", (SQUARE,)),
    ("square for Instagram", (SQUARE,)),
    ("for an instagram post", (SQUARE,)),
    ("square with black bars", (SQUARE,)),
    ("crop to 16:9", (cropped("16:9"),)),
    ("crop it to a square", (cropped("1:1"),)),
    ("crop to vertical for TikTok", (cropped("9:16"),)),
    ("9:16 with blurred background", (blurred("9:16"),)),
    ("make it vertical for TikTok with a blurred background", (blurred("9:16"),)),
    ("make it 9:16, blur the background", (blurred("9:16"),)),
    ("vertical without cropping", (UPRIGHT,)),
    ("convert to 9:16", (UPRIGHT, MP4)),
    ("export as a vertical 1080p MP4", (UPRIGHT, FULL_HD, MP4)),
    ("keep the first 30 seconds and make it vertical for reels", (Trim(end=30.0), UPRIGHT)),
    ("竖屏", (UPRIGHT,)),
    ("改成竖屏", (UPRIGHT,)),
    ("转成横屏", (WIDE,)),
    ("做成抖音竖屏视频", (UPRIGHT,)),
    ("画面比例改为16：9", (WIDE,)),
    ("裁剪成正方形", (cropped("1:1"),)),
    ("改成9:16，背景模糊", (blurred("9:16"),)),
    ("竖屏，模糊背景", (blurred("9:16"),)),
    # crop
    ("remove the black bars", (BARS,)),
    ("crop out the black borders", (BARS,)),
    ("get rid of the letterboxing", (BARS,)),
    ("cut off the black bars on the sides", (BARS,)),
    ("crop the black bars off", (BARS,)),
    ("crop to 640x480", (Crop(width=640, height=480),)),
    ("crop it to 640 x 480 at 100,50", (Crop(width=640, height=480, x=100, y=50),)),
    ("remove black bars and make it 720p", (BARS, HD)),
    ("去掉黑边", (BARS,)),
    ("把视频上下的黑边去掉", (BARS,)),
    ("去黑边，转成mp4", (BARS, MP4)),
    ("裁剪成640x480", (Crop(width=640, height=480),)),
    # rotate
    ("rotate 90 degrees", (RIGHT,)),
    ("rotate it by 90°", (RIGHT,)),
    ("rotate the video 90 degrees clockwise", (RIGHT,)),
    ("rotate 90 degrees counterclockwise", (LEFT,)),
    ("rotate counter-clockwise", (LEFT,)),
    ("turn it left", (LEFT,)),
    ("turn it to the right", (RIGHT,)),
    ("rotate -90 degrees", (LEFT,)),
    ("rotate by 270", (LEFT,)),
    ("rotate one hundred and eighty degrees", (AROUND,)),
    ("upside down", (AROUND,)),
    ("turn it upside down", (AROUND,)),
    ("rotate it 180 and mute it", (AROUND, MUTE)),
    ("旋转90度", (RIGHT,)),
    ("逆时针旋转90度", (LEFT,)),
    ("向左旋转90度", (LEFT,)),
    ("把视频顺时针转90度", (RIGHT,)),
    ("旋转一百八十度", (AROUND,)),
    ("画面倒过来", (AROUND,)),
    # flip
    ("mirror it", (MIRROR,)),
    ("flip it horizontally", (MIRROR,)),
    ("flip the video", (MIRROR,)),
    ("mirror the image left to right", (MIRROR,)),
    ("flip vertically", (OVER,)),
    ("flip it vertically please", (OVER,)),
    ("vertical flip", (OVER,)),
    ("镜像", (MIRROR,)),
    ("左右翻转", (MIRROR,)),
    ("水平翻转这个视频", (MIRROR,)),
    ("上下翻转", (OVER,)),
    ("垂直翻转，然后静音", (OVER, MUTE)),
    # grayscale
    ("black and white", (GRAY,)),
    ("make it black and white", (GRAY,)),
    ("turn the video to black & white", (GRAY,)),
    ("B&W", (GRAY,)),
    ("grayscale", (GRAY,)),
    ("in greyscale", (GRAY,)),
    ("remove the colors", (GRAY,)),
    ("desaturate it", (GRAY,)),
    ("make it black and white and slow it down to half speed", (GRAY, Speed(factor=0.5))),
    ("convert to grayscale", (GRAY, MP4)),
    ("黑白", (GRAY,)),
    ("变成黑白", (GRAY,)),
    ("把视频改成黑白的，再静音", (GRAY, MUTE)),
    ("去色", (GRAY,)),
    # deinterlace
    ("deinterlace", (PROGRESSIVE,)),
    ("de-interlace the video", (PROGRESSIVE,)),
    ("please deinterlace this clip", (PROGRESSIVE,)),
    ("deinterlacing", (PROGRESSIVE,)),
    ("remove the interlacing", (PROGRESSIVE,)),
    ("get rid of interlacing lines", (PROGRESSIVE,)),
    ("remove combing artifacts", (PROGRESSIVE,)),
    ("deinterlace it and convert to mp4", (PROGRESSIVE, MP4)),
    ("deinterlace, denoise, 720p", (PROGRESSIVE, CLEAN, HD)),
    ("去隔行", (PROGRESSIVE,)),
    ("反交错处理", (PROGRESSIVE,)),
    ("去交错，转成mp4", (PROGRESSIVE, MP4)),
    # denoise
    ("reduce noise", (CLEAN,)),
    ("reduce the noise", (CLEAN,)),
    ("denoise the video", (CLEAN,)),
    ("remove the grain", (CLEAN,)),
    ("remove video noise", (CLEAN,)),
    ("make it less grainy", (CLEAN,)),
    ("noise reduction", (CLEAN,)),
    ("denoise and stabilize the footage", (CLEAN, STEADY)),
    ("clean up the image noise and export as mp4", (CLEAN, MP4)),
    ("降噪", (CLEAN,)),
    ("去除噪点", (CLEAN,)),
    ("画面降噪，然后导出", (CLEAN, MP4)),
    # stabilize
    ("stabilise the footage", (STEADY,)),
    ("stabilize", (STEADY,)),
    ("stabilize it", (STEADY,)),
    ("stabilize this shaky video", (STEADY,)),
    ("fix the shaky footage", (STEADY,)),
    ("remove camera shake", (STEADY,)),
    ("make it less shaky", (STEADY,)),
    ("video stabilization", (STEADY,)),
    ("stabilize the clip, then trim the first 2 seconds", (STEADY, Trim(start=2.0))),
    ("防抖", (STEADY,)),
    ("稳定画面", (STEADY,)),
    ("消除抖动并静音", (STEADY, MUTE)),
    # frame rate
    ("30 fps", (Fps(rate=30.0),)),
    ("at 24 frames per second", (Fps(rate=24.0),)),
    ("60fps", (Fps(rate=60.0),)),
    ("make it 60 fps", (Fps(rate=60.0),)),
    ("set the frame rate to 25", (Fps(rate=25.0),)),
    ("change the framerate to 23.976 fps", (Fps(rate=23.976),)),
    ("frame rate of 30", (Fps(rate=30.0),)),
    ("720p at 30fps", (HD, Fps(rate=30.0))),
    ("export a 1080p 60fps mp4", (FULL_HD, Fps(rate=60.0), MP4)),
    ("帧率改为30", (Fps(rate=30.0),)),
    ("每秒24帧", (Fps(rate=24.0),)),
    ("60帧", (Fps(rate=60.0),)),
    ("把帧率改成25fps，导出1080p", (Fps(rate=25.0), FULL_HD, MP4)),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wish_for_the_picture_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, ())
