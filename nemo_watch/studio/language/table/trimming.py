"""What of a video stays: trims."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond
from nemo_watch.studio.language.building.time import trim
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, KEPT, PART, BARE = Standing.FIRM, Standing.KEPT, Standing.PART, Standing.BARE

TRIMMING = (
    *phrases(
        FIRM,
        trim,
        """
        # The beginning goes.
        <remove> [only|just] [<clip>] <lose first> [<off>]
        (shorten|reduce) [<clip>] by {lose_first:length} [<from>] <start>|(trim|cut) : <lose first>
        <remove> (<everything> (before|until|up to|prior to|ahead of)|<start> (until|till|up to|to)) [<first>]
            {from:moment} [<off>]
        (take|leave|edit|throw) <lose first> <off>|take {lose_first:length} <off> [<from>] <start>
        从[第]{from:moment}(开始|起)[,|，](前面|之前|前边|以前)[部分|内容|画面]<去掉>
        [i|we] [<desire>] <lose first> <gone>
        without <lose first>|[i|we] <dont> (include|need|want|keep|show|use) <lose first>|<lose first> <needless>
        <去掉>[<视频>]<前>[多余]{lose_first:length}[<部分>]|[从][<视频>]<前><去掉>{lose_first:length}
        [<视频>]<前>[多余]{lose_first:length}[<部分>][全部|给我|给]<去掉>
        <去掉>[<视频>][第]{from:moment}(之前|以前|前)[<部分>]|[从]<前>[到|至]{from:moment}[<部分>]<去掉>
        [<视频>][第]{from:moment}(之前|以前|前)[<部分>]<去掉>
        <去掉>[从](开头|开始)(到|至)[第]{from:moment}[<部分>]

        # The end goes.
        <remove> [only|just] [<clip>] <lose last> [<off>]
        (shorten|reduce) [<clip>] by {lose_last:length} [<from>] <end>|(trim|cut) : <lose last>
        <remove> <everything> (after|past|beyond|following) [<first>] {until:moment} [<off>]
        <remove> [<everything>] from {until:moment} (on|onward|onwards|forward)
        <everything> (after|past|beyond) [<first>] {until:moment} <gone>
        (take|leave|edit|throw) <lose last> <off>|take {lose_last:length} <off> [<from>] <end>
        [i|we] [<desire>] <lose last> <gone>
        without <lose last>|[i|we] <dont> (include|need|want|keep|show|use) <lose last>|<lose last> <needless>
        <去掉>[<视频>]<后>[多余]{lose_last:length}[<部分>]|[从][<视频>]<后><去掉>{lose_last:length}
        [<视频>]<后>[多余]{lose_last:length}[<部分>][全部|给我|给]<去掉>
        除[了]<后>{lose_last:length}[<部分>][以外|之外|外][,](都|全|全部|全都)[保留|留下|留|要]
        <去掉>[<视频>][第]{until:moment}(之后|以后|后|后面|往后)[<部分>|所有<部分>]
        [<视频>][第]{until:moment}(之后|以后|后|后面)[<部分>]<去掉>
            |[从][第]{until:moment}(往后|到最后|到结尾)[<部分>][全部]<去掉>

        # Both go.
        <remove> <everything> before {from:moment} <and> [<remove>] [<everything>] after {until:moment}
        <remove> [<clip>] [by] (<lose ends>|<lose both>)
        take (<lose ends>|<lose both>)
        [i|we] [<desire>] (<lose ends>|<lose both>) <gone>
        without (<lose ends>|<lose both>)
        <去掉>[<视频>]<首尾>{lose_ends:length}
        [<视频>]<首尾>[<去掉>]{lose_ends:length}[<去掉>]
        <去掉>[<视频>]<前>[多余]{lose_first:length}(和|与|以及|、|,|及|跟)<后>[多余]{lose_last:length}[<部分>][<去掉>]
        <前>[多余]{lose_first:length}(和|与|以及|、|,|及|跟)<后>[多余]{lose_last:length}[<部分>]<去掉>
        """,
    ),
    *phrases(
        KEPT,
        trim,
        """
        # One end stays.
        <keep> [only|just] <kept> [<in clip>] [only]
        (only|just) keep <kept>
        (trim|cut|clip|shorten|limit|reduce|crop|edit|bring) [<clip>] [down] (to|so [that] only) [only|just] <kept>
            [remain|remains|is left]
        (trim|cut|clip|limit|shorten|reduce|crop|edit|bring|get|condense) [<clip>] [down] (to|so [that] (it's|it is))
            [only|just|about|exactly|under|<no longer>] {keep_first:duration}
            [long|only|in length|total|max|maximum|flat|in total|of length]
        (limit|cap|reduce|cut|trim|shorten|set|restrict) (length|duration|runtime|running time|run time) [<in clip>]
            (to|at) {keep_first:length}
        (make|keep|have|want|get) [<clip>] [<no longer>] {keep_first:length} (long|in length|max|maximum|at most)
        <clip> <be> [<no longer>] {keep_first:duration} [long|in length|max|maximum|at most]
        (make|keep|get) [<clip>] <no longer> {keep_first:length}
        (make|cut|create|want|need|give me) {keep_first:length} (version|cut|excerpt|snippet|clip) [<in clip>]
        (<keep>|make|cut|create|want|need) {for:length} [version|excerpt|snippet|clip|<piece>] [starting|beginning]
            (at|from) {from:moment}
        <remove> (everything|all|all of it) (but|except|except for|apart from|other than|besides|outside of) <kept>
        [<keep>] (everything|all|<clip>) (but|except|except for|minus|apart from) <lose first>
        [<keep>] (everything|all|<clip>) (but|except|except for|minus|apart from) <lose last>
        <keep> [only] [everything|all|<clip>] (starting|beginning) (at|from) {from:moment}
        (have|make|let) <clip> (start|begin) [at|from] {from:moment}
        skip [ahead|forward|straight] to {from:moment}
        <keep> [only] [everything|all|<clip>] [from|after|starting at|starting from] {from:moment} <on>
        [only|just] <keep> [only|just] (everything|all|<clip>|<piece>) (from|after|past) [<first>] {from:moment}
        (end|stop|finish|cut) [<clip>] [<off>] (at|after) [<first>] {until:moment}
        (have|make|let) <clip> (end|stop) (at|after) {until:moment}
        <keep> [only] [everything|all|<clip>|<piece>] [from <start>] (until|till|up to|before|to) {until:moment}
        <保留>[<视频>]<前>{keep_first:length}[<部分>]
        <保留>[<视频>]<后>{keep_last:length}[<部分>]
        [<视频>]<前>{keep_first:length}[<部分>](保留|留下|留|<截出>)
            |[<视频>]<后>{keep_last:length}[<部分>](保留|留下|留|<截出>)
        [把|将|让][<视频>](压缩到|控制在)[<前>]{keep_first:lasting}[以内|之内|内|左右|长]
        [把|将|让][<视频>]<剪到>[<前>]{keep_first:duration}[以内|之内|内|左右|长|就行]
            |<视频>(时长|长度)[不超过|控制在|限制在|为] {keep_first:length}[以内|之内|内|左右]
        (时长|长度)(不超过|控制在|限制在|剪到|缩短到){keep_first:length}[以内|之内|内|左右]
        <保留>[第]{from:moment}(之后|以后|后)[<部分>]
            |<保留>[从][第]{from:moment}(开始|起|往后|到最后|到结尾|到末尾|到结束) [<部分>]
        从[第]{from:moment}[开始|起](<保留>)[到(最后|结尾|末尾|结束)]
            |<去掉>(除了|除)<前>{keep_first:length}(以外|之外|外)<部分>
        <保留>[第]{until:moment}(之前|以前|前)[<部分>]|<保留>(到|至)[第]{until:moment}[为止|处]
        [<视频>]从[第]{from:moment}(开始|起)[播放|放|,](到|至|在)[第]{until:moment}[结束|为止|截止|停止]

        # A middle stays.
        <keep> [only|just] [<clip>|<piece>] [from|between|of] {span:span} [only] [<in clip>]
        <piece> is [from] {span:span} [,] [<and>] <keep> [only|just] (that|it|this) [<piece>|part]
        (only|just) (keep|use|extract|take) [<piece>] [from|between] {span:span}
        <remove> everything (but|except|except for|outside|outside of|apart from|not in|not between) [<piece>]
            [from|between] {span:span}
        (trim|clip|shorten|edit) [<clip>] [down] [to] [only|just|<piece>] [from|between] {span:span} [<in clip>]
        (trim|clip) [<clip>] from {from:count} to {until:count}
        cut [<clip>] [down] to [only|just|<piece>] [from|between] {span:span}
        [(trim|cut|edit|clip) [<clip>] [:]] [so [that] it] (start|begin|starts|begins) [<clip>|time] [at|from|:|=]
            {from:moment} [<and>|,|;] (end|stop|finish|cut|ends|stops|finishes) [<clip>|time] [<off>] [at|after|:|=]
            [<first>] {until:moment}
        (starting|beginning|start) at {from:moment} [,] (<keep>|for) {for:length}
        (裁剪|剪辑|剪)[<视频>][从][第]{span:span}[<这段>][出来|片段]
            |(剪出|剪取|裁出|截出|剪下|截下)[<视频>][从][第]{span:span}[<这段>]
        <保留>[<视频>][中|里][中间|其中][从][第]{span:span}[<这段>]
        [从|在][第]{span:span}[<这段>]<截出>|从[第]{from:moment}(保留|截取|截|剪)(到|至)[第]{until:moment}
        """,
    ),
    *phrases(
        Standing.WANTED,
        trim,
        """
        [i|we] [<only>] <desire> [<only>] [to (keep|have|see)] [<piece>] <kept> [<in clip>]
        [i|we] [<only>] <desire> [<only>] [to (keep|have|see)] [<clip>] [<piece>] [from|between] {span:span}
        (start|begin) [<clip>] [at|from] {from:moment}
        """,
    ),
    *phrases(
        PART,
        trim,
        """
        <only> [<piece>] <kept>
        <kept> only
        <only> [<piece>] [from|between] {span:span}
        [<clip>] [from|between] {span:span} [only]
        from {from:moment} <on>
        (starting|beginning) (at|from|with) {from:moment}
        [from <start>] (until|till|up to) {until:moment}
        from <start> to {until:moment}
            |<only> <piece> (after|past) [<first>] {from:moment}
            |(everything|all) after [<first>] {from:moment}
        ending at {until:moment}
        (starting|beginning) (at|from) {from:moment} [<and>] ending at {until:moment}
        [从][第]{span:span}[<这段>]
        从[第]{from:moment}(开始|起|往后|以后|之后|到最后|到结尾|到末尾|到结束)[播放|放]
        [从头|从开头|从开始](到|截止到|截至)[第]{until:moment}[为止|结束|停止]
        """,
    ),
    *phrases(
        BARE,
        trim,
        """
        <no longer> {keep_first:length} [long|in length]|[<be>] not [be] longer than {keep_first:length}
        (max|maximum) (length|duration) [:|of|=|is] {keep_first:length}|不[要|能]超过{keep_first:length}
            |{keep_first:length} (max|maximum|at most|or less|or shorter|tops)
        """,
    ),
    # What is to go of only a part of the video, or of its sound.
    *phrases(
        FIRM,
        beyond,
        """
        <remove> [<first>|<last>] {:share} [of] [<in clip>]|<keep> [only] (<first>|<last>) {:share} [of] [<in clip>]
        <remove> (<first>|<last>) {:length} of (<sound>|<subtitles>|<tune>|<silences>|music)
        <去掉>[<视频>]<时段>[<部分>][里|中|内|里面][所有|全部]<时段物>
        [在]<时段>[里|中|内|里面|时]<去掉>[所有|全部]<时段物>
        crop (<kept>|[from|between] {:span}) [<in clip>] (to|into|as) (<shaped>|{:size})
        not shorter than {:length}|不(少于|短于){:length}
        """,
    ),
    # Only that part is to be silent.
    *phrases(PART, beyond, "<keep> <kept> (silent|mute|quiet)"),
)
