"""What the studio reads of writing: titles, subtitles, watermarks; quoted text is taken literally."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import Export, Mute, Scale, Subtitles, Title, Trim, Watermark

MP4, MUTE, HD, BURNT = Export(), Mute(), Scale(height=720), Subtitles()


def mark(text: str, position: str = "bottom-right") -> Watermark:
    return Watermark(text=text, position=position)  # type: ignore[arg-type]  # the tables say only corners


def logo(position: str = "bottom-right", file: str = "logo.png") -> Watermark:
    return Watermark(file=file, position=position)  # type: ignore[arg-type]  # the tables say only corners


CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # title
    ("加上標題「影片檔案」", (Title(text="影片檔案"),)),
    ("加上浮水印.png的浮水印", (logo(file="浮水印.png"),)),
    ("add a title 'Summer 2026'", (Title(text="Summer 2026"),)),
    ('put "Hello" at the bottom for 5 seconds', (Title(text="Hello", end=5.0, position="bottom"),)),
    ("add the text “It's Friday!” at the top", (Title(text="It's Friday!", position="top"),)),
    ("add the text ‘mute’", (Title(text="mute"),)),
    ("add title «Fin»", (Title(text="Fin"),)),
    ("show 'The End' from 0:05 to 0:10", (Title(text="The End", start=5.0, end=10.0),)),
    ("write 'Day 1' in the center for the first 4 seconds", (Title(text="Day 1", end=4.0),)),
    ("add a caption 'Hi' at 0:10 for 2 seconds", (Title(text="Hi", start=10.0, end=12.0),)),
    ("add a title saying Welcome Home", (Title(text="Welcome Home"),)),
    ("add a title that says Game Over and mute it", (Title(text="Game Over"), MUTE)),
    ("add a title at the top saying 'Intro'", (Title(text="Intro", position="top"),)),
    ("overlay the text 'LIVE' at the top for two and a half seconds", (Title(text="LIVE", end=2.5, position="top"),)),
    ('add a title "trim the first 5 seconds" and convert to mp4', (Title(text="trim the first 5 seconds"), MP4)),
    ("title: 'Holiday'", (Title(text="Holiday"),)),
    ("text at the top: 'NEWS'", (Title(text="NEWS", position="top"),)),
    ("标题：我的一天", (Title(text="我的一天"),)),
    ("a title that says Welcome Home at the top", (Title(text="Welcome Home", position="top"),)),
    ("add a lower third saying 'Jane Ross'", (Title(text="Jane Ross", position="bottom"),)),
    ("添加标题“夏天”", (Title(text="夏天"),)),
    ("加上文字「静音」", (Title(text="静音"),)),
    ("添加标题『旅行』，显示5秒", (Title(text="旅行", end=5.0),)),
    ("在底部添加文字“再见”", (Title(text="再见", position="bottom"),)),
    ("加标题‘开始’，然后静音", (Title(text="开始"), MUTE)),
    # subtitles
    ("burn in the subtitles", (BURNT,)),
    ("add our subtitles (talk.en.vtt) burned in", (Subtitles(file="talk.en.vtt"),)),
    ("hard-sub it with de.srt", (Subtitles(file="de.srt"),)),
    ("加载字幕并烧录", (BURNT,)),
    ("左上角水印logo.png，右下角水印“内部”", (logo("top-left"), mark("内部"))),
    ("字幕用chs.srt，烧录进去", (Subtitles(file="chs.srt"),)),
    ("burn the subtitles into the video", (BURNT,)),
    ("add subtitles", (BURNT,)),
    ("add captions", (BURNT,)),
    ("with subtitles", (BURNT,)),
    ("hardcode the subs", (BURNT,)),
    ("embed the subtitles", (BURNT,)),
    ("burn in subtitles from talk.srt", (Subtitles(file="talk.srt"),)),
    ("add the subtitle file talk.vtt", (Subtitles(file="talk.vtt"),)),
    ("burn in the subtitles and export 720p", (BURNT, HD, MP4)),
    ("加字幕", (BURNT,)),
    ("添加字幕", (BURNT,)),
    ("把字幕烧录到视频里", (BURNT,)),
    ("加字幕然后转成mp4", (BURNT, MP4)),
    # watermark
    ("watermark © Ana", (mark("© Ana"),)),
    ("watermark it with '© Ana 2026'", (mark("© Ana 2026"),)),
    ("add a watermark 'Draft' in the top left corner", (mark("Draft", "top-left"),)),
    ("add the watermark “Ana”, bottom-left", (mark("Ana", "bottom-left"),)),
    ("add a watermark saying My Studio in the upper right", (mark("My Studio", "top-right"),)),
    ("put logo.png in the top right corner", (logo("top-right"),)),
    ("add logo.png as a watermark", (logo(),)),
    ("overlay my logo brand.jpg at the bottom left", (logo("bottom-left", "brand.jpg"),)),
    ("watermark with logo.png", (logo(),)),
    ("put 'Ana' in the top right corner", (mark("Ana", "top-right"),)),
    ("trim the first 5 seconds and add the watermark © Ana and mute it", (Trim(start=5.0), mark("© Ana"), MUTE)),
    ("添加水印“安娜”", (mark("安娜"),)),
    ("左上角加水印“安娜”", (mark("安娜", "top-left"),)),
    ("把logo.png放在右上角", (logo("top-right"),)),
    ("用logo.png做水印，导出720p", (logo(), HD, MP4)),
    ("add a title 'Hi' for the whole video", (Title(text="Hi", end=None),)),
    ('"Hi" at the top throughout', (Title(text="Hi", end=None, position="top"),)),
    ("整个视频显示“样片”", (Title(text="样片", end=None),)),
    ("全程显示“样片”", (Title(text="样片", end=None),)),
    ("add a title 'Hi' around 0:10", (Title(text="Hi", start=10.0, end=13.0),)),
    (
        'from 0:00 to 0:10 show "Intro", from 0:10 to 0:20 show "Main"',
        (Title(text="Intro", start=0.0, end=10.0), Title(text="Main", start=10.0, end=20.0)),
    ),
    ('title: "Hi", position: bottom', (Title(text="Hi", position="bottom"),)),
    ('subtitle "World" at the bottom', (Title(text="World", position="bottom"),)),
    ('subtitle "world.srt"', (Subtitles(file="world.srt"),)),
    ("新增標題「夏天」", (Title(text="夏天"),)),
    ("加浮水印「靜音工作室」在右下角", (mark("靜音工作室"),)),
    ("加個標題「我們的婚禮」放在上方", (Title(text="我們的婚禮", position="top"),)),
    ("請把字幕壓進影片裡", (Subtitles(),)),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wish_for_writing_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, ())
