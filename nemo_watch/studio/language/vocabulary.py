"""Word groups that phrases of every family share: what is worked on, when, and the verbs.

Knows nothing of edits. Written in the language of `pattern`, one group a line: a name, =, what it stands for, which
may go on in lines that are indented further, at best one family of alternatives a line. A group may name other
groups. Articles and possessives are never named: no pattern sees them.
"""

from __future__ import annotations

import textwrap


def entries(text: str) -> list[str]:
    """Return the entries of a text with one a line, which may go on in lines that are indented further.

    Lines that begin with # are comments.
    """
    found: list[str] = []
    for line in textwrap.dedent(text).splitlines():
        if line.startswith(" "):
            found[-1] += f" {line.strip()}"
        elif line and not line.startswith("#"):
            found.append(line)
    return found


def groups(text: str) -> dict[str, str]:
    """Return the patterns of a text by the names of their groups."""
    named = (entry.partition(" = ") for entry in entries(text))
    return {name: pattern for name, _, pattern in named}


GROUPS = groups("""
any format = mp4|mov|mkv|webm|gif|gifs|avi|wmv|flv|mpg|mpeg|m4v|mts|m2ts|vob|ogv|divx|rmvb|rm|asf|f4v|mxf|mp3|wav|m4a
    |aac|3gp|flac|ogg|ts
noun = <one noun>|<nouns>
nouns = videos|clips|files|movies|films|recordings|video files|video clips|uploads|media files|vids
one noun = (video|clip|file|movie|film|recording|video file|video clip|media file|video recording|footage|upload|vid
    |lecture|podcast|interview|webinar|episode|vlog|livestream|session|screen recording|screencast|tape|reel)
    |media|material|text or images|audio and video [files]|whole (thing|lot)|thing
    |(rest|remainder)
this = this|that|these|those|all|all of [these|those|this]|each|every|each of [these]|both|any|such
clip = it|this|things|that|them|these|those|everything
    |all of (it|them|this|these)|[<this>] [<kind>] [<kind>] <one noun>|[<this>] [<plain kind>] [<plain kind>] <nouns>
    |(these|those) <kind> [<kind>] <nouns>
    |<this> [<any format>] <noun>|<any format> <noun>|this one|{:clip}
    |<this> {:digits} (p|k) [<any format>] <noun>
    |(this|these) <any format>
kind = <plain kind>|<telling kind>
plain kind = old|new|wedding|vacation|holiday|birthday|family|travel|trip|gopro|drone|iphone|phone|screen|zoom|school
    |gaming
    |gameplay|dog|cat|baby|kids|product|demo|training|music|party|concert|interview|podcast|lecture|meeting
    |tutorial|home|input|source|camera|camcorder|summer|winter|christmas|sports|game|dance|beach|hiking|ski
    |class|security|dashcam|youtube|instagram|uploaded|attached|dropped|following|4k|hd|whole|entire|original
    |resulting|final|full|complete|current|given|incoming|finished|vhs|remaining|exported|single|one
telling kind = long|short|shaky|sideways|raw|noisy|landscape|vertical|portrait|horizontal|big|huge|large|grainy
    |interlaced|handheld|silent|square|wide|dark|loud|quiet|slow|fast
piece = what's|what is|whatever is|stuff
    |[middle|whole|entire|short|exact|following|good|best|important|interesting]
    (part|bit|section|segment|piece|portion|stuff|scene|time|chunk|range|interval|parts|sections|segments|bits|pieces
    |passage|snippet|excerpt|fragment|middle) [:] [<in clip>]
everything = [<clip>|<piece>|<end>|all|anything|what is] [that comes|that is|which comes|coming|appearing]
size = [original|current|full|overall] [picture|video|image|frame] (size|resolution|dimensions)
picture = <size>|picture|image|frame
property = resolution|size|dimensions|aspect ratio|ratio|aspect|frame rate|framerate|fps|length|duration|subtitles
    |chapters|metadata|orientation|speed|colors|color|format|volume|bitrate|codec|frame size|file name|filename|name
    |proportions|picture|image|audio track|content|order|pitch|video|timing|audio and video|video and audio
quality = [any] [original|same|full|video|picture|image|visual|overall] [video|picture|image|visual] quality
sound = [any|all|all of] [this|that|these|video's|clip's|film's|movie's|recording's]
    [original|existing|own|old|current|camera|entire|whole|complete|game|ambient|room|natural]
    [video|clip|camera|video's|original]
    (sound|sounds|audio|audio track|audio tracks|audio stream|sound track|soundtrack|audio channel|sound tracks
    |sound of <clip>|audio of <clip>)
voice = voice|voices|speech|dialogue|dialog|speaker|music|volume
声音 = [任何|一切](声音|音频|音轨|原声|音效轨|背景声音|原音|配音轨|声|伴音|视频声音)
视频 = 视频|片子|短片|录像|素材|文件|视频文件|它|片段|录屏|视频片段|(剩下|剩余|其余)[部分|内容|视频]|{:clip}
    |视频档|影像|<any format>[格式](文件|视频|档)
分辨率 = [视频|画面|输出](分辨率|尺寸|画面|画面大小|画面尺寸|大小|高度|清晰度)
画质 = [视频|画面|图像](画质|质量|清晰度)
格式 = 格式|文件|视频|格式视频|格式文件|视频文件|音频|音频文件|动图|动态图|动画|档
one = single|animated|loop|normal|regular|standard|<usual codec>|simple|plain|proper
usual codec = (h264|h.264|avc|x264) [codec|encoding|encoder|video codec]|(h264|h.264)[编码|格式]
file = file|video|format|clip|movie|version|files|videos|container|copy|output|animation|recording
and = and [also|then]|&|+|plus|as well as|along with|和|与|以及|、|并|及|跟
from = from|off|off of|of|at|in|on
into = to|into|as|in|at|→|-|to be|for|be|using|成|为|到
a = one|some
target = <clip> <into> [<a>]|[it] [<into>] [<a>]
off = off|out|away
be = [should|must|needs to|need to|has to|have to|to|can|could|ought to|shall|will] be|is|are|should|must
gone = [<be>] (<remove>|gone|out|off)|(need|needs|has|have|must|should|can) [to] go
not = neither|do not [ever]|don't [ever]|dont|never|without [any]|no|not
    |[there is|there's|there's really|you have|we have] no need (to|for)|(do not|don't|dont) (have|need) to
    |[it is|it's] not (necessary|needed|required) to|[it] isn't (necessary|needed|required) to|without needing to
    |should not|shouldn't|with no|must not|mustn't|need not
    |(it|this|there|you) (should not|shouldn't|must not|need not|needn't) [be|have]
    |(i|we) (do not|don't|dont|would not|wouldn't) (want|need|like) [you] [it|this|video] [to] [be|have] [any]
    |(it|this|there|video|<this> <noun>) (does not|doesn't|doesnt) (need|require|have to have) [any|to have]
    |avoid|(rather|instead of)|please don't|do not want|don't want|不|不要
    |别|请勿|无需|不用|不必|不需要|不想|没必要|不必要|没有必要|毋需|先不要|暂时不要|无须|不要给我|不想要|千万别|勿|切勿|不许
    |(开头|结尾|片头|片尾)(不要|不用|别)
or = or|nor|or any|或|或者|也不要|也别|和
going on = [,] (and|&|plus|和|与|及|以及|还有)|,|、
needed = [is|are] (needed|necessary|required|wanted)|at all|anywhere|to it|either|whatsoever|for now|this time
in clip = (to|on|onto|over|in|into|for|of|from|under|with|behind|throughout|off|out of|inside|within|across|through)
    (<clip>|<picture>)
first = [very] (first|initial|opening|starting|leading)|<前>
last = [very] (last|final|closing|ending)|<后>
start = [very] (start|beginning|front|head|opening) [<in clip>]
end = [very] (end|ending|back|tail|tail end|close) [<in clip>]
both ends = both ends|each end|either end|both sides|each side|either side|<start> and [at|from|off] <end>
kept = <first> {keep_first:length}|<last> {keep_last:length}|{keep_first:length} from <start>
on = on|onward|onwards|forward|(to|until|till) <end>
remove = (remove|delete|drop|lose|skip|discard|omit|erase|ditch|eliminate|exclude|scrap|kill|axe|dump|clear|trim|cut
    |chop|crop|clip|slice|snip|shave|strip|lop|hack|slash|purge|toss|nuke|excise|prune) [<off>]
    |(leave|take|throw|edit|splice|filter|weed|pull) <off>|get rid of
    |do away with|skip (over|past)|dispose of
only = only|just|nothing but|solely
keep = keep|use|take|extract|grab|preserve|retain|select|leave|isolate
    |(get|pull|pick) [out]|give me|leave only|save only
preserve = keep|preserve|maintain|retain|leave|hold|respect|stick to|stay at|stay with
export = convert|export|transcode|re encode|reencode|encode|render|save|output|download|save out|store
turn = <export>|make|create|produce|generate|turn|transform|change
    |remux|switch|get|give me|send me|get me|grab|grab me|cut me|deliver|put|set|rewrap|wrap|repackage|build|want|need
    |have|create me|make me
make = make|create|build|produce|generate|give me|get me|turn|put together|do|cut|assemble|compile|make me|create me
add = add|put|place|insert|apply|include|give <clip>|lay|throw in
    |stick|overlay|drop in|attach|set|use|want|have|get|need|add in|pop|pop in|toss in|slap
太 = [实在|有点儿|有点|有些|稍微|比较|感觉](太|过于|偏|很|非常|特别|过|好)|有点儿|有点|有些|比较
前 = 最前面|前面|前|开头|片头|开始|最开始|头|第一|最初|前头|起始|一开始|开场|最前|起初
后 = 最后|最后面|后面|后|末尾|结尾|片尾|尾部|最末|末|尾|结束前|倒数
部分 = 内容|部分|画面|片段|视频|这段|这部分|那段|这一段|那一段|区间|所有内容|全部内容|一段|期间
这段 = 之间<部分>|之间|<部分>
截出 = 截取出来|截出来|剪出来|剪下来|截下来|截取下来|保留|保留下来|留下|留下来|截取|留
去掉 = [也|都|全|全部|全都|一并|一起|统统](剪|(剪|裁|删|切|截|去|砍|掐|减|移|清|抹|跳|消|扔|丢|拿|弄|关)(掉|去|除)
    |去除|删除|移除|切除|剪切掉|清除|消除|跳过|取消|不要|略过|舍弃|省略|剔除|裁剪掉|剪辑掉|去|不需要|删|剪切)
保留 = [只|仅|就|只是|仅仅](保留|截取|截|提取|取|留下|留|剪出|裁剪出|剪辑出|要|看|需要|剪取|选取|抽取|想要)
left alone = (trim|cut|crop|resize|rescale|scale|stretch|rotate|upscale|enlarge|compress|re encode|reencode|edit
    |recompress|convert|shorten|flip|mirror|speed up|slow down|loop|blur|distort|zoom|transcode|downscale|mute|filter
    |process) [<clip>|<sound>|anything|anything else|it <off>|<off>|picture|image]
    |(change|alter|affect|touch|modify|hurt|mess with|edit) [<clip>|anything [else]
    |[any] [original] (<property>|audio|sound|<quality>|<property> (<and>|or) <property>|content|rest)]
    |(add|insert|apply|include|put) [any] {:refused}
    |<embellishment>
    |剪|剪辑|裁剪|裁切|缩放|旋转|压缩|修改|改变|放大|拉伸|变形|翻转|加速|减速
    |(改变|修改|改|动|调整|影响)<某项>[(、|和|与|或|或者|及)<某项>][(、|和|与|或|或者|及)<某项>]
    |(添加|加)[任何](特效|滤镜|转场|水印|浮水印|其他内容|文字|标题|背景音乐|音乐|字幕)
某项 = <分辨率>|<画质>|<声音>|比例|帧率|速度|颜色|时长|其他内容|内容|原视频|原声
embellishment = [any|extra] (effect|effects|transition|transitions|filter|filters|animation|animations|intro|outro
    |emoji|emojis|logo
    |ads|watermark|watermarks|branding|credits|changes|other changes|extras|crop|upscale|voiceover|voice over
    |fancy effects|narration|captions|caption|text|letterboxing|borders|music|titles|subtitles|subs|fades|cuts
    |cropping|fancy stuff|title|text overlay|text overlays|stickers|transitions or effects|sound effects|background
    music
    |logos)
    |特效|滤镜|转场|水印|浮水印|片头|片尾|标题|文字
添加 = (添加|新增|加载|加上|加入|加|配上|配|插入|放上|打上|打|叠加|附上|来|做|用上|写上|写|上|放|贴上|贴|印上|盖上
    |显示|增加)
    [一|一段|一些|一点|一行|段|些|点|一张|一条|首|一首|支|行]
改 = (改变|改|调整|调|设置|设定|设|转换|转|变|换|做|弄|切换|修改|变更|制作|处理)[成|为|到|至|作]
缩放 = 缩放|升|升级|缩小|缩|调整|调|改|改变|设|设置|转换|转|变|降低|降|调低|调高|压缩|压|减小|提高|提升|限制
导出 = 导出|输出|转换|转|转码|转档|存档|变|改|保存|另存|做|制作|生成|下载|存|弄|封装|渲染|导|转存|转封装|换
    |改存
提取 = (提取|导出|抽取|分离|抽|截取|保存|拿|取)[出]
""")
"""The groups, by the names that patterns use."""
