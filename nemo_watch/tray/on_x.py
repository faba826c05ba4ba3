"""The icon on plain X, which keeps its place and never hangs: what pystray 0.19.5 does not see to there.

A panel owns a selection, and an icon asks the panel for a place (System Tray Protocol 0.3 of freedesktop.org). pystray
asks when its icon changes, and at no other time: an icon that is there before its panel, whose question a starting
panel misses, or whose panel starts anew, is not seen until something happens. trayer 1.1.8 remembers which windows
asked while it was starting, shows none of them, and never listens to them again: those come back as another window.

pystray wakes its loop by a message over the same connection to the X server, from another thread. python-xlib 0.33 can
lose an answer then, and waits for it for ever. Here only the loop talks to the X server; a pipe wakes it.

To be imported where pystray's back end is that for X: it asks for a display at once.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from pystray._xorg import Icon
from Xlib import X
from Xlib.error import BadWindow, ConnectionClosedError

from nemo_watch.tray.errands import Errands

_PATIENCE_SECONDS = 3.0
"""How long a panel may take to give a place to a window that asked for one."""


class LastingIcon(Icon):  # type: ignore[misc]
    """An icon that can be asked to `keep_shown`."""

    _systray_manager: Any
    _window: Any

    def __init__(self, *args: Any, **named: Any) -> None:
        self._errands = Errands()
        self._asked_at = 0.0
        self._told = False
        super().__init__(*args, **named)

    def __del__(self) -> None:
        with suppress(ConnectionClosedError, AttributeError):  # there may have been no connection
            self._display.close()

    def keep_shown(self) -> None:
        """Ask for a place where there is none. Cheap: to be called now and then."""
        self._show()

    def _rewrite_implementation(self, *methods: Callable[[], None]) -> None:
        for method in methods:
            setattr(self, method.__name__, self._on_loop(method))

    def _on_loop(self, method: Callable[[], None]) -> Callable[[], None]:
        def ask() -> None:
            with suppress(ConnectionClosedError):  # the loop is told as well
                self._errands.ask(method)

        return ask

    def _run(self) -> None:
        self._errands.begin()
        try:
            super()._run()
        finally:
            self._errands.end()

    def _mainloop(self) -> None:
        with suppress(ConnectionClosedError):  # the session is over
            for event in self._events():
                self._message_handlers.get(event.type, lambda _: None)(event)

    def _events(self) -> Iterator[Any]:
        while not self._errands.is_over:
            self._errands.do()
            if self._display.pending_events():
                event = self._display.next_event()
                if event.type == X.DestroyNotify and event.window == self._window:
                    self._lose_place(self._create_window())
                else:
                    yield event
            else:
                self._display.flush()
                select.select([self._display, self._errands.wakes], [], [])
        self._window.destroy()
        self._display.flush()

    def _create_window(self) -> Any:
        window = super()._create_window()
        window.change_attributes(event_mask=X.ExposureMask | X.StructureNotifyMask | X.ButtonPressMask)
        return window

    def _stop(self) -> None:
        self._errands.end()

    def _show(self) -> None:
        if self._systray_manager is not None:
            if not self._is_outside():
                return
            if time.monotonic() - self._asked_at > _PATIENCE_SECONDS:
                before = self._window
                self._lose_place(self._create_window())
                before.destroy()
        self._asked_at = time.monotonic()
        self._dock_window()
        if self._systray_manager is None and not self._told:
            self._told = True
            self._log.warning("No panel shows icons here yet. The icon appears when one does.")

    def _update_icon(self) -> None:
        self._show()
        self._icon_data = None
        self._draw()
        self._icon_valid = True

    def _is_outside(self) -> bool:
        try:
            return bool(self._window.query_tree().parent == self._display.screen().root)
        except BadWindow:
            return True

    def _on_destroy_notify(self, event: Any) -> None:
        """Leave the screen with the panel: what is left of it there would be a window of its own."""
        panel = self._systray_manager
        if panel is not None and event.window.id == panel.id:
            self._window.unmap()
            self._window.reparent(self._display.screen().root, 0, 0)
            self._lose_place(self._window)
            self._show()

    def _lose_place(self, window: Any) -> None:
        self._systray_manager = None
        self._window, self._gc = window, window.create_gc()
