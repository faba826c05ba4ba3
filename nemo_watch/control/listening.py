"""Being told that something has changed at the daemon, in a thread that comes back when the daemon does."""

from __future__ import annotations

import threading
import time

from nemo_watch.control.client import ControlClient
from nemo_watch.errors import NemoWatchError

_AGAIN_SECONDS = 2.0


class Listener:
    """Sets `changed` whenever something has changed, and when the daemon comes or goes."""

    def __init__(self, daemon: ControlClient, *, comes_back: bool) -> None:
        """Listen to a daemon; without `comes_back`, only until it ends."""
        self.changed = threading.Event()
        self._daemon = daemon
        self._comes_back = comes_back
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will be heard any more."""
        return not self._thread.is_alive()

    def _listen(self) -> None:
        while True:
            try:
                for _ in self._daemon.events():
                    self.changed.set()
            except NemoWatchError:
                pass
            self.changed.set()
            if not self._comes_back:
                return
            time.sleep(_AGAIN_SECONDS)
