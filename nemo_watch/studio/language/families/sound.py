"""What people call loudness, fades and music."""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import groups

SOUND_GROUPS = groups("""
loudness = [<this>] [overall|all|<sound>|video|video's|clip's|clip|master]
    (volume|loudness|volume levels|volume level|sound level|audio level|volumes|levels|audio levels|volume level
    |sound levels|gain|audio gain|level|sound volume|audio volume)
    |<sound>|(volume|loudness) (of|on) (<sound>|<clip>)
音量 = [把|将|让][<视频>](音量|声音|响度|声音大小|音频音量|视频音量|音频|原声|原音|声量|音轨|声音音量|整体音量)
调大 = 提高|增大|调大|增加|提升|加大|放大|调高|增强|变大|开大
调小 = 降低|减小|调小|减少|调低|减弱|变小
boost = boost|increase|raise|turn up|bump [up]|lift|amplify|crank [up]|pump [up]|up|push
dampen = reduce|lower|decrease|turn down|drop|cut|bring down|soften|duck|dim|quieten
hiss = [all|any|some] [of] [constant|annoying|steady|unwanted|loud|distracting]
    ((background|bg|ambient|audio|sound|mic|microphone|room|static|white|fan|tape|electrical|recording)
    (noise|noises|hiss|hissing)|(audio|background) static|hiss|hissing|noisiness of <sound>)
噪音 = [背景|环境|录音|音频|声音|麦克风|风扇|空调|电流](噪音|杂音|噪声|底噪|杂声|嘶嘶声|白噪音|电流声)
db = db|decibels|decibel|分贝|dbs
uneven = uneven|inconsistent|different|varying
modest = [just] (a bit|a little|a touch|a tad|slightly|somewhat|a little bit|a tiny bit|up a bit)
both tracks = audio and video|video and audio|picture and sound|sound and picture|everything
faded in = fade (in|from black|up|in from black|(<clip>|<both tracks>) in [from black]|in (<clip>|<both tracks>))
    |淡入|渐入|渐显|淡进
faded out = fade (out|to black|away|out to black|(<clip>|<both tracks>) out [to black]|<clip> to black
    |out (<clip>|<both tracks>)|down)
    |淡出|渐出|渐隐
faded both = fade (in|<clip> in) (and|&|/|or|,|and [then]) [fade] out
    |<faded in> (and|&|/|,|, and) <faded out>|fade in and fade out
    |fade ins and [fade] outs|淡入[和|与|及|、|并|,|加]淡出|渐入渐出
    |渐显渐隐|淡进淡出
faded = <add>|give <clip>|(make|let|have) [<clip>]|want|put|(start|begin|open|end|finish|close) with|create|do
kind of fade = [nice|smooth|slow|quick|gentle|short|soft|simple|brief|long|subtle]
    [audio and video|video and audio|video]
at start = at <start>|in beginning|from <start>|to <clip>|from black|视频|on <start>|into <clip>|<in clip>|first
at end = at <end>|in end|to black|<in clip>|视频|on <end>|towards <end>|at very end|last
lasts = of|:|over|for|lasting|with|in|during|takes|持续|时间|时长|as|that lasts|about|within|taking|that takes
    |效果持续|过渡|时长为|持续时间|for about
on it = <in clip>|underneath|behind it|in background|as background
    |quietly|softly|under it|throughout|to it|below it|beneath it
as music = (as|for|in) [background] (music|background|bgm|soundtrack|background track|music track|background audio
    |song|track|sound|score|music bed)
tune = [some|more|little|(bit|little bit|touch|a bit|a touch) of|a little] [<calm>]
    (background music|music|bgm|background track|music track|music bed|background song|song
    |background tune|music in background|backing track|background audio|soundtrack music|backing music|background sound
    |music underneath|background score|instrumental music|music bg|bg music|background musics)
calm = (nice|calm|calming|chill|soft|gentle|quiet|light|relaxing|relaxed|subtle|simple|mellow|ambient|pleasant)
level = [at|with|to] {level:share} [of] [its|original|full] <loudness>
    |[at|with|to|and|set to|set it to|playing at|keep it at|mixed at|turned down to|lowered to|down to]
    [<loudness>] [of|at|to|is|:|=] {level:percent} [<loudness>] [of the original]
    |[at|with] half volume {level=0.5}|[at|with] full volume {level=1}
    |, {level:percent} <loudness>
    |[,] [at|with] <loudness> [of|:|=|at|to|set to] ({level:part}|{level:percent})
    |[,][音乐]<音量>(小|低|轻)(一点|一些|点|点儿){level=0.2}
    |[,][把|将][音乐|配乐|背景音乐]<音量>[为|到|是|调到|设为|设置为|调成|占|调至|设成|降到|控制在|保持在|:|调为|设在]
    ({level:percent}|{level:part})
    |{level:percent}[<音量>]|<音量>一半{level=0.5}
配乐 = [轻|轻柔|舒缓|柔和|安静|好听|温柔|轻松][背景](音乐)|配乐|BGM|背景乐|背景音|背景歌曲|音乐背景
""")
