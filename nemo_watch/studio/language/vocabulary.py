"""Word groups that phrases share, and the words that carry no wish of their own.

Knows nothing of edits. Written in the language of `pattern`: a group may name other groups.
"""

from __future__ import annotations

GROUPS: dict[str, str] = {
    # what is worked on
    "any format": "mp4|mov|mkv|webm|gif|gifs|avi|wmv|flv|mpg|mpeg|m4v|mts|m2ts|vob|ogv|divx|mp3|wav|m4a|aac|3gp",
    "noun": "(video|clip|file|movie|film|recording|video file|video clip|media file|video recording|footage)"
    "|videos|clips|files|movies|films|recordings|video files|video clips|media files|media|material|vid|vids"
    "|screen recording|screencast|audio and video [files]|text or images",
    "this": "this|that|these|those|my|our|your|all|all [of] (my|the|these)|each|every|each of (my|the|these)",
    "clip": "it|this|that|them|these|everything|<noun>|the whole thing|the thing|this one|{:clip}"
    "|(<this>|the|a|an|one|any) [whole|entire|original|resulting|final] [<kind>] <noun>"
    "|<this> [{:digits} (p|k)] [<any format>] <noun>"
    "|(the|a|an) <any format> <noun>|(this|these|my|our|all my) <any format>",
    "kind": "wedding|vacation|holiday|birthday|family|travel|trip|gopro|drone|iphone|phone|screen|zoom|school|gaming"
    "|gameplay|dog|cat|baby|kids|product|demo|training|music|party|concert|interview|podcast|lecture|meeting"
    "|tutorial|raw|old|new|long|short|shaky|home|sideways|input|source|camera|camcorder|summer|winter|christmas"
    "|sports|game|dance|beach|hiking|ski|class|security|dashcam|youtube|instagram|uploaded|attached|dropped"
    "|following|landscape|vertical|portrait|horizontal|4k|hd",
    "piece": "[the|that|this] (part|bit|section|segment|piece|portion|stuff|scene|time) [of <clip>]",
    "everything": "everything|all|anything|the part|what is|everything that comes|all that comes",
    "size": "[the|its|my] [original|current|full] [picture|video|image|frame] (size|resolution|dimensions)",
    "picture": "<size>|[the|its|my] (picture|image)",
    "property": "resolution|size|dimensions|aspect ratio|ratio|frame rate|framerate|fps|length|duration|subtitles"
    "|chapters|metadata|orientation|speed|colors|colours|color|colour|format|volume|bitrate|codec|frame size"
    "|proportions|picture|image|audio track|content|order|pitch",
    "quality": "[the|its|any] [original|same|full|video|picture|image] [video|picture|image|visual] quality",
    "sound": "[the|its|any|all|all the|all of the|my|this|that|their] [original|existing|video|video's] [entire|whole]"
    " (sound|sounds|audio|audio track|audio tracks|audio stream|sound track|soundtrack|audio channel)",
    "声音": "声音|音频|音轨|原声|音效轨|背景声音|原音|配音轨",
    "视频": "视频|影片|片子|短片|录像|素材|文件|视频文件|它|片段|录屏|{:clip}",
    "分辨率": "分辨率|尺寸|画面|画面大小|画面尺寸|大小|视频尺寸|视频分辨率",
    "画质": "画质|质量|品质|清晰度",
    "格式": "格式|文件|视频|格式的视频|格式的文件|视频文件",
    # little words
    "a": "a|an|the|one|some",
    "one": "single|animated",
    "file": "file|video|format|clip|movie|version|files|videos",
    "and": "and [also]|, and|,|&|+|plus|as well as|along with",
    "from": "from|off|off of|of|at|in|on",
    "into": "to|into|as|in|at|→|-|to be|for",
    "target": "<clip> <into> [<a>]|[it] [<into>] [<a>]",
    "off": "off|out|away",
    "gone": "[should be|must be|to be|can be] (removed|cut|trimmed|gone|dropped|deleted) [<off>]",
    "not": "do not [ever]|don't [ever]|dont|never|without [any]|no|not|no need to|no need for|should not|shouldn't"
    "|must not"
    "|mustn't|need not|please don't|(it|this|there|you) (should not|shouldn't|must not|need not|needn't) [be|have]"
    "|(i|we) (do not|don't|dont|would not|wouldn't) (want|need|like) [you] [it|this|the video] [to] [be|have] [any]"
    "|(it|this|there|the video|<this> <noun>) (does not|doesn't|doesnt) (need|require|have to have) [any|to have]"
    "|avoid|(rather|instead of|skip) the"
    "|不|不要|别|请勿|无需|不用|不必|不需要|不想|没必要|不必要|先不要|暂时不要|无须|不要给我",
    "or": "or|nor|, or|或|或者|也不要|也别",
    "needed": "[is|are] (needed|necessary|required|wanted|please)|at all|anywhere|to it|either",
    # parts of the time line
    "first": "[the|its|my|those] [very] (first|initial|opening)|[the] first",
    "last": "[the|its|my|those] [very] (last|final|closing)",
    "start": "[the|its] [very] (start|beginning|front|head) [of <clip>]",
    "end": "[the|its] [very] (end|ending|back|tail) [of <clip>]",
    "both ends": "both ends|each end|either end|both sides|each side|<start> and [from|off] <end>",
    "kept": "<first> {keep_first:length}|<last> {keep_last:length}",
    "on": "on|onward|onwards|forward|(to|until|till) <end>",
    "前": "最前面|前面|前|开头|片头|开始|最开始|头|第一|最初|前头",
    "后": "最后|最后面|后面|后|末尾|结尾|片尾|尾部|最末",
    "这段": "截取出来|截出来|剪出来|剪下来|截下来|之间的内容|之间的部分|之间的片段|之间|这一段|这段|的部分|的内容"
    "|的片段|这部分|的视频|那段",
    # verbs
    "drop": "(trim|cut|chop|crop|clip|slice|snip|shave|strip|trimming|cutting|chopping) [<off>]"
    "|remove|delete|drop|lose|skip|discard|omit|erase|ditch|get rid of|leave out|(take|throw) (off|out|away)"
    "|removing|deleting|dropping|skipping|losing|eliminate|exclude|edit out",
    "keep": "keep|keeping|use|take|extract|give me|grab|preserve|retain|select|leave only|save only|get|pull",
    "preserve": "keep|keeping|preserve|preserving|maintain|maintaining|retain|retaining|leave",
    "shrink": "resize|resizing|rescale|rescaling|scale|scaling|downscale|downscaling|scale down|downsize|size"
    "|shrink|downsample|(reduce|lower|decrease|change|set|drop|bring|scale|resize|adjust) [down] <picture> [of <clip>]",
    "resize": "<shrink>|reduce|lower|bring|take|get|set|turn|convert <picture>",
    "export": "convert|export|transcode|re-encode|reencode|encode|render|save|output|download"
    "|converting|exporting|transcoding|converted|exported|transcoded|rendered|saved",
    "turn": "<export>|make|making|create|produce|generate|turn|transform|change|remux|switch|get|give me"
    "|send me|deliver|put|made",
    "make": "make|making|create|build|produce|generate|give me|get me|turn|put together|do",
    "get sound": "extract|pull|rip|get|save|export|grab|give me|convert|pull out|separate|isolate|split off",
    "silence": "remove|delete|strip|drop|kill|discard|cut|lose|erase|disable|clear|removing|deleting"
    "|stripping|dropping|(turn|switch) off|get rid of|(take|strip|cut|leave) out|take (away|off)|muting|mute",
    "add": "add|adding|put|place|insert|apply|include|give <clip>|lay|throw in|stick|overlay|drop in|attach|set",
    "remove": "remove|removing|delete|cut|cut out|cutting out|cut away|drop|get rid of|strip|strip out|trim|trim out"
    "|take out|eliminate|crop out|crop away|crop off|crop|clean up|skip|edit out|clear",
    "on clip": "(to|on|onto|over|in|into|for|of|from|under|with|behind|throughout) <clip>",
    "添加": "(添加|加上|加入|加|配上|配|插入|放上|打上|打|叠加|附上|来|做|用上|写上|写|上|加个)[一个|一段|一些|一点"
    "|一行|个|段|些|点]",
    "改": "(改变|改|调整|调|设置|设定|设|转换|转|变|换|做|弄)[成|为|到|至|作]",
    "left alone": "(trim|cut|crop|resize|rescale|scale|stretch|rotate|upscale|enlarge|compress|re-encode|edit"
    "|recompress"
    "|trimming|cutting|cropping|resizing|stretching|rotating|upscaling|enlarging|compressing|re-encoding|editing"
    "|reencoding|reencode|recompressing|convert|converting|shorten|shortening|flip|flipping|mirror|mirroring"
    "|speed up|speeding up|slow down|slowing down|loop|looping|blur|blurring|distort|distorting|zoom|zooming)"
    " [<clip>|anything|anything else|it <off>|<off>|the picture|the image]"
    "|(change|changing|alter|altering|affect|affecting|touch|touching|modify|modifying|hurt|mess with|messing with)"
    " [<clip>|anything [else]|[the|its|any] [original] (<property>|audio|sound|<quality>|<property> or <property>)]"
    "|(add|adding|insert|inserting|apply|applying) [any] {:free}"
    "|(effect|effects|transition|transitions|filter|filters|animation|animations|intro|outro|emoji|emojis|logo|ads"
    "|watermark|watermarks|branding|credits|changes|other changes|extras|cropping|upscaling|voiceover|voice over"
    "|narration|captions|caption|text|letterboxing|borders)"
    "|剪|剪辑|裁剪|裁切|缩放|旋转|压缩|修改|改变|放大|拉伸|变形|翻转|加速|减速|特效|滤镜|转场|水印|(添加|加)(特效"
    "|滤镜|转场|水印|其他内容)"
    "|(改变|修改|改|动)(<分辨率>|<画质>|<声音>|比例|帧率|速度|其他内容|内容|原视频)",
    "去掉": "剪掉|剪去|去掉|去除|删掉|删除|删去|切掉|切除|截掉|裁掉|剪切掉|移除|砍掉|跳过|掐掉|减掉|取消|不要|消除"
    "|清除|去",
    "保留": "[只|仅|就](保留|截取|截|提取|取|留下|留|剪出|裁剪出|剪辑出|要|看|需要|剪取)",
    "缩放": "缩放|缩小|缩|调整|调|改|改变|设|设置|转换|转|变|降低|降|调低|调高",
    "导出": "导出|输出|转换|转|转码|变|改|保存|另存|做|制作|生成|下载|存|弄|封装|合成|合并|渲染",
    "提取": "(提取|导出|抽取|分离|抽|截取)[出]",
}

