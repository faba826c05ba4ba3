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
        (make|turn|change|put|set|render|have|want|get|switch|transform|show|create|need|go|convert everything)
            [<clip>|<picture>|everything] [be|look] [to|into|in|all] <gray> [<file>|effect|filter|look|image]
        <add> <gray> (filter|effect|look)
        (<remove>|drain|desaturate|suck out) [all] [of] (color|colors|saturation) [<in clip>] [<off>|completely]
        (desaturate|decolorize) [<clip>] [completely|fully]
            |(take|leave|suck|drain) [all] (color|colors) (out|away) [<in clip>]
        <改>[一]黑白[色|效果|视频|片|画面|风格|电影|影像|模式]
            |<改>灰度[图|视频]|<去掉>(颜色|色彩|彩色)|<添加>黑白(滤镜|效果)
        """,
    ),
    *phrases(
        BARE,
        just(Grayscale()),
        """
        [in|to|as] <gray> [please|version|filter|video|effect]|黑白[效果|视频|滤镜|化|处理|画面]
        灰度[化|处理]|去色|(no|without) (color|colors)
        """,
    ),
    *phrases(
        FIRM,
        both(just(Grayscale()), export_as("mp4")),
        "(convert|export|save|render) [<clip>] (to|into|as|in) <gray> [<file>]",
    ),
    *phrases(
        FIRM,
        just(Deinterlace()),
        """
        deinterlace [<clip>|<picture>]|de interlace [<clip>|<picture>]|de (interlacing|interlaced)
        (<remove>|fix|clean up) (interlacing|[interlace|interlacing|interlaced|combing|comb] (lines|artifacts)|combing
            |interlace|interlacing artifacts|comb effect|combing effect) [<in clip>]
        fix interlaced (video|footage|clip)
            |(convert|make|turn|change) [<clip>] [from interlaced] [to|into] progressive [scan|video]
        ((去|除|反|消除|去除|去掉)(隔行|交错)|逐行化|隔行转逐行|转为逐行|转成逐行)[处理|扫描|条纹|横纹]|<改>逐行[扫描]
        """,
    ),
    *phrases(
        FIRM,
        just(Denoise()),
        """
        (denoise|de noise|degrain|despeckle|de grain) [<clip>|<picture>]
        (<remove>|reduce|clean up|lower|clean|decrease|minimize|filter out|fix|smooth out) [all|any] [some] [of]
            [video|image|picture|visual|film|digital|low light|sensor|visible]
            (noise|grain|graininess|grainy look|film grain| noise in (picture|video|image)|image noise|picture noise
            |noisiness|grainy noise) [<in clip>]
        make [<clip>|<picture>] less (grainy|noisy)|(clean up|fix|clean) (grainy|noisy) (footage|video|picture|image
            |clip)
        [视频|画面|图像](降噪|去噪|去噪点|去噪声)[处理]
            |(减少|去除|消除|降低|去掉)[视频|画面|图像|影像](噪点|杂讯|画面噪声|颗粒感|画面噪音|画面杂讯)
        """,
    ),
    *phrases(BARE, just(Denoise()), "[video|image|picture] noise (reduction|removal)|denoised|less (noise|grain)"),
    *phrases(
        FIRM,
        just(Stabilize()),
        """
        (stabilize|steady|deshake|unshake|smooth out|smooth|de shake) [<this>] [shaky|handheld|wobbly|shaking]
            (video|footage|clip|picture|shot|camera|movie|it|image|camera movement|camera shake|shakes|recording
            |videos|clips|shots)
        (stabilize|deshake|de shake|steady) [<clip>|<picture>]
        (<remove>|reduce|fix|correct|smooth|smooth out|minimize|lessen|clean up|compensate for) [all|any]
            [camera|hand|handheld] (shake|shaking|shakes|shakiness|jitter|wobble|shaky (camera|footage|video|cam|clip)
            |handshake|jitters|jitteriness|wobbling|wobbliness|movement) [<in clip>]
        make [<clip>|<picture>|camera|camera movement] (less (shaky|wobbly|jittery)|steady|steadier|stable|more stable
            |smooth and steady|not shaky|not so shaky)
        [画面|视频|镜头|<视频>](更|变得更|更加|变得|变)稳[定][一点|一些]|[处理]手持抖动
        [<视频>|画面|镜头](防抖|去抖|去抖动|增稳|稳像|稳定|防抖动|去抖处理)[处理]
            |(消除|减少|去除|修复|去掉|减轻)[画面|视频|镜头|相机|手持]抖动
            |稳定[<视频>|画面|镜头]|稳定(抖动|摇晃|晃动)(<视频>|画面|镜头)
        [把|将|让][抖动|摇晃|晃动|手持](<视频>|画面|镜头)[变得|变](稳定|稳)(下来|一点|一些|住|)|防手震[处理]
        """,
    ),
    *phrases(
        BARE,
        just(Stabilize()),
        """
        (<clip>|<picture>) (is|looks) [too|very|so|a bit|really] shaky [fix it]
        it's [too|very|so|a bit|really] shaky [,] [please|so] [fix it]
        [video|image|picture] stabilization|stabilized|less (shaky|shake|camera shake)
        """,
    ),
)
