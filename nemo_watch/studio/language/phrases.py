"""The table of phrases: how people ask for an edit, in English and Chinese side by side.

To teach a phrase, add a line to its edit's list (those of trims are in `trimming`); to teach an edit, write a
builder and a list. `pattern` describes the language, `vocabulary` holds the <groups>; the longest match wins.
"""

from __future__ import annotations

from nemo_watch.studio.language.builders import (
    beyond,
    export,
    export_as,
    mute,
    nothing,
    scale,
    trimmed_export,
    with_quality,
)
from nemo_watch.studio.language.phrase import Standing, phrases
from nemo_watch.studio.language.trimming import TRIM

FIRM, KEPT, BARE = Standing.FIRM, Standing.KEPT, Standing.BARE

SCALE = (
    *phrases(
        FIRM,
        scale,
        """
        # To a size.
        (make|get|want|have) [<clip>|<picture>] [be] {size:size}
        <resize> [<clip>|<picture>] [from {:size}] [down] (to|into|at|as|=) [a <size> of] {size:size}
        (resize|rescale|scale|downscale|scale down|shrink) [<clip>] {size:size}
        [at|in|with] [a] <size> [of|:|to|=|is] {size:size}
        (in|at) {size:size}
        [<缩放>][<视频>]<分辨率>[<缩放>][到|为|成|至]{size:size}
        <缩放>[<视频>][<分辨率>](到|为|成|至){size:size}

        # To a share of the size that it has.
        <shrink> [<clip>|<picture>] [down] to {share:share} [[of] <size>]
        (scale|resize|shrink|downscale) [<clip>|<picture>] by {share:share}
        (scale|resize|rescale) [<clip>] [to|by] {share:ratio}
        [make|get] [it|this|them|the video|the picture] [to|at|in] {share:share} [of] <size>
        [make|get] [it|this|them|the video|the picture] {share:share} as (big|large)
        <缩放>[<视频>][<分辨率>](到|为|成|至)[原来的|原始的|原尺寸的|原大小的]{share:share}[大小|尺寸]
        <分辨率>[<缩放>][到|为]{share:share}
        """,
    ),
    *phrases(
        BARE,
        scale,
        """
        [to|into] [<a>] {size:size}
        from {:size} to {size:size}
        """,
    ),
    *phrases(
        BARE,
        beyond,
        """
        # Bytes may be meant.
        make (the|this|my) (file|files) {:share} <size>
        (compress|compressing) [<clip>] (to|down to|into) {:size}
        压缩[<视频>](到|为|成){:size}

        # More pixels than there are.
        (upscale|upscaling|enlarge|upsample|scale up) [<clip>] [to|into|by] [{:size}|{:share}]
        """,
    ),
)

