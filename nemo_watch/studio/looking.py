"""Looks at a file that its header does not answer: black bars, silences, loudness."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from nemo_watch.studio import command, complaints, process
from nemo_watch.studio.command import Input
from nemo_watch.studio.compose.findings import Findings, Look, read_bars, read_loudness, read_silences
from nemo_watch.studio.plan import Plan

_MOST_PRINTED_BYTES = 16_000_000
"""An hour of speech has a thousand silences, each of which is printed with a line or two."""


async def look_at(
    ffmpeg: Path,
    plan: Plan,
    wanted: Look,
    findings: Findings,
    *,
    first: Input,
    second: Input | None,
    on_progress: process.Progress,
) -> Findings:
    """Return the findings with what a look has added. Raises JobError where the file cannot be looked at."""
    printed = []
    for place in wanted.places or (None,):
        for one in (first, second):
            if one is not None:
                os.lseek(one.descriptor, 0, os.SEEK_SET)
        finished = await process.run(
            ffmpeg,
            command.look(plan, wanted, first=first, second=second, place=place),
            descriptors=[one.descriptor for one in (first, second) if one is not None],
            kept_error_bytes=_MOST_PRINTED_BYTES,
            on_progress=on_progress,
        )
        if finished.code != 0:
            raise complaints.explain(finished.errors, code=finished.code)
        printed.append(finished.errors)
    return _added(findings, wanted, printed, plan)


def _added(findings: Findings, wanted: Look, printed: list[str], plan: Plan) -> Findings:
    if wanted.kind == "bars":
        return msgspec.structs.replace(findings, bars=read_bars(printed), has_seen_bars=True)
    text = "".join(printed)
    if wanted.kind == "silences":
        reach = plan.base.duration
        return msgspec.structs.replace(findings, silences=read_silences(text, duration=reach))
    return msgspec.structs.replace(findings, loudness=(*findings.loudness, read_loudness(text)))
