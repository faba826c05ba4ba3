"""How the picture looks: its size and shape, and which way it stands."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, both, just
from nemo_watch.studio.language.building.picture import (
    aspect,
    crop,
    cropped_aspect,
    fit,
    rotate,
    scale,
    scaled_by,
    upscale,
)
from nemo_watch.studio.language.building.saving import export_as
from nemo_watch.studio.language.building.time import fps
from nemo_watch.studio.language.edits import Crop, Flip, Scale
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, DETAIL, HINT = Standing.FIRM, Standing.BARE, Standing.DETAIL, Standing.HINT

SCALE = (
    *phrases(
        BARE,
        beyond,
        """
        # Bytes may be meant.
        make [this] (file|files) {:share} (size|smaller)
        (compress|squeeze) [<clip>] (to|down to|into|by) ({:size}|{:share})
        (reduce|cut|shrink) <weight> [by|to|in] {:share}|(cut|reduce) file [size] in half
        压缩[<视频>](到|为|成)[原来|原]({:size}|{:share})

        # To no size, or into detail that was never there.
        <upscale> [<clip>] [to|into|by] [{:share}]
        (upscale|enhance) [<clip>] (with|using) ai|ai (upscale|upscaling)
        """,
    ),
    *phrases(
        FIRM,
        scale,
        """
        # To a size.
        (make|get|want|have|need|output|use|render|create|keep|put|bring|turn) [<clip>|<picture>] [be] [in|at]
            {size:size} [<file>]
        <resize> [<clip>|<picture>] [[from] {:size}] [down] (to|into|at|as|=|within) [<size> of|<size>|<at most>]
            {size:size} [or (less|smaller|lower)]
        (resize|rescale|scale|downscale|scale down|shrink|fit|drop|reduce) [<clip>|<picture>] [down] {size:size}
        <shrink> [<clip>|<picture>] [down] (to|at|=) {size:lines}
        [at|in|with] <at most> <size> [of|:|to|=|is] ({size:size}|{size:lines})|<at most> {size:size}
        [at|in|with] <size> [of|:|to|=|is|should be|must be] [<at most>] ({size:size}|{size:lines})
        (in|at) {size:size} [version|video]
        (set|change|make|adjust|bring|<shrink>|<resize>) [<clip>] [to|with|video|picture|frame|to have] height
            [<in clip>] [to|of|=|:|be] {height:digits} [px|pixels]
        [<resize>] [<clip>] [to|with|of|:] (width|w) [of|:|=|to] {width:digits} [px|pixels] [<and>|,|x|by] (height|h)
            [of|:|=|to] {height:digits} [px|pixels]
        [<resize>|make] [<clip>] [to] {width:digits} [px|pixels] wide [<and>|,|x|by] {height:digits} [px|pixels] (high
            |tall)
        [<缩放>][<视频>]<分辨率>[<缩放>][到|为|成|至|是|:|调整到|调整为|改成|设为|设置为|变成]({size:size}|{size:lines})
        <缩放>[<视频>][<分辨率>](到|为|成|至){size:size}|<缩放>[<视频>]<分辨率>(到|为|成|至){size:lines}
        [<缩放>][<视频>][到|为|成]宽[度]{width:digits}[像素][,|、]高[度]{height:digits}[像素]

        # To a share of the size that it has.
        (scale|resize|size) [:] {share:share}|(scale|resize) : ({size:size}|{size:lines})
        <shrink> [<clip>|<picture>] [down] to {share:share} [[of] <size>|scale|of what it is|of its original]
        (scale|resize) [<clip>|<picture>] by {share:share}
        (scale|resize|rescale|downscale) [<clip>|<picture>] [down] [to|by] [factor of|scale of]
            ({share:part}|half{share=0.5})
        [make|get|reduce|cut|want] [<clip>|<picture>] [down] [to|at|in|by] {share:share} [of] (<size>|frame size)
        [make|get] [<clip>|<picture>] {share:share} as (big|large)
        (halve{share=0.5}) <size> [<in clip>]
        (cut|reduce|shrink|make|scale) (<size>|<picture>) [<in clip>] [down] (in half|by half){share=0.5}
        <缩放>[<视频>][<分辨率>](到|为|成|至)[原来|原始|原尺寸|原大小|原]{share:share}[大小|尺寸|<分辨率>]
        <分辨率>[<缩放>][到|为|成][原来|原始|原尺寸|原大小|原]{share:share}[大小|尺寸]|<分辨率>(减半|缩小一半|减小一半){share=0.5}|(缩小|减小)一半{share=0.5}
        <缩放>[<视频>]<分辨率>(减半|一半){share=0.5}
        """,
    ),
    *phrases(
        FIRM,
        scaled_by,
        """
        (shrink|downscale|reduce|lower|decrease) [<clip>|<picture>|<size>] [<in clip>] [down] by {share:share}
        (scale|resize) [<clip>|<picture>] down by {share:share}|scale down [<clip>|<picture>] by {share:share}
        [把|将][<视频>|画面](缩小|减小){share:percent}
        """,
    ),
    *phrases(
        BARE,
        scale,
        """
        [to|into|in|at] [<a>] {size:size} [<file>]|[from] {:size} (to|→|into|down to) {size:size}
            |from {:size} to {size:size}
        {share:share} (<size>|scale)
        [with|at] height [of|:|=|is] {height:digits} [px|pixels]
        """,
    ),
    *phrases(BARE, both(scale, fps), "[to|in|at|as|with] {size:size} {rate:beat} [<file>]"),
    *phrases(
        DETAIL,
        just(Scale(upscale=True)),
        """
        (upscale|enlarge) if (needed|necessary|required)|(allow|permit) upscaling
        even if it (gets|is) larger|必要时放大
        """,
    ),
    *phrases(
        FIRM,
        upscale,
        """
        <upscale> [<clip>|<picture>] [up] [to|into|by|at] [<size> of|factor of] ({size:size}|{size:lines})
        <upscale> [<clip>|<picture>] [up] [to|by] [factor of] {factor:factor} [of <size>|<size>|larger]
        scale (<clip> up|up <clip>) (to|by) ({size:size}|{factor:times})|{size:size} upscale|upscale {size:size}
        (double{factor=2}|triple{factor=3}|quadruple{factor=4}) <size> [<in clip>]
        make [<clip>|<picture>] (twice{factor=2}|{factor:times}) (as big|as large|bigger|larger|<size>|size)
        (放大|增大|提升|拉伸|提高|超分)[<视频>][<分辨率>](到|为|至|成){size:size}
            |(放大|增大)[<视频>|画面][到|为]{factor:times}
        """,
    ),
)

ASPECT = (
    *phrases(
        FIRM,
        cropped_aspect,
        """
        (crop|zoom|center crop|cut|trim) [in|out] [<clip>|<picture>] [down]
            [to|into|in|as|at|for|to be|to fit|so it's|so that it's] (<shaped>; [<for platform>]; [<fit>])
        (crop|zoom) [in] [<clip>|<picture>] <for platform> [<fit>]
        <shaped> crop [<for platform>]|[<turn>] [<clip>] (<shaped>; <for platform>) crop
        fill <shaped> [frame|screen|canvas]
        [居中|中心](裁剪|裁切|裁|剪裁|剪|截|切)[<视频>][画面][成|为|到|至|出]<形状>[<fit>]
        """,
    ),
    *phrases(
        FIRM,
        aspect,
        """
        <reshape> [<clip>|<picture>|me] [from <shape>] [be|fit] [to|into|in|as|for|with]
            (<shaped> [<file>]; [<for platform>]; [<fit>])
        <reshape> [<clip>|<picture>] [ready|suitable|fit|work|look right|look good] (<for platform>|<platform>) [<fit>]
        <reshape> (aspect ratio|ratio|shape|orientation|aspect|format|frame|dimensions) [<in clip>] [from <shape>]
            (to|into|=|be|for) (<shaped>; [<for platform>]; [<fit>])
        [in|at|with] (<shaped> <for platform>; [<fit>])
        <shaped> <fit>|<shaped> [,] blur{fit=blur}
        (aspect ratio|aspect|ratio|format|orientation) [of|:|=|is|should be|must be]
            (<shaped>; [<for platform>]; [<fit>])
        (add|put) [black] (bars|letterbox|padding|pad|borders) [around it]
            (to make (it|<clip>)|for|until it's|so it's) <shaped>
        <改>[<视频>][比例|画面比例|画幅|尺寸|宽高比][<platform>][用]<形状>[<for platform>][,][<fit>]
        <padded fit>{fit=pad}[,|后|来]<改>[<视频>]<形状>
        <改>[<视频>]<platform>[用|比例|尺寸|格式|版|视频][<视频>][,][<fit>]
        [<视频>](比例|画面比例|宽高比|画幅|长宽比|画面|宽高比例|尺寸比例)[<改>|为|是|:]<形状>[,][<fit>]
        [<视频>](适合|适配|符合)<platform>[尺寸|比例|播放|观看][,][<fit>]|<形状>[,]<fit>
        <改>[<视频>]<for platform><形状>[,][<fit>]|<platform>[用|版|专用]{ratio:ratio}[比例|画面|画幅|尺寸][,][<fit>]
        """,
    ),
    *phrases(
        BARE,
        aspect,
        """
        [in|at|as|into|to|with] (<shaped> [<file>]; [<fit>])|<platform> <shaped> [,] [<fit>]
        <shaping platform> [,] [<fit>]|[为]<形状>[,][<fit>]|[from] <shape> (to|into|→) (<shaped>; [<fit>])
        从<shape>[改|变|转](到|成|为)<形状>[,][<fit>]
        """,
    ),
    *phrases(
        DETAIL,
        fit,
        """
        <blurred fit>{fit=blur}|<cropped fit>{fit=crop}
        fit : (blur{fit=blur}|crop{fit=crop}|pad{fit=pad})
        """,
    ),
    *phrases(
        FIRM,
        both(aspect, export_as("mp4")),
        """
        <export> [<clip>] [from <shape>] [to|into|in|as|at] (<shaped> [<file>]; [<for platform>]; [<fit>])
        <export> [<clip>] <for platform> [<fit>]
        (导出|输出)[<视频>][为|成]<形状>[<fit>]
        """,
    ),
)

CROP = (
    *phrases(
        FIRM,
        just(Crop(bars=True)),
        """
        (<remove>|auto crop|autocrop|crop to remove) [all|any|both] [those|these] [ugly|annoying|big|thick] <bars>
            [from|around|on|at|in] [<clip>|edges|(top and|top|left and|sides|side|left|right|both sides|borders)
            [bottom|right|sides]|<picture>] [<in clip>] [<off>]
        <去掉>[<视频>][里|周围|上下|上下两边|两边|左右|左右两边|四周|上下左右|多余|两侧|上下两侧]<黑边>
        [<视频>][里|周围|上下|两边|左右|上下两边|四周|两侧]<黑边>[全部|给]<去掉>|(裁掉|裁切|裁剪|裁|去|切)<黑边>
        <bars> <gone>
        """,
    ),
    *phrases(BARE, just(Crop(bars=True)), "(no|without) black (bars|borders|edges)|(黑边去除|自动裁黑边)"),
    *phrases(
        FIRM,
        crop,
        """
        (crop|cut out) [out] [<clip>|<picture>] [down] [to|into|at] [region|area|part|rectangle|<size>|center|section]
            [of] {size:size} [region|area|pixels] [<at corner>]
        (裁剪|裁切|裁)[<视频>|画面][成|为|到|至|出]{size:size}[<at corner>]
        """,
    ),
)

TURN = (
    *phrases(
        FIRM,
        rotate,
        """
        rotate : (<way>|[-{way=left}] <degrees>)
        <rotate> [<clip>|<picture>] ([by|through] <way>; [by|through] [-{way=left}] <degrees>) [once]
        <rotate> [<clip>|<picture>] [around] [by|through] [-{way=left}] <degrees>
        <rotate> [<clip>|<picture>] [by] [sideways] <way> [side|once]
        (rotate|turn|flip|make|spin|put) [<clip>|<picture>] (upside down|on its head){degrees=180}
        (rotate|turn|flip|spin|give) [<clip>] [a] ((half turn|halfway){degrees=180}|quarter turn [<way>]|quarter [<way>]
            |[by] half a turn {degrees=180}|by half [turn] {degrees=180}|a quarter turn [<way>]|by a quarter [turn]
            [<way>]
            |all the way around{degrees=180}|around{degrees=180})
        (rotate|turn|flip) [<clip>] (right side up|right way up|rightside up|right way round){degrees=180}
        (make|give|<add>) [<clip>] <degrees> (rotation|turn) [<way>]
            |(make|give|<add>) [<clip>] <degrees> <way> (rotation|turn)
        [<found>] upside down{degrees=180} [,|.] [so] [please]
            ((fix|correct) (it|that|this)|turn it around|(rotate|turn|flip) it [[by] <degrees>])
        [<视频>|画面](旋转|转动|转|翻转)[<视频>|画面|<向>]<degrees>
            |[画面|<视频>]<向>(旋转|转动|转)[<degrees>|一 圈]|[<向>]<degrees>旋转
        (旋转|转动|转)[<视频>|画面][到|为]<向><degrees>
            |[<视频>|画面](上下颠倒|倒过来|颠倒|颠倒过来|倒转|拍倒)[,][请|帮我|把<视频>]
            (转正|摆正|扶正|正过来|转回来|) {degrees=180}
        """,
    ),
    *phrases(
        BARE,
        rotate,
        """
        <degrees> (<way>|rotation [<way>]|rotated [<way>]|turn [<way>])|[a] quarter turn <way>
        rotated <way>|rotation [of|:|by] <degrees>|<向><degrees>
        """,
    ),
    *phrases(HINT, rotate, "[<found>] upside down{degrees=180}"),
    *phrases(BARE, beyond, "(rotate|turn) <clip>|旋转[<视频>]"),
    *phrases(
        FIRM,
        just(Flip(axis="horizontal"), Flip(axis="vertical")),
        """
        (mirror|flip|invert|reflect) [<clip>|<picture>]
            (horizontally (<and>|, <and>) vertically|both ways|in both directions|on both axes|along both axes)
        [<视频>|画面](左右上下|水平垂直|水平和垂直|左右和上下)(都|)(翻转|镜像)
        """,
    ),
    *phrases(
        FIRM,
        just(Flip(axis="vertical"), Flip(axis="horizontal")),
        "(mirror|flip|invert|reflect) [<clip>|<picture>] vertically (<and>|, <and>) horizontally",
    ),
    *phrases(
        FIRM,
        just(Flip(axis="horizontal")),
        """
        (mirror|flip|invert|reflect) [<clip>|<picture>] [back]
            [horizontal|horizontally|left to right|left-right|left and right|right to left|sideways
            |along vertical axis|across vertical axis|left right|left/right|left / right|so it's mirrored
            |from left to right|on horizontal axis|around vertical axis]
        (flip|mirror|swap|switch) left and right [sides]|(make|turn|create|want) [<clip>] [into] (mirror|mirror image
            |mirror version|mirrored video)|<add> mirror effect|(do|apply) horizontal flip|horizontal flip <clip>
        [<视频>|画面](左右|水平|横向)(翻转|镜像|颠倒|反转|对调|镜像翻转|翻)|镜像[翻转|处理|效果|反转][<视频>]
        (水平|左右|横向)(翻转|镜像)[<视频>|画面]|[<视频>|画面](镜像|做镜像)[翻转|处理|效果|反转]
        """,
    ),
    *phrases(
        FIRM,
        just(Flip(axis="vertical")),
        """
        [[<found>] upside down [,] [so] [please]] (mirror|flip|invert|reflect) [<clip>|<picture>] [back|over]
            (vertical|vertically|top to bottom|top and bottom|bottom to top|along horizontal axis
            |across horizontal axis|up and down|up-down|on vertical axis|from top to bottom)
        [<视频>|画面](上下|垂直|纵向|竖直)(翻转|镜像|反转|对调|镜像翻转|翻)[<视频>|画面]
        """,
    ),
    *phrases(
        BARE,
        just(Flip(axis="horizontal")),
        """
        (horizontal|left-right) (flip|mirror)|hflip|flip : horizontal|mirror image|horizontally (flipped|mirrored)
        翻转|左右镜像|mirrored
        """,
    ),
    *phrases(
        BARE, just(Flip(axis="vertical")), "vertical (flip|mirror)|vflip|flip : vertical|vertically (flipped|mirrored)"
    ),
)


PICTURE = (*SCALE, *ASPECT, *CROP, *TURN)
