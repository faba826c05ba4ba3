"""What the backend says, as far as it is about the video; its talk of a graphical editor becomes calls.

It believes that a person sits before a screen with buttons. What it says of the video is kept for the user, clause by
clause; what it says of clicking is dropped, and told as the call that does the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from nemo_watch.nemo.editor_talk import Call, editor_call
from nemo_watch.nemo.sentences import Sentence, clauses, ended, paragraph, sentences

__all__ = ["Call", "Heard", "heard"]

_LONGEST_SENTENCE = 800

_DEPENDENT = re.compile(
    r"^\W*(?:if|when|whenever|once|after|before|as soon as|until|while|to|then|and|or|so|but|now|next|finally|"
    r"first|second|lastly|simply|just|please|otherwise|alternatively|"
    r"feel free|go ahead|you|which|that|where|choose|select|pick|set|save|enter|type|wait|look|find|use|using|confirm|"
    r"paste|copy|great|done|all set|ok|okay|tip|note|step \d+|next step|let me know)\b"
    r"|^\W*(?:请|如果|若|如|当|想|要|需要|准备好|完成后|满意|确认|然后|接着|再|最后|即可|就|您|你|选择|以|来|现在(?!\w)|"
    r"接下来|下一步|之后|随时)"
    r"|^[\W\d]*$",
    re.IGNORECASE,
)
"""Clauses that say nothing without the talk beside them."""

_ATTACHED = re.compile(r"^\W*(?:by|for|in|on|at|from|with|under)\b", re.IGNORECASE)
"""Clauses that belong to the one before them, or to the talk where they stand first."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to tell a user, and what the backend wanted done, each once, in order."""

    content: str = ""
    calls: tuple[Call, ...] = ()


def heard(text: str) -> Heard:
    """Return what the backend says about the video, at most 500 characters on one line, and the calls it asks for."""
    kept: list[Sentence] = []
    calls: list[Call] = []
    heading: Sentence | None = None
    has_dropped = False
    for sentence in sentences(text):
        said, asked = _understood(sentence)
        calls += asked
        if said is None:
            has_dropped = True
            continue
        if heading is not None and (sentence.is_item or not has_dropped):
            kept.append(heading)
        heading, has_dropped = (said, False) if said.is_heading else (None, False)
        if heading is None:
            kept.append(said)
    if heading is not None and not has_dropped:
        kept.append(heading)
    return Heard(content=paragraph(kept), calls=tuple(dict.fromkeys(calls)))


def _understood(sentence: Sentence) -> tuple[Sentence | None, list[Call]]:
    """Return what a sentence says about the video, None if nothing, and the calls that the rest of it becomes."""
    if len(sentence.text) > _LONGEST_SENTENCE:
        return sentence, []
    pieces = clauses(sentence.text)
    said, separators = pieces[::2], ["", *pieces[1::2]]
    found = [editor_call(clause) for clause in said]
    if not any(found):
        whole = editor_call(sentence.text)
        return (None, [whole]) if whole else (sentence, [])
    keeps: list[bool] = []
    for clause, call in zip(said, found, strict=True):
        is_loose = bool(_DEPENDENT.search(clause)) or (bool(_ATTACHED.search(clause)) and not any(keeps[-1:]))
        keeps.append(call is None and not is_loose)
    left = ended(_joined(said, separators, keeps))
    calls = [call for call in found if call is not None]
    return (Sentence(left, is_item=sentence.is_item) if left else None), calls


def _joined(said: Sequence[str], separators: Sequence[str], keeps: Sequence[bool]) -> str:
    """Return the clauses that are kept, parted as they were where they stood side by side."""
    text = ""
    for position, clause in enumerate(said):
        if keeps[position]:
            is_beside = position > 0 and keeps[position - 1]
            text += (separators[position] if is_beside else ", " if text else "") + clause
    return text
