"""What is taken out of a video's middle, and how it runs: cuts, silences, speed, direction, loops, frame rate."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, just
from nemo_watch.studio.language.building.time import cut, faster_by, fps, loop, silence, slower, slower_by, speed
from nemo_watch.studio.language.edits import Reverse, Speed
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, KEPT, BARE = Standing.FIRM, Standing.KEPT, Standing.BARE

CUT = phrases(
    FIRM,
    cut,
    """
    (cut|cut out|cutting out|chop|chop out|snip|snip out|slice out|take out|leave out|edit out|splice out|trim \
        out|skip|skip over|cut away) [everything|all|<piece>|<clip>] [from|between|of] {span:span} [out] [of <clip>]
    (remove|delete|drop|lose|discard|omit|erase|ditch|get rid of|removing|deleting|strip|exclude) [out] \
        [everything|all|<piece>|<clip>] [from|between|of] {span:span} [of <clip>|from <clip>]
    (remove|delete|cut out|cut|take out) {for:length} (starting|beginning) (at|from) {from:moment}
    (cut|take) [<piece>|<clip>] (from|between) {span:span} out
    <去掉>[<视频>][里|中][的][从|在][第]{span:span}[<这段>|的画面]
    [从|在][第]{span:span}[<这段>|的画面|这一段][都|给我|给]<去掉>
    剪[<视频>][的][从]{span:span}[<这段>]去掉
    """,
)


SILENCE = (
    *phrases(
        FIRM,
        silence,
        """
        <remove> [out] [all|any|the|all the|all of the|every|its] <silences> [from <clip>|in <clip>|of <clip>] \
            [out] [automatically]
        <remove> [out] [all|any|the|all the|every] <silences> [that is|that are|which are|that last|lasting] \
            [longer than|over|of more than|more than|of at least|above|exceeding|greater than] {longer:length} [or \
            longer|or more|long]
        <remove> [out] [all|any|the|every] <silences> [from <clip>|in <clip>] [that are|that is|lasting] (longer \
            than|over|of more than|more than|above) {longer:length}
        (jump cut|jumpcut|auto cut|skip|tighten|shorten|trim down|cut down) [all|any|the] <silences>
        <去掉>[<视频>][里|中|里面][的][所有|全部]\
            (静音片段|静音部分|静音段|静音段落|空白|空白片段|空白部分|停顿|无声片段|无声部分|沉默|沉默片段|冷场|\
            无声段落|没声音的部分|没有声音的部分)
        <去掉>[<视频>][里|中][的][所有|全部](超过|大于|长于|多于){longer:length}[以上]\
            的(静音片段|静音部分|静音段|静音|空白|停顿|无声片段|沉默|无声部分)
        (去掉|去除|删除|删掉|剪掉|移除|跳过)[<视频>][里|中|里面][的][所有|全部]静音
        [<视频>][里|中|里面][的][所有|全部](静音片段|静音部分|静音段|空白片段|停顿|无声片段|无声部分|沉默|空白部分)\
            [都|全部]<去掉>
        """,
    ),
    *phrases(
        BARE,
        silence,
        "no [more] (silences|dead air|pauses|awkward silences)|silence removal|remove silence|without [the] "
        "(silences|dead air|pauses)",
    ),
)

SPEED = (
    *phrases(
        FIRM,
        faster_by,
        """
        (speed <clip> up|speed up [<clip>]|accelerate [<clip>]) by {percent:percent}
        [make|play|run] [<clip>] {percent:percent} (faster|quicker)|[make|play|run] [<clip>] [go] (faster|quicker) \
            by {percent:percent}|speed up [<clip>] {percent:percent}
        (increase|raise|boost) [the|its] [playback] speed [of <clip>] by {percent:percent}
        (加速|加快|提速|提高速度|速度提高|速度加快|速度提升){percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        slower_by,
        """
        (slow (<clip> down|down|down <clip>|<clip>)) by {percent:percent}
        [make|play|run] [<clip>] {percent:percent} slower|[make|play|run] [<clip>] [go] slower by {percent:percent}
        (reduce|lower|decrease|drop) [the|its] [playback] speed [of <clip>] by {percent:percent}
        (减速|放慢|减慢|速度降低|速度放慢){percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        speed,
        """
        (play|run|set|make|get|put|have|show|render|export|watch) [<clip>|the speed|the playback speed] [back] \
            [at|to|in|be|run at|play at] {factor:factor} [the] [normal|original|playback|usual|regular] [speed|rate]
        (speed|speeding) <clip> up [by] [to] [a] [factor of] {factor:factor} [faster|speed]
        (speed up|speeding up|accelerate|fast forward) [<clip>] [by|to|at] [a] [factor of] {factor:factor} \
            [faster|speed]
        [make|play|run|get|have] [<clip>] [go|play|run|be] {factor:factor} (faster|as fast|quicker|as quick|the \
            speed|speed|playback speed|sped up)
        [make|play|run|get|have] [<clip>] [go|play|run|be] {factor:factor} the [original|normal] speed
        (set|change|adjust|increase|raise|bring|turn|put) [up] [the|its] [playback|video|clip] speed [of <clip>] \
            [up] (to|by|at|=) {factor:factor} [speed]
        (slow|slowing) (<clip> down|down|down <clip>|<clip>) to {factor:factor} [of] [the|its] [original|normal] [speed]
        (reduce|lower|decrease|drop|cut) [the|its] [playback] speed [of <clip>] to {factor:factor}
        (reduce|lower|cut) [the|its] [playback] speed [of <clip>] (in half{factor=0.5}|by half{factor=0.5})
        (double|doubling){factor=2} [the|its] [playback] speed [of <clip>]
        (triple|tripling){factor=3} [the|its] [playback] speed [of <clip>]
        (quadruple){factor=4} [the|its] [playback] speed [of <clip>]
        (halve|halving){factor=0.5} [the|its] [playback] speed [of <clip>]
        (加速|快放|提速|快进)[播放][到|为|至]{factor:factor}[速|速度|播放]
        (减速|慢放|放慢|降速)[播放][速度](到|为|至|成){factor:factor}[速|速度|播放]
        [以|用|按|变成|改成|调成|设为|调到|改为]{factor:times}\
            (速|速度|速率|播放|速播放|加速|快放|快进|慢放|速度播放|慢速)
        [播放][速度|倍速|语速](<改>|提高到|提升到|加快到|加快|为|到|是|降低到|减慢到|放慢到){factor:factor}[速|速度]
        [<视频>][播放]速度(加倍|翻倍|提高一倍|快一倍){factor=2}
        [<视频>][播放]速度(减半|放慢一半|慢一半|降低一半){factor=0.5}
        (加快|加速|快|提高)一倍{factor=2}|(放慢|减慢|慢)一半{factor=0.5}|半速[播放]{factor=0.5}|两倍速[播放]{factor=2}
        """,
    ),
    *phrases(
        FIRM,
        slower,
        """
        (slow|slowing) (<clip> down|down|down <clip>|<clip>) [by] [a] [factor of] {factor:times}
        (slow|slowing) (<clip> down|down|down <clip>|<clip>) by {factor:factor}
        (slow|slowing) (<clip> down|down|down <clip>|<clip>) (by half|in half|by #half){factor=2}
        [make|play|run] [<clip>] [go|run|play|be] ({factor:factor}|twice{factor=2}) (slower|as slow)
        (放慢|减慢|减速|慢放|降速)[播放]({factor:times}|一半{factor=2}|一倍{factor=2})
        """,
    ),
    *phrases(
        FIRM,
        just(Speed(factor=0.5)),
        """
        (play|make|put|show|turn|run) [<clip>] [into|in|to] [a] (slow motion|slow-motion|slow mo|slomo|slowmo) \
            [video|clip|effect]
        <add> [a] (slow motion|slow mo) [effect]
        slow (<clip> down|down|down <clip>) [to half|to half speed|a bit|a little]
        (slow|slower) down [a bit|a little]
        慢动作[播放|效果]|慢速播放|慢放|放慢[一点|播放|速度]
        """,
    ),
    *phrases(
        BARE,
        just(Speed(factor=0.5)),
        "(slow motion|slow-motion|slow mo|slomo|slowmo) [video|clip|effect|please]|in slow motion|in slow mo",
    ),
    *phrases(
        FIRM,
        just(Speed(factor=2.0)),
        "(speed <clip> up|speed up [<clip>]) [a bit]|make <clip> (faster|play faster|go faster)|快放|加速[播放]"
        "|快进[播放]",
    ),
    *phrases(
        BARE,
        speed,
        """
        [at|in|to|with] [a] {factor:factor} [the] [normal|original|playback] (speed|playback \
            speed|playback|speedup|speed up|fast forward)
        [at|in] (double{factor=2}|triple{factor=3}|half{factor=0.5}|quarter{factor=0.25}|quadruple{factor=4}) [the] \
            [normal|original] [speed|time speed]
        [playback] speed [up] [:|=|of|is|at|to|by] {factor:factor}
        twice [as] fast{factor=2}|half [as] fast{factor=0.5}|half the speed{factor=0.5}|twice the \
            speed{factor=2}|at double [the] speed{factor=2}
        {factor:times} (faster|as fast)|[at] {factor:digits} x
        """,
    ),
    *phrases(BARE, beyond, "half|double|triple|quarter|quadruple|at half|at double"),
    *phrases(FIRM, beyond, "(speed|slow) (up|down) [<clip>] (gradually|smoothly|over time)|speed ramp"),
)

REVERSE = (
    *phrases(
        FIRM,
        just(Reverse()),
        """
        (play|run|show|make|put|turn) [<clip>] [go|play|run] [back] (backwards|backward|in reverse|reversed|in \
            reverse order|from end to start|from the end to the start|rewound|back to front)
        (reverse|reversing|rewind) (<clip>|the playback|playback|the direction|the playback direction|the \
            footage|the time)
        (倒放|倒着播放|倒着放|倒播|倒序播放|反向播放|逆向播放|倒退播放|反着播放|倒序|倒放播放)[<视频>][播放]
        """,
    ),
    *phrases(
        BARE,
        just(Reverse()),
        "reverse|reversed|backwards|in reverse|reverse playback|in reverse order|played backwards|playing backwards"
        "|reverse video",
    ),
    *phrases(BARE, beyond, "(reverse|reversing) the (order|audio|sound)"),
)

LOOP = (
    *phrases(
        FIRM,
        loop,
        """
        (loop|looping|repeat|repeating|play|run|looped|repeated) [<clip>] [for] [a total of] {count:count} times \
            [over|in a row|in a loop|total|in total]
        (loop|repeat|play|run|looped|repeated) [<clip>] (twice{count=2}|thrice{count=3}) [over|in a row]
        (loop|repeat) [<clip>] {count:times} [over]
        make [<clip>] (loop|repeat|play) ({count:count} times|twice{count=2})
        [<视频>](循环|重复)[播放]{count:count}(次|遍|回)
        (播放|放|连放|连续播放){count:count}(次|遍|回)
        """,
    ),
    *phrases(
        BARE,
        loop,
        "{count:count} (loops|repeats|repetitions|times in a loop|times in a row)|(looped|repeated) {count:count} "
        "times|(loop|repeat) x {count:count}",
    ),
)

FPS = (
    *phrases(
        FIRM,
        fps,
        """
        (make|get|set|change|bring|play|reduce|lower|drop|force|have|want|turn|increase|switch|output) \
            [<clip>|<clip> run|the output] [to|at|be|into|in|down to] [a] {rate:rate}
        (make|set|change|convert|reduce|lower|drop|increase|raise|adjust|bring|lock|cap) [the|its] [video|output] \
            (frame rate|framerate|fps|frames per second|frame rate of <clip>) [of <clip>] [down|up] (to|at|=|as) \
            ({rate:rate}|{rate:count} [fps])
        <改>[<视频>][为|成|到]{rate:rate}
        [<视频>][的](帧率|帧数|帧速率|帧速|刷新率)(<改>|为|是|到|降到|降低到|降为|提高到|限制在|限制为|改为|设为|:|)\
            ({rate:rate}|{rate:count})[帧|fps]
        """,
    ),
    *phrases(
        BARE,
        fps,
        """
        [at|in|with|to] [a] {rate:rate} [video|version|frame rate]
        [at|with|to] [a] (frame rate|framerate|fps|frames per second) [of|:|=|is] ({rate:rate}|{rate:count})
        """,
    ),
)

PACING = (*CUT, *SILENCE, *SPEED, *REVERSE, *LOOP, *FPS)