_CONTEXT = "(channel|website|site|blog|vlog|class|course|presentation|boss|mom|mum|friend|friends|family|client"
_CONTEXT += "|team|project|page|portfolio|collection|archive|records|phone|laptop|slides|grandma|school|company)"

COURTESY = (
    "please|pls|plz|kindly|thanks|thank you|thank you (very|so) much|thanks a lot|many thanks|thx|cheers|ty",
    (
        "(can|could|would|will) (you|we|i) [please|just|kindly|also|maybe|possibly]|would you mind"
        "|you (can|could|should)|is it possible to|would it be possible to|are you able to|i was wondering if you could"
    ),
    "(i|we) [just|really|also|would] (want|need|would like|would love|prefer|like|have) [you|for you] [to]",
    (
        "(i'd|we'd|id) [really|also|just] (like|love|prefer) [you|for you] [to]|i'm (trying|looking|hoping) to|(i|we) "
        "(have|got) to"
    ),
    "i|we|you|me|us|hi|hello|hey|hey there|there|i have|there is|here is|here's|ok|okay|well|just|simply|basically",
    (
        "now|go ahead and|let's|lets|help me [to]|for (me|us)|if (possible|you can|you could)|as well|too|don't "
        "forget to"
        "|do not forget to|make sure [that] [to|you]|be sure to|remember to|[and] that's it|that's all|only|instead"
        "|my|our"
    ),
    "right away|asap|quickly|dear|sir|guys|maybe|perhaps|preferably|sorry|perfect|yes|so [that]|because",
    "for (my|our) {:word} [{:word}] " + _CONTEXT + "|for (my|the|our|a) " + _CONTEXT + "|for a friend"
    "|on my {:word} channel|for my channel",
    "(the|this|my|that) (file|video|clip) is (called|named) ({:clip}|{:sound}|{:quote}|{:picture})",
    "(called|named) ({:clip}|{:sound}|{:picture})|文件名(是|叫|为)({:clip}|{:quote}|{:sound})",
    (
        "(for|on|to|via|over|to send on|to send via|to send by|to share on|to post on|to upload to|so it fits on"
        "|before "
        "uploading to)"
        " [an|my|the] (discord|whatsapp|email|e-mail|mail|slack|telegram|twitter|x|web|the web|facebook|messenger"
        "|linkedin|imessage|signal|wechat|sharing|uploading|upload|vimeo|sending|attachment|email attachment|internet)"
    ),
    (
        "so [that] (i|we) can (post|upload|share|send|put|email|use|show) (it|this|them) [on|to|in|with|by|via] [an|my"
        "|the] (discord|whatsapp|email|slack|telegram|twitter|facebook|web|friends|family|people|online|everyone"
        "|work|social media|the web)|(for|on) social media"
    ),
    "发(微信|邮件|朋友圈|给朋友|到群里|QQ|Discord)|用于(微信|邮件|网页|分享)|方便(分享|发送|上传)",
    "请|请你|请帮我|帮我|帮忙|帮|麻烦|麻烦你|能不能|能否|可以|可不可以|我想|我想要|我要|我需要|我希望|您好|你好|您",
    (
        "希望|给我|我|你|谢谢|谢谢你|多谢|吧|一下|吗|呢|啊|了|的|想|要|需要|就|就行|就好|即可|下|都|只|给|帮忙把"
        "|好的|嗯"
        "|能|会|一定|记得"
    ),
    "(把|将|给|对|让|为)[我的|我|这个|这段|这些|这|那个|那段|该|此|整个|所有|全部][<any format>][格式的][<视频>]",
)
"""Politeness and filler: dropped also from the edges of what was not understood."""

