"""Jobs and states as JSON objects: the form that `--json` prints and the local API answers with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nemo_watch import draft as drafts
from nemo_watch.jobs import Job
from nemo_watch.names import shown
from nemo_watch.store import HistoryEntry
from nemo_watch.units import format_moment


def job_report(job: Job, *, progress: int | None = None, message: str | None = None) -> dict[str, Any]:
    """Return a job for `jobs --json`. Paths are shown safely, moments are ISO 8601 in UTC.

    `progress` and `message` are what is known of it beyond what is stored.
    """
    return {
        "id": job.id,
        "rule": job.rule.name,
        "engine": job.engine,
        "skill": job.rule.skill,
        "state": job.state.value,
        "sources": [shown(source.path) for source in job.sources],
        "outputs": [shown(path) for path in job.outputs],
        "instruction": "\n".join(job.instructions),
        "progress": job.progress if progress is None else progress,
        "message": job.message if message is None else message,
        "attempts": job.attempts,
        "session_id": job.session_id,
        "render_id": job.render_id,
        "created_at": format_moment(job.created_at),
        "updated_at": format_moment(job.updated_at),
    }


def job_details(
    job: Job, history: Sequence[HistoryEntry], *, progress: int | None = None, message: str | None = None
) -> dict[str, Any]:
    """Return a job for `show --json`: its report, where its file is now, its timeline and its history."""
    return {
        **job_report(job, progress=progress, message=message),
        "source_now": [shown(source.place) for source in job.sources],
        "timeline": drafts.summary(drafts.parsed(job.draft)) if job.draft else "",
        "history": [
            {"at": format_moment(entry.at), "state": entry.state, "message": entry.message} for entry in history
        ],
    }
