"""Asking the daemon, or, for what only needs reading, the store that it left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nemo_watch import settings
from nemo_watch.control.client import ControlClient
from nemo_watch.errors import DaemonNotRunning, NoSuchJob
from nemo_watch.rules import Configuration


def daemon_of(configuration: Configuration) -> ControlClient:
    """Return the daemon that works with a configuration's state folder."""
    return ControlClient(settings.socket_folder(configuration.state) / settings.CONTROL_SOCKET)


def all_jobs(configuration: Configuration, *, states: tuple[str, ...], most: int | None) -> list[dict[str, Any]]:
    """Return jobs, the newest first, from the daemon or from its store."""
    try:
        return daemon_of(configuration).jobs(states=states, most=most)
    except DaemonNotRunning:
        with _ledger(configuration) as ledger:
            return ledger.jobs(states=states, most=most) if ledger else []


def one_job(configuration: Configuration, job_id: str) -> dict[str, Any]:
    """Return one job with its history, from the daemon or from its store. Raises NoSuchJob."""
    try:
        return daemon_of(configuration).job(job_id)
    except DaemonNotRunning:
        with _ledger(configuration) as ledger:
            if ledger is None:
                raise NoSuchJob(f'There is no job "{job_id}": nothing has run yet.') from None
            return dict(ledger.job(job_id))


@contextmanager
def _ledger(configuration: Configuration) -> Iterator[Any]:
    from nemo_watch.daemon.ledger import Ledger

    ledger = Ledger.open(configuration.state)
    try:
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()
