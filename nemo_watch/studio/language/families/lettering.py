"""What people call titles, subtitles and watermarks."""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import groups

LETTERING_GROUPS = groups("""
write = <add>|write|show|display|overlay|print|create|make|burn
    |burn in|type|render|superimpose|start with|open with|begin with|put up|need|flash
    |caption <clip> with|draw
burn = burn|burn in|hardcode|hard code|hardsub|hard sub|embed|bake|bake in|render|imprint
    |<add>|show|display|turn on|enable|overlay|merge|mux|attach|encode
    |print|overlay|write|need|permanently (add|burn)
from captions = (from|in|of|using|with|file|:) [file|subtitle file] ({file:captions}|{file:quote})|{file:captions}
烧 = (烧录|嵌入|内嵌|压制|烧入|压入|硬编码|烧进|压|挂上|合成|显示|打开|带|带上|有|要有|要|加|加入|加进|嵌|添加|写|渲染
    |烧|封装|叠加|合并|打)
imprint = <add>|overlay|burn|burn in|show|stamp|watermark <clip> with
    |brand <clip> with|display|print|superimpose|place|write|need|layer
title words = [big|small|large|short|simple|opening|intro|main|nice|on screen|onscreen|text]
    (title|text|caption|heading|headline|text overlay|title card|title text|words|message|label|overlay text
    |text title|opening title|line|title screen|intro title|banner|lower third{place=bottom}|text banner|card
    |subtitle text|phrase|sentence|header|name|titles|text box|date|hashtag|website|url|word|greeting|credit
    |on screen text)
字 = [一|一行|一段|个][片头|开场|大|小|主|片尾|字幕|开头|屏幕|画面]
    (标题|文字|字样|文本|题目|片名|文字标题|标题文字|字|大字|字幕|标语|一行字|一句话|话|文案|文字说明)
subtitles = [burned in|burnt in|burn in|hardcoded|hard|embedded|external|closed|open|matching|separate|existing|<this>]
    (subtitles|subtitle|subs|captions|closed captions|srt|subtitle track|subtitle file|srt file|srt subtitles|sub
    |subtitles file|caption file|sidecar file|captions file|srt captions|subtitle text|subtitling|caption track|cc)
mark = [small|little|transparent|semi transparent|text|company|subtle|faint|semitransparent|image|brand|channel
    |copyright|picture|our] (watermark|water mark|logo|brand|branding|copyright notice|copyright|credit|text watermark
    |logo watermark|watermark text|image watermark|stamp|logo image|brand logo|bug|logo overlay|image overlay
    |company logo|channel logo|watermark logo)
谁 = 我|我们|公司|我们公司|自己
水印 = [文字|图片|透明|半透明|一|图像|品牌](水印|浮水印|标识|台标|版权水印|logo水印|水印文字|角标)
""")
