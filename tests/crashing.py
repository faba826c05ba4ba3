"""Run nemo-watch and kill it, as a power cut does, at the n-th moment that matters; or count these moments.

    python crashing.py N ARGUMENT …      killed at moment N, 0 lets it run and prints how many there were

Moments are: behind every commit to the job list, before and behind every request that leaves the machine.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any

import httpx

from nemo_watch.cli import run_command

KILLED_AT = int(sys.argv[1])
moments: list[None] = []


def moment() -> None:
    moments.append(None)
    if len(moments) == KILLED_AT:
        os.kill(os.getpid(), signal.SIGKILL)


class CountingConnection(sqlite3.Connection):
    """A connection whose commits are moments."""

    def __exit__(self, *outcome: Any) -> Any:
        was_open = self.in_transaction
        result = super().__exit__(*outcome)
        if was_open:
            moment()
        return result


def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
    return plain_connect(*arguments, factory=CountingConnection, **options)


async def send(client: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
    if request.url.port is None:  # the studio's own socket: nothing leaves the machine
        return await plain_send(client, request, **options)
    moment()
    response = await plain_send(client, request, **options)
    moment()
    return response


plain_connect, plain_send = sqlite3.connect, httpx.AsyncClient.send
sqlite3.connect = connect  # type: ignore[assignment]
httpx.AsyncClient.send = send  # type: ignore[method-assign, assignment]

code = run_command(sys.argv[2:])
print(f"moments {len(moments)}")
sys.exit(code)