EXPORT = (
    *phrases(
        FIRM,
        export,
        """
        [only] <turn> [only] [<target>] [<one>] [{quality:quality}] [{size:size}] {format:format} [<file>]
        <turn> [<target>] {size:size} [{quality:quality}] {format:format} [<file>]
        <export> [<clip>] (in|at|to) [<a>] {size:size} [<into>] [<a>] {format:format} [<file>]
        <turn> [the] (format|container|file format|file type) (to|into) {format:format}
        <turn> [<a>|this|my] <any format> (to|into|as) [<a>] {format:format}
        into (a single|one|one single|a) {format:format} [<file>]
        <get sound> [only|just] <sound> [only] [from <clip>] <into> [<a>] {format:format} [<file>]
        [只|仅][<导出>][<视频>][<导出>](为|成|到)[一个]{format:format}[<格式>]
        [只|仅]<导出>[<视频>][{quality:quality}][的][{size:size}][的]{format:format}[<格式>]
        <导出>[<视频>][为|成|到][{size:size}][的]{format:format}[<格式>]
        <提取><声音>(为|成|到|存为|保存为){format:format}[<格式>]
        """,
    ),
    *phrases(
        BARE,
        export,
        """
        [only|just] <export> [<clip>] [<into>] [<a>] [{quality:quality}] [{size:size}]
        <export> [<clip>] [<into>] [<a>] {size:size} [{quality:quality}]
        <export> [<clip>] from {:size} to {size:size}
        (give|send) me [back] (the|a|my) [{size:size}] (video|clip|file|movie)
        [<into>] [<a>] [<one>] {format:format} [<file>|only]
        (format|output|output format) [:|=|is] {format:format}
        [from] <any format> (to|into|- >|→) {format:format}
        [in|with|at|of|on] [<a>] {quality:quality}
        quality [:|=] {quality:quality}
        (导出|输出|下载|转码|转换|转换格式|转格式|保存)[<视频>][为|成|到][{size:size}]
        {format:format}格式
        """,
    ),
    # A part of the video, saved.
    *phrases(
        FIRM,
        trimmed_export,
        """
        <turn> [<a>] [animated] {format:format} (of|from|with|out of) [only|just] <kept>
        <turn> [<a>] [animated] {format:format} (of|from) [from|between] {span:span}
        <turn> [only|just] <kept> [of <clip>] <into> [<a>] {format:format} [<file>]
        <turn> [only|just] [from|between] {span:span} [of <clip>] <into> [<a>] {format:format} [<file>]
        """,
    ),
    *phrases(
        KEPT,
        trimmed_export,
        """
        <export> [only|just] <kept>
        <export> [from|between] {span:span}
        """,
    ),
    # The sound alone, in no format that was said.
    *phrases(
        FIRM,
        export_as("mp3"),
        """
        <get sound> <sound> [only|file] [from <clip>]
        <get sound> (only|just) <sound> [from <clip>]
        keep (only|just) <sound>
        keep <sound> only
        <turn> [<clip>] (to|into) (audio|sound) [only]
        (只|仅)(要|保留|提取|留)<声音>
        <提取><声音>
        <声音>(提取|抽取|分离|导出)[出来]
        """,
    ),
    *phrases(BARE, export_as("mp3"), "(only|just) <sound>|<sound> only"),
    *phrases(FIRM, export_as("gif"), "(做成|转成|变成|生成|制作|导出)(动图|动态图|表情包)"),
    # Only a quality.
    *phrases(
        FIRM,
        with_quality("lossless"),
        """
        without [any] (loss of|losing|reducing|degrading|lowering|compromising|hurting) [any] <quality>
        without [any] (quality loss|loss in quality|loss|degradation|quality degradation)
        [with] (no|zero) (loss of quality|loss in quality|quality loss|loss)
        (do not|don't|dont|never) (lose|reduce|degrade|lower|change|hurt|touch) [any] <quality>
        <preserve> [all] <quality> [the same|as it is|intact|unchanged]
        (不|别|不要|不能|不会|没有|无)(损失|降低|影响|改变|损|丢失|减少)[任何]<画质>
        <画质>(无损|不变|不损失|不降低|不下降)
        (保持|保留|维持|保证)[原|原来的|原始|原有|原有的]<画质>[不变]
        原(画质|质量|画)
        """,
    ),
    *phrases(BARE, with_quality("high"), "[keep] <quality> (high|as high as possible)"),
)

MUTE = (
    *phrases(
        FIRM,
        mute,
        """
        <silence> <sound> [from <clip>|of <clip>|out]
        (strip|clear|free|rid) <clip> of <sound>
        (turn|switch|take|cut|strip) <sound> (off|out|away)
        (make|keep) <clip> [completely|totally] (silent|mute|muted|soundless)
        (don't|dont|do not) (keep|include|want|need) <sound>
        <去掉>[<视频>][里|中][的]<声音>
        [<视频>][里|中][的]<声音>[都](<去掉>|关掉|关闭|关了|静音)
        (关掉|关闭|关)[<视频>][的]<声音>
        静音|消音|消声|去声|无声|静音处理|消除声音|清除声音|没有声音|不带声音|没声音|不要有声音
        """,
    ),
    *phrases(
        BARE,
        mute,
        """
        (mute|muting|silence|silencing) [<clip>|<sound>]
        [with] (no|without|without any|zero) <sound>
        <sound> (off|muted|removed)
        muted|silent|soundless
        """,
    ),
)

GRANTED = phrases(
    BARE,
    nothing,
    """
    (keep|keeping|preserve|leave|retain|with|including|include) <sound> [as it is|intact|unchanged|on]
    [<preserve>|with|in|at] [the|its] (original|same) <property>
    <preserve> [the|its|all] <property>
    (do not|don't|dont) (change|touch) (anything|anything else|<sound>|<picture>)
    (leave|keep) (the rest|everything else) [alone|as it is|as is|unchanged|untouched]|nothing else
    (no|without|without a|without any) (watermark|watermarks)
    for [the] (widest|best|maximum|max) compatibility [across all (platforms|devices)|everywhere]
    (保留|保持)[原|原始|原来的]<声音>[不变]
    (保持|保留)[原|原来的|原始](分辨率|尺寸|比例|帧率|字幕|大小)[不变]|不要水印|无水印
    """,
)
"""Wishes that are done anyway, as the studio changes nothing that it was not told to change."""

PHRASES = (*TRIM, *SCALE, *EXPORT, *MUTE, *GRANTED)
