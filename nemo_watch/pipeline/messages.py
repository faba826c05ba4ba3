"""What is said to a render service for a job: its instruction, and the texts that were dropped along with it."""

from __future__ import annotations

from pathlib import Path

from nemo_watch.errors import HeldError
from nemo_watch.jobs import Job, Use
from nemo_watch.names import shown
from nemo_watch.texts import read_text

MOST_TEXT_CHARACTERS = 20_000
"""What goes into one message; a longer text is cut at the end of a paragraph, a sentence or a word."""

_RECHECK_SECONDS = 60.0


def message_of(job: Job, *, number: int, with_texts: bool) -> str:
    """Return the message for a job's instruction `number`, counted from 0.

    A text to make a video of goes with the first, `with_texts`; what a sidecar says goes with the last. It reads
    files, so call it in a thread. Raises HeldError for a text that cannot be read.
    """
    words = _texts(job, Use.WORDS) if number == len(rule_instructions(job)) - 1 else []
    texts = _texts(job, Use.TEXT) if with_texts and number == 0 else []
    return "\n\n".join(part for part in (_sentence_ended(job.instructions[number], words), *words, *texts) if part)


def rule_instructions(job: Job) -> tuple[str, ...]:
    """Return the instructions that the job began with; what it was refined by comes behind them."""
    return job.instructions[: len(job.rule.instructions)] or job.instructions


def _read(path: Path) -> str:
    """Return what a dropped text says, in at most `MOST_TEXT_CHARACTERS`. Raises HeldError if it cannot be read."""
    try:
        return read_text(path, most_characters=MOST_TEXT_CHARACTERS)
    except OSError as error:
        raise HeldError(
            f"The text {shown(path)} cannot be read: {error.strerror}.",
            hint="Make it readable: the job goes on by itself.",
            recheck_seconds=_RECHECK_SECONDS,
        ) from error


def _texts(job: Job, use: Use) -> list[str]:
    return [_read(source.place) for source in job.sources if source.use is use]


def _sentence_ended(instruction: str, further: list[str]) -> str:
    """Return an instruction that cannot run together with the words behind it."""
    text = instruction.strip()
    return f"{text}." if further and text[-1:].isalnum() else text
