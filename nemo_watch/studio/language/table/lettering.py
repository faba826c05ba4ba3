"""What is written into the picture: titles, subtitles, watermarks."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond
from nemo_watch.studio.language.building.lettering import subtitles, title, watermark
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, NOUN = Standing.FIRM, Standing.BARE, Standing.NOUN


TITLE = (
    *phrases(
        FIRM,
        title,
        """
        (<add>|adding|write|show|display|overlay|print|have|make|create|use|want|include|burn|with) [a|an|the|some] \
            <title> [<showing>] [<showing>] [,] [<lettered>] [<lettered>] {text:quote} [<title>] <shown>
        (<add>|adding|write|show|display|overlay|print|put|use|type) [the|a] {text:quote} [as [a|the] <title>] \
            [<title>] <shown>
        (title|caption|label|name) <clip> {text:quote} <shown>
        (<add>|adding|write|show|display|overlay|print|put|with|make|create) [a|an|the|some] <title> [<showing>] \
            [<showing>] (that says|which says|saying|that reads|reading|with the text|with the words|:|called|to \
            say) {text:free} <shown>
        (<add>|adding|write|show|display|overlay|print|put|with|make|create) [a|an|the] <title> {text:name} <shown>
        <添加>[一个|一行|一段]<位置>[的]<字>[<位置>][:|为|是|，|写着|内容为|叫|写]{text:quote}[<字>]<shown>
        <添加>[一个|一行|一段]<字>[<位置>][:|为|是|，|写着|内容为|叫|内容是|写]{text:quote}<shown>
        <添加>[一个|一行|一段]<字>[<位置>](:|为|是|写着|内容为|叫|内容是){text:free}<shown>
        <添加>{text:quote}[的|这个|作为|做|为|当][<字>][<字>]<shown>
        (<位置>|<时>|<角>)<添加>[<字>][:|为|是|，]{text:quote}[<字>]<shown>
        (显示|写|打出|出现)[<字>]{text:quote}[<字>]<shown>|(<位置>|<时>|<角>)(显示|写着|写上|写|出现|放|放上)\
            {text:quote}<shown>
        [把|将]{text:quote}(放在|加在|写在|显示在|加到|放到|打在)[<位置>|<角>]<shown>
        (标题|片头标题|文字)(为|是|:|叫|写){text:quote}<shown>
        """,
    ),
    *phrases(
        BARE,
        title,
        "[with|a|the] <title> [:|=|of|is|saying|reading] {text:quote} <shown>|title [:|=] {text:free} <shown>"
        "|<字>[:]{text:quote}<shown>",
    ),
    # Nothing to write, or for longer than a time.
    *phrases(BARE, beyond, "(<add>|write|show|make|create) [a|an|the|some] <title> [<on clip>]|<添加><字>"),
    *phrases(
        FIRM,
        beyond,
        "(<add>|write|show|display) [a|the] [<title>] [<lettered>] {:quote} <shown> (for|during|over|throughout) "
        "the (whole|entire) (video|clip|time|thing)",
    ),
)


SUBTITLES = (
    *phrases(
        FIRM,
        subtitles,
        """
        (burn|burn in|hardcode|hard code|hardsub|hard sub|embed|bake|bake in|render|burning|burning \
            in|hardcoding|imprint) [in|on] [the|my|its|these|those|some] <subtitles> [in|on|onto|into|to] \
            [<clip>|the (picture|frame|image)] [permanently]
        (burn|bake|hardcode) [the|my|its] <subtitles> (in|on|into <clip>|onto <clip>|into the picture)
        (<add>|adding|show|display|include|have|turn on|enable|use|want) [the|my|its|some|these|hardcoded|burned \
            in|burnt in|hard] <subtitles> [<on clip>|on the video|on screen]
        (burn|burn in|add|adding|embed|hardcode|use|put|overlay|render|include|show|apply|insert|bake in) [in] \
            [the] [subtitles|captions|subs|subtitle file|file] [from|file|of] [the] [file] ({file:captions}|file \
            {file:quote}) [in|into|onto|on|to|as] [<clip>|the (picture|frame)|subtitles|captions|hard subtitles] \
            [as subtitles]
        (subtitle|caption) <clip> [(with|from|using) {file:captions}]
        (burn|burn in|add|put|use|hard code|hardcode|embed|include|show|overlay|render|bake in) [the] <subtitles> \
            (from|in|of|using) [the file] ({file:captions}|{file:quote}) [<on clip>|into <clip>]
        <添加>[内嵌|硬|外挂]字幕[{file:captions}|文件{file:captions}][到视频|到视频里|到画面|进去]
        (烧录|嵌入|内嵌|压制|烧入|压入|硬编码|烧进|压|挂上|合成|显示|打开|带|带上|有|要有|要)[硬|内嵌]\
            字幕[{file:captions}|文件{file:captions}][到视频|到视频里|到画面里|进视频|进画面|到画面]
        [把|将][{file:captions}|{file:captions}的]字幕[文件][{file:captions}]\
            (烧录|嵌入|压制|烧|压|加|加入|烧入|压入|内嵌|嵌|添加|合成|硬编码|写)[到|进|进去|在|上|入]\
            [视频|视频里|画面|视频中|画面里|视频画面|画面中]
        (用|使用|以|把){file:captions}(作为|做|当|加|配|添加|压|烧录)[为]字幕|(添加|加|加上|加入|嵌入|烧录|用)\
            {file:captions}[字幕|作为字幕]
        """,
    ),
    *phrases(
        NOUN,
        subtitles,
        "[burned in|burnt in|hardcoded|hard|embedded|the|burned] <subtitles> [on|(from|file) {file:captions}"
        "|burned in|embedded]",
    ),
    *phrases(
        BARE,
        subtitles,
        "with [burned in|burnt in|hardcoded|hard|embedded|the|burned] <subtitles> [on|(from|file) {file:captions}"
        "|burned in|embedded]|[带|有|内嵌|硬]字幕|with {file:captions} as subtitles",
    ),
    # Words that nobody has written down yet, or in another language.
    *phrases(
        BARE,
        beyond,
        "(<add>|generate|create|make|transcribe|remove|delete|hide|turn off|translate|extract) [auto|automatic"
        "|automatically generated|ai|english|spanish|french|german|chinese|the|all] <subtitles>|(自动|中文|英文"
        "|双语|生成|翻译|识别)(字幕|生成字幕)",
    ),
)


WATERMARK = (
    *phrases(
        FIRM,
        watermark,
        """
        (watermark|watermarking|brand|stamp|mark) [<clip>] [<corner>] [with|:|as|using|by] [the|my|a|our] \
            [text|logo|image|picture|words|name|file] ({file:picture}|{text:quote}|{text:name}) [<on clip>] [,] \
            [<corner>] [<on clip>]
        (<add>|adding|put|place|use|overlay|want|have|with|include|burn|show) [a|an|the|my|our] \
            [small|little|transparent|semi-transparent|text|company] <mark> [<on clip>] [<corner>] [,] [<lettered>] \
            [<lettered>|<corner>|from|image|file] ({file:picture}|{text:quote}|{text:name}) [<on clip>] [,] \
            [<corner>] [<on clip>]
        (<add>|adding|put|place|use|overlay|want|have|with|include|burn|show) [a|an|the|my|our] [small|text] <mark> \
            [<on clip>] [<corner>] (saying|that says|reading|with the text|:|that reads|with) {text:free} \
            [<corner>] [<on clip>]
        (<add>|adding|put|place|use|overlay|show|stick|lay|want|superimpose) [my|our|the|a] \
            [logo|image|picture|file|company logo|watermark|logo file] {file:picture} [<on clip>] [as] [a|the] \
            [<mark>] [<on clip>] [,] [<corner>] [<on clip>]
        (<add>|put|use|place|overlay|show) [the text|the name|the words|text] ({text:quote}|{text:name}) (as a|as) \
            [text] <mark> [<on clip>] [<corner>]
        (<add>|put|place|write|show) [the text|the name|the words|text] ({text:quote}|{text:name}) <corner> [<on clip>]
        put (©|@) {text:free} <corner>
        <添加>[文字|图片|一个|透明]水印[<角>][:|为|是|，|写着|内容为|内容是|文字]({file:picture}|{text:quote}\
            |{text:name}|{text:free})[<角>]
        <添加><角>[的]水印[:|为|是|，]({file:picture}|{text:quote}|{text:name})
        <角><添加>[文字|图片|logo|标志]水印[:|为|是|，]({file:picture}|{text:quote}|{text:name}|{text:free})
        <角>(放|放上|放个|放置|显示){file:picture}
        <角><添加>[logo|标志|图片|图标|文字|我的logo]({file:picture}|{text:quote})
        <添加>(logo|标志|图片|图标|文字)[:]({file:picture})[到|在|于][视频|画面|视频的|画面的][<角>]
        <添加>({file:picture}|{text:quote})[的|作为|做|当|为]水印[<角>]|<添加>{file:picture}<角>
        (用|使用|以|把|将)[logo|图片|文字|标志]({file:picture}|{text:quote})\
            (作为|做|当|当作|为|作|加|放|放在|加在|放到|加到|贴在|添加到|叠加到|贴到|叠加在)\
            [<角>|视频|画面|视频的|画面的][<角>][水印][<角>]
        水印[文字|内容](为|是|:|内容为|文字为|用)({file:picture}|{text:quote}|{text:free})[<角>]
        """,
    ),
    *phrases(
        BARE,
        watermark,
        "[with|a|text|logo] (watermark|logo) [:|=|of|is|text] ({file:picture}|{text:quote}|{text:name}) [<corner>]"
        "|水印({text:quote}|{file:picture})[<角>]",
    ),
    *phrases(
        BARE,
        beyond,
        "(<add>|put|place) [a|an|the|my|our] <mark> [<on clip>] [<corner>]|(remove|delete|erase|get rid of) [the"
        "|this|that|any] (watermark|logo|watermarks) [<on clip>|from <clip>]",
    ),
)

LETTERING = (*TITLE, *SUBTITLES, *WATERMARK)
