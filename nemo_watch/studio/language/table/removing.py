"""What can be taken away beside something else, without the verb being said again: "remove the noise and the audio"."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import just
from nemo_watch.studio.language.building.time import cut, silence, trim
from nemo_watch.studio.language.edits import Crop, Denoise, DenoiseSound, Grayscale, Mute, Stabilize
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM = Standing.FIRM

REMOVABLE = (
    *phrases(FIRM, just(Mute()), "<sound>|<声音>"),
    *phrases(FIRM, just(Crop(bars=True)), "<bars>|<黑边>"),
    *phrases(FIRM, just(Grayscale()), "[all] (color|colors)|颜色|色彩"),
    *phrases(
        FIRM,
        just(Denoise()),
        """
        [video|image|picture|film] (noise|grain|graininess)|(grainy|noisy) (footage|video|picture)
        噪点|颗粒感|画面噪点
        """,
    ),
    *phrases(FIRM, just(DenoiseSound()), "<hiss>|<噪音>"),
    *phrases(
        FIRM,
        just(Stabilize()),
        """
        [camera] (shake|shaking|shakiness|jitter)|(shaky|wobbly) (footage|video|camera)
        [画面|镜头]抖动
        """,
    ),
    *phrases(FIRM, silence, "[all] [of] <silences> [<longer>]|[所有|全部][<久>](<静段>|静音)"),
    *phrases(FIRM, trim, "<lose first>|<lose last>|<前>{lose_first:length}|<后>{lose_last:length}"),
    *phrases(FIRM, cut, "[<piece>] [from|between] {span:span}"),
)
