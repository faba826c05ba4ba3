"""What the studio reads of sound: silence, loudness, fades, music. One phrase a line."""

from __future__ import annotations

import pytest

from nemo_watch.studio.language import Edit, read
from nemo_watch.studio.language.edits import Export, Fade, Limit, Music, Mute, Normalize, Reverse, Scale, Trim, Volume

MP4, MUTE, EVEN, BED = Export(), Mute(), Normalize(), Music()
DOUBLE, HALF = Volume(factor=2.0), Volume(factor=0.5)
IN, OUT, BOTH = Fade(begin=1.0), Fade(end=1.0), Fade(begin=1.0, end=1.0)

CASES: list[tuple[str, tuple[Edit, ...]]] = [
    # mute
    ("make a silent version", (MUTE,)),
    ("the audio should be removed", (MUTE,)),
    ("把视频里的声音都去掉", (MUTE,)),
    # volume
    ("twice as loud", (DOUBLE,)),
    ("make it twice as loud", (DOUBLE,)),
    ("volume 50%", (HALF,)),
    ("set the volume to 150%", (Volume(factor=1.5),)),
    ("turn the volume down to 30 percent", (Volume(factor=0.3),)),
    ("double the volume", (DOUBLE,)),
    ("half the volume", (HALF,)),
    ("increase the volume by 20%", (Volume(factor=1.2),)),
    ("lower the audio by 30%", (Volume(factor=0.7),)),
    ("make it three times louder", (Volume(factor=3.0),)),
    ("make it 10% quieter", (Volume(factor=0.9),)),
    ("boost audio 200%", (DOUBLE,)),
    ("boost audio by 200%", (Volume(factor=3.0),)),
    ("make it louder, volume 300%", (Volume(factor=3.0),)),
    ("the voice is too quiet, raise the volume by 50%", (Volume(factor=1.5),)),
    ("make it a bit louder", (Volume(factor=1.5),)),
    ("声音太大了，调低30%", (Volume(factor=0.7),)),
    ("音量加大到1.5倍", (Volume(factor=1.5),)),
    ("音量加倍，再标准化", (DOUBLE, EVEN)),
    ("配乐用happy.mp3，音量四成", (Music(file="happy.mp3", volume=0.4),)),
    ("background music from piano.mp3, volume 25%", (Music(file="piano.mp3", volume=0.25),)),
    ("bring the sound down 30%", (Volume(factor=0.7),)),
    ("the audio is too quiet, double it", (DOUBLE,)),
    ("the sound is too loud, lower it to 60%", (Volume(factor=0.6),)),
    ("background music from piano.mp3, 30% volume", (Music(file="piano.mp3", volume=0.3),)),
    ("double the volume, it's too quiet", (DOUBLE,)),
    ("make sure the loudness is even throughout", (EVEN,)),
    ("normalise the audio to be consistent", (EVEN,)),
    ("fade out audio and video over the last 4 seconds", (Fade(end=4.0),)),
    ("fade in from black, fade out to black, 2 seconds each", (Fade(begin=2.0, end=2.0),)),
    ("背景音乐用song.mp3，音量调到15%", (Music(file="song.mp3", volume=0.15),)),
    ("配上轻音乐", (BED,)),
    ("背景音乐音量25%", (Music(volume=0.25),)),
    ("mix background.mp3 under the speech at 10%", (Music(file="background.mp3", volume=0.1),)),
    ("用片头曲.mp3做背景音乐", (Music(file="片头曲.mp3"),)),
    ("boost the audio by 6 dB", (Volume(factor=1.9953),)),
    ("volume to 50%", (HALF,)),
    ("make it 720p and half as loud", (Scale(height=720), HALF)),
    ("音量调到50%", (HALF,)),
    ("音量加倍", (DOUBLE,)),
    ("声音太小，放大到2倍", (DOUBLE,)),
    ("把声音放大两倍", (DOUBLE,)),
    ("音量降低百分之三十", (Volume(factor=0.7),)),
    ("音量减半，然后导出", (HALF, MP4)),
    # normalize
    ("normalize the audio", (EVEN,)),
    ("normalise the volume", (EVEN,)),
    ("normalize", (EVEN,)),
    ("even out the loudness", (EVEN,)),
    ("level out the volume", (EVEN,)),
    ("balance the audio levels", (EVEN,)),
    ("make the volume consistent", (EVEN,)),
    ("loudness normalization", (EVEN,)),
    ("convert to mp4 and normalize the sound", (MP4, EVEN)),
    ("音量标准化", (EVEN,)),
    ("统一音量", (EVEN,)),
    ("均衡响度，去掉前5秒", (EVEN, Trim(start=5.0))),
    # fade
    ("fade in 1 second", (IN,)),
    ("fade in", (IN,)),
    ("fade out over 2 seconds", (Fade(end=2.0),)),
    ("fade in and out", (BOTH,)),
    ("fade in and out over 2 seconds", (Fade(begin=2.0, end=2.0),)),
    ("add a 2 second fade in", (Fade(begin=2.0),)),
    ("add a fade out at the end", (OUT,)),
    ("fade to black at the end", (OUT,)),
    ("fade from black over half a second", (Fade(begin=0.5),)),
    ("fade in for 1 second and out for 2 seconds", (Fade(begin=1.0, end=2.0),)),
    ("fade in 1s, fade out 3s", (Fade(begin=1.0, end=3.0),)),
    ("trim the first 5 seconds, fade in and out, export 720p", (Trim(start=5.0), BOTH, Scale(height=720), MP4)),
    ("fade out over the last 3 seconds", (Fade(end=3.0),)),
    ("淡入淡出", (BOTH,)),
    ("淡入1秒", (IN,)),
    ("淡出2秒", (Fade(end=2.0),)),
    ("结尾淡出，开头淡入", (OUT, IN)),
    ("添加两秒的淡入效果", (Fade(begin=2.0),)),
    # music
    ("add background music", (BED,)),
    ("add some music", (BED,)),
    ("with background music", (BED,)),
    ("background music", (BED,)),
    ("put music under it", (BED,)),
    ("I want background music", (BED,)),
    ("add music at 20% volume", (Music(volume=0.2),)),
    ("add background music at half volume", (Music(volume=0.5),)),
    ("add song.mp3 as background music", (Music(file="song.mp3"),)),
    ("use My-Song_2.mp3 as the soundtrack at 10%", (Music(file="My-Song_2.mp3", volume=0.1),)),
    ("add music from 'bg track.mp3'", (Music(file="bg track.mp3"),)),
    ("mute it and add background music", (MUTE, BED)),
    ("reverse it, add background music and keep it under 10 MB", (Reverse(), BED, Limit(bytes=10_000_000))),
    ("加背景音乐", (BED,)),
    ("配上背景音乐", (BED,)),
    ("添加背景音乐，音量20%", (Music(volume=0.2),)),
    ("用song.mp3做背景音乐", (Music(file="song.mp3"),)),
    ("静音后加音乐", (MUTE, BED)),
    # as another author says it
    ("fade in over half a second and out over two", (Fade(begin=0.5, end=2.0),)),
    ("begin with a one-second fade in", (IN,)),
    ("reduce the volume to one half", (HALF,)),
    ("lower the volume by a quarter", (Volume(factor=0.75),)),
    ("把声音调到80%", (Volume(factor=0.8),)),
    ("add music at a quarter of the volume", (Music(volume=0.25),)),
    ("不要任何声音", (MUTE,)),
    ("audio at 150% volume", (Volume(factor=1.5),)),
    ("声音加大一倍", (Volume(factor=2.0),)),
    ("Add a bit of music in the background.", (Music(),)),
    ("消音處理", (Mute(),)),
    ("加入背景音樂 happy.mp3，音量 10%", (Music(file="happy.mp3", volume=0.1),)),
    ("fade in and add music", (Fade(begin=1.0), Music())),
]


@pytest.mark.parametrize(("text", "edits"), CASES, ids=[text for text, _ in CASES])
def test_wish_for_the_sound_is_read(text: str, edits: tuple[Edit, ...]) -> None:
    assert (read(text).edits, read(text).unknown) == (edits, ())
