"""What people call parts of the time line, tempo, silences and frame rates."""

from __future__ import annotations

from nemo_watch.studio.language.vocabulary import groups

TIME_GROUPS = groups("""
too = [far|way|much|a bit|a little|really|very|so|quite|pretty] [too] [so]
dont = do not|don't|dont|don't want to|no need to
needless = (are|is) (not needed|unnecessary|not necessary|boring|useless|superfluous|irrelevant|not wanted)
    |(aren't|isn't) needed
desire = want|need|like|would like|love|require
intro = intro|introduction|opening|lead in
outro = outro|ending|credits|end credits|closing
lose first = [by|<intro> [:|,|-|which is|that is]] <first> {lose_first:length} [worth] [<in clip>]
    |{lose_first:length} [long] <intro>|<intro> [of|,|for] {lose_first:length}
    |([by] {lose_first:length} [<off>]; [<from>] <start>)
lose last = [by|<outro> [:|,|-|which is|that is]] <last> {lose_last:length} [worth] [<in clip>]
    |{lose_last:length} [long] <outro>|<outro> [of|,|for] {lose_last:length}
    |([by] {lose_last:length} [<off>]; [<from>] <end>)
lose ends = <first> and last {lose_ends:length} [each] [<in clip>] [<off>]
    |([by] {lose_ends:length} [each] [<off>]; [<from>] <both ends>) [<in clip>] [each] [<off>]
lose both = <lose first> [<off>] (<and>|,|, <and>) <lose last> [<off>]
    |<lose last> [<off>] (<and>|,|, <and>) <lose first> [<off>]
    |{lose_first:length} [<off>] [<from>] <start> <and> {lose_last:number} [<off>] [<from>] <end>
    |{lose_first:number} [<off>] [<from>] <start> <and> {lose_last:length} [<off>] [<from>] <end>
    |<first> {lose_first:number} <and> <last> {lose_last:length} [<in clip>] [<off>]
no longer = no (more|longer) than|not (more|longer) than|at most|under
    |max|maximum|max of|maximum of|less than|up to|shorter than
时段 = (<前>|<后>){:length}|[从|在][第]{:span}[<这段>]|[第]{:moment}(之后|以后|后|之前|以前|前)
时段物 = [硬|外挂](静音|无声|字幕|音乐|<声音>|<配乐>|<静段>|<水印>|<黑边>|噪音|噪点|杂音|抖动)[片段|部分|段落]
首尾 = (首尾|前后|头尾|开头和结尾|开头结尾|开头与结尾|两头|两端|头和尾)[各|各自|分别]
剪到 = 剪到|剪辑到|截到|裁剪到|剪短到|剪成|剪辑成|缩短到|缩短为|截成|剪短成|缩短至|剪至|裁成|缩到|剪短为
    |裁剪成
spans = {span:span} [<another> {span2:span}] [<another> {span3:span}]
another = [,|<and>|, <and>] [also] [one|<piece>|another [one]] [from|between]
数段 = [第]{span:span}[(和|与|以及|、|,|及|跟)[第]{span2:span}][(和|与|以及|、|,|及|跟)[第]{span3:span}]
silences = [long|awkward|silent|dead|quiet|empty|unnecessary|boring|silent]
    (silences|silence|silent (parts|bits|sections|segments|moments|gaps|pauses|passages|stretches|portions)
    |dead (air|space|time)|pauses|pause|gaps|quiet (parts|bits|sections|moments)|pauses [in speech]
    |blank (parts|spots)|gaps (of silence|in speech|in audio|in sound))
    |(parts|moments|sections|bits|segments) (where|when|in which)
    ((nobody|no one|noone) (speaks|talks|is speaking|is talking|says anything)
    |there is (no sound|silence|no talking|nobody talking|no speech)|nothing is said|it's silent|it is silent)
    |{longer:length} (silences|pauses|gaps)
longer = {longer:time} (or longer|or more|long|and longer|and up|+|and more|and above)
    |[that|which] [is|are|last|lasting|lasts|go on|go] [for]
    (longer than|over|of more than|more than|of at least|above|exceeding|greater than|of over|beyond|at least|≥
    |that exceed|which exceed|exceed|of|that last|which last|lasting) {longer:time} [or longer|or more|long
    |and longer|and up|+|and more|and above]
静段 = 静音(片段|部分|段|段落|区间|处|空白)|空白|空白(片段|部分|段|停顿)
    |停顿|停顿部分|无声(片段|部分|段落|段|区间)|沉默|沉默(片段|部分)|冷场
    |没声音部分|没有声音部分|气口|没人说话空白[部分|片段|地方]|没人说话(片段|地方|段落)|没有人说话空白[部分|片段]|没有声音地方|安静部分|没人说话部分|没有人说话部分|没有声音片段|静默片段
久 = (超过|大于|长于|多于|长达|长度超过|持续超过|时长超过|大于等于|不少于){longer:length}[以上]
    |{longer:length}以上|较长|长时间|长
tempo = [playback|video|clip|play|overall] (speed|playback speed|speed rate|tempo|pace|playback rate|video speed
    |play speed)
normal = normal|original|usual|regular|before|now|it is now|realtime|real time|it was|it is
gain = {percent:percent}|{percent:share}
of normal = [of] [what it is|<normal>|playback|current|its|usual|real]
    (speed|rate|pace|tempo|playback speed|speed of <clip>)
    |(of|as) (<normal>|<clip>)|realtime|real time
speed up = speed [<clip>] up|speed up [<clip>|<tempo>]|accelerate [<clip>]|fast forward [<clip>]|quicken [<clip>]
slow down = slow (<clip> [down]|down [<clip>|<tempo>]|<tempo> down)|decelerate [<clip>]
slow to = <slow down>|slow
速度 = [<视频>][播放](速度|倍速|语速|速率|播放速度)
backwards = backwards|backward|in reverse|reverse
    |from (end|back) to (start|beginning|front)|rewound|back to front
    |in reverse direction|from last frame to first [frame]
    |from finish to start|the other way around
frame rate = frame rate|framerate|fps|frames per s~second|frame-rate|frames per second
帧率 = 帧率|影格率|影格速率|帧数|帧速率|帧速|刷新率|帧频|每秒帧数
""")
