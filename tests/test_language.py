"""What the studio reads in an instruction: one phrase a line, and the promises that hold for any text."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
import test_language_joining
import test_language_lettering
import test_language_picture
import test_language_saving
import test_language_sound
import test_language_time
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.studio.language import (
    LONGEST_INSTRUCTION,
    Edit,
    Export,
    Mute,
    Scale,
    Trim,
    describe,
    explain,
    read,
)
from nemo_watch.studio.language import edits as kinds
from nemo_watch.studio.language.reading import account
from nemo_watch.studio.language.scanning import Role
from nemo_watch.studio.language.words import Wording

MP4, MUTE = Export(), Mute()
LOSSLESS = Export(quality="lossless")


def saved(made: Any, quality: Any = None) -> Export:
    return Export(format=made, quality=quality)


def high(height: int) -> Scale:
    return Scale(height=height)


def kept(start: float = 0.0, end: float | None = None) -> Trim:
    return Trim(start=start, end=end)


HALF_SIZE = Scale(factor=0.5)
HD = Scale(width=1280, height=720)

CONTRACT: list[tuple[str, tuple[Edit, ...]]] = [
    ("trim the first 5 seconds, then export 720p", (kept(5), high(720), MP4)),
    ("convert this AVI file to MP4 without losing quality", (LOSSLESS,)),
    ("导出为MP4", (MP4,)),
    ("extract the audio as mp3", (saved("mp3"),)),
    ("make a gif", (saved("gif"),)),
    ("1080p", (high(1080),)),
    ("720p", (high(720),)),
    ("4K", (high(2160),)),
    ("resize to 1280x720", (HD,)),
    ("half size", (HALF_SIZE,)),
    ("trim the first 10 seconds", (kept(10),)),
    ("remove the last 20 seconds", (kept(0, -20),)),
    ("keep only 0:30 to 1:45", (kept(30, 105),)),
    ("keep the first minute", (kept(0, 60),)),
    ("剪掉前5秒", (kept(5),)),
    ("remove the audio", (MUTE,)),
    ("mute", (MUTE,)),
    ("no sound", (MUTE,)),
    ("静音", (MUTE,)),
    ("convert", (MP4,)),
    ("export", (MP4,)),
    ("export 1080p MP4", (high(1080), MP4)),
    ("into one MP4", (MP4,)),
    ("lossless", (LOSSLESS,)),
    ("without losing quality", (LOSSLESS,)),
    ("keep the quality", (LOSSLESS,)),
    ("无损", (LOSSLESS,)),
]

SAVING: list[tuple[str, tuple[Edit, ...]]] = [
    ("convert to MP4", (MP4,)),
    ("Convert to mp4.", (MP4,)),
    ("please convert this to MP4", (MP4,)),
    ("can you convert my MOV files to MP4?", (MP4,)),
    ("convert my video files", (MP4,)),
    ("convert my audio and video", (MP4,)),
    ("convert my text or images", (MP4,)),
    ("convert this AVI file to MP4", (MP4,)),
    ("Convert this avi to an mp4 file, please", (MP4,)),
    ("convert this MOV", (MP4,)),
    ("convert this clip from 4K to 1080p", (high(1080), MP4)),
    ("make it mp4", (MP4,)),
    ("avi to mp4", (MP4,)),
    ("convert from MKV to MP4", (MP4,)),
    ("mp4", (MP4,)),
    ("as mp4", (MP4,)),
    ("in MP4 format", (MP4,)),
    ("I'd like an MP4", (MP4,)),
    ("I want it as mp4", (MP4,)),
    ("save as webm", (saved("webm"),)),
    ("save it as a mov", (saved("mov"),)),
    ("change the format to mkv", (saved("mkv"),)),
    ("turn this into a gif", (saved("gif"),)),
    ("make it an animated gif", (saved("gif"),)),
    ("give me a gif of the first 3 seconds", (saved("gif"), kept(0, 3))),
    ("turn 0:10 to 0:12 into a gif", (kept(10, 12), saved("gif"))),
    ("export the first 30 seconds as mp4", (kept(0, 30), MP4)),
    ("download", (MP4,)),
    ("send me the video", (MP4,)),
    ("export it as mov in high quality", (saved("mov", "high"),)),
    ("export in the best quality", (saved("mp4", "high"),)),
    ("high quality", (saved("mp4", "high"),)),
    ("best quality please", (saved("mp4", "high"),)),
    ("export as a high-quality mp4", (saved("mp4", "high"),)),
    ("convert to mp4, medium quality", (saved("mp4", "medium"),)),
    ("export low quality webm", (saved("webm", "low"),)),
    ("convert to mp4 with no quality loss", (LOSSLESS,)),
    ("convert it losslessly to mp4", (LOSSLESS,)),
    ("convert to MP4 and keep the original quality", (LOSSLESS,)),
    ("convert to mp4, preserving the quality", (LOSSLESS,)),
    ("convert to mp4 but don’t lose any quality", (LOSSLESS,)),
    ("convert to mp4 in high quality without losing quality", (LOSSLESS,)),
    ("convert to MP4 at 720p without losing quality", (LOSSLESS, high(720))),
    ("convert to 720p", (high(720), MP4)),
    ("convert to 720p mp4", (high(720), MP4)),
    ("export a 4k webm", (high(2160), saved("webm"))),
    ("export in 1080p as mov", (high(1080), saved("mov"))),
    ("720p, lossless, as mkv", (high(720), saved("mkv", "lossless"))),
    ("extract the audio", (saved("mp3"),)),
    ("just the audio", (saved("mp3"),)),
    ("only the sound please", (saved("mp3"),)),
    ("save only the audio as wav", (saved("wav"),)),
    ("rip the soundtrack to m4a", (saved("m4a"),)),
    ("keep the audio only", (saved("mp3"),)),
    ("convert this video to mp3", (saved("mp3"),)),
    ("convert it to MP4 for widest compatibility", (MP4,)),
    ("convert to mp4 without watermark", (MP4,)),
    ("my video needs to be converted to MP4", (MP4,)),
    ("save the last 30 seconds", (kept(-30), MP4)),
    ("export at 720p", (high(720), MP4)),
    ("convert to .mp4", (MP4,)),
    ("转换成MP4", (MP4,)),
    ("转成mp4格式", (MP4,)),
    ("请把这个视频转换成MP4格式", (MP4,)),
    ("把这个视频转成MP4，谢谢", (MP4,)),
    ("帮我把视频转为mov", (saved("mov"),)),
    ("导出", (MP4,)),
    ("导出1080p", (high(1080), MP4)),
    ("导出1080p的MP4", (high(1080), MP4)),
    ("导出为1080p MP4", (high(1080), MP4)),
    ("转换成MP4，不损失画质", (LOSSLESS,)),
    ("无损转换为mp4", (LOSSLESS,)),
    ("转成MP4并保持原画质", (LOSSLESS,)),
    ("高画质导出", (saved("mp4", "high"),)),
    ("提取音频为mp3", (saved("mp3"),)),
    ("提取音频", (saved("mp3"),)),
    ("做成gif", (saved("gif"),)),
    ("做成动图", (saved("gif"),)),
    ("ＭＰ４", (MP4,)),
]

TRIMMING: list[tuple[str, tuple[Edit, ...]]] = [
    ("trim the first 5 seconds", (kept(5),)),
    ("Trim first 5s", (kept(5),)),
    ("cut the first 5 seconds off", (kept(5),)),
    ("cut off the first 5 seconds of this video", (kept(5),)),
    ("trim the first five seconds of this clip, please", (kept(5),)),
    ("trim the first twenty-five seconds", (kept(25),)),
    ("chop the first 1.5 seconds", (kept(1.5),)),
    ("lose the first minute", (kept(60),)),
    ("skip the first half minute", (kept(30),)),
    ("drop the opening 10 secs", (kept(10),)),
    ("remove the first minute and a half", (kept(90),)),
    ("remove the first one and a half minutes", (kept(90),)),
    ("remove the first 1m30s", (kept(90),)),
    ("remove the first 1 min 30", (kept(90),)),
    ("remove the first 1 minute and 30 seconds", (kept(90),)),
    ("delete the first 90 sec", (kept(90),)),
    ("delete the first 0:30", (kept(30),)),
    ("delete the first 500 ms", (kept(0.5),)),
    ("take the first 5 seconds off", (kept(5),)),
    ("take 5 seconds off the start", (kept(5),)),
    ("trim 5 seconds from the beginning", (kept(5),)),
    ("trim 5 seconds off the start of the video", (kept(5),)),
    ("trim the start by 5 seconds", (kept(5),)),
    ("cut everything before 0:30", (kept(30),)),
    ("I want the first 5 seconds removed", (kept(5),)),
    ("without the first 5 seconds", (kept(5),)),
    ("keep everything but the first 5 seconds", (kept(5),)),
    ("get rid of the first 10 seconds", (kept(10),)),
    ("start at 0:30", (kept(30),)),
    ("start the video at 1:02:03.5", (kept(3723.5),)),
    ("begin at 45 seconds", (kept(45),)),
    ("skip to 1:30", (kept(90),)),
    ("from 0:30 on", (kept(30),)),
    ("from 0:30 to the end", (kept(30),)),
    ("keep everything after 0:30", (kept(30),)),
    ("chop off the last 10 s", (kept(0, -10),)),
    ("cut the last two minutes", (kept(0, -120),)),
    ("remove the final 20 seconds", (kept(0, -20),)),
    ("trim 3s off the end", (kept(0, -3),)),
    ("trim the end by 3 seconds", (kept(0, -3),)),
    ("remove everything after 1:30", (kept(0, 90),)),
    ("end at 1:30", (kept(0, 90),)),
    ("stop at 90 seconds", (kept(0, 90),)),
    ("from the start until 1:30", (kept(0, 90),)),
    ("up to 1:30", (kept(0, 90),)),
    ("trim the first and last 5 seconds", (kept(5, -5),)),
    ("cut 5 seconds from both ends", (kept(5, -5),)),
    ("trim 5 seconds off the start and the end", (kept(5, -5),)),
    ("trim the first 5 seconds and the last 10 seconds", (kept(5, -10),)),
    ("trim the first 5 and last 10 seconds", (kept(5, -10),)),
    ("cut 5 seconds from the start and 10 seconds from the end", (kept(5, -10),)),
    ("trim the first 5 seconds and remove the last 10 seconds", (kept(5), kept(0, -10))),
    ("only keep the first 30 seconds", (kept(0, 30),)),
    ("keep just the first 30 seconds", (kept(0, 30),)),
    ("the first 30 seconds only", (kept(0, 30),)),
    ("I only want the first 30 seconds", (kept(0, 30),)),
    ("just the first half a minute", (kept(0, 30),)),
    ("trim to the first 30 seconds", (kept(0, 30),)),
    ("trim it down to one minute", (kept(0, 60),)),
    ("give me the first 30 seconds", (kept(0, 30),)),
    ("keep the last 10 seconds", (kept(-10),)),
    ("just the last minute", (kept(-60),)),
    ("remove everything except the last 10 seconds", (kept(-10),)),
    ("from 1:00 to 2:00 only", (kept(60, 120),)),
    ("from 1:00 to 2:00", (kept(60, 120),)),
    ("0:30-1:45", (kept(30, 105),)),
    ("keep 0:30–1:45", (kept(30, 105),)),
    ("trim from 0:30 to 1:45", (kept(30, 105),)),
    ("trim the video between 0:30 and 1:45", (kept(30, 105),)),
    ("extract 10 to 20 seconds", (kept(10, 20),)),
    ("keep 10-20s", (kept(10, 20),)),
    ("keep from second 10 to second 20", (kept(10, 20),)),
    ("keep from the 30 second mark to the 1 minute mark", (kept(30, 60),)),
    ("start at 0:30 and end at 1:45", (kept(30, 105),)),
    ("keep only the part between 1 minute and 2 minutes", (kept(60, 120),)),
    ("trim the first\n5 seconds", (kept(5),)),
    ("TRIM THE FIRST 5 SECONDS", (kept(5),)),
    ("ｔｒｉｍ ｔｈｅ ｆｉｒｓｔ ５ ｓｅｃｏｎｄｓ", (kept(5),)),
    ("去掉前十五秒", (kept(15),)),
    ("去掉开头5秒", (kept(5),)),
    ("把前5秒剪掉", (kept(5),)),
    ("请把这个视频的前两分钟删掉", (kept(120),)),
    ("删除视频的前5秒", (kept(5),)),
    ("前5秒不要", (kept(5),)),
    ("去掉前１０秒", (kept(10),)),
    ("去掉最后20秒", (kept(0, -20),)),
    ("把最后二十秒去掉", (kept(0, -20),)),
    ("剪掉结尾1分30秒", (kept(0, -90),)),
    ("剪掉前5秒和最后10秒", (kept(5, -10),)),
    ("去掉1:30之后的部分", (kept(0, 90),)),
    ("去掉首尾各3秒", (kept(3, -3),)),
    ("保留前一分钟", (kept(0, 60),)),
    ("只要第一分钟", (kept(0, 60),)),
    ("剪成30秒", (kept(0, 30),)),
    ("只保留前一分半", (kept(0, 90),)),
    ("保留前一分半钟", (kept(0, 90),)),
    ("从开头剪掉5秒，从结尾剪掉3秒", (kept(5), kept(0, -3))),
    ("只要前半分钟", (kept(0, 30),)),
    ("保留最后10秒", (kept(-10),)),
    ("只保留0:30到1:45", (kept(30, 105),)),
    ("保留从0:30到1:45的部分", (kept(30, 105),)),
    ("截取第10秒到第20秒", (kept(10, 20),)),
    ("截取1分钟到2分30秒", (kept(60, 150),)),
    ("从0:30开始", (kept(30),)),
    ("从第5秒开始", (kept(5),)),
    ("从头到1:30", (kept(0, 90),)),
]

SCALING: list[tuple[str, tuple[Edit, ...]]] = [
    ("make it 720p", (high(720),)),
    ("make this video 1080p", (high(1080),)),
    ("720P", (high(720),)),
    ("at 720p", (high(720),)),
    ("in 1080p please", (high(1080),)),
    ("I want a 480p version", (high(480),)),
    ("HD", (high(720),)),
    ("full HD", (high(1080),)),
    ("in Full-HD", (high(1080),)),
    ("4k", (high(2160),)),
    ("in 4K resolution", (high(2160),)),
    ("8K", (high(4320),)),
    ("UHD", (high(2160),)),
    ("resize to 720p", (high(720),)),
    ("resize the video to 1080p", (high(1080),)),
    ("scale down to 720p", (high(720),)),
    ("downscale to 480p", (high(480),)),
    ("downscale from 4K to 1080p", (high(1080),)),
    ("reduce the resolution to 720p", (high(720),)),
    ("set the resolution to 1280x720", (HD,)),
    ("change the resolution of this clip to 720p", (high(720),)),
    ("resolution: 720p", (high(720),)),
    ("make it 720 pixels high", (high(720),)),
    ("in 1280 x 720", (HD,)),
    ("1280×720", (HD,)),
    ("1280*720", (HD,)),
    ("1280 by 720 pixels", (HD,)),
    ("resize to 50%", (HALF_SIZE,)),
    ("resize it to 25 percent", (Scale(factor=0.25),)),
    ("scale it by 0.5", (HALF_SIZE,)),
    ("make it half the size", (HALF_SIZE,)),
    ("half the resolution", (HALF_SIZE,)),
    ("half of the original size", (HALF_SIZE,)),
    ("shrink it to half its size", (HALF_SIZE,)),
    ("make it half as big", (HALF_SIZE,)),
    ("at 50% of the original size", (HALF_SIZE,)),
    ("a quarter of the size", (Scale(factor=0.25),)),
    ("缩小到一半", (HALF_SIZE,)),
    ("缩小到50%", (HALF_SIZE,)),
    ("缩小为原来的一半", (HALF_SIZE,)),
    ("缩放到720p", (high(720),)),
    ("改成720p", (high(720),)),
    ("把分辨率改为1280x720", (HD,)),
    ("分辨率调整到1080P", (high(1080),)),
    ("调整分辨率为1280×720", (HD,)),
    ("把这个视频缩小到480p", (high(480),)),
    ("全高清", (high(1080),)),
]

MUTING: list[tuple[str, tuple[Edit, ...]]] = [
    ("mute it", (MUTE,)),
    ("mute the video", (MUTE,)),
    ("mute the audio please", (MUTE,)),
    ("muted", (MUTE,)),
    ("no audio", (MUTE,)),
    ("without sound", (MUTE,)),
    ("with no sound", (MUTE,)),
    ("without any audio", (MUTE,)),
    ("silent", (MUTE,)),
    ("make it silent", (MUTE,)),
    ("keep it silent", (MUTE,)),
    ("strip the audio track", (MUTE,)),
    ("strip out all audio", (MUTE,)),
    ("remove all the sound from this clip", (MUTE,)),
    ("delete the soundtrack", (MUTE,)),
    ("turn off the sound", (MUTE,)),
    ("turn the sound off", (MUTE,)),
    ("get rid of the audio", (MUTE,)),
    ("take out the original audio", (MUTE,)),
    ("drop its audio", (MUTE,)),
    ("I don't want any sound", (MUTE,)),
    ("don't keep the audio", (MUTE,)),
    ("去掉声音", (MUTE,)),
    ("去除音频", (MUTE,)),
    ("消音", (MUTE,)),
    ("把声音去掉", (MUTE,)),
    ("不要声音", (MUTE,)),
    ("删除音轨", (MUTE,)),
    ("关掉声音", (MUTE,)),
    ("没有声音", (MUTE,)),
    ("请帮我把这个视频静音", (MUTE,)),
    ("去掉前5秒，静音，导出MP4", (kept(5), MUTE, MP4)),
    ("去掉前5秒、静音", (kept(5), MUTE)),
    ("去掉前5秒和静音", (kept(5), kinds.Silence())),
    ("去掉停顿、静音", (kinds.Silence(),)),
    ("I'd be grateful if you would mute it", (MUTE,)),
    ("I would be very grateful if you could convert it to mp4", (MP4,)),
    ("would you be so kind as to mute it", (MUTE,)),
]

TOGETHER: list[tuple[str, tuple[Edit, ...]]] = [
    ("trim the first 5 seconds and mute it", (kept(5), MUTE)),
    ("mute it, keep the first 30 seconds, make it 720p, mp4", (MUTE, kept(0, 30), high(720), MP4)),
    ("keep the first minute without sound", (kept(0, 60), MUTE)),
    ("convert to mp4 without sound", (MP4, MUTE)),
    ("from 0:30 to 1:45, 720p, as webm", (kept(30, 105), high(720), saved("webm"))),
    ("convert to mp4, only the first 30 seconds", (MP4, kept(0, 30))),
    ("first, trim the first 5 seconds; finally export it", (kept(5), MP4)),
    ("剪掉前5秒，然后导出720p", (kept(5), high(720), MP4)),
    ("不要剪，只转成mp4", (MP4,)),
    ("剪掉前5秒并静音，转成mp4", (kept(5), MUTE, MP4)),
    ("把视频转成MP4，去掉声音，只保留前10秒", (MP4, MUTE, kept(0, 10))),
]

NO_WISH = [
    "",
    "   ",
    "...",
    "please",
    "Can you please?",
    "this video",
    "my clip, please, thank you!",
    "and then",
    "请",
    "把这个视频",
    "请帮我一下，谢谢",
    "keep the audio",
    "with sound",
    "keep the original resolution",
    "don't mute it",
    "there's no need to stabilize",
    "don't mute and reverse it",
    "there's no need to mute and reverse it",
    "没有必要加水印",
    "you don't have to mute it",
    "it's not necessary to add music",
    "不要加浮水印",
    "do not mute",
    "Don’t mute the video.",
    "do not trim",
    "don't trim it",
    "don't cut the first 5 seconds",
    "without muting",
    "without cropping",
    "no need to resize",
    "don't trim or mute it",
    "don't convert it",
    "never mute it",
    "I don't want it muted",
    "不要静音",
    "do not mute it or resize it",
    "same resolution",
    "不要剪掉前5秒",
    "别静音",
    # other wishes refused
    "don't add music",
    "no music",
    "no music please",
    "without music",
    "no subtitles needed",
    "we don't need any subtitles",
    "don't add subtitles or music",
    "no watermark",
    "without a watermark",
    "without changing the resolution",
    "don't change the speed",
    "don't rotate it",
    "do not crop it",
    "don't speed it up",
    "no fade in",
    "no slow motion",
    "don't make it black and white",
    "don't stabilize it",
    "don't compress the video",
    "no need to add subtitles",
    "don't add any text",
    "please don't add any effects",
    "no effects, no transitions",
    "不要加音乐",
    "不要加字幕",
    "不需要字幕",
    "不要旋转",
    "不改变分辨率",
    "别压缩",
    # words that look like wishes
    "the file is called mute.avi",
    "for my Speed channel",
    "this video is for my family",
    "without music and subtitles",
    "no text, music or subtitles",
    "I don't want subtitles, music, or a title",
    "don't rotate, crop or mute it",
    "不要字幕、音乐和水印",
]

UNKNOWN = [
    # what needs a generative model, or a person
    "make it cinematic",
    "add AI b-roll of a beach",
    "replace the sky",
    "write a script about cats",
    "translate the speech to Spanish",
    "make it look better",
    "make it look professional",
    "add some cool effects",
    "remove the background",
    "make the colors pop",
    "blur the faces",
    "zoom in on the dog",
    "add emojis",
    "generate subtitles automatically",
    "add Spanish subtitles",
    "add a voiceover that explains the video",
    "change the background music to something happy",
    "remove the intro",
    "cut the boring parts",
    "color grade it",
    "remove the watermark",
    "去掉路人",
    "翻译成英文",
    "自动生成字幕",
    # the words are known, and do not say enough, or contradict each other
    "trim",
    "trim 5 seconds",
    "trim it to the best part",
    "rotate it",
    "rotate it by 45 degrees",
    "add a title",
    "add a watermark",
    "add my logo",
    "crop it",
    "change the speed",
    "loop it",
    "fade the music",
    "resize to 200%",
    "make it 0 fps",
    "speed it up 0x",
    "compress to 0 MB",
    "from 2:00 to 1:00",
    "cut out from 0:45 to 0:30",
    "from 5 to 10",
    "make it shorter",
    "make the file half the size",
    "0p",
    "99999p",
    "1280 pixels wide",
    "the first 5 seconds",
    "trim the first couple of seconds",
    "720p or 1080p",
    # of a part only, or of something else
    "convert to AVI",
    "convert it to h264",
    "remove the background music",
    "mute the music",
    "mute the first 5 seconds",
    "mute from 0:30 to 0:45",
    "no sound for the first 5 seconds",
    "keep only the first and last 5 seconds",
    "from 0:30 to 0:45 mute it",
    "only the first 5 seconds should be silent",
    "resize the first 5 seconds to 720p",
    "reverse the order of the clips",
    "add high quality music",
    "add upbeat music",
    "把背景音乐换成song.mp3",
    "webm with h264",
    # refusing it would be another wish
    "never export it as gif",
    # a narrower wish than the one that the first words alone would be
    "double the speed of the last 10 seconds",
    "take a screenshot every 5 seconds",
    "把第10秒到20秒静音",
    "compress the audio",
    "fix the audio sync",
    "upscale it to 4K with AI",
    "put logo.png in the center",
    "add subtitles automatically",
    "自动加字幕",
    # near to known words
    "add chapters",
    "edit these videos",
    "zip it",
    "make a poster",
    "extract every frame as png",
    "put the two videos side by side",
    "make three versions",
    "title fades in after 2 seconds",
    "set volume to 30",
    "convert to mono",
    "导出音乐",
    # not done to the video
    "upload it to YouTube",
    "email it to anna@example.com",
    "save it as holiday.mp4",
    "重命名为a.mp4",
    "在最后3秒显示“完”",
    "音乐声音小一点",
    "put the clips in reverse order",
    "join main.mp4 and intro.mp4",
    "join clip10.mp4 and clip2.mp4",
    "title 'Hi' for the whole video from 0:05 to 0:10",
    "fade in the title 'Hi'",
    "remove half of it",
    "set the height to 0 pixels",
    "去除背景音樂",
    # what is meant of only a part of the video, or of its sound
    "去掉前10秒的静音",
    "前10秒去掉字幕",
    "去掉0:10到0:20的声音",
    "remove the first 5 seconds of audio",
    "add music starting at 10 seconds",
    "mute it starting at 10 seconds",
    "crop the first 10 seconds to square",
    "slow down the audio only",
    "cut the last quarter of the video",
    "fade out around 0:10",
    "在0:10淡出",
    "add music at -20 dB",
    "title 'Hi' fading in over 1 second",
    "watermark © Ana with 50% opacity",
    "watermark © Ana unless it is vertical",
    # what is meant of only some videos
    "mute the first video",
    "convert the mp3 to a video",
    "fade out the second video",
    "rotate the portrait clips 90 degrees",
    "compress the large videos to 10 MB",
    # what turns round where it is refused
    "not smaller than 10MB",
    "不要小于10MB",
    "not shorter than 1 minute",
    "make a short video",
    "extract the audio and keep the video",
]

PARTLY: list[tuple[str, tuple[Edit, ...], tuple[str, ...]]] = [
    ("convert to MP4 and make it cinematic", (MP4,), ("make it cinematic",)),
    ("please make it cinematic, thanks", (), ("make it cinematic",)),
    ("Can you rotate it, and then mute it?", (MUTE,), ("rotate it",)),
    ("make it cinematic in 1080p", (high(1080),), ("make it cinematic",)),
    ("convert to mp4 with a nice intro", (MP4,), ("with a nice intro",)),
    ("rotate it and blur it and make it 720p", (high(720),), ("rotate it", "blur it")),
    ("rotate it\nblur it\nexport", (MP4,), ("rotate it", "blur it")),
    ("convert to MP4 and extract the audio as mp3", (MP4,), ("extract the audio as mp3",)),
    ("export in low quality, lossless", (saved("mp4", "low"),), ("lossless",)),
    ("remove the audio, only the first 30 seconds", (MUTE,), ("only the first 30 seconds",)),
    ("trim the first 5 seconds, from 1:00 to 1:10", (kept(5),), ("from 1:00 to 1:10",)),
    ("trim the first 5 seconds as usual", (kept(5),), ("as usual",)),
    (
        "trim the first 5 seconds, add AI b-roll of a beach and export 720p",
        (kept(5), high(720), MP4),
        ("add AI b-roll of a beach",),
    ),
    ("剪掉前5秒，更有电影感，导出720p", (kept(5), high(720), MP4), ("更有电影感",)),
    ("请把这个视频翻译成英文，然后静音", (MUTE,), ("翻译成英文",)),
    ("export, but not as mp4", (MP4,), ("not as mp4",)),
    ("转成MP4然后换个天空", (MP4,), ("换个天空",)),
    # What contradicts an earlier wish is named, not done.
    ("720p and then 480p", (high(720),), ("480p",)),
    ("make it vertical and square", (kinds.Aspect(ratio="9:16"),), ("square",)),
    ("30 fps and 60 fps", (kinds.Fps(rate=30.0),), ("60 fps",)),
    ("mute the video and save it as mp3", (MUTE,), ("save it as mp3",)),
    # A louder sound of what is muted does no harm.
    ("mute and normalize the audio", (MUTE, kinds.Normalize()), ()),
    ("静音，音量调大一倍", (MUTE, kinds.Volume(factor=2.0)), ()),
    ("don't add music and 720p", (high(720),), ()),
    ("mute, but not the music", (MUTE,), ("but not the music",)),
    ("remove the audio and the watermark", (MUTE,), ("the watermark",)),
    ("remove the audio and subtitles", (MUTE,), ("subtitles",)),
    ("去掉声音和字幕", (MUTE,), ("字幕",)),
    ("给静音的视频加背景音乐", (kinds.Music(),), ("给静音",)),
    ("竖屏视频旋转90度", (kinds.Rotate(degrees=90),), ("竖屏视频",)),
    ("add music with a fade out", (kinds.Music(),), ("with a fade out",)),
]

KNOWN = [*CONTRACT, *SAVING, *TRIMMING, *SCALING, *MUTING, *TOGETHER]
OF_FAMILIES = [
    *test_language_joining.CASES,
    *test_language_lettering.CASES,
    *test_language_picture.CASES,
    *test_language_saving.CASES,
    *test_language_sound.CASES,
    *test_language_time.CASES,
]


@pytest.mark.parametrize(("text", "edits"), KNOWN, ids=[text for text, _ in KNOWN])
def test_phrase_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert read(text).edits == edits
    assert read(text).unknown == ()


@pytest.mark.parametrize("text", NO_WISH)
def test_words_without_a_wish_ask_for_nothing(text: str) -> None:
    assert (read(text).edits, read(text).unknown) == ((), ())


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_cannot_be_done_comes_back_in_its_own_words(text: str) -> None:
    assert (read(text).edits, read(text).unknown) == ((), (text,))


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_cannot_be_done_is_named_beside_what_can(text: str) -> None:
    reading = read(f"Please convert it to MP4. {text}. Mute it, thanks!")
    assert reading.unknown == (text,)
    assert reading.edits == (MP4, MUTE)


@pytest.mark.parametrize(("text", "edits", "unknown"), PARTLY, ids=[row[0] for row in PARTLY])
def test_known_and_unknown_wishes_are_told_apart(text: str, edits: tuple[Edit, ...], unknown: tuple[str, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, unknown)


def test_json_is_that_of_the_contract() -> None:
    assert read("trim the first 5 seconds, then export 720p").to_json_object() == {
        "edits": [
            {"edit": "trim", "start": 5.0, "end": None},
            {"edit": "scale", "height": 720},
            {"edit": "export", "format": "mp4"},
        ],
        "unknown": [],
    }
    assert read("mute, 1280x720, lossless").to_json_object()["edits"] == [
        {"edit": "mute"},
        {"edit": "scale", "height": 720, "width": 1280},
        {"edit": "export", "format": "mp4", "quality": "lossless"},
    ]


JSON_SHAPES: list[tuple[str, dict[str, object]]] = [
    ("vertical for TikTok", {"edit": "aspect", "ratio": "9:16", "fit": "pad"}),
    ("upscale to 4K", {"edit": "scale", "height": 2160, "upscale": True}),
    ("cut from 1:10 to the end", {"edit": "cut", "start": 70.0, "end": None}),
    ("fade in 1 second", {"edit": "fade", "in": 1.0}),
    ("fade in and out", {"edit": "fade", "in": 1.0, "out": 1.0}),
    ("add a title 'A'", {"edit": "title", "text": "A", "start": 0.0, "end": 3.0, "position": "center"}),
    ("add subtitles", {"edit": "subtitles"}),
    ("watermark © Ana", {"edit": "watermark", "text": "© Ana", "position": "bottom-right"}),
    ("add background music", {"edit": "music", "volume": 0.35}),
    ("merge this audio and video", {"edit": "merge", "mode": "replace"}),
    ("join these clips", {"edit": "concat", "order": "name"}),
    ("make a slideshow", {"edit": "slideshow", "seconds": 3.0, "transition": "fade"}),
    ("turn this text into a short", {"edit": "explain"}),
    ("turn this text into a video without music", {"edit": "explain", "music": False}),
    ("remove the black bars", {"edit": "crop", "bars": True}),
    ("compress to under 25 MB", {"edit": "limit", "bytes": 25_000_000}),
    ("remove the silences", {"edit": "silence", "longer": 0.7}),
    ("grab a thumbnail at 5 seconds", {"edit": "thumbnail", "at": 5.0}),
]


@pytest.mark.parametrize(("text", "shape"), JSON_SHAPES, ids=[text for text, _ in JSON_SHAPES])
def test_json_holds_defaults_that_the_contract_lists_and_no_others(text: str, shape: dict[str, object]) -> None:
    assert read(text).to_json_object() == {"edits": [shape], "unknown": []}


def test_edits_survive_json() -> None:
    edits = read("trim the first 5 seconds, half size, mute, export as webm").edits
    assert msgspec.json.decode(msgspec.json.encode(edits), type=tuple[Edit, ...]) == edits


DESCRIBED: list[tuple[Edit, str]] = [
    (kept(5), "keep from 0:05 on"),
    (kept(30, 105.5), "keep from 0:30 to 1:45.5"),
    (kept(0, 60), "keep the first 1:00"),
    (kept(-10), "keep the last 0:10"),
    (kept(0, -20), "remove the last 0:20"),
    (kept(5, -5), "keep from 0:05 to 0:05 before the end"),
    (kept(3723), "keep from 1:02:03 on"),
    (high(720), "make it 720 pixels high"),
    (HD, "make it 1280x720 pixels"),
    (HALF_SIZE, "make it 50% of its size"),
    (LOSSLESS, "convert to MP4 without losing quality"),
    (saved("webm", "high"), "convert to WebM in high quality"),
    (saved("mp3"), "save the sound as MP3"),
    (MUTE, "remove the sound"),
    (Scale(factor=2.0, upscale=True), "enlarge it to 200% of its size"),
    (kinds.Aspect(ratio="9:16", fit="blur"), "make it 9:16 with blurred edges"),
    (kinds.Cut(start=30.0, end=45.0), "cut out 0:30 to 0:45"),
    (kinds.Speed(factor=0.5), "play it at 0.5x speed"),
    (kinds.Rotate(degrees=90), "turn it 90° clockwise"),
    (kinds.Flip(axis="vertical"), "flip it top to bottom"),
    (kinds.Volume(factor=1.5), "set the volume to 150%"),
    (kinds.Normalize(), "even out the loudness"),
    (kinds.Fade(begin=1.0, end=2.0), "fade in over 1 s and out over 2 s"),
    (kinds.Title(text="Hi", end=5.0, position="top"), "show “Hi” at the top from 0:00 to 0:05"),
    (kinds.Subtitles(file="a.srt"), "draw the subtitles of “a.srt” into the picture"),
    (kinds.Watermark(text="© Ana"), "put “© Ana” in the bottom right corner"),
    (kinds.Music(), "add music at 35% volume"),
    (kinds.Merge(mode="mix"), "mix the sound file into its sound"),
    (kinds.Concat(order="time"), "join the clips by time"),
    (kinds.Slideshow(), "make a slideshow, 3 s for each picture, faded"),
    (
        kinds.Explain(seconds=60.0, music=True, voice=False),
        "make an explainer video of 60 s with music without a voice of the text",
    ),
    (kinds.Fps(rate=23.976), "show 23.976 frames per second"),
    (kinds.Limit(bytes=25_000_000), "keep the file under 25 MB"),
    (kinds.Compress(), "make the file smaller"),
    (kinds.Crop(width=640, height=480, x=10), "crop it to 640x480 pixels at 10,0"),
    (kinds.Silence(), "cut out silences longer than 0.7 s"),
    (kinds.Loop(times=3), "play it 3 times"),
    (kinds.Thumbnail(at=5.0), "save a picture of it at 0:05"),
]


def test_every_edit_is_described() -> None:
    described = {type(edit) for edit, _ in DESCRIBED}
    assert {kind for kind in get_args(Edit) if kind not in described} == {
        kinds.Deinterlace,
        kinds.Denoise,
        kinds.DenoiseSound,
        kinds.Grayscale,
        kinds.Reverse,
        kinds.Stabilize,
    }
    plain = ("deinterlace", "denoise", "denoise the audio", "b&w", "reverse", "stabilize")
    assert len({describe(read(text).edits[0]) for text in plain}) == len(plain)


@pytest.mark.parametrize(("edit", "words"), DESCRIBED)
def test_edit_is_described(edit: Edit, words: str) -> None:
    assert describe(edit) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "trim the first 5 seconds, 720p, mp4",
            "Keeps from 0:05 on, makes it 720 pixels high, and converts to MP4.",
        ),
        ("mute it. make it cinematic", "Removes the sound. Not understood: “make it cinematic”."),
        ("make it cinematic", "Not understood: “make it cinematic”."),
        ("mute it and convert it to mp4", "Removes the sound and converts to MP4."),
        ("please", "Asks for nothing."),
    ],
)
def test_reading_is_explained(text: str, sentence: str) -> None:
    assert explain(read(text)) == sentence


def test_too_long_an_instruction_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 10,000"):
        read("a" * (LONGEST_INSTRUCTION + 1))


NASTY = [
    "trim the first 5 seconds ",
    "trim the ",
    "the first one and a half ",
    "from 1 to 2 ",
    "去掉",
    "一",
    "a ",
    "1",
    "5 ",
    ":",
    "0:30-",
    "'a ",
    "“",
    "don't ",
    "or mute ",
    "\n",
    "export as a ",
    "make this my all the video ",
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", NASTY)
def test_no_text_takes_long(piece: str) -> None:
    read((piece * LONGEST_INSTRUCTION)[:LONGEST_INSTRUCTION])


PIECES: st.SearchStrategy[str] = st.sampled_from(
    [text for text, _ in (*KNOWN, *OF_FAMILIES)]
    + [text for text, *_ in PARTLY]
    + NO_WISH
    + UNKNOWN
    + [",", " and ", "then", "。", "\n", '"', "don't", "or"]
)
ANY_TEXT = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=5).map(" ".join))


@given(ANY_TEXT)
def test_every_word_is_accounted_for(text: str) -> None:
    """Each word is part of an edit, of a refused wish, of filler, or of what is handed back as unknown."""
    wording = Wording(text)
    parts = account(wording)
    assert [part.first for part in parts] + [len(wording.words)] == [0, *(part.last for part in parts)]
    unknown = " ".join(read(text).unknown)
    for part in parts:
        assert part.role is not Role.UNKNOWN or wording.excerpt(part.first, part.last) in unknown
        assert part.role is Role.WISH or not part.edits
    assert [edit for part in parts for edit in part.edits] == list(read(text).edits)


@given(
    st.lists(st.sampled_from(["zebra", "gloss over", "wobble", "斑马"]), min_size=1, max_size=3),
    ANY_TEXT,
    ANY_TEXT,
)
def test_no_unheard_word_is_lost(unheard: list[str], before: str, after: str) -> None:
    before, after = before.replace('"', ""), after.replace('"', "")
    reading = read(f"{before}, {' and '.join(unheard)}, {after}")
    taken_literally = [edit.text or "" for edit in reading.edits if isinstance(edit, kinds.Title | kinds.Watermark)]
    found = " ".join([*reading.unknown, *taken_literally])
    assert all(word in found for word in unheard)


@given(ANY_TEXT)
def test_there_is_at_most_one_export(text: str) -> None:
    assert sum(isinstance(edit, Export) for edit in read(text).edits) <= 1
