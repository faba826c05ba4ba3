"""How the log is written: readable lines on a terminal, one JSON object a line for a service.

Event names are `noun.verb_past`, values are keywords. info: a state changed; warning: it will be tried again;
error: a person must act.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any

import structlog

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_QUIET_LIBRARIES = ("apscheduler", "httpx", "httpcore", "uvicorn", "watchdog", "asyncio")


class _Stderr:
    """Writes lines to whatever `sys.stderr` is at that moment: a progress display puts itself in between."""

    def msg(self, message: str) -> None:
        # a terminal that was closed, or a reader that ended, must not end the work
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(message + "\n")
            sys.stderr.flush()

    log = debug = info = warning = warn = error = critical = exception = fatal = msg


def configure(*, level: str, form: str) -> None:
    """Set up logging for this process; `form` is `text`, `json`, or `auto` (text on a terminal)."""
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer() if as_json else _text
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=lambda *_: _Stderr(),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in _QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)  # it calls its own end an error


def _text(_logger: object, _method: str, event: dict[str, Any]) -> str:
    """Render one event as a line: time, level where it matters, name, values."""
    moment, level, name = event.pop("timestamp"), event.pop("level"), event.pop("event")
    trace = event.pop("exception", "")
    values = " ".join(f"{key}={_quoted(value)}" for key, value in event.items())
    mark = "" if level == "info" else f"{level} "
    return f"{moment} {mark}{name} {values}".rstrip() + (f"\n{trace}" if trace else "")


def _quoted(value: object) -> str:
    text = str(value)
    return f'"{text}"' if " " in text or not text else text
