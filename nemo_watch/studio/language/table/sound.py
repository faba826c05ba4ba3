"""What is heard: silence, loudness, music; and fades, which are seen as well."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, both, just
from nemo_watch.studio.language.building.sound import decibels, fade, louder_by, music, quieter_by, volume
from nemo_watch.studio.language.edits import DenoiseSound, Mute, Normalize
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, NOUN = Standing.FIRM, Standing.BARE, Standing.NOUN
DETAIL, VAGUE = Standing.DETAIL, Standing.VAGUE

MUTE = (
    # A part of the sound, or how it sounds.
    *phrases(
        BARE,
        beyond,
        """
        [把|将](人声|歌声|说话声|风声|回声|背景音|背景人声)<去掉>|<去掉>(人声|歌声|说话声|风声|回声|背景音)
        """,
    ),
    *phrases(
        FIRM,
        just(Mute()),
        """
        (<remove>|kill|disable|mute|silence|turn off|switch off|cut out|deactivate) <sound>
            [<in clip>|out|completely|entirely|off <clip>|altogether|fully|permanently]
        (strip|clear|free|rid) <clip> of <sound>
        (turn|switch|take|cut|strip|leave) <sound> (off|out|away|down completely)
        (make|keep|leave|have|want|render|turn) [<clip>] [be] [completely|totally|fully]
            (silent|mute|soundless|(without|with no) <sound>)
        (make|create|save|want|need) (silent|mute) (version|copy|video|clip)
        (don't|dont|do not|never) (keep|include|want|need|retain|preserve) <sound>
        <sound> (<gone>|[<be>] (mute|off|silent|disabled|silenced))
        (mute|silence) <clip> (completely|entirely|fully|altogether)
        <去掉>[<视频>][里|中|里面][所有|全部|全]<声音>
        [<视频>][里|中|里面]<声音>[全部|给|给我](<去掉>|关掉|关闭|关|静音|消掉|删|去|关上)
        (关掉|关闭|关)[<视频>]<声音>|[<视频>|设|设置|处理][为|成](静音|消音|消声)[处理|播放|状态]
        静音|消音|消声|去声|无声|静音处理|消除声音|清除声音|没有声音|不带声音|没声音|不要有声音|不用声音
            |不需要声音|去声音|设置静音|<改>静音|不保留<声音>|不想要<声音>
        """,
    ),
    *phrases(
        BARE,
        just(Mute()),
        """
        (mute|silence) [<clip>|<sound>|original [one]]
        [with] (no|without|without any|zero) <sound> [at all|please]
        <sound> [:] (off|mute|none|removed)|(minus|sans) <sound>
        silent|soundless|无声[视频|版]|静音版
        (video|picture) only|(only|just) picture|只[要|有|保留](画面|图像)
        """,
    ),
    *phrases(BARE, beyond, "(mute|silence) [<clip>] (from|between|for|during|in|until|after|first|last) {:span}"),
)

VOLUME = (
    *phrases(
        FIRM,
        louder_by,
        """
        (<boost>|amplify) <loudness> [<in clip>] [up] [by{by=yes}] {percent:percent}
        (turn|bring) (<loudness>|<clip>) up [by] <gain>
        <boost> <loudness> [<in clip>] by{by=yes} <gain>
        (turn|pump|crank) up <loudness> [by] <gain>
        [make|get] [<clip>|<sound>] <gain> louder|[make|get] [<clip>|<sound>] louder by <gain>
        <loudness> (up|increased) [by] <gain>|<loudness> + {percent:percent}
        <音量><太>(小|轻|低)[,]<调大>{percent:percent}
        <音量><调大>{percent:percent}
            |<调大><音量>{percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        quieter_by,
        """
        <dampen> <loudness> [<in clip>] [down] [by] <gain>
        (turn|bring) (<loudness>|<clip>) down [by] <gain>
        <dampen> <loudness> [<in clip>] by <gain>
        <loudness> (down|reduced|lowered) [by] <gain>
        [make|get] [<clip>|<sound>] <gain> (quieter|softer|less loud|lower)
        [make|get] [<clip>|<sound>] (quieter|softer) by <gain>
        <音量><太>(大|响|吵)[,]<调小>{percent:percent}
        <音量><调小>{percent:percent}|<调小><音量>{percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        volume,
        """
        <音量>(加倍|翻倍|提高一倍|大一倍|加大一倍|加强一倍|增强一倍|调到两倍|增大一倍|放大一倍|调大一倍|增加一倍|调高一倍|提升一倍|变大一倍){factor=2}
        <调小><音量>一半{factor=0.5}|<调大><音量>一倍{factor=2}|<调大><音量>一半{factor=1.5}
        <音量>(提高|增加|增大|调高|调大|加大|提升|放大)一半{factor=1.5}|<音量>翻一倍{factor=2}
        <调大><音量>一倍半{factor=2.5}|<音量>(提高|增加|增大|调高|调大|加大|提升|放大)一倍半{factor=2.5}
        <调小>一半<音量>{factor=0.5}|<调大>一倍<音量>{factor=2}
        <音量>(减半|降低一半|小一半|减小一半|调低一半|调小一半|减少一半|降一半|减弱一半){factor=0.5}
        [make|get|want|have|turn] [<clip>|<sound>] [be] {factor:factor}
            (as loud|louder|times louder|loudness|loud|<loudness>) [as it is|as now|as before|as it was]
        (set|turn|put|bring|change|adjust|make|keep|<boost>|<dampen>) [down|up] <loudness> [<in clip>] [down|up|be]
            (to|at|=|be|) {factor:factor} [<loudness>|of original|of what it is|of <clip>|of normal]
        (turn|bring) <clip> (down|up) to {factor:factor} [<loudness>]
            |(turn|bring) (down|up) <loudness> to {factor:factor}
        (<boost>|multiply|scale) <loudness> [<in clip>] by (factor of {factor:number}|[factor of] {factor:times})
        (amplify|boost) [<clip>|<sound>] [by] {factor:times}|turn <loudness> up [by] {factor:times}|turn up
            <loudness> [by] {factor:times}|[make|get] [<clip>|<sound>] louder by {factor:times}
        (double{factor=2}|halve{factor=0.5}|triple{factor=3}|quadruple{factor=4}) <loudness> [<in clip>]
        (cut|<dampen>) <loudness> [<in clip>] (in half|by half|to half){factor=0.5}
        [make|get] [<clip>|<sound>] (twice as loud{factor=2}|half as loud{factor=0.5}|double <loudness>{factor=2}
            |half <loudness>{factor=0.5}|double as loud{factor=2})
        <音量>(<改>|为|是|:|调|放大)[原来|原声|原音量]{factor:factor}
        <音量>(<调大>|<调小>|降|减|加|开|控制|放大|变|设)(到|至|为|成|在)[原来|原声|原音量]{factor:factor}
        <调大><音量>(到|至|为|){factor:factor}
            |<调小><音量>(到|至|为){factor:factor}
        (<sound>|<loudness>|<voice>) (is|are) <too> (quiet|low|soft|loud) [,|so|and] [please]
            (<boost>|<dampen>|turn|bring|set) (it|that) [up|down] to {factor:factor}
        (<sound>|<loudness>) (is|are) <too> (quiet|low|soft) [,|so|and] [please] (double (it|that){factor=2}
            |(turn it up|make it louder|boost it){factor=1.5})
        <音量><太>(小|轻|低)[,]<调大>[到|至]{factor:factor}
            |<音量><太>(小|轻|低)[,](放大|调大){factor=1.5}
        """,
    ),
    *phrases(
        BARE,
        volume,
        """
        [and] [at|with] <loudness> [:|=|of|at|to|x|<be>|is at|should be at] {factor:factor}|[and] {factor:factor}
            <loudness>
        <sound> [:|at|=] {factor:percent} (volume|loudness)
        at (half{factor=0.5}|double{factor=2}) volume|(half{factor=0.5}|double{factor=2}) volume
        {factor:times} louder|<音量>({factor:percent}|{factor:times})
        """,
    ),
    *phrases(
        FIRM,
        decibels,
        """
        (<boost>|amplify|turn up) [<loudness>|<clip>] [up] [by] {decibels:count} <db>
            |<loudness> up [by] {decibels:count} <db>
        (turn|bring) (<loudness>|<clip>) up [by] {decibels:count} <db>
            |make [<clip>|<sound>] {decibels:count} <db> louder
        (<dampen>|attenuate) [<loudness>|<clip>] [down] [by] {decibels:count} <db>{way=down}
        (turn|bring) (<loudness>|<clip>) down [by] {decibels:count} <db>{way=down}
        make [<clip>|<sound>] {decibels:count} <db> quieter{way=down}
        [<loudness>] + {decibels:count} <db>|[<loudness>] - {decibels:count} <db>{way=down}
        <音量>(提高|增大|增加|提升|调高|加){decibels:count}<db>
            |<音量>(降低|减小|减少|调低|减){decibels:count}<db>{way=down}
        """,
    ),
    *phrases(
        VAGUE,
        volume,
        """
        (make|get|turn|want) [<clip>|<sound>] [be] [<modest>|a lot|much]
            (louder{factor=1.5}|quieter{factor=0.5}|softer{factor=0.5})
        (turn up|<boost>|amplify|pump up|crank up) <loudness> [<modest>]{factor=1.5}|turn (<loudness>|<clip>)
            (up [<modest>]{factor=1.5}|down [<modest>]{factor=0.5})
        <dampen> <loudness> [<modest>]{factor=0.5}
        <音量>(<调大>|大)[一点|一些|点]{factor=1.5}
            |<音量>(<调小>|小|降)[一点|一些|点]{factor=0.5}
        <调大><音量>{factor=1.5}|<调小><音量>{factor=0.5}
        """,
    ),
    *phrases(BARE, volume, "[<modest>] louder{factor=1.5}|[<modest>] quieter{factor=0.5}"),
)

NORMALIZE = (
    *phrases(
        FIRM,
        just(Normalize()),
        """
        [loudness|volume] normalize [<clip>|<loudness>] [[so] (to be|it's|that it's|it is)
            (even|consistent|balanced|equal|uniform)]
        (even out|level|level out|equalize|balance|balance out|smooth out|fix|even|unify|standardize|match|stabilize
            |harmonize) [<uneven>] (<loudness>|levels) [throughout|<in clip>]
        <loudness> (is|be|are|should be|stays) [more] (even|consistent|uniform|balanced|equal|level|same)
            [throughout|everywhere]
        (make|keep) <loudness> [sound|be|more] (even|consistent|uniform|same throughout|more even|more
            consistent|constant|balanced|equal|level|same|steady) [throughout|everywhere|all over|<in clip>]
        (even|level|balance|smooth) <loudness> out
        [<视频>](音量|响度|声音|音频|声音大小|音频响度|音频音量|音量大小)[做|进行]
            (标准化|归一化|均衡|统一|规范化|平衡|正常化|均匀|一致|一样大|平均|均衡化|调均匀|调匀|保持一致|统一化)[处理]
        (标准化|统一|均衡|平衡|规范|归一化|规范化)[<视频>](音量|响度|声音|音频|声音大小|音频音量|音频响度|音量大小)
        [让|使]<音量>[更|保持|变得](均匀|一致|统一|平衡|平稳|均衡)[一点|一些]
        """,
    ),
    *phrases(
        BARE,
        just(Normalize()),
        """
        [<add>|do|run] [audio|loudness|volume|sound] normalization
        (consistent|even|uniform|balanced) (volume|loudness|levels|<loudness>)
        normalized (audio|sound|volume)|响度统一|音量统一|标准化
        """,
    ),
)

DENOISE = (
    *phrases(
        FIRM,
        just(DenoiseSound()),
        """
        (<remove>|reduce|clean up|lower|clean|decrease|minimize|filter out|cut down [on]|fix|suppress|cancel [out]
            |get rid of|take out|edit out|tone down|turn down) <hiss> [<in clip>|(in|from|of|on) <sound>]
        (denoise|de noise) <sound>|(reduce|<remove>) [all|any] noise (in|from|of|on) (<sound>|recording|mic|microphone)
        make [<clip>|<sound>] less (hissy|noisy sounding)|(clean up|fix|clean) (noisy|hissy) <sound>
        (<去掉>|减少|降低|减弱|抑制|过滤|过滤掉|减轻)[<视频>][里|中|里面][所有|全部]<噪音>
        [把|将][<视频>][里|中|里面][所有|全部]<噪音>[全部|给|给我](<去掉>|降低|减少|减弱|抑制|过滤掉)[一点|一些]
        [对|给|把]<声音>[做|进行|里|中](降噪|去噪|除噪|消噪)[处理]|(降噪|去噪)<声音>|背景降噪
        """,
    ),
    *phrases(
        BARE,
        just(DenoiseSound()),
        """
        (audio|sound|background|voice) (noise|hiss) (reduction|removal|suppression|cancellation|cleanup)
        (without|no|less|with less|without any) <hiss>
        """,
    ),
)

FADE = (
    *phrases(
        FIRM,
        fade,
        """
        [<faded>] [<kind of fade>] <faded in> (<lasts> {in:time}|[<lasts>] [first] {in:time}) [<at start>]
            [effect] {way=in}
        [<faded>] [<kind of fade>] <faded out> (<lasts> [last] {out:time}|[last] {out:time}) [<at end>] [effect]
            {way=out}
        [<faded>] [<kind of fade>] (<faded in> [effect]; [<at start>]; [<lasts>] [first|opening] {in:time}) {way=in}
        [<faded>] [<kind of fade>] (<faded out> [effect]; [<at end>]; [<lasts>] [last|final] {out:time}) {way=out}
        [<faded>] [<kind of fade>] (<faded in> [effect]; [<at start>]) {way=in}
        [<faded>] [<kind of fade>] (<faded out> [effect]; [<at end>]) {way=out}
        [<faded>] ({in:time} [long] [<kind of fade>] <faded in> [effect]; [<at start>]) {way=in}
        [<faded>] ({out:time} [long] [<kind of fade>] <faded out> [effect]; [<at end>]) {way=out}
        [<faded>] {each:time} [long] [<kind of fade>] (<faded both>|fade|fades) [effect]
            [(at|on|to) <both ends>] {way=both}
        [<faded>] [<kind of fade>] <faded both> [effect] ([[<lasts>] [各] {each:time} [each|long]]; [at <both ends>];
            [<in clip>]) {way=both}
        [<faded>] [<kind of fade>] <faded both> [各] {each:time} [each] {way=both}
        [<faded>] [<kind of fade>] <faded in> [<lasts>] {in:number} [<at start>] (<and>|,|, <and>) (out|<faded out>)
            [<lasts>] {out:time}
            [<at end>]{way=both}
        [<faded>] [<kind of fade>] <faded in> [<lasts>] {in:time} [<at start>] (<and>|,|, <and>) (out|<faded out>)
            [<lasts>] {out:count}
            [<at end>]{way=both}
        <faded in> [<lasts>] {in:time} [<at start>] [,] [and|然后] [fade] (out|<faded out>) [<lasts>] {out:time}
            [<at end>]{way=both}
        fade (in|<clip> in) [<at start>] (and|,|, and) [fade] [<clip>] out [<at end>] {way=both}
        (fade|fades) [<clip>] (at <both ends>|at <start> and [at] <end>) [<lasts> {each:time} [each]] {way=both}
        [<faded>] (fade|fades) [effect] (at|on|to) <start> {way=in}
            |[<faded>] (fade|fades) [effect] (at|on|to) <end> {way=out}
        [<faded>] (fades|fade) [at|on|to] <both ends> [<lasts> {each:time} [each]] {way=both}
        [在]<前>[处|时|添加|加|做|加上|用|有|来][{in:time}]<faded in>[效果][{in:time}]{way=in}
        [在]<后>[处|时|添加|加|做|加上|用|有|来][{out:time}]<faded out>[效果][{out:time}]{way=out}
        <添加>[{in:time}]<faded in>[效果|转场]{way=in}|<添加>[{out:time}]<faded out>[效果|转场]{way=out}
        <添加>[{each:time}]<faded both>[效果|转场]{way=both}|<faded both>[效果|转场][各]{each:time}{way=both}
        {in:time}淡入[效果]{way=in}|{out:time}淡出[效果]{way=out}|{each:time}<faded both>[效果]{way=both}
        (首尾|前后|头尾|开头和结尾|开头结尾|两端)[各][加|添加|加上|做][{each:time}]<faded both>[效果][各]
            [{each:time}]{way=both}
        """,
    ),
    *phrases(
        BARE,
        beyond,
        """
        (fade|fading) [in|out] (<sound>|music|song|background music|<sound> in|<sound> out|music (in|out)) [in|out]
        fade [in|out] (<title words>|<subtitles>|<mark>) [in|out] [:|<lettered>] [{:quote}]
        (fade|cross fade|crossfade) [to|between] [white]|fade|(声音|音频|音乐)(淡入|淡出)
        """,
    ),
)

MUSIC = (
    *phrases(
        FIRM,
        music,
        """
        (<add>|play|layer|mix in|include|lay down|run|throw in) <tune>
            ([<on it>]; [<level>]; [(from|using|called|:|with|file) [file] ({file:sound}|{file:quote})])
        (<add>|play|layer|lay|mix in|run) [track|song|file|music] {file:sound} (<as music>; [<on it>]; [<level>])
        (<add>|play) {file:sound} ([instead|in background|quietly in background]; [<level>])
        mix [in] [song|track|music] {file:sound} (under|behind|underneath|beneath|below) [<clip>|<voice>|it all]
            [<level>]
        (<add>|play|layer|lay|run) [song|track|music] {file:sound} (under|behind|underneath|beneath|over|below)
            [<clip>|<voice>|it all] [<level>]
        (<add>|play|layer|set) (music|song|track|<tune>) [file] ({file:sound}|{file:quote}) ([<on it>]; [<level>])
        with {file:sound} <as music> [<level>]|[<add>] <tune> [:|,] {file:sound} [<level>]
        <添加>[一首|一段|轻轻]<配乐>[(当|做|作为|作)(背景|背景音乐|配乐)][,][<level>]|<添加>[<配乐>]{file:sound}[作为
            |做|当|为][<配乐>|背景|音乐][,][<level>]
        (用|使用|以|把|将){file:sound}(作为|做|当|当作|为|作|配|做成)[<配乐>|背景|音乐][,][<level>]
        (<添加>|使用|配|加入|用|换上)<配乐>[:|用|为][{file:sound}][,][<level>]|<视频>[里|中]<添加><配乐>[<level>]
        (配|配上|加)<配乐>|配乐
        """,
    ),
    *phrases(
        BARE,
        beyond,
        """
        (<remove>|lower|reduce|turn down|turn up|duck|extract|isolate|separate|mute|change|replace)
            [existing|original|current] <tune> [<in clip>]
        <配乐><音量>(<调大>|<调小>|小|低|轻|大|高|响)[一点|一些|点]
        [把|将]<配乐>(换成|替换成|换为|改成|换掉)[{:sound}]
        """,
    ),
    *phrases(
        FIRM,
        both(just(Mute()), music),
        """
        (replace|swap|exchange|change) [out] <sound> [<in clip>] (with|by|for|to) <tune> [<level>]
        [用|以|把|将]<配乐>(替换|代替|取代|换掉)[<视频>][原|原有|原来]<声音>
        [把|将][<视频>][原|原有|原来]<声音>(换成|替换成|替换为|换为|改成)<配乐>
        """,
    ),
    *phrases(FIRM, beyond, "[<add>|play] <tune> [at|to|with|,] [+|-] {:count} <db>"),
    *phrases(NOUN, music, "<tune> [<level>]|<tune> [:|from] {file:sound} [<level>]|<配乐>[<level>]"),
    *phrases(
        BARE,
        music,
        """
        with <tune> ([:|from] {file:sound}; [<level>]; [<on it>])|with <tune> ([<level>]; [<on it>])
        (background music|music|bgm) [:|=|from] {file:sound} [<level>]
        <配乐>[:|用|为|使用]{file:sound}[<level>]|有背景音乐|带背景音乐|带音乐
        """,
    ),
    *phrases(DETAIL, music, "<level>"),
)

SOUND = (*MUTE, *VOLUME, *NORMALIZE, *DENOISE, *FADE, *MUSIC)
