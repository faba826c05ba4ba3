"""The tray's own loop: looks at the daemon when something has changed, and shows it, at most once a second.

An open menu closes when it is made anew, so it is only made anew when its rows change; per cent go into the icon, the
tooltip, and, where the back end lets us, into the first row as it stands. A panel's tray does not survive many changes
a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from nemo_watch.control.client import ControlClient
from nemo_watch.control.listening import Listener
from nemo_watch.errors import NemoWatchError, NoTray
from nemo_watch.tray.acts import Acts
from nemo_watch.tray.backend import icon_class
from nemo_watch.tray.icon import draw
from nemo_watch.tray.view import Item, View, view_of

_SIZE = 64
_LOOK_SECONDS = 5.0
_LEAST_SECONDS = 1.0
_RESULTS = 5
_ON_CLICK = "page"
"""The row that a click on the icon stands for, where that does not open the menu."""


class Tray:
    """The icon of one daemon. `pystray` is the library with the back end that works here."""

    def __init__(
        self,
        daemon: ControlClient,
        *,
        pystray: Any,
        start_command: Sequence[str],
        starts_at_login: Callable[[], bool | None],
        set_login: Callable[[bool], None],
    ) -> None:
        """Show a daemon, which need not run yet; `start_command` starts it."""
        self._daemon = daemon
        self._pystray = pystray
        self._starts_at_login = starts_at_login
        self._view = view_of(None, (), starts_at_login=starts_at_login())
        self._listener = Listener(daemon, comes_back=True)
        self._is_over = threading.Event()
        self._icon = icon_class(pystray)(
            "nemo-watch", icon=self._image(), title=self._view.tooltip, menu=pystray.Menu(self._rows)
        )
        self._acts = Acts(
            daemon,
            start_command=start_command,
            set_login=set_login,
            quit_tray=self.quit,
            say=self._say,
        )

    @property
    def has_menu(self) -> bool:
        """Tell whether the icon has a menu here; else a click opens the status page."""
        return bool(self._pystray.Icon.HAS_MENU)

    def run(self) -> None:
        """Show the icon until it is quit. Raises NoTray where this desktop refuses it."""
        self._listener.start()
        try:
            self._icon.run(setup=self._begin)
        except Exception as error:  # whatever a desktop, a bus or a library has against it
            raise NoTray(
                f"The icon cannot be shown on this desktop: {error}.",
                hint="It needs a panel with a tray, and something that shows notices.",
            ) from error
        finally:
            self._is_over.set()
            self._listener.changed.set()

    def quit(self) -> None:
        """Take the icon away."""
        self._is_over.set()
        self._listener.changed.set()
        self._icon.stop()

    def _begin(self, icon: Any) -> None:
        icon.visible = True
        self._show(self._looked())
        while not self._is_over.is_set():
            self._listener.changed.wait(_LOOK_SECONDS)
            self._listener.changed.clear()
            if not self._is_over.is_set():
                self._show(self._looked())
                if hasattr(icon, "keep_shown"):
                    icon.keep_shown()
                time.sleep(_LEAST_SECONDS)

    def _looked(self) -> View:
        try:
            status = self._daemon.status()
            results = self._daemon.jobs(states=("done",), most=_RESULTS)
        except NemoWatchError:
            return view_of(None, (), starts_at_login=self._starts_at_login())
        return view_of(status, results, starts_at_login=self._starts_at_login())

    def _show(self, view: View) -> None:
        before, self._view = self._view, view
        if (view.mood, view.percent) != (before.mood, before.percent):
            self._icon.icon = self._image()
        if view.tooltip != before.tooltip:
            self._icon.title = view.tooltip
        if _structure(view) != _structure(before):
            self._icon.update_menu()
        elif self._first_row(view) != self._first_row(before):
            self._relabel(self._first_row(view))

    def _image(self) -> Any:
        return draw(self._view.mood, self._view.percent, size=_SIZE)

    def _first_row(self, view: View) -> str:
        return view.head if view.percent is None else f"{view.head}, {view.percent}%"

    def _relabel(self, text: str) -> None:
        """Write something else into the first row of a menu of GTK, without making the menu anew."""
        menu = getattr(self._icon, "_menu_handle", None)
        if menu is None or not hasattr(menu, "get_children"):
            return
        from gi.repository import GLib

        def write() -> bool:
            rows = menu.get_children()
            if rows:
                rows[0].set_label(text)
            return False

        GLib.idle_add(write)

    def _rows(self) -> list[Any]:
        """Return the rows of the menu as it is now."""
        item = self._pystray.MenuItem
        head = item(self._first_row(self._view), None, enabled=False)
        return [head, *(self._row(one) for one in self._view.items)]

    def _row(self, one: Item) -> Any:
        if not one.label:
            return self._pystray.Menu.SEPARATOR
        if one.items:
            return self._pystray.MenuItem(one.label, self._pystray.Menu(*map(self._row, one.items)))
        if not one.act:
            return self._pystray.MenuItem(one.label, None, enabled=False)

        def act() -> None:
            self._acts.do(one.act, one.about, is_checked=one.is_checked)

        checked: Any = None if one.is_checked is None else (lambda _item: one.is_checked)
        is_default = one.act == _ON_CLICK
        return self._pystray.MenuItem(one.label, act, checked=checked, default=is_default)

    def _say(self, sentence: str) -> None:
        if self._pystray.Icon.HAS_NOTIFICATION:
            self._icon.notify(sentence, "nemo-watch")


def _structure(view: View) -> View:
    """Return a view without what may change in an open menu."""
    return msgspec.structs.replace(view, percent=None, tooltip="")
