"""`nemo-watch render FILE… -i TEXT`: do it now, without rules and without the daemon."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, get_args

import click

from nemo_watch import log
from nemo_watch.cli.printing import homely, print_json
from nemo_watch.names import shown
from nemo_watch.studio.language.edits import FORMATS, Quality

if TYPE_CHECKING:
    from nemo_watch.daemon.direct.planning import Plan, Work
    from nemo_watch.daemon.rendering import Outcome
    from nemo_watch.events import JobChanged

_STOPPED = 130
_MOST_LISTED = 12


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--instruction", "-i", "instructions", multiple=True, required=True, metavar="TEXT", help="What to do.")
@click.option("--output", "-o", metavar="PATH", help="A folder, or a file for one result (default: beside the files).")
@click.option("--format", "-f", "made", type=click.Choice(FORMATS), help="Unless the instruction says one: mp4.")
@click.option("--quality", type=click.Choice(get_args(Quality)), default="high", show_default=True)
@click.option("--verify", type=click.Choice(["quick", "full"]), default="quick", show_default=True)
@click.option("--metadata", type=click.Choice(["keep", "strip"]), default="keep", show_default=True)
@click.option("--compatible", type=click.Choice(["wide", "modern"]), default="wide", show_default=True)
@click.option("--together", "grouping", flag_value="together", help="Make one result of all.")
@click.option("--each", "grouping", flag_value="each", help="Make one result of each file.")
@click.option("--dry-run", is_flag=True, help="Say what would be made of what, and do nothing.")
@click.option("--quiet", "-q", is_flag=True, help="Say only what went wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    files: tuple[str, ...], instructions: tuple[str, ...], *, dry_run: bool, quiet: bool, as_json: bool, **how: Any
) -> int:
    """Do something with files now, and put the results beside them. The files stay where they are.

    Files that the instruction is about as a whole make one result: clips that are joined, pictures of a slideshow,
    a video and its sound, a text and its pictures. A folder stands for what lies in it.

    Exit code 1: at least one result could not be made.
    """
    from nemo_watch.daemon.direct.planning import Order, plan

    log.configure(level="error", form="text")
    order = Order(
        names=files,
        instructions=instructions,
        output=how["output"] or "",
        format=how["made"] or "",
        quality=how["quality"],
        verify=how["verify"],
        metadata=how["metadata"],
        grouping=how["grouping"] or "",
    )
    planned = plan(order)
    if not quiet:
        for note in planned.notes:
            click.echo(note, err=True)
    if dry_run:
        return _foretell(planned, as_json=as_json)
    with _face(quiet=quiet or as_json) as (listener, is_told):
        outcome = _render(planned, how["compatible"], listener)
    if as_json:
        _print_reports(outcome)
    elif not is_told:
        _print_lines(planned, outcome, quiet=quiet)
    if outcome.is_stopped:
        click.echo("Stopped. What was not finished is gone, and nothing half-written is left.", err=True)
        return _STOPPED
    return 0 if all(job.outputs for job in outcome.jobs) else 1


def _render(planned: Plan, compatible: str, listener: Callable[[JobChanged], None]) -> Outcome:
    from nemo_watch.daemon.rendering import render

    return asyncio.run(render(planned.works, compatible=compatible, listener=listener))


@contextlib.contextmanager
def _face(*, quiet: bool) -> Iterator[tuple[Callable[[JobChanged], None], bool]]:
    """Yield who is told of the jobs, and whether that shows them: bars and lines on a terminal, nobody elsewhere."""
    if quiet or not sys.stdout.isatty():
        yield lambda _event: None, False
        return
    from nemo_watch.cli.progress import Progress
    from nemo_watch.events import Events

    events = Events()
    with Progress() as progress:
        progress.follow(events)
        yield events.publish, True


def _print_reports(outcome: Outcome) -> None:
    import msgspec

    from nemo_watch.control.reports import job_report

    print_json(msgspec.to_builtins([job_report(job) for job in outcome.jobs]))


def _print_lines(planned: Plan, outcome: Outcome, *, quiet: bool) -> None:
    for work, job in zip(planned.works, outcome.jobs, strict=True):
        if not job.outputs:
            click.echo(f"{work.title}: {job.message}", err=True)
        elif not quiet:
            click.echo(f"{work.title} → {homely(shown(job.outputs[-1]))}: {job.message}")


def _foretell(planned: Plan, *, as_json: bool) -> int:
    """Say how the words are read and what would be made; exit code 1 where something would go wrong."""
    from nemo_watch.daemon.direct.bundles import listed
    from nemo_watch.daemon.direct.planning import expected

    targets = [shown(path) if path else "" for path in expected(planned.works, planned.asked)]
    if as_json:
        print_json(
            {
                "understood": planned.asked.explained,
                "unknown": list(planned.asked.unknown),
                "notes": list(planned.notes),
                "results": [_foretold(*each) for each in zip(planned.works, targets, strict=True)],
            }
        )
    else:
        for sentence in planned.asked.explained:
            click.echo(sentence)
        for work, target in zip(planned.works, targets, strict=True):
            files = listed(work.files, most=_MOST_LISTED)
            click.echo(f"{files} → {homely(target) or f'nothing: {work.job.message}'}")
    return 0 if all(targets) and not planned.asked.unknown else 1


def _foretold(work: Work, target: str) -> dict[str, Any]:
    sources = [shown(source.path) for source in work.job.sources]
    return {"sources": sources, "output": target, "message": work.job.message}
