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
        [only] <turn> [only] [<target>] [<one>] <looks> [<one>] {format:format} [<file>] [<out of it>]
            [with {quality:quality}]
        <export> [<clip>] (in|at|to|as|with) [<a>] <looks> [<into>] [<a>] {format:format} [<file>]
        <turn> (format|container|file format|file type|extension|file extension) [<in clip>] [from <any format>]
            (to|into) {format:format}
        <turn> [<a>|this|these|all] <any format> [<noun>] (to|into|as) [<a>] {format:format} [<file>]
        (convert|turn|transcode|change|remux) {:clip} (to|into|→) {format:renamed}
        <turn> [<clip>] from <any format> (to|into) [<a>] {format:format} [<file>]
        into (single|one|one single|a) {format:format} [<file>]
        (<get sound>|strip [out]|take) [only|just] <sound> [only|out|track] [<out of it>]
            [and (save|export|convert) it|and (save|export)] <into> [<a>] {format:format} [<file>]
        (only|just) <sound> [only|track] (as|in|to|into) [<a>] {format:format} [<file>]
        <turn> [just|only] [<clip> <into>] {format:format} of [just|only] <sound>
        [i|we] need (it|this) (as|in) [<a>] {format:format} [<file>]
        [只|仅][<导出>][<视频>][<导出>](为|成|到)[一|一份]<looks>{format:format}[<格式>]
        [只|仅]<导出>[<视频>][一|一份]<looks>{format:format}[<格式>]
        <导出>[<视频>][为|成|到]<looks>[<视频>]<looks>{format:format}[<格式>]
        <导出>[<视频>][为|成|到][格式为|格式]{format:format}[<格式>]|(把)[<视频>]格式(<改>|为){format:format}
        [从]<any format>[格式|视频|文件](转|转成|转为|转换成|转换为|到|变成|改成){format:format}[<格式>]
        [把|将][<视频>][里|中|里面]<声音>[单独](<导出>|<提取>)[为|成|到]{format:format}[<格式>]
        <提取>[<视频>][里|中|里面]<声音>[并|,](为|成|到|存为|保存为|导出为|导出成|存成|保存成|转成
            |转为){format:format}[<格式>]
        """,
    ),
    *phrases(
        BARE,
        export,
        """
        [only|just] <export> [<clip>] [<into>] [<a>] <looks>
        <export> [<clip>] [in|at|to|as|with] {size:lines}
        <export> [<clip>] from {:size} to {size:size}
        (give|send|get) me [back] [final|finished] [{size:size}] (video|clip|file|movie)
        [<into>] [<a>] [<one>] <looks> {format:format} [<file>|only] [<out of it>]
        (format|output|output format|file format|container) [:|=|is|should be|must be|has to be] {format:format}
        [from] <any format> (to|into|→|-) [<a>] {format:format} [<file>]
        [as|to|in|into] {format:format} [<file>] [,] (instead of|rather than|not|and not|而不是|不是) [as|to
            |in] <any format>
        <sound> (to|into|→|as) [<a>] {format:format} [<file>]
        [in|with|at|of|on] [<a>] {quality:quality}
        quality [:|=] {quality:quality}|[:] (high{quality=high}|medium{quality=medium}|low{quality=low}) quality
        (quality|quality should be|quality is) [:|=] (high{quality=high}|medium{quality=medium}|low{quality=low}
            |best{quality=high})
        (make|keep) <quality> (high{quality=high}|good{quality=high}|low{quality=low}|medium{quality=medium})
        (导出|输出|下载|转码|转换|转换格式|转格式|保存)[<视频>][为|成|到]<looks>
        <画质>[要|为|:|设为|选](高{quality=high}|最高{quality=high}|中等{quality=medium}|低{quality=low}
            |好{quality=high})
        {format:format}格式|用{quality:quality}
        """,
    ),
    # A part of the video, saved.
    *phrases(
        FIRM,
        trimmed_export,
        """
        [<turn>] [<a>] [<one>] <looks> {format:format} [file] (of|from|with|out of|using) [only|just|<piece>]
            (<kept>|<kept> of <clip>)
        <kept> [<in clip>] (as|in|to|into|→) [<a>] [<one>] <looks> {format:format} [<file>]
        [<turn>] [<a>] [<one>] <looks> {format:format} [file] (of|from|out of|using|between) [<piece>] [from|between]
            {span:span} [<in clip>]
        <turn> [only|just] <kept> [<in clip>] <into> [<a>] [<one>] <looks> {format:format} [<file>]
        <turn> [only|just] [<piece>] [from|between] {span:span} [<in clip>] <into> [<a>] [<one>] <looks>
            {format:format} [<file>]
        [把]<前>{keep_first:length}[<部分>]<做成>[一|一]{format:format}[<格式>]
            |[把]<后>{keep_last:length}[<部分>]<做成>[一]{format:format}[<格式>]
        [把|从|用][第]{span:span}[<这段>]<做成>[一]{format:format}[<格式>]
        [把|将]<前>{keep_first:length}[<部分>]<做成>{format=gif}(动图|动态图|表情包)
            |[第]{span:span}[<这段>]<做成>{format=gif}(动图|动态图|表情包)

        # The sound of a part.
        <get sound> [only|just] <sound> {format=mp3} (of|from) [only|just] [<piece>]
            (<kept>|[from|between] {span:span}) [<in clip>] [<into> [<a>] {format:format} [<file>]]
        <get sound> [only|just] <kept> of <sound> {format=mp3} [<into> [<a>] {format:format} [<file>]]
        <get sound> [only|just] <sound> {format=mp3} (from|after) {from:moment} [<on>]
            [<into> [<a>] {format:format} [<file>]]
        (keep|use) (only|just) <sound> {format=mp3} (of|from) (<kept>|[from|between] {span:span}) [<in clip>]
        (<提取>|<保留>)[<视频>]<段声音>{format=mp3}[出来|文件]
        <提取>[<视频>]<声音><前>{keep_first:length}{format=mp3}|<提取>[<视频>]<声音><后>{keep_last:length}{format=mp3}
        (<提取>|<导出>)[<视频>]<段声音>[并|,](为|成|到|存为|保存为|导出为|导出成|存成|保存成|转成|转为)
            {format:format}[<格式>]
        [把|将][<视频>]<段声音>[单独]<提取>{format=mp3}[出来]
        [把|将][<视频>]<段声音>[单独](<导出>|<提取>)[为|成|到]{format:format}[<格式>]
        """,
    ),
    *phrases(
        KEPT,
        trimmed_export,
        """
        <export> [only|just] <kept> [<in clip>]
        <export> [only|just] [<piece>] [from|between] {span:span}
        """,
    ),
    # The sound alone, in no format that was said.
    *phrases(
        FIRM,
        export_as("mp3"),
        """
        <get sound> (<sound>|<sound> (only|file|out)|(only|just) <sound>) [<out of it>]
        keep (only|just) <sound>
        (only|just) (keep|want|need|export|save|extract|give me) <sound>
        keep <sound> only|nothing but <sound>
        <turn> [<clip>] (to|into|as) (audio|sound|audio file|audio only) [only]
        (只|仅)(要|保留|提取|留|导出|留下|需要|想要|保存)<声音>
        <提取>[<视频>][里|中|里面]<声音>[出来|文件]
        <声音>(提取|抽取|分离|导出)[出来|成文件]
        """,
    ),
    *phrases(NOUN, export_as("mp3"), "(only|just) <sound>|<sound> only|audio extraction"),
    # The sound, and the picture as a file of its own; a picture for what is only heard.
    *phrases(
        BARE,
        beyond,
        """
        <turn> (mp3|wav|m4a|aac|flac|ogg) [file|files] (to|into|as) [<a>] (video|movie|clip|film)
        <get sound> <sound> [<out of it>] [,] (and|but) (keep|leave) (<picturefile>|<clip>) [too|as well|also]
        """,
    ),
    *phrases(FIRM, export_as("gif"), "(<做成>|做|生成|制作|导出|做一)[一|一](动图|动态图|表情包|动画图)"),
    # Only a quality.
    *phrases(
        FIRM,
        with_quality("lossless"),
        """
        (without|with no|no|don't|do not|dont|never) [any] (loss of|lose|reduce|degrade|lower|compromise|hurt
            |sacrifice|damage|ruin|decrease|affect|change|touch|drop|a drop in|loss in|harm|loosing|losing out on
            |impact|losses in|affecting) [any] [of] <quality>
        (without|with no|no|zero) [any] (quality loss|loss in quality|loss|degradation|quality degradation
            |loss of data|generation loss|quality drop|loss of quality|drop in quality|loss of <quality>)
        <preserve> [all] [of] <quality> [same|as it is|intact|unchanged|as is|untouched|as original|exactly same]
            [<and> [original|same] <property>]
        <preserve> [original|same] <property> <and> <quality>
        <quality> (intact|unchanged|untouched|preserved|must not suffer|should stay same|should not change|stays same
            |must stay same|should remain same|must not drop|should not suffer|as is|unaffected|remains same)
        (that|which|while|by) (loses|lose) (no|nothing of|none of) <quality>
        (same|original) quality [as <clip>|as before]|(in|at|with) (same|original) quality [as <clip>]|losslessly
        (不|别|不要|不能|不会|没有|无|不可|不许|不想)(损失|降低|影响|改变|损|丢失|减少|掉|压缩|牺牲)[任何|视频]<画质>
        [<视频>]<画质>(无损|不变|不损失|不降低|不下降|不能变|不要变|别变|不要损失|保持不变|不能降低|不受损)
        (保持|保留|维持|保证)[原|原来|原始|原有|原视频]<画质>[不变|无损|不下降|不降低]|画质无损
        原(画质|质量|画)|(不|无)失真
        """,
    ),
    *phrases(
        BARE,
        with_quality("high"),
        """
        [keep|make] <quality> [as] (high|as high as possible|as good as possible|good as possible|high as possible)
        尽量清晰|最高清晰度|(画质|质量)(尽量|尽可能|要)(高|好)
        """,
    ),
)

# H.264 is what an MP4 holds anyway; as a format of its own it may mean anything.
_CODEC = phrases(BARE, beyond, "<export> [<clip>] <into> <usual codec>|(webm|gif) [with|using|in] <usual codec>")

LIMIT = (
    *phrases(
        FIRM,
        limit,
        """
        <weigh> [<clip>|<weight>|<outcome>] [down] [<weight>] [be|to be|it's|that it's|is] [<below>] [smaller] [than]
            {bytes:bytes} [<limited>]
        <make smaller> [so] [that|so that|so|and|,] [it|file|<weight>]
            [is|fits|stays|will be|comes out|ends up|doesn't exceed|can be|fits in|does not exceed|is not over
            |keep it] [<below>] {bytes:bytes} [<limited>]
        <weight> [should be|must be|has to be|needs to be|of|:|=|is|should|must|limit|may|can] [<below>] {bytes:bytes}
            [<limited>]
        [it|<clip>|<outcome>] (should be|must be|has to be|needs to be|should stay|must stay|can be|should|must
            |needs to|has to|have to be|may be|will be|can) [only] <below> {bytes:bytes} [<limited>]
        [it|<clip>|<outcome>] (should|must|has to|have to|needs to) weigh <below> {bytes:bytes} [<limited>]
        (make|get|have|let) (<clip>|<outcome>) weigh <below> {bytes:bytes} [<limited>]
        (make|get) (<clip>|<outcome>) <small enough> [at|of|:|,] [<below>] {bytes:bytes} [<limited>]
        (make sure|ensure) [that] [it|<clip>|<weight>|<outcome>] [is|stays|be|fits] <below> {bytes:bytes} [<limited>]
        [<压>][<视频>|视频文件][文件|体积][大小|到|至|在|成|为][到|至|在|成|为]<不超过>{bytes:bytes}[<以内>]
        [<压>][<视频>][大小|体积|到|至|在|成|为|文件大小][到|至|在|成|为][<不超过>]{bytes:bytes}<以内>
        <压>[<视频>][文件][大小|体积|文件大小][到|至|在|成|为][<不超过>]{bytes:bytes}[<以内>]
        [<视频>|最终|结果|成品|最终结果|输出结果|最终输出][文件|视频][大小|体积|最大][要|控制在|限制在|压缩到|压到|为|是|<压>]<不超过>{bytes:bytes}[<以内>]
        """,
    ),
    *phrases(
        BARE,
        limit,
        """
        <below> {bytes:bytes} [<limited>]
        {bytes:bytes} (max|maximum|limit|or less|or smaller|at most|tops|or under|target|or below|cap|file size|file)
        (target|max|maximum) [file] size [of|:|=|is] {bytes:bytes}
            |(limit|size limit|file size limit|limit of|cap) [:|=|of|is] {bytes:bytes}
        """,
    ),
)

COMPRESS = (
    *phrases(
        FIRM,
        just(Compress()),
        """
        <make smaller>
        <make smaller> (as much as possible|to a reasonable size|for me|so it's smaller|a bit|a lot|heavily|enough)
            [<small enough>]
        (make|get) <clip> <small enough>
            |<make smaller> [so that|so] [it|file] (fits|fits in|can be <sent>|is small enough) [for|in|to|on|as]
            (<carrier>|<sent>)
        [<视频>](压缩|瘦身)[<视频>|大小|体积|处理|文件大小]
            |(减小|缩小|降低|减少|压缩|缩减|压)[<视频>](文件大小|体积|文件体积|占用空间|大小)
        [<视频>][体积|大小|文件](<小>|压小)|(压|弄|变|缩)小[<视频>|体积|文件]|压[<视频>]小一点
        """,
    ),
    *phrases(
        NOUN,
        just(Compress()),
        """
        compress|[a] (smaller|compressed) (file|file size|size|version|copy)|smaller|compression
        as small as possible
        文件小一点|体积小一点|<small enough>
        """,
    ),
)

THUMBNAIL = (
    # Many pictures, or one of which nobody says that it is a moment of the video.
    *phrases(
        BARE,
        beyond,
        """
        (<get still>|need|want|use|set) (every|all|each|all of) [single] (frame|frames) [<picture format>]
        (<get still>|need|want|use|set) [{:count}|several|some|few|multiple|many] <still> (every|each|per) ({:length}
            |{:word})
        (每隔|每){:length}[<截图>]
        (make|create|use|set|need|generate|want|produce|render) [one|single]
            (picture|image|frame|poster|preview|photo|freeze frame)
        """,
    ),
    *phrases(
        FIRM,
        thumbnail,
        """
        (<get still>|use|set|want|need) [out] [(jpg|jpeg|png|image|picture|photo) of] <still>
            ([jpg|png|jpeg]; [<at>]; [<picture format>])
        (at|from) {at:moment} (grab|take|make|extract|save|capture|snap) <still> [<picture format>]
        (grab|take|get|extract|save|export|capture|pull|use|snap) [<clip>|<picture>|what's] [at|from] {at:moment}
            <picture format>
        use [frame|<picture>|image] at {at:moment} as [thumbnail|cover|poster]
        <截图>([<时刻>]; [<做封面>])|[<时刻>]<截图>[<做封面>]
        [从<视频>[里|中|里面]|<视频>[里|中]][在|截取|把|取|提取|用|截|抓取|导出|以|将|保存|生成|抽|抽出|取出|截出][一
            |一张]<那一刻>
            (<截图>|<做封面>|<帧>[<做封面>|截下来|截出来|导出来|保存下来])
        """,
    ),
    *phrases(
        NOUN,
        thumbnail,
        """
        (thumbnail|screenshot|still|frame grab|poster frame|still frame|screen grab|cover image|snapshot|still image)
            [<at>]
        (<still>; <at>; <picture format>)
        (缩略图|封面|封面图|截图)[<时刻>]
        """,
    ),
)

SAVING = (*EXPORT, *_CODEC, *LIMIT, *COMPRESS, *THUMBNAIL)