JOINTS = (
    (
        "and|then|and then|after that|afterwards|next|finally|lastly|firstly|also|plus|additionally|but|and finally"
        "|first of all|secondly|thirdly|once done|when done|after which|, then|and also|and lastly|along with"
    ),
    "as well as|step {:digits}",
    (
        "先|再|然后|接着|之后|最后|并|并且|而且|同时|还|也|另外|以及|和|与|及|还有|顺便|随后|后|完成后|做完后|其次|首先"
        "|最终|此外|但|但是|再把"
    ),
)
"""Words that join one wish to the next."""

SOFT_JOINTS = frozenset("&+-()/\"'“”和与及并还也再先") | {"and"}
"""Joints that may stand inside one wish: "with visuals and music"."""

THINGS = (
    "<clip>|<a>|(of|from|in) (this|the|my|these) <any format>|<any format> to",
    "in|at|of|to|into|as|with|for|from|on|by|[should|must|needs to|need to|has to|to] be|is|are|that|which|it's|so",
    (
        "first|last|version|versions|result|results|output|copy|format|same|have|has|having|its|one more thing|final"
        "|[and] the rest [of <clip>]"
    ),
    (
        "[我的|这个|这段|这些|那个|整个][<any format>][格式的]<视频>|这个|这段|为|成|成为|到|在|以|用|个|里|中|这|那"
        "|所有|全部"
    ),
    "格式|版|版本|画面",
)
"""What is worked on, and little words: no wish by themselves, but part of one that was not understood."""

_VERBS = """
    add apply animate blur boost burn change color colour compress convert correct crop cut denoise
    edit enhance export fade fix flip freeze generate give grab improve increase insert join keep
    loop lower make merge mix mute normalize overlay pan place play put reduce remove render repeat
    replace resize reverse rotate scale send sharpen slow speed split stabilise stabilize swap
    switch take translate trim turn upscale use watermark write zoom
"""
SPLITTERS = frozenset(_VERBS.split())
"""Verbs that begin a new wish behind "and"."""
