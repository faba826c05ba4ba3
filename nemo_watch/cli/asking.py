"""Asking the daemon, or, for what only needs reading, the store that it left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nemo_watch import settings
from nemo_watch.cli.printing import plain
from nemo_watch.control.client import ControlClient
from nemo_watch.errors import DaemonNotRunning, NoSuchJob
from nemo_watch.rules import Configuration


def daemon_of(configuration: Configuration) -> ControlClient:
    """Return the daemon that works with a configuration's state folder."""
    return ControlClient(settings.socket_folder(configuration.state) / settings.CONTROL_SOCKET)


def all_jobs(configuration: Configuration, **wanted: Any) -> list[dict[str, Any]]:
    """Return jobs, the newest first, from the daemon or from its store; for what is wanted see `ControlClient.jobs`."""
    try:
        return daemon_of(configuration).jobs(**wanted)
    except DaemonNotRunning:
        from nemo_watch.store import Wanted

        with _ledger(configuration) as ledger:
            return list(plain(ledger.jobs(Wanted(**wanted)))) if ledger else []


def one_job(configuration: Configuration, job_id: str) -> dict[str, Any]:
    """Return one job with its history, from the daemon or from its store. Raises NoSuchJob."""
    try:
        return daemon_of(configuration).job(job_id)
    except DaemonNotRunning:
        with _ledger(configuration) as ledger:
            return dict(plain(_there(ledger, job_id).job(job_id)))


def log_of_job(configuration: Configuration, job_id: str) -> list[dict[str, Any]]:
    """Return the log of one job, from the daemon or from its state folder. Raises NoSuchJob."""
    try:
        return daemon_of(configuration).job_log(job_id)
    except DaemonNotRunning:
        with _ledger(configuration) as ledger:
            return list(plain(_there(ledger, job_id).job_log(job_id)))


def _there(ledger: Any, job_id: str) -> Any:
    if ledger is None:
        raise NoSuchJob(f'There is no job "{job_id}": nothing has run yet.')
    return ledger


@contextmanager
def _ledger(configuration: Configuration) -> Iterator[Any]:
    from nemo_watch.daemon.ledger import Ledger

    ledger = Ledger.open(configuration.state)
    try:
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()
