"""What the studio reads of making one video of several things. One phrase a line."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import (
    Aspect,
    Concat,
    Explain,
    Export,
    Fade,
    Merge,
    Music,
    Mute,
    Scale,
    Slideshow,
    Trim,
)

MP4, MUTE, FULL_HD = Export(), Mute(), Scale(height=1080)
MERGE, MIX = Merge(), Merge(mode="mix")
JOIN, BY_TIME = Concat(), Concat(order="time")
SLIDES = Slideshow()

CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # words of Taiwan
    ("把這段文字做成解說影片，配旁白", (Explain(voice=True),)),
    ("把相片做成投影片", (SLIDES,)),
    # merge
    ("mix the voiceover with the video's own sound", (MIX,)),
    ("merge this audio and video into a single MP4 file", (MERGE, MP4)),
    ("merge this audio and video", (MERGE,)),
    ("merge this audio and video into", (MERGE,)),
    ("combine the audio with the video", (MERGE,)),
    ("merge the video and the audio", (MERGE,)),
    ("put the audio file over the video", (MERGE,)),
    ("replace the soundtrack with the audio file", (MERGE,)),
    ("replace the audio with the mp3", (MERGE,)),
    ("put the new soundtrack.mp3 on the video instead of the old audio", (MERGE,)),
    ("dub the video with speech.wav", (MERGE,)),
    ("mix the narration over the video", (MIX,)),
    ("mix commentary.wav with the game sound", (MIX,)),
    ("overlay narration.wav on the video's audio", (MIX,)),
    ("add the voiceover to the video", (MIX,)),
    ("mix the audio file with the original sound", (MIX,)),
    ("merge the audio and video and export 1080p", (MERGE, FULL_HD, MP4)),
    ("merge voice.mp3 with clip.mov", (MERGE,)),
    ("合并音频和视频", (MERGE,)),
    ("把音频和视频合成一个MP4", (MERGE, MP4)),
    ("用这个音频替换原声", (MERGE,)),
    ("把视频和录音合并", (MERGE,)),
    ("用配音.wav替换原声", (MERGE,)),
    ("combine the audio with the video, replacing the camera sound", (MERGE,)),
    ("把旁白.mp3混到视频里", (MIX,)),
    ("把旁白混入视频", (MIX,)),
    # concat
    ("join these clips", (JOIN,)),
    ("merge all videos into one", (JOIN,)),
    ("merge all videos into one MP4", (JOIN, MP4)),
    ("combine all the clips into a single video", (JOIN,)),
    ("stitch the videos together", (JOIN,)),
    ("concatenate them", (JOIN,)),
    ("put the clips together by date", (BY_TIME,)),
    ("join all clips in chronological order", (BY_TIME,)),
    ("join the clips, 1080p, oldest first", (BY_TIME, FULL_HD)),
    ("combine my videos, sorted by name", (JOIN,)),
    ("string the clips together and mute it", (JOIN, MUTE)),
    ("join the three clips into one long video, 1080p, vertical", (JOIN, FULL_HD, Aspect(ratio="9:16"))),
    ("合并这些视频", (JOIN,)),
    ("合并文件夹里的所有视频", (JOIN,)),
    ("把所有视频拼接成一个", (JOIN,)),
    ("按时间顺序合并视频", (BY_TIME,)),
    ("把这些片段合并成一个视频，导出mp4", (JOIN, MP4)),
    # slideshow
    ("make a slideshow", (SLIDES,)),
    ("create a slideshow from these photos", (SLIDES,)),
    ("slideshow", (SLIDES,)),
    ("turn these photos into a video, 2 seconds each", (Slideshow(seconds=2.0),)),
    ("turn my pictures into a video", (SLIDES,)),
    ("photos to slideshow, 2s each, crossfade", (Slideshow(seconds=2.0),)),
    ("make a slideshow and fade in and out", (SLIDES, Fade(begin=1.0, end=1.0))),
    ("三张照片每张停留两秒，做成视频", (Slideshow(seconds=2.0),)),
    ("turn the screenshots into a 1080p slideshow", (SLIDES, FULL_HD)),
    ("from these images make a slide show with crossfades", (SLIDES,)),
    ("相册视频，每张照片2秒", (Slideshow(seconds=2.0),)),
    ("照片幻灯片，每张2秒", (Slideshow(seconds=2.0),)),
    ("make a slideshow with 5 seconds per picture", (Slideshow(seconds=5.0),)),
    ("make a slideshow with no transitions", (Slideshow(transition="none"),)),
    ("slideshow with 4 seconds per photo, no transitions", (Slideshow(seconds=4.0, transition="none"),)),
    ("make a slideshow of my photos with music", (SLIDES, Music())),
    ("make a slideshow with music, then mute the clips, 2 seconds each", (Slideshow(seconds=2.0), Music(), MUTE)),
    ("make a video from these images, two and a half seconds each", (Slideshow(seconds=2.5),)),
    ("把这些照片做成视频", (SLIDES,)),
    ("制作幻灯片，每张2秒", (Slideshow(seconds=2.0),)),
    ("制作每张照片4秒的幻灯片", (Slideshow(seconds=4.0),)),
    ("把照片做成幻灯片，加背景音乐", (SLIDES, Music())),
    # explain
    (
        "turn this text into a short explainer video with visuals and music",
        (Explain(visuals=True, music=True),),
    ),
    ("turn this text into a short", (Explain(),)),
    ("turn this script into a video", (Explain(),)),
    ("make an explainer from notes.txt without music", (Explain(music=False),)),
    ("turn the script into a narrated video", (Explain(voice=True),)),
    ("turn this into an explainer with visuals and narration", (Explain(visuals=True, voice=True),)),
    (
        "explainer video from this text, 30 seconds, with voice-over and images",
        (Explain(seconds=30.0, voice=True, visuals=True),),
    ),
    ("make a video out of this story with music, around 2 minutes", (Explain(seconds=120.0, music=True),)),
    ("将文章转换为带旁白的讲解视频", (Explain(voice=True),)),
    ("make an explainer video from this text", (Explain(),)),
    ("make a 60-second explainer video from this text", (Explain(seconds=60.0),)),
    ("turn this text into a video with a voiceover", (Explain(voice=True),)),
    (
        "turn this article into a short video with narration, visuals and music",
        (Explain(voice=True, visuals=True, music=True),),
    ),
    ("turn this text into an explainer without music", (Explain(music=False),)),
    ("turn this text into a video with voice but no music", (Explain(voice=True, music=False),)),
    (
        "create a one minute explainer video with music and export 1080p",
        (Explain(seconds=60.0, music=True), FULL_HD, MP4),
    ),
    ("把这段文字做成讲解视频", (Explain(),)),
    ("把这段文字做成讲解视频，配上画面和音乐", (Explain(visuals=True, music=True),)),
    ("把这篇文章变成短视频，带旁白", (Explain(voice=True),)),
    ("trim the first 2 seconds of these clips and join them", (Trim(start=2.0), JOIN)),
    # a format, said of what is joined
    ("把音频和视频合成一个MP4文件", (MERGE, MP4)),
    ("把音频和视频合成一个MOV文件", (MERGE, Export(format="mov"))),
    ("把这些mov文件合并成一个MKV文件", (JOIN, Export(format="mkv"))),
    ("把这些视频合并成一个mp4文件，720p", (JOIN, MP4, Scale(height=720))),
    ("做成幻灯片MOV文件", (SLIDES, Export(format="mov"))),
    # an order of their own, where it is that of their names
    ("join intro.mp4 and main.mp4", (JOIN,)),
    ("join clip2.mp4 and clip10.mp4", (JOIN,)),
    ("join main.mp4 and intro.mp4 by date", (BY_TIME,)),
    ("in place of the original audio use voice.mp3", (MERGE,)),
    ("把配音和原声混合在一起", (MIX,)),
    ("make an explainer without music or voice", (Explain(voice=False, music=False),)),
    ("根据这段文字做60秒的解说视频，带音乐和配图", (Explain(seconds=60.0, music=True, visuals=True),)),
    ("做一个讲解视频", (Explain(),)),
    ("做一个带旁白的讲解视频", (Explain(voice=True),)),
    ("用这篇文章做一个带配音和音乐的讲解视频", (Explain(voice=True, music=True),)),
    ("把照片做成投影片，每張3秒", (SLIDES,)),
    ("按文件名順序把影片接在一起", (JOIN,)),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wish_to_make_one_of_several_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, ())
