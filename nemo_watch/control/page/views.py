"""What the page shows, in words and in HTML; everything that comes from outside is escaped by the templates."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import msgspec

from nemo_watch.control.shapes import JobReport, Status
from nemo_watch.jobs import ACTIVE, NEEDY, WAITING
from nemo_watch.units import format_duration, format_size

STATIC = Path(__file__).with_name("static")
_TEMPLATES = Path(__file__).with_name("templates")
_WORDS = {
    "instructing": "reading the wish",
    "instructed": "queued",
    "rendered": "being checked",
    "connected": "queued",
    "uploaded": "queued",
    "held": "on hold",
}


class View(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands as a whole: a mood for the lamp, a sentence, and a title for the browser's tab."""

    status: Status
    mood: str
    sentence: str
    title: str

    @property
    def is_paused(self) -> bool:
        """Tell whether no work is begun."""
        return self.status.paused


class Groups(msgspec.Struct, frozen=True, kw_only=True):
    """The jobs of the board, list by list."""

    needy: list[JobReport]
    active: list[JobReport]
    waiting: list[JobReport]
    recent: list[JobReport]


def group_of(report: JobReport) -> str:
    """Return the list of the board that a job stands in."""
    if report.state == "held" and report.cause == "hours":
        return "waiting"
    if report.state in NEEDY:
        return "needy"
    if report.state in ACTIVE:
        return "active"
    return "waiting" if report.state in WAITING else "recent"


def view_of(status: Status) -> View:
    """Return how it stands."""
    needy = status.needy
    waiting = sum(status.counts.get(state, 0) for state in WAITING)
    active = [report for report in status.active if report.state in ACTIVE]
    behind = f" {_counted(waiting, 'job waits', 'jobs wait')}." if waiting else ""
    if status.paused:
        until = f" until {clock(status.paused_until)}" if status.paused_until else ""
        return _view(status, "paused", f"Paused{until}.{behind}", "Paused")
    if len(active) == 1:
        percent = f", {active[0].progress}%" if active[0].state == "rendering" else ""
        return _view(status, "busy", f"Working on {active[0].name}{percent}.{behind}", f"{active[0].progress}%")
    if active:
        return _view(status, "busy", f"Working on {len(active)} files.{behind}", f"{len(active)} at work")
    if waiting:
        return _view(status, "busy", behind.strip(), f"{waiting} waiting")
    if needy:
        return _view(status, "needy", f"{_counted(needy, 'job needs', 'jobs need')} you.", f"{needy} need you")
    return _view(status, "well", "All is done. Drop a file to begin.", "")


def _view(status: Status, mood: str, sentence: str, title: str) -> View:
    return View(status=status, mood=mood, sentence=sentence, title=f"{title} · nemo-watch" if title else "nemo-watch")


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


class Views:
    """Renders templates, and the parts of them that are sent one by one."""

    def __init__(self) -> None:
        """Load nothing yet but the loader."""
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["static"] = static_address
        self._environment.filters.update(
            clock=clock,
            size=format_size,
            duration=format_duration,
            group=group_of,
            word=state_word,
            pace=pace,
            homely=homely,
            filename=filename,
        )

    def page(self, name: str, **values: Any) -> str:
        """Return a whole page."""
        return self._environment.get_template(f"{name}.html").render(**values)

    def part(self, name: str, *values: Any) -> str:
        """Return a part of the board, which is a macro of this name."""
        module = self._environment.get_template("parts.html").module
        return str(getattr(module, name)(*values)).strip()


@cache
def static_address(name: str) -> str:
    """Return the address of a static file; another content has another address, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?{digest}"


def clock(moment: str | None) -> str:
    """Return an ISO moment as people of this place write it: the time for today, else day and time."""
    if not moment:
        return ""
    when = datetime.fromisoformat(moment).astimezone()
    return when.strftime("%H:%M" if when.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M")


def state_word(state: str) -> str:
    """Return a state as a person would say it."""
    return _WORDS.get(state, state)


def pace(report: JobReport) -> str:
    """Return how far a render is, how fast it goes, and how long it will go on."""
    words = [f"{report.progress}%"]
    if report.speed is not None:
        words.append(f"{report.speed:.1f}×" if report.speed < 100 else f"{report.speed:.0f}×")
    if report.seconds_left is not None:
        words.append(f"{format_duration(max(1.0, report.seconds_left))} left")
    return " · ".join(words)


def homely(path: str) -> str:
    """Return a path with `~` for the home folder."""
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    return "~" + path[len(home) :] if home != "~" and path.startswith(home + os.sep) else path


def filename(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition(os.sep)[2]
