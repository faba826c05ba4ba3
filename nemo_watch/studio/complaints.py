"""What ffmpeg complains about, as a sentence for a person: one table from its words to ours."""

from __future__ import annotations

import re

from nemo_watch.errors import FinalError, HeldError, JobError

_FULL_DISK_RECHECK_SECONDS = 60.0

_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        r"moov atom not found",
        "The file is incomplete: its index (moov) is missing.",
        "It was cut off while it was copied or recorded. Copy it again.",
    ),
    (
        r"File ended prematurely|Truncating packet|truncated|partial file|End of file",
        "The file is incomplete: it ends in the middle.",
        "It was cut off while it was copied or recorded. Copy it again.",
    ),
    (
        r"Codec \((\w+)\) not on whitelist|Decoder \(codec (\w+)\) not found|Unknown decoder",
        "The file uses a codec that the studio does not decode.",
        "Save it in another format with the program that made it, then drop it again.",
    ),
    (
        r"encrypt|crypto|decrypt",
        "The file is encrypted (DRM), so it cannot be converted.",
        "Use a copy without protection.",
    ),
    (
        r"Picture size \d+x\d+ (?:is invalid|exceeds)|exceeds the specified max_pixels",
        "The picture is too large to be decoded safely (more than 100 million pixels).",
        "Make it smaller first.",
    ),
    (
        r"Cannot allocate memory",
        "The file needs more memory than a conversion may use.",
        "Make the picture smaller first.",
    ),
    (
        r"Invalid data found|error reading header|Error while decoding|corrupt|invalid",
        "The file is damaged: a part of it cannot be decoded.",
        "Copy it again from where it came from.",
    ),
)


def explain(errors: str, *, code: int) -> JobError:
    """Return the error to raise for an ffmpeg that ended with `code` after printing `errors`."""
    if "No space left on device" in errors:
        return HeldError(
            "The disk of the outbox is full.",
            hint="Free some space: the job goes on by itself.",
            recheck_seconds=_FULL_DISK_RECHECK_SECONDS,
        )
    for pattern, sentence, hint in _SENTENCES:
        if re.search(pattern, errors, re.IGNORECASE):
            return FinalError(sentence, hint=hint)
    if code < 0:
        return FinalError(f"ffmpeg was ended by signal {-code} while it worked on the file.")
    last = errors.strip().splitlines()[-1] if errors.strip() else f"exit code {code}"
    return FinalError(f"ffmpeg could not do it: {_short(last)}")


def _short(line: str) -> str:
    """Return ffmpeg's own last words without the addresses in brackets that it puts before them."""
    return re.sub(r"^(\[[^\]]*\] ?)+", "", line)[:200]
