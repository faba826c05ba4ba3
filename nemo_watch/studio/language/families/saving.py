"""What people call the file that is made, its weight, and a picture of it."""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import groups

SAVING_GROUPS = groups("""
get sound = (extract|pull|rip|get|save|export|grab|convert|separate|isolate|split|download|give me|send me) [out|off]
out of it = (from|of|out of|in) (<clip>|<any format>)
做成 = 做成|转成|导出为|导出成|变成|转换成|制作成|转为|转换为|剪成|生成|存成|保存为|保存成|做|导出
weigh = compress|shrink|reduce|squeeze|get|bring|make|keep|cut|encode|re encode|optimize|lower|limit|have|cap
    |downsize|resize|set|fit|trim|squash|stay|needs to be|shrink down|restrict|size
压 = 压缩|压|缩小|缩|减小|减少|控制|限制|优化|降低|降|体积|大小|导出|保存|缩减|弄
不超过 = 不超过|小于|低于|少于|不大于|最大|最多|不到|约|大约|不能超过|不得超过|别超过|不要超过|控制在|不高于
    |限制在|压缩到|压到|小于等于|不多于
以内 = 以内|以下|之内|之下|内|左右|以里|上限
small enough = small enough (to <sent> [it]|for|to fit [in|into|on]) [as|on|in|by|via|over|to|an] [<carrier>|<audience>]
    |<below> (discord|whatsapp|email|gmail) (limit|size limit|upload limit|file size limit|attachment limit)
    |(fit|fits) [in|into|within] (<carrier>) (limit|size limit|upload limit|attachment)
截图 = 截图|截屏|缩图
    |(截|取|抓|导出|提取|保存|生成|截取|做|制作|抓取|抽|抽取|来|弄)[一|一张|一|张]
    (图|图片|帧|封面|缩略图|缩图|画面|截图|封面图|静帧|帧画面|帧图片|预览图|帧图)
做封面 = [用来|拿来](做|作为|当|做成|为|当作|保存为|存为|作|设为)(封面|缩略图|图片|封面图|截图|视频封面|jpg|png)
帧 = 画面|封面图|缩略图片|缩略图|封面|截图|那一帧|一帧|帧|图|处截图|这一帧|帧画面|处画面|静帧
below = [to|at|with|in|into|within|of|to be|be|is|stay|stays|stay at|that is|it's|which is|of size|so that it is|kept]
    (under|below|less than|smaller than|no more than|no larger than|no bigger than|not more than|not larger than
    |not bigger than|at most|up to|maximum of|max|max of|maximum|within|≤|not exceed|not exceeding|not over|lower than
    |no greater than|size of|around|about|roughly|approximately|just under|beneath|fewer than|target of|limit of
    |cap of|nothing over|nothing above|not above|no heavier than|well under|total of|smaller or equal to
    |maximum size of) [size|limit|total] [of]
    |to|at|[to|at] [size|target size|file size] (of|under|below)
    |(doesn't|does not|must not|should not|mustn't|won't|can't|cannot|isn't|is not|do not|don't|not to|to not)
    (exceed|go over|be over|be more than|be larger than|be bigger than|larger than|bigger than|over)
    |never (exceed|exceeds)|in|into
    |[to|it|that|should|must|will] (fit|fits) [in|into|within|inside|under]
    |≤|fitting [in|into]
weight = [<this>] [file|video|total|final|output|resulting|whole|overall]
    (size|filesize|file size|file|weight|size of file|size of <clip>|file size of <clip>)
段声音 = (<前>{keep_first:length}|<后>{keep_last:length}|[从][第]{span:span}[<这段>])[<部分>]<声音>
outcome = [final|resulting|finished|exported|rendered] (result|output|output file|result file|export|outcome)
looks = ([{quality:quality}]; [<shape>]; [[at|in|and] {size:size} [{rate:beat}]]; [[at|and|with] {rate:rate}])
limited = or (less|smaller|below|lower|under)|max|maximum|limit
    |at most|in (size|total)|total|file|big|size|tops|file size
    |or thereabouts|or so|each|per file|file limit|cap|of space|please
时刻 = [在|于|是|为][第]{at:moment}[处|时|钟|那一刻|位置|时候|画面|那一帧]|<前>{at=0}
still = [<this>] [single|one|one|nice] [video|jpg|png|jpeg|cover|preview|poster|still|youtube|freeze]
    (thumbnail|thumb|screenshot|screen shot|still|still frame|still image|frame|snapshot|poster frame|poster
    |cover image|cover|preview|preview image|preview picture|picture|image|frame grab|screengrab|screen grab
    |freeze frame|thumbnail image|photo|screencap|screen capture|cover picture|video frame)
get still = grab|take|make|get me|get|create|extract|save|export|capture|generate|pull|give me|produce|pick|snap
    |render|convert to
at = [of|from|for] [frame|video|<clip>] [at|from|for|of|@|taken at|around] [time|timestamp|position] {at:moment}
    [in|into <clip>|of <clip>|mark|into it|into video]
    |(of|from|at) [very] (first frame|start|beginning){at=0}
picture format = (as|for) [video's|video] (thumbnail|cover|poster|preview) [image|picture]
    |(as|to|in|into|-|→) [one] (jpg|png|jpeg|image|picture|thumbnail|cover|still image|image file|jpg file
    |png file|cover image|jpg image|png image|file|photo|poster)
    |(jpg|png|jpeg) (format|file|image)
make smaller = (compress|shrink down|squeeze|squash|minify|recompress|slim down) [<clip>|<weight>] [down]
    |(make|get|have|want|need) (<clip>|<weight>|file) [a lot|much|a bit|as|considerably|significantly]
    (smaller|lighter|small as possible|as small as possible|less big|small|tiny|less heavy) [in size|in file size|in mb]
    |(reduce|shrink|lower|decrease|minimize|bring down|cut|cut down|optimize|lessen|drop|keep down) [video]
    (file size|filesize|size of file|weight|size of <clip>|file|size on disk|bitrate|size in mb|file sizes
    |video file size|video size) [of <clip>] [down]
    |(make|save|create|give me|want|need) [a] (smaller|compress|lighter|small) (file|version|copy|video|file size)
    |shrink (<clip>|video)|(reduce|optimize) size|make file smaller
    |make <clip> take [up] less (space|room|storage)|save (disk space|space|storage)
    |(reduce|shrink|compress) <clip> [file] size
那一刻 = [第]{at:moment}[处|时|钟|那一刻|位置|时候]
小 = 变小|变小一点|小一点|小一些|弄小一点|压小一点|压缩小一点|小点|变小点|弄小|更小|小些
""")
