"""How talk of a graphical editor is told from talk of a video: a table of phrases, each with the call it stands for.

A phrase is such talk where it tells a person to do something on a screen, in the imperative or with "you". Bare words
decide nothing: a film, too, may hold clicks, drops and credits. Source: the skills' documents, on translating what
the backend says.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Call(StrEnum):
    """What a piece of such talk stands for."""

    EXPORT = "export"
    STATE = "state"
    MESSAGE = "message"
    SUMMARY = "summary"
    CREDITS = "credits"


_WORDS = {
    # what stands before a verb that is addressed to a person: nothing, "please", "you can now", "feel free to" …
    "TO_YOU ": (
        r"^\W*(?:(?:and|then|or|so|but|also|now|next|finally|first|second|lastly|afterwards?|simply|just|please|"
        r"otherwise|alternatively|from there|there|here|which|that|where|step \d+)\b\W*)*"
        r"(?:you(?:'ll|'d)?\s+(?:(?:can|could|may|might|should|will|need|have|want|would|like|must|just|simply|now|"
        r"also|then|always|even|easily|quickly|directly|to|be able)\s+)*"
        r"|(?:feel free|be sure|make sure|remember|go ahead|all you (?:need|have)(?: to do is)?)"
        r"\s+(?:(?:to|and|just)\s+)*|(?:to|by|it's time to)\s+)?"
    ),
    "PART": (
        r"(?:panels?|tabs?|menus?|sub-?menus?|sidebars?|inspector|editor|toolbars?|drop-?downs?|library|drawer|"
        r"dialogs?|settings|properties|preferences|dashboard|workspace|timeline|canvas|player|buttons?|icons?|"
        r"sliders?|handles?|window|picker|page|corner|screen)\b"
    ),
    "QUOTED": r"[\"'“‘「\[]",
    "CAPITAL": r"(?-i:[A-Z])",
    "对您": r"(?:^\W*|请|您|你|可以|可|只需|直接|然后|再|即可|随时|现在|先|后|想|要|需|若|如)(?:就|来|能|够|可以)*",
    "时间线": r"(?:时间线|时间轴|编辑器|播放器|预览窗口)",
    "面板": r"(?:面板|菜单|选项卡|标签|设置|窗口|编辑器|时间线|时间轴|侧边栏|侧栏|素材库|页面|工具栏)",
    "账户": r"(?:账户|账号|帐户|账单|积分|余额|订阅|套餐)",
}

TALK: tuple[tuple[str, Call | None], ...] = (
    # clicking: what is clicked decides which call it is
    (
        r"TO_YOU (?:(?:right|left|double)[- ])?(?:click|tap)(?:ing)? (?:(?:on|here|the|your|that|this|it|any|to)\b)",
        None,
    ),
    (r"TO_YOU (?:(?:right|left|double)[- ])?(?:click|tap)(?:ing)? (?:QUOTED|CAPITAL|export|download|save)", None),
    (r"TO_YOU (?:press|hit)(?:ing)? (?:on )?(?:the )?(?:QUOTED|CAPITAL|export\b|play\b)", None),
    (r"TO_YOU (?:press|hit)(?:ing)? (?:\S+ ){0,5}?(?:PART|key\b|spacebar\b)", None),
    (r"^(?!\W*(?:i|we)\b).*\bby (?:clicking|tapping|pressing)\b", None),
    (r"TO_YOU (?:select|choose|pick)\b.{0,60}\b(?:from|in|on|under) the\b.{0,40}\bPART", None),
    (r"TO_YOU (?:select|choose) (?:the )?QUOTED?(?:export|download|save)\b", Call.EXPORT),
    (r"(?<!添加)(?<!加入)(?<![加的个了])(?:点击|单击|双击|点按|轻触|按下)(?!音效|声|动画|效果|特效|率|节奏)", None),
    # the export
    (r"TO_YOU (?:find|use|using|see|look for|head to|go to)\b.{0,30}\b(?:export|download) PART", Call.EXPORT),
    (r"\bthe\W+(?:export|download)\W+PART (?:is|can be found|sits|will|to|at|in)\b", Call.EXPORT),
    (r"TO_YOU (?:export|download|render|publish) (?:it|your|the|this|now|when|as|to|from|in|them|any)\b", Call.EXPORT),
    (r"TO_YOU (?:export|download)\W*$", Call.EXPORT),
    (r"TO_YOU save (?:it|your|the|this)\b.{0,30}\b(?:video|project|file|device|computer|mp4)\b", Call.EXPORT),
    (r"^(?!\W*(?:i|we)\b).{0,40}\bready (?:to|for) (?:be )?(?:export|download)(?:ed|ing)?\b", Call.EXPORT),
    (r"\b(?:would you like|do you want|shall i|should i|want me)\b.{0,20}\b(?:export|download)\b.*\?", Call.EXPORT),
    (r"导出按钮|导出键|下载按钮", Call.EXPORT),
    (r"对您(?:导出|下载)(?!了|完成|成功|的)", Call.EXPORT),
    (r"(?:需要|要不要|是否|想要?)(?:我|帮您|帮你|为您|为你|现在)*导出", Call.EXPORT),
    # looking at the timeline
    (
        (
            r"TO_YOU (?:preview|view|see|watch|review|play|scrub|check)(?: \S+){0,8}? "
            r"(?:in|on|from|through|along|using) (?:the|your) (?:\w+ ){0,2}"
            r"(?:timeline|editor|player|canvas|preview|workspace|window|panel)\b"
        ),
        Call.SUMMARY,
    ),
    (r"TO_YOU (?:preview|play back) (?:it|them|your|the|this|now)\b", Call.SUMMARY),
    (r"对您.{0,6}在.{0,10}时间线.{0,6}(?:预览|查看|播放|看到|观看)", Call.SUMMARY),
    (r"对您(?:预览|回放)(?!了|图)", Call.SUMMARY),
    # the account
    (
        (
            r"TO_YOU (?:check|visit|view|see|review|manage|go to|open|head to|upgrade|update|buy|purchase)\b.{0,40}"
            r"\b(?:account|billing|subscription|your (?:\w+ )?(?:plan|credits?|balance)|more credits)\b"
        ),
        Call.CREDITS,
    ),
    (r"TO_YOU (?:top[ -]?up|log in|sign in|sign up)\b", Call.CREDITS),
    (r"TO_YOU register (?:an?|your|at|on|for|to)\b", Call.CREDITS),
    (r"对您.{0,6}(?:查看|检查|前往|登录|进入|充值|升级|购买|管理).{0,6}账户", Call.CREDITS),
    (r"(?:请|可以|需要|需|前往).{0,4}(?:充值|登录|注册)", Call.CREDITS),
    # panels
    (r"TO_YOU open(?:ing)?(?: up)? (?:\S+ ){0,5}?PART", Call.STATE),
    (
        (
            r"TO_YOU (?:go|navigate|head|switch|jump|scroll|return) (?:(?:back|over|down|up) )*(?:to|into|through) "
            r"(?:the|your) (?:\S+ ){0,3}?PART"
        ),
        Call.STATE,
    ),
    (r"TO_YOU (?:look|find|locate|see)\b.{0,40}\b(?:in|on|at|under) (?:the|your) (?:\S+ ){0,3}?PART", Call.STATE),
    (r"TO_YOU hover (?:over|on)\b", Call.STATE),
    (r"TO_YOU (?:refresh|reload) (?:the|your|this) (?:\w+ )?(?:page|browser|tab|editor)\b", Call.STATE),
    (r"(?<!以)打开(?!的).{0,12}面板", Call.STATE),
    # edits by hand
    (
        (
            r"TO_YOU (?:drag(?:ging)?(?:[- ]and[- ]drop(?:ping)?)?|re-?arrange|re-?order) (?:it|them|this|that|the|"
            r"your|any|each|an?|clips?|files?|media|text|here|on|in|to)\b"
        ),
        Call.MESSAGE,
    ),
    (r"TO_YOU drop (?:it|them|the|your|clips?|files?|media)\b.{0,40}\b(?:on|in|into|onto|here|to)\b", Call.MESSAGE),
    (
        (
            r"TO_YOU (?:adjust|change|tweak|fine-?tune|edit|modify|move|resize|customi[sz]e|refine|use|using|trim|"
            r"split)\b.{0,60}\bPART"
        ),
        Call.MESSAGE,
    ),
    (
        (
            r"(?:^\W*[将把]|请|可以|可|您|你|直接|通过|用鼠标|只需)[^我]{0,16}(?:拖拽|拖动|拖放|拖入|拖到|拖至)"
            r"(?!了|风格|效果|动画)"
        ),
        Call.MESSAGE,
    ),
    (r"^\W*(?:拖拽|拖动|拖放)(?!风格|效果|动画)", Call.MESSAGE),
    (r"(?:请|可以|您|你).{0,6}在.{0,6}(?:编辑器|面板|时间线|时间轴).{0,6}(?:调整|修改|编辑)", Call.MESSAGE),
)
"""Rows are tried in order; None: what is clicked decides. A space stands for any white space, a word of `_WORDS` for
what it says there. A new phrase is a new row."""

TARGETS: tuple[tuple[str, Call], ...] = (
    (r"\b(?:export|download|render|save|publish)(?:s|ing|ed)?\b|导出|下载|保存|渲染", Call.EXPORT),
    (r"\b(?:account|billing|balance|subscription|plan|top[ -]?up)\b|账户|充值", Call.CREDITS),
    (r"\b(?:your|more|buy|remaining)\W+credits?\b", Call.CREDITS),
    (r"\bpreview|\bplay\b|预览|播放", Call.SUMMARY),
    (r"\b(?:apply|generate|add|split|trim|cut|undo|redo|delete|remove)\b", Call.MESSAGE),
    (r"应用|生成|添加|分割|撤销|删除", Call.MESSAGE),
)
"""What is to be clicked, looked for in this order; anything else is a look at the state."""

FILM_CREDITS = (
    r"\b(?:closing|end|opening|film|movie|rolling) credits\b|\bcredits? (?:roll|sequence|scene|at the end)|片尾"
)


def editor_call(clause: str) -> Call | None:
    """Return the call that a clause asks for if it is talk of an editor, else None."""
    plain = clause.replace("’", "'")
    if _FILM_CREDITS.search(plain):
        return None
    for pattern, call in _TALK:
        if pattern.search(plain):
            return call or _target(plain)
    return None


def _target(clause: str) -> Call:
    return next((call for pattern, call in _TARGETS if pattern.search(clause)), Call.STATE)


def _pattern(row: str) -> re.Pattern[str]:
    words = re.compile("|".join(_WORDS))
    pieces = re.split(f"({words.pattern})", row)
    return re.compile("".join(_WORDS.get(piece) or piece.replace(" ", r"\s+") for piece in pieces), re.IGNORECASE)


_TALK = tuple((_pattern(row), call) for row, call in TALK)
_TARGETS = tuple((_pattern(row), call) for row, call in TARGETS)
_FILM_CREDITS = _pattern(FILM_CREDITS)
