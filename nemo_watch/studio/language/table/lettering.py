"""What is written into the picture: titles, subtitles, watermarks."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond
from nemo_watch.studio.language.building.lettering import subtitles, title, watermark
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, NOUN = Standing.FIRM, Standing.BARE, Standing.NOUN


TITLE = (
    # For longer than a time.
    *phrases(
        FIRM,
        beyond,
        """
        (<add>|write|show|display) [<title words>] [<lettered>] {:quote} ([<placed>]) (for|in|during|over) <last>
            {:length}
        [在][<视频>]<后>[{:length}][内|里|处|时][<位置>](显示|<添加>|写|打)[<字>]{:quote}
        """,
    ),
    *phrases(
        FIRM,
        title,
        """
        <write> (<title words> [:|=|<lettered>]; {text:quote} [as [<title words>]]; [<placed>]; [<timed>]; [<timed>];
            [<lettered>])
        <write> ({text:quote} [<title words>] [as [<title words>]]; [<placed>]; [<timed>]; [<timed>])
        <placed> [<write>] [<title words>] [<lettered>] {text:quote} <shown>
        <timed> [<write>] [<title words>] [<lettered>] {text:quote} ([<placed>]; [<in clip>|on screen])
        (title|caption|label|name) <clip> [as] {text:quote} <shown>
        (have|make|let) {text:quote} (appear|show up|show|pop up|come up) <shown>
        <write> <title words> [<placed>] [<timed>] (that says|which says|saying|that reads|reading|with text
            |with words|:|called|to say|that say|which reads|containing) {text:free} <shown>
        <write> <title words> {text:name} <shown>
        [<write>] subtitle {text:quote} ([<placed>]; [<timed>])
        <添加>[<字>|<位置>|<时>|,]([<字>]; {text:quote} [这] [字样|<字>] [作为<字>]; [<placed>]; [<时>];
            [:|为|是|写着|内容为|内容是|叫|写|写上])
        <添加>[一|一行|一段]<字>[<位置>][<时>](:|为|是|写着|内容为|叫|内容是|写上|写){text:free}<shown>
        <添加>{text:quote}[这|作为|做|为|当]([<字>]; [<placed>]; [<时>])
        (<位置>|<时>|<角>)[<位置>|<时>|,](<添加>|显示|写着|写上|写|出现|打上)[<字>][<位置>]
            [:|为|是|,|写着]{text:quote}[这][<字>]<shown>
        (显示|写|打出|出现|写上)[<字>][:|为]{text:quote}[<字>]<shown>
        (整个|整段|全程|一直|从头到尾){whole=yes}[<视频>|画面][<位置>](显示|<添加>|写|打)[<字>]{text:quote}[<位置>]
        [把|将]{text:quote}[这][<字>](放在|加在|写在|显示在|加到|放到|打在|显示于|添加到)([<placed>]; [<时>])
        (标题|片头标题|文字|片名)(为|是|:|叫|写|设为|设置为){text:quote}<shown>
        """,
    ),
    *phrases(
        BARE,
        title,
        """
        [with] <title words> [<placed>] [:|=|of|is|saying|reading|should (say|read|be)|must (say|read)] {text:quote}
            <shown>
        <title words> (that says|that reads|saying|reading|which says|called|:|with text) {text:free} <shown>
        title (:|=) {text:free} <shown>|title {text:name} <shown>|<字>[:]{text:quote}<shown>|(标题|片名)(:|为
            |是){text:free}<shown>
        {text:quote} (<placed>; [<timed>])|{text:quote} as [<title words>] <shown>
        """,
    ),
    # Nothing to write.
    *phrases(BARE, beyond, "<write> <title words> [<in clip>]|<添加><字>"),
)


SUBTITLES = (
    *phrases(
        FIRM,
        subtitles,
        """
        <burn> [in|on] (<subtitles>; [<from captions>]; [burn in|hardcode|<in clip>|on screen|as hard subtitles
            |as subtitles|in|into it|permanently])
        <burn> [in|on] [<subtitles>|file|subtitle file|captions file] [from|file|of|using]
            ({file:captions}|file {file:quote}) ([<in clip>|in]; [(as|for) [hard] <subtitles>]; [permanently])
        (burn|hardcode|bake|embed|print|render) (it|them|this|those) in|burn (it|them) into <clip>
        (subtitle|caption|hard sub|hardsub|hard subtitle) <clip> [(with|from|using) {file:captions}]
        <添加>[中文|英文|中英|双语]字幕[文件]{file:captions}
        字幕[文件](用|是|:|为|选|使用){file:captions}[,][<烧>[进去|进视频|到画面|到视频]]
        [在][视频|画面](底部|下方)<添加>字幕[文件][{file:captions}]
        <添加>[内嵌|硬|外挂|现有|同名]字幕[文件][{file:captions}|文件{file:captions}]
            [[,|并|然后](烧录|压制|内嵌|硬字幕)[进去]] [到视频|到视频里|到画面|进去|到画面里]
        <烧>[硬|内嵌|外挂|同名][{file:captions}]字幕[文件][{file:captions}]
            [到视频|到视频里|到画面里|进视频|进画面|到画面|进去|上]
        [把|将][{file:captions}|{file:captions}|外挂|硬|同名]字幕[文件][{file:captions}]<烧>
            [到|进|进去|在|上|入][视频|视频里|画面|视频中|画面里|视频画面|画面中|视频上|画面上]
        (用|使用|以|把|将){file:captions}(作为|做|当|加|配|添加|压|<烧>)[为|成|到|进]字幕
            |(<添加>|<烧>|用){file:captions}[字幕|作为字幕]
        [把|将]{file:captions}<烧>[到|进|进去|在|上|入][视频|视频里|画面|视频中|画面里]
        """,
    ),
    *phrases(
        NOUN,
        subtitles,
        """
        <subtitles> [on|<from captions>|embed|<in clip>]
        <subtitles> [<be>] (burnt in|burned in|embed)
        """,
    ),
    *phrases(
        BARE,
        subtitles,
        """
        with <subtitles> [on|<from captions>|embed|burn in|burned in|baked in|turned on|enabled|hardcode]
        [带|有|内嵌|硬]字幕|with {file:captions} as subtitles|(subtitles|captions) on
        """,
    ),
    # Words that nobody has written down yet, or in another language.
    *phrases(
        BARE,
        beyond,
        """
        (<burn>|generate|create|make|transcribe|remove|delete|hide|turn off|translate|extract)
            [auto|automatic|automatically generated|ai|english|spanish|french|german|chinese|all|generated] <subtitles>
        [auto|automatically] <burn> <subtitles> (automatically|automatic|from <voice>|with ai|using ai|from audio)
        (auto|automatically) <burn> <subtitles>
        (自动|智能|语音|AI)[识别][语音](<添加>|生成|识别)[中文|英文|中英|双语|语音][字幕]
        (auto|automatically) [-] (caption|subtitle|subtitles|transcribe|captions) [<clip>]
        (自动|中文|英文|双语|生成|翻译|识别)(字幕|生成字幕)
        (删除|去掉|去除|隐藏|关闭|翻译|提取)[<视频>]字幕
        """,
    ),
)


WATERMARK = (
    *phrases(
        FIRM,
        watermark,
        """
        (watermark|brand|stamp|mark) [<clip>] [<corner>] [with|:|as|using|by] [text|logo|image|picture|words|name|file]
            (({file:picture}|{text:quote}|{text:name}); [<corner>]; [<in clip>])
        <imprint> (<mark> [:|<lettered>|from|using|image|file|with]; ({file:picture}|{text:quote}|{text:name});
            [<corner>]; [<in clip>])
        <imprint> (<mark>; [<corner>]; [<in clip>]) (<lettered>|from|image|file|with)
            (({file:picture}|{text:quote}|{text:name}); [<corner>]; [<in clip>])
        <imprint> (<mark>; [<corner>]; [<in clip>]) (saying|that says|reading|with text|:|that reads|with|that say)
            {text:free} ([<corner>]; [<in clip>])
        (<imprint>|stick|superimpose) [logo|image|picture|file|company logo|watermark|logo file|watermark file|<mark>]
            ({file:picture}; [as [<mark>]]; [<corner>]; [<in clip>])
        <imprint> [text|name|words|<title words>] (({text:quote}|{text:name}); as [text] <mark>; [<corner>];
            [<in clip>])
        <imprint> [text|name|words|<title words>] ({text:quote}|{text:name}) (<corner>; [<in clip>]; [as [text] <mark>])
        <imprint> ({text:name}|{text:quote}) <mark> ([<corner>]; [<in clip>])
        (put|add) (©|@|copyright) {text:free} <corner>
            |<corner> [<imprint>] <mark> [<lettered>] ({file:picture}|{text:quote}|{text:name})
        <添加>[<角>]<水印>[:|为|是|写着|内容为|内容是|文字|内容|写]
            ({file:picture}|{text:quote}|{text:name}|{text:free}) [[,]<角>]
        <添加>[<角>]<水印>([:|为|是|写着|内容为|内容是|文字|内容|写] ({file:picture}|{text:quote}); [<角>])
        <添加><水印>[,]<角>[,][:|为|是|写着|内容为|内容是|文字|内容|写]({text:name}|{text:free})
        <添加><角><水印>[:|为|是]({file:picture}|{text:quote}|{text:name})
        <角><添加>[<谁>][<水印>|logo|标志|图标][:|为|是|写着|内容为|文字]({file:picture}|{text:quote}|{text:name})
            [作为水印|做水印]
        <角>[<添加>]<水印>[:|为|是]({file:picture}|{text:quote})
        <角><添加><水印>[:|为|是|写着|内容为|文字]{text:free}
        <角>(放|放上|放置|显示|贴|贴上|加|加上)[<谁>][logo|图片]{file:picture}[作为水印|做水印]
        <角><添加>[logo|标志|图片|图标|文字|我logo]({file:picture}|{text:quote})
        <添加>(logo|标志|图片|图标|文字)[:]({file:picture})[到|在|于][视频|画面][<角>]
        <添加>({file:picture}|{text:quote})[作为|做|当|为]<水印>[[,]<角>]|<添加>{file:picture}[到]<角>
        (用|使用|以|把|将)[<谁>][logo|图片|文字|标志]({file:picture}|{text:quote})
            (作为|做|当|当作|为|作|加|放|放在|加在|放到|加到|贴在|添加到|叠加到|贴到|叠加在|打在|盖在|印在|显示在|做成
            |设为) ([<角>]; [视频|画面]; [<水印>])
        <水印>[文字|内容](为|是|:|内容为|文字为|用|写)({file:picture}|{text:quote}|{text:free})[[,]<角>]
        """,
    ),
    *phrases(
        BARE,
        watermark,
        """
        [with|text|logo|a] <mark> [<corner>] [:|=|of|is|text|with]
            (({file:picture}|{text:quote}|{text:name}); [<corner>])
        <水印>({text:quote}|{file:picture})[<角>]|{file:picture} [<in clip>] <corner>
        {file:picture} as <mark> [<corner>]
        """,
    ),
    *phrases(
        BARE,
        beyond,
        """
        <imprint> <mark> ([<in clip>]; [<corner>])
        (remove|delete|erase|get rid of) [this|that|any|<kind>] (watermark|logo|watermarks) [<in clip>]
        (<imprint>|stick|superimpose) [logo|image|picture|file|<mark>] {:picture} [at {:percent} [opacity]] <place>
        <添加><水印>|(去掉|去除|删除|消除)[<视频>]水印
        """,
    ),
)

LETTERING = (*SUBTITLES, *TITLE, *WATERMARK)
