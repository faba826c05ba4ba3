"""What is taken literally or by its name: quoted text, unquoted text, files, formats and qualities."""

from __future__ import annotations

import re

from nemo_watch.studio.language.edits import FORMATS, Format, Quality

_QUALITIES: dict[Quality, str] = {
    "lossless": r"lossless(?:ly)? (?:video |picture )?(?:quality )?"
    r"|(?:same|original) quality |无 损 (?:画 质 |质 量 )?",
    "high": r"(?:very )?(?:high|highest|best|good|great|top|max|maximum)(?: possible)? "
    r"(?:video |picture |image )?quality |hq |(?:高|最 高|最 好|最 佳|高 清) (?:画 质|质 量|品 质) ",
    "medium": r"(?:medium|average|normal|standard) (?:video |picture )?quality |中 (?:等 )?(?:画 质|质 量) ",
    "low": r"(?:low|lower|lowest) (?:video |picture )?quality |低 (?:画 质|质 量) ",
}

QUALITY = "|".join(_QUALITIES.values())
QUALITY_OPENERS = (
    "lossless losslessly same original 无 very high highest best good great top max maximum hq 高 最"
    " medium average normal standard 中 low lower lowest 低"
)
FORMAT = rf"(?:{'|'.join(FORMATS)}) "

_ORDER = "(?:之 [前后]|以 [前后]|[前后] (?:先|再|[,，])) "
_CHINESE_WISH = (
    "(?:(?:导|输|汇) 出|保 存|转 (?:成|为|换|码)|静 音|倒 放|[剪删去] [掉除]|压 缩|旋 转|加 (?:字|音|背|标|片|速)"
    "|添 加|直 接|先|只|但) "
)
"""What ends unquoted Chinese text: when something else is done, and other wishes."""

QUOTE = r'"\S* '
FREE = (
    rf"(?![前后] |{_ORDER})(?:(?!{_ORDER}|{_CHINESE_WISH}|(?:[,;!?.，。、；:]|then"
    r"|and (?:then|also|make|add|export|convert|mute|trim|cut|fade|save|no|with|remove|rotate|speed"
    r"|put|normalize|resize|turn|use|crop|keep|play|burn|compress|loop|reverse|flip|mirror|slow|set|create"
    r"|join|merge|stabilize|denoise|deinterlace|give|change|i|we|please|don't|do|grab|take|show|enlarge|extract|normalize"
    r"|scale|send|let|write|reduce|lower|delete|drop|erase|discard)|\"|please|pls|(?:左|右) (?:上|下)|顶 部|底 部"
    r"|(?:at|in|on|to|into) (?:very )?(?:top|bottom|center|middle|upper|lower|left|right|corner|start|beginning|end)"
    r"|(?:to|on|over|onto|in|as) (?:this|it|these|all|video|clip|screen|corner|background|watermark)"
    r"|watermark|\S*\.(?:png|jpe?g|gif|webp|bmp|svg)|然 后|并|再|放 在|在 (?:左|右|上|下|顶|底|中)|显 示|持 续) "
    r"|(?:unless|only|but|if|near|except|rotated|diagonal|diagonally|throughout) "
    r"|with (?:#|low |high |half |full |white |black |opacity |transparency )|for (?:first|last|whole|entire|only) "
    r"|(?:for|from|at|after|until) (?:first )?(?:#|[0-9]+:|a [ms]~|half ))\S+ ){1,12}"
)
"""Unquoted text: up to a mark, a wish that follows, or where and when it is shown."""

REFUSED = (
    r"(?:(?!(?:[,;!?.，。、；:]|and|or|nor|but|then|just|only|instead|&|\+|to|on|at|in"
    r"|和|与|及|或|也|但|只|就|然 后|再) )\S+ ){1,5}"
)
"""What nobody wants: up to a mark, or to a word that joins or places it."""


def _file(suffixes: str) -> str:
    return rf"(?:\"|[^\s\"]*[^\s\".])\.(?:{suffixes}) "


FILE_OF_PICTURE = _file("png|jpe?g|gif|webp|bmp|svg")
FILE_OF_SOUND = _file("mp3|wav|m4a|aac|flac|ogg")
FILE_OF_SUBTITLES = _file("srt|vtt|ass|ssa|txt")
FILE_OF_TEXT = _file("txt|md|docx?|pdf")
FILE_OF_VIDEO = _file("mp4|mov|mkv|avi|webm|m4v")

_PAIRS = ('""', "''", "“”", "‘’", "„“", "„”", "「」", "『』", "«»", "《》", "‹›")
_NAMELIKE = re.compile(r"\([Cc]\)|[A-Z@©®™#]|[0-9](?!\S*\s+[a-z])|[^\x00-\x7f]|[a-z0-9-]+\.[a-z]{2,}")

_NO_NAME = re.compile(
    r"(?:The|A|To|It|This|My|And)\b|\S+\.(?:mp3|wav|m4a|aac|flac|ogg|srt|vtt|ass|mp4|mov|mkv|avi|webm)\b"
)
"""How words begin that are no text to write: little words, and files that hold no picture."""


def begins_like_a_name(written: str) -> bool:
    """Tell whether unquoted words can be meant literally: they begin with a capital, a digit or a sign."""
    return bool(_NAMELIKE.match(written)) and not _NO_NAME.match(written)


def unquoted(written: str) -> str | None:
    """Return a text without the quotes around it; None for one that says nothing."""
    for pair in _PAIRS:
        if len(written) > 1 and (written[0], written[-1]) == (pair[0], pair[1]):
            return written[1:-1].strip() or None
    return written.strip("\"'“”„‟‘’「」『』«»").strip() or None


def read_format(text: str) -> Format:
    """Return the format of this name."""
    return next(known for known in FORMATS if known == text.strip())


def read_suffix(written: str) -> Format | None:
    """Return the format that the name of a file ends with, or None where it is none that the studio makes."""
    suffix = written.rstrip("\"'”’」』»》").rpartition(".")[2].lower()
    return next((known for known in FORMATS if known == suffix), None)


def read_quality(text: str) -> Quality:
    """Return the quality that words like "high quality " stand for."""
    return next(quality for quality, pattern in _QUALITIES.items() if re.fullmatch(pattern, text))
