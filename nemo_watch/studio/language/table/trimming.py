"""What of a video stays: trims."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond
from nemo_watch.studio.language.building.time import trim
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, KEPT, PART = Standing.FIRM, Standing.KEPT, Standing.PART

TRIMMING = (
    *phrases(
        FIRM,
        trim,
        """
        # The beginning goes.
        <drop> [only|just] <first> {lose_first:length} [of <clip>] [<off>]
        <drop> [<clip>] [by] {lose_first:length} [<off>] <from> <start>
        <drop> <start> [of <clip>] [by] {lose_first:length}
        <drop> <everything> (before|until|up to|prior to) {from:moment}
        take <first> {lose_first:length} [of <clip>] <off>
        take {lose_first:length} <off> [<from>] <start>
        <first> {lose_first:length} [of <clip>] <gone>
        without <first> {lose_first:length}
        <去掉>[<视频>][的]<前>[的]{lose_first:length}[的内容|的部分]
        [<视频>][的]<前>[的]{lose_first:length}[的内容|的部分][都|给我|给]<去掉>
        <去掉>[第]{from:moment}(之前|以前|前)[的部分|的内容]
        [第]{from:moment}(之前|以前|前)[的][部分|内容|都]<去掉>

        # The end goes.
        <drop> [only|just] <last> {lose_last:length} [of <clip>] [<off>]
        <drop> [<clip>] [by] {lose_last:length} [<off>] <from> <end>
        <drop> <end> [of <clip>] [by] {lose_last:length}
        <drop> <everything> (after|past|beyond) {until:moment}
        <drop> <everything> from {until:moment} <on>
        take <last> {lose_last:length} [of <clip>] <off>
        take {lose_last:length} <off> [<from>] <end>
        <last> {lose_last:length} [of <clip>] <gone>
        without <last> {lose_last:length}
        <去掉>[<视频>][的]<后>[的]{lose_last:length}[的内容|的部分]
        [<视频>][的]<后>[的]{lose_last:length}[的内容|的部分][都|给我|给]<去掉>
        <去掉>[第]{until:moment}(之后|以后|后)[的部分|的内容|的所有内容]
        [第]{until:moment}(之后|以后|后)[的][部分|内容|都]<去掉>

        # Both go.
        <drop> <first> and last {lose_ends:length} [of <clip>] [<off>]
        <drop> {lose_ends:length} [<off>] <from> <both ends>
        <drop> <both ends> [by] {lose_ends:length}
        <drop> <first> {lose_first:length} [of <clip>] [<off>] <and> <last> {lose_last:length} [of <clip>] [<off>]
        <drop> <first> {lose_first:number} <and> <last> {lose_last:length}
        <drop> <last> {lose_last:length} [of <clip>] [<off>] <and> <first> {lose_first:length} [of <clip>] [<off>]
        <drop> {lose_first:length} [<off>] <from> <start> <and> {lose_last:length} [<off>] <from> <end>
        <去掉>[<视频>][的](首尾|前后|头尾|开头和结尾|开头结尾)[的][各|各自]{lose_ends:length}
        (首尾|前后|头尾|开头和结尾)[各|各自]<去掉>{lose_ends:length}
        <去掉>[<视频>][的]<前>[的]{lose_first:length}(和|与|以及|、|，)<后>[的]{lose_last:length}
        <前>{lose_first:length}(和|与|以及|、|，)<后>[的]{lose_last:length}[都]<去掉>
        """,
    ),
    *phrases(
        KEPT,
        trim,
        """
        # One end stays.
        <keep> [only|just] <kept> [of <clip>] [only]
        (only|just) keep <kept> [of <clip>]
        (trim|cut|clip|shorten|limit) [<clip>] [down] to [only|just] <kept>
        (trim|cut|clip|limit|shorten|reduce|crop) [<clip>] [down] to [only|just] {keep_first:length} [long|only|in \
            length]
        (make|keep) [<clip>] {keep_first:length} long
        <drop> everything (but|except|except for|apart from|other than|besides) <kept>
        [<keep>] (everything|all) (but|except|except for) <first> {lose_first:length}
        [<keep>] (everything|all) (but|except|except for) <last> {lose_last:length}
        (start|begin|starting|beginning) [<clip>] (at|from) {from:moment}
        (have|make|let) <clip> (start|begin) (at|from) {from:moment}
        skip [ahead|forward] to {from:moment}
        <keep> [only] [everything|all] [from|after] {from:moment} <on>
        <keep> [only] (everything|all) (from|after) {from:moment}
        (end|stop|finish) [<clip>] (at|after) {until:moment}
        (have|make|let) <clip> (end|stop) (at|after) {until:moment}
        <keep> [only] [everything|all|<clip>|<piece>] [from <start>] (until|till|up to|before|to) {until:moment}
        <保留>[<视频>][的]<前>[的]{keep_first:length}[的内容|的部分]
        <保留>[<视频>][的]<后>[的]{keep_last:length}[的内容|的部分]
        <前>[的]{keep_first:length}[的内容|的部分](保留|留下)
        (剪到|剪辑到|截到|裁剪到|剪短到|剪成|剪辑成|缩短到|缩短为|截成)[<前>][的]{keep_first:length}[以内|之内|内|左右]
        <保留>[第]{from:moment}(之后|以后)[的部分|的内容]
        <保留>[第]{until:moment}(之前|以前)[的部分|的内容]

        # A middle stays.
        <keep> [only|just] [<clip>|<piece>] [from|between] {span:span} [only] [of <clip>]
        (only|just) (keep|use|extract|take) [<piece>] [from|between] {span:span}
        <drop> everything (but|except|except for|outside|outside of|apart from) [from|between] {span:span}
        (trim|clip|shorten) [<clip>] [down] [to] [only] [from|between] {span:span}
        cut [<clip>] [down] to [only|just] [from|between] {span:span}
        (start|begin) [<clip>] (at|from) {from:moment} [<and>] (end|stop|finish) [<clip>] at {until:moment}
        <keep> [only|just] {for:length} [starting|beginning] (from|at) {from:moment}
        (裁剪|剪辑)[<视频>][的][从][第]{span:span}[<这段>]
        (剪出|剪取|裁出)[<视频>][的][从][第]{span:span}[<这段>]
        <保留>[<视频>][的|中|里|中的][中间][的][从][第]{span:span}[<这段>]
        """,
    ),
    *phrases(
        PART,
        trim,
        """
        (only|just) [want|need|<piece>] <kept>
        <kept> only
        (only|just) [want|need|<piece>] [from|between] {span:span}
        [<clip>] [from|between] {span:span} [only]
        from {from:moment} <on>
        (starting|beginning) (at|from|with) {from:moment}
        [from <start>] (until|till|up to) {until:moment}
        from <start> to {until:moment}
        ending at {until:moment}
        (starting|beginning) (at|from) {from:moment} [<and>] ending at {until:moment}
        [从][第]{span:span}[<这段>]
        从[第]{from:moment}(开始|起|往后|以后|之后|到最后|到结尾|到末尾)
        [从头|从开头|从开始](到|截止到|截至)[第]{until:moment}[为止|结束|停止]
        """,
    ),
    # Only that part is to be silent.
    *phrases(PART, beyond, "<keep> <kept> (silent|muted|quiet)"),
)
