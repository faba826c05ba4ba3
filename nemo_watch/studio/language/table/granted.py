"""Wishes that are done anyway, as the studio changes nothing that it was not told to change."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import nothing
from nemo_watch.studio.language.phrase import Standing, phrases

GRANTED = phrases(
    Standing.BARE,
    nothing,
    """
    (keep|keeping|preserve|leave|retain|with|including|include) <sound> [as it is|intact|unchanged|on|in|too|as \
        well|alone|untouched]
    [<preserve>|with|in|at] [the|its] (original|same) <property>
    <preserve> [the|its|all] <property> [the same|as it is|as is|unchanged|and \
        <property>|intact|original|untouched] [and [the] <property>]
    (do not|don't|dont) (change|touch|edit|modify) (anything|anything else|<sound>|<picture>|the rest)
    (leave|keep) (the rest|everything else|everything|it) [alone|as it is|as is|unchanged|untouched|the same|the \
        way it is]|nothing else|no (other|further) (changes|edits)
    (no|without|without a|without any) (watermark|watermarks) [please|on it]
    for [the] (widest|best|maximum|max|better|wider) compatibility [across all (platforms|devices)|everywhere|with \
        (all|any|old|older) (devices|players)]
    (so|so that) (it|this) (plays|works|runs|opens) (everywhere|on any device|on all devices|on any player|on my \
        (phone|tv|laptop))
    (that|which) (plays|works) (everywhere|on any device|on all devices)
    (保留|保持)[原|原始|原来的|原有的]<声音>[不变]
    (保持|保留|维持)[原|原来的|原始|原有的][视频](分辨率|尺寸|比例|帧率|字幕|大小|速度|格式|颜色|画面|时长)[和|、]\
        [声音|音频|分辨率|画质|比例|帧率][不变]|不要水印|无水印|其他不变|其他保持不变
    (分辨率|尺寸|比例|帧率|大小|速度|其他|其余|时长)不变
    """,
)
