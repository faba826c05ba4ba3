"""How the log is written: readable lines on a terminal, one JSON object a line for a service; and kept in files.

Event names are `noun.verb_past`, values are keywords. info: a state changed; warning: it will be tried again;
error: a person must act.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}
_KEPT = 10
_QUIET_LIBRARIES = ("apscheduler", "httpx", "httpcore", "uvicorn", "watchdog", "asyncio", "dbus_fast")


class _Stderr:
    """Writes lines to whatever `sys.stderr` is at that moment: a progress display puts itself in between."""

    def msg(self, message: str) -> None:
        # a terminal that was closed, or a reader that ended, must not end the work
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(message + "\n")
            sys.stderr.flush()

    log = debug = info = warning = warn = error = critical = exception = fatal = msg


Keep = Callable[[dict[str, Any]], None]
"""Takes each event, whatever its level is, with all its values and its moment (`timestamp`, ISO 8601 in UTC)."""


def configure(*, level: str, form: str, keep: Keep | None = None) -> None:
    """Set up logging for this process; `form` is `text`, `json`, or `auto` (text on a terminal).

    `keep` gets what happens even where `level` says to print less.
    """
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer() if as_json else _text
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            *([_kept_by(keep, printed=_LEVELS[level])] if keep else ()),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(min(_LEVELS[level], _KEPT) if keep else _LEVELS[level]),
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("desktop_notifier").setLevel(logging.ERROR)  # that nothing shows notices is said in a line
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)  # it calls its own end an error


def _kept_by(keep: Keep, *, printed: int) -> Any:
    """Return a processor that hands each event to `keep`, and lets those of a `printed` level go on."""

    def process(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        keep(dict(event))
        if _LEVELS.get(event["level"], _KEPT) < printed:
            raise structlog.DropEvent
        return event

    return process


def _text(_logger: object, _method: str, event: dict[str, Any]) -> str:
    return as_text(event)


def as_text(event: Mapping[str, Any], *, with_day: bool = False) -> str:
    """Return one event as a line for a person: local time, level where it matters, name, values."""
    values = dict(event)
    level, name, trace = values.pop("level"), values.pop("event"), values.pop("exception", "")
    form = "%Y-%m-%d %H:%M:%S" if with_day else "%H:%M:%S"
    moment = datetime.fromisoformat(values.pop("timestamp")).astimezone().strftime(form)
    told = " ".join(f"{key}={_quoted(value)}" for key, value in values.items())
    mark = "" if level == "info" else f"{level} "
    return f"{moment} {mark}{name} {told}".rstrip() + (f"\n{trace}" if trace else "")


def _quoted(value: object) -> str:
    text = str(value)
    return f'"{text}"' if " " in text or not text else text
