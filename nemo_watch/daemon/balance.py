"""The balance of the cloud account for a command, where no daemon runs that could be asked."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from nemo_watch.daemon.cloud import balance_report, cloud_engine, cloud_tokens
from nemo_watch.daemon.parts import identity_of_install
from nemo_watch.rules import Configuration


def balance_of(configuration: Configuration) -> dict[str, Any]:
    """Return the balance for `credits --json`; what was spent today is not known then. Raises JobError."""
    identity = identity_of_install()
    tokens = cloud_tokens(configuration, identity=identity)
    engine = cloud_engine(configuration, identity=identity, tokens=tokens)

    async def ask() -> dict[str, Any]:
        try:
            balance = await balance_report(engine, tokens, spent=0.0, budget=configuration.cloud.credits_per_day)
            return dict(msgspec.to_builtins(balance))
        finally:
            await engine.client.aclose()

    return asyncio.run(ask())
