"""What the backend says to a person before a screen: content is kept, clicking becomes a call."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_watch.nemo.wording import Call, heard

EXPORT, STATE, MESSAGE, SUMMARY, CREDITS = Call.EXPORT, Call.STATE, Call.MESSAGE, Call.SUMMARY, Call.CREDITS

TALK = [
    ("Click the Export button to download your video", EXPORT),
    ("Click Export when you're ready!", EXPORT),
    ("Click **Export** to finish.", EXPORT),
    ("You can now click “Export” in the top-right corner.", EXPORT),
    ("Please click on the [Download](https://example.com/x) button.", EXPORT),
    ("Tap Export to save it.", EXPORT),
    ("Press the Export button.", EXPORT),
    ("Hit 'Render' to continue.", EXPORT),
    ("You’ll find the Export button in the top right.", EXPORT),
    ("The Export button is at the top of the page.", EXPORT),
    ("You can download it by clicking the arrow.", EXPORT),
    ("Export it whenever you like.", EXPORT),
    ("You can export your video now.", EXPORT),
    ("Feel free to export the final video.", EXPORT),
    ("Your video is ready to export.", EXPORT),
    ("It's now ready for download!", EXPORT),
    ("Would you like me to export the video?", EXPORT),
    ("Select Export from the File menu.", EXPORT),
    ("To export, go to the Export panel.", EXPORT),
    ("✅ Click Export 🎉", EXPORT),
    ("点击导出按钮下载视频。", EXPORT),
    ("请点击右上角的“导出”按钮。", EXPORT),
    ("准备好后点击导出即可。", EXPORT),
    ("您现在可以导出视频了。", EXPORT),
    ("需要我帮您导出吗？", EXPORT),
    ("Click the Effects tab.", STATE),
    ("Open the Media panel to see it.", STATE),
    ("Open up the color settings.", STATE),
    ("Go to the Audio tab.", STATE),
    ("Then navigate to the text settings panel.", STATE),
    ("Scroll down to the properties panel.", STATE),
    ("Hover over the clip.", STATE),
    ("Please refresh the page.", STATE),
    ("打开右侧的文字面板。", STATE),
    ("请打开时间线。", STATE),
    ("Drag the clip to the start.", MESSAGE),
    ("You can drag and drop your files onto the timeline.", MESSAGE),
    ("Just drag it into place.", MESSAGE),
    ("Drop your files here.", MESSAGE),
    ("Rearrange the clips on the timeline.", MESSAGE),
    ("You can adjust the volume in the audio panel.", MESSAGE),
    ("Use the slider to change the speed.", MESSAGE),
    ("Click Apply.", MESSAGE),
    ("将片段拖拽到开头。", MESSAGE),
    ("您可以拖动标题来调整位置。", MESSAGE),
    ("您可以在编辑器中调整音量。", MESSAGE),
    ("Preview it in the timeline.", SUMMARY),
    ("You can preview your video now.", SUMMARY),
    ("Watch the result in the preview window.", SUMMARY),
    ("Press Play to see it.", SUMMARY),
    ("Click Play to preview.", SUMMARY),
    ("您可以在时间线中预览效果。", SUMMARY),
    ("现在可以预览视频。", SUMMARY),
    ("Check your account for details.", CREDITS),
    ("Please check the billing page.", CREDITS),
    ("You can upgrade your plan at any time.", CREDITS),
    ("Top up to continue.", CREDITS),
    ("Log in to your account.", CREDITS),
    ("Click your balance.", CREDITS),
    ("请前往账户页面查看积分。", CREDITS),
    ("请充值后重试。", CREDITS),
]


@pytest.mark.parametrize(("text", "call"), TALK)
def test_talk_of_an_editor_is_dropped_and_becomes_a_call(text, call):
    said = heard(text)
    assert (said.content, said.calls) == ("", (call,))


CONTENT = [
    "I trimmed the first 5 s.",
    "I added a drag-and-drop style title.",
    "I clicked through all frames and removed the black ones.",
    "Click sounds now mark each cut.",
    "I've added a button animation at 0:03.",
    "The title drops in from the top.",
    "The beat drops at 0:12.",
    "A character opens the window and looks out.",
    "The film opens with a wide shot of the city.",
    "I opened with a title card.",
    "Closing credits roll from 0:50 to 0:58.",
    "I added end credits with your name.",
    "I exported the audio as a separate track.",
    "The cuts hit the beat.",
    "Your clip is 12.5 seconds long, e.g. short enough for TikTok.",
    "The music is at 35 % volume.",
    "What should the title say?",
    "Would you like me to add subtitles?",
    "I used the clip from https://example.com/billing?open=panel.html as b-roll.",
    "The preview frame shows the sea.",
    "An account of the voyage is told by the narrator.",
    "Register tones are warmer now.",
    "A map of the timeline of events was added as a graphic.",
    "Please upload a video first.",
    "我已剪掉前5秒。",
    "我添加了点击音效。",
    "已为视频添加拖拽风格的标题动画。",
    "以打开的门作为开场。",
    "片尾字幕已添加。",
    "视频已导出完成。",
    "背景音乐音量为35%。",
    "请问标题要写什么？",
]


@pytest.mark.parametrize("text", CONTENT)
def test_talk_of_the_video_is_kept_as_it_is(text):
    said = heard(text)
    assert (said.content, said.calls) == (text, ())


MIXED = [
    ("I trimmed the first 5 s. Click Export when you're ready!", "I trimmed the first 5 s.", (EXPORT,)),
    ("I trimmed it, click Export to download.", "I trimmed it.", (EXPORT,)),
    ("I trimmed it and you can now export it.", "I trimmed it.", (EXPORT,)),
    ("I added music, which you can adjust in the audio panel.", "I added music.", (MESSAGE,)),
    ("If you're happy with it, click Export. The video is 10.5 s long.", "The video is 10.5 s long.", (EXPORT,)),
    ("Done! I added a title (click it to change the text).", "Done! I added a title.", (STATE,)),
    ("I cut the pause at 1:05 — open the Timeline panel to see it.", "I cut the pause at 1:05.", (STATE,)),
    (
        "Your video is ready: 10 s, 1080p, with music; click Export.",
        "Your video is ready: 10 s, 1080p, with music.",
        (EXPORT,),
    ),
    (
        "Preview it in the timeline, then click Export. I made it warmer.",
        "I made it warmer.",
        (SUMMARY, EXPORT),
    ),
    ("我已剪掉前5秒，准备好后点击导出即可。", "我已剪掉前5秒。", (EXPORT,)),
    ("我添加了标题。您可以在时间线中预览效果。点击“导出”保存。", "我添加了标题。", (SUMMARY, EXPORT)),
    ("I added 添加了音乐。 Click Export.", "I added 添加了音乐。", (EXPORT,)),
    (
        "# Done\n\nI did:\n- **Trimmed** the first 5 s\n- Added *Lo-fi*\n\nNext:\n1. Click **Export**\n2. Open the tab",
        "Done. I did: Trimmed the first 5 s; Added Lo-fi",
        (EXPORT, STATE),
    ),
    ("To get it:\n1. Click Export\n\nThe title is red.", "The title is red.", (EXPORT,)),
    (
        "Timeline (2 tracks): 1. Video: city (0-10s) 2. BGM: Lo-fi (0-10s, 35%). Click Export.",
        "Timeline (2 tracks): 1. Video: city (0-10s) 2. BGM: Lo-fi (0-10s, 35%).",
        (EXPORT,),
    ),
    ("一、剪掉了开头\n二、加了音乐\n点击导出。", "剪掉了开头；加了音乐", (EXPORT,)),
    ("Click Export. Click Export! Tap Export.", "", (EXPORT,)),
    ("", "", ()),
    ("  \n\n---\n", "", ()),
    ("**", "", ()),
]


@pytest.mark.parametrize(("text", "content", "calls"), MIXED)
def test_content_is_kept_beside_the_talk(text, content, calls):
    said = heard(text)
    assert (said.content, said.calls) == (content, calls)


PLAIN = [
    ("a\n\nb\tc", "a. b c"),
    ("`trim` and __fade__ and *warm*", "trim and fade and warm"),
    ("See [the song](https://example.com/song)", "See the song"),
    ("2 * 3 * 4 = 24, snake_case_name, -5 dB", "2 * 3 * 4 = 24, snake_case_name, -5 dB"),
    ("- one\n- two!\n* three", "one; two! three"),
    ("1.5 s shorter\n3) faded", "1.5 s shorter; faded"),
    ("> quoted\n## Heading:", "quoted. Heading:"),
    ("a\x1b[31mb\u202ec", "a\\x1b[31mb\\xe2\\x80\\xaec"),
    ("👨\u200d🎤 sings", "👨🎤 sings"),
]


@pytest.mark.parametrize(("text", "plain"), PLAIN)
def test_content_is_one_plain_paragraph(text, plain):
    assert heard(text).content == plain


def test_long_content_ends_at_a_word():
    text = "The waves are blue today. " * 100
    content = heard(text).content
    assert 450 < len(content) <= 500
    assert content.endswith("…")
    assert text.startswith(content[:-1])
    assert text[len(content) - 1] in " ."


def test_long_chinese_content_is_cut_too():
    content = heard("海浪今天是蓝色的" * 100).content
    assert len(content) == 500
    assert content.endswith("…")


HOSTILE = [
    "click " * 20_000,
    "you can " * 20_000,
    "- " * 20_000,
    "then please just " * 5_000 + "click",
    "*" * 60_000,
    "[" * 60_000,
    "，" * 60_000,
    ("a" * 700 + " panel, ") * 50,
    "x. " * 20_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12] for text in HOSTILE])
def test_hostile_text_is_read_in_a_moment(text):
    begin = time.process_time()
    assert len(heard(text).content) <= 500
    assert time.process_time() - begin < 5


@given(st.text(alphabet=st.sampled_from("click Export.!?,:;()*_-1 2。，点击导出\n\x1b\u202e\ud800")) | st.text())
def test_any_text_becomes_one_line_that_can_be_shown(text):
    content = heard(text).content
    assert len(content) <= 500
    assert not any(character in content for character in "\n\r\x1b\u202e\ud800")
