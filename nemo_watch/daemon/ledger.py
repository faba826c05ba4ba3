"""Reading the jobs of a state folder while no daemon runs."""

from __future__ import annotations

import time
from pathlib import Path

from nemo_watch.control.reports import job_details, job_report, log_lines
from nemo_watch.control.shapes import JobDetails, JobReport, LogLine
from nemo_watch.log.files import read_job
from nemo_watch.store import STORE_NAME, Store, Wanted


class Ledger:
    """The jobs of a state folder, to be read only."""

    def __init__(self, store: Store, state: Path) -> None:
        """Read from the store of a state folder."""
        self._store = store
        self._state = state

    @classmethod
    def open(cls, state: Path) -> Ledger | None:
        """Open the store of a state folder; None where there is none yet. Raises StoreError."""
        path = state / STORE_NAME
        return cls(Store(path, clock=time.time, read_only=True), state) if path.exists() else None

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def jobs(self, wanted: Wanted) -> list[JobReport]:
        """Return the jobs that are wanted, the newest first."""
        return [job_report(job) for job in self._store.jobs(wanted)]

    def job(self, job_id: str) -> JobDetails:
        """Return one job with its history. Raises NoSuchJob."""
        job = self._store.get(job_id)
        return job_details(job, self._store.history(job))

    def job_log(self, job_id: str) -> list[LogLine]:
        """Return the log of one job. Raises NoSuchJob."""
        return log_lines(read_job(self._state, self._store.get(job_id).id))
