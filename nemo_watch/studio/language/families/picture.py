"""What people call shapes, platforms, corners, places, and ways to turn a picture."""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import groups

PICTURE_GROUPS = groups("""
upright = vertical|portrait|upright|竖屏|竖版|竖|竖向|纵向|竖式|直式|直向|直立
wide = wide|landscape|horizontal|widescreen|wide screen|横屏|横版|横向|宽屏|横|横式
even = square|squared|方形|正方形|方|正方
named shape = <upright>{ratio=9:16}|<wide>{ratio=16:9}|<even>{ratio=1:1}
shape = [<upright>|<wide>|<even>] {ratio:ratio} [<upright>|<wide>|<even>]
    |<named shape>|(cinemascope|cinema scope){ratio=2.39:1}
    |(ultrawide|ultra wide){ratio=21:9}
shaped = <shape> [mode|format|video|videos|orientation|aspect ratio|aspect|ratio|shape|frame|layout|version|clip|image
    |display|screen|canvas|view]
形状 = <shape>[画面|视频|比例|模式|格式|尺寸|画幅|构图|版|版本|形状|短视频]
upright platform = (tiktok|tik tok|tiktoks|[instagram|ig|insta|facebook|fb] (reels|reel|stories)
    |(instagram|ig|insta|facebook|fb) story|[youtube|yt] (shorts)|youtube short|yt short|snapchat|douyin|kuaishou
    |vertical video|抖音|快手|小红书|视频号|短视频平台|短视频|手机|朋友圈竖屏){platform=9:16} [video|videos|feed|format]
post = (instagram|ig|insta|ins) [feed] (post|posts|feed){platform=1:1}
platform = <upright platform>|<post>|(instagram|ig|insta|ins){platform=1:1}
    |(youtube|yt|tv|youtube video|b站|bilibili|优酷|电视|B站|油管){platform=16:9} [channel|video|videos]
meant for = for|on|to fit|to suit|suitable for|ready for|to upload to|as
named platform = <platform> (ready|format|style|size|version|ratio|friendly|dimensions|video|videos|shape|aspect ratio
    |sized)
    |发<platform>|用于<platform>|适合<platform>[播放|观看|发布]|<platform>(用|版|专用)|方便发<platform>
    |(要|用来|用于|方便|准备|以便|好|为了)[我](上传到|发到|发布到|放到|上传|发布)<platform>
# A place that shows anything, such as YouTube, asks for no shape; one that is held upright does.
shaping platform = <meant for> (<upright platform>|<post>)|<named platform>
for platform = (<meant for>|to <sent> [it] on|to fit in) (<platform>|story{platform=9:16})|<named platform>
    |(so [that]|to|in order to) [i|we] [can] <sent> (it|this|them) (on|to|in) <platform>
blurred = [a] (blur|blurry|gaussian|fuzzy|soft) [blur] [video] (background|backgrounds|sides|side|edges|bars|fill|bg
    |backdrop|copy|borders|border|padding|margins) [behind it|of it|behind|around it|fill|of itself|on (both) sides]
blurred fit = (fill|pad) [it|rest|sides] with (blur|<blurred>)
    |with blur|[with|using] blur instead of [black] (bars|borders|padding|black)
    |[with|using] blur (on|at|around|in) [both] (sides|edges|background|borders)
    |[with|using|on|over|against] <blurred>
    |(blur|fill|pad) [in] (background|sides|edges|bars|rest|borders|empty (space|areas)|it) [with (blur|<blurred>)]
    |(模糊|虚化)[填充][背景|边缘|两边|两侧|底][填充]
    |[带|加|用|使用](模糊|虚化)背景[填充]
    |(背景|两边|两侧|边缘|空白处|上下|左右|四周|多余部分)[用](模糊|虚化)[背景][填充|处理|填补|填满|补齐]
cropped fit = [by] (crop|crop to fill|zoomed in|zoom to fill|crop [off] (sides|edges|top and bottom)|fill screen
    |fill frame|zoom|crop it|center crop|crop to fit|filled|crop in
    |crop (don't|do not|not|instead of) (pad|padding|bars)|crop from center|crop to center|crop and zoom)
    |keep (center|middle) [part]
    |(裁剪|裁切|裁掉|裁剪掉|裁切掉|裁去|切掉)[填充|填满|铺满|画面|两边|多余部分|多余|两侧|边缘|上下|左右]
    |(居中|中心)(裁剪|裁切)
    |(两边|两侧|上下|左右|四周|多余[部分])(裁掉|裁切|裁剪|切掉|裁)
    |(铺满|填满|充满)(屏幕|画面|全屏)
padded fit = [with|using|add] [black] (bars|padding|pad|letterbox|pillarbox|borders|border|margins) [at|on]
    [both|either] [sides|top and bottom|edges|around]
    |(without|no|do not|don't) (crop|cut anything off|cut anything|crop anything)
    |[上下|左右|两边|两侧](加|留|带|补|填充|添加|保留)黑边
    |不(裁剪|裁切|要裁剪|要裁切)|[用]黑边(填充|补齐|补)|填充黑边
fit = [<and>] (<blurred fit>{fit=blur}|<cropped fit>{fit=crop}|<padded fit>{fit=pad})
    [instead of [add] [black] (bars|borders|padding|crop)|(no|without) [black] bars]
    |[<and>] [with] (no|without|without any) [black] (bars|borders|padding|letterboxing|letterbox){fit=crop}
    |(不要|没有|不加|无|不留|不带)黑边{fit=crop}
top = top|upper
bottom = bottom|lower
corner = [in|at|on|to|into|over|across|towards] [very|far] ((<top> [-|and|hand] left [hand]|left top|left
    <top>){corner=top-left}
    |(<top> [-|and] right|right top|right <top>){corner=top-right}
    |(<bottom> [-|and] left|left bottom|left <bottom>){corner=bottom-left}
    |(<bottom> [-|and] right|right bottom|right <bottom>){corner=bottom-right}|(topleft|tl){corner=top-left}
    |(topright|tr){corner=top-right}|(bottomleft|bl){corner=bottom-left}|(bottomright|br){corner=bottom-right}) [hand]
    [corner|side|edge] [<of picture>]
    |[in|at] corner {corner=bottom-right}
of picture = (of|on) (video|screen|frame|picture|image|<clip>)
角 = [放在|放到|放|显示在|在|于|到|位于|位置][视频|画面|屏幕][位置](左上[角]{corner=top-left}|右上[角]{corner=top-right}
    |左下[角]{corner=bottom-left}|右下[角]{corner=bottom-right})[位置|处|上|显示]
place = [in|at|on|to|near|along|across|(position|pos) :] [very] (top{place=top}|bottom{place=bottom}
    |lower third{place=bottom}
    |(center|middle){place=center}) [center|middle|edge|part|third] [<of picture>]
    |(centered|center){place=center} [on screen|in frame]
    |[in|on] (screen|picture)|onscreen
    |(top|upper){place=top} (middle|third)
    |(bottom|lower){place=bottom} (middle)
位置 = [位置|位置为][在|放|摆在|放在|放到|位于|到|显示在|居于|处于|靠][视频|画面|屏幕][最|正]
    ((顶部|上方|上面|顶端|顶|上部|上边){place=top}|(底部|下方|下面|底端|底|下部|下边){place=bottom}
    |(中间|中央|居中|正中|中心|正中间){place=center})[显示|位置|处|居中]
when = (for|during|over|through|) (whole|entire|full|complete)
        (video|clip|film|movie|time|duration|length|thing){whole=yes}
    |throughout [<clip>]{whole=yes}|all through [<clip>]{whole=yes}
    |(around|about|roughly) {from:moment}
    |[<showing>] [for] [only] [first] {for:showing} [long|only]
    |(from|between) {span:span}|{span:span}
    |(until|till|up to) {for:moment}
    |(in|during|over|for|within|throughout) first {for:length}
    |[for|during|in] opening {for:length}
    |[starting|beginning] (at|from|after|in) {from:moment} [on|in]
    |(starting|beginning|appearing) {from:moment} [in]
    |(at|in|from|right at) [very] (start|beginning) [<in clip>]|<in clip>
    |{from:moment} [in|into <clip>]
showing = show|lasting|visible|display|which (lasts|stays)
    |that (lasts|stays)
    |(stay|staying|stays|keep it) [visible|up|on|on screen|there]
    |appearing|on screen|(to|should|must|will) (last|stay)|lasts
    |and keep it [up|there|on screen|visible]
时 = [显示|持续|停留](全程|始终|一直|从头到尾){whole=yes}[显示|存在|出现]
    |[显示|持续|停留|展示|时长|持续时间|播放|出现|保持][为]{for:showing}
    |(显示|持续)(到|至)[第]{for:moment}[为止]
    |从[第]{from:moment}[开始|起][显示|出现]
    |[在][第]{from:moment}[处|时|出现|显示|开始]
    |[在|于]<前>{for:length}[内|里|显示|出现]
    |[在|从][第]{span:span}[之间|期间|显示|出现|处|内]
    |在<前>|最前面|前面|开头|片头|开始|最开始|开场|一开始
    |在(视频|视频里|视频上|画面上|画面)|给<视频>|[在]<视频>[里|上|中]
placed = <corner>|<place>|<角>|<位置>
timed = <when>|<时>
shown = ([<placed>]; [<timed>]; [<timed>]; [<in clip>|on screen])
lettered = should (say|read|be)|must (say|read)|that says|which says|saying|that reads|reading|with text|with words
    |with|:|text|of|called|named|=|to say
    |为|是|写着|内容为|显示|写|叫|that say|say|read|reads|says|内容是|containing|which reads|words|stating
shrink = resize|rescale|scale|downscale|scale down|downsize|size|shrink|downsample|resample
    |(reduce|lower|decrease|change|set|drop|bring|scale|resize|adjust|convert|cut|take|knock|limit|cap) [down]
    <picture> [<in clip>]
resize = <shrink>
    |(reduce|lower|bring|take|get|set|turn|knock|drop|switch|change|go|fit|limit|cap|adjust) [down]
    |convert <picture>
at most = max|maximum|at most|up to|no (higher|bigger|larger|more) than|not (above|over)|max of|maximum of|not more than
upscale = upscale|enlarge|upsample|upsize|scale up|blow up|upres|up res
reshape = make|turn|get|put|change|set|reformat|reframe|switch|transform|want|have|give|pad|letterbox|fit|resize
    |format|rescale|adapt|adjust|bring|render|keep|create|scale|optimize|prepare|set up|edit|size
    |convert <picture>|need|pillarbox|produce|output|use|rework|repurpose
bars = [black|dark] [top and bottom|side|letterbox|pillarbox]
    (bars|borders|bands|letterbox|letterboxing|pillarbox|pillarboxing|letterbox bars|letterbox borders
    |border|pillarboxes|letterboxes|pillars|bar)
    |(black|dark) (frame|edges|strips)
黑边 = (黑边|黑框|黑条|黑色边框|边框|黑色边缘|黑色条|信箱黑边)
at corner = [starting|,] (at|from|position|offset by|with offset|offset) [x] [=|:] {x:digits} [,|x|and] [y] [=|:]
    {y:digits}
    |[at|in|from] (center|middle)
rotate = rotate|turn|spin|flip|tilt|twist
found = <clip> (is|was|looks|came out) [recorded|filmed|shot]|it's|it is
way = [to|towards|toward] (left|left side|left hand side|counterclockwise|counter clockwise|anticlockwise
    |anti clockwise|ccw|counterclock wise){way=left}
    |[to|towards|toward] (right|right side|right hand side|clockwise|cw|clock wise) {way=right}
degrees = {degrees:count} [degrees|degree|deg|degs|°|º|度]
向 = [向|往|朝](左边|左侧|左|逆时针|逆时针方向|左方){way=left}
    |[向|往|朝](右边|右侧|右|顺时针|顺时针方向|右方){way=right}
gray = black and white|black & white|black n white|black white|b&w|b & w|bw|b and w|grayscale|gray scale|monochrome|gray
    |black/white|black / white|noir
slow motion = [super|ultra|extreme|nice|smooth] (slow motion|slow mo|slomo|slowmo|slow-mo)
""")
