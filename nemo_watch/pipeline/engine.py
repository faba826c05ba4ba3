"""An engine: a render service and what is particular about it. The steps are the same for all."""

from __future__ import annotations

import msgspec

from nemo_watch.nemo.client import NemoClient

_LONGEST_POLL_SECONDS = 20
_GENERATING = "ai-to-video-free"


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """One place to render. A poll answers after `poll_seconds`, or, asked to wait, when something changed.

    `recovery_seconds` is the first pause before a session is read whose message may or may not have arrived,
    `most_renders` how often a job is rendered before its file is at fault.
    """

    name: str
    client: NemoClient
    poll_seconds: float | None = None
    recovery_seconds: float = 30.0
    most_renders: int = 3

    @property
    def is_local(self) -> bool:
        """Tell whether this is our studio on this machine: messages may be repeated, files go by name."""
        return self.client.endpoint.is_private

    @property
    def wait_seconds(self) -> int | None:
        """How long a poll may be held back by the service; None asks for an answer at once."""
        return _LONGEST_POLL_SECONDS if self.is_local else None

    def settle_seconds(self, skill: str) -> float:
        """Return how long a draft must not change before it is rendered.

        What is generated gets its music and titles after the picture, without being asked again (protocol.md).
        """
        poll_seconds = self.poll_seconds or 0.0
        return poll_seconds if skill == _GENERATING else poll_seconds / 3
