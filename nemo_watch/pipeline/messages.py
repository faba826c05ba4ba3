"""What is said to a render service for a job: its instruction, and the texts that were dropped along with it."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

from nemo_watch.errors import HeldError
from nemo_watch.jobs import Job, Use
from nemo_watch.names import shown

MOST_TEXT_CHARACTERS = 20_000
"""What goes into one message; a longer text is cut at the end of a paragraph, a sentence or a word."""

_MOST_BYTES = 4 * MOST_TEXT_CHARACTERS + 4
_RECHECK_SECONDS = 60.0
_KEPT_CONTROLS = frozenset("\n\t")
_ENDS = ("\n\n", "\n", ". ", "。", " ")


def message_of(job: Job, *, number: int) -> str:
    """Return the message for a job's instruction `number`, counted from 0.

    A text to make a video of goes with the first, what a sidecar says with the last. It reads files, so call it in
    a thread. Raises HeldError for a text that cannot be read.
    """
    words = _texts(job, Use.WORDS) if number == len(rule_instructions(job)) - 1 else []
    texts = _texts(job, Use.TEXT) if number == 0 else []
    return "\n\n".join(part for part in (_sentence_ended(job.instructions[number], words), *words, *texts) if part)


def rule_instructions(job: Job) -> tuple[str, ...]:
    """Return the instructions that the job began with; what it was refined by comes behind them."""
    return job.instructions[: len(job.rule.instructions)] or job.instructions


def read_text(path: Path) -> str:
    """Return a text file's content as it may be sent: decoded, cleaned, at most `MOST_TEXT_CHARACTERS`.

    UTF-8 and UTF-16 are told by their marks or by being valid; anything else is read as Windows-1252.
    Raises HeldError where the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError as error:
        raise HeldError(
            f"The text {shown(path)} cannot be read: {error.strerror}.",
            hint="Make it readable: the job goes on by itself.",
            recheck_seconds=_RECHECK_SECONDS,
        ) from error
    return _cut(_cleaned(_decoded(data)))


def _texts(job: Job, use: Use) -> list[str]:
    return [read_text(source.place) for source in job.sources if source.use is use]


def _sentence_ended(instruction: str, further: list[str]) -> str:
    """Return an instruction that cannot run together with the words behind it."""
    text = instruction.strip()
    return f"{text}." if further and text[-1:].isalnum() else text


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        # an incomplete character at the end is where the reading stopped
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _cleaned(text: str) -> str:
    """Return a text without what is not seen: control characters, marks that turn the direction of writing."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in _KEPT_CONTROLS or not _is_hidden(letter)).strip()


def _is_hidden(letter: str) -> bool:
    # joiners are format characters too, but they shape emoji and several scripts
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in "\u200c\u200d"


def _cut(text: str) -> str:
    if len(text) <= MOST_TEXT_CHARACTERS:
        return text
    part = text[:MOST_TEXT_CHARACTERS]
    ends = (part.rfind(mark) for mark in _ENDS)
    end = next((place for place in ends if place > MOST_TEXT_CHARACTERS // 2), MOST_TEXT_CHARACTERS)
    return part[: end + 1].rstrip()
