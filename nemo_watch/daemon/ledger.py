"""Reading the jobs of a state folder while no daemon runs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from nemo_watch.control.reports import job_details, job_report
from nemo_watch.store import STORE_NAME, Store


class Ledger:
    """The jobs of a state folder, to be read only."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store

    @classmethod
    def open(cls, state: Path) -> Ledger | None:
        """Open the store of a state folder; None where there is none yet. Raises StoreError."""
        path = state / STORE_NAME
        return cls(Store(path, clock=time.time, read_only=True)) if path.exists() else None

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def jobs(self, *, states: tuple[str, ...], most: int | None) -> list[dict[str, Any]]:
        """Return jobs, the newest first."""
        return [job_report(job) for job in self._store.jobs(states=states, most=most)]

    def job(self, job_id: str) -> dict[str, Any]:
        """Return one job with its history. Raises NoSuchJob."""
        job = self._store.get(job_id)
        return job_details(job, self._store.history(job))
