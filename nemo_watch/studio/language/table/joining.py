"""What is made of several things: sound under a picture, clips in a row, slideshows, texts that become videos."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond
from nemo_watch.studio.language.building.joining import concat, explain, merge, slideshow
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE, NOUN = Standing.FIRM, Standing.BARE, Standing.NOUN


MERGE = (
    *phrases(
        FIRM,
        merge,
        """
        (merge|merging|combine|combining|join|joining|mux|put|sync|marry|unite|pair|bring) [<this>|the|both] [of] \
            [my] (audio|sound|music|audio track|audio file|sound file|voiceover|song|mp3|wav|narration) \
            [file|track] (and|with|to|into|onto|&|+|plus) [<this>|the|my] (video|clip|picture|movie|footage|video \
            file|film|visuals|mp4|image) [file|track] [together] [into a single (file|video)|into one \
            [file|video]|into a (file|video)]
        (merge|merging|combine|combining|join|joining|mux|put|sync|pair|match) [<this>|the|both|my] \
            (video|clip|picture|movie|footage|video file|film|mp4|{:clip}) [file|track] (and|with|to|&|+|plus) \
            [<this>|the|my] [separate] (audio|sound|audio track|audio file|sound \
            file|voiceover|song|mp3|wav|narration|music|soundtrack|{:sound}) [file|track] [files] [together] [into \
            a single (file|video)|into one [file|video]|into a (file|video)]
        (replace|swap|replacing|swapping|substitute|exchange|change|switch|overwrite) [out] (<sound>|the music|the \
            original soundtrack|its soundtrack) [of <clip>|in <clip>] (with|for|by|to|using) (<soundfile>|<speech>)
        (use|set|put|add|take|make|lay) <soundfile> [as|for] [the|its|a] [new] (sound|audio|soundtrack|audio \
            track|sound track) [<on clip>|of <clip>]
        (put|add|lay|attach|place|dub) <soundfile> [track] (on|onto|over|to|under|on top of|into) <picturefile>
        (merge|combine|mux) {:sound} (and|with|into|to|&|+) ({:clip}|<picturefile>)
        (merge|combine|mux) [the|these] (audio and video|video and audio|sound and picture|sound and video) \
            [files|tracks|streams] [together]
        (合并|合成|混流|合在一起|结合|组合)[这个|这段|这些|该]<音轨>(和|与|及|跟|、|到)[这个|这段]\
            <画面>[文件|在一起|到一起|成一个文件]
        (合并|合成|混流|结合|组合)[这个|这段|这些|该]<画面>(和|与|及|跟|、)[这个|这段]<音轨>[文件|在一起|到一起]
        [这个|这段]<音轨>[文件](和|与|及|跟|、)[这个|这段]<画面>[文件](合并|合成|合在一起|合到一起|合成在一起)[<成一个>]
        [这个|这段]<画面>[文件](和|与|及|跟|、)[这个|这段]<音轨>[文件](合并|合成|合在一起|合到一起|合成在一起)[<成一个>]
        (用|使用|以|把|将)[这个|这段|这|新的|新|另一个]<音轨>[文件](替换|换掉|代替|取代|替换掉)[<视频>]\
            [的|里的|中的][原|原有|原来的]<声音>
        [把|将][<视频>][的][原]<声音>(换成|替换成|替换为|换为|改成)[这个|这段|新的|另一个]<音轨>[文件]\
            |替换[<视频>的][原]<声音>
        [把|将][这个|这段]<音轨>[文件](加到|配到|放到|合到|合并到|加入|添加到|加进)[这个|这段]<画面>[里|中|上|里面]
        """,
    ),
    *phrases(
        FIRM,
        merge,
        """
        (mix|mixing|blend|overlay|layer|lay|put|add|mix in|adding|superimpose|dub|place|use|play) <speech> [in] \
            (over|into|with|onto|to|on|on top of|under|together with|for|in) (<picturefile>|<sound>|the existing \
            audio|the existing sound|the original) {mode=mix}
        (mix|mixing|blend|overlay|layer|superimpose) (<soundfile>|the music file|the music|the song) [in] \
            (over|into|with|onto|to|on|on top of|under|together with) (<picturefile>|<sound>|the existing audio|its \
            own sound|the original) {mode=mix}
        (add|put|lay|merge|combine|play) (<soundfile>|<speech>) [(on|onto|over|to|under|with|into) <picturefile>] \
            <and keep the sound> {mode=mix}
        (merge|combine) [the|this] (audio|sound|voiceover|narration) (and|with) [the|this] (video|clip) <and keep \
            the sound> {mode=mix}
        mix (the|this|both) [two] (audio and video|audio tracks|sounds|audios|soundtracks|sound tracks) [together] \
            {mode=mix}
        (混合|混入|混音|混|叠加)[<视频>][到|进]<旁白>{mode=mix}|[把|将]<旁白>[文件]\
            (混合|混|混入|混音|叠加|混进|混到|叠加到|混音到|加到|配到|混合到)[到|进|入][<视频>|原声|画面]\
            [里|中|上|里面|的原声|的声音|原声]{mode=mix}
        (加|添加|加上|配上|配)[这个|这段|这]<旁白>{mode=mix}|混音{mode=mix}|[与|和]原声混合{mode=mix}
        """,
    ),
    *phrases(BARE, merge, "(add|mix in|mix|put in|lay in) <speech> {mode=mix}"),
)

CONCAT = (
    *phrases(
        FIRM,
        concat,
        """
        <join> <clips> [<as one>] [<ordered>] [<as one>] [<ordered>]
        (put|string|attach|link|paste|edit|turn|make|convert|bring|cut) [all] [of] <clips> [<ordered>] <as one> \
            [<ordered>]
        (put|string|stitch|join|tie|glue) together <clips> [<as one>] [<ordered>]
        (play|show) <clips> (one after another|one after the other|back to back|in sequence) [<ordered>]
        (make|create) (one|a single|one long|a) (video|movie|film|clip) (from|of|out of) [all] (these clips|these \
            videos|the clips|the videos|all clips|all videos|my clips|my videos|these files|those clips|all the \
            clips|the parts|the files|the segments|these recordings) [<ordered>]
        (join|concatenate|stitch|merge|combine) (<as one>) [<ordered>]
        (合并|拼接|连接|合成|拼|接|串联|拼合|组合|合并拼接|接起来|串)[<按>]<片段>[<成一个>][<按>]
        [把|将][<按>]<片段>[<按>][都|全部](合并|拼接|连接|合成|拼|接|串联|拼合|组合|连|合|串|剪辑|剪)<成一个>[<按>]
        [把|将]<片段>[<按>][都|全部](合并|拼接|连接|串联|拼合|拼起来|连起来|接起来)[<按>]
        <按>(合并|拼接|连接|拼|串联)[<片段>][<成一个>]
        """,
    ),
    *phrases(NOUN, concat, "(join|concatenate|stitch|merge|combine|concat|merging|joining) [<ordered>]|拼接|合并"),
)


SLIDESHOW = (
    *phrases(
        FIRM,
        slideshow,
        """
        (<make>|want|generate|convert|turn into|do) [a|an|me a|one] [nice|short|simple|quick] [{:size}] <slides> \
            [(from|of|out of|with|using|for) <pictures>] [<each>|<transition>] [<each>|<transition>] [<ordered>]
        (turn|convert|make|combine|transform|put|merge|assemble|join|compile|edit) <pictures> [together] \
            (into|to|as|in|to make|to form) [a|an|one] [nice|short|simple|single] (video|<slides>|movie|film|video \
            clip|clip) [<each>|<transition>] [<each>|<transition>]
        (make|create|build|generate) [a|an|one] (video|movie|film|clip) (from|of|out of|with|using) (<this> \
            (photos|pictures|images|pics)|the (photos|pictures|images|pics)|photos|pictures|images) \
            [<each>|<transition>] [<each>|<transition>]
        slideshow (from|of|out of|with|using) <pictures> [<each>|<transition>] [<each>|<transition>]
        <each>(做成|制作成|制作|生成|合成)[一个](视频|幻灯片|相册)
        show [each|every] (picture|photo|image|slide|one) [for] {each:length} [<transition>]
        [把|将|用][这些|我的|所有|全部|这几张|这](照片|图片|相片|图像|图|截图)\
            (做成|制作成|变成|转成|合成|制作|生成|做|转换成|转为|拼成|剪成|合成为|转换为)[一个|个|一段]\
            (视频|幻灯片|影片|相册|短片|电子相册|幻灯片视频|相册视频|影集)[<each>|<transition>][<each>|<transition>]
        (做成|制作|生成|做|创建|做一个|做个|制作成|制作一个|生成一个|转成)\
            (幻灯片|照片视频|电子相册|相册视频|幻灯片视频|影集|图片视频|相册)[<each>|<transition>]\
            [<each>|<transition>]
        (照片|图片|这些照片|这些图片)(转视频|做成视频|变视频|合成视频|转成视频|变成视频)[<each>|<transition>]\
            [<each>|<transition>]
        """,
    ),
    *phrases(
        NOUN,
        slideshow,
        "[a] <slides> [<each>|<transition>] [<each>|<transition>]|幻灯片[<each>|<transition>][<each>|<transition>]"
        "|photos to video",
    ),
)

EXPLAIN = (
    *phrases(
        FIRM,
        explain,
        """
        (turn|convert|make|transform|change|rework) <text> (into|to|in|as) ([a|an] [{seconds:length}] \
            [short|quick|brief|little|simple|nice] (video|clip|movie|film|reel)|<explainer>) [about \
            {seconds:length} long] <extras>
        (<make>|want|generate|render|produce) <explainer> [(from|of|out of|with|using|based on|about|for) <text>] \
            <extras>
        (<make>|generate|produce) [a|an] [{seconds:length}] [short|quick] (video|clip|movie|film) (from|of|out \
            of|based on|about|for|using) <text> <extras>
        (explain|summarize|visualize|visualise|illustrate|narrate) <text> (in|as|with) ([a|an] [{seconds:length}] \
            [short] (video|clip)|<explainer>) <extras>
        [把|将|用][这|这段|这个|这篇|该|我的|这份](文字|文本|文章|文案|脚本|稿子|内容|文档|故事|稿件|博客)\
            (做成|变成|转成|制作成|转换成|转为|生成|制作|转换为|做|变为|转化为|转化成)[一个|一段|一条|个|段|条]\
            [{seconds:length}][的][简短|短|简短的][的]\
            (视频|短片|讲解视频|解说视频|短视频|解释视频|说明视频|科普视频|讲解短片|解说短片|讲解短视频)<extras>
        (文字|文本|文章|脚本|文案)(转|做成|变成|转成|生成|变|转换成)[讲解|解说]视频<extras>
        """,
    ),
    *phrases(
        NOUN,
        explain,
        "[a] (explainer video|explainer) <extras>|text to video <extras>|讲解视频<extras>|解说视频<extras>",
    ),
    *phrases(BARE, beyond, "(write|create|make) [a|the] script"),
)

JOINING = (*MERGE, *CONCAT, *SLIDESHOW, *EXPLAIN)
