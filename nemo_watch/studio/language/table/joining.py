"""What is made of several things: sound under a picture, clips in a row, slideshows, texts that become videos."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond
from nemo_watch.studio.language.building.joining import concat, explain, merge, slideshow
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, NOUN, DETAIL = Standing.FIRM, Standing.BARE, Standing.NOUN, Standing.DETAIL


MERGE = (
    *phrases(
        FIRM,
        merge,
        """
        <marry> [both] [of] (<soundfile>|<speech>) (<and>|with|to|into|onto) <picturefile> [files] [together] [<as one>]
        <marry> [both] [of] <picturefile> (<and>|with|to) (<soundfile>|<speech>) [files] [together] [<as one>]
        <marry> [both|these] (audio and video|video and audio|sound and picture|sound and video) [files|tracks|streams]
            [together] [<as one>]
        (replace|swap|substitute|exchange|change|switch|overwrite|override) [out] (<sound>|music|original soundtrack|its
            soundtrack) [<in clip>] (with|for|by|to|using) (<soundfile>|<speech>)
        (use|set|put|add|take|make|lay) (<soundfile>|<speech>) [as|for|to be] [new|only|main]
            (sound|audio|soundtrack|audio track|sound track) [<in clip>]
        (use|put|take) (<soundfile>|<speech>) (instead of|in place of) <sound> [<in clip>]
        (instead of|in place of) <sound> [<in clip>] [,] (use|put|take|play) (<soundfile>|<speech>)
        (put|add|lay|attach|place|dub|stick|pair) <soundfile> [track]
            (on|onto|over|to|under|on top of|into|with|behind|underneath) <picturefile>
        dub [over] <picturefile> (with|using|by) (<soundfile>|<speech>)
        (merge|combine|mux) {:sound} (<and>|with|into|to) ({:clip}|<picturefile>)
        <合>[这|这段|这些|该](音视频|音画|声画|音频视频)
        <合>[这|这段|这些|该]<音轨>(和|与|及|跟|、|到|同)[这|这段]<画面>[文件|在一起|到一起|成一文件|<成一个>]
        <合>[这|这段|这些|该]<画面>(和|与|及|跟|、|同)[这|这段]<音轨>[文件|在一起|到一起|<成一个>]
        [把|将][这|这段]<音轨>[文件](和|与|及|跟|、|同)[这|这段]<画面>[文件](合并|合成|合在一起|合到一起|合成在一起|合)
            [<成一个>]
        [把|将][这|这段]<画面>[文件](和|与|及|跟|、|同)[这|这段]<音轨>[文件](合并|合成|合在一起|合到一起|合成在一起|合)
            [<成一个>]
        (用|使用|以|把|将)[这|这段|这|新|另一]<音轨>[文件](替换|换掉|代替|取代|替换掉)[<视频>][里|中]
            [原|原有|原来|自带]<声音>
        [把|将][<视频>][原|原来|原有|自带]<声音>(换成|替换成|替换为|换为|改成|换)[这|这段|新|另一]<音轨>[文件]
        (换成|换为|换上|改成|改用){file:sound}
        替换[<视频>][原|原来|原有]<声音>[为|成][<音轨>]
        [把|将][这|这段]<音轨>[文件](替换到|换到|加到|配到|放到|合到|合并到|加入|添加到|加进|配给)[这|这段]<画面>[里
            |中|上|里面]
        """,
    ),
    *phrases(
        FIRM,
        merge,
        """
        (mix|blend|overlay|layer|lay|put|add|mix in|superimpose|dub|place|use|play) <speech> [in]
            (over|into|with|onto|to|on|on top of|under|together with|for|in|alongside|underneath|above)
            (<picturefile>|<sound>|[existing|original] (audio|sound)|original|music) {mode=mix}
        (mix|blend|overlay|layer|superimpose) (<soundfile>|music file|music|song) [in]
            (over|into|with|onto|to|on|on top of|under|together with|alongside)
            (<picturefile>|<sound>|existing audio|its own sound|original) {mode=mix}
        (add|put|lay|merge|combine|play|mix) (<soundfile>|<speech>) [(on|onto|over|to|under|with|into) <picturefile>]
            <and keep the sound> {mode=mix}
        (merge|combine) (audio|sound|voiceover|narration) <and> (video|clip) <and keep the sound> {mode=mix}
        mix (this|both|these) [two] (audio and video|audio tracks|sounds|audio|soundtracks|sound tracks|tracks)
            [together] {mode=mix}
        (混合|混入|混音|混|叠加)[<视频>][到|进]<旁白>{mode=mix}
            |[把|将]<旁白>[文件]<混>[到|进|入][<视频>|原声|画面|视频原声] [里|中|上|里面|原声|声音|<声音>]{mode=mix}
        [把|将]<旁白>(和|与|跟|同|及)(<声音>|原声|视频原声|原视频)[声音]<混>[在一起|到一起|起来|一起]{mode=mix}
        (加|添加|加上|配上|配)[这|这段]<旁白>{mode=mix}|混音{mode=mix}|[与|和]原声混合{mode=mix}
        """,
    ),
    # A voice that nobody has recorded.
    *phrases(BARE, beyond, "(add|put in|give <clip>) [ai|robot|new|deep] (voice|narrator|voices|speaker)|<添加>人声"),
    *phrases(BARE, merge, "(add|mix in|mix|put in|lay in) <speech> {mode=mix}"),
)

CONCAT = (
    # Beside each other, or as parts of the file.
    *phrases(
        BARE,
        beyond,
        """
        (put|show|place|play|display|<join>|set|lay out) <clips> (side by side|next to each other|on top of each other
            |in grid|in a grid|picture in picture|split screen|at same time|simultaneously)
        (<add>|edit|write|set|create|make) (chapters|chapter markers|scenes|shots|sections|takes)

        # In an order of their own.
        <join> [together] {:clip} first|start with {:clip}
        (put|place|arrange|sort|order|show|play|<join>) [together] <clips>
            [in|by] (reverse|reversed|opposite|descending|random) [alphabetical|chronological|name|date|time] order
        """,
    ),
    *phrases(
        FIRM,
        concat,
        """
        <join> [together] <clips> ([<as one>]; [<ordered>]; [<in folder>])
        (put|string|attach|link|paste|edit|turn|make|convert|bring|cut|compile|tie|add) [all] [of] <clips>
            ([<ordered>]; <as one>; [<in folder>])
        (play|show) <clips> (one after (another|other)|back to back|in sequence|in a row) [<ordered>]
        (make|create|build|produce|need|want) [one|single|one long|one long|one|long]
            (video|movie|film|clip|compilation|file) (from|of|out of|with) [all] <clips> [<ordered>]
        (one|single) [long|big|single|continuous] (video|movie|film|clip|file) (from|of|out of) [all] <clips>
            ([<ordered>]; [<in folder>])
        (join|concatenate|stitch|merge|combine) <as one> [<ordered>]
        <拼>[<按>]<片段>[<成一个>][<按>]
        [把|将][<按>]<片段>[<按>][全部](<拼>|连|合|串|剪辑|剪|放)[<按>]<成一个>[<按>]
        [把|将][<按>]<片段>[<按>][全部](合并|拼接|连接|串联|拼起来|连起来|接起来|拼合)[<按>]
        <按>[把|将][<片段>]<拼>[<片段>][<成一个>]
        """,
    ),
    *phrases(NOUN, concat, "(join|concatenate|stitch|merge|combine|concat) [<ordered>]|拼接|合并"),
    *phrases(DETAIL, concat, "<ordered>|<按>"),
)

SLIDESHOW = (
    *phrases(
        FIRM,
        slideshow,
        """
        [(from|with|using|of) <pictures>] [,] (<make>|want|need|generate|convert|turn into|do|have) [{size:size}]
            <slides> ([(from|of|out of|with|using|for) <pictures>]; [<each>]; [<transition>]; [<ordered>])
        (turn|convert|make|combine|transform|put|merge|assemble|join|compile|edit|stitch) <pictures> [together]
            (into|to|as|in|to make|to form) [one|short|simple|single|nice] [{size:size}]
            (video|<slides>|movie|film|video clip|clip) ([<each>]; [<transition>]; [<ordered>])
        (make|create|build|generate|<make>) [one|short|simple] [{size:size}] (video|movie|film|clip)
            (from|of|out of|with|using) (<this> <photos>|<photos>) ([<each>]; [<transition>]; [<ordered>])
        <slides> (from|of|out of|with|using) <pictures> ([<each>]; [<transition>]; [<ordered>])
        <each>[,](做成|制作成|制作|生成|合成)[一](视频|幻灯片|相册)[<transition>]
        show (each|every) (picture|photo|image|slide|one) [for] {each:length} [<transition>]
        [把|将|用]<照片>([<each>] <成片>; [<each>]; [<transition>])
        <照片>[,]<each>[,]<成片>[,][<transition>]
        <做片>[用<照片>]([<each>]; [<transition>])
        """,
    ),
    *phrases(
        NOUN,
        slideshow,
        """
        <slides> ([<each>]; [<transition>]; [<ordered>])
        (幻灯片|照片幻灯片|图片幻灯片|电子相册|相册视频|照片视频|图片视频|相册|影集|图片轮播|照片轮播)([<each>];
            [<transition>])
        <photos> (to|into|→) (video|<slides>) ([<each>]; [<transition>])
        [做|做成|制作|生成|制作成][一|一段]<each>(幻灯片|电子相册|照片视频|图片视频|相册|影集)[<transition>]
        """,
    ),
    *phrases(DETAIL, slideshow, "<each>|[with] <hard slides>{transition=none}|with <faded slides>{transition=fade}"),
)

EXPLAIN = (
    *phrases(
        FIRM,
        explain,
        """
        (turn|convert|make|transform|change|rework) <text> (into|to|in|as)
            ([{seconds:length}] [short|quick|brief|little|simple|nice|narrated{voice=yes}] (video|clip|movie|film|reel)
            |[{seconds:length}] (short|short film)|<explainer>) ([<so long>]; <extras>)
        (<make>|want|need|generate|render|produce) <explainer>
            ([(from|out of|of|with|using|based on|about|for) <text>]; [<so long>]; <extras>)
        (<make>|generate|produce) [{seconds:length}] [short|quick|narrated{voice=yes}] (video|clip|movie|film)
            ((from|out of|of|based on|about|for|using|explaining|that explains) <text>; [<so long>]; <extras>)
        (turn|convert|make|transform) (it|this) (into|to) <explainer> ([<so long>]; <extras>)
        (explain|summarize|visualize|illustrate|narrate) <text> (in|as|with)
            ([{seconds:length}] [short|narrated{voice=yes}] (video|clip)|<explainer>) ([<so long>]; <extras>)
        [把|将|用|根据|按照|基于|以|依据|按]<文字>[<做成片>][一|一段|一条|段|条][{seconds:length}][左右][简短|短|简短][<带上>]<讲解片>[,]<extras>
        <文字>(转|做成|变成|转成|生成|变|转换成)[讲解|解说]视频[,][{seconds:length}][,]<extras>
        """,
    ),
    *phrases(
        NOUN,
        explain,
        """
        <explainer> (from|out of|of|based on) <text> ([<so long>]; <extras>)
        (explainer video|explainer) ([<so long>]; <extras>)|讲解视频<extras>
        [<this>] (text|article|script|story|notes|blog post|document) (to|→) (<explainer>|[short] video)
            ([<so long>]; <extras>)
        解说视频<extras>
        (做|制作|生成)[一|一段|一条][{seconds:length}][<带上>](讲解|解说|科普|说明)(视频|短片|短视频)[,]<extras>
        """,
    ),
    *phrases(BARE, beyond, "(write|create|make) script"),
)

JOINING = (*MERGE, *CONCAT, *SLIDESHOW, *EXPLAIN)
