"""Wishes that are done anyway, as the studio changes nothing that it was not told to change."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import beyond, just, nothing
from nemo_watch.studio.language.edits import (
    Compress,
    Denoise,
    DenoiseSound,
    Edit,
    Flip,
    Limit,
    Merge,
    Music,
    Normalize,
    Rotate,
    Scale,
    Silence,
    Speed,
    Stabilize,
    Trim,
    Volume,
)
from nemo_watch.studio.language.phrase import Standing, phrases

_REMEDIES: tuple[tuple[str, str, tuple[Edit, ...]], ...] = (
    (
        "sideways|on its side|wrong way (up|round)|rotated|flipped|tilted",
        "<视频>(是|拍)(横|竖|倒|歪|反)[过来|拍]|<视频>(横|竖|倒|歪|反)(过来|拍)",
        (Rotate(degrees=90), Flip(axis="vertical")),
    ),
    ("big|large|heavy|huge|high res", "(<视频>|文件)<太>大", (Compress(), Limit(bytes=1), Scale())),
    (
        "quiet|loud|soft|faint|low|hard to hear|silent|uneven|inconsistent|all over the place",
        "<音量>(<太>(小|轻|低|大|响|吵)|忽大忽小|不均匀)",
        (Volume(factor=1), Normalize()),
    ),
    ("shaky|wobbly|jittery|unsteady", "(<视频>|画面|镜头)<太>(抖|晃|抖动)", (Stabilize(),)),
    ("grainy|noisy", "(<视频>|画面)(噪点|颗粒)<太>(多|大|重)|噪点<太>(多|大)", (Denoise(),)),
    ("hissy", "[<视频>]<噪音><太>(多|大|明显|吵)", (DenoiseSound(),)),
    ("long", "<视频><太>长", (Trim(), Speed(factor=1), Silence())),
    ("slow|fast", "<速度><太>(快|慢)|<视频><太>(快|慢)", (Speed(factor=1),)),
    ("mirrored|mirror|reversed|flipped", "(<视频>|画面)(是|左右|拍)反", (Flip(axis="horizontal"),)),
)
"""What a video can be found to be, in English and Chinese, each with edits of the kinds that are the remedy."""

_NOISY_SOUND = phrases(
    Standing.REASON,
    just(DenoiseSound()),
    """
    (<sound>|<voice>) (is|sounds|was|came out|got) <too> (noisy|hissy)
    (audio's|sound's) <too> (noisy|hissy)
    """,
)

REASONS = tuple(
    phrase
    for english, chinese, kinds in _REMEDIES
    for phrase in phrases(
        Standing.REASON,
        just(*kinds),
        f"""
        (<clip>|<sound>|<voice>|{{:clip}}) (is|looks|was|sounds|came out|got) [filmed|shot|recorded] <too> ({english})
            [for me|right now]
        (it's|that's|video's|file's|clip's|audio's|sound's|footage's) <too> ({english}) [right now]
        {chinese}
        """,
    )
)

_THE_OLD_SOUND = phrases(
    Standing.REASON,
    just(Merge(), Music()),
    """
    (replace|overwrite) <sound>|(instead of|in place of) <sound>
    (替换|代替|取代|覆盖)[<视频>][原|原有|原来]<声音>
    """,
)

_THE_REST = phrases(
    Standing.REASON,
    just(Trim()),
    """
    <remove> (rest|everything else|all else|other parts|remainder) [<in clip>]|(rest|everything else) <gone>
    (其余|其他|剩下|剩余)[部分|内容|画面]<去掉>|<去掉>(其余|其他|剩下|剩余)[部分|内容|画面]
    """,
)

_UNTOUCHED = phrases(
    Standing.BARE,
    nothing,
    """
    (<preserve>|with|include) <sound> [as it is|as is|intact|unchanged|on|in|too|as well|alone|untouched|as it was
        |in sync|there]
    [<preserve>|with|in|at] (original|same|current) <property>
    <preserve> [all] [original|same|current] <property> [same|as it is|as is|unchanged|and <property>|intact|original
        |untouched|as before|as it was] [and <property>]
    (do not|don't|dont) (change|touch|edit|modify|alter) (anything|anything else|<sound>|<picture>|rest|other things)
    (leave|keep) (everything else|everything|it|rest|others|other settings) [else]
        [alone|as it is|as is|unchanged|untouched|same|way it is|exactly as it is|intact|as they are]
        |nothing else|no (other|further|more) (changes|edits)|and nothing else
    (leave|keep) <sound> (alone|as it is|as is|unchanged|untouched)
        |(<sound>|<property>) (stays|should stay|must stay|remains|is unchanged|unchanged|untouched|stay|should remain
        |intact) [same|as it is|unchanged|as is|untouched|intact|in]
    (no|without|without any|don't want any) (watermark|watermarks) [please|on it]
    (mute|reverse|subtitles|music|loop|watermark|grayscale|stabilize|denoise) [:|=|is] (no|false|off|none)
    [with|using|in|use] <usual codec>|(用|使用|采用)<usual codec>
    for (widest|best|maximum|max|better|wider|good) compatibility
        [across all (platforms|devices)|everywhere|with (all|any|old|older) (devices|players)]
        |compatible with (all|most|any) (devices|players|phones)
    (so|so that) (it|this) (plays|works|runs|opens|will play|can be played|is compatible)
        (everywhere|on any device|on all devices|on any player|on [old|older] (phone|tv|laptop|iphone|ipad|android)
        |on (quicktime|windows|mac|vlc|every device|most devices))
    (that|which) (plays|works) (everywhere|on any device|on all devices)|(playable|works) everywhere
    (保留|保持)[原|原始|原来|原有]<声音>[不变]|<声音>(不变|保留|不动)
    (保持|保留|维持)[原|原来|原始|原有][视频](分辨率|尺寸|比例|帧率|字幕|大小|速度|格式|颜色|画面|时长|宽高比
        |画面比例)[和|、] [声音|音频|分辨率|画质|比例|帧率][不变]
        |不要水印|无水印
        |(其他|其余|别的)[地方|部分|内容](不变|保持不变|不动|不要动|都不变)
    (分辨率|尺寸|比例|帧率|大小|速度|其他|其余|时长|画面比例|格式|音量|颜色|字幕)(不变|保持不变|不要变|不用变|别动)
        |其他(不变|保持不变|别动|不用动|部分不变)
    """,
)

# What is done outside of the studio, or to a part of the sound, in words that would pass for filler.
_ELSEWHERE = phrases(
    Standing.BARE,
    beyond,
    """
    发(送|)(邮件|微信|消息|短信)给|(重命名|改名|命名)[为|成|叫]({:clip}|{:sound}|{:quote})
    [<this>] (first|second|third|last|other|next|previous) (video|clip|file|movie|recording|one)
    [<this>] <telling kind> [<telling kind>] <nouns>
    but not (<tune>|<voice>|<sound>)|(except|except for|apart from|other than) (<tune>|<voice>|<sound>)
    (<preserve>|save|export|output|call|name|store) [<clip>] (as|to|under|) [file] [name|called|named] {:clip}
    """,
)

GRANTED = (*_ELSEWHERE, *_NOISY_SOUND, *REASONS, *_THE_OLD_SOUND, *_THE_REST, *_UNTOUCHED)
