"""What a terminal shows while jobs run: a bar for each render, a line for each job that is over."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars

from nemo_watch.cli.printing import homely
from nemo_watch.events import Event, Events, InboxChanged, JobChanged, RulesReloaded

_MARKS = {"done": "[green]✓[/]", "failed": "[red]✗[/]", "held": "[yellow]![/]", "cancelled": "[dim]–[/]"}
_WORKING = frozenset({"rendering", "rendered"})
_NAME_WIDTH = 40


class Progress:
    """Bars and lines on the terminal, for as long as the context lasts."""

    def __init__(self) -> None:
        """Write to standard output."""
        self._console = Console(highlight=False)
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, tuple[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def follow(self, events: Events) -> None:
        """Show what is told there."""
        events.subscribe(self._show)

    def _show(self, event: Event) -> None:
        match event:
            case JobChanged():
                self._show_job(event)
            case InboxChanged(state="away"):
                self._console.print(f"[yellow]![/] The inbox {escape(homely(event.path))} does not exist.")
            case InboxChanged(state="polling"):
                self._console.print(f"[dim]–[/] {escape(homely(event.path))} is polled.")
            case RulesReloaded(problems=()):
                self._console.print("[dim]–[/] The rule file was read anew.")
            case RulesReloaded():
                lines = "\n  ".join(escape(problem) for problem in event.problems)
                self._console.print(f"[red]✗[/] The rule file has mistakes; the old rules stay:\n  {lines}")
            case _:
                pass

    def _show_job(self, event: JobChanged) -> None:
        if event.state in _WORKING:
            self._show_bar(event)
            return
        if event.state in _MARKS:
            self._hide_bar(event.job_id)
            self._print_once(event)

    def _show_bar(self, event: JobChanged) -> None:
        if self._bars is None:
            self._bars = _started_bars(self._console)
        if event.job_id not in self._tasks:
            self._tasks[event.job_id] = self._bars.add_task(escape(_short(event.name)), total=100)
        self._bars.update(self._tasks[event.job_id], completed=event.progress)

    def _hide_bar(self, job_id: str) -> None:
        """Remove a bar; with the last one the display ends, which would else be drawn anew five times a second."""
        if self._bars is None or job_id not in self._tasks:
            return
        self._bars.remove_task(self._tasks.pop(job_id))
        if not self._tasks:
            self._bars.stop()
            self._bars = None

    def _print_once(self, event: JobChanged) -> None:
        if self._said.get(event.job_id) == (event.state, event.message):
            return
        self._said[event.job_id] = (event.state, event.message)
        if event.state == "done":
            del self._said[event.job_id]
        where = f" → {escape(homely(event.outputs[-1]))}" if event.state == "done" and event.outputs else ""
        self._console.print(f"{_MARKS[event.state]} {escape(event.name)}{where}", soft_wrap=True)
        if event.message:
            self._console.print(f"  [dim]{escape(event.message)}[/]", soft_wrap=True)


def _started_bars(console: Console) -> Bars:
    bars = Bars(
        TextColumn("  {task.description}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        console=console,
        transient=True,
        refresh_per_second=5,
    )
    bars.start()
    return bars


def _short(name: str) -> str:
    """Return a name that leaves room for the bar: its beginning and its end."""
    if len(name) <= _NAME_WIDTH:
        return name.ljust(_NAME_WIDTH)
    return f"{name[: _NAME_WIDTH - 13]}…{name[-12:]}"
