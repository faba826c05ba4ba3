"""Looks at a file that its header does not answer: black bars, silences, loudness, subtitles."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from nemo_watch.studio import command, complaints
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose.findings import Findings, Look, read_bars, read_loudness, read_silences
from nemo_watch.studio.fence import process
from nemo_watch.studio.plan import Plan
from nemo_watch.studio.subtitles import cues_in

_MOST_PRINTED_BYTES = 16_000_000
"""An hour of speech has a thousand silences, each of which is printed with a line or two."""


async def look_at(
    ffmpeg: Path,
    plan: Plan,
    wanted: Look,
    findings: Findings,
    *,
    inputs: Sequence[Input],
    on_progress: process.Progress,
) -> Findings:
    """Return the findings with what a look has added. Raises JobError where the file cannot be looked at."""
    printed = []
    for place in wanted.places or (None,):
        for one in inputs:
            os.lseek(one.descriptor, 0, os.SEEK_SET)
        lines: list[bytes] = []
        finished = await process.run(
            ffmpeg,
            command.look(plan, wanted, inputs=inputs, place=place),
            descriptors=[one.descriptor for one in inputs],
            deadline_seconds=process.deadline_seconds(plan.base.duration),
            kept_error_bytes=_MOST_PRINTED_BYTES,
            on_progress=None if wanted.kind == "cues" else on_progress,
            on_line=_keeping(lines) if wanted.kind == "cues" else None,
        )
        if finished.code != 0:
            raise complaints.explain(finished.errors, code=finished.code)
        printed.append(b"".join(lines).decode("utf-8", "replace") if lines else finished.errors)
    return _added(findings, wanted, printed, plan)


def _keeping(lines: list[bytes]) -> process.Line:
    """Return a function that keeps lines, as many as subtitles can have."""
    kept = 0

    def keep(line: bytes) -> None:
        nonlocal kept
        kept += len(line)
        if kept <= _MOST_PRINTED_BYTES:
            lines.append(line)

    return keep


def _added(findings: Findings, wanted: Look, printed: list[str], plan: Plan) -> Findings:
    if wanted.kind == "bars":
        return msgspec.structs.replace(findings, bars=read_bars(printed), has_seen_bars=True)
    text = "".join(printed)
    if wanted.kind == "cues":
        return msgspec.structs.replace(findings, cues=cues_in(text))
    if wanted.kind == "silences":
        reach = plan.base.duration
        return msgspec.structs.replace(findings, silences=read_silences(text, duration=reach))
    return msgspec.structs.replace(findings, loudness=(*findings.loudness, read_loudness(text)))
