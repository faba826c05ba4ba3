"""Word groups that phrases share, and the words that carry no wish of their own.

Knows nothing of edits. Written in the language of `pattern`: a group may name other groups.
"""

from __future__ import annotations

GROUPS: dict[str, str] = {
    # what is worked on
    "any format": "mp4|mov|mkv|webm|gif|gifs|avi|wmv|flv|mpg|mpeg|m4v|mts|m2ts|vob|ogv|divx|mp3|wav|m4a|aac",
    "noun": "(video|clip|file|movie|film|recording|video file|video clip|media file|video recording)"
    "|videos|clips|files|movies|films|recordings|video files|video clips|media files|footage|media"
    "|audio and video [files]|text or images",
    "this": "this|that|these|those|my|our|your|all|all [of] (my|the|these)|each|every|each of (my|the|these)",
    "clip": "it|this|that|them|these|everything|<noun>"
    "|(<this>|the|a|an|one|any) [whole|entire|original] <noun>"
    "|<this> [{:number} (p|k)] [<any format>] <noun>"
    "|(the|a|an) <any format> <noun>|(this|these|my|our|all my) <any format>",
    "piece": "the part|the bit|the section",
    "everything": "everything|all|anything|the part|what is",
    "size": "[the|its|my] [original|current|full] [picture|video|image|frame] (size|resolution|dimensions)",
    "picture": "<size>|[the|its|my] (picture|image)",
    "property": "resolution|size|dimensions|aspect ratio|frame rate|fps|length|duration|subtitles|chapters"
    "|metadata|orientation",
    "quality": "[the|its] [original|same|full] [video|picture|image] quality",
    "sound": "[the|its|any|all|all the|all of the|my|this] [original|existing]"
    " (sound|sounds|audio|audio track|audio tracks|audio stream|sound track|soundtrack|audio channel)",
    "声音": "声音|音频|音轨|原声|音效轨|背景声音",
    "视频": "视频|影片|片子|短片|录像|素材|文件|视频文件|它",
    "分辨率": "分辨率|尺寸|画面|画面大小|画面尺寸|大小|视频尺寸|视频分辨率",
    "画质": "画质|质量|品质|清晰度",
    "格式": "格式|文件|视频",
    # little words
    "a": "a|an|the|one|some",
    "one": "single|animated",
    "file": "file|video|format",
    "and": "and [also]|, and|,|&|+|plus|as well as|along with",
    "from": "from|off|off of|of|at|in|on",
    "into": "to|into|as|in|at|- >|→|to be|for",
    "target": "<clip> <into> [<a>]|[it] [<into>] [<a>]",
    "off": "off|out|away",
    "gone": "[should be|must be|to be] (removed|cut|trimmed|gone|dropped|deleted) [<off>]",
    "not": "do not [ever]|don't|dont|never|without [any]|no|not|no need to|should not|shouldn't|must not"
    "|mustn't|need not|(i|we) (do not|don't|dont) (want|need) [you|it|this|the video] [to] [be]"
    "|不|不要|别|请勿|无需|不用|不必|不需要|不想|没必要",
    "or": "or|nor|或|或者|也不要|也别",
    # parts of the time line
    "first": "[the|its|my|those] [very] (first|initial|opening)",
    "last": "[the|its|my|those] [very] (last|final|closing)",
    "start": "[the|its] [very] (start|beginning|front|head) [of <clip>]",
    "end": "[the|its] [very] (end|ending|back|tail) [of <clip>]",
    "both ends": "both ends|each end|either end|both sides|each side|<start> and [from|off] <end>",
    "kept": "<first> {keep_first:length}|<last> {keep_last:length}",
    "on": "on|onward|onwards|(to|until|till) <end>",
    "前": "最前面|前面|前|开头|片头|开始|最开始|头|第一",
    "后": "最后|最后面|后面|后|末尾|结尾|片尾|尾部",
    "这段": "之间|这一段|这段|的部分|的内容|的片段",
    # verbs
    "drop": "(trim|cut|chop|crop|clip|slice|snip|shave|strip|trimming|cutting|chopping) [<off>]"
    "|remove|delete|drop|lose|skip|discard|omit|erase|ditch|get rid of|leave out|(take|throw) (off|out|away)"
    "|removing|deleting|dropping|skipping|losing",
    "keep": "keep|keeping|use|take|extract|give me|grab|preserve|retain|select|leave only|save only|get",
    "preserve": "keep|keeping|preserve|preserving|maintain|maintaining|retain|retaining",
    "shrink": "resize|resizing|rescale|rescaling|scale|scaling|downscale|downscaling|scale down|downsize|size"
    "|shrink|(reduce|lower|decrease|change|set|drop|bring|scale|resize|adjust) [down] <picture> [of <clip>]",
    "resize": "<shrink>|reduce|lower|bring|take|get|set|turn|convert <picture>",
    "export": "convert|export|transcode|re-encode|reencode|encode|render|save|output|download"
    "|converting|exporting|transcoding|converted|exported|transcoded|rendered|saved",
    "turn": "<export>|make|making|create|produce|generate|turn|transform|change|remux|switch|get|give me"
    "|send me|deliver|put",
    "get sound": "extract|pull|rip|get|save|export|grab|give me|convert",
    "silence": "remove|delete|strip|drop|kill|discard|cut|lose|erase|disable|clear|removing|deleting"
    "|stripping|dropping|(turn|switch) off|get rid of|(take|strip|cut|leave) out|take (away|off)",
    "left alone": "(trim|cut|crop|resize|rescale|scale|stretch|rotate|upscale|enlarge|compress|re-encode|edit"
    "|trimming|cutting|cropping|resizing|stretching|rotating|upscaling|compressing|re-encoding|editing)"
    " [<clip>|anything|anything else]|剪|剪辑|裁剪|缩放|旋转|压缩|修改|改变|放大",
    "去掉": "剪掉|剪去|去掉|去除|删掉|删除|删去|切掉|切除|截掉|裁掉|剪切掉|移除|砍掉|跳过|掐掉|减掉|取消|不要",
    "保留": "[只|仅|就](保留|截取|截|提取|取|留下|留|剪出|裁剪出|剪辑出|要|看)",
    "缩放": "缩放|缩小|缩|调整|调|改|改变|设|设置|转换|转|变|降低|降|导出|输出",
    "导出": "导出|输出|转换|转|转码|变|改|保存|另存|做|制作|生成|下载|存|弄",
    "提取": "(提取|导出|抽取|分离)[出]",
}

