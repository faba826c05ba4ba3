"""How the picture looks: its size and shape, and which way it stands."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, both, just
from nemo_watch.studio.language.building.picture import aspect, crop, cropped_aspect, rotate, scale, upscale
from nemo_watch.studio.language.building.saving import export_as
from nemo_watch.studio.language.edits import Crop, Flip
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE = Standing.FIRM, Standing.BARE

SCALE = (
    *phrases(
        FIRM,
        scale,
        """
        # To a size.
        (make|get|want|have) [<clip>|<picture>] [be] [a|an|in] {size:size} [<file>]
        <resize> [<clip>|<picture>] [from {:size}] [down] (to|into|at|as|=) [a] [<size> of|<size>] {size:size}
        (resize|rescale|scale|downscale|scale down|shrink) [<clip>] {size:size}
        <shrink> [<clip>|<picture>] [down] (to|at|=) [a] {size:lines}
        [at|in|with] [a] <size> [of|:|to|=|is] ({size:size}|{size:lines})
        (in|at) [a] {size:size} [version|video]
        [<缩放>][<视频>]<分辨率>[<缩放>][到|为|成|至|是]({size:size}|{size:lines})
        <缩放>[<视频>][<分辨率>](到|为|成|至)({size:size}|{size:lines})

        # To a share of the size that it has.
        <shrink> [<clip>|<picture>] [down] to {share:share} [[of] <size>]
        (scale|resize|shrink|downscale) [<clip>|<picture>] [down] by {share:share}
        (scale|resize|rescale) [<clip>] [to|by] [a factor of] {share:part}
        [make|get] [it|this|them|the video|the picture] [to|at|in] {share:share} [of] <size>
        [make|get] [it|this|them|the video|the picture] {share:share} as (big|large)
        (halve{share=0.5}|halving{share=0.5}) <size> [of <clip>]
        (cut|reduce|shrink) <size> [of <clip>] (in half{share=0.5}|by half{share=0.5})
        <缩放>[<视频>][<分辨率>](到|为|成|至)[原来的|原始的|原尺寸的|原大小的|原]{share:share}[大小|尺寸]
        <分辨率>[<缩放>][到|为]{share:share}|<分辨率>减半{share=0.5}
        """,
    ),
    *phrases(BARE, scale, "[to|into] [<a>] {size:size} [<file>]|from {:size} to {size:size}"),
    *phrases(
        FIRM,
        upscale,
        """
        (upscale|upscaling|enlarge|upsample|upsize|scale up|blow up|upres|upscaled) [<clip>|<picture>] [up] \
            [to|into|by|at] [a] [<size> of|factor of] ({size:size}|{size:lines})
        (upscale|upscaling|enlarge|upsample|upsize|scale up|blow up) [<clip>|<picture>] [up] [to|by] [a factor of] \
            {factor:factor} [of <size>|its size|<size>]
        scale (<clip> up|up <clip>) (to|by) ({size:size}|{factor:times})
        (double{factor=2}|triple{factor=3}) <size> [of <clip>]
        make [<clip>] (twice{factor=2}|{factor:times}) (as big|as large|bigger|larger|the size)
        (放大|增大|提升|拉伸)[<视频>][<分辨率>](到|为|至|成){size:size}|(放大|增大)[<视频>][到]{factor:times}
        """,
    ),
    *phrases(
        BARE,
        beyond,
        """
        # Bytes may be meant.
        make (the|this|my) (file|files) {:share} <size>
        (compress|compressing) [<clip>] (to|down to|into) {:size}
        (reduce|cut|shrink) the file size [by|to|in] {:share}
        压缩[<视频>](到|为|成){:size}

        # To no size, or into detail that was never there.
        (upscale|upscaling|enlarge|upsample|scale up) [<clip>] [to|into|by] [{:share}]
        (upscale|enhance) [<clip>] (with|using) ai|ai (upscale|upscaling)
        """,
    ),
)

ASPECT = (
    *phrases(
        FIRM,
        cropped_aspect,
        """
        (crop|cropped|cropping|crop in|zoom|zoom in|center crop|centre crop) [<clip>|<picture>] [down] \
            [to|into|in|as|at|for] [a|an] (<shaped> [<for platform>]|<for platform>) [<fit>]
        (cut|crop) [<clip>] (to|into) [a|an] <shaped> [<for platform>] [<fit>]
        fill [a|the] <shaped> [frame|screen]
        (裁剪|裁切|裁|剪裁|裁成)[<视频>][成|为|到|至|出][一个]<形状>[<fit>]
        """,
    ),
    *phrases(
        FIRM,
        aspect,
        """
        (make|turn|get|put|change|set|reformat|reframe|switch|transform|want|have|give|pad|letterbox|fit|resize|\
            format|rescale|adapt|adjust|bring|render|keep|create|scale) [<clip>|<picture>|me] [from <shape>] \
            [be|fit] [to|into|in|a|as|for] [a|an] <shaped> [<file>] [<for platform>] [<fit>]
        (make|turn|get|reformat|reframe|format|resize|rescale|adapt|optimize|prepare|set up|fit|size|edit) \
            [<clip>|<picture>] fit <platform> [<fit>]
        (make|turn|get|reformat|reframe|format|resize|rescale|adapt|optimize|prepare|set up|fit|size|edit) \
            [<clip>|<picture>] [ready|suitable|fit|work] <for platform> [<fit>]
        (make|change|set|convert|switch|adjust|turn) [the|its] (aspect \
            ratio|ratio|shape|orientation|aspect|format|frame) [of <clip>] [from <shape>] (to|into|=|be) [a] \
            <shaped> [<for platform>] [<fit>]
        [in|at|with] [a|an] <shaped> <for platform> [<fit>]
        <shaped> <fit>
        (aspect ratio|aspect|ratio|format|orientation) [of|:|=|is] <shaped> [<for platform>] [<fit>]
        (add|put) [black] (bars|letterbox) [to make it|for] <shaped>
        <改>[<视频>][的][比例|画面比例|画幅|尺寸][<platform>][用的|的]<形状>[<for platform>][<fit>]
        <改>[<视频>][的]<platform>[用的|的|比例|尺寸|格式|版|视频][<视频>][<fit>]
        [<视频>][的](比例|画面比例|宽高比|画幅|长宽比|画面)(<改>|为|是|:)<形状>[<fit>]
        [<视频>](适合|适配|符合)<platform>[的尺寸|的比例][<fit>]
        """,
    ),
    *phrases(
        BARE, aspect, "[in|at|as|into|to] [a|an] <shaped> [<file>] [<fit>]|<for platform> [<fit>]|[为]<形状>[<fit>]"
    ),
    *phrases(
        FIRM,
        both(aspect, export_as("mp4")),
        """
        (convert|export|render|save|output|converting|exporting) [<clip>] [from <shape>] [to|into|in|as|at] [a|an] \
            <shaped> [<file>] [<for platform>] [<fit>]
        (convert|export|render|save|output) [<clip>] <for platform> [<fit>]
        (导出|输出)[<视频>][为|成]<形状>[<fit>]
        """,
    ),
)

CROP = (
    *phrases(
        FIRM,
        just(Crop(bars=True)),
        """
        <remove> [all|any] [the|those|these|its|my] [ugly] [black|dark] [top and bottom|side] \
            (bars|borders|bands|letterbox|letterboxing|pillarbox|pillarboxing|edges|letterbox bars|letterbox \
            borders|frame|strips) [from <clip>|around <clip>|around the (picture|image|edges)|on top and bottom|on \
            the (sides|top and bottom)|on <clip>|at [the] (sides|top and bottom)] [off|away]
        (crop|trim|cut) [off|away|out] (the black bars|black bars|the black borders|the black edges|the \
            letterbox|the letterboxing|the borders|black borders) [off|out|away] [from <clip>|on the (sides|top and \
            bottom)|at [the] (sides|top and bottom)]
        <去掉>[<视频>][的|里的|周围的|上下的|上下|两边的|左右的|左右|四周的](黑边|黑框|黑条|黑色边框|边框)
        [<视频>][的|里的|周围的|上下的|上下|两边的|左右的](黑边|黑框|黑条|黑色边框)[都|给]<去掉>
        (裁掉|裁切|裁剪)(黑边|黑框|黑条)|去黑边|裁黑边
        """,
    ),
    *phrases(BARE, just(Crop(bars=True)), "(no|without) [the] black (bars|borders|edges)"),
    *phrases(
        FIRM,
        crop,
        """
        (crop|cropping|crop out|cut out) [<clip>|<picture>] [down] [to|into|at] [a] \
            [region|area|part|rectangle|<size>] [of] {size:size} [<at corner>]
        (裁剪|裁切|裁)[<视频>|画面][成|为|到|至|出]{size:size}[<at corner>]
        """,
    ),
)

TURN = (
    *phrases(
        FIRM,
        rotate,
        """
        (rotate|turn|rotating|flip|spin|rotated|turning) [<clip>|<picture>] [by] <way> [by] <degrees>
        (rotate|turn|rotating|spin|rotated|turning|flip) [<clip>|<picture>] [by] [-{way=left}] <degrees> [<way>]
        (rotate|turn|rotating|rotated|turning|tilt) [<clip>|<picture>] [by] [sideways] <way>
        (rotate|turn|flip|make|rotated) [<clip>|<picture>] (upside down|upside-down|on its head){degrees=180}
        (rotate|turn|flip) [<clip>] [a] (half turn|halfway{degrees=180}) {degrees=180}|(rotate|turn) [<clip>] [a|by \
            a] quarter [turn] [<way>]
        (rotate|turn|flip) [<clip>] (right side up|right way up|the right way up|rightside up){degrees=180}
        (make|give) [<clip>] [a] <degrees> (rotation|turn) [<way>]
        (<clip> (is|was [recorded|filmed|shot])|it's) upside down [fix it|please fix it|, fix it|, please fix it|so \
            turn it|, turn it around|, rotate it]{degrees=180}
        [<视频>|画面](旋转|转动|转)[<视频>|画面|<向>]<degrees>|[画面|<视频>]<向>(旋转|转动|转)[<degrees>]|[<向>]\
            <degrees>旋转
        [<视频>|画面](上下颠倒|倒过来|颠倒|颠倒过来){degrees=180}
        """,
    ),
    *phrases(
        BARE,
        rotate,
        "upside down{degrees=180}|<degrees> (clockwise{way=right}|counterclockwise{way=left}|anticlockwise{way=left}"
        "|counter clockwise{way=left}|rotation|rotated)|rotated (left{way=left}|right{way=right})|rotation [of|:"
        "|by] <degrees>",
    ),
    *phrases(BARE, beyond, "(rotate|turn) <clip>|旋转[<视频>]"),
    *phrases(
        FIRM,
        just(Flip(axis="horizontal")),
        """
        (mirror|flip|mirroring|flipping|mirrored|flipped|invert|reflect) [<clip>|<picture>] \
            [horizontal|horizontally|left to right|left-right|left and right|right to left|sideways|across the \
            vertical axis|left right|so it's mirrored]
        (flip|mirror|swap|switch) left and right|(make|turn) [<clip>] [into] [a] (mirrored|mirror image|mirror \
            version)|<add> [a] mirror effect
        [<视频>|画面](左右|水平|横向)(翻转|镜像|颠倒|反转|对调)|镜像[翻转|处理|效果|反转]
        (水平|左右|横向)(翻转|镜像)[<视频>|画面]
        """,
    ),
    *phrases(
        FIRM,
        just(Flip(axis="vertical")),
        """
        (mirror|flip|mirroring|flipping|mirrored|flipped|invert|reflect) [<clip>|<picture>] \
            (vertical|vertically|top to bottom|top and bottom|bottom to top|along the horizontal axis|up and \
            down|up-down)
        [<视频>|画面](上下|垂直|纵向|竖直)(翻转|镜像|反转|对调)[<视频>|画面]
        """,
    ),
    *phrases(
        BARE,
        just(Flip(axis="horizontal")),
        "(horizontal|left-right) (flip|mirror)|mirror image|horizontally (flipped|mirrored)|翻转|左右镜像",
    ),
    *phrases(BARE, just(Flip(axis="vertical")), "vertical (flip|mirror)|vertically (flipped|mirrored)"),
)


PICTURE = (*SCALE, *ASPECT, *CROP, *TURN)
