"""An engine: a render service and what is particular about it. The steps are the same for all."""

from __future__ import annotations

import msgspec

from nemo_watch.nemo.client import NemoClient

_LONGEST_POLL_SECONDS = 20


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """One place to render. A poll answers after `poll_seconds`, or, asked to wait, when something changed."""

    name: str
    client: NemoClient
    poll_seconds: float | None = None

    @property
    def is_local(self) -> bool:
        """Tell whether this is our studio on this machine: messages may be repeated, files go by name."""
        return self.client.endpoint.is_private

    @property
    def wait_seconds(self) -> int | None:
        """How long a poll may be held back by the service; None asks for an answer at once."""
        return _LONGEST_POLL_SECONDS if self.is_local else None
