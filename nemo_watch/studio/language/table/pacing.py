"""What is taken out of a video's middle, and how it runs: cuts, silences, speed, direction, loops, frame rate."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, just
from nemo_watch.studio.language.building.time import cut, faster_by, fps, loop, silence, slower, slower_by, speed
from nemo_watch.studio.language.edits import Cut, Reverse, Speed
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, KEPT, BARE, VAGUE, HINT = Standing.FIRM, Standing.KEPT, Standing.BARE, Standing.VAGUE, Standing.HINT
REASON = Standing.REASON

CUT = phrases(
    FIRM,
    cut,
    """
    (<remove>|skip over|cut away|snip|slice) [everything|all|<piece>|<clip>] [in|from|between|of|at] <spans> [out]
        [<in clip>]
    <remove> {span:span} (off|from) <start>
    <remove> <piece> (starting|beginning|from) [at] {from:moment} [<and>|,] (ending|finishing|stopping|to|until|up to)
        [at] {until:moment}
    <remove> {for:length} [starting|beginning|long] (at|from) {from:moment}
    (cut|take) [<piece>|<clip>] [from|between] <spans> (out|away)
        |<remove> <spans> (part|section|segment|bit|portion|piece)
    (cut|take|trim) (<piece>|middle) out [,] [from|between] <spans>
    (there's|there is|i made|there are) [some] {:word} [{:word}] (between|from|at) {span:span} [,] [please] <remove>
        (it|that|this|them) [<off>]
    [i|we] <dont> (include|need|want|keep|show|use) [<piece>] [from|between] <spans>
    [i|we] [<desire>] [<piece>] [from|between] <spans> <gone>
    <去掉>[<视频>][里|中|中间][从|在]<数段>[<这段>]
    [从|在][中间]<数段>[<这段>][全部|给我|给]<去掉>
    (剪|删|切)[<视频>][从]<数段>[<这段>](去掉|掉)|从[第]{from:moment}(剪掉|删掉|剪|删)(到|至)[第]{until:moment}
    """,
)


# What is left of a video without its middle is one video anyway.
_REJOINED = phrases(
    REASON,
    just(Cut(start=0, end=None)),
    """
    (join|stitch|glue|merge|splice) [back] (rest|remaining (parts|bits)|both ends|ends|what's left|two halves|halves)
        [together]
    """,
)


SILENCE = (
    *phrases(
        FIRM,
        silence,
        """
        (<remove>|jump cut|jumpcut|auto cut|tighten|shorten|trim down|cut down|condense|edit out|close|collapse)
            [all|any|every] [of] <silences> ([<in clip>|between words|between sentences]; [<longer>]; [automatically])
            [out]
        <去掉>[<视频>][里|中|里面][所有|全部|全|其中][<久>]<静段>
        (去掉|去除|删除|删掉|剪掉|移除|跳过)[<视频>][里|中|里面][所有|全部][<久>]静音
        <去掉>[<视频>][里|中|里面][所有|全部]<静段><久>[地方|部分|片段|段落|静音]
        <去掉>[<视频>][里|中|里面][所有|全部]静音<久>(地方|部分|片段|段落|处)
        [<视频>][里|中|里面][所有|全部][<久>]<静段>[全部|自动]<去掉>
            |[<视频>][里|中|里面][所有|全部]<久>(静音|静音处)[全部]<去掉>
        """,
    ),
    *phrases(
        BARE,
        silence,
        """
        (no|without) [more|any|long] (silences|dead air|pauses|awkward silences|gaps)
        silence removal|silences <gone>
        """,
    ),
)

SPEED = (
    *phrases(
        FIRM,
        faster_by,
        """
        <speed up> by <gain>|[make|play|run] [<clip>] <gain> (faster|quicker)
        [make|play|run] [<clip>] [go] (faster|quicker) by <gain>|speed up [<clip>] {percent:percent}
        (increase|raise|boost|bump up|turn up) <tempo> [<in clip>] by <gain>|<tempo> [:] + {percent:percent}
        (加速|加快|提速|提高速度|<速度>提高|<速度>加快|<速度>提升|<速度>增加|<速度>调快|快){percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        slower_by,
        """
        <slow to> by <gain>|[make|play|run] [<clip>] <gain> slower
        [make|play|run] [<clip>] [go] slower by <gain>
        (reduce|lower|decrease|drop|cut) <tempo> [<in clip>] by <gain>
        (减速|放慢|减慢|<速度>降低|<速度>放慢|<速度>减少|<速度>减慢|<速度>调慢|慢){percent:percent}
        """,
    ),
    *phrases(
        FIRM,
        slower,
        """
        [<速度>|<视频>](放慢|减慢|减速|慢放|降速|慢)[播放](一半{factor=2}|一倍{factor=2}|{factor:times})
        [<视频>](慢动作|慢放|慢镜头|慢速)[,][到|为]{factor:times}[速|播放]
        [以|用|按|变成|改成|调成|设为]{factor:times}(慢动作|慢放|慢镜头|慢速)[播放]
        [in|with] <slow motion> [at|by] [x] {factor:factor} [speed]|{factor:times} <slow motion>
        <slow to> [by] [factor of] {factor:times}
            |<slow to> by [factor of] {factor:factor}
            |<slow to> (by|in) half{factor=2}
        [make|play|run|go] [<clip>] [go|run|play|be] ({factor:factor}|twice{factor=2}) (slower|as slow|as slowly)
        """,
    ),
    *phrases(
        FIRM,
        speed,
        """
        <速度>(加倍|翻倍|提高一倍|快一倍|提升一倍|加快一倍|变快一倍){factor=2}
            |<速度>(减半|放慢一半|慢一半|降低一半|减慢一半){factor=0.5}
        [<速度>|<视频>](加快|加速|快)一倍{factor=2}
            |[<速度>|<视频>](放慢|减慢|慢)一半{factor=0.5}|半速[播放]{factor=0.5}
            |两倍速[播放]{factor=2}
        (提高|加快|提升|增加)<速度>一倍{factor=2}|(降低|减慢|放慢|减小)<速度>一半{factor=0.5}
            |<速度>(提高|加快|提升|增加)一半{factor=1.5}
        (play|playback|run|set|make|get|put|have|show|render|export|watch|play back|want|need) [<clip>|<tempo>] [back]
            [at|to|in|be|run at|play at|go at|with] ({factor:factor} (<of normal>|speed)|{factor:times})
        (play|playback|run|watch) [<clip>] [back] [at|to|in] {factor:percent}
        <speed up> from {:factor} to {factor:factor} [speed]|<tempo> [:] from {:factor} to {factor:factor}
        <speed up> [by] [to] [factor of] {factor:factor} [faster|<of normal>|speed|as fast]
        speed [<clip>] (up|) (by|to) [factor of] {factor:factor} [faster|<of normal>|speed]|speed <clip> {factor:times}
        [make|play|run|get|have] [<clip>] [go|play|run|be] {factor:factor} (faster|as fast|quicker|as quick|<tempo>
            |sped up|quick|fast) [as <normal>|than <normal>]
        [make|play|run|get|have] [<clip>] [go|play|run|be] {factor:factor} <of normal>
        (set|change|adjust|increase|raise|bring|turn|put|make|switch|boost|bump|keep) [up|down] <tempo> [<in clip>]
            [up|down] (to|by|at|=|) {factor:factor} [<of normal>|speed]
        <slow to> (to|at) {factor:factor} [<of normal>|speed]
        (reduce|lower|decrease|drop|cut) <tempo> [<in clip>] to {factor:factor} [<of normal>|speed]
        (reduce|lower|cut|decrease) <tempo> [<in clip>] (in|by) half {factor=0.5}
        (double{factor=2}|triple{factor=3}|quadruple{factor=4}|halve{factor=0.5}) <tempo> [<in clip>]
        [<视频>](加速|快放|提速|快进|快转|加快|快)[播放][到|为|至]{factor:factor}[速|速度|播放|倍速]
        (减速|慢放|放慢|降速|慢动作)[播放][速度](到|为|至|成)[原来|原速|正常]{factor:factor}[速|速度|播放]
        [以|用|按|变成|改成|调成|设为|调到|改为|设置为|按照]{factor:times}
            (速|速度|速率|播放|速播放|加速|快放|快进|快转|速度播放)
        [把]<速度>(<改>|提高到|提升到|加快到|加快|为|到|是|降低到|减慢到|放慢到|降到|调快到|调慢到|减到|变为|:|设成)
            [原来|原速|正常]{factor:factor} [速|速度|播放]
        (turn|make) [<clip>] [into] {factor:times} (timelapse|time lapse|hyperlapse)
        (turn|make) [<clip>] [into] (timelapse|time lapse|hyperlapse) [,] [at|with|of] {factor:times} [speed]
        """,
    ),
    *phrases(
        VAGUE,
        just(Speed(factor=0.5)),
        """
        (play|make|put|show|turn|run|<add>|want|need|convert|have|set) [<clip>] [be|into|in|to] <slow motion>
            [video|clip|effect|footage|mode]
        <slow down> [to half|to half speed|<modest>]|(play|run|make) [<clip>] [play|go] (slower|slowly)
        [<视频>](慢动作|慢镜头|慢速)[播放|效果|回放]
            |[<视频>](慢速播放|慢放|放慢|减速|放慢播放|放慢速度|减慢速度)[一点|一些|播放|速度]
        """,
    ),
    *phrases(HINT, just(Speed(factor=0.5)), "[in|with] <slow motion> [video|clip|effect|please|mode|footage]"),
    *phrases(BARE, speed, "{factor:percent} <slow motion>"),
    *phrases(
        VAGUE,
        just(Speed(factor=2.0)),
        """
        <speed up> [<modest>]|make <clip> [go|play|run] (faster|quicker)|play [<clip>] (faster|fast)
        [<视频>](快放|加速|快进|快转)[播放|一点]|(increase|raise) <tempo>
        """,
    ),
    *phrases(
        BARE,
        speed,
        """
        [at|in|to|with] {factor:factor} (<of normal>|<tempo>|playback|speedup|speed up|fast forward)
        [at|in] {factor:times} [of] [normal|original] (speed|rate)
        <tempo> [up] [:|=|of|is|at|to|by|set to] {factor:factor} [<of normal>]
        {factor:factor} (as fast|fast|faster|sped up)|[at] {factor:digits} x|x {factor:digits} [speed]
        {factor:times}速|<速度>{factor:factor}|以一半速度[播放]{factor=0.5}
        """,
    ),
    *phrases(BARE, beyond, "half|double|triple|quarter|quadruple|at half|at double"),
    *phrases(
        FIRM,
        beyond,
        """
        (<speed up>|<slow down>) [all|any] [of] [{:word}] (parts|bits|sections|moments|scenes)
            |(speed|slow) (up|down) [<clip>] (gradually|smoothly|over time)
            |speed ramp
        (speed up|slow down|<speed up>|<slow down>) (from|between|at) {:span}
        (<speed up>|<slow down>) [<first>|<last>] {:length} [<in clip>]
        """,
    ),
)

REVERSE = (
    *phrases(
        FIRM,
        just(Reverse()),
        """
        (play|run|show|make|put|turn|have|flip|set|render) [<clip>] [go|play|run|be|to] [back] (<backwards>)
        (play|run|show) [it|this|[<this>] (video|clip|movie|film|footage)] in reverse order
        (reverse|rewind) (<clip>|playback|direction|playback direction|time|play direction|video playback)
        (倒放|倒播放|倒转播放|倒序播放|反向播放|逆向播放|倒退播放|反播放|倒序|倒放播放|倒播|倒带|反放|逆序播放|从后往前播放
            |反转播放)[<视频>][播放|效果]
        [把|将|让]<视频>(倒转|反转|倒着|反向|逆向)播放
        """,
    ),
    *phrases(
        BARE,
        just(Reverse()),
        "reverse|in reverse|reverse (playback|video|clip|effect)|(play|played) <backwards>|<backwards>|rewind",
    ),
    *phrases(
        BARE,
        beyond,
        """
        (reverse|reversing) (order|<sound>)
        [in|by] (reverse|reversed|opposite|descending|random) [alphabetical|chronological|name|date|time] order
        """,
    ),
)

LOOP = (
    *phrases(
        FIRM,
        loop,
        """
        (loop|repeat|play|run|cycle) [<clip>] [on loop|in loop|on repeat] [for] [total of|exactly] {count:count} times
            [over|in a row|in a loop|total|in total|back to back|on repeat|consecutively]
        (loop|repeat|play|run) [<clip>] (twice{count=2}|thrice{count=3}) [over|in a row|back to back]
        (loop|repeat) [<clip>] {count:times} [over]
        (make|have|let) [<clip>] (loop|repeat|play|run) ({count:count} times|twice{count=2}|thrice{count=3}
            |{count:times})
        [<视频>](循环|重复|连续)[播放]{count:count}(次|遍|回)
            |(播放|放|连放|连续播放|循环播放|重播){count:count}(次|遍|回)
        """,
    ),
    *phrases(
        BARE,
        loop,
        """
        {count:count} (loops|repeats|repetitions|times in a (loop|row))
        (loop|repeat) {count:count} times|(loop|repeat) [x|:] {count:count}
        {count:count} times (loop|repeat)|{count:count}(遍|次)[播放]
        """,
    ),
)

FPS = (
    *phrases(
        FIRM,
        fps,
        """
        (make|get|set|change|bring|play|reduce|lower|drop|force|have|want|turn|increase|switch|output|cap|lock|limit
            |run) [<clip>|<clip> run|output] [down] [to|at|be|into|in] [constant|fixed] {rate:rate}
        (make|set|change|convert|reduce|lower|drop|increase|raise|adjust|bring|lock|cap|limit|switch) [video|output]
            <frame rate> [<in clip>] [down|up] (to|at|=|as|) ({rate:rate}|({rate:digits}|{rate:count}) [fps])
        <turn> [<clip>] [from] {:rate} (to|into) {rate:rate}
        <改>[<视频>][为|成|到]{rate:rate}
        [<视频>]<帧率>(<改>|为|是|到|降到|降低到|降为|提高到|限制在|限制为|改为|设为|降至|调至|:|提升到|固定在|固定为|)
            ({rate:rate}|{rate:digits}|{rate:count})[帧|fps]
        """,
    ),
    *phrases(
        BARE,
        fps,
        """
        [at|in|with|to] [constant|fixed] {rate:rate} [video|version|<frame rate>]
        [from] {:rate} (to|into|→|down to) {rate:rate}|{rate:rate} instead of ({:rate}|{:digits})
        [at|with|to] [constant] <frame rate> [of|:|=|is] ({rate:rate}|{rate:digits}|{rate:count})
        """,
    ),
)

PACING = (*CUT, *_REJOINED, *SILENCE, *SPEED, *REVERSE, *LOOP, *FPS)
