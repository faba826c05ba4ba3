"""What the studio reads of the file that is made: format, quality, weight. One phrase a line."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import (
    Aspect,
    Compress,
    Export,
    Format,
    Fps,
    Limit,
    Mute,
    Scale,
    Speed,
    Thumbnail,
    Trim,
)

MP4, MUTE, SMALLER, HD = Export(), Mute(), Compress(), Scale(height=720)


def saved(made: Format) -> Export:
    return Export(format=made)


def under(megabytes: float) -> Limit:
    return Limit(bytes=round(megabytes * 1_000_000))


CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # export
    ("Convert this avi to mp4 -> 720p", (MP4, HD)),
    ("avi -> mp4", (MP4,)),
    ("convert holiday.avi to mp4", (MP4,)),
    ("change the file type to mkv", (saved("mkv"),)),
    ("export a square 720p webm at 30 fps", (Aspect(ratio="1:1"), HD, saved("webm"), Fps(rate=30.0))),
    ("make a gif from 0:10 to 0:12", (saved("gif"), Trim(start=10.0, end=12.0))),
    ("extract the audio from the video and save it as wav", (saved("wav"),)),
    ("把前3秒做成动图", (Trim(end=3.0), saved("gif"))),
    ("把avi转成mp4", (MP4,)),
    ("audio only, wav", (saved("wav"),)),
    ("convert to MP4, 720p, H.264", (MP4, HD)),
    ("转码成H.264的mp4", (MP4,)),
    ("提取视频里的音频", (saved("mp3"),)),
    # limit
    ("compress to under 25 MB", (under(25),)),
    ("compress it to 10MB", (under(10),)),
    ("make it smaller than 8MB for Discord", (under(8),)),
    ("under 25 MB", (under(25),)),
    ("max 10mb", (under(10),)),
    ("cap the size at 40MB", (under(40),)),
    ("make it weigh less than 3MB", (under(3),)),
    ("keep only the first 2 minutes of this lecture as mp3", (Trim(end=120.0), saved("mp3"))),
    ("at most 1.5 GB", (under(1500),)),
    ("keep the file size below 500 KB", (under(0.5),)),
    ("make it fit in 16 MB for WhatsApp", (under(16),)),
    ("compress it so it's under ten megabytes", (under(10),)),
    ("25MB or less", (under(25),)),
    ("the file should be no larger than 50 MB", (under(50),)),
    ("reduce the file size to 20 MB", (under(20),)),
    ("convert to mp4 under 8 MiB", (MP4, Limit(bytes=8_388_608))),
    ("make it 720p, mute it and keep it under 25 MB", (HD, MUTE, under(25))),
    ("压缩到25MB以内", (under(25),)),
    ("压缩到30M", (under(30),)),
    ("压缩到30秒", (Trim(end=30.0),)),
    ("make it small enough for discord (8mb)", (under(8),)),
    ("不超过10兆", (under(10),)),
    ("文件大小控制在8MB以下", (under(8),)),
    ("转成mp4，压缩到20MB", (MP4, under(20))),
    # compress
    ("compress it", (SMALLER,)),
    ("compress the video", (SMALLER,)),
    ("please compress this video for email", (SMALLER,)),
    ("make the file smaller", (SMALLER,)),
    ("reduce the file size", (SMALLER,)),
    ("shrink the file size", (SMALLER,)),
    ("make it smaller", (SMALLER,)),
    ("make it as small as possible", (SMALLER,)),
    ("compress and convert to mp4", (SMALLER, MP4)),
    ("trim the first 5 seconds, speed it up 2x and compress it", (Trim(start=5.0), Speed(factor=2.0), SMALLER)),
    ("压缩视频", (SMALLER,)),
    ("把这个视频压缩一下", (SMALLER,)),
    ("减小文件大小", (SMALLER,)),
    ("压缩一下，然后静音", (SMALLER, MUTE)),
    ("turn clip.mov into clip.mp4", (MP4,)),
    ("把这个mov转换成高质量的mp4", (Export(quality="high"),)),
    ("把声音单独存成wav", (Export(format="wav"),)),
    ("first 2 seconds as gif", (Trim(start=0.0, end=2.0), saved("gif"))),
    ("the first minute to mp3", (Trim(start=0.0, end=60.0), saved("mp3"))),
    ("grab a frame at 00:01:10 for the thumbnail", (Thumbnail(at=70.0),)),
    ("做成GIF动图", (saved("gif"),)),
    ("請把這個影片轉檔成 mov，謝謝", (saved("mov"),)),
    ("匯出720p的MP4檔", (Scale(height=720), saved("mp4"))),
    ("檔案小於8MB", (under(8),)),
    ("under 1,500 KB", (under(1.5),)),
    ("擷取第5秒的縮圖", (Thumbnail(at=5.0),)),
    ("convert all my old videos to mp4", (saved("mp4"),)),
    ("convert to mp4 for Instagram", (saved("mp4"),)),
    ("compress it for YouTube", (Compress(),)),
    ("mov instead of mp4", (saved("mov"),)),
    ("匯出1080p", (Scale(height=1080), saved("mp4"))),
    ("一个半G以内", (under(1500),)),
    ("结果小于25MB", (under(25),)),
    ("上传之前压缩到25MB以内", (under(25),)),
    ("Before uploading, compress to under 25 MB", (under(25),)),
    ("the result must weigh less than 5 MB", (under(5),)),
    ("make the result smaller than 200MB", (under(200),)),
    ("keep the final output under 25 MB", (under(25),)),
    ("不失真转成MP4", (Export(quality="lossless"),)),
    # the sound of a part
    ("extract the audio of the first minute as wav", (saved("wav"), Trim(end=60.0))),
    ("get the sound of the last 20 seconds", (saved("mp3"), Trim(start=-20.0))),
    ("extract the audio from 0:30 to 1:45", (saved("mp3"), Trim(start=30.0, end=105.0))),
    ("extract the first minute of audio", (Trim(end=60.0), saved("mp3"))),
    ("extract the audio from 0:30 as wav", (saved("wav"), Trim(start=30.0))),
    ("keep only the audio of the first minute", (saved("mp3"), Trim(end=60.0))),
    ("只保留前一分钟的声音", (Trim(end=60.0), saved("mp3"))),
    ("输出前一分钟的音频为wav", (Trim(end=60.0), saved("wav"))),
    ("不加水印导出mov", (saved("mov"),)),
    ("结果小于25MB且无损", (under(25), Export(quality="lossless"))),
    ("提取前一分钟的音频，导出为mp3", (Trim(end=60.0), saved("mp3"))),
    ("提取最后30秒的声音", (Trim(start=-30.0), saved("mp3"))),
    ("把前10秒的音频保存为wav", (Trim(end=10.0), saved("wav"))),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wish_for_the_file_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, ())
