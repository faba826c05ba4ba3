"""What is done to the picture as a whole: its colours, and repairs."""

from __future__ import annotations

from nemo_watch.studio.language.building.basics import both, just
from nemo_watch.studio.language.building.saving import export_as
from nemo_watch.studio.language.edits import Deinterlace, Denoise, Grayscale, Stabilize
from nemo_watch.studio.language.phrase import Standing, phrases

FIRM, BARE = Standing.FIRM, Standing.BARE


LOOKS = (
    *phrases(
        FIRM,
        just(Grayscale()),
        """
        (make|turn|change|put|set|render|have|want|get|switch|transform|show|create) [<clip>|<picture>|everything] \
            [be] [to|into|in|a|all] <gray> [<file>|effect|filter]
        <add> [a] <gray> (filter|effect|look)
        (remove|take out|strip|drop|drain|get rid of|take away) [all] [the|its] [of the] \
            (color|colour|colors|colours|saturation) [from <clip>]
        (desaturate|decolorize|decolourise) [<clip>]
        <改>[一个]黑白[的|色|效果|视频|片|画面|风格|电影]|<改>灰度[图|视频]|<去掉>(颜色|色彩|彩色)|<添加>黑白(滤镜|效果)
        """,
    ),
    *phrases(
        BARE,
        just(Grayscale()),
        "[in|to] <gray> [please|version|filter]|黑白[效果|视频|滤镜|化]|灰度[化]|去色|(no|without) (color|colour"
        "|colors|colours)",
    ),
    *phrases(
        FIRM,
        both(just(Grayscale()), export_as("mp4")),
        "(convert|export|save|render) [<clip>] (to|into|as|in) [a] <gray> [<file>]",
    ),
    *phrases(
        FIRM,
        just(Deinterlace()),
        """
        (deinterlace|de-interlace|deinterlacing|deinterlaced) [<clip>|<picture>]
        <remove> [the] (interlacing|interlace lines|interlacing lines|interlaced lines|combing|comb lines|combing \
            artifacts|interlacing artifacts|interlace) [from <clip>]
        fix [the] (interlacing|combing|interlaced (video|footage))|(convert|make|turn|change) [<clip>] [from \
            interlaced] [to|into] progressive|deinterlacing
        (去隔行|反交错|去交错|逐行化|去除隔行|去除交错|反隔行|去隔行扫描|消除隔行|隔行转逐行|去除隔行扫描)\
            [处理|扫描|条纹]
        """,
    ),
    *phrases(
        FIRM,
        just(Denoise()),
        """
        (denoise|de-noise|denoising|degrain|despeckle) [<clip>|<picture>]
        (reduce|remove|clean up|get rid of|lower|cut|eliminate|clean|decrease|minimize|take \
            out|removing|reducing|filter out) [all|any] [the|its|some] [of the] \
            [video|image|picture|visual|film|digital|low-light] (noise|grain|graininess|grainy look|film \
            grain|noise in the (picture|video|image)|image noise|picture noise) [from <clip>|in <clip>|of \
            <clip>|from the picture|in the picture]
        make [<clip>|<picture>] less (grainy|noisy)|(clean up|fix) the (grainy|noisy) (footage|video|picture|image)
        (降噪|去噪|去噪点|视频降噪|画面降噪|减少噪点|去除噪点|消除噪点|降低噪点|减少画面噪点|去除画面噪点|去掉噪点|\
            去噪声|画面去噪)[处理]
        """,
    ),
    *phrases(BARE, just(Denoise()), "noise reduction|video noise reduction|denoised|noise removal"),
    *phrases(
        FIRM,
        just(Stabilize()),
        """
        (stabilize|stabilise|stabilizing|stabilising|steady|de-shake|deshake|unshake|smooth out) [<this>|the] \
            [shaky|handheld] (video|footage|clip|picture|shot|camera|movie|it|image|camera movement|camera \
            shake|shakes|recording|videos|clips)
        (stabilize|stabilise|stabilizing|stabilising|deshake|steady) [<clip>]
        (reduce|remove|fix|get rid of|correct|eliminate|smooth|smooth out|minimize) [the|all|any] [camera] \
            (shake|shaking|shakes|shakiness|jitter|wobble|shaky camera|shaky footage|shaky video|shaky \
            cam|handshake|camera shake|shaky clip) [from <clip>|in <clip>]
        make [<clip>|<picture>] (less shaky|steady|steadier|stable|smooth and steady|not shaky)|it's shaky , fix it
        [画面|视频|镜头](更|变得更|更加|变得|变)稳定[一点|一些]
        (防抖|去抖|去抖动|稳定画面|画面稳定|视频防抖|消除抖动|减少抖动|增稳|稳定视频|画面防抖|稳定一下画面|稳像|\
            去除抖动|修复抖动|消除画面抖动)[处理]
        """,
    ),
    *phrases(
        BARE,
        just(Stabilize()),
        "(<clip>|the picture) (is|looks) [too|very|so|a bit|really] shaky|it's [too|very|so|a bit|really] shaky"
        "|(video|image|picture) (stabilization|stabilisation)|stabilization|stabilisation|stabilized|stabilised"
        "|稳定[一下]",
    ),
)
