"""What is heard: silence, loudness, music; and fades, which are seen as well."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, just
from nemo_watch.studio.language.building.sound import decibels, fade, louder_by, music, quieter_by, volume
from nemo_watch.studio.language.edits import Mute, Normalize
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, NOUN = Standing.FIRM, Standing.BARE, Standing.NOUN

MUTE = (
    *phrases(
        FIRM,
        just(Mute()),
        """
        <silence> <sound> [from <clip>|of <clip>|in <clip>|out|completely|entirely|off <clip>]
        (strip|clear|free|rid) <clip> of <sound>
        (turn|switch|take|cut|strip) <sound> (off|out|away)
        (make|keep|leave|have|want) <clip> [be] [completely|totally|fully] (silent|mute|muted|soundless)
        (make|create) a (silent|muted) (version|copy|video)
        (don't|dont|do not) (keep|include|want|need) <sound>
        <sound> (should be|must be|needs to be|can be|has to be) (removed|muted|off|gone|deleted|stripped)
        <去掉>[<视频>][里|中|里面][的][所有|全部]<声音>
        [<视频>][里|中|里面][的]<声音>[都|给|给我](<去掉>|关掉|关闭|关了|静音|消掉|删了|去了)
        (关掉|关闭|关)[<视频>][的]<声音>
        静音|消音|消声|去声|无声|静音处理|消除声音|清除声音|没有声音|不带声音|没声音|不要有声音|设为静音|调成静音|\
            变成静音|静音播放|去声音|设置静音|设成静音
        """,
    ),
    *phrases(
        BARE,
        just(Mute()),
        """
        (mute|muting|silence|silencing) [<clip>|<sound>]
        [with] (no|without|without any|zero) <sound>
        <sound> (off|muted|removed)
        muted|silent|soundless|无声[视频|版]|静音版
        """,
    ),
    *phrases(
        BARE, beyond, "(mute|silence) [<clip>] (from|between|for|during|in|until|after|the first|the last) {:span}"
    ),
)

VOLUME = (
    *phrases(
        FIRM,
        louder_by,
        """
        (boost|increase|raise|turn up|amplify|bump|bump up|lift) <loudness> [of <clip>] [up] [by] {percent:percent}
        turn <loudness> up [by] {percent:percent}|turn <clip> up by {percent:percent}
        [make|get] [<clip>|<sound>] {percent:percent} louder|[make|get] [<clip>|<sound>] louder by \
            {percent:percent}|turn up <loudness> {percent:percent}
        <音量>(提高|增大|调大|增加|提升|加大|放大|调高|增强){percent:percent}|(提高|增大|增加|提升|加大|调高|调大)\
            <音量>{percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        quieter_by,
        """
        (reduce|lower|decrease|turn down|drop|cut|bring down) <loudness> [of <clip>] [down] [by] {percent:percent}
        turn <loudness> down [by] {percent:percent}|turn <clip> down by {percent:percent}
        [make|get] [<clip>|<sound>] {percent:percent} (quieter|softer|less loud|lower)|[make|get] [<clip>|<sound>] \
            (quieter|softer) by {percent:percent}
        <音量>(降低|减小|调小|减少|调低|减弱){percent:percent}|(降低|减小|减少|调低|调小)<音量>{percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        volume,
        """
        [make|get|want|have] [<clip>|<sound>] [be] {factor:factor} (as loud|louder|times louder|the volume|the \
            loudness) [as it is|as now|as before]
        (set|turn|put|bring|change|adjust|lower|reduce|raise|increase|drop|turn down|turn up|boost|decrease|keep) \
            [down|up] <loudness> [of <clip>] [down|up] (to|at|=) {factor:factor} [volume|of the original|of what it \
            is]
        (boost|increase|raise|amplify|multiply|scale) <loudness> [of <clip>] (by [a factor of]|by) {factor:times}
        (amplify|boost) [<clip>|<sound>] [by] {factor:times}|turn <loudness> up [by] {factor:times}|turn up \
            <loudness> [by] {factor:times}|[make|get] [<clip>|<sound>] louder by {factor:times}
        (double{factor=2}|doubling{factor=2}|halve{factor=0.5}|halving{factor=0.5}|triple{factor=3}) <loudness> [of \
            <clip>]
        (cut|reduce|lower|drop) <loudness> [of <clip>] (in half{factor=0.5}|by half{factor=0.5}|by #half{factor=0.5})
        [make|get] [<clip>|<sound>] (twice as loud{factor=2}|half as loud{factor=0.5}|double the \
            volume{factor=2}|half the volume{factor=0.5})
        <音量>(<改>|为|是|:|降到|降低到|降至|提高到|提升到|增加到|增大到|减小到|放大到|放大|调低到|调高到|调大到|\
            调小到|开到){factor:factor}
        <音量>(加倍|翻倍|提高一倍|大一倍|增大一倍|放大一倍|调大一倍|增加一倍){factor=2}
        <音量>(减半|降低一半|小一半|减小一半|调低一半|调小一半){factor=0.5}
        (放大|增大|提高|加大)<音量>[到|至|为]{factor:factor}|(降低|减小|调低|调小)<音量>(到|至|为){factor:factor}
        """,
    ),
    *phrases(
        BARE,
        volume,
        "[at|with] [a] <loudness> [:|=|of|at|to|is] {factor:factor}|{factor:factor} (volume|loudness)|at "
        "(half{factor=0.5}|double{factor=2}) [the] volume|(half{factor=0.5}|double{factor=2}) [the] volume",
    ),
    *phrases(
        FIRM,
        decibels,
        """
        (boost|increase|raise|turn up|amplify|bump up) [<loudness>|<sound>|<clip>] [up] [by] {decibels:count} \
            (db|decibels|decibel|分贝)
        (turn|bring) (<loudness>|<clip>) up [by] {decibels:count} (db|decibels|decibel)
        (reduce|lower|decrease|turn down|drop|cut) [<loudness>|<sound>|<clip>] [down] [by] {decibels:count} \
            (db|decibels|decibel){way=down}
        (turn|bring) (<loudness>|<clip>) down [by] {decibels:count} (db|decibels|decibel){way=down}
        [<loudness>] + {decibels:count} (db|decibels)|[<loudness>] - {decibels:count} (db|decibels){way=down}
        <音量>(提高|增大|增加|提升){decibels:count}(分贝|db)|<音量>(降低|减小|减少){decibels:count}(分贝|db){way=down}
        """,
    ),
    *phrases(
        FIRM,
        volume,
        """
        (make|get|turn) [<clip>|<sound>] [a bit|a little|a lot|much] \
            (louder{factor=1.5}|quieter{factor=0.5}|softer{factor=0.5})
        (turn up|boost|raise|increase|amplify) <loudness>{factor=1.5}|turn (<loudness>|<clip>) \
            (up{factor=1.5}|down{factor=0.5})
        (lower|reduce|turn down|decrease) <loudness>{factor=0.5}
        <音量>(调大|大一点|大一些|增大|提高|调高|放大|大点){factor=1.5}\
            |<音量>(调小|小一点|小一些|降低|减小|调低|小点){factor=0.5}
        (放大|增大|提高|调大|加大|调高)<音量>{factor=1.5}|(降低|减小|调低|调小)<音量>{factor=0.5}
        """,
    ),
    *phrases(BARE, volume, "louder{factor=1.5}|quieter{factor=0.5}"),
)

NORMALIZE = (
    *phrases(
        FIRM,
        just(Normalize()),
        """
        (normalize|normalise|normalizing|normalising|normalized|normalised) [<clip>|<loudness>|the audio levels|the \
            volume levels|the levels]
        (even out|level|level out|equalize|equalise|balance|balance out|smooth \
            out|fix|even|unify|standardize|standardise|match) (<loudness>|the audio levels|the volume levels|the \
            levels|audio levels|volume levels|the loudness levels)
        (make|keep) <loudness> (even|consistent|uniform|the same throughout|more even|more \
            consistent|constant|balanced|equal|level)
        [<视频>][的](音量|响度|声音|音频|声音大小|音频响度|音频音量)\
            (标准化|归一化|均衡|统一|规范化|平衡|正常化|均匀|一致|一样大|平均|均衡化)[处理]
        (标准化|统一|均衡|平衡|规范|归一化|规范化)[<视频>][的](音量|响度|声音|音频|声音大小|音频音量|音频响度)
        """,
    ),
    *phrases(
        BARE,
        just(Normalize()),
        "[audio|loudness|volume|sound] (normalization|normalisation)|(consistent|even) (volume|loudness)|normalized "
        "(audio|sound|volume)|响度统一",
    ),
)


FADE = (
    *phrases(
        FIRM,
        fade,
        """
        [<add>|have|give <clip>|make|let|put] [a|an] [<clip>] [nice|smooth|slow|quick|gentle|short] <faded in> \
            [effect] [<timed> [a|the first] {in:length}] [at <start>|in the beginning|from <start>|to <clip>|from \
            black|视频|效果] {way=in}
        [<add>|have|give <clip>|make|let|put] [a|an] [<clip>] [nice|smooth|slow|quick|gentle|short] <faded out> [to \
            black] [effect] [<timed> [a|the last] {out:length}] [at <end>|in the end|to black|of <clip>|视频|效果] \
            {way=out}
        [<add>|have|give <clip>|make|let] [a|an] [<clip>] [nice|smooth|slow|quick] <faded in> [at <start>|in the \
            beginning|from <start>] <timed> {in:length} [at <start>] {way=in}
        [<add>|have|give <clip>|make|let] [a|an] [<clip>] [nice|smooth|slow|quick] <faded out> [at <end>|in the \
            end|of <clip>] <timed> {out:length} {way=out}
        [<add>|have|give <clip>|make] [a] {in:length} [long] (fade in|fade from black|fade-in|淡入) [at <start>] \
            {way=in}
        [<add>|have|give <clip>|make] [a] {out:length} [long] (fade out|fade to black|淡出) [at <end>] {way=out}
        [<add>|have|give <clip>|make] [a] {each:length} [long] (fade in and out|fade in and fade out|fades at <both \
            ends>|fades in and out|fade in and [a] fade out|fade at <both ends>|fades) {way=both}
        [<add>|have|give <clip>|make] [a|an] <faded both> [effect] [<timed> [a|各] {each:length} [each]] [at <both \
            ends>|at <start> and <end>|of <clip>|效果] {way=both}
        fade (in|<clip> in) [<timed> {in:length}] [at <start>] (and|,) [fade] out [<timed> {out:length}] [at <end>] \
            {way=both}
        <add> [a] {in:length} fade in and [a] {out:length} fade out {way=both}
        fade [<clip>] (at <both ends>|at <start> and [at] <end>) [<timed> {each:length}] {way=both}
        <add> [a] fade [effect] at <start> {way=in}|<add> [a] fade [effect] at <end> {way=out}|<add> (fades|a fade) \
            at <both ends> {way=both}
        [在](开头|片头|开始|视频开头)[处|时|添加|加|做|加上|加个|用|的]<faded in>[效果][{in:length}]{way=in}
        [在](结尾|片尾|最后|末尾|视频结尾)[处|时|添加|加|做|加上|加个|用|的]<faded out>[效果][{out:length}]{way=out}
        <添加>[{in:length}][的]<faded in>[效果]{way=in}|<添加>[{out:length}][的]<faded out>[效果]{way=out}
        <添加>[{each:length}][的]<faded both>[效果]{way=both}
        {in:length}[的]淡入[效果]{way=in}|{out:length}[的]淡出[效果]{way=out}|{each:length}[的]<faded \
            both>[效果]{way=both}
        (开头|片头)淡入[，|、|和|并](结尾|片尾)淡出{way=both}
        """,
    ),
    *phrases(
        BARE,
        beyond,
        "(fade|fading) [in|out] (<sound>|the music|music|the song|background music|<sound> in|<sound> out|the music "
        "(in|out)) [in|out]|(fade|cross fade|crossfade) [to|between] [white]|fade",
    ),
)

MUSIC = (
    *phrases(
        FIRM,
        music,
        """
        (<add>|adding|use|using|play|put|want|have|layer|mix in|include|with) <tune> [<on clip>|underneath|behind \
            it|in the background|as background] [<level>]
        (<add>|use|play|put|layer) {file:sound} [<on clip>] [as|for|in] [the|a] (background \
            music|background|music|bgm|soundtrack|background track|music track|background audio) [<on clip>] [<level>]
        (<add>|use|play) {file:sound} [instead|in the background]
        (<add>|use|play|put|layer) {file:sound} (under|behind|underneath) [<clip>|the video] [<level>]
        (<add>|use|play|put|set) [the] (music|song|background music|track|background track|bgm) \
            [from|file|:|called|named] ({file:sound}|{file:quote}) [<on clip>|in the background|as background] \
            [<level>]
        (<add>|use|play|put) <tune> [<on clip>] (from|using|:|with) [the file] ({file:sound}|{file:quote}) [<on \
            clip>] [<level>]
        with ({file:sound}) (as|for) [the|a] (background music|background|music|bgm|soundtrack) [<level>]
        <添加>[背景音乐|音乐|配乐]{file:sound}[作为|做|当|为][背景音乐|配乐|背景|音乐|BGM][<level>]
        (用|使用|以|把|将){file:sound}(作为|做|当|当作|为|作|配)[背景音乐|配乐|背景|音乐|BGM][<level>]
        (<添加>|使用|配|加入|用)<配乐>[{file:sound}][<level>]
        (配|配上|加)<配乐>|配乐
        """,
    ),
    *phrases(
        BARE,
        beyond,
        "(<silence>|lower|reduce|turn down|turn up|duck|extract|isolate|separate) <tune> [in <clip>|from <clip>]",
    ),
    *phrases(NOUN, music, "<tune> [<level>]|<tune> [:|from] {file:sound} [<level>]"),
    *phrases(
        BARE,
        music,
        """
        with <tune> [<level>]
        with <tune> [:|from] {file:sound} [<level>]
        (background music|music|bgm) [:|=|from] {file:sound} [<level>]
        背景音乐[:|用|为]{file:sound}[<level>]|背景音乐[<level>]|有背景音乐|带背景音乐
        """,
    ),
)

SOUND = (*MUTE, *VOLUME, *NORMALIZE, *FADE, *MUSIC)
