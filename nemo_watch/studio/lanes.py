"""Two lanes: a copy of a tenth of a second never waits behind an hour's encode.

Measured on two cores: two encodes side by side are no faster than one after the other with all threads, so encodes
run one at a time until there are cores to spare.
"""

from __future__ import annotations

import asyncio
import os

_COPIES = 2
_CORES_PER_ENCODE = 8


class Lanes:
    """Slots for copies and for encodes; `threads` is what one encode may use."""

    def __init__(self, *, cores: int | None = None) -> None:
        """Divide `cores` (default: this machine's) among encodes."""
        self.cores = cores or os.cpu_count() or 1
        encodes = max(1, self.cores // _CORES_PER_ENCODE)
        self.threads = max(1, self.cores // encodes)
        self.slots = {"copy": _COPIES, "encode": encodes}
        self._lanes = {lane: asyncio.Semaphore(slots) for lane, slots in self.slots.items()}

    def slot(self, lane: str) -> asyncio.Semaphore:
        """Return the lane's slots, to be held while its ffmpeg runs."""
        return self._lanes[lane]
