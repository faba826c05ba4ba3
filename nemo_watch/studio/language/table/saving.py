"""The file that is made: its format, quality and weight, the sound alone, or a single picture."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, just
from nemo_watch.studio.language.building.saving import (
    export,
    export_as,
    limit,
    thumbnail,
    trimmed_export,
    with_quality,
)
from nemo_watch.studio.language.edits import Compress
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, KEPT, BARE, NOUN = Standing.FIRM, Standing.KEPT, Standing.BARE, Standing.NOUN

EXPORT = (
    *phrases(
        FIRM,
        export,
        """
        [only] <turn> [only] [<target>] [<one>] <looks> {format:format} [<file>] [with {quality:quality}]
        <export> [<clip>] (in|at|to|as|with) [<a>] <looks> [<into>] [<a>] {format:format} [<file>]
        <turn> [the|its] (format|container|file format|file type|extension) [of <clip>] (to|into) {format:format}
        <turn> [<a>|this|my|these|all] <any format> [<noun>] (to|into|as) [<a>] {format:format} [<file>]
        <turn> [<clip>] from <any format> (to|into) [<a>] {format:format} [<file>]
        into (a single|one|one single|a|an) {format:format} [<file>]
        <get sound> [only|just] <sound> [only|out] [from <clip>|of <clip>|out of <clip>] [and save it|and export \
            it|, save it|and save] <into> [<a>] {format:format} [<file>]
        [i|we] need (it|this) (as|in) [<a>] {format:format} [<file>]
        [只|仅][<导出>][<视频>][<导出>](为|成|到)[一个][<looks>]{format:format}[<格式>]
        [只|仅]<导出>[<视频>][一个]<looks>[的]{format:format}[<格式>]
        <导出>[<视频>][为|成|到]<looks>[的]<looks>[的]{format:format}[<格式>]
        <导出>[<视频>][为|成|到][格式为]{format:format}[<格式>]
        [从]<any format>[格式|视频|文件](转|转成|转为|转换成|转换为|到|变成|改成){format:format}[<格式>]
        <提取>[<视频>][里|中|里面]的<声音>[并|，](为|成|到|存为|保存为|导出为|导出成|存成){format:format}[<格式>]
        <提取><声音>[并|，](为|成|到|存为|保存为|保存成|导出为|导出成|存成){format:format}[<格式>]
        """,
    ),
    *phrases(
        BARE,
        export,
        """
        [only|just] <export> [<clip>] [<into>] [<a>] <looks>
        <export> [<clip>] [in|at|to|as|with] [a] {size:lines}
        <export> [<clip>] from {:size} to {size:size}
        (give|send) me [back] (the|a|my) [final|finished] [{size:size}] (video|clip|file|movie)
        [<into>] [<a>] [<one>] {format:format} [<file>|only]
        (format|output|output format|file format) [:|=|is|should be|must be] {format:format}
        [from] <any format> (to|into|→|-) [<a>] {format:format} [<file>]
        [in|with|at|of|on] [<a>] {quality:quality}
        quality [:|=] {quality:quality}|(high{quality=high}|medium{quality=medium}|low{quality=low}) quality
        (make|keep) <quality> (high{quality=high}|good{quality=high}|low{quality=low}|medium{quality=medium})
        (导出|输出|下载|转码|转换|转换格式|转格式|保存)[<视频>][为|成|到]<looks>
        {format:format}格式
        """,
    ),
    # A part of the video, saved.
    *phrases(
        FIRM,
        trimmed_export,
        """
        [<turn>] [<a>] [animated] <looks> {format:format} (of|from|with|out of) [only|just] <kept> [of <clip>]
        [<turn>] [<a>] [animated] <looks> {format:format} (of|from|out of) [<piece>] [from|between] {span:span}
        <turn> [only|just] <kept> [of <clip>] <into> [<a>] <looks> {format:format} [<file>]
        <turn> [only|just] [<piece>] [from|between] {span:span} [of <clip>] <into> [<a>] <looks> {format:format} \
            [<file>]
        [把]<前>[的]{keep_first:length}[的内容|的部分](做成|转成|导出为|导出成|变成|转换成|制作成)[一个]\
            {format:format}[<格式>]
        [把]{span:span}[<这段>](做成|转成|导出为|导出成|变成|转换成|制作成)[一个]{format:format}[<格式>]
        """,
    ),
    *phrases(
        FIRM,
        trimmed_export,
        "[把|将]<前>[的]{keep_first:length}(做成|转成|变成){format=gif}(动图|动态图|表情包)|{span:span}[<这段>](做成"
        "|转成"
        "|变成){format=gif}(动图|动态图|表情包)",
    ),
    *phrases(
        KEPT,
        trimmed_export,
        """
        <export> [only|just] <kept> [of <clip>]
        <export> [only|just] [<piece>] [from|between] {span:span}
        """,
    ),
    # The sound alone, in no format that was said.
    *phrases(
        FIRM,
        export_as("mp3"),
        """
        <get sound> <sound> [only|file|out] [from <clip>|of <clip>|out of <clip>]
        <get sound> (only|just) <sound> [from <clip>|of <clip>]
        keep (only|just) <sound>
        (only|just) (keep|want|need) <sound>
        keep <sound> only
        <turn> [<clip>] (to|into|as) [an] (audio|sound|audio file|audio only) [only]
        (只|仅)(要|保留|提取|留|导出|留下)<声音>
        <提取>[<视频>][里|中|里面][的]<声音>[出来|文件]
        <声音>(提取|抽取|分离|导出)[出来|成文件]
        """,
    ),
    *phrases(BARE, export_as("mp3"), "(only|just) <sound>|<sound> only|audio extraction"),
    *phrases(
        FIRM,
        export_as("gif"),
        "(做成|转成|变成|生成|制作|导出|做|做个|转为|转换成|转换为|导出为|做一个|制作成)(动图|动态图|表情包|动画图)",
    ),
    # Only a quality.
    *phrases(
        FIRM,
        with_quality("lossless"),
        """
        (without|with no|no) [any] (loss \
            of|losing|reducing|degrading|lowering|compromising|hurting|sacrificing|damaging|ruining|decreasing|\
            affecting|changing|touching|dropping|a drop in|loss in) [any] <quality>
        (without|with no) [any] (quality loss|loss in quality|loss|degradation|quality degradation|loss of \
            data|generation loss|quality drop)
        [with] (no|zero) (loss of quality|loss in quality|quality loss|loss|degradation)
        (do not|don't|dont|never) (lose|reduce|degrade|lower|change|hurt|touch|ruin|drop|sacrifice) [any] [of] <quality>
        <preserve> [all] [of] <quality> [the same|as it is|intact|unchanged|as is|untouched]
        <quality> (intact|unchanged|untouched|preserved|must not suffer|should stay the same|should not change)
        (不|别|不要|不能|不会|没有|无|不可|不许)(损失|降低|影响|改变|损|丢失|减少|掉)[任何|视频]<画质>
        [<视频>]<画质>(无损|不变|不损失|不降低|不下降|不能变|不要变|别变)
        (保持|保留|维持|保证)[原|原来的|原始|原有|原有的|原视频][的]<画质>[不变]
        原(画质|质量|画)
        """,
    ),
    *phrases(
        BARE,
        with_quality("high"),
        "[keep|make] <quality> [as] (high|as high as possible|as good as possible|good as possible|high as possible)"
        "|尽量清晰|最高清晰度",
    ),
)

LIMIT = (
    *phrases(
        FIRM,
        limit,
        """
        (compress|compressing|shrink|shrinking|reduce|squeeze|get|bring|make|keep|cut|encode|re-encode|optimize|\
            lower|limit|compressed|have|cap|downsize|resize|set|fit|trim) [<clip>|<weight>] [down] [<weight>] [be] \
            [<below>] [smaller] [than] {bytes:bytes} [or less|or smaller|or below|max|maximum|limit|at most|in \
            size|in total|total|file|big|size]
        <make smaller> [so] [that|so that|so] [it|the file|<weight>] [is|fits|stays|will be|comes out|ends \
            up|doesn't exceed|can be|fits in|does not exceed|is not over] [<below>] {bytes:bytes} [or \
            less|max|limit|in size]
        <weight> [should be|must be|has to be|needs to be|of|:|=|is] [<below>] {bytes:bytes} [or less|max|at \
            most|or below]
        [it|<clip>] (should be|must be|has to be|needs to be|should stay|must stay|can be|should fit|must fit) \
            <below> {bytes:bytes} [or less|max|in size]
        [压缩|压|缩小|缩|减小|减少|控制|限制|优化|降低|降][<视频>][大小|体积|到|至|在|成|为|文件大小]\
            [到|至|在|成|为][不超过|小于|低于|少于|不大于|最大|最多|不到|约|大约]{bytes:bytes}\
            (以内|以下|之内|之下|内|左右)
        (压缩|压|缩小|缩|减小|减少|控制|限制|优化|降低|降)[<视频>][大小|体积|文件大小][到|至|在|成|为]\
            [不超过|小于|低于|少于|不大于|最大|最多|不到|约|大约]{bytes:bytes}[以内|以下|之内|之下|内|左右]
        [<视频>][文件|视频][的][大小|体积][要|控制在|限制在|压缩到|压到|为|是]\
            (不超过|小于|低于|少于|不大于|最大|最多|不能超过|不得超过|别超过|不要超过|在|控制在){bytes:bytes}\
            [以内|以下|之内]
        """,
    ),
    *phrases(
        BARE,
        limit,
        """
        <below> {bytes:bytes} [or less|in size|limit|max]
        {bytes:bytes} (max|maximum|limit|or less|or smaller|at most|tops|or under|target)
        (target|max|maximum) [file] size [of|:|=|is] {bytes:bytes}
        """,
    ),
)

COMPRESS = (
    *phrases(
        FIRM,
        just(Compress()),
        """
        <make smaller> [please]
        [<视频>](压缩|瘦身)[<视频>|大小|体积|处理|文件大小]|(减小|缩小|降低|减少|压缩)[<视频>][的]\
            (文件大小|体积|文件体积|占用空间|文件的大小)
        [<视频>](变小|变小一点|小一点|小一些|弄小一点|压小一点|压缩小一点)
        """,
    ),
    *phrases(
        NOUN,
        just(Compress()),
        "compressed|[a] smaller (file|file size|size|version)|smaller|compression|文件小一点|体积小一点",
    ),
)

THUMBNAIL = (
    *phrases(
        FIRM,
        thumbnail,
        """
        (grab|take|make|get me|get|create|extract|save|export|capture|generate|pull|give \
            me|produce|pick|snap|render|use|set) <still> [<at>] [<into> [a|an] \
            (jpg|png|jpeg|image|picture|thumbnail|cover|still image|image file|jpg file|png file|the thumbnail|the \
            cover)]
        (grab|take|get|extract|save|export|capture|pull) [<clip>|the picture|what's] at {at:moment} (as|into|to) \
            [a|an|the] (thumbnail|jpg|png|jpeg|image|picture|cover|screenshot)
        (截图|截屏|截一张图|截取一帧|截取封面|生成封面|生成缩略图|提取封面|做封面|做缩略图|制作缩略图|制作封面|\
            截取缩略图|取一帧|截取画面|截张图|截个图|导出封面|提取一帧|抓取缩略图|截一帧|提取缩略图|截取一张图|\
            截取一张图片)[<时刻>]
        [在|截取|把|取|提取|用|截|抓取|导出]\
            <那一刻>(截图|截屏|截一张图|截取一帧|的画面|的缩略图|做封面|作为封面|作为缩略图|的封面|处截图|做缩略图|\
            的截图|那一帧|的一帧|的画面做封面|的画面作为封面|的画面作为缩略图|的画面做缩略图|生成缩略图|截个图|截张图)
        """,
    ),
    *phrases(
        NOUN,
        thumbnail,
        "[a] (thumbnail|screenshot|still|frame grab|poster frame|still frame|screen grab|cover image|snapshot) "
        "[<at>]|(缩略图|封面|封面图)[<时刻>]",
    ),
    *phrases(
        BARE,
        beyond,
        "(use|set) (frame|picture|image|cover)|(make|create|use|get|take|save|export) [a|the|an|one|single] (picture"
        "|image|frame|cover|poster)",
    ),
)

SAVING = (*EXPORT, *LIMIT, *COMPRESS, *THUMBNAIL)
