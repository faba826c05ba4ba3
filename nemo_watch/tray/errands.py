"""What other threads want done by the one that runs a loop. A pipe wakes the loop, which waits for it by `select`."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress


class Errands:
    """What other threads want done on the loop's, one after another."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = queue.SimpleQueue()
        self.wakes, self._waker = os.pipe()
        os.set_blocking(self.wakes, False)
        os.set_blocking(self._waker, False)
        self._loop: int | None = None
        self.is_over = False

    def begin(self) -> None:
        """Make the thread that calls this the one that does them."""
        self._loop = threading.get_ident()

    def ask(self, errand: Callable[[], None]) -> None:
        """Have something done, and wait until it is; nothing is done any more when all is over."""
        if threading.get_ident() == self._loop:
            errand()
            return
        done: Future[None] = Future()
        self._waiting.put((errand, done))
        self._wake()
        if self.is_over:
            self._give_up()
        with suppress(CancelledError):
            done.result()

    def do(self) -> None:
        """Do what waits. What an errand raises is raised where it was asked for."""
        with suppress(BlockingIOError):
            while os.read(self.wakes, 4096):
                pass
        while not self._waiting.empty():
            errand, done = self._waiting.get()
            try:
                errand()
            except Exception as error:  # noqa: BLE001  whoever asked for it is told
                done.set_exception(error)
            else:
                done.set_result(None)

    def end(self) -> None:
        """Let nobody wait any longer. From any thread, and more than once."""
        self.is_over = True
        self._give_up()
        self._wake()

    def _give_up(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()[1].cancel()

    def _wake(self) -> None:
        with suppress(BlockingIOError):  # a full pipe wakes as well
            os.write(self._waker, b"!")
