"""From jobs to what is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nemo_watch import draft as drafts
from nemo_watch.control.shapes import Change, JobDetails, JobReport, LogLine
from nemo_watch.jobs import Job
from nemo_watch.names import shown
from nemo_watch.pace import Standing
from nemo_watch.store import HistoryEntry
from nemo_watch.units import format_moment


def job_report(job: Job, standing: Standing | None = None) -> JobReport:
    """Return a job in short; `standing` is what is known of it beyond what is stored."""
    return JobReport(**_fields(job, standing))  # type: ignore[arg-type]


def job_details(job: Job, history: Sequence[HistoryEntry], standing: Standing | None = None) -> JobDetails:
    """Return all about a job."""
    return JobDetails(
        **_fields(job, standing),  # type: ignore[arg-type]
        source_now=[shown(source.place) for source in job.sources],
        timeline=drafts.summary(drafts.parsed(job.draft)) if job.draft else "",
        history=[Change(at=format_moment(entry.at), state=entry.state, message=entry.message) for entry in history],
    )


def log_lines(events: Sequence[Mapping[str, Any]]) -> list[LogLine]:
    """Return the events of a log as they are told."""
    known = ("timestamp", "level", "event", "job_id")
    return [
        LogLine(
            at=event["timestamp"],
            level=event["level"],
            event=event["event"],
            values={name: str(value) for name, value in event.items() if name not in known},
        )
        for event in events
    ]


def _fields(job: Job, standing: Standing | None) -> dict[str, object]:
    now = standing or Standing(progress=job.progress, message=job.message)
    return {
        "id": job.id,
        "name": shown(job.name),
        "rule": job.rule.name,
        "engine": job.engine,
        "skill": job.rule.skill,
        "state": job.state.value,
        "sources": [shown(source.path) for source in job.sources],
        "outputs": [shown(path) for path in job.outputs],
        "instruction": "\n".join(job.instructions),
        "progress": now.progress,
        "message": now.message,
        "cause": job.cause,
        "attempts": job.attempts,
        "session_id": job.session_id,
        "render_id": job.render_id,
        "bytes_before": job.bytes_before,
        "bytes_after": job.bytes_after,
        "result_seconds": job.result_seconds,
        "speed": now.speed,
        "seconds_left": now.seconds_left,
        "created_at": format_moment(job.created_at),
        "updated_at": format_moment(job.updated_at),
    }
