"""Word groups of one family of edits each, in the language of `pattern`: what people call a shape, a corner, a fade.

A mark such as {ratio=9:16} says what the words before it mean.
"""

from __future__ import annotations

FAMILY_GROUPS: dict[str, str] = {
    # shapes of the picture
    "upright": "vertical|vertically|portrait|upright|竖屏|竖版|竖|竖向|纵向|竖着",
    "wide": "landscape|horizontal|widescreen|wide screen|横屏|横版|横向|宽屏",
    "even": "square|squared|方形|正方形|方",
    "named shape": "<upright>{ratio=9:16}|<wide>{ratio=16:9}|<even>{ratio=1:1}",
    "shape": "<named shape>|[<upright>|<wide>|<even>] {ratio:ratio} [<upright>|<wide>|<even>]"
    "|(cinemascope|cinema scope){ratio=2.39:1}",
    "shaped": "<shape> [mode|format|video|videos|orientation|aspect ratio|aspect|ratio|shape|crop|frame|layout"
    "|version|clip]",
    "形状": "<shape>[画面|视频|比例|模式|格式|尺寸|的|画幅|构图]",
    "platform": "[the|a|an|my|our] (tiktok|tik tok|tiktoks|[instagram|ig|insta|facebook|fb] (reels|reel|story|stories)"
    "|[youtube|yt] (shorts)|youtube short|yt short|snapchat|douyin|kuaishou|mobile|phones|抖音|快手|小红书|视频号"
    "|短视频|手机){platform=9:16}"
    "|[the|a|an|my|our] (youtube|yt|a tv|tv|youtube video|b站|bilibili|优酷|电视){platform=16:9} [channel|video|videos]"
    "|[the|a|an|my|our] (instagram|ig|insta){platform=1:1} [feed] [post|posts|feed]",
    "for platform": "(for|on|to fit|to suit|suitable for|ready for|to post on|to upload to|to use on|as) <platform>"
    "|<platform> (ready|format|style|size|version|ratio|friendly|dimensions|video|videos|shape)"
    "|[so [that]] [i|we] [can] (post|upload|share) (it|this|them) (on|to|in) <platform>|发<platform>|用于<platform>"
    "|适合<platform>"
    "|上传到<platform>|<platform>用",
    "fit": "[<and>|with|, with|using|and with|on|over] [a|an|the] (blurred|blurry|blur|blurring)"
    " [the|video] [background|backgrounds|sides|side|edges|bars|fill|bg|backdrop|copy] [behind it|of it|behind"
    "|around it]"
    " {fit=blur}"
    "|[<and>] (blur|fill) [in] the (background|sides|edges|bars|rest) [with blur] {fit=blur}"
    "|[<and>|with|using|add|adding] [black] (bars|padding|letterbox|letterboxing|letterboxed|pillarbox|borders|padded"
    "|bars (on|at) (the|both) (sides|top and bottom)) {fit=pad}"
    "|[<and>] (without|no|do not|don't) (cropping|crop|cutting anything off|cutting anything|crop anything) {fit=pad}"
    "|[<and>|by] (cropping|cropped|crop|crop it|crop to fill|zoomed in|zoom to fill|cropping the sides|crop the sides"
    "|fill the screen|fill the frame|filling the frame|cropping it|center crop|cropped to fit|filled) {fit=crop}"
    "|[，|、][带|加|用|使用](模糊|虚化)[的]背景[填充] {fit=blur}|[，|、]背景(模糊|虚化) {fit=blur}"
    "|[，|、][上下|左右|两边][加|留|带]黑边 {fit=pad}|[，|、](裁剪|裁切)[填充|画面|两边] {fit=crop}",
    # places in the picture
    "top": "top|upper",
    "bottom": "bottom|lower",
    "corner": "[in|at|on|to|into] [the|its] [very]"
    " ((<top> [-|and] left|left top){corner=top-left}|(<top> [-|and] right|right top){corner=top-right}"
    "|(<bottom> [-|and] left|left bottom){corner=bottom-left}|(<bottom> [-|and] right|right bottom"
    "){corner=bottom-right}|topleft{corner=top-left}|topright{corner=top-right}|bottomleft{corner=bottom-left}"
    "|bottomright{corner=bottom-right}) [hand] [corner|side|edge|of the (video|screen|frame|picture)]"
    "|[in|at] the corner {corner=bottom-right}",
    "角": "[在|放在|放到|于|，|到|视频|画面|的](左上[角]{corner=top-left}|右上[角]{corner=top-right}"
    "|左下[角]{corner=bottom-left}|右下[角]{corner=bottom-right})[位置]",
    "place": "[in|at|on|to|near|along] [the] [very]"
    " (top{place=top}|bottom{place=bottom}|lower third{place=bottom}|(center|centre|middle){place=center})"
    " [of <clip>|of the (screen|frame|picture|image)|edge|center|centre]|centered{place=center}"
    "|[in|on] the screen|on screen|onscreen",
    "位置": "[在|放在|放到|位于|，|到|显示在][视频|画面|屏幕][的]((顶部|上方|最上面|上面){place=top}"
    "|(底部|下方|最下面|下面){place=bottom}|(中间|中央|居中|正中){place=center})[显示|位置]",
    "when": "[showing|shown|lasting|visible|displayed|,] [lasting|for] [only] [the] [first] {for:length} [long]"
    "|(from|between) {span:span}|{span:span}|(in|during|over) the first {for:length}"
    "|(at|from|starting at|starting from|after|beginning at) {from:moment} [on]"
    "|(at|in|from) [the] [very] (start|beginning) [of <clip>]|of <clip>|(on|to|onto|over|in|across) <clip>",
    "时": "[，][显示|持续|停留|展示]{for:length}|[，]从[第]{from:moment}[开始]|[，][在][第]{from:moment}[处|时]"
    "|[，]前{for:length}"
    "|[，][在|从]{span:span}[显示]|[，]开头|在(视频|视频里|视频上|画面上|画面)",
    "showing": "<corner>|<place>|<when>|<角>|<位置>|<时>",
    "shown": "[,] [<showing>] [,|and] [<showing>] [,|and] [<showing>] [<showing>]",
    "lettered": "[that says|which says|saying|that reads|reading|with the text|with the words|with|:|text|of|called"
    "|named|=|to say|为|是|写着|内容为|显示|写|叫]",
    "quoted": "{text:quote}",
    # directions
    "way": "[to|towards|toward] [the|its] (left|left side|counterclockwise|counter clockwise|anticlockwise|anti "
    "clockwise"
    "|ccw){way=left}|[to|towards|toward] [the|its] (right|right side|clockwise|cw){way=right}",
    "degrees": "{degrees:count} [degrees|degree|deg|°|º|度]",
    "向": "(向左|往左|左|逆时针|逆时针方向){way=left}|(向右|往右|右|顺时针|顺时针方向){way=right}",
    # sound
    "loudness": "[the|its|my|overall|all] [audio|sound|video's|video] (volume|loudness|sound level|audio level"
    "|volumes|levels|audio levels)"
    "|[the|its|my|all] (sound|audio)",
    "音量": "[<视频>][的](音量|声音|响度|声音大小|音频音量|视频音量)",
    "fading": "[nice] [smooth] [a] [fade|fading]",
    "faded in": "(fade|fading|faded|fades) (in|from black|up)|fade it in|fade (the|this) (video|clip) in|a fade in"
    "|淡入|渐入|渐显",
    "faded out": "(fade|fading|faded|fades) (out|to black|away)|fade it out|fade (the|this) (video|clip) out|a fade "
    "out|淡出|渐出|渐隐",
    "faded both": "(fade|fading|fades) in (and|&|/|or|and fade|and a fade|, fade|and fading) out|fade (it|<clip>) in "
    "and out|fades in and out"
    "|fade ins and [fade] outs|a fade in and [a] [fade] out|淡入[和|与|、|并|，]淡出|渐入渐出|渐显渐隐",
    "tune": "[some|a|the|a bit of|a little|an] [nice] (background music|music|bgm|background track|music track|music "
    "bed"
    "|background song|song|background tune|music in the background|backing track|background audio|soundtrack music)",
    "level": "[,] [at|with|to|and] [a|the|its] [volume] [of|at|to|is|:|=] {level:percent} [volume|loudness|level]"
    "|[,] [at|with] half volume {level=0.5}|[,] [at|with] full volume {level=1}"
    "|[，|、][音量][为|到|是|调到|设为|设置为|调成|占]{level:percent}[的][音量]",
    "配乐": "[背景](音乐)|配乐|BGM|背景乐|背景音",
    # joining
    "pictures": "<this> [<kind>] (photos|pictures|images|pics|stills|photographs|shots|jpgs|pngs|snapshots|image files)"
    "|[the] (photos|pictures|images|pics|stills|photographs)|them|these|all|it",
    "clips": "<this> [<kind>] (clips|videos|files|movies|recordings|parts|segments|footage|takes|shots|pieces|video "
    "files"
    "|video clips|mp4s|movs|mp4 files|mov files)|[the] [{:count}] (clips|videos|files|movies|recordings|parts"
    "|segments|takes|pieces|video files|video clips)|<this> {:count} (clips|videos|files|movies|recordings|parts)"
    "|[all of] (them|these|it all|everything)|everything|all|{:clip} [and|with|,|+|&] {:clip} [[,] and {:clip}]",
    "片段": "[这|那][些|几个|两个|三个|几段|所有][的][<视频>](片段|视频|影片|文件|素材|录像|短片|镜头)|[所有"
    "|全部](视频|片段|素材|文件)"
    "|它们",
    "join": "join|joining|concatenate|concat|combine|combining|stitch|stitching|merge|merging|append|glue|splice|unite"
    "|assemble",
    "ordered": "[,] [and] [sort|sorted|order|ordered|arranged|sort them|in] [in] [order] (by|of|in order of"
    "|according to)"
    " [the|their|file] (((file|creation|recording|capture|shooting) [date|time|order]|date|time|when they were"
    " (taken|recorded|shot|filmed)|timestamp|date taken|recording date|creation date|age){order=time}"
    "|(name|names|file name|filename|file names|filenames|title|alphabet){order=name})"
    "|[,] [in] (chronological|time) order {order=time}|[,] chronologically {order=time}|[,] oldest first {order=time}"
    "|[,] [in] (alphabetical|name|filename|file name) order {order=name}|[,] alphabetically {order=name}|[,] in order",
    "按": "[，](按照|按|根据|以|依)[拍摄|录制|创建|文件](时间|日期){order=time}[顺序|先后|先后顺序|排序|排列]"
    "|[，](按照|按|根据|以|依)(名称|文件名|名字){order=name}[顺序|排序|排列]|[，]按顺序",
    "as one": "(together|end to end|one after another|one after the other|back to back|in sequence|sequentially|up)"
    "|[together] (into|to|as|in|to make|to form|to create) [a|one|1] [single|one|long|longer|big|combined|continuous"
    "|complete|whole]"
    " (video|clip|file|movie|film|one|piece|recording)|[together] into one|[together] into a single one|as one",
    "成一个": "[起来|在一起|到一起][成|为|到|在][一个|一段|一条|同一个|一起|一][完整|长|新][的][视频|影片|文件|片子]",
    "soundfile": "[the|this|that|my|an|a] [separate|other|external|new|recorded|provided|attached|uploaded|given"
    "|matching] (audio"
    "|sound|audio file|audio track|sound file|mp3|wav|m4a|mp3 file|wav file|soundtrack|music file|song|sound track"
    "|recording)"
    "|[the|this|my|a] {:sound}",
    "speech": "[the|this|my|a|an] (narration|voiceover|voice over|voice-over|commentary|voice|voice track|voice "
    "recording"
    "|narration track|narrator) [file|audio|track]",
    "picturefile": "<this> [silent] (video|clip|movie|film|footage|picture|video file|visuals|video track)|[the] "
    "video|{:clip}|it",
    # slides and explanations
    "transition": "[,] [and|with|use|using] [a|nice|smooth|soft|simple] (fade|fades|fading|crossfade|crossfades"
    "|cross fade|cross fades"
    "|fade transitions|fade transition|crossfade transitions|smooth transitions|dissolve|dissolves)"
    " [between them|between each|between pictures|between (photos|images|pictures|slides)|between] {transition=fade}"
    "|[,] [and|with] (no|without|without any|hard cuts|hard cut|zero) [fade] [transition|transitions|fades|fade"
    "|fading|effects]"
    " [between them|between (photos|images|pictures|slides)] {transition=none}"
    "|[，|、](无|没有|不要|不用|不加)(转场|过渡|过渡效果|转场效果) {transition=none}|[，|、][带|加|用|使用](淡入淡出"
    "|渐变)[转场|过渡|效果] {transition=fade}",
    "each": "[,] [and|with|at|for|show|showing|of|show each (one|picture|photo|image|slide) for] {each:length} (each"
    "|per|a|for each|for every|apiece|on each)"
    " [photo|picture|image|slide|one|of them]|[,] [and|with|at] [each|every] [photo|picture|image|slide|one] "
    "[showing|shown|lasting|lasts|for|stays|displayed|visible|on screen] [for] {each:length} [each|long|on "
    "screen]"
    "|[，|、]每(张|幅|个)[照片|图片|图][显示|停留|播放|展示|持续]{each:length}|[，|、](每|各){each:length}一张|[，"
    "|、]间隔{each:length}",
    "text": "<this> [short|long] (text|script|article|story|blog post|document|post|essay|copy|description|notes"
    "|note|summary"
    "|product description|text file|words|paragraph|paragraphs|poem|txt|transcript|markdown|blog|content)|[the] text",
    "explainer": "[a|an|one|the] [short|quick|brief|simple|little|nice] [{seconds:length}] [long] [short|quick]"
    " (explainer|explanation|explanatory|narrated|educational) [video|clip|movie|film|reel]"
    "|[a|an] [{seconds:length}] (short|short film)",
    "extra": "(voice|voiceover|voice over|narration|a voice|a voiceover|a voice over|a narrator|spoken narration"
    "|speech|a narration"
    "|voice narration){voice=yes}|[some|background|a] (music|background music|bgm|soundtrack|background "
    "track){music=yes}"
    "|[some|nice] (visuals|images|pictures|graphics|illustrations|slides|visual|animations|imagery){visuals=yes}"
    "|(配音|旁白|语音|解说){voice=yes}|(音乐|背景音乐|配乐){music=yes}|(画面|图片|视觉|图像|插图|配图"
    "|视觉效果){visuals=yes}",
    "no extra": "(voice|voiceover|voice over|narration|a voice|a voiceover|speech|a narrator){voice=no}"
    "|[any|background] (music|background music|bgm|soundtrack){music=no}|[any] (visuals|images|pictures"
    "|graphics){visuals=no}"
    "|(配音|旁白|语音|解说){voice=no}|(音乐|背景音乐|配乐){music=no}|(画面|图片|配图){visuals=no}",
    "with extra": "[,|and|, and|plus|，|、|和|与|及|并|带|带有] [with|add|adding|including|use|using|plus|and|配上"
    "|配|加上|加|和|带有|带]"
    " <extra>|[,|and|, and|but|，|、|和] (with no|without|no|but no|不要|不加|没有|无|不带|不需要|without any|with "
    "no) <no extra>",
    "extras": "[<with extra>] [<with extra>] [<with extra>] [<with extra>] [needed]",
    # files
    "below": "[to|at|with|in|into|within|of|to be|be|is|stay|stays|stay at] (under|below|less than|smaller than|no "
    "more than|no larger than|no bigger than|not more than"
    "|not larger than|not bigger than|at most|up to|a maximum of|maximum of|a max of|max|max of|maximum|within|≤|not "
    "exceeding|not over|lower than|no greater than|a size of|around|about|roughly|approximately|just under)"
    " [a|the] [size|limit] [of]|to|[to|at] a (size|target size|file size) (of|under|below)|(doesn't|does not|must "
    "not|should not) exceed|never exceed|so it's (under|below)|so that it is (under|below)|in|into|fit in|fit "
    "into|fits in|fits into|fit within|fits within",
    "weight": "[the|its|my] [file|video|total|final|output|resulting|whole] (size|filesize|file size|file|weight)",
    "made": "{quality:quality}|<shape>|{size:size}|{rate:rate}|[a|an]",
    "looks": "[<made>] [<made>] [<made>] [<made>]",
    "时刻": "[在|，|于][第]{at:moment}[处|的|时|钟|那一刻|位置|时候]",
    "still": "[a|the|one|an|single] [single|one] [video|jpg|png|jpeg|cover|preview|poster|still|youtube] (thumbnail"
    "|thumb|screenshot|screen shot|still|still frame"
    "|still image|frame|snapshot|poster frame|poster|cover image|cover|preview image|preview picture|picture|image"
    "|frame grab|screengrab|screen grab)",
    "at corner": "[starting|,] (at|from|position|offset by|with offset) [x] [=] {x:digits} [,|x] [y] [=] {y:digits}"
    "|[at|in|from] the (center|centre|middle)",
    "make smaller": "(compress|compressing|shrink down) [<clip>|<weight>] [down]|(make|get|have) (<clip>|<weight>"
    "|file) [a lot|much|a bit|as] (smaller|lighter|small as possible|as small as possible|less big|small)"
    "|(reduce|reducing|shrink|shrinking|lower|decrease|minimize|minimise|bring down|cut|cut down|optimize) [the|its"
    "|my|this] [video|video's] (file size|filesize|size of the file|weight|size of <clip>|file|size on disk"
    "|bitrate|size in mb|file sizes|video file size)"
    "|(make|save) a (smaller|compressed|lighter) (file|version|copy|video)|shrink (<clip>|the video|my video)"
    "|(reduce|optimize) the size|make file smaller",
    "字": "[文字|片头|开场|大|小|一个](标题|文字|字样|文本|题目|片名|文字标题|标题文字|几个字|字|大字)",
    "at": "[of|from] [the|what is] [frame|video|<clip>] [at|from|for|of|@|, at] [the] [time|timestamp|position] "
    "{at:moment} [in|into <clip>|of <clip>|mark|into it|into the video]",
    # lists of names
    "and keep the sound": "[,|but] [and|while] (keep|keeping|preserve|preserving|with) (<sound>|its sound|its own "
    "sound|the original sound|the original) [too|as well|underneath|in the background|under it|quietly]",
    "slides": "(slideshow|slide show|photo slideshow|picture slideshow|photo montage|image slideshow|slideshow video"
    "|photo video|video slideshow)",
    "title": "[big|small|large|short|simple|opening|intro|main|nice|white|text] (title|text|caption|heading|headline"
    "|text overlay|title card|title text|words|message|label|overlay text|text title|opening title|line|title "
    "screen|intro title)",
    "subtitles": "(subtitles|subtitle|subs|captions|closed captions|the srt|srt|subtitle track|subtitle file|srt "
    "file|srt subtitles|subtitles file)",
    "mark": "(watermark|water mark|logo|brand|branding|copyright notice|copyright|credit|text watermark|logo "
    "watermark|watermark text|image watermark|overlay|stamp)",
    "silences": "(silences|silence|silent parts|silent bits|silent sections|silent segments|silent moments|silent "
    "gaps|dead air|dead space|pauses|pause|awkward silences|awkward pauses|long pauses|long silences|gaps|gaps "
    "in the audio|quiet parts|silent pauses|gaps of silence|gaps in speech|pauses in speech)",
    "gray": "(black and white|black & white|black n white|b&w|b & w|bw|b and w|grayscale|greyscale|gray scale|grey "
    "scale|monochrome|gray|grey)",
    "timed": "[of|over|for|lasting|with|in|during|takes|,|持续|时间|时长|as|that lasts|about]",
    "音轨": "音频|声音|音轨|音乐文件|录音|音频文件|{:sound}|歌曲|配音文件",
    "画面": "视频|画面|影片|视频文件|录像|{:clip}",
    "旁白": "旁白|解说|配音|音频|音乐文件|录音|{:sound}|旁白文件",
    "那一刻": "[第]{at:moment}[处|的|时|钟|那一刻|位置|时候]",
}
