"""What people call the things of which one video is made, and their order."""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import groups

JOINING_GROUPS = groups("""
marry = merge|combine|join|mux|put|sync|marry|unite|pair|bring|fuse|match|glue|synchronize
合 = 合并|合成|混流|合在一起|结合|组合|合
混 = 混合|混|混入|混音|叠加|混进|混到|叠加到|混音到|加到|配到|混合到|叠|合成到|混合进|加进
拼 = 合并|拼接|连接|合成|拼|接|串联|拼合|组合|合并拼接|接起来|串|连|剪接|合
photos = photos|pictures|images|pics|photographs|stills|screenshots|snapshots|jpgs|pngs|jpegs
照片 = [这些|我|所有|全部|这几张|这|这几|我们|这组|那些|几张|{:count}|{:count}张|这{:count}张][旅行|全部|婚礼|家庭]
    (照片|图片|图像|图|截图)
pictures = [<this>] [<kind>] (photos|pictures|images|pics|stills|photographs|shots|jpgs|pngs|snapshots|image files|jpegs
    |photo files|screenshots|photo album|selfies|picture files|photo|scans) [<in folder>]|them|these|all|it
folder = (folder|inbox|directory|batch|set|group|here|there|one place|project)
clips = [<this>] [{:count}] [<kind>] (clips|videos|files|movies|recordings|parts|segments|footage|takes|shots|pieces
    |video files|video clips|mp4s|movs|mp4 files|mov files|scenes|episodes|clip files|vids|chapters|halves|fragments
    |bits|sections) [<in folder>]
    |every (clip|video|file|recording|part|segment) [<in folder>]
    |[all|both] [of] (them|these|it all|everything|those)
    |everything [<in folder>]|all|both
    |{file:clip} [<and>|with|,] {file2:clip} [[,] [and] {file3:clip}]|all of it
    |all [these|those]
in folder = (in|from|of|inside) (this|) <folder>|here|i (dropped|uploaded|added|put here)|dropped here
片段 = [这|那|以上|下面|上面][些|几段|两|三|所有|两段|三段|多|几|两|三|{:count}|{:count}段|多段][<视频>]
    (片段|视频|文件|素材|录像|短片|镜头|视频片段|视频文件|录屏|视频素材|段落)
    |(所有|全部)<any format>
    |[文件夹](里|中|内)[所有|全部][<any format>](视频|片段|素材|文件|录像)
    |(所有|全部)[<any format>](视频|片段|素材|文件|录像|视频文件|视频片段)
    |它们
    |(两段|三段|几段|多段|两|三|几|多|{:count}|{:count}段)(视频|片段|素材|录像)
join = join|concatenate|concat|combine|stitch|merge|append|glue|splice|unite|assemble|string|link|fuse|chain
    |put together|tie together|sew|knit
timely = [file|creation|recording|capture|shooting|filming|modified|modification|upload]
    (date|time|timestamp|dates|times|date and time|datetime)
    |when they were (taken|recorded|shot|filmed|made)|date taken|age
    |time (taken|recorded|of (recording|capture|creation))
    |date (created|recorded|modified|shot|of (recording|capture|creation))
    |chronology
named = [file] (name|names)|filename|filenames|title|alphabet|number|file number
ordered = [and] [then] [sort|order|ordered|arrange|arranged|sort them|sort it|order them|in|in order] [in] [order]
    (by|of|in order of|according to|based on|using|after) [<this>] (<timely>{order=time}|<named>{order=name}) [order]
    [ascending]
    |[in] (chronological|time|date|recording|shooting|capture) order {order=time}
    |chronologically {order=time}
    |oldest [clip|one|video] first {order=time}
    |(earliest first|newest last|latest last|oldest at the start|newest at the end){order=time}|oldest to newest
    {order=time}|from oldest to newest {order=time}
    |[in] (alphabetical|alphabetic|name|filename|file name|alphanumeric|numerical) order {order=name}
    |alphabetically {order=name}|in order
    |in (right|same|given|correct) order
    |in order they were (recorded|shot|taken|filmed|made){order=time}
    |from a to z{order=name}|a to z{order=name}
    |by (name|filename|file name) {order=name}|by (date|time){order=time}
    |in sequence
按 = [并](按照|按|根据|以|依照|依据|依|照)[拍摄|录制|创建|文件|修改|拍|生成|先后](时间|日期|先后){order=time} [先后]
    [顺序|次序][排序|排列|排好|来]
    |[并](按照|按|根据|以|依照|依)[文件](名称|文件名|名字|名|字母){order=name} [顺序|次序][排序|排列|排好]
    |按[照]顺序|依次|按时间{order=time}|时间顺序{order=time}
    |从早到晚{order=time}
as one = [together|up] [in|in|to|into|as|to make|to form|to create|so they are|so it's] [one|a|one|just one]
    [single|long|longer|big|combined|continuous|complete|whole|full|seamless|merged|single long|final]
    (video|clip|file|movie|film|piece|recording|one|sequence|reel|compilation)
    |[together] into one [single]|together|end to end
    |one after (another|the other|other)|back to back|in sequence
    |sequentially|up|as one|into a single
成一个 = [起来|在一起|到一起|一起|拼接|合并|剪辑][成|为|到|在][一|一段|一条|同一|单|一部|一|一整段]
    [完整|长|新|单独|连续] [{format:format}<格式>|<视频>|文件|片子|长片|整体|长视频|合集]
    |起来|在一起|到一起|一起|成一
soundfile = [<this>] [separate|other|external|new|recorded|provided|attached|uploaded|given|matching|second|different]
    (audio|sound|audio file|audio track|sound file|mp3|wav|m4a|mp3 file|wav file|soundtrack|music file|song
    |sound track|recording|audio recording|mp3 track|wav recording|flac|one beside it|audio clip|sound clip|audios
    |sound recording|m4a file|voice file|audio files) [file] [{:sound}] [beside it|next to it|i dropped]
    |[file|new [file]] {:sound}
speech = [<this>] [recorded|separate|new] (narration|voiceover|voice over|commentary|voice|voice track|voice recording
    |narration track|narrator|dub|dubbing|audio commentary|voice memo) [file|audio|track|recording] [{:sound}]
    |(voice|narration|voiceover|commentary|vo){:sound}
picturefile = [<this>] [silent|original|mute] (video|clip|movie|film|footage|picture|video file|visuals|video track
    |image|mp4|video clip|visual|pictures|mov|screen recording) [file] [{:clip}]
    |[file] {:clip}|it|this
slides = [photo|picture|image|video|nice|short|simple] (slideshow|slide show|photo montage|slideshow video|photo video
    |video slideshow|slide show video|slideshow movie|picture show|photo film)
between slides = between [<slides apart>]|from one to next|in between
faded slides = [use|using|add] [nice|smooth|soft|simple|gentle|a] [cross]
    (fades|crossfade|crossfades|fade transitions|fade transition|smooth transitions|dissolve|dissolves
    |dissolve transitions|transitions|crossfade transition) [<between slides>]
    |(with|use|using|add) [nice|smooth|soft|simple|gentle|a] [cross] fade [effect] [<between slides>]
    |fade <between slides>
    |[带|加|用|使用|带有|添加|加上|采用](淡入淡出|渐变|淡化|叠化|溶解)[转场|过渡|效果|转场效果|过渡效果]
hard slides = [use|using] (no|without|without any|hard|zero|with no|straight) [fade|cross|fancy]
    (transition|transitions|fades|fade|effects|cuts|cut|crossfade|crossfades) [effects] [<between slides>]
    |(无|没有|不要|不用|不加|不带|不需要)[任何](转场|过渡|过渡效果|转场效果|淡入淡出|切换效果|特效)
transition = [and|with|but] (<faded slides>{transition=fade}|<hard slides>{transition=none})
slides apart = them|each|pictures|photos|images|slides|each (one|picture|photo|image|slide)|two|all
each = [and|with|at|for|show|of|show each (one|picture|photo|image|slide) for|display for|,|on screen for|showing]
    {each:length} (each|per|for each|for every|apiece|on each|every|long each|on every)
    [photo|picture|image|slide|one|of them|pic|one|photograph|still|frame]
    |[at|for] {each:length} (photo|picture|image|slide|pic)
    |[and|with|at|show|display] (each|every) [photo|picture|image|slide|one|pic|one|of them]
    [show|shown|lasting|lasts|for|stays|displayed|visible|on screen|should last|should stay|staying|to last|up
    |display] [for|on screen for|on for|up for] {each:length} [each|long|on screen]
    |(duration|time|length) [of] {each:length} (each|per) [photo|picture|image|slide|one]
    |{each:length} (duration|intervals|interval|slides)
    |[并][让|使|按|以|按照]每(张|幅|一张|页)[照片|图片|图][显示|停留|播放|展示|持续|放|时长|间隔|为|出现]{each:length}
    |(每|各|各自|分别)[显示|停留|播放|展示|持续]{each:length}[一张]
    |(间隔|时长|每隔){each:length}
text = [<this>] [short|long|attached|following] (text|script|article|story|blog post|document|post|essay|copy
    |description|notes|note|summary|product description|text file|words|paragraph|paragraphs|poem|txt|transcript
    |markdown|blog|content|news article|press release|report|speech|letter|recipe|readme|written text|faq|guide
    |tutorial text|page|{:word} text) [{:document}]
    |{:document}
so long = [of|for] {seconds:length} [long]
    |that (is|lasts) {seconds:length} [long]|lasting {seconds:length}
    |under {seconds:length}|{seconds:showing} [long]
文字 = {:document}
    |[这|这段|这篇|该|我|这份|这些|下面](文字|文本|文章|文案|脚本|稿子|内容|文档|故事|稿件|博客|笔记|新闻|说明|介绍
    |报告)
做成片 = 做成|变成|转成|制作成|转换成|转为|生成|制作|转换为|做|变为|转化为|转化成|改成|制成
带上 = (带|带有|有|配)解说{voice=yes}
    |[带|带有|有|配]<配料>[(和|与|以及|、|及|,)<配料>][(和|与|以及|、|及|,)<配料>]
配料 = (旁白|配音|人声|语音){voice=yes}|(音乐|配乐|背景音乐){music=yes}|(画面|配图|图片){visuals=yes}
讲解片 = 视频|短片|讲解视频|解说视频|短视频|解释视频|说明视频|科普视频|讲解短片|解说短片|讲解短视频|解说短视频
    |介绍视频|动画讲解视频
成片 = (做成|制作成|变成|转成|合成|制作|生成|做|转换成|转为|拼成|剪成|合成为|转换为|制成|组成|串成)[一|一段|段|一部]
    [短|简单](视频|幻灯片|相册|短片|电子相册|幻灯片视频|相册视频|影集|照片视频|电影)
    |(转视频|变视频|合成视频)
做片 = (做成|制作|生成|做|创建|制作成|转成|弄|来)[一|一段](幻灯片|照片视频|电子相册|相册视频|幻灯片视频|影集
    |图片视频|相册)[{format:format}<格式>]
explainer = [short|quick|brief|simple|little|nice|{seconds:length}] [{seconds:length}] [long]
    [short|quick|brief|simple] [narrated{voice=yes}|animated]
    (explainer|explanation|explanatory|educational|explaining|explain|explanation) [video|clip|movie|film|reel]
    |[short|{seconds:length}] narrated{voice=yes} (video|clip|movie|film)
extra = [ai] (voice|voiceover|voice over|narration|narrator|spoken narration|speech|voice narration|spoken voice
    |voice track|read aloud voice|spoken text){voice=yes}
    |[some|background|light|matching] (music|background music|bgm|soundtrack|background track|music bed){music=yes}
    |[some|nice|matching|simple] (visuals|images|pictures|graphics|illustrations|slides|visual|animations|imagery
    |photos){visuals=yes}
    |(配音|旁白|语音|解说|朗读|人声|画外音){voice=yes}
    |(音乐|背景音乐|配乐|BGM){music=yes}
    |(画面|图片|视觉|图像|插图|配图|视觉效果|图像画面|视觉画面){visuals=yes}
no extras = (with no|without|no|but no|不要|不加|没有|无|不带|不需要|without any|不用|but without|skip|leave out)
    <no extra> [[,] (or|nor|and|和|或|、|或者|与|及) [no|any] <no extra>]
no extra = [any] (voice|voiceover|voice over|narration|speech|narrator){voice=no}
    |[any|background] (music|background music|bgm|soundtrack){music=no}
    |[any] (visuals|images|pictures|graphics) {visuals=no}
    |(配音|旁白|语音|解说|人声){voice=no}|(音乐|背景音乐|配乐){music=no}
    |(画面|图片|配图){visuals=no}
with extra = [,|and|, and|plus|、|和|与|及|并|带|带有] [with|add|include|use|plus|and|配上|配|加上|加|和|带有|带|并带
    |添加|要|需要|有|要有|including|having|it should have|featuring] <extra>
    |[,|and|, and|but|、|和] <no extras>
extras = [<with extra>] [<with extra>] [<with extra>] [<with extra>] [needed]
and keep the sound = [,|but|and] [and|while] (keep|preserve|with|still keep|leave)
    (<sound>|its sound|original|original (sound|audio) (audible))
    [too|as well|underneath|in background|under it|quietly|in|audible|as it is]
    |(on top of|alongside|in addition to|together with) <sound>
音轨 = [这|新|另一|另外|外部|单独](音频|声音|音轨|音乐文件|录音|音频文件|{:sound}|歌曲|配音文件|音频轨|录音文件|音乐
    |音频{:sound})
画面 = [这|原](视频|画面|视频文件|录像|{:clip}|影像|视频画面|图像|视频{:clip})
旁白 = (旁白|解说|配音|音频|音乐文件|录音|旁白文件|解说音频|旁白音频|解说词|配音文件|人声|画外音)[{:sound}]|{:sound}
""")
