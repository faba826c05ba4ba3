"""Showing a notice on the desktop, and opening what it is about.

A machine without a desktop has no session bus: there, nothing is loaded and nothing is shown, without a word. Where a
service manager has fenced this process in, files are opened outside of that fence.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import os
import shutil
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import structlog

from nemo_watch.notices.notice import Notice
from nemo_watch.session import has_bus

Act = Callable[[], Coroutine[Any, Any, None]]

_OPENERS = ("xdg-open", "gio")
_SECONDS = 20.0
_MOST_SHOWN = 5

log = structlog.get_logger()


def has_desktop(environ: Mapping[str, str]) -> bool:
    """Tell whether there is a desktop session that notices could be shown in."""
    return sys.platform == "darwin" or has_bus(environ)


class Desktop:
    """One desktop session; what shows notices there is asked for when the first one is to be shown."""

    def __init__(self, *, environ: Mapping[str, str], icon: Path) -> None:
        """Look at `environ` for the session; `icon` is the program's sign."""
        self._environ = environ
        self._icon = icon
        self._under_way: set[asyncio.Task[None]] = set()
        self._notifier: Any = None
        self._is_hopeless = not has_desktop(environ)

    @property
    def is_there(self) -> bool:
        """Tell whether notices can be shown, as far as is known."""
        return not self._is_hopeless

    async def show(self, notice: Notice, *, picture: Path | None, buttons: Mapping[str, Act]) -> bool:
        """Show a notice; tell whether that was possible. The first of the `buttons` is also what a click does."""
        if self._is_hopeless:
            return False
        for _ in ("with what there is", "with a bus that is new"):
            reason = "nothing here shows notices"
            try:
                async with asyncio.timeout(_SECONDS):
                    if await self._is_sent(notice, picture, buttons):
                        return True
            except Exception as error:  # noqa: BLE001 - a bus, a daemon, a library: none of them is worth a job
                reason = f"{type(error).__name__}: {error}"
            self._notifier = None
        log.info("notice.not_shown", title=notice.title, reason=reason)
        return False

    async def _is_sent(self, notice: Notice, picture: Path | None, buttons: Mapping[str, Act]) -> bool:
        """Send a notice; tell whether it arrived. What goes wrong there is only logged by the library."""
        from desktop_notifier import Attachment, Button, Urgency

        notifier = await self._asked()
        arrived: list[bool] = []
        await notifier.send(
            title=notice.title,
            message=html.escape(notice.text, quote=False) if sys.platform == "linux" else notice.text,
            urgency=Urgency.Normal,
            buttons=[Button(title=name, on_pressed=self._begun(act)) for name, act in buttons.items()],
            on_dispatched=lambda: arrived.append(True),
            on_clicked=self._begun(next(iter(buttons.values()))) if buttons else None,
            attachment=Attachment(path=picture) if picture is not None else None,
        )
        return bool(arrived)

    async def _asked(self) -> Any:
        """Return what shows notices. Raises whatever the library does where nothing does."""
        if self._notifier is None:
            from desktop_notifier import DesktopNotifier, Icon

            notifier = DesktopNotifier(
                app_name="nemo-watch", app_icon=Icon(path=self._icon), notification_limit=_MOST_SHOWN
            )
            await notifier.get_capabilities()
            self._notifier = notifier
        return self._notifier

    async def open(self, path: Path) -> None:
        """Open a file, or a folder, with the program that the user has for it."""
        if sys.platform == "darwin":
            await self._start("open", os.fspath(path))
            return
        opener = next((name for name in _OPENERS if shutil.which(name)), None)
        if opener is None:
            log.info("file.not_opened", reason="there is no xdg-open")
            return
        command = [opener, "open", os.fspath(path)] if opener == "gio" else [opener, os.fspath(path)]
        if self._environ.get("INVOCATION_ID") and shutil.which("systemd-run"):
            command = ["systemd-run", "--user", "--collect", "--quiet", "--", *command]
        await self._start(*command)

    async def reveal(self, path: Path) -> None:
        """Show a file in its folder, selected where the file manager can do that (FileManager1 of freedesktop.org)."""
        if sys.platform == "darwin":
            await self._start("open", "-R", os.fspath(path))
        elif not await self._shown_by_file_manager(path):
            await self.open(path.parent)

    async def _shown_by_file_manager(self, path: Path) -> bool:
        from dbus_fast import BusType, Message, MessageType
        from dbus_fast.aio import MessageBus

        with contextlib.suppress(Exception):  # none that speaks that: the folder is opened instead
            async with asyncio.timeout(_SECONDS):
                bus = await MessageBus(bus_type=BusType.SESSION).connect()
                reply = await bus.call(
                    Message(
                        destination="org.freedesktop.FileManager1",
                        path="/org/freedesktop/FileManager1",
                        interface="org.freedesktop.FileManager1",
                        member="ShowItems",
                        signature="ass",
                        body=[[path.as_uri()], ""],
                    )
                )
                bus.disconnect()
                return reply is not None and reply.message_type is not MessageType.ERROR
        return False

    def _begun(self, act: Act) -> Callable[[], None]:
        """Return a plain function that begins an act in the running loop."""
        loop = asyncio.get_running_loop()

        def begin() -> None:
            task = loop.create_task(act())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

        def begin_soon() -> None:
            loop.call_soon_threadsafe(begin)

        return begin_soon

    async def _start(self, *command: str) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
            async with asyncio.timeout(_SECONDS):
                await process.wait()