COURTESY = (
    "please|pls|plz|kindly|thanks|thank you|thank you (very|so) much|thanks a lot|many thanks|thx|cheers",
    "(can|could|would|will) (you|we|i) [please|just|kindly|also]|would you mind|you (can|could|should)",
    "(i|we) [just|really|also|would] (want|need|would like|would love|prefer|like) [you|for you] [to]",
    "(i'd|we'd) [really|also] (like|love|prefer) [you|for you] [to]",
    "i|we|you|me|us|hi|hello|hey|there|i have|there is|here is|here's|ok|okay|well|just|simply|basically",
    "now|go ahead and|let's|lets|help me [to]|for (me|us)|if (possible|you can|you could)|as well|too",
    "right away|asap|quickly",
    "请|请你|请帮我|帮我|帮忙|帮|麻烦|麻烦你|能不能|能否|可以|可不可以|我想|我想要|我要|我需要|我希望",
    "希望|给我|我|你|谢谢|谢谢你|多谢|吧|一下|吗|呢|啊|了|的|想|要|需要|就|就行|就好|即可",
    "(把|将|给|对)[我的|我|这个|这段|这些|这|那个|那段|该|此|整个|所有][<any format>][格式的][<视频>]",
)
"""Politeness and filler: dropped also from the edges of what was not understood."""

JOINTS = (
    "and|then|and then|after that|afterwards|next|finally|lastly|firstly|also|plus|additionally|but",
    "as well as",
    "先|再|然后|接着|之后|最后|并|并且|而且|同时|还|也|另外|以及|和|与|及|还有|顺便|随后",
)
"""Words that join one wish to the next."""

SOFT_JOINTS = frozenset("&+-()/\"'“”和与及并还也再先") | {"and"}
"""Joints that may stand inside one wish: "with visuals and music"."""

THINGS = (
    "<clip>|<a>|(of|from|in) (this|the|my|these) <any format>|<any format> to",
    "in|at|of|to|into|as|with|for|from|on|by|[should|must|needs to|need to|has to|to] be|is|are|that|which",
    "first|last|version|versions|result|results|output|copy|format",
    "[我的|这个|这段|这些|那个|整个][<any format>][格式的]<视频>|这个|这段|为|成|成为|到|在|以|用|个",
    "格式|版|版本",
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
