"""Where an instruction goes: most are said to the backend, a few are calls of their own and cost nothing.

Only an instruction that is nothing but such a wish is routed. One word more, and it is a wish of another kind: the
backend gets it whole. Source: the skills' documents, on what the user says.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

import msgspec


class Route(StrEnum):
    """What an instruction asks for."""

    EXPORT = "export"
    CREDITS = "credits"
    STATUS = "status"
    UPLOAD = "upload"
    MESSAGE = "message"


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of wish: any of the phrases `said`, parted by commas, with no other words than those of `beside`."""

    route: Route
    said: str
    beside: str

    @property
    def phrases(self) -> frozenset[str]:
        """The phrases, as words parted by a space."""
        return frozenset(phrase.strip() for phrase in self.said.split(","))


_POLITE = (
    "please pls kindly ok okay hey hi thanks thank you now just then and can could would will i i'd like want to let's "
    "go ahead for me 请 帮 帮我 麻烦 谢谢 可以 能 能否 现在 然后 我想 我要 想 要 吧 吗 呢 一下 好吗 你 您 我"
)
_THE_VIDEO = (
    "the my our this that a it all everything final finished whole resulting edited video clip film movie project file "
    "result version 把 将 这个 这段 该 我的 最终 成品 全部 视频 影片 片子 文件 项目 结果 成片 给我 的"
)
_ASKED = (
    "what what's whats is are how much many show check see tell give get view list read current do have left remaining "
    "remain still there in on of our the my me account 查 查看 查询 看 看看 显示 告诉我 列出 "
    "我的 当前 目前 剩余 账户 账号 是 有 还有 还剩 剩 多少 几个 怎么样 如何 了 的 个"
)

WISHES: tuple[Wish, ...] = (
    Wish(route=Route.EXPORT, said="export, download, 导出, 下载", beside=_THE_VIDEO),
    Wish(
        route=Route.EXPORT,
        said="send video, send it, send file, send result, send film, send clip, send movie, give video, get video",
        beside="me us the my this that final finished whole resulting edited result to",
    ),
    Wish(route=Route.EXPORT, said="发给我, 发送给我, 发我", beside=_THE_VIDEO),
    Wish(route=Route.EXPORT, said="start export, run export, do export", beside="the an my"),
    Wish(
        route=Route.CREDITS,
        said="credits, credit, balance, credit balance, credits balance, 积分, 余额, 点数, 积分 余额",
        beside=_ASKED,
    ),
    Wish(
        route=Route.STATUS,
        said="status, state, project status, session status, status video, status project, 状态, 项目 状态, 视频 状态",
        beside=_ASKED,
    ),
    Wish(
        route=Route.STATUS,
        said="show tracks, show timeline, list tracks, see tracks, view timeline, see timeline, view tracks, "
        "show track, 显示 轨道, 查看 轨道, 显示 时间线, 查看 时间线, 显示 时间轴, 查看 时间轴, 列出 轨道",
        beside="me us the my all our current 所有 全部 的 当前 我的",
    ),
    Wish(
        route=Route.UPLOAD,
        said="upload, 上传",
        beside=f"{_THE_VIDEO} an another more new some these those files videos clips media 新 新的 素材 一个 更多",
    ),
)
"""A new phrase is a new entry of a row, or a new row."""

MOST_CHARACTERS = 100
"""No wish of this kind is longer."""

_CHINESE = "\u3400-\u9fff"
_VOCABULARY = {word for wish in WISHES for word in f"{wish.said} {wish.beside} {_POLITE}".replace(",", " ").split()}
_CHINESE_WORDS = sorted((word for word in _VOCABULARY if re.match(f"[{_CHINESE}]", word)), key=len, reverse=True)
_WORD = re.compile(
    rf"{'|'.join(_CHINESE_WORDS)}|[{_CHINESE}]|(?:(?![{_CHINESE}])[\w'+&@#%/.-])+|[^\W\s]|[^\x00-\x7f\s]"
)
_MARKS = '"“”‘’「」『』.!?…,;:。！？，、；：~～-'


def route(text: str) -> Route:
    """Return where an instruction goes; MESSAGE for all that is not wholly one of the other wishes."""
    if len(text) > MOST_CHARACTERS:
        return Route.MESSAGE
    words = _words(text)
    return next((wish.route for wish in WISHES if _is(wish, words)), Route.MESSAGE)


def _is(wish: Wish, words: list[str]) -> bool:
    """Tell whether words are one of a wish's phrases and else only what may stand beside it."""
    phrase_words = set(wish.said.replace(",", " ").split())
    beside = {*wish.beside.split(), *_POLITE.split()} - phrase_words
    return " ".join(word for word in words if word not in beside) in wish.phrases


def _words(text: str) -> list[str]:
    """Return the words of an instruction in one form of writing, without the marks around them."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    words = (word.strip(_MARKS) for word in _WORD.findall(folded))
    return [word for word in words if word]
